"""Which word of a form was ticked, and which signs are ticks at all.

What is not certain: docs/decisions/0065-what-a-tick-is.md.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from cxzy.core.vocabulary import BallotFate
from cxzy.sheets.columns import Column
from cxzy.sheets.grid import Value
from cxzy.sheets.marks import mark_of
from cxzy.sheets.wording import plain, shown

Sign = Literal["tick", "one", "cross", "circle", "blank", "fate", "odd"]
_TICKS = frozenset("√✓✔☑✅v●■◉⬤⚫◆★")
_CROSSES = frozenset("×✗✘✕✖☒x╳❌")
_CIRCLES = frozenset("○□〇◯☐◇⭕⚪")
_VARIANTS = re.compile("[\ufe0e\ufe0f]")


@dataclass(frozen=True)
class Choice:
    """What one mark says: `value` is a word, a vote without points, or "" for a blank.

    `ticked` are the columns that say so; `code` names what keeps the mark from being read.
    """

    value: str = ""
    ticked: tuple[Column, ...] = ()
    code: str = ""


def sign_of(value: Value) -> Sign:
    """Return what a cell under a word says.

    >>> [sign_of(value) for value in ("√", "Ｖ", 1.0, "○", "×", True, 0.0, "弃权", "看")]
    ['tick', 'tick', 'one', 'circle', 'cross', 'tick', 'blank', 'fate', 'odd']
    """
    if isinstance(value, bool):
        return "tick" if value else "blank"
    if isinstance(value, str):
        return _of_text(value)
    mark = mark_of(value)
    numbers: dict[float, Sign] = {1.0: "one", 0.0: "blank"}
    return numbers.get(mark.number, "odd") if mark.kind == "number" else "odd"


@lru_cache(maxsize=4_096)
def _of_text(text: str) -> Sign:
    letters = set(_VARIANTS.sub("", plain(text)))
    signs: tuple[tuple[frozenset[str], Sign], ...] = (
        (_TICKS, "tick"), (_CROSSES, "cross"), (_CIRCLES, "circle"), (frozenset("1"), "one"),
        (frozenset("0"), "blank"),
    )  # fmt: skip
    for known, sign in signs:
        if letters and letters <= known and (len(letters) == 1):
            return sign
    kind = mark_of(text).kind
    return "blank" if kind == "blank" else "fate" if kind == "fate" else "odd"


def choice_of(cells: Sequence[tuple[Column, Value]], *, crosses_choose: bool) -> Choice:
    """Return what the cells of one mark say; a word written under itself is a tick.

    A number under 优16-20 is the mark itself.

    `crosses_choose` says that in this table nothing else is a tick, so that × is one.
    """
    signs = [(column, sign_under(column, value)) for column, value in cells]
    ticked = tuple(column for column, sign in signs if sign in {"tick", "one"})
    crossed = tuple(column for column, sign in signs if sign == "cross")
    circled = tuple(column for column, sign in signs if sign == "circle")
    odd = tuple(column for column, sign in signs if sign == "odd")
    chosen = crossed if crosses_choose else ticked
    if odd:
        return Choice(ticked=odd, code="not_a_tick")
    if len(chosen) > 1:
        return Choice(BallotFate.VOID.value, chosen)
    if chosen:
        return Choice(_said(chosen[0], dict(cells)[chosen[0]]), chosen)
    if crossed or (circled and len(circled) < len(cells)):
        return Choice(ticked=crossed or circled, code="tick_unclear")
    fates = [(column, value) for column, value in cells if sign_of(value) == "fate"]
    return Choice(mark_of(fates[0][1]).text, (fates[0][0],)) if fates else Choice()


def _said(column: Column, value: Value) -> str:
    return shown(value) if in_range(column, value) else column.key


def in_range(column: Column, value: Value) -> bool:
    """Whether a cell holds a mark in the range that its heading states."""
    mark = mark_of(value)
    return mark.kind == "number" and any(low <= mark.number <= high for low, high in column.ranges)


def sign_under(column: Column, value: Value) -> Sign:
    """Return what a cell says under its heading."""
    if in_range(column, value):
        return "tick"
    sign = sign_of(value)
    written = sign in {"odd", "fate"} and plain(str(value)) == plain(column.key)
    return "tick" if written else sign
