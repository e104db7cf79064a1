"""What is said of the ballots of a meeting, and to whom."""

from dataclasses import fields

import numpy as np
import pandas as pd
import pytest

from cxzy.core.scheme import parse_scheme
from cxzy.core.screening import Signal
from cxzy.core.vocabulary import Source, SubjectKind
from cxzy.services.actors import Actor, PermissionDenied, Role
from cxzy.services.ballots import mark_sound, mark_void
from cxzy.services.filters import Filters
from cxzy.services.quality import (
    BallotKey,
    ListedBallots,
    SourceQuality,
    ballot_results,
    meeting_quality,
)
from cxzy.services.quality_ballots import looked_at
from cxzy.services.quality_results import Screened
from cxzy.services.ranking import ranking
from cxzy.store.errors import NotFound
from tests.core.test_screening import honest, table
from tests.services.looked_at import (
    COPIES,
    LIMITED,
    REASON,
    hand_in,
    hand_in_groups,
    in_points,
    limited,
    marks_of,
    mass_words,
    quality_of,
    scores,
)
from tests.services.university import NAMES, University, expected_score, office

WORDS = mass_words()


@pytest.fixture
def meeting(university: University) -> University:
    return limited(university)


def of_masses(meeting: University, actor: Actor | None = None) -> SourceQuality:
    (found,) = (one for one in quality_of(meeting, actor).sources if one.source is Source.MASS)
    return found


def test_copied_ballots_over_the_limit_are_listed_with_both_signals(meeting: University) -> None:
    hand_in(meeting, marks_of(WORDS))
    found = quality_of(meeting)
    assert [one.number for one in found.listed] == [1, 2, 3]
    assert found.open == 3
    for one in found.listed:
        assert [raised.signal for raised in one.signals] == [Signal.ALIKE, Signal.OVER_LIMIT]
        alike, over = one.signals
        assert alike.alike == len(COPIES) - 1
        assert alike.chance is not None
        assert alike.chance < 0.01
        assert (over.excess, over.chance) == (1, None)
        assert one.subjects == len(NAMES)
    assert found.signals == {
        Signal.ONE_MARK: 0,
        Signal.ALIKE: 3,
        Signal.OVER_LIMIT: 3,
        Signal.OWN_BLOC: 0,
    }


def test_the_results_with_and_without_are_those_of_plain_arithmetic(meeting: University) -> None:
    hand_in(meeting, marks_of(WORDS))
    first = quality_of(meeting).listed[0].results
    assert first is not None
    rows = first.set_index("name")
    for name in NAMES:
        assert rows.loc[name, "score_with"] == expected_score(in_points(WORDS), name)
        assert rows.loc[name, "score_without"] == expected_score(in_points(WORDS, COPIES[:1]), name)


def test_the_results_without_are_what_the_results_become(meeting: University) -> None:
    hand_in(meeting, marks_of(WORDS))
    one = quality_of(meeting).listed[1]
    assert one.results is not None
    mark_void(meeting.engine, office(), one.ballots, reason=REASON)
    promised = one.results.set_index("name")["score_without"].to_dict()
    assert scores(meeting) == promised
    again = next(other for other in quality_of(meeting).listed if other.ballots == one.ballots)
    assert again.results is not None
    columns = ["name", "score_with", "score_without", "rank_with", "rank_without"]
    assert again.results[columns].equals(one.results[columns])


def test_what_a_rater_gave_stands_beside_what_is_usual(meeting: University) -> None:
    hand_in(meeting, marks_of(WORDS))
    marks = quality_of(meeting).listed[0].marks.set_index("name")
    assert marks["points"].to_dict() == pytest.approx(
        {"安甲": 81, "白乙": 81, "程丙": 74, "杜丁": 81}  # 60/40 of 95 and 60, or of 60 and 95
    )
    all_ = [points for _rater, name, points in in_points(WORDS)["mass"] if name == "安甲"]
    usual = sum(0.6 * first + 0.4 * second for first, second in all_) / len(all_)
    assert marks.loc["安甲", "usual"] == pytest.approx(usual)


