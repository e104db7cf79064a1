"""Who assesses in a table: as people said, as the sheet, the file or the caller says.

In which order: docs/decisions/0012-nothing-is-guessed.md.
"""

from cxzy.core.labels import source_label
from cxzy.core.vocabulary import Source
from cxzy.sheets.block import Block
from cxzy.sheets.collected import Collected
from cxzy.sheets.headings import Role
from cxzy.sheets.names import name_key
from cxzy.sheets.problems import Cell
from cxzy.sheets.source_words import source_in
from cxzy.sheets.wording import shown


def source_of(block: Block, collected: Collected) -> Source | None:
    """Return who assesses in a table: said by a person, the sheet, the file, the caller."""
    said, remembered = _corrected(block, collected)
    cell = Cell(collected.file, block.grid.name)
    if said is not None and remembered:
        collected.problem("source_remembered", cell, source_label(said))
    said = said or _said(block, collected)
    if said is None and block.one(Role.SOURCE):
        return None
    if said is None:
        collected.problem("source_unknown", cell, block.grid.name)
    elif said not in collected.scheme.sources:
        names = tuple(map(source_label, collected.scheme.sources))
        collected.problem("source_off", cell, source_label(said), sources=names)
    return said


def source_in_force(block: Block, collected: Collected) -> Source | None:
    """Return the same without a word where nothing says it."""
    return _corrected(block, collected)[0] or _said(block, collected)


def _corrected(block: Block, collected: Collected) -> tuple[Source | None, bool]:
    """Return who assesses as people said of a table, and whether that has to be said to them.

    What is remembered counts only where the sheet says the same as it did then, and where it
    said nothing only if nothing else does now; it may be another's this time.
    """
    given = block.given
    if given is None or given.source is None or not given.form:
        return (given.source if given else None), False
    stated = stated_source(block)
    outside = source_in(collected.file) or collected.given_source
    if stated != given.stated or (stated is None and outside):
        return None, False
    return given.source, stated != given.source


def _said(block: Block, collected: Collected) -> Source | None:
    stated = stated_source(block) or source_in(collected.file)
    return stated or collected.given_source or _square(block)


def stated_source(block: Block) -> Source | None:
    """Return who assesses according to the sheet itself: a line, its name, a title, the corner."""
    titles = " ".join(block.context.titles)
    first = next((column for column in block.columns if column.text), block.columns[0])
    corner = first.text if first.role is Role.UNKNOWN else ""
    for text in (block.context.source, block.grid.name, titles, corner):
        if (source := source_in(text)) is not None:
            return source
    return None


def _square(block: Block) -> Source | None:
    """Return the peers for a table with the same people down and across, else None."""
    across = {name_key(column.text) for column in block.columns[1:] if column.text}
    down = {name_key(shown(value)) for value in block.values(block.columns[0]) if value != ""}
    two = 2
    return Source.PEER if len(across) >= two and across == down else None
