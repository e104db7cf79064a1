"""The changes between two periods as a workbook, number for number as on the screen."""

from collections.abc import Iterable

import pandas as pd
from sqlalchemy import Engine

from cxzy.charts.frames import Row, rows_of
from cxzy.core.labels import kind_label, scheme_words
from cxzy.core.language import _
from cxzy.core.transitions import COMPARED
from cxzy.core.vocabulary import SubjectKind, UnitKind
from cxzy.services import improvement_group_sentences as of_groups
from cxzy.services import improvement_sentences as said
from cxzy.services.actors import Actor
from cxzy.services.filters import Filters
from cxzy.services.improvement import Improvement, improvement
from cxzy.services.improvement_certainty_sentences import beyond_said, verdict_words
from cxzy.services.scope import made_on, scoped
from cxzy.sheets.document_parts import documents_workbook
from cxzy.sheets.documents import (
    Column,
    Document,
    Value,
    plain_value,
)


def improvement_table(
    engine: Engine, actor: Actor, filters: Filters, before_id: int
) -> tuple[str, bytes]:
    """Return the file name and the .xlsx of the changes since the period `before_id`."""
    shown = improvement(engine, actor, filters, before_id)
    documents = (improvement_document(shown), *count_documents(shown))
    narrowed = [scoped(engine, actor, filters, document) for document in documents]
    return file_name(shown), documents_workbook(narrowed)


def file_name(shown: Improvement) -> str:
    """Return the name that the table is saved under."""
    name = _("Improvement")
    return f"{name}-{shown.before.key}-{shown.now.key}.xlsx"


def improvement_document(shown: Improvement) -> Document:
    """Return the table: the compared first, the largest rise on top, then who stands apart."""
    rows = [*rows_of(shown.moved), *rows_of(shown.apart)]
    members = shown.subject == SubjectKind.MEMBER
    before, now = shown.before.name, shown.now.name
    return Document(
        title=_("Improvement of members") if members else _("Improvement of branches"),
        subtitle=_subtitle(shown),
        columns=(
            Column(_("Member") if members else _("Branch")),
            Column(_("Branch") if members else _("Kind")),
            Column(_("Organisation")),
            Column(_("Grade"), "grade", over=before),
            Column(_("Score"), "number", over=before),
            Column(_("Grade"), "grade", over=now),
            Column(_("Score"), "number", over=now),
            Column(_("Change"), "number"),
            *_error_columns(shown),
            Column(_("Move")),
        ),
        rows=tuple(_line(row, shown, members=members) for row in rows),
        notes=tuple(filter(None, (said.answer(shown), said.detail(shown), beyond_said(shown)))),
        grades=shown.grades,
        name=_("Improvement"),
        frozen_columns=1,
    )


def _line(row: Row, shown: Improvement, *, members: bool) -> tuple[Value, ...]:
    kind = kind_label(UnitKind(row["kind"])) if row["kind"] else ""
    return (
        row["name"],
        row["branch"] if members else kind,
        row["organisation"],
        plain_value(row["grade_before"]),
        plain_value(row["score_before"]),
        plain_value(row["grade_now"]),
        plain_value(row["score_now"]),
        plain_value(row["change"]),
        *_errors(row, shown),
        _move(row, shown),
    )


def _tells(shown: Improvement) -> bool:
    return bool((shown.changes["verdict"] != "").any())


def _error_columns(shown: Improvement) -> tuple[Column, ...]:
    """Return the columns of what chance makes of changes, where that is told of anybody."""
    if not _tells(shown):
        return ()
    over = _("Beyond chance?")
    return (
        Column(_("Error line"), "number", 1, over=over),
        Column(_("Expected return"), "number", 1, over=over),
        Column(_("Beyond chance"), over=over),
    )


def _errors(row: Row, shown: Improvement) -> tuple[Value, ...]:
    if not _tells(shown):
        return ()
    words = verdict_words(row["verdict"])
    return plain_value(row["smallest"]), plain_value(row["expected"]), words


def _move(row: Row, shown: Improvement) -> str:
    if row["standing"] != COMPARED:
        return said.standing_words(shown, row["standing"])
    if row["move"] == 0:
        return _("Same")
    return "▲ " + _("Up") if row["move"] > 0 else "▼ " + _("Down")


def _subtitle(shown: Improvement) -> tuple[str, ...]:
    words = "　".join(filter(None, (scheme_words(*shown.schemes), made_on())))
    return (said.periods(shown), words)


def count_documents(shown: Improvement) -> tuple[Document, ...]:
    """Return the counts of the screen as tables: from grade to grade, by organisation and kind."""
    names = of_groups.kind_names(shown.kinds)
    return (
        _matrix(shown),
        _counts(
            shown,
            shown.organisations,
            shown.organisations["name"],
            (_("Organisation"), _("By organisation")),
        ),
        _counts(shown, shown.kinds, names, (_("Kind"), _("By kind"))),
    )


def _matrix(shown: Improvement) -> Document:
    rows = zip(shown.grades, shown.matrix.to_numpy().tolist(), strict=True)
    return Document(
        title=_("From grade to grade"),
        subtitle=_subtitle(shown),
        columns=(
            Column(shown.before.name, "grade"),
            *(Column(grade, "integer", over=shown.now.name) for grade in shown.grades),
        ),
        rows=tuple((grade, *counts) for grade, counts in rows),
        grades=shown.grades,
        name=_("From grade to grade"),
    )


def _counts(
    shown: Improvement, groups: pd.DataFrame, names: Iterable[str], words: tuple[str, str]
) -> Document:
    label, title = words
    columns = ("compared", "up", "level", "down", "turned", "mean_change")
    return Document(
        title=title,
        subtitle=_subtitle(shown),
        columns=(
            Column(label),
            Column(_("Compared"), "integer"),
            Column(_("Up"), "integer"),
            Column(_("Stayed level"), "integer"),
            Column(_("Down"), "integer"),
            Column(_("Turned round"), "integer"),
            Column(_("Mean change"), "number", 2),
        ),
        rows=tuple(
            (name, *(plain_value(row[column]) for column in columns))
            for name, row in zip(names, rows_of(groups), strict=True)
        ),
        name=title,
    )
