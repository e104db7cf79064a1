"""Can the votes be trusted: what the screen says, and what a person decides on it."""

import re

import pytest
from streamlit.testing.v1 import AppTest

from cxzy.core.vocabulary import Source
from cxzy.services import campaign
from cxzy.services.actors import Actor, PermissionDenied, Role, demo_office
from cxzy.services.ballots import mark_sound, mark_void
from cxzy.services.quality import BallotKey, Verdict
from cxzy.services.quality_overview import quality_overview
from cxzy.services.quality_waiting import known_waiting, look_through
from cxzy.services.records import Attendance
from cxzy.store.database import reading
from cxzy.store.ratings import ratings_from_parquet
from cxzy.store.sheets import sheet_ratings
from tests.pages.conftest import Visit, headings, question, words
from tests.services.looked_at import (
    COPIES,
    REASON,
    hand_in,
    hand_in_groups,
    in_points,
    limited,
    marks_of,
    mass_words,
    quality_of,
    scores,
)
from tests.services.university import NAMES, University, expected_score

WORDS = mass_words()
VOTED = len(WORDS)  # of an electorate of 40


@pytest.fixture
def copied(university: University) -> University:
    meeting = limited(university)
    hand_in(meeting, marks_of(WORDS))
    return meeting


def opened(visit: Visit, meeting: University, **address: str) -> AppTest:
    return visit(
        "quality", period=meeting.period.key, meeting=str(meeting.meetings[0].id), **address
    )


def text(app: AppTest) -> str:
    return words(app).replace("\\", "")


def press(app: AppTest, verdict: Verdict, number: int, seen: int, reason: str) -> AppTest:
    pattern = rf"quality\.{verdict}\.\d+\.{number}\.{seen}"
    (key,) = [one.key for one in app.button if one.key and re.fullmatch(pattern, one.key)]
    place = key.removeprefix(f"quality.{verdict}.")
    app.text_input(key=f"quality.reason.{place}").input(reason)
    return app.button(key=key).click().run()


def test_an_empty_database_leads_to_the_first_step(visit: Visit) -> None:
    assert "settings?part=members" in words(visit("quality"))


def test_without_sheets_the_page_leads_to_the_upload(visit: Visit, university: University) -> None:
    meeting = limited(university)
    app = opened(visit, meeting)
    assert "尚未上交评分表" in text(app)
    assert f"upload?period=2012-2&meeting={meeting.meetings[0].id}" in text(app)


def test_the_first_line_has_turnout_and_the_ballots_that_wait(
    visit: Visit, copied: University
) -> None:
    app = opened(visit, copied)
    assert question(app) == "票据可信吗？"
    assert f"应到 40 人，有效票 {VOTED} 张（{VOTED / 40:.0%}）" in text(app)
    assert f"{len(COPIES)} 张票等待核对" in text(app)


def test_each_ballot_says_why_and_what_would_be_without_it(
    visit: Visit, copied: University
) -> None:
    said = text(opened(visit, copied))
    assert said.count("与另外 2 张票逐项雷同") == len(COPIES)
    assert said.count("同一等级词超出方案限额 1 个") == len(COPIES)
    for name in NAMES:
        with_, without = (expected_score(in_points(WORDS, out), name) for out in ((), COPIES[:1]))
        row = re.search(rf"<tr><td[^>]*>{name}</td>(?:(?!</tr>).)*", said)
        assert row
        assert f">{with_:.2f}</td>" in row.group()
        assert f">{without:.2f}</td>" in row.group()
    assert re.search(r'<td class="cx-right">1</td>|<td class="cx-right cx-right">1</td>', said)


def test_neither_a_rater_s_number_nor_a_chance_nor_a_cell_is_on_the_page(
    visit: Visit, copied: University
) -> None:
    app = opened(visit, copied)
    keys = [one.key for one in (*app.button, *app.text_input, *app.expander) if one.key]
    raters = {one.ballots.rater for one in quality_of(copied).listed}
    assert min(raters) > len(COPIES)  # so that they differ from the numbers of the list
    for key in keys:
        assert not {int(part) for part in key.split(".")[-2:] if part.isdigit()} & raters, key
    assert not re.search(r"代表\d", text(app))  # how the sheet calls its raters
    assert "p =" not in text(app)


