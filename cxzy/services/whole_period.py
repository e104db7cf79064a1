"""Everything of a period that rankings are taken from, read once after every change.

Whichever unit or kind is asked for, by whichever screen: the scores are the same, so they are
computed for all and only chosen from (docs/decisions/0047-a-period-is-scored-once.md).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

import pandas as pd
from sqlalchemy import Engine

from cxzy.core.arrays import Rows
from cxzy.core.language import language
from cxzy.core.vocabulary import Source, SubjectKind
from cxzy.services.certainty import certainty
from cxzy.services.results import MeetingFacets, meeting_facets, results_of
from cxzy.store import meetings as meeting_store
from cxzy.store import periods as period_store
from cxzy.store import units as unit_store
from cxzy.store.audit import revision
from cxzy.store.database import reading
from cxzy.store.records import Meeting, Period, Unit

NEWEST = 2
"""How many periods are scored as a whole from the start; most screens ask for these."""

DETAILS = (
    "name",
    "branch",
    "organisation",
    "kind",
    "type",
    "unit_id",
    "organisation_id",
)


@dataclass(frozen=True)
class WholePeriod:
    """All meetings of a period over members or over branches, with their results as published.

    `results` has the columns of `cxzy.score` and `DETAILS`; its ranks are those within a scheme.
    Its tables are shared by all who ask and are not to be changed.
    """

    period: Period
    units: Mapping[int, Unit]
    meetings: tuple[Meeting, ...]
    stored: tuple[MeetingFacets, ...]
    results: pd.DataFrame

    @cached_property
    def certainty(self) -> pd.DataFrame:
        """How sure each of `results` is, as `cxzy.services.certainty` tells; made once."""
        return certainty(self.stored, self.results)

    def certainty_of(self, meeting_id: int, rows: Rows) -> pd.DataFrame:
        """Return the `rows` of `certainty`, which are of one meeting.

        Where nobody asked for the whole period yet, it is made of the meeting alone: the same
        numbers, for a tenth of the work.
        """
        if "certainty" in self.__dict__:
            return self.certainty.take(rows)
        if meeting_id not in self._of_meetings:
            of_it = self.results["meeting"].to_numpy() == meeting_id
            narrowed = [
                group.of_meetings({meeting_id})
                for group in self.stored
                if any(one.id == meeting_id for one in group.meetings)
            ]
            self._of_meetings[meeting_id] = certainty(narrowed, self.results[of_it])
        return self._of_meetings[meeting_id].loc[rows]

    @cached_property
    def _of_meetings(self) -> dict[int, pd.DataFrame]:
        """What was made of single meetings."""
        return {}

    def below(self, unit_id: int) -> frozenset[int]:
        """Return the ids of a unit and of all units below it."""
        found = {unit_id}
        while more := {u.id for u in self.units.values() if u.parent_id in found} - found:
            found |= more
        return frozenset(found)


def whole_period(engine: Engine, period_id: int, subject: SubjectKind) -> WholePeriod:
    """Return a period as it stands now; raises NotFound where it is not known."""
    with reading(engine) as connection:
        newest = revision(connection)
    return _whole_period(engine, newest, language(), period_id, subject)


def score_newest(engine: Engine) -> None:
    """Have the newest periods scored, and how sure that is, before anybody asks for them."""
    with reading(engine) as connection:
        newest = period_store.periods(connection)[:NEWEST]
    for period in newest:
        for subject in SubjectKind:
            _known = whole_period(engine, period.id, subject).certainty


@lru_cache(maxsize=8)
def _whole_period(
    engine: Engine,
    revision: int,  # noqa: ARG001 — part of the key
    language: str,
    period_id: int,
    subject: SubjectKind,
) -> WholePeriod:
    with reading(engine) as connection:
        period = period_store.period(connection, period_id)
        units = tuple(unit_store.units(connection))
        held = meeting_store.meetings(connection, period_id=period_id, subject=subject)
        entitled = meeting_store.entitled(connection, [meeting.id for meeting in held])
    return _scored(engine, language, period, units, tuple(held), entitled)


@lru_cache(maxsize=8)
def _scored(
    engine: Engine,
    language: str,  # noqa: ARG001 — part of the key
    period: Period,
    units: tuple[Unit, ...],
    held: tuple[Meeting, ...],
    entitled: tuple[tuple[Any, ...], ...],
) -> WholePeriod:
    """Return the period, which is made of these records; sheets change a meeting's version."""
    by_id = {unit.id: unit for unit in units}
    electorate = meeting_store.electorate_table(entitled)
    with reading(engine) as connection:
        stored = meeting_facets(connection, held, by_id, electorate)
    return WholePeriod(period, by_id, held, tuple(stored), results_with_details(stored))


def results_with_details(
    stored: Sequence[MeetingFacets], weights: Mapping[Source, float] | None = None
) -> pd.DataFrame:
    """Return the results of all `stored` with what the rosters say of each subject."""
    parts = [results_of(group, weights=weights, details=DETAILS) for group in stored]
    if not parts:
        return pd.DataFrame(
            columns=pd.Index(["subject", "score", "rank", "grade", "meeting", *DETAILS])
        )
    return pd.concat(parts, ignore_index=True)
