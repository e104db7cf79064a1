"""Counts of grades, by hand, and their order."""

import math

import pandas as pd

from cxzy.core.grade_counts import grade_counts

GRADES = ["优秀", "较好", "后进"]


def results(**grades: list[str | None]) -> pd.DataFrame:
    rows = [(unit, grade) for unit, listed in grades.items() for grade in listed]
    return pd.DataFrame(rows, columns=["unit", "grade"])


def test_everybody_together_is_one_row() -> None:
    counts = grade_counts(results(a=["优秀", "后进", None, "优秀"]), GRADES)
    assert counts.to_dict("records") == [
        {"total": 4, "graded": 3, "优秀": 2, "较好": 0, "后进": 1, "best_share": 2 / 3}
    ]


def test_units_are_ordered_by_the_share_of_the_best_then_the_lowest_then_their_size() -> None:
    counts = grade_counts(
        results(
            half_low=["优秀", "后进"],
            half=["优秀", "较好"],
            large_half=["优秀", "较好", "优秀", "较好"],
            all_best=["优秀"],
            nobody=[None, None],
        ),
        GRADES,
        by=["unit"],
    )
    assert counts["unit"].tolist() == ["all_best", "large_half", "half", "half_low", "nobody"]
    assert counts["total"].tolist() == [1, 4, 2, 2, 2]
    assert counts["graded"].tolist() == [1, 4, 2, 2, 0]
    assert counts["best_share"].tolist()[:4] == [1, 0.5, 0.5, 0.5]
    assert math.isnan(counts["best_share"].iloc[4])


def test_a_unit_without_a_name_is_not_lost() -> None:
    listed = pd.DataFrame({"unit": ["a", None], "grade": ["优秀", "优秀"]})
    assert grade_counts(listed, GRADES, by=["unit"])["total"].tolist() == [1, 1]


def test_nobody_at_all_is_a_row_of_zeros_together_and_no_row_by_unit() -> None:
    together = grade_counts(results(), GRADES)
    assert together[["total", "graded", *GRADES]].to_numpy().tolist() == [[0, 0, 0, 0, 0]]
    assert grade_counts(results(), GRADES, by=["unit"]).empty


def test_a_scheme_without_grades_counts_who_there_is() -> None:
    counts = grade_counts(results(a=[None, None]), [], by=["unit"])
    assert counts[["unit", "total", "graded"]].to_numpy().tolist() == [["a", 2, 0]]
    assert grade_counts(results(), [])["total"].tolist() == [0]
