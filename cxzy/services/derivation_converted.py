"""The last step of a source in words: measured by the best, or read off the steps of a share."""

from collections.abc import Iterator

from cxzy.core.derivation_values import Reason, SourcePart, StepTaken
from cxzy.core.language import _
from cxzy.services.derivation_words import percent, reason_text, short

MORE = 3
"""More decimals where a quotient of two printed numbers is to be right in its last one."""


def converted_lines(part: SourcePart, decimals: int) -> Iterator[str]:
    """Say how the mean becomes what counts, where the scheme says so; whose the best is, never."""
    if part.step is not None:
        yield from _of_share(part, part.step, decimals)
    elif part.missing == Reason.NO_BEST:
        yield _("{reason}, so there is nothing to measure by.").format(
            reason=reason_text(Reason.NO_BEST)
        )
    elif part.best is not None and part.own_mean is not None and part.mean is not None:
        words = _("Measured by the best mean of the meeting: 100 × {own} ÷ {best} = {mean}.")
        yield words.format(
            own=short(part.own_mean, decimals + MORE),
            best=short(part.best, decimals + MORE),
            mean=short(part.mean, decimals),
        )


def _of_share(part: SourcePart, step: StepTaken, decimals: int) -> Iterator[str]:
    span = _("from {lowest} on").format(lowest=percent(step.lowest, decimals))
    if step.below is not None:
        span = _("from {lowest} on and below {below}").format(
            lowest=percent(step.lowest, decimals), below=percent(step.below, decimals)
        )
    points = short(step.points, decimals)
    if part.own_mean is None:
        words = _("Of so few votes the share is not told: it lies {span}, which gives {points}.")
        yield words.format(span=span, points=points)
        return
    words = _(
        "A favourable vote counts 100, any other 0, so the mean is the share of favourable votes: "
        "{share}. The scheme gives {points} points {span}."
    )
    yield words.format(share=percent(part.own_mean / 100, decimals), points=points, span=span)
