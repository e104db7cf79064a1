"""What is done once, at start-up, so that no visitor waits for it."""

import plotly.graph_objects as go

from cxzy.charts.theme import template
from cxzy.core.language import LANGUAGES, ngettext, use_language
from cxzy.services.workspace import workspace


def warm() -> None:
    """Import what pages need, read the catalogs, open the database and draw one figure."""
    workspace()
    for code in LANGUAGES:
        use_language(code)
        ngettext("{count} member", "{count} members", 1)
    go.Figure(go.Bar(x=[1], y=["a"]), layout={"template": template("light")}).to_json()
