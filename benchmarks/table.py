"""Rows of the benchmark table, how they are timed, and how they are printed."""

import gc
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from statistics import median
from time import perf_counter
from typing import Literal


@dataclass(frozen=True)
class Row:
    """One comparison: our value, a peer's, ours as a multiple of the peer's, in seconds or MB."""

    name: str
    ours: float
    peer: str
    its: float
    ratio: float
    target: str
    note: str = ""
    unit: Literal["s", "MB"] = "s"

    @classmethod
    def beside(  # noqa: PLR0913 — the columns of the table
        cls,
        name: str,
        ours: float,
        peer: str,
        its: float,
        *,
        target: str,
        note: str = "",
        unit: Literal["s", "MB"] = "s",
    ) -> "Row":
        """Return the row of two medians."""
        return cls(name, ours, peer, its, ours / its, target, note, unit)


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
        f"| {row.name} | {_said(row.ours, row.unit)} | {row.peer} | {_said(row.its, row.unit)} "
        f"| {row.ratio:.2f} | {row.target} | {row.note} |"
        for row in rows
    ]
    return "\n".join(lines)


def _said(value: float, unit: str) -> str:
    if unit != "s":
        return f"{value:.0f} {unit}"
    return f"{value:.2f} s" if value >= 1 else f"{value * 1000:.1f} ms"
