"""Roster files: read whatever the headings are called, refused with every faulty cell named."""

from collections.abc import Sequence
from functools import partial
from io import BytesIO
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from cxzy.core.language import use_language
from cxzy.core.roster import ELECTORATE_COLUMNS, MEMBER_COLUMNS, Roster
from cxzy.core.scheme import parse_scheme
from cxzy.core.vocabulary import Source
from cxzy.sheets.errors import UnreadableFile
from cxzy.sheets.roster_file import RosterError, read_roster, roster_workbook
from cxzy.sheets.sheet import read_sheet

Rows = Sequence[Sequence[object]]


def workbook(**sheets: Rows) -> bytes:
    book = Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    content = BytesIO()
    book.save(content)
    return content.getvalue()


def findings(content: bytes) -> dict[str, str]:
    with pytest.raises(RosterError) as caught:
        read_roster(content)
    return {str(finding.cell): finding.text for finding in caught.value.findings}


def roster(members: Rows, electorate: Rows = ()) -> Roster:
    counts = pd.DataFrame(list(electorate), columns=list(ELECTORATE_COLUMNS))
    return Roster(
        pd.DataFrame(list(members), columns=list(MEMBER_COLUMNS)).astype("str"),
        counts.astype({"source": "str", "group": "str", "count": "int64"}),
    )


def test_the_columns_of_the_guide_are_read_into_the_roster() -> None:
    content = workbook(
        党员=[
            ("工号", "姓名", "支部", "二级党组织", "类别", "党员类型", "职务"),
            ("0012", "甲一", "一支部", "土木学院", "教工", "正式", "书记"),
            ("0013", "乙二", "一支部", "土木学院", "学生", "预备党员", None),
        ],
        群体=[("测评主体", "群体", "人数"), ("群众测评", "学生", 40), ("领导点评", None, "3人")],
    )
    found = read_roster(content)
    assert found.members.to_dict("records")[0] == {
        "subject": "0012",
        "name": "甲一",
        "branch": "一支部",
        "organisation": "土木学院",
        "kind": "staff",
        "type": "formal",
        "position": "书记",
    }
    assert found.members["type"].tolist() == ["formal", "probationary"]
    assert found.electorate.to_dict("records") == [
        {"source": "mass", "group": "学生", "count": 40},
        {"source": "leader", "group": "", "count": 3},
    ]


def test_titles_other_names_of_columns_and_any_order_are_understood() -> None:
    content = workbook(
        花名册=[
            ("土木学院党员花名册",),
            (),
            ("序号", "党支部名称", "党员姓名", "学号", "政治面貌"),
            (1, "一支部", "张　三", 20120001.0, "中共党员"),
            (2, "一支部", " 李四 ", "２０１２０００２", "中共预备党员"),
            ("合计", None, None, 2, None),
        ]
    )
    found = read_roster(content).members
    assert found[["subject", "name", "type"]].to_numpy().tolist() == [
        ["20120001", "张三", "formal"],
        ["20120002", "李四", "probationary"],
    ]


def test_branches_alone_are_the_subjects() -> None:
    found = read_roster(workbook(党员=[("支部", "类别"), ("一支部", "学生"), ("二支部", "机关")]))
    assert found.members["subject"].tolist() == ["一支部", "二支部"]
    assert found.members["name"].tolist() == ["一支部", "二支部"]
    assert found.members["kind"].tolist() == ["student", "office"]


def test_without_numbers_the_names_are_the_subjects() -> None:
    assert read_roster(workbook(党员=[("姓名",), ("甲",), ("乙",)])).members[
        "subject"
    ].tolist() == [
        "甲",
        "乙",
    ]


def test_every_fault_is_named_with_its_cell_in_one_pass() -> None:
    found = findings(
        workbook(
            党员=[
                ("工号", "姓名", "类别", "党员类型"),
                ("1", "甲", "教工", "正式"),
                ("1", "乙", "校友", "群众"),
                (None, "丙", "学生", "正式"),
                ("4", None, "学生", "正式"),
            ],
            群体=[
                ("测评主体", "群体", "人数"),
                ("群众测评", "学生", "很多"),
                ("家长", "学生", 3),
                ("群众测评", "学生", 4),
            ],
        )
    )
    assert list(found) == [
        "党员!A3",
        "党员!C3",
        "党员!D3",
        "党员!A4",
        "党员!B5",
        "群体!C2",
        "群体!A3",
        "群体!A4",
    ]
    assert "党员!A2" in found["党员!A3"]
    assert "群体!A2" in found["群体!A4"]


def test_the_message_says_the_first_faults_and_how_many_more() -> None:
    content = workbook(党员=[("工号", "姓名"), *(("1", "甲") for _ in range(9))])
    with pytest.raises(RosterError) as caught:
        read_roster(content)
    assert "党员!A3" in str(caught.value)
    assert "另有 3 处" in str(caught.value)
    assert caught.value.hint


def test_the_same_name_twice_is_refused_only_where_no_numbers_part_them() -> None:
    assert "党员!A3" in findings(workbook(党员=[("姓名",), ("张三",), ("张　三",)]))
    both = read_roster(workbook(党员=[("工号", "姓名"), ("1", "张三"), ("2", "张三")]))
    assert both.members["name"].tolist() == ["张三", "张三"]


def test_an_error_cell_is_a_fault_and_never_an_empty_text() -> None:
    assert "党员!B2" in findings(workbook(党员=[("工号", "姓名"), ("1", "#N/A")]))


