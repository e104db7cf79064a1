"""The workbook to fill in, built when it is asked for."""

from cxzy.core.language import _
from cxzy.services.campaign import MeetingView
from cxzy.services.records import Period
from cxzy.services.templates import meeting_template
from cxzy.web import session
from cxzy.web.downloads import Download


def template(view: MeetingView, period: Period) -> Download:
    """Return the template of a meeting, under the name of its unit and period."""
    engine, actor = session.engine(), session.actor()

    def content() -> bytes:
        return meeting_template(engine, actor, view.id)[1]

    return Download(_("1. Download the template"), f"{view.unit}-{period.name}.xlsx", content)
