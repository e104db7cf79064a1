"""The figures of the overview, each under its finding; pages, pictures and briefings draw them."""

from collections.abc import Callable, Sequence
from functools import partial
from itertools import takewhile

import pandas as pd

from cxzy.charts.distribution import distribution_figure
from cxzy.charts.grade_bars import grade_bars_figure
from cxzy.charts.handed_in import handed_in_figure
from cxzy.charts.heat_table import heat_table_figure
from cxzy.charts.overview_sources import overview_sources_figure
from cxzy.charts.plates import Plate
from cxzy.core.grade_counts import grade_counts
from cxzy.core.grade_edges import lower_edges
from cxzy.core.language import _, sentences
from cxzy.core.row_groups import in_words
from cxzy.core.unit_means import ends
from cxzy.core.vocabulary import SubjectKind
from cxzy.services.overview import Overview
from cxzy.services.overview_sentences import (
    criteria_heading,
    distribution_heading,
    grades_heading,
    kind_words,
    sheets_heading,
    sources_heading,
)
from cxzy.services.overview_weights import weights_plate

SHORTEST = 2
"""Signs that a common beginning and what is left of a name need."""
MOST_ROWS = 24
"""Rows of a figure; of more, the first and the last half are shown and the note says so."""


def plates(value: Overview) -> tuple[Plate, ...]:
    """Return the figures that have anything to show, in their order on the screen."""
    made: dict[str, Callable[[Overview], Plate]] = {
        "grades": _grades,
        "handed_in": _handed_in,
        "distribution": _distribution,
        "sources": _sources,
        "criteria": _criteria,
    }
    drawn = [made[key](value) for key in made if _shows(value, key)]
    return tuple(filter(None, [*drawn, weights_plate(value)]))


def _shows(value: Overview, key: str) -> bool:
    if key == "handed_in":
        return not value.sheets.empty
    if key == "grades":
        return bool(value.results["grade"].notna().any())
    if key == "criteria":
        return len(value.criteria.columns) > 2  # noqa: PLR2004 — beside key and name
    if key == "sources":
        return bool(value.units.filter(regex="_mean$").notna().any(axis=None))
    return int(value.results["score"].notna().sum()) > 1


def _grades(value: Overview) -> Plate:
    by_unit = value.level == "organisation" or (
        value.level == "branch" and value.subject == SubjectKind.MEMBER
    )
    counts = _counts(value, by_unit=by_unit)
    shown = _named(value, ends(counts, MOST_ROWS))
    draw = partial(
        grade_bars_figure,
        shown,
        value.grades,
        name="name",
        kind=value.level if by_unit else "",
        key="key" if by_unit else "",
    )
    return Plate(
        key="overview.grades",
        heading=grades_heading(value, counts),
        alt=_("Bars of one length, one per row, parted by grade; the best share is on top."),
        draw=lambda theme, link: draw(theme=theme, link=link),
        note=_cut(counts, shown),
    )


def _counts(value: Overview, *, by_unit: bool) -> pd.DataFrame:
    """Return the grades per unit or, where a unit is one subject, per kind."""
    if by_unit:
        counts = grade_counts(value.results, value.grades, ["key", "label"])
        return counts.rename(columns={"label": "name"})
    named = {"name": in_words(value.results["kind"], kind_words), "grade": value.results["grade"]}
    return grade_counts(pd.DataFrame(named), value.grades, ["name"])


def _handed_in(value: Overview) -> Plate:
    shown = _named(value, value.sheets.head(MOST_ROWS))
    return Plate(
        key="overview.handed_in",
        heading=sheets_heading(value),
        alt=_("A bar per unit, filled for the sheets that are in; what is missing stands beside."),
        draw=lambda theme, link: handed_in_figure(shown, theme=theme, link=link),
        note=sentences(
            _("One sheet per source is expected of every meeting."), _more(value.sheets, shown)
        ),
        table=shown,
    )


def _distribution(value: Overview) -> Plate:
    scores = pd.DataFrame(
        {
            "kind_label": in_words(value.results["kind"], kind_words).array,
            "score": value.results["score"].to_numpy("float64"),
        }
    )
    edges = lower_edges(value.scheme) if value.scheme else ()
    return Plate(
        key="overview.distribution",
        heading=distribution_heading(value),
        alt=_("A histogram of scores per kind, coloured by grade, with the edges of the bands."),
        draw=lambda theme, _link: distribution_figure(scores, edges, theme=theme),
    )


def _sources(value: Overview) -> Plate:
    shown = _named(value, ends(value.units, MOST_ROWS))
    draw = partial(overview_sources_figure, shown, value.sources, kind=value.level)
    note = _("Ordered by mean score; a dot is the mean of what the source gave.")
    return Plate(
        key="overview.sources",
        heading=sources_heading(value),
        alt=_("A row per unit with a dot for the mean of each source, in the source's colour."),
        draw=lambda theme, link: draw(theme=theme, link=link),
        note=sentences(note, _cut(value.units, shown)),
    )


def _criteria(value: Overview) -> Plate:
    shown = _named(value, ends(value.criteria, MOST_ROWS))
    draw = partial(heat_table_figure, shown, kind=value.level)
    note = _("Ordered by mean score; sources count with their weights. What stands out is high.")
    return Plate(
        key="overview.criteria",
        heading=criteria_heading(value),
        alt=_("A table of units and criteria; every cell holds its mean and is tinted by it."),
        draw=lambda theme, link: draw(theme=theme, link=link),
        note=sentences(note, _cut(value.criteria, shown)),
        table=shown,
    )


def _named(value: Overview, table: pd.DataFrame) -> pd.DataFrame:
    """Return rows of branches without the name of the organisation that all begin with."""
    if value.level != "branch" or value.unit is None or "key" not in table:
        return table
    begin = _beginning(value.units["name"].tolist())
    if len(value.units) == 1 or len(begin) < SHORTEST:
        return table
    rest = table["name"].str.removeprefix(begin)
    short = table["name"].str.startswith(begin) & (rest.str.len() >= SHORTEST)
    return table.assign(name=rest.where(short & (table["key"] != value.unit.code), table["name"]))


def _beginning(names: Sequence[str]) -> str:
    """Return what all names begin with."""
    signs = zip(*names, strict=False)
    return "".join(held[0] for held in takewhile(lambda held: len(set(held)) == 1, signs))


def _cut(table: pd.DataFrame, shown: pd.DataFrame) -> str:
    if len(shown) == len(table):
        return ""
    words = _("The first {first} and last {last} of {count}; the table below has all.")
    last = MOST_ROWS - MOST_ROWS // 2
    return words.format(first=MOST_ROWS // 2, last=last, count=f"{len(table):,}")


def _more(table: pd.DataFrame, shown: pd.DataFrame) -> str:
    if len(shown) == len(table):
        return ""
    words = _("The first {first} of {count}; the table below has all.")
    return words.format(first=len(shown), count=f"{len(table):,}")
