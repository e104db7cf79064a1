"""Shares of one whole as the scheme prints them; numbers of the specification, or plain sums."""

import pytest

from cxzy.core.scheme import Scheme, parse_scheme
from cxzy.services.shares import shares, whole_shares
from tests.services.university import SCHEME


def by(mode: str, places: int = 2) -> Scheme:
    scheme = parse_scheme(SCHEME + f'\n[percentages]\nmode = "{mode}"\nplaces = {places}\n')
    assert scheme.percentages.mode == mode
    return scheme


def test_the_rule_of_the_scheme_decides_who_takes_the_rest() -> None:
    assert shares([134, 4, 3], by("residual"), places=2) == [95.04, 2.84, 2.12]
    assert shares([134, 4, 3], by("plain"), places=2) == [95.04, 2.84, 2.13]
    assert shares([54, 323, 107, 49], None, places=1) == [10.1, 60.6, 20.1, 9.2]


def test_no_more_places_than_the_scheme_has() -> None:
    assert shares([54, 323, 107, 49], by("residual", 1), places=2) == [10.1, 60.6, 20.1, 9.2]


def test_whole_per_cents_add_to_a_hundred() -> None:
    assert whole_shares([1, 1, 1], by("residual")) == ["33%", "33%", "34%"]  # 3 × 33.3
    assert whole_shares([1, 1, 1], by("plain")) == ["33%", "33%", "33%"]


def test_a_last_class_is_never_below_nought() -> None:
    # 33.5, 33.5, 32.6 and .4: rounded half up the first three are 101 already
    assert shares([335, 335, 326, 4], by("residual"), places=0) == [33.0, 34.0, 33.0, 0.0]


@pytest.mark.parametrize("counts", [[], [0, 0]])
def test_where_nothing_is_counted_nothing_is_said(counts: list[int]) -> None:
    assert shares(counts, None, places=1) == [None] * len(counts)
    assert whole_shares(counts, None) == [""] * len(counts)
