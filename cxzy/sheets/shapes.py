"""Forms that were corrected once: what is remembered of them, and where they are met again.

Nothing personal is remembered, and nothing of the marks: docs/decisions/0075-corrected-tables.md.
"""

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from functools import cached_property, lru_cache
from hashlib import sha256
from itertools import groupby
from typing import Any

import numpy as np

from cxzy.core.vocabulary import Source
from cxzy.sheets.collected import Collected
from cxzy.sheets.corrections import PERSON, Correction, Meaning, fits
from cxzy.sheets.grid import Grid, Value
from cxzy.sheets.guesses import Guess
from cxzy.sheets.headings import Role
from cxzy.sheets.marks import text_mark
from cxzy.sheets.names import has_title
from cxzy.sheets.wording import plain, shown
from cxzy.sheets.words_down import says_result

SOMEBODY, SECRET = "*", "#"
LONGEST_TEXT, MOST_PLACES = 40, 50
_TOLD = {
    *(Role.SUBJECT, Role.NUMBER, Role.GROUP, Role.CRITERION_NAME),
    *(Role.ASPECT, Role.WORD, Role.SHARE, Role.SCORE, Role.BONUS),
}
"""Columns whose own names are remembered; those of others only where they are usual words."""
Heading = tuple[str, ...]
Columns = list[tuple[int, Meaning]]


@dataclass(frozen=True)
class FormColumn:
    """One column of a form: its headings from top to bottom, plain, and what it holds.

    `*` stands for the name of a person, and such a column for one or more of the kind. A text
    that nobody needs to read again stands as `#` and its hash.
    """

    headings: Heading
    meaning: Meaning


@dataclass(frozen=True)
class Form:
    """The shape of a table's headings and how it is to be read; `instead` counts from its top."""

    columns: tuple[FormColumn, ...]
    source: Source | None = None
    stated: Source | None = None
    layout: str = ""
    scale: str = ""
    instead: int | None = None

    @cached_property
    def fingerprint(self) -> str:
        """SHA-256 of the shape of the headings, whatever the columns hold."""
        shape = [[_unread(text) for text in column.headings] for column in self.columns]
        return sha256(json.dumps(shape).encode()).hexdigest()

    @property
    def rows(self) -> int:
        """The number of heading rows."""
        return len(self.columns[0].headings)


def forms_of(
    guesses: Iterable[Guess], grids: Iterable[Grid], collected: Collected
) -> tuple[Form, ...]:
    """Return what is to be remembered of the tables that were corrected here and now."""
    corrected = [guess for guess in guesses if guess.given and not guess.given.form]
    by_name = {grid.name: grid for grid in grids} if corrected else {}
    forms = (form_of(guess, by_name[guess.sheet], collected) for guess in corrected)
    return tuple({form.fingerprint: form for form in forms if form is not None}.values())


def form_of(guess: Guess, grid: Grid, collected: Collected) -> Form | None:
    """Return what is to be remembered of a corrected table; None where only names head it."""
    given = guess.given
    if given is None or given.form:
        return None
    tokens = _tokens(grid, guess.top, guess.bottom)
    columns = [
        FormColumn(_kept(tokens[column.index], meaning, collected), meaning)
        for column, meaning in guess.columns
    ]
    once = [next(same) for _key, same in groupby(columns, key=_repeats)]
    if not any(_readable(text) for column in once for text in column.headings):
        return None
    instead = None if given.instead is None else given.instead - guess.top
    return Form(tuple(once), given.source, guess.stated, given.layout, given.scale, instead)


def _repeats(column: FormColumn) -> object:
    """Return what tells a column from the one before; those of people are one."""
    return column if SOMEBODY in column.headings else object()


def _readable(text: str) -> bool:
    return bool(text) and text != SOMEBODY


def _tokens(grid: Grid, top: int, bottom: int) -> list[Heading]:
    """Return the plain texts of some rows column by column, what is merged spread."""
    rows = [[plain(shown(value)) for value in grid.spread_row(n)] for n in range(top, bottom + 1)]
    return list(zip(*rows, strict=True))


def _kept(headings: Heading, meaning: Meaning, collected: Collected) -> Heading:
    """Return headings without names, and without texts that nobody needs to read again."""
    bare = {text: SOMEBODY if _names(text, collected) else text for text in headings}
    if meaning == PERSON and SOMEBODY not in bare.values():
        last = next((text for text in reversed(headings) if text), "")
        bare[last] = SOMEBODY
    quiet = meaning.role not in _TOLD
    return tuple(_hashed(text, bare[text], collected, quiet=quiet) for text in headings)


def _hashed(text: str, bare: str, collected: Collected, *, quiet: bool) -> str:
    if bare in {"", SOMEBODY}:
        return bare
    strange = quiet and collected.vocabulary.heading(text).role is Role.UNKNOWN
    private = strange or has_title(text) or _holds_a_name(text, collected)
    if private or len(text) > LONGEST_TEXT or text.startswith((SOMEBODY, SECRET)):
        return _hash(text)
    return text


def _unread(text: str) -> str:
    """Return a remembered text as if nobody needed to read it."""
    return _hash(text) if text and not text.startswith((SOMEBODY, SECRET)) else text


def _hash(text: str) -> str:
    return f"{SECRET}{sha256(text.encode()).hexdigest()[:16]}"


def _names(text: str, collected: Collected) -> bool:
    """Whether a heading is the name or the number of somebody on the roster."""
    names = collected.names
    return bool(text) and names.known and names.find(text).subject is not None


