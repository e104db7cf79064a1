"""A short simulation with a known truth: what the statistics promise holds.

Bounds are wide beside the error of so few branches, and the drawing is always the same; the long
run is docs/simulation.md.
"""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from benchmarks.simulated import HALO, NUMBERS, WORDS, Group, Members, as_votes, drawn, members_of
from benchmarks.simulated_ballots import LIMIT, PLANTS, Found, keep_to_limit
from benchmarks.simulated_results import Share, Told, mean_of_all_marks, scored
from benchmarks.simulated_rounds import BIG, CRITERIA, ROUNDS, SMALL
from benchmarks.simulation import (
    PAGE,
    looked_at,
    page,
    part_of,
    random_of,
    simulated,
    tables,
)
from cxzy.core.scheme import parse_scheme
from cxzy.core.scoring import score
from cxzy.core.screening import Signal

PART = 0.03
TALLIED_MASSES = """
[sources.leader]
weight = 50
[sources.mass]
weight = 50
aggregation = "tally"
"""


@pytest.fixture(scope="module")
def shown() -> dict[str, Told]:
    return simulated(PART)


@pytest.fixture(scope="module")
def looked() -> tuple[dict[str, Found], dict[str, tuple[Found, Found]]]:
    return looked_at(PART)


def test_what_a_scale_is_expected_to_give_is_the_mean_of_its_marks() -> None:
    random = np.random.default_rng(1)
    for scale in (NUMBERS, WORDS):
        for level in (60.0, 84.0, 97.0):
            marks = scale.marks(level + random.normal(0, 6.0, 200_000))
            expected = float(scale.expected(np.array([level]), 6.0)[0])
            assert marks.mean() == pytest.approx(expected, abs=0.08)


@pytest.mark.parametrize("key", ["grouped", "usual_criteria", "usual_tally_criteria"])
def test_the_truth_is_what_scores_come_to_over_many_draws_of_raters(key: str) -> None:
    rules = ROUNDS[key].round
    rules = part_of(rules, 4 / rules.branches)
    random = np.random.default_rng(2)
    members = members_of(rules, random)
    means = [scored(drawn(rules, members, random)).set_index("subject") for _draw in range(40)]
    off = sum(one["score"] - one["truth"] for one in means) / len(means)
    # The error of a score is about 1.3 points, of a mean of 40 about .2; eighty members.
    assert off.abs().max() < 1.0
    assert abs(off.mean()) < 0.2


def test_the_mean_of_many_drawings_is_the_expected_score_where_both_can_be_reckoned() -> None:
    rules = replace(part_of(ROUNDS["small_words"].round, 0), redraws=400)
    members = members_of(rules, random_of("x"))
    known = drawn(replace(rules, redraws=0), members, random_of("y")).truth
    found = drawn(rules, members, random_of("y")).truth
    # The error of a score is about 1.8 points, of a mean of 400 about .09; 24 members.
    assert (found - known).abs().max() < 0.4
    assert abs((found - known).mean()) < 0.1


def test_without_chance_the_truth_against_the_best_is_each_mean_over_the_best_of_the_branch() -> (
    None
):
    rules = replace(part_of(ROUNDS["small_relative"].round, 0), severity=0.0, noise=0.0, redraws=1)
    members = members_of(rules, random_of("x"))
    marks = NUMBERS.marks(members.views[..., 0])
    others = 100 * marks / marks.max(axis=1, keepdims=True)
    wanted = (10 * members.own[..., 0] + 30 * others.sum(axis=2)) / 100
    truth = drawn(rules, members, random_of("y")).truth
    assert truth.to_numpy() == pytest.approx(wanted.ravel(), abs=0.0051)


def test_a_small_round_is_scored_as_its_rules_say() -> None:
    rules = part_of(SMALL, 0)
    one = drawn(rules, members_of(rules, random_of("x")), random_of("y"))
    results = score(one.ratings, one.scheme)
    assert len(results) == rules.branches * rules.members
    assert results["peer_n"].eq(rules.members - 1).all()
    assert results["leader_n"].eq(2).all()
    assert results["mass_n"].eq(20).all()


