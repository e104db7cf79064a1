"""The command line as a person or a script calls it: real processes, real files.

The workbooks are written with openpyxl as a secretary might have drawn them, and the expected
scores are worked out here by hand, in plain Python, from the same marks.
"""

import errno
import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Mapping
from pathlib import Path
from statistics import fmean

import openpyxl
import pytest

from cxzy.cli_errors import reason_of
from cxzy.core.language import use_language

ROOT = Path(__file__).parents[1]

SCHEME = """
name = "试验方案"
version = "1"
gates = []
quotas = []

[sources.self]
weight = 10

[sources.peer]
weight = 30
criteria = [{ key = "overall", label = "总体评价", weight = 100 }]

[sources.leader]
weight = 40
criteria = [{ key = "overall", label = "总体评价", weight = 100 }]

[sources.mass]
weight = 20
criteria = [{ key = "overall", label = "总体评价", weight = 100 }]
aggregation = { kind = "tally", base = "valid" }

[[criteria]]
key = "commitment"
label = "承诺践诺"
weight = 60

[[criteria]]
key = "service"
label = "联系服务群众"
weight = 40

[[scales]]
name = "等次"
words = { "优秀" = 95, "良好" = 85, "一般" = 75, "较差" = 60 }
"""
POINTS = {"优秀": 95.0, "良好": 85.0, "一般": 75.0, "较差": 60.0}
NAMES = ["甲山", "乙水", "丙木", "丁石", "戊云"]
NUMBERS = ["00101", "00102", "00103", "00104", "00105"]

SELF = {"甲山": (92, 95), "乙水": (90, 88), "丙木": (85, 90), "丁石": (96, 94), "戊云": (80, 82)}
PEER = [
    [None, "优秀", "良好", "优秀", "一般"],
    ["优秀", None, "良好", "优秀", "一般"],
    ["优秀", "良好", None, "优秀", "较差"],
    ["良好", "良好", "良好", None, "良好"],
    ["优秀", "优秀", "一般", "优秀", None],
]
LEADER = {"甲山": (90, 88), "乙水": (85, 91), "丙木": (78, 82), "丁石": (95, 93), "戊云": (70, 75)}
MASS = {
    "甲山": (6, 3, 1, 0),
    "乙水": (4, 4, 2, 0),
    "丙木": (2, 5, 2, 1),
    "丁石": (8, 2, 0, 0),
    "戊云": (1, 3, 4, 2),
}


def expected_scores() -> dict[str, float]:
    """Σ w·m of the four source means, each from the marks above, rounded to two places."""
    scores = {}
    for column, name in enumerate(NAMES):
        own = 0.6 * SELF[name][0] + 0.4 * SELF[name][1]
        peers = fmean(POINTS[row[column]] for row in PEER if row[column] is not None)
        counted = zip(MASS[name], POINTS.values(), strict=True)
        mass = sum(votes * points for votes, points in counted) / sum(MASS[name])
        total = 0.1 * own + 0.3 * peers + 0.4 * fmean(LEADER[name]) + 0.2 * mass
        scores[name] = round(total + 1e-9, 2)
    return scores


def expected_ranks() -> dict[str, int]:
    scores = expected_scores()
    return {name: 1 + sum(other > scores[name] for other in scores.values()) for name in NAMES}


def run(*arguments: object, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "cxzy", *map(str, arguments)],
        cwd=ROOT,
        env={**os.environ, "CXZY_LANGUAGE": "zh", **environment},
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )


def printed_json(done: subprocess.CompletedProcess[str]) -> dict[str, list[dict[str, object]]]:
    """Stdout is JSON and nothing else."""
    return json.loads(done.stdout, parse_constant=lambda text: pytest.fail(f"{text} is no JSON"))


def workbook(path: Path, sheets: Mapping[str, list[list[object]]]) -> Path:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path


def score_sheets(folder: Path) -> list[Path]:
    """Four forms as units draw them: one file per source, titles above, notes below."""
    peers = [[name, *row] for name, row in zip(NAMES, PEER, strict=True)]
    leaders = [
        [f"领导{number}", name, LEADER[name][number - 1]] for number in (1, 2) for name in NAMES
    ]
    return [
        workbook(
            folder / "自评.xlsx",
            {
                "自评": [
                    ["党员个人自评表"],
                    [],
                    ["序号", "姓名", "承诺践诺(60%)", "联系服务群众(40%)"],
                    *[[place, name, *SELF[name]] for place, name in enumerate(NAMES, 1)],
                ]
            },
        ),
        workbook(folder / "互评.xlsx", {"互评": [["评价人\\被测评人", *NAMES], *peers]}),
        workbook(folder / "领导点评.xlsx", {"领导点评": [["评价人", "姓名", "评分"], *leaders]}),
        workbook(
            folder / "群众测评.xlsx",
            {"群众测评": [["姓名", *POINTS], *[[name, *MASS[name]] for name in NAMES]]},
        ),
    ]


