"""Whole workbooks: sources, hidden parts, faulty cells, identity, and round trips."""

from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook as File

from cxzy.core.ratings import RATING_TYPES, complete_ratings
from cxzy.core.scheme import Scheme
from cxzy.core.vocabulary import Source
from cxzy.sheets.identity import Identity, identity_keywords, identity_rows
from cxzy.sheets.sheet import Sheet, read_sheet
from tests.sheets.workbooks import ONE_CRITERION, TWO_CRITERIA, codes, marks, read, workbook

ROWS = [["姓名", "德", "能"], ["张三", 90, 80], ["李四", 70, 60]]
FOUR = {
    "说明": [["本表由各支部填写,满分100分,请于7月10日前报送。"]],
    "自评": ROWS,
    "互评": [
        ["评价人", "被测评人", "测评项目", "评分"],
        ["张三", "李四", "德", "优秀"],
        ["李四", "张三", "能", "良好"],
    ],
    "领导点评": [["评价人", *ROWS[0]], ["王书记", "张三", 90, 80]],
    "群众测评": [["姓名", "测评项目", "优秀", "良好", "一般", "较差"], ["张三", "德", 10, 2, 0, 0]],
    "Sheet2": [],
}


def test_a_workbook_with_a_sheet_per_source_is_one_table_of_ratings() -> None:
    sheet = read(FOUR)
    assert sheet.layout == "workbook"
    assert [(t.sheet, t.layout, t.source, t.ratings) for t in sheet.tables] == [
        ("自评", "criteria", Source.SELF, 4),
        ("互评", "long", Source.PEER, 2),
        ("领导点评", "criteria", Source.LEADER, 2),
        ("群众测评", "tally", Source.MASS, 2),
    ]
    assert sheet.sources == tuple(Source)
    assert codes(sheet) == []


def test_the_ratings_have_the_columns_and_types_of_the_ratings_table() -> None:
    ratings = read(FOUR).ratings
    completed = complete_ratings(ratings, TWO_CRITERIA)
    pd.testing.assert_frame_equal(ratings, completed)
    assert {name: str(kind) for name, kind in ratings.dtypes.items()} == RATING_TYPES


@pytest.mark.parametrize(
    ("name", "rows", "source"),
    [
        ("Sheet1", [["测评主体:群众测评"], *ROWS], Source.MASS),
        ("Sheet1", [["测评主体:", "领导点评"], *ROWS], Source.LEADER),
        ("Sheet1", [["党员自评表"], *ROWS], Source.SELF),
        ("领导干部自评", ROWS, Source.SELF),
        ("一支部(群众)", ROWS, Source.MASS),
    ],
)
def test_a_sheet_says_who_assesses_in_its_name_or_in_a_line(
    name: str, rows: list[list[Any]], source: Source
) -> None:
    assert read({name: rows}).sources == (source,)


def test_a_source_that_is_not_said_is_asked_for_or_taken_from_the_caller() -> None:
    sheet = read({"Sheet1": ROWS})
    assert codes(sheet) == [("source_unknown", "Sheet1")]
    assert len(sheet.ratings) == 0
    assert read({"Sheet1": ROWS}, source=Source.LEADER).sources == (Source.LEADER,)


def test_the_file_name_may_say_who_assesses() -> None:
    content = workbook({"Sheet1": ROWS})
    assert read_sheet(content, TWO_CRITERIA, "第一支部互评.xlsx").sources == (Source.PEER,)


def test_a_source_that_the_scheme_does_not_use_is_said() -> None:
    sources = {s: r for s, r in TWO_CRITERIA.sources.items() if s is not Source.MASS}
    sheet = read(ROWS, TWO_CRITERIA.model_copy(update={"sources": sources}))
    assert ("source_off", "群众测评") in codes(sheet)


def test_hidden_rows_and_sheets_are_read_and_said() -> None:
    def hide(file: File) -> None:
        file["自评"].sheet_state = "hidden"
        file["群众测评"].row_dimensions[3].hidden = True
        file["群众测评"].column_dimensions["C"].hidden = True

    sheet = read({"群众测评": ROWS, "自评": ROWS}, change=hide)
    assert len(sheet.ratings) == 8
    assert codes(sheet) == [
        ("hidden_cells", "群众测评!C"),
        ("hidden_cells", "群众测评!3"),
        ("hidden_sheet", "自评"),
    ]


