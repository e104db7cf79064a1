"""Other weights: every answer is tried out by scoring anew with the weights it names."""

from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from cxzy.core.scheme import parse_scheme
from cxzy.core.scheme_parts import Rounding
from cxzy.core.scoring import facets, weighted_scores
from cxzy.core.sensitivity import (
    acceptability,
    changed_places,
    dominates,
    effective_weights,
    flip_weight,
    neighbour_flips,
    radius,
    source_values,
)
from cxzy.core.statistics_errors import StatisticsError
from cxzy.core.vocabulary import Source
from cxzy.core.weight_changes import weights_near

FOUR = "[sources.self]\n[sources.peer]\n[sources.leader]\n[sources.mass]\n"
NAMES = ("self", "peer", "leader", "mass")

patient = settings(deadline=None, max_examples=40)
MEANS = st.lists(st.integers(60, 100).map(float), min_size=4, max_size=4)
WEIGHTS = st.lists(st.integers(0, 10), min_size=4, max_size=4).filter(any)


def reweighted(weights: np.ndarray, source: int, weight: float) -> np.ndarray:
    """Return the weights with another one for a source, the rest in proportion."""
    rest = weights.copy()
    rest[source] = 0
    rest = rest / rest.sum() * (1 - weight)
    rest[source] = weight
    return rest


@patient
@given(MEANS, MEANS, WEIGHTS, st.integers(0, 3))
def test_at_the_flip_weight_two_are_level_and_beyond_it_changed(
    a: list, b: list, weights: list, source: int
) -> None:
    shares = np.array(weights) / sum(weights)
    apart = np.array(a) - np.array(b)
    found = flip_weight(a, b, weights, source)
    assume(shares[source] < 1)
    tried = [apart @ reweighted(shares, source, weight) for weight in (0.0, 1.0)]
    if found is None:
        decided = dominates(a, b) or dominates(b, a) or a == b
        assert decided or tried[0] * tried[1] > 0 or np.allclose(tried, 0)
    else:
        assert abs(apart @ reweighted(shares, source, found)) < 1e-6
        assert tried[0] * tried[1] < 1e-9
        assert 0 <= found <= 1


def test_weights_may_have_names_in_any_unit() -> None:
    a = {"mass": 92, "self": 96, "peer": 90, "leader": 84}
    b = pd.Series({"self": 92, "peer": 86, "leader": 90, "mass": 90})
    weights = {Source.SELF: 10, Source.PEER: 30, Source.LEADER: 30, Source.MASS: 30}
    assert flip_weight(a, b, weights, Source.PEER) == pytest.approx(2 / 9)
    assert flip_weight(a, b, weights, "peer") == pytest.approx(2 / 9)
    assert flip_weight([1, 2], [2, 1], [1, 1], 1) == 0.5
    assert flip_weight([1, 2], [2, 1], np.array([1, 1]), 0) == 0.5


def test_nobody_changes_places_with_whom_he_dominates_or_equals() -> None:
    assert [flip_weight([90, 80], [80, 70], [0.5, 0.5], one) for one in (0, 1)] == [None, None]
    assert flip_weight([90, 80], [90, 80], [0.5, 0.5], 0) is None
    assert flip_weight([90, 80], [80, 90], [1.0, 0.0], 0) is None  # the others have no weight
    assert flip_weight([90, 80], [80, 90], [1.0, 0.0], 1) == 0.5
    assert dominates(pd.Series([90, 80]), pd.Series([90, 79]))
    assert not dominates([90, float("nan")], [80, 70])
    assert dominates({"a": 2, "b": 1}, {"b": 1, "a": 1})


