"""Rater groups that have weights: known, unknown, left out."""

from typing import Any

import pandas as pd
import pytest

from cxzy.core.language import CHINESE, ENGLISH, use_language
from cxzy.core.roster import Roster
from cxzy.core.scheme import Scheme, parse_scheme
from cxzy.sheets.problem_texts import expected, remedy
from cxzy.sheets.sheet import Sheet
from tests.sheets.workbooks import ONE_CRITERION, codes, read, roster

LEADERS = parse_scheme(
    '[[criteria]]\nkey = "whole"\nlabel = "综合评价"\nweight = 100\n'
    '[sources.leader]\nweight = 100\ngroups = { "分管领导" = 60, "其他领导" = 40 }\n'
)
VOTERS = parse_scheme(
    '[[criteria]]\nkey = "whole"\nlabel = "综合评价"\nweight = 100\n'
    '[sources.mass]\nweight = 100\ngroups = "electorate"\n'
)
HEADINGS = ["评价人", "群体", "姓名", "评分"]


def leaders(*groups: str | None) -> list[list[Any]]:
    rows: list[list[Any]] = [
        [f"领导{n}", group, "张三", 80 + n] for n, group in enumerate(groups, 1)
    ]
    return [[*HEADINGS], *rows]


def electorate(*groups: str) -> Roster:
    counts = pd.DataFrame(
        {"source": ["mass"] * len(groups), "group": list(groups), "count": [20] * len(groups)}
    )
    types = {"source": "str", "group": "str", "count": "int64"}
    return Roster(members=roster("张三", "李四").members, electorate=counts.astype(types))


def groups(sheet: Sheet) -> list[str]:
    return sheet.ratings["group"].astype(str).tolist()


def test_a_group_nobody_knows_blocks_once_with_its_first_cell_and_the_nearest() -> None:
    sheet = read({"领导点评": leaders("分管领导", "主管领导", "其他领导", "主管领导")}, LEADERS)
    assert codes(sheet) == [("unknown_group", "领导点评!B3")]
    problem = sheet.problems[0]
    assert problem.blocks
    assert problem.found == "主管领导"
    use_language(ENGLISH)
    texts = expected(problem), remedy(problem)
    use_language(CHINESE)
    assert texts[0] == "one of 分管领导, 其他领导"
    assert texts[1].startswith("Write one of these groups on all 2 ballots that have this one")
    assert texts[1].endswith("The closest is 分管领导.")


def test_a_group_of_the_electorate_is_known_and_another_is_not() -> None:
    rows = leaders("学生", "教师", "同学")
    sheet = read({"群众测评": rows}, VOTERS, roster=electorate("学生", "教师"))
    assert [c for c in codes(sheet) if "group" in c[0]] == [("unknown_group", "群众测评!B4")]
    assert dict(sheet.problems[-1].detail)["near"] == "学生"


@pytest.mark.parametrize("written", ["分管 领导", "分管　领导", " 分管领导\n"])
def test_spaces_do_not_make_another_group(written: str) -> None:
    sheet = read({"领导点评": leaders("其他领导", written)}, LEADERS)
    assert codes(sheet) == []
    assert groups(sheet) == ["其他领导", "分管领导"]


def test_a_ballot_without_a_group_beside_others_with_one_blocks() -> None:
    sheet = read({"领导点评": leaders("分管领导", None, "其他领导", None)}, LEADERS)
    assert codes(sheet) == [("group_missing", "领导点评!B3")]
    assert sheet.problems[0].blocks
    assert dict(sheet.problems[0].detail)["count"] == "2"


def test_a_line_that_is_not_filled_in_needs_no_group() -> None:
    rows = leaders("分管领导", "其他领导")
    sheet = read({"领导点评": [*rows, ["领导3", None, "张三", None]]}, LEADERS)
    assert not any(problem.blocks for problem in sheet.problems)


def test_no_group_at_all_warns_that_all_ballots_count_alike() -> None:
    sheet = read({"领导点评": leaders(None, None)}, LEADERS)
    assert codes(sheet) == [("groups_not_named", "领导点评!C2")]
    assert not sheet.problems[0].blocks


def test_one_group_in_the_electorate_needs_no_naming() -> None:
    rows = leaders(None, None)
    sheet = read({"群众测评": rows}, VOTERS, roster=electorate("学生"))
    assert [code for code, _ in codes(sheet) if "group" in code] == []


@pytest.mark.parametrize("scheme", [ONE_CRITERION, VOTERS])
def test_any_group_will_do_where_nothing_is_known_of_groups(scheme: Scheme) -> None:
    sheet = read({"群众测评": leaders("同学", None)}, scheme)
    assert codes(sheet) == []
    assert groups(sheet) == ["同学", ""]


def test_votes_of_a_group_nobody_knows_block_too() -> None:
    rows: list[list[Any]] = [
        ["姓名", "群体", "优秀", "良好"],
        ["张三", "同学", 40, 7],
        ["张三", "教师", 10, 3],
    ]
    sheet = read({"群众测评": rows}, VOTERS, roster=electorate("学生", "教师"))
    assert ("unknown_group", "群众测评!B2") in codes(sheet)


def test_a_group_in_a_line_above_the_table_is_compared_too() -> None:
    rows: list[list[Any]] = [["群体:", "主管领导"], ["姓名", "评分"], ["张三", 90]]
    sheet = read({"领导点评": rows}, LEADERS)
    assert [code for code, _ in codes(sheet)] == ["unknown_group"]


@pytest.mark.parametrize(
    ("line", "rater"),
    [
        ("群体:分管 领导", ""),
        ("群体:分管\u3000领导", ""),
        ("群体\uff1a分管 领导 评价人\uff1a赵一 2012年6月5日", "赵一"),
        ("评价人:赵一 群体:分管 领导, 共2人", "赵一"),
    ],
)
def test_a_group_in_a_line_may_hold_spaces_up_to_the_next_key(line: str, rater: str) -> None:
    rows: list[list[Any]] = [[line], ["姓名", "评分"], ["张三", 90]]
    sheet = read({"领导点评": rows}, ONE_CRITERION)
    assert codes(sheet) == []
    assert "".join(groups(sheet)[0].split()) == "分管领导"
    assert set(sheet.raters.values()) - {""} == {rater} - {""}
    assert groups(read({"领导点评": rows}, LEADERS)) == ["分管领导"]
