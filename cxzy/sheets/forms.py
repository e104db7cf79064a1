"""Tables that are forms: of one subject in its lines, or of several across its headings."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby

from cxzy.sheets.block import Block
from cxzy.sheets.columns import Column
from cxzy.sheets.headings import Role, Vocabulary
from cxzy.sheets.names import Names
from cxzy.sheets.wording import shown

_MARKS = (Role.WORD, Role.MARK, Role.RANGE)
_PEOPLE = (Role.SUBJECT, Role.NUMBER, Role.RATER)


def as_form(block: Block, vocabulary: Vocabulary) -> Block:
    """Return a table with its column of criteria as such, however that column is headed.

    Where a line says whom a ballot is for, the rows of words without any other heading are its
    criteria, be they the scheme's or not.
    """
    if block.one(Role.CRITERION_NAME) or not block.having(*_MARKS):
        return block
    for column in block.having(Role.UNKNOWN):
        texts = [text for value in block.values(column) if (text := shown(value))]
        named = sum(vocabulary.heading(text).role is Role.ASPECT for text in texts)
        alone = block.context.subject and block.one(Role.WORD) and not block.having(*_PEOPLE)
        if texts and (named * 2 > len(texts) or (alone and column.text == "")):
            return _with(block, column, replace(column, role=Role.CRITERION_NAME))
        if texts:
            break
    return block


def _with(block: Block, column: Column, other: Column) -> Block:
    columns = tuple(other if each is column else each for each in block.columns)
    return replace(block, columns=columns)


def by_subject(block: Block, names: Names) -> list[Block]:
    """Return one table per subject where the subjects stand across, each above words or criteria.

    Rows are raters or criteria then. Without a roster names across are told from criteria only
    where criteria stand in the rows.
    """
    rows = block.one(Role.RATER) or block.one(Role.CRITERION_NAME)
    if rows is None or block.context.subject or block.having(Role.SUBJECT, Role.NUMBER):
        return [block]
    below = [column for column in block.columns if _is_below_name(column)]
    overs = _overs(below)
    if not overs or len(overs) != len(set(overs)) or not _are_subjects(block, overs, below, names):
        return [block]
    if any(c.role in _MARKS or c.role is Role.ASPECT for c in block.columns if c not in below):
        return [block]
    leads = tuple(column for column in block.columns if column not in below)
    return [
        replace(
            block,
            columns=(*leads, *(replace(c, over="") for c in group)),
            context=replace(block.context, subject=name),
        )
        for name, group in groupby(below, key=lambda column: column.over)
    ]


def _are_subjects(
    block: Block, overs: Sequence[str], below: Sequence[Column], names: Names
) -> bool:
    if names.known:
        return any(names.find(name).code != "unknown_name" for name in overs)
    keys = [sorted(c.key for c in below if c.over == name) for name in overs]
    same = len(overs) > 1 and all(each == keys[0] for each in keys)
    return same and block.one(Role.CRITERION_NAME) is not None


def _is_below_name(column: Column) -> bool:
    choice = column.role in {Role.WORD, Role.ASPECT, Role.FATE} and column.above is Role.UNKNOWN
    return choice and column.over != ""


def _overs(columns: Sequence[Column]) -> list[str]:
    """Return the headings above some columns, once per run."""
    return [name for name, _ in groupby(columns, key=lambda column: column.over)]
