"""Numbers beside the score against published tables and sums done by hand, each with its origin."""

import numpy as np
import pandas as pd
import pytest
from scipy.stats import norm

from cxzy.core.confidence import rank_ranges, score_intervals, shrunken, wilson_interval
from cxzy.core.improvement import changes
from cxzy.core.scheme import parse_scheme
from cxzy.core.scoring import facets, weighted_scores
from cxzy.core.sensitivity import effective_weights, flip_weight, radius
from cxzy.core.separation import range_critical

SCHEME = parse_scheme(
    '[sources.self]\n[sources.peer]\n[sources.leader]\n[sources.mass]\ngroups = "electorate"\n'
)
ELECTORATE = pd.DataFrame(
    {"source": ["mass", "mass"], "group": ["学生", "教师"], "count": [800, 200]}
)
MARKS = {
    ("self", ""): [92],
    ("peer", ""): [95, 85, 95, 75, 85],
    ("leader", ""): [85, 75],
    ("mass", "学生"): [95, 95, 85, 75, 60, 95],
    ("mass", "教师"): [85, 95, 75],
}


def test_the_error_of_four_sources_from_their_own_variances() -> None:
    # By hand: peers .09 · 70/5 = 1.26; leaders .09 · 50/2 = 2.25; students .09 · .64 · (1225.83/6
    # a variance of 204.17)/6 = 1.96, teachers .09 · .04 · 100/3 = .12; in all 5.59. df by
    # Satterthwaite: 5.59² / (1.26²/4 + 2.25²/1 + 1.96²/5 + .12²/2) = 5.0118.
    rows = [(*key, "甲", mark) for key, marks in MARKS.items() for mark in marks]
    table = pd.DataFrame(rows, columns=["source", "group", "subject", "points"])
    kept = facets(table, SCHEME)
    results = weighted_scores(kept, SCHEME, electorate=ELECTORATE)
    found = score_intervals(kept, SCHEME, results, electorate=ELECTORATE, pooled_df=0).iloc[0]
    assert found["score"] == 84.60
    assert found["variance"] == pytest.approx(5.5900, abs=5e-5)
    assert found["standard_error"] == pytest.approx(2.3643, abs=5e-5)
    assert found["df"] == pytest.approx(5.0118, abs=5e-5)
    # Student's t at 97.5 % is 2.5706 for 5 degrees of freedom (any table), 2.5687 for 5.0118.
    assert found["high"] - found["score"] == pytest.approx(2.5687 * 2.3643, abs=2e-3)


