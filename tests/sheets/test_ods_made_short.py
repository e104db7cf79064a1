"""What makes an .ods fast to read changes nothing of what is read."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cxzy.sheets import child_ods_names
from cxzy.sheets.child_cells import AREA, COLUMNS
from cxzy.sheets.child_ods import ods
from cxzy.sheets.child_ods_names import PLAIN, usual_prefixes, with_plain_cells
from cxzy.sheets.child_package import Refused, package

WORKBOOKS = sorted((Path(__file__).parents[1] / "workbooks").glob("*.ods"))
SPACE = "urn:oasis:names:tc:opendocument:xmlns:"
ROOT = "<office:document-content {spaces}><office:body><office:spreadsheet>"
END = "</office:spreadsheet></office:body></office:document-content>"
SPACES = " ".join(
    [f'xmlns:{part}="{SPACE}{part}:1.0"' for part in ("office", "table", "text", "style")]
)
CELL = (
    '<table:table-cell office:value-type="float" office:value="7">'
    "<text:p>7</text:p></table:table-cell>"
)


def read(xml: str | bytes) -> dict[str, Any]:
    content = xml.encode() if isinstance(xml, str) else xml
    return ods({"content.xml": content})


def sheet(rows: str, spaces: str = SPACES) -> str:
    table = f'<table:table table:name="互评">{rows}</table:table>'
    return f"{ROOT.format(spaces=spaces)}{table}{END}"


def rows_of(xml: str | bytes) -> list[list[Any]]:
    rows: list[list[Any]] = read(xml)["sheets"][0]["rows"]
    return rows


def content_of(path: Path) -> bytes:
    return package(path.read_bytes())[1]["content.xml"]


def of_other_names(xml: bytes) -> bytes:
    renamed = re.sub(rb"(?<=[<\s/:])table(?=[:=])", b"tabelle", xml)
    return renamed.replace(b"opendocument:xmlns:tabelle:", b"opendocument:xmlns:table:")


CHANGES: dict[str, Callable[[bytes], bytes]] = {
    "other prefixes": of_other_names,
    "declared again below": lambda xml: xml.replace(
        b"<table:table ", b'<table:table xmlns:x="urn:x" ', 1
    ),
    "a mark of our own in it": lambda xml: xml.replace(
        b"<office:body", b'<!-- <cxzy n="1"/> --><office:body', 1
    ),
    "a section of characters": lambda xml: xml.replace(
        b"<office:body", b"<office:settings><![CDATA[<a>]]></office:settings><office:body", 1
    ),
    "written in UTF-16": lambda xml: (
        xml.decode().replace('encoding="UTF-8"', 'encoding="UTF-16"').encode("utf-16")
    ),
}


@pytest.mark.parametrize("path", WORKBOOKS, ids=lambda path: path.name)
@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
def test_a_file_reads_the_same_however_it_is_written(
    path: Path, change: Callable[[bytes], bytes]
) -> None:
    xml = content_of(path)
    assert usual_prefixes(xml)
    assert PLAIN.encode() in with_plain_cells(xml)
    changed = change(xml)
    assert changed != xml
    assert with_plain_cells(changed) == changed or not usual_prefixes(changed)
    assert read(changed) == read(xml)


@pytest.mark.parametrize(
    "spaces",
    [
        SPACES + f' xmlns:t="{SPACE}table:1.0"',
        SPACES.replace("xmlns:table", "xmlns"),
        SPACES.replace(f"{SPACE}table:1.0", "urn:other"),
        SPACES + f' xmlns:t="{SPACE.replace(":", "&#58;")}table:1.0"',
        SPACES + ' xmlns:表="urn:other"',
        SPACES + ' xmlns:t="urn:o ther"',
        SPACES + ' xmlns:t=">"',
    ],
)
def test_names_that_may_be_others_are_resolved(spaces: str) -> None:
    assert usual_prefixes(sheet("", spaces).encode()) == set()


def test_a_prefix_that_nothing_declares_is_a_damaged_file() -> None:
    for wrong in ("tab:table-cell", "office:a:b", ":cell"):
        with pytest.raises((Refused, ValueError)):
            read(sheet(f"<table:table-row><{wrong}/></table:table-row>"))


def test_plain_cells_reach_no_further_than_others() -> None:
    other = CELL.replace(' office:value="7"', "").replace("float", "string")
    for cell in (CELL, other):
        wide = f"<table:table-row>{cell * COLUMNS}</table:table-row>"
        assert len(rows_of(sheet(wide))[0]) == COLUMNS
        with pytest.raises(Refused, match="beyond"):
            read(sheet(wide.replace("</table:table-row>", f"{cell}</table:table-row>")))
        many = AREA // COLUMNS * COLUMNS // 100
        row = f"<table:table-row>{cell * 100}</table:table-row>"
        blank = f'<table:table-row table:number-rows-repeated="{many - 2}"><table:table-cell/>'
        deep = f"{row}{blank}</table:table-row>{row}"
        assert len(rows_of(sheet(deep))) == many
        with pytest.raises(Refused, match="far_cell"):
            read(sheet(deep + row * (AREA // 100 - many + 1)))
        repeated = row.replace(
            "<table:table-row", '<table:table-row table:number-rows-repeated="2000000000"'
        )
        with pytest.raises(Refused, match="beyond"):
            read(sheet(repeated))


VALUES = st.one_of(
    st.floats(allow_nan=False, allow_infinity=False, width=32).map(repr),
    st.integers(-(10**6), 10**6).map(str),
    st.sampled_from(["", "1e3", "NaN", "INF", "0x1", "1_0", "+5", ".5", "1" * 40, "12,5"]),
)
TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=6)


@st.composite
def cells(draw: st.DrawFn) -> str:
    kind = draw(st.sampled_from(["float", "string", "percentage", "boolean", ""]))
    text = draw(TEXTS).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    said = f' office:value-type="{kind}"' if kind else ""
    if kind not in {"string", ""}:
        said += f' office:value="{draw(VALUES)}"'
    said += draw(st.sampled_from(["", "", ' table:style-name="ce1"', ' table:formula="of:=1"']))
    said += draw(st.sampled_from(["", "", "", ' table:number-columns-repeated="3"']))
    body = draw(st.sampled_from([f"<text:p>{text}</text:p>", "", f"<text:p>{text}</text:p>" * 2]))
    return f"<table:table-cell{said}>{body}</table:table-cell>"


def answer(xml: str) -> object:
    try:
        return repr(read(xml))
    except (Refused, ValueError) as error:
        return type(error)


@settings(deadline=None, max_examples=150)
@given(st.lists(st.lists(cells(), max_size=5), max_size=4))
def test_any_cells_are_the_same_short_or_not(rows: list[list[str]]) -> None:
    xml = sheet("".join(f"<table:table-row>{''.join(row)}</table:table-row>" for row in rows))
    long = xml.replace("<office:body>", "<office:body><!-- cxzy -->")
    assert with_plain_cells(long.encode()) == long.encode()
    assert (
        answer(xml)
        == answer(long)
        == answer(xml.replace("<office:body>", '<office:body xmlns:x="urn:x">'))
    )


def test_a_long_file_is_not_held_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    xml = sheet(f"<table:table-row>{CELL * 9}</table:table-row>").encode()
    assert with_plain_cells(xml) != xml
    monkeypatch.setattr(child_ods_names, "LONGEST", len(xml) - 1)
    assert with_plain_cells(xml) is xml
