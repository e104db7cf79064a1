"""How far the raters of each source agree, for many meetings in one pass over codes."""

from typing import Any

import numpy as np
import pandas as pd

from cxzy.core.arrays import Codes, Mask, Numbers
from cxzy.core.cells import Marked
from cxzy.core.coded import Coded
from cxzy.core.marking import marks_of
from cxzy.core.meeting_parts import meeting_parts
from cxzy.core.pairable import Pairable, alphas, mean_differences, pairable
from cxzy.core.placed import Placed, placed_together
from cxzy.core.raters import Meetings, ballot_raters, meetings_of
from cxzy.core.scheme import Scheme
from cxzy.core.small_groups import FEWEST_BALLOTS
from cxzy.core.vocabulary import Source

MEASURES = ("alpha", "alpha_ordinal", "apart")


def meeting_agreement(ratings: pd.DataFrame, scheme: Scheme) -> pd.DataFrame:
    """Return the agreement of each source of each meeting, by criterion and on the whole.

    `source, criterion` (OVERALL for whole ballots), behind `meeting` where ratings have it;
    `raters` (known ones, or else the most marks of one subject), `subjects` (with two marks or
    more), `marks` (of these), `alpha` and `alpha_ordinal` (Krippendorff's α: 1 is full agreement
    on who is better, 0 what chance gives) and `apart` (how far two marks of one subject are
    apart, in points, every subject alike). Void ballots are left out as in facets, and so is
    self-assessment, of which there is one mark each. α is NaN where fewer than two subjects have
    two marks or where all marks are equal; `apart` where no subject has two. Raises RatingsError
    as `score` does. See docs/decisions/0093-agreement.md.
    """
    parts = [_agreement(part, scheme) for part in meeting_parts(ratings)]
    return parts[0] if len(parts) == 1 else pd.concat(parts, ignore_index=True)


def _agreement(ratings: pd.DataFrame, scheme: Scheme) -> pd.DataFrame:
    marks, _beside = marks_of(ratings, scheme)
    coded, meetings = marks.coded, meetings_of(marks.coded)
    lists = meetings.count * coded.sources * len(coded.criteria)
    table = _measured(marks, meetings)
    most = table.pop("most")
    raters = np.maximum(most, np.repeat(_known_raters(marks, meetings), len(coded.criteria)))
    others = np.array([source != Source.SELF for source in scheme.sources])
    source = np.arange(lists) // len(coded.criteria) % coded.sources
    shown = np.flatnonzero((most > 0) & others[source])
    return _named(table | {"raters": raters}, shown, coded, scheme, meetings)


def without_few_raters(agreement: pd.DataFrame) -> pd.DataFrame:
    """Return agreement with NaN where fewer than five raters marked.

    Beside the published mean, how far two raters are apart tells what each of them gave.
    """
    few = agreement["raters"] < FEWEST_BALLOTS
    return agreement.assign(**{name: agreement[name].mask(few) for name in MEASURES})


def _measured(marks: Marked, meetings: Meetings) -> dict[str, Numbers]:
    """Return the measures of every meeting, source and criterion, in this order.

    Whole ballots have many more different marks than criteria, so they are looked at apart: what
    is counted by list and mark stays small.
    """
    many = len(marks.coded.criteria)
    table = _of_lists(_criterion_marks(marks), marks.coded, meetings, many)
    for name, whole in _of_lists(_whole_marks(marks), marks.coded, meetings, 1).items():
        table[name][::many] = whole
    return table


def _of_lists(
    placed: Placed, coded: Coded, meetings: Meetings, criteria: int
) -> dict[str, Numbers]:
    """Return the measures of units numbered key × sources × `criteria`, by list."""
    list_of = _list_of_units(coded, meetings, criteria)
    lists = meetings.count * coded.sources * criteria
    most = _most_marks(*placed, meetings, coded.sources * criteria)
    return _measures(pairable(*placed, list_of, lists)) | {"most": most}


def _whole_marks(marks: Marked) -> Placed:
    """Return unit, points and count of every mark for the whole; a ballot stands for its rows."""
    votes = marks.votes
    parts = [_unit_rows(votes, ~np.isnan(votes.points) & (votes.criterion == 0), 1)]
    if marks.ballots is not None:
        cast = marks.ballots
        cell = cast.key.astype("int64") * marks.of_ballots.sources + cast.source
        parts.append((cell, cast.value, cast.count))
    return placed_together(parts)


