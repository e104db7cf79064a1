"""The roster of a meeting: who is assessed, and how many may assess, per group."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from itertools import chain
from typing import Any

import pandas as pd

from cxzy.core.tables import table_of

MEMBER_COLUMNS = ("subject", "name", "branch", "organisation", "kind", "type", "position")
ELECTORATE_COLUMNS = ("source", "group", "count")


@cache
def _blank(columns: tuple[str, ...]) -> pd.DataFrame:
    """Return a table of texts without rows; making one anew is slow, a shallow copy is not."""
    frame = pd.DataFrame({column: pd.Series(dtype="str") for column in columns})
    return frame.astype({"count": "int64"}) if "count" in columns else frame


def _empty_members() -> pd.DataFrame:
    return _blank(MEMBER_COLUMNS).copy(deep=False)


def _empty_electorate() -> pd.DataFrame:
    return _blank(ELECTORATE_COLUMNS).copy(deep=False)


@dataclass(frozen=True)
class Roster:
    """Members and electorate of one meeting.

    `members` has one row per subject with the columns of `MEMBER_COLUMNS`, all text:
    `subject` is the stable number (the name where branches are assessed), `kind` a value of
    `UnitKind`, `type` of `MemberType`; what is not known is "". `electorate` has one row per
    source and group with the number of those entitled to assess, columns `source`, `group`
    and `count`, and may have `present`, who came (NaN: not recorded).
    """

    members: pd.DataFrame = field(default_factory=_empty_members)
    electorate: pd.DataFrame = field(default_factory=_empty_electorate)

    @cached_property
    def lists(self) -> dict[str, list[Any]]:
        """The columns of `members` as lists: every workbook of a meeting is looked up in them."""
        return _lists_of(self.members)

    @cached_property
    def voting(self) -> dict[str, list[Any]]:
        """The columns of `electorate` as lists."""
        return _lists_of(self.electorate)


def _lists_of(table: pd.DataFrame) -> dict[str, list[Any]]:
    return {str(name): table[name].tolist() for name in table.columns.tolist()}


class ListedRoster(Roster):
    """A roster that is known as lists; tables are made of them where one is asked for.

    An import looks names up in the lists and stores them; only results need the tables. See
    docs/decisions/0162-an-import-makes-no-tables.md.
    """

    def __init__(self, lists: Mapping[str, list[str]], voting: Mapping[str, list[Any]]) -> None:
        """Take the columns `MEMBER_COLUMNS`, and those of the electorate with `present`."""
        vars(self).update(lists=lists, voting=voting)

    @cached_property
    def members(self) -> pd.DataFrame:
        """The members as a table."""
        # one array cut in pieces takes a third of the time of one array per column
        texts = pd.array(list(chain(*self.lists.values())), dtype="str")
        size = len(self.lists["subject"])
        columns = enumerate(self.lists)
        return table_of({name: texts[at * size : (at + 1) * size] for at, name in columns})

    @cached_property
    def electorate(self) -> pd.DataFrame:
        """The electorate as a table; without `present` where it has no row."""
        if not self.voting["source"]:
            return _empty_electorate()
        return pd.DataFrame(self.voting).astype({"present": "float64"})
