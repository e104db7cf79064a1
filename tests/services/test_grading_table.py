"""The workbook of the grades holds the numbers of the screen, in words of its reader."""

from io import BytesIO

import pytest
from openpyxl import load_workbook

from cxzy.core.language import use_language
from cxzy.services.grading_table import count_documents, grading_document
from cxzy.sheets.document_parts import documents_workbook
from tests.services.gradings import grading_of

SCORES = {"1/staff": [95.0, 90.3, 89.2], "2/office": [79.5, None]}


@pytest.fixture(autouse=True)
def english() -> None:
    use_language("en")


def test_everybody_stands_with_score_grade_and_distances() -> None:
    document = grading_document(grading_of(SCORES))
    assert [column.label for column in document.columns] == [
        "Rank", "Party branch", "Organisation", "Kind", "Score", "Grade", "By which rule",
        "Next grade", "Points short of it", "Points above its own line", "Borderline",
    ]  # fmt: skip
    first, best, good, fair = "水文学院党委", "优秀: from 90 points", "较好: from 80 points", "后进"
    assert document.rows == (
        (1, "支部0", first, "Staff", 95.0, "优秀", best, None, None, 5.0, ""),
        (2, "支部1", first, "Staff", 90.3, "优秀", best, None, None, 0.3, "just above"),
        (3, "支部2", first, "Staff", 89.2, "较好", good, "优秀", 0.8, 9.2, "just below"),
        (4, "支部3", "机关党委", "Offices", 79.5, fair, f"{fair}: from 0 points", "较好", 0.5,
         None, "just below"),
        (None, "支部4", "机关党委", "Offices", None, None, "", None, None, None, ""),
    )  # fmt: skip


def test_the_counts_are_tables_of_numbers_by_unit_kind_and_period() -> None:
    units, kinds, periods = count_documents(grading_of(SCORES))
    assert [column.label for column in units.columns] == [
        "Unit", "Assessed", "Graded", "优秀", "较好", "后进", "Share of 优秀",
    ]  # fmt: skip
    assert units.rows == (
        ("水文学院党委", 3, 3, 2, 1, 0, pytest.approx(2 / 3)),
        ("机关党委", 2, 1, 0, 0, 1, 0.0),
    )
    assert kinds.rows[0][:6] == ("Staff", 3, 3, 2, 1, 0)
    assert periods.rows[0][:6] == ("2012年上半年", 5, 4, 2, 1, 1)
    sections = {part.title: dict(part.lines) for part in grading_document(grading_of(SCORES)).about}
    assert sections["Grades"]["优秀"] == "from 90 points"


@pytest.mark.parametrize("language", ["en", "zh_CN"])
@pytest.mark.parametrize("scores", [SCORES, {"1/staff": [95.0]}, {}])
def test_it_is_a_workbook_in_every_case(
    scores: dict[str, list[float | None]], language: str
) -> None:
    use_language(language)
    document = grading_document(grading_of(scores))
    counted = count_documents(grading_of(scores))
    book = load_workbook(BytesIO(documents_workbook([document, *counted])))
    said = [cell.value for row in book.worksheets[0].iter_rows() for cell in row if cell.value]
    assert document.title in said
    assert [row[1] for row in document.rows] == [
        value for value in said if str(value).startswith("支部")
    ]