@pytest.mark.parametrize(
    ("hits", "n", "low", "high"),
    [
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_wilson_intervals_of_newcombe(hits: int, n: int, low: float, high: float) -> None:
    # Newcombe, Two-sided confidence intervals for the single proportion, Statistics in Medicine
    # 17 (1998), table I, method 3.
    assert wilson_interval(hits, n) == pytest.approx((low, high), abs=5e-5)


A, B = [96, 90, 84, 92], [92, 86, 90, 90]
WEIGHTS = {"self": 0.1, "peer": 0.3, "leader": 0.3, "mass": 0.3}


@pytest.mark.parametrize(
    ("source", "expected"), [("self", 0.0), ("peer", 2 / 9), ("leader", 11 / 32), ("mass", 1 / 8)]
)
def test_the_weights_at_which_two_change_places(source: str, expected: float) -> None:
    # By hand: the differences are 4, 4, −6, 2; without peers the others have (.4 − 1.8 + .6)/.7 =
    # −8/7, so that −8/7 · (1 − t) + 4t = 0 at t = 2/9 = .2222; likewise .3438, .1250 and 0.
    assert flip_weight(A, B, WEIGHTS, source) == pytest.approx(expected, abs=1e-12)
    assert flip_weight(A, B, list(WEIGHTS.values()), source) == pytest.approx(expected, abs=1e-12)
    assert flip_weight(B, A, WEIGHTS, source) == pytest.approx(expected, abs=1e-12)


def test_the_least_weight_that_must_move() -> None:
    # By hand: the gap is .40, and weight that moves from peers (4) to leaders (−6) takes 10 of it.
    assert radius(A, B, WEIGHTS) == pytest.approx(0.04, abs=1e-12)


def test_effective_weights_by_hand() -> None:
    # Means 90, 80, 70 and 80, 80, 86: S = 85, 80, 78 with weights of a half; deviations of S are
    # 4, −1, −3 (Σ² = 26), of the halves 5, 0, −5 and −1, −1, 2: 35/26 and −9/26.
    found = effective_weights([[90, 80], [80, 80], [70, 86]], [0.5, 0.5])
    assert found.tolist() == pytest.approx([35 / 26, -9 / 26], abs=1e-12)


@pytest.mark.parametrize(
    ("size", "expected"),
    [(2, 2.772), (3, 3.314), (4, 3.633), (5, 3.858), (10, 4.474), (20, 5.012)],
)
def test_pairs_are_told_apart_by_the_studentized_range(size: int, expected: float) -> None:
    # Upper 5 % points of the studentized range, infinite degrees of freedom (Pearson & Hartley,
    # Biometrika Tables, table 29).
    assert range_critical(size, 0.95) * np.sqrt(2) == pytest.approx(expected, abs=6e-4)


# Mean travel time to work in minutes with its margin of error at 90 %, by state and the District
# of Columbia, shortest first: American Community Survey 2011, rounded as Klein, Wright &
# Wieczorek (JRSS C 69, 2020) use them.
MINUTES = (
    *(16.9, 16.9, 18.1, 18.1, 18.2, 18.4, 18.8, 18.9, 19.7, 21.1, 21.3, 21.4, 21.6, 21.9, 21.9),
    *(22.5, 22.9, 23, 23.1, 23.1, 23.4, 23.4, 23.4, 23.5, 23.6, 23.9, 23.9, 24.1, 24.1, 24.2),
    *(24.5, 24.5, 24.8, 24.8, 25, 25.3, 25.5, 25.6, 25.7, 25.8, 25.9, 26.9, 27.1, 27.1, 27.7),
    *(28, 28.2, 30.1, 30.5, 31.5, 32.2),
)
MARGINS = np.array(
    [5, 6, 8, 3, 5, 5, 2, 3, 4, 2, 4, 4, 3, 2, 5, 3, 2, 2, 1, 2, 5, 2, 4, 2, 3, 4]
    + [2, 4, 2, 2, 2, 3, 1, 2, 3, 6, 2, 5, 4, 2, 1, 5, 3, 1, 2, 2, 2, 5, 2, 2, 2]
)


def test_ranks_of_51_travel_times_beside_those_of_klein_wright_and_wieczorek() -> None:
    # Their procedure: intervals of 3.081 standard errors, joint at 90 %; whoever's interval lies
    # wholly below or above is certainly before or behind. Ours tells pairs apart by their
    # difference: never more than two places wider, narrower on the whole, and the places at
    # the far end that theirs leave open (two states, ranks 50 and 51) are certain.
    minutes, errors = np.array(MINUTES), MARGINS / 10 / norm.ppf(0.95)
    critical = norm.ppf(1 - (1 - 0.9 ** (1 / 51)) / 2)
    assert critical == pytest.approx(3.081, abs=5e-4)
    low, high = (np.round(minutes + sign * critical * errors, 1) for sign in (-1, 1))
    theirs = np.array(
        [
            [(high <= low[one]).sum() + 1, 51 - (low >= high[one]).sum()]
            for one in range(len(minutes))
        ]
    )
    ours = rank_ranges(-minutes, errors**2, 0.9).to_numpy(dtype="int64")
    assert np.abs(ours - theirs).max() <= 2
    assert np.ptp(theirs, axis=1).mean() == pytest.approx(8.82, abs=5e-3)
    assert np.ptp(ours, axis=1).mean() == pytest.approx(8.27, abs=5e-3)
    stepped = rank_ranges(-minutes, errors**2, 0.9, step_down=True).to_numpy(dtype="int64")
    assert np.ptp(stepped, axis=1).mean() == pytest.approx(7.53, abs=5e-3)
    assert theirs[-2:].tolist() == [[50, 51], [50, 51]]
    assert ours[-2:].tolist() == [[50, 50], [51, 51]]


def test_eight_schools_are_drawn_to_their_common_mean() -> None:
    # Rubin 1981, as in Gelman et al., Bayesian Data Analysis, section 5.5: the variance between
    # the schools' effects is less than their errors make alone, and the pooled effect is 7.7.
    effects = pd.Series([28.0, 8.0, -3.0, 7.0, -1.0, 1.0, 18.0, 12.0], index=list("ABCDEFGH"))
    errors = np.array([15, 10, 16, 11, 9, 11, 10, 18])
    found = shrunken(effects, errors**2)
    assert found.tolist() == pytest.approx([7.7] * 8, abs=0.05)
    assert found.index.tolist() == list("ABCDEFGH")


def test_a_change_of_less_than_the_error_line_is_none() -> None:
    # By hand: 1.96 · √(1.5² + 1.5²) = 4.158; 2.1 points are within, 4.2 beyond.
    before = pd.DataFrame({"subject": ["甲", "乙"], "score": [84.0, 84.0], "standard_error": 1.5})
    after = before.assign(score=[86.1, 88.2])
    found = changes(before, after).set_index("subject")
    assert found["smallest"].tolist() == pytest.approx([4.158, 4.158], abs=5e-4)
    assert found.loc["甲", ["change", "verdict"]].tolist() == [2.1, "level"]
    assert found.loc["乙", ["change", "verdict"]].tolist() == [4.2, "up"]
