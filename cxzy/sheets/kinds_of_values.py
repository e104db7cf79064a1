"""What the different values of a file may be to the tables in it, found out once for all sheets."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from cxzy.sheets.coded import Flags
from cxzy.sheets.grid import Codes, Value
from cxzy.sheets.headings import STRONG, Role, Vocabulary
from cxzy.sheets.wording import plain

_ENDINGS = (
    *("合计", "总计", "小计", "平均", "均值", "备注", "说明", "注:", "监票", "计票人"),
    *("唱票", "签字", "签名", "填表", "统计人", "主持人", "记录人"),
    *("总分", "均分", "排名", "名次", "最高分", "最低分", "最终得分", "最后得分", "综合得分"),
    *("总得分", "总成绩", "最终成绩", "去掉", "去除", "标准差"),
)
_COUNTING = ("发出", "发放", "收回", "回收", "有效票", "有效选票")


@dataclass(frozen=True, eq=False)
class Kinds:
    """Texts that end a table, tell of a line or count votes; and flags, one per value of a file.

    `special` are all of those texts; `strong`, `criteria` and `words` are headings.
    """

    vocabulary: Vocabulary
    endings: frozenset[str]
    lines: frozenset[str]
    counting: frozenset[str]
    special: Flags
    strong: Flags
    criteria: Flags
    words: Flags
    blank: Flags


def kinds_of(values: Sequence[Value], vocabulary: Vocabulary) -> Kinds:
    """Return what the values of a file are."""
    texts = {text: plain(text) for text in values if isinstance(text, str) and text}
    endings = frozenset(text for text, short in texts.items() if short.startswith(_ENDINGS))
    lines = frozenset(text for text, short in texts.items() if ":" in short)
    counting = frozenset(text for text, short in texts.items() if short.startswith(_COUNTING))
    special = endings | lines | counting
    roles = [vocabulary.heading(v).role if v in texts else Role.UNKNOWN for v in values]
    heads = STRONG - {Role.FATE}
    return Kinds(
        vocabulary,
        endings,
        lines,
        counting,
        special=np.array([value in special for value in values], dtype=bool),
        strong=np.array([role in heads for role in roles], dtype=bool),
        criteria=np.array([role is Role.ASPECT for role in roles], dtype=bool),
        words=np.array([role is Role.WORD for role in roles], dtype=bool),
        blank=np.array([value == "" for value in values], dtype=bool),
    )


def rows_with(flagged: Flags, codes: Codes, least: int = 1) -> list[int]:
    """Return the rows in which at least so many cells hold one of the flagged values."""
    if least and not flagged.any():
        return []
    height, width = codes.shape
    rows = np.flatnonzero(flagged[codes]) // max(width, 1)
    found: list[int] = np.flatnonzero(np.bincount(rows, minlength=height) >= least).tolist()
    return found
