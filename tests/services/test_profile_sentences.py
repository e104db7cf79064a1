"""What a profile says: in both languages, at zero, in the plural, without data."""

import math
from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

from cxzy.charts.criteria import criteria_figure
from cxzy.core.comparison import Standing, self_gaps
from cxzy.core.language import use_language
from cxzy.core.scheme import parse_scheme
from cxzy.core.vocabulary import Source, SubjectKind, UnitLevel
from cxzy.services import profile_history_sentences as of_history
from cxzy.services import profile_sentences as sentences
from cxzy.services import profile_source_sentences as of_sources
from cxzy.services.profile import Profile
from cxzy.services.profile_plates import plates
from cxzy.services.profile_table import history_document, profile_document
from cxzy.services.records import Period, Unit
from cxzy.services.scope import made_on

PERIOD = Period(1, "2012-1", "2012年上半年", date(2012, 1, 1), date(2012, 6, 30))
SCHEME = parse_scheme("")
SOURCES = pd.DataFrame(
    {
        "source": ["self", "peer", "leader", "mass"],
        "weight": [0.1, 0.3, 0.3, 0.3],
        "applied": [0.1, 0.3, 0.3, 0.3],
        "mean": [90.0, 88.0, 80.0, 92.0],
        "n": [1, 18, 3, 40],
        "contribution": [9.0, 26.4, 24.0, 27.6],
        "entitled": [math.nan, 19, 3, 60],
        "list_mean": [91.0, 86.0, 82.0, 92.0],
        "list_contribution": [9.1, 25.8, 24.6, 27.6],
        "step": [-0.1, 0.6, -0.6, 0.0],
    }
)
CRITERIA = pd.DataFrame(
    [
        ("self", "a", "服务", 1, 70.0, 90.0, 90.0),
        ("leader", "a", "服务", 3, 80.0, 84.5, 83.0),
        ("leader", "b", "学习", 3, 90.0, 88.0, 88.0),
        ("mass", "a", "服务", 40, 90.0, 91.0, 89.0),
    ],
    columns=["source", "criterion", "label", "n", "mean", "unit_mean", "kind_mean"],
)
HISTORY = pd.DataFrame(
    {
        "period": ["2011", "2012"],
        "score": [84.0, 87.0],
        "rank": [9, 3],
        "of": [19, 19],
        "grade": ["一般", "较好"],
        "unit_mean": [85.0, 87.1],
        "scheme": ["四评 1", "四评 1"],
    }
)


def profile(**changes: object) -> Profile:
    """Return a profile of a staff member with 87 points, third of 19; the branch has 87.1."""
    branch = Unit(3, "0101", "水文支部", UnitLevel.BRANCH, None, 2)
    plain = Profile(
        kind_of_subject=SubjectKind.MEMBER,
        subject={"name": "安甲", "kind": "staff"},
        branch=branch,
        organisation=replace(branch, id=2, code="01", name="水文学院"),
        period=PERIOD,
        scheme=SCHEME,
        result={"score": 87.0, "rank": 3, "of": 19, "grade": "较好", "kind": "staff"},
        unit=Standing(87.1, 3, 19),
        kind=Standing(85.5, 40, 294),
        sources=SOURCES,
        groups=pd.DataFrame(columns=["source", "group", "n", "mean", "entitled", "withheld"]),
        criteria=CRITERIA,
        gaps=self_gaps([], {}),
        history=HISTORY,
        sheets=(),
    )
    return replace(plain, **changes)


UNSCORED = {
    "result": {"score": math.nan, "rank": None, "of": 0, "grade": None, "kind": "staff"},
    "unit": None,
    "kind": None,
}


def test_the_answer_says_points_place_and_grade() -> None:
    use_language("en")
    assert sentences.answer(profile()) == (
        "安甲 has 87.00 points in 2012年上半年, place 3 of 19 members of the branch, graded 较好."
    )
    branch = sentences.answer(profile(kind_of_subject=SubjectKind.BRANCH))
    assert "place 3 of 19 branches of the organisation" in branch
    use_language("zh_CN")
    assert sentences.answer(profile()) == (
        "安甲2012年上半年得 87.00 分，在本支部 19 名党员中列第 3 名，等次为较好。"
    )


def test_without_a_score_that_is_all_that_is_said() -> None:
    use_language("en")
    assert sentences.answer(profile(**UNSCORED)) == "安甲 has no score in 2012年上半年."
    assert sentences.detail(profile(**UNSCORED)) == ""
    assert sentences.answer(profile(result=None)) == "安甲 has no score in 2012年上半年."
    assert [plate.key for plate in plates(profile(**UNSCORED))] == ["profile.history"]


