"""The facets of meetings: the only thing that dashboards read."""

import json
from collections.abc import Collection, Mapping, Sequence
from functools import lru_cache
from typing import Any

import numpy as np
import pandas as pd
from sqlalchemy import Connection, String, bindparam, delete, select, type_coerce

from cxzy.core.arrays import Rows
from cxzy.core.columns import Columns, Words
from cxzy.core.facets import FACETS_WAY
from cxzy.core.vocabulary import BESIDE, OVERALL, Source
from cxzy.store import tables
from cxzy.store.many_rows import insert_columns
from cxzy.store.versions import columns_of

FACET_COLUMNS = ("meeting", "source", "group", "subject", "criterion", "n", "mean", "spread")

_facet = tables.facet
_REMOVE = delete(_facet).where(_facet.c.meeting_id == bindparam("meeting"))
_way = tables.facet_reckoning
_FORGET_WAY = delete(_way).where(_way.c.meeting_id == bindparam("meeting"))
_OLDER = select(_way.c.meeting_id).where(_way.c.way < FACETS_WAY).order_by(_way.c.meeting_id)
_IS_OLDER = _OLDER.where(_way.c.meeting_id == bindparam("meeting"))
_KEYS = ("source", "group", "criterion")
_PACKED = {"n": "<i4", "mean": "<f8", "spread": "<f8"}
_STORED = (*_KEYS, "subjects", *_PACKED)
_READ_AS = {"n": "int64", "mean": "float64", "spread": "float64"}
_SOURCE = type_coerce(_facet.c.source, String)  # no word of the vocabulary per row
_READ = (_facet.c.meeting_id, _SOURCE, _facet.c.criterion, _facet.c.subjects)
_ORDER = (_facet.c.meeting_id, _facet.c.source, _facet.c.group, _facet.c.criterion)
_OF_CRITERIA = (
    _facet.c.group == "",
    _facet.c.criterion != OVERALL,
    ~_facet.c.criterion.startswith(BESIDE),
)


def replace_facets(c: Connection, meeting_id: int, facets: pd.DataFrame | Columns) -> None:
    """Put `facets`, just reckoned, in place of what is kept of a meeting.

    Columns `source`, `group`, `subject`, `criterion`, `n`, `mean` and `spread`; others are
    left out. NaN is kept as such.
    """
    replace_all_facets(c, {meeting_id: facets})


def replace_all_facets(
    c: Connection,
    reckoned: Mapping[int, pd.DataFrame | Columns],
    *,
    first: Collection[int] = (),
) -> None:
    """Do what `replace_facets` does for several meetings; of those in `first` nothing is kept."""
    rows: dict[str, list[Any]] = {"meeting_id": [], **{name: [] for name in _STORED}}
    for meeting_id, facets in reckoned.items():
        if meeting_id not in first:
            c.execute(_REMOVE, {"meeting": meeting_id})
            c.execute(_FORGET_WAY, {"meeting": meeting_id})
        packed = _packed(Columns.of(facets))
        rows["meeting_id"] += [meeting_id] * len(packed["subjects"])
        for name in _STORED:
            rows[name] += packed[name]
    ways = [FACETS_WAY] * len(reckoned)
    insert_columns(c, _way, {"meeting_id": list(reckoned), "way": ways})
    insert_columns(c, _facet, rows)


def reckoned_in_an_older_way(c: Connection) -> list[int]:
    """Return the meetings whose facets were stored by a program that reckoned them otherwise.

    See docs/decisions/0152-facets-say-in-which-way-they-were-reckoned.md.
    """
    return list(c.scalars(_OLDER))


def is_reckoned_in_an_older_way(c: Connection, meeting_id: int) -> bool:
    """Return whether a meeting is one of these."""
    return c.scalar(_IS_OLDER, {"meeting": meeting_id}) is not None


def facets(
    c: Connection,
    meeting_ids: Collection[int],
    *,
    criterion: str | None = None,
    beside: Collection[str] = (),
) -> pd.DataFrame:
    """Return the facets of some meetings, of one criterion (and what `beside` names) or of all.

    One row per meeting, source, group, criterion and subject, in that order, with `n` (ballots
    or votes, int64), `mean` and `spread` (0–100, NaN for none). `source`, `group`, `subject`
    and `criterion` are categories. See docs/decisions/0019-packed-facets.md.
    """
    query = (
        select(*_READ, _facet.c.group, *(_facet.c[name] for name in _PACKED))
        .where(_facet.c.meeting_id.in_(sorted(meeting_ids)))
        .order_by(*_ORDER)
    )
    if criterion is not None:
        query = query.where(_facet.c.criterion.in_([criterion, *beside]))
    *keys, groups, n, mean, spread = columns_of(c.execute(query))
    columns, sizes = _unpacked_keys(*keys)
    columns["group"] = _repeated(groups, sizes)
    for name, parts in zip(_PACKED, (n, mean, spread), strict=True):
        columns[name] = _unpacked(parts, name)
    return pd.DataFrame({name: columns[name] for name in FACET_COLUMNS}, copy=False)


