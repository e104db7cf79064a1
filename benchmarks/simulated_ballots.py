"""Ballots that are looked at: how often honest ones are, and how often planted ones are found."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from benchmarks.simulated import Drawn, Group, Numbers, Round, drawn, members_of
from benchmarks.simulated_rounds import IN_WORDS, NEARLY_ALL_BEST
from cxzy.core.scheme import parse_scheme
from cxzy.core.screening import Signal, screened

BLOCS = ("甲班", "乙班", "丙班")
IN_BLOCS: Round = replace(
    IN_WORDS, masses={name: Group(many) for name, many in zip(BLOCS, (12, 12, 11), strict=True)}
)
BEST, SECOND = 95.0, 85.0
NAMES = {95.0: "优秀", 85.0: "良好", 75.0: "一般", 60.0: "较差"}
LIMIT = 7
"""A third of twenty members."""
LIMITED = f'[[ballot_rules]]\nkind = "at_most"\nword = "优秀"\nnumber = {LIMIT}\n'
FAVOUR = 4.0
"""Points that a rater for his own bloc gives it more, and the others less."""


@dataclass(frozen=True)
class Found:
    """Shares of papers, 0–1: raised by each signal, and listed (two signals)."""

    papers: int
    raised: Mapping[Signal, float]
    listed: float

    @classmethod
    def of(cls, papers: pd.DataFrame) -> "Found":
        """Return the shares of a part of what `screened` returns."""
        raised = {signal: float(papers[signal.value].mean()) for signal in Signal}
        return cls(len(papers), raised, float(papers["listed"].mean()))


@dataclass(frozen=True)
class Plant:
    """Dishonest papers: how many a branch has among the masses, and what stands on them."""

    chinese: str
    english: str
    papers: int
    one_mark: bool = False
    own_bloc: bool = False
    limited: bool = False
    rules: Round = IN_BLOCS

    @property
    def title(self) -> str:
        """Return both names."""
        return f"{self.chinese} · {self.english}"


PLANTS = {
    "one_mark": Plant("一人全给优秀", "one rater gives everybody 优秀", 1, one_mark=True),
    "one_mark_small": Plant(
        "同上，但只有六名党员",
        "the same among six members",
        1,
        one_mark=True,
        rules=replace(IN_BLOCS, members=6),
    ),
    "one_mark_unanimous": Plant(
        "同上，但几乎全是优秀",
        "the same where nearly all is 优秀",
        1,
        one_mark=True,
        rules=replace(IN_BLOCS, level=NEARLY_ALL_BEST),
    ),
    "copied": Plant("两张票完全相同", "two papers copied", 2),
    "copied_small": Plant(
        "同上，但只有六名党员",
        "the same among six members",
        2,
        rules=replace(IN_BLOCS, members=6),
    ),
    "copied_unanimous": Plant(
        "同上，但几乎全是优秀",
        "the same where nearly all is 优秀",
        2,
        rules=replace(IN_BLOCS, level=NEARLY_ALL_BEST),
    ),
    "five_copied": Plant("五张票完全相同", "five papers copied", 5),
    "own_bloc": Plant("一人偏袒本班", "one rater favours the own class", 1, own_bloc=True),
    "copied_bloc": Plant(
        "两张相同的票偏袒本班", "two papers copied that favour the own class", 2, own_bloc=True
    ),
    "over_limit": Plant(
        "限评优秀，一人全给", "a limit on 优秀, one gives it to all", 1, one_mark=True, limited=True
    ),
}


def honest(rules: Round, random: np.random.Generator) -> Found:
    """Return how often papers of a round without any plant are raised and listed."""
    one = drawn(rules, members_of(rules, random), random)
    return Found.of(screened(one.ratings, one.scheme))


def planted(plant: Plant, branches: int, random: np.random.Generator) -> tuple[Found, Found]:
    """Return the shares of planted papers and of the honest ones beside them, masses alone."""
    rules = replace(plant.rules, branches=branches)
    members = members_of(rules, random)
    one = drawn(rules, members, random)
    masses = one.ratings[one.ratings["source"] == "mass"]
    shape = branches, rules.members, len(masses) // members.own.size
    bloc = np.arange(rules.members) % len(BLOCS)
    marks = masses["points"].to_numpy().reshape(shape).copy()
    if plant.limited:
        keep_to_limit(marks, random)
    _plant(marks, plant, rules, members.views[..., -1, 0], random)
    papers = _screened(one, masses.assign(points=marks.ravel()), bloc, plant)
    dishonest = papers["rater"] < plant.papers
    return Found.of(papers[dishonest]), Found.of(papers[~dishonest])


def _plant(
    marks: Numbers, plant: Plant, rules: Round, level: Numbers, random: np.random.Generator
) -> None:
    """Write the planted papers over those of the first raters, who are of the first bloc."""
    if plant.one_mark:
        marks[:, :, : plant.papers] = BEST
    if plant.own_bloc:
        own = np.arange(rules.members) % len(BLOCS) == 0
        seen = level + np.where(own, FAVOUR, -FAVOUR) + random.normal(0, rules.noise, level.shape)
        marks[:, :, 0] = rules.scale.marks(seen)
    if plant.papers > 1:
        marks[:, :, 1 : plant.papers] = marks[:, :, :1]


def keep_to_limit(marks: Numbers, random: np.random.Generator) -> None:
    """Make 良好 of as many 优秀, taken by lot, as each rater has beyond the limit."""
    best = marks == BEST
    lot = np.where(best, random.random(marks.shape), 2.0).argsort(axis=1).argsort(axis=1)
    marks[best & (lot >= LIMIT)] = SECOND


def _screened(
    one: Drawn, masses: pd.DataFrame, bloc: NDArray[np.intp], plant: Plant
) -> pd.DataFrame:
    subjects = masses["subject"].cat.categories
    blocs = pd.DataFrame({"subject": subjects})
    blocs["bloc"] = np.array(BLOCS, dtype=object)[np.resize(bloc, len(subjects))]
    scheme = parse_scheme(LIMITED) if plant.limited else one.scheme
    words = masses.assign(word=masses["points"].map(NAMES).astype("category"))
    return screened(words, scheme, blocs=blocs)
