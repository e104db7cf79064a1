"""Which changes are beyond chance: error lines redone by hand, words, figures and the workbook."""

from dataclasses import replace
from datetime import date
from io import BytesIO
from math import sqrt
from statistics import fmean, variance

import pandas as pd
import pytest
from openpyxl import load_workbook

from cxzy.core.language import use_language
from cxzy.core.vocabulary import SubjectKind
from cxzy.services import campaign
from cxzy.services import improvement_certainty_sentences as said
from cxzy.services.acceptance import accept
from cxzy.services.filters import Filters
from cxzy.services.improvement import Improvement, improvement
from cxzy.services.improvement_certainty import beyond_counts
from cxzy.services.improvement_plates import changes_plate
from cxzy.services.improvement_table import improvement_table
from cxzy.services.upload import check_files
from tests.services.made_improvement import made
from tests.services.test_certainty import by_hand, marks_of_two_leaders, ranking_of
from tests.services.university import (
    NAMES,
    Marks,
    University,
    expected_score,
    office,
    workbook,
)

FIRST = marks_of_two_leaders()
Asked = tuple[Filters, int]


def later_marks() -> Marks:
    """The masses have come to like 安甲 less by 12, 杜丁 more by 6; nobody else has changed."""
    moved = {"安甲": -12, "杜丁": 6}
    mass = [
        (rater, name, tuple(point + moved.get(name, 0) for point in points))
        for rater, name, points in FIRST["mass"]
    ]
    return {**FIRST, "mass": mass}


@pytest.fixture
def asked(university: University) -> Asked:
    """Two periods of the first branch, both marked by two leaders; what asks for the change."""
    ranking_of(university, FIRST)
    first = university.meetings[0]
    period = campaign.add_period(
        university.engine, office(), key="2012-2", name="2012年下半年",
        starts=date(2012, 7, 1), ends=date(2012, 12, 31), due=date(2012, 12, 17),
    )  # fmt: skip
    meeting = campaign.add_meeting(
        university.engine, office(), period_id=period.id, unit_id=first.unit_id,
        scheme_id=first.scheme_id,
    )  # fmt: skip
    file = ("评分表.xlsx", workbook(later_marks()))
    checked = check_files(university.engine, office(), meeting.id, [file])
    accept(university.engine, office(), checked)
    return Filters(period.id, SubjectKind.MEMBER), university.period.id


@pytest.fixture
def shown(university: University, asked: Asked) -> Improvement:
    return improvement(university.engine, office(), *asked)


def returns_by_hand() -> dict[str, float]:
    """Return by how much each earlier score is drawn to the mean, by Hedges' moment estimator."""
    score = {name: expected_score(FIRST, name) for name in NAMES}
    errors = {name: total for name, (total, _df) in by_hand(FIRST).items()}
    apart = max(variance(score.values()) - fmean(errors.values()), 0.0)
    weight = {name: 1 / (apart + errors[name]) for name in NAMES}
    centre = sum(weight[n] * score[n] for n in NAMES) / sum(weight.values())
    return {n: -errors[n] / (apart + errors[n]) * (score[n] - centre) for n in NAMES}


def test_error_lines_and_returns_are_those_redone_by_hand(shown: Improvement) -> None:
    before, after, back = by_hand(FIRST), by_hand(later_marks()), returns_by_hand()
    rows = shown.changes.dropna(subset=["change"]).set_index("name")
    compared = rows[rows["verdict"] != ""]
    assert len(compared) == 3  # the probationary member has no grade and is not compared
    for name, row in compared.iterrows():
        line = 1.96 * sqrt(before[str(name)][0] + after[str(name)][0])
        assert row["smallest"] == pytest.approx(line)
        assert row["expected"] == pytest.approx(back[str(name)])
        change = expected_score(later_marks(), str(name)) - expected_score(FIRST, str(name))
        beyond = abs(change) > line
        assert row["verdict"] == ("down" if beyond and change < 0 else "level")


def test_counts_and_sentences_of_what_is_beyond_chance(shown: Improvement) -> None:
    assert beyond_counts(shown.moved) == {"up": 0, "level": 2, "down": 1, "unknown": 0}
    assert said.beyond_said(shown) == "超过误差线的得分，升 0、降 1，其余 2 视为持平。"
    first = shown.moved[shown.moved["name"] == "安甲"].to_dict("records")[0]
    assert said.change_said(first).startswith("比上期低 3.6 分，超过 ")
    paragraphs = said.computed(shown.moved)
    assert paragraphs[-2].startswith("预计回归最多的：")
    use_language("en")
    assert said.beyond_heading(shown) == "No score rose"


@pytest.mark.parametrize(
    ("verdict", "change", "sentence"),
    [
        ("level", 2.1, "比上期高 2.1 分，未超过 4.2 分的误差线，视为持平"),
        ("up", 5.0, "比上期高 5.0 分，超过 4.2 分的误差线"),
        ("level", 5.0, "比上期高 5.0 分，但上期得分特别突出，本来就会回到平均附近，视为持平"),
        ("", 5.0, ""),
    ],
)
def test_a_change_is_said_with_its_error_line(verdict: str, change: float, sentence: str) -> None:
    assert said.change_said({"verdict": verdict, "change": change, "smallest": 4.2}) == sentence


def test_the_dumbbells_have_bands_and_grey_within(shown: Improvement) -> None:
    plate = changes_plate(shown, shown.moved)
    assert "浅色带为误差范围" in plate.note
    figure = plate.draw("light", None)
    bands = [x for x in figure.data[0].x if x is not None]
    assert len(bands) == 2 * 3
    rows = shown.moved.reset_index(drop=True)
    assert bands[0] == pytest.approx(rows["score_before"][0] - rows["smallest"][0])
    lines = figure.data[-1].marker.line.color
    assert [colour == "#6B6F75" for colour in lines] == (rows["verdict"] == "level").tolist()
    assert any("未超过" in text for text in figure.data[-1].hovertext)


def test_the_workbook_has_line_return_and_verdict(university: University, asked: Asked) -> None:
    content = improvement_table(university.engine, office(), *asked)[1]
    rows = list(load_workbook(BytesIO(content)).worksheets[0].values)
    cells = [cell for row in rows for cell in row if cell is not None]
    assert {"误差线", "预计回归", "是否超出误差"} <= set(cells)
    assert cells.count("误差线内，视为持平") == 2


def test_rankings_without_errors_change_nothing() -> None:
    plain = made({"文一": 80.0, "理一": 60.0}, {"文一": 90.0, "理一": 55.0})
    assert set(plain.changes["verdict"]) == {""}
    assert said.beyond_said(plain) == ""
    assert "浅色带" not in changes_plate(plain, plain.moved).note
    nobody = replace(plain, changes=plain.changes.head(0))
    assert beyond_counts(nobody.moved)["unknown"] == 0
    assert isinstance(nobody.moved, pd.DataFrame)
