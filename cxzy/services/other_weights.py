"""What other weights would change in a published ranking: flips of neighbours, how ranks hold."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from cxzy.core.labels import source_in_sentence
from cxzy.core.language import _, listed, sentences
from cxzy.core.scheme_parts import Rounding
from cxzy.core.vocabulary import Source
from cxzy.services.ranking import Ranking

MOST_PAIRS = 6
REACH = 0.2
"""How far every weight is moved, as a share of itself, to see how ranks hold."""
_WITHIN = {"all": None, "unit": "unit_id", "kind": "kind"}


@dataclass(frozen=True)
class OtherWeights:
    """What other weights would change.

    `pairs` has one row per pair of neighbours from the top down, at most `MOST_PAIRS`; of several
    lists the first pairs of those that change most easily. Columns: `upper, lower` (names),
    `rank_upper, rank_lower, gap` (points), `source` (missing where no single weight does it),
    `published`, `flips` (shares), `radius` (share of weight to be moved, NaN for never) and
    `compared`: False where the two lack different sources. `kept` is the mean share of near
    weights that leave a rank as it is, `first_kept` and `first_worst` those of the first; None
    where several lists stand together.
    """

    pairs: pd.DataFrame
    kept: float | None = None
    first: str = ""
    first_kept: float = 0.0
    first_worst: int = 0

    @property
    def open(self) -> pd.DataFrame:
        """The pairs that other weights could make change places, or that they do not compare."""
        return self.pairs[~self._settled]

    @property
    def settled(self) -> pd.DataFrame:
        """The pairs that no weights make change places: nowhere is the lower one ahead."""
        return self.pairs[self._settled]

    @property
    def _settled(self) -> "pd.Series[bool]":
        pairs = self.pairs
        return pairs["compared"] & pairs["source"].isna() & pairs["radius"].isna()


def other_weights(ranking: Ranking) -> OtherWeights | None:
    """Return what other weights would change; None where several schemes stand in the list."""
    from cxzy.core.sensitivity import neighbour_flips

    results = ranking.results.dropna(subset=["score"])
    if ranking.scheme is None or len(ranking.marks.stored) != 1 or len(results) < 2:  # noqa: PLR2004
        return None
    weights = {source: float(share) for source, share in ranking.scheme.weights.items()}
    within = _WITHIN[ranking.within]
    top = results if within else results.head(MOST_PAIRS * 3)
    found = neighbour_flips(top, weights, within=within)
    found = found[(found["gap"] > 0).to_numpy()]
    pairs = _pairs(found, results, weights)
    if within is not None:
        first = pairs[(pairs["rank_upper"] == 1).to_numpy()]
        away = (first["flips"] - first["published"]).abs().to_numpy("float64")
        return OtherWeights(first.iloc[np.argsort(away, kind="stable")[:MOST_PAIRS]])
    return _held(ranking.scheme.rounding, results, weights, pairs.head(MOST_PAIRS))


def _pairs(
    found: pd.DataFrame, results: pd.DataFrame, weights: dict[Source, float]
) -> pd.DataFrame:
    by_subject = results.drop_duplicates("subject").set_index("subject")
    upper, lower = (by_subject.loc[found[side]] for side in ("upper", "lower"))
    means = [f"{source.value}_mean" for source, weight in weights.items() if weight]
    alike = (upper[means].isna().to_numpy() == lower[means].isna().to_numpy()).all(axis=1)
    nearest = [None if pd.isna(one) else Source(one) for one in found["nearest"]]
    published = [np.nan if one is None else weights[one] for one in nearest]
    return pd.DataFrame(
        {
            "upper": upper["name"].to_numpy(),
            "lower": lower["name"].to_numpy(),
            "rank_upper": upper["rank"].to_numpy(),
            "rank_lower": lower["rank"].to_numpy(),
            "gap": found["gap"].to_numpy(),
            "source": nearest,
            "published": published,
            "flips": np.array(published) + found["change"].to_numpy("float64"),
            "radius": found["radius"].to_numpy(),
            "compared": alike,
        }
    )


def _held(
    rounding: Rounding, results: pd.DataFrame, weights: dict[Source, float], pairs: pd.DataFrame
) -> OtherWeights:
    from cxzy.core.sensitivity import acceptability

    held = acceptability(results, weights, reach=REACH, rounding=rounding)
    first = held.iloc[0]
    return OtherWeights(
        pairs,
        kept=float(held["kept"].mean()),
        first=str(results["name"].iloc[0]),
        first_kept=float(first["kept"]),
        first_worst=int(first["worst"]),
    )


def flip_said(pair: dict[str, object]) -> str:
    """Return at which weight of one source an open pair of neighbours would change places."""
    named = {name: pair[name] for name in ("upper", "lower", "rank_upper", "rank_lower")}
    if not pair["compared"]:
        return _("They lack different sources, so weights do not compare them.")
    if pd.isna(pair["source"]):  # type: ignore[call-overload]
        return _("No single weight does it; several would have to change.")
    published, flips = float(str(pair["published"])), float(str(pair["flips"]))
    words = _("Raise {source} from {published} to {flips}")
    if flips < published:
        words = _("Lower {source} from {published} to {flips}")
    shares = [f"{share * 100:.1f}".removesuffix(".0") + " %" for share in (published, flips)]
    source = source_in_sentence(Source(str(pair["source"])))
    return words.format(**named, source=source, published=shares[0], flips=shares[1])


def flips_said(found: OtherWeights) -> str:
    """Return the first pair in one sentence, and how ranks hold under weights near by."""
    return sentences(_first_said(found), _kept_said(found))


def _first_said(found: OtherWeights) -> str:
    known = found.pairs[found.pairs["source"].notna().to_numpy()]
    if known.empty:
        return _("Among the first no single weight makes neighbours change places.")
    pair = {str(name): value for name, value in known.iloc[0].items()}
    return _(
        "{change}, and {upper} (place {first}) and {lower} (place {second}) change places."
    ).format(
        change=flip_said(pair),
        upper=pair["upper"],
        lower=pair["lower"],
        first=pair["rank_upper"],
        second=pair["rank_lower"],
    )


def settled_said(found: OtherWeights) -> str:
    """Return which neighbours stay as they are whatever the weights; "" for none."""
    places = zip(found.settled["rank_upper"], found.settled["rank_lower"], strict=True)
    pairs = [f"{upper} ↔ {lower}" for upper, lower in places]
    if not pairs:
        return ""
    return _("No weights change places {places}: nowhere is the lower one ahead.").format(
        places=listed(pairs)
    )


def _kept_said(found: OtherWeights) -> str:
    if found.kept is None:
        return ""
    if found.first_worst == 1:
        return _(
            "Move every weight by up to a fifth of itself: on average a place stays as it is in "
            "{kept:.0%} of such weights; {first} stays first in all of them."
        ).format(kept=found.kept, first=found.first)
    return _(
        "Move every weight by up to a fifth of itself: on average a place stays as it is in "
        "{kept:.0%} of such weights; {first} stays first in {held:.0%} and is never below place "
        "{worst}."
    ).format(kept=found.kept, first=found.first, held=found.first_kept, worst=found.first_worst)


def changed_said(results: pd.DataFrame) -> str:
    """Return which share of the places changes under the weights tried; "" for none ranked."""
    from cxzy.core.sensitivity import changed_places

    share = changed_places(results["rank_published"], results["rank"])
    if np.isnan(share) or not share:
        return ""
    return _("That is {share:.0%} of all places.").format(share=share)
