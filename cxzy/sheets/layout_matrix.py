"""Matrix: raters down and subjects across, or turned, or criteria down; one mark per cell."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from cxzy.core.vocabulary import Source
from cxzy.sheets.ballots import Ballots, Entry, Marks, ballots_of, record
from cxzy.sheets.block import Block
from cxzy.sheets.collected import Collected
from cxzy.sheets.columns import Column, source_headed
from cxzy.sheets.groups import known_group
from cxzy.sheets.headings import Role
from cxzy.sheets.layout import NOT_THIS, Finding, Layout
from cxzy.sheets.marks import Mark, mark_of
from cxzy.sheets.matrix_axes import Axes, are_no_raters, axes_of, mostly_known, parts_of, say_axes
from cxzy.sheets.names import name_key
from cxzy.sheets.people import People
from cxzy.sheets.problems import Cell
from cxzy.sheets.stated import say_unknown
from cxzy.sheets.wording import plain, shown
from cxzy.sheets.words_down import are_sources, are_words, headings_down, is_result

LONGEST_WORD, MOST_WORDS = 6, 8


def sure(block: Block, collected: Collected) -> Finding:
    """Sure where unknown headings, names that is, stand above cells that hold marks."""
    if any(block.one(role) for role in (Role.ASPECT, Role.WORD, Role.MARK, Role.ISSUED)):
        return NOT_THIS
    label, across = parts_of(block)
    if label is None or not across:
        return NOT_THIS
    down = headings_down(block, label, collected)
    if are_words(down) or are_sources(down) or (down and all(map(is_result, down))):
        return NOT_THIS
    marks = [mark_of(block.grid.rows[row][c.index]) for c in across for row in block.body]
    standing = [mark for mark in marks if mark.kind != "blank"]
    heading = collected.vocabulary.heading
    fitting = sum(
        mark.kind in {"number", "percent", "fate"} or heading(mark.text).role is Role.WORD
        for mark in standing
    )
    if not marks:
        return NOT_THIS
    if fitting * 2 < len(standing):
        strange = _of_strange_words(block, label, across, standing, collected)
        return Finding(0.65, "words that are on no scale") if strange else NOT_THIS
    return Finding(0.9 if label.corner or label.text else 0.7, f"{len(across)} names across")


def _of_strange_words(
    block: Block,
    label: Column,
    across: Sequence[Column],
    standing: Sequence[Mark],
    collected: Collected,
) -> bool:
    """Whether people are named unmistakably and every cell holds one of a few short words."""
    names = {name_key(column.text) for column in across}
    named = label.corner is not None or label.role is Role.RATER
    named = named or names <= {name_key(shown(value)) for value in block.values(label)}
    named = named or (collected.names.known and mostly_known(names, collected))
    words = {mark.text for mark in standing if mark.kind == "word"}
    return named and len(words) <= MOST_WORDS and all(len(word) <= LONGEST_WORD for word in words)


def read(block: Block, source: Source | None, collected: Collected) -> None:
    """Read one ballot per cell, or per column where criteria stand down."""
    if source is None:
        return
    axes = axes_of(block, collected)
    say_axes(block, axes, source, collected)
    if axes is None or are_no_raters(axes, source):
        return
    if axes.down_role is Role.RATER:
        block = _without_results(block, axes, collected)
    across = _people_across(block, axes, collected)
    _say_headless(block, axes, collected)
    by = _by_column if axes.down_role is Role.CRITERION_NAME else _by_cell
    record(by(block, source, axes, across, collected), collected)


def _without_results(block: Block, axes: Axes, collected: Collected) -> Block:
    """Return the table without rows such as 得分 or 等次, and 自评 below raters, which is said."""
    heading, body = collected.vocabulary.heading, list[int]()
    for number, value in zip(block.body, block.values(axes.label), strict=True):
        label = heading(shown(value))
        if source_headed(label) is not None:
            cell = block.cell(collected.file, number, axes.label.index)
            collected.problem("row_not_read", cell, label.text)
        elif not is_result(label):
            body.append(number)
    return replace(block, body=tuple(body))


def _say_headless(block: Block, axes: Axes, collected: Collected) -> None:
    """Note columns of marks above which nobody is named."""
    for column in block.having(Role.UNKNOWN):
        cells = [block.grid.rows[number][column.index] for number in block.body]
        marked = any(mark_of(cell).kind in {"number", "percent"} for cell in cells)
        if not column.text and column.index > axes.label.index and marked:
            cell = Cell(collected.file, block.grid.name, column.row, column.index + 1)
            collected.problem("name_missing", cell)


def _people_across(block: Block, axes: Axes, collected: Collected) -> dict[int, str]:
    """Return subject or rater by column; a subject that stands twice is a problem."""
    found: dict[int, str] = {}
    first: dict[str, Cell] = {}
    for column in axes.across:
        cell = Cell(collected.file, block.grid.name, column.row, column.index + 1)
        if axes.across_role is not Role.SUBJECT:
            found[column.index] = column.text
            continue
        subject = collected.subject(column.text, "", cell)
        if subject is not None and subject in first:
            collected.problem("name_twice", cell, column.text, first=str(first[subject]))
        elif subject is not None:
            first[subject], found[column.index] = cell, subject
    return found


def _by_cell(
    block: Block, source: Source, axes: Axes, across: dict[int, str], collected: Collected
) -> Marks:
    turned = axes.down_role is Role.SUBJECT
    people = People(block, collected, source)
    numbers = people.shown(block.one(Role.NUMBER) if turned else None)
    labels = people.shown(axes.label)
    ballots: list[Entry] = []
    for number, label, code, group in zip(
        block.body, labels, numbers, people.groups(), strict=True
    ):
        row = block.grid.rows[number]
        if not label and all(mark_of(row[index]).kind == "blank" for index in across):
            continue
        at = Cell(collected.file, block.grid.name, number + 1, axes.label.index + 1)
        subject = _subject_down(label, code, at, collected) if turned else ""
        if subject is None:
            continue
        for index, person in across.items():
            who = (person, index, group, subject) if turned else (label, number, group, person)
            ballots.append((source, *who, number + 1, index + 1))
    criterion = _criterion(block, source, collected)
    return _marks(block, ballots_of(ballots, collected), criterion)


def _marks(block: Block, ballots: Ballots, criterion: str) -> Marks:
    count = len(ballots.row)
    return Marks(
        block.grid,
        ballots,
        np.arange(count, dtype=np.int32),
        [criterion],
        np.zeros(count, dtype=np.int32),
        block.grid.column(block.grid.codes[ballots.row - 1, ballots.column - 1]),
        ballots.row,
        ballots.column,
    )


def _subject_down(label: str, number: str, at: Cell, collected: Collected) -> str | None:
    if not label and not number:
        collected.problem("name_missing", at)
        return None
    return collected.subject(label, number, at)


def _criterion(block: Block, source: Source, collected: Collected) -> str:
    """Return the criterion of all cells: the one in the sheet's name, else the whole ballot."""
    heading = collected.vocabulary.heading(block.grid.name)
    if heading.role is Role.ASPECT:
        return heading.key
    said = [
        c for c in collected.scheme.criteria_of(source) if plain(c.label) in plain(block.grid.name)
    ]
    return said[0].key if len(said) == 1 else collected.overall_criterion(source)