def test_a_void_ballot_changes_the_scores_and_taking_it_back_restores_them(
    visit: Visit, copied: University
) -> None:
    before = scores(copied)
    app = press(opened(visit, copied), Verdict.VOID, 1, 0, REASON)
    assert "这张票不再计入" in text(app)
    for name in NAMES:
        assert scores(copied)[name] == expected_score(in_points(WORDS, COPIES[:1]), name)
    assert f"有效票 {VOTED - 1} 张" in text(app)
    assert REASON in text(app)
    (made,) = [one.decision for one in quality_of(copied).listed if one.decision]
    app = press(app, Verdict.UNDONE, 1, made.id, "复核有误")
    assert scores(copied) == before
    assert "认定已撤回" in text(app)
    assert "已撤回认定" in text(app)  # the history keeps both


def test_without_a_reason_nothing_is_decided(visit: Visit, copied: University) -> None:
    app = press(opened(visit, copied), Verdict.SOUND, 2, 0, "  ")
    assert "需要写明理由" in text(app) or app.error
    assert quality_of(copied).open == len(COPIES)


def test_a_second_click_is_no_second_decision(visit: Visit, copied: University) -> None:
    app = opened(visit, copied)
    first = quality_of(copied).listed[0]
    mark_void(copied.engine, demo_office(), first.ballots, reason=REASON)  # the first click
    app = press(app, Verdict.VOID, 1, 0, REASON)
    assert not app.error
    assert sum(one.decision is not None for one in quality_of(copied).listed) == 1


def test_the_second_of_two_people_is_told_what_the_first_decided(
    visit: Visit, copied: University
) -> None:
    app = opened(visit, copied)
    first = quality_of(copied).listed[0]
    mark_void(copied.engine, demo_office(), first.ballots, reason=REASON)
    app = press(app, Verdict.SOUND, 1, 0, "字迹不同")
    assert REASON in app.error[0].value.replace("\\", "")
    assert "操作未生效" in app.error[0].value.replace("\\", "")
    decisions = [one.decision for one in quality_of(copied).listed if one.decision]
    assert [one.reason for one in decisions] == [REASON]


def unsure_and_void(university: University) -> BallotKey:
    """Hand in ballots of which one says 不了解 throughout, find that void, and return its key."""
    unsure = 5
    written = [[("不了解", "不了解")] * 4 if at == unsure else b for at, b in enumerate(WORDS)]
    sheet_id = hand_in(university, marks_of(written))
    with reading(university.engine) as connection:
        ratings = ratings_from_parquet(sheet_ratings(connection, sheet_id))
    mass = ratings[ratings["source"] == "mass"]
    (rater,) = [r for r, rows in mass.groupby("rater") if rows["points"].isna().all()]
    key = BallotKey(sheet_id, Source.MASS, int(str(rater)))
    mark_void(university.engine, demo_office(), key, reason=REASON)
    return key


def test_a_decision_on_a_ballot_without_a_valid_mark_is_taken_back_from_the_history(
    visit: Visit, university: University
) -> None:
    meeting = limited(university)
    key = unsure_and_void(meeting)
    (made,) = quality_of(meeting).elsewhere
    assert made.ballots == key
    assert key not in {one.ballots for one in quality_of(meeting).listed}
    app = opened(visit, meeting)
    place = f"{meeting.meetings[0].id}.elsewhere1.{made.id}"
    app = app.button(key=f"quality.undone.{place}").click().run()
    assert "要写明理由" in app.error[0].value
    app.text_input(key=f"quality.reason.{place}").input("复核有误")
    app = app.button(key=f"quality.undone.{place}").click().run()
    assert "认定已撤回" in text(app)
    assert quality_of(meeting).elsewhere == ()
    assert not [one for one in app.button if one.key and "elsewhere" in one.key]


