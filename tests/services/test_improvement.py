"""Improvement over two periods: from accepted sheets to counts, and as a workbook."""

from datetime import date
from io import BytesIO

import pytest
from openpyxl import load_workbook

from cxzy.core.language import use_language
from cxzy.core.transitions import COMPARED, INCOMPARABLE, ONLY_BEFORE
from cxzy.core.vocabulary import SubjectKind
from cxzy.services import campaign
from cxzy.services.acceptance import accept
from cxzy.services.actors import Actor, PermissionDenied, Role
from cxzy.services.filters import Filters
from cxzy.services.improvement import Improvement, cell, earlier, improvement, narrowed
from cxzy.services.improvement_table import (
    count_documents,
    improvement_document,
    improvement_table,
)
from cxzy.services.records import Period
from cxzy.services.scope import made_on
from cxzy.services.upload import check_files
from cxzy.sheets.document_parts import documents_workbook
from tests.services.made_improvement import BEFORE, NOW, made, scheme
from tests.services.university import (
    NAMES,
    SCHEME,
    University,
    expected_score,
    office,
    usual_marks,
    workbook,
)


@pytest.fixture(autouse=True)
def english() -> None:
    use_language("en")


def hand_in(university: University, meeting_id: int, shift: float) -> None:
    files = [("评分表.xlsx", workbook(usual_marks(shift=shift)))]
    accept(university.engine, office(), check_files(university.engine, office(), meeting_id, files))


def second_period(university: University, text: str = "") -> Period:
    """Add a period with a meeting of the first branch, under the same scheme or another."""
    engine, first = university.engine, university.meetings[0]
    period = campaign.add_period(
        engine, office(), key="2012-2", name="2012年下半年",
        starts=date(2012, 7, 1), ends=date(2012, 12, 31), due=date(2012, 12, 17),
    )  # fmt: skip
    scheme_id = campaign.add_scheme(engine, office(), text).id if text else first.scheme_id
    meeting = campaign.add_meeting(
        engine, office(), period_id=period.id, unit_id=first.unit_id, scheme_id=scheme_id
    )
    hand_in(university, meeting.id, shift=-4)
    return period


def read(university: University, period: Period) -> Improvement:
    filters = Filters(period.id, SubjectKind.MEMBER)
    return improvement(university.engine, office(), filters, university.period.id)


def test_changes_are_those_of_the_two_scores(university: University) -> None:
    hand_in(university, university.meetings[0].id, shift=0)
    shown = read(university, second_period(university))
    rows = shown.changes.set_index("name")
    for name in NAMES:
        before = expected_score(usual_marks(), name)
        now = expected_score(usual_marks(shift=-4), name)
        assert rows.loc[name, "score_before"] == before
        assert rows.loc[name, "score_now"] == now
        assert rows.loc[name, "change"] == pytest.approx(now - before)
    # four points less for everybody; the last of the four is probationary
    assert shown.total["mean_change"] == pytest.approx(-4)
    assert shown.matrix.to_numpy().sum() == shown.total["compared"]


def test_another_scheme_is_not_comparable(university: University) -> None:
    hand_in(university, university.meetings[0].id, shift=0)
    text = SCHEME.replace('version = "1"', 'version = "2"').replace("weight = 60", "weight = 50")
    shown = read(university, second_period(university, text.replace("weight = 40", "weight = 50")))
    assert shown.total["compared"] == 0
    assert INCOMPARABLE in set(shown.changes["standing"])
    assert shown.differing == ("criteria",)


def test_a_branch_that_has_not_met_again_stands_apart(university: University) -> None:
    for meeting in university.meetings[:1]:
        hand_in(university, meeting.id, shift=0)
    period = campaign.add_period(
        university.engine, office(), key="2012-2", name="2012年下半年",
        starts=date(2012, 7, 1), ends=date(2012, 12, 31), due=date(2012, 12, 17),
    )  # fmt: skip
    shown = read(university, period)
    assert set(shown.apart["standing"]) == {ONLY_BEFORE}
    assert len(shown.apart) == len(NAMES)


def test_who_may_not_see_a_unit_may_not_see_its_changes(university: University) -> None:
    branches = university.branches
    secretary = Actor("书记", Role.SECRETARY, frozenset({branches[0].id}))
    filters = Filters(university.period.id, unit_id=branches[1].id)
    with pytest.raises(PermissionDenied):
        improvement(university.engine, secretary, filters, university.period.id)


