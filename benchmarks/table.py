"""Rows of the benchmark table, how they are timed, and how they are printed."""

import gc
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from statistics import median
from time import perf_counter


@dataclass(frozen=True)
class Row:
    """One comparison: our seconds, a peer's seconds, ours as a multiple of the peer's."""

    name: str
    ours_seconds: float
    peer: str
    peer_seconds: float
    ratio: float
    target: str
    note: str = ""

    @classmethod
    def beside(
        cls, name: str, ours: float, peer: str, peer_seconds: float, *, target: str, note: str = ""
    ) -> "Row":
        """Return the row of two medians."""
        return cls(name, ours, peer, peer_seconds, ours / peer_seconds, target, note)


def medians(tasks: Mapping[str, Callable[[], object]], *, rounds: int = 5) -> dict[str, float]:
    """Return the median seconds of each task; all run in turn, so that noise meets all alike."""
    times: dict[str, list[float]] = {name: [] for name in tasks}
    for task in tasks.values():
        task()
    for _round in range(rounds):
        for name, task in tasks.items():
            gc.collect()
            started = perf_counter()
            task()
            times[name].append(perf_counter() - started)
    return {name: median(seconds) for name, seconds in times.items()}


def markdown(rows: list[Row]) -> str:
    """Return the rows as a table for reading and for keeping."""
    lines = [
        "| what | ours | beside | its time | ours / its | target | note |",
        "|---|---:|---|---:|---:|---|---|",
    ]
    lines += [
        f"| {row.name} | {_time(row.ours_seconds)} | {row.peer} | {_time(row.peer_seconds)} "
        f"| {row.ratio:.2f} | {row.target} | {row.note} |"
        for row in rows
    ]
    return "\n".join(lines)


def _time(seconds: float) -> str:
    return f"{seconds:.2f} s" if seconds >= 1 else f"{seconds * 1000:.1f} ms"
