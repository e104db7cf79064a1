"""What the visitor is told when something cannot be done, always in words, never a traceback."""

import logging
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from html import escape
from secrets import token_hex

import streamlit as st

from cxzy.core.errors import CxzyError
from cxzy.core.language import _, listed

_log = logging.getLogger("cxzy")
_MARKDOWN = re.compile(r"([\\`*_{}\[\]()#+\-.!|<>~$:&^=\"'/@])")


def plain(text: str) -> str:
    r"""Return Markdown that shows `text` as it is: names from people are never markup.

    >>> plain("![x](http://a)")
    '\\!\\[x\\]\\(http\\:\\/\\/a\\)'
    """
    return _MARKDOWN.sub(r"\\\1", text.replace("\n", " "))


def refusal(error: CxzyError) -> None:
    """Say why something cannot be done, and what to do about it."""
    first, *rest = map(plain, error.message.splitlines())
    lines = [f"**{first}**", *rest, *([plain(error.hint)] if error.hint else [])]
    st.error("  \n".join(lines), icon=":material/error:")


def failure(error: BaseException) -> None:
    """Say that something went wrong here, with the number under which the log has it."""
    reference = token_hex(4)
    _log.error("reference %s", reference, exc_info=error)
    st.error(
        _(
            "Something went wrong on our side; nothing was changed by it. Load the page again. "
            "If it happens once more, give the office this number: {reference}."
        ).format(reference=reference),
        icon=":material/error:",
    )


def on_script_error(error: Exception) -> bool:
    """Answer an error that no page caught; True keeps Streamlit from showing its own."""
    refusal(error) if isinstance(error, CxzyError) else failure(error)
    return True


class Incomplete(CxzyError):
    """A form was sent without something it needs."""

    @classmethod
    def from_fields(cls, names: Sequence[str]) -> "Incomplete":
        return cls(_("Please fill in: {names}.").format(names=listed(names)))

    @classmethod
    def from_attendance(cls, expected: int, present: int | None) -> "Incomplete":
        return cls(
            _("{present} present of {expected} entitled is not possible.").format(
                present=present, expected=expected
            ),
            hint=_("Give whole numbers from 0; no more present than entitled."),
        )


def need(given: Mapping[str, object]) -> None:
    """Raise `Incomplete` with the names of what was left empty."""
    empty_ones = [name for name, value in given.items() if not str(value or "").strip()]
    if empty_ones:
        raise Incomplete.from_fields(empty_ones)


@contextmanager
def kept_in_words(said: str = "") -> Iterator[None]:
    """Say the errors of the block in words; where there are none, say `said` on a new run."""
    try:
        yield
    except CxzyError as error:
        refusal(error)
        return
    if said:
        later(said)
        st.rerun()


@contextmanager
def in_words() -> Iterator[None]:
    """Say the errors of the block in words instead of raising them."""
    try:
        yield
    except CxzyError as error:
        refusal(error)
    except Exception as error:
        failure(error)


def empty(sentence: str, *, link: str = "", label: str = "") -> None:
    """Say that there is nothing to show yet, and where the next step is."""
    with st.container(key="empty_state", border=True):
        st.markdown(plain(sentence))
        if link:
            st.markdown(f"[{plain(label)} →]({link})")


def printed(*parts: str) -> None:
    """Put a line at the foot of every printed page: what it is, the day, and the page."""
    day = f"{datetime.now().astimezone():%Y-%m-%d}"
    words = " · ".join([*filter(None, parts), day])
    left = f'@bottom-left {{ content: "{css_text(words)}" }}'
    right = '@bottom-right { content: counter(page) " / " counter(pages) }'
    _foot.set(f"<style>@page {{ {left} {right} }}</style>")


_foot = ContextVar("foot", default="")
"""What this run has put at the foot so far."""
_END = '<i class="cx-end"></i>'
"""What tells the stylesheet that nothing more comes, so that it draws no shapes of it."""


_last = ContextVar("last", default="")
"""What stands last on the screen of this run."""


def begin() -> None:
    """Begin a page without the foot of one that was broken off before its end."""
    _foot.set("")
    _last.set("")


def closing(html: str) -> None:
    """Let a page close with some lines, drawn in one piece with what ends it.

    See docs/decisions/0107-a-run-costs-what-it-sends.md.
    """
    _last.set(html)


def end() -> None:
    """End the page, with its last lines and what was put at the foot of its printed pages."""
    st.html(_last.get() + _END + _foot.get())


def css_text(text: str) -> str:
    r"""Return text for a string of CSS; whatever is no letter or digit is written as its code.

    >>> css_text('a"}')
    'a\\22 \\7d '
    """
    return "".join(sign if sign.isalnum() else f"\\{ord(sign):x} " for sign in text)


def heading(text: str) -> None:
    """Draw a heading; names in it are only text."""
    st.html(heading_html(text))


def heading_html(text: str) -> str:
    """Return a heading, to be drawn in one piece with what it heads."""
    return f"<h3>{escape(text)}</h3>"


def question(title: str, answer: str, detail: str = "") -> None:
    """Head a page: its question, and the answer in one sentence."""
    said = f"<b>{escape(answer)}</b> {escape(detail)}".strip()
    st.html(f"<h1>{escape(title)}</h1><p>{said}</p>")


_LATER = "messages.later"


def later(said: str | CxzyError, *, link: str = "", label: str = "") -> None:
    """Keep something to be said on the next run, above the page."""
    st.session_state[_LATER] = (said, link, label)


def told() -> None:
    """Say what was kept, once."""
    said, link, label = st.session_state.pop(_LATER, (None, "", ""))
    if isinstance(said, CxzyError):
        refusal(said)
    elif said:
        way_on = f"  \n[{plain(label)} →]({link})" if link else ""
        st.success(f"**{plain(said)}**{way_on}", icon=":material/check_circle:")
