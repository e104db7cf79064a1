"""The stylesheet: `style.css` with the tokens of both themes as variables.

It stands in the document itself (`middleware.py`), behind Streamlit's own: what is the same on
every page is there from the first moment and is sent with no run
(docs/decisions/0049-the-look-stands-in-the-document.md).
"""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from cxzy.charts.theme import DARK, LIGHT, grade_colours
from cxzy.core.language import LANGUAGES, _, language, use_language
from cxzy.core.vocabulary import Source


def pair(light: str, dark: str) -> str:
    """Return CSS that follows the theme on the screen without asking the server."""
    return f"light-dark({light}, {dark})"


def source_css(source: Source) -> str:
    """Return the colour of a source."""
    return pair(LIGHT.sources[source], DARK.sources[source])


def grade_css(place: int, count: int) -> str:
    """Return the colour of the grade at `place` (0 the best) of `count`."""
    return pair(grade_colours(count, "light")[place], grade_colours(count, "dark")[place])


@cache
def stylesheet() -> str:
    """Return the whole stylesheet: tokens, the uploader's words in both languages, rules."""
    tokens = {
        name: pair(getattr(LIGHT, name), getattr(DARK, name))
        for name in ("paper", "panel", "ink", "soft", "hairline", "accent", "rise", "fall")
    }
    tokens["better"] = pair(LIGHT.grades[0], DARK.grades[0])
    tokens["sheets"] = pair(LIGHT.grades[1], DARK.grades[1])
    tokens["marks"], tokens["raters"] = source_css(Source.PEER), source_css(Source.MASS)
    said = language()
    words = "\n".join(f":root:lang({code.split('_')[0]}) {{{_words(code)}}}" for code in LANGUAGES)
    use_language(said)
    rules = Path(__file__).with_name("style.css").read_text(encoding="utf-8")
    return f".stApp{{{_variables(tokens)}}}\n{words}\n{rules}"


def _words(code: str) -> str:
    use_language(code)
    browse, limit = (
        _("Choose files"),
        _("or drop them here; Excel, WPS, .csv or .zip, at most 20 MB each"),
    )
    return _variables({"browse": f'"{browse}"', "limit": f'"{limit}"'})


def _variables(values: Mapping[str, str]) -> str:
    return "".join(f"--cx-{name}:{value};" for name, value in values.items())
