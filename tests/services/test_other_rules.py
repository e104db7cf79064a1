"""A meeting under rules that not every scheme has: the same numbers wherever they are shown."""

from io import BytesIO

import pandas as pd
import pytest
from openpyxl import load_workbook

from cxzy.core.scoring import score
from cxzy.core.vocabulary import Source, SubjectKind
from cxzy.services.acceptance import accept
from cxzy.services.filters import Filters
from cxzy.services.previews import Preview
from cxzy.services.profile import profile
from cxzy.services.profile_plates import plates
from cxzy.services.profile_table import profile_table
from cxzy.services.ranking import ranking
from cxzy.services.ranking_table import ranked_table
from cxzy.sheets.sheet import read_sheet
from cxzy.store import rosters as roster_store
from cxzy.store.database import reading
from tests.services.other_rules import EXPECTED, checked_workbook, content
from tests.services.university import NAMES, University, office


@pytest.fixture
def checked(university: University) -> Preview:
    return checked_workbook(university)


def named(results: pd.DataFrame, preview: Preview) -> dict[str, float]:
    names = dict(
        zip(preview.roster.members["subject"], preview.roster.members["name"], strict=True)
    )
    return dict(zip(results["subject"].map(names), results["score"], strict=True))


def test_preview_ranking_and_workbook_have_the_numbers_worked_out_by_hand(
    university: University, checked: Preview
) -> None:
    assert [problem for problem in checked.problems if problem.blocks] == []
    assert named(checked.results, checked) == EXPECTED
    accept(university.engine, office(), checked)
    asked = Filters(checked.meeting.period_id)
    shown = ranking(university.engine, office(), asked)
    assert named(shown.results, checked) == EXPECTED
    assert shown.notes == ()
    third = shown.results[shown.results["name"] == NAMES[2]].iloc[0]
    assert set(third["flags"]) == {"rule_void:peer:1", "bonus_capped::加分"}
    _name, table = ranked_table(university.engine, office(), asked)
    cells = [cell.value for row in load_workbook(BytesIO(table)).worksheets[0] for cell in row]
    assert "加减分" in cells
    assert 95.89 in cells


def test_the_command_line_reads_and_scores_the_same(
    university: University, checked: Preview
) -> None:
    del university
    sheet = read_sheet(content(), checked.scheme, "评分表.xlsx", roster=checked.roster)
    assert named(score(sheet.ratings, checked.scheme, roster=checked.roster), checked) == EXPECTED


def test_other_weights_are_tried_on_what_is_kept(university: University, checked: Preview) -> None:
    accept(university.engine, office(), checked)
    weights = {Source.PEER: 1.0, Source.LEADER: 0.0, Source.MASS: 0.0}
    asked = Filters(checked.meeting.period_id, weights=tuple(weights.items()))
    tried = named(ranking(university.engine, office(), asked).results, checked)
    # By hand: the share of the best, and the bonus points beside it as they are.
    assert tried == {NAMES[0]: 100.0, NAMES[1]: 96.74, NAMES[2]: 92.47, NAMES[3]: 78.95}


def test_a_profile_leads_from_the_mean_to_the_score_with_its_bonus_points(
    university: University, checked: Preview
) -> None:
    accept(university.engine, office(), checked)
    with reading(university.engine) as connection:
        people = roster_store.rosters(connection, [checked.meeting.id])
    key = str(people.loc[people["name"] == NAMES[1], "subject"].iloc[0])
    asked = {"period_id": checked.meeting.period_id, "subject": SubjectKind.MEMBER, "key": key}
    shown = profile(university.engine, office(), **asked)
    assert shown.result is not None
    assert shown.unit is not None
    steps = shown.sources["step"].sum() + shown.result["bonus_step"]
    assert shown.unit.mean + steps == pytest.approx(95.89, abs=0.01)
    assert (shown.result["bonus"], shown.result["bonus_step"]) == (2.0, 0.75)  # of 0, 2, 3, 0
    assert set(shown.criteria["criterion"]) == {"all"}
    figures = {plate.key: plate.draw("light", str) for plate in plates(shown)}
    assert list(figures["profile.waterfall"].layout.yaxis.ticktext)[-2:] == ["加减分", "得分"]
    assert list(figures["profile.waterfall"].data[2].x)[-1] == pytest.approx(95.89, abs=0.01)
    _name, table = profile_table(university.engine, office(), **asked)
    rows = [[cell.value for cell in row] for row in load_workbook(BytesIO(table)).worksheets[0]]
    assert next(row for row in rows if row[0] == "加减分")[-2:] == [2, 0.75]
