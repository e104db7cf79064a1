"""The workbook that a secretary downloads, fills in and uploads."""

from datetime import date

from sqlalchemy import Engine

from cxzy.core.language import _
from cxzy.services.actors import Actor, require
from cxzy.services.directory import meeting_roster, meeting_scheme
from cxzy.services.identities import meeting_identity
from cxzy.sheets.template import template
from cxzy.store import meetings as meeting_store
from cxzy.store import periods as period_store
from cxzy.store import units as unit_store
from cxzy.store.database import reading


def meeting_template(
    engine: Engine, actor: Actor, meeting_id: int, *, title: str = "", due: date | None = None
) -> tuple[str, bytes]:
    """Return the file name and the .xlsx to fill in for a meeting.

    `title` and `due` stand in place of the meeting's name and of the period's deadline.
    """
    with reading(engine) as connection:
        meeting = meeting_store.meeting(connection, meeting_id)
        require(actor, "sheet.check", meeting.unit_id)
        scheme = meeting_scheme(connection, meeting)
        unit = unit_store.unit(connection, meeting.unit_id)
        period = period_store.period(connection, meeting.period_id)
        roster = meeting_roster(connection, meeting)
        identity = meeting_identity(connection, meeting, roster)
    name = _("{unit} · review meeting · {period}").format(unit=unit.name, period=period.name)
    deadline = due or period.due
    content = template(scheme, roster, title=title or name, meeting=identity, due=deadline)
    return f"{unit.name}-{period.name}.xlsx", content
