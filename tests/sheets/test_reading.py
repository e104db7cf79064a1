"""Files are read in a limited child process; whatever they are, the parent lives."""

import datetime
import io
import json
import os
import signal
import struct
import subprocess
import sys
import threading
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from openpyxl import Workbook as File

from cxzy.core.language import ENGLISH, use_language
from cxzy.sheets import children, reading
from cxzy.sheets.child import GIVING_WAY, framed
from cxzy.sheets.children import LENGTH, Child, ChildDied
from cxzy.sheets.errors import UnreadableFile
from cxzy.sheets.grid import DateCell, Fault, Grid, Workbook
from cxzy.sheets.pool import READING, Pool
from cxzy.sheets.reading import _parted, read_workbook, read_workbooks
from tests.sheets.old_workbooks import compound, record, xls
from tests.sheets.workbooks import workbook

PLAIN = workbook({"互评": [["姓名", "德"], ["张三", 90]]})
ROOT = Path(__file__).parents[2]
SHEET = "xl/worksheets/sheet1.xml"
SPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    use_language(ENGLISH)
    yield
    use_language("zh_CN")


def changed(parts: dict[str, bytes | None], content: bytes = PLAIN) -> bytes:
    """Return a workbook with some of its parts replaced, added or (None) left out."""
    target = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            if name not in parts:
                new.writestr(name, old.read(name))
        for name, part in parts.items():
            if part is not None:
                new.writestr(name, part)
    return target.getvalue()


def with_cells(cells: str, *, before: str = "") -> bytes:
    """Return a workbook whose only sheet has these rows, as XML."""
    return changed(
        {
            SHEET: f'<?xml version="1.0"?>{before}<worksheet xmlns="{SPACE}">{cells}</worksheet>'.encode()  # noqa: E501
        }
    )


def next_child(pool: Pool = READING) -> Child:
    """Return the child that gets the next job."""
    if pool is READING:
        read_workbook(PLAIN, "x")
    return next(child for child in pool.children if not child.jobs)


def grid_of(content: bytes) -> Grid:
    return read_workbook(content, "x.xlsx").grids[0]


def reason(content: bytes) -> str:
    with pytest.raises(UnreadableFile) as caught:
        read_workbook(content, "x.xlsx")
    assert str(caught.value)
    assert caught.value.hint
    assert "{" not in str(caught.value)
    return caught.value.reason


def test_cells_keep_their_places_and_kinds() -> None:
    content = workbook({"互评": [[], [None, "张三", 90, 90.5, True, datetime.date(2012, 6, 1)]]})
    assert grid_of(content).rows[1] == ("", "张三", 90.0, 90.5, True, DateCell("2012-06-01"))


def test_text_under_merged_cells_is_not_data() -> None:
    def merge(file: File) -> None:
        file.active.merge_cells("A1:B2")

    grid = grid_of(workbook({"a": [["标题", None], [None, None], ["x", "y"]]}, merge))
    assert grid.spread[1] == ("标题", "标题")
    rows = '<sheetData><row r="1"><c r="A1"><v>1</v></c><c r="B1"><v>2</v></c></row></sheetData>'
    under = grid_of(
        with_cells(rows + '<mergeCells count="1"><mergeCell ref="A1:B1"/></mergeCells>')
    )
    assert under.rows == ((1.0, ""),)


def test_hidden_rows_columns_and_sheets_are_read_and_told() -> None:
    def hide(file: File) -> None:
        file["b"].sheet_state = "hidden"
        file["a"].row_dimensions[2].hidden = True
        file["a"].column_dimensions["B"].hidden = True

    read = read_workbook(workbook({"a": [["x", "y"], ["z", "w"]], "b": [["v"]]}, hide), "x.xlsx")
    assert [grid.hidden for grid in read.grids] == [False, True]
    assert read.grids[0].hidden_rows == {2}
    assert read.grids[0].hidden_columns == {2}
    assert read.grids[0].rows[1] == ("z", "w")


def test_hidden_columns_that_are_said_over_and_over_cost_nothing() -> None:
    again = '<col min="1" max="16384" hidden="1"/>' * 20_000
    begun = time.process_time()
    grid = grid_of(
        with_cells(
            f'<cols>{again}</cols><sheetData><row r="1"><c r="A1"><v>1</v></c></row></sheetData>'
        )
    )
    assert len(grid.hidden_columns) == 16_384
    assert time.process_time() - begun < 2


