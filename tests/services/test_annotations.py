"""Annotated copies for those who may check the sheets of a meeting, and for nobody else."""

from io import BytesIO

import pytest
from openpyxl import load_workbook

from cxzy.core.errors import CxzyError
from cxzy.core.scheme import parse_scheme
from cxzy.services.actors import Actor, Role
from cxzy.services.annotations import annotated_file, annotated_files, faulty_files
from cxzy.services.scoring import Refused
from cxzy.services.upload import check_files
from cxzy.sheets.sheet import read_sheet
from tests.services.university import SCHEME, University, office, usual_marks, workbook


def faulty() -> bytes:
    marks = dict(usual_marks())
    marks["leader"] = [("书记", "安甲", (195, 90)), *marks["leader"][1:]]
    return workbook(marks)


def test_the_copy_of_a_faulty_file_marks_its_cell(university: University) -> None:
    files = [("有错.xlsx", faulty()), ("坏.xlsx", b"no workbook")]
    preview = check_files(university.engine, office(), university.meetings[0].id, files)
    (file,) = faulty_files(preview)
    book = load_workbook(BytesIO(annotated_file(office(), preview, file)))
    assert book.sheetnames == ["问题清单", "自评", "互评", "领导点评", "群众测评"]
    assert "195" in book["领导点评"]["D2"].comment.text


def test_a_copy_checked_again_has_the_same_problems(university: University) -> None:
    meeting = university.meetings[0].id
    first = check_files(university.engine, office(), meeting, [("有错.xlsx", faulty())])
    copy = annotated_file(office(), first, first.files[0])
    again = check_files(university.engine, office(), meeting, [("有错.xlsx", copy)])
    assert again.problems == first.problems
    assert again.files[0].ratings.equals(first.files[0].ratings)


def test_who_may_not_check_the_meeting_gets_no_copy(university: University) -> None:
    preview = check_files(
        university.engine, office(), university.meetings[0].id, [("有错.xlsx", faulty())]
    )
    with pytest.raises(CxzyError):
        annotated_file(Actor("领导", Role.LEADER), preview, preview.files[0])


def test_copies_get_names_that_nothing_has_yet() -> None:
    bad = read_sheet(faulty(), parse_scheme(SCHEME), "有错.xlsx")
    files = [("有错.xlsx", faulty()), ("另/有错.xlsx", faulty()), ("坏.xlsx", b"")]
    checked = [bad, bad, Refused("坏.xlsx", "坏", "重做")]
    copies = annotated_files(files, checked, taken=["有错-问题.XLSX", "有错-问题 3.xlsx"])
    assert [name for name, _copy in copies] == ["有错-问题 2.xlsx", "有错-问题 4.xlsx"]
