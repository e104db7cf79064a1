"""The ballots of all meetings of a period on the screen, those first that need a look."""

from collections.abc import Mapping
from typing import Any

import pandas as pd
import streamlit as st

from cxzy.charts.frames import rows_of
from cxzy.core.language import _, listed, ngettext
from cxzy.services.quality_overview import FEW_VOTED, UNEVEN, QualityOverview
from cxzy.services.quality_table import overview_table
from cxzy.services.quality_waiting import known_waiting, look_through
from cxzy.web import address, messages, session, tables
from cxzy.web.downloads import Download, file_name
from cxzy.web.tables import Column, Row


def waiting(shown: QualityOverview) -> Mapping[int, int]:
    """Return how many ballots wait in each meeting whose ballots were looked through."""
    return known_waiting(session.engine(), session.actor(), shown.versions)


def look(shown: QualityOverview, known: Mapping[int, int]) -> None:
    """Offer to look through the ballots of the meetings where nobody has yet."""
    rest = len(shown.versions) - len(known)
    if not shown.may_look or not rest:
        return
    words = ngettext(
        "Look through the ballots of {count} meeting",
        "Look through the ballots of {count} meetings",
        rest,
    ).format(count=f"{rest:,}")
    if st.button(words, key="quality.look", icon=":material/search:"):
        _look_through(shown, rest)
        st.rerun()


def _look_through(shown: QualityOverview, rest: int) -> None:
    bar = st.progress(0.0, messages.plain(_("Looking through the ballots …")))
    for done in look_through(session.engine(), session.actor(), shown.versions):
        words = _("Looked through: {done} of {all} meetings").format(done=done, all=rest)
        bar.progress(min(done / rest, 1.0), messages.plain(words))


def download(shown: QualityOverview, asked: Mapping[str, Any]) -> Download:
    """Return the .xlsx of the meetings asked for."""
    engine, actor = session.engine(), session.actor()
    return Download(
        _("Turnout of all meetings (.xlsx)"),
        file_name(_("Ballots of {period}").format(period=shown.period.name), "xlsx"),
        lambda: overview_table(engine, actor, **asked),
    )


def listing(shown: QualityOverview, rows: pd.DataFrame, number: int) -> None:
    """List some of `number` meetings; each leads to its ballots."""
    heading = ngettext(
        "{count} meeting, those first that need a look",
        "{count} meetings, those first that need a look",
        number,
    ).format(count=f"{number:,}")
    columns = [
        Column("name", _("Meeting")),
        Column("organisation", _("Organisation"), "soft", phone=False),
        Column("ballots", _("Voted"), "integer", phone=False),
        Column("electorate", _("Entitled"), "integer", phone=False),
        Column("turnout_percent", _("Turnout, %"), "number", decimals=0),
        Column("effective", _("Worth ballots"), "number", decimals=0, phone=False),
        Column("why", _("What to look at"), "soft"),
    ]
    if shown.may_look:
        columns.insert(6, Column("waiting", _("Ballots waiting"), "integer"))
    tables.table(
        columns,
        [_row(row) for row in rows_of(rows)],
        about=heading,
        heading=heading,
        link=lambda row: address.href(
            "quality", period=shown.period.key, meeting=str(row["meeting"])
        ),
    )


def _row(row: Row) -> Row:
    return {**row, "turnout_percent": row["turnout"] * 100, "why": listed(_why(row))}


def _why(row: Row) -> list[str]:
    """Return in words what puts a meeting ahead of others."""
    why = []
    if row["missing"] and row["ballots"]:
        words = _("nobody voted of {groups}") if row["missing_groups"] else _("nobody voted")
        why.append(words.format(groups=row["missing_groups"]))
    elif row["in_"] and not row["ballots"] > 0:
        why.append(_("no mass ballot"))
    if row["crowded"]:
        why.append(_("more ballots than people"))
    if row["ballots"] and row["turnout"] < FEW_VOTED:
        why.append(_("less than half voted"))
    if row["effective"] < UNEVEN * row["ballots"]:
        why.append(_("uneven"))
    return why


def notes() -> None:
    """Say what the list is made of."""
    tables.lines(
        [
            _(
                "Votes of the masses. Worth ballots: as many evenly drawn ones would be as sure. "
                "Waiting are ballots that two independent signs single out."
            )
        ]
    )
