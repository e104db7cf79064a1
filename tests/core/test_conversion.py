"""Means as they count: by the best of a meeting, and points of a share of votes."""

import numpy as np
import pandas as pd
import pytest

from cxzy.core.roster import ELECTORATE_COLUMNS, Roster
from cxzy.core.scheme import Scheme, parse_scheme
from cxzy.core.scoring import facets, score, weighted_scores
from cxzy.core.vocabulary import Source

RELATIVE = '[sources.peer]\nweight = 40\naggregation = "relative"\n[sources.leader]\nweight = 60\n'
NAN = float("nan")


def marks(*rows: tuple[str, str, float]) -> pd.DataFrame:
    return pd.DataFrame(list(rows), columns=["source", "subject", "points"])


def by_subject(ratings: pd.DataFrame, scheme: Scheme) -> pd.DataFrame:
    return score(ratings, scheme).set_index("subject")


def test_a_member_is_measured_by_the_best_of_the_meeting() -> None:
    # By hand: 100 · 80/90 = 88.889 and 100; .4 · 88.889 + .6 · 70 = 77.56, .4 · 100 + .6 · 80 = 88.
    given = marks(
        ("peer", "甲", 70), ("peer", "甲", 90), ("peer", "乙", 90),
        ("leader", "甲", 70), ("leader", "乙", 80),
    )  # fmt: skip
    results = by_subject(given, parse_scheme(RELATIVE))
    assert results["score"].to_dict() == {"乙": 88.0, "甲": 77.56}
    assert results.loc["甲", "peer_mean"] == pytest.approx(800 / 9)
    assert results.loc["乙", "peer_contribution"] == 40.0


def test_each_meeting_has_its_own_best() -> None:
    one = marks(("peer", "甲", 60), ("peer", "乙", 90), ("leader", "甲", 80), ("leader", "乙", 80))
    two = marks(("peer", "丙", 60), ("leader", "丙", 80))
    scheme = parse_scheme(RELATIVE)
    together = pd.concat([one.assign(meeting=1), two.assign(meeting=2)], ignore_index=True)
    results = weighted_scores(facets(together, scheme), scheme).set_index("subject")
    # By hand: 60/90 of 100 in the first meeting, 60/60 in the second.
    assert results["peer_mean"].to_dict() == pytest.approx({"甲": 200 / 3, "乙": 100, "丙": 100})


def test_a_source_below_its_minimum_of_ballots_is_not_the_best() -> None:
    scheme = parse_scheme(
        '[sources.peer]\nweight = 100\nminimum_ballots = 2\naggregation = "relative"'
    )
    given = marks(("peer", "甲", 99), ("peer", "乙", 80), ("peer", "乙", 82))
    results = by_subject(given, scheme)
    assert results.loc["乙", "score"] == 100.0
    assert results.loc["甲", "flags"] == ("few_ballots:peer", "withheld")


@pytest.mark.parametrize("points", [0.0, -5.0])
def test_without_anybody_above_zero_there_is_no_best_and_no_score(points: float) -> None:
    scale = '[[scales]]\nwords = { "好" = 95, "差" = -5 }\n'
    scheme = parse_scheme(scale + '[sources.peer]\nweight = 100\naggregation = "relative"')
    results = by_subject(marks(("peer", "甲", points), ("peer", "乙", points)), scheme)
    assert results["score"].isna().all()
    assert results.loc["甲", "flags"] == ("no_best:peer", "withheld")


def test_negative_points_stay_negative_beside_the_best() -> None:
    # By hand: 100 · −10/50.
    scale = '[[scales]]\nwords = { "好" = 95, "差" = -10 }\n'
    scheme = parse_scheme(scale + '[sources.peer]\nweight = 100\naggregation = "relative"')
    assert by_subject(marks(("peer", "甲", -10), ("peer", "乙", 50)), scheme)[
        "score"
    ].to_dict() == {
        "乙": 100.0,
        "甲": -20.0,
    }


def test_other_weights_are_tried_on_facets_with_the_same_numbers() -> None:
    given = marks(
        ("peer", "甲", 70), ("peer", "乙", 90), ("leader", "甲", 95), ("leader", "乙", 80)
    )  # fmt: skip
    scheme = parse_scheme(RELATIVE)
    tried = scheme.with_weights({Source.PEER: 0.5, Source.LEADER: 0.5})
    results = weighted_scores(facets(given, scheme), tried).set_index("subject")
    # By hand: (100 · 70/90 + 95)/2 and (100 + 80)/2.
    assert results["score"].to_dict() == {"乙": 90.0, "甲": 86.39}


def votes(*rows: tuple[str | None, float, int], subject: str = "甲") -> pd.DataFrame:
    table = pd.DataFrame(list(rows), columns=["word", "points", "count"])
    return table.assign(source="mass", subject=subject, rater=-1)


def banded(rule: str = "") -> Scheme:
    more = f", {rule}" if rule else ""
    return parse_scheme(f"[sources.mass]\nweight = 100\naggregation = {{ kind = 'banded'{more} }}")


