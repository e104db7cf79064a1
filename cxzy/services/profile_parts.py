"""The tables of a profile, each from the results and facets of one meeting."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from cxzy.core.beside import is_beside
from cxzy.core.comparison import contribution_steps, self_gaps
from cxzy.core.language import _
from cxzy.core.scheme import Scheme
from cxzy.core.small_groups import withheld
from cxzy.core.vocabulary import OVERALL, Source, SubjectKind

SOURCE_COLUMNS = ("source", "weight", "applied", "mean", "n", "contribution", "entitled")
STEP_COLUMNS = ("list_mean", "list_contribution", "step")
GROUP_COLUMNS = ("source", "group", "n", "mean", "entitled", "withheld")
CRITERION_COLUMNS = ("source", "criterion", "label", "n", "mean", "unit_mean", "kind_mean")
_FACET = ("source", "group", "criterion", "n", "mean")
_ENTITLED = ("source", "group", "count")
_PLACES = {source.value: place for place, source in enumerate(Source)}
GAP_COLUMNS = ("criterion", "label", "others", "gap")


def nothing() -> dict[str, Any]:
    """Return the fields of a profile where there are no marks."""
    return {
        "scheme": None,
        "result": None,
        "unit": None,
        "kind": None,
        "sources": pd.DataFrame(columns=pd.Index([*SOURCE_COLUMNS, *STEP_COLUMNS])),
        "groups": pd.DataFrame(columns=pd.Index(GROUP_COLUMNS)),
        "criteria": pd.DataFrame(columns=pd.Index(CRITERION_COLUMNS)),
        "gaps": pd.DataFrame(columns=pd.Index(GAP_COLUMNS)),
        "sheets": (),
    }


def source_table(
    scheme: Scheme, row: Mapping[str, Any], results: pd.DataFrame, entitled: pd.DataFrame
) -> pd.DataFrame:
    """Return one row per source of the scheme, with what its meeting's `results` usually have."""
    counted: dict[str, float] = {}
    for source, count in zip(entitled["source"], entitled["count"], strict=True):
        counted[source] = counted.get(source, 0) + count
    parts = ("weight", "mean", "n", "contribution")
    rows = [
        (
            source.value,
            float(scheme.weights[source]),
            *(row[f"{source.value}_{part}"] for part in parts),
            _without_oneself(scheme, source, counted.get(source.value, np.nan)),
        )
        for source in scheme.sources
    ]
    table = pd.DataFrame(rows, columns=pd.Index(SOURCE_COLUMNS))
    steps = contribution_steps(row, results, list(scheme.sources))
    return table.assign(**{name: steps[name] for name in STEP_COLUMNS})


def bonus_of(row: Mapping[str, Any], results: pd.DataFrame) -> dict[str, float]:
    """Return a subject's bonus points and how far they are from the mean of its meeting.

    Both are 0 where the scheme has none; only results with a score count.
    """
    points = float(row.get("bonus", np.nan))
    if math.isnan(points):
        return {"bonus": 0.0, "bonus_step": 0.0}
    scored = results["score"].notna().to_numpy()
    usual = float(results["bonus"].to_numpy("float64")[scored].mean()) if scored.any() else points
    return {"bonus": points, "bonus_step": points - usual}


def _without_oneself(scheme: Scheme, source: Source, entitled: float) -> float:
    """Return how many may vote on somebody: of peers not the member, whose own mark is dropped."""
    if source == Source.SELF:
        return np.nan
    member = source == Source.PEER and scheme.subject == SubjectKind.MEMBER
    dropped = member and scheme.sources[source].own_marks == "drop"
    return max(entitled - 1, 0.0) if dropped and not math.isnan(entitled) else entitled


def own_facets(facets: pd.DataFrame, key: str) -> list[dict[str, Any]]:
    """Return source, group, criterion, n and mean of each facet of one subject's marks."""
    own = (facets["subject"] == key).to_numpy()
    rows = np.flatnonzero(own & ~is_beside(facets["criterion"]))
    lists = (facets[name].array.take(rows).tolist() for name in _FACET)
    return [dict(zip(_FACET, line, strict=True)) for line in zip(*lists, strict=True)]


