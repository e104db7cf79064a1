"""The application over a small university, driven through its router without a browser."""

import re
from collections.abc import Callable, Iterator
from html import unescape
from pathlib import Path

import pytest
import streamlit as st
from sqlalchemy import Engine
from streamlit.testing.v1 import AppTest

from cxzy.services.acceptance import accept
from cxzy.services.upload import check_files
from cxzy.services.workspace import workspace
from tests.services.university import University, office, university, usual_marks, workbook

__all__ = ["university"]

ROUTER = Path(__file__).parents[2] / "cxzy" / "web" / "main.py"
Visit = Callable[..., AppTest]


@pytest.fixture
def engine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Engine]:
    """The database that the application opens."""
    monkeypatch.setenv("CXZY_DATABASE_URL", f"sqlite:///{tmp_path / 'pages.db'}")
    workspace.cache_clear()
    st.cache_resource.clear()
    yield workspace()
    workspace().dispose()
    workspace.cache_clear()


@pytest.fixture
def visit(engine: Engine) -> Visit:
    """Open a page as a link would, with what the address says."""

    def opened(page: str, /, **address: str) -> AppTest:
        app = AppTest.from_file(str(ROUTER), default_timeout=30)
        for name, value in address.items():
            app.query_params[name] = value
        app.switch_page(f"../../pages/{page}.py").run()
        assert not app.exception, app.exception
        return app

    return opened


@pytest.fixture
def scored(university: University) -> University:
    """The university with the sheets of its first meeting accepted."""
    file = ("评分表.xlsx", workbook(usual_marks()))
    preview = check_files(university.engine, office(), university.meetings[0].id, [file])
    accept(university.engine, office(), preview)
    return university


def words(app: AppTest) -> str:
    """Return everything a page says: Markdown, HTML, headings and messages."""
    parts = [*app.title, *app.subheader, *app.markdown, *app.caption]
    parts += [*app.error, *app.warning, *app.success, *app.get("html")]
    return "\n".join(str(getattr(part, "value", None) or part.proto.body) for part in parts)


def question(app: AppTest) -> str:
    """Return the question that heads a page."""
    (asked,) = re.findall(r"<h1>(.*?)</h1>", words(app))
    return unescape(asked)


def headings(app: AppTest) -> list[str]:
    """Return the headings below the question, in their order."""
    return [unescape(one) for one in re.findall(r"<h3>(.*?)</h3>", words(app))]
