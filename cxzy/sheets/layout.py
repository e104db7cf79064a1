"""What a layout is: how sure it is of a table, and how it reads it."""

from collections.abc import Callable
from dataclasses import dataclass

from cxzy.core.vocabulary import Source
from cxzy.sheets.block import Block
from cxzy.sheets.collected import Collected
from cxzy.sheets.headings import Role


@dataclass(frozen=True)
class Finding:
    """How sure a layout is of a table, 0–1, and why; `possible` are all that could be meant."""

    sure: float
    why: str = ""
    possible: tuple[str, ...] = ()


NOT_THIS = Finding(0.0)


@dataclass(frozen=True)
class Layout:
    """One way in which marks are laid out.

    `read(block, source, collected)` adds ratings and problems to `collected`. A table without a
    column of any of the `roles` cannot be of it, and `sure` need not be asked.
    """

    name: str
    sure: Callable[[Block, Collected], Finding]
    read: Callable[[Block, Source | None, Collected], None]
    roles: frozenset[Role]
