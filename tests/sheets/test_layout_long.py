"""Long lists: one mark per row."""

from cxzy.core.vocabulary import Source
from tests.sheets.workbooks import ONE_CRITERION, codes, marks, read


def test_columns_may_stand_in_any_order() -> None:
    rows = [
        ["评分", "测评项目", "评价人", "被测评人"],
        [90, "德", "甲", "张三"],
        [80, "能", "甲", "张三"],
        [70, "德", "乙", "张三"],
    ]
    sheet = read({"互评": rows})
    assert sheet.layout == "long"
    assert marks(sheet) == [
        ("张三", "virtue", 70.0),
        ("张三", "virtue", 90.0),
        ("张三", "work", 80.0),
    ]
    assert list(sheet.ratings["rater"]) == [0, 0, 1]
    assert codes(sheet) == []


def test_a_list_without_criteria_is_a_mark_for_the_whole_ballot() -> None:
    sheet = read(
        [["票号", "姓名", "等次"], [1, "张三", "优秀"], [2, "张三", "良好"]], ONE_CRITERION
    )
    assert marks(sheet) == [("张三", "whole", 85.0), ("张三", "whole", 95.0)]


def test_a_source_column_parts_the_sources() -> None:
    rows = [
        ["测评主体", "评价人", "姓名", "评分"],
        ["互评", "甲", "张三", 90],
        ["群众测评", "乙", "张三", 80],
        ["自评", None, "张三", 99],
    ]
    sheet = read({"明细": rows}, ONE_CRITERION)
    assert set(sheet.ratings["source"]) == {"peer", "mass", "self"}
    assert ("source_unknown", "明细") not in codes(sheet)


def test_merged_raters_and_subjects_hold_for_all_their_rows() -> None:
    rows = [
        ["评价人", "姓名", "测评项目", "评分"],
        ["甲", "张三", "德", 90],
        [None, None, "能", 80],
    ]

    def merge(file: object) -> None:
        file.active.merge_cells("A2:A3")  # type: ignore[attr-defined]
        file.active.merge_cells("B2:B3")  # type: ignore[attr-defined]

    sheet = read(rows, change=merge)
    assert marks(sheet) == [("张三", "virtue", 90.0), ("张三", "work", 80.0)]


def test_an_unknown_criterion_blocks_with_the_nearest() -> None:
    sheet = read(
        [
            ["评价人", "姓名", "测评项目", "评分"],
            ["甲", "张三", "德才", 90],
            ["甲", "张三", "能", 90],
        ]
    )
    assert codes(sheet) == [("unknown_criterion", "群众测评!C2")]
    assert dict(sheet.problems[0].detail)["near"] == "德"


def test_the_same_mark_twice_blocks() -> None:
    sheet = read(
        [["评价人", "姓名", "测评项目", "评分"], ["甲", "张三", "德", 90], ["甲", "张三", "德", 80]]
    )
    assert codes(sheet) == [("duplicate_ballot", "群众测评!B3")]


def test_nameless_ballots_begin_anew_where_a_criterion_comes_again() -> None:
    rows = [["姓名", "测评项目", "评分"], *[["张三", c, 90] for c in ("德", "能", "德", "能")]]
    assert list(read(rows).ratings["rater"]) == [0, 0, 1, 1]


def test_own_marks_of_members_are_left_out() -> None:
    rows = [["评价人", "被测评人", "评分"], ["张三", "张三", 99], ["李四", "张三", 80]]
    sheet = read({"互评": rows}, ONE_CRITERION)
    assert marks(sheet) == [("张三", "whole", 80.0)]
    assert codes(sheet) == [("own_mark", "互评!C2")]
    assert sheet.sources == (Source.PEER,)


def test_a_second_column_of_marks_is_not_passed_over_in_silence() -> None:
    sheet = read([["票号", "姓名", "评分", "等次"], [1, "张三", 90, "优秀"]], ONE_CRITERION)
    assert codes(sheet) == [("column_not_read", "群众测评!D1")]


TWO = [("德", 90), ("能", 80)]


def listed(names: list[str | None], raters: list[str] | None = None) -> list[list[object]]:
    """Return rows of two criteria per person, each name as the list writes it."""
    raters = raters or ["甲"] * len(names)
    rows = [
        [rater, name, criterion, mark + place]
        for place, (name, (criterion, mark), rater) in enumerate(
            zip(names, TWO * (len(names) // 2), raters, strict=True)
        )
    ]
    return [["评价人", "被测评人", "测评项目", "评分"], *rows]


def test_a_name_written_once_holds_for_its_criteria() -> None:
    sheet = read({"互评": listed(["张三", None, "李四", None])})
    assert marks(sheet) == [
        ("张三", "virtue", 90.0),
        ("张三", "work", 81.0),
        ("李四", "virtue", 92.0),
        ("李四", "work", 83.0),
    ]
    assert codes(sheet) == []


def test_a_forgotten_name_is_a_fault_and_never_the_person_above() -> None:
    sheet = read({"互评": listed(["张三", "张三", None, None, "王五", "王五"])})
    missing = [p.cell.address for p in sheet.problems if p.code == "name_missing"]
    assert missing == ["B4", "B5"]
    assert [row for row in marks(sheet) if row[0] == "张三"] == [
        ("张三", "virtue", 90.0),
        ("张三", "work", 81.0),
    ]


def test_a_blank_name_under_another_rater_is_a_fault() -> None:
    sheet = read({"互评": listed(["张三", None, None, None], ["甲", "甲", "乙", "乙"])})
    missing = [p.cell.address for p in sheet.problems if p.code == "name_missing"]
    assert missing == ["B4", "B5"]


def test_a_name_without_a_stored_result_is_not_the_one_above() -> None:
    rows = listed(["张三", "张三", '=TRIM(" 李四")', "李四"])
    sheet = read({"互评": rows})
    found = {(p.code, p.cell.address) for p in sheet.problems}
    assert ("uncached_formula", "B4") in found
    assert [row for row in marks(sheet) if row[0] == "张三"] == [
        ("张三", "virtue", 90.0),
        ("张三", "work", 81.0),
    ]
