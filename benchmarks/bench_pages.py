"""Server time per run of each page, warm and cold, beside a page with one figure and no more.

A server of our own is started over the large university for each page; a websocket client
speaks Streamlit's protocol to it. Counted is the CPU time of the server process: of the first
run in it (cold), of runs after a sheet of what the page shows was withdrawn or brought back, so
that everything shown has to be made anew (after a change), and of runs without any (warm).
"""

import asyncio
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from itertools import islice
from statistics import median

from benchmarks.client import (
    University,
    change_and_back,
    cpu_seconds,
    large_university,
    plain_page,
    server,
    session,
    visit,
)
from benchmarks.table import Row
from cxzy.core.vocabulary import SubjectKind

WARM, COLD = "≤ 30 ms", "≤ 300 ms"
RUNS, CHANGES = 25, 6


def rows() -> list[Row]:
    with large_university() as university:
        with server(plain_page(university.folder), university.environment) as (port, process):
            peer = asyncio.run(_times(port, process, "", "", iter(()))).warm
        made = []
        for name, page, address in visits(university):
            with (
                closing(change_and_back(university, _shown(address))) as changes,
                server("app.py", university.environment) as (port, process),
            ):
                times = asyncio.run(_times(port, process, page, address, changes))
            made.append(_row(f"page {name}, warm", times.warm, peer, WARM))
            made.append(_row(f"page {name}, cold", times.cold, peer, COLD))
            made.append(_row(f"page {name}, after a change", times.changed, peer, COLD))
    return made


def _row(name: str, seconds: float, peer: float, target: str) -> Row:
    return Row.beside(name, seconds, "one Plotly figure, warm", peer, target=target)


def visits(university: University) -> list[tuple[str, str, str]]:
    """Return what is measured: a name, the page and the address it is asked under."""
    member, branch = university.members[-1], university.branches[-1]
    return [
        ("overview", "overview", "subject=branch"),
        ("overview of members", "overview", "subject=member"),
        ("ranking of members", "ranking", ""),
        ("ranking of branches", "ranking", "subject=branch"),
        ("ranking under other weights", "ranking", "weights=0-20-60-20"),
        ("profile of a member", "profile", f"subject=member&key={member}"),
        ("profile of a branch", "profile", f"subject=branch&key={branch}"),
        ("grading", "grading", "subject=branch"),
        ("grading of members", "grading", "subject=member"),
        ("improvement", "improvement", "subject=branch"),
        ("improvement of members", "improvement", "subject=member"),
        ("ballots of all meetings", "quality", ""),
        ("ballots of one meeting", "quality", f"meeting={university.meetings[-1]}"),
        ("upload, all meetings", "upload", ""),
        ("upload, one meeting", "upload", f"meeting={university.meetings[-1]}"),
        ("settings, members", "settings", "part=members"),
    ]


def _shown(address: str) -> SubjectKind:
    """Return whom a page shows under an address."""
    branches = f"subject={SubjectKind.BRANCH}" in address
    return SubjectKind.BRANCH if branches else SubjectKind.MEMBER


@dataclass(frozen=True)
class Times:
    """CPU seconds of a page's first run, and the medians of others."""

    cold: float
    changed: float
    warm: float


async def _times(
    port: int, process: int, page: str, address: str, changes: Iterator[None]
) -> Times:
    """Return what runs of a page cost; without `changes` none are made.

    Another page was visited before: cold are the caches, not the interpreter.
    """
    async with session(port) as visitor:

        async def run() -> float:
            before = cpu_seconds(process)
            await visit(visitor, page, address)
            await asyncio.sleep(0.03)
            return cpu_seconds(process) - before

        if page:
            await visit(visitor, "settings", "part=periods")
        cold = await run()
        warm = [await run() for _run in range(RUNS)]
        changed = [await run() for _change in islice(changes, CHANGES)]
        return Times(cold, median(changed or [cold]), median(warm))
