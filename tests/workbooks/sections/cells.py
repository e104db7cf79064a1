"""What people write into the cells of marks, words and letters among it."""

import datetime
from collections.abc import Sequence

from openpyxl import Workbook as File

from tests.workbooks.fixtures import Register
from tests.workbooks.pages import (
    GOOD,
    LETTERS,
    WORDS,
    Page,
    criteria,
    long_list,
    matrix,
    of,
)

CELLS = Register("2 criteria sheet")
IN_CELLS = Register("5 words or letters")


@CELLS.fixture(
    "cells-numbers-as-written.xlsx", "90 · 90.0 · “90分” · “９０” · “90 ” · “90,5” · “90%”"
)
def _numbers() -> Page:
    page = criteria(Page("群众测评"))
    page.instead("B2", 90, 90)
    page.instead("C2", 90.0, 90)
    page.instead("D2", "90分", 90)
    page.instead("E2", "９０", 90)
    page.instead("B3", "90 ", 90)
    page.instead("C3", "90,5", 90.5)
    page.instead("D3", "90%", 90)
    page.instead("E3", " 88.5分 ", 88.5)
    page.instead("B4", "95．5", 95.5)
    page.instead("C4", "０", 0)
    return page


@CELLS.fixture(
    "cells-blanks-as-written.xlsx", "-- · / · — · spaces: a blank is said and is no zero"
)
def _blanks() -> Page:
    page = criteria(Page("群众测评"))
    for address, text in {"B2": "--", "C3": "/", "D4": "—", "E5": "　 "}.items():
        page.instead(address, text, None, says="blank_mark")
    page.blank("B6")
    return page


@CELLS.fixture("cells-absent-and-abstained.xlsx", "缺席, 请假, 弃权, 不了解: kept, without points")
def _fates() -> Page:
    page = criteria(Page("群众测评"))
    page.instead("B2", "弃权", None, "弃权")
    page.instead("C3", "不了解", None, "不了解")
    page.instead("D4", "缺席", None, "未收回")
    page.instead("E5", "请假", None, "未收回")
    page.instead("B6", "废票", None, "废票")
    return page


@CELLS.fixture("cells-error-values.xlsx", "#N/A, #REF! and #DIV/0! in cells of marks")
def _errors() -> Page:
    page = criteria(Page("群众测评"))
    for address, text in {"B2": "#N/A", "C4": "#REF!", "E6": "#DIV/0!"}.items():
        page.refuse(address, text, "error_cell")
    return page


@CELLS.fixture("cells-formulas-without-result.xlsx", "formulas that were never calculated")
def _uncached() -> Page:
    page = criteria(Page("群众测评"))
    for address in ("B3", "D5"):
        page.refuse(address, "=80+9", "uncached_formula")
    return page


@CELLS.fixture("cells-booleans.xlsx", "TRUE and FALSE where a mark was expected")
def _booleans() -> Page:
    page = criteria(Page("群众测评"))
    page.refuse("B2", True, "not_a_mark")
    page.refuse("D4", False, "not_a_mark")
    return page


@CELLS.fixture("cells-out-of-range.xlsx", "101, -5, 1000 and “120%”")
def _range() -> Page:
    page = criteria(Page("群众测评"))
    for address, value in {"B2": 101, "C3": -5, "D4": 1000, "E5": "120%"}.items():
        page.refuse(address, value, "mark_out_of_range")
    return page


@CELLS.fixture("cells-out-of-small-range.xlsx", "21 out of 20, and “95%” where full marks are 30")
def _small_range() -> Page:
    page = criteria(Page("领导点评"), raters=("王书记",))
    page.refuse("C2", 21, "mark_out_of_range")
    page.instead("D3", "95%", 95)
    return page


@CELLS.fixture("cells-text-with-numbers.xlsx", "“90左右”, “80-90” and “九十”: asked, not guessed")
def _texts() -> Page:
    page = criteria(Page("群众测评"))
    page.refuse("B2", "90左右", "not_a_mark")
    page.refuse("C3", "80-90", "not_a_mark")
    page.refuse("D4", "九十", "unknown_word")
    page.refuse("E5", "1,234", "not_a_mark")
    return page


@CELLS.fixture("cells-shown-as-percent.xlsx", "0.95 that Excel shows as 95 %")
def shown_as_percent() -> Page:
    page = criteria(Page("群众测评"))
    for address, value in {"B2": 0.95, "C3": 0.885, "D4": 0.9}.items():
        page.instead(address, value, value * 100)
        page.formats[address] = "0.0%"
    return page


def _dated(file: File) -> None:
    file["群众测评"]["C3"] = datetime.date(2012, 9, 5)


