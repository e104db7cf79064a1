"""Agreement of many meetings at once, beside the package and plain loops over one meeting."""

from itertools import combinations
from statistics import mean

import krippendorff
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cxzy.core.meeting_agreement import meeting_agreement, without_few_raters
from cxzy.core.meeting_parts import meeting_parts
from cxzy.core.rating_errors import RatingsError
from cxzy.core.scheme import parse_scheme

SCHEME = parse_scheme(
    "[sources.self]\n[sources.peer]\n[sources.leader]\n[sources.mass]\n"
    '[[criteria]]\nkey = "a"\nweight = 70\n[[criteria]]\nkey = "b"\nweight = 30\n'
)
KEYS = ["meeting", "source", "criterion"]
COLUMNS = ["meeting", "source", "rater", "subject", "criterion", "points"]
NAN = float("nan")


def ratings(*rows: tuple[object, ...]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=COLUMNS)


def ballots(
    meeting: int, source: str, table: list[list[float]], criterion: str = "a"
) -> list[tuple[object, ...]]:
    """Return the rows of raters × subjects."""
    return [
        (meeting, source, rater, "甲乙丙丁戊"[subject], criterion, points)
        for rater, row in enumerate(table)
        for subject, points in enumerate(row)
    ]


def of(found: pd.DataFrame, *key: object) -> pd.Series:
    row = found[(found[KEYS[: len(key)]] == list(key)).all(axis=1)]
    assert len(row) == 1
    return row.iloc[0]


def by_loops(table: pd.DataFrame) -> dict[str, float]:
    """Return the measures of one meeting, source and criterion, rows subject and points."""
    units = [group["points"].dropna().tolist() for _, group in table.groupby("subject")]
    units = [unit for unit in units if len(unit) > 1]
    most = max((len(unit) for unit in units), default=0)
    apart = [mean(abs(a - b) for a, b in combinations(unit, 2)) for unit in units]
    found = {"apart": mean(apart) if apart else NAN, "alpha": NAN, "alpha_ordinal": NAN}
    if len(units) > 1 and len({mark for unit in units for mark in unit}) > 1:
        # raters are nobody here: a unit's marks may stand in any row
        square = np.array([unit + [NAN] * (most - len(unit)) for unit in units]).T
        for name, level in (("alpha", "interval"), ("alpha_ordinal", "ordinal")):
            found[name] = krippendorff.alpha(square, level_of_measurement=level)
    return found


@st.composite
def meetings(draw: st.DrawFn) -> pd.DataFrame:
    """Draw complete marks of two criteria in up to three meetings of three sources."""
    rows = []
    for meeting in range(draw(st.integers(1, 3))):
        for source in ("peer", "leader", "mass"):
            for rater in range(draw(st.integers(0, 4))):
                for subject in draw(st.sets(st.sampled_from("甲乙丙丁"), max_size=4)):
                    for criterion in "ab":
                        mark = float(draw(st.sampled_from([95, 85, 75, 60, 88.5])))
                        rows.append((meeting, source, rater, subject, criterion, mark))
    return ratings(*rows)


@settings(deadline=None, max_examples=40)
@given(meetings(), st.randoms(use_true_random=False))
def test_all_meetings_at_once_are_as_each_by_plain_loops(table: pd.DataFrame, random) -> None:
    order = list(range(len(table)))
    random.shuffle(order)
    found = meeting_agreement(table.iloc[order], SCHEME)
    whole = table.assign(points=table["points"] * table["criterion"].map({"a": 0.7, "b": 0.3}))
    whole = whole.groupby([*KEYS[:2], "rater", "subject"], as_index=False)["points"].sum()
    parts = pd.concat([table, whole.assign(criterion="", points=whole["points"].round(9))])
    groups = dict(list(parts.groupby(KEYS)))
    assert len(found) == len(groups)
    for _, row in found.iterrows():
        group = groups[tuple(row[KEYS])]
        assert row["raters"] == group["rater"].nunique()
        expected = by_loops(group)
        for name, value in expected.items():
            assert row[name] == pytest.approx(value, abs=1e-9, nan_ok=True)


def test_votes_without_raters_and_counts_agree_as_single_ballots_do() -> None:
    single = ratings(*ballots(1, "mass", [[95, 85, 60], [95, 75, 60], [85, 85, 60]]))
    votes = single.drop(columns="rater")
    counted = votes.value_counts().rename("count").reset_index()
    ours = of(meeting_agreement(single, SCHEME), 1, "mass", "a")
    for table in (votes, votes.assign(rater=-1), counted):
        other = of(meeting_agreement(table, SCHEME), 1, "mass", "a")
        assert other[3:].tolist() == pytest.approx(ours[3:].tolist())
    assert (ours["raters"], ours["subjects"], ours["marks"]) == (3, 3, 9)


def test_a_ballot_that_is_void_counts_in_no_criterion() -> None:
    # Two thirds of the weight are needed; the third rater's answers carry .3 of it.
    rows = ballots(1, "leader", [[90, 80], [70, 60]]) + ballots(1, "leader", [[90, 80]] * 3, "b")
    found = meeting_agreement(ratings(*rows), SCHEME)
    assert of(found, 1, "leader", "b")["marks"] == 4
    assert of(found, 1, "leader", "b")["raters"] == 2


