"""What can be wrong with a ratings table, worded with column, row, finding and what is allowed."""

from collections.abc import Sequence
from typing import Self

from cxzy.core.errors import CxzyError
from cxzy.core.language import _, listed


class RatingsError(CxzyError):
    """A ratings table that cannot be scored: a fault of the calling script, not of a sheet."""

    @classmethod
    def from_no_table(cls, found: str) -> Self:
        """Return the error for something that is no table at all."""
        return cls(
            _("Ratings are a table (a pandas DataFrame), not {found}.").format(found=found),
            hint=_("Its columns are at least source, subject and points."),
        )

    @classmethod
    def from_columns(cls, missing: Sequence[str]) -> Self:
        """Return the error for columns that are needed and absent."""
        return cls(_("The ratings lack the columns {columns}.").format(columns=listed(missing)))

    @classmethod
    def from_words(cls, column: str, found: Sequence[str], allowed: Sequence[str]) -> Self:
        """Return the error for values that the scheme does not know."""
        return cls(
            _("The scheme does not know {found} in the column {column} of the ratings.").format(
                found=listed(map(str, found)), column=column
            ),
            hint=_("It knows {allowed}.").format(allowed=listed(allowed)),
        )

    @classmethod
    def from_blank(cls, column: str, row: object) -> Self:
        """Return the error for a row that names nothing where a name is needed."""
        return cls(
            _("The ratings have nothing in the column {column}, row {row}.").format(
                column=column, row=row
            ),
            hint=_("Name it in every row, or leave the row out; rows are named by their index."),
        )

    @classmethod
    def from_points(cls, found: object, row: object, lowest: float, highest: float) -> Self:
        """Return the error for points that no mark can have."""
        allowed = _("Points are numbers from {lowest} to {highest}, NaN where there is no mark.")
        return cls(
            _found(found, "points", row),
            hint=allowed.format(lowest=f"{lowest:g}", highest=f"{highest:g}"),
        )

    @classmethod
    def from_whole(cls, found: object, column: str, row: object) -> Self:
        """Return the error for a number of a rater or of votes that is none."""
        return cls(
            _found(found, column, row),
            hint=_("A rater is a whole number (-1: unknown), a count a whole number from 0 on."),
        )


def _found(found: object, column: str, row: object) -> str:
    shown = f"“{found}”" if isinstance(found, str) else str(found)
    return _("The ratings hold {found} in the column {column}, row {row}.").format(
        found=shown, column=column, row=row
    )
