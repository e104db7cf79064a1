"""The two ways to talk to the database: reading and writing."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import OperationalError

from cxzy.store.errors import DatabaseUnusable

WAIT_SECONDS = 10

_WRITING = "cxzy_writing"
_WRITER_LOCK = 0x63787A79  # one number for all writers, "cxzy" in ASCII


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """Yield a connection that sees one unchanging state and cannot write."""
    with engine.connect() as connection:
        if engine.dialect.name == "postgresql":
            connection.execution_options(
                isolation_level="REPEATABLE READ", postgresql_readonly=True
            )
        with connection.begin():
            yield connection


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """Yield the connection of one transaction; it is the only writer until its end.

    Leaving with an error undoes everything. Raises DatabaseUnusable where other writers do
    not finish within ten seconds. See docs/decisions/0018-one-writer-at-a-time.md.
    """
    with engine.connect() as connection:
        connection.execution_options(**{_WRITING: True})
        try:
            transaction = connection.begin()
            if engine.dialect.name == "postgresql":
                connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{WAIT_SECONDS}s'")
                connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_WRITER_LOCK})")
        except OperationalError as error:
            raise _busy_or(error) from error
        with transaction:
            yield connection


def _busy_or(error: OperationalError) -> Exception:
    locked = "locked" in str(error.orig) or getattr(error.orig, "sqlstate", "") == "55P03"
    return DatabaseUnusable.busy() if locked else error


def begin_sqlite(connection: Connection) -> None:
    """Begin the transaction of a SQLite connection: immediate where it writes."""
    writes = connection.get_execution_options().get(_WRITING, False)
    about = connection.connection.info  # kept as long as the connection of the driver
    if about.get(_WRITING) is not writes:  # only then: SQLite forgets what it has prepared
        connection.exec_driver_sql(f"PRAGMA query_only = {'OFF' if writes else 'ON'}")
        about[_WRITING] = writes
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
