"""What a workbook carries so that an upload recognises itself."""

from hashlib import sha256

from sqlalchemy import Connection

from cxzy.core.roster import Roster
from cxzy.sheets.identity import Identity
from cxzy.store import periods as period_store
from cxzy.store import schemes as scheme_store
from cxzy.store import units as unit_store
from cxzy.store.records import Meeting, StoredScheme, Unit


def meeting_identity(
    connection: Connection,
    meeting: Meeting,
    roster: Roster,
    *,
    scheme: StoredScheme | None = None,
    unit: Unit | None = None,
) -> Identity:
    """Return the identity of a meeting's workbooks; `scheme`, `unit` where read already."""
    scheme = scheme or scheme_store.scheme(connection, meeting.scheme_id)
    unit = unit or unit_store.unit(connection, meeting.unit_id)
    return Identity(
        meeting=str(meeting.id),
        period=period_store.period(connection, meeting.period_id).key,
        unit=unit.code,
        scheme=scheme.name,
        scheme_version=scheme.version,
        roster=roster_fingerprint(roster),
    )


def roster_fingerprint(roster: Roster) -> str:
    """Return a short text that changes with the subjects of a roster, whatever their order."""
    subjects = "\n".join(sorted(map(str, roster.lists["subject"])))
    return sha256(subjects.encode()).hexdigest()[:12]