@pytest.mark.parametrize(
    ("dissatisfied", "expected"),
    [(0, 95), (5, 95), (6, 85), (10, 85), (11, 75), (20, 75), (21, 60), (50, 60)],
)
def test_a_share_of_the_votes_gives_the_points_of_its_step(
    dissatisfied: int, expected: float
) -> None:
    # Of 50 votes: 45 are 90 %, 44 are 88 %, 40 are 80 %, 39 are 78 %, 30 are 60 %, 29 are 58 %.
    given = votes(("优秀", 95, 50 - dissatisfied), ("较差", 60, dissatisfied))
    assert score(given, banded()).loc[0, "score"] == expected


def test_the_favourable_words_and_the_steps_are_the_schemes() -> None:
    # By hand: 优秀 and 良好 have 30 + 10 of 50 votes, 80 %; 优秀 alone 60 %.
    given = votes(("优秀", 95, 30), ("良好", 85, 10), ("一般", 75, 8), ("较差", 60, 2))
    steps = "steps = [{ from = '4/5', points = 10 }, { from = 0.6, points = 8 }, "
    steps += "{ from = 0, points = -2 }]"
    for words, expected in ((["优秀", "良好"], 10), (["优秀"], 8), (["较差"], -2)):
        result = score(given, banded(f"words = {words}, {steps}")).iloc[0]
        assert (result["score"], result["mass_n"]) == (expected, 50)


@pytest.mark.parametrize(
    ("rule", "share"),
    [
        ("base = 'valid'", 0.9),  # 9 of 10
        ("counted = ['abstention']", 0.75),  # 9 of 12
        ("base = 'returned'", 0.6),  # 9 of 15
        ("base = 'issued'", 0.45),  # 9 of 20
        ("base = 'present'", 0.36),  # 9 of 25
    ],
)
def test_a_share_is_of_the_base_that_the_scheme_names(rule: str, share: float) -> None:
    given = votes(
        ("优秀", 95, 9), ("较差", 60, 1),
        ("弃权", NAN, 2), ("不了解", NAN, 2), ("废票", NAN, 1), ("未收回", NAN, 5),
    )  # fmt: skip
    counts = pd.DataFrame([("mass", "", 25)], columns=list(ELECTORATE_COLUMNS))
    roster = Roster(electorate=counts)
    for line, expected in ((share, 50), (share + 0.001, 40)):
        steps = f"steps = [{{ from = {line}, points = 50 }}, {{ from = 0, points = 40 }}]"
        assert score(given, banded(f"{rule}, {steps}"), roster=roster).loc[0, "score"] == expected


def test_a_mark_in_numbers_is_favourable_from_the_number_of_the_rule_on() -> None:
    given = pd.DataFrame({"source": "mass", "subject": "甲", "points": [59.99, 60, 80, 90, NAN]})
    assert score(given, banded()).loc[0, "score"] == 75  # 3 of 4
    assert score(given, banded("numbers = 85")).loc[0, "score"] == 60  # 1 of 4


def test_a_word_of_two_scales_is_told_by_its_points() -> None:
    scales = (
        "[[scales]]\nwords = { '优秀' = 95, '一般' = 75, '较差' = 60 }\n"
        "[[scales]]\nwords = { '好' = 90, '一般' = 70 }\n"
    )
    scheme = parse_scheme(scales + "[sources.mass]\nweight = 100\naggregation = 'banded'")
    assert score(votes(("一般", 75, 1)), scheme).loc[0, "score"] == 95  # satisfied there
    assert score(votes(("一般", 70, 1)), scheme).loc[0, "score"] == 60  # the last word here


def test_shares_of_groups_are_weighed_before_a_step_is_read() -> None:
    # By hand: .8 · 100 % + .2 · 50 % = 90 %; all ballots alike 8 of 10 are 80 %.
    given = pd.concat(
        [
            votes(("优秀", 95, 6)).assign(group="学生"),
            votes(("优秀", 95, 2), ("较差", 60, 2)).assign(group="教师"),
        ],
        ignore_index=True,
    )
    counts = [("mass", "学生", 80), ("mass", "教师", 20)]
    roster = Roster(electorate=pd.DataFrame(counts, columns=list(ELECTORATE_COLUMNS)))
    rule = "[sources.mass]\nweight = 100\naggregation = 'banded'\n"
    assert score(given, parse_scheme(rule), roster=roster).loc[0, "score"] == 85
    weighed = parse_scheme(rule + "groups = 'electorate'")
    assert score(given, weighed, roster=roster).loc[0, "score"] == 95


def test_nothing_but_votes_without_points_is_no_share() -> None:
    result = score(votes(("弃权", NAN, 5)), banded("base = 'returned'")).iloc[0]
    assert np.isnan(result["score"])
    assert "missing:mass" in result["flags"]


def test_facets_of_criteria_keep_the_marks_beside_the_share() -> None:
    scheme = parse_scheme(
        "[sources.mass]\nweight = 100\naggregation = 'banded'\n"
        '[[criteria]]\nkey = "a"\n[[criteria]]\nkey = "b"\n'
    )
    given = pd.concat(
        [
            votes(("优秀", 95, 4)).assign(criterion="a"),
            votes(("优秀", 95, 1), ("较差", 60, 3)).assign(criterion="b"),
        ],
        ignore_index=True,
    )
    means = facets(given, scheme).set_index("criterion")["mean"]
    # By hand: all and a quarter are favourable, 62.5 % together; marks 95 and (95 + 180)/4.
    assert means.to_dict() == {"": 62.5, "a": 95.0, "b": 68.75}
    assert score(given, scheme).loc[0, "score"] == 75