def _criterion_marks(marks: Marked) -> Placed:
    """Return the same of every mark by a criterion that is in no void ballot."""
    votes, rows, many = marks.votes, marks.of_ballots, len(marks.coded.criteria)
    parts = [_unit_rows(votes, ~np.isnan(votes.points) & (votes.criterion > 0), many)]
    if marks.ballots is not None:
        valid = marks.ballots.of_rows(~np.isnan(marks.ballots.value), len(rows.points))
        parts.append(_unit_rows(rows, valid & (rows.criterion > 0), many))
    return placed_together(parts)


def _unit_rows(rows: Coded, chosen: Mask, criteria: int) -> Placed:
    rows = rows if chosen.all() else rows.rows(chosen)
    unit = rows.key.astype("int64") * rows.sources
    unit += rows.source
    if criteria > 1:
        unit *= criteria
        unit += rows.criterion
    return unit, rows.points, rows.count


def _list_of_units(coded: Coded, meetings: Meetings, criteria: int) -> Codes:
    """Return the list of each unit: its meeting, source and criterion."""
    per_key = coded.sources * criteria
    lists = meetings.of_key[:, None] * per_key + np.arange(per_key)
    return lists.ravel()


def _most_marks(
    unit: Codes, points: Numbers, count: Codes | None, meetings: Meetings, per_key: int
) -> Numbers:
    """Return the most marks that one unit of each list has; keys stand meeting by meeting."""
    given, size = ~np.isnan(points), len(meetings.of_key) * per_key
    if count is None:
        marks = np.bincount(unit if given.all() else unit[given], minlength=size)
    else:
        marks = np.bincount(unit, weights=given * count, minlength=size)
    if size == 0:
        return np.zeros(meetings.count * per_key)
    starts = np.flatnonzero(np.diff(meetings.of_key, prepend=-1))
    most = np.maximum.reduceat(marks.reshape(-1, per_key), starts, axis=0)
    return most.ravel().astype("float64")


def _known_raters(marks: Marked, meetings: Meetings) -> Numbers:
    """Return how many raters with a number have a valid ballot in each meeting and source."""
    cells = meetings.count * marks.coded.sources
    if marks.ballots is None:
        return np.zeros(cells)
    cast, rater = marks.ballots, ballot_raters(marks)
    valid = ~np.isnan(cast.value)
    cell = meetings.of_key[cast.key] * marks.coded.sources + cast.source
    numbers = int(rater.max(initial=0)) + 1
    different = pd.unique((cell * numbers + rater)[valid])
    return np.bincount(different // numbers, minlength=cells).astype("float64")


def _measures(pairs: Pairable) -> dict[str, Numbers]:
    subjects = pairs.of_units((pairs.marks > 0).astype("float64"))
    enough = subjects > 1
    return {
        "subjects": subjects,
        "marks": pairs.of_units(pairs.marks),
        "alpha": np.where(enough, alphas(pairs, "interval"), np.nan),
        "alpha_ordinal": np.where(enough, alphas(pairs, "ordinal"), np.nan),
        "apart": mean_differences(pairs),
    }


def _named(
    table: dict[str, Numbers], lists: Codes, coded: Coded, scheme: Scheme, meetings: Meetings
) -> pd.DataFrame:
    """Return the rows of `lists` under the names of their meeting, source and criterion."""
    cell, criterion = np.divmod(lists, len(coded.criteria))
    meeting, source = np.divmod(cell, coded.sources)
    columns: dict[str, Any] = {}
    if meetings.names is not None:
        columns["meeting"] = meetings.names.take(meeting)
    sources = pd.Index([str(source) for source in scheme.sources], dtype="str")
    columns["source"] = sources.take(source)
    columns["criterion"] = pd.Index(coded.criteria, dtype="str").take(criterion)
    for name in ("raters", "subjects", "marks"):
        columns[name] = table[name][lists].astype("int64")
    columns |= {name: table[name][lists] for name in MEASURES}
    return pd.DataFrame(columns)
