"""Tables are documents: aligned, escaped, readable without colour."""

import math

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cxzy.core.language import use_language
from cxzy.web.tables import NOT_APPLICABLE, Column, bar, cell, change, swatch, table_html

ATTACK = "<img src=x onerror=alert(1)>\"'&"


@pytest.mark.parametrize("missing", [None, math.nan, pd.NA, ""])
@pytest.mark.parametrize("kind", ["text", "number", "integer", "change", "html"])
def test_what_is_missing_is_a_dash_and_never_a_zero(missing: object, kind: str) -> None:
    assert ">—<" in cell(Column("a", "A", kind), {"a": missing})


def test_numbers_have_the_decimals_of_their_column() -> None:
    assert cell(Column("a", "A", "number", decimals=2), {"a": 86.4}) == "86.40"
    assert cell(Column("a", "A", "number", decimals=1), {"a": 1234.56}) == "1,234.6"
    assert cell(Column("a", "A", "integer"), {"a": 1041}) == "1,041"


def test_text_is_only_ever_text() -> None:
    html = table_html(
        [Column("name", ATTACK), Column("soft", "B", "soft")],
        [{"name": ATTACK, "soft": ATTACK}],
        about=ATTACK,
        link=lambda row: f"profile?key={row['name']}",
    )
    assert "<img" not in html
    assert 'onerror=alert(1)>"' not in html
    assert html.count("&lt;img") >= 4


@given(st.text(max_size=60))
@settings(deadline=None)
def test_no_text_opens_a_tag(text: str) -> None:
    inside = cell(Column("a", "A"), {"a": text})
    assert "<" not in inside.replace('<span class="cx-soft">—</span>', "")
    assert "<" not in swatch(text, "red").split("</i>")[1].removesuffix("</span>")


def test_the_first_text_column_carries_the_link() -> None:
    html = table_html(
        [Column("rank", "Place", "integer"), Column("name", "Name")],
        [{"rank": 1, "name": "甲"}],
        about="x",
        link=lambda _row: "profile?key=1&subject=member",
    )
    assert '<td class="cx-text"><a href="profile?key=1&amp;subject=member">甲</a></td>' in html


def test_columns_not_for_the_phone_are_marked() -> None:
    html = table_html([Column("a", "A", phone=False)], [{"a": 1}], about="x")
    assert html.count("cx-wide") == 2


def test_a_bar_says_its_parts_in_words_and_leaves_out_what_is_missing() -> None:
    html = bar([(26.4, "blue", "Peers 26.4"), (math.nan, "red", "Leaders")])
    assert 'aria-label="Peers 26.4; Leaders"' in html
    assert html.count("<i ") == 1
    assert "width:26.40%" in html


def test_the_lowest_grade_is_hatched_as_well() -> None:
    assert "cx-hatched" in swatch("后进", "red", hatched=True)
    assert "cx-hatched" not in swatch("优秀", "blue")


def test_changes_have_an_arrow_and_rounding_to_nothing_is_level() -> None:
    assert "▲ 1.50" in change(1.5, 2)
    assert "▼ 3" in change(-3, 0)
    assert ">=<" in change(-0.004, 2)


def test_a_table_names_itself_for_those_who_hear_it() -> None:
    use_language("en")
    html = table_html([Column("a", "A")], [], about="Ranking of 2012-1")
    assert "<caption>Ranking of 2012-1</caption>" in html
    assert '<th scope="col"' in html


def test_what_does_not_apply_is_not_said_to_be_missing() -> None:
    assert cell(Column("a", "A", "number"), {"a": NOT_APPLICABLE}) == ""
