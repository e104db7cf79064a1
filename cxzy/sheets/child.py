"""Parses uploaded files in a limited process of its own; run as a script, by path.

The parent never opens an uploaded file (docs/decisions/0010-reading-in-a-child.md). This file
imports the standard library and the reader only, so that the limit on address space leaves
room for the workbook. On the wire: a length of eight bytes, then the content; back come two
lengths, JSON, and the cells. The JSON is either `{"refused": reason, "detail": text}` or what
is to be said of the sheets, with each different value once; the cells are places among these
values, four bytes each, row by row and sheet by sheet. Of a content that begins with `UNPACK`
the rest is an archive: the JSON then has `members`, path and size of each, and their bytes
follow in place of the cells.
"""

import codecs
import gc
import json
import math
import os
import resource
import struct
import sys
from array import array
from collections import defaultdict
from itertools import chain, count
from pathlib import Path
from typing import Any

if __name__ == "__main__":  # by path: nothing of the package is found, and nothing else loaded
    sys.path.append(str(Path(__file__).parents[2]))

from cxzy.sheets.child_archive import UNPACK, unpacked
from cxzy.sheets.child_cells import Row
from cxzy.sheets.child_kinds import kind_of
from cxzy.sheets.child_ods import ods
from cxzy.sheets.child_old import xls, xlsb
from cxzy.sheets.child_package import Refused, package
from cxzy.sheets.child_text import text_table
from cxzy.sheets.child_xlsx import xlsx


def peak_kilobytes() -> int:
    """Return the largest amount of memory held so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


MEMORY_BYTES = 768 << 20
CPU_SECONDS = 6
GIVING_WAY = 10  # to the parent, which has pages to show and what was read before to understand
TIRED_KILOBYTES = 300 << 10
ANSWER_BYTES = 64 << 20
SHEETS = 500
DIFFERENT_TEXTS = 30_000  # each costs the parent, which has no limit, a tenth of a millisecond
FIRST_PEAK = peak_kilobytes()  # the kernel counts in the peak of the process that started it


def workbook(content: bytes) -> dict[str, Any]:
    """Return what a file of any kind holds; raise `Refused` where it is not read."""
    kind = kind_of(content)
    if kind == "compound":
        return xls(content)
    if kind == "text":
        return text_table(content)
    package_kind, parts = package(content)
    if package_kind == "archive":
        unpacked(content)  # says what is wrong with it, if anything is
        raise Refused("archive")
    if package_kind == "ods":
        return ods(parts)
    return (xlsb if package_kind == "xlsb" else xlsx)(content, parts)


def answer(content: bytes) -> bytes:
    """Return the answer to one file, whatever it is."""
    try:
        if content.startswith(UNPACK):
            return members(content[len(UNPACK) :])
        found = workbook(content)
        if len(found["sheets"]) > SHEETS:
            raise Refused("too_large")
        encoded = encode(found)
        if len(encoded) > ANSWER_BYTES:
            raise Refused("too_large")
    except Refused as refusal:
        return framed({"refused": refusal.reason, "detail": refusal.detail})
    except MemoryError:
        return framed({"refused": "too_large", "detail": ""})
    except BaseException as error:
        return framed({"refused": "damaged", "detail": type(error).__name__})
    return encoded


def members(content: bytes) -> bytes:
    """Return the files of an archive on the wire."""
    found = unpacked(content)
    said = [[member.path, len(member.content)] for member in found]
    return joined({"members": said}, [member.content for member in found])


def encode(found: dict[str, Any]) -> bytes:
    """Return the sheets on the wire, numbers that are none taken out and listed as faults."""
    rows = [each.pop("rows") for each in found["sheets"]]
    try:
        return framed(found, rows)
    except ValueError:
        for each, own in zip(found["sheets"], rows, strict=True):
            take_out_impossible_numbers(each, own)
        return framed(found, rows)


def framed(found: dict[str, Any], sheets: list[list[Row]] | None = None) -> bytes:
    """Return JSON and cells with their lengths; ValueError where a value is no number.

    Raises `Refused` for more different texts than any form has.
    """
    cells = [list(chain.from_iterable(rows)) for rows in sheets or []]
    place, codes = coded(cells)
    if 0 in place or 1 in place:  # or what passes for them: false and true
        place, codes = coded(list(map(with_truth_apart, cells)))
    if sum(isinstance(value, str) for value in place) > DIFFERENT_TEXTS:
        raise Refused("too_large")
    found["values"] = list(place)
    found["sizes"] = [[len(rows), len(rows[0]) if rows else 0] for rows in sheets or []]
    return joined(found, codes)


def joined(found: dict[str, Any], parts: list[bytes]) -> bytes:
    """Return JSON and bytes with their lengths; ValueError where a value is no number."""
    found["tired"] = peak_kilobytes() > max(TIRED_KILOBYTES, FIRST_PEAK)
    text = json.dumps(
        found, ensure_ascii=False, separators=(",", ":"), allow_nan=False, default=dated
    )
    head = text.encode("utf-8", "replace")
    body = b"".join(parts)
    return struct.pack("<QQ", 8 + len(head) + len(body), len(head)) + head + body


def coded(cells: list[Row]) -> tuple[dict[Any, int], list[bytes]]:
    """Return each different value with its place, and for each sheet the places of its cells."""
    place: dict[Any, int] = defaultdict(count().__next__)
    codes = [array("i", list(map(place.__getitem__, own))).tobytes() for own in cells]
    return place, codes


def with_truth_apart(cells: Row) -> Row:
    """Return cells with true and false in a tuple each, as they would pass for 1 and 0."""
    if bool not in set(map(type, cells)):
        return cells
    return [(value,) if isinstance(value, bool) else value for value in cells]


def take_out_impossible_numbers(found: dict[str, Any], rows: list[Row]) -> None:
    """Blank nan and inf, and name their cells."""
    for number, row in enumerate(rows, 1):
        for column, value in enumerate(row, 1):
            if isinstance(value, float) and not math.isfinite(value):
                found["faults"].append([number, column, "number", str(value)])
                row[column - 1] = ""


def dated(value: object) -> dict[str, str]:
    """Return a date, time or duration in a form that JSON can hold."""
    return {"@date": str(value)}


CODES = (
    *("cp437", "utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"),
    *("gb18030", "latin-1", "ascii", "gb2312", "cp950", "cp1252"),
)
"""What files are written in; none can be loaded once no file can be opened."""


def confine() -> None:
    """Give up memory beyond the limit, new files, sockets, processes and precedence, for good."""
    for name in CODES:
        codecs.lookup(name)
    os.nice(GIVING_WAY)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (3, 3))


def allow_one_job() -> None:
    """Raise the limit on processor time, which counts from the start of the process."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    soft = math.ceil(usage.ru_utime + usage.ru_stime) + CPU_SECONDS
    resource.setrlimit(resource.RLIMIT_CPU, (soft, hard))


def main() -> None:
    """Answer one file after another until the parent closes the line."""
    confine()
    gc.disable()  # one file's cells hold no cycles, and a child that grows is replaced
    source, target = sys.stdin.buffer, sys.stdout.buffer
    while len(length := source.read(8)) == 8:  # noqa: PLR2004 - the length of a length
        content = source.read(struct.unpack("<Q", length)[0])
        allow_one_job()
        target.write(answer(content))
        target.flush()


if __name__ == "__main__":
    main()
