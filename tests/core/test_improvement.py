"""Changes between two periods, told from what chance alone would make of them."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cxzy.core.improvement import changes
from cxzy.core.scheme import parse_scheme

patient = settings(deadline=None, max_examples=40)


def period(*rows: tuple, **columns: object) -> pd.DataFrame:
    """Return a period of (subject, score, standard error)."""
    table = pd.DataFrame(list(rows), columns=["subject", "score", "standard_error"])
    return table.assign(**columns)


def verdicts(before: pd.DataFrame, after: pd.DataFrame, **options: object) -> dict[str, str]:
    found = changes(before, after, **options)
    return dict(zip(found["subject"], found["verdict"], strict=True))


def test_only_what_is_beyond_the_error_line_is_up_or_down() -> None:
    # By hand: 1.96 · √(3² + 4²) = 9.8.
    before = period(("甲", 80, 3), ("乙", 80, 3), ("丙", 80, 3), ("丁", 80, 3))
    after = period(("甲", 89.81, 4), ("乙", 89.8, 4), ("丙", 70.19, 4), ("丁", 70.2, 4))
    found = changes(before, after)
    assert verdicts(before, after) == {"甲": "up", "乙": "level", "丁": "level", "丙": "down"}
    assert found["subject"].tolist() == ["甲", "乙", "丁", "丙"]
    assert found["change"].tolist() == [9.81, 9.8, -9.8, -9.81]
    assert found["standard_error"].tolist() == [5.0] * 4
    assert found["smallest"].tolist() == pytest.approx([9.8] * 4)


def test_what_was_far_out_is_expected_to_come_back() -> None:
    # By hand: variance of 70, 80, 90 is 100, of the errors 50: half of the way back to 80.
    error = 50**0.5
    before = period(("甲", 90, error), ("乙", 80, error), ("丙", 70, error))
    after = period(("甲", 85, 0.1), ("乙", 80, 0.1), ("丙", 75, 0.1))
    found = changes(before, after).set_index("subject")["expected"]
    assert found.to_dict() == pytest.approx({"甲": -5, "乙": 0, "丙": 5})


def test_a_rise_that_was_to_be_expected_anyway_is_level() -> None:
    # By hand: 49 scores of 90 without error and one of 84 ± 2 have a variance of .72, their errors
    # .08 on the mean; so 84 is to return by 4/4.64 of the way to 89.983, which is 5.158. The error
    # line is at 1.96 · 2 = 3.92.
    before = period(("甲", 84, 2), *((f"{place}", 90, 0) for place in range(49)))
    for score, verdict in ((87.9, "level"), (88.5, "level"), (89.15, "level"), (89.17, "up")):
        found = changes(before, period(("甲", score, 0))).set_index("subject").loc["甲"]
        assert found["expected"] == pytest.approx(5.158, abs=5e-4)
        assert found["smallest"] == pytest.approx(3.92)
        assert found["verdict"] == verdict
    fallen = changes(before.assign(score=180 - before["score"]), period(("甲", 91.5, 0)))
    assert fallen.set_index("subject").loc["甲", "verdict"] == "level"


def test_lists_come_back_to_their_own_means() -> None:
    before = period(("甲", 90, 1), ("乙", 86, 1), ("丙", 60, 1), ("丁", 56, 1), branch=[1, 1, 2, 2])
    found = changes(before, before, within="branch").set_index("subject")["expected"]
    # By hand: in each list the variance is 8 and that of the errors 1: an eighth of the way.
    assert found.to_dict() == pytest.approx({"甲": -0.25, "乙": 0.25, "丙": -0.25, "丁": 0.25})


def test_other_schemes_make_no_change() -> None:
    before, after = period(("甲", 80, 1)), period(("甲", 95, 1))
    one, same, other = (
        parse_scheme(text)
        for text in (
            "",
            'name = "乙"',
            "[sources.peer]\nweight = 50\n[sources.mass]\nweight = 50\n",
        )
    )
    assert verdicts(before, after, schemes=(one, same)) == {"甲": "up"}
    assert verdicts(before, after, schemes=(one, other)) == {"甲": "incomparable"}
    found = changes(before, after, schemes=(one, other)).iloc[0]
    assert found[["before", "after"]].tolist() == [80, 95]
    assert found[["change", "standard_error", "smallest", "expected"]].isna().all()


def test_each_subject_has_the_measure_of_its_own_schemes() -> None:
    before = period(("甲", 80, 1), ("乙", 80, 1), measure=[0, 1])
    after = period(("乙", 95, 1), ("甲", 95, 1), measure=[1, 1])
    assert verdicts(before, after) == {"甲": "incomparable", "乙": "up"}


def test_who_has_no_two_scores_is_told_why() -> None:
    before = period(("甲", 80, 1), ("乙", np.nan, np.nan), ("丙", 80, np.nan), ("丁", 80, 1))
    after = period(("甲", np.nan, np.nan), ("乙", 90, 1), ("丙", 90, 1), ("戊", 80, 1))
    assert verdicts(before, after) == {
        "甲": "no_score",
        "乙": "no_score",
        "丙": "unmeasured",
        "丁": "only_before",
        "戊": "only_now",
    }
    found = changes(before, after).set_index("subject")
    assert found.loc["丙", "change"] == 10
    assert found.loc["丙", ["standard_error", "smallest", "expected"]].isna().all()
    assert found["change"].isna().sum() == 4
    assert found.index[0] == "丙"


def test_nothing_before_and_nothing_now_are_no_changes() -> None:
    assert len(changes(period(), period())) == 0
    assert verdicts(period(), period(("甲", 80, 1))) == {"甲": "only_now"}
    assert verdicts(period(("甲", 80, 1)), period()) == {"甲": "only_before"}
    assert str(changes(period(), period())["verdict"].dtype) == "str"


def test_who_stands_twice_counts_with_the_first_score() -> None:
    twice = period(("甲", np.nan, np.nan), ("甲", 80, 1), ("甲", 70, 1))
    assert changes(twice, period(("甲", 90, 1)))["change"].tolist() == [10.0]


def test_certain_scores_change_by_any_difference() -> None:
    before = period(("甲", 80, 0), ("乙", 80, 0), ("丙", 80, 0))
    after = period(("甲", 80.01, 0), ("乙", 80, 0), ("丙", 79.99, 0))
    assert verdicts(before, after) == {"甲": "up", "乙": "level", "丙": "down"}


PEOPLE = st.lists(
    st.tuples(st.integers(60, 100), st.integers(0, 5), st.integers(60, 100), st.integers(0, 5)),
    min_size=1,
    max_size=8,
)


@patient
@given(PEOPLE, st.integers(-20, 20))
def test_points_for_all_in_both_periods_change_nothing(people: list, more: int) -> None:
    before = period(*((f"{i}", one[0], one[1]) for i, one in enumerate(people)))
    after = period(*((f"{i}", one[2], one[3]) for i, one in enumerate(people)))
    found = changes(before, after)
    shifted = changes(
        before.assign(score=before["score"] + more), after.assign(score=after["score"] + more)
    )
    wanted = ["subject", "change", "smallest", "expected", "verdict"]
    pd.testing.assert_frame_equal(found[wanted], shifted[wanted], atol=1e-9)


@patient
@given(PEOPLE)
def test_what_is_up_one_way_is_down_the_other_but_for_what_was_expected(people: list) -> None:
    before = period(*((f"{i}", one[0], one[1]) for i, one in enumerate(people)))
    after = period(*((f"{i}", one[2], one[3]) for i, one in enumerate(people)))
    there, back = (verdicts(*both) for both in ((before, after), (after, before)))
    other_way = {"up": "down", "down": "up", "level": "level"}
    for who, verdict in there.items():
        assert back[who] in (other_way[verdict], "level") or verdict == "level"
