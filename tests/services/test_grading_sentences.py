"""What the screen of grades says, in both languages, for many, one and none."""

import pytest

from cxzy.core.language import use_language
from cxzy.core.scheme import parse_scheme
from cxzy.core.vocabulary import SubjectKind
from cxzy.services import grading_sentences as said
from cxzy.services.grading import graded
from tests.services.gradings import BANDS, BEFORE, UNITS, grading_of, ranked

SCORES = {
    "1/staff": [95.0, 90.3, 89.2],
    "1/student": [85.0, 79.5],
    "2/office": [80.0, None],
}
LAST = {"1/staff": [95.0, 85.0], "2/office": [70.0, 71.0]}
LANGUAGES = ("en", "zh_CN")


def in_both(expected: tuple[str, str], spoken: object) -> None:
    """Compare what `spoken()` says in English and in Chinese."""
    for language, words in zip(LANGUAGES, expected, strict=True):
        use_language(language)
        assert spoken() == words  # type: ignore[operator]


def test_the_answer_counts_every_grade() -> None:
    in_both(
        (
            "2012年上半年: 6 branches graded, 2 优秀, 3 较好, 1 后进.",
            "2012年上半年：6 个党支部已定级，其中优秀 2、较好 3、后进 1。",
        ),
        lambda: said.answer(grading_of(SCORES)),
    )


def test_the_answer_for_one_and_for_none() -> None:
    in_both(
        (
            "2012年上半年: 1 member graded, 1 优秀, 0 较好, 0 后进.",
            "2012年上半年：1 名党员已定级，其中优秀 1、较好 0、后进 0。",
        ),
        lambda: said.answer(grading_of({"1/staff": [95.0]}, subject=SubjectKind.MEMBER)),
    )
    in_both(
        ("2012年上半年: none has a grade yet.", "2012年上半年：尚未定级。"),
        lambda: said.answer(grading_of({"1/staff": [None]})),
    )


def test_the_detail_says_what_changed_who_is_close_and_who_has_none() -> None:
    # 优秀 1 → 2, 后进 2 → 1; near: 90.3 and 80.0 above, 89.2 and 79.5 below; one without a score
    in_both(
        (
            (
                "Against 2011年下半年: 优秀 up from 1 to 2, 后进 down from 2 to 1. "
                "4 branches are within 1 point of a line: 2 above, 2 below. 1 has no grade."
            ),
            (
                "较2011年下半年：优秀由 1 增至 2、后进由 2 减至 1。"
                "4 个党支部距分数线 1 分以内：线上 2，线下 2。未定级 1。"
            ),
        ),
        lambda: said.detail(grading_of(SCORES, LAST)),
    )


def test_the_detail_without_anything_to_say_is_short() -> None:
    in_both(
        ("None is within 0.5 points of a line.", "没有距分数线 0.5 分以内的。"),
        lambda: said.detail(grading_of({"1/staff": [95.0]}, margin=0.5)),
    )
    assert said.detail(grading_of({})) == ""


def test_level_counts_are_said_to_be_level() -> None:
    use_language("en")
    assert "优秀 still 2, 后进 still 1." in said.detail(grading_of(SCORES, SCORES))


def test_other_bands_before_are_not_compared() -> None:
    stricter = parse_scheme(BANDS.replace("90", "92"))
    found = graded(ranked(SCORES), [ranked(LAST, BEFORE, stricter)], UNITS)
    in_both(
        (
            "优秀 are 33%; 2011年下半年 had other bands",
            "优秀占 33%；2011年下半年分数段不同，不可比",
        ),
        lambda: said.periods_heading(found),
    )
    use_language("en")
    assert "Against" not in said.detail(found)
    assert said.notes(found)[-1] == (
        "The bands were others in 2011年下半年; their shares cannot be compared."
    )


