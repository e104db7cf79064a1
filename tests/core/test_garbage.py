"""The collector leaves alone what is loaded, and still finds what nobody holds."""

import gc
from collections.abc import Iterator
from weakref import ref

import pytest

from cxzy.core.garbage import NEW_OBJECTS, leave_alone_what_is_loaded


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    """Leave the collector as it was found."""
    threshold = gc.get_threshold()
    yield
    gc.unfreeze()
    gc.set_threshold(*threshold)


class Ring:
    """An object that holds itself, which counting never frees."""

    def __init__(self) -> None:
        self.itself = self


def test_what_is_loaded_is_not_looked_through_again() -> None:
    before = len(gc.get_objects())

    leave_alone_what_is_loaded()

    assert len(gc.get_objects()) < before / 10
    assert gc.get_threshold() == NEW_OBJECTS


def test_rings_made_later_are_still_freed() -> None:
    leave_alone_what_is_loaded()
    made = ref(Ring())

    kept = [[number] for number in range(2 * NEW_OBJECTS[0])]

    assert kept[0] == [0]
    assert made() is None
