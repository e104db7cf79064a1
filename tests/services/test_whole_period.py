"""A period is read and scored once, and again only when something of its own has changed."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from sqlalchemy import event

from cxzy.core.vocabulary import Source, SubjectKind
from cxzy.services import campaign
from cxzy.services.acceptance import accept, history, withdraw
from cxzy.services.upload import check_files
from cxzy.services.whole_period import WholePeriod, score_newest, whole_period
from cxzy.store.records import Attendance, Unit
from tests.services.university import NAMES, University, office, usual_marks, workbook


def whole(university: University, period_id: int = 0) -> WholePeriod:
    return whole_period(university.engine, period_id or university.period.id, SubjectKind.MEMBER)


def handed_in(university: University, meeting_id: int, names: Sequence[str] = NAMES) -> None:
    files = [("评分表.xlsx", workbook(usual_marks(names)))]
    accept(university.engine, office(), check_files(university.engine, office(), meeting_id, files))


def test_a_sheet_of_another_period_leaves_a_period_as_it_is(university: University) -> None:
    handed_in(university, university.meetings[0].id)
    before = whole(university)
    later = campaign.add_period(
        university.engine, office(), key="2012-2", name="2012年下半年",
        starts=date(2012, 7, 1), ends=date(2012, 12, 31),
    )  # fmt: skip
    meeting = campaign.add_meeting(
        university.engine,
        office(),
        period_id=later.id,
        unit_id=university.branches[0].id,
        scheme_id=university.meetings[0].scheme_id,
    )
    assert len(whole(university, later.id).results) == 0
    handed_in(university, meeting.id)
    assert len(whole(university, later.id).results) == 4
    assert whole(university) is before


def test_whatever_results_come_from_is_read_anew_when_it_changes(university: University) -> None:
    first, second = (meeting.id for meeting in university.meetings)
    handed_in(university, first)
    before = whole(university)
    handed_in(university, second, [f"{name}二" for name in NAMES])
    with_second = whole(university)
    assert len(with_second.results) > len(before.results)
    withdraw(university.engine, office(), history(university.engine, office(), second)[0].id)
    assert len(whole(university).results) == len(before.results)
    campaign.set_attendance(university.engine, office(), first, [Attendance(Source.MASS, "", 7)])
    counts = whole(university).stored[0].electorate
    assert counts.loc[counts["meeting"] == first, "count"].tolist() == [7]
    branch = university.branches[0]
    campaign.change_unit(university.engine, office(), renamed(branch))
    assert whole(university).units[branch.id].name == "水文机关支部"


def test_what_was_scored_at_the_start_is_not_read_again(university: University) -> None:
    handed_in(university, university.meetings[0].id)
    score_newest(university.engine)
    asked: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_others: object) -> None:
        asked.append(statement)

    event.listen(university.engine, "before_cursor_execute", note)
    assert len(whole(university).results) == 4
    assert asked
    assert not any("FROM facet" in statement for statement in asked)


def renamed(branch: Unit) -> Unit:
    return replace(branch, name="水文机关支部")
