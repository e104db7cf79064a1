"""Votes as shares: which of them are favourable, for sources whose share gives the points."""

from dataclasses import replace

import numpy as np

from cxzy.core.arrays import Mask
from cxzy.core.coded import Coded, scale_words
from cxzy.core.scheme import Scheme
from cxzy.core.scheme_parts import Aggregation

WHOLE = 100.0


def with_shares(votes: Coded, scheme: Scheme) -> Coded:
    """Return votes whose points are 100 where favourable and else 0, in sources that ask for it.

    Their mean over the base is the share of favourable votes in per cent; no points stay none.
    See docs/decisions/0099-points-from-a-share-of-votes.md.
    """
    points = votes.points
    for place, rule in enumerate(scheme.sources.values()):
        if rule.aggregation.kind == "banded":
            shares = np.where(_favourable(votes, rule.aggregation, scheme), WHOLE, 0.0)
            here = (votes.source == place) & ~np.isnan(votes.points)
            points = np.where(here, shares, points)
    return votes if points is votes.points else replace(votes, points=points)


def _favourable(votes: Coded, rule: Aggregation, scheme: Scheme) -> Mask:
    """Return which votes are favourable: by their word, without one by their points.

    A word that stands on several scales is told by its points.
    """
    favourable: Mask = votes.points >= rule.numbers
    if votes.word is None:
        return favourable
    for place, word in enumerate(scale_words(scheme)):
        scales = [scale for scale in scheme.scales if word in scale.words]
        said = votes.word == place
        for scale in reversed(scales):
            own = said & (votes.points == scale.words[word]) if len(scales) > 1 else said
            favourable[own] = word in (rule.words or scale.satisfied)
    return favourable
