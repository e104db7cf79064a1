"""Ratings as whole numbers: what the sums of scoring run over, without copying columns."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cxzy.core.arrays import Codes, Numbers, Rows
from cxzy.core.columns import Columns
from cxzy.core.rating_errors import RatingsError
from cxzy.core.rating_numbers import points_of, whole_of
from cxzy.core.ratings import NEEDED_COLUMNS
from cxzy.core.scheme import Scheme
from cxzy.core.tables import table_of
from cxzy.core.vocabulary import OVERALL, BallotFate, Source

FATES = tuple(BallotFate)
_SOURCES = frozenset(Source)
_COLUMNS = ("key", "source", "criterion", "points", "group", "rater", "count", "fate", "word")


@dataclass(frozen=True, eq=False)
class Keys:
    """Who is assessed: one element per meeting and subject; no `meetings` where there is one."""

    subjects: Sequence[str]
    meetings: Any = None

    def __len__(self) -> int:
        """Return the number of keys."""
        return len(self.subjects)

    @cached_property
    def table(self) -> pd.DataFrame:
        """The keys as a table, `subject` behind `meeting` where there is one."""
        subjects = pd.array(self.subjects, dtype="str")
        meetings = {} if self.meetings is None else {"meeting": self.meetings}
        return table_of(meetings | {"subject": subjects})


@dataclass(frozen=True)
class Coded:
    """The ratings of one or several meetings, each column an array of codes.

    `keys` has one element per meeting and subject, `key` counts them; `source` counts the
    `sources` of the scheme, `criterion` the words of `criteria` (0 is OVERALL), `group` those
    of `groups` (0 is none), `fate` those of FATES (−1 is none), `word` those of `scale_words`
    (−1 is none, −2 one that is on no scale). A column that is the same in all rows, or that the
    scheme does not need, is None: group 0, rater −1, count 1, fate −1, word −1.
    """

    keys: Keys
    sources: int
    criteria: tuple[str, ...]
    groups: tuple[str, ...]
    key: Codes
    source: Codes
    criterion: Codes
    points: Numbers
    group: Codes | None = None
    rater: Codes | None = None
    count: Codes | None = None
    fate: Codes | None = None
    word: Codes | None = None

    def rows(self, chosen: NDArray[Any] | slice) -> "Coded":
        """Return the rows that a mask, an order or a slice chooses."""
        columns = {
            name: column[chosen] for name in _COLUMNS if (column := getattr(self, name)) is not None
        }
        return replace(self, **columns)


def coded_ratings(ratings: pd.DataFrame | Columns, scheme: Scheme) -> Coded:
    """Return ratings as codes; rows of sources that the scheme does not use are left out.

    Behind the criteria of the scheme `criteria` has the keys of its bonus points. Absent columns
    take the defaults of `complete_ratings`. Raises RatingsError where a column
    is absent, a source or criterion is not known to the scheme, a subject, source or meeting is
    blank, or a number is impossible.
    """
    if not isinstance(ratings, pd.DataFrame | Columns):
        raise RatingsError.from_no_table(type(ratings).__name__)
    missing = [name for name in NEEDED_COLUMNS if name not in ratings]
    if missing:
        raise RatingsError.from_columns(missing)
    keys, key = _keys(ratings)
    criteria = (*scheme_criteria(scheme), *(one.key for one in scheme.bonus))
    groups, group = _groups(ratings)
    coded = Coded(
        keys=keys,
        sources=len(scheme.sources),
        criteria=criteria,
        groups=groups,
        key=key,
        source=_sources(ratings, tuple(scheme.sources)),
        criterion=_criteria(ratings, scheme, criteria),
        points=points_of(ratings, scheme),
        group=group,
        rater=whole_of(ratings, "rater", default=-1),
        count=whole_of(ratings, "count", default=1, lowest=0),
        fate=_fates(ratings, scheme),
        word=_scale_words(ratings, scheme),
    )
    return coded.rows(coded.source >= 0) if coded.source.min(initial=0) < 0 else coded


def scheme_criteria(scheme: Scheme) -> tuple[str, ...]:
    """Return OVERALL and then every criterion key that some source of the scheme uses."""
    known = [criterion.key for source in scheme.sources for criterion in scheme.criteria_of(source)]
    return (OVERALL, *dict.fromkeys(known))


def _categorical(column: "pd.Series[Any]") -> "pd.Series[Any]":
    return column if isinstance(column.dtype, pd.CategoricalDtype) else column.astype("category")


def _codes(ratings: pd.DataFrame | Columns, name: str) -> tuple[Sequence[Any], Codes]:
    if isinstance(ratings, Columns):
        column = ratings.words(name)
        return column.words, column.codes
    words = _categorical(ratings[name]).array
    return words.categories.tolist(), words.codes


def _recoded(codes: Codes, words: Sequence[Any], known: Sequence[str], default: int) -> Codes:
    """Return codes that count `known`; the blank takes `default`, what is not known −2."""
    place = {str(word): position for position, word in enumerate(known)}
    table = [place.get(str(word), -2) for word in words]
    if table == list(range(default + 1, default + 1 + len(table))):
        return codes + codes.dtype.type(default + 1) if default >= 0 else codes
    return np.array([*table, default], dtype="int16").take(codes)


def _sources(ratings: pd.DataFrame | Columns, used: tuple[Source, ...]) -> Codes:
    words, codes = _codes(ratings, "source")
    _refuse_blank(ratings, "source", words, codes)
    if not _SOURCES.issuperset(map(str, words)):
        named = [str(words[code]) for code in np.unique(codes).tolist()]
        found = [word for word in named if word not in _SOURCES]
        if found:
            raise RatingsError.from_words("source", found, tuple(Source))
    return _recoded(codes, words, used, -1)


def _refuse_blank(
    ratings: pd.DataFrame | Columns, name: str, words: Sequence[Any], codes: Codes
) -> None:
    blank = codes < 0 if codes.min(initial=0) < 0 else None
    if blank is None and "" in words:
        blank = codes == words.index("")
    if blank is not None and blank.any():
        rows = ratings.table.index if isinstance(ratings, Columns) else ratings.index
        raise RatingsError.from_blank(name, rows[int(blank.argmax())])


def _criteria(ratings: pd.DataFrame | Columns, scheme: Scheme, criteria: tuple[str, ...]) -> Codes:
    if "criterion" not in ratings:
        only = 1 if len(scheme_criteria(scheme)) == 2 else 0  # noqa: PLR2004 - OVERALL and one
        return np.full(len(ratings), only, dtype="int8")
    words, codes = _codes(ratings, "criterion")
    coded = _recoded(codes, words, criteria, 0)
    if set(map(str, words)) - set(criteria) and coded.min(initial=0) < 0:
        found = [str(words[code]) for code in np.unique(codes[coded < 0])]
        raise RatingsError.from_words("criterion", found, criteria[1:])
    return coded


def _groups(ratings: pd.DataFrame | Columns) -> tuple[tuple[str, ...], Codes | None]:
    if "group" not in ratings:
        return ("",), None
    words, codes = _codes(ratings, "group")
    groups = ("", *(str(word) for word in words if str(word)))
    return (groups, None) if len(groups) == 1 else (groups, _recoded(codes, words, groups, 0))


def _fates(ratings: pd.DataFrame | Columns, scheme: Scheme) -> Codes | None:
    rules = [rule.aggregation for rule in scheme.sources.values()]
    needed = scheme.missing.mark == "zero" or any(
        rule.base != "valid" or rule.counted for rule in rules
    )
    if not needed or "word" not in ratings:
        return None
    words, codes = _codes(ratings, "word")
    return np.maximum(_recoded(codes, words, FATES, -1), -1)


def scale_words(scheme: Scheme) -> tuple[str, ...]:
    """Return every word of the scheme's scales once."""
    return tuple(dict.fromkeys(word for scale in scheme.scales for word in scale.words))