def test_error_cells_and_formulas_without_value_are_named_by_their_address() -> None:
    content = workbook({"a": [["x", "=1+1"], ["#N/A", 1]]})
    assert set(grid_of(content).faults) == {
        Fault(1, 2, "formula", "=1+1"),
        Fault(2, 1, "error", "#N/A"),
    }


def test_cells_without_an_address_are_counted() -> None:
    rows = '<sheetData><row><c><v>1</v></c><c t="e"><v>#REF!</v></c></row><row><c><f>A1</f></c></row></sheetData>'  # noqa: E501
    assert set(grid_of(with_cells(rows)).faults) == {
        Fault(1, 2, "error", "#REF!"),
        Fault(2, 1, "formula", "=A1"),
    }


@pytest.mark.parametrize("note", ["", "<!-- -->"])
def test_faults_are_found_the_quick_and_the_thorough_way_alike(note: str) -> None:
    rows = (
        f'<sheetData>{note}<row r="3"><c r="A3" s="1"><f>SUM(B3:C3)</f><v>3</v></c>'
        '<c r="B3"><f t="shared" si="0"/></c><c r="C3" t="e"><f>1/0</f><v>#DIV/0!</v></c>'
        '<c r="AB3" t="str"><f>""</f><v></v></c></row></sheetData>'
    )
    assert set(grid_of(with_cells(rows)).faults) == {
        Fault(3, 2, "formula", "="),
        Fault(3, 3, "error", "#DIV/0!"),
    }


def test_a_formula_with_its_result_is_a_value() -> None:
    rows = '<sheetData><row r="1"><c r="A1"><f>1+1</f><v>2</v></c><c r="B1" t="str"><f>""</f><v></v></c></row></sheetData>'  # noqa: E501
    grid = grid_of(with_cells(rows))
    assert grid.rows[0][0] == 2.0
    assert grid.faults == ()


def test_nan_and_infinity_are_faults_and_no_values() -> None:
    rows = '<sheetData><row r="1"><c r="A1"><v>NaN</v></c><c r="B1"><v>inf</v></c><c r="C1"><v>1</v></c></row></sheetData>'  # noqa: E501
    grid = grid_of(with_cells(rows))
    assert grid.rows == (("", "", 1.0),)
    assert {(fault.row, fault.column, fault.kind) for fault in grid.faults} == {
        (1, 1, "number"),
        (1, 2, "number"),
    }


def test_document_properties_are_told() -> None:
    def name(file: File) -> None:
        file.properties.keywords = "cxzy meeting=7"

    assert (
        read_workbook(workbook({"a": [["x"]]}, name), "x").properties["keywords"]
        == "cxzy meeting=7"
    )


def test_a_range_inflated_by_formats_to_the_last_cell_is_read() -> None:
    rows = '<dimension ref="A1:XFD1048576"/><sheetData><row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576" s="0"/></row></sheetData>'  # noqa: E501
    assert grid_of(with_cells(rows)).rows == ((1.0,),)


def test_a_value_in_the_last_cell_is_refused_with_its_address() -> None:
    rows = '<sheetData><row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'  # noqa: E501
    assert reason(with_cells(rows)) == "far_cell"
    with pytest.raises(UnreadableFile, match="XFD1048576"):
        read_workbook(with_cells(rows), "x")