@pytest.fixture
def scheme(tmp_path: Path) -> Path:
    path = tmp_path / "scheme.toml"
    path.write_text(SCHEME, encoding="utf-8")
    return path


@pytest.fixture
def roster(tmp_path: Path) -> Path:
    heading = ["工号", "姓名", "支部", "二级党组织", "类别", "党员类型", "职务"]
    members = [
        [number, name, "试验支部", "试验党总支", "教工", "正式", ""]
        for number, name in zip(NUMBERS, NAMES, strict=True)
    ]
    groups = [["测评主体", "群体", "人数"], ["领导点评", "", 2], ["群众测评", "", 10]]
    return workbook(tmp_path / "花名册.xlsx", {"党员": [heading, *members], "群体": groups})


def test_sheets_drawn_by_hand_are_scored_as_by_hand(tmp_path: Path, scheme: Path) -> None:
    done = run("score", *score_sheets(tmp_path), "--scheme", scheme, "--json")
    assert done.returncode == 0, done.stderr + done.stdout
    results = {row["subject"]: row for row in printed_json(done)["results"]}
    assert {name: row["score"] for name, row in results.items()} == expected_scores()
    assert {name: row["rank"] for name, row in results.items()} == expected_ranks()


def test_results_have_the_published_columns_and_no_nan(tmp_path: Path, scheme: Path) -> None:
    own, *_others = score_sheets(tmp_path)
    done = run("score", own, "--scheme", scheme, "--json")
    first = printed_json(done)["results"][0]
    parts = [
        f"{source}_{part}"
        for source in ("self", "peer", "leader", "mass")
        for part in ("mean", "n", "weight", "contribution")
    ]
    assert list(first) == ["subject", "score", "rank", "grade", "rule", "flags", *parts]
    assert first["score"] is None
    assert first["peer_mean"] is None
    assert "missing:peer" in first["flags"]


def test_a_sheet_with_faults_is_not_scored_until_it_is_mended(
    tmp_path: Path, scheme: Path, roster: Path
) -> None:
    own, *others = score_sheets(tmp_path)
    book = openpyxl.load_workbook(own)
    book["自评"]["C5"], book["自评"]["D6"] = 192, "优良"
    book.save(own)
    given = ("--scheme", scheme, "--roster", roster, "--json")

    checked = run("check", own, *others, *given)
    assert checked.returncode == 1
    sheets = {entry["file"]: entry for entry in printed_json(checked)["sheets"]}
    cells = {problem["cell"]: problem for problem in sheets["自评.xlsx"]["problems"]}
    assert {"自评!C5", "自评!D6"} <= set(cells)
    assert cells["自评!C5"]["found"] == "192"
    assert all(
        set(problem) == {"code", "level", "cell", "found", "expected", "remedy"}
        for problem in cells.values()
    )
    refused = run("score", own, *others, *given)
    assert refused.returncode == 1
    assert printed_json(refused)["results"] == []

    book["自评"]["C5"], book["自评"]["D6"] = SELF["乙水"][0], SELF["丙木"][1]
    book.save(own)
    mended = run("check", own, *others, *given)
    assert mended.returncode == 0, mended.stdout
    scored = run("score", own, *others, *given)
    found = {row["subject"]: row["score"] for row in printed_json(scored)["results"]}
    assert found == dict(zip(NUMBERS, expected_scores().values(), strict=True))


def test_check_writes_annotated_copies_of_the_faulty_files_only(
    tmp_path: Path, scheme: Path
) -> None:
    own, *others = score_sheets(tmp_path)
    book = openpyxl.load_workbook(own)
    book["自评"]["C5"] = 192
    book.save(own)
    folder = tmp_path / "新" / "标注"
    done = run("check", own, *others, "--scheme", scheme, "--annotated", folder, "--json")
    assert done.returncode == 1
    faulty = {e["file"] for e in printed_json(done)["sheets"] if e["problems"]}
    assert {path.name for path in folder.iterdir()} == {
        f"{Path(str(name)).stem}-问题.xlsx" for name in faulty
    }
    copy = openpyxl.load_workbook(folder / "自评-问题.xlsx")
    assert copy.sheetnames == ["问题清单", "自评"]
    assert "192" in copy["自评"]["C5"].comment.text

    mended = folder / "自评-问题.xlsx"
    content = mended.read_bytes()
    again = run("check", mended, "--scheme", scheme, "--annotated", folder, "--json")
    cells = [p["cell"] for e in printed_json(again)["sheets"] for p in e["problems"]]
    assert "自评!C5" in cells
    assert mended.read_bytes() == content
    assert (folder / "自评-问题 2.xlsx").is_file()


