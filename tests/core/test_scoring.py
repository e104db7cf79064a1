"""The rules of the official score one by one, on tables small enough to check by eye."""

import numpy as np
import pandas as pd
import pytest

from cxzy.core.flags import flag_text
from cxzy.core.grading import grades, rule_text
from cxzy.core.groups import electorate_of
from cxzy.core.language import CHINESE, ENGLISH, use_language
from cxzy.core.ranking import ranks
from cxzy.core.ratings import RATING_TYPES, RatingsError, complete_ratings, empty_ratings
from cxzy.core.roster import ELECTORATE_COLUMNS, MEMBER_COLUMNS, Roster
from cxzy.core.rounding import rounded
from cxzy.core.scheme import Scheme, load_scheme, parse_scheme
from cxzy.core.scheme_errors import SchemeError
from cxzy.core.scheme_parts import Rounding
from cxzy.core.scoring import facets, score, weighted_scores
from cxzy.core.vocabulary import Source

TWO = '[[criteria]]\nkey = "a"\nweight = 60\n[[criteria]]\nkey = "b"\nweight = 40\n'
PEER = "[sources.peer]\nweight = 100\n"


def table(*rows: tuple, columns: str = "source subject points") -> pd.DataFrame:
    return pd.DataFrame(list(rows), columns=columns.split())


def ballots(*rows: tuple) -> pd.DataFrame:
    """Return peers' ballots on 甲 of (rater, criterion, points)."""
    return table(*rows, columns="rater criterion points").assign(source="peer", subject="甲")


def tally(*rows: tuple) -> pd.DataFrame:
    """Return votes of the masses on 甲 of (word, points, count)."""
    votes = table(*rows, columns="word points count")
    return votes.assign(source="mass", subject="甲", rater=-1)


def tallied(rule: str) -> Scheme:
    return parse_scheme(f'[sources.mass]\nweight = 100\naggregation = {{ kind = "tally", {rule} }}')


def electorate(*rows: tuple) -> pd.DataFrame:
    return pd.DataFrame(list(rows), columns=list(ELECTORATE_COLUMNS))


def members(*rows: tuple[str, str]) -> pd.DataFrame:
    listed = pd.DataFrame("", index=range(len(rows)), columns=list(MEMBER_COLUMNS))
    listed[["subject", "type"]] = list(rows)
    return listed


def first(ratings: pd.DataFrame, scheme: Scheme, **options: object) -> pd.Series:
    return score(ratings, scheme, **options).iloc[0]


def test_three_columns_are_enough() -> None:
    results = score(table(("peer", "甲", 90), ("peer", "乙", 95.5)), parse_scheme(PEER))
    assert results["subject"].tolist() == ["乙", "甲"]
    assert results["score"].tolist() == [95.5, 90.0]
    assert list(results) == [
        *("subject", "score", "rank", "grade", "rule", "flags"),
        *("peer_mean", "peer_n", "peer_weight", "peer_contribution"),
    ]
    assert str(results["rank"].dtype) == "Int64"


def test_no_ratings_are_no_results() -> None:
    results = score(empty_ratings(), parse_scheme(""))
    assert len(results) == 0
    assert list(facets(empty_ratings(), parse_scheme(""))) == [
        *("source", "group", "subject", "criterion", "n", "mean", "spread")
    ]


def test_a_ballot_is_the_weighted_mean_of_its_answered_criteria() -> None:
    # By hand: .6 · 90 + .4 · 80 = 86; with b blank only 60 of 100 answered: void below 2/3.
    scheme = parse_scheme(PEER + TWO)
    result = first(ballots((0, "a", 90), (0, "b", 80), (1, "a", 50), (1, "b", np.nan)), scheme)
    assert (result["score"], result["peer_n"]) == (86.0, 1)


def test_a_ballot_counts_from_the_share_answered_on() -> None:
    three = "".join(f'[[criteria]]\nkey = "{key}"\n' for key in "abc")
    marks = ballots((0, "a", 90), (0, "b", 80), (0, "c", np.nan))
    for least in ("0.6667", '"2/3"', "0.5"):
        scheme = parse_scheme(f"{PEER}[missing]\nmin_answered = {least}\n{three}")
        assert first(marks, scheme)["score"] == 85.0
    strict = parse_scheme(f"{PEER}[missing]\nmin_answered = 0.67\n{three}")
    assert first(marks, strict)["flags"] == ("no_marks", "missing:peer", "withheld")


