"""One subject beside others: its place in a list, its sources and criteria beside their means."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from cxzy.core.vocabulary import Source


@dataclass(frozen=True)
class Standing:
    """A place in a list: the mean of all its scores, the place, and of how many."""

    mean: float
    place: int
    of: int


def standing(scores: "pd.Series[float]", score: float) -> Standing | None:
    """Return where `score`, itself one of the rounded `scores`, stands; None without a score.

    >>> standing(pd.Series([90.0, 80.0, 80.0, None]), 80.0)
    Standing(mean=83.33333333333333, place=2, of=3)
    """
    known = scores.dropna()
    if np.isnan(score) or known.empty:
        return None
    return Standing(float(known.mean()), int((known > score).sum()) + 1, len(known))


def contribution_steps(
    own: Mapping[str, Any], results: pd.DataFrame, sources: Sequence[Source]
) -> pd.DataFrame:
    """Return per source how far a result is from the mean of results, in points of the score.

    Columns `source`, `list_mean` (mean of the source's means), `list_contribution` and `step`:
    the own contribution less that of the list, so that the steps lead from the mean of all
    scores to the own one. Only results with a score count; what is missing contributes 0.
    """
    scored = results[results["score"].notna()]
    rows = []
    for source in sources:
        usual = scored[f"{source.value}_contribution"].fillna(0).mean()
        points = own[f"{source.value}_contribution"]
        step = (0.0 if pd.isna(points) else points) - usual
        rows.append((source.value, scored[f"{source.value}_mean"].mean(), usual, step))
    columns = ["source", "list_mean", "list_contribution", "step"]
    return pd.DataFrame(rows, columns=pd.Index(columns))


def criterion_means(facets: pd.DataFrame, lists: Mapping[str, str] | None = None) -> pd.DataFrame:
    """Return `list, source, criterion, subjects, mean`: the mean over a list's subjects.

    `facets` are those of whole sources, without groups; every subject with a mean counts alike.
    `lists` names the list of each subject, whoever is not named is left out; without it all are
    in the list "".
    """
    known = facets.loc[
        facets["mean"].notna().to_numpy(), ["source", "criterion", "mean", "subject"]
    ]
    subject, subjects = pd.factorize(known.pop("subject"))
    names = ["" if lists is None else lists.get(str(one)) for one in subjects]
    known["list"] = np.array(names, dtype=object)[subject]
    cells = known.groupby(["list", "source", "criterion"], observed=True, sort=False)["mean"]
    table = cells.agg(["size", "mean"]).reset_index().rename(columns={"size": "subjects"})
    return table.astype(dict.fromkeys(["list", "source", "criterion"], "str"))


def self_gaps(means: pd.DataFrame, weights: Mapping[Source, float]) -> pd.DataFrame:
    """Return how much better somebody marks himself than the others do, the widest gap first.

    `means` has `source, criterion, label, mean`. One row per criterion that both sides have
    marked: `criterion, label`, one column per source of `weights` (NaN for none), `others`, their
    mean by `weights`, and `gap`, the own mean less that.
    """
    seen: dict[tuple[str, str], dict[Source, float]] = {}
    for row in means.dropna(subset=["mean"]).to_dict("records"):
        key = str(row["criterion"]), str(row["label"])
        seen.setdefault(key, {})[Source(str(row["source"]))] = float(row["mean"])
    rows = [
        {
            "criterion": criterion,
            "label": label,
            **{source.value: marks.get(source, np.nan) for source in weights},
            "others": others,
            "gap": marks[Source.SELF] - others,
        }
        for (criterion, label), marks in seen.items()
        if Source.SELF in marks and (others := _others(marks, weights)) is not None
    ]
    columns = ["criterion", "label", *(source.value for source in weights), "others", "gap"]
    found = pd.DataFrame(rows, columns=pd.Index(columns))
    return found.sort_values("gap", ascending=False, kind="stable", ignore_index=True)


def _others(marks: Mapping[Source, float], weights: Mapping[Source, float]) -> float | None:
    parts = [
        (weights[source], mean)
        for source, mean in marks.items()
        if source != Source.SELF and weights.get(source, 0) > 0
    ]
    total = sum(weight for weight, _mean in parts)
    return sum(weight * mean for weight, mean in parts) / total if parts else None
