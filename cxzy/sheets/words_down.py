"""What stands down a column: words of a scale are never people, whatever its corner says."""

from collections.abc import Sequence

from cxzy.sheets.block import Block
from cxzy.sheets.coded import different
from cxzy.sheets.collected import Collected
from cxzy.sheets.columns import Column
from cxzy.sheets.headings import COUNTS, Heading, Role
from cxzy.sheets.marks import mark_of
from cxzy.sheets.wording import shown

_TWO = 2
_WORDS = {Role.WORD, Role.SHARE}
_OF_VOTES = _WORDS | COUNTS | {Role.TOTAL, Role.STATISTIC}


def headings_down(block: Block, column: Column, collected: Collected) -> list[Heading]:
    """Return what the different texts of a column that are no numbers mean as headings."""
    values = [block.grid.values[code] for code in different(block.codes(column))]
    texts = [shown(value) for value in values if mark_of(value).kind == "word"]
    return [collected.vocabulary.heading(text) for text in texts]


def are_words(headings: Sequence[Heading]) -> bool:
    """Whether the rows are words of a scale, and most of the others what becomes of votes."""
    words = {heading.key for heading in headings if heading.role in _WORDS}
    of_votes = sum(heading.role in _OF_VOTES for heading in headings)
    return len(words) >= _TWO and of_votes * 2 > len(headings)
