"""Every figure passes the checks of Plotly, which are left out where a screen is drawn."""

import json
import math
from collections.abc import Callable, Mapping
from importlib import import_module
from pkgutil import iter_modules
from typing import Any

import pandas as pd
import plotly.graph_objects as go
import pytest

import cxzy.charts
from cxzy.charts.changes import changes_figure
from cxzy.charts.contributions import contributions_figure
from cxzy.charts.criteria import criteria_figure
from cxzy.charts.distribution import distribution_figure
from cxzy.charts.dumbbells import dumbbells_figure
from cxzy.charts.effective_weights import effective_weights_figure
from cxzy.charts.figures import figure, trace
from cxzy.charts.grade_bars import grade_bars_figure
from cxzy.charts.handed_in import handed_in_figure
from cxzy.charts.heat_table import heat_table_figure
from cxzy.charts.history import history_figure
from cxzy.charts.intervals import intervals_figure
from cxzy.charts.overview_sources import overview_sources_figure
from cxzy.charts.self_and_others import self_and_others_figure
from cxzy.charts.theme import Theme, template
from cxzy.charts.transitions import flow_figure, matrix_figure
from cxzy.charts.turnout import shares_figure, turnout_figure
from cxzy.charts.waterfall import waterfall_figure
from cxzy.core.vocabulary import Source

GRADES = ("优秀", "较好", "后进")
EDGES = tuple(zip(GRADES, (90.0, 80.0, 0.0), strict=True))
ROWS = pd.DataFrame(
    {
        "key": ["a", "b", "c"],
        "group": ["学生", "教师 <b>", ""],
        "electorate": [60, 30, 10],
        "ballots": [30, 33, 0],
        "turnout": [0.5, 1.1, 0.0],
        "electorate_share": [0.6, 0.3, 0.1],
        "ballot_share": [0.48, 0.52, 0.0],
        "name": ["文学院", "理学院 <b>", "水利水电学院水文与水资源工程系教工党支部"],
        "label": ["德", "能", "勤"],
        "period": ["2011", "2012", "2013"],
        "source": ["self", "peer", "mass"],
        "kind": ["branch", "branch", "branch"],
        "kind_label": ["教工", "学生", "学生"],
        "subject": ["1", "2", "3"],
        "grade": ["优秀", "较好", ""],
        "grade_before": ["较好", "较好", "后进"],
        "grade_now": ["优秀", "较好", "后进"],
        "criterion": [True, True, False],
        "n": [3, 12, 1],
        "rank": pd.array([1, 2, None], "Int64"),
        "of": [3, 3, 3],
        "expected": [4, 4, 0],
        "standing": [4, 1, 0],
        "graded": [9, 0, 3],
        "优秀": [4, 0, 3],
        "较好": [3, 0, 0],
        "后进": [2, 0, 0],
        "score": [91.25, 84.0, math.nan],
        "mean": [91.25, 84.0, 77.5],
        "unit_mean": [90.0, 86.0, math.nan],
        "kind_mean": [89.5, math.nan, 80.0],
        "list_mean": [90.0, 85.0, 80.0],
        "self": [95.0, 99.0, math.nan],
        "peer": [90.0, 84.0, 77.0],
        "others": [90.0, 84.0, 77.0],
        "gap": [5.0, 15.0, math.nan],
        "self_mean": [95.0, 99.0, math.nan],
        "peer_mean": [90.0, 84.0, 77.0],
        "applied": [0.1, 0.3, 0.6],
        "contribution": [9.1, 25.2, math.nan],
        "step": [0.5, -1.25, 0.0],
        "score_before": [88.0, 84.0, 70.0],
        "score_after": [91.25, 84.0, 60.0],
        "score_now": [91.25, 84.0, 60.0],
        "change": [3.25, 0.0, -10.0],
        "smallest": [2.5, 3.0, math.nan],
        "verdict": ["up", "level", ""],
        "said": ["超过误差线", "视为持平", ""],
        "score_low": [90.0, 82.5, math.nan],
        "score_high": [92.5, 85.5, math.nan],
        "range": ["1", "2–3", ""],
        "own": [False, True, False],
        "published": [0.1, 0.3, 0.6],
        "effective": [-0.05, 0.35, 0.7],
    }
)  # fmt: skip
MOVES = pd.DataFrame([[2, 1, 0], [3, 0, 1], [0, 0, 0]], index=GRADES, columns=GRADES)

