"""How sure scores and places are, in words for whoever never learnt statistics."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from cxzy.core.language import _, ngettext, sentences
from cxzy.core.leaders import few
from cxzy.services.certainty import why_lines
from cxzy.services.ranking import Ranking

SOURCE = "docs/how-sure.md"


def range_text(low: Any, high: Any) -> str:
    """Return a range of places, short: "1–6", of a single place "1", "" where none is told.

    >>> range_text(1, 6), range_text(3, 3), range_text(pd.NA, pd.NA)
    ('1–6', '3', '')
    """
    if pd.isna(low) or pd.isna(high):
        return ""
    return f"{int(low):,}" if low == high else f"{int(low):,}–{int(high):,}"


def place_said(rank: int, low: Any, high: Any) -> str:
    """Return what the ballots can say of a place; "" where they can say nothing."""
    if pd.isna(low) or pd.isna(high):
        return ""
    if low == high:
        return _("Place {rank}; the ballots tell it apart from every other place.").format(
            rank=rank
        )
    return _(
        "Place {rank}; by the ballots it can only be said to lie between places {low} and {high}."
    ).format(rank=rank, low=int(low), high=int(high))


def list_said(ranking: Ranking) -> str:
    """Return how sure the first place of a list is, and how many places are certain; "" for none.

    Where several lists stand together, only how many are certain.
    """
    table = ranking.certainty
    if table.empty or not table["rank_low"].notna().any():
        return ""
    told = table["rank_low"].notna().to_numpy()
    sure = int((table["rank_low"] == table["rank_high"]).fillna(value=False).sum())
    count = int(told.sum())
    counted = ngettext(
        "Of {count} places {sure} is certain.", "Of {count} places {sure} are certain.", sure
    )
    said = counted.format(count=f"{count:,}", sure=f"{sure:,}")
    if not sure:
        said = _("Of {count} places none is certain.").format(count=f"{count:,}")
    if ranking.within != "all":
        return said
    return sentences(_first_said(ranking, told), said)


def _first_said(ranking: Ranking, told: Any) -> str:
    ranks = ranking.results["rank"]
    first = (ranks == ranks.min()).fillna(value=False).to_numpy() & told
    if not first.any():
        return ""
    held = ranking.certainty[first]
    named = {"names": few(ranking.results["name"][first])}
    low, high = int(held["rank_low"].min()), int(held["rank_high"].max())
    if low == high:
        return _("{names}: first; the ballots tell this apart from every other place.").format(
            **named
        )
    return _(
        "{names}: first, but by the ballots only certain to be between places {low} and {high}."
    ).format(**named, low=low, high=f"{high:,}")


def list_notes(ranking: Ranking) -> list[str]:
    """Return what else has to be said of the ranges of a list: other raters, missing errors."""
    table = ranking.certainty
    if table.empty:
        return []
    return [*([spans_said()] if ranking.spans_meetings else []), *why_lines(table)]


def spans_said() -> str:
    """Return that several meetings stand in one list, each with raters of its own."""
    return _(
        "This list spans several meetings. Each was marked by other people, and some mark more "
        "strictly than others: compare across meetings with care. Ranges are surest within one "
        "meeting."
    )


def how_computed() -> tuple[str, ...]:
    """Return how intervals and ranges come about, a paragraph each, with their source."""
    return (
        _(
            "Raters never agree wholly. Had others been asked, or the same ones another day, the "
            "score would be a little different. How much can be seen from how far the ballots of "
            "one source differ, and from how many there are: the interval holds the score that "
            "very many ballots would give, in 95 of 100 cases."
        ),
        _(
            "Two places count as told apart only where their scores differ by more than both "
            "intervals explain; for the whole list at once, so that the longer the list, the more "
            "is asked. The range runs from one more than those certainly above to all less those "
            "certainly below."
        ),
        _(
            "Error: v = Σ w²·s²/n over the sources, s² steadied by that of the meeting (Smyth "
            "2004), Student's t. Ranges: differences beyond the studentized range (Tukey, Kramer; "
            "Klein, Wright and Wieczorek 2020). The official score and place are untouched by it. "
            "All formulas and limits: {file}."
        ).format(file=SOURCE),
    )


def margin_said(row: Mapping[str, Any], places: int = 1) -> str:
    """Return the interval of a score as "± 2.3"; "" where none is told."""
    margin = row.get("margin")
    return "" if margin is None or pd.isna(margin) else f"± {margin:.{places}f}"


def interval_said(row: Mapping[str, Any], decimals: int = 1) -> str:
    """Return the interval of a score as "88.1–93.0"; "" where none is told."""
    low, high = row.get("score_low"), row.get("score_high")
    if low is None or pd.isna(low) or pd.isna(high):
        return ""
    return f"{low:.{decimals}f}–{high:.{decimals}f}"
