"""The figures of the screen of grades, each with its finding."""

from collections.abc import Callable

import pandas as pd
import plotly.graph_objects as go

from cxzy.charts.distribution import Edges, distribution_figure
from cxzy.charts.grade_bars import grade_bars_figure
from cxzy.charts.plates import Link, Plate
from cxzy.charts.theme import Theme
from cxzy.core.language import _
from cxzy.services import grading_sentences as said
from cxzy.services.grading import Grading

Draw = Callable[[Theme, Link | None], go.Figure]


def plates(grading: Grading) -> tuple[Plate, ...]:
    """Return all figures of the screen."""
    return (*bars(grading), scores_plate(grading))


def bars(grading: Grading) -> tuple[Plate, ...]:
    """Return the grades by unit, by kind and by period, each where there are several."""
    parts = (
        (grading.by_unit, units_plate),
        (grading.by_kind, kinds_plate),
        (grading.by_period, periods_plate),
    )
    return tuple(plate(grading) for counts, plate in parts if len(counts) > 1)


def units_plate(grading: Grading) -> Plate:
    """Return the grades of each unit, the largest share of the best on top."""
    heading = said.units_heading(grading)
    alt = _("Bars: how many of each unit have each grade. {finding}.").format(finding=heading)
    draw = _bars(grading, grading.by_unit, "name", grading.unit_level, "key")
    note = _("Length: share among the graded. Number: how many.")
    return Plate("grading.units", heading, alt, draw, note)


def kinds_plate(grading: Grading) -> Plate:
    """Return the grades of each kind, the largest share of the best on top."""
    heading = said.kinds_heading(grading)
    alt = _("Bars: how many of each kind have each grade. {finding}.").format(finding=heading)
    draw = _bars(grading, grading.by_kind, "kind_label", "kind", "kind")
    return Plate("grading.kinds", heading, alt, draw)


def periods_plate(grading: Grading) -> Plate:
    """Return the grades of each period, the newest on top."""
    heading = said.periods_heading(grading)
    alt = _("Bars: how many have each grade in each period. {finding}.").format(finding=heading)
    draw = _bars(grading, grading.by_period, "name", "period", "key")
    return Plate("grading.periods", heading, alt, draw)


def scores_plate(grading: Grading) -> Plate:
    """Return the histogram of the scores of each kind between the lines."""
    heading = said.distribution_heading(grading)
    alt = _("Histograms: the scores of each kind between the lines. {finding}.")
    order = {kind: place for place, kind in enumerate(grading.medians["kind_label"])}
    scores = grading.subjects[["kind_label", "score"]].dropna()
    ordered = scores.sort_values("kind_label", key=lambda kinds: kinds.map(order), kind="stable")
    return Plate(
        "grading.scores", heading, alt.format(finding=heading), _histograms(ordered, grading.edges)
    )


def _bars(grading: Grading, counts: pd.DataFrame, name: str, kind: str, key: str) -> Draw:
    def draw(theme: Theme, link: Link | None) -> go.Figure:
        return grade_bars_figure(
            counts, grading.grades, name=name, theme=theme, link=link, kind=kind, key=key
        )

    return draw


def _histograms(scores: pd.DataFrame, edges: Edges) -> Draw:
    def draw(theme: Theme, _link: Link | None) -> go.Figure:
        return distribution_figure(scores, edges, theme=theme)

    return draw
