"""The columns of a table: its heading rows read downwards into one meaning each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from cxzy.core.vocabulary import Source
from cxzy.sheets.grid import DateCell, Grid, Row
from cxzy.sheets.heading_numbers import Ranges
from cxzy.sheets.headings import (
    COUNTS,
    FULL_MARKS_ROWS,
    NO_HEADING,
    SHARES,
    VOTES,
    WEIGHT_ROWS,
    Heading,
    Role,
    Vocabulary,
)
from cxzy.sheets.source_words import SOURCE_HEADINGS
from cxzy.sheets.wording import plain, shown, without_brackets

MARKS = COUNTS | {Role.ASPECT, Role.WORD, Role.MARK, Role.SHARE, Role.SCORE, Role.BONUS}
MOST_BESIDE = 64
WIDEST_KNOWN = 256
_ROLE_BELOW = {"votes", "share"}
_STARTING = {Role.SUBJECT, Role.CRITERION_NAME, Role.RATER}
_LEADING = {Role.NUMBER, Role.RATER, Role.GROUP}
_NUMBERING = {"序号", "no.", "no", "编号"}


@dataclass(frozen=True)
class Column:
    """One column: `index` counts from 0, `row` is the number of the heading's row from 1.

    `key` is the criterion, the word or the fate that the role asks for; `criterion` the
    criterion above a word or a count; `above` is the role of the heading above and `over` its
    text. Weight and full marks under a word's heading are those of the criterion above it,
    `points` what the word's own heading states. `said` where a person said what it holds.
    """

    index: int
    row: int
    text: str
    role: Role
    key: str = ""
    criterion: str = ""
    above: Role = Role.UNKNOWN
    over: str = ""
    weight: float | None = None
    full_marks: float | None = None
    corner: tuple[Role, Role] | None = None
    bare: float | None = None
    points: float | None = None
    ranges: Ranges = ()
    dated: bool = False
    said: bool = False


def columns_of(grid: Grid, rows: Sequence[int], vocabulary: Vocabulary) -> tuple[Column, ...]:
    """Return every column of a table, with or without a heading.

    Headings of the same texts in the same rows are understood once: most forms come many times.
    """
    heads = {number: grid.spread_row(number) for number in rows}
    if not all(map(are_texts, heads.values())):
        return _understood(heads, grid.width, vocabulary)
    key = (_understood, grid.width, *heads.items())
    return vocabulary.remembered.of_rows(key, lambda: _understood(heads, grid.width, vocabulary))


def are_texts(row: Row) -> bool:
    """Whether a row is of texts alone, and so may be a key: 1, 1.0 and true are the same one."""
    return set(map(type, row)) == {str} and len(row) <= WIDEST_KNOWN


def _understood(heads: Mapping[int, Row], width: int, vocabulary: Vocabulary) -> tuple[Column, ...]:
    stated = {number: _stated(row) for number, row in heads.items()}
    read = {number: row for number, row in heads.items() if not stated[number]}
    columns = _spread_out([_column(read, index, vocabulary) for index in range(width)])
    columns = _with_scores(columns)
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


def _stack(
    rows: Mapping[int, Row], index: int, vocabulary: Vocabulary
) -> list[tuple[int, Heading]]:
    """Return the headings of a column from top to bottom, each with its row."""
    stack: list[tuple[int, Heading]] = []
    for number, row in rows.items():
        text = shown(row[index])
        if text and (not stack or stack[-1][1].text != text):
            stack.append((number, vocabulary.heading(text)))
    return stack


def _column(rows: Mapping[int, Row], index: int, vocabulary: Vocabulary) -> Column:
    stack = _stack(rows, index, vocabulary)
    headings = [heading for _, heading in stack]
    named = [heading for heading in headings if not _only_states(heading)]
    last = named[-1] if named else NO_HEADING
    aspect = next((h for h in reversed(headings) if h.role is Role.ASPECT), None)
    above = named[-2] if len(named) > 1 else NO_HEADING
    states = [h for h in headings if h is not last or h.role is not Role.WORD]
    role, key = _under_word(last, above) or _under_source(last, above) or (last.role, last.key)
    return Column(
        index=index,
        row=(stack[-1][0] if stack else max(rows, default=0)) + 1,
        text=last.text,
        role=role,
        key=key,
        criterion=aspect.key if aspect else "",
        above=above.role,
        over=above.text,
        weight=next((h.weight for h in reversed(states) if h.weight is not None), None),
        full_marks=next((h.full_marks for h in reversed(states) if h.full_marks), None),
        corner=next((h.corner for h in headings if h.corner), None),
        bare=next((h.bare for h in reversed(states) if h.bare is not None), None),
        points=last.full_marks or last.bare if last.role is Role.WORD else None,
        ranges=next((h.ranges for h in reversed(headings) if h.ranges), ()),
        dated=any(isinstance(row[index], DateCell) for row in rows.values()),
    )


def _with_scores(columns: tuple[Column, ...]) -> tuple[Column, ...]:
    """Return the columns, 自评 beside 互评 as finished scores; beside raters a score is a mark."""
    bare = {c.index: SOURCE_HEADINGS.get(_outside(c.text)) for c in columns if _may_be_score(c)}
    if len(set(bare.values()) - {None}) > 1:
        columns = tuple(
            replace(c, role=Role.SCORE, key=source.value) if (source := bare.get(c.index)) else c
            for c in columns
        )
    scores = [column for column in columns if column.role is Role.SCORE]
    if len(scores) == 1 and any(column.role is Role.RATER for column in columns):
        mark = replace(scores[0], role=Role.MARK, key="")
        columns = tuple(mark if column is scores[0] else column for column in columns)
    return columns


def _may_be_score(column: Column) -> bool:
    return column.role in {Role.UNKNOWN, Role.SCORE} and not column.criterion


def _outside(text: str) -> str:
    return without_brackets(plain(text)).rstrip("%0123456789.")


def source_headed(heading: Heading) -> Source | None:
    """Return the source whose score a heading means, be it only the source's name."""
    if heading.role is Role.SCORE:
        return Source(heading.key)
    return SOURCE_HEADINGS.get(_outside(heading.text)) if heading.role is Role.UNKNOWN else None


