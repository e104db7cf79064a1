"""Ballots that wait for a look, on the overview."""

from cxzy.services.filters import Filters
from cxzy.services.overview_matters import Matter
from cxzy.services.overview_waiting import known_matter
from cxzy.services.quality_waiting import findings
from cxzy.web import caches, session


def ballots(asked: Filters) -> Matter | None:
    """Return the ballots that are known to wait; put together anew only when more is known."""
    engine, actor = session.engine(), session.actor()
    found = findings(engine)
    if not found:
        return None
    views = caches.meetings(asked.period_id)
    return caches.made(lambda: known_matter(engine, actor, asked, views), asked, found)
