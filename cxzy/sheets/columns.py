"""The columns of a table: its heading rows read downwards into one meaning each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from cxzy.sheets.grid import Grid, Row
from cxzy.sheets.headings import (
    COUNTS,
    FULL_MARKS_ROWS,
    NO_HEADING,
    WEIGHT_ROWS,
    Heading,
    Role,
    Vocabulary,
)
from cxzy.sheets.wording import plain, shown


@dataclass(frozen=True)
class Column:
    """One column: `index` counts from 0, `row` is the number of the heading's row from 1.

    `key` is the criterion, the word or the fate that the role asks for; `criterion` the
    criterion above a word or a count; `above` the role of the heading above an unknown one.
    `said` where a person said what it holds.
    """

    index: int
    row: int
    text: str
    role: Role
    key: str = ""
    criterion: str = ""
    above: Role = Role.UNKNOWN
    weight: float | None = None
    full_marks: float | None = None
    corner: tuple[Role, Role] | None = None
    bare: float | None = None
    said: bool = False


def columns_of(grid: Grid, rows: range, vocabulary: Vocabulary) -> tuple[Column, ...]:
    """Return every column of a table, with or without a heading."""
    heads = {number: grid.spread_row(number) for number in rows}
    stated = {number: _stated(row) for number, row in heads.items()}
    read = {number: row for number, row in heads.items() if not stated[number]}
    columns = tuple(_column(read, index, vocabulary) for index in range(grid.width))
    wide = {c.criterion for c in columns if sum(o.criterion == c.criterion for o in columns) > 1}
    columns = tuple(_settled(column, wide) for column in columns)
    for number, kind in stated.items():
        if kind:
            columns = tuple(_with_stated(c, heads[number][c.index], kind) for c in columns)
    return columns


def _stated(row: Sequence[object]) -> str:
    """Return "weight" or "full_marks" for a heading row that states only these."""
    first = next((plain(str(value)) for value in row if value != ""), "")
    return "weight" if first in WEIGHT_ROWS else "full_marks" if first in FULL_MARKS_ROWS else ""


def _column(rows: Mapping[int, Row], index: int, vocabulary: Vocabulary) -> Column:
    stack: list[tuple[int, Heading]] = []
    for number, row in rows.items():
        text = shown(row[index])
        if text and (not stack or stack[-1][1].text != text):
            stack.append((number, vocabulary.heading(text)))
    headings = [heading for _, heading in stack]
    named = [heading for heading in headings if not _only_states(heading)]
    last = named[-1] if named else NO_HEADING
    aspect = next((h for h in reversed(headings) if h.role is Role.ASPECT), None)
    return Column(
        index=index,
        row=(stack[-1][0] if stack else max(rows, default=0)) + 1,
        text=last.text,
        role=last.role,
        key=last.key,
        criterion=aspect.key if aspect else "",
        above=next((h.role for h in reversed(named[:-1])), Role.UNKNOWN),
        weight=next((h.weight for h in reversed(headings) if h.weight is not None), None),
        full_marks=next((h.full_marks for h in reversed(headings) if h.full_marks), None),
        corner=next((h.corner for h in headings if h.corner), None),
        bare=next((h.bare for h in reversed(headings) if h.bare is not None), None),
    )


def _only_states(heading: Heading) -> bool:
    states = heading.weight is not None or heading.full_marks is not None
    return (
        states
        and heading.role is Role.UNKNOWN
        and not any(letter.isalpha() and letter not in "分满权重值占" for letter in heading.text)
    )


def _settled(column: Column, wide: set[str]) -> Column:
    """Make a mark or an explanation under a criterion that criterion's column."""
    if not column.criterion or column.role in COUNTS | {Role.ASPECT, Role.WORD, Role.IGNORED}:
        return column
    under = column.role is Role.MARK or (
        column.role is Role.UNKNOWN and column.criterion not in wide
    )
    return replace(column, role=Role.ASPECT, key=column.criterion) if under else column


def _with_stated(column: Column, value: object, kind: str) -> Column:
    number = float(value) if isinstance(value, float | int) else _number(str(value))
    if number is None:
        return column
    if kind == "weight":
        share = number * 100 if isinstance(value, float) and number <= 1 else number
        return replace(column, weight=share)
    return replace(column, full_marks=number)


def _number(text: str) -> float | None:
    try:
        return float(plain(text).rstrip("%分"))
    except ValueError:
        return None


def count_up(numbers: Sequence[float]) -> bool:
    """Whether the numbers of a row are those of its columns: 1, 2, 3 …, or none."""
    in_turn = all(after == before + 1 for before, after in pairwise(numbers))
    return in_turn and numbers[:1] in ([], [1])
