"""The ballots of a meeting that deserve a look, with what the results would be without them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import blake2b
from typing import Any

import numpy as np
import pandas as pd

from cxzy.core.combining import combined_ratings
from cxzy.core.scheme import Scheme
from cxzy.core.scoring import facets, weighted_scores
from cxzy.core.screening import CHANCES, Signal, screened, without_ballots
from cxzy.core.small_groups import FEWEST_BALLOTS
from cxzy.core.vocabulary import OVERALL, Source, SubjectKind, UnitKind
from cxzy.services.standing import counting
from cxzy.store.records import BallotDecision, BallotKey, StoredSheet, Verdict

MOST_COMPARED = 20
"""For so many the results without are reckoned at once; of the others when asked for."""
BLOC_WORDS = {
    UnitKind.STAFF.value: ("教工", "教职工", "教师"),
    UnitKind.STUDENT.value: ("学生",),
    UnitKind.OFFICE.value: ("机关", "职工"),
    UnitKind.RETIRED.value: ("离退休",),
}
"""How a group of raters is called that belongs to a kind of branch."""


@dataclass(frozen=True)
class RaisedSignal:
    """One reason to look at ballots.

    `chance` is how often an honest rater gives this reason (0–1; None for a broken limit, which
    is a fact); it belongs on no page. `alike` counts the other papers with the very same marks,
    `excess` the marks beyond the limit, `gap` the points by which the own bloc is favoured; 0
    where that is not what the signal is about.
    """

    signal: Signal
    chance: float | None
    alike: int = 0
    excess: int = 0
    gap: float = 0.0


@dataclass(frozen=True)
class ListedBallots:
    """All ballots of one rater in one source, to be looked at or decided on already.

    `number` counts the list, the strongest first, and says nothing of the order in the sheet;
    `ballots` is for deciding only and not to be shown. `group` is "" where fewer than five
    raters are in it. `marks` has `subject, name, points, usual` (mean of the other raters) per
    subject, `results` has `subject, name` and, with the ballots counted and without, `score_with,
    score_without, rank_with, rank_without, grade_with, grade_without`; None where there are more
    than MOST_COMPARED before it. `decision` is what is in force.
    """

    number: int
    ballots: BallotKey
    group: str
    subjects: int
    signals: tuple[RaisedSignal, ...]
    decision: BallotDecision | None
    marks: pd.DataFrame
    results: pd.DataFrame | None


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
        rows = self.ratings[self.ratings["rater"] >= 0]
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


def with_origin(standing: Iterable[tuple[StoredSheet, pd.DataFrame]]) -> pd.DataFrame:
    """Return the ratings of all sheets that count, with the sheet and number of each rater."""
    parts = []
    for sheet, ratings in standing:
        counted = counting(ratings, sheet.standing)
        own = counted["rater"].to_numpy() if "rater" in counted else -1
        parts.append(counted.assign(sheet=sheet.id, own=own))
    ratings = combined_ratings(parts)
    return ratings if len(ratings) else ratings.assign(sheet=0, own=0)


def looked_at(asked: Screened) -> pd.DataFrame:
    """Return what `screened` says of each rater's ballots, with `key` and `others_alike`.

    `key` is the BallotKey; `others_alike` counts the other raters with the very same marks.
    """
    papers = screened(asked.ratings, asked.scheme, blocs=_blocs(asked))
    keys = {place: key for key, place in asked.raters.items()}
    who = zip(papers["source"].tolist(), papers["rater"].tolist(), strict=True)
    same = papers.groupby(["source", "alike_with"], observed=True)["rater"].transform("size")
    return papers.assign(
        key=pd.Series([keys[source, rater] for source, rater in who], dtype="object"),
        others_alike=same - 1,
    )


def listed_ballots(asked: Screened, papers: pd.DataFrame) -> tuple[ListedBallots, ...]:
    """Return ballots that two signals list or a person decided on, those with most signals first.

    `papers` is what `looked_at` returns.
    """
    small = _small_groups(papers)
    chosen = papers[papers["listed"] | papers["key"].isin(list(asked.decisions))]
    rows: list[Any] = list(chosen.itertuples())
    ordered = sorted(rows, key=lambda one: (-one.signals, _chance(one), _lot(one.key)))
    return tuple(_listed(asked, one, number, small) for number, one in enumerate(ordered, start=1))


def signal_counts(papers: pd.DataFrame) -> dict[Signal, int]:
    """Return how many raters' ballots raise each signal, listed or not."""
    return {signal: int(papers[signal.value].sum()) for signal in Signal}


def _listed(
    asked: Screened, paper: Any, number: int, small: frozenset[tuple[str, str]]
) -> ListedBallots:
    return ListedBallots(
        number=number,
        ballots=paper.key,
        group="" if (paper.source, paper.group) in small else str(paper.group),
        subjects=int(paper.subjects),
        signals=_signals(paper),
        decision=asked.decisions.get(paper.key),
        marks=marks_beside(asked, paper.key),
        results=results_beside(asked, paper.key) if number <= MOST_COMPARED else None,
    )


