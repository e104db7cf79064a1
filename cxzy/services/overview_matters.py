"""What needs a decision or is missing today: sheets owed, scores withheld, low and close grades."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import pandas as pd

from cxzy.core.grade_edges import edge_distances, lower_edges
from cxzy.core.vocabulary import Source
from cxzy.services.campaign import MeetingView
from cxzy.services.grading import MARGIN
from cxzy.services.ranking import Ranking

_SAID = ("name", "subject", "score", "grade", "points", "branch", "unit_id", "count")

Topic = Literal["nothing_in", "owing", "withheld", "lowest", "borderline"]
Target = Literal["meeting", "subject", "members"]


@dataclass(frozen=True)
class Item:
    """One of those a matter is about, and where it leads.

    `key` is the id of a meeting, the number of a subject, or the code of the branch whose
    members are meant. What is to be said of it: `points` (a score, or the distance to the
    `grade` above; negative where the own edge is as near below), `count` of members, `owing`.
    """

    name: str
    key: str
    target: Target
    points: float | None = None
    grade: str = ""
    count: int = 0
    owing: tuple[Source, ...] = ()


@dataclass(frozen=True)
class Matter:
    """One thing to be seen to, and whom it is about, the most pressing first."""

    topic: Topic
    items: tuple[Item, ...]

    @property
    def count(self) -> int:
        """How many it is about: members where members are meant, else the items."""
        return sum(item.count or 1 for item in self.items)


def matters_of(
    shown: Ranking,
    members: Ranking,
    views: Sequence[MeetingView],
    codes: Mapping[int, str],
) -> tuple[Matter, ...]:
    """Return the matters that are about anybody, the most pressing first.

    `members` is the ranking of the members, `shown` itself where it is that; `codes` are those
    of the units by their id.
    """
    found: dict[Topic, list[Item]] = {
        "nothing_in": [_owing(view) for view in views if view.owing and not view.standing],
        "owing": [_owing(view) for view in views if view.owing and view.standing],
        "withheld": _withheld(shown, members, codes),
        "lowest": _lowest(shown),
        "borderline": _borderline(shown),
    }
    return tuple(Matter(topic, tuple(items)) for topic, items in found.items() if items)


def _owing(view: MeetingView) -> Item:
    return Item(view.unit, str(view.id), "meeting", owing=view.owing)


def _withheld(shown: Ranking, members: Ranking, codes: Mapping[int, str]) -> list[Item]:
    """Return branches without a score, and branches with members without one."""
    without = shown.results[shown.results["score"].isna()]
    own = [] if shown is members else _rows(without)
    missing = members.results[members.results["score"].isna()]
    groups = missing.groupby("unit_id", sort=False)
    counted = groups.agg(count=("subject", "size"), branch=("branch", "first")).reset_index()
    counted = counted.sort_values("count", ascending=False, kind="stable")
    return [
        *(Item(row["name"], row["subject"], "subject") for row in own),
        *(
            Item(row["branch"], codes[int(row["unit_id"])], "members", count=int(row["count"]))
            for row in _rows(counted)
        ),
    ]


def _lowest(shown: Ranking) -> list[Item]:
    if shown.scheme is None:
        return []
    low = shown.results[shown.results["grade"] == shown.scheme.bands[-1].grade]
    return [
        Item(row["name"], row["subject"], "subject", float(row["score"]), row["grade"])
        for row in _rows(low.sort_values("score", kind="stable"))
    ]


def _borderline(shown: Ranking) -> list[Item]:
    """Return graded subjects close to the band above or to the edge of their own."""
    parts = []
    for group in shown.marks.stored:
        ids = [meeting.id for meeting in group.meetings]
        own = shown.results[shown.results["meeting"].isin(ids) & shown.results["grade"].notna()]
        edges = lower_edges(group.scheme)
        parts.append(own.join(edge_distances(own["score"], edges, margin=MARGIN)))
    if not parts:
        return []
    table = pd.concat(parts)
    close = table[table["near_next"] | table["near_edge"]]
    near_next = close["near_next"]
    points = close["to_next"].where(near_next, -close["above_edge"])
    grade = close["next_band"].where(near_next, close["band"])
    order = points.abs().sort_values(kind="stable").index
    return [
        Item(row["name"], row["subject"], "subject", float(row["points"]), str(row["grade"]))
        for row in _rows(close.assign(points=points, grade=grade).loc[order])
    ]


def _rows(table: pd.DataFrame) -> list[dict[Hashable, Any]]:
    return table[[name for name in _SAID if name in table]].to_dict("records")
