"""Criteria sheets: one row per subject, one column per criterion."""

import math
from datetime import date

import pytest

from cxzy.core.vocabulary import Source
from cxzy.sheets.grid import Grid
from cxzy.sheets.headings import Vocabulary
from cxzy.sheets.page import Page
from cxzy.sheets.problem_texts import problem_record
from tests.sheets.workbooks import TWO_CRITERIA, codes, marks, read, roster

PEOPLE = [
    ("张三", "virtue", 90.0),
    ("张三", "work", 80.0),
    ("李四", "virtue", 70.0),
    ("李四", "work", 60.0),
]


def test_a_plain_criteria_sheet_gives_one_rating_per_cell_with_its_place() -> None:
    sheet = read([["姓名", "德", "能"], ["张三", 90, 80], ["李四", 70, 60]])
    assert marks(sheet) == PEOPLE
    assert sheet.layout == "criteria"
    assert codes(sheet) == []
    first = sheet.ratings.iloc[0]
    assert (first["sheet_name"], first["row"], first["column"]) == ("群众测评", 2, 2)
    assert sheet.sources == (Source.MASS,)
    assert list(sheet.ratings["rater"]) == [0, 0, 1, 1]


def test_titles_numbering_totals_notes_and_blank_rows_are_not_data() -> None:
    sheet = read(
        [
            [],
            [None, "计算机学院群众测评表"],
            [None, "单位:计算机学院", None, "时间:2012年6月"],
            [None, "序号", "姓名", "德", None, "能", "总分", "备注"],
            [None, 1, "张三", 90, None, 80, 170, "好"],
            [],
            [None, 2, "李四", 70, None, 60, 130, None],
            [None, "合计", None, 160, None, 140],
            [None, "平均", None, 80, None, 70],
            [None, "备注:请用钢笔填写"],
            [None, "监票人:王五"],
        ]
    )
    assert marks(sheet) == PEOPLE
    assert codes(sheet) == []


def test_two_heading_rows_with_merged_cells_are_read_downwards() -> None:
    rows = [
        ["序号", "姓名", "测评内容", None, "合计"],
        [None, None, "德(60%)", "能(权重40%,满分100分)", None],
        [1, "张三", 90, 80, 170],
        [2, "李四", 70, 60, 130],
    ]

    def merge(file: object) -> None:
        for area in ("A1:A2", "B1:B2", "C1:D1", "E1:E2"):
            file.active.merge_cells(area)  # type: ignore[attr-defined]

    sheet = read(rows, change=merge)
    assert marks(sheet) == PEOPLE
    assert codes(sheet) == []


def test_a_row_of_weights_and_a_row_of_full_marks_belong_to_the_headings() -> None:
    sheet = read(
        [["姓名", "德", "能"], ["权重", "50%", "40%"], ["满分", 100, 100], ["张三", 90, 80]]
    )
    assert marks(sheet) == PEOPLE[:2]
    assert codes(sheet)[0] == ("weight_differs", "群众测评!B1")


def test_weights_and_full_marks_in_headings_are_compared_with_the_scheme() -> None:
    sheet = read([["姓名", "德70%", "能(20分)"], ["张三", 90, 18]])
    assert codes(sheet)[:2] == [
        ("weight_differs", "群众测评!B1"),
        ("full_marks_differ", "群众测评!C1"),
    ]


def test_several_raters_below_each_other_with_a_group_column() -> None:
    sheet = read(
        {
            "领导点评": [
                ["评价人", "群体", "被测评人", "德", "能"],
                ["王书记", "分管领导", "张三", 90, 80],
                [None, "分管领导", "李四", 70, 60],
                ["李院长", "其他领导", "张三", 91, 81],
                [None, "其他领导", "李四", 71, 61],
            ]
        }
    )
    assert list(sheet.ratings["rater"]) == [0, 0, 0, 0, 1, 1, 1, 1]
    assert list(sheet.ratings["group"].astype(str)[::4]) == ["分管领导", "其他领导"]
    assert codes(sheet) == []


def test_a_line_names_the_rater_of_the_table_below_it() -> None:
    sheet = read(
        {
            "点评": [
                ["评价人:王书记"],
                ["姓名", "德", "能"],
                ["张三", 90, 80],
                ["评价人:李院长"],
                ["张三", 70, 60],
            ]
        }
    )
    assert list(sheet.ratings["rater"]) == [0, 0, 1, 1]
    assert codes(sheet) == []


def test_words_and_numbers_may_be_mixed() -> None:
    sheet = read([["姓名", "德", "能"], ["张三", "优秀", "９０分"], ["李四", "良 好", "85%"]])
    assert marks(sheet) == [
        ("张三", "virtue", 95.0),
        ("张三", "work", 90.0),
        ("李四", "virtue", 85.0),
        ("李四", "work", 85.0),
    ]
    assert list(sheet.ratings["word"].astype("object").fillna("")) == ["优秀", "", "良好", ""]