def test_who_takes_such_a_decision_back_second_is_told(
    visit: Visit, university: University
) -> None:
    meeting = limited(university)
    key = unsure_and_void(meeting)
    (made,) = quality_of(meeting).elsewhere
    app = opened(visit, meeting)
    mark_sound(meeting.engine, demo_office(), key, reason="只是不了解", seen=made.id)
    place = f"{meeting.meetings[0].id}.elsewhere1.{made.id}"
    app.text_input(key=f"quality.reason.{place}").input("复核有误")
    app = app.button(key=f"quality.undone.{place}").click().run()
    assert "只是不了解" in app.error[0].value.replace("\\", "")
    assert [one.reason for one in quality_of(meeting).elsewhere] == ["只是不了解"]


def test_the_list_of_meetings_tells_turnout_and_leads_on(
    visit: Visit, university: University
) -> None:
    first = university.meetings[0].id
    campaign.set_attendance(
        university.engine, demo_office(), first, [Attendance(Source.MASS, "", 60)]
    )
    hand_in(university, marks_of(WORDS))
    app = visit("quality", period="2012-1")
    assert f"群众应到 60 人，有效票 {VOTED} 张（40%）" in text(app)
    assert "1 场讲评会需要看一看" in text(app)
    assert "还有 1 场讲评会的票尚未检查" in text(app)
    row = re.search(rf"<tr>(?:(?!<tr>).)*meeting={first}\".*?</tr>", words(app))
    assert row
    assert "参与不足一半" in row.group()
    app = app.button(key="quality.look").click().run()
    assert "尚未检查" not in text(app)
    assert f"{quality_of(university).open} 张票等待认定" in text(app)


def test_looking_through_counts_the_ballots_that_wait(university: University) -> None:
    meeting = limited(university)
    hand_in(meeting, marks_of(WORDS))
    shown = quality_overview(meeting.engine, demo_office(), period_id=meeting.period.id)
    assert known_waiting(meeting.engine, demo_office(), shown.versions) == {}
    assert list(look_through(meeting.engine, demo_office(), shown.versions)) == [1]
    known = {meeting.meetings[0].id: len(COPIES)}
    assert known_waiting(meeting.engine, demo_office(), shown.versions) == known
    assert list(look_through(meeting.engine, demo_office(), shown.versions)) == []
    leader = Actor("某书记", Role.LEADER, frozenset({meeting.branches[0].id}))
    assert known_waiting(meeting.engine, leader, shown.versions) == {}
    with pytest.raises(PermissionDenied):
        list(look_through(meeting.engine, leader, shown.versions))
    mark_void(meeting.engine, demo_office(), quality_of(meeting).listed[0].ballots, reason=REASON)
    after = quality_overview(meeting.engine, demo_office(), period_id=meeting.period.id)
    assert known_waiting(meeting.engine, demo_office(), after.versions) == {}


def test_groups_have_their_picture_and_the_missing_one_its_name(
    visit: Visit, university: University
) -> None:
    meeting = limited(university, {"学生": 30, "教师": 90, "职工": 10})
    groups = ["教师" if rater % 4 == 0 else "学生" for rater in range(len(WORDS))]
    hand_in_groups(meeting, WORDS, groups)
    app = opened(visit, meeting)
    assert "无人投票的群体：职工。" in text(app)
    # Kish by hand: 18 and 6 ballots for 30 and 90 people
    worth = (30 + 90) ** 2 / (30**2 / 18 + 90**2 / 6)
    assert f"24 张票的说服力相当于均匀抽取的 {worth:.0f} 张" in text(app)
    assert any("参与率 18%，最低的是职工，0%" in one for one in headings(app))


def test_the_page_speaks_english(visit: Visit, copied: University) -> None:
    app = opened(visit, copied, lang="en")
    assert question(app) == "Can the votes be trusted?"
    assert f"of 40 entitled among masses, {VOTED} voted" in text(app)
