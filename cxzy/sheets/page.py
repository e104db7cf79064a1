"""The rows of a sheet: which are headings, lines of a form, titles or notes."""

from collections.abc import Callable, Iterator, Sequence

import numpy as np

from cxzy.core.vocabulary import Source
from cxzy.sheets.columns import are_texts
from cxzy.sheets.empty_corner import holds_marks, is_mark, only_marks_below
from cxzy.sheets.grid import Grid, Row
from cxzy.sheets.heading_rows import heading_rows, headings_in, may_lead, texts_in
from cxzy.sheets.headings import (
    COUNTS,
    FULL_MARKS_ROWS,
    LEADING,
    STRONG,
    WEIGHT_ROWS,
    Heading,
    Role,
    Vocabulary,
)
from cxzy.sheets.kinds_of_values import BLANK, SPECIAL, WORD, Kinds
from cxzy.sheets.lines import Context, holds_pairs, line_in, votes_in
from cxzy.sheets.marks import text_mark
from cxzy.sheets.names import Names
from cxzy.sheets.source_words import source_in
from cxzy.sheets.wording import plain

SHORTEST_EXPLANATION = 3
MOST_LINES = 12
_TELLING = STRONG | {Role.ASPECT, Role.WORD, Role.MARK, Role.TOTAL, Role.SHARE, Role.SCORE}
_BESIDE = {Role.TOTAL, Role.IGNORED, Role.STATISTIC, Role.SHARE}
_STATING = WEIGHT_ROWS | FULL_MARKS_ROWS
_UNDER = COUNTS | {Role.ASPECT, Role.WORD, Role.TOTAL, Role.MARK, Role.IGNORED}
_UNDER |= {Role.SHARE, Role.STATISTIC, Role.SCORE, Role.BALLOTS, Role.BONUS}