def test_the_story_compares_names_what_lifts_and_what_is_missing() -> None:
    use_language("en")
    assert sentences.detail(profile()) == (
        "The score is 0.1 points below the mean of its branch (87.1). "
        "It is 1.5 points above the mean of all 294 members of the kind staff (85.5), "
        "in place 40 there. Lifted most by peers (+0.60), held back most by leaders (−0.60). "
        "3.00 points are missing to 优秀. "
        "Behind the means of both its unit and its kind: “服务” (leaders, −4.5)."
    )
    use_language("zh_CN")
    assert sentences.detail(profile()) == (
        "得分比本支部平均（87.1 分）低 0.1 分。"
        "比全部 294 名教工党员平均（85.5 分）高 1.5 分，列第 40 名。"
        "与平均相比，互评拉高最多（+0.60 分），领导点评拉低最多（−0.60 分）。距优秀还差 3.00 分。"
        "既低于所在党组织平均、又低于同类平均的项目：“服务”（领导点评，低 4.5 分）。"
    )


def test_who_is_alone_is_compared_with_nobody() -> None:
    use_language("en")
    alone = profile(unit=Standing(87.0, 1, 1), kind=Standing(87.0, 1, 1))
    assert sentences.compared(alone) == ""
    assert of_sources.lifted(alone) == ""
    assert "profile.waterfall" not in [plate.key for plate in plates(alone)]


def test_at_the_mean_is_neither_above_nor_below() -> None:
    use_language("en")
    said = sentences.compared(profile(unit=Standing(87.04, 3, 19), kind=None))
    assert said == "The score is at the mean of its branch (87.0)."


@pytest.mark.parametrize(
    ("steps", "said"),
    [
        (
            [0.2, 0.0, 0.0, 0.0],
            "Nothing holds the score back, lifted most by self-assessment (+0.20)",
        ),
        ([0.0, 0.0, -0.2, 0.0], "Nothing lifts the score, held back most by leaders (−0.20)"),
        ([0.0, 0.0, 0.0, 0.004], "Every source stands at its mean"),
        ([math.nan] * 4, "There is nothing to compare with"),
    ],
)
def test_the_waterfall_names_lift_and_cost_where_they_are(steps: list[float], said: str) -> None:
    use_language("en")
    shown = profile(sources=SOURCES.assign(step=steps))
    assert of_sources.waterfall_heading(shown) == said


def test_sources_that_lift_or_cost_the_same_are_all_named() -> None:
    use_language("en")
    # with the two decimals of the figure 0.604 and 0.6 are one number
    shown = profile(sources=SOURCES.assign(step=[0.604, 0.6, -0.6, -0.59]))
    assert of_sources.waterfall_heading(shown) == (
        "Lifted most by self-assessment, peers (+0.60), held back most by leaders (−0.60)"
    )
    lost = SOURCES.assign(contribution=[10.0, 25.0, 24.0, 24.0])
    assert of_sources.made_of_heading(profile(sources=lost)) == (
        "17.0 of 100 points are not reached, most with: leaders, masses (6.0 each)"
    )


def test_points_that_are_not_reached_are_counted() -> None:
    use_language("en")
    # 100 − 87 = 13; the leaders' 30 − 24 = 6 are the most
    assert of_sources.made_of_heading(profile()) == (
        "13.0 of 100 points are not reached, most with: leaders (6.0)"
    )
    full = SOURCES.assign(contribution=SOURCES["applied"] * 100)
    assert of_sources.made_of_heading(profile(sources=full)) == "Every point is reached"
    none = SOURCES.assign(contribution=math.nan)
    assert of_sources.made_of_heading(profile(sources=none)) == "No source gives points"


def test_in_the_best_grade_and_without_one_nothing_is_missing() -> None:
    best = {**(profile().result or {}), "score": 95.0, "grade": "优秀"}
    assert sentences.next_grade(profile(result=best)) == ""
    assert sentences.next_grade(profile(result={**best, "grade": None})) == ""


def test_more_criteria_than_can_be_named_are_counted() -> None:
    use_language("en")
    many = pd.concat([CRITERIA.iloc[[1]].assign(label=f"项{n}") for n in range(5)])
    said = sentences.behind(profile(criteria=many))
    assert said.endswith("“项2” (leaders, −4.5), 2 more criteria.")
    use_language("zh_CN")
    assert sentences.behind(profile(criteria=many)).endswith(
        "“项2”（领导点评，低 4.5 分）、另有 2 项。"
    )


