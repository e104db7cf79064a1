"""Rating rounds whose truth is known: members, raters who differ, and the marks they give.

A mark is what a rater sees, put on the scale of the round: level of the member as the source sees
it, shift of the rater's group, less the rater's severity, and noise. Where there are several
criteria a ballot has a mark on each, and sources that the scheme tallies come as votes without
raters. The truth of a member is the score that the scheme expects over all draws of raters; the
self-assessment stands as it was given. Of a best mean or a median that is no sum of what marks are
expected to be: there the truth is the mean of the official scores of many drawings. See
docs/decisions/0116-what-an-interval-claims.md.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import ndtr

from cxzy.core.scheme import Scheme, parse_scheme
from cxzy.core.scoring import facets, weighted_scores
from cxzy.core.vocabulary import OVERALL, UNKNOWN_RATER, Source

Numbers = NDArray[np.float64]

SOURCES = ("self", "peer", "leader", "mass")
OTHERS = SOURCES[1:]
VIEWS, OWN_VIEW = 2.0, (5.0, 3.0)
"""How far sources differ on a member; by how much, and how unevenly, one marks oneself higher."""
ASPECTS, HALO = 3.0, 0.5
"""How far a member's criteria differ; what share of a ballot's noise is the same on all of them."""


@dataclass(frozen=True)
class Scale:
    """The marks that can be given: `points`, and from what is seen on each but the lowest is."""

    cuts: tuple[float, ...]
    points: tuple[float, ...]

    def marks(self, seen: Numbers) -> Numbers:
        """Return the points of what is seen."""
        return np.array(self.points)[np.searchsorted(self.cuts, seen, side="right")]

    def expected(self, level: Numbers, spread: float) -> Numbers:
        """Return the mean points where what is seen is normal about `level`."""
        steps = np.diff(self.points)
        reached = ndtr((level[..., None] - np.array(self.cuts)) / spread)
        return self.points[0] + reached @ steps


NUMBERS = Scale(tuple(np.arange(40.5, 100)), tuple(np.arange(40.0, 101)))
WORDS = Scale((70.0, 80.0, 90.0), (60.0, 75.0, 85.0, 95.0))


@dataclass(frozen=True)
class Group:
    """Raters of one kind: how many vote, what they weigh, and by how much they mark higher."""

    ballots: int
    weight: float = 1.0
    shift: float = 0.0


@dataclass(frozen=True)
class Round:
    """What branches and their raters are like; every number in points but counts and shares.

    `level` is the mean and the spread of members within a branch; branches are 3 points apart.
    `missing` is the share of ballots that were not cast. `scheme` is TOML, the default where
    empty; of several `criteria` it says the weights. The truth is the mean score of so many
    `redraws`, reckoned from expected marks where there are none.
    """

    branches: int
    members: int
    leaders: Mapping[str, Group]
    masses: Mapping[str, Group]
    severity: float = 0.0
    noise: float = 5.0
    level: tuple[float, float] = (84.0, 4.0)
    scale: Scale = NUMBERS
    missing: float = 0.0
    scheme: str = ""
    criteria: tuple[str, ...] = (OVERALL,)
    redraws: int = 0

    def raters(self, source: str) -> Mapping[str, Group]:
        """Return the groups of a source; peers are the members themselves."""
        if source == "peer":
            return {"": Group(self.members)}
        return self.leaders if source == "leader" else self.masses


@dataclass(frozen=True)
class Members:
    """Where members stand: `views` by source, `own` what they give themselves, as arrays.

    `views` has branches × members × the three other sources × criteria, `own` branches ×
    members × criteria.
    """

    views: Numbers
    own: Numbers

    def moved(self, change: Numbers) -> "Members":
        """Return the members after a change seen by all sources alike, branches × members."""
        return replace(self, views=self.views + change[..., None, None])


@dataclass(frozen=True)
class Drawn:
    """One drawing of a round: ratings, the true scores by subject, and who may vote."""

    ratings: pd.DataFrame
    truth: "pd.Series[float]"
    scheme: Scheme
    electorate: pd.DataFrame | None


def members_of(rules: Round, random: np.random.Generator) -> Members:
    """Return members drawn for a round."""
    many = rules.branches, rules.members
    level = rules.level[0] + random.normal(0, 3.0, (rules.branches, 1))
    level = level + random.normal(0, rules.level[1], many)
    views = level[..., None] + random.normal(0, VIEWS, (*many, len(OTHERS)))
    own = level + random.normal(*OWN_VIEW, many)
    aspects = _aspects(rules, random)
    return Members(
        views[..., None] + aspects[:, :, None], rules.scale.marks(own[..., None] + aspects)
    )


def _aspects(rules: Round, random: np.random.Generator) -> Numbers:
    """Return by how much members are better on each criterion, nothing where there is one."""
    shape = rules.branches, rules.members, len(rules.criteria)
    return random.normal(0, ASPECTS, shape) if len(rules.criteria) > 1 else np.zeros(shape)


def drawn(rules: Round, members: Members, random: np.random.Generator) -> Drawn:
    """Return the marks of raters drawn for a round, beside the truth."""
    scheme, electorate = parse_scheme(rules.scheme), _electorate(rules)
    ratings = _ratings(rules, members, scheme, random)
    if rules.redraws:
        again = (_ratings(rules, members, scheme, random) for _time in range(rules.redraws))
        truth = _mean_score(again, scheme, electorate)
    else:
        truth = _expected_score(rules, members, scheme)
    return Drawn(ratings, truth, scheme, electorate)


def _ratings(
    rules: Round, members: Members, scheme: Scheme, random: np.random.Generator
) -> pd.DataFrame:
    """Return the marks of one drawing."""
    parts = [_own_marks(members)]
    for column, source in enumerate(OTHERS):
        if source in scheme.sources:
            parts.append(_marks(rules, source, members.views[..., column, :], random))
    return as_votes(_table(rules, parts), scheme)


def _mean_score(
    drawings: Iterable[pd.DataFrame], scheme: Scheme, electorate: pd.DataFrame | None
) -> "pd.Series[float]":
    """Return the mean of the official scores of drawings by subject, of those that have one."""
    results = (
        weighted_scores(facets(one, scheme), scheme, electorate=electorate) for one in drawings
    )
    scores = pd.concat([one.set_index("subject")["score"] for one in results])
    return scores.groupby(level=0).mean()


def _expected_score(rules: Round, members: Members, scheme: Scheme) -> "pd.Series[float]":
    """Return Σ weight × expected mean ÷ Σ weight by subject."""
    weights = {str(source): float(rule.weight) for source, rule in scheme.sources.items()}
    shares = _criterion_shares(rules, scheme)
    truth = weights.get("self", 0.0) * (members.own @ shares)
    for column, source in enumerate(OTHERS):
        if source in weights:
            level = members.views[..., column, :]
            truth = truth + weights[source] * (_expected(rules, source, level) @ shares)
    return pd.Series(truth.ravel() / sum(weights.values()), index=_subjects(rules))


def _subjects(rules: Round) -> "pd.Index[str]":
    """Return the numbers of all members, branch by branch."""
    return pd.Index(
        [f"{number:07d}" for number in range(rules.branches * rules.members)], dtype="str"
    )


def _criterion_shares(rules: Round, scheme: Scheme) -> Numbers:
    """Return what share of a ballot each criterion is, the same for every source."""
    if len(rules.criteria) == 1:
        return np.ones(1)
    known = {one.key: float(one.weight or 0) for one in scheme.criteria_of(Source.MASS)}
    weights: Numbers = np.array([known[key] for key in rules.criteria])
    return np.divide(weights, weights.sum())


def _expected(rules: Round, source: str, level: Numbers) -> Numbers:
    """Return the mean that a source is expected to give, groups by their weights."""
    groups = rules.raters(source).values()
    spread = float(np.hypot(rules.severity, rules.noise))
    means = [group.weight * rules.scale.expected(level + group.shift, spread) for group in groups]
    return np.sum(means, axis=0) / sum(group.weight for group in groups)


def _own_marks(members: Members) -> dict[str, NDArray[np.generic]]:
    branch, member = np.indices(members.own.shape[:2])
    return _rows("self", branch, member, member, members.own, np.array([""] * len(member[0])))


def _marks(
    rules: Round, source: str, level: Numbers, random: np.random.Generator
) -> dict[str, NDArray[np.generic]]:
    """Return the ballots of a source, a row for each criterion of each."""
    groups = rules.raters(source)
    counts = [group.ballots for group in groups.values()]
    shift = np.repeat([group.shift for group in groups.values()], counts)
    shape = (*level.shape[:2], len(shift))
    severity = random.normal(0, rules.severity, (len(level), 1, len(shift)))
    seen = level[:, :, None] + (shift - severity)[..., None] + _noise(rules, shape, random)
    branch, member, rater = np.indices(shape)
    cast = random.random(shape) >= rules.missing
    if source == "peer":
        cast &= member != rater
    names = np.repeat(np.array(list(groups), dtype=object), counts)
    marks = rules.scale.marks(seen)
    return _rows(source, branch[cast], member[cast], rater[cast], marks[cast], names)


def _noise(rules: Round, shape: tuple[int, ...], random: np.random.Generator) -> Numbers:
    """Return the noise of ballots by criterion; a share of it is the same on all criteria."""
    many = len(rules.criteria)
    if many == 1:
        return random.normal(0, rules.noise, (*shape, 1))
    halo = random.normal(0, rules.noise * np.sqrt(HALO), (*shape, 1))
    return halo + random.normal(0, rules.noise * np.sqrt(1 - HALO), (*shape, many))


def _rows(
    source: str,
    branch: NDArray[np.intp],
    member: NDArray[np.intp],
    rater: NDArray[np.intp],
    points: Numbers,
    names: NDArray[np.generic],
) -> dict[str, NDArray[np.generic]]:
    """Return rows of ballots, whose `points` have one axis more: the criteria."""
    many, size = points.shape[-1], points.size
    columns = {"branch": branch, "member": member, "rater": rater}
    rows = {name: np.repeat(values.ravel(), many) for name, values in columns.items()}
    criterion = np.tile(np.arange(many, dtype="int8"), size // many)
    source_of = np.full(size, SOURCES.index(source), dtype="int8")
    more = {"points": points.ravel(), "criterion": criterion, "source": source_of}
    return rows | more | {"group": names[rows["rater"]]}


def _table(rules: Round, parts: list[dict[str, NDArray[np.generic]]]) -> pd.DataFrame:
    rows = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
    names = _subjects(rules)
    categorical = pd.Categorical.from_codes
    table = pd.DataFrame(
        {
            "meeting": rows["branch"].astype("int64"),
            "source": categorical(rows["source"], pd.Index(SOURCES, dtype="str")),
            "rater": rows["rater"].astype("int32"),
            "group": pd.Categorical(rows["group"]),
            "subject": categorical(rows["branch"] * rules.members + rows["member"], names),
            "points": rows["points"],
        }
    )
    if len(rules.criteria) == 1:
        return table
    return table.assign(
        criterion=categorical(rows["criterion"], pd.Index(rules.criteria, dtype="str"))
    )


def as_votes(ratings: pd.DataFrame, scheme: Scheme) -> pd.DataFrame:
    """Return ratings whose tallied sources are votes: `count` of equal marks, no raters."""
    tallied = [str(name) for name, one in scheme.sources.items() if one.aggregation.kind == "tally"]
    if not tallied:
        return ratings
    counted = ratings["source"].isin(tallied)
    votes = ratings[counted].assign(rater=np.int32(UNKNOWN_RATER))
    votes = votes.groupby(list(ratings), observed=True).size().rename("count").reset_index()
    return pd.concat([ratings[~counted].assign(count=1), votes], ignore_index=True)


def _electorate(rules: Round) -> pd.DataFrame | None:
    """Return who may vote, in the shares that the groups weigh; None without groups."""
    if len(rules.masses) == 1:
        return None
    counts = [round(1000 * group.weight) for group in rules.masses.values()]
    return pd.DataFrame({"source": "mass", "group": list(rules.masses), "count": counts})
