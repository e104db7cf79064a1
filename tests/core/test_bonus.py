"""Bonus points: added or deducted beside the ballots, held within their caps."""

import pandas as pd
import pytest

from cxzy.core.bonus import marks_alone
from cxzy.core.derivation import derivation
from cxzy.core.rating_errors import RatingsError
from cxzy.core.ratings import with_void_ballots
from cxzy.core.representation import ballots_by_group
from cxzy.core.roster import MEMBER_COLUMNS, Roster
from cxzy.core.scheme import parse_scheme
from cxzy.core.scoring import facets, score, weighted_scores
from cxzy.core.vocabulary import Source

TWO = "[sources.peer]\nweight = 50\n[sources.leader]\nweight = 50\n"
BONUS = """
[[bonus]]
key = "honour"
label = "加分"
maximum = 5
[[bonus]]
key = "扣分"
minimum = -10
"""
SCHEME = parse_scheme(f'{TWO}{BONUS}[[criteria]]\nkey = "a"\n')
NAN = float("nan")


def table(*rows: tuple[str, str, str, float]) -> pd.DataFrame:
    marks = [(source, subject, "a", 90.0) for source in ("peer", "leader") for subject in "甲乙丙"]
    return pd.DataFrame([*marks, *rows], columns=["source", "subject", "criterion", "points"])


def test_points_are_added_and_deducted_beside_the_ballots() -> None:
    # By hand: 90 + 2 + 1, 90 − 4, 90.
    given = table(
        ("leader", "甲", "honour", 2), ("peer", "甲", "honour", 1), ("leader", "乙", "扣分", -4)
    )  # fmt: skip
    results = score(given, SCHEME).set_index("subject")
    assert results["score"].to_dict() == {"甲": 93.0, "丙": 90.0, "乙": 86.0}
    assert results["bonus"].to_dict() == {"甲": 3.0, "丙": 0.0, "乙": -4.0}
    assert results["rank"].to_dict() == {"甲": 1, "丙": 2, "乙": 3}
    assert results["peer_n"].tolist() == [1] * 3
    assert results["flags"].tolist() == [()] * 3


def test_caps_hold_and_are_said() -> None:
    given = table(("leader", "甲", "honour", 4), ("leader", "甲", "honour", 3),
                  ("leader", "乙", "扣分", -12.5), ("leader", "丙", "扣分", 2))  # fmt: skip
    results = score(given, SCHEME).set_index("subject")
    assert results["bonus"].to_dict() == {"甲": 5.0, "丙": 0.0, "乙": -10.0}
    assert results["flags"].to_dict() == {
        "甲": ("bonus_capped::加分",),
        "丙": ("bonus_capped::扣分",),
        "乙": ("bonus_capped::扣分",),
    }


def test_a_score_may_pass_a_hundred_and_fall_below_zero() -> None:
    given = table(("leader", "甲", "honour", 5), ("leader", "乙", "扣分", -10))
    perfect = given.assign(points=given["points"].replace(90.0, 100.0))
    results = score(perfect, SCHEME).set_index("subject")
    assert results.loc["甲", ["score", "grade"]].tolist() == [105.0, "优秀"]
    nothing = given.assign(points=given["points"].replace(90.0, 0.0))
    assert score(nothing, SCHEME).set_index("subject").loc["乙", "score"] == -10


def test_nobody_is_scored_for_bonus_points_alone() -> None:
    people = pd.DataFrame("", index=range(1), columns=list(MEMBER_COLUMNS)).assign(subject="丁")
    given = table(("leader", "丁", "honour", 5))
    results = score(given, SCHEME, roster=Roster(members=people)).set_index("subject")
    assert pd.isna(results.loc["丁", "score"])
    assert "no_marks" in results.loc["丁", "flags"]
    assert "丁" not in set(score(given, SCHEME)["subject"])


def test_a_blank_adds_nothing_and_is_no_entry() -> None:
    results = score(table(("leader", "甲", "honour", NAN)), SCHEME)
    assert results["score"].tolist() == [90.0] * 3
    assert not facets(table(("leader", "甲", "honour", NAN)), SCHEME)["criterion"].isin(
        [":bonus:honour"]
    ).any()  # fmt: skip


