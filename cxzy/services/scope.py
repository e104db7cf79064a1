"""What a table is narrowed to, said on every table that is taken away."""

from dataclasses import replace
from datetime import date

from sqlalchemy import Engine

from cxzy.core.labels import kind_label
from cxzy.core.language import _
from cxzy.services.actors import Actor, require
from cxzy.services.filters import Filters
from cxzy.sheets.documents import Document
from cxzy.sheets.scheme_words import day
from cxzy.store import units
from cxzy.store.database import reading


def scope_line(engine: Engine, actor: Actor, filters: Filters) -> str:
    """Return the unit and the kind asked for, and how places are counted where not over all.

    Raises PermissionDenied where the unit is out of the actor's reach.
    """
    require(actor, "result.read", filters.unit_id)
    words = _("Unit: {unit}. Kind: {kind}.")
    kind = kind_label(filters.kind) if filters.kind else _("all kinds")
    said = words.format(unit=_unit(engine, actor, filters.unit_id), kind=kind)
    if filters.within == "all":
        return said
    within = {
        "unit": _("Places count within each branch."),
        "kind": _("Places count within each kind."),
    }
    return f"{said} {within[filters.within]}"


def scoped(engine: Engine, actor: Actor, filters: Filters, document: Document) -> Document:
    """Return a document that says below its title what it is narrowed to."""
    line = scope_line(engine, actor, filters)
    return replace(document, subtitle=(line, *document.subtitle))


def made_on(today: date | None = None) -> str:
    """Return on which day a table was made; today where no day is given."""
    return _("Made on {day}").format(day=day(today or date.today()))  # noqa: DTZ011 — the reader's own day


def _unit(engine: Engine, actor: Actor, unit_id: int | None) -> str:
    if unit_id is not None:
        with reading(engine) as connection:
            return units.unit(connection, unit_id).name
    return _("the whole university") if actor.unit_ids is None else _("all within reach")
