"""Plain values that go into and come out of the database."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from cxzy.core.vocabulary import MemberType, Source, SubjectKind, UnitKind, UnitLevel


class SheetState(StrEnum):
    """A sheet stands, was replaced by a newer version, or was withdrawn; it is never deleted."""

    ACCEPTED = "accepted"
    REPLACED = "replaced"
    WITHDRAWN = "withdrawn"


class Verdict(StrEnum):
    """What a person says of a rater's ballots; undone is as if nobody had said anything."""

    VOID = "void"
    SOUND = "sound"
    UNDONE = "undone"


@dataclass(frozen=True)
class Unit:
    """A node of the organisation tree; `code` is its stable number."""

    id: int
    code: str
    name: str
    level: UnitLevel
    kind: UnitKind | None
    parent_id: int | None
    version: int = 1


@dataclass(frozen=True)
class Member:
    """A party member; `number` is the 工号 or 学号, `unit_id` the branch."""

    id: int
    number: str
    name: str
    unit_id: int
    type: MemberType
    position: str = ""
    version: int = 1


@dataclass(frozen=True)
class Period:
    """One round of the campaign; `key` such as `2012-1` stands in addresses and commands."""

    id: int
    key: str
    name: str
    starts: date
    ends: date
    due: date | None = None
    version: int = 1


@dataclass(frozen=True)
class StoredScheme:
    """A scheme as text; frozen once a sheet was scored with it."""

    id: int
    name: str
    version: str
    subject: SubjectKind
    text: str
    fingerprint: str
    frozen: bool


@dataclass(frozen=True)
class Meeting:
    """One review meeting of one unit in one period; `version` grows with every import."""

    id: int
    period_id: int
    unit_id: int
    scheme_id: int
    subject: SubjectKind
    held_on: date | None = None
    version: int = 1


@dataclass(frozen=True)
class MeetingFrame:
    """A meeting, the period it belongs to and the scheme it is scored by."""

    meeting: Meeting
    period: Period
    scheme: StoredScheme


@dataclass(frozen=True)
class Attendance:
    """Those entitled to assess (应到) and those present (实到), per source and group."""

    source: Source
    group: str
    expected: int
    present: int | None = None


@dataclass(frozen=True)
class NewSheet:
    """A sheet as it is handed over for keeping; `ratings` is Parquet, `problems` JSON."""

    meeting_id: int
    name: str
    content: bytes
    sources: tuple[Source, ...]
    layouts: tuple[str, ...]
    ratings: bytes
    rating_count: int
    problems: str


@dataclass(frozen=True)
class StoredSheet:
    """What is kept of a sheet beside its bytes and ratings.

    `standing` are those of its `sources` for which it still counts: a newer sheet may replace
    the peers' marks only. The state is accepted as long as one is left.
    """

    id: int
    meeting_id: int
    name: str
    sha256: str
    size: int
    version: int
    state: SheetState
    sources: tuple[Source, ...]
    standing: tuple[Source, ...]
    layouts: tuple[str, ...]
    rating_count: int
    problems: str
    accepted_by: str
    accepted_at: datetime


@dataclass(frozen=True)
class BallotKey:
    """All ballots of one rater in one source of a sheet.

    `rater` is the number inside the sheet's ratings, which in a secret ballot names nobody.
    """

    sheet_id: int
    source: Source
    rater: int


@dataclass(frozen=True)
class BallotDecision:
    """What a person said of all ballots of one rater in one source of a sheet, and why.

    The newest decision on a rater is in force.
    """

    id: int
    sheet_id: int
    source: Source
    rater: int
    verdict: Verdict
    reason: str
    decided_by: str
    decided_at: datetime

    @property
    def ballots(self) -> BallotKey:
        """Whose ballots this is about."""
        return BallotKey(self.sheet_id, self.source, self.rater)


@dataclass(frozen=True)
class StoredForm:
    """The form of a table that was corrected once; `roles` is JSON, what its columns hold.

    It holds in one unit, or everywhere where `unit_id` is None. `used` counts the sheets that
    were accepted with it; `version` grows with every correction, not with every use.
    """

    id: int
    fingerprint: str
    unit_id: int | None
    roles: str
    remembered_by: str
    remembered_at: datetime
    used: int = 0
    used_at: datetime | None = None
    version: int = 1


@dataclass(frozen=True)
class AuditRecord:
    """Who did what, when; each record is hashed over the one before."""

    id: int
    at: datetime
    actor: str
    action: str
    object: str
    details: str
    hash: str
