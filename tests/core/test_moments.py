"""Moments by the clock of the place."""

import time
from datetime import UTC, datetime

import pytest

from cxzy.core.moments import clock_text


def test_a_moment_is_told_by_the_clock_of_the_place(monkeypatch: pytest.MonkeyPatch) -> None:
    # China is 8 hours ahead of UTC all year: half past eight in the evening is the next morning.
    kept = datetime(2012, 6, 17, 20, 30, tzinfo=UTC)
    monkeypatch.setenv("TZ", "Asia/Shanghai")
    time.tzset()
    try:
        assert clock_text(kept) == "2012-06-18 04:30"
        assert clock_text(kept, "%m-%d") == "06-18"
    finally:
        monkeypatch.undo()
        time.tzset()
