"""Write docs/guide-problems.md from the texts that the program itself says."""

from pathlib import Path

from cxzy.core.language import CHINESE, use_language
from cxzy.sheets.problem_texts import PROBLEM_TEXTS, expected, remedy, title
from cxzy.sheets.problems import Cell, Problem

GUIDE = Path(__file__).with_name("guide-problems.md")
INTRODUCTION = """\
# 评分表中的问题与改正办法

系统一次列出评分表中的全部问题，按单元格的顺序排列，每条都写明单元格、实际内容、应为什么、如何修改。
“必须修改”的改好之前，评分表不能入库；“请核对”的看一眼，确认无误即可入库。
文中的“—”处，系统会填上实际的内容。

| 问题 | 程度 | 应为 | 如何修改 | 代码 |
|---|---|---|---|---|
"""


def guide() -> str:
    """Return the guide, in Chinese, one row per code."""
    use_language(CHINESE)
    return INTRODUCTION + "".join(map(_row, PROBLEM_TEXTS))


def _row(code: str) -> str:
    problem = Problem(code, Cell("", ""), "")
    level = "必须修改" if PROBLEM_TEXTS[code].blocks else "请核对"
    parts = (title(code), level, expected(problem), remedy(problem), f"`{code}`")
    return "| " + " | ".join(part.replace("|", "/") for part in parts) + " |\n"


if __name__ == "__main__":
    GUIDE.write_text(guide(), encoding="utf-8")
