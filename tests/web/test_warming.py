"""What is done at start-up does not fail on an empty database and leaves nothing behind."""

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
