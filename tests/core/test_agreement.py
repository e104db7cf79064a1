"""Agreement beside other packages' and beside calculations with plain loops."""

from statistics import NormalDist, mean

import krippendorff
import numpy as np
import pandas as pd
import pingouin
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.stats import friedmanchisquare

from cxzy.core.agreement import (
    icc,
    icc_intervals,
    kendall_w,
    krippendorff_alpha,
    own_and_others,
    r_wg,
    self_against_others,
)
from cxzy.core.measure_errors import MeasureError
from cxzy.core.pairable import Level
from cxzy.core.statistics_errors import StatisticsError

NAN = float("nan")
LEVELS: list[Level] = ["nominal", "ordinal", "interval"]
PINGOUIN = {
    "ICC(1,1)": "1,1",
    "ICC(A,1)": "2,1",
    "ICC(C,1)": "3,1",
    "ICC(1,k)": "1,k",
    "ICC(A,k)": "2,k",
    "ICC(C,k)": "3,k",
}
MARKS = st.integers(0, 100).map(float)
WORDS = st.sampled_from([95.0, 85.0, 75.0, 60.0])


@st.composite
def tables(draw: st.DrawFn, mark: st.SearchStrategy[float] = MARKS) -> np.ndarray:
    """Draw marks of two or more raters (rows) and units (columns)."""
    shape = draw(st.tuples(st.integers(2, 6), st.integers(2, 6)))
    return draw(arrays("float64", shape, elements=mark))


def with_gaps(seed: int, *, share: float, words: int) -> np.ndarray:
    rng = np.random.default_rng(seed)
    table = rng.integers(0, words, (rng.integers(2, 8), rng.integers(2, 15))).astype("float64")
    table[rng.random(table.shape) < share] = NAN
    return table


@pytest.mark.filterwarnings("ignore::pandas.errors.Pandas4Warning")  # pingouin's own
@pytest.mark.parametrize("seed", range(8))
def test_intraclass_correlations_and_intervals_are_those_of_pingouin(seed: int) -> None:
    rng = np.random.default_rng(seed)
    shape = rng.integers(3, 12), rng.integers(2, 6)
    table = 80 + 6 * rng.standard_normal(shape) + 8 * rng.standard_normal((shape[0], 1))
    rows = [(i, j, table[i, j]) for i in range(shape[0]) for j in range(shape[1])]
    frame = pd.DataFrame(rows, columns=["target", "rater", "mark"])
    theirs = pingouin.intraclass_corr(frame, targets="target", raters="rater", ratings="mark")
    ours, intervals = icc(table), icc_intervals(table)
    for kind, value, interval in zip(theirs["Type"], theirs["ICC"], theirs["CI95"], strict=True):
        assert ours[PINGOUIN[kind]] == pytest.approx(value)
        assert intervals[PINGOUIN[kind]] == pytest.approx(tuple(interval), abs=0.00501)


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("share", [0.0, 0.3, 0.6])
@pytest.mark.parametrize("seed", range(6))
def test_alpha_is_that_of_the_package_krippendorff(seed: int, share: float, level: Level) -> None:
    table = with_gaps(seed, share=share, words=(2, 4, 101)[seed % 3])
    paired = table[:, (~np.isnan(table)).sum(axis=0) > 1]
    ours = krippendorff_alpha(table, level)
    if len(np.unique(paired[~np.isnan(paired)])) < 2:
        assert np.isnan(ours)
        return
    assert ours == pytest.approx(krippendorff.alpha(paired, level_of_measurement=level))


@pytest.mark.parametrize("level", LEVELS)
def test_whole_marks_agree_as_much_as_the_same_marks_in_parts_of_points(level: Level) -> None:
    table = with_gaps(3, share=0.2, words=9)
    expected = krippendorff.alpha(table, level_of_measurement=level)
    for same in (table, table / 4, table - 4, table + 995, table + 1000):
        assert krippendorff_alpha(same, level) == pytest.approx(expected)


@settings(deadline=None, max_examples=40)
@given(tables(), st.sampled_from(LEVELS), st.randoms(use_true_random=False))
def test_the_order_of_raters_and_units_and_another_zero_do_not_change_alpha(
    table: np.ndarray, level: Level, random
) -> None:
    before = krippendorff_alpha(table, level)
    rows, columns = list(range(len(table))), list(range(table.shape[1]))
    random.shuffle(rows)
    random.shuffle(columns)
    for other in (table[rows], table[:, columns], table * 2 - 7, table + 0.1):
        assert krippendorff_alpha(other, level) == pytest.approx(before, nan_ok=True)


