"""What a ranking says: its answer, who is waited for, what a table or a trial shows."""

from collections import Counter

import pandas as pd

from cxzy.core.language import _, ngettext
from cxzy.core.leaders import few, leaders
from cxzy.core.vocabulary import SubjectKind
from cxzy.services.ranking import Ranking

FEW = 4
"""Fewer scores have no middle half worth naming."""


def ranking_answer(ranking: Ranking, *, trying: bool = False) -> str:
    """Return how many have a score, their mean, and how many are graded best and lowest.

    `trying` says first that these are the numbers of other weights, not the published ones.
    """
    said = _ranking_answer(ranking)
    return _("With the weights tried, {said}").format(said=said) if trying else said


def _ranking_answer(ranking: Ranking) -> str:
    scores = ranking.results["score"].dropna()
    named = {"period": ranking.period.name, "mean": scores.mean()}
    if scores.empty:
        return _("{period}: nobody has a score yet.").format(**named)
    named["counted"] = _counted(ranking.subject, len(scores))
    if ranking.scheme is None or not ranking.scheme.bands:
        return _("{period}: {counted}, {mean:.1f} points on average.").format(**named)
    best, lowest = ranking.scheme.bands[0].grade, ranking.scheme.bands[-1].grade
    counts = grade_counts(ranking.results)
    return _graded(ranking.subject).format(
        **named,
        best=best,
        best_count=f"{counts[best]:,}",
        lowest=lowest,
        lowest_count=f"{counts[lowest]:,}",
    )


def _graded(subject: SubjectKind) -> str:
    """Return the sentence of those that have grades; people are counted with another word."""
    if subject == SubjectKind.MEMBER:
        return _(
            "{period}: {counted}, {mean:.1f} points on average; "
            "{best_count} of them graded {best}, {lowest_count} graded {lowest}."
        )
    return _(
        "{period}: {counted}, {mean:.1f} points on average; "
        "{best_count} graded {best}, {lowest_count} graded {lowest}."
    )


def _counted(subject: SubjectKind, number: int) -> str:
    if subject == SubjectKind.MEMBER:
        words = ngettext("{count} member scored", "{count} members scored", number)
    else:
        words = ngettext("{count} branch scored", "{count} branches scored", number)
    return words.format(count=f"{number:,}")


def grade_counts(results: pd.DataFrame) -> Counter[str]:
    """Return how many have each grade."""
    return Counter(results["grade"].dropna().tolist())


def waiting_detail(ranking: Ranking) -> str:
    """Return how many units have not handed in anything; "" where all have."""
    count = len(ranking.waiting)
    if not count:
        return ""
    return ngettext(
        "{count} unit has not handed in any sheet.",
        "{count} units have not handed in any sheet.",
        count,
    ).format(count=count)


def table_heading(ranking: Ranking) -> str:
    """Return who leads, and how close together the middle half is: there places mean little."""
    scored = ranking.results.dropna(subset=["score"])
    if scored.empty:
        return _("Nobody has a score yet")
    scores = scored["score"]
    named = {"name": scored["name"].iloc[int(scores.argmax())], "score": scores.max()}
    if len(scored) == 1:
        return _("Only {name} has a score, {score:.2f} points").format(**named)
    first = scored["name"].iloc[leaders(scores, 2)]
    lead = _("{name} leads with {score:.2f} points")
    if len(first) > 1:
        lead = _("{names} share the first place with {score:.2f} points")
    lead = lead.format(**named, names=few(first))
    if len(scored) < FEW:
        rest = _("the last has {lowest:.2f}").format(lowest=scores.min())
    else:
        low, high = scores.quantile([0.25, 0.75])
        rest = _("the middle half lies within {width:.1f} points").format(width=high - low)
    return _("{lead}; {rest}").format(lead=lead, rest=rest)


def _places(number: int) -> str:
    return ngettext("{count} place", "{count} places", number).format(count=f"{number:,}")


def moved_answer(results: pd.DataFrame) -> str:
    """Return how many places change under the weights tried, and whose changes most."""
    rise = (results["rank_published"] - results["rank"]).astype("Float64")
    moved = int((rise.fillna(0) != 0).sum())
    if not moved:
        return _("Under these weights nobody changes place.")
    size = rise.abs().fillna(0).astype("float64")
    largest = results.iloc[leaders(size, 0)]
    if len(largest) > 1:
        return ngettext(
            "Under these weights {count} changes place; the largest move is {places}: {names}.",
            "Under these weights {count} change place; the largest move is {places}: {names}.",
            moved,
        ).format(count=f"{moved:,}", places=_places(int(size.max())), names=few(largest["name"]))
    first = largest.iloc[0]
    return ngettext(
        "Under these weights {count} changes place; the largest move is {name}, "
        "from {before} to {after}.",
        "Under these weights {count} change place; the largest move is {name}, "
        "from {before} to {after}.",
        moved,
    ).format(
        count=f"{moved:,}",
        name=first["name"],
        before=first["rank_published"],
        after=first["rank"],
    )
