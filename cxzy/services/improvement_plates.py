"""The figures of the improvement screen, each with its finding."""

import pandas as pd
import plotly.graph_objects as go

from cxzy.charts.dumbbells import dumbbells_figure, shown_changes
from cxzy.charts.frames import rows_of
from cxzy.charts.plates import Link, Plate
from cxzy.charts.theme import Theme
from cxzy.charts.transitions import flow_figure, matrix_figure
from cxzy.core.language import _, sentences
from cxzy.services import improvement_sentences as said
from cxzy.services.improvement import Improvement
from cxzy.services.improvement_certainty_sentences import change_said


def plates(shown: Improvement) -> tuple[Plate, ...]:
    """Return the matrix, the flow and the dumbbells; none where nobody is compared."""
    if not shown.total["compared"]:
        return ()
    return (matrix_plate(shown), flow_plate(shown), changes_plate(shown, shown.moved))


def matrix_plate(shown: Improvement) -> Plate:
    """Return the table from grade to grade."""

    def draw(theme: Theme, link: Link | None) -> go.Figure:
        return matrix_figure(
            shown.matrix, before=shown.before.name, now=shown.now.name, theme=theme, link=link
        )

    return Plate(
        key="improvement.matrix",
        heading=said.matrix_heading(shown),
        alt=_("How many went from which grade in {before} to which in {now}").format(
            before=shown.before.name, now=shown.now.name
        ),
        draw=draw,
        note=_("▲ moved up, ▼ moved down, framed: stayed level. A count leads to its names."),
    )


def flow_plate(shown: Improvement) -> Plate:
    """Return the flow between grades."""

    def draw(theme: Theme, _link: Link | None) -> go.Figure:
        return flow_figure(shown.matrix, before=shown.before.name, now=shown.now.name, theme=theme)

    return Plate(
        key="improvement.flow",
        heading=said.flow_heading(shown),
        alt=_("Flow between the grades of {before} and {now}").format(
            before=shown.before.name, now=shown.now.name
        ),
        draw=draw,
        note=_("Rising bands moved up, falling bands moved down, grey ones stayed level."),
    )


def changes_plate(shown: Improvement, moved: pd.DataFrame) -> Plate:
    """Return the dumbbells of the compared rows `moved`."""
    drawn = shown_changes(moved)
    drawn = drawn.assign(said=[change_said(row) for row in rows_of(drawn)])

    def draw(theme: Theme, link: Link | None) -> go.Figure:
        return dumbbells_figure(
            drawn, shown.edges, kind=shown.subject.value, theme=theme, link=link
        )

    banded = bool((drawn["verdict"] != "").any())
    note = _("Hollow: {before}; solid: {now}; dotted lines fell.")
    if len(drawn) < len(moved):
        note = _(
            "Hollow: {before}; solid: {now}; dotted lines fell. Drawn are the largest rises "
            "and the largest falls, {drawn} of {count}; all stand in the table below."
        )
    return Plate(
        key="improvement.changes",
        heading=said.changes_heading(moved),
        alt=_("Scores in {before} and {now}, ordered by the change").format(
            before=shown.before.name, now=shown.now.name
        ),
        draw=draw,
        note=sentences(
            note.format(
                before=shown.before.name,
                now=shown.now.name,
                drawn=f"{len(drawn):,}",
                count=f"{len(moved):,}",
            ),
            _("Pale band: what chance makes; grey stays within it and counts as level.")
            if banded
            else "",
        ),
    )
