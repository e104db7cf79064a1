"""What can be wrong with a scheme file, worded with line, key, finding and what is allowed."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from cxzy.core.errors import CxzyError
from cxzy.core.language import _, ngettext


@dataclass(frozen=True)
class Finding:
    """One fault of a scheme file; `line` counts from 1, 0 where no line can be named."""

    key: str
    found: str
    allowed: str
    line: int = 0

    def __str__(self) -> str:
        where = _("Line {line}, {key}").format(line=self.line, key=self.key) if self.line else ""
        if not self.found:
            return _("{where}: allowed is {allowed}.").format(
                where=where or self.key, allowed=self.allowed
            )
        return _("{where}: found {found}, allowed is {allowed}.").format(
            where=where or self.key, found=self.found, allowed=self.allowed
        )


class SchemeError(CxzyError):
    """A scheme cannot be used; `findings` holds every fault of the file."""

    def __init__(self, message: str, *, hint: str = "", findings: Sequence[Finding] = ()) -> None:
        super().__init__(message, hint=hint)
        self.findings = tuple(findings)

    @classmethod
    def from_findings(cls, findings: Sequence[Finding], *, name: str = "") -> Self:
        """Return the error for all faults of one file."""
        heading = ngettext(
            "The scheme {name} has {count} fault.",
            "The scheme {name} has {count} faults.",
            len(findings),
        ).format(name=name, count=len(findings))
        return cls(
            "\n".join([heading, *map(str, findings)]),
            hint=_("Correct the keys named and load the file again."),
            findings=findings,
        )

    @classmethod
    def from_toml(cls, reason: str, line: int, *, name: str = "") -> Self:
        """Return the error for a text that is not TOML at all."""
        finding = Finding(_("the file"), reason, _("a text in the TOML format"), line)
        return cls.from_findings([finding], name=name)

    @classmethod
    def from_unreadable(cls, name: str) -> Self:
        """Return the error for a file that cannot be opened or is not UTF-8."""
        return cls(
            _("The scheme file {name} cannot be read.").format(name=name),
            hint=_("Check that the file exists and is saved as UTF-8 text."),
        )

    @classmethod
    def from_no_scheme(cls, found: str) -> Self:
        """Return the error for something else in the place of a scheme."""
        return cls(
            _("A scheme is needed, not {found}.").format(found=found),
            hint=_("Read one with load_scheme, for example data/schemes/default.toml."),
        )

    @classmethod
    def from_weights(cls, weights: str) -> Self:
        """Return the error for what-if weights that cannot be used."""
        return cls(
            _("These weights cannot be used: {weights}.").format(weights=weights),
            hint=_("Give every source 0 or more, and at least one of them more than 0."),
        )
