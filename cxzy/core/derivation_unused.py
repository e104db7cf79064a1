"""Which marks of a subject do not count, and why, with their cells."""

from collections.abc import Iterable, Iterator, Sequence

from cxzy.core.derivation_ballots import Row
from cxzy.core.derivation_values import (
    VOID_PAPER,
    Ballot,
    Lot,
    Mark,
    MarkCell,
    Reason,
    SourcePart,
    Unused,
)
from cxzy.core.vocabulary import Source

_COUNT_AS_NOTHING = frozenset(
    {Reason.BLANK, Reason.ABSTENTION, Reason.UNSURE, Reason.VOID_VOTE, Reason.NOT_RETURNED,
     Reason.BLANK_IS_ZERO}
)  # fmt: skip
"""Why a single mark does not count as it stands, whatever becomes of its ballot."""
_LEFT_OUT = VOID_PAPER | {Reason.UNKNOWN_GROUP, Reason.NO_GROUP, Reason.VOID_BALLOT}
"""Why nothing of a ballot counts. Void papers are counted in `derivation_rules`."""


def unused_of(parts: Sequence[SourcePart], off: Iterable[Row]) -> tuple[Unused, ...]:
    """Return what does not count of each source, ballots before single marks.

    `off` are rows of sources that the scheme does not use. Ballots that an aggregation drops are
    no part of this: they are shown where it is carried out.
    """
    found = [one for part in parts for one in _of_source(part)]
    held: dict[Source, list[Mark]] = {}
    for row in off:
        held.setdefault(row.source, []).append(row.mark)
    found += [_unused(source, Reason.SOURCE_OFF, marks) for source, marks in held.items()]
    return tuple(found)


def _of_source(part: SourcePart) -> Iterator[Unused]:
    whole = (Reason.VOID_BALLOT, Reason.UNKNOWN_GROUP, Reason.NO_GROUP)
    for reason in whole:
        cast = [one for lot in part.lots for one in lot.ballots if one.reason == reason]
        if cast:
            yield _ballots(part.source, reason, cast)
    for reason in Reason:
        marks = [m for lot in part.lots for m in _single(lot) if m.reason == reason]
        if reason in _COUNT_AS_NOTHING and marks:
            yield _unused(part.source, reason, marks)


def _single(lot: Lot) -> Iterator[Mark]:
    """Yield the marks of votes and of ballots that are not left out as a whole."""
    for ballot in lot.ballots:
        if ballot.reason not in _LEFT_OUT:
            yield from ballot.marks
    for votes in lot.votes:
        yield from votes.marks


def _ballots(source: Source, reason: Reason, cast: Sequence[Ballot]) -> Unused:
    cells = tuple(mark.cell for ballot in cast for mark in ballot.marks)
    return Unused(source, reason, sum(one.count for one in cast), ballots=True, cells=cells)


def _unused(source: Source, reason: Reason, marks: Sequence[Mark]) -> Unused:
    cells: tuple[MarkCell, ...] = tuple(mark.cell for mark in marks)
    return Unused(source, reason, sum(one.count for one in marks), ballots=False, cells=cells)
