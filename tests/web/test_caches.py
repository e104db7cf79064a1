"""What is shared between runs: asked once, dropped with the change that makes it old."""

import gc
import weakref
from collections.abc import Iterator

import pytest
import streamlit as st

from cxzy.services import campaign
from cxzy.services.filters import Filters
from cxzy.services.workspace import workspace
from cxzy.web import caches, session
from tests.services.university import University, office, university

__all__ = ["university"]


@pytest.fixture
def engine(tmp_path: object, monkeypatch: pytest.MonkeyPatch) -> Iterator[object]:
    """The database that the application opens."""
    monkeypatch.setenv("CXZY_DATABASE_URL", f"sqlite:///{tmp_path}/kept.db")
    workspace.cache_clear()
    st.cache_resource.clear()
    yield workspace()
    workspace().dispose()
    workspace.cache_clear()


def test_an_answer_is_the_same_until_something_changes(university: University) -> None:
    session.begin()
    asked = Filters(university.period.id)
    kept = caches.ranking(asked)
    session.begin()
    assert caches.ranking(asked) is kept


def test_what_was_kept_before_a_change_is_dropped(university: University) -> None:
    session.begin()
    kept = weakref.ref(caches.ranking(Filters(university.period.id)))
    member = campaign.members(university.engine, office())[0]
    campaign.change_member(university.engine, office(), member)
    session.begin()
    caches.periods()
    gc.collect()
    assert kept() is None


def test_two_functions_that_ask_alike_are_told_apart(university: University) -> None:
    session.begin()
    first = caches.made(lambda: "one", "asked")
    second = caches.made(lambda: "another", "asked")
    assert (first, second) == ("one", "another")
