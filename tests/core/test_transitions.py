"""Moves between grades, counted by hand."""

import math

import pandas as pd
import pytest

from cxzy.core.transitions import (
    COMPARED,
    INCOMPARABLE,
    NO_GRADE,
    NO_GRADE_BEFORE,
    NO_GRADE_NOW,
    ONLY_BEFORE,
    ONLY_NOW,
    changes,
    climbed,
    moves,
    transition_matrix,
)

GRADES = ["优秀", "较好", "后进"]
LOWEST = {"优秀": 90.0, "较好": 70.0, "后进": 0.0}


def results(scores: dict[str, float | None], measure: str = "m", unit: str = "甲") -> pd.DataFrame:
    """Return results of bands 90/70/0, worked out one by one."""
    rows = []
    for subject, score in scores.items():
        grade = None if score is None else next(g for g in GRADES if score >= LOWEST[g])
        place = None if grade is None else GRADES.index(grade)
        rows.append((subject, score, grade, place, grade == "后进", measure))
    frame = pd.DataFrame(rows, columns=["subject", "score", "grade", "place", "lowest", "measure"])
    who = dict.fromkeys(("branch", "organisation", "kind"), unit)
    return frame.assign(name=frame["subject"], unit_id=1, organisation_id=1, **who)


def standing(before: pd.DataFrame, now: pd.DataFrame) -> dict[str, str]:
    return changes(before, now).set_index("subject")["standing"].to_dict()


def test_a_change_is_in_points_and_a_move_in_grades() -> None:
    # a: 95 → 60 is two grades down; b: 60 → 72.5 one up; c: 80 → 80 level
    changed = changes(results({"a": 95, "b": 60, "c": 80}), results({"a": 60, "b": 72.5, "c": 80}))
    assert changed["subject"].tolist() == ["b", "c", "a"]
    assert changed["change"].tolist() == [12.5, 0, -35]
    assert changed["move"].tolist() == [1, 0, -2]


def test_a_change_has_no_binary_dust() -> None:
    changed = changes(results({"a": 90.1}), results({"a": 90.4}))
    assert changed["change"].tolist() == [0.3]


def test_every_subject_stands_in_one_place() -> None:
    before = results({"both": 80, "gone": 80, "graded": 80, "late": None, "never": None})
    now = results({"both": 80, "new": 80, "graded": None, "late": 80, "never": None})
    assert standing(before, now) == {
        "both": COMPARED,
        "gone": ONLY_BEFORE,
        "new": ONLY_NOW,
        "graded": NO_GRADE_NOW,
        "late": NO_GRADE_BEFORE,
        "never": NO_GRADE,
    }


def test_other_measures_are_not_compared() -> None:
    changed = changes(results({"a": 60}, "old"), results({"a": 95}, "new"))
    assert changed["standing"].tolist() == [INCOMPARABLE]
    assert changed["change"].isna().all()
    assert changed["move"].isna().all()
    assert moves(changed)["compared"].tolist() == [0]


def test_points_are_compared_without_grades_too() -> None:
    scored = results({"a": None}).assign(score=80.0)
    changed = changes(scored, scored.assign(score=82.0))
    assert changed["standing"].tolist() == [NO_GRADE]
    assert changed["change"].tolist() == [2.0]


def test_who_it_is_stands_as_it_is_now_or_was_last() -> None:
    before, now = results({"a": 80, "gone": 80}, unit="旧"), results({"a": 80}, unit="新")
    changed = changes(before, now).set_index("subject")
    assert changed["organisation"].to_dict() == {"a": "新", "gone": "旧"}


def test_who_stands_twice_counts_with_a_grade() -> None:
    twice = pd.concat([results({"a": None}), results({"a": 95})], ignore_index=True)
    changed = changes(twice, results({"a": 75}))
    assert changed["move"].tolist() == [-1]


@pytest.mark.parametrize("measures", [("m", "n"), ("n", "m")])
def test_who_stands_twice_counts_by_a_measure_of_both_periods(measures: tuple[str, str]) -> None:
    first, second = measures
    twice = pd.concat([results({"a": 95}, first), results({"a": 60}, second)], ignore_index=True)
    # 95 → 75 by the first measure, 60 → 75 by the second
    assert changes(twice, results({"a": 75}, first))["change"].tolist() == [-20]
    assert changes(twice, results({"a": 75}, second))["change"].tolist() == [15]
    assert changes(results({"a": 75}, second), twice)["change"].tolist() == [-15]
    # by a third measure alone there is nothing to compare, and the first row is shown
    assert changes(twice, results({"a": 75}, "x"))["score_before"].tolist() == [95]


