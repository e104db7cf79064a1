"""Lines beside key figures: drawn where they say more than the change beside them."""

import math

from cxzy.web.sparks import spark


def test_a_line_leads_from_the_first_value_to_the_last() -> None:
    drawn = spark([1.0, 3.0, 2.0], "1, 3, 2 < 4")
    there = "polygon(0.0% 100.0%, 50.0% 0.0%, 100.0% 50.0%"
    assert there in drawn
    assert 'aria-label="1, 3, 2 &lt; 4"' in drawn
    assert "left:100.0%;top:calc(50.0% + 1px)" in drawn


def test_two_values_are_no_line_for_the_change_says_the_same() -> None:
    assert spark([1.0, 3.0], "") == ""
    assert spark([1.0, math.nan, 3.0], "") == ""
