"""What the overview says in words: the answer, what stands beside it, and what each chart shows."""

import math
from typing import Any

import pandas as pd

from cxzy.core.labels import in_sentence, kind_label, source_in_sentence, source_label
from cxzy.core.language import _, ngettext, sentences
from cxzy.core.leaders import FEW, few, leaders
from cxzy.core.rounding import shown
from cxzy.core.row_groups import in_words
from cxzy.core.vocabulary import Source, SubjectKind, UnitKind
from cxzy.services.overview import Overview


def counted(value: Overview, count: int) -> str:
    """Return a number of branches or members."""
    if value.subject == SubjectKind.MEMBER:
        return ngettext("{count} member", "{count} members", count).format(count=f"{count:,}")
    return ngettext("{count} branch", "{count} branches", count).format(count=f"{count:,}")


def rows_counted(value: Overview, count: int) -> str:
    """Return a number of what stands side by side."""
    words = {
        "organisation": lambda: ngettext("{count} organisation", "{count} organisations", count),
        "branch": lambda: ngettext("{count} branch", "{count} branches", count),
        "member": lambda: ngettext("{count} member", "{count} members", count),
    }[value.level]()
    return words.format(count=f"{count:,}")


def overview_answer(value: Overview) -> str:
    """Return how many have the best and the lowest grade, against the period before."""
    where, now = place_words(value), value.trend.iloc[-1]
    if not now["scored"]:
        return _("{where}: nobody has a score yet.").format(where=where)
    of = counted(value, int(now["scored"]))
    if not value.best or not (value.results["grade"].notna().any()):
        return _("{where}: {counted} scored, {mean:.1f} points on average.").format(
            where=where, counted=of, mean=now["mean"]
        )
    best = _graded(int(now["best"]), value.best) + _since(value, "best", named=True)
    lowest = _graded(int(now["lowest"]), value.lowest) + _since(value, "lowest", named=False)
    return _("{where}: of {counted}, {best}; {lowest}.").format(
        where=where, counted=of, best=best, lowest=lowest
    )


def place_words(value: Overview) -> str:
    """Return the period, after the unit where it is one alone."""
    if value.unit is None:
        return value.period.name
    return _("{unit}, {period}").format(unit=value.unit.name, period=value.period.name)


def _graded(count: int, grade: str) -> str:
    if not count:
        return _("none is graded {grade}").format(grade=grade)
    return ngettext("{count} is graded {grade}", "{count} are graded {grade}", count).format(
        count=f"{count:,}", grade=grade
    )


def rise(value: Overview, column: str) -> float | None:
    """Return the change of a column of `trend` since the period before; None without one."""
    if value.before is None or not value.comparable:
        return None
    numbers = value.trend[column].tolist()
    then = dict(zip(value.trend["period"].tolist(), numbers, strict=True))
    change = float(numbers[-1] - then[value.before.name])
    return None if math.isnan(change) else change


def _since(value: Overview, column: str, *, named: bool) -> str:
    change = rise(value, column)
    if change is None or value.before is None:
        return ""
    count = int(abs(change))
    if named:
        words = {
            1: _(", {count} more than in {period}"),
            0: _(", as many as in {period}"),
            -1: _(", {count} fewer than in {period}"),
        }
    else:
        words = {1: _(", {count} more"), 0: _(", as many as before"), -1: _(", {count} fewer")}
    sign = (change > 0) - (change < 0)
    return words[sign].format(count=f"{count:,}", period=value.before.name)


def overview_detail(value: Overview) -> str:
    """Return the mean with its change, who moved between grades, and what is missing."""
    said = [_mean_sentence(value), _moves_sentence(value), _sheets_sentence(value)]
    return sentences(*said)


def _mean_sentence(value: Overview) -> str:
    mean, change = value.trend["mean"].iloc[-1], rise(value, "mean")
    if pd.isna(mean):
        return ""
    if value.before is not None and not value.comparable:
        return _(
            "Mean score {mean:.1f}; the rules differ from those of {period}, nothing is compared."
        ).format(mean=mean, period=value.before.name)
    if change is None:
        return _("Mean score {mean:.1f}; there is no period before.").format(mean=mean)
    if not shown(change, 1):
        return _("Mean score {mean:.1f}, as before.").format(mean=mean)
    words = _("Mean score {mean:.1f}, up {points:.1f}.")
    if change < 0:
        words = _("Mean score {mean:.1f}, down {points:.1f}.")
    return words.format(mean=mean, points=abs(shown(change, 1)))


def _moves_sentence(value: Overview) -> str:
    up, down = value.trend["up"].iloc[-1], value.trend["down"].iloc[-1]
    if pd.isna(up):
        return ""
    if not up and not down:
        return _("Nobody changed grade.")
    rose = ngettext("{count} rose a grade", "{count} rose in grade", int(up))
    fell = ngettext("{count} fell", "{count} fell", int(down))
    return _("{rose}, {fell}.").format(
        rose=rose.format(count=f"{int(up):,}"), fell=fell.format(count=f"{int(down):,}")
    )


def _sheets_sentence(value: Overview) -> str:
    expected, standing = (int(value.trend[name].iloc[-1]) for name in ("expected", "standing"))
    if not expected:
        return _("No sheets are expected.")
    if expected == standing:
        return ngettext(
            "The one sheet expected is in.", "All {count} sheets are in.", expected
        ).format(count=f"{expected:,}")
    return ngettext(
        "{count} of {expected} sheets is missing.",
        "{count} of {expected} sheets are missing.",
        expected - standing,
    ).format(count=f"{expected - standing:,}", expected=f"{expected:,}")


