"""Units side by side: the means of their subjects' scores, sources and criteria."""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from cxzy.core.arrays import Rows
from cxzy.core.row_groups import row_groups
from cxzy.core.vocabulary import Source


def unit_means(results: pd.DataFrame, by: str, sources: Sequence[Source]) -> pd.DataFrame:
    """Return one row per value of the column `by`, the highest mean first.

    `results` has one row per subject with `subject`, `score` and a column `<source>_mean` per
    source (0–100, NaN for none). The columns are `by`, `total`, `scored`, `mean` and the means
    of the sources; every subject weighs alike, one without a value is left out of its mean.
    """
    groups, first = row_groups(results, [by])
    names = ["mean", *(f"{source.value}_mean" for source in sources)]
    values = [results[name].to_numpy("float64") for name in ("score", *names[1:])]
    means = pd.DataFrame(np.column_stack(values)).groupby(groups).mean().to_numpy()
    scored = groups[~np.isnan(values[0])]
    order = np.argsort(-means[:, 0], kind="stable")
    order = order[results[by].notna().to_numpy()[first[order]]]
    columns = {
        by: results[by].array.take(first[order]),
        "total": np.bincount(groups, minlength=len(first))[order],
        "scored": np.bincount(scored, minlength=len(first))[order],
        **dict(zip(names, means[order].T, strict=True)),
    }
    return pd.DataFrame(columns)


def criterion_means(
    facets: pd.DataFrame, weights: Mapping[Source, float], placed: pd.DataFrame, by: str
) -> pd.DataFrame:
    """Return `by, criterion, mean`, one row per unit and criterion that has a mean.

    `facets` are those of whole sources, without OVERALL, of meetings under one scheme; `placed`
    has `meeting, subject` and the column `by` for the subjects that are wanted. A unit's mean of
    a source weighs every subject alike; the sources that assess by a criterion count with their
    `weights`, as they do in the score.
    """
    criterion, criteria = pd.factorize(facets["criterion"])
    source, sources = pd.factorize(facets["source"])
    row = _placed_rows(facets, placed)
    mean = facets["mean"].to_numpy("float64")
    wanted = (row >= 0) & ~np.isnan(mean)
    unit, units = pd.factorize(placed[by], use_na_sentinel=False)
    cell = unit[row[wanted]] * len(criteria) + criterion[wanted]
    by_source = pd.Series(mean[wanted]).groupby(cell * len(sources) + source[wanted], sort=False)
    means = by_source.mean()
    cell, source = np.divmod(means.index.to_numpy(), max(len(sources), 1))
    share = np.array([weights.get(Source(one), 0.0) for one in sources], dtype="float64")[source]
    parts = pd.DataFrame({"share": share, "points": share * means.to_numpy()})[share > 0]
    sums = parts.groupby(cell[share > 0], sort=False).sum()
    unit, criterion = np.divmod(sums.index.to_numpy(), max(len(criteria), 1))
    words = np.asarray(criteria, dtype=object)[criterion]
    mean = (sums["points"] / sums["share"]).to_numpy()
    return pd.DataFrame({by: units.take(unit), "criterion": words, "mean": mean})


def _placed_rows(facets: pd.DataFrame, placed: pd.DataFrame) -> Rows:
    """Return the row of `placed` with the meeting and subject of each facet, -1 for none."""
    meeting, meetings = pd.factorize(facets["meeting"])
    subject, subjects = pd.factorize(facets["subject"])
    held = pd.Index(meetings).get_indexer(pd.Index(placed["meeting"]))
    listed = pd.Index(np.asarray(subjects, dtype=object), dtype=object)
    known = listed.get_indexer(pd.Index(placed["subject"].to_numpy(object), dtype=object))
    nowhere = -1 - np.arange(len(placed))
    number = np.where((held < 0) | (known < 0), nowhere, held * len(subjects) + known)
    order = number.argsort()
    found = pd.Index(number[order]).get_indexer(pd.Index(meeting * len(subjects) + subject))
    return np.append(order, -1)[found]


def ends(table: pd.DataFrame, most: int) -> pd.DataFrame:
    """Return the first and last rows of a table of more than `most` rows, else all of it."""
    if len(table) <= most:
        return table
    head = most // 2
    return pd.concat([table.head(head), table.tail(most - head)], ignore_index=True)
