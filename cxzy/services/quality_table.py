"""What is said of ballots as workbooks: of one meeting, and of all meetings of a period."""

from dataclasses import replace
from typing import Any

import pandas as pd
from sqlalchemy import Engine

from cxzy.core.labels import kind_label, scheme_words, source_label
from cxzy.core.language import _
from cxzy.core.vocabulary import UnitKind
from cxzy.services import quality_sentences as said
from cxzy.services.actors import Actor
from cxzy.services.filters import Filters
from cxzy.services.quality import MeetingQuality, meeting_quality
from cxzy.services.quality_overview import quality_overview, with_waiting
from cxzy.services.quality_waiting import known_waiting
from cxzy.services.records import Period
from cxzy.services.scope import made_on, scoped
from cxzy.services.shares import with_printed_shares
from cxzy.sheets.document_parts import documents_workbook
from cxzy.sheets.documents import Column, Document, Value, document_workbook, plain_value


def quality_table(
    engine: Engine, actor: Actor, meeting_id: int, name: str, period: Period
) -> bytes:
    """Return the .xlsx of one meeting: turnout, means, agreement, and the ballots to look at.

    Single ballots are in it only for those who may see them. Raises NotFound, PermissionDenied.
    """
    quality = meeting_quality(engine, actor, meeting_id)
    documents = [_turnout(quality, name), _means(quality), _agreement(quality)]
    if quality.may_look:
        documents.append(_ballots(quality))
    origin = "　".join([
        _("Period: {period}").format(period=period.name), scheme_words(quality.scheme), made_on()
    ])  # fmt: skip
    return documents_workbook(
        [replace(one, subtitle=(f"{name}　{origin}", *one.subtitle)) for one in documents]
    )


def overview_table(
    engine: Engine,
    actor: Actor,
    *,
    period_id: int,
    unit_id: int | None = None,
    kind: UnitKind | None = None,
) -> bytes:
    """Return the .xlsx of the meetings, those first that need a look, as on the screen."""
    shown = quality_overview(engine, actor, period_id=period_id, unit_id=unit_id, kind=kind)
    table = with_waiting(shown, known_waiting(engine, actor, shown.versions))
    columns = {
        "name": Column(_("Meeting")),
        "organisation": Column(_("Organisation")),
        "kind": Column(_("Kind")),
        "electorate": Column(_("Entitled"), "integer"),
        "ballots": Column(_("Voted"), "integer"),
        "turnout": Column(_("Turnout"), "percent", 0),
        "effective": Column(_("Worth ballots"), "number", 0),
        "missing_groups": Column(_("Groups without a ballot")),
        **({"waiting": Column(_("Ballots waiting"), "integer")} if shown.may_look else {}),
    }
    document = Document(
        title=_("Ballots of all meetings"),
        subtitle=(
            "　".join([_("Period: {period}").format(period=shown.period.name), made_on()]),
            said.overview_answer(shown),
        ),
        columns=tuple(columns.values()),
        rows=tuple(
            tuple(_value(name, row[name]) for name in columns) for row in table.to_dict("records")
        ),
        name=_("Ballot check"),
    )
    filters = Filters(period_id, unit_id=unit_id, kind=kind)
    return document_workbook(scoped(engine, actor, filters, document))


def _value(name: str, value: Any) -> Value:
    if name == "kind":
        return kind_label(UnitKind(value)) if isinstance(value, str) else ""
    return plain_value(value)


def _turnout(quality: MeetingQuality, name: str) -> Document:
    rows = tuple(
        (source_label(one.source), group or _("All"), *map(plain_value, numbers))
        for one in quality.sources
        if one.representation is not None
        for group, *numbers in with_printed_shares(
            one.representation.groups, quality.scheme
        ).itertuples(index=False)
    )
    return Document(
        title=_("Turnout by group"),
        subtitle=(said.answer(quality, name),),
        columns=(
            Column(_("Source")),
            Column(_("Group")),
            Column(_("Entitled"), "integer"),
            Column(_("Voted"), "integer"),
            Column(_("Turnout"), "percent", 0),
            Column(_("Share of those entitled"), "percent", 0),
            Column(_("Share of the ballots"), "percent", 0),
        ),
        rows=rows,
        name=_("Turnout"),
    )


def _means(quality: MeetingQuality) -> Document:
    known = [one for one in quality.sources if one.means is not None]
    rows = tuple(
        (source_label(one.source), *map(plain_value, row))
        for one in known
        if one.means is not None
        for row in _told(one.means.table).itertuples(index=False)
    )
    return Document(
        title=_("Plain beside weighted means"),
        subtitle=tuple(filter(None, map(said.means_heading, known))),
        columns=(
            Column(_("Source")),
            Column(_("Who")),
            Column(_("Every ballot alike"), "number", 2),
            Column(_("Weighed by people"), "number", 2),
            Column(_("Difference"), "number", 2),
        ),
        rows=rows,
        notes=tuple(filter(None, map(said.withheld_words, known))),
        name=_("Means"),
    )


def _told(table: pd.DataFrame) -> pd.DataFrame:
    """Return the means of those of whom both may be told."""
    return table.dropna(subset=["difference"])[["name", "plain", "weighted", "difference"]]


def _agreement(quality: MeetingQuality) -> Document:
    rows = tuple(
        (
            source_label(one.source),
            said.agreement_word(one.agreement),
            *map(plain_value, (one.agreement.apart, one.agreement.alpha, one.agreement.spread)),
            one.agreement.raters,
        )
        for one in quality.sources
        if one.agreement is not None
    )
    return Document(
        title=_("How far raters agree"),
        subtitle=(said.agreement_heading(quality) + _("."),),
        columns=(
            Column(_("Source")),
            Column(_("In a word")),
            Column(_("Marks apart"), "number", 1),
            Column(_("Agreement, 0 to 1"), "number", 2),
            Column(_("Strict or lenient, ±"), "number", 1),
            Column(_("Raters"), "integer"),
        ),
        rows=rows,
        name=_("Agreement"),
    )


def _ballots(quality: MeetingQuality) -> Document:
    rows = tuple(
        (
            one.number,
            source_label(one.ballots.source),
            one.group,
            _("; ").join(said.signal_words(raised, one.subjects) for raised in one.signals),
            "" if one.decision is None else said.verdict_label(one.decision.verdict),
            "" if one.decision is None else one.decision.reason,
        )
        for one in quality.listed
    )
    return Document(
        title=_("Ballots to look at"),
        subtitle=(_("What stands out, and what a person decided. Nothing was removed."),),
        columns=(
            Column(_("No."), "integer"),
            Column(_("Source")),
            Column(_("Group")),
            Column(_("What is noticed")),
            Column(_("Verdict")),
            Column(_("Why")),
        ),
        rows=rows,
        name=_("Ballots to look at"),
    )
