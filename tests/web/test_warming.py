"""What is done at start-up does not fail on an empty database and leaves nothing behind."""

import sqlite3
from pathlib import Path

import pytest

from cxzy.services.workspace import workspace
from cxzy.web.warming import warm


def test_the_start_up_opens_the_database_and_draws_every_figure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CXZY_DATABASE_URL", f"sqlite:///{tmp_path / 'warm.db'}")
    workspace.cache_clear()
    warm()
    assert (tmp_path / "warm.db").exists()
    workspace().dispose()
    workspace.cache_clear()


def test_the_application_starts_although_a_period_cannot_be_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("CXZY_DATABASE_URL", f"sqlite:///{tmp_path / 'warm.db'}")
    workspace.cache_clear()
    workspace()
    with sqlite3.connect(tmp_path / "warm.db") as connection:
        connection.execute("PRAGMA ignore_check_constraints = on")
        columns = "id, key, name, starts, ends, due, version"
        values = "1, '2012-1', '2012年上半年', 'nonsense', '2012-06-30', '2012-06-30', 1"
        connection.execute(f"INSERT INTO period ({columns}) VALUES ({values})")
    connection.close()
    warm()
    assert "could not be scored" in caplog.text
    workspace().dispose()
    workspace.cache_clear()
