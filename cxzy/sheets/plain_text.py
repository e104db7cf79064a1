"""Text on its way into a workbook: kept legible, and kept from being computed."""

import re

LONGEST_TEXT = 32_767
"""Characters that Excel allows in one cell."""

_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_LIKE_ESCAPE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
_FORMULA_START = ("=", "+", "-", "@", "\t", "\n", "|", "%")


def legible(text: str) -> str:
    """Return `text` as a workbook can hold it, losing nothing that can be read.

    Line ends become LF; a character that XML forbids becomes its picture (␀ for NUL) or, where
    it has none, U+FFFD; what Excel would take for an escape (`_x0041_`) is escaped itself; what
    is longer than a cell may be ends in an ellipsis.
    """
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    plain = _ILLEGAL.sub(lambda found: _picture(found[0]), plain)
    plain = _LIKE_ESCAPE.sub("_x005F_", plain)
    return plain if len(plain) <= LONGEST_TEXT else plain[: LONGEST_TEXT - 1] + "…"


def looks_like_formula(text: str) -> bool:
    """Return whether a spreadsheet might compute `text` if a person typed it.

    >>> looks_like_formula("=1+1"), looks_like_formula("张三")
    (True, False)
    """
    return text.lstrip(" \r\x00").startswith(_FORMULA_START) or text.startswith("\r")


def _picture(character: str) -> str:
    return chr(0x2400 + ord(character)) if character < " " else "\ufffd"