def _by_column(
    block: Block, source: Source, axes: Axes, across: dict[int, str], collected: Collected
) -> Marks:
    known = {criterion.key for criterion in collected.scheme.criteria_of(source)}
    keys: dict[int, str] = {}
    for number in block.body:
        text = shown(block.grid.spread[number][axes.label.index])
        heading = collected.vocabulary.heading(text)
        if heading.role is Role.ASPECT and heading.key in known:
            keys[number] = heading.key
        elif text:
            cell = Cell(collected.file, block.grid.name, number + 1, axes.label.index + 1)
            say_unknown(text, cell, source, collected)
    group, ballots = known_group(source, block.context.group, collected), list[Entry]()
    people, above = People(block, collected, source), block.context.subject
    of_one = axes.across_role is Role.RATER and block.body
    subject = people.subject(block.body[0], (above, "")) if of_one else ""
    for index, person in across.items() if subject is not None else ():
        own = subject or person
        rater = own if source is Source.SELF else person if subject else block.context.rater
        who = source, rater, block.top, group, own
        ballots.append((*who, axes.label.row, index + 1))
    width, height = len(keys), len(ballots)
    rows = np.tile(np.array(list(keys), dtype=np.int32), height)
    columns = np.repeat(np.array(list(across), dtype=np.int32), width)
    return Marks(
        block.grid,
        ballots_of(ballots, collected),
        np.repeat(np.arange(height, dtype=np.int32), width),
        list(keys.values()),
        np.tile(np.arange(width, dtype=np.int32), height),
        block.grid.column(block.grid.codes[rows, columns]),
        rows + np.int32(1),
        columns + np.int32(1),
    )


MATRIX = Layout("matrix", sure, read, frozenset({Role.UNKNOWN}))
