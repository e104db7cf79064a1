"""The ballots to look at: why, what would be without them, and what a person decides.

Nothing here says which ballot of the sheet it is; keys of widgets count the list. See
docs/decisions/0114-a-decision-by-the-number-of-the-list.md.
"""

import pandas as pd
import streamlit as st

from cxzy.charts.frames import rows_of
from cxzy.core.labels import source_label
from cxzy.core.language import _, ngettext
from cxzy.services import quality_sentences as said
from cxzy.services.quality import ListedBallots, MeetingQuality, Verdict, ballot_results
from cxzy.web import caches, messages, tables
from cxzy.web.messages import plain
from cxzy.web.quality_decisions import act, decided, history
from cxzy.web.tables import Column

MOST_SHOWN = 5


def ballots(quality: MeetingQuality) -> None:
    """List the ballots to look at, for those who may see them; each with what can be decided."""
    if not quality.may_look:
        return
    messages.heading(_heading(quality))
    with st.container(key="quality_ballots"):
        shown = _shown(quality.listed)
        for one in shown:
            _ballot(quality, one)
    history(quality)


def _heading(quality: MeetingQuality) -> str:
    if not quality.listed:
        return _("No ballot stands out")
    words = ngettext(
        "{count} ballot stands out, {open} not decided on",
        "{count} ballots stand out, {open} not decided on",
        len(quality.listed),
    )
    return words.format(count=f"{len(quality.listed):,}", open=f"{quality.open:,}")


def _shown(listed_: tuple[ListedBallots, ...]) -> tuple[ListedBallots, ...]:
    """Return one page of the list, and draw the choice of it where there are several."""
    pages = -(-len(listed_) // MOST_SHOWN)
    if pages <= 1:
        return listed_
    page = st.pagination(pages, key="quality.page")
    return listed_[(page - 1) * MOST_SHOWN : page * MOST_SHOWN]


def _ballot(quality: MeetingQuality, one: ListedBallots) -> None:
    with st.container(border=True, key=f"quality_ballot_{one.number}"):
        caches.drawn(lambda: _about(quality, one), "ballot", quality.meeting.id, one.number)
        if quality.may_decide:
            _decide(quality, one)


def _about(quality: MeetingQuality, one: ListedBallots) -> None:
    """Draw why the ballot is here, what was decided, and the results with and without it."""
    results = one.results
    if results is None:
        results = caches.kept(ballot_results, ballots=one.ballots)
    lines = [f"**{plain(_title(one))}**", plain(_why(one))]
    if one.decision is not None:
        lines.append(plain(decided(one.decision)))
    st.markdown("  \n".join([*lines, plain(said.without_words(results))]))
    with st.expander(_("With and without this ballot, side by side")):
        _table(quality, results.merge(one.marks.drop(columns="name"), on="subject", how="left"))


def _title(one: ListedBallots) -> str:
    count = ngettext("{count} assessed", "{count} assessed", one.subjects)
    parts = [source_label(one.ballots.source), one.group, count.format(count=one.subjects)]
    return f"{one.number}. " + " · ".join(filter(None, parts))


def _why(one: ListedBallots) -> str:
    if not one.signals:
        return _("No signal puts it here; it was decided on before.")
    reasons = _("; ").join(said.signal_words(raised, one.subjects) for raised in one.signals)
    return _("This ballot {reasons}.").format(reasons=reasons)


def _table(quality: MeetingQuality, results: pd.DataFrame) -> None:
    places = quality.scheme.rounding.places
    tables.table(
        [
            Column("name", _("Who")),
            Column("score_with", _("Score with"), "number", decimals=places),
            Column("score_without", _("Score without"), "number", decimals=places),
            Column("places", _("Place"), "right"),
            Column("grades", _("Grade"), phone=False),
            Column("points", _("On this ballot"), "number", decimals=1, phone=False),
            Column("usual", _("Mean of all"), "number", decimals=1, phone=False),
        ],
        [
            {
                **row,
                "places": _moved(*(_place(row[f"rank_{side}"]) for side in ("with", "without"))),
                "grades": _moved(*(row[f"grade_{side}"] for side in ("with", "without"))),
            }
            for row in rows_of(results)
        ],
        about=_("Results with and without this ballot"),
    )


def _place(rank: object) -> str:
    return "" if tables.absent(rank) else f"{rank:,}"


def _moved(with_: object, without: object) -> str:
    """Return what is and what would be, once where it is the same."""
    sides = [tables.MISSING if tables.absent(one) else str(one) for one in (with_, without)]
    return sides[0] if sides[0] == sides[1] else " → ".join(sides)


def _decide(quality: MeetingQuality, one: ListedBallots) -> None:
    """Draw the reason and the buttons; their keys change with every decision."""
    seen = None if one.decision is None else one.decision.id
    key = f"{quality.meeting.id}.{one.number}.{seen or 0}"
    offered = {
        Verdict.VOID: _("Void: it shall not count"),
        Verdict.SOUND: _("Sound: it counts"),
    }
    if one.decision is not None:
        offered.pop(one.decision.verdict, None)
        offered[Verdict.UNDONE] = _("Take the decision back")
    st.text_input(
        _("Why, in a few words (stays on record)"), key=f"quality.reason.{key}", max_chars=200
    )
    with st.container(horizontal=True):
        for verdict, words in offered.items():
            st.button(
                words,
                key=f"quality.{verdict}.{key}",
                on_click=act,
                args=(one.ballots, verdict, key, seen),
            )
