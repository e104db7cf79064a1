"""Where do we stand: the home page, its numbers, where they lead, and what it says when empty."""

import re
from html import unescape
from urllib.parse import quote

import pytest
from sqlalchemy import Engine
from streamlit.testing.v1 import AppTest

from cxzy.services.ballots import mark_sound
from tests.pages.conftest import ROUTER, Visit, headings, question, words
from tests.services.looked_at import (
    REASON,
    quality_of,
    two_meetings,
)
from tests.services.overview_cases import (
    LEVELS,
    Campaign,
    add_period,
    branch_score,
    hold,
    two_periods,
)
from tests.services.university import University, office


def numbers(text: str, name: str) -> list[str]:
    """Return what stands in the row of a name in the table of units."""
    row = re.search(rf"<tr><td(?:(?!</tr>).)*>{name}</a>.*?</tr>", text)
    assert row, name
    return re.findall(r"<td[^>]*>(?:<[^>]*>)?([^<]*)", row[0])


def test_the_bare_address_opens_the_overview(university: University) -> None:
    app = AppTest.from_file(str(ROUTER), default_timeout=30).run()
    assert question(app) == "本期总体情况如何？"


def test_the_other_language_is_a_link_to_the_same_page_as_it_is_shown(
    visit: Visit, university: University
) -> None:
    text = words(visit("overview", subject="member", lang="en"))
    chinese = 'href="overview?subject=member&amp;lang=zh_CN" lang="zh-CN">中文</a>'
    english = 'href="overview?subject=member&amp;lang=en" lang="en" aria-current="true">English</a>'
    assert chinese in text
    assert english in text
    assert "Where do we stand?" in text


def test_an_empty_database_leads_to_the_first_step(visit: Visit) -> None:
    assert "还没有周期" in words(visit("overview"))


def test_without_sheets_what_is_owed_is_listed(visit: Visit, university: University) -> None:
    text = words(visit("overview"))
    assert "2 个党组织尚未上交评分表" in text
    assert "upload?meeting=1" in text
    assert "(upload?" in text


@pytest.fixture
def filled(engine: Engine) -> Campaign:
    return two_periods(engine)


def test_organisations_lead_to_their_branches_and_those_to_their_profile(
    visit: Visit, filled: Campaign
) -> None:
    text = words(visit("overview", period="2012-1"))
    own = [branch_score(level) for code, level in LEVELS["2012-1"].items() if code[:2] == "01"]
    before = [branch_score(level) for code, level in LEVELS["2011-2"].items() if code[:2] == "01"]
    row = numbers(text, "东学院党委")
    assert row[1] == f"{sum(own) / 3:.2f}"
    assert row[2] == f"▲ {(sum(own) - sum(before)) / 3:.2f}"
    assert 'href="overview?period=2012-1&amp;unit=01"' in text
    inside = words(visit("overview", period="2012-1", unit="01"))
    assert 'href="profile?period=2012-1&amp;unit=01&amp;subject=branch&amp;key=0101"' in inside
    assert "西学院党委</a>" not in inside


def test_the_key_figures_are_counted_from_the_scores(visit: Visit, filled: Campaign) -> None:
    text = words(visit("overview"))
    scores = [branch_score(level) for level in LEVELS["2012-1"].values()]
    figures = re.findall(r"</dt><dd>(?:<a [^>]*>)?([\d.—]+)", text)
    counts = [sum(score >= 90 for score in scores), sum(score < 60 for score in scores)]
    assert figures == [f"{sum(scores) / 6:.1f}", *map(str, counts), "2", "8"]
    assert text.count('class="cx-spark"') == 4  # risen has only one period to be counted in


def test_what_needs_attention_leads_on(visit: Visit, filled: Campaign) -> None:
    text = words(visit("overview"))
    assert "1 个支部被评为后进" in text
    assert re.search(r'<a href="profile\?subject=branch&amp;key=0203">己支部</a> <span>54.80', text)
    later = add_period(filled.engine, "2012-2")
    hold(filled.engine, later, filled.units, filled.scheme_id, sheets=False)
    assert "2 个党组织尚未上交评分表" in words(visit("overview"))


def test_ballots_that_wait_lead_to_their_meeting_until_they_are_decided_on(
    visit: Visit, university: University
) -> None:
    held = two_meetings(university)
    meeting = held.meetings[0].id
    unseen = '<a href="quality?period=2012-2">另有 1 场讲评会的票尚未检查 →</a>'

    def said(subject: str) -> list[str]:
        text = unescape(words(visit("overview", period="2012-2", subject=subject)))
        link = rf'<a href="quality\?period=2012-2&meeting={meeting}">水文教工支部</a>'
        counts = re.findall(rf"1 场讲评会有 (\d) 张票等待核对</b><ul><li>{link}", text)
        assert (unseen in text) == bool(counts)
        return counts

    assert said("member") == []
    for left in (3, 2, 1):
        visit("quality", period="2012-2", meeting=str(meeting))
        assert said("member") == said("branch") == [str(left)]
        listed = quality_of(held).listed
        undecided = next(one for one in listed if one.decision is None)
        mark_sound(held.engine, office(), undecided.ballots, reason=REASON)
        assert said("member") == said("branch") == []
    visit("quality", period="2012-2", meeting=str(meeting))
    assert said("member") == said("branch") == []


def test_figures_carry_their_finding_and_their_words(visit: Visit, filled: Campaign) -> None:
    app = visit("overview", lang="en")
    assert len(app.get("plotly_chart")) == 3
    assert words(app).count('<table class="cx-bars">') == 2  # sheets in and missing, and weights
    assert words(app).count('<table class="cx-heat">') == 1
    assert any("Lowest marks: leaders" in heading for heading in headings(app))
    assert question(app) == "Where do we stand?"
    assert "of 6 branches" in words(app)


def test_the_switch_to_members_stands_in_the_address(visit: Visit, filled: Campaign) -> None:
    app = visit("overview")
    app.button_group(key="overview.subject").set_value("member").run()
    assert app.query_params["subject"] == "member"
    assert "尚无得分" in words(app)


def test_nonsense_in_the_address_changes_nothing(visit: Visit, filled: Campaign) -> None:
    text = words(visit("overview", unit="x", kind="y", subject="z"))
    assert "6 个党支部中" in text


def test_every_number_leads_to_what_it_is_made_of(visit: Visit, filled: Campaign) -> None:
    text = unescape(words(visit("overview", period="2012-1")))
    best = sum(branch_score(level) >= 90 for level in LEVELS["2012-1"].values())
    grade = quote("优秀")
    assert f'href="grading?period=2012-1&subject=branch&grade={grade}">{best}</a>' in text
    assert 'href="improvement?period=2012-1&subject=branch&moved=up"' in text
    assert 'href="upload?period=2012-1"' in text
    inside = [level for code, level in LEVELS["2012-1"].items() if code[:2] == "01"]
    own = sum(branch_score(level) >= 90 for level in inside)
    assert f'unit=01&subject=branch&grade={grade}">{own}</a>' in text
    # the list behind the number has as many rows as the number says, and a way back
    opened = visit("grading", period="2012-1", subject="branch", grade="优秀")
    assert f"{best} 个党支部" in words(opened)
    assert words(opened).count("<tr>") == best + 1
    assert "← 全部等次" in words(opened)
    assert "全部等次" not in words(visit("grading", period="2012-1", grade="甲等"))
