"""Bringing a database to the newest revision, also when several programs start at once.

See docs/decisions/0023-upgrade-when-opened.md.
"""

import sqlite3
import time
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Engine, inspect, text

from cxzy.store.errors import DatabaseUnusable
from cxzy.store.transactions import WAIT_SECONDS, reading, writing

if TYPE_CHECKING:
    from alembic.config import Config

NEWEST = "0004"
"""The newest revision in `migrations`; known here because loading Alembic takes long."""


def bring_up_to_date(engine: Engine) -> None:
    """Run the migrations that the database has not seen; one transaction for all of them."""
    with reading(engine) as connection:
        if revision(connection) == NEWEST:
            return
    with writing(engine) as connection:
        if revision(connection) != NEWEST:
            _migrate(connection)


def revision(connection: Connection) -> str | None:
    """Return the revision of the database, None for an empty one."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return found


def alembic_config(connection: Connection | None = None) -> "Config":
    """Return Alembic's settings; with a connection it works inside its transaction."""
    from alembic.config import Config

    folder = str(Path(__file__).parent / "migrations")
    config = Config()
    config.set_main_option("script_location", folder.replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


def use_write_ahead_log(engine: Engine) -> None:
    """Switch a SQLite file to write-ahead logging; others may be opening it meanwhile.

    SQLite does not wait by itself when two switch at the same moment, so this does.
    """
    deadline = time.monotonic() + WAIT_SECONDS
    while True:
        connection = engine.raw_connection()
        try:
            connection.cursor().execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > deadline:
                raise
            time.sleep(0.02)
        else:
            return
        finally:
            connection.close()


def _migrate(connection: Connection) -> None:
    from alembic import command
    from alembic.script import ScriptDirectory
    from alembic.util import CommandError

    config = alembic_config(connection)
    known = revision(connection)
    try:
        if known is not None:
            ScriptDirectory.from_config(config).get_revision(known)
    except CommandError as error:
        raise DatabaseUnusable.newer(str(known)) from error
    command.upgrade(config, "head")
