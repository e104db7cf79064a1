"""Turnout and balance of many meetings at once are those of each meeting alone."""

import numpy as np
import pandas as pd
import pytest

from cxzy.core.representation import representation
from cxzy.core.representation_lists import group_turnout, representations
from cxzy.core.vocabulary import OVERALL, Source


def turnout(rows: list[tuple[int, str, int, float]]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["meeting", "group", "electorate", "ballots"])


def test_the_indicator_is_that_of_the_published_case() -> None:
    rows = [(7, "甲", 60, 30.0), (7, "乙", 30, 10.0), (7, "丙", 10, 5.0)]
    found = representations(turnout(rows)).loc[7]
    assert (found["electorate"], found["ballots"], found["turnout"]) == (100, 45, 0.45)
    # Kish: 45 · Σ(N²/n) / 100² with Σ = 3600/30 + 900/10 + 100/5 = 230 → 1.035
    assert found["effective"] == pytest.approx(45 / 1.035)
    assert found["r_adjusted"] == pytest.approx(
        representation([30, 10, 5], [60, 30, 10]).r_adjusted
    )


def test_many_meetings_at_once_are_each_as_alone() -> None:
    drawn = np.random.default_rng(20120608)
    people = drawn.integers(1, 60, (200, 3))
    voted = drawn.binomial(people, drawn.uniform(0.0, 1.0, (200, 3)))
    rows = [
        (meeting, f"群{group}", int(people[meeting, group]), float(voted[meeting, group]))
        for meeting in range(200)
        for group in range(3)
    ]
    found = representations(turnout(rows))
    for meeting in range(200):
        alone = representation(voted[meeting], people[meeting])
        row = found.loc[meeting]
        for name in ("electorate", "ballots", "turnout", "r_adjusted", "effective"):
            assert row[name] == pytest.approx(getattr(alone, name), nan_ok=True), (meeting, name)
        assert (row["missing"], row["crowded"]) == (len(alone.missing), len(alone.crowded))


def test_what_is_not_in_or_impossible_is_left_open() -> None:
    rows = [(1, "甲", 10, np.nan), (2, "甲", 3, 5.0), (2, "乙", 9, 4.0), (3, "", 8, 6.0)]
    found = representations(turnout(rows))
    assert np.isnan(found.loc[1, ["ballots", "turnout", "r_adjusted", "effective"]]).all()
    assert found.loc[2, "crowded"] == 1
    assert np.isnan(found.loc[2, "r_adjusted"])
    assert found.loc[3, "turnout"] == 0.75
    assert np.isnan(found.loc[3, "r_adjusted"])  # one group cannot be out of balance
    assert representations(turnout([])).empty


def test_ballots_are_those_of_the_subject_with_most() -> None:
    facets = pd.DataFrame(
        [
            (1, "mass", "学生", "甲", OVERALL, 4), (1, "mass", "学生", "乙", OVERALL, 5),
            (1, "mass", "", "甲", OVERALL, 6), (2, "mass", "", "甲", OVERALL, 9),
            (1, "peer", "学生", "甲", OVERALL, 99), (4, "mass", "", "甲", OVERALL, 3),
            (4, "mass", "校友", "甲", OVERALL, 3),
        ],
        columns=["meeting", "source", "group", "subject", "criterion", "n"],
    )  # fmt: skip
    electorate = pd.DataFrame(
        [
            (1, "mass", "学生", 8), (1, "mass", "教师", 2), (2, "mass", "", 10),
            (3, "mass", "", 7), (1, "peer", "", 3), (2, "mass", "空", 0),
            (4, "mass", "学生", 5), (4, "mass", "教师", 4),
        ],
        columns=["meeting", "source", "group", "count"],
    )  # fmt: skip
    found = group_turnout(facets, electorate, Source.MASS)
    rows = found.set_index(["meeting", "group"])["ballots"]
    assert rows[(1, "学生")] == 5
    assert rows[(1, "教师")] == 0
    assert rows[(2, "")] == 9
    assert np.isnan(rows[(3, "")])
    assert rows[(4, "")] == 3  # no ballot names a group of the electorate
    assert found.loc[found["meeting"] == 4, "electorate"].tolist() == [9]
    assert len(rows) == 5
