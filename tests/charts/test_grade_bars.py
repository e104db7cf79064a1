"""Bars of grades: shares as lengths, counts as words, names that lead on."""

import pandas as pd
import pytest

from cxzy.charts.grade_bars import grade_bars_figure
from cxzy.charts.theme import DARK, LIGHT
from cxzy.core.language import use_language

GRADES = ["优秀", "较好", "后进"]
COUNTS = pd.DataFrame(
    {
        "organisation": ["材料学院", "<土木>学院", "新学院"],
        "code": ["01", "02", "03"],
        "total": [4, 10, 2],
        "graded": [4, 10, 0],
        "优秀": [3, 2, 0],
        "较好": [1, 7, 0],
        "后进": [0, 1, 0],
        "best_share": [0.75, 0.2, float("nan")],
    }
)


@pytest.fixture(autouse=True)
def english() -> None:
    use_language("en")


def test_a_bar_is_as_long_as_the_share_and_holds_the_count() -> None:
    figure = grade_bars_figure(COUNTS, GRADES, name="organisation", theme="light")
    best, good, lowest = figure.data[:3]
    assert list(best.x) == [3 / 4, 2 / 10, 0]
    assert list(good.x) == [1 / 4, 7 / 10, 0]
    assert list(good.text) == ["1", "7", ""]
    assert best.hovertext[0] == "材料学院: 3 of 4 graded 优秀, 75%"
    assert [best.marker.color, good.marker.color, lowest.marker.color] == [
        LIGHT.grades[0],
        LIGHT.grades[2],
        LIGHT.grades[3],
    ]


def test_the_lowest_grade_is_hatched_and_its_count_stands_beside() -> None:
    figure = grade_bars_figure(COUNTS, GRADES, name="organisation", theme="dark")
    lowest, beside = figure.data[2], figure.data[3]
    assert lowest.marker.pattern.fillmode == "replace"
    assert lowest.marker.pattern.bgcolor == DARK.grades[3]
    assert not any(lowest.text)
    assert list(beside.y) == [1]
    assert [text.strip() for text in beside.text] == ["1"]


def test_the_first_row_stands_on_top_with_its_number() -> None:
    figure = grade_bars_figure(COUNTS, GRADES, name="organisation", theme="light")
    first, second, _third = figure.layout.yaxis.ticktext
    assert figure.layout.yaxis.range[0] > figure.layout.yaxis.range[1]
    assert first.startswith("材料学院  ")
    assert ">4<" in first
    assert second.startswith("&lt;土木&gt;学院")


def test_names_lead_to_what_the_key_names() -> None:
    figure = grade_bars_figure(
        COUNTS,
        GRADES,
        name="organisation",
        theme="light",
        link=lambda kind, key: f"/{kind}/{key}",
        kind="organisation",
        key="code",
    )
    assert 'href="/organisation/01"' in figure.layout.yaxis.ticktext[0]


def test_a_row_without_grades_says_so() -> None:
    figure = grade_bars_figure(COUNTS, GRADES, name="organisation", theme="light")
    said = figure.data[4]
    assert (list(said.y), list(said.text)) == ([2], ["no grade yet"])


@pytest.mark.parametrize("number", [0, 1, 60, 600])
def test_it_grows_with_its_rows(number: int) -> None:
    one = COUNTS.iloc[:1]
    many = pd.concat([one] * number) if number else one.iloc[:0]
    figure = grade_bars_figure(many, GRADES, name="organisation", theme="light")
    empty = grade_bars_figure(one.iloc[:0], GRADES, name="organisation", theme="light")
    assert figure.layout.height - empty.layout.height == 30 * number
    assert len(figure.layout.yaxis.ticktext) == number


def test_the_words_of_all_grades_stand_above() -> None:
    (words,) = grade_bars_figure(
        COUNTS, GRADES, name="organisation", theme="light"
    ).layout.annotations
    assert [grade for grade in GRADES if grade in words.text] == GRADES
