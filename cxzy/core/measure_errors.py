"""What can be wrong with a table of marks that agreement or severity is asked of."""

from collections.abc import Sequence
from typing import Self

from cxzy.core.errors import CxzyError
from cxzy.core.language import _, listed


class MeasureError(CxzyError):
    """A table that cannot be measured: a fault of the calling script, not of a sheet."""

    @classmethod
    def from_no_numbers(cls, found: str) -> Self:
        """Return the error for something that is no table of numbers."""
        return cls(
            _("Marks are a table of numbers in rows and columns, not {found}.").format(found=found),
            hint=_("A missing mark is NaN; words need their points first."),
        )

    @classmethod
    def from_gap(cls, row: object, column: object) -> Self:
        """Return the error for a mark that is missing where every mark is needed."""
        return cls(
            _("The mark in row {row}, column {column} is missing.").format(row=row, column=column),
            hint=_(
                "This needs every mark. Use krippendorff_alpha or additive where some are missing."
            ),
        )

    @classmethod
    def from_own_mark(cls, row: object, column: object) -> Self:
        """Return the error for a mark that somebody gave himself."""
        return cls(
            _("The diagonal holds a mark in row {row}, column {column}.").format(
                row=row, column=column
            ),
            hint=_("Rows and columns are the same people in the same order; own marks are NaN."),
        )

    @classmethod
    def from_shape(cls, rows: int, columns: int) -> Self:
        """Return the error for a round robin that is none."""
        return cls(
            _(
                "In a round robin at least 3 people rate one another, not {rows} × {columns}."
            ).format(rows=rows, columns=columns),
            hint=_("Give a square table, or use additive where not everybody rates everybody."),
        )

    @classmethod
    def from_level(cls, found: object, allowed: Sequence[str]) -> Self:
        """Return the error for a level of measurement that is not known."""
        return cls(
            _("No level of measurement is called “{found}”.").format(found=found),
            hint=_("Levels are {allowed}.").format(allowed=listed(allowed)),
        )

    @classmethod
    def from_lengths(cls, lengths: Sequence[int]) -> Self:
        """Return the error for columns that do not belong together."""
        return cls(
            _("Raters, subjects and points are as many as there are marks, not {lengths}.").format(
                lengths=listed(map(str, lengths))
            )
        )

    @classmethod
    def from_nobody(cls, place: int) -> Self:
        """Return the error for a mark without rater or subject."""
        return cls(_("The mark at place {place} names no rater or no subject.").format(place=place))

    @classmethod
    def from_negative(cls, name: str, found: float) -> Self:
        """Return the error for a number that has to be 0 or more."""
        return cls(
            _("{name} is a number from 0 on, not {found}.").format(name=name, found=f"{found:g}")
        )

    @classmethod
    def from_columns(cls, missing: Sequence[str]) -> Self:
        """Return the error for columns that are needed and absent."""
        return cls(_("The table lacks the columns {columns}.").format(columns=listed(missing)))
