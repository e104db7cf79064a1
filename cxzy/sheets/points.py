"""From marks to points, on the scale and the full marks of the form they stand in."""

import math
from collections.abc import Iterable
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from cxzy.core.scheme import Scheme
from cxzy.core.scheme_parts import Scale
from cxzy.sheets.grid import Value
from cxzy.sheets.marks import Mark, mark_of
from cxzy.sheets.wording import plain


@dataclass(frozen=True)
class Reading:
    """A mark in points, 0–100; NaN without points; `code` names what is wrong with it."""

    points: float = math.nan
    word: str | None = None
    code: str = ""
    blank: bool = False


class Points:
    """Reads the marks of one table: its words belong to one scale."""

    def __init__(self, scheme: Scheme, values: Iterable[Value]) -> None:
        marks = [mark_of(text) for text in set(values) if isinstance(text, str)]
        self.words = sorted({found.text for found in marks if found.kind == "word"})
        self.scale, self.unclear = _scale(scheme, self.words)
        self._words = {plain(word): word for word in self.scale.words} if self.scale else {}
        self._known: dict[tuple[Value, float], Reading] = {}

    def read(self, value: Value, full_marks: float) -> Reading:
        """Return what a cell is worth."""
        if isinstance(value, bool):
            return Reading(code="not_a_mark")
        key = (value, full_marks)
        known = self._known.get(key)
        if known is None:
            known = self._known[key] = self._reading(mark_of(value), full_marks)
        return known

    def _reading(self, found: Mark, full_marks: float) -> Reading:
        if found.kind == "blank":
            return Reading(blank=True)
        if found.kind == "fate":
            return Reading(word=found.text)
        if found.kind == "word":
            return self._word(found.text)
        if found.kind == "odd":
            return Reading(code="not_a_mark")
        highest = 100.0 if found.kind == "percent" else full_marks
        if not 0 <= found.number <= highest:
            return Reading(code="mark_out_of_range")
        return Reading(100.0 * found.number / highest)

    def _word(self, text: str) -> Reading:
        word = self._words.get(text)
        if word is None or self.scale is None:
            return Reading(code="unknown_word")
        return Reading(float(self.scale.words[word]), word)

    @property
    def allowed(self) -> str:
        """The words of the scale, for people."""
        return ", ".join(self.scale.words) if self.scale else ""

    def near(self, value: Value) -> str:
        """Return the word of the scale most like what was found."""
        return nearest(str(value), self.scale.words if self.scale else ())


def nearest(text: str, choices: Iterable[str]) -> str:
    """Return the choice most like a text, "" where none is."""
    by_form = {plain(choice): choice for choice in choices}
    found = process.extractOne(plain(text), list(by_form), scorer=fuzz.ratio, score_cutoff=30)
    return by_form[found[0]] if found else ""


def _scale(scheme: Scheme, words: list[str]) -> tuple[Scale | None, bool]:
    """Return the scale of a table's words, and whether another would read them differently."""
    if not scheme.scales:
        return None, False
    forms = [({plain(word): p for word, p in s.words.items()}, s) for s in scheme.scales]
    known = [sum(word in form for word in words) for form, _ in forms]
    best = max(known)
    fitting = [forms[place] for place, count in enumerate(known) if count == best]
    readings = {tuple(form.get(word) for word in words) for form, _ in fitting}
    return fitting[0][1], best > 0 and len(readings) > 1
