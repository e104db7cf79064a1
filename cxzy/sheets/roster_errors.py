"""What is wrong with a roster file: every fault in one pass, each with its cell."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from cxzy.core.errors import CxzyError
from cxzy.core.language import _
from cxzy.sheets.problems import Cell

SAID_AT_ONCE = 5


@dataclass(frozen=True)
class RosterFinding:
    """One fault of a roster file, at one cell, in the reader's own words."""

    cell: Cell
    text: str

    def __str__(self) -> str:
        return f"{self.cell}: {self.text}"


class RosterError(CxzyError):
    """A roster file that cannot be taken over; `findings` holds all that was found."""

    findings: tuple[RosterFinding, ...] = ()

    @classmethod
    def from_findings(cls, findings: Sequence[RosterFinding]) -> Self:
        """Return the error for faults in cells; its message says the first few."""
        said = "; ".join(map(str, findings[:SAID_AT_ONCE]))
        more = len(findings) - SAID_AT_ONCE
        if more > 0:
            said += "; " + _("and {count} more").format(count=more)
        error = cls(
            _("The roster cannot be used: {findings}.").format(findings=said),
            hint=_("Put these cells right in the file and load it again."),
        )
        error.findings = tuple(findings)
        return error

    @classmethod
    def from_no_table(cls, name: str) -> Self:
        """Return the error for a file without a sheet of members."""
        return cls(
            _("No list of members or branches was found in {name}.").format(name=name),
            hint=_("Its heading row needs a column 姓名 (name) or 支部 (branch)."),
        )
