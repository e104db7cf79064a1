"""Means as they count, step by step: by the best of the meeting, or by the share of the votes."""

from collections.abc import Iterable
from dataclasses import replace
from fractions import Fraction

from cxzy.core.conversion import SHARE_PLACES
from cxzy.core.derivation_ballots import exact
from cxzy.core.derivation_values import Mark, Reason, SourcePart, StepTaken
from cxzy.core.scheme import Scheme
from cxzy.core.scheme_parts import Aggregation
from cxzy.core.vocabulary import Source

WHOLE = Fraction(100)


def best_of(parts: Iterable[SourcePart]) -> Fraction | None:
    """Return the highest mean of one source over a meeting, None where nobody has one."""
    return max((one.mean for one in parts if one.mean is not None), default=None)


def as_counted(part: SourcePart, scheme: Scheme, best: Fraction | None) -> SourcePart:
    """Return a source with its mean as it counts; `best` is that of the meeting.

    See docs/decisions/0098-the-best-of-the-meeting.md and 0099-points-from-a-share-of-votes.md.
    """
    rule = scheme.sources[part.source].aggregation
    if part.mean is None or rule.kind not in ("relative", "banded"):
        return part
    if rule.kind == "banded":
        step = _step(part.mean / WHOLE, rule)
        return replace(part, mean=step.points, step=step)
    if best is None or best <= 0:
        return replace(part, mean=None, best=best, missing=Reason.NO_BEST)
    return replace(part, mean=WHOLE * part.mean / best, best=best)


def _step(share: Fraction, rule: Aggregation) -> StepTaken:
    """Return the step that a share has reached, compared as the official score compares."""
    below: Fraction | None = None
    for step in rule.steps:
        if round(share, SHARE_PLACES) >= round(step.lowest, SHARE_PLACES):
            return StepTaken(step.lowest, below, exact(step.points))
        below = step.lowest
    last = rule.steps[-1]
    return StepTaken(last.lowest, below if len(rule.steps) > 1 else None, exact(last.points))


def as_share(mark: Mark, scheme: Scheme, source: Source) -> Mark:
    """Return a vote as favourable (100) or not (0) where its source counts shares.

    What the mark was worth stands in `text` where it is a number.
    """
    rule = scheme.sources[source].aggregation
    if rule.kind != "banded" or mark.points is None:
        return mark
    points = WHOLE if _favourable(mark, mark.points, rule, scheme) else Fraction(0)
    return replace(mark, points=points, text=mark.text or f"{float(mark.points):.10g}")


def _favourable(mark: Mark, points: Fraction, rule: Aggregation, scheme: Scheme) -> bool:
    scales = [one for one in scheme.scales if mark.word in one.words]
    if len(scales) > 1:
        scales = [one for one in scales if exact(one.words[mark.word]) == points]
    if not scales:
        return points >= exact(rule.numbers)
    return mark.word in (rule.words or scales[0].satisfied)
