"""What needs a decision or is missing today: sheets owed, scores withheld, low and close grades.

Ballots that wait for a look are added by `cxzy.services.overview_waiting`.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import pandas as pd

from cxzy.core.arrays import Rows
from cxzy.core.grade_edges import edge_distances, lower_edges
from cxzy.core.vocabulary import Source
from cxzy.services.campaign import MeetingView
from cxzy.services.grading import MARGIN
from cxzy.services.ranking import Ranking

_SAID = ("name", "subject", "score", "grade")

Topic = Literal["nothing_in", "owing", "withheld", "ballots", "lowest", "borderline"]
"""What a matter can be, the most pressing first."""
Target = Literal["meeting", "ballots", "subject", "members"]


@dataclass(frozen=True)
class Item:
    """One of those a matter is about, and where it leads.

    `key` is the id of a meeting, the number of a subject, or the code of the branch whose
    members are meant. What is to be said of it: `points` (a score, or the distance to the
    `grade` above; negative where the own edge is as near below), `count` of members or ballots,
    `owing`.
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
    """One thing to be seen to, and whom it is about, the most pressing first.

    `unseen` is the number of meetings of which it is not known whether they belong here.
    """

    topic: Topic
    items: tuple[Item, ...]
    unseen: int = 0

    @property
    def count(self) -> int:
        """How many it is about: members or ballots where these are meant, else the items."""
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
    own = [] if shown is members else _rows(shown.results, _unscored(shown), "name", "subject")
    counts: dict[int, int] = {}
    names: dict[int, str] = {}
    for unit_id, branch in _rows(members.results, _unscored(members), "unit_id", "branch"):
        counts[unit_id] = counts.get(unit_id, 0) + 1
        names.setdefault(unit_id, branch)
    most_first = sorted(counts, key=lambda unit_id: -counts[unit_id])
    return [
        *(Item(name, subject, "subject") for name, subject in own),
        *(Item(names[id_], codes[int(id_)], "members", count=counts[id_]) for id_ in most_first),
    ]


def _unscored(shown: Ranking) -> Rows:
    return np.flatnonzero(shown.results["score"].isna().to_numpy())


def _lowest(shown: Ranking) -> list[Item]:
    if shown.scheme is None:
        return []
    results = shown.results
    low = np.flatnonzero((results["grade"] == shown.scheme.bands[-1].grade).to_numpy())
    scores = results["score"].to_numpy("float64")
    ordered = low[scores[low].argsort(kind="stable")]
    return [
        Item(name, subject, "subject", score, grade)
        for name, subject, score, grade in _rows(results, ordered, *_SAID)
    ]


def _borderline(shown: Ranking) -> list[Item]:
    """Return graded subjects close to the band above or to the edge of their own."""
    results = shown.results
    found: list[tuple[tuple[Any, ...], tuple[Any, ...]]] = []
    graded = results["grade"].notna().to_numpy()
    for group in shown.marks.stored:
        held = results["meeting"].isin([meeting.id for meeting in group.meetings]).to_numpy()
        rows = np.flatnonzero(graded & held)
        scores = results["score"].take(rows).reset_index(drop=True)
        placed = edge_distances(scores, lower_edges(group.scheme), margin=MARGIN)
        close = np.flatnonzero((placed["near_next"] | placed["near_edge"]).to_numpy())
        found += zip(
            _rows(placed, close, "near_next", "to_next", "next_band", "above_edge", "band"),
            _rows(results, rows[close], "name", "subject"),
            strict=True,
        )
    items = [
        Item(name, subject, "subject", *((short, above) if near else (-over, band)))
        for (near, short, above, over, band), (name, subject) in found
    ]
    return sorted(items, key=lambda item: abs(item.points or 0))


def _rows(table: pd.DataFrame, rows: Rows, *columns: str) -> Iterator[tuple[Any, ...]]:
    """Yield some columns of some rows."""
    return zip(*(table[name].array.take(rows).tolist() for name in columns), strict=True)
