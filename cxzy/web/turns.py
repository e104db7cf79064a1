"""Runs of one process take turns, see docs/decisions/0050-turns.md."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Condition
from time import monotonic

LONGEST = 0.2
"""Seconds that a run keeps its turn; one that takes longer goes on beside the others."""


class Turns:
    """Lets one run at a time go ahead, and never waits long for one that does not end."""

    def __init__(self, longest: float = LONGEST) -> None:
        self._longest = longest
        self._ended = Condition()
        self._begun: float | None = None

    @contextmanager
    def one(self) -> Iterator[None]:
        """Wait until no other run has its turn, and have it until the block is left."""
        mine = self._begin()
        try:
            yield
        finally:
            self._end(mine)

    def _begin(self) -> float:
        with self._ended:
            while (left := self._left()) > 0:
                self._ended.wait(left)
            self._begun = monotonic()
            return self._begun

    def _left(self) -> float:
        """Return for how many seconds the turn is still another's."""
        return 0.0 if self._begun is None else self._begun + self._longest - monotonic()

    def _end(self, mine: float) -> None:
        with self._ended:
            if self._begun == mine:
                self._begun = None
                self._ended.notify()


turns = Turns()
