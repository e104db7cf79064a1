"""The lists of the campaign as workbooks hold what stands in the database."""

from io import BytesIO

import pytest
from openpyxl import load_workbook

from cxzy.core.language import use_language
from cxzy.services.list_tables import meetings_table, owing_table, periods_table, units_table
from tests.services.test_improvement import hand_in
from tests.services.university import University, office


@pytest.fixture(autouse=True)
def chinese() -> None:
    use_language("zh_CN")


def rows(content: bytes) -> list[tuple[object, ...]]:
    """Return the rows below the headings."""
    (sheet,) = load_workbook(BytesIO(content)).worksheets
    lines = [row for row in sheet.iter_rows(values_only=True) if any(row)]
    assert any("制表" in str(line[0]) for line in lines)
    return lines[3:]


def test_units_and_periods_are_listed(university: University) -> None:
    engine = university.engine
    listed = {row[0]: row[1:] for row in rows(units_table(engine, office()))}
    assert listed["0101"] == ("水文教工支部", "党支部", "教工", university.organisation.name)
    (period,) = rows(periods_table(engine, office()))
    assert period == ("2012-1", "2012年上半年", "2012-01-01", "2012-06-30", "2012-06-17")


def test_meetings_say_what_is_in_and_those_that_owe_nothing_are_not_missing(
    university: University,
) -> None:
    hand_in(university, university.meetings[0].id, shift=0)
    asked = university.engine, office(), university.period.id
    held = {row[1]: row for row in rows(meetings_table(*asked))}
    assert held["水文教工支部"][5] is None
    assert held["水文教工支部"][6] == 1
    (missing,) = rows(owing_table(*asked))
    assert missing[1] == "水文学生支部"
    assert "互评" in str(missing[5])
    assert missing[6] == 0
