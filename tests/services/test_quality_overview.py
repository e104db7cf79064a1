"""The ballots of all meetings at a glance, what is said of them, and the tables of it."""

from io import BytesIO

import numpy as np
import pandas as pd
import pytest
from openpyxl import load_workbook

from cxzy.core.language import CHINESE, use_language
from cxzy.core.representation import representation
from cxzy.core.vocabulary import Source, UnitKind
from cxzy.services import campaign
from cxzy.services import quality_sentences as said
from cxzy.services.actors import Actor, PermissionDenied, Role
from cxzy.services.quality_agreement import Agreement
from cxzy.services.quality_overview import quality_overview, with_waiting
from cxzy.services.quality_table import overview_table, quality_table
from cxzy.services.quality_waiting import look_through
from cxzy.store.records import Attendance
from tests.services.looked_at import (
    COPIES,
    hand_in,
    hand_in_groups,
    limited,
    marks_of,
    mass_words,
    quality_of,
)
from tests.services.university import University, office

WORDS = mass_words()


@pytest.fixture(autouse=True)
def chinese() -> None:
    use_language(CHINESE)


def entitle(university: University, place: int, groups: dict[str, int]) -> None:
    campaign.set_attendance(
        university.engine, office(), university.meetings[place].id,
        [Attendance(Source.MASS, group, count) for group, count in groups.items()],
    )  # fmt: skip


def table_of(university: University, actor: Actor | None = None, **asked: object):
    return quality_overview(
        university.engine, actor or office(), period_id=university.period.id, **asked
    )


def test_the_list_has_the_numbers_of_each_meeting_alone(university: University) -> None:
    entitle(university, 0, {"学生": 30, "教师": 90, "职工": 10})
    groups = ["教师" if rater % 4 == 0 else "学生" for rater in range(len(WORDS))]
    hand_in_groups(university, WORDS, groups)
    row = table_of(university).meetings.set_index("meeting").loc[university.meetings[0].id]
    alone = next(one for one in quality_of(university).sources if one.source is Source.MASS)
    assert alone.representation is not None
    for name in ("electorate", "ballots", "turnout", "r_adjusted", "effective"):
        assert row[name] == pytest.approx(getattr(alone.representation, name)), name
    assert row["missing_groups"] == "职工"
    # less than half voted, 职工 are missing, and 24 ballots are worth 8.6
    assert row["needs"] == 3


def test_what_needs_a_look_comes_first_and_what_is_not_in_last(university: University) -> None:
    entitle(university, 0, {"": 200})
    entitle(university, 1, {"": 40})
    hand_in(university, marks_of(WORDS))
    shown = table_of(university)
    assert shown.meetings["meeting"].tolist() == [one.id for one in university.meetings]
    assert shown.meetings["needs"].tolist() == [1, 0]
    assert np.isnan(shown.meetings["turnout"].iloc[1])
    assert [meeting for meeting, _version in shown.versions] == [university.meetings[0].id]
    only = table_of(university, kind=UnitKind.STUDENT).meetings
    assert only["meeting"].tolist() == [university.meetings[1].id]
    first = table_of(university, unit_id=university.branches[0].id).meetings
    assert first["meeting"].tolist() == [university.meetings[0].id]
    assert len(table_of(university, unit_id=university.organisation.id).meetings) == 2


def test_a_period_without_meetings_and_one_without_sheets_say_so(university: University) -> None:
    shown = table_of(university)
    assert "尚无群众票" in said.overview_answer(shown)
    waiting = with_waiting(shown, {})
    assert waiting["waiting"].isna().all()
    assert "没有一场" in said.overview_detail(shown, waiting)


def test_those_with_ballots_that_wait_come_first(university: University) -> None:
    entitle(university, 0, {"": 30})
    shown = table_of(university)
    second = university.meetings[1].id
    assert with_waiting(shown, {second: 2})["meeting"].iloc[0] == second


def test_a_leader_of_one_branch_sees_that_one_and_no_ballots(university: University) -> None:
    hand_in(university, marks_of(WORDS))
    leader = Actor("某书记", Role.LEADER, frozenset({university.branches[0].id}))
    shown = table_of(university, leader)
    assert shown.meetings["meeting"].tolist() == [university.meetings[0].id]
    assert not shown.may_look
    assert "尚未检查" not in said.overview_detail(shown, with_waiting(shown, {}))
    with pytest.raises(PermissionDenied):
        table_of(university, leader, unit_id=university.branches[1].id)


