"""How the demo's raters mark: levels, severities, groups and noise, from `data/demo/marks.toml`.

A mark is the subject's level on the criterion, plus what the source and the rater's group are
given to, less the rater's severity, plus noise; then it is written as a number or as a word.
"""

from collections.abc import Sequence
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from cxzy.core.vocabulary import BallotFate, Source
from cxzy.services.demo_people import (
    DemoBranch,
    DemoPerson,
    branches,
    generator,
    in_story,
    parameters,
)

Levels: TypeAlias = npt.NDArray[np.float64]
"""Subjects down, criteria across, in points of 100."""

Marks: TypeAlias = npt.NDArray[np.object_]
"""Raters × subjects × criteria; each a number, a word or None for a blank."""


def branch_level(branch: DemoBranch, period: str) -> float:
    """Return where a branch stands in a period, in points of 100."""
    rules = parameters("marks")["branches"]
    drawn = generator("level", branch.code)
    before = drawn.normal(rules["level"], rules["sd"])
    after = before + drawn.normal(rules["drift"], rules["drift_sd"])
    if in_story("unanimous", branch):
        before, after = rules["unanimous"], rules["unanimous"]
    if in_story("weak", branch):
        before, after = rules["weak"] - 0.6, rules["weak"]
    if in_story("turned_round", branch):
        after = rules["turned_round_to"]
    if in_story("improved", branch):
        before, after = rules["improved_from"], rules["improved_to"] + drawn.normal(0, 1)
    if in_story("dropped", branch):
        after = rules["dropped_to"]
    return float(before if period == _first_period() else after)


def member_levels(
    branch: DemoBranch, members: Sequence[DemoPerson], period: str, criteria: int
) -> Levels:
    """Return where each member stands on each criterion."""
    rules = parameters("marks")["members"]
    standing = generator("members", branch.code)
    spread = rules["unanimous_sd"] if in_story("unanimous", branch) else rules["sd"]
    ability = standing.normal(0, spread, (len(members), 1))
    habits = standing.normal(0, rules["criterion_sd"], (len(members), criteria))
    posts = np.array([[rules["position"] if member.position else 0.0] for member in members])
    now = generator("members", branch.code, period)
    change = now.normal(0, rules["period_sd"], (len(members), 1))
    levels: Levels = branch_level(branch, period) + ability + habits + posts + change
    return levels


def branch_levels(organisation: str, period: str, criteria: int) -> Levels:
    """Return where each branch of an organisation stands on each criterion."""
    own = [branch for branch in branches() if branch.organisation == organisation]
    habits = generator("branches", organisation).normal(
        0, parameters("marks")["members"]["criterion_sd"], (len(own), criteria)
    )
    levels: Levels = np.array([[branch_level(branch, period)] for branch in own]) + habits
    return levels


def source_marks(
    source: Source, groups: Sequence[str], levels: Levels, drawn: np.random.Generator
) -> Marks:
    """Return the marks that the raters of a source, one per entry of `groups`, write.

    Peers are the subjects themselves, in their order: their own marks are blank. A rater who
    assesses himself marks nobody else. One who hands in nothing has blanks only.
    """
    voice = parameters("marks")["voices"][source.value]
    marks = written(_heard(voice, groups, levels, drawn), source)
    _leave_blank(marks, voice, drawn)
    marks[drawn.random(len(groups)) < voice["absent"]] = None
    own = np.eye(len(groups), len(levels), dtype=bool)
    if source == Source.PEER:
        marks[own] = None
    if source == Source.SELF:
        marks[~own] = None
    return marks


def written(heard: npt.NDArray[np.float64], source: Source) -> Marks:
    """Return levels as raters of a source write them: as whole numbers from 40 up, or as words."""
    if parameters("marks")["voices"][source.value]["writes"] == "numbers":
        numbers: Marks = np.clip(np.rint(heard), 40, 100).astype(int).astype(object)
        return numbers
    words = parameters("marks")["words"]
    written = np.full(heard.shape, None, dtype=object)
    for word, lowest in reversed(words.items()):
        written[heard >= lowest] = word
    return written


def _heard(
    voice: dict[str, Any], groups: Sequence[str], levels: Levels, drawn: np.random.Generator
) -> Levels:
    shifts = np.array([parameters("marks")["groups"].get(group, 0.0) for group in groups])
    severity = drawn.normal(0, 1, len(groups)) * voice["severity"]
    # Where everybody is excellent, hardly anybody dares to differ.
    dares = np.clip((96.0 - levels.mean(axis=1)) / 8.0, 0.25, 1.0)[None, :, None]
    noise = drawn.normal(0, 1, (len(groups), *levels.shape)) * voice["noise"]
    own_way = (shifts - severity)[:, None, None] + noise
    heard: Levels = levels[None] + voice["shift"] + own_way * dares
    return heard


def _leave_blank(marks: Marks, voice: dict[str, Any], drawn: np.random.Generator) -> None:
    chance = drawn.random(marks.shape)
    marks[chance < voice["blank"] + voice["unsure"]] = BallotFate.UNSURE.value
    marks[chance < voice["blank"]] = None


def _first_period() -> str:
    return str(parameters("university")["periods"][0]["key"])
