"""Server time per run of each page, warm and cold, beside a page with one figure and no more.

A server of our own is started over the large university for each visit; a websocket client
speaks Streamlit's protocol to it. Counted is the CPU time of the server process.
"""

import asyncio
from statistics import median

from benchmarks.client import (
    University,
    cpu_seconds,
    large_university,
    plain_page,
    server,
    session,
    visit,
)
from benchmarks.table import Row

WARM, COLD = "≤ 30 ms", "≤ 300 ms"
RUNS = 25


def rows() -> list[Row]:
    with large_university() as university:
        with server(plain_page(university.folder), university.environment) as (port, process):
            _cold, peer = asyncio.run(_times(port, process, "", ""))
        made = []
        for name, page, address in visits(university):
            with server("app.py", university.environment) as (port, process):
                cold, warm = asyncio.run(_times(port, process, page, address))
            made.append(_row(f"page {name}, warm", warm, peer, WARM))
            made.append(_row(f"page {name}, cold", cold, peer, COLD))
    return made


def _row(name: str, seconds: float, peer: float, target: str) -> Row:
    return Row.beside(name, seconds, "one Plotly figure, warm", peer, target=target)


def visits(university: University) -> list[tuple[str, str, str]]:
    """Return what is measured: a name, the page and the address it is asked under."""
    member, branch = university.members[0], university.branches[-1]
    return [
        ("overview", "overview", ""),
        ("overview of members", "overview", "subject=member"),
        ("ranking of members", "ranking", ""),
        ("ranking of branches", "ranking", "subject=branch"),
        ("ranking under other weights", "ranking", "weights=0-20-60-20"),
        ("profile of a member", "profile", f"subject=member&key={member}"),
        ("profile of a branch", "profile", f"subject=branch&key={branch}"),
        ("grading", "grading", ""),
        ("grading of members", "grading", "subject=member"),
        ("improvement", "improvement", ""),
        ("improvement of members", "improvement", "subject=member"),
        ("upload, all meetings", "upload", ""),
        ("upload, one meeting", "upload", f"meeting={university.meetings[-1]}"),
        ("settings, members", "settings", "part=members"),
    ]


async def _times(port: int, process: int, page: str, address: str) -> tuple[float, float]:
    """Return the CPU seconds of a page's first run and the median of those after it.

    Another page was visited before: cold are the caches, not the interpreter.
    """
    async with session(port) as visitor:
        if page:
            await visit(visitor, "settings", "part=periods")
        spent = []
        for _run in range(RUNS + 1):
            before = cpu_seconds(process)
            await visit(visitor, page, address)
            await asyncio.sleep(0.03)
            spent.append(cpu_seconds(process) - before)
    return spent[0], median(spent[1:])