def workbook_of(content: bytes) -> dict[str, str]:
    """Return the text of each sheet."""
    book = load_workbook(BytesIO(content))
    return {
        sheet.title: "\n".join(
            str(cell) for row in sheet.values for cell in row if cell is not None
        )
        for sheet in book
    }


def test_the_file_of_a_meeting_has_ballots_only_for_those_who_may_see_them(
    university: University,
) -> None:
    meeting = limited(university)
    hand_in(meeting, marks_of(WORDS))
    asked = (meeting.meetings[0].id, "水文教工支部", meeting.period)
    told = workbook_of(quality_table(meeting.engine, office(), *asked))
    assert "与另外 2 张票逐项雷同" in told["需要核对的票"]
    assert "代表" not in told["需要核对的票"]
    leader = Actor("某书记", Role.LEADER, frozenset({meeting.branches[0].id}))
    seen = workbook_of(quality_table(meeting.engine, leader, *asked))
    assert "需要核对的票" not in seen
    assert set(seen) < set(told)


def test_the_file_of_all_meetings_has_the_numbers_of_the_screen(university: University) -> None:
    meeting = limited(university)
    hand_in(meeting, marks_of(WORDS))
    shown = table_of(meeting)
    list(look_through(meeting.engine, office(), shown.versions))
    content = overview_table(meeting.engine, office(), period_id=meeting.period.id)
    sheet = load_workbook(BytesIO(content)).worksheets[0]
    (row,) = [values for values in sheet.values if values[0] == "水文教工支部"]
    assert row[3:6] == (40, len(WORDS), len(WORDS) / 40)
    assert row[-1] == len(COPIES)


def results(*rows: tuple[str, float, float, int, int]) -> pd.DataFrame:
    names = ["name", "score_with", "score_without", "rank_with", "rank_without"]
    return pd.DataFrame(rows, columns=names)


def test_without_a_ballot_places_and_the_largest_change_are_said() -> None:
    moved = results(
        ("安甲", 86.2, 87.0, 2, 1), ("白乙", 86.5, 86.4, 1, 2), ("程丙", 80.0, 80.0, 3, 3)
    )
    words = "去掉这张票，2 个名次会变；得分变动最大的是安甲，从 86.20 变为 87.00。"
    assert said.without_words(moved) == words
    still = results(("安甲", 86.2, 86.2, 1, 1))
    assert said.without_words(still) == "去掉这张票，名次不变；得分也不变。"
    nothing = results(("安甲", float("nan"), float("nan"), 0, 0))
    assert "没有得分可比" in said.without_words(nothing)


@pytest.mark.parametrize(
    ("found", "word"),
    [
        (Agreement(4, 0.9, 2.0, 1.0), "不公布：评价人不足五人"),
        (Agreement(9, 0.8, 9.0, 1.0), "看法一致"),
        (Agreement(9, 0.667, 9.0, 1.0), "看法大体一致"),
        (Agreement(9, 0.1, 5.0, 1.0), "打分接近，高低难分"),
        (Agreement(9, 0.1, 5.1, 1.0), "看法分歧较大"),
        (Agreement(9, float("nan"), 0.0, 0.0), "打分接近，高低难分"),
        (Agreement(9, float("nan"), float("nan"), 0.0), "无法判断"),
    ],
)
def test_agreement_in_a_word_goes_by_krippendorff_s_lines(found: Agreement, word: str) -> None:
    assert said.agreement_word(found) == word


def test_no_group_had_its_say_where_it_has_no_ballot() -> None:
    use_language("en")
    even = representation({"学生": 40, "教师": 20}, {"学生": 80, "教师": 40})
    gone = representation({"学生": 40, "教师": 20}, {"学生": 80, "教师": 40, "职工": 10})
    assert said.worth_words(even) == "all groups had their say"
    assert said.worth_words(gone) == ""
    assert said.missing_words(gone) == "Nobody voted of: 职工."
