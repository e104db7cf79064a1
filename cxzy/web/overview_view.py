"""The overview on the screen: key figures, matters, figures two abreast, the table of units."""

from collections.abc import Callable
from html import escape
from typing import Any

import streamlit as st

from cxzy.charts.frames import rows_of
from cxzy.charts.plates import Link, Plate
from cxzy.core.labels import scheme_line, source_label
from cxzy.core.language import _
from cxzy.core.vocabulary import SubjectKind
from cxzy.services.briefing import briefing, briefing_name
from cxzy.services.filters import Filters
from cxzy.services.overview import Overview
from cxzy.services.overview_figures import KeyFigure, key_figures
from cxzy.services.overview_matter_sentences import item_words, matter_words, unseen_words
from cxzy.services.overview_matters import Item, Matter
from cxzy.services.overview_plates import plates
from cxzy.services.overview_sentences import place_words, rows_counted
from cxzy.services.overview_table import level_label, overview_table
from cxzy.services.overview_weights import weights_computed
from cxzy.services.pictures import origin
from cxzy.web import address, drawn_tables, messages, session, sparks, tables
from cxzy.web.downloads import Download, file_name
from cxzy.web.grades import glossed
from cxzy.web.plates import show
from cxzy.web.style import grade_css
from cxzy.web.tables import Column, Row

MOST_ITEMS = 4
"""Of one matter, those named on the screen; the rest stand behind one link."""
MOST_ROWS = 60


def link(subject: SubjectKind) -> Link:
    """Return where names lead: a unit to the same page about it, a subject to its profile."""

    def leads(kind: str, key: str) -> str:
        if kind == "organisation" or (kind == "branch" and subject == SubjectKind.MEMBER):
            return address.href("overview", unit=key, **_choice(subject))
        return address.href("profile", subject=kind, key=key)

    return leads


def _choice(subject: SubjectKind) -> dict[str, str]:
    """Return what of the switch stands in the address: branches are the default."""
    return {} if subject == SubjectKind.BRANCH else {"subject": subject.value}


def figures(value: Overview) -> None:
    """Draw the key figures."""
    shown = key_figures(value)
    marks = [_mark(value, figure) for figure in shown]
    sparks.key_figures(shown, marks, [_made_of(value, figure.code) for figure in shown])


def _made_of(value: Overview, code: str, **choices: str) -> str:
    """Return where a count leads: to the list of those that it counts."""
    subject = {**choices, "subject": value.subject.value}
    if code == "sheets":
        return address.href("upload", **choices)
    if code in ("best", "lowest"):
        grade = value.best if code == "best" else value.lowest
        return address.href("grading", **subject, grade=grade)
    if code == "up":
        return address.href("improvement", **subject, moved="up")
    return address.href("ranking", **subject)


def _mark(value: Overview, figure: KeyFigure) -> str:
    words = [band.grade for band in value.scheme.bands] if value.scheme else []
    if figure.label not in words:
        return ""
    place, number = words.index(figure.label), len(words)
    colour = grade_css(place, number)
    return tables.swatch(glossed(figure.label), colour, hatched=place == number - 1)


def matters(value: Overview) -> None:
    """List what needs a decision or is missing, each item leading on."""
    if not value.matters:
        messages.heading(_("Nothing is left to do"))
        if not value.units.empty:
            words = _("All sheets are in, all have scores, and no grade is low or close.")
            tables.lines([words])
        return
    parts = "".join(_matter(value, matter) for matter in value.matters)
    heading = messages.heading_html(_("Needs attention today"))
    st.html(f'{heading}<ul class="cx-matters">{parts}</ul>')


def _matter(value: Overview, matter: Matter) -> str:
    shown = matter.items[:MOST_ITEMS]
    items = "".join(f"<li>{_item(value, matter, item)}</li>" for item in shown)
    left = len(matter.items) - len(shown)
    if left:
        more = _("{count} further").format(count=f"{left:,}")
        items += f"<li>{tables.anchor(more + ' →', _all(value, matter))}</li>"
    if unseen := unseen_words(matter):
        items += f"<li>{tables.anchor(unseen + ' →', _all(value, matter))}</li>"
    return f"<li><b>{escape(matter_words(value, matter))}</b><ul>{items}</ul></li>"


def _item(value: Overview, matter: Matter, item: Item) -> str:
    said = escape(item_words(matter, item))
    return f"{tables.anchor(item.name, _target(value, item))} <span>{said}</span>"


def _target(value: Overview, item: Item) -> str:
    if item.target == "meeting":
        return address.href("upload", meeting=item.key)
    if item.target == "ballots":
        return address.href("quality", meeting=item.key)
    if item.target == "members":
        return address.href("ranking", unit=item.key)
    return address.href("profile", subject=value.subject.value, key=item.key)


def _all(value: Overview, matter: Matter) -> str:
    if matter.topic in ("nothing_in", "owing"):
        return address.href("upload")
    if matter.topic == "ballots":
        return address.href("quality")
    if matter.topic == "withheld":
        return address.href("ranking")
    return address.href("grading", **_choice(value.subject))


