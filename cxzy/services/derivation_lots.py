"""The ballots and votes of one source in small tables, and the arithmetic below them."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from cxzy.core.derivation_values import (
    ZERO,
    Ballot,
    Lot,
    Reason,
    SourcePart,
    WordCount,
)
from cxzy.core.language import _, ngettext
from cxzy.services.derivation import Explained
from cxzy.services.derivation_words import (
    Grid,
    Heading,
    cells_text,
    criterion_label,
    enough_decimals,
    fixed,
    mark_text,
    reason_text,
    short,
    voided_text,
)


@dataclass(frozen=True)
class Told:
    """One source of a derivation, and with how many decimals its numbers are printed."""

    value: Explained
    part: SourcePart
    decimals: int

    def label(self, key: str) -> str:
        """Return how a criterion is called."""
        return criterion_label(self.value, self.part.source, key)

    @property
    def weights(self) -> dict[str, Fraction]:
        """The weight of each criterion of the source."""
        scheme = self.value.scheme
        criteria = () if scheme is None else scheme.criteria_of(self.part.source)
        return {one.key: Fraction(one.weight or 0) for one in criteria}

    @property
    def whole(self) -> Fraction:
        """The weight of all criteria together."""
        return sum(self.weights.values(), ZERO)

    @property
    def shares(self) -> bool:
        """Whether votes are counted as favourable or not."""
        return self.part.step is not None

    def weight(self, key: str) -> Fraction:
        """Return the weight of a criterion; a mark as a whole has that of all."""
        return self.weights.get(key, self.whole)

    def short(self, number: Fraction) -> str:
        """Return a number without needless zeros."""
        return short(number, self.decimals)

    def fixed(self, number: Fraction | None) -> str:
        """Return a number with all its decimals."""
        return fixed(number, self.decimals)


def ballot_grid(told: Told, lot: Lot) -> Grid:
    """Return single ballots by their value, a column per criterion, with cells where known."""
    keys = list(dict.fromkeys(m.criterion for one in lot.ballots for m in one.marks))
    placed = any(mark.cell.row for one in lot.ballots for mark in one.marks)
    many = any(one.count > 1 for one in lot.ballots)
    places = enough_decimals((one.value for one in lot.ballots), told.decimals)
    weighed = len(keys) > 1
    headings = (
        Heading(_("Ballot"), right=True),
        *(Heading(_headed(told, key, weighed=weighed), right=True) for key in keys),
        *([Heading(_("Value"), right=True)] if weighed else []),
        *([Heading(_("Times"), right=True)] if many else []),
        Heading(_("Counts")),
        *([Heading(_("Where"), phone=False)] if placed else []),
    )
    rows = tuple(
        (
            str(place),
            *_marks(told, one, keys),
            *([_value(told, one, places)] if weighed else []),
            *([str(one.count)] if many else []),
            _counts(one),
            *([_cells(told, one)] if placed else []),
        )
        for place, one in enumerate(lot.ballots, 1)
    )
    return Grid(headings, rows, about=_("Ballots by their value"))


def _counts(ballot: Ballot) -> str:
    if ballot.flagged and not ballot.reason:
        return reason_text(Reason.RULE_FLAGGED)
    return reason_text(ballot.reason) or _("yes")


def _cells(told: Told, ballot: Ballot) -> str:
    return cells_text([mark.cell for mark in ballot.marks], files=told.value.files)


def _headed(told: Told, key: str, *, weighed: bool) -> str:
    if not weighed:
        return _("Mark")
    return _("{criterion} ({weight})").format(
        criterion=told.label(key), weight=told.short(told.weight(key))
    )


def _marks(told: Told, ballot: Ballot, keys: Sequence[str]) -> list[str]:
    given = {mark.criterion: mark for mark in ballot.marks}
    return [voided_text(given[key], told.decimals) if key in given else "—" for key in keys]


def _value(told: Told, ballot: Ballot, places: int) -> str:
    """Return Σ v·x ÷ Σ v; what it is divided by is said where it is not the whole weight."""
    if ballot.value is None:
        return "—"
    text = fixed(ballot.value, places)
    if ballot.weight == told.whole or len(ballot.marks) == 1:
        return text
    total, weight = (told.short(one) for one in (ballot.total, ballot.weight))
    return f"{total} ÷ {weight} = {text}"


def ballot_lines(told: Told, lot: Lot) -> Iterator[str]:
    """Say how a ballot's value comes about, and that of all together."""
    several = len({mark.criterion for one in lot.ballots for mark in one.marks}) > 1
    if several and len(lot.ballots) == 1 and lot.n == 1:
        yield _single(told, lot.ballots[0])
        return
    if several:
        words = _("Value of a ballot: Σ weight × mark ÷ Σ weight of the criteria answered.")
        if told.value.scheme is not None and told.value.scheme.missing.mark == "zero":
            words = _("Value of a ballot: Σ weight × mark ÷ Σ weight of all criteria.")
        yield words
    yield from sum_lines(told, lot)


