"""What a profile says in words: the place, what lifted and what cost, where it lags behind."""

import math

import pandas as pd

from cxzy.charts.frames import signed
from cxzy.core.comparison import criterion_gaps
from cxzy.core.grade_edges import edge_distances, lower_edges
from cxzy.core.labels import in_sentence, kind_label, source_in_sentence
from cxzy.core.language import _, listed, ngettext, sentences
from cxzy.core.leaders import few, leaders
from cxzy.core.rounding import shown
from cxzy.core.vocabulary import Source, UnitKind
from cxzy.services.profile import Profile
from cxzy.services.profile_parts import untold
from cxzy.services.profile_source_sentences import lifted

NAMED = 3
"""So many criteria are named; of more the number is said."""
_COMPARED = ("label", "source", "mean", "unit_mean", "kind_mean")


def answer(profile: Profile) -> str:
    """Return who got what, in which place, with which grade."""
    row, name = profile.result, profile.subject["name"]
    if row is None or pd.isna(row["score"]):
        return _("{name} has no score in {period}.").format(name=name, period=profile.period.name)
    said = _(
        "{name} has {score:.{places}f} points in {period}, "
        "place {rank} of {of} branches of the organisation"
    )
    if profile.is_member:
        said = _(
            "{name} has {score:.{places}f} points in {period}, "
            "place {rank} of {of} members of the branch"
        )
    said = said.format(
        name=name,
        score=row["score"],
        places=profile.scheme.rounding.places if profile.scheme else 2,
        period=profile.period.name,
        rank=row["rank"],
        of=row["of"],
    )
    grade = row["grade"]
    return said + (_(", graded {grade}.").format(grade=grade) if grade else _("."))


def detail(profile: Profile) -> str:
    """Return the rest of the story in a few sentences; "" where there is no score.

    How the score stands to the means of unit and kind, what lifts it and what costs most, how
    much is missing to the next grade, and which criteria are behind both means.
    """
    if profile.unit is None:
        return ""
    said = (compared(profile), lifted(profile), next_grade(profile), behind(profile))
    return sentences(*said)


def compared(profile: Profile) -> str:
    """Return how the score stands to the mean of its unit, and to that of its kind."""
    unit, kind = profile.unit, profile.kind
    if unit is None:
        return ""
    score = float((profile.result or {})["score"])
    said = []
    if unit.of > 1:
        away = _away(score - unit.mean, unit.mean, unit_name(profile))
        said.append(_("The score is {compared}.").format(compared=away))
    if kind is not None and kind.of > unit.of:
        away = _away(score - kind.mean, kind.mean, _kind_name(profile, kind.of))
        words = _("It is {compared}, in place {place} there.")
        said.append(words.format(compared=away, place=f"{kind.place:,}"))
    return sentences(*said)


def _away(points: float, mean: float, name: str) -> str:
    words = _("{points:.1f} points above the mean of {list} ({mean:.1f})")
    if not shown(points, 1):
        words = _("at the mean of {list} ({mean:.1f})")
    elif points < 0:
        words = _("{points:.1f} points below the mean of {list} ({mean:.1f})")
    return words.format(points=abs(shown(points, 1)), mean=shown(mean, 1), list=name)


def unit_name(profile: Profile) -> str:
    """Return what the list of a profile's meeting is called inside of a sentence."""
    return _("its branch") if profile.is_member else _("its organisation")


def _kind_name(profile: Profile, number: int) -> str:
    kind = in_sentence(kind_label(UnitKind(str((profile.result or {})["kind"]))))
    words = _("all {count} branches of the kind {kind}")
    if profile.is_member:
        words = _("all {count} members of the kind {kind}")
    return words.format(count=f"{number:,}", kind=kind)


def next_grade(profile: Profile) -> str:
    """Return how many points are missing to the next grade; "" in the best or without grades."""
    row, scheme = profile.result, profile.scheme
    if row is None or scheme is None or not scheme.bands or not row["grade"]:
        return ""
    scores = pd.Series([float(row["score"])])
    found = edge_distances(scores, lower_edges(scheme), margin=0).iloc[0]
    if not found["next_band"]:
        return ""
    return _("{points:.{places}f} points are missing to {grade}.").format(
        points=found["to_next"], places=scheme.rounding.places, grade=found["next_band"]
    )


