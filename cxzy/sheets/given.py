"""What is said of a file's tables by people: here and now, or before of forms of their shape."""

from dataclasses import dataclass

from cxzy.core.vocabulary import Source
from cxzy.sheets.blocks import Block
from cxzy.sheets.collected import Collected
from cxzy.sheets.corrections import Correction
from cxzy.sheets.grid import Grid
from cxzy.sheets.headings import source_in
from cxzy.sheets.shapes import Form, found_forms


@dataclass(frozen=True)
class Given:
    """Corrections of the tables of one file, and the forms that are known from before."""

    corrections: tuple[Correction, ...] = ()
    forms: tuple[Form, ...] = ()

    def in_grid(self, grid: Grid, collected: Collected) -> list[Correction]:
        """Return how the tables of a sheet are to be read; what is said now goes first."""
        own = [
            one
            for one in self.corrections
            if one.sheet == grid.name and 0 <= one.top <= one.bottom < grid.height
        ]
        known = found_forms(grid, self.forms, collected) if self.forms else []
        return own + [one for one in known if not any(_meet(one, other) for other in own)]


NOTHING_GIVEN = Given()


def _meet(one: Correction, other: Correction) -> bool:
    """Whether two are of the same table, and not of tables beside one another."""
    same_rows = (one.top, one.bottom) == (other.top, other.bottom)
    overlap = one.top <= other.bottom and other.top <= one.bottom
    return one.left == other.left if same_rows else overlap


def corrected_source(
    block: Block, stated: Source | None, collected: Collected
) -> tuple[Source | None, bool]:
    """Return who assesses as people said of a table, and whether that has to be said to them.

    What is remembered counts only where the sheet says the same as it did then, and where it
    said nothing only if nothing else does now; it may be another's this time.
    """
    given = block.given
    if given is None or given.source is None or not given.form:
        return (given.source if given else None), False
    outside = source_in(collected.file) or collected.given_source
    if stated != given.stated or (stated is None and outside):
        return None, False
    return given.source, stated != given.source