def _scale_words(ratings: pd.DataFrame | Columns, scheme: Scheme) -> Codes | None:
    shares = any(rule.aggregation.kind == "banded" for rule in scheme.sources.values())
    if "word" not in ratings or not (shares or scheme.ballot_rules):
        return None
    words, codes = _codes(ratings, "word")
    return _recoded(codes, words, scale_words(scheme), -1)


def _keys(ratings: pd.DataFrame | Columns) -> tuple[Keys, Codes]:
    if isinstance(ratings, Columns):
        return _subject_keys(ratings)
    subjects = _categorical(ratings["subject"]).array
    words, codes = subjects.categories, subjects.codes
    _refuse_blank(ratings, "subject", words.tolist(), codes)
    names = words.astype("str").array
    if not words.is_monotonic_increasing:
        order = np.argsort(names.to_numpy(dtype="object"), kind="stable")
        names, codes = names.take(order), np.argsort(order)[codes]
    if "meeting" not in ratings:
        return Keys(names), codes
    meetings = _categorical(ratings["meeting"]).array
    _refuse_blank(ratings, "meeting", meetings.categories.tolist(), meetings.codes)
    starts = _starts(meetings.codes, codes)
    pairs = meetings.codes[starts].astype("int64") * len(words) + codes[starts]
    found, key = np.unique(pairs, return_inverse=True)
    meeting = meetings.categories.array.take(found // len(words))
    names = names.take(found % len(words))
    rows = np.diff(starts, append=len(codes))
    return Keys(names, meeting), np.repeat(key, rows)


def _subject_keys(ratings: Columns) -> tuple[Keys, Codes]:
    """Return the keys of columns, which are always of one meeting: its subjects in order."""
    words, codes = _codes(ratings, "subject")
    _refuse_blank(ratings, "subject", words, codes)
    order = sorted(range(len(words)), key=words.__getitem__)
    if order == list(range(len(words))):
        return Keys(words), codes
    places = np.empty(len(words), dtype=codes.dtype)
    places[order] = np.arange(len(words))
    return Keys(tuple(words[place] for place in order)), places.take(codes)


def _starts(*columns: Codes) -> Rows:
    """Return where a run of equal rows begins: marks of one ballot mostly stand together."""
    changed = np.ones(len(columns[0]), dtype=bool)
    changed[1:] = np.logical_or.reduce([column[1:] != column[:-1] for column in columns])
    return np.flatnonzero(changed)
