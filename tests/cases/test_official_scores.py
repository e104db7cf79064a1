"""Official scores against numbers worked out by hand; each case names its origin."""

import pandas as pd
import pytest

from cxzy.core.percentages import percentages
from cxzy.core.roster import Roster
from cxzy.core.scheme import Scheme, parse_scheme
from cxzy.core.scheme_errors import SchemeError
from cxzy.core.scoring import score

Marks = list[tuple[str, str, str, float]]

FOUR = "[sources.self]\n[sources.peer]\n[sources.leader]\n[sources.mass]\n"
FOUR_BY_ELECTORATE = FOUR + 'groups = "electorate"\n'
ELECTORATE = pd.DataFrame(
    {"source": ["mass", "mass"], "group": ["学生", "教师"], "count": [800, 200]}
)


def ratings(marks: Marks) -> pd.DataFrame:
    return pd.DataFrame(marks, columns=["source", "group", "subject", "points"])


def marks_of(source: str, *points: float, group: str = "", subject: str = "甲") -> Marks:
    return [(source, group, subject, value) for value in points]


def only(source: str, aggregation: str) -> Scheme:
    return parse_scheme(f"[sources.{source}]\nweight = 100\naggregation = {aggregation}\n")


FOUR_SOURCES = (
    marks_of("self", 92)
    + marks_of("peer", 95, 85, 95, 75, 85)
    + marks_of("leader", 85, 75)
    + marks_of("mass", 95, 95, 85, 75, 60, 95, group="学生")
    + marks_of("mass", 85, 95, 75, group="教师")
)


def test_four_sources_with_students_and_teachers_by_the_electorate() -> None:
    # By hand: peers 435/5; leaders 160/2; students 505/6, teachers 255/3, .8 and .2 of them;
    # 9.2 + 26.1 + 24 + 25.3 = 84.60. Three teachers are not joined: two strata must remain.
    roster = Roster(electorate=ELECTORATE)
    result = score(ratings(FOUR_SOURCES), parse_scheme(FOUR_BY_ELECTORATE), roster=roster).iloc[0]
    means = [result[f"{source}_mean"] for source in ("peer", "leader", "mass")]
    assert means == pytest.approx([87, 80, 0.8 * 505 / 6 + 0.2 * 85])
    assert result["mass_mean"] == pytest.approx(84.3333, abs=5e-5)
    assert result["score"] == 84.60
    contributions = [f"{source}_contribution" for source in ("self", "peer", "leader", "mass")]
    assert result[contributions].tolist() == pytest.approx([9.2, 26.1, 24, 25.3])


MISSING = marks_of("self", 90) + marks_of("peer", 85) + marks_of("leader", 95)
WEIGHTS = "".join(
    f"[sources.{source}]\nweight = {weight}\n"
    for source, weight in (("self", 20), ("peer", 40), ("leader", 20), ("mass", 20))
)


@pytest.mark.parametrize(
    ("policy", "places", "expected"),
    [("renormalise", 2, 88.75), ("renormalise", 1, 88.8), ("zero", 2, 71.0)],
)
def test_a_missing_source_renormalised_or_counted_as_zero(
    policy: str, places: int, expected: float
) -> None:
    # By hand: (18 + 34 + 19) / .8 = 88.75, half up 88.8; without division 71.
    scheme = parse_scheme(f'{WEIGHTS}[missing]\nsource = "{policy}"\n[rounding]\nplaces = {places}')
    result = score(ratings(MISSING), scheme).iloc[0]
    assert result["score"] == expected
    assert "missing:mass" in result["flags"]
    assert ("zero:mass" in result["flags"]) is (policy == "zero")


ADJUSTED = {
    "self": [95.0, 95.0, 95.0],
    "peer": [88.0, 90.0, 86.0],
    "leader": [None, 80.0, 84.0],
    "mass": [87.0, 85.0, 89.0],
}


@pytest.mark.parametrize(("policy", "expected"), [("adjust", 86.60), ("renormalise", 88.57)])
def test_an_average_member_gains_nothing_from_absent_strict_leaders(
    policy: str, expected: float
) -> None:
    # By hand: list means 95, 88, 82, 87; 9.5 + 26.4 + 24.6 + 26.1 = 86.60 and no deviations;
    # renormalised (9.5 + 26.4 + 26.1) / .7 = 88.571.
    marks = [
        (source, "", subject, points)
        for source, list_ in ADJUSTED.items()
        for subject, points in zip("甲乙丙", list_, strict=True)
        if points is not None
    ]
    scheme = parse_scheme(f'{FOUR}[missing]\nsource = "{policy}"')
    results = score(ratings(marks), scheme).set_index("subject")
    assert results.loc["甲", "score"] == expected