def test_two_files_of_one_name_get_two_annotated_copies(tmp_path: Path, scheme: Path) -> None:
    rows = [["姓名", "承诺践诺", "联系服务群众"], ["甲山", 192, 90]]
    for place in ("一", "二"):
        (tmp_path / place).mkdir()
    files = [workbook(tmp_path / place / "自评.xlsx", {"自评": rows}) for place in ("一", "二")]
    run("check", *files, "--scheme", scheme, "--annotated", tmp_path / "标注")
    names = {path.name for path in (tmp_path / "标注").iterdir()}
    assert names == {"自评-问题.xlsx", "自评-问题 2.xlsx"}


def test_a_folder_for_annotated_copies_that_cannot_be_made_is_a_wrong_call(
    tmp_path: Path, scheme: Path
) -> None:
    (tmp_path / "占用").write_text("", encoding="utf-8")
    own, *_others = score_sheets(tmp_path)
    done = run("check", own, "--scheme", scheme, "--annotated", tmp_path / "占用")
    assert done.returncode == 2
    assert "占用" in done.stderr


def test_check_names_layout_and_source_of_each_sheet(tmp_path: Path, scheme: Path) -> None:
    done = run("check", *score_sheets(tmp_path), "--scheme", scheme, "--json")
    read = [
        (entry["sheet"], entry["layout"], entry["source"]) for entry in printed_json(done)["sheets"]
    ]
    assert read == [
        ("自评", "criteria", "self"),
        ("互评", "matrix", "peer"),
        ("领导点评", "long", "leader"),
        ("群众测评", "tally", "mass"),
    ]


def test_a_file_that_does_not_say_its_source_is_told(tmp_path: Path, scheme: Path) -> None:
    rows = [["评价人\\被测评人", *NAMES], *[[n, *r] for n, r in zip(NAMES, PEER, strict=True)]]
    path = workbook(tmp_path / "表.xlsx", {"Sheet1": rows})
    told = run("check", path, "--scheme", scheme, "--source", "peer", "--json")
    assert [entry["source"] for entry in printed_json(told)["sheets"]] == ["peer"]


def test_problems_are_printed_as_a_table_for_people(tmp_path: Path, scheme: Path) -> None:
    own, *_others = score_sheets(tmp_path)
    book = openpyxl.load_workbook(own)
    book["自评"]["C5"] = 192
    book.save(own)
    done = run("check", own, "--scheme", scheme)
    assert done.returncode == 1
    for words in ("自评!C5", "192", "必须修改", "处理办法"):
        assert words in done.stdout


def test_a_file_that_is_no_workbook_is_refused_in_one_sentence(
    tmp_path: Path, scheme: Path
) -> None:
    path = tmp_path / "坏.xlsx"
    path.write_bytes(b"this is no workbook")
    done = run("check", path, "--scheme", scheme, "--json")
    assert done.returncode == 1
    (entry,) = printed_json(done)["sheets"]
    (problem,) = entry["problems"]
    assert problem["code"] == "unreadable"
    assert problem["found"] == "这是不分列的文本：里面没有用逗号、分号或制表符隔开的列。"
    assert "新的工作簿" in problem["remedy"]
    path.write_bytes(b"")
    (entry,) = printed_json(run("check", path, "--scheme", scheme, "--json"))["sheets"]
    assert entry["problems"][0]["remedy"] == "请重新保存工作簿后再上传。"


def test_an_archive_is_scored_like_the_sheets_in_it(tmp_path: Path, scheme: Path) -> None:
    sheets, packed = score_sheets(tmp_path), tmp_path / "全部.zip"
    with zipfile.ZipFile(packed, "w") as archive:
        for sheet in sheets:
            archive.write(sheet, f"讲评会/{sheet.name}")
        archive.writestr("讲评会/~$自评.xlsx", "x")
    done = run("score", packed, "--scheme", scheme, "--json")
    assert done.returncode == 0
    results = printed_json(done)["results"]
    assert {row["subject"]: row["score"] for row in results} == expected_scores()
    assert "已跳过：讲评会/~$自评.xlsx" in done.stderr.replace("\n", "")


