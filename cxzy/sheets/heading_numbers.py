"""The numbers that headings state: weights, full marks, and ranges of marks per word."""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import TypeAlias

from cxzy.sheets.wording import plain, without_brackets, without_numbering

Ranges: TypeAlias = tuple[tuple[float, float], ...]
_WEIGHT = re.compile(r"(?:权重|占比?|比重)?[::]?(\d+(?:\.\d+)?)%")
_NUMBER = r"(\d+(?:\.\d+)?)"
_FULL_MARKS = re.compile(
    rf"(?:满分|分值|标准分)(?:为|是)?[::]?{_NUMBER}(?:分(?:制|值)?)?"
    rf"|(?:共|计)?[::]?{_NUMBER}分(?:制|值)?"
    rf"|(?:^|(?<=\())0[-~–—至到]{_NUMBER}(?=\)|$)"
)
_RANGE_WORDS = (
    "优秀|优良|优|良好|良|中等|中|一般|较好|好|基本合格|不合格|合格|不及格|及格|较差|差"
    "|基本满意|不满意|满意|基本称职|不称职|称职|[a-e][+-]?"
)
_GRADE = re.compile(
    "(?:非常|十分|很不|不太|不够|不|很|较为|比较|较|更|最|基本|一般)?"
    "(?:满意|同意|赞成|反对|支持|认可|信任|合格|及格|称职|胜任|达标|优秀|优良|良好|好|差|优|良|中|中等|一般)"
)
_RANGE = re.compile(
    rf"({_RANGE_WORDS})[:(]?{_NUMBER}分?(?:[-~–—至到]{_NUMBER}分?|分?(以上|以下))\)?"
)
_BARE = re.compile(rf"(?<=.)\({_NUMBER}\)$")
LETTERS, FEWEST_LETTERS = "abcde", 3
_EDGES = re.compile(r"^[,,、;;::()()\-—_.]+|[,,、;;::()()\-—_.]+$")
_VOTES = re.compile(r"(?:票数|票|得票|人数|数|\(票\)|\(人\))$")


@lru_cache(maxsize=16_384)
def heading_forms(short: str) -> tuple[tuple[float | None, ...], tuple[str, ...]]:
    """Return weight, full marks and bare number of a plain heading, and what else it may say."""
    stated = tuple(_number(form.search(short)) for form in (_WEIGHT, _FULL_MARKS, _BARE))
    rest = _FULL_MARKS.sub("", _WEIGHT.sub("", short))
    outside = without_brackets(rest)
    forms = (rest, outside, without_numbering(outside), _VOTES.sub("", outside))
    return stated, tuple(dict.fromkeys(_EDGES.sub("", form) for form in forms))


def ranges_in(short: str) -> Ranges:
    """Return the ranges of marks per word that a plain heading states, the best word's first.

    >>> ranges_in("德(优16-20,良12-15)"), ranges_in("第1-3项")
    (((16.0, 20.0), (12.0, 15.0)), ())
    """
    ends = [(found[2], found[3], found[4]) for found in _RANGE.finditer(short)]
    if not any(high for _, high, _ in ends):
        return ()
    return tuple(
        (float(low), float(high or 100)) if beyond != "以下" else (0.0, float(low))
        for low, high, beyond in ends
    )


def is_usual_word(text: str) -> bool:
    """Whether a text is a grade word that forms use, on the scheme's scales or not."""
    return re.fullmatch(_RANGE_WORDS, plain(text)) is not None


def is_grade_word(text: str) -> bool:
    """Whether a text grades as people do; a letter may be a rater's, as A, B and C are.

    >>> [is_grade_word(text) for text in ("比较满意", "反对", "B", "张满意")]
    [True, True, False, False]
    """
    return _GRADE.fullmatch(plain(text)) is not None


def are_letters(texts: Sequence[str]) -> bool:
    """Whether texts are A, B, C and so on in order: words of a scale, or raters.

    >>> are_letters(["A", "b", "Ｃ"]), are_letters(["A", "B"]), are_letters(["A", "C", "B"])
    (True, False, False)
    """
    return len(texts) >= FEWEST_LETTERS and [plain(text) for text in texts] == list(
        LETTERS[: len(texts)]
    )


def ranged_word(short: str) -> str:
    """Return the first word to which a plain heading gives a range of marks."""
    found = _RANGE.search(short)
    return found[1] if found else ""


def without_ranges(short: str) -> str:
    """Return a plain heading without the ranges that it states."""
    return _RANGE.sub("", short)


def is_bare(short: str) -> bool:
    """Whether nothing is left of a heading but its punctuation."""
    return not any(letter.isalnum() for letter in short)


def _number(found: re.Match[str] | None) -> float | None:
    return float(found[found.lastindex or 0]) if found else None
