"""Which means of groups are withheld, so that no few people's marks can be told.

See docs/decisions/0085-means-of-small-groups.md.
"""

from collections.abc import Sequence

from cxzy.core.language import _

FEWEST_BALLOTS = 5
"""A mean of fewer ballots tells too much of each of them."""
SMALL, BESIDE = "small", "beside"


def withheld(ballots: Sequence[int]) -> list[str]:
    """Return for each group of one source why its mean is withheld, "" where it is shown.

    `ballots` are those of the groups; together they make the source's mean, which is shown. A
    group of fewer than five ballots is `small`. What is left when the shown groups are taken
    from the whole must be two groups and five ballots at least, so the next smallest are
    withheld `beside` it. A group without ballots has no mean.

    >>> withheld([1, 8, 6]), withheld([7, 8]), withheld([2, 3, 6, 0])
    (['small', '', 'beside'], ['', ''], ['small', 'small', '', ''])
    """
    reasons = [SMALL if 0 < count < FEWEST_BALLOTS else "" for count in ballots]
    held = [place for place, reason in enumerate(reasons) if reason]
    shown = [place for place, count in enumerate(ballots) if count and not reasons[place]]
    for place in sorted(shown, key=lambda one: ballots[one]):
        told = len(held) < 2 or sum(ballots[one] for one in held) < FEWEST_BALLOTS  # noqa: PLR2004 — one alone is what the others leave
        if not held or not told:
            break
        reasons[place] = BESIDE
        held.append(place)
    return reasons


def with_reason(group: str, reason: str) -> str:
    """Return the name of a group, and beside it why its mean is withheld, where it is."""
    words = withheld_text(reason)
    return _("{group} ({reason})").format(group=group, reason=words) if words else group


def withheld_text(reason: str) -> str:
    """Return in words why a mean is withheld; "" where it is not."""
    if reason == SMALL:
        return _("mean withheld: fewer than {count} ballots").format(count=FEWEST_BALLOTS)
    if reason == BESIDE:
        return _("mean withheld: it would tell that of a group of fewer than {count}").format(
            count=FEWEST_BALLOTS
        )
    return ""