def test_the_template_is_filled_in_and_scored(tmp_path: Path, scheme: Path, roster: Path) -> None:
    blank = tmp_path / "测评表.xlsx"
    done = run("template", "--roster", roster, "--scheme", scheme, "-o", blank)
    assert done.returncode == 0, done.stderr
    book = openpyxl.load_workbook(blank)
    assert {"自评", "互评", "领导点评", "群众测评"} <= set(book.sheetnames)
    fill_in(book)
    book.save(blank)
    scored = run("score", blank, "--scheme", scheme, "--roster", roster, "--json")
    assert scored.returncode == 0, scored.stdout + scored.stderr
    found = {row["subject"]: row["score"] for row in printed_json(scored)["results"]}
    assert found == dict(zip(NUMBERS, expected_scores().values(), strict=True))


def fill_in(book: openpyxl.Workbook) -> None:
    """Fill a template of five members, two leaders and a tally in, as a secretary would."""
    own = heading_row(book["自评"], "承诺践诺")
    for row, name in enumerate(NAMES, own + 1):
        write(
            book["自评"], row, dict(zip(("承诺践诺", "联系服务群众"), SELF[name], strict=True)), own
        )
    peers = heading_row(book["互评"], NAMES[0])
    for row, marks in enumerate(PEER, peers + 1):
        write(book["互评"], row, dict(zip(NAMES, marks, strict=True)), peers)
    leaders = heading_row(book["领导点评"], "姓名")
    for place, name in enumerate([*NAMES, *NAMES]):
        mark = LEADER[name][place // len(NAMES)]
        write(book["领导点评"], leaders + 1 + place, {"总体评价": mark}, leaders)
    tally = heading_row(book["群众测评"], "优秀")
    for row, name in enumerate(NAMES, tally + 1):
        votes = dict(zip(POINTS, MASS[name], strict=True))
        write(book["群众测评"], row, {**votes, "发出": 10, "收回": 10, "有效": 10}, tally)


def heading_row(sheet: openpyxl.worksheet.worksheet.Worksheet, word: str) -> int:
    for row in sheet.iter_rows():
        if any(str(cell.value or "").startswith(word) for cell in row):
            return row[0].row
    raise AssertionError(f"{word} stands nowhere in {sheet.title}")


def write(
    sheet: openpyxl.worksheet.worksheet.Worksheet,
    row: int,
    marks: Mapping[str, object],
    headings: int,
) -> None:
    for cell in sheet[headings]:
        for word, mark in marks.items():
            if mark is not None and str(cell.value or "").startswith(word):
                sheet.cell(row, cell.column, mark)


def test_the_ranked_table_holds_the_scores_as_numbers(tmp_path: Path, scheme: Path) -> None:
    target = tmp_path / "排名.xlsx"
    done = run("score", *score_sheets(tmp_path), "--scheme", scheme, "-o", target)
    assert done.returncode == 0, done.stderr
    values = [cell.value for row in openpyxl.load_workbook(target).active for cell in row]
    for score in expected_scores().values():
        assert score in [value for value in values if isinstance(value, float)]


def test_what_a_scheme_asks_for_and_is_not_applied_is_said_beside_the_result(
    tmp_path: Path, scheme: Path
) -> None:
    text = scheme.read_text(encoding="utf-8").replace("quotas = []\n", "")
    scheme.write_text(text, encoding="utf-8")
    done = run("score", *score_sheets(tmp_path), "--scheme", scheme, "--json")
    assert {row["score"] for row in printed_json(done)["results"]} == {*expected_scores().values()}
    assert done.stderr


@pytest.mark.parametrize(
    "wrong",
    [
        ("score", "nowhere.xlsx", "--scheme", "data/schemes/default.toml"),
        ("check", "LICENSE", "--scheme", "LICENSE"),
        ("check", "LICENSE", "--scheme", "data/schemes/default.toml", "--roster", "LICENSE"),
        ("template",),
        ("template", "--roster", "LICENSE"),
        ("rank", "--unknown"),
        ("fly",),
        ("--lang", "klingon", "rank", "--period", "2012-1"),
    ],
    ids=" ".join,
)
def test_a_wrong_call_ends_with_2_and_prints_no_result(wrong: tuple[str, ...]) -> None:
    done = run(*wrong)
    assert done.returncode == 2, done.stdout + done.stderr
    assert done.stdout == ""
    assert done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (("fly",), ("没有命令 fly",)),
        (("rank", "--unknown"), ("没有选项 --unknown", "cxzy rank --help")),
        (("rank", "--perio", "2012-1"), ("--perio", "--period")),
        (("check", "--scheme", "data/schemes/default.toml"), ("缺少 FILE",)),
        (("rank",), ("缺少 --period",)),
        (("rank", "--period"), ("--period", "需要")),
        (("rank", "--period", "1", "x"), ("x", "多余")),
        (("rank", "--period", "1", "--subject", "foo"), ("foo", "member, branch")),
        (("template", "abc"), ("MEETING", "整数")),
        (("demo", "--if-empty=3"), ("--if-empty", "不带值")),
        (("--lang", "klingon", "rank"), ("klingon", "zh, en")),
    ],
)
def test_a_wrong_call_is_explained_in_chinese(
    wrong: tuple[str, ...], words: tuple[str, ...]
) -> None:
    done = run(*wrong)
    assert done.returncode == 2
    assert all(word in done.stderr for word in words), done.stderr
    for english in ("No such", "Value error", "Input should", "Missing", "Invalid", "not one of"):
        assert english not in done.stderr


