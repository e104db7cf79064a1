"""The table and the flow of moves hold every count, and tell rise from fall without colour."""

import pandas as pd
import pytest

from cxzy.charts.dumbbells import A_SIDE, dumbbells_figure, shown_changes
from cxzy.charts.theme import LIGHT, Theme
from cxzy.charts.transitions import flow_figure, matrix_figure
from cxzy.core.language import use_language

GRADES = ["优秀", "较好", "后进"]
# rows before, columns now: 4 stay 优秀, 1 falls; 2 rise, 5 stay 较好; 3 rise two grades
COUNTS = [[4, 1, 0], [2, 5, 0], [3, 0, 0]]


@pytest.fixture(autouse=True)
def english() -> None:
    use_language("en")


def matrix(counts: list[list[int]] = COUNTS, grades: list[str] = GRADES) -> pd.DataFrame:
    return pd.DataFrame(counts, index=grades, columns=grades)


def drawn(**asked: object):
    return matrix_figure(matrix(), before="去年", now="今年", theme="light", **asked)


def test_every_cell_holds_its_count_with_its_sign() -> None:
    words = {(note.y, note.x): note.text for note in drawn().layout.annotations}
    assert words == {
        (0, 0): "= 4", (0, 1): "▼ 1", (0, 2): "0",
        (1, 0): "▲ 2", (1, 1): "= 5", (1, 2): "0",
        (2, 0): "▲ 3", (2, 1): "0", (2, 2): "0",
    }  # fmt: skip


def test_the_best_grade_stands_first_with_its_total_before_and_now() -> None:
    figure = drawn()
    assert figure.layout.yaxis.autorange == "reversed"
    assert [words.split(" ")[0] for words in figure.layout.xaxis.ticktext] == GRADES
    # rows add to 5, 7, 3 and columns to 9, 6, 0
    assert [words.split(">")[1].split("<")[0] for words in figure.layout.yaxis.ticktext] == [
        "5", "7", "3",
    ]  # fmt: skip
    assert [words.split(">")[1].split("<")[0] for words in figure.layout.xaxis.ticktext] == [
        "9", "6", "0",
    ]  # fmt: skip


def test_a_count_leads_to_its_names_and_nought_nowhere() -> None:
    figure = drawn(link=lambda kind, key: f"improvement?a=1&{kind}={key}")
    words = {(note.y, note.x): note.text for note in figure.layout.annotations}
    assert words[(2, 0)] == ('<a href="improvement?a=1&amp;cell=2-0" target="_self">▲ 3</a>')
    assert words[(0, 2)] == "0"


def test_the_diagonal_is_framed() -> None:
    frames = [field for field in drawn().layout.shapes if field.line.color == LIGHT.ink]
    assert [(round(field.x0 + 0.47), round(field.y0 + 0.46)) for field in frames] == [
        (0, 0), (1, 1), (2, 2),
    ]  # fmt: skip


def test_the_flow_carries_every_count_once() -> None:
    flow = flow_figure(matrix(), before="去年", now="今年", theme="dark").data[0]
    ends = [words.split(" ")[0] for words in flow.node.customdata]
    runs = {
        (ends[source], ends[target]): value
        for source, target, value in zip(
            flow.link.source, flow.link.target, flow.link.value, strict=True
        )
    }
    assert runs == {
        ("优秀", "优秀"): 4, ("优秀", "较好"): 1, ("较好", "优秀"): 2,
        ("较好", "较好"): 5, ("后进", "优秀"): 3,
    }  # fmt: skip
    assert list(flow.node.customdata) == ["优秀 5", "较好 7", "后进 3", "优秀 9", "较好 6"]


def test_the_grades_of_a_side_stand_below_one_another() -> None:
    flow = flow_figure(matrix(), before="去年", now="今年", theme="light").data[0]
    before, now = list(flow.node.y[:3]), list(flow.node.y[3:])
    assert before == sorted(before)
    assert now == sorted(now)
    assert min(before + now) > 0
    assert max(before + now) < 1


def test_long_words_of_grades_are_shortened_and_have_room() -> None:
    long = matrix([[1, 0], [0, 1]], ["基本能够发挥作用的党支部", "软弱涣散"])
    figure = flow_figure(long, before="a", now="b", theme="light")
    assert figure.data[0].node.customdata[0] == "基本能…支部 1"
    # six Chinese letters of 13 pixels, a space and a digit of 7
    assert figure.layout.margin.l >= 6 * 13 + 2 * 7
    cells = matrix_figure(long, before="a", now="b", theme="light")
    assert cells.layout.xaxis.ticktext[0].startswith("基本能…支部 ")


def test_nobody_makes_an_empty_flow_and_no_error() -> None:
    nobody = matrix([[0, 0], [0, 0]], ["好", "差"])
    assert len(flow_figure(nobody, before="a", now="b", theme="light").data) == 0
    assert len(matrix_figure(nobody, before="a", now="b", theme="dark").layout.annotations) == 4


def changed(*rises: float) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "subject": [f"s{place}" for place in range(len(rises))],
            "name": [f"支部{place}" for place in range(len(rises))],
            "score_before": [80.0] * len(rises),
            "score_now": [80.0 + rise for rise in rises],
            "grade_before": "较好",
            "grade_now": "较好",
            "change": list(rises),
        }
    )


def dumbbells(rows: pd.DataFrame, theme: Theme = "light", **asked: object):
    return dumbbells_figure(
        rows, (("优秀", 90.0), ("较好", 75.0)), kind="branch", theme=theme, **asked
    )


def test_a_dumbbell_is_hollow_before_and_solid_now() -> None:
    figure = dumbbells(changed(12.0, -3.0))
    before, now = figure.data[2:]
    assert list(before.x) == [80.0, 80.0]
    assert list(now.x) == [92.0, 77.0]
    assert list(before.marker.color) == [LIGHT.paper] * 2
    assert list(now.marker.color) == [LIGHT.rise, LIGHT.fall]


def test_what_fell_is_dotted_and_every_change_stands_in_numbers() -> None:
    figure = dumbbells(changed(12.0, 0.0, -3.5))
    rose, fell = figure.data[:2]
    assert (rose.line.dash, fell.line.dash) == ("solid", "dot")
    assert list(fell.y) == [2, 2, None]
    words = [note.text for note in figure.layout.annotations if note.x == 1]
    assert words == ["▲ 12.00", "=", "▼ 3.50"]


def test_only_edges_in_sight_are_drawn() -> None:
    # from 80 to 92 the edge 90 lies between, 75 does not
    figure = dumbbells(changed(12.0))
    assert [line.x0 for line in figure.layout.shapes] == [90.0]


def test_names_lead_to_profiles() -> None:
    figure = dumbbells(changed(1.0), link=lambda kind, key: f"profile?{kind}={key}")
    assert figure.layout.yaxis.ticktext == ('<a href="profile?branch=s0" target="_self">支部0</a>',)


def test_of_six_hundred_the_largest_on_both_sides_are_drawn() -> None:
    rises = [*range(300, 0, -1), *range(-1, -301, -1)]
    kept = shown_changes(changed(*[rise / 100 for rise in rises]))
    assert kept["change"].tolist() == [
        *[rise / 100 for rise in range(300, 300 - A_SIDE, -1)],
        *[rise / 100 for rise in range(-301 + A_SIDE, -301, -1)],
    ]


def test_few_are_all_drawn_and_nobody_is_no_error() -> None:
    assert len(shown_changes(changed(2.0, 0.0, -1.0))) == 3
    assert len(dumbbells(changed(), "dark").data[2].x) == 0
