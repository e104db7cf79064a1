"""Marks at numbered places, brought together from ballots and from votes."""

from collections.abc import Sequence

import numpy as np

from cxzy.core.arrays import Codes, Numbers

Placed = tuple[Codes, Numbers, Codes | None]
"""Place, points and count of every mark; without counts each stands for one."""


def placed_together(parts: Sequence[Placed]) -> Placed:
    """Return the marks of all parts, in their order; none of no part.

    >>> one = np.array([0, 1]), np.array([90.0, 80.0]), None
    >>> other = np.array([1]), np.array([85.0]), np.array([3])
    >>> place, points, count = placed_together([one, other])
    >>> place.tolist(), count.tolist()
    ([0, 1, 1], [1, 1, 3])
    """
    some = [part for part in parts if len(part[0])] or parts[:1]
    if not some:
        return np.empty(0, dtype="int64"), np.empty(0), None
    if len(some) == 1:
        return some[0]
    places, points, counts = zip(*some, strict=True)
    alike = all(count is None for count in counts)
    return np.concatenate(places), np.concatenate(points), None if alike else _counts(some)


def _counts(parts: Sequence[Placed]) -> Codes:
    return np.concatenate(
        [np.ones(len(place), "int64") if count is None else count for place, _, count in parts]
    )
