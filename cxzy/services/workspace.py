"""The open database of this process."""

from functools import cache

from sqlalchemy import Engine

from cxzy.services.reckoned_anew import reckon_older_facets
from cxzy.store.audit import revision_now
from cxzy.store.database import open_database


@cache
def workspace() -> Engine:
    """Return the database that `CXZY_DATABASE_URL` names, opened once per process.

    What an older program reckoned otherwise is reckoned anew before anybody reads it.
    """
    engine = open_database()
    reckon_older_facets(engine)
    return engine


def revision(engine: Engine) -> int:
    """Return a number that grows with every change; caches are keyed on it."""
    return revision_now(engine)
