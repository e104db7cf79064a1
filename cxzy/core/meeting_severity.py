"""What severity can be told of in each meeting, and its means and scores with that taken out.

A member's corrected peer mean tells how that member marks the others: own marks being left out,
it differs from the plain mean by exactly severity / (n − 1). So these tables are for those who may
see ballots; to others go `severity_summary` and its counts. See docs/decisions/0094-severity.md.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from cxzy.core.arrays import Codes, Mask, Numbers
from cxzy.core.cells import Marked
from cxzy.core.language import _, mark
from cxzy.core.marking import marks_of
from cxzy.core.ranking import ranks
from cxzy.core.raters import Meetings, ballot_raters, meetings_of
from cxzy.core.rounding import rounded
from cxzy.core.scheme import Scheme
from cxzy.core.severity import additive_effects, lists_of, rater_variances, ridge_of, sets_of
from cxzy.core.small_groups import FEWEST_BALLOTS
from cxzy.core.vocabulary import Source

_TEXTS = {
    "no_raters": mark(
        "The marks do not say which of them one rater gave, so nobody's severity shows."
    ),
    "one_rater": mark("There is one rater only, so there is nobody to compare with."),
    "one_subject": mark("One subject only was marked, so severity and merit cannot be told apart."),
    "apart": mark(
        "Every rater's number stands for one subject only, so severity and merit cannot be told "
        "apart."
    ),
    "unconnected": mark(
        "The raters fall into sets that no common subject joins; severity is told inside each set "
        "only."
    ),
    "no_rest": mark("There are too few marks to tell severity from chance."),
}
TOLD = ("", "unconnected")
"""The reasons under which severity is told, at least inside the sets."""


@dataclass(frozen=True)
class _Cast:
    """Valid ballots of known raters, self-assessment left out.

    `cell` is meeting × sources + source, `key` the row of the keys; `rater` and `subject` are
    numbers from 0 on, each used, that differ between meetings and sources.
    """

    marks: Marked
    meetings: Meetings
    cell: Codes
    key: Codes
    source: Codes
    rater: Codes
    subject: Codes
    value: Numbers


def severity_basis(ratings: pd.DataFrame, scheme: Scheme) -> pd.DataFrame:
    """Return whether severity can be told, one row per meeting and source that has any mark.

    `source`, behind `meeting` where ratings have it; `ballots` (valid ones whose rater is known),
    `raters`, `subjects`, `sets` (connected ones), `spare` (ballots beyond what raters and subjects
    need) and `reason`: "" where it can be told, else "no_raters", "one_rater", "one_subject",
    "apart" (numbers that count inside each subject's sheet), "unconnected" (only inside each set)
    or "no_rest"; `severity_text` has the words. Rater numbers have to mean the same throughout a
    meeting and source, which `combined_ratings` sees to. Self-assessment is left out.
    """
    return _table(_cast(ratings, scheme), scheme)


def severity_text(reason: str) -> str:
    """Return in words why severity cannot be told; "" where it can."""
    return _(_TEXTS[reason]) if reason in _TEXTS else ""


def severity_adjusted_means(
    ratings: pd.DataFrame, scheme: Scheme, *, ridge: float | None = None
) -> pd.DataFrame:
    """Return each subject's mean with the severity of its raters taken out, beside the plain one.

    One row per meeting, subject and source with a valid ballot of a known rater: `subject, source,
    n, mean` (plain, of these ballots), `adjusted` (on the marks' own scale) and `set` (connected
    ones of a meeting and source, from 0 on; only inside one may `adjusted` be compared), behind
    `meeting` where ratings have it. `adjusted` is NaN where `severity_basis` has a reason other
    than "unconnected", and in sets of one rater or one subject. `ridge` None takes what all
    ballots of the source speak for (`rater_ridge`). See the module's words on secret ballots.
    """
    cast = _cast(ratings, scheme)
    set_of, basis = _set_of_subjects(cast), _basis(cast)
    n = np.bincount(cast.subject)
    first = np.zeros(len(n), dtype="int64")
    first[cast.subject] = np.arange(len(cast.subject))
    cell = cast.cell[first]
    told = basis["reason"].isin(TOLD).to_numpy()[cell] & _telling(cast, set_of)[set_of]
    sources = np.array([str(source) for source in scheme.sources], dtype=object)
    keys = cast.marks.coded.keys.table.take(cast.key[first]).reset_index(drop=True)
    return keys.assign(
        source=sources[cast.source[first]],
        n=n,
        mean=np.bincount(cast.subject, weights=cast.value) / n,
        adjusted=np.where(told, _fair(cast, len(n), ridge), np.nan),
        set=_numbered(set_of, cell),
    )


def severity_adjusted_scores(
    results: pd.DataFrame, means: pd.DataFrame, scheme: Scheme
) -> pd.DataFrame:
    """Return results with `adjusted_score` and `adjusted_rank`: severity taken out.

    `results` are those of `weighted_scores`, which stay as they are; `means` those of
    `severity_adjusted_means`. Every source moves a score by its weight as applied times
    (`adjusted` − `mean`), one that cannot be told by nothing. `adjusted_score` is rounded as the
    scheme says, NaN without a score; ranks are within each meeting.
    """
    keys = [name for name in ("meeting", "subject") if name in results]
    moved = pd.Series(0.0, index=results.index)
    for source, part in means.groupby("source", observed=True):
        by_key = part.set_index(keys)
        change = (by_key["adjusted"] - by_key["mean"]).fillna(0.0)
        index = pd.MultiIndex.from_frame(results[keys]) if len(keys) > 1 else results[keys[0]]
        found = change.reindex(index, fill_value=0.0).to_numpy("float64")
        moved += found * results[f"{source}_weight"].fillna(0.0)
    parts = [f"{source}_contribution" for source in scheme.sources]
    unrounded = results[parts].sum(axis=1).to_numpy("float64")
    beside = results["score"] - rounded(unrounded, scheme.rounding)  # NaN without a score
    exact = (beside + unrounded + moved).to_numpy("float64")
    score = pd.Series(rounded(exact, scheme.rounding), index=results.index)
    within = results.get("meeting")
    return results.assign(adjusted_score=score, adjusted_rank=ranks(score, within))


def severity_summary(ratings: pd.DataFrame, scheme: Scheme) -> pd.DataFrame:
    """Return how much raters differ in severity, one row per meeting and source.

    The columns of `severity_basis` and `spread`, the standard deviation of the raters' severities
    in points beyond what chance gives (0 where it is no more). It is NaN where severity cannot be
    told, and of fewer than five raters, so that it says nothing of any one.
    """
    cast = _cast(ratings, scheme)
    cells = cast.meetings.count * cast.marks.coded.sources
    basis = _table(cast, scheme)
    if not len(cast.value):
        return basis.assign(spread=np.nan)
    parts = rater_variances(cast.rater, cast.subject, cast.value, cast.cell, cells)
    spread = np.sqrt(np.maximum(parts[1], 0.0))[_shown(cast, scheme)]
    shown = basis["reason"].isin(TOLD) & (basis["raters"] >= FEWEST_BALLOTS)
    return basis.assign(spread=np.where(shown, spread, np.nan))


def _cast(ratings: pd.DataFrame, scheme: Scheme) -> _Cast:
    """Return the ballots that severity is told from; one that stands for several is nobody's."""
    marks, _beside = marks_of(ratings, scheme)
    meetings, sources = meetings_of(marks.coded), marks.coded.sources
    if marks.ballots is None:
        nothing = np.empty(0, dtype="int64")
        return _Cast(marks, meetings, *(nothing,) * 5, np.empty(0))
    ballots, number = marks.ballots, ballot_raters(marks)
    used = ~np.isnan(ballots.value) & _others(scheme)[ballots.source]
    if ballots.count is not None:
        used &= ballots.count == 1
    key, source = ballots.key[used].astype("int64"), ballots.source[used].astype("int64")
    cell = meetings.of_key[key] * sources + source
    raters = cell * (int(number.max(initial=0)) + 1) + number[used]
    subject = np.unique(key * sources + source, return_inverse=True)[1]
    rater = pd.factorize(raters)[0]
    return _Cast(marks, meetings, cell, key, source, rater, subject, ballots.value[used])


def _others(scheme: Scheme) -> Mask:
    return np.array([source != Source.SELF for source in scheme.sources])


def _shown(cast: _Cast, scheme: Scheme) -> Codes:
    """Return the meetings and sources that have any mark but one's own."""
    coded = cast.marks.coded
    used = ~np.isnan(coded.points) & _others(scheme)[coded.source]
    cell = cast.meetings.of_key[coded.key[used]] * coded.sources + coded.source[used]
    found = np.bincount(cell, minlength=cast.meetings.count * coded.sources)
    return np.flatnonzero(found)


def _table(cast: _Cast, scheme: Scheme) -> pd.DataFrame:
    """Return the basis of every meeting and source that has a mark, under its names."""
    shown, sources = _shown(cast, scheme), tuple(scheme.sources)
    meeting, source = np.divmod(shown, len(sources))
    names: dict[str, Any] = {}
    if cast.meetings.names is not None:
        names["meeting"] = cast.meetings.names.take(meeting)
    names["source"] = [str(sources[place]) for place in source]
    basis = _basis(cast)
    return pd.DataFrame(names | {name: basis[name].to_numpy()[shown] for name in basis})


def _basis(cast: _Cast) -> pd.DataFrame:
    """Return the columns of `severity_basis` behind its names, for all meetings and sources."""
    cells = cast.meetings.count * cast.marks.coded.sources
    ballots = np.bincount(cast.cell, minlength=cells)
    subjects, raters, sets = (
        np.bincount(of, minlength=cells) for of in lists_of(cast.rater, cast.subject, cast.cell)
    )
    spare = ballots - raters - subjects + sets
    reasons = {
        "no_raters": ballots == 0,
        "one_rater": raters < 2,  # noqa: PLR2004 — one alone is not compared
        "one_subject": subjects < 2,  # noqa: PLR2004 — the same
        "apart": sets == subjects,
        "no_rest": spare <= 0,
        "unconnected": sets > 1,
    }
    reason = np.select(list(reasons.values()), list(reasons), "")
    columns = {"ballots": ballots, "raters": raters, "subjects": subjects, "sets": sets}
    return pd.DataFrame(columns | {"spare": spare, "reason": reason.astype(object)})


def _set_of_subjects(cast: _Cast) -> Codes:
    """Return the connected set of each subject, numbered over all meetings and sources."""
    raters, subjects = (int(codes.max(initial=-1)) + 1 for codes in (cast.rater, cast.subject))
    return sets_of(cast.rater, cast.subject, raters, subjects)[0]


def _telling(cast: _Cast, set_of: Codes) -> Mask:
    """Return of each set whether it has two raters and subjects and a mark to spare."""
    of_mark = set_of[cast.subject]
    marks, subjects = np.bincount(of_mark), np.bincount(set_of)
    raters = np.bincount(lists_of(cast.rater, cast.subject, of_mark)[1])
    enough: Mask = (raters > 1) & (subjects > 1) & (marks - raters - subjects + 1 > 0)
    return enough


def _numbered(set_of: Codes, cell: Codes) -> Codes:
    """Return sets numbered from 0 on inside each meeting and source."""
    cells = np.zeros(int(set_of.max(initial=-1)) + 1, dtype="int64")
    cells[set_of] = cell
    order = np.argsort(cells, kind="stable")
    begins = np.searchsorted(cells[order], cells[order])
    number = np.empty_like(cells)
    number[order] = np.arange(len(cells)) - begins
    return number[set_of]


def _fair(cast: _Cast, size: int, ridge: float | None) -> Numbers:
    """Return the fair points of each subject, every source with a ridge of its own."""
    fair = np.full(size, np.nan)
    for source in np.unique(cast.source):
        here = cast.source == source
        subjects, subject = np.unique(cast.subject[here], return_inverse=True)
        rater = np.unique(cast.rater[here], return_inverse=True)[1]
        value = cast.value[here]
        if ridge is None:
            together = np.zeros_like(rater)
            own = ridge_of(*rater_variances(rater, subject, value, together, 1))
        else:
            own = ridge
        fair[subjects] = additive_effects(rater, subject, value, own)[0]
    return fair
