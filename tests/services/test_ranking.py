"""Who is where, under the published weights and under others."""

from dataclasses import replace
from io import BytesIO

import pytest
from openpyxl import load_workbook
from pandas.testing import assert_frame_equal

from cxzy.core.vocabulary import Source, UnitKind
from cxzy.services.acceptance import accept, history, withdraw
from cxzy.services.filters import Filters
from cxzy.services.ranking import Ranking, ranking, tried
from cxzy.services.ranking_table import ranked_table
from cxzy.services.upload import check_files
from tests.services.university import NAMES, University, expected_score, office, usual_marks
from tests.services.university import workbook as written

SECOND = tuple(f"{name}二" for name in NAMES)


@pytest.fixture
def scored(university: University) -> University:
    """Both branches with marks in; the students' are half a point lower."""
    for meeting, names, shift in zip(university.meetings, (NAMES, SECOND), (0, -0.5), strict=True):
        files = [("评分表.xlsx", written(usual_marks(names, shift)))]
        accept(
            university.engine, office(), check_files(university.engine, office(), meeting.id, files)
        )
    return university


def ranked(university: University, **filters: object) -> Ranking:
    asked = Filters(university.period.id, **filters)  # type: ignore[arg-type]
    return ranking(university.engine, office(), asked)


def test_members_of_all_branches_are_ranked_together(scored: University) -> None:
    results = ranked(scored).results
    expected = sorted(
        [expected_score(usual_marks(), name) for name in NAMES]
        + [expected_score(usual_marks(SECOND, -0.5), name) for name in SECOND],
        reverse=True,
    )
    assert results["score"].tolist() == expected
    assert results["rank"].tolist() == list(range(1, 9))


def test_ranks_within_a_branch_start_anew(scored: University) -> None:
    results = ranked(scored, within="unit").results
    assert sorted(results["rank"]) == [1, 1, 2, 2, 3, 3, 4, 4]


def test_filters_rank_among_what_is_shown(scored: University) -> None:
    students = ranked(scored, kind=UnitKind.STUDENT).results
    assert students["name"].tolist() == list(SECOND)
    assert students["rank"].tolist() == [1, 2, 3, 4]
    branch = ranked(scored, unit_id=scored.branches[0].id).results
    assert branch["name"].tolist() == list(NAMES)


def test_other_weights_change_the_score_beside_the_published_one(scored: University) -> None:
    weights = tuple(zip(Source, (100, 0, 0, 0), strict=True))
    results = ranked(scored, weights=weights).results.set_index("name")
    marks = usual_marks()["self"][0][2]
    assert results.loc[NAMES[0], "score"] == round(0.6 * marks[0] + 0.4 * marks[1], 2)
    assert results.loc[NAMES[0], "score_published"] == expected_score(usual_marks(), NAMES[0])
    assert results.loc[NAMES[0], "rank_published"] == 1


def test_weights_tried_on_a_published_ranking_give_what_asking_for_them_gives(
    scored: University,
) -> None:
    asked = Filters(
        scored.period.id,
        kind=UnitKind.STUDENT,
        within="unit",
        weights=tuple(zip(Source, (0, 20, 60, 20), strict=True)),
    )
    published = ranking(scored.engine, office(), asked.published)
    anew = ranking(scored.engine, office(), asked)
    assert_frame_equal(tried(published, asked).results, anew.results)
    assert tried(published, asked.published) is published


def test_probationary_members_are_scored_and_not_graded(scored: University) -> None:
    results = ranked(scored).results.set_index("name")
    assert results["grade"].isna().sum() == 2
    assert results.loc[NAMES[3], "score"] == expected_score(usual_marks(), NAMES[3])
    assert results.loc[NAMES[3], "grade"] is None or results["grade"].isna()[NAMES[3]]


def test_units_without_a_sheet_are_waited_for(university: University) -> None:
    assert ranked(university).waiting == ("水文教工支部", "水文学生支部")
    assert ranked(university).results.empty


def test_the_table_downloaded_holds_the_numbers_shown(scored: University) -> None:
    name, content = ranked_table(scored.engine, office(), Filters(scored.period.id))
    assert name.endswith("2012-1.xlsx")
    cells = list(load_workbook(BytesIO(content)).worksheets[0].values)
    shown = ranked(scored).results
    table = [row for row in cells if row[0] in range(1, 9)]
    assert [row[0] for row in table] == shown["rank"].tolist()
    for row, score, person in zip(table, shown["score"], shown["name"], strict=True):
        assert score in row
        assert person in row


def test_the_table_of_one_meeting_says_its_electorate(scored: University) -> None:
    asked = ranked(scored, unit_id=scored.branches[0].id)
    assert asked.electorate is not None
    assert asked.electorate.drop(columns="present").to_dict("records") == [
        {"source": "mass", "group": "", "count": 10}
    ]
    assert ranked(scored).electorate is None


def test_whoever_asked_before_a_secretary_sees_no_other_branch(scored: University) -> None:
    own = frozenset({scored.branches[1].id})
    assert len(ranked(scored).results) == len(NAMES) + len(SECOND)
    secretary = replace(office(), unit_ids=own)
    seen = ranking(scored.engine, secretary, Filters(scored.period.id))
    assert seen.results["name"].tolist() == list(SECOND)
    assert [m.unit_id for group in seen.marks.stored for m in group.meetings] == list(own)


def test_a_sheet_withdrawn_is_gone_from_the_next_ranking(scored: University) -> None:
    assert len(ranked(scored).results) == len(NAMES) + len(SECOND)
    first = scored.meetings[0].id
    withdraw(scored.engine, office(), history(scored.engine, office(), first)[0].id)
    left = ranked(scored)
    assert left.results["name"].tolist() == list(SECOND)
    assert left.waiting == (scored.branches[0].name,)
