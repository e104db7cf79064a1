"""The workbook that a secretary downloads, fills in and uploads."""

from datetime import date

from sqlalchemy import Engine

from cxzy.core.language import _
from cxzy.core.scheme import parse_scheme
from cxzy.services.actors import Actor, require
from cxzy.services.directory import kin_by_id, meeting_roster
from cxzy.services.identities import meeting_identity
from cxzy.sheets.template import template
from cxzy.store import meetings as meeting_store
from cxzy.store.database import reading


def meeting_template(
    engine: Engine, actor: Actor, meeting_id: int, *, title: str = "", due: date | None = None
) -> tuple[str, bytes]:
    """Return the file name and the .xlsx to fill in for a meeting.

    `title` and `due` stand in place of the meeting's name and of the period's deadline.
    """
    with reading(engine) as connection:
        frame = meeting_store.meeting_frame(connection, meeting_id)
        require(actor, "sheet.check", frame.meeting.unit_id)
        units = kin_by_id(connection, [frame.meeting.unit_id])
        roster = meeting_roster(connection, frame.meeting, units)
    scheme, period = parse_scheme(frame.scheme.text), frame.period
    unit = units[frame.meeting.unit_id]
    identity = meeting_identity(frame, unit, roster)
    name = _("{unit} · review meeting · {period}").format(unit=unit.name, period=period.name)
    deadline = due or period.due
    content = template(scheme, roster, title=title or name, meeting=identity, due=deadline)
    return f"{unit.name}-{period.name}.xlsx", content
