"""What the screen of ballots says: whether they can be trusted, and the finding of every part."""

import numpy as np
import pandas as pd

from cxzy.charts.frames import rows_of
from cxzy.core.labels import source_in_sentence
from cxzy.core.language import _, listed, ngettext
from cxzy.core.language import sentences as joined
from cxzy.core.representation import Representation
from cxzy.core.screening import Signal
from cxzy.core.vocabulary import Source
from cxzy.services.quality import MeetingQuality, RaisedSignal, SourceQuality, Verdict
from cxzy.services.quality_agreement import Agreement
from cxzy.services.quality_overview import QualityOverview

RELIABLE, TENTATIVE = 0.8, 0.667
"""Krippendorff's own lines for α: sure above the first, for careful use above the second."""
CLOSE = 5.0
"""Two marks of one subject no more than so many points apart are close, whatever α says."""
EVEN = 0.95
"""From this share of their number on, ballots speak for as many as they are."""


def represented(quality: MeetingQuality) -> SourceQuality | None:
    """Return the source that stands for the masses, or else the first one with an electorate."""
    known = [one for one in quality.sources if one.representation is not None]
    masses = [one for one in known if one.source is Source.MASS]
    return next(iter([*masses, *known]), None)


def answer(quality: MeetingQuality, name: str) -> str:
    """Return how many of those entitled voted, and how many ballots that is worth."""
    source = represented(quality)
    if not quality.sheets:
        return _("{name}: nothing is handed in yet.").format(name=name)
    if source is None or source.representation is None:
        return _("{name}: nobody said how many are entitled, so turnout is not known.").format(
            name=name
        )
    found = source.representation
    voted = _("{name}: of {people} entitled among {source}, {ballots} voted ({share:.0%})").format(
        name=name,
        people=f"{int(found.electorate):,}",
        source=source_in_sentence(source.source),
        ballots=f"{int(found.ballots):,}",
        share=found.turnout,
    )
    worth = worth_words(found)
    return _("{voted}; {worth}.").format(voted=voted, worth=worth) if worth else voted + _(".")


def worth_words(found: Representation) -> str:
    """Return how many ballots the ballots are worth; "" where there is nothing to say.

    A group without a ballot is no part of this number and had no say.
    """
    if not found.ballots or np.isnan(found.effective) or len(found.groups) < 2:  # noqa: PLR2004 — one group speaks for itself
        return ""
    if found.effective >= EVEN * found.ballots:
        return "" if found.missing else _("all groups had their say")
    return _("{ballots} ballots convince as much as {effective} drawn evenly").format(
        ballots=f"{int(found.ballots):,}", effective=f"{found.effective:,.0f}"
    )


def detail(quality: MeetingQuality) -> str:
    """Return which groups are missing, and how many ballots wait for somebody to look."""
    source = represented(quality)
    said = []
    if quality.sheets and source is not None and source.representation is not None:
        said.append(missing_words(source.representation))
        said.append(crowded_words(source.representation))
    if quality.may_look and quality.sheets:
        said.append(_listed(len(quality.listed), quality.open))
    return joined(*filter(None, said))


def missing_words(found: Representation) -> str:
    """Return which groups have no ballot at all; "" where all have."""
    names = [name for name in found.missing if name]
    if not names or not found.ballots:
        return ""
    return _("Nobody voted of: {groups}.").format(groups=listed(names))


def crowded_words(found: Representation) -> str:
    """Return which groups have more ballots than people; "" where none has."""
    if not found.crowded:
        return ""
    names = listed(name or _("All") for name in found.crowded)
    return _("More ballots than people in: {groups}. Check the roster and the sheet.").format(
        groups=names
    )


def _listed(count: int, waiting: int) -> str:
    if not count:
        return _("No ballot stands out.")
    if not waiting:
        return _("Every ballot that stands out has been decided on.")
    return ngettext(
        "{count} ballot waits for somebody to look at it.",
        "{count} ballots wait for somebody to look at them.",
        waiting,
    ).format(count=f"{waiting:,}")


def turnout_heading(source: SourceQuality, found: Representation) -> str:
    """Return who voted, with the group that voted least."""
    label = source_in_sentence(source.source)
    if not found.ballots:
        return _("Nobody of {source} voted").format(source=label)
    if len(found.groups) < 2:  # noqa: PLR2004 — nothing to compare
        return _("{share:.0%} of {source} voted").format(share=found.turnout, source=label)
    if len({f"{share:.0%}" for share in found.groups["turnout"]}) == 1:
        words = _("{share:.0%} of {source} voted, of every group alike")
        return words.format(share=found.turnout, source=label)
    least = rows_of(found.groups)[int(found.groups["turnout"].argmin())]
    words = _("{share:.0%} of {source} voted; least of {group}, {least:.0%}")
    return words.format(
        share=found.turnout, source=label, group=least["group"], least=least["turnout"]
    )


def shares_heading(found: Representation, printed: pd.DataFrame) -> str:
    """Return which group has most more of the ballots than of the people.

    `printed` are the groups with their shares as they stand beside the heading.
    """
    gap = found.groups["ballot_share"] - found.groups["electorate_share"]
    shown = printed["ballot_share"] - printed["electorate_share"]
    most = rows_of(printed)[int(np.lexsort((gap, shown.round(2)))[-1])]
    if round(gap.max() * 100) == 0 or most["ballot_share"] <= most["electorate_share"]:
        return _("Every group has its share of the ballots")
    words = _("{group} have {ballots:.0%} of the ballots, but are {people:.0%} of the people")
    return words.format(
        group=most["group"], ballots=most["ballot_share"], people=most["electorate_share"]
    )


