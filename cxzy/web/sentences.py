"""The answer that stands first on a screen: one sentence with its numbers, from the results."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

import pandas as pd

from cxzy.core.labels import source_label
from cxzy.core.language import _, ngettext
from cxzy.core.vocabulary import Source, SubjectKind
from cxzy.services.campaign import MeetingView
from cxzy.services.profile import Profile
from cxzy.services.ranking import Ranking


def listed(words: Sequence[str]) -> str:
    """Return words as one list, in the punctuation of the language."""
    return _(", ").join(words)


def source_list(sources: Sequence[Source]) -> str:
    """Return the names of sources as one list."""
    return listed([source_label(source) for source in sources])


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
    if ranking.subject == SubjectKind.MEMBER:
        counted = ngettext("{count} member scored", "{count} members scored", len(scores))
    else:
        counted = ngettext("{count} branch scored", "{count} branches scored", len(scores))
    named["counted"] = counted.format(count=f"{len(scores):,}")
    if ranking.scheme is None or not ranking.scheme.bands:
        return _("{period}: {counted}, {mean:.1f} points on average.").format(**named)
    best, lowest = ranking.scheme.bands[0].grade, ranking.scheme.bands[-1].grade
    counts = grade_counts(ranking.results)
    return _(
        "{period}: {counted}, {mean:.1f} points on average; "
        "{best_count} graded {best}, {lowest_count} graded {lowest}."
    ).format(
        **named,
        best=best,
        best_count=f"{counts[best]:,}",
        lowest=lowest,
        lowest_count=f"{counts[lowest]:,}",
    )


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


def moved_answer(results: pd.DataFrame) -> str:
    """Return how many places change under the weights tried, and whose changes most."""
    rise = (results["rank_published"] - results["rank"]).astype("Float64")
    moved = int((rise.fillna(0) != 0).sum())
    if not moved:
        return _("Under these weights nobody changes place.")
    first = results.iloc[int(rise.abs().fillna(0).astype("float64").argmax())]
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


def profile_answer(profile: Profile) -> str:
    """Return who got what, in which place, with which grade."""
    row, name = profile.result, profile.subject["name"]
    if row is None or pd.isna(row["score"]):
        return _("{name} has no score in {period}.").format(name=name, period=profile.period.name)
    places = profile.scheme.rounding.places if profile.scheme else 2
    said = _(
        "{name} has {score:.{places}f} points in {period}, "
        "place {rank} of {of} members of the branch"
    )
    if profile.scheme is not None and profile.scheme.subject == SubjectKind.BRANCH:
        said = _(
            "{name} has {score:.{places}f} points in {period}, "
            "place {rank} of {of} branches of the organisation"
        )
    said = said.format(
        name=name,
        score=row["score"],
        places=places,
        period=profile.period.name,
        rank=row["rank"],
        of=row["of"],
    )
    grade = row["grade"]
    return said + (_(", graded {grade}.").format(grade=grade) if grade else _("."))


def profile_detail(sources: pd.DataFrame) -> str:
    """Return which source gives most and which costs most; "" without contributions."""
    known = sources.dropna(subset=["contribution"])
    if known.empty:
        return ""
    lost = (known["applied"].astype("float64") * 100 - known["contribution"]).astype("float64")
    gained = known["contribution"].astype("float64")
    most = _("Most points come from: {source} ({points:.1f}).").format(
        source=source_label(Source(known["source"].iloc[int(gained.argmax())])),
        points=gained.max(),
    )
    if lost.max() < 0.05:  # noqa: PLR2004 — shown with one decimal
        return most
    least = _("Most are lost with: {source} ({points:.1f}).").format(
        source=source_label(Source(known["source"].iloc[int(lost.argmax())])), points=lost.max()
    )
    return f"{most} {least}"


def criteria_heading(criteria: pd.DataFrame) -> str:
    """Return which criterion lags furthest behind the meeting, or that none does."""
    known = criteria.dropna(subset=["mean", "unit_mean"])
    if known.empty:
        return _("No criterion has a mean")
    behind = (known["mean"] - known["unit_mean"]).groupby(known["label"], sort=False).mean()
    if behind.min() >= 0:
        return _("No criterion lags behind the meeting")
    return _("{criterion} lags furthest behind the meeting, by {points:.1f} points").format(
        criterion=behind.index[int(behind.argmin())], points=-behind.min()
    )


def history_heading(history: pd.DataFrame) -> str:
    """Return how the last score stands to the one before."""
    known = history.dropna(subset=["score"])
    if len(known) < 2:  # noqa: PLR2004 — a change needs two
        return _("There is no earlier score to compare with")
    before, after = known["score"].iloc[-2], known["score"].iloc[-1]
    named = {"period": known["period"].iloc[-2], "points": abs(after - before)}
    if round(after - before, 2) == 0:
        return _("The score is that of {period}").format(**named)
    words = _("Up {points:.2f} points since {period}")
    if after < before:
        words = _("Down {points:.2f} points since {period}")
    return words.format(**named)


def meeting_answer(view: MeetingView) -> str:
    """Return what of a meeting is in and what it still owes."""
    words: dict[str, Any] = {"unit": view.unit, "count": len(view.expected)}
    if not view.owing:
        return _("{unit}: all {count} sources are in.").format(**words)
    if not view.standing:
        return _("{unit}: nothing is in yet; owed are {owed}.").format(
            **words, owed=source_list(view.owing)
        )
    return _("{unit}: {standing} of {count} sources are in; still owed: {owed}.").format(
        **words, standing=len(view.expected) - len(view.owing), owed=source_list(view.owing)
    )


def handed_in_answer(views: Sequence[MeetingView]) -> str:
    """Return how many meetings have handed in everything."""
    done = sum(not view.owing for view in views)
    return ngettext(
        "{done} of {count} meeting has handed in everything.",
        "{done} of {count} meetings have handed in everything.",
        len(views),
    ).format(done=done, count=len(views))
