"""Settings: the members, and the roster file they come from."""

from dataclasses import replace
from functools import partial

import streamlit as st

from cxzy.charts.frames import rows_of
from cxzy.core.labels import member_type_label
from cxzy.core.language import _, listed, mark, ngettext
from cxzy.core.vocabulary import MemberType, UnitLevel
from cxzy.services.campaign import change_member
from cxzy.services.records import Member, Unit
from cxzy.services.roster_import import (
    RosterChange,
    accept_roster,
    current_roster,
    preview_roster,
)
from cxzy.web import address, caches, messages, session, tables
from cxzy.web.downloads import Download, download, file_name
from cxzy.web.tables import Column

_PAGE = 50
_MOST = 200
_TYPES: list[MemberType] = list(MemberType)
_CHANGES = {"new": mark("new"), "changed": mark("changed"), "same": mark("the same")}


def show() -> None:
    """Draw the import of a roster file, the form to change a member, and the list."""
    units = {unit.id: unit for unit in caches.units()}
    members = caches.members()
    left, right = st.columns(2, gap="large")
    with left, st.expander(_("Import a roster file"), expanded=not members, key="settings.roster"):
        _import()
    if not members:
        _nobody()
        return
    change = st.expander(_("Change a member"), key="settings.member.change", on_change="rerun")
    with right, change:
        if change.open:
            _change_form(members, units)
    _everybody(members, units)


def _nobody() -> None:
    messages.empty(
        _("There are no members yet. Import a roster above: units come with it."),
        link=address.href("settings", part="periods"),
        label=_("Go on to the periods"),
    )


def _everybody(members: list[Member], units: dict[int, Unit]) -> None:
    """List the members, those of one page that the words in the field find."""
    words = st.text_input(
        _("Find"),
        key="settings.member.find",
        placeholder=_("Find a name, number or branch"),
        label_visibility="collapsed",
        width=360,
    ).strip()
    found = _found(members, units, words) if words else members
    if not found:
        messages.empty(_("Nobody here is called “{words}”.").format(words=words))
        return
    count = ngettext("{count} member", "{count} members", len(found))
    st.caption(count.format(count=f"{len(found):,}"))
    pages = max(1, -(-len(found) // _PAGE))
    page = min(max(1, int(st.session_state.get("settings.member.page", 1))), pages)
    shown = found[(page - 1) * _PAGE : page * _PAGE]
    caches.drawn(lambda: _list(shown, units), words, page)
    if pages > 1:
        with st.container(horizontal_alignment="center"):
            st.pagination(pages, key="settings.member.page")


def _found(members: list[Member], units: dict[int, Unit], words: str) -> list[Member]:
    return [one for one in members if words in f"{one.name} {one.number} {_unit(one, units)}"]


def _unit(member: Member, units: dict[int, Unit]) -> str:
    return units[member.unit_id].name if member.unit_id in units else ""


def _list(shown: list[Member], units: dict[int, Unit]) -> None:
    tables.table(
        [
            Column("name", _("Name")),
            Column("number", _("Number"), "soft"),
            Column("unit", _("Branch")),
            Column("type", _("Type"), phone=False),
            Column("position", _("Position"), "soft", phone=False),
        ],
        [
            {
                "name": one.name,
                "number": one.number,
                "unit": _unit(one, units),
                "type": member_type_label(one.type),
                "position": one.position,
            }
            for one in shown
        ],
        about=_("Members"),
    )


def _import() -> None:
    engine, actor = session.engine(), session.actor()
    words = _("Download the present roster")
    present = Download(
        words, file_name(_("Roster"), "xlsx"), partial(current_roster, engine, actor)
    )
    download(present, key="settings.roster.present", quiet=True)
    turn = st.session_state.get("settings.roster.turn", 0)
    file = st.file_uploader(
        _("A workbook with the sheets 党员 and 群体"),
        type=["xlsx", "xlsm", "xls", "xlsb", "et", "ods"],
        key=f"settings.roster.file.{turn}",
    )
    if file is None:
        return
    with messages.in_words():
        change = preview_roster(session.engine(), session.actor(), file.getvalue())
        _preview(change)
        st.button(
            _("Accept the roster"),
            type="primary",
            key="settings.roster.accept",
            on_click=_accept,
            args=(change, turn),
            disabled=not change.count("new") + change.count("changed"),
        )


def _preview(change: RosterChange) -> None:
    words = _("{new} new, {changed} changed, {same} the same; members not in the file stay.")
    counts = {name: change.count(name) for name in _CHANGES}
    st.markdown(f"**{messages.plain(words.format(**counts))}**")
    for label, names in (
        (_("New organisations: {names}"), change.organisations),
        (
            _("New branches: {names}"),
            [" · ".join(filter(None, (one.branch, one.organisation))) for one in change.branches],
        ),
    ):
        if names:
            st.caption(messages.plain(label.format(names=listed(names))))
    moved = change.members[change.members["change"] != "same"]
    tables.table(
        [
            Column("change", _("Change"), "soft"),
            Column("name", _("Name")),
            Column("subject", _("Number"), "soft"),
            Column("branch", _("Branch"), phone=False),
        ],
        [{**row, "change": _(_CHANGES[row["change"]])} for row in rows_of(moved.head(_MOST))],
        about=_("Changes of the roster"),
    )


def _accept(change: RosterChange, turn: int) -> None:
    session.begin()
    if st.session_state.get("settings.roster.turn", 0) != turn:
        return
    st.session_state["settings.roster.turn"] = turn + 1
    with messages.kept_in_words():
        count = accept_roster(session.engine(), session.actor(), change)
        said = ngettext("{count} member was stored.", "{count} members were stored.", count)
        messages.later(said.format(count=count))


def _change_form(members: list[Member], units: dict[int, Unit]) -> None:
    member = st.selectbox(
        _("Member"),
        members,
        format_func=lambda one: f"{one.name} ({one.number})",
        index=None,
        placeholder=_("Choose"),
        key="settings.member.which",
    )
    if member is None:
        return
    branches = [unit for unit in units.values() if unit.level == UnitLevel.BRANCH]
    with st.form("settings.member.edit", border=False):
        name = st.text_input(_("Name"), value=member.name, key=f"settings.member.name.{member.id}")
        unit = st.selectbox(
            _("Branch"),
            branches,
            index=[one.id for one in branches].index(member.unit_id),
            format_func=lambda one: f"{one.name} ({one.code})",
            key=f"settings.member.unit.{member.id}",
        )
        kind = st.selectbox(
            _("Type"),
            _TYPES,
            index=_TYPES.index(member.type),
            format_func=member_type_label,
            key=f"settings.member.type.{member.id}",
        )
        position = st.text_input(
            _("Position"), value=member.position, key=f"settings.member.position.{member.id}"
        )
        if st.form_submit_button(_("Save"), key="settings.member.save", type="primary"):
            with messages.kept_in_words(_("{name} was saved.").format(name=name)):
                messages.need({_("Name"): name})
                changed = replace(
                    member,
                    name=name.strip(),
                    unit_id=unit.id,
                    type=kind,
                    position=position.strip(),
                )
                change_member(session.engine(), session.actor(), changed)
