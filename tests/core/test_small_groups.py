"""No mean of fewer than five ballots is shown, nor can it be reckoned from what is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cxzy.core.language import use_language
from cxzy.core.small_groups import withheld, withheld_text


@pytest.mark.parametrize(
    ("ballots", "reasons"),
    [
        ([1, 3], ["small", "small"]),  # one leader in charge, three others
        ([1, 40], ["small", "beside"]),
        ([5, 5], ["", ""]),
        ([1, 40, 9, 0], ["small", "", "beside", ""]),
        ([4, 4, 40], ["small", "small", ""]),  # together eight: neither can be told
        ([1, 1, 40, 6], ["small", "small", "", "beside"]),  # two alone are two ballots
        ([3], ["small"]),
        ([0, 0], ["", ""]),
        ([], []),
    ],
)
def test_small_groups_are_withheld_and_those_that_would_tell_them(
    ballots: list[int], reasons: list[str]
) -> None:
    assert withheld(ballots) == reasons


@given(st.lists(st.integers(0, 12), max_size=6))
def test_what_the_shown_groups_leave_of_the_whole_tells_of_nobody(ballots: list[int]) -> None:
    reasons = withheld(ballots)
    shown = [count for count, reason in zip(ballots, reasons, strict=True) if count and not reason]
    rest = [count for count, reason in zip(ballots, reasons, strict=True) if reason]
    assert all(count >= 5 for count in shown)
    # the whole less what is shown is the mean of the rest: five ballots of two groups, or,
    # where all are withheld, the mean of the source, which is published anyway
    assert not rest or not shown or (len(rest) >= 2 and sum(rest) >= 5)


def test_the_reason_is_said_in_both_languages() -> None:
    use_language("zh_CN")
    assert withheld_text("small") == "不足 5 票，不显示平均分"
    assert "推算" in withheld_text("beside")
    use_language("en")
    assert withheld_text("small") == "mean withheld: fewer than 5 ballots"
    assert withheld_text("") == ""
