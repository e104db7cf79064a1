"""The changes between two periods as a workbook, number for number as on the screen."""

from collections.abc import Sequence

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
from cxzy.services.scope import scoped
from cxzy.sheets.documents import (
    Column,
    Document,
    Section,
    Value,
    document_workbook,
    plain_value,
)


def improvement_table(
    engine: Engine, actor: Actor, filters: Filters, before_id: int
) -> tuple[str, bytes]:
    """Return the file name and the .xlsx of the changes since the period `before_id`."""
    shown = improvement(engine, actor, filters, before_id)
    document = scoped(engine, actor, filters, improvement_document(shown))
    return file_name(shown), document_workbook(document)


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
        subtitle=tuple(filter(None, (said.periods(shown), scheme_words(*shown.schemes)))),
        columns=(
            Column(_("Member") if members else _("Branch")),
            Column(_("Branch") if members else _("Kind")),
            Column(_("Organisation")),
            Column(_("Grade"), "grade", over=before),
            Column(_("Score"), "number", over=before),
            Column(_("Grade"), "grade", over=now),
            Column(_("Score"), "number", over=now),
            Column(_("Change"), "number"),
            Column(_("Move")),
        ),
        rows=tuple(_line(row, shown, members=members) for row in rows),
        notes=tuple(filter(None, (said.answer(shown), said.detail(shown)))),
        grades=shown.grades,
        name=_("Improvement"),
        frozen_columns=1,
        about=tuple(_about(shown)),
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
        _move(row, shown),
    )


def _move(row: Row, shown: Improvement) -> str:
    if row["standing"] != COMPARED:
        return said.standing_words(shown, row["standing"])
    if row["move"] == 0:
        return _("Same")
    return "▲ " + _("Up") if row["move"] > 0 else "▼ " + _("Down")


def _about(shown: Improvement) -> list[Section]:
    """Return the counts of the screen: from grade to grade, by organisation and by kind."""
    cells = [
        (f"{was} → {grade}", f"{count:,}")
        for was, row in shown.matrix.iterrows()
        for grade, count in row.items()
        if count
    ]
    organisations = shown.organisations["name"].tolist()
    return [
        Section(_("From grade to grade"), tuple(cells)),
        Section(_("By organisation"), _counts(shown.organisations, organisations)),
        Section(_("By kind"), _counts(shown.kinds, of_groups.kind_names(shown.kinds))),
    ]


def _counts(groups: pd.DataFrame, names: Sequence[str]) -> tuple[tuple[str, str], ...]:
    words = _("compared {compared}, up {up}, level {level}, down {down}, turned round {turned}")
    return tuple(
        (name, words.format(**row)) for name, row in zip(names, rows_of(groups), strict=True)
    )
