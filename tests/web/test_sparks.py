"""Lines beside key figures, over the periods."""

import math

from cxzy.web.sparks import spark


def test_a_line_leads_from_the_first_value_to_the_last() -> None:
    drawn = spark([1.0, 3.0, 2.0], "1, 3, 2 < 4")
    there = "polygon(0.0% 100.0%, 50.0% 0.0%, 100.0% 50.0%"
    assert there in drawn
    assert 'aria-label="1, 3, 2 &lt; 4"' in drawn
    assert "left:100.0%;top:calc(50.0% + 1px)" in drawn


def test_what_is_not_known_is_left_out_and_one_value_is_no_line() -> None:
    assert "polygon(0.0% 100.0%, 100.0% 0.0%" in spark([1.0, math.nan, 3.0], "")
    assert spark([1.0, math.nan], "") == ""
