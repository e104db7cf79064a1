"""A derivation in words, tables and lines of arithmetic: the same on screen, paper and terminal."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from cxzy.core.derivation import in_decimals
from cxzy.core.derivation_values import Derivation, Mark, MarkCell, Reason, Unused
from cxzy.core.labels import source_label
from cxzy.core.language import _, listed, mark, ngettext
from cxzy.core.vocabulary import OVERALL, Source
from cxzy.services.derivation import Explained
from cxzy.sheets.problems import column_letters

MOST_CELLS = 6
"""Cells that are named one by one; of more the first are, and how many there are."""


@dataclass(frozen=True)
class Heading:
    """The head of a column; numbers stand at the right. `phone` columns stay on narrow screens."""

    words: str
    right: bool = False
    phone: bool = True


@dataclass(frozen=True)
class Grid:
    """A small table of texts; `last` is a row of sums below a rule, where there is one."""

    headings: tuple[Heading, ...]
    rows: tuple[tuple[str, ...], ...]
    last: tuple[str, ...] = ()
    about: str = ""


@dataclass(frozen=True)
class Piece:
    """What stands together: a small heading, a table, and below it lines of arithmetic."""

    heading: str = ""
    grid: Grid | None = None
    lines: tuple[str, ...] = ()


@dataclass(frozen=True)
class Chapter:
    """One step of a derivation: its finding, the rules it follows, and what it is worked out by.

    `key` is what links lead to: `score`, the name of a source, or `unused`.
    """

    key: str
    heading: str
    rules: tuple[tuple[str, str], ...] = ()
    pieces: tuple[Piece, ...] = ()


_REASONS = {
    Reason.BLANK: mark("left blank"),
    Reason.BLANK_IS_ZERO: mark("left blank: counts 0 by the scheme"),
    Reason.ABSTENTION: mark("abstained"),
    Reason.UNSURE: mark("don't know"),
    Reason.VOID_VOTE: mark("void vote"),
    Reason.NOT_RETURNED: mark("not returned"),
    Reason.OWN_MARK: mark("mark for oneself, which the scheme leaves out"),
    Reason.VOID_BALLOT: mark("void ballot: too few criteria answered"),
    Reason.NO_GROUP: mark("names no group, so it cannot be weighed"),
    Reason.UNKNOWN_GROUP: mark("its group has no weight"),
    Reason.HIGHEST: mark("highest, dropped"),
    Reason.LOWEST: mark("lowest, dropped"),
    Reason.NOT_MIDDLE: mark("not in the middle"),
    Reason.FEW_BALLOTS: mark("fewer ballots than the scheme asks for"),
    Reason.NO_BEST: mark("nobody of the meeting is above 0"),
    Reason.RULE_VOID: mark("void: breaks a rule of the scheme"),
    Reason.RULE_FLAGGED: mark("breaks a rule of the scheme and counts all the same"),
    Reason.DECIDED_VOID: mark("found void by a person, with a reason on record"),
    Reason.SOURCE_OFF: mark("the scheme does not use this source"),
}


def reason_text(reason: Reason) -> str:
    """Return in words why something does not count; "" where it does."""
    return _(_REASONS[reason]) if reason in _REASONS else ""


def fixed(value: Fraction | None, decimals: int) -> str:
    """Return a number with all its decimals, halves away from zero; a dash for none.

    >>> fixed(Fraction(253, 3), 6), fixed(Fraction(-1, 8), 2)
    ('84.333333', '−0.13')
    """
    if value is None:
        return "—"
    scaled = int(in_decimals(abs(value), decimals) * 10**decimals)
    whole, rest = divmod(scaled, 10**decimals)
    sign = "−" if value < 0 and scaled else ""
    return f"{sign}{whole}.{rest:0{decimals}}" if decimals else f"{sign}{whole}"


def short(value: Fraction, decimals: int) -> str:
    """Return a number without needless zeros, as it stands in arithmetic.

    >>> short(Fraction(95), 6), short(Fraction(253, 3), 6), short(Fraction(175, 2), 6)
    ('95', '84.333333', '87.5')
    """
    text = fixed(value, decimals)
    return text.rstrip("0").rstrip(".") if "." in text else text


def enough_decimals(values: Iterable[Fraction | None], most: int) -> int:
    """Return how many decimals, `most` at most, show all of the values exactly.

    >>> enough_decimals([Fraction(91), Fraction(177, 2)], 6), enough_decimals([Fraction(1, 3)], 6)
    (1, 6)
    """
    known = [one for one in values if one is not None]
    exact = (n for n in range(most) if all(in_decimals(one, n) == one for one in known))
    return next(exact, most)


def percent(share: Fraction, decimals: int) -> str:
    """Return a share of 1 in per cent."""
    return f"{short(share * 100, decimals)}%"


def criterion_label(value: Explained, source: Source, key: str) -> str:
    """Return how a criterion is called; a mark for the whole ballot is one as a whole."""
    labels = {} if value.scheme is None else {
        one.key: one.label for one in value.scheme.criteria_of(source)
    }  # fmt: skip
    return _("As a whole") if key == OVERALL else labels.get(key, key)


def cells_text(cells: Sequence[MarkCell], *, files: int = 1) -> str:
    """Return where marks stand: neighbours in one row as a range; the file where there are several.

    >>> cells_text([MarkCell("a.xlsx", "互评", 3, 4), MarkCell("a.xlsx", "互评", 3, 5)])
    '互评!D3:E3'
    """
    found = list(dict.fromkeys(_ranges([one for one in cells if one.row], files)))
    text = listed(found[:MOST_CELLS])
    if len(found) > MOST_CELLS:
        text = _("{cells} and {count} more").format(cells=text, count=len(found) - MOST_CELLS)
    return text


def _ranges(cells: Sequence[MarkCell], files: int) -> list[str]:
    runs: list[list[MarkCell]] = []
    for cell in sorted(cells, key=lambda one: (one.file, one.sheet, one.row, one.column)):
        last = runs[-1][-1] if runs else None
        if last is not None and _beside(last, cell):
            runs[-1].append(cell)
        else:
            runs.append([cell])
    return [_range(run[0], run[-1], files) for run in runs]


def _beside(one: MarkCell, other: MarkCell) -> bool:
    same = (one.file, one.sheet, one.row) == (other.file, other.sheet, other.row)
    return same and other.column - one.column <= 1


def _range(first: MarkCell, last: MarkCell, files: int) -> str:
    text = f"{first.sheet}!{column_letters(first.column)}{first.row}"
    if last.column != first.column:
        text += f":{column_letters(last.column)}{last.row}"
    return f"{first.file} {text}" if files > 1 else text


def rule_line(name: str, text: str) -> str:
    """Return a rule of a scheme as a line: what it is about, and what it says."""
    return _("{name}: {text}").format(name=name, text=text)


def unused_chapter(value: Explained, found: Derivation) -> Chapter:
    """Return which marks do not count and why; those that an aggregation drops stand with it."""
    left = [one for one in found.unused if one.count]
    if not left:
        return Chapter("unused", _("Nothing else is left out"))
    told = any(one.cells or one.text for one in left)
    headings = [Heading(_("Source")), Heading(_("Why")), Heading(_("How many"), right=True)]
    headings += [Heading(_("Where"), phone=False)] if told else []
    rows = []
    for one in left:
        row = [source_label(one.source), _why(one.reason), number_text(one, secret=found.secret)]
        where = cells_text(one.cells, files=value.files)
        row += [f"{where} ({one.text})" if one.text else where] if told else []
        rows.append(tuple(row))
    grid = Grid(tuple(headings), tuple(rows), about=_("Marks that do not count"))
    return Chapter("unused", _("What does not count, and why"), pieces=(Piece(grid=grid),))


def _why(reason: Reason) -> str:
    return reason_text(reason) or str(reason)


def number_text(one: Unused, *, secret: bool) -> str:
    """Return how many marks or ballots it is; handed out, papers are those of the meeting."""
    words = ngettext("{count} mark", "{count} marks", one.count)
    if one.ballots:
        words = ngettext("{count} ballot", "{count} ballots", one.count)
    if secret and one.papers:
        words = ngettext("{count} rater in the meeting", "{count} raters in the meeting", one.count)
    return words.format(count=one.count)


def voided_text(one: Mark, decimals: int) -> str:
    """Return a mark as it stands on a ballot; on a void one what was written there."""
    text = f"{one.word} {one.text}".strip()
    return text if one.points is None and text else mark_text(one.word, one.points, decimals)


def mark_text(word: str, points: Fraction | None, decimals: int) -> str:
    """Return a mark as it is read: the word with its points, or the number; a dash for a blank."""
    if points is None:
        return word or "—"
    return f"{word} {short(points, decimals)}".strip()


def how_to_check(decimals: int) -> str:
    """Return how the arithmetic is to be redone."""
    return _(
        "How to check: every number is worked out from the marks without rounding and printed "
        "with {decimals} decimals; only the score is rounded. Adding printed numbers can differ by "
        "a few units of the last decimal. Σ means: added together."
    ).format(decimals=decimals)


def secrecy() -> str:
    """Return what is left out to keep ballots secret."""
    return _(
        "Ballots are secret: they are listed as counts of words where at least 5 lie together, "
        "else as their number and sum. Means of groups that would tell of a few people are left "
        "out; what these groups give together stands. Office and auditor can see every cell."
    )


def notes(value: Explained, found: Derivation) -> tuple[str, ...]:
    """Return how to redo the arithmetic, and what is left out."""
    open_ = _(
        "This copy shows single ballots and cells. It is for office and auditor alone; do not hand "
        "it on. Ballots are numbered by their value, not by who cast them."
    )
    wrong = _(
        "This derivation comes to another score than the one that stands. Do not use it; have the "
        "office check the meeting's sheets."
    )
    left_out = secrecy() if found.secret else open_
    said = (how_to_check(found.decimals), left_out, "" if value.agrees else wrong)
    return tuple(filter(None, said))
