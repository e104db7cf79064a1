"""Severity beside dense least squares, and what holds whatever the marks."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from cxzy.core.measure_errors import MeasureError
from cxzy.core.severity import additive, connected_sets, rater_ridge, round_robin

NAN = float("nan")
WHOLE = st.integers(0, 100).map(float)


@st.composite
def robins(draw: st.DrawFn) -> np.ndarray:
    """Draw a complete round robin."""
    n = draw(st.integers(3, 8))
    table = draw(arrays("float64", (n, n), elements=WHOLE))
    np.fill_diagonal(table, NAN)
    return table


@st.composite
def marks(draw: st.DrawFn) -> pd.DataFrame:
    """Draw marks of some raters for some subjects, in any order, connected or not."""
    pairs = draw(st.lists(st.tuples(st.integers(0, 6), st.sampled_from("甲乙丙丁戊")), min_size=1))
    rows = [(rater, subject, draw(WHOLE)) for rater, subject in pairs]
    return pd.DataFrame(rows, columns=["rater", "subject", "points"])


def effects(table: pd.DataFrame, ridge: float = 0.0) -> tuple[pd.Series, pd.Series]:
    return additive(table["rater"], table["subject"], table["points"], ridge=ridge)


def dense(table: pd.DataFrame, ridge: float) -> tuple[np.ndarray, np.ndarray]:
    """Return what numpy's least squares give, each set's severities adding to 0."""
    subject, subjects = pd.factorize(table["subject"])
    rater, raters = pd.factorize(table["rater"])
    design = np.hstack([np.eye(len(subjects))[subject], -np.eye(len(raters))[rater]])
    held = np.hstack([np.zeros((len(raters), len(subjects))), np.eye(len(raters))]) * ridge**0.5
    of_rater = connected_sets(table["rater"], table["subject"])[1].to_numpy("int64")
    sums = np.zeros((of_rater.max() + 1, design.shape[1]))
    sums[of_rater, len(subjects) + np.arange(len(raters))] = 1e3
    system = np.vstack([design, held, sums])
    right = np.concatenate([table["points"], np.zeros(len(held) + len(sums))])
    found = np.linalg.lstsq(system, right, rcond=None)[0]
    return found[: len(subjects)], found[len(subjects) :]


@settings(deadline=None, max_examples=60)
@given(marks(), st.sampled_from([0.0, 0.5, 3.0, 1e-12]))
def test_effects_are_those_of_dense_least_squares(table: pd.DataFrame, ridge: float) -> None:
    fair, severity = effects(table, ridge)
    theirs = dense(table, ridge)
    assert fair.tolist() == pytest.approx(theirs[0].tolist(), abs=1e-6)
    assert severity.tolist() == pytest.approx(theirs[1].tolist(), abs=1e-6)


@settings(deadline=None, max_examples=60)
@given(robins())
def test_a_round_robin_is_the_least_squares_of_the_same_marks(table: np.ndarray) -> None:
    fair, severity = round_robin(table)
    rater, member = np.nonzero(~np.isnan(table))
    ours = additive(rater, member, table[rater, member])
    assert ours[0].sort_index().tolist() == pytest.approx(fair.tolist(), abs=1e-9)
    assert ours[1].sort_index().tolist() == pytest.approx(severity.tolist(), abs=1e-9)


@settings(deadline=None, max_examples=60)
@given(robins(), st.sampled_from([0.0, 2.0]))
def test_a_corrected_mean_tells_how_its_member_marks(table: np.ndarray, ridge: float) -> None:
    # Why it is not shown of a secret ballot: docs/decisions/0094-severity.md.
    rater, member = np.nonzero(~np.isnan(table))
    fair, severity = additive(rater, member, table[rater, member], ridge=ridge)
    shift = fair.sort_index() - np.nanmean(table, axis=0)
    told = -severity.sort_index() / (len(table) - 1)
    assert shift.tolist() == pytest.approx(told.tolist(), abs=1e-9)


@settings(deadline=None, max_examples=60)
@given(marks(), st.sampled_from([0.0, 2.0, float("inf")]), st.integers(1, 40))
def test_a_constant_moves_what_is_fair_and_no_severity(
    table: pd.DataFrame, ridge: float, constant: int
) -> None:
    fair, severity = effects(table, ridge)
    other = effects(table.assign(points=table["points"] + constant), ridge)
    assert (other[0] - fair).tolist() == pytest.approx([constant] * len(fair))
    assert other[1].tolist() == pytest.approx(severity.tolist(), abs=1e-9)


@settings(deadline=None, max_examples=60)
@given(marks(), st.randoms(use_true_random=False), st.sampled_from([0.0, 2.0]))
def test_the_order_of_marks_does_not_matter(table: pd.DataFrame, random, ridge: float) -> None:
    order = list(range(len(table)))
    random.shuffle(order)
    for one, other in zip(effects(table, ridge), effects(table.iloc[order], ridge), strict=True):
        assert other.reindex(one.index).tolist() == pytest.approx(one.tolist(), abs=1e-9)


@settings(deadline=None, max_examples=60)
@given(marks(), st.sampled_from([0.0, 2.0]))
def test_severities_add_to_nothing_in_every_connected_set(
    table: pd.DataFrame, ridge: float
) -> None:
    severity = effects(table, ridge)[1]
    sets = connected_sets(table["rater"], table["subject"])[1]
    assert severity.groupby(sets).sum().abs().max() < 1e-9


def test_true_severities_are_found_where_nothing_else_differs() -> None:
    # Raters are 3, 0 and 3 points off, everybody marks two of the three subjects.
    merit, off = {"甲": 90.0, "乙": 80.0, "丙": 70.0}, {1: 3.0, 2: 0.0, 3: -3.0}
    pairs = [(1, "甲"), (1, "乙"), (2, "乙"), (2, "丙"), (3, "丙"), (3, "甲")]
    rows = [(rater, subject, merit[subject] - off[rater]) for rater, subject in pairs]
    fair, severity = effects(pd.DataFrame(rows, columns=["rater", "subject", "points"]))
    assert fair.to_dict() == pytest.approx(merit)
    assert severity.to_dict() == pytest.approx(off)


def test_a_ridge_draws_severities_to_nothing_and_fair_points_to_plain_means() -> None:
    rng = np.random.default_rng(1)
    table = pd.DataFrame({"rater": rng.integers(0, 8, 60), "subject": rng.integers(0, 5, 60)})
    table["points"] = 80 + 4 * table["rater"] + rng.standard_normal(60)
    sizes = [effects(table, ridge)[1].abs().max() for ridge in (0, 1, 10, 1e3, float("inf"))]
    assert sizes == sorted(sizes, reverse=True)
    assert sizes[-1] == 0
    plain = table.groupby("subject", sort=False)["points"].mean()
    assert effects(table, float("inf"))[0].tolist() == pytest.approx(plain.tolist())


def test_the_ridge_is_the_ratio_of_the_variances_that_marks_were_made_with() -> None:
    # 400 raters with a standard deviation of 3 points, the rest 6: a ratio of 4.
    rng = np.random.default_rng(20120605)
    rater, subject = np.repeat(np.arange(400), 12), rng.integers(0, 40, 4800)
    points = 80 - 3 * rng.standard_normal(400)[rater] + 6 * rng.standard_normal(4800)
    assert rater_ridge(rater, subject, points) == pytest.approx(4, rel=0.12)
    alike = 80 + 6 * rng.standard_normal(4800)
    assert rater_ridge(rater, subject, alike) > 50


def test_the_ridge_of_a_complete_table_is_that_of_its_mean_squares() -> None:
    # By hand: crossed two-way table without gaps, σ_r² = (MS_raters − MS_rest) / subjects.
    table = np.array([[9.0, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6]])
    rows, columns, whole = table.mean(axis=1), table.mean(axis=0), table.mean()
    raters = 4 * ((rows - whole) ** 2).sum() / 3
    rest = ((table - rows[:, None] - columns + whole) ** 2).sum() / 9
    rater, subject = np.indices(table.shape).reshape(2, -1)
    found = rater_ridge(rater, subject, table.ravel())
    assert found == pytest.approx(rest / ((raters - rest) / 4))


def test_the_ridge_is_without_end_where_no_mark_is_left_to_tell() -> None:
    assert rater_ridge([1, 1, 2], ["甲", "乙", "乙"], [90, 80, 70]) == float("inf")
    assert rater_ridge([1, 1], ["甲", "乙"], [90, 80]) == float("inf")
    assert rater_ridge([], [], []) == float("inf")
    assert rater_ridge([1, 1, 2, 2], ["甲", "乙"] * 2, [90, 80, 90, 80]) == float("inf")


def test_raters_without_a_common_subject_are_in_sets_of_their_own() -> None:
    raters, subjects = [1, 1, 2, 3, 4], ["甲", "乙", "乙", "丙", "丁"]
    of_subject, of_rater = connected_sets(raters, subjects, [90, 80, 70, 60, NAN])
    assert of_subject.dropna().to_dict() == {"甲": 0, "乙": 0, "丙": 1}
    assert of_rater.dropna().to_dict() == {1: 0, 2: 0, 3: 1}
    assert (of_subject.size, of_rater.size) == (4, 4)


def test_one_mark_two_marks_of_one_pair_missing_and_none() -> None:
    fair, severity = additive([1], ["甲"], [90])
    assert (fair["甲"], severity[1]) == (90, 0)
    fair, severity = additive([1, 1], ["甲", "甲"], [90, 80])
    assert (fair["甲"], severity[1]) == (85, 0)
    fair, severity = additive([1, 2], ["甲", "乙"], [90, NAN])
    assert fair.to_dict() == pytest.approx({"甲": 90, "乙": NAN}, nan_ok=True)
    assert np.isnan(severity[2])
    for part in (*additive([], [], []), *connected_sets([], [])):
        assert part.empty
    assert np.isnan(additive([1], ["甲"], [NAN])[0]["甲"])


def test_equal_marks_know_no_severity() -> None:
    table = np.full((5, 5), 88.1)
    np.fill_diagonal(table, NAN)
    fair, severity = round_robin(table)
    assert fair.tolist() == [88.1] * 5
    assert severity.tolist() == [0] * 5


def test_names_of_rows_and_columns_stay() -> None:
    table = pd.DataFrame(
        [[NAN, 80, 90], [70, NAN, 85], [75, 95, NAN]], list("甲乙丙"), list("甲乙丙")
    )
    fair, severity = round_robin(table)
    assert fair.index.tolist() == severity.index.tolist() == ["甲", "乙", "丙"]
    assert (fair.name, severity.name) == ("fair", "severity")


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: round_robin([[NAN, 1], [1, NAN]]), "2 × 2"),
        (lambda: round_robin(np.ones((3, 4))), "3 × 4"),
        (lambda: round_robin([[NAN, 1, 2], [1, 5, 2], [1, 2, NAN]]), "对角线"),
        (lambda: round_robin([[NAN, 1, NAN], [1, NAN, 2], [1, 2, NAN]]), "第 2 列"),
        (lambda: additive([1, 2], ["甲"], [90]), "2"),
        (lambda: additive([1, None], ["甲", "乙"], [90, 80]), "1"),
        (lambda: additive([1], ["甲"], [90], ridge=-1), "ridge"),
        (lambda: additive([1], ["甲"], [90], ridge=NAN), "ridge"),
    ],
)
def test_what_cannot_be_told_is_refused_by_its_place(call, said: str) -> None:
    with pytest.raises(MeasureError, match=said):
        call()
