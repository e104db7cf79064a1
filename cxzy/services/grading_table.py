"""The grades of a period as a workbook: everybody with score, grade and distance to the lines."""

from collections.abc import Hashable, Mapping
from datetime import date
from typing import Any

import pandas as pd
from sqlalchemy import Engine

from cxzy.core.grading import rule_text
from cxzy.core.labels import scheme_words
from cxzy.core.language import _, listed
from cxzy.core.vocabulary import SubjectKind
from cxzy.services import grading_sentences as said
from cxzy.services.actors import Actor
from cxzy.services.filters import Filters
from cxzy.services.grading import MARGIN, Grading, grading
from cxzy.services.scope import scoped
from cxzy.sheets.documents import Column, Document, Section, Value, document_workbook
from cxzy.sheets.scheme_words import band_lines, day, rule_lines

Record = Mapping[Hashable, Any]
Lines = tuple[tuple[str, str], ...]


def grading_table(
    engine: Engine, actor: Actor, filters: Filters, *, margin: float = MARGIN
) -> tuple[str, bytes]:
    """Return the file name and the .xlsx of the grades, number for number as on the screen."""
    shown = grading(engine, actor, filters, margin=margin)
    document = scoped(engine, actor, filters, grading_document(shown))
    return f"{document.title}-{shown.period.key}.xlsx", document_workbook(document)


def grading_document(shown: Grading, *, today: date | None = None) -> Document:
    """Return the table of everybody; its second sheet has the bands, the counts and the notes."""
    columns = _columns(shown)
    records = shown.subjects.to_dict("records")
    return Document(
        title=_title(shown),
        subtitle=(_origin(shown, today or date.today()), said.answer(shown)),  # noqa: DTZ011 — the reader's own day
        columns=tuple(columns.values()),
        rows=tuple(tuple(_value(record, key) for key in columns) for record in records),
        notes=_footnotes(shown),
        grades=shown.grades,
        name=_("Grading"),
        frozen_columns=2,
        about=_about(shown),
    )


def _title(shown: Grading) -> str:
    branches = shown.subject == SubjectKind.BRANCH
    return _("Grades of the branches") if branches else _("Grades of the members")


def _origin(shown: Grading, today: date) -> str:
    parts = [_("Period: {period}").format(period=shown.period.name)]
    if shown.scheme is not None:
        parts.append(scheme_words(shown.scheme))
    return "　".join([*parts, _("Made on {day}").format(day=day(today))])


def _columns(shown: Grading) -> dict[str, Column]:
    places = shown.scheme.rounding.places if shown.scheme else 2
    members = shown.subject == SubjectKind.MEMBER
    lines = _("Distance to the lines")
    who = {"branch": Column(_("Party branch"))} if members else {}
    return {
        "rank": Column(_("Rank"), "integer"),
        "name": Column(_("Full name") if members else _("Party branch")),
        **who,
        "organisation": Column(_("Organisation")),
        "kind_label": Column(_("Kind")),
        "score": Column(_("Score"), "number", places),
        "grade": Column(_("Grade"), "grade"),
        "rule": Column(_("By which rule")),
        "next_band": Column(_("Next grade"), over=lines),
        "to_next": Column(_("Points short of it"), "number", places, over=lines),
        "above_edge": Column(_("Points above its own line"), "number", places, over=lines),
        "near": Column(_("Borderline"), over=lines),
    }


def _value(record: Record, key: str) -> Value:
    if key == "near":
        return _near(record)
    if key == "rule":
        return rule_text(record["rule"])
    value = record[key]
    if value is None or pd.isna(value):
        return None
    return value.item() if hasattr(value, "item") else value


def _near(record: Record) -> str:
    sides = [
        (record["near_next"], _("just below")),
        (record["near_edge"], _("just above")),
    ]
    return listed(words for near, words in sides if near)


def _footnotes(shown: Grading) -> tuple[str, ...]:
    words = _("Borderline: within {margin} of a line, the line itself counts as above.")
    return (words.format(margin=said.points(shown.margin)), said.near_heading(shown) + _("."))


def _about(shown: Grading) -> tuple[Section, ...]:
    sections = []
    if shown.scheme is not None:
        sections = [
            Section(_("Rules"), rule_lines(shown.scheme)),
            Section(_("Grades"), band_lines(shown.scheme)),
        ]
    sections += [
        Section(_("Grades by unit"), _counts(shown, shown.by_unit, "name")),
        Section(_("Grades by kind"), _counts(shown, shown.by_kind, "kind_label")),
        Section(_("Grades by period"), _counts(shown, shown.by_period, "name")),
    ]
    notes = tuple((str(place), line) for place, line in enumerate(said.notes(shown), 1))
    return (*sections, *([Section(_("Notes"), notes)] if notes else []))


def _counts(shown: Grading, counts: pd.DataFrame, name: str) -> Lines:
    """Return a line per row: its name, and how many have each grade."""
    words = _("{count} {grade}")
    return tuple(
        (str(row[name]), listed(words.format(count=row[g], grade=g) for g in shown.grades))
        for row in counts.to_dict("records")
    )
