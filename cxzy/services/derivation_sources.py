"""From the marks of one source to its mean: a chapter of a derivation for each source."""

from collections.abc import Iterator, Sequence
from fractions import Fraction

from cxzy.core.derivation_values import ZERO, Lot, Reason, SourcePart, Stratum
from cxzy.core.labels import source_label
from cxzy.core.language import _, listed, ngettext
from cxzy.core.small_groups import withheld_text
from cxzy.core.vocabulary import Source
from cxzy.services.derivation import Explained
from cxzy.services.derivation_converted import converted_lines
from cxzy.services.derivation_lots import (
    Told,
    ballot_grid,
    ballot_lines,
    count_grid,
    count_lines,
    sum_lines,
)
from cxzy.services.derivation_votes import vote_grid, vote_lines
from cxzy.services.derivation_words import Chapter, Grid, Heading, Piece, percent, rule_line
from cxzy.sheets.reckoning import source_reckoning


def source_chapter(value: Explained, part: SourcePart, decimals: int) -> Chapter:
    """Return rules, ballots and arithmetic of the source."""
    told = Told(value, part, decimals)
    label = source_label(part.source)
    heading = _("{source}: mean {mean}").format(source=label, mean=told.fixed(part.mean))
    if part.mean is None:
        heading = _("{source}: no mean").format(source=label)
    return Chapter(part.source.value, heading, _rules(told), tuple(_pieces(told)))


def _rules(told: Told) -> tuple[tuple[str, str], ...]:
    scheme = told.value.scheme
    alone = told.part.source == Source.SELF and told.part.n <= 1
    if scheme is None or alone:
        return ()
    rule = scheme.sources[told.part.source]
    return source_reckoning(told.part.source, rule, told.value.electorate)


def _pieces(told: Told) -> Iterator[Piece]:
    for lot in told.part.lots:
        if not lot.withheld:
            yield from _lot(told, lot)
    kept_back = tuple(_withheld(lot) for lot in told.part.lots if lot.withheld)
    if kept_back:
        yield Piece(lines=kept_back)
    if any(one.mean is not None for one in told.part.strata):
        yield _strata(told)
    elif told.part.strata:
        words = _("Weighed as said above they give {mean} together.")
        yield Piece(lines=(words.format(mean=told.fixed(_of_groups(told.part))),))
    if lines := tuple(_afterwards(told)):
        yield Piece(lines=lines)


def _lot(told: Told, lot: Lot) -> Iterator[Piece]:
    grouped = any(one.group for one in told.part.lots)
    heading = "" if not grouped else lot.group or _("Without a group")
    if lot.ballots:
        yield Piece(heading, ballot_grid(told, lot), tuple(ballot_lines(told, lot)))
    elif lot.counts:
        yield Piece(heading, count_grid(told, lot), tuple(count_lines(told, lot)))
    elif not lot.votes:
        yield Piece(heading, lines=tuple(sum_lines(told, lot)))
    if lot.votes:
        under = "" if lot.ballots or lot.counts else heading
        yield Piece(under, vote_grid(told, lot.votes), tuple(vote_lines(told, lot)))


def _withheld(lot: Lot) -> str:
    """Return how many ballots lie together of which nothing else is said, and why."""
    words = ngettext("{count} valid ballot; {reason}.", "{count} valid ballots; {reason}.", lot.n)
    said = words.format(count=lot.n, reason=withheld_text(lot.withheld))
    return rule_line(lot.group, said) if lot.group else said


def _strata(told: Told) -> Piece:
    """Return how the groups are weighed; those withheld stand together in one row."""
    shown = [one for one in told.part.strata if one.mean is not None]
    hidden = [one for one in told.part.strata if one.mean is None]
    whole = sum((one.weight for one in told.part.strata), ZERO)
    headings = (
        Heading(_("Group")),
        *(
            Heading(words, right=True)
            for words in (_("Ballots"), _("Mean"), _("Share"), _("Share × mean"))
        ),
    )
    rows = [_stratum(told, one, whole) for one in shown]
    rows += [_rest(told, hidden, whole)] if hidden else []
    last = (_("Mean"), "", "", "", told.fixed(_of_groups(told.part)))
    lines = [_joining(told)] if told.part.joined else []
    grid = Grid(headings, tuple(rows), last, about=_("How the groups are weighed"))
    return Piece(_("Groups weighed"), grid, tuple(lines))


def _of_groups(part: SourcePart) -> Fraction | None:
    """Return what the groups give together, before it is divided by those present."""
    if part.present is None or part.own_mean is None:
        return part.own_mean
    return part.own_mean * part.present / part.n


def _joining(told: Told) -> str:
    joined = [listed(one.groups) for one in told.part.strata if len(one.groups) > 1]
    words = _("Joined because of too few ballots: {groups}.")
    return words.format(groups="; ".join(joined))


def _stratum(told: Told, one: Stratum, whole: Fraction) -> tuple[str, ...]:
    share = one.weight / whole
    return (
        listed(one.groups),
        str(one.n),
        told.fixed(one.mean),
        _share(told, one.weight, whole),
        told.fixed(share * (one.mean or ZERO)),
    )


def _share(told: Told, weight: Fraction, whole: Fraction) -> str:
    own, of = told.short(weight), told.short(whole)
    return f"{own} ÷ {of} = {percent(weight / whole, told.decimals)}"


def _rest(told: Told, hidden: Sequence[Stratum], whole: Fraction) -> tuple[str, ...]:
    groups = listed(group for one in hidden for group in one.groups)
    weight = sum((one.weight for one in hidden), ZERO)
    return (
        _("{groups} (together)").format(groups=groups),
        str(sum(one.n for one in hidden)),
        _("withheld"),
        _share(told, weight, whole),
        told.fixed(told.part.rest),
    )


def _afterwards(told: Told) -> Iterator[str]:
    part = told.part
    if part.present is not None and part.own_mean is not None:
        words = _("Divided by those present: {sum} ÷ {present} = {mean}.")
        yield words.format(
            sum=told.short(part.own_mean * part.present),
            present=told.short(part.present),
            mean=told.fixed(part.own_mean),
        )
    yield from converted_lines(part, told.decimals)
    if not part.lots:
        yield _("There is no ballot of this source.")
    if part.missing == Reason.FEW_BALLOTS:
        words = _("With {count} valid ballots, fewer than the scheme asks for, it is missing.")
        yield words.format(count=part.n)
    if not part.counts:
        yield _("Shown for reference: it weighs nothing.")
