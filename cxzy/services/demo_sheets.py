"""The demo's workbooks: our own template, filled in with what its raters hand in."""

from collections.abc import Collection
from contextvars import copy_context
from dataclasses import dataclass
from types import MappingProxyType

import pandas as pd
from sqlalchemy import Connection

from cxzy.core.language import CHINESE, use_language
from cxzy.core.roster import Roster
from cxzy.core.scheme import Scheme, parse_scheme
from cxzy.core.scheme_parts import Aggregation
from cxzy.core.vocabulary import Source
from cxzy.services.demo_ballots import meeting_ballots
from cxzy.services.demo_campaign import DemoMeeting, scheme_text
from cxzy.services.demo_copies import has_copies
from cxzy.services.directory import meeting_roster
from cxzy.services.identities import meeting_identity
from cxzy.sheets.filling import filled_template
from cxzy.sheets.identity import Identity
from cxzy.store import meetings as meeting_store
from cxzy.store import units as unit_store

ONE_BY_ONE = MappingProxyType({"aggregation": Aggregation(), "groups": "electorate"})
"""What makes a form that has a line per paper."""


@dataclass(frozen=True)
class Commission:
    """A workbook to be filled in: everything that needs the database is looked up already.

    `without` are the sources left out; another `attempt` has other marks of the same raters.
    """

    meeting: DemoMeeting
    scheme: Scheme
    roster: Roster
    identity: Identity
    without: frozenset[Source] = frozenset()
    attempt: str = ""

    @property
    def name(self) -> str:
        """The file name that the workbook is handed in under."""
        return f"{self.meeting.name}-{self.meeting.period}{self.attempt}.xlsx"


def commission(
    connection: Connection,
    meeting: DemoMeeting,
    *,
    without: Collection[Source] = (),
    attempt: str = "",
) -> Commission:
    """Return what filling in the workbook of a meeting needs to know."""
    frame = meeting_store.meeting_frame(connection, meeting.id)
    unit = unit_store.unit(connection, frame.meeting.unit_id)
    roster = meeting_roster(connection, frame.meeting)
    return Commission(
        meeting=meeting,
        scheme=parse_scheme(scheme_text(meeting.subject)),
        roster=roster,
        identity=meeting_identity(frame, unit, roster),
        without=frozenset(without),
        attempt=attempt,
    )


def filled_workbook(job: Commission) -> bytes:
    """Return the .xlsx that the secretary of a meeting hands in; always in Chinese."""
    return copy_context().run(_filled_in, job)


def _filled_in(job: Commission) -> bytes:
    use_language(CHINESE)
    ballots = meeting_ballots(job.meeting, job.scheme, attempt=job.attempt)
    scheme = _printed(job)
    title = f"{job.meeting.name} {job.meeting.period}"
    return filled_template(
        scheme, job.roster, _marks(ballots, scheme), title=title, meeting=job.identity
    )


def _printed(job: Commission) -> Scheme:
    """Return the scheme that the form is drawn by: what is left out is not on it.

    Where the story has copied papers, those of the masses stand one by one with their groups; the
    scheme itself asks for the votes only.
    """
    left = {
        source: rule for source, rule in job.scheme.sources.items() if source not in job.without
    }
    if has_copies(job.meeting) and Source.MASS in left:
        left[Source.MASS] = left[Source.MASS].model_copy(update=ONE_BY_ONE)
    return job.scheme.model_copy(update={"sources": left})


def _marks(ballots: pd.DataFrame, scheme: Scheme) -> pd.DataFrame:
    """Return ballots as a table of marks: words apart from points, guests counted from 1."""
    grouped = [source.value for source, rule in scheme.sources.items() if rule.groups]
    words = ballots["mark"].map(lambda mark: mark if isinstance(mark, str) else None)
    guests = ~ballots["source"].isin([Source.SELF.value, Source.PEER.value])
    return ballots.assign(
        group=ballots["group"].where(ballots["source"].isin(grouped), ""),
        rater=ballots["rater"] + guests.astype(int),
        word=words.astype(object),
        points=ballots["mark"].where(words.isna()).astype(float),
    )
