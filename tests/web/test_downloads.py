"""The list of what can be taken away: made where it stands open, in the language of the page."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from cxzy.core.errors import CxzyError
from cxzy.web.downloads import FAILURES, file_name

OPEN = "screen.downloads"


def screen() -> None:
    import plotly.graph_objects as go
    import streamlit as st

    from cxzy.charts.plates import Plate
    from cxzy.core.language import language
    from cxzy.web.downloads import Download, downloads

    def plates() -> list[Plate]:
        st.session_state["asked"] = True
        return [Plate("one", "[19](x) of 62 are best", "Bars", lambda theme, link: go.Figure())]

    downloads(
        "screen",
        tables=[Download("Ranking", "ranking.xlsx", lambda: language().encode())],
        plates=plates,
        briefing=Download("Overview", "overview.docx", lambda: b"docx"),
    )


@pytest.fixture
def app() -> AppTest:
    return AppTest.from_function(screen)


def labels(app: AppTest) -> list[str]:
    assert not app.exception
    return [str(button.proto.label).replace("\\", "") for button in app.get("download_button")]


def test_a_closed_list_asks_for_nothing(app: AppTest) -> None:
    app.run()
    assert labels(app) == []
    assert "asked" not in app.session_state


def test_an_open_list_offers_briefing_tables_and_pictures(app: AppTest) -> None:
    app.session_state[OPEN] = True
    app.run()
    assert labels(app) == ["Overview", "Ranking", "[19](x) of 62 are best"]
    assert [caption.value for caption in app.caption] == ["简报", "表格", "图片"]


def test_words_from_people_are_no_markup(app: AppTest) -> None:
    app.session_state[OPEN] = True
    app.run()
    assert app.get("download_button")[-1].proto.label.startswith("\\[19\\]\\(x\\)")


def test_without_a_chromium_the_list_says_so_and_offers_no_picture(
    app: AppTest, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    app.session_state[OPEN] = True
    app.run()
    assert labels(app) == ["Overview", "Ranking"]
    assert "没有安装 Chromium" in app.caption[-1].value
    assert "asked" not in app.session_state


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("a/b\\c:d*e?f", "a b c d e f.png"),
        ("19 个优秀。", "19 个优秀.png"),
        ("支部" * 60, "支部" * 30 + ".png"),
        ("", "cxzy.png"),
        ("../../etc", ".. .. etc.png"),
    ],
)
def test_a_file_name_is_one_that_every_system_takes(words: str, name: str) -> None:
    assert file_name(words, "png") == name


def test_why_a_file_could_not_be_made_is_said_once(app: AppTest) -> None:
    app.session_state[OPEN] = True
    app.session_state[FAILURES] = {
        "screen.table.0": CxzyError("no such meeting"),
        "screen.picture.0": OSError("disk full"),
    }
    app.run()
    known, other = (error.value for error in app.error)
    assert "no such meeting" in known.replace("\\", "")
    assert "disk full" not in other
    assert "把编号" in other
    app.run()
    assert not app.error
