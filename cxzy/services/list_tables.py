"""The lists of the campaign as workbooks: units, periods, meetings, and who still owes what."""

from collections.abc import Iterable
from datetime import date

from sqlalchemy import Engine

from cxzy.core.labels import kind_label, level_label, source_label
from cxzy.core.language import _, listed
from cxzy.services.actors import Actor, require
from cxzy.services.campaign import MeetingView, meetings, periods, units
from cxzy.services.reminders import owing
from cxzy.services.scope import made_on
from cxzy.sheets.documents import Column, Document, document_workbook
from cxzy.store import periods as period_store
from cxzy.store.database import reading


def units_table(engine: Engine, actor: Actor) -> bytes:
    """Return the .xlsx of all units, in the order of their codes."""
    found = sorted(units(engine, actor), key=lambda unit: unit.code)
    names = {unit.id: unit.name for unit in found}
    rows = tuple(
        (
            unit.code,
            unit.name,
            level_label(unit.level),
            kind_label(unit.kind) if unit.kind else "",
            names.get(unit.parent_id or 0, ""),
        )
        for unit in found
    )
    labels = (_("Code"), _("Called"), _("Level"), _("Kind"), _("Belongs to"))
    return _workbook(_("Units"), labels, rows)


def periods_table(engine: Engine, actor: Actor) -> bytes:
    """Return the .xlsx of all periods, as they are listed."""
    rows = tuple(
        (one.key, one.name, _day(one.starts), _day(one.ends), _day(one.due))
        for one in periods(engine, actor)
    )
    labels = (_("Key"), _("Called"), _("Begins on"), _("Ends on"), _("Sheets due"))
    return _workbook(_("Periods"), labels, rows)


def meetings_table(engine: Engine, actor: Actor, period_id: int) -> bytes:
    """Return the .xlsx of the meetings of a period, with what each has handed in."""
    title = _("Meetings of {period}").format(period=_name(engine, period_id))
    return _meetings(title, meetings(engine, actor, period_id))


def owing_table(engine: Engine, actor: Actor, period_id: int) -> bytes:
    """Return the .xlsx of the meetings of a period that still owe something."""
    require(actor, "sheet.remind")
    title = _("Sheets missing in {period}").format(period=_name(engine, period_id))
    return _meetings(title, owing(meetings(engine, actor, period_id)))


def _meetings(title: str, views: Iterable[MeetingView]) -> bytes:
    rows = tuple(
        (
            view.organisation,
            view.unit,
            view.scheme,
            _day(view.held_on),
            listed(source_label(source) for source in view.standing),
            listed(source_label(source) for source in view.owing),
            view.sheets,
        )
        for view in views
    )
    labels = (_("Organisation"), _("Unit"), _("Scheme"), _("Held on"), _("In"), _("Missing"))
    return _workbook(title, labels, rows, (Column(_("Score sheets"), "integer"),))


def _workbook(
    title: str,
    labels: Iterable[str],
    rows: tuple[tuple[str | int, ...], ...],
    numbers: tuple[Column, ...] = (),
) -> bytes:
    columns = (*(Column(label) for label in labels), *numbers)
    return document_workbook(
        Document(title=title, subtitle=(made_on(),), columns=columns, rows=rows, frozen_columns=2)
    )


def _day(day: date | None) -> str:
    return "" if day is None else day.isoformat()


def _name(engine: Engine, period_id: int) -> str:
    with reading(engine) as connection:
        return period_store.period(connection, period_id).name