@settings(deadline=None, max_examples=40)
@given(tables(), st.sampled_from(LEVELS))
def test_alpha_is_one_only_where_raters_agree_on_every_unit(
    table: np.ndarray, level: Level
) -> None:
    alike = np.tile(table[:1], (3, 1))
    if len(np.unique(table[0])) > 1:
        assert krippendorff_alpha(alike, level) == pytest.approx(1)
    else:
        assert np.isnan(krippendorff_alpha(alike, level))
    if (table != table[0]).any():
        assert krippendorff_alpha(table, level) < 1


def test_marks_that_have_no_other_beside_them_say_nothing() -> None:
    lonely = [[1, 2, 3, 4, NAN], [1, 2, 3, NAN, 5]]
    assert krippendorff_alpha(lonely, "interval") == krippendorff_alpha(
        [row[:3] for row in lonely], "interval"
    )


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize(
    "table",
    [
        [[1, 2, 3]],  # one rater
        [[0.1, 0.1], [0.1, 0.1], [0.1, 0.1]],  # all equal, a number that rounds
        [[NAN, NAN], [NAN, NAN]],
        [[1, NAN], [NAN, 2]],
        np.empty((0, 3)),
        np.empty((3, 0)),
    ],
    ids=["one rater", "all equal", "all missing", "no pair", "no raters", "no units"],
)
def test_alpha_is_not_known_where_nothing_can_be_compared(table, level: Level) -> None:
    assert np.isnan(krippendorff_alpha(table, level))


@pytest.mark.parametrize("level", LEVELS)
def test_raters_of_one_unit_agree_as_by_chance(level: Level) -> None:
    assert krippendorff_alpha([[1], [2], [5]], level) == pytest.approx(0)


def test_huge_and_tiny_marks_do_not_break_alpha_or_the_intraclass_correlations() -> None:
    table = np.array([[9.0, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8]])
    for other in (table * 1e12 + 1e14, table * 1e-9):
        assert krippendorff_alpha(other, "interval") == pytest.approx(
            krippendorff_alpha(table, "interval")
        )
        assert icc(other) == pytest.approx(icc(table))


@pytest.mark.parametrize("seed", range(6))
def test_concordance_is_that_of_friedmans_test(seed: int) -> None:
    table = np.random.default_rng(seed).integers(0, 8, (3 + seed, 4 + seed))
    statistic, p = friedmanchisquare(*table.T)
    w = statistic / (len(table) * (table.shape[1] - 1))
    assert kendall_w(table) == pytest.approx((w, p))


@settings(deadline=None, max_examples=40)
@given(tables())
def test_concordance_lies_between_none_and_all_and_knows_only_order(table: np.ndarray) -> None:
    w, p = kendall_w(table)
    if np.isnan(w):
        assert (table == table[:, :1]).all()
        return
    assert -1e-12 <= w <= 1 + 1e-12
    assert 0 <= p <= 1
    assert kendall_w(-table) == pytest.approx((w, p))
    assert kendall_w(table**2 + 1) == pytest.approx((w, p))


def test_judges_that_rank_alike_have_a_concordance_of_one_and_a_single_one_none() -> None:
    assert kendall_w([[90, 80, 70], [3, 2, 1]])[0] == 1
    assert kendall_w([[1, 2, 3], [3, 2, 1]])[0] == 0
    for table in ([[1, 2, 3]], [[1], [2]], [[5, 5], [5, 5]], np.empty((0, 4))):
        assert np.isnan(kendall_w(table)).all()


def test_intraclass_correlations_are_not_known_where_nothing_differs() -> None:
    for table in ([[1, 1], [1, 1]], np.tile([0.1, 0.2, 0.3], (4, 1)), [[1, 3], [3, 1]]):
        assert np.isnan(icc(table)["1,k"])
        assert np.isnan(icc_intervals(table)["2,k"]).all()
    for table in ([[1, 2, 3]], [[1], [2], [3]], np.empty((0, 3))):
        assert np.isnan(list(icc(table).values())).all()


@settings(deadline=None, max_examples=40)
@given(tables())
def test_one_mark_is_never_more_reliable_than_the_mean_of_all(table: np.ndarray) -> None:
    found = icc(table)
    for kind in "123":
        single, averaged = found[f"{kind},1"], found[f"{kind},k"]
        if single >= 0:
            assert averaged >= single - 1e-12
        assert not single > 1 + 1e-12