def test_error_cells_and_uncached_formulas_block_where_a_mark_is_expected() -> None:
    sheet = read([[*ROWS[0], "总分"], ["张三", "#N/A", 80, "=B2+C2"], ["李四", "=1", 60, 130]])
    found = {(p.code, p.cell.address, p.blocks) for p in sheet.problems}
    assert found == {
        ("error_cell", "B2", True),
        ("uncached_formula", "D2", False),
        ("uncached_formula", "B3", True),
    }


def test_a_workbook_without_a_table_says_so() -> None:
    assert [code for code, _ in codes(read([["没有表格"]]))] == ["no_table"]
    sheet = read({"群众测评": ROWS, "随手": [[1, 2, 3], [4, 5, 6]]})
    assert codes(sheet) == [("sheet_not_read", "随手")]


MINE = Identity("7", "2012-1", "第一支部", "一会四评", "2012-1", "abc")


def test_a_workbook_is_known_by_its_hidden_sheet_or_its_properties() -> None:
    hidden = {"群众测评": ROWS, "_cxzy": identity_rows(MINE)}
    assert read(hidden).identity == MINE
    assert len(read(hidden).tables) == 1

    def note(file: File) -> None:
        file.properties.keywords = identity_keywords(MINE)

    assert read(ROWS, change=note).identity == MINE
    assert read(ROWS).identity is None


@pytest.mark.parametrize(
    ("wanted", "code"),
    [
        (Identity("8", "2012-1", "第二支部"), "wrong_meeting"),
        (Identity("7", "2012-2"), "wrong_period"),
        (
            Identity("7", "2012-1", scheme="一会四评", scheme_version="2012-2"),
            "other_scheme_version",
        ),
        (Identity("7", "2012-1", roster="xyz"), "other_roster"),
        (MINE, None),
    ],
)
def test_a_workbook_of_another_meeting_or_version_is_noticed(
    wanted: Identity, code: str | None
) -> None:
    sheet = read({"群众测评": ROWS, "_cxzy": identity_rows(MINE)}, expected=wanted)
    assert [found for found, _ in codes(sheet)] == ([code] if code else [])


def test_the_rater_of_one_name_is_one_rater_in_the_whole_file() -> None:
    sheet = read(
        {
            "互评1": [["评价人", "姓名", "德"], ["甲", "张三", 90]],
            "互评2": [["评价人", "姓名", "能"], ["甲", "张三", 80]],
        }
    )
    assert sheet.ratings["rater"].nunique() == 1
    assert marks(sheet) == [("张三", "virtue", 90.0), ("张三", "work", 80.0)]


def test_the_same_ballot_in_two_sheets_blocks() -> None:
    rows = [["评价人", "姓名", "德", "能"], ["甲", "张三", 90, 80]]
    sheet = read({"互评1": rows, "互评2": rows})
    assert codes(sheet) == [("duplicate_ballot", "互评2!B2")]
    assert dict(sheet.problems[0].detail)["first"] == "互评1!B2"


def test_a_flood_of_problems_is_cut_off_and_said() -> None:
    rows = [ROWS[0], *[[f"党员{n}", 200, 300] for n in range(1500)]]
    sheet = read(rows)
    assert len(sheet.problems) == 2001
    assert (sheet.problems[0].code, sheet.problems[0].found) == ("more_problems", "1000")
    assert not sheet.acceptable


def test_a_group_of_the_scheme_in_the_name_of_a_sheet_is_its_group() -> None:
    rule = TWO_CRITERIA.sources[Source.LEADER].model_copy(
        update={"groups": {"分管领导": 60, "其他领导": 40}}
    )
    scheme = TWO_CRITERIA.model_copy(
        update={"sources": {**TWO_CRITERIA.sources, Source.LEADER: rule}}
    )
    sheet = read({"领导点评(分管领导)": ROWS, "领导点评(其他领导)": ROWS}, scheme)
    assert list(sheet.ratings["group"].astype(str)[::4]) == ["分管领导", "其他领导"]


