"""A derivation for readers who may not see ballots: counts and sums in place of single ones.

See docs/decisions/0102-derivations-keep-ballots-secret.md.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction

from cxzy.core.derivation_bonus import without_entries
from cxzy.core.derivation_values import (
    VOID_PAPER,
    ZERO,
    Ballot,
    Derivation,
    Lot,
    Mark,
    MarkCell,
    Reason,
    SourcePart,
    Unused,
    Votes,
    WordCount,
)
from cxzy.core.small_groups import FEWEST_BALLOTS, SMALL, withheld
from cxzy.core.vocabulary import Source

NOWHERE = MarkCell("", "", 0, 0)
OF_PAPERS = frozenset({"rule_void", "rule_flagged"})
"""Flags that count the papers on one subject."""


def without_ballots(value: Derivation) -> Derivation:
    """Return a derivation in which nobody's ballot can be told, for print and for most readers.

    Cells go. But for one assessment of oneself, single ballots become counts per criterion
    and word where at least five ballots lie together and all marks are words, or else their
    number and sum. Groups are withheld as `core.small_groups` does; what they give together
    stays, since it is what the source's mean leaves. A share of fewer than five votes is told by
    its step alone: that is all that is published of it.
    """
    return replace(
        value,
        sources=tuple(map(_without, value.sources)),
        unused=tuple(map(_uncelled, value.unused)),
        flags=tuple(one for one in value.flags if one.split(":")[0] not in OF_PAPERS),
        bonus=tuple(map(without_entries, value.bonus)),
        secret=True,
    )


def _uncelled(one: Unused) -> Unused:
    """Return without cells what does not count; papers of the meeting in place of one's own.

    Nobody has a ballot on himself among his peers: where a paper is void, the subject with none
    of it would be its giver.
    """
    return replace(one, cells=(), text="", count=one.papers or one.count)


def _without(part: SourcePart) -> SourcePart:
    if part.source == Source.SELF and part.n <= 1:
        return replace(part, lots=tuple(map(_without_cells, part.lots)))
    few_shares = part.step is not None and part.n < FEWEST_BALLOTS
    if part.missing == Reason.FEW_BALLOTS or few_shares:
        lots = tuple(_counted(lot, SMALL) for lot in part.lots)
        return replace(part, lots=lots, strata=(), own_mean=None)
    if not part.strata:
        return replace(part, lots=tuple(_counted(lot, "") for lot in part.lots))
    return _with_rest(part, _reasons(part.lots))


def _reasons(lots: Sequence[Lot]) -> dict[str, str]:
    """Return why each group is withheld, decided in the order of names, as on the profile."""
    counts = {lot.group: lot.n for lot in sorted(lots, key=lambda one: one.group) if lot.group}
    return dict(zip(counts, withheld(list(counts.values())), strict=True))


def _with_rest(part: SourcePart, reasons: Mapping[str, str]) -> SourcePart:
    whole = sum((one.weight for one in part.strata), ZERO)
    hidden = [one for one in part.strata if any(reasons.get(group) for group in one.groups)]
    rest = sum((one.weight * (one.mean or ZERO) for one in hidden), ZERO) / whole
    strata = (replace(one, mean=None) if one in hidden else one for one in part.strata)
    kept = (one for one in part.lots if one.group)
    return replace(
        part,
        lots=tuple(_counted(lot, reasons[lot.group]) for lot in kept),
        strata=tuple(strata),
        rest=rest if hidden else None,
    )


def _counted(lot: Lot, reason: str) -> Lot:
    """Return a lot as counts, or without any where it is withheld."""
    if reason:
        return Lot(lot.group, (), (), lot.n, lot.kept, None, None, withheld=reason)
    together = [n for n, _mean in lot.both] or [lot.n]
    if min(together) < FEWEST_BALLOTS or not all(map(_in_words, _marks(lot))):
        return replace(lot, ballots=(), votes=(), both=())
    counts = tuple(_words(lot.ballots))
    return replace(lot, ballots=(), votes=tuple(map(_uncelled_votes, lot.votes)), counts=counts)


def _marks(lot: Lot) -> Iterator[Mark]:
    """Yield the marks that have points."""
    held = [mark for one in lot.ballots if one.value is not None for mark in one.marks]
    held += [mark for one in lot.votes for mark in one.marks]
    yield from (mark for mark in held if mark.points is not None)


def _in_words(mark: Mark) -> bool:
    """Return whether many may have given the same: a number could be its giver's own sign."""
    return bool(mark.word) or mark.reason == Reason.BLANK_IS_ZERO


def _words(ballots: Sequence[Ballot]) -> Iterator[WordCount]:
    """Yield how often each word was given, criterion by criterion, best first."""
    valid = [one for one in ballots if one.value is not None]
    known = all(len(one.marks) == 1 or one.kept == one.count for one in valid)
    held: dict[str, dict[tuple[Fraction, str], list[int]]] = {}
    for one in valid:
        for mark in one.marks:
            if mark.points is not None:
                words = held.setdefault(mark.criterion, {})
                sums = words.setdefault((-mark.points, mark.word), [0, 0])
                sums[0] += one.count
                sums[1] += one.kept
    for criterion, words in held.items():
        for (points, word), (count, kept) in sorted(words.items()):
            yield WordCount(criterion, word, -points, count, kept if known else None)


def _uncelled_votes(votes: Votes) -> Votes:
    """Return votes with equal words together and no cells.

    What lies on void papers is told only where it is divided by: else the meeting's number is.
    """
    held: dict[tuple[Fraction | None, str, Reason], list[int]] = {}
    for mark, kept in zip(votes.marks, votes.kept, strict=True):
        if mark.reason in VOID_PAPER and not votes.void_counts:
            continue
        word = "" if mark.reason in VOID_PAPER else mark.word
        sums = held.setdefault((mark.points, word, mark.reason), [0, 0])
        sums[0] += mark.count
        sums[1] += kept
    marks = tuple(
        Mark(votes.criterion, points, word, count, NOWHERE, reason)
        for (points, word, reason), (count, _kept) in held.items()
    )
    return replace(votes, marks=marks, kept=tuple(kept for _count, kept in held.values()))


def _without_cells(lot: Lot) -> Lot:
    return replace(lot, ballots=tuple(map(_bare, lot.ballots)))


def _bare(ballot: Ballot) -> Ballot:
    return replace(
        ballot, marks=tuple(replace(mark, cell=NOWHERE, text="") for mark in ballot.marks)
    )
