"""Write docs/guide-problems.md from the texts that the program itself says."""

from pathlib import Path

from cxzy.core.language import CHINESE, use_language
from cxzy.sheets.problem_texts import PROBLEM_TEXTS, expected, remedy, title
from cxzy.sheets.problems import Cell, Problem

GUIDE = Path(__file__).with_name("guide-problems.md")
INTRODUCTION = """\
# 评分表中的问题与改正办法

系统一次列出评分表中的全部问题,按单元格的顺序排列,每条都写明位置、填了什么、应当是什么、怎样改正。
标“须改正”的问题改正之前,评分表不能接收;标“提示”的问题请核对,确认无误后可以接收。
文中的“—”处,系统会填上实际的内容。

| 问题 | 程度 | 应当是 | 怎样改正 | 代码 |
|---|---|---|---|---|
"""


def guide() -> str:
    """Return the guide, in Chinese, one row per code."""
    use_language(CHINESE)
    return INTRODUCTION + "".join(map(_row, PROBLEM_TEXTS))


def _row(code: str) -> str:
    problem = Problem(code, Cell("", ""), "")
    level = "须改正" if PROBLEM_TEXTS[code].blocks else "提示"
    parts = (title(code), level, expected(problem), remedy(problem), f"`{code}`")
    return "| " + " | ".join(part.replace("|", "/") for part in parts) + " |\n"


if __name__ == "__main__":
    GUIDE.write_text(guide(), encoding="utf-8")