def test_a_member_that_moves_takes_the_own_mark_along_unchanged() -> None:
    members = Members(np.zeros((2, 3, 3, 5)), np.full((2, 3, 5), 90.0))
    moved = members.moved(np.ones((2, 3)))
    assert moved.views.tolist() == np.ones((2, 3, 3, 5)).tolist()
    assert moved.own is members.own


def test_a_ballot_of_several_criteria_has_a_mark_on_each_that_lean_together() -> None:
    rules = replace(ROUNDS["usual_criteria"].round, branches=4, severity=0.0, scale=NUMBERS)
    rules = replace(rules, masses={"": Group(2000)}, level=(70.0, 1.0))
    one = drawn(rules, members_of(rules, random_of("x")), random_of("y"))
    masses = one.ratings[one.ratings["source"] == "mass"]
    ballots = masses.pivot_table("points", ["subject", "rater"], "criterion", observed=True)
    assert set(ballots.columns) == set(CRITERIA)
    around = ballots - ballots.groupby("subject", observed=True).transform("mean")
    found = np.corrcoef(around.to_numpy().T)[np.triu_indices(len(CRITERIA), 1)]
    assert found == pytest.approx(np.full(len(found), HALO), abs=0.02)


def test_votes_are_the_marks_of_ballots_without_their_raters() -> None:
    for key in ("small_tally", "small_tally_criteria"):
        rules = part_of(ROUNDS[key].round, 0)
        ballots = replace(rules, scheme=rules.scheme.replace('aggregation = "tally"', ""))
        members = members_of(rules, random_of("x"))
        votes, cast = (drawn(one, members, random_of("y")) for one in (rules, ballots))
        others = votes.ratings[votes.ratings["source"] != "self"]
        assert others["rater"].eq(-1).all()
        assert votes.ratings["count"].sum() == len(cast.ratings)
        sides = [score(one.ratings, one.scheme).set_index("subject") for one in (votes, cast)]
        of_votes, of_ballots = (side["score"].sort_index() for side in sides)
        # A half at the third place may fall either way: the sums are of another order.
        assert of_votes.to_numpy() == pytest.approx(of_ballots.to_numpy(), abs=0.0101)
        assert votes.truth.tolist() == cast.truth.tolist()
        means = [mean_of_all_marks(one.ratings).to_numpy() for one in (votes, cast)]
        assert means[0] == pytest.approx(means[1])


def test_only_sources_that_are_tallied_come_as_votes() -> None:
    ratings = pd.DataFrame({"source": ["mass"] * 3 + ["leader"], "rater": [1, 2, 3, 1]})
    ratings = ratings.astype({"rater": "int32"}).assign(subject="甲", points=[95.0, 95, 60, 85])
    found = as_votes(ratings, parse_scheme(TALLIED_MASSES))
    rows = found[["source", "rater", "points", "count"]].to_numpy().tolist()
    assert rows == [["leader", 1, 85.0, 1], ["mass", -1, 60.0, 1], ["mass", -1, 95.0, 2]]
    assert as_votes(ratings, parse_scheme("")) is ratings


def test_the_error_of_a_share_counts_branches_not_members() -> None:
    # Three branches hold throughout, one not at all: the mean of four draws of 1, 1, 1, 0.
    held = pd.Series([True] * 15 + [False] * 5)
    share = Share.of(held, pd.Series(np.repeat(range(4), 5)))
    assert share.value == 0.75
    assert share.error == pytest.approx(np.std([1, 1, 1, 0], ddof=1) / 2)
    assert np.isnan(Share.of(held[:0], pd.Series([], dtype="int64")).value)


def test_intervals_hold_about_as_often_as_they_say(shown: dict[str, Told]) -> None:
    for key in ("small", "small_severity", "small_words", "usual", "usual_severity", "grouped"):
        held = shown[key].intervals.held
        assert 0.92 < held.value < 0.98, key


def test_votes_hold_as_ballots_do_and_of_several_criteria_are_wider_than_need_be(
    shown: dict[str, Told],
) -> None:
    for key in ("small_tally", "usual_tally", "small_criteria", "usual_criteria"):
        assert 0.91 < shown[key].intervals.held.value < 0.985, key
    for size in ("small", "usual"):
        votes, ballots = (shown[f"{size}{kind}"] for kind in ("_tally_criteria", "_criteria"))
        assert votes.intervals.held.value > 0.94
        assert votes.intervals.width > ballots.intervals.width
        assert np.isnan(votes.ranks.adjusted)