def _holds_a_name(text: str, collected: Collected) -> bool:
    return any(plain(name) in text for name in collected.names.subjects.values() if name)


def found_forms(grid: Grid, forms: Collection[Form], collected: Collected) -> list[Correction]:
    """Return how the tables of a sheet are to be read that have the shape of a known form.

    The first form counts where two fit; one that names what the scheme does not have never does.
    """
    found: list[Correction] = []
    for form in forms:
        for top in _places(grid, form):
            free = all(one.bottom < top or one.top >= top + form.rows for one in found)
            if free:
                found += _corrections(grid, form, top, collected)
    return found


def _places(grid: Grid, form: Form) -> Iterator[int]:
    """Yield the rows where the headings of a form may begin: by its most telling text."""
    down, text = max(
        ((row, text) for column in form.columns for row, text in enumerate(column.headings)),
        key=lambda place: (_readable(place[1]), not place[1].startswith(SECRET), len(place[1])),
    )
    texts = _hashes(grid.values) if text.startswith(SECRET) else _texts(grid.values)
    if text not in texts:
        return
    rows = np.flatnonzero(np.isin(grid.spread_codes, texts[text]).any(axis=1))[:MOST_PLACES]
    for row in rows.tolist():
        if row >= down and row - down + form.rows <= grid.height:
            yield row - down


@lru_cache(maxsize=8)
def _texts(values: tuple[Value, ...]) -> dict[str, list[int]]:
    """Return the plain texts of a file, each with the codes of the values that show it."""
    found: defaultdict[str, list[int]] = defaultdict(list)
    for code, value in enumerate(values):
        if isinstance(value, str | float):
            found[plain(shown(value))].append(code)
    return dict(found)


@lru_cache(maxsize=8)
def _hashes(values: tuple[Value, ...]) -> dict[str, list[int]]:
    return {_hash(text): codes for text, codes in _texts(values).items()}


def _corrections(grid: Grid, form: Form, top: int, collected: Collected) -> list[Correction]:
    """Return the tables of a form under the headings from `top` on, none unless all are its own."""
    tokens = _tokens(grid, top, top + form.rows - 1)
    found: list[Correction] = []
    at = 0
    while (at := _next(tokens, at)) < len(tokens):
        columns = _matched(tokens, at, form.columns, collected)
        if columns is None:
            return []
        correction = _correction(grid.name, form, top, columns)
        if not fits(correction, collected.scheme):
            return []
        found.append(correction)
        at = columns[-1][0] + 1
    return found


def _next(tokens: Sequence[Heading], at: int) -> int:
    """Return the next column with a heading."""
    return next((place for place in range(at, len(tokens)) if any(tokens[place])), len(tokens))


def _correction(sheet: str, form: Form, top: int, columns: Columns) -> Correction:
    return Correction(
        sheet=sheet,
        top=top,
        bottom=top + form.rows - 1,
        left=columns[0][0],
        columns=tuple(columns),
        source=form.source,
        stated=form.stated,
        layout=form.layout,
        scale=form.scale,
        instead=None if form.instead is None else top + form.instead,
        form=form.fingerprint,
    )


def _matched(
    tokens: Sequence[Heading], at: int, columns: Sequence[FormColumn], collected: Collected
) -> Columns | None:
    """Return what each column from `at` on holds, None where the headings are others."""
    lead = next(place for place, column in enumerate(columns) if any(column.headings))
    place, found = at - lead, Columns()
    if place < 0:
        return None
    for number, column in enumerate(columns):
        many = SOMEBODY in column.headings
        after = columns[number + 1].headings if number + 1 < len(columns) else None
        first = place
        while place < len(tokens) and _fits(tokens[place], column.headings, collected):
            if place > first and (not many or tokens[place] == after):
                break
            found.append((place, column.meaning))
            place += 1
        if place == first:
            return None
    return found


def _fits(token: Heading, headings: Heading, collected: Collected) -> bool:
    return all(map(lambda text, kept: _is(text, kept, collected), token, headings))


def _is(text: str, kept: str, collected: Collected) -> bool:
    if kept == SOMEBODY:
        return _may_name(text, collected)
    return (_hash(text) if kept.startswith(SECRET) else text) == kept


def _may_name(text: str, collected: Collected) -> bool:
    """Whether a heading names somebody: a text that means nothing else, or one of the roster."""
    unknown = collected.vocabulary.heading(text).role is Role.UNKNOWN
    word = bool(text) and unknown and text_mark(text).kind == "word" and not says_result(text)
    return word or _names(text, collected)


def form_to_json(form: Form) -> str:
    """Return a form as JSON that `form_from_json` turns back."""
    return json.dumps(asdict(form), ensure_ascii=False, sort_keys=True)


def form_from_json(text: str) -> Form:
    """Return the form that `form_to_json` wrote."""
    said: dict[str, Any] = json.loads(text)
    columns = tuple(
        FormColumn(tuple(one["headings"]), _meaning(one["meaning"])) for one in said["columns"]
    )
    source, stated = (Source(said[key]) if said[key] else None for key in ("source", "stated"))
    rest = {key: said[key] for key in ("layout", "scale", "instead")}
    return Form(columns, source, stated, **rest)


def _meaning(said: dict[str, str]) -> Meaning:
    return Meaning(Role(said["role"]), said["key"], said["criterion"])