@patient
@given(MEANS, MEANS, WEIGHTS)
def test_the_radius_is_what_a_solver_finds(a: list, b: list, weights: list) -> None:
    # Least Σ u with w' = w + u − v, u, v ≥ 0, w' ≥ 0 adding to 1, and the order turned: a linear
    # programme, here left to scipy's.
    shares, apart = np.array(weights) / sum(weights), np.array(a) - np.array(b)
    apart = apart if shares @ apart >= 0 else -apart
    found = radius(a, b, weights)
    step = np.concatenate([np.ones(4), -np.ones(4)])
    moved = linprog(
        np.concatenate([np.ones(4), np.zeros(4)]),
        A_ub=np.vstack([np.concatenate([apart, -apart]), np.hstack([-np.eye(4), np.eye(4)])]),
        b_ub=np.concatenate([[-(shares @ apart)], shares]),
        A_eq=step[None, :],
        b_eq=[0.0],
    )
    assert (found is None) is (dominates(a, b) or dominates(b, a) or a == b)
    if found is not None:
        assert found == pytest.approx(moved.fun, abs=1e-7)


@st.composite
def lists(draw: st.DrawFn) -> pd.DataFrame:
    subjects = draw(st.integers(2, 8))
    rows = [
        (source, f"{subject}", draw(st.integers(60, 100)))
        for subject in range(subjects)
        for source in NAMES
        if source == "self" or draw(st.integers(0, 9))
    ]
    return pd.DataFrame(rows, columns=["source", "subject", "points"])


def scored(table: pd.DataFrame, policy: str, weights: dict | None = None) -> pd.DataFrame:
    scheme = parse_scheme(f'{FOUR}[missing]\nsource = "{policy}"\n[rounding]\nplaces = 6\n')
    scheme = scheme if weights is None else scheme.with_weights(weights)
    return weighted_scores(facets(table.astype({"points": "float64"}), scheme), scheme)


PUBLISHED = parse_scheme(FOUR).weights


@patient
@given(lists(), st.sampled_from(["renormalise", "withhold", "zero"]))
def test_neighbours_are_level_when_scored_anew_with_their_flip_weights(
    table: pd.DataFrame, policy: str
) -> None:
    results = scored(table, policy)
    found = neighbour_flips(results, PUBLISHED)
    ranked = results.dropna(subset=["score"])["subject"].tolist()
    assert list(zip(found["upper"], found["lower"], strict=True)) == list(pairwise(ranked))
    shares = np.array(list(PUBLISHED.values()))
    for pair in found.to_dict("records"):
        for place, source in enumerate(PUBLISHED):
            flip = pair[source.value]
            if flip < 1:  # all weight on a source that nobody has leaves nobody a score
                other = dict(zip(PUBLISHED, reweighted(shares, place, flip), strict=True))
                again = scored(table, policy, other).set_index("subject")["score"]
                assert again[pair["upper"]] == pytest.approx(again[pair["lower"]], abs=2e-5)


def test_neighbours_say_whose_weight_has_to_change_least() -> None:
    marks = {"甲": (96, 90, 84, 92), "乙": (92, 86, 90, 90), "丙": (80, 70, 70, 70)}
    rows = [(s, who, p) for who, means in marks.items() for s, p in zip(NAMES, means, strict=True)]
    table = pd.DataFrame(rows, columns=["source", "subject", "points"])
    found = neighbour_flips(scored(table, "withhold"), PUBLISHED)
    one = found.iloc[0]
    assert (one["upper"], one["lower"], one["nearest"]) == ("甲", "乙", "leader")
    assert one["gap"] == pytest.approx(0.40)
    assert one["change"] == pytest.approx(11 / 32 - 0.3)
    assert one["radius"] == pytest.approx(0.04)
    second = found.iloc[1]  # 乙 is nowhere below 丙
    assert second[[*NAMES, "nearest", "change", "radius"]].isna().all()


def test_whom_weights_do_not_compare_has_no_flip() -> None:
    rows = [("self", "甲", 90), ("peer", "甲", 95), ("leader", "甲", 70), ("mass", "甲", 80)]
    rows += [("self", "乙", 80), ("peer", "乙", 70), ("mass", "乙", 95)]
    table = pd.DataFrame(rows, columns=["source", "subject", "points"])
    found = neighbour_flips(scored(table, "renormalise"), PUBLISHED)
    assert found[[*NAMES, "radius"]].isna().to_numpy().all()
    assert scored(table, "zero")["score"].notna().all()
    assert neighbour_flips(scored(table, "zero"), PUBLISHED)["mass"].notna().all()


