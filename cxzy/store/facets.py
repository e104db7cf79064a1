"""The facets of meetings: the only thing that dashboards read."""

import json
from collections.abc import Collection, Sequence
from functools import lru_cache

import numpy as np
import pandas as pd
from sqlalchemy import Connection, Row, bindparam, delete, insert, select

from cxzy.core.vocabulary import OVERALL
from cxzy.store import tables

FACET_COLUMNS = ("meeting", "source", "group", "subject", "criterion", "n", "mean", "spread")

_facet = tables.facet
_REMOVE = delete(_facet).where(_facet.c.meeting_id == bindparam("meeting"))
_ADD = insert(_facet)
_KEYS = ("source", "group", "criterion")
_PACKED = {"n": "<i4", "mean": "<f8", "spread": "<f8"}


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
        select(_facet)
        .where(_facet.c.meeting_id.in_(sorted(meeting_ids)))
        .order_by(_facet.c.meeting_id, _facet.c.source, _facet.c.group, _facet.c.criterion)
    )
    if criterion is not None:
        query = query.where(_facet.c.criterion == criterion)
    if not groups:
        query = query.where(_facet.c.group == "")
    rows = c.execute(query).all()
    lists = {text: json.loads(text) for text in {row.subjects for row in rows}}
    sizes = np.array([len(lists[row.subjects]) for row in rows], dtype="int64")
    columns = {
        "meeting": np.repeat(np.array([row.meeting_id for row in rows], dtype="int64"), sizes),
        "source": _repeated([str(row.source) for row in rows], sizes),
        "group": _repeated([row.group for row in rows], sizes),
        "subject": _subjects([row.subjects for row in rows], lists),
        "criterion": _repeated([row.criterion for row in rows], sizes),
        "n": _unpacked(rows, "n").astype("int64"),
        "mean": _unpacked(rows, "mean").astype("float64"),
        "spread": _unpacked(rows, "spread").astype("float64"),
    }
    return pd.DataFrame(columns, copy=False)


def mean_totals(c: Connection, meeting_ids: Collection[int]) -> pd.DataFrame:
    """Return `meeting, source, criterion, subjects, total`: how many means there are, their sum.

    One row per meeting, source and criterion, without groups and OVERALL. Subjects are not
    unpacked, which takes more than twice as long for the members of a whole period.
    """
    rows = c.execute(
        select(*(_facet.c[name] for name in ("meeting_id", "source", "criterion", "mean")))
        .where(_facet.c.meeting_id.in_(sorted(meeting_ids)))
        .where(_facet.c.group == "", _facet.c.criterion != OVERALL)
    ).all()
    means = _unpacked(rows, "mean")
    sizes = [len(row.mean) // means.itemsize for row in rows]
    row, known = np.repeat(np.arange(len(rows)), sizes), ~np.isnan(means)
    columns = (
        [one.meeting_id for one in rows],
        [str(one.source) for one in rows],
        [one.criterion for one in rows],
        np.bincount(row[known], minlength=len(rows)),
        np.bincount(row[known], weights=means[known], minlength=len(rows)),
    )
    return pd.DataFrame(dict(zip(_TOTALS, columns, strict=True)))


_TOTALS = ("meeting", "source", "criterion", "subjects", "total")


@lru_cache(maxsize=256)
def _subject_list(subjects: tuple[str, ...]) -> str:
    """Return the subjects as text; most criteria of a meeting have the same."""
    return json.dumps(subjects, ensure_ascii=False)


def _places(facets: pd.DataFrame) -> dict[tuple[str, ...], list[int]]:
    """Return the places of the rows of each source, group and criterion."""
    places: dict[tuple[str, ...], list[int]] = {}
    keys = zip(*(facets[name].to_numpy(object) for name in _KEYS), strict=True)
    for place, key in enumerate(keys):
        places.setdefault(key, []).append(place)
    return places


def _unpacked(rows: Sequence[Row[tuple[object, ...]]], name: str) -> np.ndarray:
    return np.frombuffer(b"".join(getattr(row, name) for row in rows), dtype=_PACKED[name])


def _repeated(words: list[str], sizes: np.ndarray) -> pd.Categorical:
    codes, categories = pd.factorize(np.array(words, dtype=object))
    return _category(np.repeat(codes, sizes), list(categories))


def _subjects(texts: list[str], lists: dict[str, list[str]]) -> pd.Categorical:
    numbers: dict[str, int] = {}
    codes = {
        text: np.array([numbers.setdefault(name, len(numbers)) for name in names], dtype="int64")
        for text, names in lists.items()
    }
    together = [codes[text] for text in texts]
    return _category(np.concatenate(together or [np.array([], dtype="int64")]), list(numbers))


def _category(codes: np.ndarray, categories: list[str]) -> pd.Categorical:
    return pd.Categorical.from_codes(codes, categories=pd.Index(categories, dtype="str"))
