"""What the improvement screen says: the answer, the finding of every figure, who stands apart."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from cxzy.core.language import _, listed, ngettext, sentences
from cxzy.core.leaders import few, leaders
from cxzy.core.rounding import shown as shown_number
from cxzy.core.transitions import (
    INCOMPARABLE,
    NO_GRADE,
    NO_GRADE_BEFORE,
    NO_GRADE_NOW,
    ONLY_BEFORE,
    ONLY_NOW,
)
from cxzy.core.vocabulary import SubjectKind
from cxzy.services.improvement import Improvement, cell


def counted(shown: Improvement, count: int) -> str:
    """Return a number of members or branches, whichever are shown."""
    if shown.subject == SubjectKind.MEMBER:
        words = ngettext("{count} member", "{count} members", count)
    else:
        words = ngettext("{count} branch", "{count} branches", count)
    return words.format(count=f"{count:,}")


def answer(shown: Improvement) -> str:
    """Return how many moved up, stayed level and moved down."""
    total, named = shown.total, {"before": shown.before.name, "now": shown.now.name}
    if not total["compared"]:
        return _nothing_compared(shown, named)
    if total["compared"] == 1:
        return _of_one(shown.moved.iloc[0], named)
    if not total["up"] and not total["down"]:
        return _("{now} against {before}: of {counted}, none changed grade.").format(
            **named, counted=counted(shown, total["compared"])
        )
    return _("{now} against {before}: of {counted}, {moves}.").format(
        **named, counted=counted(shown, total["compared"]), moves=_moves(total)
    )


def _of_one(row: "pd.Series[Any]", named: Mapping[str, str]) -> str:
    words = _("{now} against {before}: {name} stayed {grade}.")
    if row["move"] > 0:
        words = _("{now} against {before}: {name} moved up from {was} to {grade}.")
    elif row["move"] < 0:
        words = _("{now} against {before}: {name} moved down from {was} to {grade}.")
    return words.format(**named, name=row["name"], was=row["grade_before"], grade=row["grade_now"])


def _moves(total: Mapping[str, Any]) -> str:
    up = _("{count} moved up") if total["up"] else _("none moved up")
    level = _("{count} stayed level") if total["level"] else _("none stayed level")
    down = _("{count} moved down") if total["down"] else _("none moved down")
    parts = zip((up, level, down), ("up", "level", "down"), strict=True)
    return listed(words.format(count=f"{total[name]:,}") for words, name in parts)


def _nothing_compared(shown: Improvement, named: Mapping[str, str]) -> str:
    if (shown.changes["standing"] == INCOMPARABLE).any():
        return _("{now} and {before} cannot be compared: other rules.").format(**named)
    return _("Nobody here has a grade both in {before} and in {now}.").format(**named)


def detail(shown: Improvement) -> str:
    """Return who was turned round from the lowest grade, the mean, and how many stand apart."""
    if not shown.total["compared"]:
        return difference(shown)
    if shown.total["compared"] == 1:
        return sentences(_mean(shown), _apart_count(shown))
    return sentences(turned_round(shown), _sunk(shown), _mean(shown), _apart_count(shown))


def turned_round(shown: Improvement) -> str:
    """Return how many of those with the lowest grade have a better one now."""
    total = shown.total
    named = {"grade": _lowest(shown), "before": shown.before.name}
    if not total["lowest"]:
        return _("None of them was graded {grade} in {before}.").format(**named)
    named["counted"] = counted(shown, total["lowest"])
    if not total["turned"]:
        return _("Of {counted} graded {grade} in {before}, none turned round.").format(**named)
    return _(
        "Of {counted} graded {grade} in {before}, {turned} turned round ({share:.0%})."
    ).format(**named, turned=f"{total['turned']:,}", share=total["turned_share"])


def _lowest(shown: Improvement) -> str:
    return listed(shown.lowest)


def _sunk(shown: Improvement) -> str:
    if not shown.total["sunk"]:
        return ""
    return ngettext(
        "{count} is newly {grade}.", "{count} are newly {grade}.", shown.total["sunk"]
    ).format(count=f"{shown.total['sunk']:,}", grade=_lowest(shown))


def _mean(shown: Improvement) -> str:
    change = shown.total["mean_change"]
    if pd.isna(change):
        return ""
    one = shown.total["compared"] == 1
    if round(change, 2) == 0:
        return _("The score is unchanged.") if one else _("The mean score is unchanged.")
    if change > 0:
        rose = _("The score rose by {points:.2f} points.")
        words = rose if one else _("The mean score rose by {points:.2f} points.")
    else:
        fell = _("The score fell by {points:.2f} points.")
        words = fell if one else _("The mean score fell by {points:.2f} points.")
    return words.format(points=abs(change))


def _apart_count(shown: Improvement) -> str:
    count = len(shown.apart)
    if not count:
        return ""
    return ngettext(
        "{counted} is not counted and stands apart below.",
        "{counted} are not counted and stand apart below.",
        count,
    ).format(counted=counted(shown, count))


def difference(shown: Improvement) -> str:
    """Return in which parts schemes differ; "" where nothing is incomparable."""
    if not shown.differing:
        return ""
    return _("The schemes differ in: {parts}. Not the same measure, not comparable.").format(
        parts=listed(shown.differing)
    )


def matrix_heading(shown: Improvement) -> str:
    """Return the moves that are made most often, of equal ones the best first."""
    counts = [
        (count, before - now, before, now)
        for before, row in enumerate(shown.matrix.to_numpy().tolist())
        for now, count in enumerate(row)
        if before != now
    ]
    most = max((one[0] for one in counts), default=0)
    if not most:
        return _("No grade changed")
    first = sorted((one for one in counts if one[0] == most), key=lambda one: -one[1])
    named = {"counted": counted(shown, most)}
    if len(first) == 1:
        _count, _rise, before, now = first[0]
        return _("Most changed from {before} to {now}: {counted}").format(
            **named, before=shown.grades[before], now=shown.grades[now]
        )
    moves = few(f"{shown.grades[before]} → {shown.grades[now]}" for _c, _r, before, now in first)
    return _("Most changed {moves}: {counted} each").format(**named, moves=moves)


def flow_heading(shown: Improvement) -> str:
    """Return how many kept the best grade and how many rose to it."""
    best = shown.grades[0]
    counts = shown.matrix.to_numpy().tolist()
    held, kept, new = sum(counts[0]), counts[0][0], sum(row[0] for row in counts[1:])
    named = {"best": best, "kept": f"{kept:,}", "new": f"{new:,}"}
    if not held and not new:
        return _("Nobody was or is graded {best}").format(**named)
    if not held:
        return _("{new} rose to {best}, which nobody was before").format(**named)
    return _("Of {counted} graded {best}, {kept} kept it; {new} rose to it").format(
        **named, counted=counted(shown, held)
    )


def changes_heading(moved: pd.DataFrame) -> str:
    """Return who gained most and who lost most, in points."""
    known = moved.dropna(subset=["change"])
    if known.empty or (known["change"] == 0).all():
        return _("No score changed")
    several = len(known) > 1
    first, last = (
        known.iloc[leaders(known["change"], 2, lowest=lowest)] for lowest in (False, True)
    )
    said = []
    if first["change"].iloc[0] > 0:
        most = _("{name} gained most: {points:.2f} points")
        said.append((most if several else _("{name} gained {points:.2f} points"), first))
    if last["change"].iloc[0] < 0:
        most = _("{name} lost most: {points:.2f} points")
        said.append((most if several else _("{name} lost {points:.2f} points"), last))
    return _("; ").join(
        words.format(name=few(rows["name"]), points=abs(shown_number(rows["change"].iloc[0], 2)))
        for words, rows in said
    )


def listing_heading(shown: Improvement, rows: pd.DataFrame) -> str:
    """Return how many of the rows gained, kept and lost points."""
    gained, lost = int((rows["change"] > 0).sum()), int((rows["change"] < 0).sum())
    return _("{counted}: {gained} gained points, {lost} lost some").format(
        counted=counted(shown, len(rows)), gained=f"{gained:,}", lost=f"{lost:,}"
    )


def apart_heading(shown: Improvement) -> str:
    """Return how many stand apart."""
    count = len(shown.apart)
    return ngettext(
        "{counted} is not counted as moved or level",
        "{counted} are not counted as moved or level",
        count,
    ).format(counted=counted(shown, count))


def standing_words(shown: Improvement, standing: str) -> str:
    """Return why a subject is not counted; "" for one that is."""
    words = {
        INCOMPARABLE: _("Other measure, not comparable"),
        ONLY_NOW: _("Only in {now}"),
        ONLY_BEFORE: _("Only in {before}"),
        NO_GRADE_BEFORE: _("No grade in {before}"),
        NO_GRADE_NOW: _("No grade in {now}"),
        NO_GRADE: _("No grade in either"),
    }
    return words.get(standing, "").format(before=shown.before.name, now=shown.now.name)


def narrowed_answer(shown: Improvement, code: str, rows: pd.DataFrame) -> str:
    """Return what those of one count did; `code` is one that `narrowed` knows."""
    named = {"counted": counted(shown, len(rows)), "grade": _lowest(shown)}
    named |= {"before": shown.before.name, "now": shown.now.name}
    grades = cell(shown, code)
    if grades is not None:
        words = _("{now} against {before}: {counted} from {was} to {grade}.")
        if grades[0] == grades[1]:
            words = _("{now} against {before}: {counted} stayed {grade}.")
        return words.format(**{**named, "was": grades[0], "grade": grades[1]})
    words = {
        "up": _("{now} against {before}: {counted} moved up."),
        "level": _("{now} against {before}: {counted} stayed level."),
        "down": _("{now} against {before}: {counted} moved down."),
        "turned": _("{now} against {before}: {counted} left {grade}."),
        "sunk": _("{now} against {before}: {counted} newly {grade}."),
    }[code]
    return words.format(**named)


def periods(shown: Improvement) -> str:
    """Return the two periods, the earlier one first."""
    return f"{shown.before.name} → {shown.now.name}"


def share(shown: Improvement, code: str) -> str:
    """Return what a count is a share of: `turned` of the lowest, the others of the compared."""
    if code != "turned":
        compared = shown.total["compared"]
        return f"{shown.total[code] / compared:.0%}" if compared else ""
    lowest = shown.total["lowest"]
    return _("of {of}").format(of=f"{lowest:,}") if lowest else ""
