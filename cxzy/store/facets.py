"""The facets of meetings: the only thing that dashboards read."""

import json
from collections.abc import Collection, Sequence
from functools import lru_cache

import numpy as np
import pandas as pd
from sqlalchemy import Connection, String, bindparam, delete, insert, select, type_coerce

from cxzy.core.vocabulary import OVERALL
from cxzy.store import tables
from cxzy.store.versions import columns_of

FACET_COLUMNS = ("meeting", "source", "group", "subject", "criterion", "n", "mean", "spread")

_facet = tables.facet
_REMOVE = delete(_facet).where(_facet.c.meeting_id == bindparam("meeting"))
_ADD = insert(_facet)
_KEYS = ("source", "group", "criterion")
_PACKED = {"n": "<i4", "mean": "<f8", "spread": "<f8"}
_READ_AS = {"n": "int64", "mean": "float64", "spread": "float64"}
_READ = (
    _facet.c.meeting_id,
    type_coerce(_facet.c.source, String),  # no word of the vocabulary per row
    *(_facet.c[name] for name in ("group", "criterion", "subjects", *_PACKED)),
)


def replace_facets(c: Connection, meeting_id: int, facets: pd.DataFrame) -> None:
    """Put `facets` in place of what is kept of a meeting.

    Columns `source`, `group`, `subject`, `criterion`, `n`, `mean` and `spread`; others are
    left out. NaN is kept as such.
    """
    c.execute(_REMOVE, {"meeting": meeting_id})
    values = {name: facets[name].to_numpy(kind) for name, kind in _PACKED.items()}
    subjects = facets["subject"].to_numpy(object)
    rows = [
        {
            "meeting_id": meeting_id,
            **dict(zip(_KEYS, key, strict=True)),
            "subjects": _subject_list(tuple(subjects[places])),
            **{name: column[places].tobytes() for name, column in values.items()},
        }
        for key, places in _places(facets).items()
    ]
    if rows:
        c.execute(_ADD, rows)


def facets(
    c: Connection,
    meeting_ids: Collection[int],
    *,
    criterion: str | None = None,
    groups: bool = True,
) -> pd.DataFrame:
    """Return the facets of some meetings, of one criterion or of all, with or without groups.

    One row per meeting, source, group, criterion and subject, in that order, with `n` (ballots
    or votes, int64), `mean` and `spread` (0–100, NaN for none). `source`, `group`, `subject`
    and `criterion` are categories. See docs/decisions/0019-packed-facets.md.
    """
    query = (
        select(*_READ)
        .where(_facet.c.meeting_id.in_(sorted(meeting_ids)))
        .order_by(_facet.c.meeting_id, _facet.c.source, _facet.c.group, _facet.c.criterion)
    )
    if criterion is not None:
        query = query.where(_facet.c.criterion == criterion)
    if not groups:
        query = query.where(_facet.c.group == "")
    meetings, sources, kept_groups, criteria, texts, *packed = columns_of(c.execute(query))
    lists = {text: json.loads(text) for text in set(texts)}
    sizes = np.array([len(lists[text]) for text in texts], dtype="int64")
    columns = {
        "meeting": np.repeat(np.array(meetings, dtype="int64"), sizes),
        "source": _repeated(sources, sizes),
        "group": _repeated(kept_groups, sizes),
        "subject": _subjects(texts, lists),
        "criterion": _repeated(criteria, sizes),
    }
    for (name, kind), parts in zip(_PACKED.items(), packed, strict=True):
        columns[name] = np.frombuffer(b"".join(parts), dtype=kind).astype(_READ_AS[name])
    return pd.DataFrame(columns, copy=False)


def mean_totals(c: Connection, meeting_ids: Collection[int]) -> pd.DataFrame:
    """Return `meeting, source, criterion, subjects, total`: how many means there are, their sum.

    One row per meeting, source and criterion, without groups and OVERALL. Subjects are not
    unpacked, which takes more than twice as long for the members of a whole period.
    """
    query = (
        select(_READ[0], _READ[1], _facet.c.criterion, _facet.c.mean)
        .where(_facet.c.meeting_id.in_(sorted(meeting_ids)))
        .where(_facet.c.group == "", _facet.c.criterion != OVERALL)
    )
    *keys, parts = columns_of(c.execute(query))
    means = np.frombuffer(b"".join(parts), dtype=_PACKED["mean"])
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


def _places(facets: pd.DataFrame) -> dict[tuple[str, ...], np.ndarray]:
    """Return the places of the rows of each source, group and criterion."""
    if facets.empty:
        return {}
    number = np.zeros(len(facets), dtype="int64")
    words = []
    for name in _KEYS:
        codes, known = pd.factorize(facets[name])
        number = number * len(known) + codes
        words.append((codes, list(map(str, known))))
    order = np.argsort(number, kind="stable")
    runs = np.split(order, np.flatnonzero(np.diff(number[order])) + 1)
    return {tuple(known[codes[run[0]]] for codes, known in words): run for run in runs}


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
