"""The sources of one score: each one's mean, its weight as applied, and its contribution."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction

import pandas as pd

from cxzy.core.attendance import those_present
from cxzy.core.derivation_ballots import Row
from cxzy.core.derivation_groups import entitled, group_weights, weighed
from cxzy.core.derivation_means import left_out, lot
from cxzy.core.derivation_values import ZERO, Lot, Reason, SourcePart
from cxzy.core.scheme import Scheme
from cxzy.core.vocabulary import Source

Shares = dict[Source, Fraction]


def published_weights(scheme: Scheme) -> Shares:
    """Return the share of each source as the scheme publishes it; 0 where it does not count."""
    given = {
        source: Fraction(rule.weight) if rule.counts else ZERO
        for source, rule in scheme.sources.items()
    }
    total = sum(given.values(), ZERO)
    return {source: weight / total for source, weight in given.items()}


def source_part(
    rows: Sequence[Row], scheme: Scheme, source: Source, electorate: pd.DataFrame | None
) -> SourcePart:
    """Return one source with its lots and its mean, not yet weighed among the others."""
    whole = lot(rows, scheme, source)
    weights = group_weights(scheme, source, electorate)
    named = dict.fromkeys(row.group for row in rows if row.group)
    lots = [lot([r for r in rows if r.group == g], scheme, source, group=g) for g in named]
    part = _pooled(whole, scheme, source)
    if any(weights.values()) and any(one.n for one in lots):
        part = _by_groups(part, rows, lots, weights, scheme)
    part = _over_present(part, scheme, electorate)
    return _with_enough(part, scheme)


def _pooled(whole: Lot, scheme: Scheme, source: Source) -> SourcePart:
    return SourcePart(
        source=source,
        published=published_weights(scheme)[source],
        counts=scheme.sources[source].counts,
        lots=(whole,) if whole.ballots or whole.votes else (),
        strata=(),
        n=whole.n,
        own_mean=whole.mean,
        mean=whole.mean,
    )


def _by_groups(
    part: SourcePart,
    rows: Sequence[Row],
    lots: Sequence[Lot],
    weights: Mapping[str, Fraction],
    scheme: Scheme,
) -> SourcePart:
    """Return the source with its groups weighed; ballots that no group weighs are left out."""
    join = scheme.sources[part.source].groups == "electorate"
    found = weighed(lots, weights, join=join)
    ordered = sorted(lots, key=lambda one: _place(one.group, list(weights)))
    kept = [
        one if weights.get(one.group) else left_out(one, Reason.UNKNOWN_GROUP) for one in ordered
    ]
    nameless = [row for row in rows if not row.group]
    if nameless:
        kept.append(left_out(lot(nameless, scheme, part.source), Reason.NO_GROUP))
    return replace(
        part,
        lots=tuple(kept),
        strata=found.strata,
        own_mean=found.mean,
        mean=found.mean,
        joined=found.joined,
    )


def _place(group: str, names: Sequence[str]) -> int:
    return names.index(group) if group in names else len(names)


def _over_present(part: SourcePart, scheme: Scheme, electorate: pd.DataFrame | None) -> SourcePart:
    """Return a tally divided by those present, where the scheme says so."""
    if scheme.sources[part.source].aggregation.base != "present":
        return part
    present = sum(entitled(part.source, those_present(electorate)).values(), ZERO)
    known = part.mean is not None and present
    mean = (part.mean or ZERO) * part.n / present if known else None
    return replace(part, own_mean=mean, mean=mean, present=present)


def _with_enough(part: SourcePart, scheme: Scheme) -> SourcePart:
    """Return the source, missing where it has no ballot or fewer than the scheme asks for."""
    if 0 < part.n < scheme.sources[part.source].minimum_ballots:
        return replace(part, mean=None, missing=Reason.FEW_BALLOTS)
    return part if part.mean is not None else replace(part, missing=Reason.BLANK)


def with_weights(
    parts: Sequence[SourcePart], scheme: Scheme, list_means: Mapping[Source, Fraction]
) -> tuple[SourcePart, ...]:
    """Return the sources with weights as applied and contributions, None without a score.

    See docs/decisions/0003-missing-sources.md.
    """
    policy = scheme.missing.source
    present = {one.source: one.mean is not None for one in parts}
    kept = {
        source: present[source] or (rule.required and policy != "renormalise")
        for source, rule in scheme.sources.items()
    }
    published = {one.source: one.published if kept[one.source] else ZERO for one in parts}
    applied = _shares(published)
    gone = any(applied[source] and not present[source] for source in applied)
    if policy == "adjust" and gone:
        return _adjusted(parts, published, list_means)
    scored = any(applied[source] and present[source] for source in applied)
    scored = scored and not (policy == "withhold" and gone)
    return tuple(
        replace(
            one,
            applied=applied[one.source],
            contribution=applied[one.source] * (one.mean or ZERO) if scored else None,
        )
        for one in parts
    )


def _adjusted(
    parts: Sequence[SourcePart], published: Shares, list_means: Mapping[Source, Fraction]
) -> tuple[SourcePart, ...]:
    """Return the sources with S = Σ w·m̄ + Σ_present w·(m − m̄) / Σ_present w, part by part."""
    known = {source: w if source in list_means else ZERO for source, w in published.items()}
    applied = _shares(known)
    here = _shares({one.source: applied[one.source] if one.mean is not None else ZERO
                    for one in parts})  # fmt: skip
    scored = any(here.values())
    found = []
    for one in parts:
        usual = list_means.get(one.source, ZERO)
        apart = ZERO if one.mean is None else one.mean - usual
        points = applied[one.source] * usual + here[one.source] * apart
        found.append(
            replace(
                one,
                applied=applied[one.source],
                contribution=points if scored else None,
                list_mean=list_means.get(one.source),
            )
        )
    return tuple(found)


def _shares(weights: Shares) -> Shares:
    total = sum(weights.values(), ZERO)
    return {source: weight / total if total else ZERO for source, weight in weights.items()}
