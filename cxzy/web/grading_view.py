"""Grades on the screen: how they are spread, by which lines, and who is close to one."""

from collections.abc import Callable
from html import escape
from typing import Any

import pandas as pd
import streamlit as st

from cxzy.charts.frames import rows_of
from cxzy.charts.plates import Link
from cxzy.core.labels import scheme_line
from cxzy.core.language import _
from cxzy.core.vocabulary import SubjectKind
from cxzy.services import grading_plates, grading_sentences
from cxzy.services.filters import Filters
from cxzy.services.grading import Grading
from cxzy.services.grading_table import grading_table
from cxzy.services.pictures import origin
from cxzy.services.shares import shares, whole_shares
from cxzy.web import address, messages, plates, session, tables
from cxzy.web.grades import glossed, graded
from cxzy.web.style import grade_css
from cxzy.web.tables import Column, Figure, Row

MARGINS = (1.0, 2.0, 3.0, 5.0)
_NARROWED = {"organisation": "unit", "kind": "kind", "period": "period"}


def link(grading: Grading) -> Link:
    """Return where a name leads: units, kinds and periods narrow this screen, others are opened."""

    def leads(kind: str, key: str) -> str:
        if kind in _NARROWED:
            return address.href(
                "grading", **{"subject": grading.subject.value, _NARROWED[kind]: key}
            )
        return plates.link(kind, key)

    return leads


def opened(grading: Grading) -> str:
    """Return the grade whose list the address opens, "" for all and for what is no grade."""
    asked = address.chosen("grade")
    return asked if asked in grading.grades else ""


def counted(grading: Grading, grade: str) -> pd.DataFrame:
    """Return the rows of those with a grade, of all where none is opened."""
    subjects = grading.subjects
    return subjects[(subjects["grade"] == grade).to_numpy()] if grade else subjects


def way_back(grading: Grading) -> None:
    """Lead from one grade back to all."""
    words = messages.plain(_("All grades"))
    st.markdown(f"[← {words}]({address.href('grading', subject=grading.subject.value)})")


def answer(grading: Grading, grade: str = "") -> tuple[str, str]:
    """Return the first line of the screen: the answer, what changed and who is close to a line.

    Where one `grade` is opened, how many have it.
    """
    if grade:
        return grading_sentences.graded_answer(grading, grade, len(counted(grading, grade))), ""
    return grading_sentences.answer(grading), grading_sentences.detail(grading)


def parts(grading: Grading) -> None:
    """Draw how the grades are spread, and by which rule they come about."""
    spread(grading)
    rules(grading)


def spread(grading: Grading) -> None:
    """Draw key figures and how the grades are spread over units, kinds and periods."""
    figures(grading)
    bars = grading_plates.bars(grading)
    with st.container(key="grading_parts"):
        columns = st.columns(min(len(bars), 2), gap="large") if bars else []
        for place, plate in enumerate(bars):
            with columns[min(place, 1)]:
                plates.show(plate, leads=link(grading))


def rules(grading: Grading) -> None:
    """Draw by which rule the grades come about: the scores between the lines, and the bands."""
    with st.container(key="grading_rule_parts"):
        left, right = st.columns([3, 2], gap="large")
        with left:
            plates.show(grading_plates.scores_plate(grading))
        with right:
            bands(grading)


def figures(grading: Grading) -> None:
    """Draw how many have each grade, with their share, and how many are close to a line."""
    number = len(grading.bands)
    percent = whole_shares(grading.bands["count"].tolist(), grading.scheme)
    items = [
        Figure(
            row["grade"],
            f"{row['count']:,}",
            percent[place],
            tables.swatch(
                glossed(row["grade"]), grade_css(place, number), hatched=0 < place == number - 1
            ),
        )
        for place, row in enumerate(rows_of(grading.bands))
    ]
    near = grading.near["subject"].nunique()
    items.append(Figure(_("Close to a line"), f"{near:,}"))
    tables.figures(items)


