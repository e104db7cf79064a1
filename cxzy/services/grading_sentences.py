"""What the screen of grades says: its answer, and the finding of every figure."""

import pandas as pd

from cxzy.core.labels import in_sentence
from cxzy.core.language import _, listed, ngettext
from cxzy.core.language import sentences as joined
from cxzy.core.leaders import FEW, few, leaders
from cxzy.core.rounding import shown
from cxzy.core.vocabulary import SubjectKind
from cxzy.services.grading import Grading


def answer(grading: Grading) -> str:
    """Return how many have each grade."""
    total = grading.total.iloc[0]
    if not total["graded"]:
        return _("{period}: none has a grade yet.").format(period=grading.period.name)
    counts = [
        _("{count} {grade}").format(count=f"{int(total[grade]):,}", grade=grade)
        for grade in grading.grades
    ]
    return _("{period}: {counted} graded, {counts}.").format(
        period=grading.period.name,
        counted=counted(int(total["graded"]), grading.subject),
        counts=listed(counts),
    )


def detail(grading: Grading) -> str:
    """Return what changed since the period before, who is near a line, and who has no grade."""
    total = grading.total.iloc[0]
    if not total["graded"]:
        return ""
    without = int(total["total"] - total["graded"])
    said = [_since(grading), near_heading(grading) + _(".")]
    if without:
        said.append(_without(without))
    return joined(*filter(None, said))


def _without(number: int) -> str:
    words = ngettext("{count} has no grade.", "{count} have no grade.", number)
    return words.format(count=f"{number:,}")


def counted(number: int, subject: SubjectKind) -> str:
    """Return a number of branches or members in words, such as "1 branch"."""
    if subject == SubjectKind.BRANCH:
        return ngettext("{count} branch", "{count} branches", number).format(count=f"{number:,}")
    return ngettext("{count} member", "{count} members", number).format(count=f"{number:,}")


def points(number: float) -> str:
    """Return a margin in words, such as "1 point" or "0.5 points"."""
    return ngettext("{points} point", "{points} points", 1 if number == 1 else 2).format(
        points=f"{number:g}"
    )


def _since(grading: Grading) -> str:
    now, before = _now_and_before(grading)
    if now is None or before is None or before["name"] in grading.other_bands:
        return ""
    ends = dict.fromkeys((grading.grades[0], grading.grades[-1]))
    changes = [_change(grade, int(before[grade]), int(now[grade])) for grade in ends]
    words = _("Against {period}: {changes}.")
    return words.format(period=before["name"], changes=listed(changes))


def _change(grade: str, before: int, now: int) -> str:
    words = _("{grade} still {now}")
    if now > before:
        words = _("{grade} up from {before} to {now}")
    if now < before:
        words = _("{grade} down from {before} to {now}")
    return words.format(grade=grade, before=f"{before:,}", now=f"{now:,}")


def _now_and_before(grading: Grading) -> "tuple[pd.Series | None, pd.Series | None]":
    """Return the counts of this period and of the one before it that has grades."""
    held = grading.by_period[grading.by_period["graded"] > 0]
    now = held[held["key"] == grading.period.key]
    before = held[held["key"] != grading.period.key]
    return (None if now.empty else now.iloc[0]), (None if before.empty else before.iloc[0])


def kinds_heading(grading: Grading) -> str:
    """Return which kind has the largest share of the best, and where the lowest are."""
    inside = grading.by_kind["kind_label"].map(in_sentence)
    return _spread(grading.by_kind.assign(kind_label=inside), "kind_label", grading)


def units_heading(grading: Grading) -> str:
    """Return which unit has the largest share of the best, and where the lowest are."""
    return _spread(grading.by_unit, "name", grading)


def _spread(counts: pd.DataFrame, name: str, grading: Grading) -> str:
    held = counts[counts["graded"] > 0]
    if held.empty:
        return _("None has a grade yet")
    best, lowest = grading.grades[0], grading.grades[-1]
    said = [_most_of_the_best(held, name, best)]
    if lowest != best:
        said.append(_most_of_the_lowest(held, name, lowest))
    return _("; ").join(filter(None, said))


def _most_of_the_best(held: pd.DataFrame, name: str, best: str) -> str:
    top = held.iloc[leaders(held["best_share"], 2)]
    first = top.iloc[0]
    known = {
        "grade": best,
        "share": first["best_share"],
        "count": f"{int(first[best]):,}",
        "graded": f"{int(first['graded']):,}",
        "name": first[name],
    }
    if not first["best_share"]:
        return _("No {grade} anywhere").format(**known)
    if len(held) == 1:
        return _("{count} of {graded} {grade}, {share:.0%}: {name}").format(**known)
    if len(top) == len(held):
        return _("The share of {grade} is {share:.0%} everywhere").format(**known)
    if len(top) == 1:
        words = _("Largest share of {grade}: {name}, {count} of {graded}")
        return words.format(**known)
    names = few(top[name])
    return _("Largest share of {grade}: {names}, {share:.0%}").format(names=names, **known)


