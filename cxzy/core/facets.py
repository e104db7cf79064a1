"""Facets: what is kept of a meeting's ratings, small enough for every page."""

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cxzy.core.aggregation import counted, means, spread
from cxzy.core.arrays import Codes, Mask, Numbers, Rows
from cxzy.core.beside import Beside
from cxzy.core.cells import Marked, cell_numbers, source_cells
from cxzy.core.coded import Coded, Keys
from cxzy.core.columns import Columns, Words, small
from cxzy.core.marking import marks_of
from cxzy.core.placed import Placed, placed_together
from cxzy.core.scheme import Scheme

FACET_COLUMNS = ("source", "group", "subject", "criterion", "n", "mean", "spread")
_CODES = ("key", "source", "group", "criterion")
FACETS_WAY = 2
"""The number of the way in which facets are reckoned here.

Whoever changes what comes of the same ratings raises it: what was stored in an older way is
then reckoned anew. See docs/decisions/0152-facets-say-in-which-way-they-were-reckoned.md.
"""


def facets(ratings: pd.DataFrame, scheme: Scheme) -> pd.DataFrame:
    """Return the facets of ratings, columns FACET_COLUMNS, behind `meeting` where there is one.

    Rows with group "" hold all ballots of a source together; where ballots have groups, each
    group has rows of its own beside them (docs/decisions/0005-facets-hold-whole-and-groups.md).
    Criterion OVERALL is the scheme's aggregate over ballots, `n` its valid ballots and `spread`
    their standard deviation (NaN below two); the other criteria hold the plain mean of the marks
    in valid ballots; what stands beside the marks has a name of its own (`core/beside.py`). The
    mean of a source whose share of votes gives the points is that share in per cent. A source
    without a valid ballot for a subject has n 0 and mean NaN.
    `source`, `group` and `criterion` are categories. Raises RatingsError where the ratings name
    what the scheme does not know.
    """
    found = facet_columns(ratings, scheme)
    return facet_table(found)


def facet_table(columns: Columns) -> pd.DataFrame:
    """Return the columns of facets as the table that `facets` returns: subjects are texts."""
    subject = columns.words("subject")
    texts = pd.array(subject.words, dtype="str").take(subject.codes)
    return Columns({**columns.by_name, "subject": texts}).table


def facet_columns(ratings: pd.DataFrame | Columns, scheme: Scheme) -> Columns:
    """Return what `facets` does, as columns."""
    marks, beside = marks_of(ratings, scheme)
    parts = [_facet_rows(marks, scheme, by_group=False)]
    if len(marks.coded.groups) > 1:
        parts.append(_facet_rows(marks, scheme, by_group=True))
    if beside is not None:
        parts.append(_beside_rows(beside, len(marks.coded.criteria)))
    rows = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
    coded, key = marks.coded, rows["key"]
    columns = {
        "subject": _subjects(coded.keys, key),
        "source": _named(tuple(map(str, scheme.sources)), rows["source"]),
        "group": _named(coded.groups, rows["group"]),
        "criterion": _named(
            (*coded.criteria, *(beside.names if beside else ())), rows["criterion"]
        ),
        "n": rows["n"].astype("int64"),
        "mean": rows["mean"],
        "spread": rows["spread"],
    }
    meetings = coded.keys.meetings
    meeting = {} if meetings is None else {"meeting": meetings.take(key)}
    return Columns(meeting | {name: columns[name] for name in FACET_COLUMNS})


def _facet_rows(marks: Marked, scheme: Scheme, *, by_group: bool) -> dict[str, NDArray[Any]]:
    """Return the facets as codes and numbers: of whole sources, or of groups with a name."""
    coded = marks.coded
    whole = source_cells(marks, scheme, by_group=by_group, with_spread=True)
    seen, n, mean, spreads = _per_criterion(marks, scheme, len(whole.n), by_group=by_group)
    n[:, 0], mean[:, 0], spreads[:, 0] = whole.n, whole.mean, whole.spread
    shown = n > 0
    shown[:, 0] = seen
    groups = len(coded.groups) if by_group else 1
    if by_group:
        shown[::groups] = False
    place = np.flatnonzero(shown)
    shape = len(coded.keys), len(scheme.sources), groups, len(coded.criteria)
    codes = zip(_CODES, np.unravel_index(place, shape), strict=True)
    numbers = {"n": n, "mean": mean, "spread": spreads}
    return dict(codes) | {name: values.ravel()[place] for name, values in numbers.items()}


def _beside_rows(beside: Beside, criteria: int) -> dict[str, NDArray[Any]]:
    """Return what stands beside the marks as facets, its names behind the criteria."""
    nothing = np.zeros(len(beside.n), dtype="int64")
    return {
        "key": beside.key,
        "source": beside.source,
        "group": nothing,
        "criterion": beside.name + criteria,
        "n": beside.n,
        "mean": beside.mean,
        "spread": np.full(len(beside.n), np.nan),
    }


def _subjects(keys: Keys, key: Rows) -> Words:
    """Return whom each facet is about; several meetings may have assessed the same ones."""
    if keys.meetings is None:
        return _named(tuple(np.asarray(keys.subjects, dtype=object).tolist()), key)
    places, subjects = pd.factorize(keys.table["subject"])
    return _named(tuple(subjects.tolist()), places[key])


def _named(words: tuple[str, ...], codes: Rows) -> Words:
    return Words(words, small(codes, len(words)))


def _per_criterion(
    marks: Marked, scheme: Scheme, cells: int, *, by_group: bool
) -> tuple[Mask, Numbers, Numbers, Numbers]:
    """Return which cells have rows, and per criterion number, mean and spread of the marks.

    Void ballots are left out.
    """
    coded, many = marks.coded, len(marks.coded.criteria)
    found, seen = [], np.zeros(cells, dtype=bool)
    for part, valid in ((marks.of_ballots, _in_valid_ballots(marks)), (marks.votes, None)):
        if len(part.points) == 0:
            continue
        cell = cell_numbers(part, len(coded.groups), len(scheme.sources), by_group=by_group)
        seen[cell] = True
        cell *= many
        cell += part.criterion
        found.append(_used(cell, part, valid))
    place, points, count = placed_together(found)
    n = counted(place, count, cells * many)
    mean = means(place, points, count, n)
    apart = spread(place, points, count, mean, n)
    return seen, n.reshape(-1, many), mean.reshape(-1, many), apart.reshape(-1, many)


def _used(place: Codes, part: Coded, valid: Mask | None) -> Placed:
    """Return the marks of valid ballots, all of them where `valid` is None."""
    blank = np.isnan(part.points)
    if valid is None and not blank.any():
        return place, part.points, part.count
    used = ~blank if valid is None else valid & ~blank
    return place[used], part.points[used], None if part.count is None else part.count[used]


def _in_valid_ballots(marks: Marked) -> Mask | None:
    if marks.ballots is None:
        return None
    valid = ~np.isnan(marks.ballots.value)
    return None if valid.all() else marks.ballots.of_rows(valid, len(marks.of_ballots.points))