Draw = Callable[[pd.DataFrame, Theme], go.Figure]


def link(kind: str, key: str) -> str:
    return f"page?{kind}={key}&lang=en"


DRAWN: Mapping[str, Draw] = {
    "changes_figure": lambda rows, theme: changes_figure(rows, theme=theme),
    "contributions_figure": lambda rows, theme: contributions_figure(rows, 34.3, theme=theme),
    "criteria_figure": lambda rows, theme: criteria_figure(rows, theme=theme),
    "distribution_figure": lambda rows, theme: distribution_figure(rows, EDGES, theme=theme),
    "dumbbells_figure": lambda rows, theme: dumbbells_figure(
        rows, EDGES, kind="branch", theme=theme, link=link
    ),
    "effective_weights_figure": lambda rows, theme: effective_weights_figure(rows, theme=theme),
    "flow_figure": lambda rows, theme: flow_figure(
        MOVES * min(len(rows), 1), before="2011", now="2012", theme=theme
    ),
    "grade_bars_figure": lambda rows, theme: grade_bars_figure(
        rows, GRADES, name="name", theme=theme, link=link, kind="branch", key="key"
    ),
    "handed_in_figure": lambda rows, theme: handed_in_figure(rows, theme=theme, link=link),
    "heat_table_figure": lambda rows, theme: heat_table_figure(
        rows[["key", "name", "mean", "unit_mean"]], theme=theme, link=link, kind="branch"
    ),
    "history_figure": lambda rows, theme: history_figure(rows, name="均分", theme=theme),
    "intervals_figure": lambda rows, theme: intervals_figure(
        rows, kind="branch", theme=theme, link=link
    ),
    "matrix_figure": lambda rows, theme: matrix_figure(
        MOVES * min(len(rows), 1), before="2011", now="2012", theme=theme, link=link
    ),
    "overview_sources_figure": lambda rows, theme: overview_sources_figure(
        rows, (Source.SELF, Source.PEER), theme=theme, link=link, kind="branch"
    ),
    "self_and_others_figure": lambda rows, theme: self_and_others_figure(rows, theme=theme),
    "shares_figure": lambda rows, theme: shares_figure(rows, theme=theme),
    "turnout_figure": lambda rows, theme: turnout_figure(rows, theme=theme),
    "waterfall_figure": lambda rows, theme: waterfall_figure(
        rows, 86.0, name="均分", theme=theme
    ),
}  # fmt: skip


def described(drawn: go.Figure) -> dict[str, Any]:
    """What a browser is sent; without the empty lists, which Plotly leaves out."""
    sent = json.loads(drawn.to_json())
    return sent | {"layout": {name: said for name, said in sent["layout"].items() if said != []}}


def test_every_kind_of_figure_is_checked_here() -> None:
    modules = [
        import_module(f"cxzy.charts.{one.name}") for one in iter_modules(cxzy.charts.__path__)
    ]
    known = {name for module in modules for name in vars(module) if name.endswith("_figure")}
    assert known == set(DRAWN)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("count", [0, 1, 3])
@pytest.mark.parametrize("name", DRAWN)
def test_plotly_finds_nothing_to_object_to_or_to_change(
    name: str, count: int, theme: Theme
) -> None:
    drawn = DRAWN[name](ROWS.head(count), theme)
    assert described(go.Figure(drawn.to_dict())) == described(drawn)


def test_the_checks_here_find_what_drawing_lets_pass() -> None:
    wrong = figure("light", [trace("bar", x=[1], textposition="nowhere")])
    with pytest.raises(ValueError, match="textposition"):
        go.Figure(wrong.to_dict())


def test_a_figure_does_not_share_its_template_with_others() -> None:
    before = template("light").to_plotly_json()
    drawn = figure("light", [trace("bar", x=[1])])
    drawn.layout.template.layout.font.size = 99
    assert template("light").to_plotly_json() == before
