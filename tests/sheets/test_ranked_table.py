"""The ranked table: the numbers of the results, the rules beside them, who waits."""

from datetime import date
from io import BytesIO

import pandas as pd
import pytest
from openpyxl import load_workbook

from cxzy.core.flags import flag_text
from cxzy.core.language import use_language
from cxzy.core.roster import Roster
from cxzy.core.scheme import Scheme, parse_scheme
from cxzy.core.scoring import score
from cxzy.core.vocabulary import Source
from cxzy.sheets.document_values import Document
from cxzy.sheets.documents import document_workbook
from cxzy.sheets.ranked_table import ranked_document

SCHEME = parse_scheme('name = "一会四评"\nversion = "2012-1"')
POINTS = {"甲": 95.0, "乙": 85.0, "丙": 85.0, "丁": 55.0}


def members() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "subject": ["001", "002", "003", "004", "005"],
            "name": ["甲", "乙", "丙", "丁", "=1+1"],
            "branch": "一支部",
            "organisation": "土木学院",
            "kind": "staff",
            "type": "formal",
            "position": "",
        }
    ).astype("str")


def results(scheme: Scheme = SCHEME) -> pd.DataFrame:
    people = members()
    ratings = pd.DataFrame(
        [
            {"source": str(source), "subject": number, "points": POINTS[name]}
            for source in Source
            for number, name in zip(people["subject"], people["name"], strict=True)
            if name in POINTS
        ]
    )
    one = parse_scheme('[[criteria]]\nkey = "all"\nweight = 100\n') if scheme is SCHEME else scheme
    scored = score(ratings, one, roster=Roster(people))
    return scored.merge(people, on="subject", how="left")


def ranked(frame: pd.DataFrame, scheme: Scheme | None = SCHEME) -> Document:
    return ranked_document(
        frame,
        title="党员排名",
        scheme=scheme,
        period="2012年上半年",
        notes=("配额尚未适用",),
        waiting=("二支部",),
        today=date(2012, 7, 1),
    )


def column(document: Document, label: str, over: str = "") -> list[object]:
    labels = [(one.label, one.over) for one in document.columns]
    return [row[labels.index((label, over))] for row in document.rows]


def test_the_best_stand_first_ties_share_a_rank_and_the_unranked_come_last() -> None:
    table = ranked(results())
    # 95 > 85 = 85 > 55, one without marks: ranks 1, 2, 2, 4 and none.
    assert column(table, "名次") == [1, 2, 2, 4, None]
    assert column(table, "姓名") == ["甲", "乙", "丙", "丁", "=1+1"]
    assert column(table, "得分") == [95.0, 85.0, 85.0, 55.0, None]
    assert column(table, "等次") == ["优秀", "较好", "较好", "后进", None]


def test_the_numbers_are_those_of_the_results() -> None:
    frame = results()
    table, ordered = ranked(frame), frame.sort_values("rank", kind="stable")
    for over, source in {"自评": "self", "互评": "peer", "群众测评": "mass"}.items():
        for label, part in {"均分": "mean", "构成": "contribution"}.items():
            expected = [None if pd.isna(x) else x for x in ordered[f"{source}_{part}"]]
            assert column(table, label, over) == expected


def test_the_workbook_holds_the_same_numbers_as_the_document() -> None:
    table = ranked(results())
    sheet = load_workbook(BytesIO(document_workbook(table))).worksheets[0]
    written = list(sheet.iter_rows(min_row=7, max_row=11, values_only=True))
    assert written == [tuple(value or None for value in row) for row in table.rows]
    assert sheet["B11"].data_type == "s"


def test_why_there_is_no_score_is_said_in_words() -> None:
    assert column(ranked(results()), "备注")[-1]


def test_a_remark_that_many_share_is_said_once_under_the_title() -> None:
    frame = results()
    code = frame["flags"].iloc[-1][0]
    table = ranked(frame.assign(flags=[[code]] * len(frame)))
    assert set(column(table, "备注")) == {"①"}
    assert table.subtitle == (*ranked(frame).subtitle, f"① {flag_text(code)}")


def test_the_second_sheet_says_rules_weights_what_is_not_applied_and_who_waits() -> None:
    about = {section.title: dict(section.lines) for section in ranked(results()).about}
    assert about["测评主体"]["互评"].startswith("权重 30%")
    assert about["等次标准"]["优秀"] == "90 分及以上"
    assert about["方案中尚未适用的规则"] == {"1": "配额尚未适用"}
    assert about["尚未上报"] == {"1": "二支部"}
    assert about["计分规则"]["小数位数"] == "保留 2 位小数，四舍五入"


def test_scheme_period_date_and_weights_stand_under_the_title() -> None:
    first, second = ranked(results()).subtitle
    assert first == "周期：2012年上半年　测评方案：一会四评 2012-1　制表日期：2012年7月1日"
    assert second == "权重：自评 10%　互评 30%　领导点评 30%　群众测评 30%"


def test_weights_that_were_only_tried_are_said_and_the_published_rank_stands_beside() -> None:
    frame = results()
    frame["score_published"], frame["rank_published"] = frame["score"], frame["rank"]
    assert "公布结果" not in {one.over for one in ranked(frame).columns}
    frame.loc[frame["subject"] == "001", "score_published"] = 94.0
    table = ranked(frame)
    assert column(table, "得分", "公布结果")[0] == 94.0
    assert "试算" in table.subtitle[1]


def test_details_that_say_nothing_get_no_column() -> None:
    labels = [one.label for one in ranked(results().assign(organisation="", kind="")).columns]
    assert "二级党组织" not in labels
    assert "类别" not in labels
    assert "党支部" in labels