def test_a_decision_stands_beside_its_ballots_and_nothing_leaves_the_list(
    meeting: University,
) -> None:
    hand_in(meeting, marks_of(WORDS))
    first, second, third = quality_of(meeting).listed
    void = mark_void(meeting.engine, office(), first.ballots, reason=REASON)
    sound = mark_sound(meeting.engine, office(), third.ballots, reason="本人说明")
    found = quality_of(meeting)
    decisions = {one.ballots: one.decision for one in found.listed}
    assert decisions == {first.ballots: void, second.ballots: None, third.ballots: sound}
    assert found.open == 1
    assert (of_masses(meeting).voted, of_masses(meeting).void) == (len(WORDS) - 1, 1)


def test_ballots_decided_on_are_listed_whatever_their_signals(meeting: University) -> None:
    sheet_id = hand_in(meeting, marks_of(mass_words(copies=())))
    assert quality_of(meeting).listed == ()
    other = BallotKey(sheet_id, Source.MASS, 15)
    mark_void(meeting.engine, office(), other, reason="无监票人签名")
    (listed,) = quality_of(meeting).listed
    assert (listed.ballots, listed.signals) == (other, ())


def test_turnout_is_that_of_ballots_that_count(meeting: University) -> None:
    hand_in(meeting, marks_of(WORDS))
    before = of_masses(meeting).representation
    assert before is not None
    assert (before.ballots, before.turnout) == (24, 24 / 40)
    mark_void(meeting.engine, office(), quality_of(meeting).listed[0].ballots, reason=REASON)
    after = of_masses(meeting).representation
    assert after is not None
    assert after.turnout == 23 / 40


def test_a_source_without_an_electorate_has_only_its_number(meeting: University) -> None:
    hand_in(meeting, marks_of(WORDS))
    leaders = next(one for one in quality_of(meeting).sources if one.source is Source.LEADER)
    assert (leaders.voted, leaders.representation, leaders.means) == (1, None, None)


def test_a_meeting_without_sheets_says_so(meeting: University) -> None:
    found = quality_of(meeting)
    assert not found.sheets
    assert found.listed == ()
    masses = of_masses(meeting)
    assert masses.voted == 0
    assert masses.representation is not None
    assert masses.representation.missing == ("",)


@pytest.mark.parametrize(
    ("role", "look", "decide"),
    [
        (Role.OFFICE, True, True),
        (Role.AUDITOR, True, False),
        (Role.SECRETARY, False, False),
        (Role.LEADER, False, False),
    ],
)
def test_single_ballots_are_for_the_office_and_the_auditor(
    meeting: University, role: Role, look: bool, decide: bool
) -> None:
    hand_in(meeting, marks_of(WORDS))
    actor = Actor("某人", role, frozenset({meeting.branches[0].id}))
    found = quality_of(meeting, actor)
    assert (found.may_look, found.may_decide) == (look, decide)
    assert bool(found.listed) is bool(found.signals) is look
    assert found.sources[-1].voted == len(WORDS)
    key = quality_of(meeting).listed[0].ballots
    if look:
        assert len(ballot_results(meeting.engine, actor, key)) == len(NAMES)
    else:
        with pytest.raises(PermissionDenied):
            ballot_results(meeting.engine, actor, key)
    elsewhere = Actor("某人", role, frozenset({meeting.branches[1].id}))
    with pytest.raises(PermissionDenied):
        quality_of(meeting, elsewhere)
    with pytest.raises(PermissionDenied):
        ballot_results(meeting.engine, elsewhere, key)


def test_the_list_tells_neither_a_cell_nor_a_name_nor_the_order_of_the_sheet(
    meeting: University,
) -> None:
    hand_in(meeting, marks_of(WORDS))
    listed = quality_of(meeting).listed
    assert {field.name for field in fields(ListedBallots)} == {
        "number", "ballots", "group", "subjects", "signals", "decision", "marks", "results",
    }  # fmt: skip
    for one in listed:
        assert list(one.marks) == ["subject", "name", "points", "usual"]
    numbers = [one.ballots.rater for one in listed]
    assert numbers != sorted(numbers)  # those that are alike stand as lots were drawn


