"""Who is first in a sentence: all that are shown alike, and a few of them by name.

See docs/decisions/0086-first-are-all-that-are-shown-alike.md.
"""

from collections.abc import Iterable

from cxzy.core.language import _, listed
from cxzy.core.rounding import shown

FEW = 3
"""So many are named; of more these and their number."""


def leaders(values: Iterable[float], decimals: int, *, lowest: bool = False) -> list[int]:
    """Return the places of the highest values, or of the lowest, compared as they are shown.

    What a reader sees as the same number is a tie; NaN leads nowhere.

    >>> leaders([0.62, float("nan"), 0.58, 0.3], 1), leaders([0.62, 0.58], 2)
    ([0, 2], [0])
    """
    sign = -1.0 if lowest else 1.0
    numbers = [sign * shown(float(value), decimals) for value in values]
    highest = max((number for number in numbers if number == number), default=None)  # noqa: PLR0124
    return [place for place, number in enumerate(numbers) if number == highest]


def few(names: Iterable[str], most: int = FEW) -> str:
    """Return some names as a list; of more than `most` the first ones and the number of all.

    >>> from cxzy.core.language import CHINESE, use_language
    >>> use_language(CHINESE)
    >>> few(["甲", "乙"]), few("甲乙丙丁戊")
    ('甲、乙', '甲、乙、丙等 5 个')
    """
    named = list(names)
    if len(named) <= most:
        return listed(named)
    return _("{names} and others, {count} in all").format(
        names=listed(named[:most]), count=f"{len(named):,}"
    )
