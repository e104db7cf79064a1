"""The ballots of a meeting that deserve a look, with what the results would be without them."""

from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

import numpy as np
import pandas as pd

from cxzy.core.screening import CHANCES, Signal, screened
from cxzy.core.small_groups import FEWEST_BALLOTS
from cxzy.core.vocabulary import SubjectKind, UnitKind
from cxzy.services.quality_results import Screened, marks_beside, results_beside
from cxzy.store.records import BallotDecision, BallotKey

MOST_COMPARED = 20
MOST_ROWS = 2_000_000
"""For so many ballots, and of so many ratings in all, the results without are reckoned at once."""
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
    raters are in it. `marks` has `subject, name, points, usual` (the source's mean as it stands)
    per subject, `results` has `subject, name` and, with the ballots counted and without,
    `score_with, score_without, rank_with, rank_without, grade_with, grade_without`; None where
    many are before it or the meeting is very large: `ballot_results` reckons them. `decision` is
    what is in force.
    """

    number: int
    ballots: BallotKey
    group: str
    subjects: int
    signals: tuple[RaisedSignal, ...]
    decision: BallotDecision | None
    marks: pd.DataFrame
    results: pd.DataFrame | None


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
    keys = [one.key for one in ordered]
    marks, results = marks_beside(asked, keys), results_beside(asked, keys[: _compared(asked)])
    return tuple(
        ListedBallots(
            number=number,
            ballots=one.key,
            group="" if (one.source, one.group) in small else str(one.group),
            subjects=int(one.subjects),
            signals=_signals(one),
            decision=asked.decisions.get(one.key),
            marks=marks[one.key],
            results=results.get(one.key),
        )
        for number, one in enumerate(ordered, start=1)
    )


def signal_counts(papers: pd.DataFrame) -> dict[Signal, int]:
    """Return how many raters' ballots raise each signal, listed or not."""
    return {signal: int(papers[signal.value].sum()) for signal in Signal}


def _compared(asked: Screened) -> int:
    """Return for how many ballots the results without are reckoned at once."""
    return min(MOST_COMPARED, MOST_ROWS // max(len(asked.ratings), 1))


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
