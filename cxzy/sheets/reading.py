"""From a file's bytes to its cells, by way of a limited child process."""

import json
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from itertools import chain, islice
from pathlib import Path
from typing import Any, TypeVar

import numpy as np

from cxzy.core.errors import tried
from cxzy.sheets.children import ChildDied, Job
from cxzy.sheets.errors import UnreadableFile
from cxzy.sheets.grid import Codes, DateCell, Fault, Grid, Merge, Value, Workbook
from cxzy.sheets.pool import READERS, READING

LARGEST_FILE_MB = 20
LAST_COLUMN = 16_384
SMALL_FILE, AHEAD = 256 << 10, 16
"""Where no file has more than so many bytes, so many are read ahead of who takes them."""
File = tuple[str, bytes]
Rest = TypeVar("Rest")


def file_content(path: str | Path) -> bytes:
    """Return the bytes of a file. Raises `UnreadableFile` where it cannot be opened."""
    try:
        return Path(path).read_bytes()
    except (OSError, TypeError):
        raise UnreadableFile.from_reason("absent", str(path), str(path)) from None


def read_workbook(content: bytes, name: str) -> Workbook:
    """Return the cells of the workbook `content`; `name` is the file's name.

    The kind is told by the content: .xlsx .xlsm .xls .xlsb .ods, or a table as text, which is
    one grid under the file's name. Raises `UnreadableFile` for anything else, be it hostile,
    broken or an archive (`cxzy.sheets.unpacking`).
    """
    return _workbook(name, _asked(content))


class Reading:
    """Files that are being read; iterating gives each outcome once it is there, in their order."""

    def __init__(self, files: Sequence[File]) -> None:
        # only so many ahead of the taker that these do not fill the memory
        small = all(len(content) <= SMALL_FILE for _name, content in files)
        self._rest, self._upload = iter(files), object()
        self._waiting: deque[tuple[str, Job | None]] = deque()
        self._ask(AHEAD if small else 2 * READERS)

    def _ask(self, count: int) -> None:
        self._waiting.extend(
            (name, _asked(content, self._upload)) for name, content in islice(self._rest, count)
        )

    @property
    def ready(self) -> bool:
        """Whether the next outcome is there, or none is to come."""
        job = self._waiting[0][1] if self._waiting else None
        return job is None or READING.done(job)

    def __iter__(self) -> Iterator[Workbook | UnreadableFile]:
        """Yield what becomes of each file; where the taker leaves, nothing more is read."""
        try:
            while self._waiting:
                outcome = tried(UnreadableFile, _workbook, *self._waiting.popleft())
                self._ask(1)
                yield outcome
        finally:
            for _name, job in self._waiting:
                if job is not None:
                    job.left = True


def read_workbooks(files: Sequence[File]) -> Reading:
    """Return what becomes of each file (name, content), in their order, read side by side.

    The first files are being read when this returns: ask early, and do something else meanwhile.
    """
    return Reading(files)


def _asked(content: bytes, upload: object = None) -> Job | None:
    """Return the job of reading a file, begun; None for one that is too large."""
    return READING.ask(content, upload) if len(content) <= LARGEST_FILE_MB << 20 else None


def _workbook(name: str, job: Job | None) -> Workbook:
    if job is None:
        raise UnreadableFile.from_reason("over_limit", name, str(LARGEST_FILE_MB))
    head, cells = answered(job, name, _parted)
    return Workbook(name, _grids(head, cells, Path(name).stem), dict(head["properties"]))


def answered(
    job: Job, name: str, parted: Callable[[bytes], tuple[dict[str, Any], Rest]]
) -> tuple[dict[str, Any], Rest]:
    """Return what a child says of a file, the JSON and the rest, as `parted` takes it apart.

    Raises `UnreadableFile` where the child refuses or dies; `parted` raises `ChildDied` where
    the answer does not fit.
    """
    try:
        head, rest = READING.answer(job, parted)
    except ChildDied as death:
        raise UnreadableFile.from_reason(death.reason, name) from death
    if "refused" in head:
        raise UnreadableFile.from_reason(head["refused"], name, head["detail"])
    return head, rest


def _parted(answer: bytes) -> tuple[dict[str, Any], Codes]:
    """Return the JSON and the cells of an answer; nothing in it is trusted to fit."""
    try:
        end = 8 + int.from_bytes(answer[:8], "little")
        head, cells = json.loads(answer[8:end]), np.frombuffer(answer[end:], dtype="<i4")
        fits = sum(height * width for height, width in head["sizes"]) == len(cells)
        fits = fits and min(chain(*head["sizes"]), default=0) >= 0
        fits = fits and len(head["sizes"]) == len(head.get("sheets", ()))
        known = len(cells) == 0 or (cells.min() >= 0 and cells.max() < len(head["values"]))
    except (ValueError, KeyError, TypeError) as error:
        raise ChildDied("died") from error
    if not (fits and known):
        raise ChildDied("died")
    return head, cells


def _grids(head: dict[str, Any], cells: Codes, nameless: str) -> tuple[Grid, ...]:
    values, grids, start = tuple(map(_value, head["values"])), [], 0
    for found, (height, width) in zip(head["sheets"], head["sizes"], strict=True):
        codes = cells[start : start + height * width].reshape(height, width)
        start += height * width
        grids.append(_grid(found, values, codes, nameless))
    return tuple(grids)


def _value(found: Any) -> Value:
    """Return a value: dates come as objects, true and false as lists of one."""
    if isinstance(found, dict):
        return DateCell(found["@date"])
    return bool(found[0]) if isinstance(found, list) else found


def _grid(found: dict[str, Any], values: tuple[Value, ...], codes: Codes, nameless: str) -> Grid:
    return Grid(
        name=found["name"] or nameless,
        values=values,
        codes=codes,
        merged=tuple(Merge(*corners) for corners in found["merged"]),
        faults=tuple(Fault(*fault) for fault in found["faults"]),
        hidden=found["hidden"],
        hidden_rows=frozenset(found["hidden_rows"]),
        hidden_columns=frozenset(_columns(found["hidden_columns"])),
    )


def _columns(ranges: Sequence[list[int]]) -> Iterator[int]:
    """Yield the columns of some ranges once each, however often a file repeats them."""
    done = 0
    for first, last in sorted(ranges):
        yield from range(max(first, done + 1), min(last, LAST_COLUMN) + 1)
        done = max(done, last)
