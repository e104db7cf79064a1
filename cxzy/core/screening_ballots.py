"""The ballots of many meetings with the rater each of them is of, as whole numbers."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cxzy.core.arrays import Codes, Mask, Numbers, Rows
from cxzy.core.ballots import Ballots, ballots
from cxzy.core.coded import Coded, coded_ratings
from cxzy.core.scheme import Scheme

Hashes = NDArray[np.uint64]

_ODD = np.uint64(0x9E3779B97F4A7C15)
_FIRST, _SECOND = np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)


@dataclass(frozen=True)
class Cast:
    """Ballots, and the paper that each stands on: all ballots of a rater in one source.

    Of each ballot: `paper`, `cell` (its subject and source, numbered), `key` (row of `keys`),
    `value` (points, 0–100) and `mark`, a number that two ballots for the same subject share
    where all their marks are the same. Of each paper: `list` (its meeting and source,
    numbered), `source` (place in the scheme), `rater`, `group` (place in `groups`) and
    `meeting` (row of `keys` that names it). `rows` says which of the ratings given are looked at,
    `row_ballot` and `row_criterion` of which ballot, void ones too, and criterion each of these
    is, `ballot_paper` on which paper each such ballot stands, -1 for a void one.
    """

    keys: pd.DataFrame
    groups: tuple[str, ...]
    paper: Rows
    cell: Rows
    key: Rows
    value: Numbers
    mark: Rows
    list: Rows
    source: Codes
    rater: Codes
    group: Codes
    meeting: Rows
    rows: Mask
    row_ballot: Rows
    row_criterion: Codes
    ballot_paper: Rows

    @cached_property
    def sizes(self) -> Rows:
        """How many ballots stand on each paper."""
        return np.bincount(self.paper, minlength=len(self.list))

    @cached_property
    def most_frequent(self) -> Rows:
        """How many people got those marks of each paper that most people got."""
        pair, first = pair_numbers(self.paper, self.mark)
        most = np.zeros(len(self.list), dtype="int64")
        np.maximum.at(most, self.paper[first], np.bincount(pair, minlength=len(first)))
        return most


def cast_ballots(ratings: pd.DataFrame, scheme: Scheme) -> Cast:
    """Return the ballots of ratings whose rater is known and that are not void by the scheme.

    Raises RatingsError as `coded_ratings` does.
    """
    coded, rows = _marked(coded_ratings(ratings, scheme))
    place, first, value = _placed(coded, scheme)
    valid = ~np.isnan(value)
    own = first[valid]
    key, source = coded.key[own].astype("int64"), coded.source[own].astype("int64")
    rater, group = (_whole(column, own) for column in (coded.rater, coded.group))
    numbers = _meetings(coded.keys.table)[key] * coded.sources + source
    paper, papers = _numbered(numbers * (int(rater.max(initial=0)) + 1) + rater)
    return Cast(
        keys=coded.keys.table,
        groups=coded.groups,
        paper=paper,
        cell=pd.factorize(key * coded.sources + source)[0],
        key=key,
        value=value[valid],
        mark=pd.factorize(_marks(coded, place, len(first))[valid])[0],
        list=pd.factorize(numbers[papers])[0],
        source=source[papers],
        rater=rater[papers],
        group=group[papers],
        meeting=key[papers],
        rows=rows,
        row_ballot=place,
        row_criterion=coded.criterion,
        ballot_paper=_where_valid(paper, valid),
    )


def _where_valid(paper: Rows, valid: Mask) -> Rows:
    """Return the paper of each ballot, -1 for a void one."""
    papers = np.full(len(valid), -1)
    papers[valid] = paper
    return papers


def _marked(coded: Coded) -> tuple[Coded, Mask]:
    """Return the rows that have a rater and a mark, and which those are."""
    if coded.rater is None:
        return coded.rows(slice(0)), np.zeros(len(coded.points), dtype=bool)
    marked = (coded.rater >= 0) & ~np.isnan(coded.points)
    return coded if marked.all() else coded.rows(marked), marked


def _whole(column: Codes | None, rows: Rows) -> Codes:
    """Return the values of a column at some rows; a column that is None is 0 everywhere."""
    return np.zeros(len(rows), dtype="int64") if column is None else column[rows]


def _placed(coded: Coded, scheme: Scheme) -> tuple[Rows, Rows, Numbers]:
    """Return the ballot of each row, the first row of each ballot, and the ballots' values."""
    if len(coded.points) == 0:
        return np.empty(0, dtype="intp"), np.empty(0, dtype="intp"), np.empty(0)
    cast: Ballots = ballots(coded, scheme)
    if cast.starts is not None:
        sizes = np.diff(cast.starts, append=len(coded.points))
        return np.repeat(np.arange(len(cast.starts)), sizes), cast.starts, cast.value
    place = cast.place if cast.place is not None else np.empty(0, dtype="intp")
    numbers, first = _numbered(place)
    return numbers, first, cast.value[place[first]]


def _meetings(keys: pd.DataFrame) -> Codes:
    if "meeting" not in keys:
        return np.zeros(len(keys), dtype="int64")
    return pd.factorize(keys["meeting"])[0].astype("int64")


def _numbered(values: Codes | Hashes) -> tuple[Rows, Rows]:
    """Return values as numbers in the order in which they come, and where each comes first."""
    numbers, found = pd.factorize(values)
    first = np.zeros(len(found), dtype="intp")
    first[numbers[::-1]] = np.arange(len(numbers))[::-1]
    return numbers, first


def _marks(coded: Coded, place: Rows, size: int) -> Hashes:
    """Return one number per ballot, the same where every criterion has the same points."""
    odd = np.arange(1, len(coded.criteria) + 1, dtype="uint64") * _ODD
    each = odd[coded.criterion]
    each ^= (coded.points + 0.0).view("uint64")
    return sums(mixed(each), place, size)


def mixed(values: Hashes) -> Hashes:
    """Return whole numbers scattered over all that 64 bits hold (the finalizer of SplitMix64)."""
    values = values ^ (values >> np.uint64(30))
    values *= _FIRST
    values ^= values >> np.uint64(27)
    values *= _SECOND
    values ^= values >> np.uint64(31)
    return values


def sums(values: Hashes, place: Rows, size: int) -> Hashes:
    """Return the sum of whole numbers at each of `size` places, modulo 2^64."""
    total = np.zeros(size, dtype="uint64")
    np.add.at(total, place, values)
    return total


def paper_hashes(cast: Cast) -> Hashes:
    """Return one number per paper, the same where the same subjects have the same marks."""
    ballot = mixed(cast.mark.astype("uint64") * _ODD ^ mixed(cast.cell.astype("uint64")))
    return sums(ballot, cast.paper, len(cast.list))


def pair_numbers(one: Rows, other: Rows) -> tuple[Rows, Rows]:
    """Return each pair of two numbers as one, and where each pair comes first."""
    return _numbered(one.astype("int64") * (int(other.max(initial=0)) + 1) + other)
