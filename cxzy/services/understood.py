"""What the files of an upload were understood as, so that a correction of one reads that one anew.

Where it is kept, and for whom: docs/decisions/0106-a-correction-reads-its-own-file.md.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

from cxzy.core.roster import Roster
from cxzy.core.scheme import Scheme
from cxzy.core.vocabulary import Source
from cxzy.services.scoring import Refused
from cxzy.sheets.corrections import Correction
from cxzy.sheets.identity import Identity
from cxzy.sheets.shapes import Form
from cxzy.sheets.sheet import Sheet

Outcome = Sheet | Refused


@dataclass(frozen=True, eq=False)
class KnownFile:
    """One uploaded file that was read: its name, its bytes and what it was understood as."""

    name: str
    content: bytes
    outcome: Outcome


@dataclass(frozen=True, eq=False)
class Basis:
    """What files are understood by, beside what a person said of each."""

    scheme: Scheme
    roster: Roster
    identity: Identity
    forms: tuple[Form, ...]
    source: Source | None

    def is_same(self, other: "Basis") -> bool:
        """Whether a file is understood alike by both."""
        return (
            self.source == other.source
            and self.identity == other.identity
            and self.forms == other.forms
            and self.scheme == other.scheme
            and self.roster.members.equals(other.roster.members)
            and self.roster.electorate.equals(other.roster.electorate)
        )


@dataclass(frozen=True, eq=False)
class Understood:
    """What each file of one upload was understood as.

    `said` are the corrections by which they were read, by the SHA-256 of a file's bytes.
    """

    basis: Basis
    said: Mapping[str, tuple[Correction, ...]]
    files: tuple[KnownFile, ...]

    def known(
        self,
        files: Sequence[tuple[str, bytes]],
        basis: Basis,
        said: Mapping[str, tuple[Correction, ...]],
    ) -> list[KnownFile | None]:
        """Return the files that would be understood as they were, None for each of the others."""
        if not self.basis.is_same(basis):
            return [None] * len(files)
        before = {(file.name, _digest(file.content)): file for file in self.files}
        digests = [_digest(content) for _name, content in files]
        return [
            before.get((name, digest)) if said.get(digest) == self.said.get(digest) else None
            for (name, _content), digest in zip(files, digests, strict=True)
        ]


def _digest(content: bytes) -> str:
    return sha256(content).hexdigest()
