"""The rounds of the campaign."""

from datetime import date

from sqlalchemy import Connection, select

from cxzy.store import tables
from cxzy.store.errors import AlreadyThere
from cxzy.store.records import Period
from cxzy.store.versions import added, changed, found, records_of

_period = tables.period


def periods(c: Connection) -> list[Period]:
    """Return all periods, the newest first."""
    query = select(_period).order_by(_period.c.starts.desc(), _period.c.id.desc())
    return records_of(Period, c.execute(query))


def period(c: Connection, period_id: int) -> Period:
    """Return one period; raises NotFound."""
    return found(c, _period, Period, period_id)


def add_period(
    c: Connection, *, key: str, name: str, starts: date, ends: date, due: date | None = None
) -> Period:
    """Add a period and return it; raises AlreadyThere where the key is taken."""
    _refuse_taken(c, key)
    return added(c, _period, Period, key=key, name=name, starts=starts, ends=ends, due=due)


def change_period(c: Connection, period: Period) -> Period:
    """Store a changed period and return it in its new version.

    Raises StaleRecord where it was changed since it was read, AlreadyThere where another
    period has the key.
    """
    _refuse_taken(c, period.key, besides=period.id)
    return changed(c, _period, period)


def _refuse_taken(c: Connection, key: str, besides: int | None = None) -> None:
    holder = c.scalar(select(_period.c.id).where(_period.c.key == key))
    if holder is not None and holder != besides:
        raise AlreadyThere.of("period", key)
