"""Made-up campaigns in a database of their own, as large as a benchmark needs them."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import Connection, Engine

from cxzy.core.scheme import parse_scheme
from cxzy.core.vocabulary import MemberType, Source, UnitKind, UnitLevel
from cxzy.services.actors import Actor, Role
from cxzy.store import meetings, members, periods, schemes, units
from cxzy.store.database import open_database, writing
from cxzy.store.records import Attendance, Meeting, Member

SCHEME = Path(__file__).parents[1] / "data" / "schemes" / "default.toml"
OFFICE = Actor("office", Role.OFFICE)


@contextmanager
def campaign(branches: int, names: Sequence[str]) -> Iterator[tuple[Engine, list[Meeting]]]:
    """Yield an SQLite database with a meeting in each of `branches`, the same names in all."""
    with TemporaryDirectory() as folder:
        engine = open_database(f"sqlite:///{folder}/cxzy.db")
        with writing(engine) as connection:
            held = _meetings(connection, branches, names)
        yield engine, held
        engine.dispose()


def _meetings(connection: Connection, branches: int, names: Sequence[str]) -> list[Meeting]:
    text = SCHEME.read_text(encoding="utf-8")
    scheme = parse_scheme(text)
    stored = schemes.add_scheme(
        connection,
        name=scheme.name,
        version=scheme.version,
        subject=scheme.subject,
        text=text,
        fingerprint=scheme.fingerprint,
    )
    period = periods.add_period(
        connection,
        key="2012-1",
        name="2012年上半年",
        starts=date(2012, 1, 1),
        ends=date(2012, 6, 30),
        due=None,
    )
    return [
        _meeting(connection, f"{number:04d}", names, period.id, stored.id)
        for number in range(branches)
    ]


def _meeting(
    connection: Connection, code: str, names: Sequence[str], period_id: int, scheme_id: int
) -> Meeting:
    branch = units.add_unit(
        connection,
        code=code,
        name=f"第{code}党支部",
        level=UnitLevel.BRANCH,
        kind=UnitKind.STAFF,
        parent_id=None,
    )
    people = [
        Member(0, f"{code}{place:02d}", name, branch.id, MemberType.FORMAL)
        for place, name in enumerate(names)
    ]
    members.add_members(connection, people)
    meeting = meetings.add_meeting(
        connection,
        period_id=period_id,
        unit_id=branch.id,
        scheme_id=scheme_id,
        subject=schemes.scheme(connection, scheme_id).subject,
        held_on=None,
    )
    meetings.set_attendance(connection, meeting.id, [Attendance(Source.MASS, "", 40)])
    return meeting