def test_modesty_is_not_behind_and_a_missing_kind_does_not_hide_the_unit() -> None:
    use_language("en")
    modest = CRITERIA.iloc[[0, 2]]
    none = "No criterion is behind the means of both its unit and its kind."
    assert sentences.behind(profile(criteria=modest)) == none
    no_kind = CRITERIA.iloc[[1]].assign(kind_mean=math.nan)
    assert "“服务” (leaders, −4.5)" in sentences.behind(profile(criteria=no_kind))
    assert sentences.behind(profile(criteria=CRITERIA.head(0))) == ""


def test_the_criterion_furthest_behind_heads_the_figure() -> None:
    use_language("zh_CN")
    # leaders −4.5, masses −1: −2.75 on average
    assert (
        sentences.criteria_heading(profile()) == "“服务”落后本支部平均最多，不计自评平均低 2.8 分"
    )
    ahead = profile(criteria=CRITERIA.iloc[[2]])
    assert sentences.criteria_heading(ahead) == "各测评项目都不低于本支部平均"
    assert sentences.criteria_heading(profile(criteria=CRITERIA.head(0))) == "各测评项目均无平均分"


def test_criteria_that_are_shown_alike_are_all_named_and_no_more_than_a_few() -> None:
    use_language("zh_CN")
    # leaders 85.5 − 88 = −2.5, and −2.46 is shown as −2.5 too
    close = CRITERIA.iloc[[2, 2]].assign(label=["学习", "纪律"], mean=[85.5, 85.54])
    said = of_sentences(close)
    assert said == "“学习”、“纪律”落后本支部平均最多，各类评分平均低 2.5 分"
    many = pd.concat([CRITERIA.iloc[[1]].assign(label=f"项{n}") for n in range(5)])
    assert of_sentences(many).startswith("“项0”、“项1”、“项2”等 5 个落后本支部平均最多")


def of_sentences(criteria: pd.DataFrame) -> str:
    return sentences.criteria_heading(profile(criteria=criteria))


def test_self_assessment_furthest_behind_is_not_what_the_heading_counts() -> None:
    use_language("en")
    # self −20, which the figure draws; the others −4.5 and −1
    assert sentences.criteria_heading(profile(criteria=CRITERIA.iloc[[0, 1, 3]])) == (
        "“服务” lags furthest behind its branch, by 2.8 points on average without self-assessment"
    )
    assert "without self-assessment" in sentences.criteria_note(profile())


def test_halves_are_the_same_number_in_words_and_in_the_figure() -> None:
    use_language("en")
    # 84.35 − 84.5 = −0.15, which is not −0.1 here and −0.2 there
    halves = CRITERIA.iloc[[1]].assign(mean=84.35, unit_mean=84.5)
    assert "by 0.2 points" in of_sentences(halves)
    drawn = criteria_figure(halves, theme="light")
    assert "▼ 0.2" in drawn.data[-1].text[0]


WEIGHTS = {Source.SELF: 0.5, Source.PEER: 0.5}


def gaps(own: float, *others: tuple[str, float, float]) -> pd.DataFrame:
    """Return gaps of a whole where peers say 90, and of criteria (label, self, peers)."""
    marks = [(Source.SELF, "", "总体", own), (Source.PEER, "", "总体", 90.0)]
    for label, mine, theirs in others:
        marks += [(Source.SELF, label, label, mine), (Source.PEER, label, label, theirs)]
    return self_gaps(marks, WEIGHTS)


def test_the_gap_between_self_and_others_is_said_with_its_widest_criterion() -> None:
    use_language("en")
    two = (("服务", 95.0, 88.0), ("学习", 91.0, 92.0))
    assert sentences.gap_heading(profile(gaps=gaps(93.0, *two))) == (
        "Self-assessment is 3.0 points above what the others say, most with “服务” (+7.0)"
    )
    assert sentences.gap_heading(profile(gaps=gaps(89.5, *two))) == (
        "Self-assessment is 0.5 points below what the others say, most with “学习” (−1.0)"
    )
    assert sentences.gap_heading(profile(gaps=gaps(90.0))) == (
        "Self-assessment is what the others say"
    )
    assert sentences.gap_heading(profile()) == "Nobody else has marked what self-assessment has"