def behind(profile: Profile) -> str:
    """Return which criteria are behind the means of both unit and kind, the furthest first.

    Only what others say: a modest self-assessment is not behind anything.
    """
    columns = (profile.criteria[name].tolist() for name in _COMPARED)
    known = [
        (label, source, unit - mean, (unit if math.isnan(kind) else kind) - mean)
        for label, source, mean, unit, kind in zip(*columns, strict=True)
        if source != Source.SELF.value and not math.isnan(mean + unit)
    ]
    if not known:
        return ""
    gaps = [one for one in known if shown(one[2], 1) > 0 and shown(one[3], 1) > 0]
    if not gaps:
        return _("No criterion is behind the means of both its unit and its kind.")
    words = _("“{criterion}” ({source}, −{points:.1f})")
    names = [
        words.format(
            criterion=label, source=source_in_sentence(Source(source)), points=shown(gap, 1)
        )
        for label, source, gap, _of_kind in sorted(gaps, key=lambda one: -one[2])
    ]
    more = len(names) - NAMED
    if more > 0:
        rest = ngettext("{count} more criterion", "{count} more criteria", more).format(count=more)
        names = [*names[:NAMED], rest]
    return _("Behind the means of both its unit and its kind: {names}.").format(names=listed(names))


def criteria_heading(profile: Profile) -> str:
    """Return which criteria lag furthest behind the meeting in the eyes of the others, or none.

    Self-assessment counts only where nobody else has marked a criterion, as in the figure's order.
    """
    known = profile.criteria.dropna(subset=["mean", "unit_mean"])
    if known.empty:
        return _("No criterion has a mean")
    away = criterion_gaps(known)
    first = leaders(away, 1, lowest=True)
    points = -shown(away.iloc[0], 1)
    named = {"list": unit_name(profile), "points": points}
    if points <= 0:
        return _("No criterion lags behind {list}").format(**named)
    criteria = [_("“{criterion}”").format(criterion=label) for label in away.index[first]]
    if (known["source"] == Source.SELF.value).all():
        words = _("{criteria} lags furthest behind {list}, by {points:.1f} points")
    elif (known["source"] == Source.SELF.value).any():
        words = _(
            "{criteria} lags furthest behind {list}, by {points:.1f} points "
            "on average without self-assessment"
        )
    else:
        words = _("{criteria} lags furthest behind {list}, by {points:.1f} points on average")
    return words.format(**named, criteria=few(criteria))


def criteria_note(profile: Profile) -> str:
    """Return how the marks of the criteria are read."""
    marks = _("Dot: this subject. Stroke: mean of its organisation. Ring: mean of its kind.")
    if profile.is_member:
        marks = _("Dot: this subject. Stroke: mean of its branch. Ring: mean of its kind.")
    order = _(
        "▲ ▼ tell how far it is from the stroke; furthest behind on top, "
        "on the mean of the sources without self-assessment."
    )
    return sentences(marks, order, _untold(profile))


def _untold(profile: Profile) -> str:
    """Return which means of the others are not told, and why; "" for none."""
    missing = untold(profile.scheme, profile.criteria) if profile.scheme else []
    if not missing:
        return ""
    pair = _("{source} on “{criterion}”")
    told = [pair.format(source=source_in_sentence(s), criterion=c) for s, _key, c in missing]
    return _(
        "Not shown: {means}: there is no mark, or the mean would tell of a group below five."
    ).format(means=few(told))


def gap_heading(profile: Profile) -> str:
    """Return how self-assessment stands to the others, as a whole and where most."""
    gaps = profile.gaps
    whole = gaps.loc[gaps["criterion"] == "", "gap"].astype("float64")
    single = gaps[gaps["criterion"] != ""]
    if whole.empty:
        return _("Nobody else has marked what self-assessment has")
    points = float(whole.iloc[0])
    if not shown(points, 1):
        return _("Self-assessment is what the others say")
    words = _("Self-assessment is {points:.1f} points below what the others say")
    if points > 0:
        words = _("Self-assessment is {points:.1f} points above what the others say")
    said = words.format(points=abs(shown(points, 1)))
    widest = single.iloc[0 if points > 0 else -1] if len(single) > 1 else None
    if widest is None or (widest["gap"] > 0) != (points > 0):
        return said
    most = _("{said}, most with {criteria} ({gap})")
    first = leaders(single["gap"], 1, lowest=points < 0)
    criteria = [_("“{criterion}”").format(criterion=label) for label in single["label"].iloc[first]]
    return most.format(said=said, criteria=few(criteria), gap=signed(widest["gap"], 1))


def members_heading(scores: "pd.Series[float]") -> str:
    """Return how many members of a branch have a score, and between which they lie."""
    known = scores.dropna()
    if known.empty:
        return _("No member of this branch has a score yet")
    words = ngettext(
        "{count} member has a score, {mean:.1f} points",
        "{count} members have a score, {mean:.1f} points on average, {low:.1f} to {high:.1f}",
        len(known),
    )
    return words.format(
        count=f"{len(known):,}", mean=known.mean(), low=known.min(), high=known.max()
    )
