"""The derivation of a score (计算说明书): every mark and every step, reckoned anew and exactly.

Nothing here takes a sum of the official score: what is printed is worked out from the ratings in
plain fractions and then held against the result. See
docs/decisions/0103-derivations-are-reckoned-anew.md.
"""

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Any

import numpy as np
import pandas as pd

from cxzy.core.derivation_ballots import exact, rows_of
from cxzy.core.derivation_means import DROPPED
from cxzy.core.derivation_sources import source_part, with_weights
from cxzy.core.derivation_unused import unused_of
from cxzy.core.derivation_values import ZERO, Derivation, SourcePart, Unused
from cxzy.core.errors import CxzyError
from cxzy.core.labels import source_label
from cxzy.core.language import _
from cxzy.core.ratings import complete_ratings
from cxzy.core.roster import Roster
from cxzy.core.rounding import rounded
from cxzy.core.scheme import Scheme
from cxzy.core.scoring import score
from cxzy.core.vocabulary import Source

DECIMALS, MOST_DECIMALS = 6, 12
"""With how many decimals steps are printed; more only where the result would come out otherwise."""


class NotExplained(CxzyError):
    """The score of a scheme cannot be derived step by step yet."""

    @classmethod
    def from_aggregation(cls, source: Source, kind: str) -> "NotExplained":
        return cls(
            _("{source}: the steps of the aggregation “{kind}” cannot be printed yet.").format(
                source=source_label(source), kind=kind
            ),
            hint=_("The result itself stands; the ranked table names its rules."),
        )


def derivation(
    ratings: pd.DataFrame,
    scheme: Scheme,
    subject: str,
    *,
    roster: Roster | None = None,
    unused: Sequence[Unused] = (),
) -> Derivation:
    """Return how the score of one subject of a meeting came about.

    `ratings` are those of the whole meeting, as `cxzy.score` takes them; a column `file` says
    where cells are. `unused` are marks that never became ratings, such as those for oneself.
    Raises NotExplained for an aggregation whose steps are not known here, KeyError where nobody
    on the list has this number, and what `score` raises.
    """
    return derivations(ratings, scheme, [subject], roster=roster, unused={subject: unused})[0]


def derivations(
    ratings: pd.DataFrame,
    scheme: Scheme,
    subjects: Iterable[str] | None = None,
    *,
    roster: Roster | None = None,
    unused: Mapping[str, Sequence[Unused]] | None = None,
) -> list[Derivation]:
    """Return the derivations of some subjects of a meeting, of all in order of rank by default."""
    for source, rule in scheme.sources.items():
        if rule.aggregation.kind not in DROPPED:
            raise NotExplained.from_aggregation(source, rule.aggregation.kind)
    results = score(ratings, scheme, roster=roster)
    complete = complete_ratings(ratings, scheme)
    of = complete["subject"].astype("str")
    wanted = results["subject"].tolist() if subjects is None else list(subjects)
    electorate = None if roster is None else roster.electorate
    return [
        _derived(
            complete[(of == one).to_numpy()],
            scheme,
            one,
            results,
            electorate,
            (unused or {}).get(one, ()),
        )
        for one in wanted
    ]


def _derived(
    own: pd.DataFrame,
    scheme: Scheme,
    subject: str,
    results: pd.DataFrame,
    electorate: pd.DataFrame | None,
    unused: Sequence[Unused],
) -> Derivation:
    off = own["source"].astype("str").map(lambda word: Source(word) not in scheme.sources)
    rows = rows_of(own[~off.to_numpy(dtype=bool)], scheme)
    parts = [
        source_part([row for row in rows if row.source == one], scheme, one, electorate)
        for one in scheme.sources
    ]
    weighed = with_weights(parts, scheme, _list_means(results, scheme))
    left = rows_of(own[off.to_numpy(dtype=bool)], scheme)
    row = _row(results, subject)
    return Derivation(
        subject=subject,
        sources=weighed,
        unused=(*unused, *unused_of(weighed, left)),
        **_reckoned(weighed, scheme),
        **_standing(row, results),
        grade=row["grade"],
        rule=str(row["rule"]),
        flags=tuple(row["flags"]),
    )


def _list_means(results: pd.DataFrame, scheme: Scheme) -> dict[Source, Fraction]:
    """Return the mean of each source over the list, of those who have it."""
    means = {source: results[f"{source}_mean"].dropna() for source in scheme.sources}
    return {
        source: sum(map(exact, found.tolist()), ZERO) / len(found)
        for source, found in means.items()
        if len(found)
    }


def _row(results: pd.DataFrame, subject: str) -> dict[str, Any]:
    place = np.flatnonzero((results["subject"].astype("str") == subject).to_numpy())
    if not len(place):
        raise KeyError(subject)
    return {str(name): value for name, value in results.iloc[place[0]].items()}


def _reckoned(parts: Sequence[SourcePart], scheme: Scheme) -> dict[str, Any]:
    """Return the unrounded total, the score, and how many decimals are to be printed."""
    places = scheme.rounding.places
    nothing = {"total": None, "score": None, "places": places, "decimals": DECIMALS}
    if any(one.contribution is None for one in parts):
        return nothing
    total = sum((one.contribution or 0 for one in parts), ZERO)
    final = in_decimals(rounded(np.array([float(total)]), scheme.rounding)[0], places)
    enough = (
        decimals
        for decimals in range(max(DECIMALS, places), MOST_DECIMALS + 1)
        if _from_printed(in_decimals(total, decimals), scheme) == final
    )
    return nothing | {"total": total, "score": final, "decimals": next(enough, MOST_DECIMALS)}


def _from_printed(total: Fraction, scheme: Scheme) -> Fraction:
    """Return what rounding by hand makes of a printed total."""
    if scheme.rounding.mode == "truncate":
        factor = 10**scheme.rounding.places
        return Fraction(int(total * factor), factor)
    return in_decimals(total, scheme.rounding.places)


def in_decimals(value: Fraction | float, decimals: int) -> Fraction:
    """Return a value rounded to some decimals, halves away from zero.

    >>> in_decimals(Fraction(253, 3), 2), in_decimals(Fraction(-1, 8), 2)
    (Fraction(8433, 100), Fraction(-13, 100))
    """
    scaled = abs(Fraction(value)) * 10**decimals
    whole = int(scaled + Fraction(1, 2))
    return Fraction(whole if value >= 0 else -whole, 10**decimals)


def _standing(row: dict[str, Any], results: pd.DataFrame) -> dict[str, Any]:
    scores = results["score"].to_numpy(dtype="float64")
    own = float(row["score"])
    rank = None if pd.isna(row["rank"]) else int(row["rank"])
    return {
        "rank": rank,
        "above": int((scores > own).sum()),
        "alike": int((scores == own).sum()),
        "of": int((~np.isnan(scores)).sum()),
    }
