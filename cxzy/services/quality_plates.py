"""The figures of the screen of ballots, each with its finding."""

import plotly.graph_objects as go

from cxzy.charts.plates import Link, Plate
from cxzy.charts.theme import Theme
from cxzy.charts.turnout import shares_figure, turnout_figure
from cxzy.core.language import _
from cxzy.core.representation import Representation
from cxzy.core.scheme import Scheme
from cxzy.core.turnout_balance import FEWEST_GROUPS
from cxzy.core.vocabulary import Source
from cxzy.services import quality_sentences as said
from cxzy.services.quality import MeetingQuality, SourceQuality
from cxzy.services.shares import with_printed_shares


def plates(quality: MeetingQuality) -> tuple[Plate, ...]:
    """Return all figures of a meeting: who voted, and whose ballots they are.

    Of self-assessment and of peers nothing is drawn: every member is one of those entitled.
    """
    return tuple(
        plate
        for source in quality.sources
        if source.source in (Source.LEADER, Source.MASS)
        and source.representation is not None
        and source.voted
        for plate in _plates(source, source.representation, quality.scheme)
    )


def _plates(source: SourceQuality, found: Representation, scheme: Scheme) -> tuple[Plate, ...]:
    both = len(found.groups) >= FEWEST_GROUPS and not found.crowded and found.ballots > 0
    return (_turnout(source, found), *([_shares(source, found, scheme)] if both else []))


def _turnout(source: SourceQuality, found: Representation) -> Plate:
    def draw(theme: Theme, _link: Link | None) -> go.Figure:
        return turnout_figure(found.groups, theme=theme)

    heading = said.turnout_heading(source, found)
    alt = _("Bars: how many of each group voted, inside how many could. {finding}.")
    note = _("Outline: those entitled. Filled: those whose ballots count.")
    key = f"quality.turnout.{source.source}"
    return Plate(key, heading, alt.format(finding=heading), draw, note)


def _shares(source: SourceQuality, found: Representation, scheme: Scheme) -> Plate:
    printed = with_printed_shares(found.groups, scheme)

    def draw(theme: Theme, _link: Link | None) -> go.Figure:
        return shares_figure(printed, theme=theme)

    heading = said.shares_heading(found, printed)
    alt = _("Bars: the share of each group in the ballots, inside its share of people. {finding}.")
    note = _(
        "Filled and first number: share of the ballots. Outline and second: of those entitled."
    )
    key = f"quality.shares.{source.source}"
    return Plate(key, heading, alt.format(finding=heading), draw, note)