def screen(value: Overview) -> None:
    """Draw the whole screen below its answer."""
    figures(value)
    drawn = {plate.key: plate for plate in plates(value)}
    with st.container(key="overview_parts"):
        left, right = st.columns([7, 5], gap="large")
        with left:
            _show(value, drawn, "grades", "handed_in")
        with right:
            matters(value)
        _show(value, drawn, "distribution")
        left, right = st.columns(2, gap="large")
        with left:
            _show(value, drawn, "sources")
        with right:
            _show(value, drawn, "criteria")
            if "overview.weights" in drawn:
                with st.container(key="overview_weights"):
                    _show(value, drawn, "weights")
    units(value)


def missing(value: Overview) -> None:
    """Draw what is owed where nothing has been scored yet, if anything is."""
    if not value.matters:
        return
    with st.container(key="overview_parts"):
        left, right = st.columns([7, 5], gap="large")
        with left:
            _show(value, {plate.key: plate for plate in plates(value)}, "handed_in")
        with right:
            matters(value)


def _show(value: Overview, drawn: dict[str, Plate], *keys: str) -> None:
    for key in keys:
        if (plate := drawn.get(f"overview.{key}")) is not None:
            _SHOWN.get(key, _figure)(value, plate)


def _figure(value: Overview, plate: Plate) -> None:
    show(plate, leads=link(value.subject))


def _sheets(value: Overview, plate: Plate) -> None:
    drawn = drawn_tables.sheets_html(plate.table, about=plate.alt, link=link(value.subject))
    drawn_tables.show(plate, drawn)


def _criteria(value: Overview, plate: Plate) -> None:
    leads = link(value.subject)
    drawn = drawn_tables.heat_html(plate.table, about=plate.alt, link=leads, kind=value.level)
    drawn_tables.show(plate, drawn)


def _weights(_value: Overview, plate: Plate) -> None:
    explained = tables.explained_html(_("How this is computed"), weights_computed())
    drawn = drawn_tables.weights_html(plate.table, about=plate.alt)
    drawn_tables.show(plate, drawn, explained=explained)


_SHOWN = {"handed_in": _sheets, "criteria": _criteria, "weights": _weights}
"""Those that are tables on the screen; the others are figures."""


def units(value: Overview) -> None:
    """Draw the table of units, each leading on."""
    rows = rows_of(value.units.head(MOST_ROWS))
    leads = link(value.subject)
    tables.table(
        _columns(value),
        [{**row, "missing": _missing(row)} for row in rows],
        about=_("Overview of {where}").format(where=place_words(value)),
        link=lambda row: leads(value.level, str(row["key"])),
        heading=_("{counted} in numbers").format(counted=rows_counted(value, len(value.units))),
    )
    if len(value.units) > len(rows):
        words = _("The first {first} of {count}; the workbook has all.")
        tables.lines([words.format(first=len(rows), count=f"{len(value.units):,}")])


def _columns(value: Overview) -> list[Column]:
    single = value.level == "member" or (
        value.level == "branch" and value.subject == SubjectKind.BRANCH
    )

    def of(code: str) -> Callable[[Row], str]:
        return lambda row: _made_of(value, code, unit=str(row["key"]))

    several = [
        Column("scored", _("Scored"), "integer", phone=False, leads=of("scored")),
        Column("best", value.best, "integer", phone=False, leads=of("best")),
        Column("lowest", value.lowest, "integer", leads=of("lowest")),
    ]
    own = link(value.subject)
    mean = Column(
        "mean",
        _("Score") if single else _("Mean"),
        "number",
        leads=lambda row: own(value.level, str(row["key"])),
    )
    return [
        Column("name", level_label(value)),
        mean,
        Column("change", _("Change"), "change", decimals=2),
        *(Column(f"{s.value}_mean", source_label(s), "number", phone=False) for s in value.sources),
        *([] if single else several),
        *(
            []
            if value.level == "member"
            else [Column("missing", _("Missing"), "integer", phone=False, leads=of("sheets"))]
        ),
    ]


def _missing(row: dict[str, Any]) -> int | None:
    if tables.absent(row.get("expected")):
        return None
    return int(row["expected"] - row["standing"])


def notes(value: Overview) -> None:
    """Say by which scheme, and what has to be said of the numbers, on the screen and on paper."""
    tables.last_lines([scheme_line(value.scheme), *value.notes])
    title = _("Overview of {where}").format(where=place_words(value))
    messages.printed(origin(title, value.scheme))


def foot(value: Overview) -> str:
    """Return what stands below pictures and printed pages: unit, period and scheme."""
    return origin(place_words(value), value.scheme)


def table_download(filters: Filters, value: Overview) -> Download:
    """Return the workbook of the units, as `cxzy.web.downloads` offers it."""
    engine, actor = session.engine(), session.actor()
    title = _("Overview of {where}").format(where=place_words(value))
    content: Callable[[], bytes] = lambda: overview_table(engine, actor, filters)[1]  # noqa: E731
    return Download(title, f"{title}.xlsx", content)


def briefing_download(filters: Filters, value: Overview) -> Download:
    """Return the page for leaders, as `cxzy.web.downloads` offers it."""
    engine, actor = session.engine(), session.actor()
    name = briefing_name(value)
    return Download(
        _("One page for leaders (.docx)"),
        file_name(name.removesuffix(".docx"), "docx"),
        lambda: briefing(engine, actor, filters)[1],
    )