def test_neighbours_without_the_same_source_are_told_its_published_weight() -> None:
    # By hand: without leaders (.1 · 0 + .3 · 8 − .3 · 4) is 1.2 in front; with the masses at t the
    # others keep 1/.7 of theirs: 2.4/.7 · (1 − t) = 4t at t = 6/13.
    rows = [("self", "甲", 90), ("peer", "甲", 90), ("mass", "甲", 80)]
    rows += [("self", "乙", 90), ("peer", "乙", 82), ("mass", "乙", 84)]
    table = pd.DataFrame(rows, columns=["source", "subject", "points"])
    pair = neighbour_flips(scored(table, "renormalise"), PUBLISHED).iloc[0]
    assert pair["mass"] == pytest.approx(6 / 13)
    assert pair["radius"] == pytest.approx(0.1)  # 12 from peers to the masses: .1 · 12 = 1.2
    assert np.isnan(pair["leader"])


def test_lists_are_gone_through_apart() -> None:
    results = pd.DataFrame(
        {
            "branch": ["甲", "乙", "甲", "乙", "甲"],
            "subject": list("abcde"),
            "score": [95.0, 90.0, 85.0, 80.0, np.nan],
            "peer": [90.0, 90.0, 90.0, 80.0, 70.0],
            "mass": [100.0, 80.0, 80.0, 90.0, 70.0],
        }
    )
    weights = {Source.PEER: 0.5, Source.MASS: 0.5}
    found = neighbour_flips(results, weights, within="branch")
    assert found[["branch", "upper", "lower"]].to_numpy().tolist() == [
        ["甲", "a", "c"],
        ["乙", "b", "d"],
    ]
    assert found["mass"].isna().tolist() == [True, False]  # a is nowhere below c
    assert len(neighbour_flips(results.iloc[:1], weights)) == 0
    assert len(neighbour_flips(results.iloc[:0], weights)) == 0


@patient
@given(st.lists(MEANS, min_size=2, max_size=8), WEIGHTS)
def test_effective_weights_are_covariances_and_add_to_one(means: list, weights: list) -> None:
    table, shares = np.array(means), np.array(weights) / sum(weights)
    score = table @ shares
    found = effective_weights(means, weights)
    if np.var(score) < 1e-9:
        assert found.isna().all()
        return
    covariances = [np.cov(table[:, one], score)[0, 1] for one in range(4)]
    expected = shares * covariances / np.var(score, ddof=1)
    assert found.tolist() == pytest.approx(expected.tolist(), abs=1e-8)
    assert found.sum() == pytest.approx(1)


def test_effective_weights_of_results_leave_out_who_lacks_a_source() -> None:
    rows = [
        (s, who, 60 + 7 * i + j**2) for i, who in enumerate("甲乙丙") for j, s in enumerate(NAMES)
    ]
    table = pd.DataFrame([*rows, ("peer", "丁", 99)], columns=["source", "subject", "points"])
    found = effective_weights(scored(table, "withhold"), PUBLISHED)
    assert found.index.tolist() == list(NAMES)
    assert found.tolist() == pytest.approx([0.1, 0.3, 0.3, 0.3])
    assert effective_weights([[90.0, 80.0]], [1, 1]).isna().all()


def test_acceptability_is_found_by_ranking_anew() -> None:
    marks = {"甲": (96, 90, 84, 92), "乙": (92, 86, 90, 90), "丙": (80, 70, 70, 70)}
    table = pd.DataFrame(marks, index=NAMES).T.astype("float64")
    found = acceptability(table, PUBLISHED)
    assert found.index.tolist() == list("甲乙丙")
    assert found["rank"].tolist() == [1, 2, 3]
    assert found.loc["丙"].tolist() == [3, 1.0, 3, 3]
    near = weights_near(np.array(list(PUBLISHED.values())), 0.2, 64)
    kept = np.mean([round(table.loc["甲"] @ w, 2) > round(table.loc["乙"] @ w, 2) for w in near])
    assert found["kept"].tolist()[0] == pytest.approx(kept, abs=0.02)
    assert 0.5 < kept < 1
    assert found["worst"].tolist() == [2, 2, 3]
    pd.testing.assert_frame_equal(found, acceptability(table, PUBLISHED))
    sure = acceptability(table, PUBLISHED, reach=0.0)
    assert sure["kept"].tolist() == [1.0, 1.0, 1.0]


