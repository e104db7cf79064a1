"""Small buttons below the lists of the campaign: the same list as a workbook."""

from collections.abc import Callable
from functools import partial
from typing import Any

from cxzy.core.language import _
from cxzy.services.list_tables import meetings_table, owing_table, periods_table, units_table
from cxzy.services.records import Period
from cxzy.web import session
from cxzy.web.downloads import Download, download, file_name


def units() -> None:
    """Offer the units."""
    _offer("settings.units.table", _("Units"), units_table)


def periods() -> None:
    """Offer the periods."""
    _offer("settings.periods.table", _("Periods"), periods_table)


def meetings(period: Period) -> None:
    """Offer the meetings of a period."""
    words = _("Meetings of {period}").format(period=period.name)
    _offer("settings.meetings.table", words, meetings_table, period.id)


def missing(period: Period) -> None:
    """Offer the meetings of a period that still owe something."""
    words = _("Sheets missing in {period}").format(period=period.name)
    _offer("upload.missing.table", words, owing_table, period.id)


def _offer(key: str, words: str, made: Callable[..., bytes], *asked: Any) -> None:
    content = partial(made, session.engine(), session.actor(), *asked)
    label = _("Download this list (.xlsx)")
    download(Download(label, file_name(words, "xlsx"), content), key=key, quiet=True)