def _signals(paper: Any) -> tuple[RaisedSignal, ...]:
    """Return the signals that a paper raises, structured."""
    about: dict[Signal, dict[str, Any]] = {
        Signal.ONE_MARK: {},
        Signal.ALIKE: {"alike": int(paper.others_alike)},
        Signal.OVER_LIMIT: {"excess": int(paper.excess)},
        Signal.OWN_BLOC: {"gap": float(paper.own_bloc_gap)},
    }
    return tuple(
        RaisedSignal(
            signal,
            float(getattr(paper, CHANCES[signal])) if signal in CHANCES else None,
            **about[signal],
        )
        for signal in Signal
        if getattr(paper, signal.value)
    )


def _lot(key: BallotKey) -> bytes:
    """Return what puts ballots that are alike in an order that is not that of the sheet."""
    return blake2b(f"{key.sheet_id} {key.source} {key.rater}".encode()).digest()


def _chance(paper: Any) -> float:
    """Return the product of the chances of the raised signals, for the order of the list."""
    raised = [getattr(paper, CHANCES[s]) for s in CHANCES if getattr(paper, s.value)]
    return float(np.prod(raised)) if raised else 1.0


def _small_groups(papers: pd.DataFrame) -> frozenset[tuple[str, str]]:
    """Return the groups in which a rater could be guessed at."""
    sizes = papers.groupby(["source", "group"], observed=True).size().reset_index(name="raters")
    few = sizes[sizes["raters"] < FEWEST_BALLOTS]
    return frozenset(zip(few["source"].tolist(), few["group"].tolist(), strict=True))


def _blocs(asked: Screened) -> pd.DataFrame:
    """Return to which blocs each subject belongs: its branch, its organisation and its kind."""
    members = asked.members
    if asked.subject is not SubjectKind.BRANCH:
        members = members.head(0)  # members of one branch are one bloc
    parts = [members[["subject", name]].set_axis(["subject", "bloc"], axis=1)
             for name in ("branch", "organisation")]  # fmt: skip
    kinds = [
        (subject, word)
        for subject, kind in zip(members["subject"], members["kind"], strict=True)
        for word in BLOC_WORDS.get(str(kind), ())
    ]
    parts.append(pd.DataFrame(kinds, columns=pd.Index(["subject", "bloc"]), dtype="str"))
    blocs = pd.concat(parts, ignore_index=True)
    return blocs[blocs["bloc"] != ""]


def marks_beside(asked: Screened, key: BallotKey) -> pd.DataFrame:
    """Return the points on one rater's ballots beside the mean of the others that count."""
    own = asked.raters[key]
    source = asked.ratings[asked.ratings["source"] == own[0]]
    rest = without_ballots(source, _places(asked, asked.void | {key}))
    points, usual = (
        _overall(part, asked.scheme) for part in (source[source["rater"] == own[1]], rest)
    )
    table = pd.DataFrame({"points": points, "usual": usual.reindex(points.index)})
    return _named(table.reset_index(), asked.members)[["subject", "name", "points", "usual"]]


def _overall(ratings: pd.DataFrame, scheme: Scheme) -> "pd.Series[float]":
    """Return the mean of each subject over whole ballots, of ratings of one source."""
    found = facets(ratings.drop(columns=["sheet", "own"]), scheme)
    whole = found[(found["group"] == "") & (found["criterion"] == OVERALL)]
    return whole.set_index("subject")["mean"]


def results_beside(asked: Screened, key: BallotKey) -> pd.DataFrame:
    """Return the results with one rater's ballots counted and without, all else as it stands."""
    with_, without = (
        _results(asked, void).set_index("subject")[["score", "rank", "grade"]]
        for void in (asked.void - {key}, asked.void | {key})
    )
    joined = with_.merge(
        without, how="outer", left_index=True, right_index=True, suffixes=("_with", "_without")
    )
    order = [
        f"{name}_{side}" for name in ("score", "rank", "grade") for side in ("with", "without")
    ]
    table = _named(joined.reset_index(), asked.members)[["subject", "name", *order]]
    return table.sort_values(["rank_with", "subject"], kind="stable").reset_index(drop=True)


def _results(asked: Screened, void: Iterable[BallotKey]) -> pd.DataFrame:
    counted = without_ballots(asked.ratings, _places(asked, void))
    return weighted_scores(
        facets(counted.drop(columns=["sheet", "own"]), asked.scheme),
        asked.scheme,
        electorate=asked.electorate,
        members=asked.members,
    )


def _places(asked: Screened, keys: Iterable[BallotKey]) -> list[tuple[str, int]]:
    return [asked.raters[key] for key in keys if key in asked.raters]


def _named(table: pd.DataFrame, members: pd.DataFrame) -> pd.DataFrame:
    names = members[["subject", "name"]].drop_duplicates("subject")
    table = table.assign(subject=table["subject"].astype("str"))
    return table.merge(names, on="subject", how="left")


def decided(
    decisions: Mapping[BallotKey, BallotDecision], sheets: Sequence[StoredSheet]
) -> dict[BallotKey, BallotDecision]:
    """Return the decisions on ballots that count: their sheet stands for their source."""
    standing = {sheet.id: set(sheet.standing) for sheet in sheets}
    return {key: one for key, one in decisions.items() if key.source in standing[key.sheet_id]}
