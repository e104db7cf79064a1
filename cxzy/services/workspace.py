"""The open database of this process."""

from functools import cache

from sqlalchemy import Engine

from cxzy.store.audit import revision as store_revision
from cxzy.store.database import open_database, reading


@cache
def workspace() -> Engine:
    """Return the database that `CXZY_DATABASE_URL` names, opened once per process."""
    return open_database()


def revision(engine: Engine) -> int:
    """Return a number that grows with every change; caches are keyed on it."""
    with reading(engine) as connection:
        return store_revision(connection)