def test_blank_marks_are_kept_without_points_and_warned_of() -> None:
    sheet = read([["姓名", "德", "能"], ["张三", 90, "--"], ["李四", "弃权", 60]])
    without = [(subject, key) for subject, key, points in marks(sheet) if math.isnan(points)]
    assert without == [("张三", "work"), ("李四", "virtue")]
    assert codes(sheet) == [("blank_mark", "群众测评!C2")]
    assert "弃权" in list(sheet.ratings["word"])


def test_a_whole_blank_ballot_gives_no_ratings_and_one_warning() -> None:
    rows = [["评价人", "姓名", "德", "能"]]
    rows += [[rater, name, mark, mark] for rater, mark in (("甲", 90), ("乙", None)) for name in ("张三", "李四", "王五")]  # fmt: skip  # noqa: E501
    rows[1][2] = 80
    sheet = read(rows)
    assert len(sheet.ratings) == 6
    assert codes(sheet) == [("rater_without_marks", "群众测评!B5")]


def test_a_subject_without_any_mark_is_said_once() -> None:
    sheet = read([["姓名", "德", "能"], ["张三", 90, 80], ["李四", None, None]])
    assert codes(sheet) == [("subject_without_marks", "群众测评!A3")]


def test_faults_of_marks_are_all_found_in_one_pass_in_the_order_of_the_cells() -> None:
    sheet = read([["姓名", "德", "能"], ["张三", 105, "优"], ["李四", True, -1]])
    assert codes(sheet) == [
        ("mark_out_of_range", "群众测评!B2"),
        ("unknown_word", "群众测评!C2"),
        ("not_a_mark", "群众测评!B3"),
        ("mark_out_of_range", "群众测评!C3"),
    ]
    assert dict(sheet.problems[1].detail)["near"] == "优秀"
    assert not sheet.acceptable


def test_a_total_that_contradicts_its_parts_is_warned_of() -> None:
    rows = [
        ["姓名", "德", "能", "总分"],
        ["张三", 90, 80, 170],
        ["李四", 70, 60, 140],
        ["王五", 70, 60, 66],
    ]
    assert codes(read(rows)) == [("total_differs", "群众测评!D3")]


def test_a_column_of_marks_that_no_criterion_explains_blocks() -> None:
    sheet = read([["姓名", "德", "勤"], ["张三", 90, 80]])
    assert ("unknown_criterion", "群众测评!C1") in codes(sheet)


def test_a_column_beside_all_criteria_is_only_warned_of() -> None:
    sheet = read([["姓名", "德", "能", "附加"], ["张三", 90, 80, 5]])
    assert codes(sheet) == [("column_not_read", "群众测评!D1")]


def test_ids_stored_as_floats_find_the_member_of_the_roster() -> None:
    sheet = read(
        [["工号", "姓名", "德", "能"], [20120002.0, "李四", 90, 80], ["20120001", "张　三", 1, 2]],
        roster=roster("张三", "李四"),
    )
    assert set(sheet.ratings["subject"]) == {"20120001", "20120002"}
    assert codes(sheet) == []


def test_names_that_the_roster_does_not_know_block_with_the_closest() -> None:
    sheet = read([["姓名", "德", "能"], ["张三丰", 90, 80]], roster=roster("张三", "李四"))
    assert codes(sheet)[0] == ("unknown_name", "群众测评!A2")
    assert dict(sheet.problems[0].detail)["near"] == ("张三",)


def test_namesakes_need_their_number() -> None:
    people = roster("张伟", "张伟")
    sheet = read([["姓名", "德", "能"], ["张伟", 90, 80]], roster=people)
    assert ("name_unclear", "群众测评!A2") in codes(sheet)
    sheet = read([["姓名", "德", "能"], ["张伟(20120002)", 90, 80]], roster=people)
    assert set(sheet.ratings["subject"]) == {"20120002"}


def test_those_of_the_roster_who_are_not_in_the_sheet_are_said_once() -> None:
    sheet = read([["姓名", "德", "能"], ["张三", 90, 80]], roster=roster("张三", "李四", "王五"))
    assert codes(sheet) == [("subjects_missing", "群众测评")]
    assert problem_record(sheet.problems[0])["found"] == "李四、王五"


def test_the_same_ballot_twice_blocks_and_names_the_first() -> None:
    sheet = read([["评价人", "姓名", "德", "能"], ["甲", "张三", 90, 80], ["甲", "张三", 70, 60]])
    assert codes(sheet) == [("duplicate_ballot", "群众测评!B3")]
    assert dict(sheet.problems[0].detail)["first"] == "群众测评!B2"
    assert marks(sheet) == PEOPLE[:2]


