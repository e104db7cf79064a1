"""What headings state, compared with the scheme; and columns of marks that no heading explains."""

from collections.abc import Sequence

from cxzy.core.scheme_parts import Scale
from cxzy.core.vocabulary import OVERALL, Source
from cxzy.sheets.block import Block
from cxzy.sheets.collected import Collected
from cxzy.sheets.columns import Column, count_up
from cxzy.sheets.headings import Role
from cxzy.sheets.marks import Mark, mark_of
from cxzy.sheets.points import nearest
from cxzy.sheets.problems import Cell
from cxzy.sheets.wording import plain

SAME = 0.05
LEAST_FULL_MARKS, MOST_FULL_MARKS = 5, 100


def labels(source: Source | None, collected: Collected) -> list[str]:
    """Return the labels of the criteria of a source."""
    return [criterion.label for criterion in collected.criteria_of(source)]


def share_of(criterion: str, source: Source | None, collected: Collected) -> float:
    """Return the weight of a criterion as a share of all, 0–1."""
    criteria = collected.criteria_of(source)
    total = sum(float(each.weight or 0) for each in criteria)
    mine = sum(float(each.weight or 0) for each in criteria if each.key == criterion)
    return mine / total if total else 0.0


def check_headings(
    block: Block, aspects: Sequence[Column], source: Source | None, collected: Collected
) -> None:
    """Note weights, full marks and criteria of the headings that the scheme does not have."""
    known = {criterion.key for criterion in collected.criteria_of(source)}
    for column in aspects:
        if column.key and column.key not in known:
            cell = block.cell(collected.file, column.row - 1, column.index)
            say_unknown(column.text, cell, source, collected)
        elif {column.weight, column.full_marks, column.bare} != {None}:
            _check_numbers(block, column, source, collected)
    missing = known - {column.key or OVERALL for column in aspects}
    if any(column.key for column in aspects) and missing:
        names = [c.label for c in collected.criteria_of(source) if c.key in missing]
        cell = Cell(collected.file, block.grid.name, (block.upright or block).top + 1, 0)
        collected.problem("criterion_missing", cell, "", criteria=tuple(names))


def once(columns: Sequence[Column], block: Block, collected: Collected) -> tuple[Column, ...]:
    """Return the columns without those that repeat an earlier one's meaning; these are noted."""
    first: dict[tuple[str, str], Column] = {}
    for column in columns:
        earlier = first.setdefault((column.criterion, column.key), column)
        if earlier is not column:
            cell, there = (
                block.cell(collected.file, each.row - 1, each.index) for each in (column, earlier)
            )
            collected.problem("column_twice", cell, column.text, first=str(there))
    return tuple(first.values())


def check_words(
    words: Sequence[Column], scale: Scale | None, block: Block, collected: Collected
) -> None:
    """Note points beside the words of headings, 优秀(95分), that the scale does not have."""
    for column in words:
        points = scale.words.get(column.key) if scale else None
        if points is not None and column.points is not None and points != column.points:
            cell = block.cell(collected.file, column.row - 1, column.index)
            collected.problem("word_points_differ", cell, column.text, points=f"{points:g}")


def check_ranges(block: Block, aspects: Sequence[Column], collected: Collected) -> None:
    """Note marks that lie between the ranges which the headings give the words: 优16-20."""
    for column in (column for column in aspects if column.ranges):
        highest = max(high for _, high in column.ranges)
        for number, value in zip(block.body, block.values(column) if highest else (), strict=False):
            mark = mark_of(value)
            between = mark.kind == "number" and mark.number <= highest
            if between and not any(low <= mark.number <= high for low, high in column.ranges):
                ranges = tuple(f"{low:g}–{high:g}" for low, high in column.ranges)
                cell = block.cell(collected.file, number, column.index)
                collected.problem("mark_between_ranges", cell, f"{mark.number:g}", ranges=ranges)


def _check_numbers(
    block: Block, column: Column, source: Source | None, collected: Collected
) -> None:
    """Note the weight and the full marks of a heading that the scheme does not have."""
    cell = block.cell(collected.file, column.row - 1, column.index)
    _check_weight(column, cell, source, collected)
    _check_full_marks(column, cell, source, collected)
    _check_bare(block, column, source, collected)


