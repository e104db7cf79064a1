"""Two bodies that vote on the same people in one table, each with its words, beside each other."""

from dataclasses import replace

from cxzy.sheets.block import Block
from cxzy.sheets.collected import Collected
from cxzy.sheets.groups import group_in
from cxzy.sheets.headings import Role
from cxzy.sheets.source_words import source_in

FIRST_LANE = 256
"""From here on the lanes of further bodies are counted; no sheet has so many tables abreast."""


def bodies_of(block: Block, collected: Collected) -> list[Block]:
    """Return a table once per body, as it is where the headings do not evidently name several.

    Evident are the sources, and the groups that scheme and roster know; anything else above
    words may be a criterion that the scheme has not, and is left to be said.
    """
    words = block.having(Role.WORD)
    over = list(dict.fromkeys(column.over for column in words))
    keys = {tuple(column.key for column in words if column.over == text) for text in over}
    if len(over) < 2 or len(keys) > 1 or any(column.criterion for column in words):  # noqa: PLR2004
        return [block]
    named = [_named(text, collected) for text in over]
    if not all(map(any, named)) or len(set(named)) < len(named):
        return [block]
    return [
        replace(
            block,
            columns=tuple(c for c in block.columns if c.over == text or c.over not in over),
            context=replace(
                block.context,
                source=source or block.context.source,
                group=group or block.context.group,
            ),
            lane=block.lane + FIRST_LANE * place,
        )
        for place, (text, (source, group)) in enumerate(zip(over, named, strict=True))
    ]


def _named(text: str, collected: Collected) -> tuple[str, str]:
    """Return the source, as it stands, and the group that a heading names; "" for neither."""
    return text if source_in(text) else "", group_in(text, collected)
