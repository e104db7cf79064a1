"""The ranked table as a document: who is where, what each score is made of, and the rules."""

from collections.abc import Hashable, Mapping, Sequence
from datetime import date
from typing import Any

import pandas as pd

from cxzy.core.labels import kind_label, scheme_words, source_label
from cxzy.core.language import _
from cxzy.core.remarks import footnotes, remark
from cxzy.core.scheme import Scheme
from cxzy.core.vocabulary import Source, SubjectKind, UnitKind
from cxzy.sheets.canvas import Value
from cxzy.sheets.document_values import Column, Document, Kind, Section
from cxzy.sheets.reckoning import reckoning_lines
from cxzy.sheets.scheme_words import band_lines, day, rule_lines, share_text, source_lines

MEAN_DECIMALS = 2
Record = Mapping[Hashable, Any]


def ranked_document(  # noqa: PLR0913 — each is said on the sheet
    results: pd.DataFrame,
    *,
    title: str,
    scheme: Scheme | None,
    period: str,
    notes: Sequence[str] = (),
    waiting: Sequence[str] = (),
    today: date | None = None,
    electorate: pd.DataFrame | None = None,
    certainty: Sequence[str] = (),
) -> Document:
    """Return the table of `results`, best first, those without a rank last.

    `results` has the columns of `cxzy.score`; name, branch, organisation, kind, score_low,
    score_high, rank_low, rank_high (how sure score and rank are) and score_published,
    rank_published are shown where they are there and say something; `certainty` says how the
    sure ones are to be read. `notes`
    say what the scheme asks for and is not applied, `waiting` names the units without a sheet.
    `electorate` (`source`, `group`, `count`) are the counts that weighed groups, where the table
    covers one meeting; the second sheet says how every mean comes about.
    Numbers are handed on as they are; only their display is rounded.
    """
    ordered = results.sort_values("rank", kind="stable", na_position="last")
    sources = [source for source in Source if f"{source}_mean" in results]
    places = scheme.rounding.places if scheme else MEAN_DECIMALS
    shown = _columns(results, scheme, sources, places)
    records = ordered.to_dict("records")
    noted = footnotes([record.get("flags") or () for record in records])
    return Document(
        title=title,
        subtitle=(
            *_subtitle(results, scheme, period, sources, today or date.today()),  # noqa: DTZ011 — the reader's own day
            *(f"{sign} {words}" for words, sign in noted.items()),
        ),
        columns=tuple(shown.values()),
        rows=tuple(tuple(_value(record, key, noted) for key in shown) for record in records),
        notes=(*_footnotes(results, places, waiting), *certainty),
        grades=tuple(band.grade for band in scheme.bands) if scheme else (),
        name=_("Ranking"),
        frozen_columns=2,
        about=_about(scheme, notes, waiting, electorate),
    )


def _columns(
    results: pd.DataFrame, scheme: Scheme | None, sources: Sequence[Source], places: int
) -> dict[str, Column]:
    """Return the columns to show, by what they show of a record."""
    branches = scheme is not None and scheme.subject is SubjectKind.BRANCH
    columns = {
        "rank": Column(_("Rank"), "integer"),
        "name": Column(_("Party branch") if branches else _("Full name")),
    }
    if "name" in results and not branches:
        columns["subject"] = Column(_("Staff or student number"))
    details = {"branch": _("Party branch"), "organisation": _("Organisation"), "kind": _("Kind")}
    for key, label in details.items():
        if _says_something(results, key) and not (branches and key == "branch"):
            columns[key] = Column(label)
    columns["score"] = Column(_("Score"), "number", places)
    for key, label, over in _certain():
        if key in results and results[key].notna().any():
            kind: Kind = "number" if over == _("Sure within") else "integer"
            columns[key] = Column(label, kind, places, over=over)
    columns["grade"] = Column(_("Grade"), "grade")
    if _weights_tried(results):
        over = _("As published")
        columns["rank_published"] = Column(_("Rank"), "integer", over=over)
        columns["score_published"] = Column(_("Score"), "number", places, over=over)
    for source in sources:
        over = source_label(source)
        columns[f"{source}_mean"] = Column(_("Mean"), "number", MEAN_DECIMALS, over=over)
        columns[f"{source}_contribution"] = Column(_("Portion"), "number", MEAN_DECIMALS, over=over)
    if "bonus" in results:
        columns["bonus"] = Column(_("Bonus points"), "number", MEAN_DECIMALS)
    columns["flags"] = Column(_("Flags"))
    return columns


