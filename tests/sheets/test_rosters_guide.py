"""The guide to rosters names every column and every other name that is understood."""

import re
from pathlib import Path

import pytest

from cxzy.sheets.roster_tables import ELECTORATE_HEADINGS, MEMBER_HEADINGS

CHINESE, ENGLISH = (
    (Path(__file__).parents[2] / "docs" / "rosters.md").read_text(encoding="utf-8").split("\n---\n")
)
WORDS = [word for text in (MEMBER_HEADINGS | ELECTORATE_HEADINGS).values() for word in text.split()]


@pytest.mark.parametrize("word", [word for word in WORDS if re.fullmatch(r"[一-鿿]+", word)])
def test_every_heading_is_in_both_languages_of_the_guide(word: str) -> None:
    assert word in CHINESE
    assert word in ENGLISH