def _under_word(heading: Heading, above: Heading) -> tuple[Role, str] | None:
    """Return what 票数 or 得票率 below a word means, None for anything else."""
    if heading.role is not Role.STATISTIC or above.role not in {Role.WORD, Role.FATE}:
        return None
    if heading.key not in _ROLE_BELOW:
        return None
    return (Role.SHARE if heading.key == "share" else above.role), above.key


def _under_source(heading: Heading, above: Heading) -> tuple[Role, str] | None:
    """Return the finished score that 得分 below a source means, None for anything else."""
    source = SOURCE_HEADINGS.get(_outside(above.text))
    return (Role.SCORE, source.value) if source and heading.role is Role.MARK else None


def _is_below_word(before: Column, column: Column) -> bool:
    """Whether 得票率 stands beside 票数 below a word whose heading is not merged."""
    beside = column.role is Role.STATISTIC and before.row == column.row and not column.over
    return beside and before.key != column.key and before.text in VOTES | SHARES


def _spread_out(columns: Sequence[Column]) -> tuple[Column, ...]:
    """Return the columns with the heading over the first of some words over all of them.

    A heading that is not merged reaches to the next one, or to where a word comes again.
    """
    spread: list[Column] = []
    words: set[str] = set()
    head: Column | None = None
    for column in columns:
        below = column.role is Role.WORD and head is not None and column.row == head.row
        if head is not None and below and not column.over and column.key not in words:
            spread.append(_under(head, column))
        elif spread and column.key in _ROLE_BELOW and _is_below_word(spread[-1], column):
            role = Role.SHARE if column.key == "share" else spread[-1].role
            spread.append(replace(spread[-1], index=column.index, text=column.text, role=role))
        else:
            head = column if column.role is Role.WORD and column.over else None
            words = set()
            spread.append(column)
        words.add(column.key)
    return tuple(spread)


def _under(head: Column, column: Column) -> Column:
    """Return a word's column as one that stands under the same criterion as another."""
    return replace(head, index=column.index, text=column.text, key=column.key, points=column.points)


def _only_states(heading: Heading) -> bool:
    if heading.role is Role.RANGE or heading.role is Role.WORD:
        return len(heading.ranges) > 1
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


def parted(columns: Sequence[Column], width: int) -> list[tuple[Column, ...]]:
    """Return the columns of the tables that stand side by side under the same heading rows.

    Another one begins with its people or criteria, behind marks and before marks of its own.
    More than anybody would put side by side are none.
    """
    edges, behind = [0], False
    for place, column in enumerate(columns):
        if column.role in MARKS:
            behind = True
        elif behind and column.role in _STARTING:
            edges.append(_first_of_lead(columns, place))
            behind = False
    if not behind or len(edges) > MOST_BESIDE:
        del edges[1:]
    return [tuple(columns[left:right]) for left, right in pairwise([*edges, width])]


def _first_of_lead(columns: Sequence[Column], place: int) -> int:
    """Return the place of the first of 序号, 工号 and the like before a column of subjects."""
    while columns[place - 1].role in _LEADING or plain(columns[place - 1].text) in _NUMBERING:
        place -= 1
    return place


def count_up(numbers: Sequence[float]) -> bool:
    """Whether the numbers of a row are those of its columns: 1, 2, 3 …, or none."""
    in_turn = all(after == before + 1 for before, after in pairwise(numbers))
    return in_turn and numbers[:1] in ([], [1])
