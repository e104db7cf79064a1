"""The means per criterion of what stands side by side in the overview."""

from collections.abc import Sequence

import pandas as pd
from sqlalchemy import Connection

from cxzy.core.scheme import Scheme
from cxzy.core.unit_means import criterion_means
from cxzy.core.vocabulary import Source
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
        facets = facet_store.facets(
            connection, [meeting.id for meeting in group.meetings], groups=False
        )
        telling = _telling(group.scheme)
        weights = {source: group.scheme.weights[source] for source in telling}
        means = criterion_means(facets, weights, results, "key")
        own = {c.key: c.label for s in telling for c in group.scheme.criteria_of(s)}
        labels |= dict.fromkeys(own.values())
        parts.append(means.assign(label=means["criterion"].map(own)))
    named = table[["key", "name"]]
    if not parts:
        return named
    wide = pd.concat(parts).pivot_table(index="key", columns="label", values="mean")
    held = [label for label in labels if label in wide.columns]
    return named.join(wide[held], on="key")


def _telling(scheme: Scheme) -> tuple[Source, ...]:
    """Return the sources that tell criteria apart, all where none does."""
    several = tuple(source for source in scheme.sources if len(scheme.criteria_of(source)) > 1)
    return several or tuple(scheme.sources)
