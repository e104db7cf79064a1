"""Units side by side: the means of their subjects' scores, sources and criteria."""

from collections.abc import Mapping, Sequence

import pandas as pd

from cxzy.core.vocabulary import OVERALL, Source


def unit_means(results: pd.DataFrame, by: str, sources: Sequence[Source]) -> pd.DataFrame:
    """Return one row per value of the column `by`, the highest mean first.

    `results` has one row per subject with `subject`, `score` and a column `<source>_mean` per
    source (0–100, NaN for none). The columns are `by`, `total`, `scored`, `mean` and the means
    of the sources; every subject weighs alike, one without a value is left out of its mean.
    """
    means = [f"{source.value}_mean" for source in sources]
    groups = results.groupby(by, sort=False)
    counts = groups.agg(
        total=("subject", "size"), scored=("score", "count"), mean=("score", "mean")
    )
    table = counts.join(groups[means].mean()) if means else counts
    return table.sort_values("mean", ascending=False, kind="stable").reset_index()


def criterion_means(
    facets: pd.DataFrame, weights: Mapping[Source, float], placed: pd.DataFrame, by: str
) -> pd.DataFrame:
    """Return `by, criterion, mean`, one row per unit and criterion that has a mean.

    `facets` is that of meetings under one scheme, `placed` has `meeting, subject` and the column
    `by` for the subjects that are wanted. A unit's mean of a source weighs every subject alike;
    the sources that assess by a criterion count with their `weights`, as they do in the score.
    """
    wanted = (facets["criterion"] != OVERALL) & (facets["group"] == "") & facets["mean"].notna()
    known = facets.loc[wanted, ["meeting", "subject", "source", "criterion", "mean"]]
    known = known.astype({"subject": "str", "source": "str", "criterion": "str"})
    known = known.merge(placed[["meeting", "subject", by]], on=["meeting", "subject"])
    by_source = known.groupby([by, "criterion", "source"], sort=False)["mean"].mean().reset_index()
    shares = {source.value: weight for source, weight in weights.items()}
    share = by_source["source"].map(shares).astype("float64").fillna(0.0)
    parts = by_source.assign(share=share, points=share * by_source["mean"])
    sums = parts[share > 0].groupby([by, "criterion"], sort=False)[["share", "points"]].sum()
    return sums.assign(mean=sums["points"] / sums["share"])[["mean"]].reset_index()


def ends(table: pd.DataFrame, most: int) -> pd.DataFrame:
    """Return the first and last rows of a table of more than `most` rows, else all of it."""
    if len(table) <= most:
        return table
    head = most // 2
    return pd.concat([table.head(head), table.tail(most - head)], ignore_index=True)