def test_history_says_change_and_grade_or_that_there_is_none() -> None:
    use_language("zh_CN")
    assert of_history.history_heading(HISTORY) == "较2011提高 3.00 分，由一般变为较好"
    level = HISTORY.assign(score=[84.0, 84.0], grade="")
    assert of_history.history_heading(level) == "得分与2011持平"
    assert of_history.history_heading(level.assign(score=[85.0, 84.0])) == "较2011下降 1.00 分"
    assert of_history.history_heading(HISTORY.head(1)) == "没有往期得分可比"


def changed(verdict: str, smallest: float, *scores: float) -> pd.DataFrame:
    """Return the history with a verdict on its last change."""
    rows = HISTORY.assign(verdict=["", verdict], smallest=[math.nan, smallest], grade="")
    return rows.assign(score=list(scores)) if scores else rows


def test_history_says_whether_the_change_is_beyond_chance() -> None:
    use_language("en")
    assert of_history.history_heading(changed("up", 2.4)) == (
        "Up 3.00 points since 2011; the points changed beyond the error line of 2.4"
    )
    assert of_history.history_heading(changed("level", 4.2)) == (
        "Up 3.00 points since 2011; not beyond the error line of 4.2 points: level in points"
    )
    assert of_history.history_heading(changed("level", 2.4)).endswith(
        "after so extreme a score no more was to be expected: level in points"
    )
    assert of_history.history_heading(changed("level", 2.4, 84.0, 84.0)) == (
        "The score is that of 2011"
    )
    use_language("zh_CN")
    assert of_history.history_heading(changed("level", 4.2)) == (
        "较2011提高 3.00 分；未超过 4.2 分的误差线，分数视为持平"
    )


def test_history_says_nothing_of_chance_where_errors_are_not_told() -> None:
    use_language("en")
    rows = changed("unmeasured", math.nan).assign(score_low=math.nan, score_high=math.nan)
    assert of_history.history_heading(rows) == "Up 3.00 points since 2011"
    assert of_history.history_note(rows).startswith("Where such a line is missing, the error")
    whole = changed("up", 2.4).assign(score_low=[83.0, 86.0], score_high=[85.0, 88.0])
    assert of_history.history_note(whole).startswith("The upright lines show")


def test_points_of_other_rules_are_not_subtracted() -> None:
    use_language("en")
    heading = of_history.history_heading(changed("incomparable", math.nan))
    assert heading == "Scored by other rules than 2011: not comparable"
    use_language("zh_CN")
    heading = of_history.history_heading(changed("incomparable", math.nan))
    assert heading == "与2011口径不同，不可比"


def test_a_changed_scheme_is_said() -> None:
    use_language("zh_CN")
    assert of_history.history_note(HISTORY) == ""
    other = HISTORY.assign(scheme=["四评 1", "四评 2"])
    assert of_history.history_note(other).startswith("口径不同")
    assert "四评 1、四评 2" in of_history.history_note(other)


@pytest.mark.parametrize(
    ("scores", "said"),
    [
        ([], "No member of this branch has a score yet"),
        ([math.nan], "No member of this branch has a score yet"),
        ([80.0], "1 member has a score, 80.0 points"),
        ([80.0, 90.0, math.nan], "2 members have a score, 85.0 points on average, 80.0 to 90.0"),
    ],
)
def test_the_members_of_a_branch_are_counted(scores: list[float], said: str) -> None:
    use_language("en")
    assert sentences.members_heading(pd.Series(scores, dtype="float64")) == said


def test_ballots_are_counted_beside_those_entitled_where_that_is_known() -> None:
    use_language("en")
    # 18 + 3 + 40 of 19 + 3 + 60
    assert (
        of_sources.sheets_heading(profile())
        == "It comes from 0 sheets and 61 ballots of 82 entitled"
    )
    unknown = SOURCES.assign(entitled=math.nan)
    assert of_sources.sheets_heading(profile(sources=unknown)) == "It comes from 0 sheets"


def test_the_workbook_has_the_periods_as_numbers_with_grades_and_the_day() -> None:
    use_language("en")
    table = history_document(profile())
    assert table.rows == (
        ("2011", 84.0, 9, 19, "一般", 85.0, "四评 1"),
        ("2012", 87.0, 3, 19, "较好", 87.1, "四评 1"),
    )
    assert table.columns[4].kind == "grade"
    assert table.grades == tuple(band.grade for band in SCHEME.bands)
    person = {**profile().subject, "organisation": "水文学院", "branch": "水文支部"}
    assert any(made_on() in line for line in profile_document(profile(subject=person)).subtitle)
