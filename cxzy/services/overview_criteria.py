"""The means per criterion of what stands side by side in the overview."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from sqlalchemy import Connection

from cxzy.core.arrays import Numbers
from cxzy.core.row_groups import in_words, places_among
from cxzy.core.scheme import Scheme
from cxzy.core.unit_means import criterion_means
from cxzy.core.vocabulary import Source, SubjectKind
from cxzy.core.weighed_criteria import weighed_criteria
from cxzy.services.profile_parts import single_criteria
from cxzy.services.results import MeetingFacets
from cxzy.store import facets as facet_store


def criteria_table(
    connection: Connection,
    stored: Sequence[MeetingFacets],
    results: pd.DataFrame,
    table: pd.DataFrame,
) -> pd.DataFrame:
    """Return `key, name` of `table` and its means per criterion, in the order of the scheme.

    `results` has `meeting, subject, key` of those who are shown.
    A source that assesses by a single criterion says something of the whole, which is no
    criterion beside the others; it is left out where other sources tell criteria apart.
    """
    parts: list[pd.DataFrame] = []
    labels: dict[str, None] = {}
    for group in stored:
        telling = _telling(group.scheme)
        facets = _facets(connection, group, telling)
        weights = {source: group.scheme.weights[source] for source in telling}
        means = criterion_means(facets, weights, results, "key")
        own = {c.key: c.label for s in telling for c in group.scheme.criteria_of(s)}
        labels |= dict.fromkeys(own.values())
        parts.append(means.assign(label=in_words(means["criterion"], own.get)))
    named = table[["key", "name"]]
    if not parts:
        return named
    grid = _grid(pd.concat(parts), table["key"], list(labels))
    held = {label: means for label, means in zip(labels, grid.T, strict=True) if _any(means)}
    return pd.DataFrame({"key": named["key"], "name": named["name"], **held})


def _facets(
    connection: Connection, group: MeetingFacets, telling: Sequence[Source]
) -> pd.DataFrame:
    """Return the means per criterion of whole sources, of branches weighed by groups.

    A row of the table may stand for one branch: a plain mean beside the weighted one of its
    profile would tell of small groups (docs/decisions/0150-criteria-weigh-groups-as-sources-do.md).
    """
    scheme, meetings = group.scheme, [meeting.id for meeting in group.meetings]
    grouped = any(scheme.sources[source].groups is not None for source in telling)
    if scheme.subject is not SubjectKind.BRANCH or not grouped:
        return facet_store.criterion_facets(connection, meetings, telling)
    stored = facet_store.facets(connection, meetings)
    found = single_criteria(weighed_criteria(stored, scheme, group.electorate))
    return found[found["source"].isin([source.value for source in telling])]


def _grid(means: pd.DataFrame, keys: "pd.Series[str]", labels: Sequence[str]) -> Numbers:
    """Return the means, a row per key and a column per label, NaN where there is none."""
    row = pd.Index(keys).get_indexer(pd.Index(means["key"]))
    column = places_among(labels, means["label"])
    known = (row >= 0) & (column >= 0)
    cells = pd.Series(means["mean"].to_numpy()[known])
    found = cells.groupby((row * len(labels) + column)[known]).mean()
    grid = np.full(len(keys) * len(labels), np.nan)
    grid[found.index.to_numpy()] = found.to_numpy()
    return grid.reshape(len(keys), len(labels))


def _any(means: Numbers) -> bool:
    return not np.isnan(means).all()


def _telling(scheme: Scheme) -> tuple[Source, ...]:
    """Return the sources that tell criteria apart, all where none does."""
    several = tuple(source for source in scheme.sources if len(scheme.criteria_of(source)) > 1)
    return several or tuple(scheme.sources)