def test_r_wg_is_not_below_none_and_not_known_of_one_rater() -> None:
    assert r_wg([[1], [5]], expected=2) == 0  # variance 8
    assert r_wg([[3, 3], [3, 3]], expected=2) == 1
    assert np.isnan(r_wg([[3, 3]], expected=2))
    with pytest.raises(MeasureError, match="expected"):
        r_wg([[3], [4]], expected=0)


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: icc([[1, 2], [NAN, 4]]), "第 1 行"),
        (lambda: icc("marks"), "str"),
        (lambda: icc([[[1]]]), "list"),
        (lambda: icc([["优秀", "良好"]]), "list"),
        (lambda: krippendorff_alpha([[1, 2]], "ratio"), "ratio"),
        (lambda: krippendorff_alpha([[1, np.inf]], "interval"), "list"),
        (lambda: kendall_w(pd.DataFrame({"甲": [1, 2], "乙": [NAN, 1]})), "乙"),
        (lambda: self_against_others(pd.DataFrame({"own": [1.0]})), "others"),
    ],
)
def test_a_table_that_cannot_be_measured_is_refused_by_its_place(call, said: str) -> None:
    with pytest.raises(MeasureError, match=said):
        call()


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: self_against_others(pairs((95, 90, 1)), level=95), "95"),
        (lambda: icc_intervals([[1, 2], [3, 5]], level=0), "0"),
    ],
)
def test_a_level_of_confidence_that_is_none_is_refused(call, said: str) -> None:
    with pytest.raises(StatisticsError, match=said):
        call()


def pairs(*rows: tuple[float, float, float], meeting: object = 1) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["own", "others", "variance"]).assign(meeting=meeting)


def test_a_gap_is_unusual_only_beyond_what_is_usual_and_its_error() -> None:
    # By hand: gaps 5, 5, 14, usual 8; variances 1, 1, 4 of the others' means.
    found = self_against_others(pairs((95, 90, 1), (90, 85, 1), (98, 84, 4)))
    assert found["usual"].tolist() == [8, 8, 8]
    assert found["unusual"].tolist() == [-3, -3, 6]
    errors = [(1 / 3 + 6 / 9) ** 0.5, (1 / 3 + 6 / 9) ** 0.5, (4 / 3 + 6 / 9) ** 0.5]
    assert found["error"].tolist() == pytest.approx(errors)
    limits = [NormalDist().inv_cdf(0.975) * error for error in errors]
    assert max(limits[:2]) < 3
    assert found["beyond"].all()
    # 1.96 · √(25/3 + 75/9) is 8.0: nobody stands out of ballots that differ so much
    rough = self_against_others(pairs((95, 90, 25), (90, 85, 25), (98, 84, 25)))
    assert not rough["beyond"].any()


@settings(deadline=None, max_examples=40)
@given(
    st.lists(
        st.tuples(st.integers(0, 100), st.integers(0, 100), st.integers(0, 30)),
        min_size=2,
        max_size=6,
    )
)
def test_leaving_oneself_out_of_what_is_usual_changes_no_verdict(rows: list) -> None:
    found = self_against_others(pairs(*rows))
    for place, (own, others, variance) in enumerate(rows):
        rest = [one for at, one in enumerate(rows) if at != place]
        unusual = own - others - mean(one[0] - one[1] for one in rest)
        error = (variance + sum(one[2] for one in rest) / len(rest) ** 2) ** 0.5
        limit = NormalDist().inv_cdf(0.975) * error
        if abs(abs(unusual) - limit) > 1e-9:
            assert bool(found["beyond"].iloc[place]) is (abs(unusual) > limit)


def test_every_list_has_its_own_usual_gap_and_who_lacks_a_number_is_in_none() -> None:
    one = pairs((95, 90, 1), (90, 87, 1), (NAN, 84, 1), (99, 60, NAN))
    two, alone = pairs((80, 90, 1), (80, 80, 1), meeting=2), pairs((80, 70, 1), meeting=3)
    found = self_against_others(pd.concat([one, two, alone], ignore_index=True))
    assert found["usual"].tolist()[:6] == [4, 4, 4, 4, -5, -5]
    assert np.isnan(found["unusual"].iloc[[2, 3, 6]]).all()
    assert not found["beyond"].iloc[[2, 3, 6]].any()
    assert self_against_others(pairs()).empty


def test_the_others_of_a_result_are_weighed_as_in_the_score() -> None:
    # By hand: (.3 · 90 + .3 · 80) / .6, variance .36 / .6²; a source without ballots is left out.
    results = pd.DataFrame(
        {
            "meeting": [1, 1],
            "self_mean": [95.0, NAN],
            "self_weight": [0.1, 0.1],
            "peer_mean": [90.0, NAN],
            "peer_weight": [0.3, 0.3],
            "mass_mean": [80.0, NAN],
            "mass_weight": [0.3, 0.3],
            "leader_mean": [NAN, NAN],
            "leader_weight": [0.3, 0.3],
        },
        index=[7, 8],
    )
    found = own_and_others(results, pd.Series([0.36, 1.0], index=[7, 8]))
    assert found.loc[7, ["own", "others", "variance"]].tolist() == pytest.approx([95, 85, 1])
    assert np.isnan(found.loc[8, "others"])
    assert found["meeting"].tolist() == [1, 1]
