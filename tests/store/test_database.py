"""Opening a database, and the promises of its two kinds of transaction."""

import subprocess
import sys
import time
from pathlib import Path

import pytest
from sqlalchemy import Connection, Engine, event, func, select, text
from sqlalchemy.exc import DBAPIError

from cxzy.core.vocabulary import UnitLevel
from cxzy.store import tables
from cxzy.store.database import open_database, reading, writing
from cxzy.store.errors import AlreadyThere, DatabaseUnusable
from cxzy.store.units import add_unit, units
from cxzy.store.upgrade import NEWEST, revision
from tests.conftest import new_database

OPEN = "import sys; from cxzy.store.database import open_database; open_database(sys.argv[1])"


def open_at_once(url: str, programs: int) -> list[str]:
    """Return what each of several programs that open a database at once complains about."""
    started = [
        subprocess.Popen([sys.executable, "-c", OPEN, url], stderr=subprocess.PIPE, text=True)
        for _ in range(programs)
    ]
    return [program.communicate(timeout=60)[1] for program in started]


def test_programs_that_open_an_empty_sqlite_file_at_once_all_succeed(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/new/cxzy.db"
    assert open_at_once(url, 3) == [""] * 3
    with reading(open_database(url)) as c:
        assert revision(c) == NEWEST


def test_programs_that_open_an_empty_postgresql_database_at_once_all_succeed(
    postgresql_url: str,
) -> None:
    with new_database(postgresql_url) as url:
        assert open_at_once(url, 3) == [""] * 3


def test_opening_a_database_at_the_newest_revision_takes_less_than_50_ms(
    database_url: str,
) -> None:
    open_database(database_url).dispose()
    times = []
    for _ in range(5):
        begin = time.process_time()
        open_database(database_url).dispose()
        times.append(time.process_time() - begin)
    assert min(times) < 0.050


def test_sqlite_writes_ahead_syncs_fully_waits_and_checks_references(
    sqlite_engine: Engine,
) -> None:
    with reading(sqlite_engine) as c:
        found = {
            name: c.scalar(text(f"PRAGMA {name}"))
            for name in ("journal_mode", "synchronous", "busy_timeout", "foreign_keys")
        }
    # 2 is FULL, https://www.sqlite.org/pragma.html#pragma_synchronous
    assert found == {
        "journal_mode": "wal",
        "synchronous": 2,
        "busy_timeout": 10_000,
        "foreign_keys": 1,
    }


def test_a_sqlite_file_is_readable_by_its_owner_only(tmp_path: Path) -> None:
    open_database(f"sqlite:///{tmp_path}/cxzy.db").dispose()
    assert (tmp_path / "cxzy.db").stat().st_mode & 0o777 == 0o600


def test_the_setting_chooses_the_database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CXZY_DATABASE_URL", f"sqlite:///{tmp_path}/elsewhere/100%.db")
    open_database().dispose()
    assert (tmp_path / "elsewhere" / "100%.db").stat().st_size > 0


@pytest.mark.parametrize(
    "url", ["", "cxzy.db", "mysql://root@localhost/cxzy", "sqlite://", "sqlite:///:memory:"]
)
def test_an_address_of_no_database_we_know_is_refused(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CXZY_DATABASE_URL", url or "file")
    with pytest.raises(DatabaseUnusable):
        open_database(url)


def test_a_server_that_does_not_answer_is_named_without_its_password() -> None:
    with pytest.raises(DatabaseUnusable) as error:
        open_database("postgresql://office:geheim@127.0.0.1:9/cxzy")
    assert "127.0.0.1" in error.value.message
    assert "geheim" not in error.value.message


def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    (tmp_path / "cxzy.db").write_bytes(b"not a database at all" * 100)
    with pytest.raises(DatabaseUnusable):
        open_database(f"sqlite:///{tmp_path}/cxzy.db")


def test_a_database_of_a_newer_version_is_refused_and_left_alone(
    engine: Engine, database_url: str
) -> None:
    with writing(engine) as c:
        c.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(DatabaseUnusable, match="9999"):
        open_database(database_url)
    with reading(engine) as c:
        assert revision(c) == "9999"


def test_reading_cannot_write(engine: Engine) -> None:
    with pytest.raises(DBAPIError), reading(engine) as c:
        add_unit(c, code="0", name="学校党委", level=UnitLevel.UNIVERSITY)
    with writing(engine) as c:
        add_unit(c, code="0", name="学校党委", level=UnitLevel.UNIVERSITY)


def test_the_connection_of_a_writer_cannot_write_when_it_is_read_with_afterwards(
    engine: Engine,
) -> None:
    for code in ("0", "1"):
        with writing(engine) as c:
            add_unit(c, code=code, name=code, level=UnitLevel.UNIVERSITY)
        with pytest.raises(DBAPIError), reading(engine) as c:
            add_unit(c, code="2", name="2", level=UnitLevel.UNIVERSITY)
    with reading(engine) as c:
        assert [unit.code for unit in units(c)] == ["0", "1"]


def test_reading_and_writing_in_turn_leaves_prepared_statements_alone(tmp_path: Path) -> None:
    engine = open_database(f"sqlite:///{tmp_path}/cxzy.db")
    said: list[str] = []
    event.listen(engine, "before_cursor_execute", lambda *about: said.append(about[2]))
    for code in "01234":
        with reading(engine) as c:
            units(c)
        with writing(engine) as c:
            add_unit(c, code=code, name=code, level=UnitLevel.UNIVERSITY)
    engine.dispose()

    assert [text for text in said if "PRAGMA" in text] == []


def test_a_database_that_was_closed_is_written_to_again(engine: Engine) -> None:
    for code in "01":
        with writing(engine) as c:
            add_unit(c, code=code, name=code, level=UnitLevel.UNIVERSITY)
        engine.dispose()
    with reading(engine) as c:
        assert [unit.code for unit in units(c)] == ["0", "1"]


def test_no_connection_stays_open_where_a_database_is_closed(tmp_path: Path) -> None:
    engine = open_database(f"sqlite:///{tmp_path}/cxzy.db")
    with writing(engine) as c:
        add_unit(c, code="0", name="0", level=UnitLevel.UNIVERSITY)
    engine.dispose()

    lines = (line for line in Path("/proc/self/fd").iterdir() if line.is_symlink())
    assert [
        name for line in lines if (name := str(line.readlink())).startswith(str(tmp_path))
    ] == []


def test_reading_sees_one_state_while_others_write(engine: Engine) -> None:
    with reading(engine) as c:
        assert units(c) == []
        with writing(engine) as other:
            add_unit(other, code="0", name="学校党委", level=UnitLevel.UNIVERSITY)
        assert units(c) == []
    with reading(engine) as c:
        assert len(units(c)) == 1


def test_an_error_undoes_the_whole_transaction(engine: Engine) -> None:
    def twice(c: Connection) -> None:
        for _ in range(2):
            add_unit(c, code="0", name="学校党委", level=UnitLevel.UNIVERSITY)

    with pytest.raises(AlreadyThere), writing(engine) as c:
        twice(c)
    with reading(engine) as c:
        assert c.scalar(select(func.count()).select_from(tables.unit)) == 0


def test_a_writer_that_waits_too_long_is_told_that_others_write(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cxzy.store.database.WAIT_SECONDS", 0.2)
    monkeypatch.setattr("cxzy.store.transactions.WAIT_SECONDS", 0.2)
    engine = open_database(database_url)
    with writing(engine), pytest.raises(DatabaseUnusable), writing(engine):
        pass
    with writing(engine) as c:
        add_unit(c, code="0", name="学校党委", level=UnitLevel.UNIVERSITY)
    engine.dispose()
