"""Votes that belong to no ballots in small tables, and the arithmetic below them."""

from collections.abc import Iterator, Sequence

from cxzy.core.derivation_values import VOID_PAPER, Lot, Mark, Votes
from cxzy.core.language import _
from cxzy.services.derivation_lots import Told, both_line
from cxzy.services.derivation_words import Grid, Heading, reason_text


def vote_grid(told: Told, votes: Sequence[Votes]) -> Grid:
    """Return the votes word by word, criterion by criterion where there are several."""
    several = len(votes) > 1
    rows = [
        (told.label(one.criterion), mark, kept)
        for one in votes
        for mark, kept in zip(one.marks, one.kept, strict=True)
    ]
    left_out = any(mark.count != kept for _label, mark, kept in rows)
    headings = (
        *([Heading(_("Criterion"))] if several else []),
        Heading(_("Word")),
        Heading(_("Counts as") if told.shares else _("Points of the word"), right=True),
        Heading(_("Votes"), right=True),
        *([Heading(_("Of which count"), right=True)] if left_out else []),
        Heading(_("Points together"), right=True),
    )
    texts = tuple(
        (*([label] if several else []), *_vote(told, mark, kept, left_out=left_out))
        for label, mark, kept in rows
    )
    return Grid(headings, texts, about=_("Votes counted"))


def _vote(told: Told, mark: Mark, kept: int, *, left_out: bool) -> tuple[str, ...]:
    counted = [str(kept)] if left_out else []
    if mark.points is None:
        return _wordless(mark), "—", str(mark.count), *counted, "0"
    points, together = told.short(mark.points), told.short(mark.points * kept)
    return mark.word or mark.text or points, points, str(mark.count), *counted, together


def _wordless(mark: Mark) -> str:
    """Return what a vote without points is called, on a void paper what was written there."""
    written = mark.word or mark.text
    if written and mark.reason in VOID_PAPER:
        return _("{written} (void)").format(written=written)
    return written or reason_text(mark.reason)


def vote_lines(told: Told, lot: Lot) -> Iterator[str]:
    """Say what each criterion's votes come to, and all together."""
    for one in lot.votes:
        if one.mean is not None:
            yield _vote_line(told, one, several=len(lot.votes) > 1)
    if len(lot.votes) > 1 and lot.mean is not None:
        own = lot.both[1][1] if lot.both else lot.mean
        words = _("Over the criteria: Σ weight × mean ÷ Σ weight = {mean}.")
        if told.part.present is not None:
            words = _(
                "Over the criteria: Σ weight × points together ÷ Σ weight ÷ {n} = {mean}; {n} is "
                "the most votes on any of them."
            )
        yield words.format(mean=told.fixed(own), n=max(one.n for one in lot.votes))
    if lot.both:
        yield both_line(told, lot)


def _vote_line(told: Told, votes: Votes, *, several: bool) -> str:
    base, kept = votes.n + votes.extra, sum(votes.kept)
    text = f"Σ {told.short(votes.total)} ÷ {kept if kept != votes.n else base}"
    if kept != votes.n and votes.extra:
        text += f" × {votes.n} ÷ {base}"
    text += f" = {told.fixed(votes.mean)}"
    if votes.extra:
        words = _("{text} ({n} valid votes and {extra} without points)")
        text = words.format(text=text, n=votes.n, extra=votes.extra)
    label = f"{told.label(votes.criterion)}: " if several else ""
    weight = _(", weight {weight}").format(weight=told.short(votes.weight))
    return _("{text}.").format(text=f"{label}{text}{weight if several else ''}")
