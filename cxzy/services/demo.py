"""The demo: a made-up university over two periods, filled in through the real import.

See docs/decisions/0040-demo-from-a-seed.md.
"""

import os
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context

from sqlalchemy import Connection, Engine

from cxzy.core.language import _
from cxzy.core.vocabulary import Source
from cxzy.services.acceptance import accept
from cxzy.services.actors import Actor, demo_office, require
from cxzy.services.demo_campaign import DemoMeeting, set_up
from cxzy.services.demo_folder import demo_workbooks
from cxzy.services.demo_people import branches, in_story, organisations, parameters, people
from cxzy.services.demo_sheets import Commission, commission, filled_workbook
from cxzy.services.upload import Progress, check_files
from cxzy.store import audit
from cxzy.store import units as unit_store
from cxzy.store.database import reading, writing

__all__ = ["DemoSummary", "demo_workbooks", "fill_demo", "is_demo", "is_empty"]

FIRST_ATTEMPT = "-初稿"
MOST_WORKERS = 4
"""Processes that draw workbooks; the one that imports keeps no more of them busy."""


@dataclass(frozen=True)
class DemoSummary:
    """What was filled in."""

    organisations: int
    branches: int
    members: int
    meetings: int
    sheets: int
    ratings: int

    def sentence(self) -> str:
        """Return the summary in the reader's language."""
        return _(
            "A made-up university is ready: {organisations} organisations, {branches} branches, "
            "{members} members, {meetings} meetings, {sheets} workbooks with {ratings} marks."
        ).format(**self.__dict__)


def is_empty(engine: Engine) -> bool:
    """Return whether there are no units yet."""
    with reading(engine) as connection:
        return not unit_store.units(connection)


def is_demo(engine: Engine) -> bool:
    """Return whether the database holds the demo's university."""
    university = parameters("university")
    with reading(engine) as connection:
        named = {(unit.code, unit.name) for unit in unit_store.units(connection)}
    return (university["number"], university["name"]) in named


def fill_demo(engine: Engine, *, progress: Progress | None = None) -> DemoSummary:
    """Fill an empty database with the demo; every mark goes through the real import.

    The same seed gives the same ratings to the last byte. `progress` hears of each workbook.
    """
    actor = demo_office()
    require(actor, "campaign.change")
    with writing(engine) as connection:
        meetings = set_up(connection)
        audit.record(connection, actor.name, "demo.fill", parameters("university")["name"])
    with reading(engine) as connection:
        jobs = list(_commissions(connection, meetings))
    ratings = 0
    for done, (job, content) in enumerate(_filled(jobs), start=1):
        ratings += _hand_in(engine, actor, job, content)
        if progress is not None:
            progress(done, len(jobs), job.name)
    return DemoSummary(
        organisations=len(organisations()),
        branches=len(branches()),
        members=len(people()),
        meetings=len(meetings),
        sheets=len(jobs),
        ratings=ratings,
    )


def _commissions(connection: Connection, meetings: Iterable[DemoMeeting]) -> Iterator[Commission]:
    """Yield the workbooks that were handed in, the older period first."""
    current = parameters("university")["periods"][-1]["key"]
    partial = parameters("university")["stories"]["partial"]
    for meeting in meetings:
        branch = meeting.branch
        if branch is None or meeting.period != current:
            yield commission(connection, meeting)
            continue
        if in_story("missing", branch):
            continue
        if in_story("replaced", branch):
            yield commission(connection, meeting, attempt=FIRST_ATTEMPT)
        owed = [Source(partial[branch.name])] if branch.name in partial else []
        yield commission(connection, meeting, without=owed)


def _filled(jobs: list[Commission]) -> Iterator[tuple[Commission, bytes]]:
    """Yield each job with its workbook, drawn in processes beside the one that imports."""
    workers = min(os.cpu_count() or 1, MOST_WORKERS)
    pool = ProcessPoolExecutor(workers, mp_context=get_context("spawn"))
    try:
        yield from zip(jobs, pool.map(filled_workbook, jobs, chunksize=2), strict=True)
    finally:
        pool.shutdown(cancel_futures=True)


def _hand_in(engine: Engine, actor: Actor, job: Commission, content: bytes) -> int:
    preview = check_files(engine, actor, job.meeting.id, [(job.name, content)])
    return sum(sheet.rating_count for sheet in accept(engine, actor, preview).sheets)
