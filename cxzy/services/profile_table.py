"""The profile of one subject as a workbook: what its score is made of, line by line."""

from collections.abc import Hashable, Mapping
from typing import Any

import pandas as pd
from sqlalchemy import Engine

from cxzy.core.labels import scheme_words, source_label
from cxzy.core.language import _
from cxzy.core.language import sentences as sentences_of
from cxzy.core.moments import clock_text
from cxzy.core.small_groups import with_reason
from cxzy.core.vocabulary import Source, SubjectKind
from cxzy.services import profile_sentences as sentences
from cxzy.services.actors import Actor, shown_name
from cxzy.services.profile import Profile, profile
from cxzy.services.profile_certainty_sentences import drawn_said, own_said, sure_said
from cxzy.services.profile_source_sentences import lifted
from cxzy.services.records import StoredSheet
from cxzy.services.scope import made_on
from cxzy.sheets.document_parts import documents_workbook
from cxzy.sheets.documents import (
    Column,
    Document,
    Section,
    Value,
    plain_value,
)


def profile_table(
    engine: Engine, actor: Actor, *, period_id: int, subject: SubjectKind, key: str
) -> tuple[str, bytes]:
    """Return the file name and the .xlsx of a profile, number for number as on the screen."""
    shown = profile(engine, actor, period_id=period_id, subject=subject, key=key)
    name = f"{shown.subject['name']}-{shown.period.name}.xlsx"
    return name, documents_workbook([profile_document(shown), history_document(shown)])


def profile_document(shown: Profile) -> Document:
    """Return the table of a profile: a line per source, below it one per group and criterion."""
    return Document(
        title=_("What the score of {name} is made of").format(name=shown.subject["name"]),
        subtitle=_subtitle(shown),
        columns=(
            Column(_("Source")),
            Column(_("Criterion")),
            Column(_("Weight"), "percent", 1),
            Column(_("Weight applied"), "percent", 1),
            Column(_("Mean"), "number", 2),
            Column(_unit_label(shown), "number", 2),
            Column(_("Mean of the kind"), "number", 2),
            Column(_("Ballots or marks"), "integer"),
            Column(_("Entitled"), "integer"),
            Column(_("Contribution"), "number", 2),
            Column(_("Against the mean"), "number", 2),
        ),
        rows=(
            *(row for source in shown.sources.to_dict("records") for row in _rows(shown, source)),
            *_bonus_row(shown),
        ),
        name=_("Profile"),
        about=(
            Section(_("In words"), tuple(_words(shown))),
            Section(_("Sheets it came from"), tuple(_sheets(shown))),
        ),
    )


def _unit_label(shown: Profile) -> str:
    return _("Branch mean") if shown.is_member else _("Organisation mean")


def _words(shown: Profile) -> list[tuple[str, str]]:
    said = (
        (_("Result"), sentences.answer(shown)),
        (_("How sure"), sentences_of(sure_said(shown), drawn_said(shown))),
        (_("Comparison"), sentences.compared(shown)),
        (_("Self beside others"), own_said(shown)),
        (_("Sources"), lifted(shown)),
        (_("Criteria"), sentences.behind(shown)),
    )
    return [line for line in said if line[1]]


def history_document(shown: Profile) -> Document:
    """Return the scores over the periods as a table of its own, the oldest first."""
    columns = ("period", "score", "rank", "of", "grade", "unit_mean", "scheme")
    return Document(
        title=_("The scores of {name} over the periods").format(name=shown.subject["name"]),
        subtitle=(made_on(),),
        columns=(
            Column(_("Period")),
            Column(_("Score"), "number", 2),
            Column(_("Rank"), "integer"),
            Column(_("Among"), "integer"),
            Column(_("Grade"), "grade"),
            Column(_unit_label(shown), "number", 2),
            Column(_("Scheme")),
        ),
        rows=tuple(
            tuple(plain_value(row[name]) for name in columns)
            for row in shown.history.to_dict("records")
        ),
        grades=tuple(band.grade for band in shown.scheme.bands) if shown.scheme else (),
        name=_("Over the periods"),
    )


def _subtitle(shown: Profile) -> tuple[str, ...]:
    place = " · ".join(filter(None, (shown.subject["organisation"], shown.subject["branch"])))
    lines = [f"{place} · {shown.period.name}"]
    words = [scheme_words(shown.scheme)] if shown.scheme is not None else []
    lines.append("　".join([*words, made_on()]))
    if shown.result is not None and not pd.isna(shown.result["score"]):
        outcome = _("Score {score:.2f}, place {rank} of {of} in the meeting, grade {grade}")
        lines.append(
            outcome.format(
                score=shown.result["score"],
                rank=shown.result["rank"],
                of=shown.result["of"],
                grade=shown.result["grade"] or "–",
            )
        )
    return tuple(lines)


def _rows(shown: Profile, source: Mapping[Hashable, Any]) -> list[tuple[Value, ...]]:
    label = source_label(Source(str(source["source"])))
    kind: Value = None  # a source's mean over a kind is no part of its score
    before = (plain_value(source[part]) for part in ("weight", "applied", "mean", "list_mean"))
    after = (plain_value(source[part]) for part in ("n", "entitled", "contribution", "step"))
    rows: list[tuple[Value, ...]] = [(label, "", *before, kind, *after)]
    groups = shown.groups[shown.groups["source"] == str(source["source"])]
    for group in groups.to_dict("records"):
        mean, counted = (
            plain_value(group["mean"]),
            (plain_value(group["n"]), plain_value(group["entitled"])),
        )
        words = with_reason(str(group["group"]), str(group["withheld"]))
        name = _("Group {group}").format(group=words)
        rows.append((label, name, None, None, mean, None, None, *counted, None, None))
    own = shown.criteria[shown.criteria["source"] == str(source["source"])]
    for one in own.to_dict("records"):
        means = (plain_value(one[part]) for part in ("mean", "unit_mean", "kind_mean"))
        rows.append(
            (label, one["label"], None, None, *means, plain_value(one["n"]), None, None, None)
        )
    return rows


def _bonus_row(shown: Profile) -> list[tuple[Value, ...]]:
    """Return the row of bonus points below the sources, where the scheme has such."""
    if shown.scheme is None or not shown.scheme.bonus or shown.result is None:
        return []
    own, step = (plain_value(shown.result[name]) for name in ("bonus", "bonus_step"))
    return [(_("Bonus points"), "", *[None] * 7, own, step)]


def _sheets(shown: Profile) -> list[tuple[str, str]]:
    def accepted(sheet: StoredSheet) -> str:
        when, who = clock_text(sheet.accepted_at), shown_name(sheet.accepted_by)
        return f"{when} · {who} · {sheet.sha256[:12]}"

    return [(sheet.name, accepted(sheet)) for sheet in shown.sheets]