def test_earlier_periods_are_the_nearest_first() -> None:
    oldest = Period(3, "2010-1", "前年", date(2010, 1, 1), date(2010, 6, 30))
    assert earlier([oldest, NOW, BEFORE], NOW) == [BEFORE, oldest]
    assert earlier([oldest, NOW, BEFORE], oldest) == []


def test_lists_of_a_count_hold_as_many_as_it_says() -> None:
    shown = made(
        {"a": 95, "b": 80, "c": 60, "d": 60, "e": 80}, {"a": 80, "b": 95, "c": 75, "d": 62, "e": 60}
    )
    for code in ("up", "level", "down", "turned", "sunk"):
        rows = narrowed(shown, code)
        assert rows is not None
        assert len(rows) == shown.total[code]
    for before in range(3):
        for now in range(3):
            rows = narrowed(shown, f"{before}-{now}")
            assert rows is not None
            assert len(rows) == shown.matrix.iat[before, now]


@pytest.mark.parametrize("code", ["", "x", "1", "1-", "-1", "9-0", "1-x"])
def test_a_count_that_nobody_knows_is_no_fault(code: str) -> None:
    shown = made({"a": 80}, {"a": 80})
    assert narrowed(shown, code) is None


def test_a_cell_is_named_by_its_grades() -> None:
    assert cell(made({"a": 80}, {"a": 80}), "1-0") == ("较好", "优秀")


def test_units_that_share_a_scheme_are_compared_beside_one_that_changed_it() -> None:
    same = made({"a": 80, "b": 80}, {"a": 95, "b": 95}, rules=(scheme("1"), scheme("2")))
    assert set(same.changes["standing"]) == {COMPARED}
    assert same.edges == (("优秀", 90.0), ("较好", 70.0), ("后进", 0.0))
    other = made({"a": 80}, {"a": 95}, rules=(scheme(), scheme(best=88)))
    assert other.edges == ()


def test_the_workbook_holds_the_numbers_of_the_screen(university: University) -> None:
    hand_in(university, university.meetings[0].id, shift=0)
    period = second_period(university)
    filters = Filters(period.id, SubjectKind.MEMBER)
    name, content = improvement_table(university.engine, office(), filters, university.period.id)
    assert name == "Improvement-2012-1-2012-2.xlsx"
    sheet = load_workbook(BytesIO(content)).worksheets[0]
    rows = {row[0]: row for row in sheet.iter_rows(values_only=True) if row[0] in NAMES}
    first = rows[NAMES[0]]
    before = expected_score(usual_marks(), NAMES[0])
    now = expected_score(usual_marks(shift=-4), NAMES[0])
    assert first[4] == before
    assert first[6] == now
    assert first[7] == pytest.approx(now - before)


def test_the_workbook_says_why_someone_is_not_counted() -> None:
    document = improvement_document(made({"a": 80, "gone": 80}, {"a": 95}))
    assert [row[-1] for row in document.rows] == ["▲ Up", "Only in 去年"]


def test_the_counts_are_tables_of_numbers_with_coloured_grades() -> None:
    shown = made({"文一": 80, "文二": 80, "理一": 60}, {"文一": 95, "文二": 82, "理一": 75})
    matrix, organisations, kinds = count_documents(shown)
    # 较好 → 优秀 and 较好 → 较好 of 文学院, 后进 → 较好 of 理学院
    assert matrix.rows == (("优秀", 0, 0, 0), ("较好", 1, 1, 0), ("后进", 0, 1, 0))
    assert (matrix.grades, matrix.columns[0].kind) == (("优秀", "较好", "后进"), "grade")
    assert {row[0]: row[1:] for row in organisations.rows} == {
        "文学院": (2, 1, 1, 0, 0, 8.5), "理学院": (1, 1, 0, 0, 1, 15.0),
    }  # fmt: skip
    assert [row[0] for row in kinds.rows] == ["Students", "Staff"]
    book = load_workbook(BytesIO(documents_workbook([matrix, organisations, kinds])))
    assert book.sheetnames == [matrix.name, organisations.name, kinds.name]
    assert [cell.value for cell in book.worksheets[0][8]][:3] == ["较好", 1, 1]
    assert any(made_on() in line for line in matrix.subtitle)
