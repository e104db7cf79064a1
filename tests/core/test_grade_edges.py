"""Distances to the edges of the bands, worked out by hand."""

import pandas as pd
import pytest

from cxzy.core.grade_edges import edge_distances, lower_edges, near_edges
from cxzy.core.grading import grades
from cxzy.core.scheme import parse_scheme

EDGES = (("优秀", 90.0), ("较好", 80.0), ("后进", 0.0))


def distances(*scores: float | None, margin: float = 1) -> pd.DataFrame:
    return edge_distances(pd.Series(scores, dtype="float64"), EDGES, margin=margin)


def test_a_score_is_so_far_from_the_band_above_and_from_its_own_edge() -> None:
    row = distances(87.5).iloc[0]
    assert (row["band"], row["next_band"]) == ("较好", "优秀")
    assert (row["to_next"], row["above_edge"]) == (2.5, 7.5)
    assert not row["near_next"]
    assert not row["near_edge"]


def test_on_the_line_counts_as_the_better_band_and_as_near_its_edge() -> None:
    row = distances(90.0).iloc[0]
    assert (row["band"], row["next_band"], row["above_edge"]) == ("优秀", None, 0)
    assert pd.isna(row["to_next"])
    assert row["near_edge"]


def test_the_margin_itself_is_borderline_whatever_the_binary_fraction() -> None:
    # 90 − 89.9 and 80.1 − 80 are not 0.1 in binary
    near = distances(89.9, 80.1, 89.89, 80.11, margin=0.1)
    assert near["near_next"].tolist() == [True, False, False, False]
    assert near["near_edge"].tolist() == [False, True, False, False]


def test_below_the_lowest_band_there_is_no_edge_to_fall_under() -> None:
    low = distances(79.5, 0.0, -2.0)
    assert low["band"].tolist() == ["后进"] * 3
    assert low["to_next"].tolist() == [0.5, 80, 82]
    assert low["above_edge"].isna().all()
    assert not low["near_edge"].any()


def test_without_a_score_there_is_no_band_and_no_distance() -> None:
    row = distances(None).iloc[0]
    assert row["band"] is None
    assert row["next_band"] is None
    assert row[["to_next", "above_edge"]].isna().all()
    assert not row["near_next"]
    assert not row["near_edge"]


@pytest.mark.parametrize("scores", [[], [95.0, 40.0]])
def test_a_single_band_has_no_edges(scores: list[float]) -> None:
    found = edge_distances(pd.Series(scores, dtype="float64"), (("合格", 0.0),), margin=1)
    assert found["band"].tolist() == ["合格"] * len(scores)
    assert found["to_next"].isna().all()
    assert found["above_edge"].isna().all()


def test_the_band_is_the_grade_that_grading_gives() -> None:
    scheme = parse_scheme("")
    scores = pd.Series([100, 90, 89.99, 75, 60, 59.99, 0, -1, None], dtype="float64")
    found = edge_distances(scores, lower_edges(scheme), margin=1)
    assert found["band"].tolist() == grades(scores, scheme)["grade"].tolist()


def test_the_scores_near_an_edge_stand_on_both_sides_of_it_from_above() -> None:
    scores = pd.Series([95.0, 90.4, 90.0, 89.5, 85.0, 80.2, 79.1, 40.0, None])
    placed = edge_distances(scores, EDGES, margin=1).assign(score=scores)
    near = near_edges(placed)
    assert near[["edge", "edge_from", "score", "beyond"]].to_numpy().tolist() == [
        ["优秀", 90.0, 90.4, 0.4],
        ["优秀", 90.0, 90.0, 0.0],
        ["优秀", 90.0, 89.5, -0.5],
        ["较好", 80.0, 80.2, 0.2],
        ["较好", 80.0, 79.1, -0.9],
    ]


def test_between_two_near_edges_a_score_stands_at_both() -> None:
    scores = pd.Series([85.0])
    edges = (("优秀", 85.5), ("较好", 84.5), ("后进", 0.0))
    near = near_edges(edge_distances(scores, edges, margin=1).assign(score=scores))
    assert near[["edge", "beyond"]].to_numpy().tolist() == [["优秀", -0.5], ["较好", 0.5]]


def test_nobody_near_is_an_empty_list() -> None:
    scores = pd.Series([85.0, None])
    assert near_edges(edge_distances(scores, EDGES, margin=1).assign(score=scores)).empty
