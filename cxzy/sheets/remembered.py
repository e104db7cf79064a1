"""What rows and values were understood as, kept for the files that come after: forms come often."""

from collections.abc import Callable, Hashable
from typing import Any, TypeVar

MOST_ROWS = 128
T = TypeVar("T")


class Remembered:
    """What was found out once by one vocabulary: of rows by their texts, and of values.

    What is in `kinds`, and how many, is looked after by `cxzy.sheets.kinds_of_values`.
    """

    def __init__(self) -> None:
        self.rows: dict[Hashable, Any] = {}
        self.kinds: dict[Any, int] = {}

    def of_rows(self, key: Hashable, make: Callable[[], T]) -> T:
        """Return what was made for a key before, or make it; a bounded number is kept."""
        found: T | None = self.rows.get(key)
        if found is None:
            if len(self.rows) >= MOST_ROWS:
                self.rows.clear()
            found = self.rows[key] = make()
        return found