@CELLS.fixture("cells-date-for-a-mark.xlsx", "a mark that Excel made a date", change=_dated)
def _date() -> Page:
    page = criteria(Page("群众测评"))
    page.refuse("C3", "9-5", "not_a_mark")
    return page


@CELLS.fixture("cells-under-merged.xlsx", "two marks merged into one cell: one rating, one blank")
def _merged() -> Page:
    page = criteria(Page("群众测评"))
    page.merged = ["B3:C3"]
    page.blank("C3")
    return page


@CELLS.fixture("cells-ten-point-marks.xlsx", "marks out of 10 where 100 is meant: said")
def _ten() -> Page:
    page = criteria(Page("群众测评"))
    for (row, column), rating in list(page.ratings.items()):
        value = round((rating.points or 0) / 10, 1)
        page.instead(f"{'ABCDE'[column - 1]}{row}", value, value)
    page.says("ten_point_scale", "B2")
    return page


@CELLS.fixture("cells-shares-of-one.xlsx", "0.9 among marks out of 100: said")
def _shares() -> Page:
    page = criteria(Page("群众测评"))
    page.instead("C3", 0.9, 0.9, says="mark_below_one")
    return page


@CELLS.fixture("cells-text-that-is-code.xlsx", "names and remarks that begin with = + - @: text")
def _code() -> Page:
    page = criteria(Page("群众测评"))
    page.put("F1", "备注")
    page.put("F2", "@SUM(A1)", None)
    page.put("F3", "+cmd|' /C calc'!A0")
    page.put("F4", "<script>alert(1)</script>")
    return page


@IN_CELLS.fixture("words-in-cells.xlsx", "优秀, 良好, 一般, 较差")
def _words() -> Page:
    return criteria(Page("群众测评"), shown=of(WORDS))


@IN_CELLS.fixture("words-with-spaces.xlsx", "“优　秀”, “ 良好 ”, “一 般”")
def _spaced() -> Page:
    page = criteria(Page("群众测评"), shown=of(WORDS))
    page.instead("B2", "优　秀", 95, "优秀")
    page.instead("C3", " 良好 ", 85, "良好")
    page.instead("D4", "一 般", 75, "一般")
    return page


@IN_CELLS.fixture(
    "words-of-another-scale.xlsx", "好, 较好, 一般, 差: the scale is told by its words"
)
def _good() -> Page:
    return criteria(Page("群众测评"), shown=of(GOOD))


@IN_CELLS.fixture("words-on-two-scales.xlsx", "only 一般, which two scales have: said")
def _unclear() -> Page:
    page = criteria(Page("群众测评"))
    page.instead("B2", "一般", 75, "一般", says="scale_unclear")
    return page


@IN_CELLS.fixture("words-unknown.xlsx", "优良 is on no scale: refused, the nearest offered")
def _unknown() -> Page:
    page = criteria(Page("群众测评"), shown=of(WORDS))
    page.refuse("B3", "优良", "unknown_word")
    page.refuse("D5", "合格", "unknown_word")
    return page


@IN_CELLS.fixture("letters-in-cells.xlsx", "A+, A, B, C, D")
def _letters() -> Page:
    return criteria(Page("群众测评"), shown=of(LETTERS))


@IN_CELLS.fixture("letters-full-width-and-small.xlsx", "Ａ＋, Ａ, b, ｃ")
def _wide_letters() -> Page:
    page = criteria(Page("群众测评"), shown=of(LETTERS))
    page.instead("B2", "Ａ＋", 98, "A+")
    page.instead("C3", "Ａ", 92, "A")
    page.instead("D4", "b", 84, "B")
    page.instead("E5", "ｃ", 74, "C")
    return page


@IN_CELLS.fixture("words-double-labels.xlsx", "优秀(合格), 良好（合格）, 较差/不合格")
def _double() -> Page:
    page = criteria(Page("群众测评"), shown=of(WORDS))
    page.instead("B2", "优秀(合格)", 95, "优秀")
    page.instead("C3", "良好（合格）", 85, "良好")
    page.instead("D4", "较差/不合格", 60, "较差")
    return page


@IN_CELLS.fixture("letters-matrix.xlsx", "letters in a matrix")
def _letter_matrix() -> Page:
    return matrix(Page("互评"), shown=of(LETTERS))


@IN_CELLS.fixture("words-long-list.xlsx", "words in a long list")
def _word_list() -> Page:
    return long_list(Page("互评"), shown=of(WORDS))


@IN_CELLS.fixture("words-against-full-marks.xlsx", "words where full marks are 20, 30, 50")
def _small_words() -> Sequence[Page]:
    return [criteria(Page("领导点评"), raters=("王书记", "李院长"), shown=of(WORDS))]