class Page:
    """One sheet with the rows that matter picked out once, so that most rows cost nothing."""

    def __init__(self, grid: Grid, kinds: Kinds) -> None:
        self.grid, self.vocabulary, self._kinds = grid, kinds.vocabulary, kinds
        self._pairs: dict[int, bool] = {}
        cells = kinds.cells(grid.codes)
        self.special = set(cells.rows_with(SPECIAL))
        self.blank = set(cells.rows_with(BLANK, least=grid.width))
        spread = kinds.cells(grid.spread_codes) if grid.merged else cells
        self._heads = heading_rows(spread)
        self.worded = spread.rows_with(WORD, least=2)
        self._last: dict[int, dict[str, int]] = {}

    def row(self, number: int) -> Row:
        """Return a row, what is merged spread over it."""
        return self.grid.spread_row(number)

    def _heading(self, text: str) -> Heading:
        return self.vocabulary.heading(text)

    def texts(self, number: int) -> list[str]:
        """Return the different texts of a row from left to right."""
        return texts_in(self.row(number))

    def headings(self, number: int) -> list[Heading]:
        """Return the different headings of a row; 姓名: is a line, not a heading."""
        return headings_in(self.row(number), self.vocabulary)

    def starts(self) -> Iterator[tuple[int, int, int]]:
        """Yield first, main and last row of each group of headings."""
        bottom = -1
        for number in self._heads:
            if number > bottom and self._is_main(number):
                top, bottom = self._top(number, bottom + 1), self._bottom(number)
                yield top, number, bottom

    def _is_main(self, number: int) -> bool:
        return self._by_texts(may_lead, self.row(number)) and not self._is_line(number)

    def _by_texts(self, says: Callable[[Row, Vocabulary], bool], row: Row) -> bool:
        """Return what a row says by itself, found out once for all rows of the same texts."""
        if not are_texts(row):
            return says(row, self.vocabulary)
        known = self.vocabulary.remembered
        return known.of_rows((says, row), lambda: says(row, self.vocabulary))

    def first_line(self, after: int, top: int) -> int:
        """Return the first of the rows above the headings at `top` that belong to them.

        All of them above the first table; below another one only lines and titles.
        """
        if after == 0:
            return 0
        first = top
        while first > after and self._stands_above(first - 1):
            first -= 1
        return first

    def _stands_above(self, number: int) -> bool:
        """Whether a row below one table is a blank, a line or a title of the next."""
        if number in self.blank:
            return True
        texts, row = self.texts(number), self.grid.row(number)
        if self.is_ending(number) or any(isinstance(value, float | int) for value in row):
            return False
        if self.line(number) is not None or self._is_line(number):
            return True
        wide = sum(value == texts[0] for value in self.row(number)) > 1 if texts else False
        return len(texts) == 1 and (wide or source_in(texts[0]) is not None)

    def _is_line(self, number: int) -> bool:
        """Whether a row is 姓名 | 张三 | 职务 | 书记 above headings: a line without colons."""
        for below in range(number, min(number + MOST_LINES, self.grid.height)):
            if below not in self.blank and not self._holds_pairs(below):
                return below > number and self._heads_a_form(below)
        return False

    def _holds_pairs(self, number: int) -> bool:
        known = self._pairs.get(number)
        if known is None:
            known = self._pairs[number] = self._by_texts(holds_pairs, self.grid.row(number))
        return known

    def _heads_a_form(self, number: int) -> bool:
        """Whether a row is headings with one for its rows, 评价人, or words above criteria."""
        headings = self.headings(number)
        strong = any(heading.role in LEADING for heading in headings)
        worded = sum(heading.role is Role.WORD for heading in headings) > 1
        return (strong and self._is_main(number)) or (worded and self.criterion_below(number))

    def _top(self, main: int, first: int) -> int:
        """Return the first heading row of a table, below those of the table above."""
        top = main
        while top > first and self._belongs_above(top - 1):
            top -= 1
        return top

    def _belongs_above(self, number: int) -> bool:
        headings = self.headings(number)
        if (
            not headings
            or not self._kinds.lines.isdisjoint(self.row(number))
            or self._is_line(number)
        ):
            return False
        title = len(headings) == 1 and self.row(number)[0] != ""
        return not title and any(heading.role in _TELLING for heading in headings)

    def _bottom(self, main: int) -> int:
        bottom = main
        while bottom + 1 < self.grid.height and self._continues(main, bottom + 1):
            bottom += 1
        return bottom

    def _continues(self, main: int, number: int) -> bool:
        row = self.row(number)
        first = next((v for v in row if isinstance(v, str) and plain(v)), "")
        if plain(first) in _STATING:
            return True
        if not first or any(isinstance(value, float | int) for value in row):
            return False
        strong = [
            index
            for index, value in enumerate(self.row(main))
            if isinstance(value, str) and value and self._heading(value).role in STRONG
        ]
        if any(self._runs_down(main, number, index) for index in strong):
            return True
        headings = self.headings(number)
        if any(h.role in LEADING for h in headings) and self._is_main(number):
            return self.texts(number) != self.texts(main)
        nameless = all(self.row(number)[index] == "" for index in strong)
        return nameless and (self._hangs_under(main, number) or self._explains(main, number))

    def _explains(self, main: int, number: int) -> bool:
        """Whether a row only explains the criteria above it: longer texts, no marks."""
        criteria = any(heading.role is Role.ASPECT for heading in self.headings(main))
        return criteria and all(
            len(plain(text)) >= SHORTEST_EXPLANATION
            and text_mark(text).kind == "word"
            and self._heading(text).role is Role.UNKNOWN
            for text in self.texts(number)
        )

    def _runs_down(self, main: int, number: int, index: int) -> bool:
        above, here = self.row(main)[index], self.row(number)[index]
        return above == here != "" and self.grid.row(number)[index] == ""

    def _hangs_under(self, main: int, number: int) -> bool:
        """Whether every text stands under a blank or a wide heading and is a heading itself."""
        above = self.row(main)
        for index, value in enumerate(self.row(number)):
            if value == "" or not isinstance(value, str):
                continue
            heading = self._heading(value)
            stated = heading.weight is not None or heading.full_marks is not None
            left, right = above[max(0, index - 1) : index], above[index + 1 : index + 2]
            wide = above[index] == "" or above[index] in left + right or right == ("",)
            if not ((heading.role in _UNDER and wide) or stated):
                return False
        return True

    def criterion_below(self, number: int) -> bool:
        """Whether a criterion stands first in the next row that is not blank."""
        below = next((n for n in range(number + 1, self.grid.height) if n not in self.blank), None)
        return below is not None and self._heading(str(self.row(below)[0])).role is Role.ASPECT

    def starts_by_names(
        self, names: Names, outside: Source | None
    ) -> Iterator[tuple[int, int, int]]:
        """Yield a row of names without a heading: on the roster, or the same as downwards."""
        for number in self._rows_with_texts():
            row = self.row(number)
            corner = max(0, next((i for i, value in enumerate(row) if value != ""), 0) - 1)
            beside = [value for value in row[corner + 1 :] if value != ""]
            texts = [text for text in beside if isinstance(text, str) and text.strip()]
            across = [text for text in texts if self._heading(text).role not in _BESIDE]
            if len(across) < 2 or len(texts) < len(beside):  # noqa: PLR2004
                continue
            last = self._last_rows(corner)
            listed = names.known and all(names.find(text).subject for text in across)
            repeated = all(last.get(plain(text), 0) > number for text in across)
            bare = row[corner] == "" and self._only_marks_below(number, corner, across, outside)
            if listed or repeated or bare:
                yield number, number, number
                return

    def _rows_with_texts(self) -> list[int]:
        """Return the rows that hold two texts or more."""
        texts = np.array([isinstance(v, str) and bool(v.strip()) for v in self.grid.values], bool)
        several = texts[self.grid.spread_codes].sum(axis=1) >= 2  # noqa: PLR2004
        return list(map(int, np.flatnonzero(several)))

    def _last_rows(self, column: int) -> dict[str, int]:
        """Return the last row in which each text stands in a column."""
        if column not in self._last:
            codes = self.grid.spread_codes[:, column].tolist()
            rows = {code: number for number, code in enumerate(codes)}
            texts = ((plain(str(self.grid.values[code])), row) for code, row in rows.items())
            self._last[column] = dict(sorted(texts, key=lambda pair: pair[1]))
        return self._last[column]

    def _only_marks_below(
        self, top: int, corner: int, across: Sequence[str], outside: Source | None
    ) -> bool:
        body: list[Row] = []
        for number in range(top + 1, self.grid.height):
            if number in self.blank or self.is_ending(number):
                continue
            row = self.row(number)
            if any(value != "" for value in row[:corner]):
                return False
            if not holds_marks(row[corner:], self.vocabulary):
                return False
            body.append(row[corner:])
        said = [self.grid.name, *(text for number in range(top) for text in self.texts(number))]
        return only_marks_below(across, body, said, self.vocabulary, outside)

    def is_ending(self, number: int) -> bool:
        """Whether a row is a total, a note or a signature below the table."""
        row = self.grid.row(number)
        if self._kinds.endings.isdisjoint(row):
            return False
        standing = [value for value in row if value != ""]
        texts = [value for value in standing if isinstance(value, str) and value.strip()]
        return texts[0] in self._kinds.endings and texts[0] in standing[:2]

    def votes(self, number: int) -> dict[str, int]:
        """Return the votes that a row such as 有效票 | 47 or 发出50张 states; {} for another.

        A number that stands in several of its cells is stated once.
        """
        if self._kinds.counting.isdisjoint(self.grid.row(number)):
            return {}
        row = [value for value in self.grid.row(number) if value != ""]
        numbers = {value for value in row if isinstance(value, float | int)}
        counting = isinstance(row[0], str) and row[0] in self._kinds.counting and len(numbers) <= 1
        return votes_in(dict.fromkeys(row)) if counting else {}

    def line(self, number: int) -> Context | None:
        """Return what a line such as 评价人:… says, None for any other row."""
        row = self.grid.row(number)
        return None if self._kinds.lines.isdisjoint(row) else line_in(row, self.vocabulary)

    def has_marks(self, number: int) -> bool:
        """Whether a row below a note holds marks beside its name, and so is no note itself."""
        _, *rest = [value for value in self.grid.row(number) if value != ""] or [""]
        return any(is_mark(value, self.vocabulary) for value in rest)
