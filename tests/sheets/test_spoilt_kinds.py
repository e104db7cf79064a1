"""Broken and hostile files of every kind cost an error message and nothing else."""

import random
import resource
import struct
import time

import pytest

from cxzy.sheets.children import WALL_SECONDS
from cxzy.sheets.errors import REFUSALS, UnreadableFile
from cxzy.sheets.grid import Workbook
from cxzy.sheets.reading import read_workbook, read_workbooks
from cxzy.sheets.unpacking import unpacked
from tests.sheets.archives import archive
from tests.sheets.old_workbooks import (
    binary,
    binary_cell,
    binary_row,
    compound,
    label,
    number,
    record,
    wide,
    xls,
    xls_stream,
    xlsb,
)
from tests.sheets.open_workbooks import cell, ods, row, table, typed
from tests.sheets.workbooks import workbook

NAMES = ("安甲", "白乙", "程丙", "杜丁")
PLAIN = workbook({"互评": [["姓名", "德"], ["张三", 90]]})
WHOLE = {
    "xls": xls(
        {"互评": b"".join(label(n, 0, name) + number(n, 1, 90 + n) for n, name in enumerate(NAMES))}
    ),
    "xlsb": xlsb(
        b"".join(
            binary_row(
                n, binary_cell(6, 0, wide(name)), binary_cell(5, 1, struct.pack("<d", 90 + n))
            )
            for n, name in enumerate(NAMES)
        )
    ),
    "ods": ods(table(*(row(cell(name), typed("float", str(90))) for name in NAMES))),
    "csv": "\n".join(f"{name},{90 + n}" for n, name in enumerate(NAMES)).encode("gb18030"),
    "zip": archive([("互评.xlsx", PLAIN), ("自评.csv", b"a,1\nb,2\n")]),
}
SEEDS = 200


def outcomes(files: list[bytes]) -> list[Workbook | UnreadableFile]:
    """Return what becomes of files, as an upload would have it; the parent lives."""
    found = []
    for content in files:
        inside = unpacked([("x.xls", content)]).files
        found += list(read_workbooks(inside))
    assert read_workbook(PLAIN, "x").grids[0].rows[1] == ("张三", 90.0)
    return found


def assert_in_words(found: list[Workbook | UnreadableFile]) -> None:
    for one in found:
        if isinstance(one, UnreadableFile):
            assert one.reason in REFUSALS
            assert one.message
            assert "{" not in one.message + one.hint


@pytest.mark.parametrize("kind", WHOLE)
def test_files_cut_at_any_place_are_read_or_refused(kind: str) -> None:
    content = WHOLE[kind]
    cut = [content[: len(content) * part // 20] for part in range(20)]
    found = outcomes(cut)
    assert_in_words(found)
    if kind in ("xlsb", "ods", "zip"):  # their directory stands at the end
        assert all(isinstance(one, UnreadableFile) for one in found)
    if kind == "xls":  # what is read of it is read whole
        whole = read_workbook(content, "x").grids[0].rows
        assert {one.grids[0].rows for one in found if isinstance(one, Workbook)} <= {whole}


@pytest.mark.parametrize("kind", WHOLE)
def test_files_with_spoilt_bytes_are_read_or_refused(kind: str) -> None:
    spoilt = []
    for seed in range(SEEDS):
        chance, content = random.Random(seed), bytearray(WHOLE[kind])
        places = [place for place, byte in enumerate(content) if byte]  # not only the filling
        for place in chance.choices(places, k=chance.randint(1, 12)):
            content[place] = chance.randrange(256)
        spoilt.append(bytes(content))
    started = time.monotonic()
    assert_in_words(outcomes(spoilt))
    assert time.monotonic() - started < SEEDS * WALL_SECONDS


def shared_texts(count: int) -> bytes:
    """Return an .xls of 5 KB that promises so many shared texts and has one."""
    promise = record(0x00FC, struct.pack("<II", count, count) + struct.pack("<HB", 1, 0) + b"x")
    return xls({"a": label(0, 0, "x")}, before=promise)


def circle() -> bytes:
    """Return a compound file whose stream leads back to its own beginning."""
    content = bytearray(compound({"Workbook": xls_stream({"a": label(0, 0, "x")})}))
    struct.pack_into("<I", content, 512 + 4 * 9, 2)
    return bytes(content)


BOMBS = {
    "four thousand million shared texts in an .xls": shared_texts(0xFFFF_FFFF),
    "seventy million shared texts in an .xls": shared_texts(70_000_000),
    "an .xls that leads in a circle": circle(),
    "a stated range without end in an .xls": xls(
        {"a": record(0x0200, struct.pack("<IIHHH", 0, 0xFFFF_FFFF, 0, 0xFFFF, 0))}
    ),
    "a sheet listed thousands of times": compound(
        {
            "Workbook": record(0x0809, struct.pack("<4H2I", 0x0600, 5, 0, 1997, 0, 6))
            + record(0x0085, struct.pack("<IBBBB", 20, 0, 0, 1, 0) + b"a") * 2_500
            + record(0x000A)
        }
    ),
    "a record without end in an .xlsb": xlsb(binary(0) + b"\x05\xff\xff\xff\x7f"),
    "blanks without end in an .ods": ods(
        table(row(cell('<text:s text:c="2000000000"/>', 'office:value-type="string"') * 999))
    ),
    "elements without end in an .ods": ods("<table:table>" * 100_000),
    "a digit without end": ods(table(row(typed("float", "9" * 5_000)))),
    "a repetition that is no number": ods(
        table(row(cell("x", 'table:number-columns-repeated="many"')))
    ),
    "a line without end": b"a," * (9 << 20),
    "quotation marks without end": b'"' * (9 << 20),
}


@pytest.mark.parametrize("what", BOMBS)
def test_bombs_of_other_kinds_cost_the_child_at_most(what: str) -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    started = time.monotonic()
    assert_in_words(outcomes([BOMBS[what]]))
    assert time.monotonic() - started < 2 * WALL_SECONDS
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 300 << 10  # in kB
