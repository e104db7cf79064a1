"""How the means come about, in lines from which a reader with the marks can work them out again."""

from collections.abc import Iterator

import pandas as pd

from cxzy.core.attendance import those_present
from cxzy.core.groups import SMALLEST_STRATUM
from cxzy.core.labels import source_label
from cxzy.core.language import _, listed, mark
from cxzy.core.scheme import Scheme
from cxzy.core.scheme_parts import Aggregation, SourceRule
from cxzy.core.vocabulary import Source
from cxzy.sheets.scheme_words import Lines, share_text

BASES = {
    "valid": mark("divided by the valid votes"),
    "returned": mark("divided by the votes returned, those without points as 0"),
    "issued": mark("divided by the votes issued, those without points as 0"),
    "present": mark("divided by those present"),
}
FATES = {"abstention": mark("abstentions"), "unsure": mark("unsure"), "void": mark("void votes")}


def reckoning_lines(scheme: Scheme, electorate: pd.DataFrame | None = None) -> Lines:
    """Return how marks become ballots and ballots the mean of each source.

    `electorate` (`source`, `group`, `count`) are the counts of the one meeting that a table
    covers; without it, or with a column `meeting` that names several, the lines say that each
    meeting's own counts are used.
    """
    lines = [*_ballot_lines(scheme)]
    for source, rule in scheme.sources.items():
        label = source_label(source)
        lines += [(f"{label} · {topic}", text) for topic, text in _source(source, rule, electorate)]
    text = _("added up per subject, held within their limits, added to the sum of the portions")
    if scheme.bonus:
        lines.append((_("Bonus points"), text))
    if any(rule.groups == "electorate" for rule in scheme.sources.values()):
        lines.append((_("Small groups"), _joining()))
    return tuple(lines)


def source_reckoning(source: Source, rule: SourceRule, electorate: pd.DataFrame | None) -> Lines:
    """Return what `reckoning_lines` says of one source, without its name."""
    return tuple(_source(source, rule, electorate))


def _ballot_lines(scheme: Scheme) -> Iterator[tuple[str, str]]:
    text = _(
        "the criteria answered, weighed: Σ weight × mark ÷ Σ weight; it counts where criteria "
        "with at least {share} of the weights were answered"
    )
    yield _("One ballot"), text.format(share=share_text(float(scheme.missing.min_answered)))
    zero = scheme.missing.mark == "zero"
    yield _("Blank mark"), _("counts 0") if zero else _("left out, never 0")
    yield _("Decimals on the way"), _("means and contributions are not rounded, only the score is")


def _source(
    source: Source, rule: SourceRule, electorate: pd.DataFrame | None
) -> Iterator[tuple[str, str]]:
    yield _("ballots together"), _together(rule.aggregation, grouped=rule.groups is not None)
    yield _("groups"), _groups(rule)
    if rule.groups == "electorate":
        yield _("entitled"), _counts(source, electorate)
    if rule.aggregation.base == "present":
        yield _("present"), _counts(source, those_present(electorate))
    if rule.minimum_ballots:
        text = _("with fewer than {count} ballots the source counts as missing")
        yield _("fewest ballots"), text.format(count=rule.minimum_ballots)
    if not rule.counts:
        yield _("if missing"), _("shown for reference, weighs nothing")
    elif not rule.required:
        yield _("if missing"), _("left out, the other weights are raised in proportion")


def _together(rule: Aggregation, *, grouped: bool) -> str:
    low, high = rule.drops
    text = {
        "trimmed": _(
            "from {smallest} ballots on the {high} highest and {low} lowest are dropped, with "
            "fewer none; mean of the rest"
        ).format(smallest=rule.trims_from, high=high, low=low),
        "median": _("the ballot in the middle, or the mean of the two in the middle"),
        "tally": _("Σ votes × points of the word, {base}").format(base=_base(rule)),
        "relative": _(
            "sum of the ballots ÷ their number; of that 100 × own mean ÷ the best of the meeting"
        ),
        "banded": _("favourable votes, {base}; the share gives {steps}").format(
            base=_base(rule), steps=_steps(rule)
        ),
    }.get(rule.kind, _("sum of the ballots ÷ their number"))
    return _("{rule}; within each group").format(rule=text) if grouped else text


def _steps(rule: Aggregation) -> str:
    """Return what a share of votes gives, the highest step first."""
    text = _("from {share} on {points} points")
    return listed(
        text.format(share=share_text(float(step.lowest)), points=f"{step.points:g}")
        for step in rule.steps
    )


def _base(rule: Aggregation) -> str:
    base = _(BASES[rule.base])
    if rule.base != "valid" or not rule.counted:
        return base
    counted = listed(_(FATES[fate]) for fate in rule.counted)
    return _("{base} and {counted}, these with 0 points").format(base=base, counted=counted)


def _groups(rule: SourceRule) -> str:
    if rule.groups is None:
        return _("none: all ballots count alike")
    if rule.groups == "electorate":
        return _("Σ (entitled of the group ÷ all entitled) × mean of the group")
    total = float(sum(rule.groups.values()))
    shares = "　".join(
        f"{group} {share_text(float(weight) / total)}" for group, weight in rule.groups.items()
    )
    return _("{shares}; a group without ballots is left out, the others raised").format(
        shares=shares
    )


def _counts(source: Source, electorate: pd.DataFrame | None) -> str:
    several = electorate is not None and "meeting" in electorate
    if electorate is None or (several and electorate["meeting"].nunique() > 1):
        return _("each meeting by the counts of its own roster")
    rows = electorate[electorate["source"].astype("str") == str(source)]
    counts = rows.groupby(rows["group"].astype("str"), sort=False)["count"].sum()
    total = int(counts.sum())
    if not total:
        return _("the roster holds no counts: all ballots count alike, which is flagged")
    everybody = _("all")
    return "　".join(
        f"{group or everybody} {int(count)} ({share_text(int(count) / total)})"
        for group, count in counts.items()
    )


def _joining() -> str:
    return _(
        "a group with fewer than {smallest} ballots is joined with the next group that has "
        "ballots, the last one with the one before, as long as two groups remain: their counts "
        "add, the mean is that of both; a group without ballots is left out and its share falls "
        "to the others; both are flagged"
    ).format(smallest=SMALLEST_STRATUM)