def test_a_blank_mark_counts_as_zero_where_the_scheme_says_so() -> None:
    # By hand: .6 · 90 + .4 · 0; a criterion without a row is as blank as one without points.
    scheme = parse_scheme(f'{PEER}[missing]\nmark = "zero"\n{TWO}')
    assert first(ballots((0, "a", 90), (0, "b", np.nan)), scheme)["score"] == 54.0
    assert first(ballots((0, "a", 90)), scheme)["score"] == 54.0


def test_an_abstention_is_no_zero() -> None:
    scheme = parse_scheme('[sources.mass]\nweight = 100\n[missing]\nmark = "zero"\n')
    votes = tally(("优秀", 90.0, 3), ("弃权", np.nan, 2))
    assert first(votes, scheme)["score"] == 90.0


def test_dont_know_on_one_criterion_is_no_zero_and_no_answer() -> None:
    # By hand: b is not known to rater 0, so 90 · 60 ÷ 60; of rater 1 only 40 of 100 is answered,
    # which is void; a criterion left blank by rater 2 is 0: .6 · 90 + .4 · 0. (90 + 54) / 2.
    scheme = parse_scheme(f'{PEER}[missing]\nmark = "zero"\nmin_answered = 0.6\n{TWO}')
    given = [(0, "a", 90, ""), (0, "b", np.nan, "不了解"), (1, "a", np.nan, "弃权"),
             (1, "b", 40, ""), (2, "a", 90, ""), (2, "b", np.nan, "")]  # fmt: skip
    marks = table(*given, columns="rater criterion points word").assign(source="peer", subject="甲")
    for rows in (marks, marks.iloc[[0, 2, 4, 1, 3, 5]]):
        result = first(rows, scheme)
        assert (result["score"], result["peer_n"]) == (72.0, 2)


def test_a_mark_for_the_whole_ballot_stands_for_all_criteria() -> None:
    result = first(ballots((0, "", 90), (1, "a", 80), (1, "b", 70)), parse_scheme(PEER + TWO))
    assert result["score"] == 83.0  # by hand: (90 + 76) / 2


def test_a_source_may_weigh_criteria_in_its_own_way() -> None:
    own = '[[sources.leader.criteria]]\nkey = "b"\nweight = 100\n'
    scheme = parse_scheme(f"[sources.peer]\nweight=50\n[sources.leader]\nweight=50\n{own}{TWO}")
    marks = pd.concat(
        [
            ballots((0, "a", 100), (0, "b", 50)),
            ballots((0, "b", 70)).assign(source="leader"),
        ]
    )
    result = first(marks, scheme)
    assert (result["peer_mean"], result["leader_mean"]) == (80.0, 70.0)


def test_the_median_of_an_even_number_is_between_the_two_in_the_middle() -> None:
    scheme = parse_scheme(PEER + 'aggregation = "median"')
    assert first(table(*(("peer", "甲", x) for x in (60, 95, 90, 80))), scheme)["score"] == 85.0
    assert first(table(*(("peer", "甲", x) for x in (60, 95, 90))), scheme)["score"] == 90.0


def test_counts_are_trimmed_as_single_votes_are() -> None:
    # 95 × 3, 60 × 2 without the highest and the lowest: 95, 95, 60.
    scheme = parse_scheme('[sources.mass]\nweight = 100\naggregation = "trimmed"')
    votes = tally(("优秀", 95.0, 3), ("较差", 60.0, 2))
    assert first(votes, scheme)["score"] == pytest.approx(83.33)


def test_only_low_ballots_may_be_dropped() -> None:
    scheme = parse_scheme(PEER + 'aggregation = { kind = "trimmed", low = 1 }')
    assert first(table(*(("peer", "甲", x) for x in (60, 90, 96))), scheme)["score"] == 93.0


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ('base = "valid"', 90.0),  # 900 / 10
        ('base = "valid", counted = ["abstention"]', 75.0),  # 900 / 12
        ('base = "returned"', 60.0),  # 900 / 15
        ('base = "issued"', 45.0),  # 900 / 20
        ('base = "present"', 36.0),  # 900 / 25
    ],
)
def test_votes_are_divided_by_the_base_of_the_scheme(rule: str, expected: float) -> None:
    votes = tally(
        ("优秀", 95.0, 5),
        ("良好", 85.0, 5),
        ("弃权", np.nan, 2),
        ("不了解", np.nan, 2),
        ("废票", np.nan, 1),
        ("未收回", np.nan, 5),
    )
    roster = Roster(electorate=electorate(("mass", "学生", 20), ("mass", "教师", 5)))
    result = first(votes, tallied(rule), roster=roster)
    assert (result["score"], result["mass_n"]) == (expected, 10)


