"""Agreement against published tables; each case names its origin."""

from fractions import Fraction
from math import isnan

import numpy as np
import pytest

from cxzy.core.agreement import icc, kendall_w, krippendorff_alpha, r_wg, uniform_variance
from cxzy.core.pairable import Level

SHROUT_FLEISS = [
    [9, 2, 5, 8],
    [6, 1, 3, 2],
    [8, 4, 6, 8],
    [7, 1, 2, 6],
    [10, 5, 6, 9],
    [6, 2, 4, 7],
]
NAN = float("nan")
KRIPPENDORFF = [
    [1, 2, 3, 3, 2, 1, 4, 1, 2, NAN, NAN, NAN],
    [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, NAN, 3],
    [NAN, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, NAN],
    [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, NAN],
]
NAG = [
    [1, 4.5, 2, 4.5, 3, 7.5, 6, 9, 7.5, 10],
    [2.5, 1, 2.5, 4.5, 4.5, 8, 9, 6.5, 10, 6.5],
    [2, 1, 4.5, 4.5, 4.5, 4.5, 8, 8, 8, 10],
]


def test_intraclass_correlations_of_shrout_and_fleiss() -> None:
    # Shrout & Fleiss, Psychological Bulletin 86 (1979), tables 2 and 4: .17 .29 .71 .44 .62 .91;
    # further places from their sums of squares as fractions, in the next test.
    expected = {"1,1": 0.1657, "2,1": 0.2898, "3,1": 0.7148}
    expected |= {"1,k": 0.4428, "2,k": 0.6201, "3,k": 0.9093}
    assert icc(SHROUT_FLEISS) == pytest.approx(expected, abs=5e-5)


def test_intraclass_correlations_are_those_of_exact_fractions() -> None:
    # Mean squares by hand, in whole sums: Σx² less squares of row, column and grand totals.
    table = [[Fraction(mark) for mark in row] for row in SHROUT_FLEISS]
    n, k = len(table), len(table[0])
    grand = sum(map(sum, table)) ** 2 / (n * k)
    squares = sum(mark**2 for row in table for mark in row)
    rows = sum(sum(row) ** 2 for row in table) / k
    columns = sum(sum(column) ** 2 for column in zip(*table, strict=True)) / n
    between, within = (rows - grand) / (n - 1), (squares - rows) / (n * (k - 1))
    judges = (columns - grand) / (k - 1)
    left = (squares - rows - columns + grand) / ((n - 1) * (k - 1))
    found = icc(SHROUT_FLEISS)
    assert found["1,1"] == pytest.approx(float((between - within) / (between + 3 * within)))
    drawn = (between - left) / (between + 3 * left + 4 * (judges - left) / 6)
    assert found["2,1"] == pytest.approx(float(drawn))
    assert found["3,k"] == pytest.approx(float((between - left) / between))


@pytest.mark.parametrize(
    ("level", "alpha"), [("nominal", 0.7434), ("ordinal", 0.8154), ("interval", 0.8491)]
)
def test_alpha_of_four_observers_with_missing_marks(level: Level, alpha: float) -> None:
    # Krippendorff, Computing Krippendorff's Alpha-Reliability (2011), section C; he prints
    # nominal .743, ordinal .815, interval .849.
    assert krippendorff_alpha(KRIPPENDORFF, level) == pytest.approx(alpha, abs=5e-5)


def test_the_ordinal_metric_as_printed_and_mid_cumulative_frequencies_are_one() -> None:
    # The metric written out, (Σ_{g=c..k} n_g − (n_c + n_k)/2)², over all pairs, in fractions.
    units = [[int(x) for x in unit if not isnan(x)] for unit in zip(*KRIPPENDORFF, strict=True)]
    units = [unit for unit in units if len(unit) > 1]
    marks = [mark for unit in units for mark in unit]
    times = {mark: marks.count(mark) for mark in range(1, 6)}

    def apart(one: int, other: int) -> Fraction:
        low, high = sorted((one, other))
        between = sum(times[mark] for mark in range(low, high + 1))
        return (
            (between - Fraction(times[low] + times[high], 2)) ** 2 if low != high else Fraction(0)
        )

    n = len(marks)
    observed = sum(
        sum(apart(one, other) for one in unit for other in unit) / (len(unit) - 1) for unit in units
    )
    expected = Fraction(sum(apart(one, other) for one in marks for other in marks), n - 1)
    assert krippendorff_alpha(KRIPPENDORFF, "ordinal") == pytest.approx(
        float(1 - observed / expected), rel=1e-13
    )


def test_concordance_of_three_judges_with_ties() -> None:
    # NAG Library Manual, G08DAF, example: W .8277, chi-square 22.349 with 9 df, p .0078.
    w, p = kendall_w(NAG)
    assert w == pytest.approx(0.8277, abs=5e-5)
    assert 3 * 9 * w == pytest.approx(22.349, abs=5e-4)
    assert p == pytest.approx(0.0078, abs=5e-5)


def test_concordance_of_three_that_rank_six_reckoned_by_hand() -> None:
    # Sums 8 14 11 11 11 8 about 10.5 have squares of 25.5; 12 · 25.5 / (3² · (6³ − 6)) = 17/105.
    ranks = [[1, 6, 3, 2, 5, 4], [1, 5, 6, 4, 2, 3], [6, 3, 2, 5, 4, 1]]
    assert kendall_w(ranks)[0] == pytest.approx(17 / 105)


def test_alpha_of_two_observers_and_two_values() -> None:
    # Krippendorff, Computing Krippendorff's Alpha-Reliability (2011), A, .095. By hand: fourteen
    # 0 and six 1, four units apart, so 1 − 19 · 4 / (14 · 6) = 2/21.
    meg, owen = [0, 1, 0, 0, 0, 0, 0, 0, 1, 0], [1, 1, 1, 0, 0, 1, 0, 0, 0, 0]
    assert krippendorff_alpha([meg, owen], "nominal") == pytest.approx(2 / 21)


def test_alpha_of_two_observers_and_five_values() -> None:
    # The same, B, .692. By hand: of 24 values 4 are a, 6 b, 6 c, 6 d and 2 e, three units apart,
    # so 1 − 23 · 6 / (24² − 4² − 3 · 6² − 2²) = 155/224.
    one, other = (
        ["abcde".index(value) for value in row] for row in ("aabbdcccedda", "babbbccceddd")
    )
    assert krippendorff_alpha([one, other], "nominal") == pytest.approx(155 / 224)


def test_r_wg_of_one_and_of_several_items() -> None:
    # By hand from James, Demaree & Wolf (1984): five options have the variance (25 − 1)/12 = 2;
    # 4 4 4 5 has 1/4, so 1 − 1/8; three such items 3 · 7/8 / (3 · 7/8 + 1/8) = 21/22.
    assert uniform_variance([1, 2, 3, 4, 5]) == 2
    one = [[4], [4], [4], [5]]
    assert r_wg(one, expected=2) == pytest.approx(7 / 8)
    assert r_wg(np.tile(one, 3), expected=2) == pytest.approx(21 / 22)
