"""What stands down a column: words of a scale and sources are never people.

What else is nobody: docs/decisions/0126-what-is-no-person.md.
"""

import re
from collections.abc import Sequence

from cxzy.sheets.block import Block
from cxzy.sheets.coded import different
from cxzy.sheets.collected import Collected
from cxzy.sheets.columns import Column, source_headed
from cxzy.sheets.heading_numbers import is_grade_word
from cxzy.sheets.headings import COUNTS, Heading, Role
from cxzy.sheets.marks import mark_of
from cxzy.sheets.wording import plain, shown

_TWO = 2
_WORDS = {Role.WORD, Role.SHARE}
_OF_RESULTS = {Role.TOTAL, Role.STATISTIC}
_OF_VOTES = _WORDS | COUNTS | _OF_RESULTS
_OF_SCORES = _OF_RESULTS | {Role.SCORE, Role.BALLOTS, Role.MARK, Role.IGNORED}
_RESULTS = _OF_VOTES | _OF_SCORES
_SAYS_RESULT = re.compile(
    r"平均|均分|[合总小]计|总分|得分|百分|比例|票数|人数|名次|排名|最[高低]分"
    r"|季度|学期|[上下]半年|^(?:19|20)\d\d年|\d+月"
)


def headings_down(block: Block, column: Column, collected: Collected) -> list[Heading]:
    """Return what the different texts of a column that are no numbers mean as headings."""
    values = [block.grid.values[code] for code in different(block.codes(column))]
    texts = [shown(value) for value in values if mark_of(value).kind == "word"]
    return [collected.vocabulary.heading(text) for text in texts]


def are_words(headings: Sequence[Heading]) -> bool:
    """Whether the rows are words of a scale, and most of the others what becomes of votes."""
    words = {heading.key or heading.text for heading in headings if _is_word(heading)}
    of_votes = sum(h.role in _OF_VOTES or _is_word(h) for h in headings)
    return len(words) >= _TWO and of_votes * 2 > len(headings)


def _is_word(heading: Heading) -> bool:
    strange = heading.role is Role.UNKNOWN and is_grade_word(heading.text)
    return heading.role in _WORDS or strange


def are_sources(headings: Sequence[Heading]) -> bool:
    """Whether the rows are sources, and most of the others what comes of their scores."""
    sources = [source_headed(heading) for heading in headings]
    of_scores = sum(
        source is not None or heading.role in _OF_SCORES
        for source, heading in zip(sources, headings, strict=True)
    )
    return len({*sources} - {None}) >= _TWO and of_scores * 2 > len(headings)


def is_result(heading: Heading) -> bool:
    """Whether a heading is what comes of marks, such as 等次 or 教师平均分, and nobody's name."""
    return heading.role in _RESULTS or (heading.role is Role.UNKNOWN and says_result(heading.text))


def says_result(text: str) -> bool:
    """Whether a text that is no heading by itself tells of a mean, a sum, a place or a time."""
    return _SAYS_RESULT.search(plain(text)) is not None