def test_each_criterion_is_divided_by_those_present() -> None:
    # By hand: a has 10 votes of 90, b 5 of 80, 20 are present: .6 · 900/20 + .4 · 400/20 = 35.
    votes = table(("a", 90.0, 10), ("b", 80.0, 5), columns="criterion points count")
    votes = votes.assign(source="mass", subject="甲", rater=-1)
    text = '[sources.mass]\nweight = 100\naggregation = { kind = "tally", base = "present" }\n'
    roster = Roster(electorate=electorate(("mass", "学生", 20)))
    assert first(votes, parse_scheme(text + TWO), roster=roster)["score"] == 35.0


def test_votes_are_divided_by_who_came_and_not_by_who_was_entitled() -> None:
    # By hand: 5 · 95 + 5 · 85 = 900 points over 12 of 20 students and 3 of 5 teachers who came.
    votes = tally(("优秀", 95.0, 5), ("良好", 85.0, 5))
    counts = electorate(("mass", "学生", 20), ("mass", "教师", 5))
    came = Roster(electorate=counts.assign(present=[12.0, 3.0]))
    result = first(votes, tallied('base = "present"'), roster=came)
    assert (result["score"], result["flags"]) == (60.0, ())


def test_groups_whose_attendance_nobody_recorded_count_as_entitled_and_that_is_said() -> None:
    votes = tally(("优秀", 95.0, 5), ("良好", 85.0, 5))
    counts = electorate(("mass", "学生", 20), ("mass", "教师", 5))
    for each, whole in ((counts.assign(present=[13.0, np.nan]), 50.0), (counts, 36.0)):
        result = first(votes, tallied('base = "present"'), roster=Roster(electorate=each))
        assert (result["score"], result["flags"]) == (whole, ("presence_assumed:mass",))


def test_votes_over_those_present_need_the_number_present() -> None:
    result = first(tally(("优秀", 95.0, 5)), tallied('base = "present"'))
    assert "no_electorate:mass" in result["flags"]
    assert pd.isna(result["score"])


def leaders(*rows: tuple[str, float]) -> pd.DataFrame:
    return table(*rows, columns="group points").assign(source="leader", subject="甲")


FIXED = parse_scheme('[sources.leader]\nweight = 100\ngroups = { "分管" = 60, "其他" = 40 }')


def test_fixed_sub_weights_weigh_groups_not_ballots() -> None:
    # By hand: .6 · 80 + .4 · (95 + 85)/2; one ballot each is not joined: the weights are fixed.
    result = first(leaders(("分管", 80), ("其他", 95), ("其他", 85)), FIXED)
    assert (result["score"], result["flags"], result["leader_n"]) == (84.0, (), 3)


def test_a_group_without_ballots_is_reported_and_not_guessed() -> None:
    result = first(leaders(("其他", 95), ("其他", 85)), FIXED)
    assert result["score"] == 90.0
    assert result["flags"] == ("group_without_ballots:leader:分管",)


def test_ballots_that_no_weight_fits_are_left_out_and_said() -> None:
    result = first(leaders(("分管", 80), ("其他", 90), ("", 10), ("校外", 10)), FIXED)
    assert result["score"] == 84.0
    assert set(result["flags"]) == {"ballots_without_group:leader", "unknown_group:leader:校外"}
    alone = first(leaders(("", 80), ("", 90)), FIXED)
    assert (alone["score"], alone["flags"]) == (85.0, ("groups_unknown:leader",))


def masses(**points: list[float]) -> pd.DataFrame:
    rows = [(group, value) for group, values in points.items() for value in values]
    return table(*rows, columns="group points").assign(source="mass", subject="甲")


MASS = parse_scheme('[sources.mass]\nweight = 100\ngroups = "electorate"')
THREE_GROUPS = electorate(("mass", "学生", 60), ("mass", "教师", 30), ("mass", "职工", 10))


