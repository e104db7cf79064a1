"""Distributions of scores: every score is in one bar, every bar in the colour of its band."""

import math

import pandas as pd
import pytest

from cxzy.charts.distribution import distribution_figure
from cxzy.charts.theme import LIGHT
from cxzy.core.language import use_language

EDGES = (("优秀", 90.0), ("较好", 80.0), ("后进", 0.0))


@pytest.fixture(autouse=True)
def english() -> None:
    use_language("en")


def scores(**kinds: list[float]) -> pd.DataFrame:
    rows = [(kind, score) for kind, listed in kinds.items() for score in listed]
    return pd.DataFrame(rows, columns=["kind_label", "score"])


def test_a_bar_counts_the_scores_of_one_point() -> None:
    figure = distribution_figure(scores(教工=[91.0, 91.99, 92.0, 85.5, 70.0]), EDGES, theme="light")
    best, good, lowest = figure.data
    assert list(best.x) == [91.5, 92.5]
    # the tallest bar holds two scores, the others one: half as tall
    assert best.y[0] == pytest.approx(2 * best.y[1])
    assert list(good.x) == [85.5]
    assert list(lowest.x) == [70.5]
    assert best.hovertext[0] == "教工: 2 from 91 to below 92 points, 优秀"
    assert best.marker.color == LIGHT.grades[0]
    assert lowest.marker.pattern.bgcolor == LIGHT.grades[3]


def test_a_bar_that_an_edge_cuts_is_two_parts_one_upon_the_other() -> None:
    edges = (("优秀", 87.5), ("后进", 0.0))
    best, lowest = distribution_figure(scores(教工=[87.2, 87.5, 87.9]), edges, theme="light").data
    assert list(best.x) == list(lowest.x) == [87.5]
    assert lowest.base[0] == 0
    assert best.base[0] == pytest.approx(lowest.y[0])
    assert best.y[0] == pytest.approx(2 * lowest.y[0])


def test_the_same_height_is_the_same_number_of_scores_in_every_kind() -> None:
    several = scores(教工=[91.0] * 4 + [92.0], 学生=[91.0, 92.0, 92.0])
    best = distribution_figure(several, EDGES, theme="light").data[0]
    one, two, four = sorted({round(float(tall), 9) for tall in best.y})
    assert (two, four) == (pytest.approx(2 * one), pytest.approx(4 * one))
    assert [round(float(tall), 9) for tall in best.y] == [four, one, one, two]


def test_a_single_score_beside_hundreds_can_still_be_seen() -> None:
    many = scores(教工=[91.0] * 900, 学生=[70.0])
    best, _good, lowest = distribution_figure(many, EDGES, theme="light").data
    assert lowest.y[0] * 72 > 2  # pixels of a row
    assert best.y[0] + best.base[0] < 2  # and the tallest stays in the upper of the two rows


def test_kinds_stand_below_one_another_in_their_order_with_their_numbers() -> None:
    figure = distribution_figure(
        scores(教工=[88.0, 89.0], 学生=[90.0, math.nan]), EDGES, theme="light"
    )
    staff, students = figure.layout.yaxis.ticktext
    assert staff.startswith("教工  ")
    assert ">2<" in staff
    assert ">1<" in students  # a missing score is not counted
    assert figure.layout.yaxis.tickvals[0] > figure.layout.yaxis.tickvals[1]


def test_edges_within_the_axis_are_lines_with_the_words_of_the_grades() -> None:
    figure = distribution_figure(scores(教工=[78.0, 95.0]), EDGES, theme="light")
    assert {shape.x0 for shape in figure.layout.shapes if shape.x0 == shape.x1} == {80, 90}
    words = [one.text.split("</span> ")[1] for one in figure.layout.annotations]
    assert words == ["后进", "较好 ≥80", "优秀 ≥90"]


def test_words_of_narrow_bands_do_not_stand_upon_one_another() -> None:
    edges = (("优秀", 90.0), ("较好", 89.0), ("一般", 88.0), ("后进", 0.0))
    figure = distribution_figure(scores(教工=[70.0, 95.0]), edges, theme="light")
    shifts = [one.yshift for one in figure.layout.annotations][1:]
    assert len(set(shifts)) == 3


@pytest.mark.parametrize("lowest", [60.0, 67.0])
def test_words_stand_on_one_line_where_there_is_room(lowest: float) -> None:
    edges = (("优秀", 90.0), ("较好", 80.0), ("一般", 70.0), ("后进", 0.0))
    figure = distribution_figure(scores(教工=[lowest, lowest + 31]), edges, theme="light")
    first, *others = figure.layout.annotations
    assert {one.yshift for one in (first, *others)} == {first.yshift}
    # with three points left of the line the first word ends there, with ten it begins at the axis
    assert first.xanchor == ("left" if lowest == 60 else "right")


@pytest.mark.parametrize("listed", [[], [math.nan], [100.0], [0.0], [-3.0, 104.0]])
def test_few_or_extreme_scores_make_a_figure_that_holds_them(listed: list[float]) -> None:
    figure = distribution_figure(scores(教工=listed), EDGES, theme="dark")
    low, high = figure.layout.xaxis.range
    assert all(low <= score < high for score in listed if not math.isnan(score))
    assert high - low >= 20


def test_thousands_of_scores_are_a_bounded_number_of_bars() -> None:
    many = scores(教工=[40 + place % 6000 / 100 for place in range(6000)])
    figure = distribution_figure(many, EDGES, theme="light")
    assert sum(len(trace.x) for trace in figure.data) <= 60
