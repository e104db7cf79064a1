"""Hostile and broken files read one by one: an answer each, and the reader lives."""

import time

import pytest

from cxzy.core.scheme import load_scheme
from cxzy.sheets.errors import UnreadableFile
from cxzy.sheets.roster_file import read_roster
from cxzy.sheets.sheet import Sheet, read_sheet
from tests.hostile.generator import FAMILIES, samples
from tests.sheets.fixture_answers import FOLDER, SCHEME

LONGEST_OF_OUR_OWN = 8.0
"""Seconds that our own process may be busy with a file; the reader has its own limits."""
MUST_NOT_BE_READ = (
    "zip-bomb-220", "billion-laughs", "external", "parameter-entity", "laughs-in", "path------etc",
    "part-twice", "password", "web-page", "mhtml", "pdf", "png", "jpeg", "word-", "program", "elf",
    "noise", "nothing", "zeros-named", "spaces", "ods-document-type", "cell-address-beyond",
    "cell-address-row-beyond", "many-members", "many-sheets",
)  # fmt: skip


def answer(name: str, content: bytes) -> Sheet | UnreadableFile:
    """Return what becomes of a file; anything but these two is a fault of ours."""
    try:
        roster = read_roster(FOLDER / "roster.xlsx")
        return read_sheet(content, load_scheme(SCHEME), name, roster=roster)
    except UnreadableFile as refusal:
        return refusal


def fault(name: str, content: bytes) -> str:
    """Return what is wrong with the answer to a file, "" where it is right."""
    busy = time.process_time()
    found = answer(name, content)
    if time.process_time() - busy > LONGEST_OF_OUR_OWN:
        return f"it kept our own process busy for {time.process_time() - busy:.1f} s"
    if isinstance(found, UnreadableFile):
        worded = str(found) and found.hint and "{" not in str(found)
        return "" if worded else f"no clear sentence for {found.reason}"
    if name.startswith(MUST_NOT_BE_READ):
        return "it was read"
    return "" if found.problems or len(found.ratings) else "neither ratings nor problems"


@pytest.mark.parametrize("family", FAMILIES)
def test_each_hostile_file_is_refused_or_its_faults_are_named(family: str) -> None:
    faults = {name: said for name, made in FAMILIES[family]() if (said := fault(name, made))}
    assert faults == {}


@pytest.mark.parametrize("kind", ["xlsx", "xlsb", "xls", "ods"])
def test_what_can_be_read_of_a_file_cut_off_is_all_that_was_in_it(kind: str) -> None:
    whole = answer("whole", samples()[kind])
    assert isinstance(whole, Sheet)
    for name, content in FAMILIES["cut off"]():
        found = answer(name, content) if name.endswith(f".{kind}") else None
        if isinstance(found, Sheet):
            assert found.ratings.equals(whole.ratings), name
            assert [p.code for p in found.problems] == [p.code for p in whole.problems], name


def test_problems_without_end_are_counted_and_not_listed() -> None:
    many = dict(FAMILIES["bombs"]())["many-formulas-in-one-cell.xlsx"]
    sheet = answer("many.xlsx", many)
    assert isinstance(sheet, Sheet)
    assert len(sheet.problems) < 2_100
    assert sheet.problems[0].code == "more_problems"
