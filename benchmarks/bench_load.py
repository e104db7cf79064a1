"""What 1, 10, 50 and 100 visitors wait for, clicking every one to three seconds at one server.

Clicks lead to pages under filters, drawn from a seed: as many different ones as a university
looks at in a week of results, so that most were seen by somebody before. Visitors come one by one
in the first seconds; counted are the clicks after that, each from the click to the end of the run.
The row of memory stands beside what the server held before.
"""

import asyncio
import time
from collections.abc import Sequence
from random import Random
from statistics import median, quantiles

from benchmarks.client import (
    University,
    cpu_seconds,
    large_university,
    resident_megabytes,
    server,
    session,
    visit,
)
from benchmarks.table import Row
from cxzy.core.vocabulary import SubjectKind, UnitKind

SESSIONS = (1, 10, 50, 100)
ARRIVING, SECONDS = 10, 25
PAUSE = (1.0, 3.0)
DIFFERENT = 60
RERUNS, BEFORE, AT_ONCE = 2_000, 500, 4
MEDIAN, NINETY_FIFTH = 0.05, 0.25
Click = tuple[str, str]
"""A page and its address."""

PAGES = ("overview", "ranking", "grading", "improvement", "profile", "upload")


def rows() -> list[Row]:
    with large_university() as university:
        drawn = Random(DIFFERENT)
        clicks = [_click(university, drawn) for _number in range(DIFFERENT)]
        made = []
        with server("app.py", university.environment) as (port, process):
            for sessions in SESSIONS:
                waits, busy = asyncio.run(_crowd(port, process, clicks, sessions))
                made += _waits(sessions, waits, busy)
        with server("app.py", university.environment) as (port, process):
            made.append(asyncio.run(_memory(port, process, clicks)))
    return made


def _waits(sessions: int, waits: list[float], busy: float) -> list[Row]:
    name = f"click to screen, {sessions} clicking"
    target = "≤ 1" if sessions == max(SESSIONS) else "none"
    note = f"{len(waits)} clicks, server busy {busy:.0%} of a core"
    last = quantiles(waits, n=20)[-1]
    return [
        Row.beside(f"{name}, median", median(waits), "budget", MEDIAN, target=target, note=note),
        Row.beside(f"{name}, 95th percentile", last, "budget", NINETY_FIFTH, target=target),
    ]


async def _crowd(
    port: int, process: int, clicks: Sequence[Click], sessions: int
) -> tuple[list[float], float]:
    """Return the seconds that visitors waited after each click, and how busy the server was."""
    begins = time.monotonic() + ARRIVING
    visitors = [_visitor(port, clicks, Random(number), begins) for number in range(sessions)]
    busy, *waits = await asyncio.gather(_busy(process), *visitors)
    return [wait for own in waits for wait in own], busy


async def _busy(process: int) -> float:
    """Return which share of a core a process uses while clicks are counted."""
    await asyncio.sleep(ARRIVING)
    before = cpu_seconds(process)
    await asyncio.sleep(SECONDS)
    return (cpu_seconds(process) - before) / SECONDS


async def _visitor(port: int, clicks: Sequence[Click], drawn: Random, begins: float) -> list[float]:
    """Return how long one visitor waited after each click that counts."""
    waits: list[float] = []
    await asyncio.sleep(drawn.uniform(0, ARRIVING - PAUSE[1]))
    async with session(port) as visitor:
        await visit(visitor, "", "")
        while (now := time.monotonic()) < begins + SECONDS:
            page, address = drawn.choice(clicks)
            await visit(visitor, page, address)
            if now >= begins:
                waits.append(time.monotonic() - now)
            await asyncio.sleep(drawn.uniform(*PAUSE))
    return waits


def _click(university: University, drawn: Random) -> Click:
    """Return a page and its address: mostly of the newest period and of more than one branch.

    The period is always named: into a bare address the page puts what the visitor chose before.
    """
    page = drawn.choice(PAGES)
    chosen = {"period": drawn.choice([*[university.newest] * 3, "2011-2"])}
    if page == "profile":
        whom, keys = drawn.choice(
            [(SubjectKind.MEMBER, university.members), (SubjectKind.BRANCH, university.branches)]
        )
        chosen |= {"subject": whom.value, "key": drawn.choice(keys)}
    elif page == "upload":
        chosen = {"meeting": drawn.choice(["", str(drawn.choice(university.meetings))])}
    else:
        chosen["unit"] = drawn.choice(["", "", drawn.choice(university.organisations)])
        chosen["kind"] = drawn.choice(["", "", drawn.choice(list(UnitKind)).value])
        chosen["subject"] = drawn.choice(["", *SubjectKind])
    return page, "&".join(f"{name}={value}" for name, value in chosen.items() if value)


async def _memory(port: int, process: int, clicks: Sequence[Click]) -> Row:
    """Return how much the server holds after many reruns beside what it held once warm."""
    drawn = Random(0)

    async def held_after(reruns: int) -> float:
        async def one() -> None:
            async with session(port) as visitor:
                for _rerun in range(reruns // AT_ONCE):
                    await visit(visitor, *drawn.choice(clicks))

        await asyncio.gather(*(one() for _one in range(AT_ONCE)))
        return resident_megabytes(process)

    before = await held_after(BEFORE)
    after = await held_after(RERUNS)
    name = f"memory after {RERUNS:,} reruns more"
    return Row.beside(name, after, f"after the first {BEFORE}", before, target="≤ 1.1", unit="MB")
