"""From marks to points, on the scale and the full marks of the form they stand in."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from rapidfuzz import fuzz, process

from cxzy.core.scheme import Scheme
from cxzy.core.scheme_parts import Scale
from cxzy.sheets.coded import Coded
from cxzy.sheets.grid import Value
from cxzy.sheets.marks import Mark, mark_of
from cxzy.sheets.scale_words import word_forms, word_on
from cxzy.sheets.wording import plain


@dataclass(frozen=True)
class Reading:
    """A mark in points, 0–100; NaN without points; `code` names what is wrong with it."""

    points: float = math.nan
    word: str | None = None
    code: str = ""
    blank: bool = False


@dataclass(frozen=True)
class Readings:
    """Many marks read: points, place in `words`, place in `Points.codes` (0: nothing wrong)."""

    points: npt.NDArray[np.float64]
    word: npt.NDArray[np.int32]
    words: list[str | None]
    code: npt.NDArray[np.int32]
    blank: npt.NDArray[np.bool_]


class Points:
    """Reads the marks of one table, given its different values: its words belong to one scale."""

    codes = ("", "mark_out_of_range", "unknown_word", "not_a_mark")

    def __init__(self, scheme: Scheme, values: Sequence[Value]) -> None:
        self._numbers = set(map(type, values)) == {float}
        marks = [mark_of(text) for text in values if isinstance(text, str)]
        self.words = sorted({found.text for found in marks if found.kind == "word"})
        self.scale, self.unclear = _scale(scheme, self.words)
        self._words = _meant(self.scale, self.words)

    def read(self, value: Value, full_marks: float) -> Reading:
        """Return what a cell is worth."""
        return self._reading(mark_of(value), full_marks)

    def read_all(self, marks: Coded[Value], full_marks: float) -> Readings:
        """Return what many cells are worth; equal ones are read once."""
        read = self._all_numbers if self._numbers else self._all_kinds
        found = read(marks.kinds, full_marks)
        each = marks.codes
        return Readings(
            found.points[each], found.word[each], found.words, found.code[each], found.blank[each]
        )

    def _all_kinds(self, values: Sequence[Value], full_marks: float) -> Readings:
        readings = [self.read(value, full_marks) for value in values]
        words: list[str | None] = [None, *dict.fromkeys(r.word for r in readings if r.word)]
        return Readings(
            np.array([reading.points for reading in readings], dtype=np.float64),
            np.array([words.index(r.word) for r in readings], dtype=np.int32),
            words,
            np.array([self.codes.index(r.code) for r in readings], dtype=np.int32),
            np.array([reading.blank for reading in readings], dtype=bool),
        )

    def _all_numbers(self, values: Sequence[Value], full_marks: float) -> Readings:
        numbers = np.array(values, dtype=np.float64)
        wrong = ~((numbers >= 0) & (numbers <= full_marks))
        none = np.zeros(len(numbers), dtype=np.int32)
        code = np.where(wrong, np.int32(self.codes.index("mark_out_of_range")), none)
        points = np.where(wrong, np.nan, 100.0 * numbers / full_marks)
        return Readings(points, none, [None], code, np.zeros(len(numbers), dtype=bool))

    def read_by(self, marks: Coded[Value], full_marks: npt.NDArray[np.float64]) -> Readings:
        """Return what many cells are worth, each on its own full marks."""
        whole = self.read_all(marks, math.inf)
        for full in np.unique(full_marks):
            here = full_marks == full
            part = self.read_all(Coded(marks.kinds, marks.codes[here]), float(full))
            whole.points[here], whole.code[here] = part.points, part.code
        return whole

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
        if word is None and self.scale is not None:
            word = word_on(self.scale, word_forms(self.scale), text)
        if word is None or self.scale is None:
            number = any(letter.isdigit() for letter in text)
            return Reading(code="not_a_mark" if number else "unknown_word")
        return Reading(float(self.scale.words[word]), word)

    @property
    def allowed(self) -> tuple[str, ...]:
        """The words of the scale, the best first."""
        return tuple(self.scale.words) if self.scale else ()

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
    if not words or not scheme.scales:
        return next(iter(scheme.scales), None), False
    meant = [(_meant(scale, words), scale) for scale in scheme.scales]
    best = max(len(found) for found, _ in meant)
    fitting = [(found, scale) for found, scale in meant if len(found) == best]
    readings = {
        tuple(scale.words[found[word]] if word in found else None for word in words)
        for found, scale in fitting
    }
    return fitting[0][1], best > 0 and len(readings) > 1


def _meant(scale: Scale | None, words: Iterable[str]) -> dict[str, str]:
    """Return the words of a scale that some plain texts mean, by text."""
    if scale is None:
        return {}
    forms = word_forms(scale)
    found = {text: word_on(scale, forms, text) for text in words}
    return {text: word for text, word in found.items() if word is not None}
