"""What is asked of the results: one value for pages, dashboards, downloads and command line."""

from dataclasses import dataclass, replace
from typing import Literal

from cxzy.core.vocabulary import Source, SubjectKind, UnitKind

Within = Literal["all", "unit", "kind"]
Weights = tuple[tuple[Source, float], ...]


@dataclass(frozen=True)
class Filters:
    """A period and kind of subject, the units and kind of branch (None for all), and how to rank.

    Ranks count over all that is shown, or `within` each branch or kind. `weights` are tried in
    place of the published ones; they need not add up to anything.
    """

    period_id: int
    subject: SubjectKind = SubjectKind.MEMBER
    unit_id: int | None = None
    kind: UnitKind | None = None
    within: Within = "all"
    weights: Weights | None = None

    @property
    def published(self) -> "Filters":
        """The same under the weights of the scheme."""
        return replace(self, weights=None)
