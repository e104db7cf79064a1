"""The first sentence of a screen: right in grammar, at zero, in the plural, without data."""

from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

from cxzy.core.language import ngettext, use_language
from cxzy.core.scheme import parse_scheme
from cxzy.core.vocabulary import Source, SubjectKind, UnitKind
from cxzy.services.campaign import MeetingView
from cxzy.services.ranking import Ranking
from cxzy.services.records import Period
from cxzy.web import sentences

PERIOD = Period(1, "2012-1", "2012年上半年", date(2012, 1, 1), date(2012, 6, 30))
SCHEME = parse_scheme("")


def ranking(scores: list[float | None], **changes: object) -> Ranking:
    best, lowest = SCHEME.bands[0].grade, SCHEME.bands[-1].grade
    results = pd.DataFrame(
        {
            "name": [f"甲{place}" for place in range(len(scores))],
            "score": pd.Series(scores, dtype="float64"),
            "grade": [None if s is None else best if s >= 90 else lowest for s in scores],
            "rank": pd.array(range(1, len(scores) + 1), dtype="Int64"),
            "rank_published": pd.array(range(1, len(scores) + 1), dtype="Int64"),
        }
    )
    plain = Ranking(PERIOD, SubjectKind.MEMBER, SCHEME, results, (), ())
    return replace(plain, **changes)


def view(*standing: Source) -> MeetingView:
    return MeetingView(
        id=1, period_id=1, unit_id=1, unit="水文支部", organisation_id=2, organisation="水文学院",
        kind=UnitKind.STAFF, subject=SubjectKind.MEMBER, scheme_id=1, scheme="试评 1", version=1,
        held_on=None, expected=tuple(Source), standing=standing, sheets=len(standing),
        last_accepted=None,
    )  # fmt: skip


def test_plurals_are_those_of_the_language() -> None:
    use_language("zh_CN")
    assert ngettext("{count} member", "{count} members", 5) == "{count} 名党员"
    use_language("en")
    assert ngettext("{count} member", "{count} members", 1) == "{count} member"
    assert ngettext("{count} member", "{count} members", 5) == "{count} members"


@pytest.mark.parametrize(
    ("scores", "said"),
    [
        ([], "nobody has a score yet."),
        ([None], "nobody has a score yet."),
        ([95.0], "1 member scored, 95.0 points on average"),
        ([95.0, 50.0, None], "2 members scored, 72.5 points on average"),
    ],
)
def test_the_ranking_answers_at_zero_one_and_many(scores: list[float | None], said: str) -> None:
    use_language("en")
    assert said in sentences.ranking_answer(ranking(scores))


def test_the_ranking_counts_the_best_and_the_lowest_grade() -> None:
    use_language("zh_CN")
    best, lowest = SCHEME.bands[0].grade, SCHEME.bands[-1].grade
    assert sentences.ranking_answer(ranking([95.0, 50.0, 40.0])) == (
        f"2012年上半年：3 名党员有得分，平均 61.7 分；{best} 1 个，{lowest} 2 个。"
    )


def test_branches_are_called_branches() -> None:
    use_language("zh_CN")
    assert "1 个支部有得分" in sentences.ranking_answer(ranking([80.0], subject=SubjectKind.BRANCH))


def test_who_is_waited_for_is_said_only_where_someone_is() -> None:
    use_language("en")
    assert sentences.waiting_detail(ranking([80.0])) == ""
    assert sentences.waiting_detail(ranking([], waiting=("a",))).startswith("1 unit has")
    assert sentences.waiting_detail(ranking([], waiting=("a", "b"))).startswith("2 units have")


def test_the_largest_move_is_named_with_both_places() -> None:
    use_language("en")
    results = ranking([90.0, 80.0, 70.0]).results
    assert sentences.moved_answer(results) == "Under these weights nobody changes place."
    results["rank"] = pd.array([2, 3, 1], dtype="Int64")
    assert sentences.moved_answer(results) == (
        "Under these weights 3 change place; the largest move is 甲2, from 3 to 1."
    )


def test_a_missing_place_is_no_move() -> None:
    results = ranking([90.0, 80.0]).results
    results["rank"] = pd.array([1, None], dtype="Int64")
    use_language("en")
    assert sentences.moved_answer(results) == "Under these weights nobody changes place."


@pytest.mark.parametrize(
    ("standing", "said"),
    [
        ((), "水文支部：还没有收到评分表，应交自评、互评、领导点评、群众测评。"),
        ((Source.SELF, Source.PEER), "水文支部：4 类评分已收 2 类，还缺领导点评、群众测评。"),
        (tuple(Source), "水文支部：4 类评分已全部交齐。"),
    ],
)
def test_a_meeting_says_what_is_in_and_what_is_owed(
    standing: tuple[Source, ...], said: str
) -> None:
    use_language("zh_CN")
    assert sentences.meeting_answer(view(*standing)) == said


def test_the_office_hears_how_many_have_handed_in() -> None:
    use_language("en")
    views = [view(*Source), view()]
    assert sentences.handed_in_answer(views) == "1 of 2 meetings have handed in everything."


def test_the_source_that_gives_most_and_the_one_that_costs_most() -> None:
    use_language("en")
    # 20 of 30 lost 10; 27 of 30 lost 3
    sources = pd.DataFrame(
        {
            "source": ["peer", "mass"],
            "applied": [0.3, 0.3],
            "contribution": [20.0, 27.0],
        }
    )
    assert sentences.profile_detail(sources) == (
        "Most points come from: Masses (27.0). Most are lost with: Peers (10.0)."
    )
    assert sentences.profile_detail(sources.assign(contribution=float("nan"))) == ""


def test_headings_of_figures_are_findings() -> None:
    use_language("zh_CN")
    criteria = pd.DataFrame(
        {"label": ["服务", "学习"], "mean": [80.0, 90.0], "unit_mean": [84.5, 88.0]}
    )
    assert sentences.criteria_heading(criteria) == "“服务”落后讲评会平均最多，低 4.5 分"
    assert sentences.criteria_heading(criteria.tail(1)) == "各测评项目都不低于讲评会平均"
    assert sentences.criteria_heading(criteria.head(0)) == "各测评项目都没有均分"
    history = pd.DataFrame({"period": ["2011", "2012"], "score": [84.0, 85.5]})
    assert sentences.history_heading(history) == "较2011提高 1.50 分"
    assert sentences.history_heading(history.assign(score=[85.5, 84.0])) == "较2011下降 1.50 分"
    assert sentences.history_heading(history.assign(score=[84.0, 84.0])) == "得分与2011持平"
    assert sentences.history_heading(history.head(1)) == "没有往期得分可比"


def test_a_source_that_costs_nothing_is_not_said_to_cost_most() -> None:
    use_language("en")
    sources = pd.DataFrame({"source": ["peer"], "applied": [0.3], "contribution": [30.0]})
    assert sentences.profile_detail(sources) == "Most points come from: Peers (30.0)."


def test_the_numbers_of_other_weights_are_never_said_as_if_published() -> None:
    use_language("en")
    said = sentences.ranking_answer(ranking([95.0]), trying=True)
    assert said.startswith("With the weights tried, 2012年上半年: 1 member scored")
