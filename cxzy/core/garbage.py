"""The collector of garbage, which the counting of references leaves little to do."""

import gc

NEW_OBJECTS = (20_000, 20, 20)
"""How many new objects are waited for before garbage is looked for.

A run of a page and the import of a workbook make thousands that need no collector. See
docs/decisions/0107-a-run-costs-what-it-sends.md.
"""


def leave_alone_what_is_loaded() -> None:
    """Tell the collector that what is there stays for good, and to look more seldom."""
    gc.freeze()
    gc.set_threshold(*NEW_OBJECTS)
