"""From the means of the sources to score, rank and grade: the first chapter of a derivation."""

from collections.abc import Sequence
from fractions import Fraction

from cxzy.core.derivation_values import ZERO, Derivation, Reason, SourcePart
from cxzy.core.flags import flag_text
from cxzy.core.grading import rule_text
from cxzy.core.labels import source_label
from cxzy.core.language import _, ngettext
from cxzy.core.scheme import Scheme
from cxzy.services.derivation_bonus import bonus_lines, bonus_row
from cxzy.services.derivation_words import (
    Chapter,
    Grid,
    Heading,
    Piece,
    fixed,
    percent,
    reason_text,
    short,
)

SAID_ABOVE = frozenset(
    {"missing", "few_ballots", "withheld", "zero", "adjusted", "no_best", "bonus_capped",
     "rule_void", "rule_flagged"}
)  # fmt: skip
"""Flags of which other lines say more: on sources, on bonus points, on what does not count."""


def score_chapter(scheme: Scheme, found: Derivation) -> Chapter:
    """Return how the means become the score, and what rank and grade follow from it."""
    lines = [
        *_missing(scheme, found),
        *bonus_lines(found),
        *_rounding(scheme, found),
        *_outcome(found),
    ]
    heading = _("From the means to the score")
    return Chapter("score", heading, pieces=(Piece(grid=_grid(scheme, found), lines=tuple(lines)),))


def _grid(scheme: Scheme, found: Derivation) -> Grid:
    headings = (
        Heading(_("Source")),
        Heading(_("Mean"), right=True, phone=False),
        Heading(_("Weight published"), right=True, phone=False),
        Heading(_("Weight applied"), right=True, phone=False),
        Heading(_("Worked out"), right=True),
        Heading(_("Contribution"), right=True),
    )
    rows = tuple(_row(scheme, found, one) for one in found.sources)
    rows += tuple(bonus_row(found, one) for one in found.bonus)
    total = (_("Together"), "", *_weight_sums(found), "", fixed(found.total, found.decimals))
    return Grid(headings, rows, total, about=_("Means, weights and contributions of the sources"))


def _weight_sums(found: Derivation) -> tuple[str, str]:
    published = sum((one.published for one in found.sources), ZERO)
    applied = sum((one.applied for one in found.sources), ZERO)
    return percent(published, found.decimals), percent(applied, found.decimals)


def _row(scheme: Scheme, found: Derivation, part: SourcePart) -> tuple[str, ...]:
    return (
        source_label(part.source),
        fixed(part.mean, found.decimals),
        percent(part.published, found.decimals),
        _applied(found, part),
        _worked_out(scheme, found, part),
        fixed(part.contribution, found.decimals),
    )


def _applied(found: Derivation, part: SourcePart) -> str:
    """Return the weight as applied; where it was raised, what it was divided by."""
    if part.applied in (part.published, ZERO):
        return percent(part.applied, found.decimals)
    whole = part.published / part.applied
    return _("{weight} ÷ {whole} = {share}").format(
        weight=percent(part.published, found.decimals),
        whole=percent(whole, found.decimals),
        share=percent(part.applied, found.decimals),
    )


def _worked_out(scheme: Scheme, found: Derivation, part: SourcePart) -> str:
    if part.contribution is None or not part.applied:
        return "—"
    if part.list_mean is not None and scheme.missing.source == "adjust":
        return _adjusted(found, part)
    return _times(part.mean or ZERO, part.applied, found.decimals)


def _adjusted(found: Derivation, part: SourcePart) -> str:
    """Return w × m̄ + w ÷ Σ w present × (m − m̄)."""
    usual = part.list_mean or ZERO
    text = _times(usual, part.applied, found.decimals)
    if part.mean is None:
        return text
    here = sum((one.applied for one in found.sources if one.mean is not None), ZERO)
    apart = _times(part.mean - usual, part.applied, found.decimals)
    return f"{text} + ({apart}) ÷ {percent(here, found.decimals)}"


def _times(value: Fraction, share: Fraction, decimals: int) -> str:
    return f"{short(value, decimals)} × {percent(share, decimals)}"


def _missing(scheme: Scheme, found: Derivation) -> list[str]:
    """Say of each source that is missing why, and what the scheme does about it."""
    weighing = [one for one in found.sources if one.mean is None and one.published]
    rules = {
        "withhold": _("The scheme gives no score until it is there."),
        "renormalise": _(
            "The scheme leaves it out and divides the other weights by what they add to."
        ),
        "zero": _("The scheme counts it as 0."),
        "adjust": _(
            "The scheme adjusts: every source counts with its mean over all on the list "
            "({means}), and what the sources that are there differ from it is weighed up."
        ).format(means=_list_means(found.sources, found.decimals)),
    }
    return [_missing_line(scheme, one, rules) for one in weighing]


def _missing_line(scheme: Scheme, part: SourcePart, rules: dict[str, str]) -> str:
    why = _("no valid ballot")
    if part.missing in (Reason.FEW_BALLOTS, Reason.NO_BEST):
        why = reason_text(part.missing)
    optional = not scheme.sources[part.source].required
    rule = rules["renormalise"] if optional else rules[scheme.missing.source]
    return _("{source} is missing ({why}). {rule}").format(
        source=source_label(part.source), why=why, rule=rule
    )


def _list_means(parts: Sequence[SourcePart], decimals: int) -> str:
    return "　".join(
        f"{source_label(one.source)} {short(one.list_mean, decimals)}"
        for one in parts
        if one.list_mean is not None
    )


def _rounding(scheme: Scheme, found: Derivation) -> list[str]:
    if found.total is None or found.score is None:
        return [_("There is no score.")]
    how = _("rounded half up") if scheme.rounding.mode == "half_up" else _("cut off")
    words = _("Score: {total}, {how} to {places} decimals, is {score}.")
    return [
        words.format(
            total=fixed(found.total, found.decimals),
            how=how,
            places=found.places,
            score=fixed(found.score, found.places),
        )
    ]


def _outcome(found: Derivation) -> list[str]:
    lines = [*_rank(found)]
    if found.rule:
        words = _("Grade: {grade}, by the rule “{rule}”.")
        lines.append(words.format(grade=found.grade, rule=rule_text(found.rule)))
    noted = [flag for flag in found.flags if flag.split(":")[0] not in SAID_ABOVE]
    lines += [_("To be noted: {words}.").format(words=flag_text(flag)) for flag in noted]
    return lines


def _rank(found: Derivation) -> list[str]:
    if found.rank is None:
        return []
    above = ngettext(
        "{count} of {of} with a score has a higher one",
        "{count} of {of} with a score have a higher one",
        found.above,
    ).format(count=found.above, of=found.of)
    words = _("Rank: {above}, so the place is {rank}.")
    if found.alike > 1:
        words = _("Rank: {above}, so the place is {rank}, shared by {alike}.")
    return [words.format(above=above, rank=found.rank, alike=found.alike)]
