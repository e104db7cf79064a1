"""One subject beside others: its place in a list, its sources and criteria beside their means."""

from collections.abc import Iterable, Mapping, Sequence
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
    scored = results["score"].notna().to_numpy()
    rows = []
    for source in sources:
        given = results[f"{source.value}_contribution"].to_numpy("float64")[scored]
        means = results[f"{source.value}_mean"].to_numpy("float64")[scored]
        known = means[~np.isnan(means)]
        usual = float(np.nan_to_num(given).mean()) if len(given) else np.nan
        points = np.nan_to_num(float(own[f"{source.value}_contribution"]))
        rows.append((source.value, known.mean() if len(known) else np.nan, usual, points - usual))
    columns = ["source", "list_mean", "list_contribution", "step"]
    return pd.DataFrame(rows, columns=pd.Index(columns))


def criterion_means(facets: pd.DataFrame, lists: Mapping[str, str] | None = None) -> pd.DataFrame:
    """Return `list, source, criterion, subjects, mean`: the mean over a list's subjects.

    `facets` are those of whole sources, without groups; every subject with a mean counts alike.
    `lists` names the list of each subject, whoever is not named is left out; without it all are
    in the list "".
    """
    values = facets["mean"].to_numpy("float64")
    subject, subjects = pd.factorize(facets["subject"])
    names = ["" if lists is None else lists.get(str(one)) for one in subjects]
    place, labels = pd.factorize(np.array(names, dtype=object))
    keys: list[tuple[Any, Any]] = [(place[subject], labels)]
    keys += [pd.factorize(facets[name]) for name in ("source", "criterion")]
    kept = (keys[0][0] >= 0) & ~np.isnan(values)
    shape = tuple(max(len(words), 1) for _codes, words in keys)
    cell = np.ravel_multi_index(tuple(codes[kept] for codes, _words in keys), shape)
    count = np.bincount(cell)
    found = np.flatnonzero(count)
    places = np.unravel_index(found, shape)
    table: dict[str, Any] = {
        name: [str(words[one]) for one in column]
        for name, column, (_codes, words) in zip(_MEAN_KEYS, places, keys, strict=True)
    }
    table["subjects"] = count[found]
    table["mean"] = np.bincount(cell, weights=values[kept])[found] / count[found]
    return pd.DataFrame(table)


_MEAN_KEYS = ("list", "source", "criterion")


def criterion_gaps(criteria: pd.DataFrame) -> "pd.Series[float]":
    """Return per label how far a subject is from its unit's means, the furthest behind first.

    `criteria` has `source, label, mean, unit_mean`. What others say counts, every source alike;
    self-assessment only where nobody else has marked the criterion.
    """
    away = criteria["mean"].to_numpy("float64") - criteria["unit_mean"].to_numpy("float64")
    others = (criteria["source"] != Source.SELF.value).to_numpy()
    label, labels = pd.factorize(criteria["label"])
    everything = pd.Series(away).groupby(label).mean()
    told = pd.Series(away[others]).groupby(label[others]).mean().reindex(everything.index)
    return told.fillna(everything).set_axis(labels).sort_values(kind="stable")


def self_gaps(
    means: Iterable[tuple[Source, str, str, float]], weights: Mapping[Source, float]
) -> pd.DataFrame:
    """Return how much better somebody marks himself than the others do, the widest gap first.

    `means` are source, criterion, label and mean. One row per criterion that both sides have
    marked: `criterion, label`, one column per source of `weights` (NaN for none), `others`, their
    mean by `weights`, and `gap`, the own mean less that.
    """
    seen: dict[tuple[str, str], dict[Source, float]] = {}
    for source, criterion, label, mean in means:
        if not np.isnan(mean):
            seen.setdefault((criterion, label), {})[source] = mean
    rows: list[dict[str, Any]] = [
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
    rows.sort(key=lambda row: -row["gap"])
    return pd.DataFrame(rows, columns=pd.Index(columns))


def _others(marks: Mapping[Source, float], weights: Mapping[Source, float]) -> float | None:
    parts = [
        (weights[source], mean)
        for source, mean in marks.items()
        if source != Source.SELF and weights.get(source, 0) > 0
    ]
    total = sum(weight for weight, _mean in parts)
    return sum(weight * mean for weight, mean in parts) / total if parts else None