def test_what_cannot_be_written_is_said_without_a_word_of_english(
    tmp_path: Path, scheme: Path, roster: Path
) -> None:
    folder, file = tmp_path / "夹.xlsx", tmp_path / "文件"
    folder.mkdir()
    file.touch()
    for target, words in (
        (tmp_path / "nowhere" / "x.xlsx", "文件夹不存在"),
        (folder, "它是一个文件夹"),
        (file / "x.xlsx", "不是文件夹"),
        (tmp_path / f"{'长' * 200}.xlsx", "名称太长"),
    ):
        done = run("template", "--roster", roster, "--scheme", scheme, "-o", target)
        assert done.returncode == 2
        assert words in done.stderr


def test_why_the_system_refused_is_said_in_the_readers_language() -> None:
    use_language("zh_CN")
    assert reason_of(OSError(errno.ENOSPC, "No space left on device")) == "磁盘已满"
    assert reason_of(PermissionError(errno.EACCES, "Permission denied")) == "没有权限"
    assert reason_of(OSError(errno.EIO, "Input/output error")) == "Input/output error"


def test_without_any_argument_the_help_is_printed() -> None:
    done = run()
    assert "template" in done.stdout + done.stderr
    assert "调用" not in done.stderr


@pytest.mark.parametrize("name", ["排名.csv", "排名.xls", "排名"])
def test_a_workbook_is_not_written_under_the_name_of_another_kind(
    name: str, tmp_path: Path, scheme: Path, roster: Path
) -> None:
    target = tmp_path / name
    for call in (
        ("score", *score_sheets(tmp_path), "--scheme", scheme, "-o", target),
        ("template", "--roster", roster, "--scheme", scheme, "-o", target),
        ("rank", "--period", "2012-1", "-o", target),
    ):
        done = run(*call)
        assert done.returncode == 2
        assert "排名.xlsx" in done.stderr
        assert not target.exists()


def test_a_faulty_scheme_is_explained_in_the_language_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "scheme.toml"
    path.write_text("[sources.self]\nweight = 50\n", encoding="utf-8")
    chinese, english = (
        run("check", "LICENSE", "--scheme", path, CXZY_LANGUAGE=code).stderr
        for code in ("zh", "en")
    )
    assert chinese != english
    assert english.isascii() or "scheme" in english.lower()


def test_the_language_can_be_named_anywhere_on_the_line() -> None:
    assert "ranked table" in run("rank", "--help", "--lang", "en").stdout
    assert "排名" in run("--lang=zh", "rank", "--help").stdout
    assert "排名" in run("rank", "--help", CXZY_LANGUAGE="", LC_ALL="C.UTF-8", LANG="").stdout
    assert "Read" in run("check", "--help", CXZY_LANGUAGE="", LC_ALL="en_GB.UTF-8").stdout


@pytest.mark.parametrize("call", [(), ("score",), ("template",), ("rank",), ("audit",)])
def test_the_help_is_chinese_down_to_its_usage_line(call: tuple[str, ...]) -> None:
    help_ = run(*call, "--help").stdout
    assert "用法：cxzy" in help_
    for english in ("Usage", "OPTIONS", "COMMAND", "ARG", "required", "default"):
        assert english not in help_
    assert "Usage: cxzy" in run(*call, "--help", "--lang", "en").stdout
