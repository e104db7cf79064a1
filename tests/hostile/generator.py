"""Hostile, broken and misnamed files from a seed; none may harm more than itself."""

from collections.abc import Callable, Iterator
from pathlib import Path

from tests.hostile.others import (
    flipped,
    of_wrong_type,
    old_workbooks,
    open_documents,
    samples_beside,
    texts,
    truncated,
)
from tests.hostile.packages import Made, bombs, cells, declarations, lies

WORKBOOKS = Path(__file__).parents[1] / "workbooks"
SEED, FLIPS = 20120620, 12


def _office() -> dict[str, bytes]:
    return {kind: (WORKBOOKS / f"cells.{kind}").read_bytes() for kind in ("xls", "ods")}


def samples() -> dict[str, bytes]:
    """Return a sound file of each kind."""
    return samples_beside(_office())


FAMILIES: dict[str, Callable[[], Iterator[Made]]] = {
    "bombs": bombs,
    "declared entities": declarations,
    "lies of archives": lies,
    "impossible cells": cells,
    "other types": lambda: of_wrong_type(SEED),
    "old workbooks": old_workbooks,
    "open documents": lambda: open_documents(_office()["ods"]),
    "texts": texts,
    "cut off": lambda: truncated(_office()),
    "bytes changed": lambda: flipped(_office(), SEED, FLIPS),
}


def hostile_files() -> Iterator[Made]:
    """Yield name and content of more than 200 files, the same each time."""
    for family in FAMILIES.values():
        yield from family()
