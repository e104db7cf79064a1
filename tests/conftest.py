"""Databases for the tests, the language they begin in, and which examples they try.

Databases are SQLite files and those of a PostgreSQL server started for the tests. Properties
are tried with the same examples every time, so that a change is what turns a test red;
`make search` looks for new ones.
"""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack
from itertools import count
from pathlib import Path

import psycopg
import pytest
from hypothesis import settings
from sqlalchemy import Engine
from sqlalchemy.engine import make_url

from cxzy.core.language import CHINESE, use_language
from cxzy.store.database import open_database
from cxzy.store.tables import metadata

TEST_SETTING = "CXZY_TEST_DATABASE_URL"
MEMORY = Path("/dev/shm")
_numbers = count(1)
settings.register_profile("search", derandomize=False)
settings.register_profile("same", derandomize=True)
settings.load_profile("same")


@pytest.fixture(autouse=True)
def begun_in_chinese() -> None:
    """Begin every test in Chinese, whatever the one before has chosen."""
    use_language(CHINESE)


@pytest.fixture(scope="session")
def postgresql_url() -> Iterator[str]:
    """The address of a PostgreSQL server on which the tests may make databases."""
    given = os.environ.get(TEST_SETTING)
    if given:
        yield given
        return
    if not (shutil.which("initdb") and shutil.which("postgres")):
        pytest.skip(f"needs initdb and postgres on the PATH, or {TEST_SETTING}")
    roomy = MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > 2**30
    folder = Path(tempfile.mkdtemp(prefix="cxzy-postgresql-", dir=MEMORY if roomy else None))
    try:
        with _postgresql(folder) as url:
            yield url
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def empty_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with the newest schema and no rows, to be copied."""
    path = tmp_path_factory.mktemp("store") / "empty.db"
    open_database(f"sqlite:///{path}").dispose()
    return path


@pytest.fixture(scope="session")
def used_postgresql(postgresql_url: str) -> Iterator[tuple[str, object]]:
    """A PostgreSQL database with the rows that the last test left, and its schema's state."""
    with ExitStack() as databases:
        url = _new_migrated(databases, postgresql_url)
        yield url, _emptied(url)


@pytest.fixture
def empty_postgresql(postgresql_url: str, used_postgresql: tuple[str, object]) -> Iterator[str]:
    """The address of a PostgreSQL database with the newest schema and no rows."""
    with ExitStack() as databases:
        url, schema = used_postgresql
        if schema is None or _emptied(url) != schema:
            url = _new_migrated(databases, postgresql_url)
        yield url


@pytest.fixture
def sqlite_url(empty_sqlite: Path, tmp_path: Path) -> str:
    """The address of a SQLite database of this test's own, without rows."""
    shutil.copy(empty_sqlite, tmp_path / "cxzy.db")
    return f"sqlite:///{tmp_path / 'cxzy.db'}"


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> Iterator[str]:
    """The address of a database of this test's own, without rows; each test runs on both."""
    if request.param == "sqlite":
        yield request.getfixturevalue("sqlite_url")
        return
    yield request.getfixturevalue("empty_postgresql")


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    """An open database without rows; each test runs on both kinds."""
    opened = open_database(database_url)
    yield opened
    opened.dispose()


@pytest.fixture
def sqlite_engine(sqlite_url: str) -> Iterator[Engine]:
    """An open SQLite database without rows, for tests that need no other."""
    opened = open_database(sqlite_url)
    yield opened
    opened.dispose()


class new_database:  # noqa: N801
    """A new and empty PostgreSQL database, dropped in the end."""

    def __init__(self, server: str) -> None:
        self.server = str(server).replace("postgresql+psycopg://", "postgresql://")
        self.name = f"cxzy_{os.getpid()}_{next(_numbers)}"

    def __enter__(self) -> str:
        self._run(f'CREATE DATABASE "{self.name}" TEMPLATE template0')
        url = make_url(self.server).set(database=self.name)
        return url.render_as_string(hide_password=False)

    def __exit__(self, *_: object) -> None:
        self._run(f'DROP DATABASE "{self.name}" WITH (FORCE)')

    def _run(self, statement: str) -> None:
        with psycopg.connect(self.server, autocommit=True) as connection:
            connection.execute(statement)


def _new_migrated(databases: ExitStack, server: str) -> str:
    url = databases.enter_context(new_database(server))
    open_database(url).dispose()
    return url


def _emptied(url: str) -> object:
    """Empty all tables, past their guards; return what tells whether a test changed the schema.

    None where we may not. A new database for each test would take a second.
    """
    names = ", ".join(f'"{table.name}"' for table in metadata.sorted_tables)
    try:
        with psycopg.connect(url) as connection:
            connection.execute("SET LOCAL session_replication_role = replica")
            connection.execute(f"TRUNCATE {names} RESTART IDENTITY")
            return connection.execute(
                "SELECT version_num, (SELECT count(*) FROM pg_trigger) FROM alembic_version"
            ).fetchone()
    except psycopg.errors.InsufficientPrivilege:
        return None


class _postgresql:  # noqa: N801
    """A server on a free port of this machine, run as a user without rights."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.owner = pwd.getpwnam("nobody") if os.geteuid() == 0 else pwd.getpwuid(os.geteuid())
        self.port = _free_port()

    def __enter__(self) -> str:
        os.chown(self.folder, self.owner.pw_uid, self.owner.pw_gid)
        cluster = str(self.folder / "cluster")
        made = self._start("initdb", "-D", cluster, "-A", "trust", "-E", "UTF8", "--no-sync")
        assert made.wait(60) == 0, (self.folder / "initdb.log").read_text()
        settings = {
            "port": str(self.port),
            "listen_addresses": "127.0.0.1",
            "unix_socket_directories": "",
            "max_connections": "100",
            "fsync": "off",
        }
        options = [f"--{name}={value}" for name, value in settings.items()]
        self.server = self._start("postgres", "-D", cluster, *options)
        url = f"postgresql://{self.owner.pw_name}@127.0.0.1:{self.port}/postgres"
        self._wait_for(url)
        return url

    def __exit__(self, *_: object) -> None:
        self.server.send_signal(signal.SIGINT)
        self.server.wait(30)

    def _start(self, program: str, *arguments: str) -> subprocess.Popen[bytes]:
        become = {}
        if os.geteuid() == 0:
            become = {"user": self.owner.pw_uid, "group": self.owner.pw_gid, "extra_groups": []}
        with (self.folder / f"{program}.log").open("wb") as log:
            return subprocess.Popen(
                [str(shutil.which(program)), *arguments],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd=self.folder,
                env={"PATH": os.environ["PATH"], "LC_ALL": "C"},
                **become,
            )

    def _wait_for(self, url: str) -> None:
        deadline = time.monotonic() + 30
        while True:
            try:
                psycopg.connect(url, connect_timeout=5).close()
            except psycopg.OperationalError:
                if self.server.poll() is not None or time.monotonic() > deadline:
                    self.server.kill()
                    log = (self.folder / "postgres.log").read_text()
                    raise AssertionError(f"PostgreSQL did not start: {log}") from None
                time.sleep(0.05)
            else:
                return


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
