"""How a person says a table is to be read, in place of what its headings were taken for.

What is corrected, and what is remembered of it: docs/decisions/0075-corrected-tables.md.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import chain

from cxzy.core.scheme import Scheme
from cxzy.core.scheme_parts import Criterion, Scale
from cxzy.core.vocabulary import Source
from cxzy.sheets.collected import Collected
from cxzy.sheets.columns import Column
from cxzy.sheets.grid import Grid
from cxzy.sheets.headings import Role
from cxzy.sheets.wording import plain

Start = tuple[int, int, int]
"""First, main and last row of the headings of a table, from 0."""

LABELS = {Role.SUBJECT: Role.RATER, Role.RATER: Role.SUBJECT}
"""What stands across in a matrix whose lines are of subjects, or of raters."""


@dataclass(frozen=True)
class Meaning:
    """What a column holds: `key` is the label of a criterion, a word or a fate.

    `criterion` is the label of the criterion above a word. Labels hold for every scheme that
    has them. A column of one person in a matrix has the role UNKNOWN.
    """

    role: Role
    key: str = ""
    criterion: str = ""


PERSON, NOT_READ = Meaning(Role.UNKNOWN), Meaning(Role.IGNORED)


@dataclass(frozen=True)
class Correction:
    """How one table is to be read; rows and columns count from 0.

    `left` is its first column, which tells tables beside one another apart. `columns` are those
    whose meaning was said, others keep what their headings mean. `instead` is the main heading
    row of the guess that this replaces. Where it comes from a remembered form, `form` is its
    fingerprint, and the source counts only where the sheet says `stated` (None: nothing). The
    rater group is never remembered: the same form serves another group the next time.
    """

    sheet: str
    top: int
    bottom: int
    left: int = 0
    columns: tuple[tuple[int, Meaning], ...] = ()
    source: Source | None = None
    stated: Source | None = None
    group: str = ""
    layout: str = ""
    scale: str = ""
    instead: int | None = None
    form: str = ""


def starts_with(starts: Sequence[Start], given: Sequence[Correction]) -> list[Start]:
    """Return where tables start: as corrected, and as guessed where nothing was corrected."""
    kept = [start for start in starts if not any(_replaces(one, start) for one in given)]
    return sorted({*kept, *((one.top, one.top, one.bottom) for one in given)})


def _replaces(correction: Correction, start: Start) -> bool:
    top, main, bottom = start
    overlap = top <= correction.bottom and correction.top <= bottom
    return overlap or main == correction.instead


def in_part(given: Sequence[Correction], part: Grid, parts: int) -> Sequence[Correction]:
    """Return the corrections of tables that stand in one of the parts in which a sheet is seen."""
    if parts == 1 or not given:
        return given
    held = ~part.having({""})
    return [one for one in given if held[one.bottom :, one.left].any()]


def given_of(given: Sequence[Correction], columns: Sequence[Column]) -> Correction | None:
    """Return the correction of the table that has these columns, None without one.

    One that was said of a whole width counts for each table that it was parted into.
    """
    span = range(columns[0].index, columns[-1].index + 1)
    first = (one for one in given if one.left in span)
    wide = (one for one in given if any(index in span for index, _meaning in one.columns))
    return next(chain(first, wide), None)


def corrected_columns(
    columns: tuple[Column, ...], given: Sequence[Correction], scheme: Scheme
) -> tuple[Column, ...]:
    """Return the columns with the meanings that were said."""
    said = {index: meaning for one in given for index, meaning in one.columns}
    if not said:
        return columns
    across = any(meaning == PERSON for meaning in said.values())
    criteria = {plain(one.label): one.key for one in criteria_of(scheme)}
    return tuple(
        _corrected(column, said[column.index], criteria, across=across)
        if column.index in said
        else column
        for column in columns
    )


def _corrected(
    column: Column, meaning: Meaning, criteria: Mapping[str, str], *, across: bool
) -> Column:
    role, key, criterion = meaning.role, meaning.key, criteria.get(plain(meaning.criterion), "")
    if role is Role.ASPECT:
        key = criterion = criteria.get(plain(meaning.key), "")
    corner = (role, LABELS[role]) if across and role in LABELS else None
    return replace(
        column,
        role=role,
        key=key,
        criterion=criterion,
        corner=corner,
        dated=False,
        said=True,
    )


def criteria_of(scheme: Scheme) -> tuple[Criterion, ...]:
    """Return the criteria of a scheme and of all its sources, each label once."""
    lists = (scheme.criteria, *map(scheme.criteria_of, Source))
    return tuple({one.label: one for criteria in reversed(lists) for one in criteria}.values())


def fits(correction: Correction, scheme: Scheme) -> bool:
    """Whether the scheme has every criterion, word and scale that a correction names."""
    labels = {plain(criterion.label) for criterion in criteria_of(scheme)}
    words = {plain(word) for scale in scheme.scales for word in scale.words}
    sources = {source.value for source in scheme.sources}
    known = {Role.ASPECT: labels, Role.WORD: words, Role.SHARE: words}
    known[Role.SCORE], known[Role.BONUS] = sources, {plain(one.key) for one in scheme.bonus}
    meanings = [meaning for _index, meaning in correction.columns]
    fitting = all(plain(m.key) in known.get(m.role, {plain(m.key)}) for m in meanings)
    above = all(not m.criterion or plain(m.criterion) in labels for m in meanings)
    scales = {"", *map(scale_name, scheme.scales)}
    return fitting and above and correction.scale in scales


def scale_name(scale: Scale) -> str:
    """Return what a scale is called: its name, or else its words.

    >>> scale_name(Scale(words={"好": 90, "差": 60}))
    '好/差'
    """
    return scale.name or "/".join(scale.words)


@contextmanager
def on_scale(collected: Collected, name: str) -> Iterator[None]:
    """Read the words of a table on the scale that was said, where one was."""
    whole = collected.scheme
    only = tuple(scale for scale in whole.scales if scale_name(scale) == name)
    try:
        if only:
            collected.scheme = whole.model_copy(update={"scales": only})
        yield
    finally:
        collected.scheme = whole
