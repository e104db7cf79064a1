"""Reads tables that are text: .csv, .tsv, .txt, and text named .xls; part of the child.

In which code a text is written, and what separates its columns, is found out; where two
answers fit, neither is taken (docs/decisions/0061-tables-as-text.md).
"""

import csv
import io
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from typing import Any

from cxzy.sheets.child_cells import Row, check_area, one_sheet, without_blank_ends
from cxzy.sheets.child_package import Refused

MARKS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
SEPARATORS = ("\t", ",", ";")
STATED = re.compile(r'"?sep=([,;\t|])"?\r?\n', re.IGNORECASE)
SAMPLE_LINES = 2_000
NUMBER = re.compile(r"-?(?:0|[1-9]\d{0,14})(?:\.\d{1,14})?")
AS_TEXT = re.compile(r'="([^"]*)"')
ERRORS = {"#N/A", "#DIV/0!", "#REF!", "#VALUE!", "#NAME?", "#NULL!", "#NUM!"}
UNREADABLE = {"Cc", "Cn", "Cs"}
FOREIGN = (("\u0370", "\u04ff"), ("\u2500", "\u257f"), ("\u3040", "\u312f"))
"""Greek and Cyrillic, lines of boxes, kana and bopomofo."""
RARE = ("\U00020000", "\U0003ffff")
WHITE = set("\t\r\n\f\v")
THREE_BYTES = "\u0800"  # the first letter that UTF-8 writes in three; all Chinese lies above
SPOILT = "\ufffd"
QUOTES = -1


def text_table(content: bytes) -> dict[str, Any]:
    """Return the one sheet of a text, without a name; raise `Refused` where it is no table."""
    text = decoded(content)
    stated = STATED.match(text)
    if stated:
        separator, text = stated[1], text[stated.end() :]
    else:
        separator = separator_of(text)
    rows: list[Row] = []
    faults: list[list[Any]] = []
    width = 0
    for number, fields in enumerate(_records(text, separator), 1):
        width = max(width, len(fields))
        check_area(number, width)
        rows.append([_value(field, faults, number, place) for place, field in enumerate(fields, 1)])
    return {"sheets": [one_sheet("", without_blank_ends(rows), faults=faults)], "properties": []}


def decoded(content: bytes) -> str:
    """Return a text in UTF-8, UTF-16 or GB18030; raise `Refused` for any other."""
    code = next((name for mark, name in MARKS if content.startswith(mark)), None)
    if code is None and b"\0" in content:
        return _unmarked(content)
    try:
        return _readable(content.decode(code or "utf-8"))
    except UnicodeDecodeError as error:
        if code:
            raise Refused("damaged") from error
        return _chinese(content)


def _unmarked(content: bytes) -> str:
    """Return a text in UTF-16 without a mark: line ends and separators tell in which."""
    first, second = content[0::2].count(0), content[1::2].count(0)
    if min(first, second) * 4 > max(first, second):
        raise Refused("not_a_workbook")
    try:
        return _readable(content.decode("utf-16-le" if second > first else "utf-16-be"))
    except UnicodeDecodeError as error:
        raise Refused("not_a_workbook") from error


def _chinese(content: bytes) -> str:
    """Return a text in GB18030; one in UTF-8 that is only spoilt in places is damaged."""
    spoilt = content.decode("utf-8", "replace")
    whole = sum(letter >= THREE_BYTES and letter != SPOILT for letter in spoilt)
    if spoilt.count(SPOILT) < whole:
        raise Refused("damaged")
    try:
        text = _readable(content.decode("gb18030"))
    except UnicodeDecodeError as error:
        raise Refused("not_a_workbook") from error
    letters = [letter for letter in text if letter > "\x7f"]
    if 2 * sum(map(_usual, letters)) < len(letters):
        raise Refused("code")
    return text


def _usual(letter: str) -> bool:
    """Return whether simplified Chinese has this letter; kana and the like show another code."""
    foreign = any(first <= letter <= last for first, last in FOREIGN)
    return not foreign and letter.encode("gb2312", "ignore") != b""


def _readable(text: str) -> str:
    if any(_odd(letter) for letter in set(text) - WHITE):
        raise Refused("not_a_workbook")
    return text


def _odd(letter: str) -> bool:
    """Return whether no text has this letter; rare ones of names may be newer than our tables."""
    rare = RARE[0] <= letter <= RARE[1]
    return not rare and unicodedata.category(letter) in UNREADABLE


def separator_of(text: str) -> str:
    r"""Return what separates the columns: what does so in more lines than anything else.

    >>> separator_of("姓名;德\n张三;90,5\n李四;88,5")
    ';'
    """
    sample = "".join(islice(io.StringIO(text, newline=""), SAMPLE_LINES))
    found = {one: _fitting(sample, one) for one in SEPARATORS if one in sample}
    best = max(found.values(), default=0)
    fitting = [one for one, lines in found.items() if lines == best]
    if best == QUOTES:
        list(_records(sample, fitting[0]))  # says where
    if best <= 0:
        raise Refused("no_columns")
    if len(fitting) > 1:
        shown = ("Tab" if one == "\t" else one for one in fitting)
        raise Refused("two_separators", " ".join(f"“{one}”" for one in shown))
    return fitting[0]


def _fitting(sample: str, separator: str) -> int:
    """Return how many lines have the number of columns that most have, 0 where few have it.

    Lines of one column are titles and notes: they stand before and after the table. Where the
    quotation marks do not fit either, `QUOTES` is returned.
    """
    try:
        widths = [len(fields) for fields in _records(sample, separator) if any(fields)]
    except Refused:
        return QUOTES
    several = [place for place, width in enumerate(widths) if width > 1]
    if not several:
        return 0
    table = widths[several[0] : several[-1] + 1]
    fitting = max(Counter(width for width in table if width > 1).values())
    return fitting if 2 * fitting > len(table) else 0


def _records(text: str, separator: str) -> Iterator[list[str]]:
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        yield from lines
    except csv.Error as error:
        raise Refused("quotes", str(lines.line_num)) from error


def _value(field: str, faults: list[list[Any]], row: int, column: int) -> Any:
    """Return a field as Excel would show it: numbers as such, `="007"` as text, no errors."""
    text = field.strip()
    if quoted := AS_TEXT.fullmatch(text):
        return quoted[1]
    if text in ERRORS:
        faults.append([row, column, "error", text])
        return ""
    if NUMBER.fullmatch(text):
        return float(text)
    return field if text else ""
