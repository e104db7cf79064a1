"""A meeting by a scheme with a limit, and ballots of which three are copies and break it."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from io import BytesIO
from types import MappingProxyType

import numpy as np
from openpyxl import load_workbook

from cxzy.core.vocabulary import Source
from cxzy.services import campaign
from cxzy.services.acceptance import accept
from cxzy.services.actors import Actor
from cxzy.services.filters import Filters
from cxzy.services.quality import MeetingQuality, meeting_quality
from cxzy.services.ranking import ranking
from cxzy.services.upload import check_files
from cxzy.store.records import Attendance
from tests.services.university import (
    NAMES,
    SCHEME,
    Marks,
    University,
    office,
    usual_marks,
    workbook,
)

LIMITED = (
    SCHEME.replace('version = "1"', 'version = "有限额"')
    + '\n[[ballot_rules]]\nkind = "at_most"\nword = "优秀"\nnumber = 2\n'
)
REASON = "三票逐项雷同，经核查作废"
COPIES = (3, 7, 11)
"""Which of the representatives handed in the very same ballots, in the order of the sheet."""
POINTS = {"优秀": 95.0, "良好": 85.0, "一般": 75.0, "较差": 60.0}
RATERS = 24
COPIED = (("优秀", "较差"), ("优秀", "较差"), ("较差", "优秀"), ("优秀", "较差"))


def limited(
    university: University,
    groups: Mapping[str, int] = MappingProxyType({"": 40}),
    scheme_text: str = LIMITED,
) -> University:
    """Return the university in another period, whose meeting has a limit for 优秀."""
    scheme = campaign.add_scheme(university.engine, office(), scheme_text)
    period = campaign.add_period(
        university.engine, office(), key="2012-2", name="2012年下半年",
        starts=date(2012, 7, 1), ends=date(2012, 12, 31), due=date(2012, 12, 17),
    )  # fmt: skip
    meeting = campaign.add_meeting(
        university.engine, office(), period_id=period.id,
        unit_id=university.branches[0].id, scheme_id=scheme.id,
    )  # fmt: skip
    campaign.set_attendance(
        university.engine, office(), meeting.id,
        [
            *(Attendance(Source.MASS, group, count) for group, count in groups.items()),
            Attendance(Source.PEER, "", 4),
        ],
    )  # fmt: skip
    return replace(university, period=period, meetings=(meeting,))


def two_meetings(university: University) -> University:
    """Return two meetings with a limit in one period, each with three copies among its ballots."""
    first = limited(university)
    second = campaign.add_meeting(
        first.engine, office(), period_id=first.period.id,
        unit_id=first.branches[1].id, scheme_id=first.meetings[0].scheme_id,
    )  # fmt: skip
    hand_in(first, marks_of(mass_words()))
    hand_in(replace(first, meetings=(second,)), of_the_second(marks_of(mass_words())))
    return replace(first, meetings=(first.meetings[0], second))


def of_the_second(marks: Marks) -> Marks:
    """Return the same marks of the second branch's members, whose names end in 二."""
    named = {name: f"{name}二" for name in NAMES}
    return {
        source: [(named.get(rater, rater), named[name], points) for rater, name, points in rows]
        for source, rows in marks.items()
    }


def mass_words(copies: tuple[int, ...] = COPIES) -> list[list[tuple[str, str]]]:
    """Return the words of each representative: per rater, per subject, one per criterion."""
    drawn = np.random.default_rng(20120605)
    usual = drawn.choice(["良好", "一般"], (RATERS, len(NAMES), 2), p=[0.7, 0.3]).tolist()
    return [
        list(COPIED) if rater in copies else [(one[0], one[1]) for one in usual[rater]]
        for rater in range(RATERS)
    ]


def marks_of(words: list[list[tuple[str, str]]]) -> Marks:
    """Return the usual marks of all sources, with these words of the masses."""
    mass = [
        (f"代表{rater:02}", name, one)
        for rater, ballots in enumerate(words)
        for name, one in zip(NAMES, ballots, strict=True)
    ]
    return {**usual_marks(), "mass": mass}


def in_points(words: list[list[tuple[str, str]]], left_out: tuple[int, ...] = ()) -> Marks:
    """Return the same marks as points, without some representatives."""
    rest = [ballots for rater, ballots in enumerate(words) if rater not in left_out]
    marks = marks_of(rest)
    mass = [(rater, name, tuple(POINTS[w] for w in one)) for rater, name, one in marks["mass"]]
    return {**marks, "mass": mass}


def hand_in(university: University, marks: Marks, name: str = "评分表.xlsx") -> int:
    """Accept a workbook for the first meeting and return the number of its sheet."""
    meeting = university.meetings[0].id
    preview = check_files(university.engine, office(), meeting, [(name, workbook(marks))])
    return accept(university.engine, office(), preview).sheets[0].id


def hand_in_groups(
    university: University, words: list[list[tuple[str, str]]], groups: list[str]
) -> int:
    """Accept the same marks, with the group of each representative in a column."""
    marks = marks_of(words)
    book = load_workbook(BytesIO(workbook(marks)))
    sheet = book["群众测评"]
    group_of = dict(zip(dict.fromkeys(row[0] for row in marks["mass"]), groups, strict=True))
    sheet.cell(1, 5, "群体")
    for row in range(2, sheet.max_row + 1):
        sheet.cell(row, 5, group_of[sheet.cell(row, 1).value])
    content = BytesIO()
    book.save(content)
    meeting = university.meetings[0].id
    files = [("评分表.xlsx", content.getvalue())]
    preview = check_files(university.engine, office(), meeting, files)
    return accept(university.engine, office(), preview).sheets[0].id


def quality_of(university: University, actor: Actor | None = None) -> MeetingQuality:
    return meeting_quality(university.engine, actor or office(), university.meetings[0].id)


def scores(university: University) -> dict[str, float]:
    shown = ranking(university.engine, office(), Filters(university.period.id))
    return dict(zip(shown.results["name"], shown.results["score"], strict=True))
