"""What is said of a file's tables by people: here and now, or before of forms of their shape."""

from dataclasses import dataclass

from cxzy.sheets.collected import Collected
from cxzy.sheets.corrections import Correction
from cxzy.sheets.grid import Grid
from cxzy.sheets.shapes import Form, found_forms


@dataclass(frozen=True)
class Guidance:
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


NO_GUIDANCE = Guidance()


def _meet(one: Correction, other: Correction) -> bool:
    """Whether two are of the same table, and not of tables beside one another."""
    same_rows = (one.top, one.bottom) == (other.top, other.bottom)
    overlap = one.top <= other.bottom and other.top <= one.bottom
    return one.left == other.left if same_rows else overlap
