"""What counts of a meeting with one rater's ballots and without them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pandas as pd

from cxzy.core.bonus import marks_alone
from cxzy.core.combining import combined_ratings
from cxzy.core.ranking import ranks
from cxzy.core.ratings import with_void_ballots
from cxzy.core.scheme import Scheme
from cxzy.core.scoring import facets, weighted_scores
from cxzy.core.vocabulary import OVERALL, Source, SubjectKind
from cxzy.services.standing import counting
from cxzy.store.records import BallotDecision, BallotKey, StoredSheet, Verdict


@dataclass(frozen=True)
class Screened:
    """What screening needs of one meeting: its ratings with the sheet and number of each rater.

    `ratings` are all that were handed in and count for a source, void ballots too; `rater` is
    numbered through all sheets, `sheet` and `own` say where it comes from.
    """

    ratings: pd.DataFrame
    scheme: Scheme
    members: pd.DataFrame
    electorate: pd.DataFrame
    subject: SubjectKind
    decisions: Mapping[BallotKey, BallotDecision]

    @cached_property
    def raters(self) -> dict[BallotKey, tuple[str, int]]:
        """The source and number in `ratings` of each rater's ballots."""
        if self.ratings.empty:
            return {}
        marks = marks_alone(self.ratings, self.scheme)
        rows = marks[marks["rater"] >= 0]
        each = rows.drop_duplicates(["source", "rater"])
        columns = (each[name].tolist() for name in ("sheet", "source", "own", "rater"))
        return {
            BallotKey(sheet, Source(source), own): (str(source), rater)
            for sheet, source, own, rater in zip(*columns, strict=True)
        }

    @property
    def void(self) -> frozenset[BallotKey]:
        """The ballots that count for nothing now."""
        decided = self.decisions.items()
        return frozenset(key for key, one in decided if one.verdict is Verdict.VOID)

    @cached_property
    def counted(self) -> pd.DataFrame:
        """The ratings that count now: without void ballots."""
        return with_void_ballots(self.ratings, places(self, self.void), self.scheme)

    @cached_property
    def facets(self) -> pd.DataFrame:
        """The facets of what counts now, in texts."""
        return _texts(facets(_bare(self.counted), self.scheme))

    @cached_property
    def results(self) -> pd.DataFrame:
        """The results as they stand."""
        return weighted_scores(
            self.facets, self.scheme, electorate=self.electorate, members=self.members
        )


def with_origin(standing: Iterable[tuple[StoredSheet, pd.DataFrame]]) -> pd.DataFrame:
    """Return the ratings of all sheets that count, with the sheet and number of each rater."""
    parts = []
    for sheet, ratings in standing:
        counted = counting(ratings, sheet.standing)
        own = counted["rater"].to_numpy() if "rater" in counted else -1
        parts.append(counted.assign(sheet=sheet.id, own=own))
    ratings = combined_ratings(parts)
    return ratings if len(ratings) else ratings.assign(sheet=0, own=0)


def marks_beside(asked: Screened, keys: Sequence[BallotKey]) -> dict[BallotKey, pd.DataFrame]:
    """Return the points on each rater's ballots beside the source's means as they stand.

    `subject, name, points, usual`, one row per subject that the rater assessed.
    """
    if not keys:
        return {}
    found = _whole(facets(_one_below_another([_rows_of(asked, key) for key in keys]), asked.scheme))
    usual = _whole(asked.facets)[["source", "subject", "mean"]].rename(columns={"mean": "usual"})
    table = found.rename(columns={"mean": "points"}).merge(
        usual, on=["source", "subject"], how="left"
    )
    table = table.assign(name=_names_of(asked, table["subject"]))
    columns = ["subject", "name", "points", "usual"]
    return {
        key: table.loc[table["meeting"] == place, columns].reset_index(drop=True)
        for place, key in enumerate(keys)
    }


