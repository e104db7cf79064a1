"""A ballot is found void on the screen, the ranking follows, and taking it back restores it."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page
from sqlalchemy import Engine

from cxzy.services.workspace import workspace
from tests.e2e.serving import answer, served, settled
from tests.e2e.test_round import keyed
from tests.e2e.test_screens import looked_at, overflow
from tests.services.looked_at import (
    COPIES,
    REASON,
    hand_in,
    in_points,
    limited,
    marks_of,
    mass_words,
)
from tests.services.university import NAMES, University, expected_score, university

__all__ = ["university"]

WORDS = mass_words()
BUTTONS = {"zh_CN": ("作废", "撤回认定"), "en": ("Void", "Take the decision back")}


@pytest.fixture
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A database without the demo."""
    path = tmp_path / "ballots.db"
    monkeypatch.setenv("CXZY_DATABASE_URL", f"sqlite:///{path}")
    workspace.cache_clear()
    return path


@pytest.fixture
def engine(database: Path) -> Iterator[Engine]:
    """The same database, as the tests of the services fill it."""
    yield workspace()
    workspace.cache_clear()


@pytest.fixture
def meeting(university: University) -> University:
    """A meeting in which three of the masses handed in the very same ballots."""
    made = limited(university)
    hand_in(made, marks_of(WORDS))
    made.engine.dispose()
    return made


def scores_of(page: Page) -> dict[str, float]:
    """Return the scores that the ranking shows."""
    text = page.locator("table.cx-table").first.inner_text()
    found = {name: re.search(rf"{name}[^\n]*?(\d+\.\d\d)", text) for name in NAMES}
    return {name: float(one[1]) for name, one in found.items() if one}


def expected(left_out: tuple[int, ...] = ()) -> dict[str, float]:
    marks = in_points(WORDS, left_out)
    return {name: expected_score(marks, name) for name in NAMES}


@pytest.mark.parametrize("lang", ["zh_CN", "en"])
def test_a_void_ballot_changes_the_ranking_and_taking_it_back_restores_it(
    browser: Browser, meeting: University, database: Path, lang: str
) -> None:
    void, back = BUTTONS[lang]
    with served(database) as address:
        watched = looked_at(browser, address)
        page = watched.show("quality", lang=lang)
        assert str(len(COPIES)) in answer(page)
        decide(page, void, REASON)
        assert REASON in page.inner_text("body")
        assert scores_of(watched.show("ranking", lang=lang)) == expected(COPIES[:1])
        page = watched.show("quality", lang=lang)
        decide(page, back, "复核后有效")
        assert scores_of(watched.show("ranking", lang=lang)) == expected()
        assert not watched.faults
        watched.page.context.close()


def decide(page: Page, words: str, reason: str) -> None:
    """Write why beside the first ballot and press the button with `words`, twice at once."""
    ballot = keyed(page, "quality_ballot_1")
    ballot.locator("input").fill(reason)
    ballot.locator("input").press("Tab")
    settled(page)
    ballot.get_by_role("button", name=words).dblclick()
    settled(page)
    assert page.locator("[data-testid=stAlertContentError]").count() == 0


def test_on_a_phone_nothing_is_cut_off(
    browser: Browser, meeting: University, database: Path
) -> None:
    with served(database) as address:
        watched = looked_at(browser, address, width=390, theme="dark")
        for lang in ("zh_CN", "en"):
            page = watched.show("quality", lang=lang)
            assert overflow(page) == 0
            wide = page.evaluate(
                "() => [...document.querySelectorAll('table.cx-table')].filter((one) => "
                "one.getBoundingClientRect().right > innerWidth + 1).length"
            )
            assert wide == 0
        assert not watched.faults
        watched.page.context.close()
