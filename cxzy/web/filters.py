"""Period, unit and kind: one row of filters that stays over pages and lives in the address."""

from dataclasses import dataclass
from html import escape

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from cxzy.core.labels import kind_label, subject_label
from cxzy.core.language import _, listed
from cxzy.core.vocabulary import SubjectKind, UnitKind, UnitLevel
from cxzy.services.records import Period, Unit
from cxzy.web import address, caches, empty_states, messages

_WIDTHS = {"period": 170, "unit": 270, "kind": 150}


@dataclass(frozen=True)
class Chosen:
    """What the row of filters says; None means everything. Further choices go into `row`."""

    period: Period
    unit: Unit | None
    kind: UnitKind | None
    row: DeltaGenerator

    @property
    def unit_id(self) -> int | None:
        """The id of the unit asked for, None for all."""
        return None if self.unit is None else self.unit.id


def filter_row(
    title: str, *, units: bool = True, kinds: bool = True, branches: bool = True
) -> Chosen | None:
    """Draw the filters and return what they say.

    Without any period there is nothing to choose: then it is None, and the page is headed by
    its `title` and leads to the first step.
    """
    periods = caches.periods()
    if not periods:
        empty_states.no_period(title)
        return None
    row = st.container(horizontal=True, key="filters")
    with row:
        period = period_choice(periods)
        unit = _unit_choice(branches=branches) if units else None
        kind = _kind_choice() if kinds else None
        said = [period.name]
        said += [unit.name if unit else _("Whole university")] if units else []
        said += [kind_label(kind) if kind else _("All kinds")] if kinds else []
        st.html(_folded(" · ".join(said)))
    _say_unknown(periods)
    return Chosen(period, unit, kind, row)


def _say_unknown(periods: list[Period]) -> None:
    """Say what the address asks for and nobody knows, as in a link that has grown old."""
    asked = {name: address.chosen(name) for name in ("page", "period", "unit", "kind")}
    if not any(asked.values()):
        return
    known: dict[str, set[str]] = {
        "page": set(),  # put there by `middleware` for a page that does not exist
        "period": {period.key for period in periods},
        "unit": {unit.code for unit in caches.units()},
        "kind": {kind.value for kind in UnitKind},
    }
    if unknown := [words for name, words in asked.items() if words and words not in known[name]]:
        said = _("The address asks for {unknown}, which is not known here and was left out.")
        st.warning(messages.plain(said.format(unknown=listed(unknown))))


def _folded(words: str) -> str:
    """Return the line that stands for the filters on a phone and opens them; see `style.css`."""
    return f'<details class="cx-fold"><summary>{escape(words)}</summary></details>'


def period_choice(periods: list[Period]) -> Period:
    """Draw the choice of the period; the newest is the default."""
    return address.select(
        "period",
        _("Period"),
        periods,
        key="filters.period",
        code=lambda period: period.key,
        text=lambda period: period.name,
        width=_WIDTHS["period"],
    )


def subject_choice(screen: str, label: str, first: SubjectKind) -> SubjectKind:
    """Draw the choice between members and branches; `first` is the default of the screen."""
    return address.select(
        "subject",
        label,
        sorted(SubjectKind, key=lambda kind: kind != first),
        key=f"{screen}.subject",
        code=lambda kind: kind.value,
        text=subject_label,
        widget=st.segmented_control,
        label_visibility="collapsed",
        required=True,
    )


def _unit_choice(*, branches: bool) -> Unit | None:
    levels = {UnitLevel.ORGANISATION, UnitLevel.BRANCH} if branches else {UnitLevel.ORGANISATION}

    def offered() -> address.Options[Unit | None]:
        ordered = [unit for unit in ordered_units(caches.units()) if unit.level in levels]
        return address.options(
            [None, *ordered],
            code=lambda unit: unit.code if unit else "",
            text=lambda unit: _indented(unit) if unit else _("Whole university"),
        )

    kept = caches.made(offered, "units", branches)
    return address.pick("unit", _("Unit"), kept, key="filters.unit", width=_WIDTHS["unit"])


def ordered_units(units: list[Unit]) -> list[Unit]:
    """Return the units as a tree read aloud: each organisation followed by its branches."""
    below: dict[int | None, list[Unit]] = {}
    known = {unit.id for unit in units}
    for unit in units:
        below.setdefault(unit.parent_id if unit.parent_id in known else None, []).append(unit)

    def walk(parent: int | None) -> list[Unit]:
        return [one for unit in below.get(parent, []) for one in (unit, *walk(unit.id))]

    return walk(None)


def _indented(unit: Unit) -> str:
    return f"\u3000{unit.name}" if unit.level == UnitLevel.BRANCH else unit.name


def _kind_choice() -> UnitKind | None:
    offered: list[UnitKind | None] = [None, *UnitKind]
    return address.select(
        "kind",
        _("Kind"),
        offered,
        key="filters.kind",
        code=lambda kind: kind.value if kind else "",
        text=lambda kind: kind_label(kind) if kind else _("All kinds"),
        width=_WIDTHS["kind"],
    )
