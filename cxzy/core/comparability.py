"""Whether the grades and scores of two schemes can be compared, and where the schemes differ.

What makes schemes comparable: docs/decisions/0044-what-makes-schemes-comparable.md.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from decimal import Decimal

from cxzy.core.language import _
from cxzy.core.scheme import Scheme
from cxzy.core.scheme_parts import Aggregation, BallotRule, Criterion, SourceRule
from cxzy.core.vocabulary import Source


@dataclass(frozen=True)
class Measure:
    """What a scheme makes scores and grades by; equal for schemes that are comparable.

    Each part is written out, so that equal rules are equal texts.
    """

    bands: str
    sources: str
    criteria: str
    scales: str
    computation: str


def measure(scheme: Scheme) -> Measure:
    """Return what `scheme` makes scores and grades by: not its name, version or unapplied parts."""
    return Measure(
        bands=repr([(band.grade, float(band.lowest)) for band in scheme.bands]),
        sources=repr([_source(scheme, source) for source in scheme.sources]),
        criteria=repr([_criteria(scheme.criteria_of(source)) for source in scheme.sources]),
        scales=repr([sorted(scale.words.items()) for scale in scheme.scales]),
        computation=repr(
            [
                str(scheme.subject),
                [_computed(rule, scheme) for rule in scheme.sources.values()],
                scheme.missing.mark,
                scheme.missing.min_answered.limit_denominator(1000),
                scheme.missing.source,
                scheme.rounding.places,
                scheme.rounding.mode,
                sorted((one.key, one.minimum, one.maximum) for one in scheme.bonus),
                sorted(_voiding(rule) for rule in scheme.ballot_rules if rule.action == "void"),
            ]
        ),
    )


def differing_parts(one: Measure, other: Measure) -> tuple[str, ...]:
    """Return in words which parts of two measures differ; empty where they are comparable.

    >>> from cxzy.core.scheme import Scheme
    >>> differing_parts(measure(Scheme(name="甲")), measure(Scheme(name="乙")))
    ()
    """
    words = {
        "bands": _("grades and bands"),
        "sources": _("sources and weights"),
        "criteria": _("criteria"),
        "scales": _("scales of words"),
        "computation": _("way of computing"),
    }
    names = [field.name for field in fields(Measure)]
    return tuple(words[name] for name in names if getattr(one, name) != getattr(other, name))


def _source(scheme: Scheme, source: Source) -> tuple[str, str, object]:
    groups = scheme.sources[source].groups
    named = _shares(groups) if isinstance(groups, Mapping) else groups
    return source.value, f"{scheme.weights[source]:.6f}", named


def _shares(weights: Mapping[str, Decimal]) -> list[tuple[str, str]]:
    """Return weights as shares of their sum: 60 and 40 are 0.6 and 0.4."""
    total = sum(weights.values()) or Decimal(1)
    return sorted((name, f"{float(weight / total):.6f}") for name, weight in weights.items())


def _criteria(criteria: tuple[Criterion, ...]) -> list[tuple[str, str, float]]:
    shares = dict(_shares({one.key: one.weight or Decimal(0) for one in criteria}))
    return sorted((one.key, shares[one.key], float(one.full_marks)) for one in criteria)


def _computed(rule: SourceRule, scheme: Scheme) -> tuple[object, ...]:
    together = _averaged(rule.aggregation, scheme)
    return rule.required, rule.minimum_ballots, rule.own_marks, together


def _voiding(rule: BallotRule) -> tuple[object, ...]:
    """Return what a rule voids; one that only flags changes no score."""
    number = rule.least if rule.kind == "same_mark" else rule.number
    return rule.kind, rule.word or "", number, sorted(rule.sources)


def _averaged(aggregation: Aggregation, scheme: Scheme) -> tuple[object, ...]:
    if aggregation.kind == "trimmed":
        return "trimmed", *aggregation.drops, aggregation.trims_from
    if aggregation.kind == "tally":
        return "tally", aggregation.base, sorted(aggregation.counted)
    if aggregation.kind == "banded":
        steps = [(float(step.lowest), step.points) for step in aggregation.steps]
        words = [sorted(aggregation.words or scale.satisfied) for scale in scheme.scales]
        base = aggregation.base, sorted(aggregation.counted)
        return "banded", *base, words, aggregation.numbers, steps
    return (aggregation.kind,)
