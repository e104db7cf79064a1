"""The figures of a profile with their findings."""

import pandas as pd

from cxzy.charts.contributions import contributions_figure
from cxzy.charts.criteria import criteria_figure
from cxzy.charts.history import history_figure
from cxzy.charts.intervals import intervals_figure
from cxzy.charts.plates import Plate
from cxzy.charts.self_and_others import self_and_others_figure
from cxzy.charts.waterfall import waterfall_figure
from cxzy.core.language import _
from cxzy.core.language import sentences as sentences_of
from cxzy.services import profile_certainty_sentences as of_certainty
from cxzy.services import profile_history_sentences as of_history
from cxzy.services import profile_sentences as sentences
from cxzy.services import profile_source_sentences as of_sources
from cxzy.services.profile import Profile

MADE_OF, WATERFALL, SURE, CRITERIA, SELF, HISTORY = (
    f"profile.{name}"
    for name in ("contributions", "waterfall", "sure", "criteria", "self", "history")
)


def plates(profile: Profile) -> tuple[Plate, ...]:
    """Return the figures for which there is something to see, in the order of the screen."""
    if profile.unit is None:
        return tuple(filter(None, [_history(profile)]))
    made = (_made_of, _waterfall, _sure, _criteria, _self, _history)
    return tuple(filter(None, (plate(profile) for plate in made)))


def _made_of(profile: Profile) -> Plate:
    result = profile.result or {}
    score, bonus = float(result["score"]), float(result.get("bonus", 0.0))
    return Plate(
        MADE_OF,
        of_sources.made_of_heading(profile),
        _("What the score is made of, source by source"),
        lambda theme, _link: contributions_figure(profile.sources, score, bonus, theme=theme),
    )


def _waterfall(profile: Profile) -> Plate | None:
    unit = profile.unit
    if unit is None or unit.of < 2:  # noqa: PLR2004 — alone there is no mean
        return None
    name = _("Branch mean") if profile.is_member else _("Organisation mean")
    bonus = float((profile.result or {}).get("bonus_step", 0.0))
    return Plate(
        WATERFALL,
        of_sources.waterfall_heading(profile),
        _("Steps from the mean of the meeting to the score, source by source"),
        lambda theme, _link: waterfall_figure(
            profile.sources, unit.mean, bonus, name=name, theme=theme
        ),
        _("Points of the score that each source gives more or less than it gives on average."),
    )


def _sure(profile: Profile) -> Plate | None:
    sure = profile.sure
    if sure is None or pd.isna(sure.row["margin"]):
        return None
    kind = profile.kind_of_subject.value
    return Plate(
        SURE,
        of_certainty.sure_heading(sure),
        _("Scores of the neighbours in the meeting, each with a bar for its interval"),
        lambda theme, link: intervals_figure(sure.near, kind=kind, theme=theme, link=link),
        of_certainty.sure_note(profile, sure),
    )


def _criteria(profile: Profile) -> Plate | None:
    if profile.criteria.empty:
        return None
    return Plate(
        CRITERIA,
        sentences.criteria_heading(profile),
        _("Means per criterion and source beside the means of unit and kind"),
        lambda theme, _link: criteria_figure(profile.criteria, theme=theme),
        sentences.criteria_note(profile),
    )


def _self(profile: Profile) -> Plate | None:
    if profile.gaps.empty:
        return None
    return Plate(
        SELF,
        sentences.gap_heading(profile),
        _("Self-assessment beside the marks of the others, per criterion"),
        lambda theme, _link: self_and_others_figure(profile.gaps, theme=theme),
        sentences_of(
            _(
                "The line ends at the mean of the others by their weights; its length is at the "
                "right."
            ),
            of_certainty.own_said(profile),
        ),
    )


def _history(profile: Profile) -> Plate | None:
    if len(profile.history) < 2:  # noqa: PLR2004 — a line needs two ends
        return None
    name = _("Branch mean") if profile.is_member else _("Organisation mean")
    return Plate(
        HISTORY,
        of_history.history_heading(profile.history),
        _("Scores over the periods"),
        lambda theme, _link: history_figure(profile.history, name=name, theme=theme),
        of_history.history_note(profile.history),
    )
