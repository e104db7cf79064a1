"""The tables of a roster file: where their headings stand and what a cell says."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from cxzy.core.language import _, mark
from cxzy.core.vocabulary import MemberType, Source, UnitKind
from cxzy.sheets.grid import Grid, Value
from cxzy.sheets.problems import Cell
from cxzy.sheets.roster_errors import RosterFinding
from cxzy.sheets.wording import plain, shown, without_brackets

HEADING_ROWS_SEARCHED = 30
_SKIPPED = ("合计", "总计", "小计", "说明", "备注", "注:")
_INNER_SPACE = re.compile(r"(?<=[\u2e80-\u9fff])\s+(?=[\u2e80-\u9fff])")

MEMBER_HEADINGS = {
    "subject": "工号 学号 编号 职工号 学工号 人员编号 党员编号 工号/学号 学号/工号 number",
    "name": "姓名 党员姓名 党员 name",
    "branch": "支部 党支部 所在支部 所在党支部 支部名称 党支部名称 branch partybranch",
    "organisation": "二级党组织 所在二级党组织 分党委 党总支 二级单位 学院 单位 organisation",
    "kind": "类别 支部类别 党支部类别 kind",
    "type": "党员类型 类型 党员类别 政治面貌 type",
    "position": "职务 党内职务 岗位 position",
}
ELECTORATE_HEADINGS = {
    "source": "测评主体 主体 评价主体 评议主体 source",
    "group": "群体 群体名称 人员类别 group",
    "count": "人数 应到 应到人数 应参加人数 总人数 数量 count",
    "present": "实到 实到人数 实际参加人数 参加人数 到会人数 present",
}
KIND_WORDS = {
    UnitKind.STAFF: "教工 教职工 教师 教工支部 staff",
    UnitKind.STUDENT: "学生 学生支部 student students",
    UnitKind.OFFICE: "机关 机关支部 office offices",
    UnitKind.RETIRED: "离退休 退休 离退 离退休支部 retired",
}
TYPE_WORDS = {
    MemberType.FORMAL: "正式 正式党员 中共党员 党员 formal",
    MemberType.PROBATIONARY: "预备 预备党员 中共预备党员 probationary",
}
SOURCE_WORDS = {
    Source.SELF: "自评 个人自评 self",
    Source.PEER: "互评 党员互评 peer peers",
    Source.LEADER: "领导 领导点评 点评 leader leaders",
    Source.MASS: "群众 群众测评 群众评议 测评 mass masses",
}
WORDS: Mapping[str, Mapping[str, str]] = {
    "kind": {word: kind for kind, words in KIND_WORDS.items() for word in words.split()},
    "type": {word: type_ for type_, words in TYPE_WORDS.items() for word in words.split()},
    "source": {word: source for source, words in SOURCE_WORDS.items() for word in words.split()},
}
NOT_A_WORD = {
    "kind": mark("“{found}” is no kind of branch; known are 教工, 学生, 机关, 离退休"),
    "type": mark("“{found}” is no type of member; known are 正式, 预备"),
    "source": mark("“{found}” is no source; known are 自评, 互评, 领导点评, 群众测评"),
}


@dataclass(frozen=True)
class TableRow:
    """One row under the headings: the texts by column, and where each stands."""

    texts: Mapping[str, str]
    cells: Mapping[str, Cell]


def heading_row(grid: Grid, headings: Mapping[str, str]) -> tuple[int, dict[str, int]]:
    """Return the index of the heading row and the column of each heading known in it.

    The row that knows the most headings is taken, the first of several; the mapping is empty
    where none is known.
    """
    best: tuple[int, dict[str, int]] = (0, {})
    for index, row in enumerate(grid.rows[:HEADING_ROWS_SEARCHED]):
        found = _columns(row, headings)
        if len(found) > len(best[1]):
            best = (index, found)
    return best


def table_rows(file: str, grid: Grid, headings: Mapping[str, str]) -> Iterator[TableRow]:
    """Yield the rows under the headings that say something, sums and remarks left out.

    A merged cell says the same in each of its rows.
    """
    top, columns = heading_row(grid, headings)
    for index, row in enumerate(grid.spread[top + 1 :], top + 2):
        texts = {key: tidy(row[column]) for key, column in columns.items()}
        said = next((shown(value) for value in row if shown(value)), "")
        if not any(texts.values()) or plain(said).startswith(_SKIPPED):
            continue
        cells = {key: Cell(file, grid.name, index, column + 1) for key, column in columns.items()}
        yield TableRow(texts, cells)


def faulty_cells(file: str, grid: Grid) -> Iterator[RosterFinding]:
    """Yield a finding for every cell whose value the file does not hold."""
    for fault in grid.faults:
        text = _("“{found}” is no readable value").format(found=fault.text)
        yield RosterFinding(Cell(file, grid.name, fault.row, fault.column), text)


def tidy(value: Value) -> str:
    """Return what a cell says: a whole number without its .0, a name without spaces inside.

    >>> tidy(20120001.0), tidy("０012"), tidy(" 张　三 "), tidy("John  Smith")
    ('20120001', '0012', '张三', 'John Smith')
    """
    halfwidth = "".join(_half_width(character) for character in shown(value))
    return _INNER_SPACE.sub("", " ".join(halfwidth.split()))


def understood(row: TableRow, key: str) -> tuple[str, list[RosterFinding]]:
    """Return the fixed word that a cell means, or a finding; "" stays ""."""
    found = row.texts.get(key, "")
    word = WORDS[key].get(plain(found), "")
    if found and not word:
        return "", [RosterFinding(row.cells[key], _(NOT_A_WORD[key]).format(found=found))]
    return str(word), []


def _columns(row: tuple[Value, ...], headings: Mapping[str, str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for column, value in enumerate(row):
        text = plain(shown(value))
        for key, words in headings.items():
            if key not in found and {text, without_brackets(text)} & set(words.split()):
                found[key] = column
                break
    return found


def _half_width(character: str) -> str:
    """Return the half-width form of full-width digits, letters and the space, else as it is."""
    if character == "\u3000":
        return " "
    fullwidth = "０" <= character <= "９" or "Ａ" <= character <= "Ｚ" or "ａ" <= character <= "ｚ"
    return chr(ord(character) - 0xFEE0) if fullwidth else character
