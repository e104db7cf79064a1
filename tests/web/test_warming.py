"""What is done at start-up does not fail on an empty database and leaves nothing behind."""

import sqlite3
from pathlib import Path

import pytest
from streamlit import config, string_util
from streamlit.elements.widgets import button_group
from streamlit.proto.NewSession_pb2 import CustomThemeConfig
from streamlit.runtime import app_session

from cxzy.services.workspace import workspace
from cxzy.web.warming import warm

THEME_ANEW = app_session._populate_theme_msg


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


def test_a_browser_is_told_the_theme_that_streamlit_would_word_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CXZY_DATABASE_URL", f"sqlite:///{tmp_path / 'warm.db'}")
    monkeypatch.setattr(app_session, "_populate_theme_msg", THEME_ANEW)
    workspace.cache_clear()
    warm()
    sections = ["theme", *(f"theme.{part.value}" for part in config.CustomThemeCategories)]
    worded = 0
    for section in [*sections, *sections]:
        anew, remembered = CustomThemeConfig(), CustomThemeConfig()
        THEME_ANEW(anew, section)
        app_session._populate_theme_msg(remembered, section)
        assert remembered == anew
        worded += anew != CustomThemeConfig()
    assert worded == 2 * 5  # all but what .streamlit/config.toml leaves to Streamlit
    assert app_session._populate_theme_msg is not THEME_ANEW
    workspace().dispose()
    workspace.cache_clear()


def test_signs_before_the_words_of_a_choice_are_found_as_before() -> None:
    for words in ("党员", "🚩 Branches", ":material/person: Members", "", ":material/none: x"):
        found = button_group.extract_leading_icon(words)  # type: ignore[attr-defined]
        assert found == string_util.extract_leading_icon(words)
