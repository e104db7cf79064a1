"""Which grade, and how close: every number worked out by hand."""

import math

import pytest
from sqlalchemy import Engine

from cxzy.core.language import use_language
from cxzy.core.scheme import parse_scheme
from cxzy.core.vocabulary import SubjectKind
from cxzy.services.acceptance import accept
from cxzy.services.actors import Actor, PermissionDenied, Role
from cxzy.services.filters import Filters
from cxzy.services.grading import graded, grading
from cxzy.services.upload import check_files
from tests.services.gradings import BANDS, BEFORE, UNITS, grading_of, ranked
from tests.services.university import NAMES, University, expected_score, office, usual_marks
from tests.services.university import workbook as written

SCORES = {
    "1/staff": [95.0, 90.3, 89.2],
    "1/student": [85.0, 79.5],
    "2/office": [80.0, None],
}


@pytest.fixture(autouse=True)
def english() -> None:
    use_language("en")


def test_grades_are_counted_over_all_by_kind_and_by_unit() -> None:
    found = grading_of(SCORES)
    assert found.total[["total", "graded", "优秀", "较好", "后进"]].to_numpy().tolist() == [
        [7, 6, 2, 3, 1]
    ]
    kinds = found.by_kind[["kind_label", "graded", "优秀", "较好", "后进"]]
    assert kinds.to_numpy().tolist() == [
        ["Staff", 3, 2, 1, 0],
        ["Offices", 1, 0, 1, 0],
        ["Students", 2, 0, 1, 1],
    ]
    assert found.unit_level == "organisation"
    units = found.by_unit[["name", "key", "graded", "优秀"]]
    assert units.to_numpy().tolist() == [["水文学院党委", "01", 5, 2], ["机关党委", "02", 1, 0]]


def test_everybody_knows_how_far_the_lines_are() -> None:
    found = grading_of(SCORES).subjects.set_index("score")
    assert found.loc[89.2, ["band", "next_band", "to_next", "above_edge"]].tolist() == [
        "较好",
        "优秀",
        0.8,
        9.2,
    ]
    assert found.loc[95.0, "above_edge"] == 5
    assert math.isnan(found.loc[95.0, "to_next"])


@pytest.mark.parametrize(
    ("margin", "scores"),
    [(1.0, [90.3, 89.2, 80.0, 79.5]), (0.3, [90.3, 80.0]), (0.0, [80.0])],
)
def test_those_within_the_margin_of_a_line_are_listed(margin: float, scores: list[float]) -> None:
    assert grading_of(SCORES, margin=margin).near["score"].tolist() == scores


def test_a_band_knows_who_is_in_it_and_from_which_to_which_score() -> None:
    bands = grading_of(SCORES).bands
    assert bands[["grade", "from", "count", "lowest", "highest"]].to_numpy().tolist() == [
        ["优秀", 90.0, 2, 90.3, 95.0],
        ["较好", 80.0, 3, 80.0, 89.2],
        ["后进", 0.0, 1, 79.5, 79.5],
    ]
    assert bands["share"].tolist() == [2 / 6, 3 / 6, 1 / 6]


def test_a_band_that_nobody_reaches_is_there_with_none() -> None:
    bands = grading_of({"1/staff": [85.0]}).bands
    assert bands["count"].tolist() == [0, 1, 0]
    assert bands["lowest"].isna().tolist() == [True, False, True]


def test_kinds_stand_by_their_median() -> None:
    medians = grading_of(SCORES).medians
    assert medians[["kind_label", "n", "median"]].to_numpy().tolist() == [
        ["Staff", 3, 90.3],
        ["Students", 2, 82.25],
        ["Offices", 1, 80.0],
    ]


def test_periods_stand_from_the_newest_without_those_that_have_no_results() -> None:
    found = grading_of(SCORES, {"1/staff": [91.0, 70.0]}, {})
    periods = found.by_period[["key", "graded", "优秀", "后进"]]
    assert periods.to_numpy().tolist() == [["2012-1", 6, 2, 1], ["2011-2", 2, 1, 1]]


def test_other_bands_of_an_earlier_period_are_told() -> None:
    stricter = parse_scheme(BANDS.replace("90", "92"))
    before = ranked({"1/staff": [93.0]}, BEFORE, stricter)
    found = graded(ranked(SCORES), [before], UNITS)
    assert found.other_bands == ("2011年下半年",)
    assert grading_of(SCORES, SCORES).other_bands == ()


def test_words_of_another_scheme_stand_before_the_lowest() -> None:
    other = parse_scheme(BANDS.replace("较好", "良好"))
    found = graded(ranked(SCORES), [ranked({"1/staff": [85.0]}, BEFORE, other)], UNITS)
    assert found.grades == ("优秀", "较好", "良好", "后进")
    assert found.other_words == ("良好",)
    assert found.by_period["良好"].tolist() == [0, 1]


def test_without_results_everything_is_empty() -> None:
    found = grading_of({})
    assert found.total["graded"].tolist() == [0]
    for table in (found.near, found.by_kind, found.by_unit, found.by_period, found.medians):
        assert table.empty


@pytest.fixture
def scored(university: University) -> University:
    files = [("评分表.xlsx", written(usual_marks()))]
    preview = check_files(university.engine, office(), university.meetings[0].id, files)
    accept(university.engine, office(), preview)
    return university


def test_members_of_a_single_organisation_are_counted_by_branch(scored: University) -> None:
    found = grading(scored.engine, office(), Filters(scored.period.id, SubjectKind.MEMBER))
    assert found.unit_level == "branch"
    assert found.by_unit[["name", "key"]].to_numpy().tolist() == [["水文教工支部", "0101"]]
    assert found.waiting == ("水文学生支部",)


def test_who_is_not_graded_has_a_score_and_no_distance(scored: University) -> None:
    found = grading(scored.engine, office(), Filters(scored.period.id, SubjectKind.MEMBER))
    rows = found.subjects.set_index("name")
    assert rows.loc["杜丁", "score"] == expected_score(usual_marks(), "杜丁")
    assert rows.loc["杜丁", ["to_next", "above_edge"]].isna().all()  # probationary
    score = expected_score(usual_marks(), NAMES[1])
    nearest = next(line for line in (90, 80, 70, 0) if score >= line)
    assert rows.loc[NAMES[1], "above_edge"] == pytest.approx(score - nearest)


def test_who_may_not_see_a_unit_is_refused(university: University, engine: Engine) -> None:
    secretary = Actor("书记", Role.SECRETARY, frozenset({university.branches[0].id}))
    asked = Filters(university.period.id, SubjectKind.MEMBER, university.branches[1].id)
    with pytest.raises(PermissionDenied):
        grading(engine, secretary, asked)