def bands(grading: Grading) -> None:
    """List the bands: from how many points, who is in, from which to which score."""
    places = _places(grading)
    percent = shares(grading.bands["count"].tolist(), grading.scheme, places=1)
    tables.table(
        [
            Column("graded", _("Grade"), "html"),
            Column("from", _("From"), "number", decimals=places),
            Column("count", _("How many"), "integer"),
            Column("percent", _("%"), "number", decimals=1),
            Column("lowest", _("Lowest"), "number", decimals=places, phone=False),
            Column("highest", _("Highest"), "number", decimals=places, phone=False),
        ],
        [
            {**row, "graded": _graded(row, grading), "percent": share}
            for row, share in zip(rows_of(grading.bands), percent, strict=True)
        ],
        about=_("The bands of the grades and who is in them"),
        heading=grading_sentences.bands_heading(grading),
    )


def near(grading: Grading, close: pd.DataFrame) -> None:
    """List the rows of those who are close to a line, the highest line first and from above."""
    heading = grading_sentences.near_heading(grading)
    if close.empty:
        messages.heading(heading)
        return
    places = _places(grading)
    tables.table(
        [
            Column("line", _("Line"), "html"),
            Column("name", _who(grading)),
            Column("where", _("Unit"), "soft", phone=False),
            Column("score", _("Score"), "number", decimals=places, phone=False),
            Column("beyond", _("To the line"), "change", decimals=places),
            Column("graded", _("Grade"), "html"),
        ],
        [
            {
                **row,
                "line": _line(row),
                "where": _where(row),
                "graded": _graded(row, grading),
            }
            for row in rows_of(close)
        ],
        about=heading,
        heading=heading,
        link=_profile(grading),
    )


def everyone(grading: Grading, subjects: pd.DataFrame, number: int) -> None:
    """List some of `number` rows with score, grade and the distance to the lines."""
    heading = grading_sentences.everyone_heading(grading, number)
    places = _places(grading)
    tables.table(
        [
            Column("rank", _("Place"), "integer"),
            Column("name", _who(grading)),
            Column("where", _("Unit"), "soft", phone=False),
            Column("kind_label", _("Kind"), "soft", phone=False),
            Column("score", _("Score"), "number", decimals=places),
            Column("graded", _("Grade"), "html"),
            Column("above_edge", _("Above its line"), "number", decimals=places, phone=False),
            Column("to_next", _("Short of the next"), "number", decimals=places, phone=False),
            Column("next_band", _("Next grade"), "soft", phone=False),
        ],
        [
            {**row, "where": _where(row), "graded": _graded(row, grading)}
            for row in rows_of(subjects)
        ],
        about=heading,
        heading=heading,
        link=_profile(grading),
    )


def _who(grading: Grading) -> str:
    return _("Branch") if grading.subject == SubjectKind.BRANCH else _("Member")


def _places(grading: Grading) -> int:
    return grading.scheme.rounding.places if grading.scheme else 2


def _graded(row: Row, grading: Grading) -> str:
    return graded(row["grade"], grading.scheme) if grading.scheme else ""


def _where(row: dict[str, Any]) -> str:
    if row["branch"] == row["name"]:
        return str(row["organisation"])
    return f"{row['branch']} · {row['organisation']}"


def _line(row: dict[str, Any]) -> str:
    words = escape(f"{row['edge']} ≥{row['edge_from']:g}")
    return f'<span class="cx-whole">{words}</span>'


def _profile(grading: Grading) -> Callable[[Row], str]:
    def leads(row: Row) -> str:
        return address.href(
            "profile",
            period=grading.period.key,
            subject=grading.subject.value,
            key=str(row["subject"]),
        )

    return leads


def download(filters: Filters, margin: float) -> Callable[[], bytes]:
    """Return what builds the .xlsx when it is asked for, outside of any script run."""
    engine, actor = session.engine(), session.actor()
    return lambda: grading_table(engine, actor, filters, margin=margin)[1]


def foot(grading: Grading) -> str:
    """Return what stands below pictures and printed pages: period and scheme."""
    return origin(grading.period.name, grading.scheme)


def notes(grading: Grading) -> None:
    """Say by which scheme, and what has to be said of the numbers."""
    tables.last_lines((scheme_line(grading.scheme), *grading_sentences.notes(grading)))
    messages.printed(_("Grading"), foot(grading))