def grades_heading(value: Overview, counts: pd.DataFrame) -> str:
    """Return who has the largest share of the best grade, and who most of the lowest.

    `counts` are those of `cxzy.core.grade_counts` with `name`.
    """
    graded = counts[counts["graded"] > 0]
    if graded.empty or not value.grades:
        return _("Nobody is graded yet")
    if len(graded) == 1:
        return _grades_of_one(value, graded.iloc[0])
    best, lowest = value.best, value.lowest
    first = _("Nobody is graded {grade}").format(grade=best)
    if graded[best].sum():
        top = graded["name"].iloc[leaders(graded[best] / graded["graded"], 2)]
        first = _("Largest share of {grade}: {name}").format(grade=best, name=few(top))
    most = graded[lowest].max()
    if not most:
        return _("{first}, nobody {grade}").format(first=first, grade=lowest)
    held = graded[graded[lowest] == most]
    if len(held) <= FEW:
        return _("{first}, most {grade}: {name}").format(
            first=first, grade=lowest, name=few(held["name"])
        )
    return _("{first}; {places} of {count} have any graded {grade}").format(
        first=first,
        places=int((graded[lowest] > 0).sum()),
        count=len(graded),
        grade=lowest,
    )


def _grades_of_one(value: Overview, row: "pd.Series[Any]") -> str:
    return _("{best_count} of {count} graded {best}, {lowest_count} graded {lowest}").format(
        best_count=row[value.best],
        best=value.best,
        count=row["graded"],
        lowest_count=row[value.lowest],
        lowest=value.lowest,
    )


def distribution_heading(value: Overview) -> str:
    """Return which kind scores highest and lowest on average, or between what all lie."""
    known = value.results.loc[value.results["score"].notna().to_numpy(), ["kind", "score"]]
    if known.empty:
        return _("Nobody has a score yet")
    kinds = in_words(known["kind"], kind_words)
    means = known["score"].groupby(kinds, sort=False).mean()
    if len(means) == 1:
        return _("Scores lie between {low:.1f} and {high:.1f}").format(
            low=known["score"].min(), high=known["score"].max()
        )
    best, worst = _ends(means)
    high, low = shown(means.max(), 1), shown(means.min(), 1)
    if high == low:
        return _("All kinds have {mean:.1f} points on average").format(mean=high)
    words = _("{best} score highest on average ({high:.1f}), {worst} lowest ({low:.1f})")
    first = [best[0], *map(in_sentence, best[1:])]
    return words.format(best=few(first), high=high, worst=few(map(in_sentence, worst)), low=low)


def _ends(means: "pd.Series[float]") -> tuple[list[str], list[str]]:
    """Return what is highest and what is lowest, all that are shown with the same number."""
    high, low = (leaders(means, 1, lowest=lowest) for lowest in (False, True))
    return [str(means.index[place]) for place in high], [str(means.index[place]) for place in low]


def kind_words(kind: object) -> str:
    """Return the name of a kind of unit as it stands in results; "Other" where it is none."""
    return kind_label(UnitKind(str(kind))) if str(kind) in set(UnitKind) else _("Other")


def sheets_heading(value: Overview) -> str:
    """Return how many sheets are missing, and how many units miss any."""
    missing = value.sheets["expected"] - value.sheets["standing"]
    total, units = int(missing.sum()), int((missing > 0).sum())
    if value.sheets.empty:
        return _("No sheets are expected")
    if not total:
        return _("All sheets are in")
    if units == 1:
        return ngettext(
            "{count} sheet is missing, of {name}",
            "{count} sheets are missing, all of {name}",
            total,
        ).format(count=f"{total:,}", name=value.sheets["name"].iloc[0])
    return _("{total} sheets are missing, from {units} of {all} units").format(
        total=f"{total:,}", units=f"{units:,}", all=f"{len(missing):,}"
    )


def sources_heading(value: Overview) -> str:
    """Return which source marks highest and which lowest, by how much."""
    means = {s: value.units[f"{s.value}_mean"].mean() for s in value.sources}
    known = pd.Series({s.value: mean for s, mean in means.items() if not pd.isna(mean)})
    if known.empty:
        return _("No source has a mean")
    best, worst = _ends(known)
    if len(known) == 1:
        return _("{source}: {mean:.1f} on average").format(
            source=source_label(Source(best[0])), mean=shown(known.max(), 1)
        )
    points = shown(known.max(), 1) - shown(known.min(), 1)
    if not points:
        return _("All sources have {mean:.1f} points on average").format(mean=known.max())
    return _("Lowest marks: {low}, {points:.1f} points below {high}").format(
        low=few(source_in_sentence(Source(source)) for source in worst),
        high=few(source_in_sentence(Source(source)) for source in best),
        points=points,
    )


def criteria_heading(value: Overview) -> str:
    """Return which criterion is weakest and which strongest, on the mean of the rows."""
    means = value.criteria.drop(columns=["key", "name"]).mean().dropna()
    if means.empty:
        return _("No criterion has a mean")
    if len(means) == 1:
        return _("{criterion}: {mean:.1f} on average").format(
            criterion=means.index[0], mean=means.iloc[0]
        )
    best, worst = _ends(means)
    high, low = shown(means.max(), 1), shown(means.min(), 1)
    if high == low:
        return _("All criteria have {mean:.1f} points on average").format(mean=high)
    return _("Weakest: {worst} ({low:.1f}), strongest: {best} ({high:.1f})").format(
        worst=few(_quoted(worst)), low=low, best=few(_quoted(best)), high=high
    )


def _quoted(criteria: list[str]) -> list[str]:
    return [_("“{criterion}”").format(criterion=label) for label in criteria]
