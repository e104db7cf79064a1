"""Why this score: what a profile says of one member."""

from dataclasses import replace

import pandas as pd
import pytest

from cxzy.core.language import use_language
from cxzy.core.small_groups import with_reason
from cxzy.core.vocabulary import Source, SubjectKind, UnitKind
from cxzy.services import campaign
from cxzy.services.acceptance import accept
from cxzy.services.profile import UnknownSubject, profile
from cxzy.services.profile_parts import group_table
from cxzy.services.profile_source_sentences import sheets_heading
from cxzy.services.records import Attendance
from cxzy.services.upload import check_files
from tests.services.university import (
    NAMES,
    University,
    expected_score,
    office,
    usual_marks,
    workbook,
)


def read(university: University, key: str):
    return profile(
        university.engine,
        office(),
        period_id=university.period.id,
        subject=SubjectKind.MEMBER,
        key=key,
    )


def test_contributions_of_the_sources_add_up_to_the_score(university: University) -> None:
    files = [("评分表.xlsx", workbook(usual_marks()))]
    preview = check_files(university.engine, office(), university.meetings[0].id, files)
    accept(university.engine, office(), preview)
    shown = read(university, "0101001")
    assert shown.subject["name"] == NAMES[1]
    assert shown.result is not None
    assert shown.result["score"] == expected_score(usual_marks(), NAMES[1])
    assert shown.sources["contribution"].sum() == pytest.approx(shown.result["score"], abs=0.005)
    assert shown.sources["n"].tolist() == [1, 3, 1, 5]
    assert [sheet.name for sheet in shown.sheets] == ["评分表.xlsx"]


def test_who_may_vote_on_a_member_are_the_other_members(university: University) -> None:
    files, meeting = [("评分表.xlsx", workbook(usual_marks()))], university.meetings[0].id
    held = [Attendance(Source.PEER, "", 4), Attendance(Source.MASS, "", 10)]
    campaign.set_attendance(university.engine, office(), meeting, held)
    preview = check_files(university.engine, office(), meeting, files)
    accept(university.engine, office(), preview)
    profile = read(university, "0101001")
    shown = profile.sources.set_index("source")
    # four members, whose own marks are dropped: three are left; the masses stand as they are
    assert (shown.loc["peer", "n"], shown.loc["peer", "entitled"]) == (3, 3)
    assert shown.loc["mass", "entitled"] == 10
    known = replace(profile, sources=shown.loc[["peer", "mass"]].reset_index())
    assert sheets_heading(known) == "来自 1 份评分表，应到 13 人次中计入 8 票"


def test_criteria_stand_beside_the_means_of_the_meeting(university: University) -> None:
    files = [("评分表.xlsx", workbook(usual_marks()))]
    preview = check_files(university.engine, office(), university.meetings[0].id, files)
    accept(university.engine, office(), preview)
    criteria = read(university, "0101000").criteria.set_index(["source", "label"])
    # Marks of usual_marks(): the leader gives 88, 87, 86, 85 for the first criterion.
    assert criteria.loc[("leader", "承诺践诺"), "mean"] == 88
    assert criteria.loc[("leader", "承诺践诺"), "unit_mean"] == 86.5


def test_the_kind_is_all_branches_of_it_and_the_unit_the_own_one(university: University) -> None:
    student = university.branches[1]
    campaign.change_unit(university.engine, office(), replace(student, kind=UnitKind.STAFF))
    other = [f"{name}二" for name in NAMES]
    for place, marks in enumerate((usual_marks(), usual_marks(names=other, shift=-10))):
        preview = check_files(
            university.engine,
            office(),
            university.meetings[place].id,
            [("表.xlsx", workbook(marks))],
        )
        accept(university.engine, office(), preview)
    shown = read(university, "0101001")
    own = [expected_score(usual_marks(), name) for name in NAMES]
    others = [expected_score(usual_marks(names=other, shift=-10), name) for name in other]
    assert shown.unit is not None
    assert (shown.unit.place, shown.unit.of) == (2, 4)
    assert shown.unit.mean == pytest.approx(sum(own) / 4)
    assert shown.kind is not None
    assert (shown.kind.place, shown.kind.of) == (2, 8)
    assert shown.kind.mean == pytest.approx(sum(own + others) / 8)
    leaders = shown.criteria.set_index(["source", "label"]).loc[("leader", "承诺践诺")]
    # the leader gives 88, 87, 86, 85 here and ten less in the other branch
    assert (leaders["mean"], leaders["unit_mean"], leaders["kind_mean"]) == (87, 86.5, 81.5)
    assert shown.history["grade"].tolist() == [(shown.result or {})["grade"]]


def test_self_stands_beside_the_mean_of_the_others_by_their_weights(
    university: University,
) -> None:
    preview = check_files(
        university.engine, office(), university.meetings[0].id,
        [("表.xlsx", workbook(usual_marks()))],
    )  # fmt: skip
    accept(university.engine, office(), preview)
    gaps = read(university, "0101000").gaps.set_index("label")
    # self 92 + 3; peers 92 − 1, − 2, − 3; leader 92 − 4; masses 92 − 1 … − 5; weights alike
    assert gaps.loc["承诺践诺", "self"] == 95
    assert gaps.loc["承诺践诺", "others"] == pytest.approx((90 + 88 + 89) / 3)
    assert gaps.loc["承诺践诺", "gap"] == pytest.approx(6)


def test_a_member_whose_meeting_has_no_marks_has_no_result(university: University) -> None:
    shown = read(university, "0102000")
    assert shown.result is None
    assert shown.history.empty
    assert shown.sources.empty


def test_an_unknown_number_is_said(university: University) -> None:
    with pytest.raises(UnknownSubject, match="999"):
        read(university, "999")


def test_a_mean_of_few_is_in_no_table_of_the_profile_and_cannot_be_reckoned() -> None:
    use_language("zh_CN")
    # 90 × 40 + 70 × 3 + 80 × 7 = 4,370 of 50 ballots: the whole is 87.4
    masses = {"学生": (40, 90.0), "教师": (3, 70.0), "职工": (7, 80.0)}
    leaders = {"分管领导": (1, 61.0), "其他领导": (3, 88.0)}
    own = [
        {"source": source, "group": group, "criterion": "", "n": n, "mean": mean}
        for source, groups in (("leader", leaders), ("mass", masses))
        for group, (n, mean) in groups.items()
    ]
    entitled = pd.DataFrame({"source": ["mass"], "group": ["学生"], "count": [60]})
    groups = group_table(own, entitled).set_index("group")
    assert groups["mean"].dropna().to_dict() == {"学生": 90.0}
    assert groups["withheld"].to_dict() == {
        "分管领导": "small", "其他领导": "small", "学生": "", "教师": "small", "职工": "beside",
    }  # fmt: skip
    assert groups.loc["分管领导", "n"] == 1
    assert with_reason("分管领导", "small") == "分管领导（不足 5 票，不显示平均分）"