def _check_weight(column: Column, cell: Cell, source: Source | None, collected: Collected) -> None:
    if column.weight is None or not column.key:
        return
    weight = 100 * share_of(column.key, source, collected)
    if abs(weight - column.weight) > SAME:
        collected.problem("weight_differs", cell, f"{column.weight:g} %", weight=f"{weight:g}")


def _check_full_marks(
    column: Column, cell: Cell, source: Source | None, collected: Collected
) -> None:
    full = collected.full_marks(source, column.key or collected.overall_criterion(source))
    if column.full_marks is not None and abs(full - column.full_marks) > SAME:
        found = f"{column.full_marks:g}"
        collected.problem("full_marks_differ", cell, found, full_marks=f"{full:g}")


def _check_bare(block: Block, column: Column, source: Source | None, collected: Collected) -> None:
    """Note a number alone in brackets that may be full marks which the scheme does not have."""
    full = collected.full_marks(source, column.key or collected.overall_criterion(source))
    number = column.bare
    if number is None or not LEAST_FULL_MARKS <= number <= MOST_FULL_MARKS:
        return
    if abs(full - number) < SAME or {column.weight, column.full_marks} != {None}:
        return
    marks = map(mark_of, block.values(column))
    if any(mark.kind == "number" and mark.number > number for mark in marks):
        return
    is_weight = abs(100 * share_of(column.key, source, collected) - number) <= SAME
    code = "weight_or_full_marks" if is_weight else "full_marks_differ"
    cell = block.cell(collected.file, column.row - 1, column.index)
    collected.problem(code, cell, f"{number:g}", full_marks=f"{full:g}")


def say_unknown(text: str, cell: Cell, source: Source | None, collected: Collected) -> None:
    """Note a criterion that the scheme does not have, with the nearest one it has."""
    names = labels(source, collected)
    collected.problem(
        "unknown_criterion", cell, text, criteria=tuple(names), near=nearest(text, names)
    )


def unread_columns(block: Block, source: Source | None, collected: Collected) -> None:
    """Note columns that look like marks and are headed by nothing that is known."""
    if not block.having(Role.UNKNOWN, Role.SCORE, Role.IGNORED, Role.MARK):
        return
    keys = {column.key for column in block.having(Role.ASPECT)}
    lacking = {c.key for c in collected.criteria_of(source)} - keys
    heading = collected.vocabulary.heading
    meant = [c for c in block.having(Role.IGNORED) if _may_be_one_of(lacking, c, source, collected)]
    for column in (*block.having(Role.UNKNOWN, Role.SCORE), *meant):
        marks = [mark_of(value) for value in block.values(column)]
        standing = [
            mark
            for mark in marks
            if mark.kind in {"number", "percent"} or heading(mark.text).role is Role.WORD
        ]
        if not standing or (not column.text and _is_numbering(marks)):
            continue
        many = bool(column.text) or len(standing) * 2 >= len(block.body)
        if lacking and many:
            cell = block.cell(collected.file, column.row - 1, column.index)
            say_unknown(column.text, cell, source, collected)
        else:
            say_not_read(block, column, source, collected)
    for column in block.having(Role.MARK)[0 if keys else 1 :]:
        marks = [mark_of(value) for value in block.values(column)]
        if any(mark.kind == "word" or (mark.kind != "blank" and not keys) for mark in marks):
            say_not_read(block, column, source, collected)


def _is_numbering(marks: Sequence[Mark]) -> bool:
    """Whether a column without a heading counts its rows."""
    numbers = [mark.number for mark in marks if mark.kind == "number"]
    return len(numbers) > 1 and len(numbers) == len(marks) and count_up(numbers)


def _may_be_one_of(
    lacking: set[str], column: Column, source: Source | None, collected: Collected
) -> bool:
    """Whether a heading that usually holds no marks is part of a criterion without a column."""
    names = [c.label for c in collected.criteria_of(source) if c.key in lacking]
    return not column.said and any(plain(column.text) in plain(name) for name in names)


def say_not_read(block: Block, column: Column, source: Source | None, collected: Collected) -> None:
    """Note a column that was passed over although it holds something like marks."""
    cell = block.cell(collected.file, column.row - 1, column.index)
    names = labels(source, collected)
    collected.problem("column_not_read", cell, column.text, criteria=tuple(names))
