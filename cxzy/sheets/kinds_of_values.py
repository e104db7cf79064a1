"""What the different values of a file may be to the tables in it, found out once for all sheets."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, reduce
from operator import or_

import numpy as np
import numpy.typing as npt

from cxzy.sheets.coded import Flags
from cxzy.sheets.grid import Codes, Value
from cxzy.sheets.headings import LEADING, MOST_HEADINGS, Role, Vocabulary
from cxzy.sheets.wording import plain

_ENDINGS = (
    *("合计", "总计", "小计", "平均", "均值", "备注", "说明", "注:", "监票", "计票人"),
    *("唱票", "签字", "签名", "填表", "统计人", "主持人", "记录人"),
    *("总分", "均分", "排名", "名次", "最高分", "最低分", "最终得分", "最后得分", "综合得分"),
    *("总得分", "总成绩", "最终成绩", "去掉", "去除", "标准差"),
)
_COUNTING = ("发出", "发放", "收回", "回收", "有效票", "有效选票")


ENDING, LINE, COUNTING, HEAD, CRITERION, WORD, BLANK = (1 << place for place in range(7))
"""What a value may be to a table, several at once; 0 is a name, a mark or a remark.

HEAD is a heading that leads a table.
"""
SPECIAL = ENDING | LINE | COUNTING
_OF_ROLES = {
    **dict.fromkeys(LEADING, HEAD),
    Role.ASPECT: CRITERION,
    Role.WORD: WORD,
}


@dataclass(frozen=True, eq=False)
class Kinds:
    """The different values of a file, the kind of each, and `some` all kinds that there are."""

    vocabulary: Vocabulary
    values: Sequence[Value]
    kinds: npt.NDArray[np.uint8]
    some: int

    @cached_property
    def endings(self) -> frozenset[Value]:
        """The texts that end a table."""
        return self._being(ENDING)

    @cached_property
    def lines(self) -> frozenset[Value]:
        """The texts that tell of a line."""
        return self._being(LINE)

    @cached_property
    def counting(self) -> frozenset[Value]:
        """The texts that count votes."""
        return self._being(COUNTING)

    def _being(self, kind: int) -> frozenset[Value]:
        return frozenset(
            value for value, its in zip(self.values, self.kinds.tolist(), strict=True) if its & kind
        )

    @cached_property
    def _of_some(self) -> Flags:
        return self.kinds > 0

    def cells(self, codes: Codes) -> "Cells":
        """Return which cells of a sheet are of some kind."""
        height, width = codes.shape
        flat = codes.ravel()
        places = self._of_some.take(flat).nonzero()[0]
        kinds = self.kinds.take(flat[places])
        return Cells(places // max(width, 1), kinds, height, self.some)


@dataclass(frozen=True, eq=False)
class Cells:
    """The cells of a sheet of `height` rows that are of some kind: their rows and their kinds.

    Others than `some` are nowhere in the file.
    """

    rows: npt.NDArray[np.intp]
    kinds: npt.NDArray[np.uint8]
    height: int
    some: int

    def rows_with(self, kind: int, least: int = 1) -> list[int]:
        """Return the rows in which at least so many cells are of a kind."""
        if not least:
            return list(range(self.height))
        if not self.some & kind:
            return []
        here = self.rows[(self.kinds & kind).nonzero()[0]]
        found: list[int] = (np.bincount(here) >= least).nonzero()[0].tolist()
        return found


def kinds_of(values: Sequence[Value], vocabulary: Vocabulary) -> Kinds:
    """Return what the values of a file are; what one is, is found out once for many files."""
    known = vocabulary.remembered.kinds if len(values) <= MOST_HEADINGS else {}
    if len(known) > MOST_HEADINGS:
        known.clear()

    def kind_of(value: Value) -> int:
        kind = known.get(value)
        if kind is None:
            kind = known[value] = _kind(value, vocabulary)
        return kind

    kinds = list(map(kind_of, values))
    some = reduce(or_, set(kinds), 0)
    return Kinds(vocabulary, values, np.array(kinds, dtype=np.uint8), some)


def _kind(value: Value, vocabulary: Vocabulary) -> int:
    if not isinstance(value, str):
        return 0
    if not value:
        return BLANK
    short, kind = plain(value), _OF_ROLES.get(vocabulary.heading(value).role, 0)
    kind |= ENDING if short.startswith(_ENDINGS) else 0
    kind |= COUNTING if short.startswith(_COUNTING) else 0
    return kind | (LINE if ":" in short else 0)
