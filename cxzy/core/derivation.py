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

from cxzy.core.derivation_ballots import exact
from cxzy.core.derivation_bonus import bonus_parts
from cxzy.core.derivation_conversion import as_counted
from cxzy.core.derivation_meeting import Meeting, meeting_of
from cxzy.core.derivation_rules import looked_at
from cxzy.core.derivation_sources import with_weights
from cxzy.core.derivation_unused import unused_of
from cxzy.core.derivation_values import ZERO, BonusPart, Derivation, SourcePart, Unused
from cxzy.core.ratings import complete_ratings, void_rows, with_void_votes
from cxzy.core.roster import Roster
from cxzy.core.rounding import rounded
from cxzy.core.scheme import Scheme
from cxzy.core.scoring import score
from cxzy.core.vocabulary import Source

DECIMALS, MOST_DECIMALS = 6, 12
"""With how many decimals steps are printed; more only where the result would come out otherwise."""


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
    where cells are, one `void` which rows are of ballots that a person found void. `unused` are
    marks that never became ratings, such as those for oneself.
    Raises KeyError where nobody on the list has this number, and what `score` raises.
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
    results = score(with_void_votes(ratings, void_rows(ratings)), scheme, roster=roster)
    meeting = meeting_of(complete_ratings(ratings, scheme), scheme, roster)
    wanted = results["subject"].tolist() if subjects is None else list(subjects)
    return [_derived(meeting, one, results, (unused or {}).get(one, ())) for one in wanted]


def _derived(
    meeting: Meeting, subject: str, results: pd.DataFrame, unused: Sequence[Unused]
) -> Derivation:
    scheme, marks = meeting.scheme, meeting.marks_of(subject)
    parts = [as_counted(one, scheme, meeting.best(one.source)) for one in meeting.parts(subject)]
    weighed = with_weights(parts, scheme, _list_means(results, scheme))
    bonus = bonus_parts(marks.bonus, scheme)
    row = _row(results, subject)
    papers = looked_at(marks.rows, meeting.papers)
    return Derivation(
        subject=subject,
        sources=weighed,
        unused=(*unused, *papers, *unused_of(weighed, marks.off)),
        **_reckoned(weighed, bonus, scheme),
        **_standing(row, results),
        grade=row["grade"],
        rule=str(row["rule"]),
        flags=tuple(row["flags"]),
        bonus=bonus,
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


def _reckoned(
    parts: Sequence[SourcePart], bonus: Sequence[BonusPart], scheme: Scheme
) -> dict[str, Any]:
    """Return the unrounded total, the score, and how many decimals are to be printed."""
    places = scheme.rounding.places
    nothing = {"total": None, "score": None, "places": places, "decimals": DECIMALS}
    if any(one.contribution is None for one in parts):
        return nothing
    total = sum((one.contribution or 0 for one in parts), ZERO)
    total += sum((one.held for one in bonus), ZERO)
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
