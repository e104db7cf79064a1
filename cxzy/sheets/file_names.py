"""Whose ballots a file or a sheet holds that is named for a person: 互评-张三.xlsx.

When a name in a file's name is taken: docs/decisions/0068-a-file-per-rater.md.
"""

import re
import unicodedata
from collections import Counter
from dataclasses import replace
from pathlib import PurePath

from cxzy.core.vocabulary import Source
from cxzy.sheets.block import Block
from cxzy.sheets.collected import Collected
from cxzy.sheets.headings import Role
from cxzy.sheets.names import Names, name_key
from cxzy.sheets.people import People
from cxzy.sheets.problems import Cell
from cxzy.sheets.source_words import source_in

_JOINTS = re.compile(r"[-_—–()\[\]【】{}\s.,、+&#@]+")
_OF_FORMS = re.compile(
    "党员|民主|相互|互评|自评|点评|评分|测评|评议|评价|考评|打分|量化|表格|表|票|单|的|\\d+年|上半年|下半年"
)
LONGEST_NAME = 20
_NAMED = (Role.SUBJECT, Role.NUMBER, Role.RATER)


def person_in(file: str, names: Names) -> str:
    """Return the one person of the roster whom the name of a file or sheet names, as it does.

    "" where there is no roster, nobody or more than one.
    """
    if not names.known:
        return ""
    stem = PurePath(unicodedata.normalize("NFKC", file)).stem
    # the spaces of a name such as 张　三 part nothing, those of a list of words do
    pieces = [*_JOINTS.split(stem), *_JOINTS.split("".join(stem.split()))]
    parts = [part for part in pieces if 1 < len(part) <= LONGEST_NAME]
    parts += [bare for part in parts if (bare := _OF_FORMS.sub("", part)) != part]
    found = {names.find(part).subject for part in parts} - {None}
    return names.name_of(str(next(iter(found)))) if len(found) == 1 else ""


def with_rater(block: Block, source: Source | None, collected: Collected) -> Block:
    """Return a table of one rater's ballots with the rater whom sheet or file name, if any."""
    if source is not Source.PEER or block.context.rater or block.one(Role.RATER):
        return block
    person = _person(block, collected)
    if not person or not _is_of_one_rater(block, person, collected):
        return block
    collected.problem("rater_in_file_name", Cell(collected.file, block.grid.name), person)
    return replace(block, context=replace(block.context, rater=person))


def with_own_subject(block: Block, collected: Collected) -> Block:
    """Return a self assessment without a name as that of the member whom sheet or file name."""
    context = block.context
    if context.subject or not block.one(Role.CRITERION_NAME) or block.having(*_NAMED):
        return block
    said = (context.source, block.grid.name, " ".join(context.titles), collected.file)
    source = next((found for text in said if (found := source_in(text))), None)
    person = _person(block, collected) if source is Source.SELF else ""
    if not person:
        return block
    collected.problem("subject_in_file_name", Cell(collected.file, block.grid.name), person)
    return replace(block, context=replace(context, subject=person))


def _person(block: Block, collected: Collected) -> str:
    texts = (block.grid.name, collected.file)
    return next((person for text in texts if (person := person_in(text, collected.names))), "")


def _is_of_one_rater(block: Block, person: str, collected: Collected) -> bool:
    """Whether a table has each subject once, and is not about the person in question alone."""
    people = People(block, collected, None)
    if not people.known:
        return block.one(Role.CRITERION_NAME) is not None
    named = [name_key(name) or number for name, number in people.named() if name or number]
    if block.one(Role.CRITERION_NAME) is None and max(Counter(named).values(), default=0) > 1:
        return False
    return set(named) != {name_key(person)}
