"""Improvement on the screen: moves between grades, the changes behind them, who stands apart."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd
import streamlit as st

from cxzy.charts.frames import rows_of
from cxzy.core.labels import scheme_line
from cxzy.core.language import _, listed, sentences
from cxzy.core.vocabulary import SubjectKind
from cxzy.services import improvement_group_sentences as of_groups
from cxzy.services import improvement_sentences as said
from cxzy.services.filters import Filters
from cxzy.services.improvement import Improvement, earlier, improvement_of, narrowed
from cxzy.services.improvement_certainty_sentences import beyond_said
from cxzy.services.improvement_plates import changes_plate, flow_plate, matrix_plate
from cxzy.services.improvement_table import improvement_table
from cxzy.services.pictures import origin
from cxzy.services.records import Period
from cxzy.web import address, caches, improvement_certainty, messages, plates, session, tables
from cxzy.web.filters import Chosen
from cxzy.web.style import grade_css
from cxzy.web.tables import Column, Figure, Row


@dataclass(frozen=True)
class Asked:
    """What the screen is asked: filters, the earlier period, and the one count that is opened."""

    filters: Filters
    before_id: int
    moved: str = ""


def offered_before(chosen: Chosen) -> list[Period]:
    """Return the periods that the chosen one can be compared with, the nearest first."""
    return earlier(caches.periods(), chosen.period)


def before_choice(offered: list[Period]) -> Period:
    """Draw the choice of the earlier period."""
    return address.select(
        "from",
        _("Compared with"),
        offered,
        key="improvement.from",
        code=lambda period: period.key,
        text=lambda period: _("against {period}").format(period=period.name),
        label_visibility="collapsed",
        width=210,
    )


def compared(filters: Filters, before: Period) -> Improvement:
    """Return what changed, from the two rankings that other screens show as well."""

    def made() -> Improvement:
        was = replace(filters, period_id=before.id)
        units = {unit.id: unit for unit in caches.units()}
        return improvement_of(caches.ranking(was), caches.ranking(filters), units)

    return caches.made(made, "compared", filters, before.id)


def opened(shown: Improvement) -> str:
    """Return which count the address opens, "" for none and for what nobody knows."""
    code = address.chosen("moved")
    return "" if narrowed(shown, code) is None else code


def counted(shown: Improvement, asked: Asked) -> pd.DataFrame:
    """Return the rows of the count that is opened, or all that are compared."""
    rows = narrowed(shown, asked.moved)
    return shown.moved if rows is None else rows


def answer(shown: Improvement, asked: Asked) -> tuple[str, str]:
    """Return the first line of the screen."""
    rows = narrowed(shown, asked.moved)
    if rows is not None:
        return said.narrowed_answer(shown, asked.moved, rows), ""
    return said.answer(shown), sentences(said.detail(shown), beyond_said(shown))


def _here(**choices: str) -> str:
    """Return a link to this screen with its own choices and others."""
    own = {name: address.chosen(name) for name in ("from", "subject") if address.chosen(name)}
    return address.href("improvement", **{**own, **choices})


def way_back() -> None:
    """Lead from one count back to all."""
    words = messages.plain(_("All changes"))
    st.markdown(f"[← {words}]({_here()})")


def moves(shown: Improvement, rows: pd.DataFrame, asked: Asked) -> None:
    """Draw matrix, flow and groups, unless one count is opened, and always the dumbbells."""
    several = not asked.moved and shown.total["compared"] > 1
    if several:
        figures(shown)
        improvement_certainty.counts(shown, _moved_labels())
        with st.container(key="improvement_parts"):
            left, right = st.columns(2, gap="large")
            with left:
                plates.show(matrix_plate(shown), leads=_leads)
            with right:
                plates.show(flow_plate(shown))
    plates.show(changes_plate(shown, rows))
    improvement_certainty.explained(rows)
    if several:
        groups(shown)


def _leads(_kind: str, cell: str) -> str:
    return _here(moved=cell)


def figures(shown: Improvement) -> None:
    """Draw the counts; each leads to those it counts."""
    turned = _("{grade} turned round").format(grade=listed(shown.lowest))
    items = [
        Figure(_("Compared"), f"{shown.total['compared']:,}"),
        *(_figure(label, code, shown) for code, label in _moved_labels().items()),
        _figure(turned, "turned", shown),
        Figure(_("Mean change"), _signed(shown.total["mean_change"])),
    ]
    tables.figures(items)


def _moved_labels() -> dict[str, str]:
    return {"up": "▲ " + _("Up"), "level": "= " + _("Same"), "down": "▼ " + _("Down")}


def _figure(label: str, code: str, shown: Improvement) -> Figure:
    count = shown.total[code]
    beside = said.share(shown, code)
    sign = tables.anchor(label, _here(moved=code)) if count else ""
    return Figure(label, f"{count:,}", beside, sign)


def _signed(change: float) -> str:
    if tables.absent(change):
        return tables.MISSING
    return "=" if round(change, 2) == 0 else f"{'▲' if change > 0 else '▼'} {abs(change):.2f}"


def groups(shown: Improvement) -> None:
    """List the moves by organisation and by kind, where there are several."""
    if len(shown.organisations) > 1:
        rows, heading = rows_of(shown.organisations), of_groups.organisations_heading(shown)
        _groups(rows, _("Organisation"), shown, lambda row: _here(unit=row["code"]), heading)
    if len(shown.kinds) > 1:
        rows = rows_of(shown.kinds.assign(name=of_groups.kind_names(shown.kinds)))
        heading = of_groups.kinds_heading(shown)
        _groups(rows, _("Kind"), shown, lambda row: _here(kind=row["kind"]), heading)


def _groups(
    rows: list[dict[str, Any]],
    who: str,
    shown: Improvement,
    link: Callable[[Row], str],
    heading: str,
) -> None:
    columns = [
        Column("name", who),
        Column("bar", _("Up, same, down"), "html", phone=False),
        Column("compared", _("Compared"), "integer", phone=False),
        *(Column(code, label, "integer") for code, label in _moved_labels().items()),
        Column(
            "lowest", _("Was {grade}").format(grade=listed(shown.lowest)), "integer", phone=False
        ),
        Column("turned", _("Turned round"), "integer", phone=False),
        Column("mean_change", _("Mean change"), "change"),
    ]
    filled = [{**row, "bar": _bar(row)} for row in rows]
    about = _("Moves by {who}").format(who=who)
    tables.table(columns, filled, about=about, link=link, heading=heading)


def _bar(row: Row) -> str:
    colours = {"up": "rise", "level": "hairline", "down": "fall"}
    parts = [
        (float(row[code]), f"var(--cx-{colours[code]})", f"{label} {row[code]:,}")
        for code, label in _moved_labels().items()
    ]
    return tables.bar(parts, full=max(row["compared"], 1))


def listing(shown: Improvement, rows: pd.DataFrame, page: pd.DataFrame) -> None:
    """List the compared rows of one `page` of `rows`, each leading to its profile."""
    columns = [
        *_who(shown),
        Column("was", _("Grade before"), "html", phone=False),
        Column("stands", _("Grade now"), "html"),
        Column("score_before", _("Score before"), "number", phone=False),
        Column("score_now", _("Score now"), "number", phone=False),
        Column("change", _("Change"), "change"),
        *improvement_certainty.column(rows),
    ]
    heading = said.listing_heading(shown, rows)
    page = improvement_certainty.with_lines(page)
    _list(columns, page, shown, about=_("Changes of score and grade"), heading=heading)


def apart(shown: Improvement, rows: pd.DataFrame) -> None:
    """List those who are not counted, with the reason and what is known of them."""
    messages.heading(said.apart_heading(shown))
    if shown.total["compared"]:
        tables.lines([said.difference(shown)])
    columns = [
        *_who(shown),
        Column("why", _("Why"), "soft"),
        Column("was", _("Grade before"), "html", phone=False),
        Column("stands", _("Grade now"), "html", phone=False),
        Column("score_before", _("Score before"), "number", phone=False),
        Column("score_now", _("Score now"), "number", phone=False),
    ]
    _list(columns, rows, shown, about=said.apart_heading(shown))


def _who(shown: Improvement) -> list[Column]:
    members = shown.subject == SubjectKind.MEMBER
    where = Column("branch" if members else "organisation", _("Unit"), "soft", phone=False)
    return [Column("name", _("Member") if members else _("Branch")), where]


def _list(
    columns: list[Column],
    rows: pd.DataFrame,
    shown: Improvement,
    *,
    about: str,
    heading: str = "",
) -> None:
    filled = [
        {
            **row,
            "was": graded(row["grade_before"], shown),
            "stands": graded(row["grade_now"], shown),
            "why": said.standing_words(shown, row["standing"]),
        }
        for row in rows_of(rows)
    ]
    kind = shown.subject.value
    tables.table(
        columns,
        filled,
        about=about,
        link=lambda row: plates.link(kind, str(row["subject"])),
        heading=heading,
    )


def graded(grade: str | None, shown: Improvement) -> str:
    """Return a grade's word with its colour, as HTML; "" where there is none."""
    if grade is None or tables.absent(grade) or grade not in shown.grades:
        return ""
    colour = grade_css(shown.grades.index(grade), len(shown.grades))
    return tables.swatch(grade, colour, hatched=grade in shown.lowest)


def foot(shown: Improvement) -> str:
    """Return what stands below pictures and printed pages: the periods and the schemes."""
    return origin(said.periods(shown), *shown.schemes)


def notes(shown: Improvement) -> None:
    """Say by which schemes the results were made, on the screen and on paper."""
    tables.last_lines([scheme_line(*shown.schemes)])
    messages.printed(_("Who improved?"), foot(shown))


def download(asked: Asked) -> Callable[[], bytes]:
    """Return what builds the .xlsx when it is asked for, outside of any script run."""
    engine, actor = session.engine(), session.actor()
    return lambda: improvement_table(engine, actor, asked.filters, asked.before_id)[1]
