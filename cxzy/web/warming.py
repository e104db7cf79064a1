"""What is done once, at start-up, so that no visitor waits for it."""

import gc
import logging
from functools import cache, lru_cache
from importlib import import_module
from pkgutil import iter_modules

from sqlalchemy import Engine
from streamlit import string_util
from streamlit.elements.widgets import button_group
from streamlit.proto.NewSession_pb2 import CustomThemeConfig
from streamlit.runtime import app_session

import cxzy.web
from cxzy.charts.figures import TRACES, figure, trace
from cxzy.charts.theme import THEMES
from cxzy.core.garbage import leave_alone_what_is_loaded
from cxzy.core.language import CHINESE, LANGUAGES, ngettext, use_language
from cxzy.services.whole_period import score_newest
from cxzy.services.workspace import workspace

_LATE = ("streamlit.emojis", "streamlit.elements.lib.policies", "streamlit.elements.plotly_chart")
"""What Streamlit imports only when a first visitor needs it; together a quarter of a second."""


def warm() -> None:
    """Import what pages need, read the catalogs, draw each kind of trace, score what is newest.

    The collector of garbage is told to leave alone what is there then.
    """
    engine = workspace()
    for module in iter_modules(cxzy.web.__path__):
        if module.name != "main":
            import_module(f"cxzy.web.{module.name}")
    for name in _LATE:
        import_module(name)
    _remember_the_theme()
    _remember_icons()
    for code in LANGUAGES:
        use_language(code)
        ngettext("{count} member", "{count} members", 1)
    for theme in THEMES:
        figure(theme, [trace(kind) for kind in TRACES]).to_json()
    use_language(CHINESE)  # which the first visitors most likely read
    _score(engine)
    gc.collect()
    leave_alone_what_is_loaded()  # looking through it took a tenth of a second each time


def _remember_the_theme() -> None:
    """Let Streamlit read and word its theme's settings once, not anew for every run.

    See docs/decisions/0050-turns.md.
    """
    worded = app_session._populate_theme_msg

    @cache
    def known(section: str) -> CustomThemeConfig:
        message = CustomThemeConfig()
        worded(message, section)
        return message

    def remembered(msg: CustomThemeConfig, section: str = "theme") -> None:
        msg.MergeFrom(known(section))

    app_session._populate_theme_msg = remembered


def _remember_icons() -> None:
    """Let Streamlit look once for signs before the words of a choice, not anew for every run."""
    kept = lru_cache(maxsize=256)(string_util.extract_leading_icon)
    button_group.extract_leading_icon = kept  # type: ignore[attr-defined]


def _score(engine: Engine) -> None:
    try:
        score_newest(engine)
    except Exception:  # whatever it is, the pages that cannot do without say it in words
        logging.getLogger(__name__).exception("The newest periods could not be scored.")
