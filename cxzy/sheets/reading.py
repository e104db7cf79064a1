"""From a file's bytes to its cells, by way of a limited child process."""

import json
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextvars import copy_context
from itertools import islice
from typing import Any

from cxzy.sheets.children import READERS, ChildDied, borrowed
from cxzy.sheets.errors import UnreadableFile
from cxzy.sheets.grid import DateCell, Fault, Grid, Merge, Workbook

LARGEST_FILE_MB = 20


def read_workbook(content: bytes, name: str) -> Workbook:
    """Return the cells of the workbook `content`; `name` is the file's name.

    Raises `UnreadableFile` for anything that is no readable .xlsx, be it hostile or broken.
    """
    if len(content) > LARGEST_FILE_MB << 20:
        raise UnreadableFile.from_reason("over_limit", name, str(LARGEST_FILE_MB))
    answer = json.loads(_answer(content, name), object_hook=_dated)
    if "refused" in answer:
        raise UnreadableFile.from_reason(answer["refused"], name, answer["detail"])
    return Workbook(name, tuple(map(_grid, answer["sheets"])), dict(answer["properties"]))


def read_workbooks(
    files: Sequence[tuple[str, bytes]],
) -> Iterator[Workbook | UnreadableFile]:
    """Yield what becomes of each file (name, content), in their order, read side by side."""
    rest, waiting = iter(files), deque[Future[Workbook | UnreadableFile]]()
    with ThreadPoolExecutor(READERS) as readers:
        try:
            while True:
                # only a few ahead of the taker, so that many files do not fill the memory
                for name, content in islice(rest, 2 * READERS - len(waiting)):
                    run = copy_context().run
                    waiting.append(readers.submit(run, _read_or_refusal, content, name))
                if not waiting:
                    return
                yield waiting.popleft().result()
        finally:
            for each in waiting:
                each.cancel()


def _read_or_refusal(content: bytes, name: str) -> Workbook | UnreadableFile:
    try:
        return read_workbook(content, name)
    except UnreadableFile as error:
        return error


def _answer(content: bytes, name: str) -> bytes:
    try:
        with borrowed() as child:
            answer = child.answer(content)
            if answer.endswith(b'"tired":true}'):
                child.end()  # it has grown; the next file gets a new one
    except ChildDied as death:
        raise UnreadableFile.from_reason(death.reason, name) from death
    return answer


def _dated(found: dict[str, Any]) -> dict[str, Any] | DateCell:
    return DateCell(found["@date"]) if len(found) == 1 and "@date" in found else found


def _grid(found: dict[str, Any]) -> Grid:
    return Grid(
        name=found["name"],
        rows=tuple(map(tuple, found["rows"])),
        merged=tuple(Merge(*corners) for corners in found["merged"]),
        faults=tuple(Fault(*fault) for fault in found["faults"]),
        hidden=found["hidden"],
        hidden_rows=frozenset(found["hidden_rows"]),
        hidden_columns=frozenset(
            column
            for first, last in found["hidden_columns"]
            for column in range(first, min(last, 16_384) + 1)
        ),
    )