def _single(told: Told, ballot: Ballot) -> str:
    """Return the arithmetic of the only ballot, which is the mean."""
    given = [mark for mark in ballot.marks if mark.points is not None]
    points = " + ".join(
        f"{told.short(told.weight(mark.criterion))} × {told.short(mark.points or ZERO)}"
        for mark in given
    )
    text = f"({points}) ÷ {told.short(ballot.weight)} = {told.fixed(ballot.value)}"
    return _("{text}.").format(text=text)


def sum_lines(told: Told, lot: Lot) -> Iterator[str]:
    """Say how many ballots count, their sum, and the mean."""
    if lot.mean is None:
        yield _("There is no valid ballot.")
    elif not lot.kept:
        yield _("None of these ballots counts.")
    elif lot.both:
        yield both_line(told, lot)
    elif lot.total is None:
        words = ngettext("{n} valid ballot, mean {mean}.", "{n} valid ballots, mean {mean}.", lot.n)
        yield words.format(n=lot.n, mean=told.fixed(lot.mean))
    else:
        yield _sum_line(told, lot, lot.total)


def _sum_line(told: Told, lot: Lot, total: Fraction) -> str:
    words = ngettext(
        "{kept} ballot counts; Σ {total} ÷ {kept} = {mean}.",
        "{kept} ballots count; Σ {total} ÷ {kept} = {mean}.",
        lot.kept,
    )
    if lot.kept != lot.n:
        words = _("{kept} of {n} valid ballots count; Σ {total} ÷ {kept} = {mean}.")
    return words.format(kept=lot.kept, n=lot.n, total=told.short(total), mean=told.fixed(lot.mean))


def both_line(told: Told, lot: Lot) -> str:
    """Return how ballots and votes are brought together."""
    (n, mean), (number, of_votes) = lot.both
    words = _("Ballots and votes: ({n} × {mean} + {number} × {votes}) ÷ {all} = {both}.")
    return words.format(
        n=n,
        mean=told.short(mean),
        number=number,
        votes=told.short(of_votes),
        all=n + number,
        both=told.fixed(lot.mean),
    )


def count_grid(told: Told, lot: Lot) -> Grid:
    """Return how often each word was given: one criterion by word, several one per row."""
    keys = list(dict.fromkeys(one.criterion for one in lot.counts))
    if len(keys) == 1:
        return _by_word(told, lot.counts)
    columns = dict.fromkeys(sorted({(-one.points, one.word) for one in lot.counts}))
    headings = [Heading(_("Criterion")), Heading(_("Weight"), right=True)]
    headings += [
        Heading(mark_text(word, -points, told.decimals), right=True) for points, word in columns
    ]
    headings.append(Heading(_("Mean of the marks"), right=True))
    rows = tuple(_criterion_row(told, lot.counts, key, list(columns)) for key in keys)
    return Grid(tuple(headings), rows, about=_("How often each word was given"))


def _criterion_row(
    told: Told, counts: Iterable[WordCount], key: str, columns: Sequence[tuple[Fraction, str]]
) -> tuple[str, ...]:
    own = {(-one.points, one.word): one.count for one in counts if one.criterion == key}
    numbers = [own.get(column, 0) for column in columns]
    points = sum((-p * n for (p, _word), n in zip(columns, numbers, strict=True)), ZERO)
    return (
        told.label(key),
        told.short(told.weight(key)),
        *map(str, numbers),
        told.fixed(points / sum(numbers)),
    )


def _by_word(told: Told, counts: Sequence[WordCount]) -> Grid:
    dropped = any(one.kept != one.count for one in counts)
    headings = [Heading(_("Word")), Heading(_("Points of the word"), right=True)]
    headings += [Heading(_("Ballots"), right=True)]
    headings += [Heading(_("Of which count"), right=True)] if dropped else []
    headings += [Heading(_("Points together"), right=True)]
    rows = []
    for one in counts:
        kept = one.count if one.kept is None else one.kept
        row = [one.word or "—", told.short(one.points), str(one.count)]
        row += [str(kept)] if dropped else []
        rows.append((*row, told.short(one.points * kept)))
    return Grid(tuple(headings), tuple(rows), about=_("How often each word was given"))


def count_lines(told: Told, lot: Lot) -> Iterator[str]:
    """Say what can be worked out from the counts, and the mean."""
    keys = dict.fromkeys(one.criterion for one in lot.counts)
    numbers = dict.fromkeys(keys, 0)
    for one in lot.counts:
        numbers[one.criterion] += one.count
    complete = all(count == lot.n for count in numbers.values()) and lot.kept == lot.n
    if len(keys) > 1 and complete:
        yield _("With no blanks the mean is also Σ weight × mean of the marks ÷ Σ weight.")
    elif len(keys) > 1:
        yield _("Every ballot is its own Σ weight × mark ÷ Σ weight; these are not listed.")
    yield from sum_lines(told, lot)