def test_what_if_and_facets_have_the_same_bonus() -> None:
    given = table(("leader", "甲", "honour", 2), ("leader", "甲", "honour", 0.5))
    stored = facets(given, SCHEME)
    row = stored[stored["criterion"] == ":bonus:honour"].iloc[0]
    assert row[["source", "group", "subject", "n", "mean"]].tolist() == [
        "leader",
        "",
        "甲",
        2,
        1.25,
    ]
    pd.testing.assert_frame_equal(score(given, SCHEME), weighted_scores(stored, SCHEME))
    tried = SCHEME.with_weights({Source.PEER: 1, Source.LEADER: 0})
    assert weighted_scores(stored, tried)["score"].tolist() == [92.5, 90.0, 90.0]


def test_two_meetings_keep_their_bonus_apart() -> None:
    one, two = table(("leader", "甲", "honour", 2)), table(("leader", "乙", "honour", 3))
    both = pd.concat([one.assign(meeting=1), two.assign(meeting=2)], ignore_index=True)
    results = weighted_scores(facets(both, SCHEME), SCHEME).set_index(["meeting", "subject"])
    assert results["bonus"][results["bonus"] != 0].to_dict() == {(1, "甲"): 2.0, (2, "乙"): 3.0}


@pytest.mark.parametrize("points", [float("inf"), "三"])
def test_what_is_no_number_is_no_bonus(points: object) -> None:
    with pytest.raises(RatingsError):
        score(table(("leader", "甲", "honour", points)), SCHEME)


def test_marks_are_held_to_their_range_beside_a_bonus() -> None:
    with pytest.raises(RatingsError, match="-4"):
        score(table(("leader", "甲", "扣分", -4.0), ("leader", "乙", "a", -4.0)), SCHEME)
    without = parse_scheme(TWO + '[[criteria]]\nkey = "a"\n')
    with pytest.raises(RatingsError, match="honour"):
        score(table(("leader", "甲", "honour", 2.0)), without)


def test_who_enters_bonus_points_alone_has_not_voted() -> None:
    marks = table().assign(rater=0, group="", count=1)
    entry = {"source": "leader", "subject": "甲", "criterion": "honour", "points": 2.0}
    given = pd.concat([marks, pd.DataFrame([entry | {"rater": 7, "group": "", "count": 1}])])
    assert ballots_by_group(given, Source.LEADER) == {"": 2}
    assert ballots_by_group(marks_alone(given, SCHEME), Source.LEADER) == {"": 1}
    assert marks_alone(marks, SCHEME) is marks


LIMIT = '[[ballot_rules]]\nkind = "same_mark"\nnumber = 2\naction = "void"\nsources = ["leader"]\n'


def papers() -> pd.DataFrame:
    """Peers 80 and 70; leader 0 gives 95 and 85, leader 1 the same 60 twice, with 3 and −2."""
    rows = [
        ("peer", 0, "甲", "a", 80.0), ("peer", 0, "乙", "a", 70.0),
        ("leader", 0, "甲", "a", 95.0), ("leader", 0, "乙", "a", 85.0),
        ("leader", 1, "甲", "a", 60.0), ("leader", 1, "乙", "a", 60.0),
        ("leader", 1, "甲", "honour", 3.0), ("leader", 1, "乙", "扣分", -2.0),
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=["source", "rater", "subject", "criterion", "points"])


def test_a_void_ballot_takes_no_bonus_points_away_whoever_voids_it() -> None:
    # By hand: (80 + 95) ÷ 2 + 3 = 90.5 and (70 + 85) ÷ 2 − 2 = 75.5; with its marks 81.75, 69.25.
    assert score(papers(), SCHEME)["score"].tolist() == [81.75, 69.25]
    by_rule = parse_scheme(f'{TWO}{BONUS}{LIMIT}[[criteria]]\nkey = "a"\n')
    by_person = with_void_ballots(papers(), [("leader", 1)], SCHEME)
    for given, scheme in ((papers(), by_rule), (by_person, SCHEME)):
        results = score(given, scheme)
        assert results[["score", "bonus"]].to_numpy().tolist() == [[90.5, 3.0], [75.5, -2.0]]
        assert results["leader_n"].tolist() == [1, 1]
        found = [derivation(given, scheme, subject) for subject in "甲乙"]
        assert [float(one.score or 0) for one in found] == [90.5, 75.5]


def test_without_bonus_points_in_the_scheme_no_mark_of_a_void_ballot_stays() -> None:
    plain = parse_scheme(TWO + '[[criteria]]\nkey = "a"\n[[criteria]]\nkey = "honour"\n')
    left = with_void_ballots(papers(), [("leader", 1)], plain)
    assert left["points"].notna().tolist() == [True] * 4 + [False] * 4
    assert left["word"].tolist()[4:] == ["废票"] * 4
