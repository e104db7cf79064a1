"""Who has not handed in, and the words to remind them with."""

from collections.abc import Iterable
from datetime import date

from sqlalchemy import Engine

from cxzy.core.labels import source_label
from cxzy.core.language import _, listed
from cxzy.services.actors import Actor, require
from cxzy.services.campaign import MeetingView, meetings
from cxzy.store import periods as period_store
from cxzy.store.database import reading


def owing(views: Iterable[MeetingView]) -> list[MeetingView]:
    """Return the meetings for which something is still owed."""
    return [view for view in views if view.owing]


def reminder(engine: Engine, actor: Actor, period_id: int) -> str:
    """Return a text to copy that names every unit with what it still owes; "" if none does."""
    require(actor, "sheet.remind")
    with reading(engine) as connection:
        period = period_store.period(connection, period_id)
    late = owing(meetings(engine, actor, period_id))
    if not late:
        return ""
    opening = _("The score sheets below for {period} have not arrived yet.")
    if period.due is not None:
        opening = _("The score sheets below for {period} were due on {due} and are missing.")
    lines = [opening.format(period=period.name, due=_day(period.due)), ""]
    lines += [_owed(view) for view in late]
    return "\n".join([*lines, "", _("Please upload them as soon as you can. Thank you.")])


def _day(day: date | None) -> str:
    if day is None:
        return ""
    words = _("{year}-{month:02}-{day:02}")
    return words.format(year=day.year, month=day.month, day=day.day)


def _owed(view: MeetingView) -> str:
    if not view.standing:
        return _("· {organisation}, {unit}: everything").format(
            organisation=view.organisation, unit=view.unit
        )
    return _("· {organisation}, {unit}: {sources}").format(
        organisation=view.organisation,
        unit=view.unit,
        sources=listed(source_label(source) for source in view.owing),
    )