def criterion_facets(
    c: Connection, meeting_ids: Collection[int], sources: Collection[Source] = tuple(Source)
) -> pd.DataFrame:
    """Return `meeting, source, criterion, subject, mean` of whole sources, without OVERALL.

    Half of what `facets` has to read for the same rows, which are in the same order.
    """
    query = (
        select(*_READ, _facet.c.mean)
        .where(_facet.c.meeting_id.in_(sorted(meeting_ids)), *_OF_CRITERIA)
        .where(_facet.c.source.in_(sources))
        .order_by(*_ORDER)
    )
    *keys, mean = columns_of(c.execute(query))
    columns, _sizes = _unpacked_keys(*keys)
    return pd.DataFrame({**columns, "mean": _unpacked(mean, "mean")}, copy=False)


def mean_totals(c: Connection, meeting_ids: Collection[int]) -> pd.DataFrame:
    """Return `meeting, source, criterion, subjects, total`: how many means there are, their sum.

    One row per meeting, source and criterion, without groups and OVERALL. Subjects are not
    unpacked, which takes more than twice as long for the members of a whole period.
    """
    query = select(*_READ[:3], _facet.c.mean).where(
        _facet.c.meeting_id.in_(sorted(meeting_ids)), *_OF_CRITERIA
    )
    *keys, parts = columns_of(c.execute(query))
    means = _unpacked(parts, "mean")
    row = np.repeat(np.arange(len(parts)), [len(part) // means.itemsize for part in parts])
    known = ~np.isnan(means)
    counts = np.bincount(row[known], minlength=len(parts))
    totals = np.bincount(row[known], weights=means[known], minlength=len(parts))
    return pd.DataFrame(dict(zip(_TOTALS, (*keys, counts, totals), strict=True)))


_TOTALS = ("meeting", "source", "criterion", "subjects", "total")


@lru_cache(maxsize=256)
def _subject_list(subjects: tuple[str, ...]) -> str:
    """Return the subjects as text; most criteria of a meeting have the same."""
    return json.dumps(subjects, ensure_ascii=False)


def _packed(facets: Columns) -> dict[str, list[Any]]:
    """Return columns with one element per source, group and criterion."""
    order, starts = _runs(facets)
    first, runs = order[starts], list(map(slice, starts, [*starts[1:], len(order)]))
    subjects = _texts(facets.words("subject"), order)
    numbers = {name: facets.numbers(name)[order].astype(kind) for name, kind in _PACKED.items()}
    return {
        **{name: _texts(facets.words(name), first) for name in _KEYS},
        "subjects": [_subject_list(tuple(subjects[run])) for run in runs],
        **{name: [column[run].tobytes() for run in runs] for name, column in numbers.items()},
    }


def _runs(facets: Columns) -> tuple[Rows, list[int]]:
    """Return an order of the rows, and where in it each source, group and criterion begins."""
    number = np.zeros(len(facets), dtype="int64")
    for column in map(facets.words, _KEYS):
        number *= len(column.words)
        number += column.codes
    order = np.argsort(number, kind="stable")
    number = number[order]
    begins = np.ones(len(number), dtype=bool)
    begins[1:] = number[1:] != number[:-1]
    return order, begins.nonzero()[0].tolist()


def _texts(column: Words, rows: Rows) -> list[str]:
    return [column.words[code] for code in column.codes[rows].tolist()]


def _unpacked_keys(
    meetings: Sequence[int], sources: Sequence[str], criteria: Sequence[str], texts: Sequence[str]
) -> tuple[dict[str, Any], np.ndarray]:
    """Return a row per subject of each packed row, and how many subjects that has."""
    lists = {text: json.loads(text) for text in set(texts)}
    sizes = np.array([len(lists[text]) for text in texts], dtype="int64")
    columns = {
        "meeting": np.repeat(np.array(meetings, dtype="int64"), sizes),
        "source": _repeated(sources, sizes),
        "criterion": _repeated(criteria, sizes),
        "subject": _subjects(texts, lists),
    }
    return columns, sizes


def _unpacked(parts: Sequence[bytes], name: str) -> np.ndarray:
    return np.frombuffer(b"".join(parts), dtype=_PACKED[name]).astype(_READ_AS[name])


def _repeated(words: Sequence[str], sizes: np.ndarray) -> pd.Categorical:
    codes, categories = pd.factorize(np.array(words, dtype=object))
    return _category(np.repeat(codes, sizes), list(categories))


def _subjects(texts: Sequence[str], lists: dict[str, list[str]]) -> pd.Categorical:
    numbers: dict[str, int] = {}
    codes = {
        text: np.array([numbers.setdefault(name, len(numbers)) for name in names], dtype="int64")
        for text, names in lists.items()
    }
    together = [codes[text] for text in texts]
    return _category(np.concatenate(together or [np.array([], dtype="int64")]), list(numbers))


def _category(codes: np.ndarray, categories: list[str]) -> pd.Categorical:
    return pd.Categorical.from_codes(codes, categories=pd.Index(categories, dtype="str"))
