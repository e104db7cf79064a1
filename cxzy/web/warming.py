"""What is done once, at start-up, so that no visitor waits for it."""

from importlib import import_module
from pkgutil import iter_modules

import pandas as pd

import cxzy.web
from cxzy.charts.changes import changes_figure
from cxzy.charts.contributions import contributions_figure
from cxzy.charts.criteria import criteria_figure
from cxzy.charts.history import history_figure
from cxzy.charts.self_and_others import self_and_others_figure
from cxzy.charts.theme import Theme
from cxzy.charts.transitions import flow_figure, matrix_figure
from cxzy.charts.waterfall import waterfall_figure
from cxzy.core.language import LANGUAGES, ngettext, use_language
from cxzy.services.workspace import workspace

_LATE = ("streamlit.emojis", "streamlit.elements.lib.policies", "streamlit.elements.plotly_chart")
"""What Streamlit imports only when a first visitor needs it; together a quarter of a second."""


def warm() -> None:
    """Import what pages need, read the catalogs, open the database and draw each figure once."""
    workspace()
    for module in iter_modules(cxzy.web.__path__):
        if module.name != "main":
            import_module(f"cxzy.web.{module.name}")
    for name in _LATE:
        import_module(name)
    for code in LANGUAGES:
        use_language(code)
        ngettext("{count} member", "{count} members", 1)
    for theme in ("light", "dark"):
        _draw_each(theme)


def _draw_each(theme: Theme) -> None:
    """Draw every figure from one made-up row: Plotly imports its parts when they are first used."""
    half = {
        "source": ["peer"],
        "label": ["a"],
        "criterion": ["a"],
        "name": ["a"],
        "period": ["a"],
        "n": [1],
    }
    own = ("applied", "mean", "contribution", "score", "rank", "of", "self", "peer", "gap")
    numbers = (*own, "unit_mean", "kind_mean", "list_mean", "step", "others")
    row = pd.DataFrame({**half, **{name: [0.5] for name in numbers}, "grade": ["a"]})
    changed = row.assign(score_before=1.0, score_after=2.0)
    moved = pd.DataFrame([[1, 0], [1, 1]], index=["a", "b"], columns=["a", "b"])
    for figure in (
        contributions_figure(row, 0.5, theme=theme),
        waterfall_figure(row, 0.5, name="a", theme=theme),
        criteria_figure(row, theme=theme),
        self_and_others_figure(row, theme=theme),
        history_figure(row, name="a", theme=theme),
        changes_figure(changed, theme=theme),
        matrix_figure(moved, before="a", now="b", theme=theme),
        flow_figure(moved, before="a", now="b", theme=theme),
    ):
        figure.to_json()
