"""Every page while there is little or nothing in the database: its question and the next step."""

import re
from datetime import date
from urllib.parse import parse_qsl, urlsplit

import pytest
from sqlalchemy import Engine
from streamlit.testing.v1 import AppTest

from cxzy.core.vocabulary import UnitLevel
from cxzy.services import campaign
from tests.pages.conftest import Visit, question, words
from tests.services.university import SCHEME, University, office

QUESTIONS = {
    "overview": ("本期总体情况如何？", "Where do we stand?"),
    "ranking": ("谁排在第几？", "Who is where?"),
    "profile": ("得分是怎么来的？", "Why this score?"),
    "grading": ("定在哪个等次，依据什么？", "Which grade, by which rule?"),
    "improvement": ("谁进步了？", "Who improved?"),
    "quality": ("票据可信吗？", "Can the votes be trusted?"),
    "upload": ("评分表交了哪些？还缺哪些？", "Which score sheets are in, and which are missing?"),
}
LANGUAGES = ("zh_CN", "en")


def leads(app: AppTest) -> list[str]:
    """Return where the links of a page lead, without what they take along."""
    found = (urlsplit(one) for one in re.findall(r"→\]\(([^)]*)\)", words(app)))
    return [_target(one.path, dict(parse_qsl(one.query))) for one in found]


def _target(page: str, choices: dict[str, str]) -> str:
    own = [f"{name}={value}" for name, value in choices.items() if name in ("part", "subject")]
    return "?".join([page, *own])


@pytest.fixture
def unit(engine: Engine) -> Engine:
    """A database that holds one unit and nothing else."""
    level = UnitLevel.ORGANISATION
    campaign.add_unit(engine, office(), code="01", name="水利学院", level=level)
    return engine


@pytest.fixture
def period(unit: Engine) -> Engine:
    """A database that holds one unit and one period."""
    days = {"starts": date(2012, 1, 1), "ends": date(2012, 6, 30)}
    campaign.add_period(unit, office(), key="2012-1", name="2012年上半年", **days)
    return unit


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("page", QUESTIONS)
def test_without_anything_a_page_asks_its_question_and_leads_to_the_roster(
    visit: Visit, page: str, lang: str
) -> None:
    app = visit(page, lang=lang)
    assert QUESTIONS[page][LANGUAGES.index(lang)] in question(app)
    assert leads(app) == ["settings?part=members"]
    assert not app.error


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("page", QUESTIONS)
def test_without_a_period_a_page_asks_its_question_and_leads_to_the_periods(
    visit: Visit, unit: Engine, page: str, lang: str
) -> None:
    app = visit(page, lang=lang)
    assert QUESTIONS[page][LANGUAGES.index(lang)] in question(app)
    assert leads(app) == ["settings?part=periods"]
    assert not app.error


@pytest.mark.parametrize(
    ("page", "part"),
    [
        ("overview", "meetings"),
        ("ranking", "meetings"),
        ("profile", "members"),
        ("grading", "meetings"),
        ("improvement", "periods"),
        ("quality", "meetings"),
        ("upload", "meetings"),
    ],
)
def test_without_a_meeting_a_page_asks_its_question_and_leads_to_what_is_missing(
    visit: Visit, period: Engine, page: str, part: str
) -> None:
    app = visit(page)
    assert QUESTIONS[page][0] in question(app)
    assert leads(app) == [f"settings?part={part}"]
    assert not app.error


@pytest.mark.parametrize(
    ("subject", "links"),
    [("branch", ["upload", "grading?subject=member"]), ("member", ["upload"])],
)
def test_where_no_branch_has_a_score_the_members_are_a_click_away(
    visit: Visit, university: University, subject: str, links: list[str]
) -> None:
    assert leads(visit("grading", subject=subject)) == links


RESULTS = ("overview", "ranking", "profile", "grading", "improvement", "quality")


@pytest.mark.parametrize("subject", ["member", "branch"])
@pytest.mark.parametrize("page", RESULTS)
def test_where_no_sheet_is_in_a_page_of_results_leads_to_where_one_is_handed_in(
    visit: Visit, university: University, page: str, subject: str
) -> None:
    app = visit(page, subject=subject)
    assert QUESTIONS[page][0] in question(app)
    assert not app.error
    if page == "quality":  # lists the meetings, each of which says the next step
        assert 'href="quality?period=2012-1&amp;meeting=1"' in words(app)
        app = visit(page, meeting="1")
    assert leads(app)


@pytest.mark.parametrize("subject", ["member", "branch"])
@pytest.mark.parametrize("page", RESULTS)
def test_one_meeting_in_one_period_is_enough_for_every_page_of_results(
    visit: Visit, scored: University, page: str, subject: str
) -> None:
    app = visit(page, subject=subject)
    assert QUESTIONS[page][0] in question(app)
    assert not app.error


@pytest.mark.parametrize("page", RESULTS)
def test_a_new_period_without_a_meeting_leaves_no_page_without_a_next_step(
    visit: Visit, scored: University, page: str
) -> None:
    days = {"starts": date(2012, 7, 1), "ends": date(2012, 12, 31)}
    campaign.add_period(scored.engine, office(), key="2012-2", name="2012年下半年", **days)
    app = visit(page, period="2012-2", subject="member")
    assert QUESTIONS[page][0] in question(app)
    assert not app.error
    assert leads(app)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(
    ("part", "next_part"),
    [
        ("units", "settings?part=members"),
        ("members", "settings?part=periods"),
        ("periods", "settings?part=meetings"),
        ("meetings", "settings?part=periods"),
        ("schemes", "settings?part=meetings"),
    ],
)
def test_a_part_of_the_settings_without_rows_says_the_next_step_in_place_of_a_head(
    visit: Visit, part: str, next_part: str, lang: str
) -> None:
    app = visit("settings", part=part, lang=lang)
    assert leads(app) == [next_part]
    assert "<thead" not in words(app)


def test_before_a_meeting_can_be_planned_the_settings_lead_to_what_it_needs(
    visit: Visit, period: Engine
) -> None:
    assert leads(visit("settings", part="meetings")) == ["settings?part=schemes"]
    campaign.add_scheme(period, office(), SCHEME)
    assert leads(visit("settings", part="meetings")) == ["upload"]


def test_the_first_scheme_begins_from_the_usual_one(visit: Visit, engine: Engine) -> None:
    app = visit("settings", part="schemes")
    app.button(key="settings.scheme.submit").click().run()
    (stored,) = campaign.schemes(engine, office())
    assert stored.name == "一会四评"  # as data/schemes/default.toml calls it


def test_words_that_nobody_is_called_by_are_said(visit: Visit, university: University) -> None:
    app = visit("settings", part="members")
    app.text_input(key="settings.member.find").set_value("无此人").run()
    assert "无此人" in words(app)
    assert "<thead" not in words(app)


def test_what_an_old_link_asks_for_and_nobody_knows_is_said(
    visit: Visit, scored: University
) -> None:
    del scored
    app = visit("overview", unit="NOPE", period="9999-1", kind="zzz", page="rankng")
    (said,) = app.warning
    assert said.value == "地址中的 rankng、9999\\-1、NOPE、zzz 无法识别，已忽略。"
    app = visit("upload", meeting="99999")
    (said,) = app.warning
    assert said.value == "本周期和党组织没有编号为 99999 的讲评会，现列出全部讲评会。"
    assert not visit("upload", meeting="1").warning
    assert not visit("overview", unit="0101", period="2012-1", kind="staff").warning