def results_beside(asked: Screened, keys: Sequence[BallotKey]) -> dict[BallotKey, pd.DataFrame]:
    """Return the results with each rater's ballots counted and without, all else as it stands.

    `subject, name` and `score_with, score_without, rank_with, rank_without, grade_with,
    grade_without`, by rank. All are reckoned at once, each as if it were a meeting of its own.
    """
    if not keys:
        return {}
    other, now = _other_results(asked, keys), asked.results.set_index("subject")
    subjects = now.index.union(other.index.unique("subject"))
    every = pd.MultiIndex.from_product([range(len(keys)), subjects])
    other, now, size = other.reindex(every), now.reindex(subjects), len(subjects)
    names = _names_of(asked, subjects.to_series())
    told = {}
    for place, key in enumerate(keys):
        part = other.iloc[place * size : (place + 1) * size]
        sides = (
            {"with": part, "without": now} if key in asked.void else {"with": now, "without": part}
        )
        columns: dict[str, Any] = {"subject": subjects, "name": names.array}
        for name in ("score", "rank", "grade"):
            columns |= {f"{name}_{side}": one[name].array for side, one in sides.items()}
        table = pd.DataFrame(columns).sort_values(["rank_with", "subject"], kind="stable")
        told[key] = table.reset_index(drop=True)
    return told


def _other_results(asked: Screened, keys: Sequence[BallotKey]) -> pd.DataFrame:
    """Return the results with each rater's ballots counted the other way, by its place in keys.

    Only the facets of the rater's source are reckoned anew.
    """
    anew, rest = [], []
    for place, key in enumerate(keys):
        void = asked.void ^ {key}
        source = asked.ratings[asked.ratings["source"] == key.source.value]
        anew.append(with_void_ballots(source, places(asked, void), asked.scheme))
        others = asked.facets[asked.facets["source"] != key.source.value]
        rest.append(others.assign(meeting=place))
    found = _texts(facets(_one_below_another(anew), asked.scheme))
    everywhere = range(len(keys))
    results = weighted_scores(
        pd.concat([found, *rest], ignore_index=True),
        asked.scheme,
        electorate=pd.concat([asked.electorate.assign(meeting=one) for one in everywhere]),
        members=pd.concat([asked.members.assign(meeting=one) for one in everywhere]),
    )
    results = results.assign(rank=ranks(results["score"], results["meeting"]))
    return results.set_index(["meeting", "subject"])


def places(asked: Screened, keys: Iterable[BallotKey]) -> list[tuple[str, int]]:
    """Return source and number in the ratings of those raters that are in them."""
    return [asked.raters[key] for key in keys if key in asked.raters]


def _rows_of(asked: Screened, key: BallotKey) -> pd.DataFrame:
    ratings, (source, rater) = asked.ratings, asked.raters[key]
    return ratings[(ratings["rater"] == rater) & (ratings["source"] == source)]


def _one_below_another(parts: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Return ratings as those of as many meetings, numbered from 0."""
    numbered = (_bare(part).assign(meeting=place) for place, part in enumerate(parts))
    return pd.concat(numbered, ignore_index=True)


def _bare(ratings: pd.DataFrame) -> pd.DataFrame:
    """Return ratings without where they come from, as scoring wants them."""
    return ratings.drop(columns=["sheet", "own"])


def _texts(found: pd.DataFrame) -> pd.DataFrame:
    """Return facets with texts in place of categories, which differ from part to part."""
    return found.astype(dict.fromkeys(("source", "group", "subject", "criterion"), "str"))


def _whole(found: pd.DataFrame) -> pd.DataFrame:
    """Return the facets of whole ballots of whole sources, in texts."""
    return _texts(found[(found["group"] == "") & (found["criterion"] == OVERALL)])


def _names_of(asked: Screened, subjects: "pd.Series[Any]") -> "pd.Series[Any]":
    known = asked.members.drop_duplicates("subject").set_index("subject")["name"]
    return subjects.map(known)


def decided(
    decisions: Mapping[BallotKey, BallotDecision], sheets: Sequence[StoredSheet]
) -> dict[BallotKey, BallotDecision]:
    """Return the decisions on ballots that count: their sheet stands for their source."""
    standing = {sheet.id: set(sheet.standing) for sheet in sheets}
    return {key: one for key, one in decisions.items() if key.source in standing[key.sheet_id]}
