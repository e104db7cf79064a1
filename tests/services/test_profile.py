"""Why this score: what a profile says of one member."""

import pytest

from cxzy.core.vocabulary import SubjectKind
from cxzy.services.acceptance import accept
from cxzy.services.profile import UnknownSubject, profile
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


def test_criteria_stand_beside_the_means_of_the_meeting(university: University) -> None:
    files = [("评分表.xlsx", workbook(usual_marks()))]
    preview = check_files(university.engine, office(), university.meetings[0].id, files)
    accept(university.engine, office(), preview)
    criteria = read(university, "0101000").criteria.set_index(["source", "label"])
    # Marks of usual_marks(): the leader gives 88, 87, 86, 85 for the first criterion.
    assert criteria.loc[("leader", "承诺践诺"), "mean"] == 88
    assert criteria.loc[("leader", "承诺践诺"), "unit_mean"] == 86.5


def test_a_member_whose_meeting_has_no_marks_has_no_result(university: University) -> None:
    shown = read(university, "0102000")
    assert shown.result is None
    assert shown.history.empty
    assert shown.sources.empty


def test_an_unknown_number_is_said(university: University) -> None:
    with pytest.raises(UnknownSubject, match="999"):
        read(university, "999")
