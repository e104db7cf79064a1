"""What is done once, at start-up, so that no visitor waits for it."""

import gc
from importlib import import_module
from pkgutil import iter_modules

import cxzy.web
from cxzy.charts.figures import TRACES, figure, trace
from cxzy.charts.theme import THEMES
from cxzy.core.language import LANGUAGES, ngettext, use_language
from cxzy.services.workspace import workspace

_LATE = ("streamlit.emojis", "streamlit.elements.lib.policies", "streamlit.elements.plotly_chart")
"""What Streamlit imports only when a first visitor needs it; together a quarter of a second."""


def warm() -> None:
    """Import what pages need, read the catalogs, open the database, draw each kind of trace.

    The collector of garbage is told to leave alone what is there then.
    """
    workspace()
    for module in iter_modules(cxzy.web.__path__):
        if module.name != "main":
            import_module(f"cxzy.web.{module.name}")
    for name in _LATE:
        import_module(name)
    for code in LANGUAGES:
        use_language(code)
        ngettext("{count} member", "{count} members", 1)
    for theme in THEMES:
        figure(theme, [trace(kind) for kind in TRACES]).to_json()
    gc.collect()
    gc.freeze()  # what stays for good is not looked through again: a tenth of a second each time
