"""Moments as people read them: kept in UTC, told by the clock of the place."""

from datetime import datetime

TO_THE_MINUTE = "%Y-%m-%d %H:%M"


def clock_text(moment: datetime, form: str = TO_THE_MINUTE) -> str:
    """Return a moment by the clock of the machine's time zone, `form` as strftime has it.

    The zone is that of the environment (`TZ`), that of the campus where the machine stands.
    """
    return f"{moment.astimezone():{form}}"
