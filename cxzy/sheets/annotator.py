"""Annotates uploaded workbooks in a limited process of its own; run as a script, by path.

On the wire: a length of eight bytes, then the length of a job, the job as JSON, the workbook;
back come two lengths, JSON and the annotated workbook. The JSON is `{"refused": reason}` with
no workbook behind it where the package cannot be patched. Why it is patched and how:
docs/decisions/0070-the-annotated-copy-is-patched.md.
"""

import json
import struct
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

if __name__ == "__main__":  # started by path, and may open no file once it has begun
    sys.path.insert(0, str(Path(__file__).parents[2]))

from cxzy.sheets.annotator_book import (
    Listed,
    check,
    known_list,
    unmark_tabs,
    with_list,
    without_macros,
    worksheets,
)
from cxzy.sheets.annotator_cells import (
    Place,
    SheetPlaces,
    cell_edits,
    coloured_cells,
    own_style,
    places,
)
from cxzy.sheets.annotator_comments import comment
from cxzy.sheets.annotator_list import Looks, list_sheet, looks_before
from cxzy.sheets.annotator_package import Package
from cxzy.sheets.annotator_styles import Styles
from cxzy.sheets.annotator_xml import Unpatchable
from cxzy.sheets.child import (
    FIRST_PEAK,
    TIRED_KILOBYTES,
    allow_one_job,
    confine,
    peak_kilobytes,
)
from cxzy.sheets.child_package import Refused

_LENGTH = 8


@dataclass
class Work:
    """A workbook being annotated.

    `before` are the styles that cells had before an earlier annotated copy coloured them, `own`
    those that cells have that are coloured now; both by sheet and cell.
    """

    package: Package
    styles: Styles
    before: dict[tuple[str, Place], int]
    own: dict[tuple[str, Place], int] = field(default_factory=dict)


def annotated(content: bytes, job: dict[str, Any]) -> bytes:
    """Return the annotated workbook; `Unpatchable` or `Refused` where that cannot be.

    A job has the `marks`, each of a sheet, row, column, whether it blocks and what is said
    there, and the `list`.
    """
    package = Package(content)
    check(package)
    known = known_list(package)
    sheets = {name: path for name, path in worksheets(package).items() if not _is(known, path)}
    work = Work(package, Styles(package), looks_before(package.part(known.path)) if known else {})
    for name, path in sheets.items():
        marks = [tuple(mark[1:]) for mark in job["marks"] if mark[0] == name]
        _annotate(work, name, path, marks)
    unmark_tabs(package, set(sheets.values()))
    without_macros(package)
    _list(work, known, job["list"])
    work.styles.write()
    return package.written()


def _is(known: Listed | None, path: str) -> bool:
    return known is not None and known.path == path


def _annotate(work: Work, name: str, path: str, marks: Sequence[tuple[Any, ...]]) -> None:
    """Colour and comment the cells of one sheet, and take back what an earlier copy did there."""
    styles, package = work.styles, work.package
    if not marks and not styles.ours and package.relation(path, "comments") is None:
        return
    xml = package.part(path)
    found = places(xml, [(row, column) for row, column, *_ in marks], styles.ours)
    before = {
        found.shown_at(place): s for (sheet, place), s in work.before.items() if sheet == name
    }
    wanted = {
        place: before[place] if place in before else styles.plain(style)
        for place, style in coloured_cells(styles, found).items()
    }
    said = _said(found, marks)
    for place, (blocks, _text) in said.items():
        style = wanted.get(place, own_style(found, place))
        work.own[name, place] = style
        wanted[place] = styles.coloured(style, blocks=blocks)
    edits = comment(package, path, found, {place: text for place, (_, text) in said.items()})
    package.edit(path, *edits, *cell_edits(xml, found, wanted, found.root.prefix))
    for row, column, *_ in marks:
        work.own[name, (row, column)] = work.own[name, found.shown_at((row, column))]


def _said(found: SheetPlaces, marks: Sequence[tuple[Any, ...]]) -> dict[Place, tuple[bool, str]]:
    """Return, for each cell as it is shown, whether something blocks and all that is said there."""
    said: dict[Place, tuple[bool, str]] = {}
    for row, column, blocks, text in marks:
        place = found.shown_at((row, column))
        before = said.get(place)
        said[place] = (
            (bool(blocks), text)
            if before is None
            else (before[0] or bool(blocks), f"{before[1]}\n\n{text}")
        )
    return said


def _list(work: Work, known: Listed | None, said: dict[str, Any]) -> None:
    path = with_list(work.package, known, said["name"], 2 + len(said["lines"]))
    looks = {
        number: work.own[sheet, (row, column)]
        for number, (sheet, row, column) in enumerate(said["cells"])
        if (sheet, (row, column)) in work.own
    }
    work.package.put(path, list_sheet(said, Looks(work.styles), looks))


def answer(message: bytes) -> bytes:
    """Return the answer to one job, whatever its workbook is."""
    try:
        end = _LENGTH + int.from_bytes(message[:_LENGTH], "little")
        job = json.loads(message[_LENGTH:end])
        return _framed({}, annotated(message[end:], job))
    except (Refused, Unpatchable) as refusal:
        return _framed({"refused": str(refusal)})
    except BaseException as error:
        return _framed({"refused": type(error).__name__})


def _framed(said: dict[str, Any], workbook: bytes = b"") -> bytes:
    said["tired"] = peak_kilobytes() > max(TIRED_KILOBYTES, FIRST_PEAK)
    head = json.dumps(said).encode()
    length = _LENGTH + len(head) + len(workbook)
    return struct.pack("<QQ", length, len(head)) + head + workbook


def main() -> None:
    """Answer one job after another until the parent closes the line."""
    confine()
    source, target = sys.stdin.buffer, sys.stdout.buffer
    while len(length := source.read(_LENGTH)) == _LENGTH:
        message = source.read(struct.unpack("<Q", length)[0])
        allow_one_job()
        target.write(answer(message))
        target.flush()


if __name__ == "__main__":
    main()
