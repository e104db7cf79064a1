"""What each source really decides: the published weights beside the effective ones."""

import pandas as pd

from cxzy.charts.effective_weights import effective_weights_figure
from cxzy.charts.plates import Plate
from cxzy.core.labels import source_in_sentence
from cxzy.core.language import _
from cxzy.core.rounding import shown
from cxzy.core.vocabulary import Source
from cxzy.services.certainty_sentences import SOURCE
from cxzy.services.overview import Overview

FEWEST = 5
"""Of fewer scores the differences say nothing of a scheme."""
NOTABLE = 3
"""Percentage points by which a real weight has to differ for it to be the finding."""
COLUMNS = ("source", "published", "effective")


def real_weights(value: Overview) -> pd.DataFrame:
    """Return `source, published, effective` (shares, each adding to 1) of sources with a weight.

    Empty where several schemes stand together, where fewer than `FEWEST` have all sources, and
    where all scores are alike.
    """
    from cxzy.core.sensitivity import effective_weights

    results = value.results.dropna(subset=["score"])
    if value.scheme is None or value.schemes > 1 or not len(results):
        return pd.DataFrame(columns=pd.Index(COLUMNS))
    weights = {source: float(share) for source, share in value.scheme.weights.items() if share}
    means = results[[f"{source.value}_mean" for source in weights]]
    found = effective_weights(results, weights)
    if int(means.notna().all(axis=1).sum()) < FEWEST or found.isna().any():
        return pd.DataFrame(columns=pd.Index(COLUMNS))
    published = [weights[Source(name)] for name in found.index]
    return pd.DataFrame(
        {"source": list(found.index), "published": published, "effective": found.to_numpy()}
    )


def weights_heading(table: pd.DataFrame) -> str:
    """Return of which source the real weight is furthest above the published one."""
    more = (table["effective"] - table["published"]).to_numpy("float64")
    row = table.iloc[int(more.argmax())]
    named = {"source": source_in_sentence(Source(row["source"]))}
    published, real = (shown(float(row[name]) * 100, 0) for name in ("published", "effective"))
    if real - published < NOTABLE:
        return _("Every source decides about as much as its weight says")
    return _(
        "The weight of {source} is {published:.0f} %, but it decides {real:.0f} % of the "
        "differences"
    ).format(**named, published=published, real=real)


def weights_plate(value: Overview) -> Plate | None:
    """Return the figure of both weights; None where there is nothing to say."""
    table = real_weights(value)
    if table.empty:
        return None
    return Plate(
        key="overview.weights",
        heading=weights_heading(table),
        alt=_("A bar per source for what it really decides, a stroke at its published weight."),
        draw=lambda theme, _link: effective_weights_figure(table, theme=theme),
        note=_(
            "Stroke: published weight. Bar: share of the differences between scores that comes "
            "from the source. One that marks nearly everybody alike decides little, however high "
            "its weight."
        ),
        table=table,
    )


def weights_computed() -> tuple[str, ...]:
    """Return how the real weights come about."""
    return (
        _(
            "The real weight of a source is w·Cov(m, S)/Var(S): its weight times how far its means "
            "m go along with the scores S that are shown, over how far the scores differ. They "
            "add to 100 %; one below 0 goes against the rest. Formula and limits: {file}."
        ).format(file=SOURCE),
    )