def test_who_stands_twice_in_both_periods_is_compared_by_one_measure() -> None:
    before = pd.concat([results({"a": 95}, "m"), results({"a": 60}, "n")], ignore_index=True)
    now = pd.concat([results({"a": 70}, "n"), results({"a": 91}, "m")], ignore_index=True)
    # 95 → 91 by m; 60 → 70 by n would do as well, 95 → 70 would not
    assert changes(before, now)["change"].tolist() == [-4]
    # where the one of m has no grade now, n is what both have
    ungraded = now.assign(grade=["较好", None], place=[1, None])
    assert changes(before, ungraded)["change"].tolist() == [10]


def test_whoever_climbed_is_counted_alike_with_and_without_the_table() -> None:
    before = results({"a": 60, "b": 50, "c": 95, "gone": 80, "never": None})
    now = results({"a": 75, "b": 52, "c": 60, "new": 80, "never": None})
    # a 后进→较好, b stays, c 优秀→后进; the others are not compared
    assert sorted(climbed(before, now)) == [-2, 0, 1]
    assert sorted(changes(before, now)["move"].dropna()) == [-2, 0, 1]
    assert len(climbed(before, results({}))) == 0


def test_equal_changes_stand_by_score_and_number_whoever_stands_first() -> None:
    # b and c rose by 5 points to 85, d and a by 5 to 75
    before = results({"d": 70, "c": 80, "b": 80, "a": 70})
    now = results({"c": 85, "d": 75, "a": 75, "b": 85})
    assert changes(before, now)["subject"].tolist() == ["b", "c", "a", "d"]
    alone = changes(results({"b": 80, "a": 80}), results({}))
    assert alone["subject"].tolist() == ["a", "b"]


def test_moves_count_up_level_down_and_who_was_turned_round() -> None:
    before = results({"a": 60, "b": 50, "c": 95, "d": 80, "e": 75, "new_low": 71})
    now = results({"a": 75, "b": 52, "c": 85, "d": 81, "e": 92, "new_low": 69})
    # a 后进→较好 up, b stays 后进, c 优秀→较好 down, d level, e 较好→优秀 up, new_low down
    row = moves(changes(before, now)).to_dict("records")[0]
    assert (row["compared"], row["up"], row["level"], row["down"]) == (6, 2, 2, 2)
    assert (row["lowest"], row["turned"], row["sunk"]) == (2, 1, 1)
    assert row["turned_share"] == 0.5
    # 15 + 2 − 10 + 1 + 17 − 2 = 23 points over 6
    assert row["mean_change"] == pytest.approx(23 / 6)


def test_units_are_ordered_by_what_rose_less_what_fell() -> None:
    before = pd.concat(
        [
            results({"a": 80, "b": 80}, unit="half"),
            results({"c": 80}, unit="all"),
            results({"d": 95}, unit="fell"),
            results({"e": 80}, unit="level"),
        ]
    )
    now = before.assign(
        score=[95.0, 80, 95, 80, 80],
        grade=["优秀", "较好", "优秀", "较好", "较好"],
        place=[0, 1, 0, 1, 1],
    )
    counted = moves(changes(before, now), by=["organisation"])
    assert counted["organisation"].tolist() == ["all", "half", "level", "fell"]
    assert counted["up"].tolist() == [1, 1, 0, 0]
    assert counted["down"].tolist() == [0, 0, 0, 1]
    assert counted["turned_share"].isna().all()


def test_the_matrix_has_rows_before_and_columns_now() -> None:
    before = results({"a": 95, "b": 80, "c": 80, "d": 50, "gone": 95})
    now = results({"a": 80, "b": 95, "c": 81, "d": 95})
    matrix = transition_matrix(changes(before, now), GRADES)
    assert matrix.to_numpy().tolist() == [[0, 1, 0], [1, 1, 0], [1, 0, 0]]
    assert matrix.loc["后进", "优秀"] == 1


def test_nobody_at_all_counts_to_nothing() -> None:
    changed = changes(results({}), results({}))
    assert changed.empty
    row = moves(changed).to_dict("records")[0]
    assert row["compared"] == 0
    assert math.isnan(row["mean_change"])
    assert math.isnan(row["turned_share"])
    assert moves(changed, by=["kind"]).empty
    assert transition_matrix(changed, GRADES).to_numpy().sum() == 0


def test_one_side_alone_is_no_fault() -> None:
    assert standing(results({}), results({"a": 80})) == {"a": ONLY_NOW}
    assert standing(results({"a": 80}), results({})) == {"a": ONLY_BEFORE}