def test_intervals_against_the_best_and_of_medians_hold_but_for_medians_of_words(
    shown: dict[str, Told],
) -> None:
    for key in ("small_relative", "usual_relative", "small_median", "usual_median"):
        assert 0.90 < shown[key].intervals.held.value < 0.99, key
    words = shown["usual_median_words"]
    assert words.intervals.held.value < shown["usual_median"].intervals.held.value
    assert words.ranks.official > shown["usual_words"].ranks.official


def test_intervals_know_nothing_of_groups_that_stayed_away(shown: dict[str, Told]) -> None:
    weighed, plain = shown["grouped"].intervals, shown["not_weighed"].intervals
    assert plain.held.value < weighed.held.value


def test_all_ranges_of_a_branch_hold_together(shown: dict[str, Told]) -> None:
    for key, one in shown.items():
        assert one.ranges.held.value >= 0.95, key
        assert one.ranges.stepped.value >= 0.93, key
        assert one.ranges.stepped_places <= one.ranges.places


def test_changes_that_are_none_are_seldom_called(shown: dict[str, Told]) -> None:
    for key in ("small", "usual", "usual_words"):
        changes = shown[key].changes
        assert 0.91 < changes.held.value < 0.98, key
        assert changes.unchanged.value < 0.1
        assert changes.wrong.value < 0.03
        assert changes.clear.value > 0.5


def test_the_official_rank_is_nearer_than_the_mean_of_all_marks(shown: dict[str, Told]) -> None:
    ranks = shown["big"].ranks
    assert BIG.masses[""] == Group(150)
    assert ranks.official < ranks.all_marks
    assert shown["usual"].ranks.official < 2


def test_honest_papers_are_left_in_peace(
    looked: tuple[dict[str, Found], dict[str, tuple[Found, Found]]],
) -> None:
    of_rounds, of_plants = looked
    honest = [*of_rounds.values(), *(others for _dishonest, others in of_plants.values())]
    for one in honest:
        assert one.papers > 0
        assert one.listed == 0
        assert max(one.raised.values()) < 0.03


def test_planted_papers_are_raised_and_two_signals_list_them(
    looked: tuple[dict[str, Found], dict[str, tuple[Found, Found]]],
) -> None:
    found = {key: dishonest for key, (dishonest, _others) in looked[1].items()}
    assert found["one_mark"].raised[Signal.ONE_MARK] > 0.8
    assert found["copied"].raised[Signal.ALIKE] > 0.8
    assert found["own_bloc"].raised[Signal.OWN_BLOC] > 0.3
    assert found["one_mark"].listed == 0
    assert found["copied_bloc"].listed > 0.3
    assert found["over_limit"].listed > 0.8
    assert found["one_mark_small"].raised[Signal.ONE_MARK] < 0.2


def test_papers_keep_to_a_limit_by_taking_back_some_of_the_best() -> None:
    marks = np.full((2, 20, 3), 95.0)
    marks[:, 5:, 1] = 75.0
    keep_to_limit(marks, np.random.default_rng(1))
    assert (marks == 95.0).sum(axis=1).tolist() == [[LIMIT, 5, LIMIT]] * 2
    assert (marks[:, :, 0] == 85.0).sum(axis=1).tolist() == [20 - LIMIT] * 2


def test_the_page_has_a_place_for_every_table_and_names_every_round() -> None:
    text = PAGE.read_text(encoding="utf-8")
    for named in (*ROUNDS.values(), *PLANTS.values()):
        assert f"| {named.title} |" in text
    marked = page("<!-- a -->\nold\n<!-- end of a -->\n", {"a": "| new |\n"})
    assert marked == "<!-- a -->\n| new |\n<!-- end of a -->\n"
    with pytest.raises(SystemExit, match="no place for the table b"):
        page(text, {"b": ""})


def test_every_table_finds_its_place_and_no_row_lacks_a_cell(
    shown: dict[str, Told], looked: tuple[dict[str, Found], dict[str, tuple[Found, Found]]]
) -> None:
    found = tables(shown, *looked)
    assert page(PAGE.read_text(encoding="utf-8"), found)
    for table in found.values():
        assert len({line.count("|") for line in table.splitlines()}) == 1
