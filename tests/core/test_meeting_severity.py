"""Severity of the raters of many meetings, what can be told of it, and what it moves."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cxzy.core.combining import combined_ratings
from cxzy.core.language import use_language
from cxzy.core.meeting_severity import (
    severity_adjusted_means,
    severity_adjusted_scores,
    severity_basis,
    severity_summary,
    severity_text,
)
from cxzy.core.ratings import complete_ratings
from cxzy.core.scheme import parse_scheme
from cxzy.core.scoring import score
from cxzy.core.severity import additive, rater_ridge, round_robin

SCHEME = parse_scheme("[sources.self]\nweight = 20\n[sources.peer]\nweight = 80\n")
COLUMNS = ["meeting", "source", "rater", "subject", "points"]
NAN = float("nan")
PEOPLE = "甲乙丙丁戊己庚"


def peers(table: np.ndarray, meeting: int = 1, source: str = "peer") -> pd.DataFrame:
    """Return the ratings of raters × subjects, NaN where there is no mark."""
    rows = [
        (meeting, source, rater, PEOPLE[subject], table[rater][subject])
        for rater, subject in zip(*np.nonzero(~np.isnan(table)), strict=True)
    ]
    return pd.DataFrame(rows, columns=COLUMNS)


def robin(n: int, seed: int) -> np.ndarray:
    rng = np.random.default_rng(seed)
    table = 80 + 4 * rng.standard_normal((n, 1)) + 6 * rng.standard_normal((n, n))
    np.fill_diagonal(table, NAN)
    return table.round().clip(0, 100)


def test_means_of_a_round_robin_with_severity_taken_out_are_kennys() -> None:
    table = robin(6, seed=1)
    found = severity_adjusted_means(peers(table), SCHEME, ridge=0)
    assert found["adjusted"].tolist() == pytest.approx(
        round_robin(pd.DataFrame(table, columns=list(PEOPLE[:6])))[0].sort_index().tolist()
    )
    expected = pd.DataFrame(table, columns=list(PEOPLE[:6])).mean().sort_index()
    assert found["mean"].tolist() == pytest.approx(expected.tolist())
    assert found["n"].tolist() == [5] * 6
    assert found["set"].tolist() == [0] * 6


@settings(deadline=None, max_examples=30)
@given(st.lists(st.integers(0, 1000), min_size=1, max_size=4), st.sampled_from([0.0, 2.0]))
def test_many_meetings_at_once_are_as_each_alone(seeds: list[int], ridge: float) -> None:
    parts = []
    for meeting, seed in enumerate(seeds):
        table = robin(5, seed)
        table[np.random.default_rng(seed).random(table.shape) < 0.4] = NAN
        parts.append(peers(table, meeting))
    together = severity_adjusted_means(pd.concat(parts), SCHEME, ridge=ridge)
    alone = [severity_adjusted_means(part, SCHEME, ridge=ridge) for part in parts if len(part)]
    pd.testing.assert_frame_equal(together, pd.concat(alone, ignore_index=True))


def test_without_a_ridge_given_it_is_what_all_ballots_of_the_source_speak_for() -> None:
    parts = [peers(robin(7, seed), meeting=seed) for seed in range(6)]
    table = pd.concat(parts, ignore_index=True)
    ridge = rater_ridge(
        table["meeting"] * 100 + table["rater"],
        table["meeting"].astype("str") + table["subject"],
        table["points"],
    )
    assert 0 < ridge < 20
    found = severity_adjusted_means(table, SCHEME)
    expected = additive(parts[0]["rater"], parts[0]["subject"], parts[0]["points"], ridge=ridge)[0]
    first = found[found["meeting"] == 0]
    assert first["adjusted"].tolist() == pytest.approx(expected.sort_index().tolist())


REASONS = {
    "": robin(5, 1),
    "one_rater": robin(5, 1)[:1],
    "one_subject": robin(5, 1)[1:, :1],
    "apart": np.diag([90.0, 80, 70, 60]) + np.where(np.eye(4), 0, NAN),
    "unconnected": np.array(
        [[90, 80, NAN, NAN], [85, 70, NAN, NAN], [NAN, NAN, 60, 50], [NAN, NAN, 70, 80]]
    ),
    "no_rest": np.array([[90, 80, NAN], [NAN, 85, 70]]),
}


@pytest.mark.parametrize("reason", REASONS)
def test_whether_severity_can_be_told_is_said_with_the_reason(reason: str) -> None:
    table = REASONS[reason]
    found = severity_basis(peers(table), SCHEME).iloc[0]
    assert found["reason"] == reason
    assert found["ballots"] == (~np.isnan(table)).sum()
    told = severity_adjusted_means(peers(table), SCHEME, ridge=0)["adjusted"].notna()
    assert told.all() if reason in ("", "unconnected") else not told.any()
    words = severity_text(reason)
    use_language("en")
    assert bool(words) is bool(reason)
    assert severity_text(reason) != words or not reason
    use_language("zh_CN")


def test_every_set_of_raters_is_told_by_itself() -> None:
    # By hand: both sets are crossed and complete, so the plain means 87.5, 75 and 65, 65 stay.
    table = REASONS["unconnected"]
    found = severity_adjusted_means(peers(table), SCHEME, ridge=0).set_index("subject")
    assert found.loc[list("甲乙丙丁"), "adjusted"].tolist() == pytest.approx([87.5, 75, 65, 65])
    assert found["set"].nunique() == 2
    assert found.loc["甲", "set"] == found.loc["乙", "set"]


def test_a_set_too_small_to_tell_is_not_told_beside_one_that_can_be() -> None:
    table = np.full((4, 4), NAN)
    table[:2, :2], table[2, 2], table[3, 3] = [[90, 80], [70, 75]], 60, 50
    found = severity_adjusted_means(peers(table), SCHEME, ridge=0).set_index("subject")
    assert found["adjusted"].notna().to_dict() == {"丁": False, "丙": False, "乙": True, "甲": True}
    assert severity_basis(peers(table), SCHEME)["reason"].tolist() == ["unconnected"]


def test_rater_numbers_of_two_files_never_pass_for_one_rater() -> None:
    # Each file's secret ballots are about one member, numbered from 0 on in both.
    files = [
        complete_ratings(peers(robin(5, 1)[1:, :1]).assign(subject=subject), SCHEME)
        for subject in "甲乙"
    ]
    both = severity_basis(combined_ratings(files), SCHEME).iloc[0]
    assert (both["raters"], both["subjects"], both["reason"]) == (8, 2, "apart")


def test_tallies_and_unknown_raters_say_nothing_of_severity_and_oneself_is_left_out() -> None:
    table = peers(robin(5, 1))
    for votes in (table.drop(columns="rater"), table.assign(rater=-1)):
        found = severity_basis(votes, SCHEME)
        assert found[["source", "ballots", "reason"]].iloc[0].tolist() == ["peer", 0, "no_raters"]
        assert severity_adjusted_means(votes, SCHEME).empty
        assert np.isnan(severity_summary(votes, SCHEME)["spread"]).all()
    assert severity_basis(table.assign(source="self"), SCHEME).empty
    for nothing in (table.iloc[:0], table.assign(points=NAN)):
        assert severity_basis(nothing, SCHEME).empty
        assert severity_adjusted_means(nothing, SCHEME).empty
        assert severity_summary(nothing, SCHEME).empty


def test_ballots_that_stand_for_several_are_nobodys() -> None:
    table = peers(robin(5, 1))
    doubled = table.assign(count=np.where(table["rater"] == 0, 2, 1))
    assert severity_basis(doubled, SCHEME)["raters"].tolist() == [4]


def test_scores_with_severity_taken_out_stand_beside_the_official_ones() -> None:
    # By hand: .8 of the difference between Kenny's value and the plain peer mean, self as it is.
    table = robin(6, seed=3)
    own = pd.DataFrame([(1, "self", -1, one, 90.0) for one in PEOPLE[:6]], columns=COLUMNS)
    ratings = pd.concat([peers(table), own], ignore_index=True)
    results = score(ratings, SCHEME)
    means = severity_adjusted_means(ratings, SCHEME, ridge=0)
    found = severity_adjusted_scores(results, means, SCHEME).set_index("subject")
    fair = round_robin(pd.DataFrame(table, columns=list(PEOPLE[:6])))[0]
    expected = (0.2 * 90 + 0.8 * fair).reindex(found.index)
    assert found["adjusted_score"].tolist() == pytest.approx(expected.tolist(), abs=0.005001)
    assert (
        found["adjusted_rank"].tolist()
        == expected.round(2).rank(ascending=False, method="min").tolist()
    )
    official = results.set_index("subject")
    pd.testing.assert_frame_equal(found[official.columns], official)


def test_where_severity_cannot_be_told_the_score_stays_and_without_one_there_is_none() -> None:
    ratings = pd.concat(
        [
            peers(REASONS["no_rest"]),
            pd.DataFrame([(1, "self", -1, one, 90.0) for one in "甲乙"], columns=COLUMNS),
        ]
    )
    results = score(ratings, SCHEME)
    means = severity_adjusted_means(ratings, SCHEME, ridge=0)
    found = severity_adjusted_scores(results, means, SCHEME)
    assert found["adjusted_score"].tolist() == pytest.approx(found["score"].tolist(), nan_ok=True)
    assert found["score"].isna().sum() == 1
    assert found["adjusted_rank"].isna().sum() == 1


def test_the_spread_of_severities_is_withheld_of_fewer_than_five_raters() -> None:
    # 60 meetings of seven people whose severities have a standard deviation of 4 points.
    parts = [peers(robin(7, seed), meeting=seed) for seed in range(60)]
    parts += [peers(robin(4, seed), meeting=seed) for seed in (100, 101)]
    found = severity_summary(pd.concat(parts), SCHEME)
    assert np.sqrt((found["spread"][:60] ** 2).mean()) == pytest.approx(4, rel=0.15)
    assert found["spread"][60:].isna().all()
    assert found["reason"].eq("").all()


def test_a_ballot_that_a_rule_voids_says_nothing_of_severity() -> None:
    rule = '[[ballot_rules]]\nkind = "same_mark"\nnumber = 3\naction = "void"\n'
    scheme = parse_scheme(f"[sources.peer]\nweight = 100\n{rule}")
    kept = peers(np.array([[90.0, 80, 70], [85, 80, 60]]))
    void = peers(np.array([[NAN] * 3, [NAN] * 3, [60.0, 60, 60]]))
    both = pd.concat([kept, void], ignore_index=True)
    for of in (severity_basis, severity_adjusted_means):
        pd.testing.assert_frame_equal(of(both, scheme), of(kept, scheme))
