"""The roster of a meeting: who is assessed, and how many may assess, per group."""

from dataclasses import dataclass, field

import pandas as pd

MEMBER_COLUMNS = ("subject", "name", "branch", "organisation", "kind", "type", "position")
ELECTORATE_COLUMNS = ("source", "group", "count")


def _empty_members() -> pd.DataFrame:
    return pd.DataFrame({column: pd.Series(dtype="str") for column in MEMBER_COLUMNS})


def _empty_electorate() -> pd.DataFrame:
    frame = pd.DataFrame({column: pd.Series(dtype="str") for column in ELECTORATE_COLUMNS})
    return frame.astype({"count": "int64"})


@dataclass(frozen=True)
class Roster:
    """Members and electorate of one meeting.

    `members` has one row per subject with the columns of `MEMBER_COLUMNS`, all text:
    `subject` is the stable number (the name where branches are assessed), `kind` a value of
    `UnitKind`, `type` of `MemberType`; what is not known is "". `electorate` has one row per
    source and group with the number of those entitled to assess, columns `source`, `group`
    and `count`.
    """

    members: pd.DataFrame = field(default_factory=_empty_members)
    electorate: pd.DataFrame = field(default_factory=_empty_electorate)
