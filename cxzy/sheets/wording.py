"""Texts of cells brought to one form, so that looks do not matter."""

import re
import unicodedata
from functools import lru_cache

_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\xad"))
_NUMBERING = re.compile(
    r"^(?:[((]?[一二三四五六七八九十\d]{1,2}[))]|[一二三四五六七八九十\d]{1,2}[、.)])"
)
_BRACKETS = re.compile(r"[(\[{【〔<《].*?[)\]}】〕>》]")


@lru_cache(maxsize=65_536)
def plain(text: str) -> str:
    """Return a text without spaces and line breaks, half-width, in small letters.

    >>> plain("张 三 (9０ 分)")
    '张三(90分)'
    """
    shown = unicodedata.normalize("NFKC", text).translate(_INVISIBLE)
    return "".join(shown.split()).lower()


def without_brackets(text: str) -> str:
    """Return a plain text without what stands in brackets."""
    return _BRACKETS.sub("", text)


def without_numbering(text: str) -> str:
    """Return a plain text without a leading 一、 or 1. or (1)."""
    return _NUMBERING.sub("", text)


def shown(value: object) -> str:
    """Return a cell's value as Excel would show it.

    >>> shown(20120001.0), shown(90.5), shown(" 优秀 ")
    ('20120001', '90.5', '优秀')
    """
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else f"{value:.15g}"  # noqa: PLR2004
    return str(value).strip()
