"""Bonus points in words: every entry with its kind, and what the caps leave."""

from collections.abc import Iterator

from cxzy.core.derivation_values import VOID_PAPER, BonusPart, Derivation
from cxzy.core.language import _, ngettext
from cxzy.services.derivation_words import cells_text, fixed, rule_line, short


def bonus_row(found: Derivation, part: BonusPart) -> tuple[str, ...]:
    """Return the row of a kind of bonus points below those of the sources."""
    if found.total is None:
        return part.name, "", "", "", "—", "—"
    capped = part.held != part.entered
    text = short(part.held, found.decimals) if capped else _sum(found, part)
    return part.name, "", "", "", text, fixed(part.held, found.decimals)


def bonus_lines(found: Derivation) -> Iterator[str]:
    """Say of each kind what was entered, where, and what its limits leave of it."""
    for part in found.bonus:
        yield from (rule_line(part.name, text) for text in bonus_text(found, part))


def bonus_text(found: Derivation, part: BonusPart) -> Iterator[str]:
    """Yield sentences on one kind of bonus points."""
    number = _number(part)
    if not number:
        yield _("No entry, so nothing is added.")
        return
    words = ngettext("{count} entry: {sum}.", "{count} entries: {sum}.", number)
    text = _sum(found, part)
    if number > 1 and not part.together:
        text = f"{text} = {short(part.entered, found.decimals)}"
    yield words.format(count=number, sum=text)
    if part.held != part.entered:
        words = _("No more than {limit} counts, so {held} are taken.")
        if part.entered < part.minimum:
            words = _("No less than {limit} counts, so {held} are taken.")
        held = short(part.held, found.decimals)
        yield words.format(limit=held, held=held)
    cells = [one.cell for one in part.entries if one.cell is not None and one.cell.row]
    if cells:
        yield _("Where: {cells}.").format(cells=cells_text(cells))
    if any(one.reason in VOID_PAPER for one in found.unused):
        yield _("A void ballot takes none of them away: bonus points are no marks of a ballot.")


def _number(part: BonusPart) -> int:
    if part.together:
        return part.together[0]
    return sum(one.count for one in part.entries)


def _sum(found: Derivation, part: BonusPart) -> str:
    """Return the entries added up, or their sum where they are not told one by one."""
    if part.together:
        return short(part.together[1], found.decimals)
    points = [one.points for one in part.entries for _time in range(one.count)]
    text = " + ".join(short(one, found.decimals) for one in points)
    return text.replace("+ −", "− ") or "0"