def _most_of_the_lowest(held: pd.DataFrame, name: str, lowest: str) -> str:
    number = int(held[lowest].sum())
    if not number or len(held) == 1:
        return ""
    top = held[held[lowest] == held[lowest].max()]
    if len(top) > FEW:
        words = _("{number} {grade} in {places} places")
        return words.format(
            number=f"{number:,}", grade=lowest, places=int((held[lowest] > 0).sum())
        )
    count = int(top[lowest].sum())
    words = _("{number} {grade} ({names})")
    if count < number:
        words = _("{count} of {number} {grade} ({names})")
    return words.format(
        count=f"{count:,}",
        number=f"{number:,}",
        grade=lowest,
        names=few(top[name]),
    )


def periods_heading(grading: Grading) -> str:
    """Return the share of the best now and in the period before."""
    now, before = _now_and_before(grading)
    if now is None:
        return _("None has a grade yet")
    known = {"grade": grading.grades[0], "now": now["best_share"]}
    if before is None:
        return _("{grade} are {now:.0%}; there is no earlier period").format(**known)
    known |= {"before": before["best_share"], "period": before["name"]}
    if before["name"] in grading.other_bands:
        return _("{grade} are {now:.0%}; {period} had other bands").format(**known)
    return _("{grade} are {now:.0%}, {before:.0%} in {period}").format(**known)


def distribution_heading(grading: Grading) -> str:
    """Return which kinds stand highest and lowest, or where half of one kind's scores lie."""
    medians = grading.medians
    if medians.empty:
        return _("There is no score yet")
    first = medians.iloc[0]
    if len(medians) > 1:
        return _furthest_medians(medians)
    if first["n"] == 1:
        return _("The only score is {score:.2f}").format(score=first["median"])
    words = _("Half of the scores lie from {low:.1f} to {high:.1f}, the median is {median:.1f}")
    return words.format(low=first["low"], high=first["high"], median=first["median"])


def _furthest_medians(medians: pd.DataFrame) -> str:
    high, low = (shown(medians["median"].iloc[place], 1) for place in (0, -1))
    if high == low:
        return _("All kinds have the median {median:.1f}").format(median=high)
    first, last = (
        medians["kind_label"].iloc[leaders(medians["median"], 1, lowest=lowest)]
        for lowest in (False, True)
    )
    words = _("{first} stand highest, median {high:.1f}; {last} lowest, {low:.1f}")
    names = [first.iloc[0], *map(in_sentence, first.iloc[1:])]
    return words.format(first=few(names), high=high, last=few(map(in_sentence, last)), low=low)


def near_heading(grading: Grading) -> str:
    """Return how many are within the margin of a line, and on which side of it."""
    margin = points(grading.margin)
    number = int(grading.near["subject"].nunique())
    if not number:
        return _("None is within {margin} of a line").format(margin=margin)
    over = int((grading.near["beyond"] >= 0).sum())
    words = ngettext(
        "{counted} is within {margin} of a line: {over} above, {under} below",
        "{counted} are within {margin} of a line: {over} above, {under} below",
        number,
    )
    return words.format(
        counted=counted(number, grading.subject),
        margin=margin,
        over=f"{over:,}",
        under=f"{len(grading.near) - over:,}",
    )


def bands_heading(grading: Grading) -> str:
    """Return where the line of the best grade is, and who is just in and just out."""
    if not len(grading.bands):
        return _("There is no scheme yet")
    best = grading.bands.iloc[0]
    below = grading.bands["highest"].iloc[1:].max()
    known = {"grade": best["grade"], "line": points(best["from"]), "within": best["lowest"]}
    if len(grading.bands) == 1:
        return _("There is one grade only: {grade}").format(**known)
    if pd.isna(best["lowest"]) and pd.isna(below):
        return _("{grade} begins at {line}").format(**known)
    places = grading.scheme.rounding.places if grading.scheme else 2
    known |= {"lowest": f"{best['lowest']:.{places}f}", "below": f"{below:.{places}f}"}
    words = _("{grade} begins at {line}: {lowest} is just in, {below} just out")
    if pd.isna(best["lowest"]):
        words = _("{grade} begins at {line}; the highest score is {below}")
    elif pd.isna(below):
        words = _("{grade} begins at {line}; the lowest score is {lowest}")
    return words.format(**known)


def everyone_heading(grading: Grading, number: int) -> str:
    """Return how many are listed."""
    words = _("{counted}, each with its distance to the lines")
    return words.format(counted=counted(number, grading.subject))


def graded_answer(grading: Grading, grade: str, number: int) -> str:
    """Return how many have one grade."""
    return _("{period}: {counted} graded {grade}.").format(
        period=grading.period.name, counted=counted(number, grading.subject), grade=grade
    )


def notes(grading: Grading) -> tuple[str, ...]:
    """Return what has to be said of the numbers: other words, other bands, what is not applied."""
    said = list(grading.notes)
    if grading.other_words:
        words = listed(grading.other_words)
        said.append(_("Grades of other schemes: {words}.").format(words=words))
    if grading.other_bands:
        periods = listed(grading.other_bands)
        words = _("The bands were others in {periods}; their shares cannot be compared.")
        said.append(words.format(periods=periods))
    if grading.waiting:
        names = listed(grading.waiting)
        said.append(_("Nothing handed in yet: {names}.").format(names=names))
    return tuple(said)
