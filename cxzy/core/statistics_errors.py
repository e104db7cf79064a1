"""What can be wrong with a question about confidence or weights, in the words of who asks."""

from typing import Self

from cxzy.core.errors import CxzyError
from cxzy.core.language import _


class StatisticsError(CxzyError):
    """A computation beside the score that was asked for with numbers that cannot be."""

    @classmethod
    def from_level(cls, level: object) -> Self:
        """Return the error for a level of confidence that is none."""
        return cls(
            _("A level of confidence lies between 0 and 1, not at {level}.").format(level=level),
            hint=_("Usual is 0.95."),
        )

    @classmethod
    def from_variance(cls, variance: float) -> Self:
        """Return the error for a negative variance."""
        return cls(_("A variance is 0 or more, not {variance:g}.").format(variance=variance))

    @classmethod
    def from_lengths(cls, one: int, other: int) -> Self:
        """Return the error for numbers that should stand side by side and do not."""
        return cls(
            _("{one} and {other} numbers cannot stand side by side.").format(one=one, other=other)
        )

    @classmethod
    def from_hits(cls, hits: float, n: float) -> Self:
        """Return the error for a share that is none."""
        return cls(_("{hits:g} of {n:g} is no share.").format(hits=hits, n=n))

    @classmethod
    def from_source(cls, source: object) -> Self:
        """Return the error for a source that has no weight among those given."""
        return cls(_("There is no weight for {source}.").format(source=source))

    @classmethod
    def from_weights(cls, weights: object) -> Self:
        """Return the error for weights that no scheme can have."""
        return cls(
            _("These weights cannot be used: {weights}.").format(weights=weights),
            hint=_("Give every source 0 or more, and at least one of them more than 0."),
        )


def check_level(level: float) -> None:
    """Raise StatisticsError for a level of confidence that is none."""
    if not 0 < level < 1:
        raise StatisticsError.from_level(level)
