"""Finished scores: a column per source with what its ballots came to, and a final score.

A row is a subject, or one criterion of a subject whom the row or a line above names.

What they stand for, and when they do not count: docs/decisions/0067-finished-scores.md.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from cxzy.core.labels import source_label
from cxzy.core.vocabulary import Source
from cxzy.sheets.block import Block
from cxzy.sheets.coded import different
from cxzy.sheets.collected import Collected
from cxzy.sheets.columns import Column
from cxzy.sheets.grid import Row
from cxzy.sheets.headings import Role
from cxzy.sheets.layout import NOT_THIS, Finding, Layout
from cxzy.sheets.layout_long import criterion_of
from cxzy.sheets.marks import count_of, mark_of
from cxzy.sheets.people import People
from cxzy.sheets.points import Points
from cxzy.sheets.problems import Cell
from cxzy.sheets.votes import part_of_votes
from cxzy.sheets.wording import plain, shown

MEANS = frozenset(("平均分", "均分", "平均得分", "平均", "平均成绩"))
SAME, NEAR_ENOUGH = 0.05, 0.051
_OTHERS = (Role.ASPECT, Role.WORD, Role.SHARE, Role.RATER)


def sure(block: Block, collected: Collected) -> Finding:
    """Sure where columns are headed by sources, or there is nothing but a mean per subject."""
    if any(block.one(role) for role in _OTHERS) or block.context.rater:
        return NOT_THIS
    people, scores = People(block, collected, None), block.having(Role.SCORE)
    by_criterion = block.one(Role.CRITERION_NAME) is not None
    if not (people.known if by_criterion else people.place):
        return NOT_THIS
    if scores and not (by_criterion and block.one(Role.MARK)):
        return Finding(0.95, f"{len(scores)} sources as headings")
    if by_criterion:
        return NOT_THIS
    alone = not block.one(Role.MARK) and not _other_marks(block)
    return Finding(0.75, "a mean per subject") if alone and means_of(block) else NOT_THIS


def means_of(block: Block) -> tuple[Column, ...]:
    """Return the columns of means that a table without a column per source has."""
    return tuple(column for column in block.having(Role.TOTAL) if plain(column.text) in MEANS)


def _other_marks(block: Block) -> bool:
    """Whether marks stand under headings that are names, perhaps, and no scores."""
    return any(
        mark_of(value).kind in {"number", "percent"}
        for column in block.having(Role.UNKNOWN)
        for value in block.values(column)
    )


def has_sources(block: Block) -> bool:
    """Whether the columns themselves say who assessed."""
    return block.one(Role.SCORE) is not None


@dataclass(frozen=True)
class _Score:
    """One column of scores of one source, out of `full`; `ballots` says how many made them."""

    column: Column
    source: Source
    criterion: str
    full: float
    ballots: Column | None


def read(block: Block, source: Source | None, collected: Collected) -> None:
    """Read one rating per row and source; final scores are only checked."""
    people, scores = People(block, collected, source), _scores(block, source, collected)
    texts = people.shown(block.one(Role.CRITERION_NAME))
    rows = zip(block.body, people.named(), people.groups(), texts, strict=True)
    found = [rating for row in rows for rating in _row(*row, people, scores)]
    if found:
        collected.add(part_of_votes(found, block.grid.name, collected))
    _say_unknown_ballots(block, scores, collected)


def _scores(block: Block, source: Source | None, collected: Collected) -> list[_Score]:
    """Return the columns that count: of sources in the scheme, without single ballots elsewhere."""
    if has_sources(block):
        found = [(column, Source(column.key)) for column in block.having(Role.SCORE)]
    else:
        found = [(column, source) for column in means_of(block)[:1] if source is not None]
    others = [source for _, source in found if source is not Source.SELF]
    known, first = _sources_of_ballots(collected), dict[Source, Column]()
    scores, beside = list[_Score](), list[_Score]()
    for column, of in found:
        ballots = _ballots(block, of, alone=len(others) == 1)
        whole = collected.overall_criterion(of)
        score = _Score(column, of, whole, column.full_marks or 100.0, ballots)
        if _counts(block, score, first.setdefault(of, column), collected):
            (beside if of in known else scores).append(score)
    if beside:
        said = tuple(source_label(score.source) for score in beside)
        at = _at(block, beside[0].column, collected)
        collected.problem("scores_beside_ballots", at, beside[0].column.text, sources=said)
    return scores


def _at(block: Block, column: Column, collected: Collected) -> Cell:
    return block.cell(collected.file, column.row - 1, column.index)


def _sources_of_ballots(collected: Collected) -> set[Source]:
    """Return the sources of which the file holds single ballots or votes already."""
    codes = {code for part in collected.parts for code in different(part.source[part.ballot])}
    return {tuple(Source)[code] for code in codes}


def _counts(block: Block, score: _Score, first: Column, collected: Collected) -> bool:
    """Whether a column of scores counts; why not, and what its heading contradicts, is noted."""
    column, source, scheme = score.column, score.source, collected.scheme
    at = _at(block, column, collected)
    weight = 100 * float(scheme.weights.get(source, 0.0))
    if column.weight is not None and abs(column.weight - weight) > SAME:
        collected.problem("weight_differs", at, f"{column.weight:g} %", weight=f"{weight:g}")
    if column is not first:
        there = _at(block, first, collected)
        collected.problem("column_twice", at, column.text, first=str(there))
    elif source not in scheme.sources:
        names = tuple(map(source_label, scheme.sources))
        collected.problem("source_off", at, source_label(source), sources=names)
    elif scheme.sources[source].aggregation.kind == "banded":
        collected.problem("scores_without_share", at, column.text, sources=(source_label(source),))
    else:
        return True
    return False


def _ballots(block: Block, source: Source, *, alone: bool) -> Column | None:
    """Return the column with the number of ballots of a source."""
    own = [column for column in block.having(Role.BALLOTS) if column.key == source.value]
    of_all = block.having(Role.VALID, Role.RETURNED) if alone and source is not Source.SELF else ()
    return next(iter([*own, *of_all]), None)


Rating = tuple[Source, str, str, str, float, str | None, int, int, int]


def _row(
    number: int,
    named: tuple[str, str],
    group: str,
    text: str,
    people: People,
    scores: Sequence[_Score],
) -> Iterator[Rating]:
    """Yield the ratings of one row, and note what is wrong with it."""
    row, collected = people.block.grid.rows[number], people.collected
    blank = all(mark_of(row[score.column.index]).kind == "blank" for score in scores)
    if blank and not any((*named, text)):
        return
    subject = people.subject(number, named)
    if subject is None or not scores or not _is_first(subject, text, number, people):
        return
    if blank:
        name = collected.names.name_of(subject)
        collected.problem("subject_without_marks", people.cell(number, people.place), name)
    points: dict[Source, float] = {}
    for score in _of_criterion(number, text, people, scores):
        collected.list_subjects(score.source, [subject])
        read = None if blank else _read(number, score, people)
        if read is not None:
            points[score.source] = read[0]
            count = _count(row, score, people.block)
            keys = score.source, group, subject, score.criterion
            yield *keys, *read, count, *people.block.place(number, score.column.index)
    _check_total(number, points, scores, people)


def _of_criterion(
    number: int, text: str, people: People, scores: Sequence[_Score]
) -> Sequence[_Score]:
    """Return the columns as scores of a row's criterion, of sources that have it.

    A score of a source that has not is noted, once a row.
    """
    block, collected = people.block, people.collected
    if block.one(Role.CRITERION_NAME) is None:
        return scores
    row, found, strange = block.grid.rows[number], list[_Score](), list[_Score]()
    heading = collected.vocabulary.heading(text)
    for score in scores:
        known = {criterion.key for criterion in collected.criteria_of(score.source)}
        if heading.role is Role.ASPECT and heading.key in known:
            full = score.column.full_marks or collected.full_marks(score.source, heading.key)
            found.append(replace(score, criterion=heading.key, full=full))
        elif mark_of(row[score.column.index]).kind != "blank":
            strange.append(score)
    if strange:
        criterion_of(number, text, people, strange[0].source)  # says what is wrong with it
    return found


def _is_first(subject: str, text: str, number: int, people: People) -> bool:
    """Whether a subject, or its criterion, stands for the first time in the finished scores."""
    here, block = people.cell(number, people.place), people.block
    key = ("scores", block.top, block.lane, subject, text)
    first = people.collected.first_seen.setdefault(key, here)
    if first == here:
        return True
    name = people.collected.names.name_of(subject)
    people.collected.problem("name_twice", here, name, first=str(first))
    return False


def _read(number: int, score: _Score, people: People) -> tuple[float, str | None] | None:
    """Return points and word of a score, None with a problem where there is none."""
    value = people.block.grid.rows[number][score.column.index]
    points = Points(people.collected.scheme, [value])
    read, cell = points.read(value, score.full), people.cell(number, score.column)
    if not read.code and not read.blank:
        return read.points, read.word
    faulty = {(fault.row, fault.column) for fault in people.block.grid.faults}
    if (cell.row, cell.column) not in faulty:
        people.collected.problem(
            read.code or "blank_mark",
            cell,
            shown(value),
            full_marks=f"{score.full:g}",
            words=points.allowed,
            near=points.near(value) if read.code == "unknown_word" else "",
        )
    return None


def _count(row: Row, score: _Score, block: Block) -> int:
    """Return of how many ballots a score is made, 1 where it is not said."""
    if score.ballots is not None:
        return count_of(row[score.ballots.index]) or 1
    votes = block.context.votes
    alone = score.source is not Source.SELF and len(block.having(Role.SCORE)) <= 1
    return votes.get("有效", votes.get("收回", 1)) if alone else 1


def _check_total(
    number: int, points: dict[Source, float], scores: Sequence[_Score], people: People
) -> None:
    """Warn where a final score is neither the weighted sum of its row nor the plain one."""
    complete = len(points) == len(scores) > 1 and not any(map(math.isnan, points.values()))
    if not complete or not has_sources(people.block):
        return
    weights = people.collected.scheme.weights
    weighed = sum(float(weights.get(source, 0.0)) * each for source, each in points.items())
    plainly = sum(points[score.source] * score.full / 100 for score in scores)
    for column in people.block.having(Role.TOTAL, Role.MARK):
        mark = mark_of(people.block.grid.rows[number][column.index])
        sums = (weighed, plainly) if plain(column.text) not in MEANS else (plainly / len(scores),)
        if mark.kind == "number" and all(abs(mark.number - s) > NEAR_ENOUGH for s in sums):
            found, cell = f"{mark.number:g}", people.cell(number, column)
            people.collected.problem("total_differs", cell, found, total=f"{weighed:.6g}")


def _say_unknown_ballots(block: Block, scores: Sequence[_Score], collected: Collected) -> None:
    """Note, once per table, that nothing is known of the single ballots."""
    others = [score for score in scores if score.source is not Source.SELF]
    if others:
        sources = tuple(source_label(score.source) for score in others)
        at = _at(block, others[0].column, collected)
        collected.problem("ballots_unknown", at, others[0].column.text, sources=sources)


SCORES = Layout("scores", sure, read, frozenset({Role.SCORE, Role.TOTAL}))
