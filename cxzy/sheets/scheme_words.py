"""What a scheme says, in lines of a name and a text for those who fill in or read a sheet."""

from collections.abc import Sequence
from datetime import date

from babel.dates import format_date

from cxzy.core.labels import source_label
from cxzy.core.language import _, language, listed
from cxzy.core.scheme import Scheme
from cxzy.core.scheme_parts import SourceRule
from cxzy.core.vocabulary import Source

Lines = tuple[tuple[str, str], ...]


def day(when: date) -> str:
    """Return a date in the reader's language, such as 2012年6月17日 or 17 June 2012."""
    if language() == "en":
        return format_date(when, "d MMMM y", locale="en")
    return f"{when.year}年{when.month}月{when.day}日"


def share_text(share: float) -> str:
    """Return a share of 1 in per cent without needless zeros.

    >>> share_text(0.3), share_text(1 / 3)
    ('30%', '33.33%')
    """
    return f"{round(share * 100, 2):g}%"


def criteria_lines(scheme: Scheme, sources: Sequence[Source]) -> Lines:
    """Return each criterion with its weight and full marks, per source where they differ."""
    lists = {source: scheme.criteria_of(source) for source in sources}
    several = len(set(lists.values())) > 1
    lines: dict[str, str] = {}
    for source, criteria in lists.items():
        total = sum(float(one.weight or 0) for one in criteria) or float(len(criteria))
        for one in criteria:
            share = (float(one.weight) if one.weight is not None else 1.0) / total
            name = f"{source_label(source)} · {one.label}" if several else one.label
            lines[name] = _("weight {share}, full marks {full}").format(
                share=share_text(share), full=f"{one.full_marks:.6g}"
            )
    return tuple(lines.items())


def word_lines(scheme: Scheme) -> Lines:
    """Return each scale with its words and points."""
    return tuple(
        (scale.name, "　".join(f"{word} {points:.6g}" for word, points in scale.words.items()))
        for scale in scheme.scales
    )


def source_lines(scheme: Scheme) -> Lines:
    """Return each source with its weight and how its ballots are put together."""
    return tuple(
        (
            source_label(source),
            _("weight {share}; {aggregation}").format(
                share=share_text(scheme.weights.get(source, 0.0)),
                aggregation=_aggregation(rule),
            ),
        )
        for source, rule in scheme.sources.items()
    )


def band_lines(scheme: Scheme) -> Lines:
    """Return each grade with its lowest score."""
    text = _("from {lowest} points")
    return tuple((one.grade, text.format(lowest=f"{one.lowest:g}")) for one in scheme.bands)


def _aggregation(rule: SourceRule) -> str:
    low, high = rule.aggregation.drops
    return {
        "mean": _("mean of the ballots"),
        "median": _("median of the ballots"),
        "trimmed": _(
            "mean of the ballots without the {high} highest and {low} lowest, "
            "from {smallest} ballots on"
        ).format(high=high, low=low, smallest=rule.aggregation.trims_from),
        "tally": _("votes counted, each with the points of its word"),
        "relative": _("mean of the ballots, measured by the best of the meeting"),
        "banded": _("points by the share of favourable votes"),
    }.get(rule.aggregation.kind, rule.aggregation.kind)


def rule_lines(scheme: Scheme) -> Lines:
    """Return how the scheme is called and what it does with own marks, gaps and decimals."""
    own = scheme.sources.get(Source.PEER)
    rules = [
        (
            _("Scheme"),
            _("{name}, version {version}").format(name=scheme.name, version=scheme.version),
        )
    ]
    if own is not None:
        dropped = own.own_marks == "drop"
        text = _("left out among the peers") if dropped else _("count among the peers")
        rules.append((_("Own marks"), text))
    missing = {
        "withhold": _("no score until it is there"),
        "renormalise": _("the other weights are raised in proportion"),
        "adjust": _("the others' deviations from their means are re-weighted"),
        "zero": _("counts 0"),
    }
    rules.append((_("Missing source"), missing[scheme.missing.source]))
    places = scheme.rounding.places
    mode = _("rounded half up") if scheme.rounding.mode == "half_up" else _("cut off")
    rules.append((_("Rounding"), _("{places} decimals, {mode}").format(places=places, mode=mode)))
    return (*rules, *_ballot_lines(scheme), *bonus_lines(scheme))


def bonus_lines(scheme: Scheme) -> Lines:
    """Return the bonus points of a scheme, each with what it can add and deduct."""
    text = _("added to the score, all entries together from {minimum} to {maximum} points")
    return tuple(
        (one.name, text.format(minimum=f"{one.minimum:g}", maximum=f"{one.maximum:g}"))
        for one in scheme.bonus
    )


def _ballot_lines(scheme: Scheme) -> Lines:
    """Return what a rater's ballots may not do, and what becomes of them."""
    texts = {
        "at_most": _("“{word}” for at most {number} in a criterion"),
        "at_least": _("“{word}” for at least {number} in a criterion"),
        "same_mark": _("not one and the same mark for all, where there are {least} or more"),
    }
    fates = {"void": _("else the rater's ballots are void"), "flag": _("else it is remarked on")}
    lines = []
    for rule in scheme.ballot_rules:
        said = texts[rule.kind].format(word=rule.word, number=rule.number, least=rule.least)
        sources = listed(source_label(one) for one in scheme.sources if one in rule.sources)
        text = _("{rule}; {fate} ({sources})")
        lines.append(
            (_("Ballot rule"), text.format(rule=said, fate=fates[rule.action], sources=sources))
        )
    return tuple(lines)