def group_table(own: Sequence[Mapping[str, Any]], entitled: pd.DataFrame) -> pd.DataFrame:
    """Return number and mean of the ballots of each group beside the number entitled.

    Groups stand in the order of the attendance, those that it does not know at the end. A mean
    that would tell of a few people is NaN, and `withheld` says why, as `core.small_groups` does.
    """
    counted = {
        (row["source"], row["group"]): (row["n"], row["mean"])
        for row in own
        if row["criterion"] == OVERALL and row["group"]
    }
    grouped = {source for source, _group in counted}
    known = {
        (source, group): count
        for source, group, count in zip(*(entitled[name] for name in _ENTITLED), strict=True)
        if group and source in grouped
    }
    keys = sorted({**known, **counted}, key=lambda one: _PLACES[one[0]])
    reasons = dict[tuple[str, str], str]()
    for source in grouped:
        groups = sorted(key for key in keys if key[0] == source)
        told = withheld([int(counted.get(key, (0, np.nan))[0]) for key in groups])
        reasons.update(zip(groups, told, strict=True))
    rows = [
        (*key, n, np.nan if reasons[key] else mean, known.get(key, np.nan), reasons[key])
        for key in keys
        for n, mean in [counted.get(key, (0, np.nan))]
    ]
    return pd.DataFrame(rows, columns=pd.Index(GROUP_COLUMNS))


def criteria_table(
    scheme: Scheme, own: Sequence[Mapping[str, Any]], unit: pd.DataFrame, kind: pd.DataFrame
) -> pd.DataFrame:
    """Return a subject's mean per source and criterion beside those of its meeting and kind.

    `unit` and `kind` are their `core.comparison.criterion_means`.
    """
    usual = [_by_key(unit), _by_key(kind)]
    labels = {
        (source.value, criterion.key): criterion.label
        for source in scheme.sources
        for criterion in scheme.criteria_of(source)
    }
    rows = []
    for row in own:
        if row["criterion"] == OVERALL or row["group"] or math.isnan(row["mean"]):
            continue
        place = row["source"], row["criterion"]
        beside = [means.get(place, np.nan) for means in usual]
        rows.append((*place, labels.get(place, place[1]), row["n"], row["mean"], *beside))
    return pd.DataFrame(rows, columns=pd.Index(CRITERION_COLUMNS))


def single_criteria(facets: pd.DataFrame) -> pd.DataFrame:
    """Return the facets of single criteria by whole sources."""
    whole = ((facets["criterion"] != OVERALL) & (facets["group"] == "")).to_numpy()
    return facets[whole & ~is_beside(facets["criterion"])]


def untold(scheme: Scheme, criteria: pd.DataFrame) -> list[tuple[Source, str, str]]:
    """Return source, criterion and label of what others could mark and no mean is told of.

    Of a source that tells nothing of any single criterion none is missing.
    """
    told = set(zip(criteria["source"].tolist(), criteria["criterion"].tolist(), strict=True))
    telling = {source for source, _criterion in told} - {Source.SELF.value}
    return [
        (source, one.key, one.label)
        for source in scheme.sources
        if source.value in telling
        for one in scheme.criteria_of(source)
        if (source.value, one.key) not in told
    ]


def gap_table(scheme: Scheme, sources: pd.DataFrame, criteria: pd.DataFrame) -> pd.DataFrame:
    """Return the gaps between self and others: as a whole, and per criterion.

    A criterion of which one of the others is not told has none: the rest are not the others.
    """
    lacking = {criterion for _source, criterion, _label in untold(scheme, criteria)}
    criteria = criteria[~criteria["criterion"].isin(list(lacking)).to_numpy(dtype=bool)]
    whole = zip(sources["source"], sources["mean"], strict=True)
    means = [(Source(source), OVERALL, _("As a whole"), mean) for source, mean in whole]
    columns = (criteria[name] for name in ("source", "criterion", "label", "mean"))
    means += [(Source(source), *rest) for source, *rest in zip(*columns, strict=True)]
    return self_gaps(means, scheme.weights)


def _by_key(means: pd.DataFrame) -> dict[tuple[str, str], float]:
    keys = zip(means["source"].tolist(), means["criterion"].tolist(), strict=True)
    return dict(zip(keys, means["mean"].tolist(), strict=True))
