"""The two ways to talk to the database: reading and writing."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, cast

from sqlalchemy import Connection, Engine, Pool, QueuePool, event
from sqlalchemy.exc import OperationalError

from cxzy.store.errors import DatabaseUnusable

WAIT_SECONDS = 10

_READ = {
    "sqlite": "BEGIN",
    "postgresql": "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY",
}
_WRITER_LOCK = 0x63787A79  # one number for all writers, "cxzy" in ASCII


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """Yield a connection that sees one unchanging state and cannot write."""
    with engine.connect() as connection, connection.begin():
        connection.exec_driver_sql(_READ[engine.dialect.name])
        yield connection


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """Yield the connection of one transaction; it is the only writer until its end.

    Leaving with an error undoes everything. Raises DatabaseUnusable where other writers do
    not finish within ten seconds. See docs/decisions/0018-one-writer-at-a-time.md.
    """
    with _writer(engine) as connection:
        transaction = connection.begin()
        try:
            _begin_writing(connection)
        except OperationalError as error:
            raise _busy_or(error) from error
        with transaction:
            yield connection


def _begin_writing(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    else:
        connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{WAIT_SECONDS}s'")
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_WRITER_LOCK})")


def _busy_or(error: OperationalError) -> Exception:
    locked = "locked" in str(error.orig) or getattr(error.orig, "sqlstate", "") == "55P03"
    return DatabaseUnusable.busy() if locked else error


class Readers(QueuePool):
    """Connections for reading; `writers` are those for writing, which are closed with them.

    See docs/decisions/0119-writers-have-connections-of-their-own.md.
    """

    writers: Pool | None = None

    def dispose(self) -> None:
        """Close all connections that nobody uses."""
        super().dispose()
        if self.writers is not None:
            self.writers.dispose()

    def recreate(self) -> "Readers":
        """Return pools of the same kind, without a connection."""
        pool = cast("Readers", super().recreate())
        pool.writers = None if self.writers is None else self.writers.recreate()
        return pool


def keep_writers_apart(engine: Engine) -> None:
    """Give a SQLite database, whose pool is of `Readers`, other connections to write with.

    Those for reading are told when they are opened that they may do nothing else.
    """
    readers = cast("Readers", engine.pool)
    readers.writers = readers.recreate()
    event.listen(readers, "connect", _read_only)


def _read_only(connection: Any, _record: object) -> None:
    connection.execute("PRAGMA query_only = ON")


def _writer(engine: Engine) -> Connection:
    pool = engine.pool
    apart = pool.writers if isinstance(pool, Readers) else None
    return engine.connect() if apart is None else Connection(engine, apart.connect())
