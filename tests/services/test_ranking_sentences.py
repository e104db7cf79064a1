"""What a ranking says: right in grammar, at zero, in the plural, without data."""

from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

from cxzy.core.language import use_language
from cxzy.core.scheme import parse_scheme
from cxzy.core.vocabulary import SubjectKind
from cxzy.services import ranking_sentences as sentences
from cxzy.services.ranking import Ranking
from cxzy.services.records import Period

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
        f"2012年上半年：3 名党员有得分，平均 61.7 分；其中{best} 1 名，{lowest} 2 名。"
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


def test_the_numbers_of_other_weights_are_never_said_as_if_published() -> None:
    use_language("en")
    said = sentences.ranking_answer(ranking([95.0]), trying=True)
    assert said.startswith("With the weights tried, 2012年上半年: 1 member scored")


@pytest.mark.parametrize(
    ("scores", "said"),
    [
        ([], "Nobody has a score yet"),
        ([None], "Nobody has a score yet"),
        ([95.0], "Only 甲0 has a score, 95.00 points"),
        ([90.0, 95.0], "甲1 leads with 95.00 points; the last has 90.00"),
        (
            [95.0, 95.0, 60.0],
            "甲0, 甲1 share the first place with 95.00 points; the last has 60.00",
        ),
        # quartiles of 60, 70, 80, 90, 100 are 70 and 90
        (
            [100.0, 90.0, 80.0, 70.0, 60.0],
            "甲0 leads with 100.00 points; the middle half lies within 20.0 points",
        ),
    ],
)
def test_the_table_is_headed_by_who_leads_and_how_close_they_are(
    scores: list[float | None], said: str
) -> None:
    use_language("en")
    assert sentences.table_heading(ranking(scores)) == said