def test_a_small_group_is_joined_with_its_neighbour_while_two_remain() -> None:
    # Teachers (2 ballots) join the workers (5): weight 40, mean (2 · 70 + 5 · 90) / 7.
    votes = masses(学生=[80] * 5, 教师=[70] * 2, 职工=[90] * 5)
    result = first(votes, MASS, roster=Roster(electorate=THREE_GROUPS))
    assert result["mass_mean"] == pytest.approx(0.6 * 80 + 0.4 * 590 / 7)
    assert result["flags"] == ("joined_groups:mass",)


def test_the_last_small_group_joins_the_one_before() -> None:
    votes = masses(学生=[80] * 5, 教师=[70] * 5, 职工=[90])
    result = first(votes, MASS, roster=Roster(electorate=THREE_GROUPS))
    assert result["mass_mean"] == pytest.approx(0.6 * 80 + 0.4 * 440 / 6)


def test_without_an_electorate_all_ballots_count_alike_and_it_is_said() -> None:
    result = first(masses(学生=[80, 80], 教师=[95]), MASS)
    assert (result["score"], result["flags"]) == (85.0, ("no_electorate:mass",))


def test_a_source_below_its_minimum_of_ballots_is_missing() -> None:
    scheme = parse_scheme(PEER + "minimum_ballots = 3")
    result = first(table(("peer", "甲", 90), ("peer", "甲", 80)), scheme)
    assert result["flags"] == ("few_ballots:peer", "withheld")
    assert result["peer_n"] == 2


def test_a_source_that_is_not_required_is_left_out_when_missing() -> None:
    sources = "[sources.self]\nweight = 20\nrequired = false\n[sources.peer]\nweight = 80\n"
    results = score(
        table(("peer", "甲", 90), ("peer", "乙", 90), ("self", "乙", 80)), parse_scheme(sources)
    ).set_index("subject")
    assert results.loc["甲", ["score", "peer_weight", "self_weight"]].tolist() == [90, 1, 0]
    assert results.loc["甲", "flags"] == ("missing:self",)
    assert results.loc["乙", "score"] == 88


def test_a_source_shown_for_reference_changes_nothing() -> None:
    scheme = parse_scheme("[sources.self]\ncounts = false\n" + PEER)
    results = score(table(("peer", "甲", 90), ("self", "甲", 10), ("peer", "乙", 80)), scheme)
    assert results["score"].tolist() == [90, 80]
    assert results["self_mean"].tolist()[0] == 10
    assert results["flags"].tolist() == [(), ()]


def test_nobody_is_scored_without_any_ballot() -> None:
    roster = Roster(members=members(("甲", "formal"), ("乙", "formal")))
    for policy in ("withhold", "zero", "renormalise", "adjust"):
        scheme = parse_scheme(f'{PEER}[missing]\nsource = "{policy}"')
        results = score(table(("peer", "甲", 90)), scheme, roster=roster).set_index("subject")
        assert results.loc["甲", "score"] == 90
        assert pd.isna(results.loc["乙", "score"])
        assert {"no_marks", "missing:peer"} <= set(results.loc["乙", "flags"])


def test_members_are_listed_and_others_are_said() -> None:
    roster = Roster(members=members(("20120001", "formal"), ("20120002", "probationary")))
    marks = table(("peer", "20120002", 95), ("peer", "20120001", 90), ("peer", "20129999", 80))
    results = score(marks, parse_scheme(PEER), roster=roster).set_index("subject")
    assert results.index.tolist() == ["20120002", "20120001", "20129999"]
    assert results.loc["20120002", ["score", "rank", "grade"]].tolist() == [95, 1, None]
    assert results.loc["20120002", "flags"] == ("probationary",)
    assert results.loc["20129999", "flags"] == ("not_on_roster",)
    assert results.loc["20120001", "grade"] == "优秀"


def test_members_of_a_meeting_without_facets_are_listed_without_scores() -> None:
    people = members(("甲", "formal"), ("乙", "probationary"), ("甲", "formal")).assign(meeting=3)
    none = facets(empty_ratings().assign(meeting=pd.Series(dtype="int64")), MASS)
    for rows in (none, none.drop(columns="meeting")):
        results = weighted_scores(rows, MASS, members=people)
        assert sorted(results["subject"]) == ["乙", "甲"]
        assert results["score"].isna().all()