NAMES = ["张三", "李四", "王五", "赵六", "钱七"]
points = st.one_of(
    st.integers(0, 100).map(float),
    st.floats(0, 100).map(lambda x: round(x, 2)),
    st.sampled_from(["优秀", "良好", "一般", "较差"]),
)
tables = st.integers(1, 5).flatmap(
    lambda subjects: st.lists(
        st.lists(st.tuples(points, points), min_size=subjects, max_size=subjects),
        min_size=1,
        max_size=4,
    )
)
SCALE = {"优秀": 95.0, "良好": 85.0, "一般": 75.0, "较差": 60.0}


def worth(mark: float | str) -> float:
    return SCALE[mark] if isinstance(mark, str) else mark


def expected(table: list[list[tuple[Any, Any]]]) -> list[tuple[int, str, str, float]]:
    return sorted(
        (rater, NAMES[subject], criterion, worth(mark))
        for rater, row in enumerate(table)
        for subject, pair in enumerate(row)
        for criterion, mark in zip(("virtue", "work"), pair, strict=True)
    )


def found(sheet: Sheet) -> list[tuple[int, str, str, float]]:
    columns = [sheet.ratings[name] for name in ("rater", "subject", "criterion", "points")]
    return sorted((int(r), str(s), str(c), float(p)) for r, s, c, p in zip(*columns, strict=True))


@settings(deadline=None, max_examples=25)
@given(tables)
def test_any_ratings_come_back_from_a_criteria_sheet_and_a_long_list(table: Any) -> None:
    criteria = [["评价人", "姓名", "德", "能"]]
    long = [["姓名", "测评项目", "评分", "评价人"]]
    for rater, row in enumerate(table):
        for subject, pair in enumerate(row):
            criteria.append([f"评委{rater}", NAMES[subject], *pair])
            long += [
                [NAMES[subject], c, m, f"评委{rater}"] for c, m in zip("德能", pair, strict=True)
            ]
    assert found(read(criteria)) == expected(table)
    assert found(read(long)) == expected(table)


@settings(deadline=None, max_examples=25)
@given(tables, st.booleans())
def test_any_ratings_come_back_from_a_matrix(table: Any, turned: bool) -> None:
    rows = [["评价人\\被测评人", *NAMES[: len(table[0])]]]
    rows += [[f"评委{rater}", *[pair[0] for pair in row]] for rater, row in enumerate(table)]
    if turned:
        rows = [list(row) for row in zip(*rows, strict=True)]
        rows[0][0] = "被测评人\\评价人"
    sheet = read(rows, ONE_CRITERION)
    assert [(s, p) for s, _, p in marks(sheet)] == sorted(
        (NAMES[subject], worth(pair[0])) for row in table for subject, pair in enumerate(row)
    )


@settings(deadline=None, max_examples=25)
@given(st.lists(st.lists(st.integers(0, 500), min_size=4, max_size=4), min_size=1, max_size=5))
def test_any_votes_come_back_from_a_tally(votes: list[list[int]]) -> None:
    rows = [["姓名", *SCALE], *[[NAMES[n], *row] for n, row in enumerate(votes)]]
    ratings = read(rows, ONE_CRITERION).ratings
    back = zip(ratings["subject"], ratings["word"], ratings["count"], strict=True)
    assert sorted((str(s), str(w), int(c)) for s, w, c in back) == sorted(
        (NAMES[n], word, count)
        for n, row in enumerate(votes)
        for word, count in zip(SCALE, row, strict=True)
        if count
    )


def test_the_default_scheme_reads_its_own_labels() -> None:
    scheme = Scheme()
    labels = [criterion.label for criterion in scheme.criteria]
    sheet = read([["姓名", *labels], ["张三", *range(90, 95)]], scheme)
    assert [criterion for _, criterion, _ in marks(sheet)] == sorted(c.key for c in scheme.criteria)
