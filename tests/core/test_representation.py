"""How well ballots stand for the electorate, against numbers from elsewhere."""

from fractions import Fraction

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from cxzy.core.representation import post_stratified, representation
from cxzy.core.representation_errors import RepresentationError

COUNTS = st.lists(
    st.tuples(st.integers(1, 400), st.integers(0, 400)).map(lambda pair: (pair[0], min(pair))),
    min_size=2,
    max_size=6,
)
"""Per group the electorate and the ballots, never more than people."""


def test_turnout_and_shares_of_each_group_stand_beside_the_electorate() -> None:
    found = representation(
        {"学生": 30, "教师": 10, "职工": 5}, {"学生": 60, "教师": 30, "职工": 10}
    )
    assert found.groups["group"].tolist() == ["学生", "教师", "职工"]
    assert found.groups["turnout"].tolist() == pytest.approx([1 / 2, 1 / 3, 1 / 2])
    assert found.groups["electorate_share"].tolist() == pytest.approx([0.6, 0.3, 0.1])
    assert found.groups["ballot_share"].tolist() == pytest.approx([30 / 45, 10 / 45, 5 / 45])
    assert (found.electorate, found.ballots, found.turnout) == (100, 45, 0.45)
    assert found.missing == found.crowded == ()


def test_a_group_without_a_ballot_is_named() -> None:
    found = representation({"学生": 30}, {"学生": 60, "教师": 30, "职工": 10})
    assert found.missing == ("教师", "职工")
    assert found.groups["turnout"].tolist() == [0.5, 0, 0]


def test_ballots_of_no_known_group_are_counted_apart() -> None:
    found = representation({"学生": 30, "": 4, "校友": 2}, {"学生": 60, "教师": 30})
    assert found.unplaced == 6
    assert found.ballots == 30


def test_a_group_with_more_ballots_than_people_leaves_the_balance_open() -> None:
    found = representation({"学生": 61, "教师": 3}, {"学生": 60, "教师": 30})
    assert found.crowded == ("学生",)
    assert np.isnan([found.r_indicator, found.r_adjusted, found.chi2, found.p]).all()
    assert found.groups["turnout"][0] == pytest.approx(61 / 60)


def test_one_group_alone_has_a_turnout_and_no_balance() -> None:
    found = representation({"": 40}, {"": 50})
    assert found.turnout == 0.8
    assert np.isnan(found.r_indicator)
    assert (found.design_effect, found.effective) == (1, 40)


def test_without_any_ballot_nothing_but_the_turnout_is_said() -> None:
    found = representation({}, {"学生": 60, "教师": 30})
    assert (found.turnout, found.ballots) == (0, 0)
    assert found.missing == ("学生", "教师")
    assert np.isnan([found.r_indicator, found.p, found.design_effect, found.effective]).all()
    assert found.groups["ballot_share"].isna().all()


def test_without_an_electorate_everything_is_open() -> None:
    found = representation({"学生": 7}, {})
    assert len(found.groups) == 0
    assert np.isnan(found.turnout)
    assert found.unplaced == 7


def test_where_everybody_voted_nothing_is_out_of_balance() -> None:
    found = representation([60, 30], [60, 30])
    assert (found.r_indicator, found.r_adjusted, found.chi2, found.p) == (1, 1, 0, 1)
    assert found.design_effect == pytest.approx(1)


@given(counts=COUNTS)
@settings(deadline=None)
def test_chi_square_is_that_of_scipy_on_voted_and_not_voted(counts: list[tuple[int, int]]) -> None:
    people, voted = np.array(counts).T
    found = representation(voted.tolist(), people.tolist())
    if voted.sum() == 0 or (voted == people).all():
        return
    oracle = stats.chi2_contingency(np.stack([voted, people - voted]), correction=False)
    assert found.chi2 == pytest.approx(oracle.statistic, rel=1e-9, abs=1e-9)
    assert found.df == oracle.dof
    assert found.p == pytest.approx(oracle.pvalue, rel=1e-9, abs=1e-12)


