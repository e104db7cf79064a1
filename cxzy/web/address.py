"""What the visitor has chosen lives in the address, so that a link shows the same to another.

The address is the truth wherever it says anything. On the way to another page Streamlit can
drop it whole; what all pages share is remembered and put back into such a bare address
(docs/decisions/0026-address.md).
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, Generic, TypeVar
from urllib.parse import urlencode

import streamlit as st

SHARED = ("period", "unit", "kind", "lang")
"""The choices that stay when the page changes."""

_KEPT = "address.kept"
_PAGE = "address.page"

Option = TypeVar("Option")

_said: ContextVar[Mapping[str, str] | None] = ContextVar("said", default=None)
"""What the address says in this run: asked a dozen times, and Streamlit takes long to answer."""


def begin() -> None:
    """Begin a run, which may stand on an older one's thread: the address is read anew."""
    _said.set(None)


def said() -> Mapping[str, str]:
    """Return all that the address says, read once per run and after each change by us."""
    known = _said.get()
    if known is None:
        known = st.query_params.to_dict()
        _said.set(known)
    return known


def chosen(name: str) -> str:
    """Return what the address says under `name`, "" where it says nothing."""
    return said().get(name, "")


def choose(name: str, value: str) -> None:
    """Write a choice into the address; "" takes it out."""
    _said.set(None)
    if value:
        st.query_params[name] = value
    elif name in st.query_params:
        del st.query_params[name]


def restore(page: str) -> None:
    """Put the shared choices back where a change of page left the address bare."""
    kept: dict[str, str] = st.session_state.get(_KEPT, {})
    bare = said().keys().isdisjoint(SHARED)
    if bare and kept and st.session_state.get(_PAGE) != page:
        st.query_params.update(kept)
        begin()
    st.session_state[_PAGE] = page


def remember() -> None:
    """Remember the shared choices as they stand now."""
    st.session_state[_KEPT] = stands()


def href(page: str, **choices: str) -> str:
    """Return the link to a page that keeps the shared choices and adds `choices`."""
    return f"{page}?{urlencode({**stands(), **choices})}"


def here(**choices: str) -> str:
    """Return the link to the page that is shown, as it is shown, but for `choices`."""
    return f"{st.session_state.get(_PAGE, '')}?{urlencode({**said(), **choices})}"


def stands() -> dict[str, str]:
    """Return the shared choices as they stand in the address."""
    standing = said()
    return {name: standing[name] for name in SHARED if standing.get(name)}


@dataclass(frozen=True)
class Options(Generic[Option]):
    """What can be chosen: each option and its label under its code, the default first."""

    codes: Mapping[str, Option]
    labels: Mapping[str, str]


def options(
    offered: Sequence[Option],
    *,
    code: Callable[[Option], str] = str,
    text: Callable[[Option], str] = str,
) -> Options[Option]:
    """Return options with their codes and labels; worth keeping where they are many."""
    codes = {code(option): option for option in offered}
    return Options(codes, _distinct(codes, text))


def select(
    name: str,
    label: str,
    offered: Sequence[Option],
    *,
    key: str,
    code: Callable[[Option], str] = str,
    text: Callable[[Option], str] = str,
    **looks: Any,
) -> Option:
    """Draw a choice of one of `offered`, which `pick` describes."""
    return pick(name, label, options(offered, code=code, text=text), key=key, **looks)


def pick(
    name: str,
    label: str,
    offered: Options[Option],
    *,
    key: str,
    widget: Callable[..., Any] = st.selectbox,
    **looks: Any,
) -> Option:
    """Draw a choice of one option that the address holds under `name` by its code.

    The first option is the default and does not stand in the address. What the address says
    and no option knows counts as the default.
    """
    codes = offered.codes
    default = next(iter(codes))
    asked = chosen(name)
    standing = asked if asked in codes else default
    st.session_state[key] = standing

    def write() -> None:
        picked = st.session_state[key]
        choose(name, "" if picked == default else picked or "")

    picked = widget(
        label,
        list(codes),
        key=key,
        format_func=offered.labels.__getitem__,
        on_change=write,
        **looks,
    )
    return codes[standing if picked is None else picked]


def _distinct(codes: dict[str, Option], text: Callable[[Option], str]) -> dict[str, str]:
    """Return a label per code; where two would read the same, the code stands with them."""
    labels = {code: text(option) for code, option in codes.items()}
    times = Counter(labels.values())
    return {
        code: label if times[label] == 1 else f"{label} ({code})" for code, label in labels.items()
    }
