"""Opening the database; `reading` and `writing` are the two ways to talk to it."""

import os
import sqlite3
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError

from cxzy.store.errors import DatabaseUnusable
from cxzy.store.transactions import WAIT_SECONDS, Readers, keep_writers_apart, reading, writing
from cxzy.store.upgrade import bring_up_to_date, use_write_ahead_log

__all__ = ["open_database", "reading", "writing"]

SETTING = "CXZY_DATABASE_URL"


def open_database(url: str | None = None) -> Engine:
    """Return the database at `url`, made or brought up to date where that is needed.

    Without `url`, the setting CXZY_DATABASE_URL counts, then `data/local/cxzy.db`. Addresses
    are `sqlite:///file.db` and `postgresql://user:password@host/name`. Raises
    DatabaseUnusable where it cannot be opened or was made by a newer version.
    """
    address = _address(url or os.environ.get(SETTING) or _default_url())
    engine = _engine(address)
    try:
        if engine.dialect.name == "sqlite":
            use_write_ahead_log(engine)
        bring_up_to_date(engine)
    except (DBAPIError, sqlite3.Error) as error:
        engine.dispose()
        reason = str(getattr(error, "orig", error)).strip()
        raise DatabaseUnusable.unreachable(address, reason) from error
    except BaseException:
        engine.dispose()
        raise
    return engine


def _default_url() -> str:
    checkout = Path(__file__).parents[2]
    home = checkout if (checkout / "pyproject.toml").exists() else Path.cwd()
    return f"sqlite:///{home / 'data' / 'local' / 'cxzy.db'}"


def _address(url: str) -> URL:
    try:
        address = make_url(url)
        backend = address.get_backend_name()
    except (ArgumentError, NoSuchModuleError) as error:
        raise DatabaseUnusable.malformed(url) from error
    if backend in {"postgresql", "postgres"}:
        return address.set(drivername="postgresql+psycopg")
    if backend != "sqlite" or not address.database or address.database == ":memory:":
        raise DatabaseUnusable.malformed(url)
    return address.set(drivername="sqlite+pysqlite")


def _engine(address: URL) -> Engine:
    if address.get_backend_name() == "sqlite":
        return _sqlite_engine(address)
    try:
        return create_engine(
            address,
            pool_pre_ping=True,
            connect_args={"application_name": "cxzy", "connect_timeout": WAIT_SECONDS},
        )
    except ModuleNotFoundError as error:
        raise DatabaseUnusable.unreachable(address, str(error)) from error


def _sqlite_engine(address: URL) -> Engine:
    try:
        _make_private_file(Path(str(address.database)))
    except OSError as error:
        raise DatabaseUnusable.unreachable(address, str(error)) from error
    engine = create_engine(address, poolclass=Readers, connect_args={"timeout": WAIT_SECONDS})
    event.listen(engine, "connect", _prepare_sqlite)
    keep_writers_apart(engine)
    return engine


def _make_private_file(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))


def _prepare_sqlite(connection: Any, _record: object) -> None:
    # the driver must not begin transactions by itself: `reading` and `writing` do
    connection.isolation_level = None
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA foreign_keys = ON")
