"""Results of a meeting stay as they were when members move, join or become formal."""

from dataclasses import replace

from cxzy.core.vocabulary import MemberType, SubjectKind
from cxzy.services import campaign
from cxzy.services.acceptance import accept
from cxzy.services.filters import Filters
from cxzy.services.profile import profile
from cxzy.services.ranking import Ranking, ranking
from cxzy.services.upload import check_files
from cxzy.store.database import writing
from cxzy.store.members import add_members
from cxzy.store.records import Member
from tests.services.university import (
    NAMES,
    University,
    expected_score,
    office,
    usual_marks,
    workbook,
)


def handed_in(university: University) -> None:
    files = [("评分表.xlsx", workbook(usual_marks()))]
    preview = check_files(university.engine, office(), university.meetings[0].id, files)
    accept(university.engine, office(), preview)


def ranked(university: University) -> Ranking:
    return ranking(university.engine, office(), Filters(university.period.id))


def member(university: University, number: str) -> Member:
    people = campaign.members(university.engine, office())
    return next(person for person in people if person.number == number)


def test_a_member_who_moves_keeps_score_and_branch_of_the_meeting(university: University) -> None:
    handed_in(university)
    moved = replace(member(university, "0101000"), unit_id=university.branches[1].id)
    campaign.change_member(university.engine, office(), moved)
    row = ranked(university).results.set_index("subject").loc["0101000"]
    assert row["branch"] == university.branches[0].name
    assert row["score"] == expected_score(usual_marks(), NAMES[0])
    shown = profile(
        university.engine,
        office(),
        period_id=university.period.id,
        subject=SubjectKind.MEMBER,
        key="0101000",
    )
    assert shown.subject["branch"] == university.branches[1].name
    assert shown.result is not None
    assert shown.result["score"] == row["score"]
    assert shown.history["score"].tolist() == [row["score"]]


def test_a_newcomer_does_not_appear_in_a_meeting_that_was_before(university: University) -> None:
    handed_in(university)
    newcomer = Member(0, "0101099", "新来", university.branches[0].id, MemberType.FORMAL)
    with writing(university.engine) as connection:
        add_members(connection, [newcomer])
    assert "0101099" not in ranked(university).results["subject"].tolist()


def test_becoming_formal_does_not_grade_afterwards(university: University) -> None:
    handed_in(university)
    before = ranked(university).results.set_index("subject")["grade"]
    formal = replace(member(university, "0101003"), type=MemberType.FORMAL)
    campaign.change_member(university.engine, office(), formal)
    after = ranked(university).results.set_index("subject")["grade"]
    assert after.isna().tolist() == before.isna().tolist()
    assert after.isna()["0101003"]


def test_ranking_a_single_branch_finds_its_score_one_level_up(university: University) -> None:
    branch = university.branches[0].id
    asked = Filters(university.period.id, SubjectKind.BRANCH, unit_id=branch)
    shown = ranking(university.engine, office(), asked)
    assert shown.results.empty
    assert shown.waiting == ()
