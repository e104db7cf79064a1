"""One meeting's ballots on the screen: who voted, what weighing changes, how far raters agree."""

from collections.abc import Callable

import streamlit as st

from cxzy.charts.frames import rows_of, signed
from cxzy.core.labels import scheme_line, source_label
from cxzy.core.language import _, listed
from cxzy.core.literature import works_in
from cxzy.services import quality_plates
from cxzy.services import quality_sentences as said
from cxzy.services.campaign import MeetingView
from cxzy.services.pictures import origin
from cxzy.services.quality import MeetingQuality, SourceQuality
from cxzy.services.quality_agreement import Agreement
from cxzy.services.quality_table import quality_table
from cxzy.services.records import Period
from cxzy.web import address, messages, plates, session, tables
from cxzy.web.tables import Column, Row


def way_back(*, alone: bool) -> None:
    """Lead from one meeting back to all; where it is `alone`, of all units and kinds."""
    words = messages.plain(_("All meetings"))
    everything = {"unit": "", "kind": ""} if alone else {}
    st.markdown(f"[← {words}]({address.href('quality', **everything)})")


def parts(quality: MeetingQuality) -> None:
    """Draw who voted, plain beside weighted means, and agreement."""
    drawn = quality_plates.plates(quality)
    for first in range(0, len(drawn), 2):
        columns = st.columns(2, gap="large")
        for column, plate in zip(columns, drawn[first : first + 2], strict=False):
            with column:
                plates.show(plate)
    for source in quality.sources:
        means(source)
    agreement(quality)


def means(source: SourceQuality) -> None:
    """List plain beside weighted means of those of whom both may be told."""
    heading = said.means_heading(source)
    if heading and source.means is not None:
        tables.table(
            [
                Column("name", _("Who")),
                Column("plain", _("Every ballot alike"), "number", phone=False),
                Column("weighted", _("Weighed by people"), "number"),
                Column("moved", _("Difference"), "right"),
            ],
            [
                {**row, "moved": signed(row["difference"], 2)}
                for row in rows_of(source.means.table.dropna(subset=["difference"]))
            ],
            about=heading,
            heading=heading,
        )
    tables.lines([said.withheld_words(source)])


def agreement(quality: MeetingQuality) -> None:
    """List how far the raters of each source agree, and how they differ in severity."""
    known = [(one, one.agreement) for one in quality.sources if one.agreement is not None]
    if not known:
        return
    heading = said.agreement_heading(quality)
    tables.table(
        [
            Column("source", _("Source")),
            Column("word", _("In a word")),
            Column("apart", _("Marks apart"), "number", decimals=1),
            Column("picture", _("Who is better: agreement"), "html", phone=False),
            Column("alpha", _("0 to 1"), "number"),
            Column("spread", _("Strict or lenient, ±"), "number", decimals=1, phone=False),
            Column("raters", _("Raters"), "integer", phone=False),
        ],
        [_agreement(source, found) for source, found in known],
        about=heading,
        heading=heading,
    )


def _agreement(source: SourceQuality, found: Agreement) -> Row:
    length = 0.0 if found.few or found.alpha != found.alpha else max(found.alpha, 0.0)
    word = said.agreement_word(found)
    return {
        "source": source_label(source.source),
        "word": word,
        "apart": found.apart,
        "picture": tables.bar([(length, "var(--cx-better)", word)], full=1.0) if length else "",
        "alpha": found.alpha,
        "spread": found.spread,
        "raters": found.raters,
    }


def method() -> None:
    """Say how all of this is reckoned, and by whose formulas, one click further."""
    with st.expander(_("How is this reckoned?")):
        paragraphs = _method()
        st.markdown("\n\n".join(messages.plain(words) for words in paragraphs))
        if works := tables.works_html(works_in(paragraphs)):
            st.html(works)


def _method() -> tuple[str, ...]:
    """Return the paragraphs, which are all that is longer here than it should be."""
    return (
        _(
            "Turnout: ballots that count, divided by those entitled. Where the ballots name no "
            "group, only the whole is told."
        ),
        _(
            "Ballots worth: where a group voted less than others, each of its ballots has to stand "
            "for more people. The number says how many evenly drawn ballots are as sure "
            "(n divided by Kish's design effect, 1965)."
        ),
        _(
            "Weighed by people: the mean of each group counts as much as the group has people "
            "entitled; groups of fewer than five ballots are joined with their neighbour."
        ),
        _(
            "Agreement: Krippendorff's alpha on whole ballots. 1 is full agreement on who is "
            "better, 0 is what dice would give; from 0.8 it is sure, from 0.667 for careful use. "
            "Where all are about equally good it is low although nobody disagrees: therefore the "
            "points by which two marks of the same one differ stand beside it."
        ),
        _(
            "Strict or lenient: by how many points raters differ in what they give to the same "
            "ones, beyond chance. Nothing of it goes into the score."
        ),
        _(
            "Ballots to look at: two independent signs, each of which one honest paper in a "
            "hundred shows at most. Nothing is taken out by the machine: a person decides."
        ),
        _("Of fewer than five raters or ballots nothing is told that would give away a mark."),
    )


def download(quality: MeetingQuality, name: str, period: Period) -> Callable[[], bytes]:
    """Return what builds the .xlsx of a meeting when it is asked for."""
    engine, actor = session.engine(), session.actor()
    return lambda: quality_table(engine, actor, quality.meeting.id, name, period)


def foot(quality: MeetingQuality, period: Period) -> str:
    """Return what stands below pictures and printed pages: period and scheme."""
    return origin(period.name, quality.scheme)


def notes(quality: MeetingQuality, view: MeetingView, period: Period) -> None:
    """Say by which scheme, and what is still owed."""
    owed = listed(source_label(source) for source in view.owing)
    words = _("Not in yet: {sources}.").format(sources=owed) if owed else ""
    tables.lines((scheme_line(quality.scheme), words))
    messages.printed(_("Ballot check"), foot(quality, period))