def test_a_workbook_without_a_list_and_a_file_that_is_none_say_so() -> None:
    with pytest.raises(RosterError, match="没有找到"):
        read_roster(workbook(其他=[("甲", "乙"), (1, 2)]))
    with pytest.raises(UnreadableFile):
        read_roster(b"no workbook")


def test_a_path_is_read_like_its_bytes(tmp_path: Path) -> None:
    content = workbook(党员=[("姓名",), ("甲",)])
    (tmp_path / "花名册.xlsx").write_bytes(content)
    pd.testing.assert_frame_equal(
        read_roster(tmp_path / "花名册.xlsx").members, read_roster(content).members
    )


@pytest.mark.parametrize("path", ["nope.xlsx", ".", None])
def test_a_path_that_cannot_be_opened_is_said_in_words(path: str | None) -> None:
    for read in (read_roster, partial(read_sheet, scheme=parse_scheme(""))):
        with pytest.raises(UnreadableFile) as caught:
            read(path)
        assert str(path) in str(caught.value)
        assert caught.value.hint


names = st.text("甲乙丙丁张王李=+-@0", min_size=1, max_size=5).filter(str.strip)


@settings(deadline=None, max_examples=15)
@given(
    st.dictionaries(st.text("0123456789", min_size=4, max_size=9), names, min_size=1, max_size=8),
    st.sampled_from(["zh_CN", "en"]),
    st.data(),
)
def test_what_is_written_is_read_back(
    people: dict[str, str], language: str, draw: st.DataObject
) -> None:
    kinds = st.sampled_from(["", "staff", "student", "office", "retired"])
    types = st.sampled_from(["", "formal", "probationary"])
    given_roster = roster(
        [
            (number, name, "一支部", "土木学院", draw.draw(kinds), draw.draw(types), "")
            for number, name in people.items()
        ],
        [(str(source), group, 7) for source in Source for group in ("", "学生")],
    )
    use_language(language)
    try:
        found = read_roster(roster_workbook(given_roster))
    finally:
        use_language("zh_CN")
    pd.testing.assert_frame_equal(found.members, given_roster.members, check_dtype=False)
    pd.testing.assert_frame_equal(found.electorate, given_roster.electorate, check_dtype=False)


def test_a_roster_of_branches_is_read_back() -> None:
    given_roster = roster([("一支部", "一支部", "一支部", "土木学院", "student", "", "")])
    found = read_roster(roster_workbook(given_roster))
    assert found.members.to_dict("records") == given_roster.members.to_dict("records")


MEMBERS = [("姓名",), ("甲",)]


@pytest.mark.parametrize(
    ("name", "headings"),
    [
        ("群体", ("群体", "人数")),
        ("群体", ("测评主体", "群体")),
        ("群体", ("身份", "多少")),
        ("测评群体人数", ("甲类", "乙类")),
        ("Sheet2", ("群体", "应到")),
    ],
)
def test_a_sheet_of_groups_without_its_columns_is_a_finding(
    name: str, headings: tuple[str, str]
) -> None:
    found = findings(workbook(党员=MEMBERS, **{name: [("某校",), headings, ("学生", 40)]}))
    ((cell, text),) = found.items()
    assert cell.startswith(f"{name}!A")
    for word in (name, "测评主体", "群体", "人数"):
        assert word in text
    assert all(heading in text for heading in headings)


def test_the_headings_that_were_found_are_said() -> None:
    ((cell, text),) = findings(
        workbook(党员=MEMBERS, 群体=[("群体", "人数"), ("学生", 40)])
    ).items()
    assert cell == "群体!A1"
    assert "群体、人数" in text.replace(", ", "、")


@pytest.mark.parametrize("source", ["测评主体", "主体", "评价主体"])
@pytest.mark.parametrize("count", ["人数", "应到", "应到人数", "人数(人)"])
def test_source_and_count_have_their_usual_other_names(source: str, count: str) -> None:
    content = workbook(党员=MEMBERS, 群体=[(source, "群体", count), ("群众测评", "学生", 40)])
    assert read_roster(content).electorate.to_numpy().tolist() == [["mass", "学生", 40]]


def test_the_group_may_be_left_out_and_an_empty_sheet_says_nothing() -> None:
    one = read_roster(workbook(党员=MEMBERS, 群体=[("主体", "应到"), ("群众测评", 40)]))
    assert one.electorate.to_numpy().tolist() == [["mass", "", 40]]
    assert read_roster(workbook(党员=MEMBERS, 群体=[])).electorate.empty
    assert read_roster(
        workbook(党员=MEMBERS, 统计=[("类型", "人数"), ("正式", 1)])
    ).electorate.empty


def test_a_count_without_a_source_is_a_finding_and_a_merged_source_is_none() -> None:
    rows = [("主体", "群体", "人数"), ("群众测评", "学生", 40), (None, "教师", 10)]
    assert "群体!A3" in findings(workbook(党员=MEMBERS, 群体=rows))
    book = load_workbook(BytesIO(workbook(党员=MEMBERS, 群体=rows)))
    book["群体"].merge_cells("A2:A3")
    content = BytesIO()
    book.save(content)
    assert read_roster(content.getvalue()).electorate.to_numpy().tolist() == [
        ["mass", "学生", 40],
        ["mass", "教师", 10],
    ]