@pytest.mark.parametrize(
    ("scores", "expected"),
    [
        (SCORES, ("Largest share of 优秀: staff, 2 of 3; 1 后进 (students)",
                  "教工优秀占比最高（2/3）；后进 1，在学生")),
        ({"1/staff": [95.0, 70.0], "1/student": [91.0, 70.0], "2/office": [85.0]},
         ("Largest share of 优秀: staff, students, 50%; 2 后进 (staff, students)",
          "教工、学生优秀占比最高，为 50%；后进 2，在教工、学生")),
        ({"1/staff": [70.0], "1/student": [71.0], "2/office": [72.0]},
         ("No 优秀 anywhere; 3 后进 (staff, students, offices)",
          "没有优秀；后进 3，在教工、学生、机关")),
        ({"1/staff": [95.0], "1/student": [91.0]},
         ("The share of 优秀 is 100% everywhere", "各处优秀所占比例均为 100%")),
        ({"1/staff": [95.0, 70.0]}, ("1 of 2 优秀, 50%: staff", "教工：优秀 1/2，占 50%")),
        ({"1/staff": [None]}, ("None has a grade yet", "尚未定级")),
    ],
)  # fmt: skip
def test_the_heading_says_where_the_best_and_the_lowest_are(
    scores: dict[str, list[float | None]], expected: tuple[str, str]
) -> None:
    in_both(expected, lambda: said.kinds_heading(grading_of(scores)))


def test_where_most_of_the_lowest_are_is_said_of_how_many() -> None:
    scores = {"1/staff": [95.0, 70.0], "1/student": [71.0, 72.0], "2/office": [85.0]}
    in_both(
        (
            "Largest share of 优秀: staff, 1 of 2; 2 of 3 后进 (students)",
            "教工优秀占比最高（1/2）；后进 3，其中 2 在学生",
        ),
        lambda: said.kinds_heading(grading_of(scores)),
    )


def test_units_are_named_by_their_names() -> None:
    use_language("en")
    assert said.units_heading(grading_of(SCORES)) == (
        "Largest share of 优秀: 水文学院党委, 2 of 5; 1 后进 (水文学院党委)"
    )


def test_the_share_of_the_best_is_set_beside_the_period_before() -> None:
    # 2 of 6 now, 1 of 4 before
    in_both(
        ("优秀 are 33%, 25% in 2011年下半年", "优秀占 33%，2011年下半年为 25%"),
        lambda: said.periods_heading(grading_of(SCORES, LAST)),
    )
    in_both(
        ("优秀 are 33%; there is no earlier period", "优秀占 33%，此前没有周期可比"),
        lambda: said.periods_heading(grading_of(SCORES)),
    )


@pytest.mark.parametrize(
    ("scores", "expected"),
    [
        (SCORES, ("Staff stand highest, median 90.3; offices lowest, 80.0",
                  "教工得分中位数最高（90.3 分），机关最低（80.0 分）")),
        # quartiles of 80, 82, 84, 86, 88
        ({"1/staff": [80.0, 82.0, 84.0, 86.0, 88.0]},
         ("Half of the scores lie from 82.0 to 86.0, the median is 84.0",
          "半数得分在 82.0 至 86.0 分之间，中位数 84.0 分")),
        ({"1/staff": [84.25]}, ("The only score is 84.25", "仅有一个得分：84.25 分")),
        ({}, ("There is no score yet", "尚无得分")),
    ],
)  # fmt: skip
def test_the_distribution_says_who_stands_where(
    scores: dict[str, list[float | None]], expected: tuple[str, str]
) -> None:
    in_both(expected, lambda: said.distribution_heading(grading_of(scores)))


@pytest.mark.parametrize(
    ("scores", "expected"),
    [
        (SCORES, ("优秀 begins at 90 points: 90.30 is just in, 89.20 just out",
                  "优秀线为 90 分：线上最低 90.30 分，线下最高 89.20 分")),
        ({"1/staff": [85.0]}, ("优秀 begins at 90 points; the highest score is 85.00",
                               "优秀线为 90 分，最高得分 85.00 分")),
        ({"1/staff": [95.0]}, ("优秀 begins at 90 points; the lowest score is 95.00",
                               "优秀线为 90 分，最低得分 95.00 分")),
        ({}, ("优秀 begins at 90 points", "优秀线为 90 分")),
    ],
)  # fmt: skip
def test_the_line_of_the_best_says_who_is_just_in_and_just_out(
    scores: dict[str, list[float | None]], expected: tuple[str, str]
) -> None:
    in_both(expected, lambda: said.bands_heading(grading_of(scores)))


def test_one_close_to_a_line_is_one() -> None:
    in_both(
        (
            "1 branch is within 2 points of a line: 1 above, 0 below",
            "1 个党支部距分数线 2 分以内：线上 1，线下 0",
        ),
        lambda: said.near_heading(grading_of({"1/staff": [91.5]}, margin=2.0)),
    )
