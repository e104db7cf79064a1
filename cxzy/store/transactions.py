"""The two ways to talk to the database: reading and writing."""

from collections.abc import Iterator
from contextlib import contextmanager
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, Engine, Pool, event
from sqlalchemy.exc import OperationalError

from cxzy.store.errors import DatabaseUnusable

WAIT_SECONDS = 10

_WRITING = "cxzy_writing"
_WRITER_LOCK = 0x63787A79  # one number for all writers, "cxzy" in ASCII
_for_writing: WeakKeyDictionary[Engine, Pool] = WeakKeyDictionary()


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
    with _writer(engine) as connection:
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


def keep_writers_apart(engine: Engine) -> None:
    """Let writers have connections of their own, which SQLite needs not forbid to write between.

    See docs/decisions/0119-writers-have-connections-of-their-own.md.
    """
    _for_writing[engine] = engine.pool.recreate()
    event.listen(engine, "engine_disposed", _end_writers)


def _end_writers(engine: Engine) -> None:
    pool = _for_writing[engine]
    _for_writing[engine] = pool.recreate()
    pool.dispose()


def _writer(engine: Engine) -> Connection:
    pool = _for_writing.get(engine)
    return engine.connect() if pool is None else Connection(engine, pool.connect())


def begin_sqlite(connection: Connection) -> None:
    """Begin the transaction of a SQLite connection: immediate where it writes."""
    writes = connection.get_execution_options().get(_WRITING, False)
    about = connection.connection.info  # kept as long as the connection of the driver
    if about.get(_WRITING) is not writes:  # only then: SQLite forgets what it has prepared
        connection.exec_driver_sql(f"PRAGMA query_only = {'OFF' if writes else 'ON'}")
        about[_WRITING] = writes
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