def test_weights_near_stay_near_and_fill_the_room() -> None:
    near = weights_near(np.array([0.1, 0.3, 0.3, 0.3, 0.0]), 0.2, 256)
    assert near.sum(axis=1) == pytest.approx(np.ones(256))
    assert (near[:, 4] == 0).all()
    ratio = near[:, 0] / near[:, 1] * 3
    assert 0.8 / 1.2 <= ratio.min() < 0.72
    assert 1.39 < ratio.max() <= 1.5
    assert near[:, :4].mean(axis=0) == pytest.approx([0.1, 0.3, 0.3, 0.3], abs=0.003)


def test_ranks_under_other_weights_are_those_of_rounded_scores() -> None:
    table = pd.DataFrame({"peer": [90.004, 90.0, 80.0], "mass": [90.0, 90.004, np.nan]})
    found = acceptability(table, {"peer": 1, "mass": 1}, rounding=Rounding(places=2))
    assert found["rank"].tolist() == [1, 1, pd.NA]
    assert found["kept"].isna().tolist() == [False, False, True]


def test_subjects_without_a_score_have_no_acceptability_and_others_all_their_sources() -> None:
    rows = [("self", "甲", 90), ("peer", "甲", 95), ("leader", "甲", 70), ("mass", "甲", 80)]
    rows += [("self", "乙", 80), ("peer", "乙", 70), ("mass", "乙", 95)]
    table = pd.DataFrame(rows, columns=["source", "subject", "points"])
    withheld = scored(table, "withhold")
    found = acceptability(withheld, PUBLISHED).set_axis(withheld["subject"])
    assert found.loc["甲", "rank"] == 1
    assert found.loc["乙"].isna().all()
    held = acceptability(scored(table, "renormalise"), PUBLISHED)
    assert held["rank"].tolist() == [1, 2]


def test_what_was_put_in_a_missing_place_stands_as_it_counted() -> None:
    rows = [("self", "甲", 90), ("peer", "甲", 95), ("leader", "甲", 70)]
    table = pd.DataFrame(rows, columns=["source", "subject", "points"])
    zero = source_values(scored(table, "zero"), list(PUBLISHED))
    assert zero.tolist() == [pytest.approx([90, 95, 70, 0])]
    left_out = source_values(scored(table, "renormalise"), list(PUBLISHED))
    assert left_out[0].tolist() == pytest.approx([90, 95, 70, np.nan], nan_ok=True)


def test_places_that_change_are_counted_among_those_ranked_in_both() -> None:
    before = pd.Series([1, 2, 3, pd.NA], index=list("abcd"), dtype="Int64")
    now = pd.Series([3, 2, 1, 4], index=list("cbad"), dtype="Int64")
    assert changed_places(before, now) == 0.0
    assert changed_places(before, now.set_axis(list("abcd"))) == pytest.approx(2 / 3)
    assert np.isnan(changed_places(before[:0], now))


@pytest.mark.parametrize(
    ("call", "told"),
    [
        (lambda: flip_weight([1], [2], [0.0], 0), "0.0"),
        (lambda: flip_weight([1, 2], [2, 1], [1, -1], 0), "-1"),
        (lambda: flip_weight([1, 2], [2, 1], {"peer": 1, "mass": 1}, "leader"), "leader"),
        (lambda: flip_weight({"peer": 1}, {"peer": 1}, {"peer": 1, "mass": 1}, "mass"), "mass"),
        (lambda: flip_weight([1, 2, 3], [2, 1], [1, 1], 0), "3"),
    ],
)
def test_what_cannot_be_weighed_is_refused_by_name(call, told: str) -> None:
    with pytest.raises(StatisticsError) as refused:
        call()
    assert told in refused.value.message
