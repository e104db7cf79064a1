"""Shares on the screen of ballots and in its workbook are printed by the scheme's rule.

By hand: 8 ballots of each of three groups are 33.3 % each, of 20, 20 and 80 people 16.7, 16.7 and
66.7 %: rounded one by one they add to 99 and to 101.
"""

from io import BytesIO

import pytest
from openpyxl import load_workbook

from cxzy.core.language import CHINESE, use_language
from cxzy.core.representation import representation
from cxzy.core.scheme import parse_scheme
from cxzy.services.quality_plates import plates
from cxzy.services.quality_sentences import shares_heading
from cxzy.services.quality_table import quality_table
from cxzy.services.shares import with_printed_shares
from tests.services.looked_at import (
    LIMITED,
    hand_in_groups,
    limited,
    mass_words,
    quality_of,
)
from tests.services.university import SCHEME, University, office

PEOPLE = {"学生": 20, "教师": 20, "职工": 80}
SETTINGS = {
    "": ((33, 33, 34), (17, 17, 66)),
    'mode = "residual"\nplaces = 0': ((33, 33, 34), (17, 17, 66)),
    'mode = "residual"\nplaces = 4': ((33, 33, 34), (17, 17, 66)),
    'mode = "plain"': ((33, 33, 33), (17, 17, 67)),
}


@pytest.fixture(autouse=True)
def chinese() -> None:
    use_language(CHINESE)


def as_shown(share: float) -> int:
    """Return whole per cents of a cell, which a spreadsheet rounds half up."""
    return int(share * 100 + 0.5 + 1e-9)


@pytest.mark.parametrize("setting", SETTINGS)
def test_figure_and_workbook_print_shares_as_the_scheme_wants_them(
    university: University, setting: str
) -> None:
    ballots, people = SETTINGS[setting]
    rules = f"{LIMITED}\n[percentages]\n{setting}\n"
    meeting = limited(university, PEOPLE, rules)
    words = mass_words()
    hand_in_groups(meeting, words, [list(PEOPLE)[rater % 3] for rater in range(len(words))])
    drawn = {one.key: one for one in plates(quality_of(meeting))}["quality.shares.mass"]
    said = [one.text for one in drawn.draw("light", None).layout.annotations]
    groups = quality_of(meeting).sources[-1].representation
    assert groups is not None
    place = [list(PEOPLE).index(name) for name in groups.groups["group"]]
    assert place == [0, 1, 2]
    assert said == [f"{b}% / {p}%" for b, p in zip(ballots, people, strict=True)]
    assert drawn.heading in {f"{one}占票的 33%，而只占人数的 17%" for one in ("学生", "教师")}
    content = quality_table(
        meeting.engine, office(), meeting.meetings[0].id, "水文教工支部", meeting.period
    )
    rows = [row for row in load_workbook(BytesIO(content))["参与率"].values if row[1] in PEOPLE]
    assert [as_shown(row[6]) for row in rows] == list(ballots)
    assert [as_shown(row[5]) for row in rows] == list(people)


def test_a_heading_says_the_numbers_that_stand_beside_it() -> None:
    # By hand: 33.33 % thrice of the ballots; people 33, 33.5 and 33.5 %, of which the last is left
    # with 100 − 33 − 34 = 33 %.
    found = representation({"甲": 1, "乙": 1, "丙": 1}, {"甲": 66, "乙": 67, "丙": 67})
    printed = with_printed_shares(found.groups, parse_scheme(SCHEME))
    assert printed["ballot_share"].tolist() == [0.33, 0.33, 0.34]
    assert printed["electorate_share"].tolist() == [0.33, 0.34, 0.33]
    assert shares_heading(found, printed) == "各群体的票数与人数相称"
    lopsided = representation({"甲": 3, "乙": 1, "丙": 2}, {"甲": 1, "乙": 1, "丙": 1})
    printed = with_printed_shares(lopsided.groups, parse_scheme(SCHEME))
    assert shares_heading(lopsided, printed) == "甲占票的 50%，而只占人数的 33%"


def test_where_nobody_voted_no_share_is_said() -> None:
    found = representation({"甲": 0, "乙": 0}, {"甲": 1, "乙": 2})
    printed = with_printed_shares(found.groups, parse_scheme(SCHEME))
    assert printed["ballot_share"].isna().all()
    assert printed["electorate_share"].tolist() == [0.33, 0.67]
