"""The units of the overview as a workbook, number for number as on the screen."""

from typing import Any

from sqlalchemy import Engine

from cxzy.core.labels import scheme_line, source_label
from cxzy.core.language import _
from cxzy.services.actors import Actor
from cxzy.services.filters import Filters
from cxzy.services.overview import Overview, overview
from cxzy.services.overview_sentences import overview_answer, overview_detail, place_words
from cxzy.services.scope import made_on, scoped
from cxzy.sheets.documents import Column, Document, Value, document_workbook

_NUMBERS = ("total", "scored", "mean", "change", "best", "lowest", "expected", "standing")


def overview_table(engine: Engine, actor: Actor, filters: Filters) -> tuple[str, bytes]:
    """Return the file name and the .xlsx of the units of the overview."""
    shown = overview(engine, actor, filters)
    name = _("Overview of {where}").format(where=place_words(shown))
    document = scoped(engine, actor, filters, overview_document(shown))
    return f"{name}.xlsx", document_workbook(document)


def overview_document(value: Overview) -> Document:
    """Return the table: a row per unit, its subjects, means, grades and sheets."""
    words = (scheme_line(value.scheme), made_on())
    lines = (overview_answer(value), overview_detail(value), "　".join(filter(None, words)))
    return Document(
        title=_("Overview of {where}").format(where=place_words(value)),
        subtitle=tuple(filter(None, lines)),
        columns=(
            Column(level_label(value)),
            Column(_("Assessed"), "integer"),
            Column(_("Scored"), "integer"),
            Column(_("Mean score"), "number", 2),
            Column(_("Change"), "number", 2),
            Column(value.best, "integer"),
            Column(value.lowest, "integer"),
            Column(_("Sheets expected"), "integer"),
            Column(_("Sheets in"), "integer"),
            *(Column(source_label(s), "number", 2, over=_("Mean")) for s in value.sources),
            *(Column(name, "number", 2, over=_("Criterion")) for name in _criteria(value)),
        ),
        rows=tuple(_row(value, row) for row in _records(value)),
        notes=value.notes,
        name=_("Overview"),
        frozen_columns=1,
    )


def level_label(value: Overview) -> str:
    """Return the name of what stands side by side."""
    return {
        "organisation": _("Organisation"),
        "branch": _("Branch"),
        "member": _("Member"),
    }[value.level]


def _criteria(value: Overview) -> list[str]:
    return [str(name) for name in value.criteria.columns if name not in ("key", "name")]


def _records(value: Overview) -> list[dict[Any, Any]]:
    if value.units.empty:
        return []
    return value.units.merge(value.criteria.drop(columns="name"), on="key").to_dict("records")


def _row(value: Overview, row: dict[Any, Any]) -> tuple[Value, ...]:
    means = [f"{source.value}_mean" for source in value.sources]
    return (row["name"], *(row[name] for name in (*_NUMBERS, *means, *_criteria(value))))
