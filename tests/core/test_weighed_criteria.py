"""Means per criterion that are weighed by groups, and what can be worked out from them."""

import numpy as np
import pandas as pd
import pytest

from cxzy.core.scheme import parse_scheme
from cxzy.core.scoring import facets, score
from cxzy.core.weighed_criteria import weighed_criteria

TWO = '[[criteria]]\nkey = "a"\nweight = 60\n[[criteria]]\nkey = "b"\nweight = 40\n'
GROUPS = 'groups = { "分管领导" = 60, "其他领导" = 40 }\n'
SCHEME = parse_scheme("[sources.leader]\nweight = 100\n" + GROUPS + TWO)


def leaders(*rows: tuple[str, float, float]) -> pd.DataFrame:
    """Return ballots on 甲 of (group, mark on a, mark on b), a rater each."""
    given = [
        ("leader", rater, group, "甲", key, mark)
        for rater, (group, *marks) in enumerate(rows)
        for key, mark in zip("ab", marks, strict=True)
    ]
    return pd.DataFrame(
        given, columns=["source", "rater", "group", "subject", "criterion", "points"]
    )


FOUR = leaders(
    ("分管领导", 70, 80), ("其他领导", 90, 85), ("其他领导", 92, 87), ("其他领导", 94, 95)
)


def criteria(ratings: pd.DataFrame, electorate: pd.DataFrame | None = None, scheme=SCHEME):
    found = weighed_criteria(facets(ratings, scheme), scheme, electorate)
    return found[found["group"] == ""].set_index("criterion")["mean"]


def test_criteria_weigh_groups_as_the_source_does_and_lead_to_its_mean() -> None:
    # By hand: a .6 · 70 + .4 · 92, b .6 · 80 + .4 · 89; over both .6 · 78.8 + .4 · 83.6.
    means = criteria(FOUR)
    assert means[["a", "b"]].tolist() == pytest.approx([78.8, 83.6])
    official = score(FOUR, SCHEME).iloc[0]["leader_mean"]
    assert official == pytest.approx(0.6 * 78.8 + 0.4 * 83.6)


def test_the_mark_of_the_only_leader_in_charge_cannot_be_worked_out() -> None:
    # With plain means of all ballots (M − 8/15 · P) / (7/15) is his ballot, 74.
    plain = facets(FOUR, SCHEME)
    whole = plain[(plain["group"] == "") & (plain["criterion"] != "")].set_index("criterion")[
        "mean"
    ]
    official = score(FOUR, SCHEME).iloc[0]["leader_mean"]

    def solved(means: pd.Series) -> float:
        return (official - 8 / 15 * (0.6 * means["a"] + 0.4 * means["b"])) / (7 / 15)

    assert solved(whole) == pytest.approx(74)
    assert solved(criteria(FOUR)) == pytest.approx(official)


def test_a_criterion_that_the_only_leader_leaves_open_is_left_out() -> None:
    scheme = parse_scheme(
        "[sources.leader]\nweight = 100\n" + GROUPS + "[missing]\nmin_answered = 0.5\n" + TWO
    )
    given = FOUR.copy()
    given.loc[(given["group"] == "分管领导") & (given["criterion"] == "b"), "points"] = np.nan
    means = criteria(given, scheme=scheme)
    assert np.isnan(means["b"])
    assert means["a"] == pytest.approx(78.8)


def test_the_electorate_weighs_criteria_and_without_groups_nothing_changes() -> None:
    # By hand: 学生 mean 90 of 80, 教师 70 of 20 entitled.
    scheme = parse_scheme('[sources.mass]\nweight = 100\ngroups = "electorate"\n' + TWO)
    given = pd.concat([leaders(*[("学生", 90, 90)] * 5), leaders(*[("教师", 70, 70)] * 6)])
    given = given.assign(source="mass", rater=np.repeat(np.arange(11), 2))
    counts = {"source": ["mass"] * 2, "group": ["学生", "教师"], "count": [80, 20]}
    assert criteria(given, pd.DataFrame(counts), scheme)["a"] == pytest.approx(86)
    assert criteria(given, None, scheme)["a"] == pytest.approx((450 + 420) / 11)
    plain = parse_scheme("[sources.mass]\nweight = 100\n" + TWO)
    pd.testing.assert_frame_equal(
        weighed_criteria(facets(given, plain), plain, None), facets(given, plain)
    )


def test_each_of_several_meetings_is_weighed_by_its_own_electorate() -> None:
    scheme = parse_scheme('[sources.mass]\nweight = 100\ngroups = "electorate"\n' + TWO)
    given = pd.concat([leaders(*[("学生", 90, 80)] * 5), leaders(*[("教师", 70, 60)] * 6)])
    given = given.assign(source="mass", rater=np.repeat(np.arange(11), 2))
    both = pd.concat([given.assign(meeting=1), given.assign(meeting=2)])
    groups, counts = ["学生", "教师", "教师", "学生"], [80, 20, 50, 50]
    electorate = pd.DataFrame({"source": "mass", "group": groups, "count": counts})
    found = weighed_criteria(facets(both, scheme), scheme, electorate.assign(meeting=[1, 1, 2, 2]))
    whole = found[found["group"] == ""].set_index(["meeting", "criterion"])["mean"]
    # By hand: .8 · 90 + .2 · 70 and .8 · 80 + .2 · 60, then halves.
    expected = {(1, "a"): 86, (1, "b"): 76, (2, "a"): 80, (2, "b"): 70}
    assert {key: whole[key] for key in expected} == pytest.approx(expected)