def test_the_same_member_twice_in_a_self_assessment_blocks() -> None:
    sheet = read({"自评": [["姓名", "德", "能"], ["张三", 90, 80], ["张三", 70, 60]]})
    assert codes(sheet) == [("name_twice", "自评!A3")]


def test_one_mark_for_everybody_is_warned_of() -> None:
    sheet = read([["评价人", "姓名", "德", "能"], *[["甲", f"党员{n}", 90, 90] for n in range(5)]])
    assert codes(sheet) == [("same_mark_for_all", "群众测评!B2")]


def test_marks_without_a_name_block() -> None:
    sheet = read([["姓名", "德", "能"], ["张三", 90, 80], [None, 70, 60]])
    assert codes(sheet) == [("name_missing", "群众测评!A3")]


@pytest.mark.parametrize(
    "heading", ["1、德", "(一)德", "德 行".replace(" 行", ""), "德\n(60%)", " 德 "]
)
def test_numbering_and_breaks_in_headings_do_not_matter(heading: str) -> None:
    sheet = read([["姓名", heading, "能"], ["张三", 90, 80]])
    assert marks(sheet) == PEOPLE[:2]


def test_marks_on_other_full_marks_become_hundredths() -> None:
    scheme = TWO_CRITERIA.model_copy(
        update={
            "criteria": tuple(
                c.model_copy(update={"full_marks": f})
                for c, f in zip(TWO_CRITERIA.criteria, (60.0, 40.0), strict=True)
            )
        }
    )
    sheet = read([["姓名", "德(60分)", "能(40分)", "总分"], ["张三", 54, 40, 94]], scheme)
    assert marks(sheet) == [("张三", "virtue", 90.0), ("张三", "work", 100.0)]
    assert codes(sheet) == []
    assert codes(read([["姓名", "德", "能"], ["张三", 54, 41]], scheme)) == [
        ("mark_out_of_range", "群众测评!C2")
    ]


def test_two_tables_side_by_side_are_read_as_two() -> None:
    sheet = read(
        [["姓名", "德", "能", None, "姓名", "德", "能"], ["张三", 90, 80, None, "李四", 70, 60]]
    )
    assert marks(sheet) == PEOPLE


def test_two_tables_below_each_other_are_read_as_two() -> None:
    sheet = read(
        [["姓名", "德", "能"], ["张三", 90, 80], [], ["姓名", "德", "能"], ["李四", 70, 60]]
    )
    assert marks(sheet) == PEOPLE
    assert len(sheet.tables) == 2


def test_a_row_that_explains_the_criteria_is_part_of_the_headings() -> None:
    sheet = read([["姓名", "德", "能"], [None, "政治思想", "业务能力"], ["张三", 90, 80]])
    assert marks(sheet) == PEOPLE[:2]
    assert codes(sheet) == []


def test_marks_and_remarks_under_each_criterion() -> None:
    rows = [
        ["姓名", "德", None, "能", None],
        [None, "得分", "备注", "得分", "备注"],
        ["张三", 90, "好", 80, "好"],
    ]

    def merge(file: object) -> None:
        for area in ("A1:A2", "B1:C1", "D1:E1"):
            file.active.merge_cells(area)  # type: ignore[attr-defined]

    sheet = read(rows, change=merge)
    assert marks(sheet) == PEOPLE[:2]
    assert codes(sheet) == []


def test_a_date_in_place_of_a_mark_is_refused() -> None:
    sheet = read([["姓名", "德", "能"], ["张三", date(2012, 1, 2), 80]])
    assert codes(sheet) == [("not_a_mark", "群众测评!B2")]


def test_notes_below_the_table_are_not_data_but_marks_below_a_note_are() -> None:
    rows = [
        ["姓名", "德", "能"],
        ["张三", 90, 80],
        ["说明"],
        ["1", "优秀为 90 分以上"],
        ["李四", 70, 60],
    ]
    sheet = read(rows)
    assert marks(sheet) == PEOPLE
    assert codes(sheet) == []


def test_headings_without_rows_are_not_called_no_headings() -> None:
    assert codes(read({"自评": [["姓名", "德", "能"]]})) == [("no_rows", "测评.xlsx")]
    assert codes(read({"自评": [["今日天气", "晴"]]})) == [("no_table", "测评.xlsx")]


def test_a_sheet_is_looked_through_once_also_where_nothing_is_found(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    looked: list[str] = []
    whole = Page.__init__

    def counted(page: Page, grid: Grid, vocabulary: Vocabulary) -> None:
        looked.append(grid.name)
        whole(page, grid, vocabulary)

    monkeypatch.setattr(Page, "__init__", counted)
    assert codes(read({"自评": [["姓名", "德", "能"]]})) == [("no_rows", "测评.xlsx")]
    assert looked == ["自评"]
