"""Ratings of several sheets as one table."""

import pandas as pd

from cxzy.core.combining import combined_ratings


def part(raters: list[int]) -> pd.DataFrame:
    subjects = pd.Categorical(["甲"] * len(raters))
    return pd.DataFrame({"rater": raters, "subject": subjects, "points": 90.0})


def test_raters_of_different_sheets_stay_different_people() -> None:
    combined = combined_ratings([part([0, 1, 1]), part([0, 2]), part([1])])
    assert combined["rater"].tolist() == [0, 1, 1, 2, 4, 6]


def test_unknown_raters_stay_unknown() -> None:
    combined = combined_ratings([part([-1, 3]), part([-1]), part([0])])
    assert combined["rater"].tolist() == [-1, 3, -1, 4]


def test_a_part_without_rows_changes_nothing() -> None:
    combined = combined_ratings([part([]), part([0]), part([])])
    assert combined["rater"].tolist() == [0]
    assert combined["subject"].tolist() == ["甲"]
