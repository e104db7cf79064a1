"""How sure the scores of a period are: the numbers that pages may show, and why others are not.

See docs/decisions/0110-errors-that-pages-show.md.
"""

from collections.abc import Sequence
from typing import Final

import numpy as np
import pandas as pd

from cxzy.core.arrays import Mask, Numbers
from cxzy.core.labels import source_in_sentence
from cxzy.core.language import _, listed
from cxzy.core.small_groups import FEWEST_BALLOTS
from cxzy.core.vocabulary import Source
from cxzy.services.results import MeetingFacets

FEW_BALLOTS = 10
"""Of fewer ballots beside the self-assessment the value drawn to the mean is told as well."""
FULL_MARKS = 100.0
WITHHELD: Final = "withheld"
UNMEASURED: Final = "unmeasured"
COLUMNS = (
    "margin",
    "score_low",
    "score_high",
    "meeting_rank_low",
    "meeting_rank_high",
    "shrunken",
    "ballots",
    "variance",
    "why",
    "unmeasured",
)


def certainty(stored: Sequence[MeetingFacets], results: pd.DataFrame) -> pd.DataFrame:
    """Return how sure each of `results` is, a row per result under its index.

    `results` are those of all `stored`, as published: under other weights the errors of single
    sources could be told. Columns: `margin`, half the 95 % interval in points, and its ends
    `score_low`, `score_high`, rounded as scores are and cut at 0 and 100; `meeting_rank_low` and
    `meeting_rank_high` (Int64), the places in the own meeting that ballots cannot tell apart;
    `shrunken`, the score drawn to its meeting's mean, where it has fewer than `FEW_BALLOTS`;
    `ballots` beside the self-assessment; `variance`; `why`, "" or the reason why the error is
    missing: `WITHHELD`, `UNMEASURED` (then `unmeasured` names the sources). Who has no score has
    NaN and no reason.
    """
    known = [_of_scheme(group, results) for group in stored]
    table = pd.concat([part for part in known if len(part)] or [_nothing()])
    return table.reindex(results.index)


def _nothing() -> pd.DataFrame:
    return pd.DataFrame(columns=pd.Index(COLUMNS))


def _of_scheme(group: MeetingFacets, results: pd.DataFrame) -> pd.DataFrame:
    from cxzy.core.confidence import rank_ranges, score_intervals, shrunken

    own = results[results["meeting"].isin([meeting.id for meeting in group.meetings]).to_numpy()]
    facets = group.facets
    if len(group.tallied):
        facets = pd.concat([facets, group.tallied], ignore_index=True)
    found = score_intervals(facets, group.scheme, own, electorate=group.electorate)
    score, meeting = found["score"], own["meeting"]
    ballots, few = _ballots(own, group)
    withheld = few & found["variance"].notna().to_numpy()
    found = found.mask(pd.Series(withheld, index=found.index))
    ranges = rank_ranges(score, found["variance"], within=meeting)
    drawn = shrunken(score, found["variance"], within=meeting)
    tiny = (ballots < FEW_BALLOTS) & found["variance"].notna().to_numpy()
    unknown = score.notna().to_numpy() & found["variance"].isna().to_numpy() & ~withheld
    open_ = pd.Series(withheld | unknown, index=own.index)
    return pd.DataFrame(
        {
            "margin": (found["high"] - found["low"]) / 2,
            **_ends(found, score, group.scheme.rounding.places),
            "meeting_rank_low": ranges["low"].mask(open_),
            "meeting_rank_high": ranges["high"].mask(open_),
            "shrunken": drawn.where(tiny),
            "ballots": ballots,
            "variance": found["variance"],
            "why": np.select([withheld, unknown], [WITHHELD, UNMEASURED], ""),
            "unmeasured": found["unmeasured"],
        }
    )


def _ends(
    found: pd.DataFrame, score: "pd.Series[float]", places: int
) -> dict[str, "pd.Series[float]"]:
    """Return the ends of the intervals, not beyond 0 and 100 unless the score itself is."""
    low, high = found["low"].round(places), found["high"].round(places)
    return {
        "score_low": low.clip(lower=score.clip(upper=0.0)),
        "score_high": high.clip(upper=score.clip(lower=FULL_MARKS)),
    }


def _ballots(own: pd.DataFrame, group: MeetingFacets) -> tuple[Numbers, Mask]:
    """Return how many ballots of others each has, and whether their error would tell of them.

    That it would unless one source has five ballots, or two sources have two each.
    """
    sources = [source for source in group.scheme.sources if source != Source.SELF]
    empty = np.zeros((len(own), 0))
    counts = np.column_stack([empty, *(own[f"{s}_n"].fillna(0) for s in sources)])
    weights = np.column_stack([empty, *(own[f"{s}_weight"].fillna(0) for s in sources)])
    counted = np.where(weights > 0, counts, 0.0)
    enough = (counted >= FEWEST_BALLOTS).any(axis=1) | ((counted > 1).sum(axis=1) > 1)
    return counted.sum(axis=1), ~enough


def why_text(why: str, unmeasured: Sequence[str] = ()) -> str:
    """Return in words why the error of a score is not told; "" where it is."""
    if why == WITHHELD:
        return _(
            "error withheld: the score rests on so few ballots that it would tell what they were"
        )
    if why == UNMEASURED:
        names = listed(source_in_sentence(Source(source)) for source in unmeasured)
        return _(
            "error not known: of {sources} nobody has two ballots, so nothing shows how far "
            "ballots differ"
        ).format(sources=names)
    return ""


def why_lines(table: pd.DataFrame) -> list[str]:
    """Return each reason that stands in a table of `certainty`, and of how many it holds."""
    rows = table.loc[(table["why"].fillna("") != "").to_numpy(), ["why", "unmeasured"]]
    counts: dict[tuple[str, tuple[str, ...]], int] = {}
    for why, sources in zip(rows["why"], rows["unmeasured"], strict=True):
        named = sources if why == UNMEASURED else ()
        counts[why, named] = counts.get((why, named), 0) + 1
    words = _("Without an interval: {count}; {reason}.")
    return [
        words.format(count=f"{count:,}", reason=why_text(why, sources))
        for (why, sources), count in counts.items()
    ]
