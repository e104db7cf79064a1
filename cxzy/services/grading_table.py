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
from cxzy.services.scope import made_on, scoped
from cxzy.sheets.document_parts import documents_workbook
from cxzy.sheets.documents import Column, Document, Section, Value, plain_value
from cxzy.sheets.scheme_words import band_lines, rule_lines

Record = Mapping[Hashable, Any]


def grading_table(
    engine: Engine, actor: Actor, filters: Filters, *, margin: float = MARGIN
) -> tuple[str, bytes]:
    """Return the file name and the .xlsx of the grades, number for number as on the screen."""
    shown = grading(engine, actor, filters, margin=margin)
    documents = (grading_document(shown), *count_documents(shown))
    narrowed = [scoped(engine, actor, filters, document) for document in documents]
    return f"{documents[0].title}-{shown.period.key}.xlsx", documents_workbook(narrowed)


def grading_document(shown: Grading, *, today: date | None = None) -> Document:
    """Return the table of everybody; its second sheet has the rules, the bands and the notes."""
    columns = _columns(shown)
    records = shown.subjects.to_dict("records")
    return Document(
        title=_title(shown),
        subtitle=(_origin(shown, today), said.answer(shown)),
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


def _origin(shown: Grading, today: date | None = None) -> str:
    parts = [_("Period: {period}").format(period=shown.period.name)]
    if shown.scheme is not None:
        parts.append(scheme_words(shown.scheme))
    return "　".join([*parts, made_on(today)])


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
    notes = tuple((str(place), line) for place, line in enumerate(said.notes(shown), 1))
    return (*sections, *([Section(_("Notes"), notes)] if notes else []))


def count_documents(shown: Grading) -> tuple[Document, ...]:
    """Return the counts of the screen as tables: by unit, by kind and by period."""
    return (
        _counts(shown, shown.by_unit, "name", (_("Unit"), _("Grades by unit"))),
        _counts(shown, shown.by_kind, "kind_label", (_("Kind"), _("Grades by kind"))),
        _counts(shown, shown.by_period, "name", (_("Period"), _("Grades by period"))),
    )


def _counts(shown: Grading, counts: pd.DataFrame, name: str, words: tuple[str, str]) -> Document:
    label, title = words
    columns = (name, "total", "graded", *shown.grades, "best_share")
    return Document(
        title=title,
        subtitle=(_origin(shown),),
        columns=(
            Column(label),
            Column(_("Assessed"), "integer"),
            Column(_("Graded"), "integer"),
            *(Column(grade, "integer") for grade in shown.grades),
            Column(_("Share of {grade}").format(grade=shown.grades[0]), "percent", 1),
        ),
        rows=tuple(
            tuple(plain_value(row[column]) for column in columns)
            for row in counts.to_dict("records")
        ),
        name=title,
    )
