"""Filled-in workbooks from a table of marks: for the demo, the tests and the benchmarks."""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

import pandas as pd

from cxzy.core.roster import Roster
from cxzy.core.scheme import Scheme
from cxzy.core.vocabulary import BallotFate, Source
from cxzy.sheets.canvas import Value
from cxzy.sheets.identity import Identity
from cxzy.sheets.template import drawn
from cxzy.sheets.template_forms import ISSUED, RETURNED, VALID, Form, bonus_form, form_of
from cxzy.sheets.template_raters import Rater, raters_of, slot_label

Key = tuple[tuple[str, ...], str]
DEFAULTS: Mapping[str, object] = {
    "rater": -1,
    "group": "",
    "criterion": "",
    "points": float("nan"),
    "word": None,
    "count": 1,
}


class Row(NamedTuple):
    """One row of a table of marks."""

    rater: str
    group: str
    subject: str
    criterion: str
    value: Value
    word: str
    votes: int


def filled_template(
    scheme: Scheme,
    roster: Roster,
    marks: pd.DataFrame,
    *,
    title: str,
    meeting: Identity,
    due: date | None = None,
) -> bytes:
    """Return our template with `marks` in its cells, one sheet per source that is on.

    `marks` has the columns of the ratings table: source, rater, group, subject, criterion,
    points (0–100; any number for bonus points), word, count; absent columns take their defaults.
    A word is written where there is one, else the points on the criterion's full marks. Raters:
    among peers a subject or a position in the roster, elsewhere a number (printed 领导2, 2) or a
    name. In a source that is tallied rows are votes: their words and counts fill the columns of
    votes. Raises ValueError for marks that have no cell: of a subject, rater, group or word not
    in the form.
    """
    filled_in: list[Form] = []
    values: dict[Source, Mapping[Key, Value]] = {}
    for source in scheme.sources:
        rows = list(_rows(scheme, source, marks))
        raters = _raters(scheme, roster, source, rows)
        form = form_of(scheme, roster, source, raters)
        filled_in.append(form)
        values[source] = _votes(rows) if form.shape == "tally" else _marks(form, raters, rows)
        _refuse_lost(form, values[source])
    bonus = bonus_form(scheme, roster)
    if bonus is not None:
        entered = _bonus(scheme, marks)
        _refuse_lost(bonus, entered)
        filled_in.append(bonus)
        values[bonus.source] = {**values[bonus.source], **entered}
    return drawn(filled_in, scheme, title=title, meeting=meeting, due=due, values=values)


def _rows(scheme: Scheme, source: Source, marks: pd.DataFrame) -> Iterable[Row]:
    of_source = marks[(marks["source"].astype(str) == str(source)) & ~_is_bonus(scheme, marks)]
    criteria = scheme.criteria_of(source)
    full = {one.key: one.full_marks for one in criteria} | {"": criteria[0].full_marks}
    columns = [
        of_source[name].tolist() if name in of_source else [default] * len(of_source)
        for name, default in {"subject": "", **DEFAULTS}.items()
    ]
    for subject, rater, group, criterion, points, word, count in zip(*columns, strict=True):
        key = str(criterion) or (criteria[0].key if len(criteria) == 1 else "")
        said = word if isinstance(word, str) else ""
        value = said or (None if math.isnan(points) else round(points * full[key] / 100, 6))
        yield Row(str(rater), str(group or ""), str(subject), key, value, said, int(count))


def _is_bonus(scheme: Scheme, marks: pd.DataFrame) -> "pd.Series[bool]":
    """Return which rows are bonus points."""
    if "criterion" not in marks:
        return pd.Series(False, index=marks.index)
    return marks["criterion"].isin([one.key for one in scheme.bonus])


def _bonus(scheme: Scheme, marks: pd.DataFrame) -> dict[Key, Value]:
    """Return the bonus points of each subject, several of a kind added."""
    rows = marks[_is_bonus(scheme, marks)].dropna(subset=["points"])
    values: dict[Key, Value] = {}
    for subject, kind, points in zip(
        rows["subject"], rows["criterion"], rows["points"], strict=True
    ):
        key = (str(subject), str(subject)), str(kind)
        values[key] = round(float(values.get(key) or 0) + points, 6)
    return values


def _raters(
    scheme: Scheme, roster: Roster, source: Source, rows: Iterable[Row]
) -> tuple[Rater, ...]:
    """Return those who rated, in order; among peers the whole roster, absent ones too."""
    if source is Source.PEER:
        return raters_of(scheme, roster, source)
    found = {row.rater: row.group for row in rows}
    if not found:
        return raters_of(scheme, roster, source)
    return tuple(
        Rater(key, slot_label(source, int(key)) if key.isdecimal() else key, found[key])
        for key in sorted(found, key=lambda key: (len(key), key))
    )


def _marks(form: Form, raters: Sequence[Rater], rows: Iterable[Row]) -> dict[Key, Value]:
    key_of = {str(place): rater.key for place, rater in enumerate(raters)}
    key_of |= {rater.key: rater.key for rater in raters}
    values: dict[Key, Value] = {}
    for row in rows:
        if form.shape == "criteria":
            values[(row.subject, row.subject), row.criterion] = row.value
        elif form.shape == "matrix":
            values[(key_of.get(row.rater, row.rater),), row.subject] = row.value
        else:
            values[(key_of.get(row.rater, row.rater), row.subject), row.criterion] = row.value
    return values


def _refuse_lost(form: Form, values: Mapping[Key, Value]) -> None:
    lines = {line.key for line in form.lines}
    entries = {entry.key for entry in form.entries} | {BallotFate.VOID, BallotFate.NOT_RETURNED}
    lost = [key for key in values if key[0] not in lines or key[1] not in entries]
    if lost:
        raise ValueError(f"{len(lost)} marks have no cell in {form.source}: {lost[:3]}")


def _votes(rows: Iterable[Row]) -> dict[Key, Value]:
    votes: defaultdict[tuple[str, str, str], Counter[str]] = defaultdict(Counter)
    for row in rows:
        votes[row.group, row.subject, row.criterion][row.word] += row.votes
    return {(key, name): count for key, counted in votes.items() for name, count in _sums(counted)}


def _sums(counted: Counter[str]) -> Iterable[tuple[str, int]]:
    """Yield the counts of one line with those that follow from them."""
    fates = {str(fate) for fate in BallotFate}
    valid = sum(count for word, count in counted.items() if word not in fates)
    issued = sum(counted.values())
    yield from counted.items()
    yield VALID, valid
    yield RETURNED, issued - counted[BallotFate.NOT_RETURNED]
    yield ISSUED, issued