def test_what_is_known_of_members_stands_beside_their_results() -> None:
    marks = pd.DataFrame(
        {"source": "mass", "subject": ["2", "9", "1"], "points": [80.0, 70.0, 90.0]}
    )
    people = pd.DataFrame({"subject": ["1", "2", "3"], "type": "formal", "name": ["A", "B", "C"]})
    results = weighted_scores(facets(marks, MASS), MASS, members=people, details=["name"])
    assert results["subject"].tolist() == ["1", "2", "9", "3"]
    assert results["name"].fillna("").tolist() == ["A", "B", "", "C"]


def test_members_without_their_meeting_only_say_who_is_probationary() -> None:
    marks = masses(学生=[80], 教师=[90]).assign(meeting=1)
    people = members(("甲", "probationary"), ("乙", "formal"))
    results = weighted_scores(facets(marks, MASS), MASS, members=people)
    assert results["subject"].tolist() == ["甲"]
    assert "probationary" in results["flags"].iloc[0]


def test_several_meetings_are_scored_each_with_its_own_electorate_and_list() -> None:
    marks = masses(学生=[80] * 5, 教师=[90] * 5)
    both = pd.concat([marks.assign(meeting=1), marks.assign(meeting=2)])
    counts = pd.concat(
        [
            electorate(("mass", "学生", 1), ("mass", "教师", 1)).assign(meeting=1),
            electorate(("mass", "学生", 1), ("mass", "教师", 3)).assign(meeting=2),
        ]
    )
    people = members(("甲", "formal"), ("乙", "probationary")).assign(meeting=2)
    results = weighted_scores(facets(both, MASS), MASS, electorate=counts, members=people)
    scores = results.set_index(["meeting", "subject"])["score"]
    assert scores[1, "甲"] == 85.0
    assert scores[2, "甲"] == 87.5
    assert pd.isna(scores[2, "乙"])


def test_neighbours_are_those_of_the_own_meeting_whoever_else_is_scored_with_it() -> None:
    # Teachers (2 ballots) join whom their own meeting lists next: workers (weight 40) in the
    # first, mean (2 · 70 + 5 · 90) / 7; students (weight 90) in the second, (2 · 70 + 5 · 80) / 7.
    votes = masses(学生=[80] * 5, 教师=[70] * 2, 职工=[90] * 5)
    both = pd.concat([votes.assign(meeting=1), votes.assign(meeting=2)])
    counts = pd.concat(
        [THREE_GROUPS.assign(meeting=1), THREE_GROUPS.iloc[[2, 1, 0]].assign(meeting=2)]
    )
    results = weighted_scores(facets(both, MASS), MASS, electorate=counts).set_index("meeting")
    assert results["mass_mean"][1] == pytest.approx(0.6 * 80 + 0.4 * 590 / 7)
    assert results["mass_mean"][2] == pytest.approx(0.1 * 90 + 0.9 * 540 / 7)
    alone = [
        first(votes, MASS, roster=Roster(electorate=order.drop(columns="meeting")))["mass_mean"]
        for _meeting, order in counts.groupby("meeting")
    ]
    assert results["mass_mean"].tolist() == pytest.approx(alone)


def test_a_group_that_only_another_meeting_knows_is_unknown_here() -> None:
    votes = masses(学生=[80] * 5, 职工=[90] * 5)
    both = pd.concat([votes.assign(meeting=1), votes.assign(meeting=2)])
    counts = pd.concat([THREE_GROUPS.iloc[:2].assign(meeting=1), THREE_GROUPS.assign(meeting=2)])
    results = weighted_scores(facets(both, MASS), MASS, electorate=counts).set_index("meeting")
    assert set(results["flags"][1]) == {
        "unknown_group:mass:职工",
        "group_without_ballots:mass:教师",
    }
    assert results["flags"][2] == ("group_without_ballots:mass:教师",)
    assert results["mass_mean"][1] == 80
    assert results["mass_mean"][2] == pytest.approx((60 * 80 + 10 * 90) / 70)


def test_ballots_of_a_group_of_nobody_are_left_out_and_said() -> None:
    counts = electorate(("mass", "学生", 60), ("mass", "教师", 0))
    result = first(masses(学生=[80], 教师=[10]), MASS, roster=Roster(electorate=counts))
    assert (result["score"], result["flags"]) == (80.0, ("unknown_group:mass:教师",))