def test_a_trimmed_mean_drops_the_highest_and_the_lowest_and_no_void_ballot() -> None:
    # By hand: of 95.50, 88.00, 81.25, 90.10 remain 88.00 and 90.10.
    marks = marks_of("peer", 95.50, 88.00, float("nan"), 81.25, 90.10)
    result = score(ratings(marks), only("peer", '{ kind = "trimmed", high = 1, low = 1 }')).iloc[0]
    assert (result["score"], result["peer_n"]) == (89.05, 4)


def test_too_few_ballots_are_not_trimmed() -> None:
    # By hand: (79.72 + 88.68) / 2.
    marks = marks_of("peer", 79.72, 88.68)
    result = score(ratings(marks), only("peer", '{ kind = "trimmed", high = 1, low = 1 }')).iloc[0]
    assert result["score"] == 84.20


def test_trimming_that_leaves_fewer_than_two_is_refused() -> None:
    with pytest.raises(SchemeError) as refused:
        only("peer", '{ kind = "trimmed", high = 3, low = 3, from = 7 }')
    assert "2" in refused.value.findings[0].allowed
    assert refused.value.findings[0].key == "sources.peer.aggregation"


def test_a_pending_source_withholds_the_score_and_is_named() -> None:
    # One of three is pending: nothing may be put in its place.
    scheme = parse_scheme(
        "[sources.peer]\nweight = 30\n[sources.leader]\nweight = 40\n[sources.mass]\nweight = 30\n"
    )
    result = score(ratings(marks_of("peer", 90) + marks_of("mass", 80)), scheme).iloc[0]
    assert pd.isna(result["score"])
    assert pd.isna(result["rank"])
    assert result["grade"] is None
    assert result["flags"] == ("missing:leader", "withheld")


@pytest.mark.parametrize("blank", [True, False], ids=["blank marks", "no rows"])
def test_one_rater_who_hands_in_nothing_leaves_five_equal_members_equal(blank: bool) -> None:
    # Own marks are dropped, so the absent rater is the only one whose subjects have four marks.
    marks = [
        (rater, subject, float("nan") if rater == 4 else 88.0)
        for rater in range(5)
        for subject in range(5)
        if rater != subject and (blank or rater != 4)
    ]
    table = pd.DataFrame(marks, columns=["rater", "subject", "points"]).assign(source="peer")
    results = score(table.astype({"subject": "str"}), only("peer", '"mean"'))
    assert results["score"].tolist() == [88.0] * 5
    assert results["rank"].tolist() == [1] * 5
    assert sorted(results["peer_n"]) == [3, 3, 3, 3, 4]


def test_percentages_add_to_100_by_giving_the_rest_to_the_last_class() -> None:
    # By hand: 134/141 = 95.035, 4/141 = 2.837, 3/141 = 2.128: rounded alone they make 100.01.
    assert percentages([134, 4, 3], 2, "residual") == [95.04, 2.84, 2.12]
    assert percentages([134, 4, 3], 2, "plain") == [95.04, 2.84, 2.13]
    assert percentages([134, 7, 0], 2) == [95.04, 4.96, 0.0]


def test_a_distribution_of_533_at_one_place() -> None:
    # By hand: 54, 323, 107 and 49 of 533 are 10.131, 60.600, 20.075 and 9.193 per cent.
    assert percentages([54, 323, 107, 49], 1) == [10.1, 60.6, 20.1, 9.2]


def test_nothing_counted_is_no_share_of_anything() -> None:
    assert percentages([0, 0]) == [0.0, 0.0]


def test_a_score_between_two_bands_has_the_lower_one() -> None:
    # 89.5 with bands printed as 90 and more, 75 to 89, 60 to 74, below 60.
    bands = "".join(
        f'[[bands]]\ngrade = "{grade}"\nfrom = {lowest}\n'
        for grade, lowest in (("先进", 90), ("较好", 75), ("一般", 60), ("后进", 0))
    )
    scheme = parse_scheme("[sources.leader]\nweight = 100\n" + bands)
    result = score(ratings(marks_of("leader", 89.5)), scheme).iloc[0]
    assert (result["grade"], result["rule"]) == ("较好", "band:较好:75")


def test_post_stratified_means_of_levy_and_lemeshow() -> None:
    # Levy & Lemeshow, Sampling of Populations: strata 49.858438 and 21.711111, N 850 and 450.
    from cxzy.core.groups import weighted_groups

    value, joined = weighted_groups(
        pd.DataFrame([[32.0, 18.0]]).to_numpy(),
        pd.DataFrame([[49.858438, 21.711111]]).to_numpy(),
        pd.DataFrame([[850.0, 450.0]]).to_numpy(),
    )
    assert value[0] == pytest.approx(40.11513, abs=5e-6)
    assert not joined[0]