def means_heading(source: SourceQuality) -> str:
    """Return how much weighing by people changes the means; "" where there is nothing to say."""
    if source.means is None:
        return ""
    known = source.means.table["difference"].dropna()
    if known.empty:
        return ""
    words = _("Weighed by people, no mean of {source} moves more than {most:.1f} points")
    return words.format(source=source_in_sentence(source.source), most=known.abs().max())


def withheld_words(source: SourceQuality) -> str:
    """Return why plain and weighted means do not stand beside each other; "" where they do."""
    if source.means is None or not source.means.withheld:
        return ""
    words = _(
        "For {source} plain and weighted means do not all stand beside each other: together they "
        "would tell what a group of fewer than five gave."
    )
    return words.format(source=source_in_sentence(source.source))


def agreement_word(found: Agreement) -> str:
    """Return in a word how far the raters agree."""
    if found.few:
        return _("withheld: fewer than five raters")
    if np.isnan(found.apart):
        return _("cannot be told")
    if found.alpha >= RELIABLE:
        return _("of one mind")
    if found.alpha >= TENTATIVE:
        return _("largely of one mind")
    if found.apart <= CLOSE:
        return _("marks close, order open")
    return _("divided")


def agreement_heading(quality: MeetingQuality) -> str:
    """Return how far apart the marks of each source are."""
    known = [
        (source_in_sentence(one.source), one.agreement.apart)
        for one in quality.sources
        if one.agreement is not None and not np.isnan(one.agreement.apart)
    ]
    if not known:
        return _("How far raters agree is not known")
    parts = [
        _("{source} {apart:.1f} points").format(source=name, apart=apart) for name, apart in known
    ]
    return _("How far two marks of the same one are apart: {parts}").format(parts=listed(parts))


def signal_words(raised: RaisedSignal, subjects: int) -> str:
    """Return one reason to look at ballots, in words."""
    if raised.signal is Signal.ONE_MARK:
        words = _("gives all {count} the same marks, while the others tell them apart")
        return words.format(count=subjects)
    if raised.signal is Signal.ALIKE:
        return ngettext(
            "has the very same unusual marks as {count} other",
            "has the very same unusual marks as {count} others",
            raised.alike,
        ).format(count=raised.alike)
    if raised.signal is Signal.OVER_LIMIT:
        return ngettext(
            "has {count} mark more of a word than the scheme allows",
            "has {count} marks more of a word than the scheme allows",
            raised.excess,
        ).format(count=raised.excess)
    words = _("favours the own unit by {points:.1f} points over the others")
    return words.format(points=raised.gap)


def verdict_label(verdict: Verdict) -> str:
    """Return what a person found, in a word."""
    return {
        Verdict.VOID: _("void"),
        Verdict.SOUND: _("sound"),
        Verdict.UNDONE: _("taken back"),
    }[verdict]


def without_words(results: pd.DataFrame) -> str:
    """Return what the results would be without the ballots, in one sentence."""
    moved = (results["rank_with"] != results["rank_without"]) & ~(
        results["rank_with"].isna() & results["rank_without"].isna()
    )
    gap = (results["score_without"] - results["score_with"]).abs()
    if gap.isna().all():
        return _("Without it there is no score to compare.")
    most = rows_of(results)[int(gap.fillna(-1.0).argmax())]
    places = _("Without it no place changes")
    if moved.any():
        words = ngettext(
            "Without it {count} place changes", "Without it {count} places change", int(moved.sum())
        )
        places = words.format(count=int(moved.sum()))
    if not gap.max():
        return _("{places}; no score changes.").format(places=places)
    words = _("{places}; the largest change of a score is {name}, from {with_} to {without}.")
    return words.format(
        places=places,
        name=most["name"],
        with_=f"{most['score_with']:.2f}",
        without=f"{most['score_without']:.2f}",
    )


def overview_answer(shown: QualityOverview) -> str:
    """Return how many voted in all meetings of which something is in."""
    table = shown.meetings
    voted = table[table["ballots"] > 0]
    if voted.empty:
        return _("{period}: no mass ballot is in yet.").format(period=shown.period.name)
    words = _("{period}: in {count} meetings {ballots} of {people} entitled voted ({share:.0%}).")
    people, ballots = voted["electorate"].sum(), voted["ballots"].sum()
    return words.format(
        period=shown.period.name,
        count=f"{len(voted):,}",
        ballots=f"{int(ballots):,}",
        people=f"{int(people):,}",
        share=ballots / people,
    )


def overview_detail(shown: QualityOverview, table: pd.DataFrame) -> str:
    """Return how many meetings need a look, and how many ballots wait as far as is known."""
    needs = int((shown.meetings["needs"] > 0).sum())
    said = [
        ngettext(
            "{count} meeting needs a look: few voted, or a group is missing or speaks too loud.",
            "{count} meetings need a look: few voted, or a group is missing or speaks too loud.",
            needs,
        ).format(count=f"{needs:,}")
        if needs
        else _("In none is turnout low, and no group is missing.")
    ]
    if shown.may_look and len(shown.versions):
        known, waiting = int(table["waiting"].notna().sum()), int(table["waiting"].sum())
        if known < len(shown.versions):
            said.append(_("The ballots of {count} meetings have not been looked through.").format(
                count=f"{len(shown.versions) - known:,}"
            ))  # fmt: skip
        if known:
            said.append(
                ngettext(
                    "{count} ballot waits for a decision.",
                    "{count} ballots wait for a decision.",
                    waiting,
                ).format(count=f"{waiting:,}")
            )
    return joined(*said)
