"""One subject beside others, on numbers worked out by hand."""

import math

import pandas as pd
import pytest

from cxzy.core.comparison import (
    Standing,
    contribution_steps,
    criterion_gaps,
    criterion_means,
    self_gaps,
    standing,
)
from cxzy.core.vocabulary import Source

SCORES = pd.Series([90.0, 80.0, 80.0, 70.0, math.nan])


@pytest.mark.parametrize(("score", "place"), [(90.0, 1), (80.0, 2), (70.0, 4)])
def test_equal_scores_share_the_better_place(score: float, place: int) -> None:
    assert standing(SCORES, score) == Standing(80.0, place, 4)  # 320 / 4


def test_without_a_score_there_is_no_place() -> None:
    assert standing(SCORES, math.nan) is None
    assert standing(SCORES.head(0), 80.0) is None


def test_steps_lead_from_the_mean_of_all_scores_to_the_own_one() -> None:
    results = pd.DataFrame(
        {
            "score": [90.0, 80.0, math.nan],
            "self_mean": [95.0, 85.0, 20.0],
            "self_contribution": [9.5, 8.5, 2.0],
            "peer_mean": [89.4, 79.4, math.nan],
            "peer_contribution": [80.5, 71.5, math.nan],
        }
    )
    own = results.iloc[1].to_dict()
    steps = contribution_steps(own, results, [Source.SELF, Source.PEER])
    assert steps["step"].tolist() == pytest.approx([-0.5, -4.5])  # 8.5 − 9, 71.5 − 76
    assert steps["list_contribution"].sum() + steps["step"].sum() == pytest.approx(80)
    assert steps["list_mean"].tolist() == pytest.approx([90, 84.4])


def test_a_source_that_is_missing_costs_what_it_gives_others() -> None:
    results = pd.DataFrame(
        {"score": [90.0, 50.0], "peer_mean": [90.0, math.nan], "peer_contribution": [45, math.nan]}
    )
    steps = contribution_steps(results.iloc[1].to_dict(), results, [Source.PEER])
    assert steps["step"].tolist() == [-22.5]  # 0 − (45 + 0) / 2


def facets(*rows: tuple[str, str, str, float]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["source", "criterion", "subject", "mean"])


FACETS = facets(
    ("peer", "study", "a", 90.0),
    ("peer", "study", "b", 80.0),
    ("peer", "study", "c", 70.0),
    ("peer", "work", "a", 60.0),
    ("mass", "work", "c", math.nan),
)


def test_every_subject_of_a_list_counts_alike() -> None:
    found = criterion_means(FACETS, {"a": "staff", "b": "staff", "c": "student"})
    assert found.values.tolist() == [
        ["staff", "peer", "study", 2, 85.0],
        ["staff", "peer", "work", 1, 60.0],
        ["student", "peer", "study", 1, 70.0],
    ]


def test_without_lists_all_are_in_one_and_who_is_in_none_is_left_out() -> None:
    assert criterion_means(FACETS)["mean"].tolist() == [80.0, 60.0]
    assert criterion_means(FACETS, {"b": "staff"})["mean"].tolist() == [80.0]
    assert criterion_means(FACETS, {}).empty
    assert criterion_means(FACETS.head(0)).empty


def test_categories_are_read_like_words() -> None:
    named = FACETS.astype({"source": "category", "criterion": "category", "subject": "category"})
    assert criterion_means(named).equals(criterion_means(FACETS))


def test_being_modest_is_not_being_behind() -> None:
    criteria = pd.DataFrame(
        [
            ("self", "Study", 80.0, 90.0),
            ("peer", "Study", 91.0, 90.0),
            ("mass", "Work", 85.0, 88.0),
            ("peer", "Work", 89.0, 88.0),
            ("self", "Order", 88.0, 88.5),
        ],
        columns=["source", "label", "mean", "unit_mean"],
    )
    gaps = criterion_gaps(criteria)
    assert gaps.to_dict() == {"Work": -1.0, "Order": -0.5, "Study": 1.0}  # (−3 + 1) / 2
    assert gaps.index[0] == "Work"
    assert criterion_gaps(criteria.head(0)).empty


WEIGHTS = {Source.SELF: 0.1, Source.PEER: 0.3, Source.MASS: 0.6}


def test_the_gap_is_that_to_the_others_by_their_weights_and_the_widest_is_first() -> None:
    gaps = self_gaps(
        [
            (Source.SELF, "", "Whole", 92.0),
            (Source.PEER, "", "Whole", 90.0),
            (Source.MASS, "", "Whole", 87.0),
            (Source.SELF, "study", "Study", 95.0),
            (Source.MASS, "study", "Study", 85.0),
        ],
        WEIGHTS,
    )
    assert gaps["label"].tolist() == ["Study", "Whole"]
    assert gaps["others"].tolist() == pytest.approx([85, 88])  # (0.3 × 90 + 0.6 × 87) / 0.9
    assert gaps["gap"].tolist() == pytest.approx([10, 4])
    assert gaps["peer"].isna().tolist() == [True, False]


def test_what_only_one_side_has_marked_is_no_gap() -> None:
    means = [
        (Source.SELF, "a", "A", 92.0),
        (Source.PEER, "b", "B", 90.0),
        (Source.PEER, "a", "A", math.nan),
        (Source.LEADER, "a", "A", 80.0),  # without a weight
    ]
    assert self_gaps(means, WEIGHTS).empty
