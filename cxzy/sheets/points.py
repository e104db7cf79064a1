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

Points100 = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Reading:
    """A mark in points, 0–100; NaN without points; `code` names what is wrong with it."""

    points: float = math.nan
    word: str | None = None
    code: str = ""
    blank: bool = False


@dataclass(frozen=True)
class Readings:
    """Many marks read: points, place in `words`, place in `Points.codes` (0: nothing wrong).

    `sound` are marks that are all numbers: none blank, none wrong and none a word.
    """

    points: Points100
    word: npt.NDArray[np.int32]
    words: list[str | None]
    code: npt.NDArray[np.int32]
    blank: npt.NDArray[np.bool_]
    sound: bool = False


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

    def read_all(self, marks: Coded[Value], full_marks: float | Points100) -> Readings:
        """Return what many cells are worth, on the same full marks or each on its own."""
        if self._numbers:
            numbers = np.array(marks.kinds, dtype=np.float64).take(marks.codes)
            return self._all_numbers(numbers, full_marks)
        if isinstance(full_marks, float):
            return self._all_kinds(marks, full_marks)
        whole = self._all_kinds(marks, math.inf)
        for full in np.unique(full_marks):
            here = full_marks == full
            part = self._all_kinds(Coded(marks.kinds, marks.codes[here]), float(full))
            whole.points[here], whole.code[here] = part.points, part.code
        return whole

    def _all_numbers(self, numbers: Points100, full_marks: float | Points100) -> Readings:
        right, size = (numbers >= 0) & (numbers <= full_marks), len(numbers)
        points, sound = 100.0 * numbers / full_marks, bool(right.all())
        code, none = np.zeros(size, dtype=np.int32), np.zeros(size, dtype=np.int32)
        if not sound:
            points[~right], code[~right] = np.nan, self.codes.index("mark_out_of_range")
        return Readings(points, none, [None], code, np.zeros(size, dtype=bool), sound=sound)

    def _all_kinds(self, marks: Coded[Value], full_marks: float) -> Readings:
        readings, each = [self.read(value, full_marks) for value in marks.kinds], marks.codes
        words: list[str | None] = [None, *dict.fromkeys(r.word for r in readings if r.word)]
        return Readings(
            np.array([reading.points for reading in readings], dtype=np.float64).take(each),
            np.array([words.index(r.word) for r in readings], dtype=np.int32).take(each),
            words,
            np.array([self.codes.index(r.code) for r in readings], dtype=np.int32).take(each),
            np.array([reading.blank for reading in readings], dtype=bool).take(each),
        )

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


def _meant(scale: Scale | None, words: Sequence[str]) -> dict[str, str]:
    """Return the words of a scale that some plain texts mean, by text."""
    if scale is None or not words:
        return {}
    forms = word_forms(scale)
    found = {text: word_on(scale, forms, text) for text in words}
    return {text: word for text, word in found.items() if word is not None}
