"""What stands in a cell, understood as a mark: a number, a word, a blank, a vote not cast."""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from cxzy.core.vocabulary import BallotFate
from cxzy.sheets.grid import DateCell, Value
from cxzy.sheets.wording import plain

MarkKind = Literal["number", "percent", "word", "blank", "fate", "odd"]


@dataclass(frozen=True)
class Mark:
    """One mark; `number` for numbers and percentages, `text` for words and fates."""

    kind: MarkKind
    number: float = 0.0
    text: str = ""


BLANK = Mark("blank")
_BLANKS = frozenset(
    {
        "",
        "-",
        "--",
        "---",
        "—",
        "——",
        "–",
        "−",
        "/",
        "//",
        "\\",
        "_",
        "无",
        "空",
        "空白",
        "未填",
        "未评",
        "未评价",
        "未评分",
        "未打分",
        "n/a",
    }
)
_FATES = {
    "弃权": BallotFate.ABSTENTION,
    "弃权票": BallotFate.ABSTENTION,
    "放弃": BallotFate.ABSTENTION,
    "不了解": BallotFate.UNSURE,
    "不清楚": BallotFate.UNSURE,
    "不熟悉": BallotFate.UNSURE,
    "不知道": BallotFate.UNSURE,
    "废票": BallotFate.VOID,
    "废": BallotFate.VOID,
    "无效": BallotFate.VOID,
    "无效票": BallotFate.VOID,
    "作废": BallotFate.VOID,
    "缺席": BallotFate.NOT_RETURNED,
    "请假": BallotFate.NOT_RETURNED,
    "未到": BallotFate.NOT_RETURNED,
    "缺": BallotFate.NOT_RETURNED,
    "未参加": BallotFate.NOT_RETURNED,
    "未收回": BallotFate.NOT_RETURNED,
    "未到场": BallotFate.NOT_RETURNED,
    "未投票": BallotFate.NOT_RETURNED,
    "病假": BallotFate.NOT_RETURNED,
    "事假": BallotFate.NOT_RETURNED,
    "公假": BallotFate.NOT_RETURNED,
    "产假": BallotFate.NOT_RETURNED,
    "出差": BallotFate.NOT_RETURNED,
}  # fmt: skip
_NUMBER = re.compile(r"([+-]?\d+(?:[.,]\d+)?)(分|%)?[.。]?")
_COMMA_PLACES = 2


@lru_cache(maxsize=16_384)
def text_mark(text: str) -> Mark:
    """Return the mark that a text stands for.

    >>> text_mark("９０ 分"), text_mark("90,5").number, text_mark("请 假").text
    (Mark(kind='number', number=90.0, text=''), 90.5, '未收回')
    """
    word = plain(text)
    if word in _BLANKS:
        return BLANK
    if fate := _FATES.get(word):
        return Mark("fate", text=fate.value)
    number = _NUMBER.fullmatch(word)
    if number is None:
        return Mark("word", text=word)
    whole, comma, places = number[1].partition(",")
    if comma and len(places) > _COMMA_PLACES:
        return Mark("odd", text=word)
    value = float(f"{whole}.{places}" if comma else whole)
    return Mark("percent" if number[2] == "%" else "number", value)


def mark_of(value: Value) -> Mark:
    """Return the mark that a cell holds; dates and true or false are no marks."""
    if isinstance(value, str):
        return text_mark(value)
    if isinstance(value, bool | DateCell):
        return Mark("odd", text=str(value))
    return Mark("number", float(value))


def count_of(value: Value) -> int | None:
    """Return the number of votes that a cell holds, None where it is no whole number.

    >>> count_of("12票"), count_of(3.0), count_of(2.5), count_of("")
    (12, 3, None, 0)
    """
    if isinstance(value, str):
        value = re.sub(r"(?<=\d)[票张份人]$", "", plain(value))
    mark = mark_of(value)
    if mark.kind == "blank":
        return 0
    whole = mark.kind == "number" and mark.number >= 0 and mark.number.is_integer()
    return int(mark.number) if whole else None