def test_results_without_names_or_scheme_are_still_a_table() -> None:
    frame = results().drop(columns=["name", "branch", "organisation", "kind"])
    assert column(ranked(frame, scheme=None), "姓名") == ["001", "002", "003", "004", "005"]
    assert document_workbook(ranked(frame.iloc[:0], scheme=None))


def test_branches_are_named_once() -> None:
    branches = parse_scheme('subject = "branch"')
    labels = [one.label for one in ranked(results(), branches).columns]
    assert labels.count("党支部") == 1
    assert "姓名" not in labels


RECKONED = """
[sources.peer]
weight = 30
aggregation = { kind = "trimmed", high = 1, low = 2, from = 7 }
[sources.leader]
weight = 30
required = false
groups = { "分管领导" = 60, "其他领导" = 40 }
[sources.mass]
weight = 40
groups = "electorate"
minimum_ballots = 5
[missing]
min_answered = 0.75
"""


def reckoned(text: str, electorate: pd.DataFrame | None = None) -> dict[str, str]:
    table = ranked_document(
        results(), title="", scheme=parse_scheme(text), period="", electorate=electorate
    )
    return {
        name: line for one in table.about if one.title == "均分算法" for name, line in one.lines
    }


def test_the_second_sheet_says_all_that_the_means_are_worked_out_from() -> None:
    counts = [("mass", "学生", 500), ("mass", "学生", 300), ("mass", "教师", 200), ("peer", "", 9)]
    said = reckoned(RECKONED, pd.DataFrame(counts, columns=["source", "group", "count"]))
    for number in ("7", "1", "2"):
        assert number in said["互评 · 汇总"]
    assert said["领导点评 · 群体"].startswith("分管领导 60%　其他领导 40%")
    assert "其余" in said["领导点评 · 缺少时"]
    # 800 and 200 of 1000 are entitled.
    assert said["群众测评 · 应到"] == "学生 800 (80%)　教师 200 (20%)"
    assert "5" in said["群众测评 · 最少票数"]
    assert "少于 5 票" in said["人数少的群体"]
    assert "75%" in said["一票的分值"]
    assert "空白评分" in said


def test_a_table_of_several_meetings_says_that_each_has_its_own_electorate() -> None:
    columns = ["meeting", "source", "group", "count"]
    two = pd.DataFrame([(1, "mass", "学生", 5), (2, "mass", "学生", 7)], columns=columns)
    for electorate in (None, two):
        assert "各" in reckoned(RECKONED, electorate)["群众测评 · 应到"]
    one = reckoned(RECKONED, two[two["meeting"] == 1])
    assert one["群众测评 · 应到"] == "学生 5 (100%)"
    assert "相同" in reckoned(RECKONED, two.iloc[:0])["群众测评 · 应到"]


def test_what_a_tally_is_divided_by_is_said() -> None:
    tally = '[sources.mass]\nweight = 100\naggregation = { kind = "tally", %s }'
    assert "有效票" in reckoned(tally % 'base = "valid"')["群众测评 · 汇总"]
    assert "弃权" in reckoned(tally % 'counted = ["abstention"]')["群众测评 · 汇总"]
    assert "收回" in reckoned(tally % 'base = "returned"')["群众测评 · 汇总"]
    came = pd.DataFrame({"source": ["mass"], "group": [""], "count": [9], "present": [8.0]})
    assert reckoned(tally % 'base = "present"', came)["群众测评 · 实到"].endswith("8 (100%)")


def test_means_that_are_measured_and_shares_are_said_with_their_numbers() -> None:
    kind = "[sources.mass]\nweight = 100\naggregation = %s"
    assert "最高" in reckoned(kind % "'relative'")["群众测评 · 汇总"]
    share = reckoned(kind % "{ kind = 'banded', base = 'returned' }")["群众测评 · 汇总"]
    assert "收回" in share
    assert "90% 及以上得 95 分" in share
    assert "80% 及以上得 85 分" in share


def test_bonus_points_stand_in_a_column_and_their_limits_among_the_rules() -> None:
    rules = parse_scheme(
        "[[bonus]]\nkey = 'honour'\nlabel = '加分'\nmaximum = 5\n"
        "[[ballot_rules]]\nkind = 'at_most'\nword = '优秀'\nnumber = 3\naction = 'void'\n"
        "[[ballot_rules]]\nkind = 'same_mark'\nsources = ['peer']\n"
    )
    table = ranked(results(rules).assign(bonus=[1.5, 0, 0, 0, 0]), rules)
    assert [one.label for one in table.columns][-2:] == ["加减分", "备注"]
    assert table.rows[0][-2] == 1.5
    said = dict(table.about[0].lines)
    assert said["加分"] == "直接计入得分，合计最低 0 分、最高 5 分"
    ballots = [text for name, text in table.about[0].lines if name == "评票规则"]
    assert "至多 3 个“优秀”" in ballots[0]
    assert "作废" in ballots[0]
    assert "4 个及以上" in ballots[1]
    assert "互评" in ballots[1]
    assert "群众" not in ballots[1]


@pytest.fixture
def english() -> object:
    use_language("en")
    yield
    use_language("zh_CN")


@pytest.mark.usefixtures("english")
def test_english_says_the_same_in_english() -> None:
    table = ranked(results())
    assert table.subtitle[0].endswith("Made on 1 July 2012")
    assert [one.label for one in table.columns][:3] == [
        "Rank",
        "Full name",
        "Staff or student number",
    ]
