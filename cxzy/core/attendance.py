"""Who was present at a meeting, of those entitled to assess.

An electorate has `source`, `group` and `count`, those entitled, and may have `present`, NaN where
nobody recorded it (docs/decisions/0127-present-is-who-came.md).
"""

import pandas as pd


def those_present(electorate: pd.DataFrame | None) -> pd.DataFrame | None:
    """Return the table with those present in `count`, those entitled where it is not recorded."""
    if electorate is None or "present" not in electorate:
        return electorate
    present = electorate["present"].fillna(electorate["count"])
    return electorate.assign(count=present.astype("int64"))


def unrecorded(electorate: pd.DataFrame | None) -> pd.DataFrame | None:
    """Return the rows of groups of which nobody recorded how many were present."""
    if electorate is None or "present" not in electorate:
        return electorate
    return electorate[electorate["present"].isna()]
