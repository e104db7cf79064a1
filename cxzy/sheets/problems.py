"""Faults found in a sheet, each at one cell, each with what to do about it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

Said: TypeAlias = str | tuple[str, ...]
SHOWN_NAMES, SHOWN_LETTERS = 10, 200
PROBLEMS_SIGN = "cxzy:problems"
"""Stands in a hidden column of the first row of an annotated copy's list of problems."""


def column_letters(column: int) -> str:
    """Return the letters of a column number, as Excel writes them.

    >>> column_letters(1), column_letters(28)
    ('A', 'AB')
    """
    letters = ""
    while column > 0:
        column, letter = divmod(column - 1, 26)
        letters = chr(65 + letter) + letters
    return letters


@dataclass(frozen=True, order=True)
class Cell:
    """One cell of one file; row and column count from 1, and 0 means the whole sheet or row."""

    file: str
    sheet: str
    row: int = 0
    column: int = 0

    @property
    def address(self) -> str:
        """The address inside the sheet, such as `D7`; "" for the whole sheet."""
        return f"{column_letters(self.column)}{self.row or ''}"

    def __str__(self) -> str:
        return f"{self.sheet}!{self.address}" if self.address else self.sheet or self.file


def first_of(names: Sequence[str]) -> tuple[str, ...]:
    """Return the first few names, with … where there are more."""
    return (*names[:SHOWN_NAMES], "…") if len(names) > SHOWN_NAMES else tuple(names)


def cut_short(text: str) -> str:
    """Return what a cell holds, short enough to be read in a list.

    >>> cut_short("优秀"), len(cut_short("9" * 5_000))
    ('优秀', 201)
    """
    return f"{text[:SHOWN_LETTERS]}…" if len(text) > SHOWN_LETTERS else text


@dataclass(frozen=True)
class Problem:
    """One thing a person has to put right, in one cell of their own workbook.

    `code` is a key of the table of texts, `detail` what fills the gaps in them; the texts are
    made when they are read, in the reader's language, and several words are then made a list.
    """

    code: str
    cell: Cell
    found: Said
    detail: tuple[tuple[str, Said], ...] = ()
    blocks: bool = True

    @property
    def level(self) -> Literal["blocks", "warns"]:
        """Whether the sheet cannot be accepted with this fault, or can."""
        return "blocks" if self.blocks else "warns"


def in_order(problems: Iterable[Problem], sheets: Sequence[str]) -> tuple[Problem, ...]:
    """Return problems, each once, in the order of their cells; `sheets` are those of the file."""
    places = {name: place for place, name in enumerate(sheets)}
    return tuple(
        sorted(
            dict.fromkeys(problems),
            key=lambda p: (places.get(p.cell.sheet, -1), p.cell.row, p.cell.column),
        )
    )
