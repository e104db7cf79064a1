"""Columns in which few different things stand often: each of them once, and codes."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import numpy as np
import numpy.typing as npt

from cxzy.core.arrays import Codes as WholeNumbers
from cxzy.core.columns import Words, small

Integers = npt.NDArray[np.int32]
Flags = npt.NDArray[np.bool_]
T = TypeVar("T")
U = TypeVar("U")


@dataclass(frozen=True, eq=False)
class Coded(Generic[T]):
    """A column whose `codes` are places in `kinds`: what holds for a kind is found out once."""

    kinds: tuple[T, ...]
    codes: Integers

    def __len__(self) -> int:
        """Return the number of rows."""
        return len(self.codes)

    def __getitem__(self, row: int) -> T:
        """Return what stands in a row."""
        return self.kinds[int(self.codes[row])]

    def __iter__(self) -> Iterator[T]:
        """Go through the rows."""
        return map(self.kinds.__getitem__, self.codes.tolist())

    def mapped(self, meaning: Callable[[T], U]) -> "Coded[U]":
        """Return what each row means."""
        return Coded(tuple(map(meaning, self.kinds)), self.codes)

    def whether(self, holds: Callable[[T], bool]) -> Flags:
        """Return of which rows something holds."""
        of_kinds = np.fromiter(map(holds, self.kinds), dtype=bool, count=len(self.kinds))
        return of_kinds.take(self.codes)

    def filled_down(self, blank: Flags) -> "Coded[T]":
        """Return the column with what stands above in the rows that are blank."""
        rows = np.where(blank, 0, np.arange(len(blank)))
        return Coded(self.kinds, self.codes.take(np.maximum.accumulate(rows)))

    def beside(self, other: "Coded[U]") -> "Coded[tuple[T, U]]":
        """Return the pairs of two columns."""
        if len(other.kinds) == 1:
            return self.mapped(lambda kind: (kind, other.kinds[0]))
        pairs = list(zip(self.codes.tolist(), other.codes.tolist(), strict=True))
        place = {pair: number for number, pair in enumerate(dict.fromkeys(pairs))}
        return Coded(
            tuple((self.kinds[here], other.kinds[there]) for here, there in place),
            np.fromiter(map(place.__getitem__, pairs), dtype=np.int32, count=len(pairs)),
        )


def rows_where(holds: Flags) -> Flags | slice:
    """Return the rows in which something holds, as an index that copies nothing if it is all."""
    return slice(None) if holds.all() else holds


def different(codes: WholeNumbers) -> list[int]:
    """Return the different ones of many codes, from 0 on, in ascending order."""
    found: list[int] = np.bincount(codes).nonzero()[0].tolist()
    return found


def same(kind: T, rows: int) -> Coded[T]:
    """Return a column that holds one thing throughout."""
    return Coded((kind,), np.zeros(rows, dtype=np.int32))


class Codes:
    """Numbers for the different values of one column, in the order in which they appear."""

    def __init__(self, *known: str) -> None:
        self._values: list[str] = []
        self._numbers: dict[str | None, int] = {None: -1}
        for value in known:
            self.one(value)

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self._values)

    def one(self, value: str | None) -> int:
        """Return the number of one value, -1 for None."""
        number = self._numbers.get(value)
        if number is None:
            number = self._numbers[value] = len(self._values)
            self._values.append(str(value))
        return number

    def value(self, code: int) -> str:
        """Return the value of a number."""
        return self._values[code]

    def of(self, values: Iterable[str | None]) -> Integers:
        """Return the numbers of many values."""
        return np.array(list(map(self.one, values)), dtype=np.int32)

    def of_column(self, column: Coded[Any]) -> Integers:
        """Return the numbers of a column, each different value looked up once."""
        return self.of(column.kinds).take(column.codes)

    def each(self, codes: Integers, meaning: Callable[[str], int]) -> Integers:
        """Return what each of many numbers means, each different value asked once."""
        used = different(codes)
        means = np.zeros(len(self._values), dtype=np.int32)
        means[used] = [meaning(self._values[code]) for code in used]
        return means.take(codes)

    def column(self, codes: Integers, rows: WholeNumbers | slice = slice(None)) -> Words:
        """Return a column with the values that occur in some or all rows; elsewhere it has none."""
        if not self._values:
            return Words((), small(codes, 0))
        kept = np.bincount(codes[rows] + 1, minlength=1)[1:].nonzero()[0]
        moved = np.full(len(self._values) + 1, -1, dtype=np.int32)
        moved[kept] = np.arange(len(kept), dtype=np.int32)
        words = tuple(map(self._values.__getitem__, kept.tolist()))
        return Words(words, small(moved, len(words)).take(codes))