def test_facets_hold_the_whole_source_and_each_group() -> None:
    found = facets(masses(学生=[80, 90], 教师=[95]).assign(rater=range(3)), MASS)
    whole = found[found["criterion"] == ""].set_index("group")
    assert whole["n"].to_dict() == {"": 3, "学生": 2, "教师": 1}
    assert whole["mean"].to_dict() == pytest.approx({"": 265 / 3, "学生": 85, "教师": 95})
    assert whole.loc["学生", "spread"] == pytest.approx(50**0.5)


def test_marks_of_void_ballots_are_in_no_facet() -> None:
    marks = ballots((0, "a", 90), (0, "b", 80), (1, "b", 10))
    for order in ([0, 1, 2], [1, 2, 0]):
        found = facets(marks.iloc[order], parse_scheme(PEER + TWO)).set_index("criterion")
        assert found["n"].to_dict() == {"": 1, "a": 1, "b": 1}
        assert found.loc["b", "mean"] == 80


def test_sources_that_are_off_and_unused_categories_are_left_out() -> None:
    marks = table(("peer", "甲", 90), ("mass", "丙", 10)).astype({"subject": "category"})
    assert score(marks, parse_scheme(PEER))["subject"].tolist() == ["甲"]


@pytest.mark.parametrize(
    ("ratings", "words"),
    [
        (pd.DataFrame({"source": ["peer"]}), ("subject", "points")),
        (table(("boss", "甲", 90)), ("boss", "leader")),
        (ballots((0, "x", 90)), ("x", "commitment")),
    ],
)
def test_ratings_that_cannot_be_scored_are_refused(
    ratings: pd.DataFrame, words: tuple[str, ...]
) -> None:
    with pytest.raises(RatingsError) as error:
        score(ratings, parse_scheme(""))
    assert all(word in f"{error.value} {error.value.hint}" for word in words)


def marks(**columns: list[object]) -> pd.DataFrame:
    """Two peers' marks for 甲 in the rows 7 and 8, some columns replaced."""
    usual = {"source": ["peer", "peer"], "subject": ["甲", "甲"], "points": [90.0, 80.0]}
    return pd.DataFrame({**usual, **columns}, index=[7, 8])


@pytest.mark.parametrize(
    ("column", "values", "said"),
    [
        ("points", [90, -1], "-1"),
        ("points", [90.0, 100.5], "100.5"),
        ("points", [np.nan, np.inf], "inf"),
        ("points", [np.nan, -np.inf], "-inf"),
        ("points", [90, True], "True"),
        ("points", [90, "九十"], "“九十”"),
        ("points", [90, "85"], "“85”"),
        ("count", [1, -2], "-2"),
        ("count", [1, 2.5], "2.5"),
        ("count", [2, np.inf], "inf"),
        ("count", [1, "两票"], "“两票”"),
        ("rater", [1, "张三"], "“张三”"),
        ("subject", ["甲", None], ""),
        ("subject", ["甲", ""], ""),
        ("source", ["peer", None], ""),
        ("meeting", [1, None], ""),
    ],
)
def test_what_no_mark_can_be_is_refused_with_column_row_and_value(
    column: str, values: list[object], said: str
) -> None:
    with pytest.raises(RatingsError) as error:
        score(marks(**{column: values}), parse_scheme(PEER))
    for word in (column, "8", said):
        assert word in str(error.value)
    assert error.value.hint
    assert "—" not in str(error.value)


def test_a_column_of_truth_values_is_no_column_of_points() -> None:
    with pytest.raises(RatingsError, match="True"):
        score(marks(points=[True, False]), parse_scheme(PEER))


def test_points_of_every_number_type_are_scored_alike() -> None:
    for kind in ("int64", "float32", "Float64", "Int64", "object", "category"):
        given = marks(points=[90, 80]).astype({"points": kind})
        # (90 + 80) / 2
        assert score(given, parse_scheme(PEER))["score"].tolist() == [85.0], kind


