"""How far scores are from the edges of their bands, and which of them are borderline."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cxzy.core.rounding import GUARD_PLACES
from cxzy.core.scheme import Scheme

Edges = Sequence[tuple[str, float]]
"""Grades from best to lowest, each with the lower edge of its band."""


def lower_edges(scheme: Scheme) -> tuple[tuple[str, float], ...]:
    """Return the grades of a scheme with their lower edges, the best first."""
    return tuple((band.grade, float(band.lowest)) for band in scheme.bands)


def edge_distances(scores: "pd.Series[float]", edges: Edges, *, margin: float) -> pd.DataFrame:
    """Return how far each rounded score is from the band above and from the edge of its own.

    The columns are `band`, the grade whose band holds the score (a score on the line has the
    better one, one below all edges the lowest), `next_band` (None above the best), `to_next`
    (points to the band above, NaN in the best), `above_edge` (points above its own lower edge,
    0 on the line, NaN in the lowest, below which there is none), and `near_next` and `near_edge`:
    whether they are at most `margin`. All are None, NaN or False without a score.
    """
    grades = [grade for grade, _lowest in edges]
    inner = [float(lowest) for _grade, lowest in edges[:-1]]
    values = scores.to_numpy("float64")
    place = len(inner) - np.searchsorted(np.array(inner[::-1]), values, side="right")
    place = np.where(np.isnan(values), len(edges), place)
    to_next = np.take([np.nan, *inner, np.nan], place) - values
    above_edge = values - np.take([*inner, np.nan, np.nan], place)
    distances = pd.DataFrame(
        {
            "band": _words([*grades, None], place, scores.index),
            "next_band": _words([None, *grades[:-1], None], place, scores.index),
            "to_next": np.round(to_next, GUARD_PLACES),
            "above_edge": np.round(above_edge, GUARD_PLACES),
        },
        index=scores.index,
    )
    return distances.assign(
        near_next=distances["to_next"] <= margin, near_edge=distances["above_edge"] <= margin
    )


def _words(
    words: Sequence[str | None], place: NDArray[np.intp], index: pd.Index
) -> "pd.Series[Any]":
    return pd.Series(np.array(words, dtype=object)[place], index=index, dtype=object)


def near_edges(placed: pd.DataFrame) -> pd.DataFrame:
    """Return one row per edge and score near it, the highest edge and score first.

    `placed` has `score` and the columns of `edge_distances`; beside its own columns stand `edge`,
    the grade that begins there, `edge_from` in points, and `beyond`: points above the edge,
    negative below. A score between two near edges has two rows.
    """
    over = np.flatnonzero(placed["near_edge"].to_numpy())
    under = np.flatnonzero(placed["near_next"].to_numpy())
    rows = np.concatenate([over, under])
    edges = np.concatenate([placed["band"].to_numpy()[over], placed["next_band"].to_numpy()[under]])
    above, below = placed["above_edge"].to_numpy()[over], placed["to_next"].to_numpy()[under]
    beyond = np.concatenate([above, -below])
    scores = placed["score"].to_numpy()[rows]
    edge_from = np.round(scores - beyond, GUARD_PLACES)
    order = np.lexsort((-scores, -edge_from))
    return (
        placed.take(rows[order])
        .reset_index(drop=True)
        .assign(
            edge=pd.Series(edges[order], dtype=object),
            beyond=beyond[order],
            edge_from=edge_from[order],
        )
    )
