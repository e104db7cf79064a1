"""What a workbook carries so that an upload recognises itself."""

from hashlib import sha256

from cxzy.core.roster import Roster
from cxzy.sheets.identity import Identity
from cxzy.store.records import MeetingFrame, Unit


def meeting_identity(frame: MeetingFrame, unit: Unit, roster: Roster) -> Identity:
    """Return the identity of the workbooks of a meeting, which is one of `unit`."""
    return Identity(
        meeting=str(frame.meeting.id),
        period=frame.period.key,
        unit=unit.code,
        scheme=frame.scheme.name,
        scheme_version=frame.scheme.version,
        roster=roster_fingerprint(roster),
    )


def roster_fingerprint(roster: Roster) -> str:
    """Return a short text that changes with the subjects of a roster, whatever their order."""
    subjects = "\n".join(sorted(map(str, roster.lists["subject"])))
    return sha256(subjects.encode()).hexdigest()[:12]
