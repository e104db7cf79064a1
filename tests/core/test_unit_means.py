"""Means of units beside a calculation with plain loops."""

import math
from statistics import mean

import pandas as pd
import pytest

from cxzy.core.unit_means import criterion_means, ends, unit_means
from cxzy.core.vocabulary import Source

RESULTS = pd.DataFrame(
    {
        "subject": ["a", "b", "c", "d"],
        "unit": [1, 1, 2, 2],
        "score": [90.0, 80.0, 88.0, math.nan],
        "self_mean": [95.0, 93.0, 92.0, 91.0],
        "peer_mean": [90.0, math.nan, 86.0, math.nan],
    }
)
ROWS = [  # meeting, source, subject, criterion, mean
    (1, "self", "a", "work", 96.0),
    (1, "leader", "a", "work", 80.0),
    (1, "leader", "b", "work", 90.0),
    (1, "leader", "c", "work", math.nan),
    (1, "mass", "c", "style", 77.0),
    (2, "leader", "a", "work", 20.0),
]
FACETS = pd.DataFrame(
    ROWS, columns=pd.Index(["meeting", "source", "subject", "criterion", "mean"])
).astype({"source": "category", "subject": "category", "criterion": "category"})
PLACED = pd.DataFrame({"meeting": [1, 1, 1], "subject": ["a", "b", "c"], "unit": [1, 1, 2]})


def test_a_unit_has_the_means_of_those_who_have_a_value() -> None:
    table = unit_means(RESULTS, "unit", [Source.SELF, Source.PEER])
    assert table["unit"].tolist() == [2, 1]
    assert table["mean"].tolist() == [88.0, mean([90, 80])]
    assert table["total"].tolist() == [2, 2]
    assert table["scored"].tolist() == [1, 2]
    assert table["self_mean"].tolist() == [91.5, 94.0]
    assert table["peer_mean"].tolist() == [86.0, 90.0]


def test_without_subjects_there_are_no_units() -> None:
    assert unit_means(RESULTS.head(0), "unit", [Source.SELF]).empty


def test_sources_count_in_a_criterion_with_their_weights() -> None:
    table = criterion_means(
        FACETS, {Source.SELF: 0.1, Source.LEADER: 0.3, Source.MASS: 0.6}, PLACED, "unit"
    )
    found = {(row.unit, row.criterion): row.mean for row in table.itertuples()}
    leaders = mean([80, 90])
    assert found[1, "work"] == pytest.approx((0.1 * 96 + 0.3 * leaders) / 0.4)
    assert found[2, "style"] == pytest.approx(77)
    assert len(found) == 2  # no other meeting, nothing missing


def test_a_source_that_does_not_count_says_nothing_of_a_criterion() -> None:
    table = criterion_means(FACETS, {Source.SELF: 0.0, Source.LEADER: 1.0}, PLACED, "unit")
    assert table["mean"].tolist() == [85.0]


def test_the_ends_of_a_long_table_are_its_first_and_last_rows() -> None:
    table = pd.DataFrame({"place": range(7)})
    assert ends(table, 4)["place"].tolist() == [0, 1, 5, 6]
    assert ends(table, 7)["place"].tolist() == list(range(7))
