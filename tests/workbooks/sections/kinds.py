"""The kinds of files: the same few tables in each, and what is no workbook at all."""

from collections.abc import Sequence

from tests.workbooks.fixtures import Fixture, Register
from tests.workbooks.pages import WORDS, Page, criteria, long_list, matrix, of
from tests.workbooks.sections.cells import shown_as_percent
from tests.workbooks.sections.criteria import hidden_parts, merged_raters
from tests.workbooks.sections.ticks import ticks
from tests.workbooks.strange import (
    html_table,
    mhtml,
    pdf,
    protected,
    renamed_workbook,
    tab_separated,
    truncated,
    word_file,
)
from tests.workbooks.voting import tally

KINDS = Register("files")
OFFICE = ("xls", "ods", "xlsm")


def _sources() -> Sequence[Page]:
    return [
        criteria(Page("自评"), numbers=True),
        matrix(Page("互评")),
        criteria(Page("领导点评"), raters=("王书记", "李院长"), shown=of(WORDS)),
        tally(Page("群众测评")),
    ]


def _blanks() -> Page:
    page = criteria(Page("群众测评"))
    page.instead("B2", "--", None, says="blank_mark")
    page.blank("C3")
    page.instead("D4", "90分", 90)
    page.instead("E5", "９０", 90)
    page.refuse("B6", 101, "mark_out_of_range")
    return page


_SAME = {
    "sources": (_sources, "8 sheet per source", "four sources and layouts on four sheets"),
    "hidden": (hidden_parts, "2 criteria sheet", "a hidden row and column: read, and said"),
    "merged-raters": (merged_raters, "2 criteria sheet", "a rater's cell merged over his rows"),
    "shown-as-percent": (shown_as_percent, "2 criteria sheet", "0.95 that is shown as 95 %"),
    "cells": (_blanks, "2 criteria sheet", "blanks, text marks, a mark out of range"),
    "ticks": (lambda: ticks(Page("群众测评")), "4 tick sheet", "√ under each criterion's words"),
    "long": (lambda: long_list(Page("互评")), "7 long list", "rater, subject, criterion, mark"),
}  # fmt: skip


def _registered() -> None:
    for kind in OFFICE:
        for name, (make, layout, tried) in _SAME.items():
            if kind != "xlsm" or name in {"sources", "cells"}:
                KINDS.fixture(f"{name}.{kind}", tried, layout=layout)(make)
    for name in ("sources", "cells", "long"):
        make, layout, tried = _SAME[name]
        KINDS.fixture(f"{name}.xlsb", tried, layout=layout)(make)
    for name, encoding in (
        ("utf-8", "utf-8"), ("utf-8-with-bom", "utf-8-sig"), ("gb18030", "gb18030"),
        ("utf-16", "utf-16"), ("utf-16-big-endian", "utf-16-be"),
    ):  # fmt: skip
        KINDS.fixture(
            f"{name}.csv",
            f"separated by commas in {name}",
            layout="2 criteria sheet",
            read_as="群众测评.csv",
            encoding=encoding,
        )(lambda: _text("群众测评"))
    KINDS.fixture(
        "tabs.tsv", "separated by tabs", layout="7 long list", read_as="互评.tsv", encoding="utf-8"
    )(lambda: long_list(Page("互评")))
    KINDS.fixture(
        "matrix.csv",
        "a matrix in GB18030",
        layout="1 matrix",
        read_as="互评.csv",
        encoding="gb18030",
    )(lambda: matrix(Page("互评")))
    KINDS.fixture(
        "tally.csv",
        "a tally in UTF-8 with BOM",
        layout="3 tally",
        read_as="群众测评.csv",
        encoding="utf-8-sig",
    )(lambda: tally(Page("群众测评")))


def _text(name: str) -> Page:
    page = criteria(Page(name))
    page.instead("C3", "90分", 90)
    page.blank("D4")
    return page


def _archived() -> list[Fixture]:
    names = {"自评.xlsx": "自评", "群众测评.xlsx": "群众测评"}
    return [Fixture(name, "files", "", [criteria(Page(sheet))]) for name, sheet in names.items()]


_registered()
KINDS.fixture(
    "names-in-gbk.zip",
    "an archive whose names are in GBK",
    layout="8 sheet per source",
    parts=_archived(),
)(lambda: None)
KINDS.fixture(
    "xlsx-named.xls",
    "an .xlsx that is named .xls",
    layout="2 criteria sheet",
    content=lambda: renamed_workbook(_text("群众测评")),
)(lambda: _text("群众测评"))
KINDS.fixture(
    "tabs-named.xls",
    "an export: tabs in GB18030, named .xls",
    layout="2 criteria sheet",
    read_as="群众测评.xls",
    content=lambda: tab_separated(_text("群众测评")),
)(lambda: _text("群众测评"))
for _name, _tried, _content, _reason in (
    ("web-page-named.xls", "a web page that is named .xls", html_table, "web_page"),
    ("mhtml-named.xls", "a web archive that is named .xls", mhtml, "web_page"),
    ("password.xlsx", "a workbook under a password", protected, "password"),
    ("truncated.xlsx", "half a workbook", truncated, "damaged"),
    ("empty.xlsx", "a file of 0 bytes", bytes, "empty"),
    ("pdf-named.xlsx", "a PDF that is named .xlsx", pdf, "page"),
    ("word-file.docx", "a Word file", word_file, "document"),
):
    KINDS.fixture(_name, _tried, content=_content, refused=_reason)(lambda: None)