def test_a_rater_of_a_group_of_fewer_than_five_is_shown_without_it(university: University) -> None:
    meeting = limited(university, {"学生": 60, "教师": 20})
    teachers = (COPIES[0], 0, 1)
    groups = ["教师" if rater in teachers else "学生" for rater in range(len(WORDS))]
    hand_in_groups(meeting, WORDS, groups)
    assert sorted(one.group for one in quality_of(meeting).listed) == ["", "学生", "学生"]


@pytest.mark.parametrize(
    ("subject", "seen"), [(SubjectKind.BRANCH, True), (SubjectKind.MEMBER, False)]
)
def test_students_who_favour_branches_of_students_are_seen(
    subject: SubjectKind, seen: bool
) -> None:
    marks = honest(20, 20, words=False)
    marks[4, ::2] = np.minimum(marks[4, ::2] + 15, 100)
    marks[4, 1::2] -= 15
    ratings = table(marks, words=False)
    group = np.where(ratings["rater"] % 2 == 0, "学生", "教职工")
    members = pd.DataFrame(
        {"subject": [f"{one:04}" for one in range(20)], "branch": "", "name": ""}
    )
    members["kind"] = ["student", "staff"] * 10
    asked = Screened(
        ratings.assign(group=group, sheet=1, own=ratings["rater"]),
        parse_scheme("[[criteria]]\nkey = 'c0'\nweight = 100\n"),
        members.assign(organisation="水文学院党委"),
        pd.DataFrame(columns=pd.Index(["source", "group", "count"])),
        subject,
        {},
    )
    raised = looked_at(asked).set_index("rater")["own_bloc"]
    assert raised[4] == seen


def test_ballots_that_do_not_count_have_no_results(meeting: University) -> None:
    sheet_id = hand_in(meeting, marks_of(WORDS))
    with pytest.raises(NotFound):
        ballot_results(meeting.engine, office(), BallotKey(sheet_id, Source.MASS, 999))


def test_with_groups_plain_and_weighted_means_stand_beside_each_other(
    university: University,
) -> None:
    meeting = limited(university, {"学生": 30, "教师": 90})
    groups = ["教师" if rater % 4 == 0 else "学生" for rater in range(len(WORDS))]
    hand_in_groups(meeting, WORDS, groups)
    masses = of_masses(meeting)
    assert masses.representation is not None
    assert masses.representation.groups["ballots"].tolist() == [18, 6]
    assert masses.means is not None
    assert not masses.means.withheld
    row = masses.means.table.set_index("name").loc["安甲"]
    points = [0.6 * a + 0.4 * b for _r, name, (a, b) in in_points(WORDS)["mass"] if name == "安甲"]
    of_group = {
        group: [value for value, own in zip(points, groups, strict=True) if own == group]
        for group in ("学生", "教师")
    }
    students, teachers = (sum(of_group[g]) / len(of_group[g]) for g in ("学生", "教师"))
    assert row["plain"] == pytest.approx(sum(points) / len(points))
    assert row["weighted"] == pytest.approx((30 * students + 90 * teachers) / 120)
    assert row["difference"] == pytest.approx(row["weighted"] - row["plain"])


@pytest.mark.parametrize("by_electorate", [True, False])
def test_two_means_that_would_tell_a_small_group_s_are_not_both_given(
    university: University, by_electorate: bool
) -> None:
    text = LIMITED
    if by_electorate:
        text = text.replace("[sources.mass]", '[sources.mass]\ngroups = "electorate"')
    meeting = limited(university, {"学生": 30, "教师": 90}, text)
    groups = ["教师" if rater < 3 else "学生" for rater in range(len(WORDS))]
    hand_in_groups(meeting, WORDS, groups)
    means = of_masses(meeting).means
    assert means is not None
    assert means.withheld
    assert means.table["plain"].isna().all() == by_electorate
    assert means.table["weighted"].isna().all() != by_electorate
    assert means.table["difference"].isna().all()
    published = means.table["weighted" if by_electorate else "plain"]
    shown = ranking(meeting.engine, office(), Filters(meeting.period.id)).results
    official = shown.set_index("subject")["mass_mean"]
    assert published.tolist() == pytest.approx(official[means.table["subject"]].tolist())


def test_nobody_is_told_of_a_meeting_that_is_none(meeting: University) -> None:
    with pytest.raises(NotFound):
        meeting_quality(meeting.engine, office(), 999)