def test_alone_or_all_alike_nothing_is_known_and_oneself_is_left_out() -> None:
    rows = [
        *ballots(1, "self", [[90, 80, 70]]),
        *ballots(1, "leader", [[90, 80, 70]]),
        *ballots(1, "peer", [[90, 90], [90, 90]]),
        *ballots(1, "mass", [[90], [70]]),
    ]
    found = meeting_agreement(ratings(*rows), SCHEME)
    assert set(found["source"]) == {"leader", "peer", "mass"}
    leader, peer, mass = (of(found, 1, name, "a") for name in ("leader", "peer", "mass"))
    assert (leader["raters"], leader["subjects"]) == (1, 0)
    assert np.isnan([leader["alpha"], leader["apart"], peer["alpha"], mass["alpha"]]).all()
    assert (peer["apart"], mass["apart"]) == (0, 20)


def test_marks_for_the_whole_are_the_ballots_and_without_meetings_there_is_one() -> None:
    table = ratings(*ballots(1, "peer", [[95, 85], [85, 75]], criterion=""))
    found = meeting_agreement(table.drop(columns="meeting"), SCHEME)
    assert found["criterion"].tolist() == [""]
    assert "meeting" not in found
    # By hand: 85 is the mean; squares within are 50 + 50 and all are 200, each 2 m S / (m − 1).
    assert found["alpha"].tolist() == pytest.approx([1 - (2 * 2 * 100 / 4) / (2 * 200 / 3)])
    assert found["apart"].tolist() == [10]


def test_no_ratings_have_no_agreement_and_blank_ones_none_either() -> None:
    rows = ratings(*ballots(1, "peer", [[NAN, NAN], [NAN, NAN]]))
    for table in (rows.iloc[:0], rows, rows.assign(source="self", points=90.0)):
        found = meeting_agreement(table, SCHEME)
        assert found.empty
        assert "alpha_ordinal" in found
        assert [str(found[name].dtype) for name in ("source", "criterion")] == ["str", "str"]
        assert without_few_raters(found).empty
    with pytest.raises(RatingsError):
        meeting_agreement(rows.drop(columns="points"), SCHEME)


def test_what_two_raters_differ_by_is_withheld_as_means_of_small_groups_are() -> None:
    rows = ballots(1, "leader", [[90, 80]] * 4 + [[80, 70]]) + ballots(2, "leader", [[90, 80]] * 4)
    shown = without_few_raters(meeting_agreement(ratings(*rows), SCHEME))
    assert of(shown, 1, "leader", "a")["apart"] == 4  # by hand: 4 of 10 pairs differ by 10
    assert np.isnan(
        of(shown, 2, "leader", "a")[["alpha", "alpha_ordinal", "apart"]].astype(float)
    ).all()


def test_bonus_points_and_ballots_that_a_rule_voids_are_no_marks_to_agree_on() -> None:
    rules = parse_scheme(
        '[sources.peer]\nweight = 100\n[[criteria]]\nkey = "a"\nweight = 100\n'
        '[[bonus]]\nkey = "extra"\nmaximum = 5\n'
        '[[ballot_rules]]\nkind = "same_mark"\nnumber = 3\naction = "void"\n'
    )
    kept = ballots(1, "peer", [[90, 80, 70], [88, 81, 75]])
    void = [(1, "peer", 2, who, "a", 60.0) for who in "甲乙丙"]
    bonus = [(1, "peer", -1, who, "extra", points) for who, points in (("甲", 5.0), ("乙", 1.0))]
    found = meeting_agreement(ratings(*kept, *void, *bonus), rules)
    pd.testing.assert_frame_equal(found, meeting_agreement(ratings(*kept), rules))
    assert set(found["criterion"]) == {"", "a"}
    assert of(found, 1, "peer", "a")["raters"] == 2


def test_many_meetings_agree_as_much_in_parts_as_together(monkeypatch: pytest.MonkeyPatch) -> None:
    random = np.random.default_rng(5)
    tables = [
        ballots(meeting, "peer", random.integers(60, 101, (4, 5)).tolist())
        + ballots(meeting, "mass", random.integers(60, 101, (3, 5)).tolist(), "b")
        for meeting in (3, 4, 7, 11, 12)
    ]
    table = ratings(*(row for rows in tables for row in rows))
    whole = meeting_agreement(table, SCHEME)
    monkeypatch.setattr("cxzy.core.meeting_parts.PART_ROWS", 40)
    assert [part["meeting"].unique().tolist() for part in meeting_parts(table)] == [
        [3, 4],
        [7],
        [11],
        [12],
    ]
    pd.testing.assert_frame_equal(meeting_agreement(table, SCHEME), whole)
    mixed = table.sample(frac=1, random_state=1)
    assert len(meeting_parts(mixed)) == 1
    pd.testing.assert_frame_equal(meeting_agreement(mixed, SCHEME), whole)


def test_a_meeting_larger_than_a_part_stays_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cxzy.core.meeting_parts.PART_ROWS", 2)
    table = pd.DataFrame({"meeting": [1, 2, 2, 2, 2, 2, 3], "points": 90.0})
    assert [len(part) for part in meeting_parts(table)] == [6, 1]
    assert [len(part) for part in meeting_parts(table.assign(meeting=9))] == [7]
    assert len(meeting_parts(table.drop(columns="meeting"))) == 1
    assert len(meeting_parts(table[:0])) == 1
