"""How sure one result is among those of its meeting: interval, places, oneself beside others."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from cxzy.core.vocabulary import Source
from cxzy.services.certainty_sentences import range_text
from cxzy.services.ranking import Ranking

NEIGHBOURS = 9
"""So many stand in the picture: the own row, and those next to it."""


@dataclass(frozen=True)
class Sure:
    """How sure a result is.

    `row` has the columns of `cxzy.services.certainty` and `rank, of` in the meeting. `near` are
    those next to it in its meeting, the best first: `subject, name, rank, score, score_low,
    score_high, range, own`. `own` is its row of `core.agreement.self_against_others`, None
    without a self-assessment or where its error is not told.
    """

    row: Mapping[str, Any]
    near: pd.DataFrame
    own: Mapping[str, Any] | None


def sure_of(
    ranked: Ranking, row: Mapping[str, Any], results: pd.DataFrame, rank: int | None
) -> Sure | None:
    """Return how sure `row` is among the `results` of its meeting, which are rows of `ranked`.

    None where the row has no score, and where nothing is known of the list.
    """
    if ranked.certain is None or rank is None:
        return None
    rows = ranked.certain.rows[results.index.to_numpy()]
    table = ranked.certain.whole.certainty_of(int(row["meeting"]), rows).set_axis(results.index)
    at = np.flatnonzero((results["subject"] == row["subject"]).to_numpy())[0]
    own = {str(name): value for name, value in table.iloc[at].items()}
    own |= {"rank": rank, "of": int(results["score"].notna().sum())}
    return Sure(own, _near(results, table, int(at)), _own(results, table, int(at)))


def _near(results: pd.DataFrame, table: pd.DataFrame, at: int) -> pd.DataFrame:
    """Return the rows that stand next to the one at `at`, in the order of their scores."""
    score = results["score"].to_numpy("float64")
    order = np.argsort(-score, kind="stable")
    order = order[: int((~np.isnan(score)).sum())]
    place = int(np.flatnonzero(order == at)[0])
    first = max(0, min(place - NEIGHBOURS // 2, len(order) - NEIGHBOURS))
    shown = order[first : first + NEIGHBOURS]
    ranks = [int((score > score[one]).sum()) + 1 for one in shown]
    ends = table[["score_low", "score_high"]].astype("float64").take(shown)
    low, high = (table[f"meeting_rank_{end}"].take(shown) for end in ("low", "high"))
    return pd.DataFrame(
        {
            "subject": results["subject"].take(shown).tolist(),
            "name": results["name"].take(shown).tolist(),
            "rank": ranks,
            "score": score[shown],
            "score_low": ends["score_low"].to_numpy(),
            "score_high": ends["score_high"].to_numpy(),
            "range": [range_text(*pair) for pair in zip(low, high, strict=True)],
            "own": shown == at,
        }
    )


def _own(results: pd.DataFrame, table: pd.DataFrame, at: int) -> Mapping[str, Any] | None:
    """Return how the self-assessment stands to the others, beside what is usual in the meeting."""
    from cxzy.core.agreement import own_and_others, self_against_others

    if f"{Source.SELF.value}_mean" not in results:
        return None
    variances = table["variance"].astype("float64")
    found = self_against_others(own_and_others(results, variances)).iloc[at]
    return None if np.isnan(found["unusual"]) else {str(k): v for k, v in found.items()}
