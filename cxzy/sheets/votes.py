"""The votes of one row, what they leave unsaid, and ratings made of them.

What forms leave unsaid of votes without points: docs/decisions/0013-votes-without-points.md.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from cxzy.core.vocabulary import UNKNOWN_RATER, BallotFate, Source
from cxzy.sheets.collected import Collected, Part
from cxzy.sheets.columns import Column
from cxzy.sheets.headings import Role


@dataclass
class Votes:
    """The votes of one subject (and criterion): cells by column, and the counts beside them.

    `short` where it was said that they do not make the whole.
    """

    words: dict[Column, int] = field(default_factory=dict)
    fates: dict[Column, int] = field(default_factory=dict)
    stated: dict[Role, int] = field(default_factory=dict)
    short: bool = False

    @property
    def cast(self) -> int:
        """Votes for any word."""
        return sum(self.words.values())

    @property
    def withheld(self) -> int:
        """Abstentions and "don't know"."""
        return sum(n for c, n in self.fates.items() if c.key not in _OUTSIDE)

    def fate(self, fate: BallotFate) -> int | None:
        """Return the votes of one fate, None where no column holds it."""
        counts = [count for column, count in self.fates.items() if column.key == fate.value]
        return sum(counts) if counts else None


_OUTSIDE = {BallotFate.VOID.value, BallotFate.NOT_RETURNED.value}


def unstated(votes: Votes) -> dict[BallotFate, int]:
    """Return void and unreturned votes that follow from 发出, 收回 and 有效."""
    issued, returned, valid = (
        votes.stated.get(role) for role in (Role.ISSUED, Role.RETURNED, Role.VALID)
    )
    found: dict[BallotFate, int] = {}
    if issued is not None and returned is not None and votes.fate(BallotFate.NOT_RETURNED) is None:
        found[BallotFate.NOT_RETURNED] = issued - returned
    if returned is not None and valid is not None and votes.fate(BallotFate.VOID) is None:
        apart = votes.withheld if valid == votes.cast else 0
        found[BallotFate.VOID] = returned - valid - apart
    return found


def part_of_votes(
    found: Sequence[tuple[Source, str, str, str, float, str | None, int, int, int]],
    sheet: str,
    collected: Collected,
) -> Part:
    """Return votes as ratings without a rater.

    Each is source, group, subject, criterion, points, word, count, row and column.
    """
    source, group, subject, criterion, points, word, count, row, column = zip(*found, strict=True)
    codes, size = collected.codes, len(found)
    return Part(
        source=codes["source"].of(source),
        rater=np.full(size, UNKNOWN_RATER, dtype=np.int32),
        group=codes["group"].of(group),
        subject=codes["subject"].of(subject),
        criterion=codes["criterion"].of(criterion),
        points=np.array(points),
        word=codes["word"].of(word),
        count=np.array(count, dtype=np.int32),
        sheet_name=np.full(size, codes["sheet_name"].one(sheet), dtype=np.int32),
        row=np.array(row, dtype=np.int32),
        column=np.array(column, dtype=np.int32),
        ballot=np.arange(size, dtype=np.int32),
    )