def test_a_scale_with_words_beyond_0_and_100_widens_what_points_may_be() -> None:
    scale = '[[scales]]\nwords = { "好" = 105, "差" = -10 }\n'
    scheme = parse_scheme(scale + PEER)
    # (105 − 10) / 2
    assert score(marks(points=[105, -10]), scheme)["score"].tolist() == [47.5]
    with pytest.raises(RatingsError) as error:
        score(marks(points=[105, -10.5]), scheme)
    assert "-10.5" in str(error.value)
    assert "-10" in error.value.hint
    assert "105" in error.value.hint


@pytest.mark.parametrize("wrong", [{}, None, "default.toml"])
def test_what_is_no_scheme_is_refused_in_words(wrong: object) -> None:
    with pytest.raises(SchemeError, match=type(wrong).__name__) as error:
        score(marks(), wrong)
    assert "load_scheme" in error.value.hint


def test_what_is_no_table_or_no_file_is_refused_in_words() -> None:
    with pytest.raises(RatingsError, match="list"):
        score([("peer", "甲", 90)], parse_scheme(PEER))
    with pytest.raises(SchemeError, match="None"):
        load_scheme(None)


def test_absent_columns_take_their_defaults() -> None:
    complete = complete_ratings(table(("peer", "甲", 90)), parse_scheme(PEER + TWO))
    assert complete.dtypes.astype("str").to_dict() == RATING_TYPES
    assert complete.loc[0, ["rater", "group", "criterion", "count"]].tolist() == [-1, "", "", 1]
    single = parse_scheme('[[criteria]]\nkey = "a"')
    assert complete_ratings(table(("peer", "甲", 90)), single)["criterion"].tolist() == ["a"]
    assert complete_ratings(complete.assign(meeting=7), single)["meeting"].tolist() == [7]


@pytest.mark.parametrize(
    ("value", "places", "mode", "expected"),
    [
        (89.0399999999999, 2, "truncate", 89.04),  # binary for 89.04
        (88.745, 2, "half_up", 88.75),  # 88.74499999999999744 in binary
        (88.7449, 2, "half_up", 88.74),
        (88.749, 2, "truncate", 88.74),
        (-0.125, 2, "half_up", -0.13),
        (88.5, 0, "half_up", 89.0),
    ],
)
def test_rounding_is_of_the_decimal_value(
    value: float, places: int, mode: str, expected: float
) -> None:
    assert rounded(np.array([value]), Rounding(places=places, mode=mode))[0] == expected


def test_equal_scores_share_the_best_rank() -> None:
    scores = pd.Series([90, 95, 95, 80, np.nan])
    assert ranks(scores).tolist() == [3, 1, 1, 4, pd.NA]
    within = pd.Series(["a", "a", "b", "b", "b"])
    assert ranks(scores, within).tolist() == [2, 1, 1, 2, pd.NA]


def test_bands_are_half_open() -> None:
    found = grades(pd.Series([90, 89.99, 60, 59.99, 0, -1, np.nan]), parse_scheme(""))
    assert found["grade"].tolist() == ["优秀", "较好", "一般", "后进", "后进", "后进", None]
    assert found["rule"].tolist()[-2:] == ["band:后进:0", ""]


def test_flags_and_rules_are_words_in_both_languages() -> None:
    use_language(ENGLISH)
    assert "学生" in flag_text("group_without_ballots:mass:学生")
    assert rule_text("band:优秀:90") == "优秀: from 90 points"
    assert flag_text("unheard:of") == "unheard:of"
    use_language(CHINESE)
    assert flag_text("missing:leader") == "领导点评没有有效票"
    assert rule_text("") == ""


def test_the_electorate_is_counted_per_meeting_and_none_where_none_is_known() -> None:
    electorate = pd.DataFrame(
        {
            "meeting": [7, 7, 9, 7],
            "source": ["mass", "mass", "mass", "peer"],
            "group": ["学生", "教师", "教师", ""],
            "count": [40, 8, 5, 20],
        }
    )
    keys = pd.DataFrame({"meeting": [9, 7, 8], "subject": ["a", "b", "c"]})
    strata = electorate_of(keys, Source.MASS, electorate)
    assert strata.names == ("学生", "教师")
    assert strata.weights.tolist() == [[0, 5], [40, 8], [0, 0]]
    strata = electorate_of(keys, Source.MASS, electorate.drop(columns="meeting"))
    assert strata.weights.tolist() == [[40, 13]] * 3  # 8 + 5 teachers