def test_a_lie_about_the_range_costs_the_child_and_nothing_else() -> None:
    rows = (
        '<dimension ref="A1:B2"/><sheetData><row r="1"><c r="A1"><v>1</v></c></row>'
        '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    )
    assert reason(with_cells(rows)) in {"died", "damaged", "too_large"}
    assert read_workbook(PLAIN, "x").grids


@pytest.mark.parametrize("address", ["A1048577", "XFE1", "ZZZZ99999999"])
def test_cells_that_excel_does_not_have_are_refused(address: str) -> None:
    rows = f'<sheetData><row r="1"><c r="{address}"><v>1</v></c></row></sheetData>'
    assert reason(with_cells(rows)) in {"beyond", "far_cell", "died", "damaged"}


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512)
DOCTYPE = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>'
NOT_READ = {
    "empty": (b"", "empty"),
    "only zeros": (bytes(64), "empty"),
    "text": ("各位同志：\n请于周五前上交。".encode(), "no_columns"),
    "text in no code that is known": (b"\xff\xff,\x81\n", "not_a_workbook"),
    "PDF": (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj", "page"),
    "photo": (b"\xff\xd8\xff\xe1\x1c\x45Exif\0\0", "page"),
    "photo of a newer phone": (b"\0\0\0\x24ftypheic\0\0\0\0", "page"),
    "screenshot": (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "page"),
    "Word": (changed({"xl/workbook.xml": None, "word/document.xml": b"<w/>"}), "document"),
    "web page named .xlsx": (b"\xef\xbb\xbf <html><table><tr><td>1</td></tr></table></html>", "web_page"),  # noqa: E501
    "web page in UTF-16": ("<html><table>".encode("utf-16"), "web_page"),
    "web archive": (b"MIME-Version: 1.0\r\nContent-Type: multipart/related", "web_page"),
    "workbook saved as XML": (b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">', "xml_table"),  # noqa: E501
    "presentation": (changed({"xl/workbook.xml": None, "ppt/presentation.xml": b"<p/>"}), "slides"),
    "older Word": (compound({"WordDocument": b""}), "document"),
    "older presentation": (compound({"PowerPoint Document": b""}), "slides"),
    "older Excel than can be read": (b"\x09\x02\x06\0" + bytes(64), "old_kind"),
    "head of an older file and nothing else": (OLE, "damaged"),
    "password": (compound({"EncryptionInfo": b"", "EncryptedPackage": b""}), "password"),
    "password of an older Excel": (xls({"互评": b""}, before=record(0x002F, bytes(6))), "password"),
    "other older document": (compound({"Contents": b""}), "not_a_workbook"),
    "RAR": (b"Rar!\x1a\x07\x01\0", "other_archive"),
    "7z": (b"7z\xbc\xaf\x27\x1c\0\x04", "other_archive"),
    "truncated": (PLAIN[:-400], "damaged"),
    "cut in half": (PLAIN[: len(PLAIN) // 2], "damaged"),
    "zip of something else": (b"PK\x03\x04" + bytes(100), "damaged"),
    "no workbook inside": (changed({"xl/workbook.xml": None}), "not_a_workbook"),
    "no sheet inside": (changed({SHEET: b""}), "damaged"),
    "DOCTYPE": (with_cells("<sheetData/>", before=DOCTYPE), "hostile"),
    "DOCTYPE in UTF-16": (changed({SHEET: f"<?xml version='1.0' encoding='UTF-16'?>{DOCTYPE}<worksheet/>".encode("utf-16")}), "hostile"),  # noqa: E501
    "DOCTYPE in properties": (changed({"docProps/core.xml": DOCTYPE.encode()}), "hostile"),
    "part outside": (changed({"../evil.xml": b"<x/>"}), "hostile"),
    "part twice": (changed({"XL/workbook.xml": b"<x/>"}), "hostile"),
    "many parts": (changed({f"xl/x{n}.xml": b"" for n in range(2001)}), "too_large"),
    "bomb": (changed({"xl/media/x.xml": bytes(201 << 20)}), "too_large"),
    "bomb of pictures": (changed({"xl/media/x.png": bytes(201 << 20)}), "too_large"),
    "21 MB": (bytes(21 << 20), "over_limit"),
}  # fmt: skip


@pytest.mark.parametrize("kind", NOT_READ)
def test_what_is_no_readable_workbook_is_refused_with_its_reason(kind: str) -> None:
    content, expected = NOT_READ[kind]
    assert reason(content) == expected
    assert read_workbook(PLAIN, "x").grids[0].rows[1] == ("张三", 90.0)


def test_more_different_texts_than_any_form_has_are_refused() -> None:
    rows = "".join(f'<row><c t="inlineStr"><is><t>a{n}</t></is></c></row>' for n in range(30_001))
    assert reason(with_cells(f"<sheetData>{rows}</sheetData>")) == "too_large"
    alike = rows.replace("<t>a30000<", "<t>a1<")
    assert grid_of(with_cells(f"<sheetData>{alike}</sheetData>")).height == 30_001


def lie_about_size(content: bytes) -> bytes:
    """Return a workbook whose directory understates the size of its sheet."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        size = archive.getinfo(SHEET).file_size
    return content.replace(size.to_bytes(4, "little"), (10).to_bytes(4, "little"))


def test_a_lie_about_the_unpacked_size_is_refused() -> None:
    assert reason(lie_about_size(PLAIN)) in {"damaged", "died"}


def test_a_bomb_of_shared_texts_dies_in_the_child_and_only_there() -> None:
    text = "x" * 1_000_000
    strings = f'<sst xmlns="{SPACE}"><si><t>{text}</t></si></sst>'
    cells = "".join(f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c></row>' for n in range(1, 5001))
    with_strings = changed(
        {
            "xl/sharedStrings.xml": strings.encode(),
            "xl/_rels/workbook.xml.rels": b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="/xl/worksheets/sheet1.xml"/><Relationship Id="rId9" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings" Target="sharedStrings.xml"/></Relationships>',  # noqa: E501
            SHEET: f'<worksheet xmlns="{SPACE}"><sheetData>{cells}</sheetData></worksheet>'.encode(),  # noqa: E501
        }
    )
    started = time.monotonic()
    assert reason(with_strings) in {"too_large", "died", "too_slow"}
    assert time.monotonic() - started < 10.5
    assert read_workbook(PLAIN, "x").grids


def test_a_child_killed_in_the_middle_is_replaced() -> None:
    pid = next_child().pid
    os.kill(pid, signal.SIGSTOP)
    threading.Timer(0.3, os.kill, (pid, signal.SIGKILL)).start()
    assert reason(PLAIN) == "died"
    assert read_workbook(PLAIN, "x").grids
    assert next_child().pid != pid


def test_a_child_that_died_while_idle_is_replaced_unnoticed() -> None:
    os.kill(next_child().pid, signal.SIGKILL)
    time.sleep(0.1)
    assert read_workbook(PLAIN, "x").grids


def test_a_child_that_hangs_is_killed_after_the_wall_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(children, "WALL_SECONDS", 0.5)
    os.kill(next_child().pid, signal.SIGSTOP)
    assert reason(PLAIN) == "too_slow"
    monkeypatch.undo()
    assert read_workbook(PLAIN, "x").grids


def test_a_child_that_takes_nothing_in_holds_nobody_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(children, "WALL_SECONDS", 0.5)
    os.kill(next_child().pid, signal.SIGSTOP)
    assert reason(bytes(2 << 20)) == "too_slow"


@pytest.mark.parametrize(
    "said",
    [
        pytest.param(b"\xff" * 8, id="too much promised"),
        pytest.param((3).to_bytes(8, "little") + b"more", id="more than promised"),
    ],
)
def test_a_child_whose_length_does_not_fit_is_ended(
    said: bytes, saying: Callable[[list[bytes], str], None]
) -> None:
    saying([said], "time.sleep(60)")
    started = time.monotonic()
    assert reason(PLAIN) == "died"
    assert time.monotonic() - started < 5


@pytest.mark.parametrize("said", [[(100).to_bytes(8, "little"), b"less"], [b"\1\0\0"], []])
def test_a_child_that_ends_in_the_middle_of_its_answer_has_died(
    said: list[bytes], saying: Callable[[list[bytes], str], None]
) -> None:
    saying(said, "sys.exit()")
    assert reason(PLAIN) == "died"


def test_an_answer_in_small_pieces_is_put_together(
    saying: Callable[[list[bytes], str], None],
) -> None:
    said = framed({"refused": "password", "detail": ""})
    pieces = [said[:LENGTH], *(said[start : start + 5] for start in range(LENGTH, len(said), 5))]
    saying(pieces, "sys.exit()")
    assert reason(PLAIN) == "password"


@pytest.fixture
def saying(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Iterator[Callable[[list[bytes], str], None]]:
    """Return what makes children say some pieces to the first file, whatever it is."""
    script = tmp_path / "child.py"
    pool = Pool(script)
    monkeypatch.setattr(reading, "READING", pool)

    def write(pieces: list[bytes], then: str) -> None:
        script.write_text(
            "import sys, time\n"
            "sys.stdin.buffer.read(8)\n"
            f"for piece in {pieces!r}:\n"
            "    sys.stdout.buffer.write(piece)\n"
            "    sys.stdout.flush()\n"
            "    time.sleep(0.01)\n"
            f"{then}\n",
            encoding="ascii",
        )

    yield write
    pool.end()


def test_a_child_is_used_again() -> None:
    READING.end()
    pid = next_child().pid
    for _ in range(3):
        read_workbook(PLAIN, "x")
    assert [child.pid for child in READING.children] == [pid]


def test_a_child_of_a_large_server_is_used_again() -> None:
    code = """
from cxzy.sheets.reading import read_workbook
from tests.sheets.test_reading import PLAIN, next_child

held = bytearray(b"x") * (400 << 20)
pid = next_child().pid
read_workbook(PLAIN, "x")
assert next_child().pid == pid
"""
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True, timeout=60)


def test_the_child_is_limited_and_cannot_open_anything() -> None:
    limits = Path(f"/proc/{next_child().pid}/limits").read_text(encoding="ascii")
    rows = {line[:26].strip(): line[26:].split() for line in limits.splitlines()}
    assert rows["Max address space"][0] == str(768 << 20)
    assert rows["Max open files"][:2] == ["3", "3"]
    assert rows["Max file size"][0] == "0"


def test_the_child_loads_neither_pandas_nor_this_package() -> None:
    maps = Path(f"/proc/{next_child().pid}/maps").read_text(encoding="utf-8")
    assert "pandas" not in maps
    assert "pyarrow" not in maps
    assert "numpy" not in maps
    assert "calamine" in maps


def test_many_files_come_back_in_order_and_bad_ones_do_not_stop_the_rest() -> None:
    files = [(f"{n}.xlsx", PLAIN if n % 3 else b"") for n in range(12)]
    found = list(read_workbooks(files))
    assert [each.name for each in found] == [name for name, _ in files]
    assert [isinstance(each, UnreadableFile) for each in found] == [n % 3 == 0 for n in range(12)]


def test_it_is_known_whether_the_next_outcome_is_there() -> None:
    files = [(f"{n}.xlsx", PLAIN) for n in range(3)]
    being_read = read_workbooks(files)
    outcomes = iter(being_read)
    for name, _content in files:
        deadline = time.monotonic() + 10
        while not being_read.ready and time.monotonic() < deadline:
            time.sleep(0.001)
        assert being_read.ready
        outcome = next(outcomes)
        assert isinstance(outcome, Workbook)
        assert outcome.name == name
    assert being_read.ready
    assert list(outcomes) == []


def test_reading_gives_way_to_the_parent_in_its_own_session() -> None:
    pid = next_child().pid
    nice = os.getpriority(os.PRIO_PROCESS, pid)
    assert nice == min(19, os.getpriority(os.PRIO_PROCESS, 0) + GIVING_WAY)
    assert os.getsid(pid) == os.getsid(0)
    assert os.getpgid(pid) == pid


def test_a_part_that_is_said_to_be_empty_is_not_taken_for_empty() -> None:
    content = bytearray(PLAIN)
    entry = content.rindex(b"xl/theme/theme1.xml") - 46
    assert content[entry : entry + 4] == b"PK\1\2"
    content[entry + 24 : entry + 28] = bytes(4)  # the size unpacked, as the directory states it
    assert reason(bytes(content)) == "damaged"


def test_threads_share_the_children() -> None:
    results: list[object] = []
    threads = [
        threading.Thread(target=lambda: results.append(read_workbook(PLAIN, "x").grids[0].rows))
        for _ in range(12)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results == [(("姓名", "德"), ("张三", 90.0))] * 12


def test_dates_of_1904_are_the_dates_that_excel_shows() -> None:
    from openpyxl.utils.datetime import CALENDAR_MAC_1904

    def old(file: File) -> None:
        file.epoch = CALENDAR_MAC_1904

    content = workbook({"a": [[datetime.date(2012, 6, 1)]]}, old)
    assert grid_of(content).rows == ((DateCell("2012-06-01"),),)


def _said(values: list[object], size: tuple[int, int], codes: list[int]) -> bytes:
    head = json.dumps({"values": values, "sizes": [size], "sheets": [{}], "tired": False}).encode()
    return struct.pack("<Q", len(head)) + head + struct.pack(f"<{len(codes)}i", *codes)


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        struct.pack("<Q", 2**63) + b"{}",
        struct.pack("<Q", 4) + b"null",
        _said(["a"], (1, 2), [0]),
        _said(["a"], (1, 2), [0, 1]),
        _said(["a"], (1, 2), [0, -1]),
        _said(["a"], (-1, -2), [0, 0]),
        _said(["a"], (1, 1), [0])[:-1],
    ],
)
def test_an_answer_that_does_not_fit_is_taken_for_no_answer(answer: bytes) -> None:
    assert _parted(_said(["a"], (1, 2), [0, 0]))[1].tolist() == [0, 0]
    with pytest.raises(ChildDied):
        _parted(answer)


def test_true_is_told_from_one_and_each_value_is_kept_once() -> None:
    content = workbook({"a": [[True, 1, 0, False, 1.0, "1"]], "b": [[1, "1", True]]})
    first, second = read_workbook(content, "x.xlsx").grids
    assert [repr(value) for value in first.rows[0]] == ["True", "1.0", "0.0", "False", "1.0", "'1'"]
    assert [repr(value) for value in second.rows[0]] == ["1.0", "'1'", "True"]
    assert len(first.values) == 5
