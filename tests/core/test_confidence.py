"""Intervals, places and shrunken scores, against sums redone from the single ballots."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import studentized_range, t

from cxzy.core.confidence import rank_ranges, score_intervals, shrunken, wilson_interval
from cxzy.core.ranking import ranks
from cxzy.core.ratings import empty_ratings
from cxzy.core.scheme import Scheme, parse_scheme
from cxzy.core.scoring import facets, weighted_scores
from cxzy.core.separation import LONG_LIST, pair_critical, range_critical, separated
from cxzy.core.statistics_errors import StatisticsError

THREE = "[sources.self]\nweight = 20\n[sources.peer]\nweight = 50\n[sources.mass]\nweight = 30\n"
PEER = "[sources.peer]\nweight = 100\n"
GROUPED = '[sources.mass]\nweight = 100\ngroups = "electorate"\n'

patient = settings(deadline=None, max_examples=30)
MARKS = st.lists(st.integers(40, 100).map(float), min_size=1, max_size=6)


def ratings(marks: dict[tuple, list[float]]) -> pd.DataFrame:
    """Return a table of the marks of each (source, subject) or (source, subject, group)."""
    rows = [
        (key[0], key[2] if len(key) > 2 else "", key[1], mark)
        for key, given in marks.items()
        for mark in given
    ]
    return pd.DataFrame(rows, columns=["source", "group", "subject", "points"])


def intervals(table: pd.DataFrame, scheme: Scheme, **options: object) -> pd.DataFrame:
    """Return the intervals of a ratings table by subject, through its facets."""
    kept = facets(table, scheme)
    electorate = options.pop("electorate", None)
    members = options.pop("members", None)
    results = weighted_scores(kept, scheme, electorate=electorate, members=members)
    found = score_intervals(kept, scheme, results, electorate=electorate, **options)
    assert found.index.equals(results.index)
    return found.set_index("subject")


def electorate(*counts: tuple[str, int]) -> pd.DataFrame:
    return pd.DataFrame([("mass", *one) for one in counts], columns=["source", "group", "count"])


def test_variances_are_moderated_by_those_of_the_list() -> None:
    # By hand: 甲 has 90, 80 (Σ² 50, 1 degree), 乙 90, 90, 90 (0, 2), 丙 only one ballot; pooled
    # s0² = 50/3. 甲: (6 · 50/3 + 50)/7 = 150/7, over 2 ballots 75/7; 乙: 100/8 over 3; 丙: 50/3.
    marks = {("peer", "甲"): [90, 80], ("peer", "乙"): [90, 90, 90], ("peer", "丙"): [70]}
    found = intervals(ratings(marks), parse_scheme(PEER))
    assert found["variance"][["甲", "乙", "丙"]].tolist() == pytest.approx([75 / 7, 25 / 6, 50 / 3])
    assert found["df"][["甲", "乙", "丙"]].tolist() == pytest.approx([7, 8, 6])
    assert found.loc["丙", "high"] == pytest.approx(70 + 2.4469 * (50 / 3) ** 0.5, abs=1e-3)


def test_who_is_alone_in_a_meeting_is_not_surer_by_the_own_ballots_counted_twice() -> None:
    # By hand: 50/2 of one degree of freedom; Student's t at 97.5 % is 12.7062 (any table).
    alone = ratings({("peer", "甲"): [90, 80]})
    found = intervals(alone, parse_scheme(PEER)).loc["甲"]
    assert found["variance"] == pytest.approx(25)
    assert found["df"] == pytest.approx(1)
    assert found["high"] == pytest.approx(85 + 12.7062 * 5, abs=1e-3)
    absent = intervals(alone, parse_scheme(PEER), members=pd.DataFrame({"subject": ["甲", "乙"]}))
    assert absent.loc["甲", "df"] == pytest.approx(1)


def test_who_is_alone_takes_for_a_group_of_one_the_spread_of_the_source() -> None:
    fixed = '[sources.leader]\nweight = 100\ngroups = { "分管" = 60, "其他" = 40 }\n'
    marks = {("leader", "甲", "分管"): [90.0], ("leader", "甲", "其他"): [80.0, 70.0]}
    found = intervals(ratings(marks), parse_scheme(fixed)).loc["甲"]
    # By hand: all three are 200 apart in squares, s² 100; the two others 50.
    assert found["variance"] == pytest.approx(0.36 * 100 + 0.16 * 50 / 2)


def test_self_assessment_counts_as_known_and_weights_are_squared() -> None:
    marks = {("self", "甲"): [100], ("peer", "甲"): [90, 80], ("mass", "甲"): [60, 70, 80, 90]}
    found = intervals(ratings(marks), parse_scheme(THREE), pooled_df=0).loc["甲"]
    assert found["variance"] == pytest.approx(0.25 * 50 / 2 + 0.09 * (500 / 3) / 4)


def test_a_list_without_two_ballots_of_a_source_says_so() -> None:
    marks = {(source, who): [80] for source in ("self", "peer") for who in "甲乙"}
    marks |= {("mass", "甲"): [70, 80], ("mass", "乙"): [75, 90]}
    found = intervals(ratings(marks), parse_scheme(THREE))
    assert found["unmeasured"].tolist() == [("peer",), ("peer",)]
    numbers = ["variance", "standard_error", "df", "low", "high"]
    assert found[numbers].isna().to_numpy().all()
    assert found["score"].notna().all()


def test_without_a_score_or_a_ballot_there_is_no_interval() -> None:
    scheme = parse_scheme(THREE)
    marks = {("self", "甲"): [90], ("peer", "甲"): [80, 90], ("mass", "甲"): [70, 80]}
    members = pd.DataFrame({"subject": ["甲", "乙"]})
    found = intervals(ratings(marks), scheme, members=members)
    assert found["low"].notna().to_dict() == {"甲": True, "乙": False}
    assert found["unmeasured"].tolist() == [(), ()]
    assert len(intervals(empty_ratings(), scheme)) == 0


def test_equal_marks_leave_no_doubt() -> None:
    marks = {("peer", who): [80.0] * 3 for who in "甲乙"}
    found = intervals(ratings(marks), parse_scheme(PEER))
    assert found[["variance", "low", "high"]].to_numpy().tolist() == [[0, 80, 80]] * 2


def test_a_missing_source_is_weighed_as_in_the_score() -> None:
    marks = {("peer", "甲"): [80, 90], ("self", "甲"): [90], ("peer", "乙"): [70, 90]}
    marks |= {("self", "乙"): [80], ("mass", "乙"): [60, 70]}
    table = ratings(marks)
    own = {}
    for policy in ("renormalise", "zero", "adjust"):
        scheme = parse_scheme(f'{THREE}[missing]\nsource = "{policy}"\n')
        own[policy] = intervals(table, scheme, pooled_df=0).loc["甲", "variance"]
    # By hand: 25 is s²/n of the peers, whose weight is 5/7 of those present, or a half.
    assert own["renormalise"] == pytest.approx((5 / 7) ** 2 * 25)
    assert own["adjust"] == pytest.approx((5 / 7) ** 2 * 25)
    assert own["zero"] == pytest.approx(0.25 * 25)


def test_medians_are_less_sure_than_means() -> None:
    median = '[sources.peer]\nweight = 100\naggregation = "median"\n'
    marks = {("peer", "甲"): [70, 80, 90], ("peer", "乙"): [70, 90]}
    found = intervals(ratings(marks), parse_scheme(median), pooled_df=0)["variance"]
    assert found["甲"] == pytest.approx(np.pi / 2 * 100 / 3)
    assert found["乙"] == pytest.approx(200 / 2)


def test_joined_groups_have_the_spread_of_their_ballots_together() -> None:
    # Two clerks are joined with the five teachers before them; students stand apart.
    students, teachers, clerks = [90.0, 80, 70, 95, 85], [60.0, 75, 80, 90, 70], [50.0, 65]
    marks = {("mass", "甲", "学生"): students, ("mass", "甲", "教师"): teachers}
    marks |= {("mass", "甲", "职工"): clerks}
    listed = electorate(("学生", 700), ("教师", 200), ("职工", 100))
    found = intervals(ratings(marks), parse_scheme(GROUPED), electorate=listed, pooled_df=0)
    joined = np.var(teachers + clerks, ddof=1) / 7
    assert found.loc["甲", "variance"] == pytest.approx(
        0.49 * np.var(students, ddof=1) / 5 + 0.09 * joined
    )


def test_a_group_of_one_takes_the_spread_of_its_source() -> None:
    fixed = '[sources.leader]\nweight = 100\ngroups = { "分管" = 60, "其他" = 40 }\n'
    marks = {("leader", who, "分管"): [90.0] for who in "甲乙"}
    marks |= {("leader", who, "其他"): [80.0] for who in "甲乙"}
    found = intervals(ratings(marks), parse_scheme(fixed))
    # By hand: both leaders of one are 50 apart in squares, which is s0²: (.36 + .16) · 50.
    assert found["variance"].tolist() == pytest.approx([26.0, 26.0])


def test_groups_that_cannot_be_weighed_count_as_one_source() -> None:
    marks = {("mass", "甲", "学生"): [90, 80], ("mass", "甲", "教师"): [70, 60]}
    found = intervals(ratings(marks), parse_scheme(GROUPED), pooled_df=0)
    assert found.loc["甲", "variance"] == pytest.approx(np.var([90, 80, 70, 60], ddof=1) / 4)


def test_votes_are_as_unsure_as_the_same_ballots() -> None:
    tally = '[sources.mass]\nweight = 100\naggregation = "tally"\n'
    votes = pd.DataFrame({"subject": "甲", "points": [95.0, 85, 60], "count": [10, 6, 4]})
    votes = votes.assign(source="mass", rater=-1)
    ballots = [95.0] * 10 + [85.0] * 6 + [60.0] * 4
    found = intervals(votes, parse_scheme(tally), pooled_df=0).loc["甲"]
    assert found["variance"] == pytest.approx(np.var(ballots, ddof=1) / 20)
    assert found["df"] == pytest.approx(19)


def test_tallies_of_several_criteria_are_as_unsure_as_they_can_be() -> None:
    # Whether the strict on one criterion are strict on the other is lost; here they are the same.
    two = '[[criteria]]\nkey = "a"\nweight = 60\n[[criteria]]\nkey = "b"\nweight = 40\n'
    scheme = parse_scheme(f'[sources.mass]\nweight = 100\naggregation = "tally"\n{two}')
    a, b = np.array([95.0, 95, 85, 60]), np.array([100.0, 100, 80, 30])
    rows = [("mass", "甲", -1, key, mark) for key, marks in (("a", a), ("b", b)) for mark in marks]
    votes = pd.DataFrame(rows, columns=["source", "subject", "rater", "criterion", "points"])
    found = intervals(votes, scheme, pooled_df=0).loc["甲", "variance"]
    most = (0.6 * np.std(a, ddof=1) + 0.4 * np.std(b, ddof=1)) ** 2 / 4
    assert found == pytest.approx(most)
    assert found >= np.var(0.6 * a + 0.4 * b, ddof=1) / 4 - 1e-9


def test_each_meeting_has_a_variance_of_its_own() -> None:
    calm = ratings({("peer", "甲"): [80, 82], ("peer", "乙"): [80, 82]}).assign(meeting=1)
    wild = ratings({("peer", "甲"): [60, 99], ("peer", "乙"): [80]}).assign(meeting=2)
    scheme = parse_scheme(PEER)
    kept = facets(pd.concat([wild, calm], ignore_index=True), scheme)
    results = weighted_scores(kept, scheme)
    found = score_intervals(kept, scheme, results)
    alone = facets(calm, scheme)
    same = score_intervals(alone, scheme, weighted_scores(alone, scheme))
    ours = found[found["meeting"] == 1].sort_values("subject").reset_index(drop=True)
    theirs = same.sort_values("subject").reset_index(drop=True)
    pd.testing.assert_frame_equal(ours, theirs, check_categorical=False, check_dtype=False)


def test_a_result_is_as_sure_alone_as_among_all_of_its_meeting() -> None:
    marks = {("peer", "甲"): [80, 82], ("peer", "乙"): [60, 99], ("peer", "丙"): [70]}
    scheme = parse_scheme(PEER)
    kept = facets(ratings(marks), scheme)
    results = weighted_scores(kept, scheme)
    every = score_intervals(kept, scheme, results)
    for place in range(3):
        alone = score_intervals(kept, scheme, results.iloc[[place]])
        pd.testing.assert_frame_equal(alone, every.iloc[[place]])


def test_points_by_bands_have_no_error_and_relative_ones_that_of_their_scale() -> None:
    marks = {("peer", "甲"): [80, 90], ("peer", "乙"): [60, 70]}
    plain = parse_scheme(PEER)
    kept = facets(ratings(marks), plain)
    results = weighted_scores(kept, plain)
    kinds = {
        kind: parse_scheme(f'{PEER}aggregation = "{kind}"\n') for kind in ("banded", "relative")
    }
    banded = score_intervals(kept, kinds["banded"], results)
    assert banded["unmeasured"].tolist() == [("peer",), ("peer",)]
    # 甲 has the best mean, 85, and so 100 points; each of its points counts 100/85.
    points = results.assign(peer_contribution=results["peer_mean"] / 0.85)
    relative = score_intervals(kept, kinds["relative"], points, pooled_df=0)
    assert relative["variance"].tolist() == pytest.approx([25 / 0.85**2] * 2)


def test_equal_marks_in_joined_groups_leave_no_doubt() -> None:
    marks = {("mass", "甲", group): [85.3] * 3 for group in ("学生", "教师", "职工")}
    listed = electorate(("学生", 7), ("教师", 2), ("职工", 1))
    found = intervals(ratings(marks), parse_scheme(GROUPED), electorate=listed).loc["甲"]
    assert found[["variance", "low", "high"]].tolist() == [0, 85.3, 85.3]


@st.composite
def meetings(draw: st.DrawFn) -> dict[tuple, list[float]]:
    return {(source, who): draw(MARKS) for source in ("self", "peer", "mass") for who in "甲乙丙"}


@patient
@given(meetings())
def test_intervals_are_those_of_sums_over_single_ballots(marks: dict) -> None:
    found = intervals(ratings(marks), parse_scheme(THREE))
    weights = {"peer": 0.5, "mass": 0.3}
    for who in "甲乙丙":
        total = below = 0.0
        for source, weight in weights.items():
            every = [np.array(marks[source, one]) for one in "甲乙丙"]
            freedom = sum(len(one) - 1 for one in every)
            squares = sum(((one - one.mean()) ** 2).sum() for one in every)
            own = np.array(marks[source, who])
            pool = 6 * squares / freedom if freedom else np.nan
            moderated = (pool + ((own - own.mean()) ** 2).sum()) / (6 + len(own) - 1)
            part = weight**2 * moderated / len(own)
            total, below = total + part, below + part**2 / (6 + len(own) - 1)
        row = found.loc[who]
        assert row["variance"] == pytest.approx(total, nan_ok=True, abs=1e-9)
        if total > 1e-9:
            apart = t.ppf(0.975, total**2 / below) * total**0.5
            assert row["high"] - row["low"] == pytest.approx(2 * apart)


@patient
@given(meetings(), st.integers(1, 3))
def test_lower_marks_are_as_unsure_and_halved_ones_half_as_much(marks: dict, less: int) -> None:
    scheme = parse_scheme(THREE + "[rounding]\nplaces = 6\n")
    table = ratings(marks)
    first = intervals(table, scheme).sort_index()
    shifted = intervals(table.assign(points=table["points"] - less), scheme).sort_index()
    halved = intervals(table.assign(points=table["points"] / 2), scheme).sort_index()
    errors = first["standard_error"].tolist()
    assert shifted["standard_error"].tolist() == pytest.approx(errors, abs=1e-6, nan_ok=True)
    assert (halved["standard_error"] * 2).tolist() == pytest.approx(errors, abs=1e-6, nan_ok=True)


@patient
@given(meetings(), st.randoms(use_true_random=False))
def test_the_order_of_rows_makes_no_interval_other(marks: dict, random) -> None:
    table = ratings(marks)
    order = list(range(len(table)))
    random.shuffle(order)
    scheme = parse_scheme(THREE)
    one = intervals(table, scheme)["variance"].sort_index()
    other = intervals(table.iloc[order], scheme)["variance"].sort_index()
    assert other.tolist() == pytest.approx(one.tolist(), nan_ok=True)


SCORES = st.lists(
    st.tuples(st.integers(0, 40).map(lambda one: 60 + one / 2), st.integers(0, 30)), max_size=25
)


def brute(scores: np.ndarray, variances: np.ndarray, critical: float) -> list[list[int]]:
    """Return the places by looking at every pair."""
    apart = critical * np.sqrt(variances[:, None] + variances[None, :])
    over = scores[None, :] > scores[:, None] + apart
    return [
        [1 + int(row.sum()), len(scores) - int(col.sum())]
        for row, col in zip(over, over.T, strict=True)
    ]


@patient
@given(SCORES, st.sampled_from([0.8, 0.95]))
def test_places_are_those_that_every_pair_leaves(drawn: list, level: float) -> None:
    scores = np.array([one for one, _v in drawn], dtype="float64")
    variances = np.array([v for _one, v in drawn], dtype="float64")
    found = rank_ranges(scores, variances, level)
    assert found.to_numpy().tolist() == brute(scores, variances, range_critical(len(scores), level))
    place = ranks(pd.Series(scores, dtype="float64"))
    assert ((found["low"] <= place) & (place <= found["high"])).all()
    stepped = rank_ranges(scores, variances, level, step_down=True)
    assert (stepped["low"] >= found["low"]).all()
    assert (stepped["high"] <= found["high"]).all()
    assert ((stepped["low"] <= place) & (place <= stepped["high"])).all()


def test_long_lists_are_counted_as_short_ones() -> None:
    random = np.random.default_rng(5)
    for size in (LONG_LIST + 1, 1500):
        scores = random.normal(85, 8, size).round(1)
        variances = random.gamma(2, 1, size) * random.integers(0, 2, size)
        found = rank_ranges(scores, variances).to_numpy(dtype="int64")
        assert found.tolist() == brute(scores, variances, range_critical(size, 0.95))


def test_lists_are_ranked_apart_whatever_the_order_of_rows() -> None:
    random = np.random.default_rng(6)
    scores = pd.Series(random.normal(85, 8, 60), index=random.permutation(60))
    within = random.integers(0, 4, 60)
    found = rank_ranges(scores, np.full(60, 2.0), within=within)
    assert found.index.equals(scores.index)
    for one in range(4):
        alone = rank_ranges(scores[within == one], np.full((within == one).sum(), 2.0))
        pd.testing.assert_frame_equal(found[within == one], alone)


def test_what_is_not_known_leaves_places_open() -> None:
    found = rank_ranges([95.0, np.nan, 60.0, 80.0], [0.0, 1.0, 0.0, np.nan])
    assert found["low"].tolist() == [1, pd.NA, 2, 1]
    assert found["high"].tolist() == [2, pd.NA, 3, 3]
    assert str(found["low"].dtype) == "Int64"
    nullable = pd.Series([90.0, None, 80.0], dtype="Float64", index=list("abc"))
    found = rank_ranges(nullable, nullable, within=pd.Categorical(["甲", "甲", None]))
    assert found["high"].tolist() == [1, pd.NA, 1]
    assert len(rank_ranges([], [])) == 0
    assert rank_ranges([90.0], [4.0]).to_numpy().tolist() == [[1, 1]]
    assert rank_ranges([90.0, 90.0, 80.0], 0.0).to_numpy().tolist() == [[1, 2], [1, 2], [3, 3]]
    assert rank_ranges([np.nan, np.nan], [1.0, 1.0]).isna().to_numpy().all()


def test_a_pair_is_told_apart_by_its_difference_not_by_its_intervals() -> None:
    # 1.96 · √2 = 2.77: a difference of 3 shows, though intervals of 1.96 either way overlap.
    assert rank_ranges([83.0, 80.0], [1.0, 1.0]).to_numpy().tolist() == [[1, 1], [2, 2]]
    assert rank_ranges([82.7, 80.0], [1.0, 1.0]).to_numpy().tolist() == [[1, 2], [1, 2]]


@pytest.mark.parametrize("size", [2, 3, 7, 40, 300, 4_000, 40_000])
def test_pairs_of_any_list_are_told_apart_as_scipy_says(size: int) -> None:
    for level in (0.5, 0.9, 0.95, 0.999):
        expected = studentized_range.ppf(level, size, np.inf) / 2**0.5
        assert range_critical(size, level) == pytest.approx(expected, rel=1e-6)
    assert range_critical(1, 0.95) == 0


def test_step_down_asks_less_of_the_pairs_that_are_left() -> None:
    # Of ten far apart but for two, one pair is left, which 1.96 tells apart and 3.16 does not.
    scores = [float(50 + 10 * place) for place in range(9)] + [133.5]
    one = rank_ranges(scores, np.full(10, 1.0)).to_numpy().tolist()
    other = rank_ranges(scores, np.full(10, 1.0), step_down=True).to_numpy().tolist()
    assert one[-2:] == [[1, 2], [1, 2]]
    assert other[-2:] == [[2, 2], [1, 1]]
    assert pair_critical(np.array([1.0]), 0.95) == pytest.approx([1.959964], abs=1e-6)


def test_forty_thousand_places_need_no_table_of_all_pairs() -> None:
    random = np.random.default_rng(7)
    scores, variances = random.normal(85, 5, 40_000), random.gamma(4, 1, 40_000)
    sizes = np.array([40_000])
    above, below = separated(scores, variances, np.array([6.0]), np.array([0]), sizes)
    assert above.sum() == below.sum() > 0
    some = random.integers(0, 40_000, 50)
    apart = 6.0 * np.sqrt(variances[some, None] + variances)
    assert above[some].tolist() == (scores > scores[some, None] + apart).sum(axis=1).tolist()


def test_shrunken_scores_by_hand() -> None:
    # 90 and 80, variances 10: τ² = 50 − 10 = 40, so that each moves a fifth of its way to 85.
    assert shrunken([90.0, 80.0], 10.0).tolist() == [89.0, 81.0]
    # Variances 5 and 15: the mean is weighed by 1/45 and 1/55, (90·55 + 80·45)/100 = 85.5.
    found = shrunken([90.0, 80.0], [5.0, 15.0]).tolist()
    assert found == pytest.approx([90 - 4.5 * 5 / 45, 80 + 5.5 * 15 / 55])


def test_what_has_no_list_or_no_variance_is_not_shrunken() -> None:
    scores = pd.Series([90.0, 80.0, np.nan, 70.0, 60.0], index=list("abcde"))
    found = shrunken(scores, [10.0, 10.0, 10.0, np.nan, 10.0], within=[1, 1, 1, 1, 2])
    assert found.tolist() == pytest.approx([89.0, 81.0, np.nan, 70.0, 60.0], nan_ok=True)
    assert found.index.tolist() == list("abcde")
    assert shrunken([80.0, 80.0], 0.0).tolist() == [80.0, 80.0]
    assert shrunken([], []).tolist() == []


def test_shares_have_intervals_one_by_one_and_together() -> None:
    low, high = wilson_interval([0, 20, 0], [20, 20, 0])
    assert low.tolist() == pytest.approx([0.0, 0.8389, 0.0], abs=5e-5)
    assert high.tolist() == pytest.approx([0.1611, 1.0, 1.0], abs=5e-5)
    assert isinstance(wilson_interval(1, 2)[0], float)


@pytest.mark.parametrize(
    ("call", "told"),
    [
        (lambda: rank_ranges([1.0], [1.0], 1.0), "1.0"),
        (lambda: rank_ranges([1.0], [1.0], 95), "95"),
        (lambda: rank_ranges([1.0, 2.0], [1.0]), "1"),
        (lambda: rank_ranges([1.0, 2.0], [1.0, 1.0], within=[1]), "1"),
        (lambda: shrunken([1.0], [-0.5]), "-0.5"),
        (lambda: wilson_interval(21, 20), "21"),
    ],
)
def test_numbers_that_cannot_be_are_refused_by_name(call, told: str) -> None:
    with pytest.raises(StatisticsError) as refused:
        call()
    assert told in refused.value.message
