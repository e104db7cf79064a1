"""The workbook to fill in, built when it is asked for."""

from collections.abc import Callable

from cxzy.core.language import language, use_language
from cxzy.services.campaign import MeetingView
from cxzy.services.records import Period
from cxzy.services.templates import meeting_template
from cxzy.web import session


def template(meeting_id: int) -> Callable[[], bytes]:
    """Return what builds the template of a meeting outside of any script run."""
    engine, actor, code = session.engine(), session.actor(), language()

    def content() -> bytes:
        use_language(code)
        return meeting_template(engine, actor, meeting_id)[1]

    return content


def file_name(view: MeetingView, period: Period) -> str:
    """Return the name that the template is saved under."""
    return f"{view.unit}-{period.name}.xlsx"