@given(counts=COUNTS)
@settings(deadline=None)
def test_the_indicator_is_that_of_every_person_s_own_propensity(
    counts: list[tuple[int, int]],
) -> None:
    # Schouten, Cobben and Bethlehem 2009: the standard deviation, with N − 1, over the people
    people, voted = np.array(counts).T
    if voted.sum() == 0 or people.sum() < 2:
        return
    found = representation(voted.tolist(), people.tolist())
    each = np.repeat(voted / people, people)
    assert found.r_indicator == pytest.approx(1 - 2 * each.std(ddof=1), abs=1e-9)
    assert found.r_indicator - 1e-12 <= found.r_adjusted <= 1


@given(counts=COUNTS)
@settings(deadline=None)
def test_the_design_effect_is_that_of_the_weights_of_single_ballots(
    counts: list[tuple[int, int]],
) -> None:
    people, voted = np.array(counts).T
    if voted.sum() == 0:
        return
    held = voted > 0
    weights = np.repeat(people[held] / voted[held], voted[held])
    found = representation(voted.tolist(), people.tolist())
    assert found.effective == pytest.approx(weights.sum() ** 2 / (weights**2).sum())
    assert found.design_effect == pytest.approx(voted.sum() / found.effective)
    assert found.effective <= found.ballots + 1e-9


def test_chance_alone_does_not_lower_the_adjusted_indicator() -> None:
    # 2,000 elections in which everybody votes with the same probability: R is 1. The observed
    # indicator lies below on average, and most of that is gone once its bias is taken out of S².
    drawn = np.random.default_rng(20120605)
    people = np.array([120, 60, 40])
    found = [representation(drawn.binomial(people, 0.4).tolist(), people) for _ in range(2000)]
    squares = [((1 - one.r_indicator) / 2) ** 2 for one in found]
    bias = float((0.4 * 0.6 / people * people).sum() / people.sum())
    # Shlomo, Skinner and Schouten 2012 to first order; the mean of groups takes a third of it
    assert np.mean(squares) == pytest.approx(bias * 2 / 3, rel=0.06)
    assert np.mean([one.r_adjusted for one in found]) > 0.97
    assert np.mean([one.r_indicator for one in found]) < 0.94


def test_the_weighted_mean_is_that_of_the_electorate() -> None:
    exact = (Fraction(800) * Fraction(505, 6) + Fraction(200) * 85) / 1000
    means = {"学生": 505 / 6, "教师": 85.0}
    assert post_stratified(means, {"教师": 200, "学生": 800}) == pytest.approx(float(exact))


def test_a_group_without_a_mean_is_left_out_of_the_weighted_mean() -> None:
    assert post_stratified([80, float("nan")], [800, 200]) == 80
    assert post_stratified({"学生": 80, "校友": 10}, {"学生": 800, "教师": 200}) == 80
    assert np.isnan(post_stratified([float("nan")], [10]))
    assert np.isnan(post_stratified([], []))


def test_what_cannot_be_matched_is_refused() -> None:
    with pytest.raises(RepresentationError):
        representation([1, 2], [3])
    with pytest.raises(RepresentationError):
        representation({"学生": 1}, [3])
    with pytest.raises(RepresentationError):
        post_stratified([1.0], [3, 4])


@pytest.mark.parametrize("count", [-1, float("nan"), float("inf")])
def test_a_count_that_is_none_is_refused_by_its_group(count: float) -> None:
    with pytest.raises(RepresentationError, match="教师"):
        representation({"学生": 1, "教师": count}, {"学生": 3, "教师": 9})
    with pytest.raises(RepresentationError, match="教师"):
        post_stratified({"学生": 80}, {"教师": count})


def test_groups_may_be_counted_in_a_series_with_a_name_twice() -> None:
    ballots = pd.Series([3, 4, 5], index=["学生", "教师", "学生"])
    assert representation(ballots, {"学生": 10, "教师": 8}).groups["ballots"].tolist() == [8, 4]
