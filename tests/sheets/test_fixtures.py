"""Every workbook of tests/workbooks gives the ratings and the problems that stand beside it."""

from collections import Counter

import pytest

from cxzy.sheets.errors import UnreadableFile
from cxzy.sheets.sheet import Sheet
from tests.sheets.fixture_answers import (
    Listed,
    difference,
    expected,
    listed,
    problems,
    read,
    refusal,
    table,
)

READ = [fixture for fixture in listed() if not refusal(fixture)]
REFUSED = [fixture for fixture in listed() if refusal(fixture)]


def unexpected(fixture: Listed, sheets: list[Sheet]) -> list[str]:
    """Return the problems that are missing and those that nobody expects."""
    rows = table(f"{fixture.file}.problems.csv")
    must = Counter((row["code"], row["cell"]) for row in rows if row["said"] == "must")
    may = {(row["code"], row["cell"]) for row in rows if row["said"] == "may"}
    said = Counter((problem.code, str(problem.cell)) for problem in problems(sheets))
    lacking = [f"not said: {pair}" for pair in (must - said).elements()]
    extra = [pair for pair in (said - must).elements() if pair not in may]
    return [*lacking, *(f"not expected: {pair}" for pair in extra)]


@pytest.mark.parametrize("fixture", READ, ids=[fixture.file for fixture in READ])
def test_a_workbook_gives_its_ratings_and_problems(fixture: Listed) -> None:
    sheets = read(fixture)
    assert difference(expected(fixture), sheets) == []
    assert unexpected(fixture, sheets) == []


@pytest.mark.parametrize("fixture", REFUSED, ids=[fixture.file for fixture in REFUSED])
def test_what_is_no_workbook_is_refused_for_its_reason(fixture: Listed) -> None:
    with pytest.raises(UnreadableFile) as caught:
        read(fixture)
    assert caught.value.reason == refusal(fixture)
    assert caught.value.hint
