"""What can be wrong with counts of ballots and of people, worded with the group concerned."""

from typing import Self

from cxzy.core.errors import CxzyError
from cxzy.core.language import _


class RepresentationError(CxzyError):
    """Ballots cannot be compared with an electorate: a fault of the calling script."""

    @classmethod
    def from_lengths(cls, found: int, expected: int) -> Self:
        """Return the error for two lists without names that are of different length."""
        return cls(
            _("{found} groups cannot be compared with {expected}.").format(
                found=found, expected=expected
            ),
            hint=_("Name the groups, or give both in the same order."),
        )

    @classmethod
    def from_names(cls) -> Self:
        """Return the error for groups that are named on one side only."""
        return cls(
            _("Groups that have names cannot be compared with groups that have none."),
            hint=_("Name the groups, or give both in the same order."),
        )

    @classmethod
    def from_count(cls, group: str, found: float) -> Self:
        """Return the error for a number that counts nobody."""
        return cls(
            _("The group {group} cannot count {found}.").format(group=group, found=f"{found:g}"),
            hint=_("A count is a number from 0 on."),
        )
