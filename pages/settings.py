import streamlit as st

from cxzy.core.language import _
from cxzy.services.actors import require
from cxzy.web import (
    address,
    messages,
    session,
    settings_forms,
    settings_meetings,
    settings_members,
    settings_periods,
    settings_schemes,
    settings_units,
)

PARTS = {
    "units": settings_units.show,
    "members": settings_members.show,
    "periods": settings_periods.show,
    "meetings": settings_meetings.show,
    "schemes": settings_schemes.show,
    "forms": settings_forms.show,
}


def part_label(part: str) -> str:
    return {
        "units": _("Units"),
        "members": _("Members"),
        "periods": _("Periods"),
        "meetings": _("Meetings"),
        "schemes": _("Schemes"),
        "forms": _("Remembered forms"),
    }[part]


def page() -> None:
    messages.question(
        _("How is the campaign set up?"),
        _("Units, members, periods, meetings and schemes stand here; every change is recorded."),
    )
    part = address.select(
        "part",
        _("Part"),
        list(PARTS),
        key="settings.part",
        text=part_label,
        widget=st.segmented_control,
        label_visibility="collapsed",
        required=True,
    )
    messages.told()
    PARTS[part]()


require(session.actor(), "campaign.change")
page()