def _certain() -> tuple[tuple[str, str, str], ...]:
    """Return what tells how sure score and rank are: column, heading, and the heading above."""
    score, place = _("Sure within"), _("May be place")
    return (
        ("score_low", _("Lowest"), score),
        ("score_high", _("Highest"), score),
        ("rank_low", _("Best"), place),
        ("rank_high", _("Worst"), place),
    )


def _says_something(results: pd.DataFrame, key: str) -> bool:
    return key in results and bool(results[key].fillna("").astype(str).str.strip().any())


def _weights_tried(results: pd.DataFrame) -> bool:
    if "score_published" not in results:
        return False
    scores, published = results["score"].astype(float), results["score_published"].astype(float)
    return bool(((scores != published) & ~(scores.isna() & published.isna())).any())


def _value(record: Record, key: str, noted: dict[str, str]) -> Value:
    if key == "flags":
        return remark(record.get("flags") or (), noted)
    if key == "name":
        return _text(record.get("name")) or _text(record.get("subject"))
    if key == "kind":
        kind = _text(record.get("kind"))
        return kind_label(UnitKind(kind)) if kind in set(UnitKind) else kind
    value = record.get(key)
    if value is None or pd.isna(value):
        return None
    return value.item() if hasattr(value, "item") else value


def _text(value: object) -> str:
    return "" if value is None or pd.isna(value) else str(value)  # type: ignore[call-overload]


def _subtitle(
    results: pd.DataFrame,
    scheme: Scheme | None,
    period: str,
    sources: Sequence[Source],
    today: date,
) -> tuple[str, ...]:
    first = [_("Period: {period}").format(period=period)] if period else []
    if scheme is not None:
        first.append(scheme_words(scheme))
    made = _("Made on {day}").format(day=day(today))
    return ("　".join([*first, made]), _weights_line(results, scheme, sources))


def _weights_line(results: pd.DataFrame, scheme: Scheme | None, sources: Sequence[Source]) -> str:
    published = scheme.weights if scheme else {}
    weights = _most_used(results, sources) if _weights_tried(results) else published
    parts = "　".join(
        f"{source_label(source)} {share_text(weights[source])}"
        for source in sources
        if source in weights
    )
    if weights is published:
        return _("Weights: {weights}").format(weights=parts)
    return _("Weights tried, not published: {weights}").format(weights=parts)


def _most_used(results: pd.DataFrame, sources: Sequence[Source]) -> dict[Source, float]:
    """Return the weights that most rows have: those with every source are alike."""
    applied = results[[f"{source}_weight" for source in sources]].dropna().round(6)
    if applied.empty:
        return {}
    common = applied.value_counts().index[0]
    return dict(zip(sources, map(float, common), strict=True))


def _footnotes(results: pd.DataFrame, places: int, waiting: Sequence[str]) -> tuple[str, ...]:
    lines = [
        _(
            "Scores have {places} decimals; equal scores share a rank and the next rank is "
            "skipped. A contribution is a source's part of the score."
        ).format(places=places)
    ]
    scoreless = int(results["score"].isna().sum())
    if scoreless:
        lines.append(_("Without a score and a rank: {count}.").format(count=scoreless))
    if waiting:
        lines.append(_("Not handed in yet: {count} units.").format(count=len(waiting)))
    if "bonus" in results:
        lines.append(_("Bonus points are added to the contributions."))
    return tuple(lines)


def _about(
    scheme: Scheme | None,
    notes: Sequence[str],
    waiting: Sequence[str],
    electorate: pd.DataFrame | None,
) -> tuple[Section, ...]:
    sections = []
    if scheme is not None:
        sections = [
            Section(_("Rules"), rule_lines(scheme)),
            Section(_("Sources"), source_lines(scheme)),
            Section(_("How the means come about"), reckoning_lines(scheme, electorate)),
            Section(_("Grades"), band_lines(scheme)),
        ]
    if notes:
        sections.append(Section(_("Not applied"), _numbered(notes)))
    if waiting:
        sections.append(Section(_("Not handed in yet"), _numbered(waiting)))
    return tuple(sections)


def _numbered(lines: Sequence[str]) -> tuple[tuple[str, str], ...]:
    return tuple((str(place), line) for place, line in enumerate(lines, 1))
