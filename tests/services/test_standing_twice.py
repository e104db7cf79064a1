"""Somebody who moves during a period is assessed at two meetings, perhaps by two schemes."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest

from cxzy.core.transitions import COMPARED, INCOMPARABLE, ONLY_NOW
from cxzy.core.vocabulary import SubjectKind
from cxzy.services import campaign
from cxzy.services.acceptance import accept
from cxzy.services.filters import Filters
from cxzy.services.improvement import Improvement, improvement
from cxzy.services.records import Period
from cxzy.services.upload import check_files
from tests.services.university import (
    NAMES,
    SCHEME,
    Marks,
    University,
    expected_score,
    office,
    usual_marks,
    workbook,
)

OTHER = (
    SCHEME.replace('version = "1"', 'version = "2"')
    .replace("weight = 60", "weight = 50")
    .replace("weight = 40", "weight = 50")
)
"""The scheme with other weights of its criteria: another measure."""
MOVED = NAMES[0]
SECOND = tuple(f"{name}二" for name in NAMES)


def hand_in(university: University, meeting_id: int, names: Sequence[str], shift: float) -> None:
    files = [("评分表.xlsx", workbook(usual_marks(names, shift)))]
    accept(university.engine, office(), check_files(university.engine, office(), meeting_id, files))


def next_period(university: University) -> Period:
    return campaign.add_period(
        university.engine, office(), key="2012-2", name="2012年下半年",
        starts=date(2012, 7, 1), ends=date(2012, 12, 31), due=date(2012, 12, 17),
    )  # fmt: skip


def meet(university: University, period: Period, branch: int, scheme_id: int) -> int:
    unit = university.branches[branch].id
    return campaign.add_meeting(
        university.engine, office(), period_id=period.id, unit_id=unit, scheme_id=scheme_id
    ).id


def move(university: University, branch: int) -> None:
    """Move the first member of the first branch to another branch."""
    (member,) = (m for m in campaign.members(university.engine, office()) if m.name == MOVED)
    moved = replace(member, unit_id=university.branches[branch].id)
    campaign.change_member(university.engine, office(), moved)


def read(university: University, period: Period) -> Improvement:
    filters = Filters(period.id, SubjectKind.MEMBER)
    return improvement(university.engine, office(), filters, university.period.id)


@pytest.fixture
def twice(university: University) -> Period:
    """A second period: the first branch by another scheme, the second by the old one.

    The one who moved in between is assessed in both, with the higher score in the first.
    """
    hand_in(university, university.meetings[0].id, NAMES, shift=0)
    period = next_period(university)
    other = campaign.add_scheme(university.engine, office(), OTHER).id
    hand_in(university, meet(university, period, 0, other), NAMES, shift=2)
    move(university, 1)
    second = meet(university, period, 1, university.meetings[0].scheme_id)
    hand_in(university, second, (*SECOND, MOVED), shift=-4)
    return period


def test_who_stands_twice_is_compared_under_the_scheme_of_both_periods(
    university: University, twice: Period
) -> None:
    rows = read(university, twice).changes.set_index("name")
    before = expected_score(usual_marks(), MOVED)
    now = expected_score(usual_marks((*SECOND, MOVED), shift=-4), MOVED)
    assert rows.loc[MOVED, "standing"] == COMPARED
    assert rows.loc[MOVED, "score_before"] == before
    assert rows.loc[MOVED, "score_now"] == now
    assert rows.loc[MOVED, "change"] == pytest.approx(now - before)


def test_who_stands_twice_is_counted_once(university: University, twice: Period) -> None:
    shown = read(university, twice)
    assert shown.changes["subject"].is_unique
    assert len(shown.changes) == len(NAMES) + len(SECOND)
    standings = shown.changes.set_index("name")["standing"]
    # the last of either branch is probationary, and so without a grade
    assert set(standings[list(NAMES[1:3])]) == {INCOMPARABLE}
    assert set(standings[list(SECOND)]) == {ONLY_NOW}
    assert shown.total["compared"] == 1
    assert shown.matrix.to_numpy().sum() == 1


def test_who_stands_twice_in_both_periods_is_compared_by_one_scheme(
    university: University, twice: Period
) -> None:
    other = max(one.id for one in campaign.schemes(university.engine, office()))
    third = campaign.add_period(
        university.engine, office(), key="2013-1", name="2013年上半年",
        starts=date(2013, 1, 1), ends=date(2013, 6, 30), due=date(2013, 6, 17),
    )  # fmt: skip
    old = university.meetings[0].scheme_id
    hand_in(university, meet(university, third, 1, old), (*SECOND, MOVED), shift=1)
    move(university, 0)
    hand_in(university, meet(university, third, 0, other), NAMES, shift=-3)
    shown = improvement(
        university.engine, office(), Filters(third.id, SubjectKind.MEMBER), twice.id
    )
    row = shown.changes.set_index("name").loc[MOVED]
    names = (*SECOND, MOVED)
    by_the_old = [expected_score(usual_marks(names, shift), MOVED) for shift in (-4, 1)]
    by_the_other = [expected_score(evened(usual_marks(NAMES, shift)), MOVED) for shift in (2, -3)]
    assert [row["score_before"], row["score_now"]] in (by_the_old, by_the_other)
    assert row["standing"] == COMPARED


def evened(marks: Marks) -> Marks:
    """Return marks whose score by the first scheme is that of `marks` by the other."""
    return {
        source: [(rater, name, (sum(points) / 2,) * 2) for rater, name, points in rows]
        for source, rows in marks.items()
    }
