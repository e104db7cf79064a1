"""What the improvement screen says: right at zero, one and many, in both languages."""

import pytest

from cxzy.core.language import CHINESE, ENGLISH, use_language
from cxzy.core.transitions import APART
from cxzy.core.vocabulary import SubjectKind
from cxzy.services import improvement_group_sentences as of_groups
from cxzy.services import improvement_sentences as said
from cxzy.services.improvement import narrowed
from cxzy.services.improvement_plates import plates
from tests.services.made_improvement import made, scheme

# 文一 rises to 优秀, 文二 stays, 理一 leaves 后进, 理二 falls to 后进: −20 + 3 + 15 + 10 = 8 over 4
BEFORE = {"文一": 80.0, "文二": 80.0, "理一": 60.0, "理二": 75.0}
NOW = {"文一": 90.0, "文二": 83.0, "理一": 75.0, "理二": 55.0}


@pytest.fixture(autouse=True)
def english() -> None:
    use_language(ENGLISH)


def test_the_answer_counts_up_level_and_down() -> None:
    shown = made(BEFORE, NOW)
    assert said.answer(shown) == (
        "今年 against 去年: of 4 branches, 2 moved up, 1 stayed level, 1 moved down."
    )
    use_language(CHINESE)
    assert said.answer(shown) == "今年与去年相比：4 个党支部中升级 2、持平 1、降级 1。"


def test_the_detail_says_who_was_turned_round_and_the_mean() -> None:
    shown = made(BEFORE, NOW)
    assert said.detail(shown) == (
        "Of 1 branch graded 后进 in 去年, 1 turned round (100%). 1 is newly 后进. "
        "The mean score rose by 2.00 points."
    )
    use_language(CHINESE)
    assert said.detail(shown) == (
        "去年等次为后进的 1 个党支部中已转化 1（100%）。新降为后进 1。平均得分提高 2.00 分。"
    )


def test_members_are_called_members() -> None:
    shown = made(BEFORE, NOW, subject=SubjectKind.MEMBER)
    assert "of 4 members" in said.answer(shown)
    use_language(CHINESE)
    assert "4 名党员中" in said.answer(shown)


def test_no_move_and_no_lowest_are_said() -> None:
    shown = made({"文一": 80, "文二": 80}, {"文一": 79, "文二": 80})
    assert said.answer(shown) == "今年 against 去年: of 2 branches, none changed grade."
    assert said.detail(shown) == (
        "None of them was graded 后进 in 去年. The mean score fell by 0.50 points."
    )
    assert said.matrix_heading(shown) == "No grade changed"


def test_what_nobody_did_is_none_and_not_nought() -> None:
    shown = made({"文一": 80, "文二": 60}, {"文一": 95, "文二": 60})
    assert said.answer(shown).endswith("1 moved up, 1 stayed level, none moved down.")
    assert "none turned round" in said.detail(shown)


@pytest.mark.parametrize(
    ("score", "answer", "detail"),
    [
        (95.0, "文一 moved up from 较好 to 优秀.", "The score rose by 15.00 points."),
        (80.0, "文一 stayed 较好.", "The score is unchanged."),
        (60.0, "文一 moved down from 较好 to 后进.", "The score fell by 20.00 points."),
    ],
)
def test_one_alone_is_said_by_name(score: float, answer: str, detail: str) -> None:
    shown = made({"文一": 80.0}, {"文一": score})
    assert said.answer(shown) == f"今年 against 去年: {answer}"
    assert said.detail(shown) == detail


def test_nobody_is_said() -> None:
    shown = made({}, {})
    assert said.answer(shown) == "Nobody here has a grade both in 去年 and in 今年."
    assert said.detail(shown) == ""
    assert plates(shown) == ()


def test_other_rules_are_not_comparable_and_named() -> None:
    shown = made(BEFORE, NOW, rules=(scheme(), scheme(best=88)))
    assert said.answer(shown) == "今年 and 去年 cannot be compared: other rules."
    assert "grades and bands" in said.detail(shown)
    use_language(CHINESE)
    shown = made(BEFORE, NOW, rules=(scheme(), scheme(best=88)))
    assert said.answer(shown) == "今年与去年口径不同，不可比。"
    assert said.difference(shown) == "两期测评方案的等次与分数段不同：口径不同，不可比。"


def test_who_stands_apart_is_counted() -> None:
    one = made({"文一": 80, "文二": 80, "文三": 80}, {"文一": 80, "文二": 80})
    assert "1 branch is not counted and stands apart below." in said.detail(one)
    two = made({"文一": 80, "文二": 80, "文三": 80}, {"文一": 80, "文二": 80, "新": 80})
    assert "2 branches are not counted and stand apart below." in said.detail(two)


@pytest.mark.parametrize("code", [ENGLISH, CHINESE])
def test_every_reason_has_its_words(code: str) -> None:
    use_language(code)
    shown = made(BEFORE, NOW)
    words = {said.standing_words(shown, standing) for standing in APART}
    assert len(words) == len(APART)
    assert "" not in words
    assert said.standing_words(shown, "compared") == ""


def test_headings_are_findings() -> None:
    shown = made({**BEFORE, "文三": 80}, {**NOW, "文三": 91})
    assert said.matrix_heading(shown) == "Most changed from 较好 to 优秀: 2 branches"
    assert said.flow_heading(shown) == "2 rose to 优秀, which nobody was before"
    assert said.changes_heading(shown.moved) == (
        "理一 gained most: 15.00 points; 理二 lost most: 20.00 points"
    )
    assert said.listing_heading(shown, shown.moved) == ("5 branches: 4 gained points, 1 lost some")


def test_a_unit_is_furthest_up_only_where_more_rose_than_fell() -> None:
    # 文学院: one of two up, none down; 理学院: one up and one down
    assert of_groups.organisations_heading(made(BEFORE, NOW)) == (
        "Furthest up: 文学院 (1 of 2 up, 0 down)"
    )
    level = made({"文一": 80, "理一": 80}, {"文一": 80, "理一": 80})
    assert of_groups.organisations_heading(level) == (
        "Nowhere do more rise than fall, or more fall than rise"
    )
    assert of_groups.kinds_heading(made(BEFORE, NOW)) == "Furthest up: staff (1 of 2 up, 0 down)"


def test_what_is_shown_alike_is_told_of_all() -> None:
    # one rises from each grade to the one above; the best move is named first
    two = made({"文一": 80.0, "理一": 60.0}, {"文一": 95.0, "理一": 75.0})
    assert said.matrix_heading(two) == "Most changed 较好 → 优秀, 后进 → 较好: 1 branch each"
    # both gain fifteen points, and each organisation has one of one up
    assert said.changes_heading(two.moved) == "文一, 理一 gained most: 15.00 points"
    assert of_groups.organisations_heading(two) == (
        "Furthest up: 文学院 (1 of 1 up, 0 down), 理学院 (1 of 1 up, 0 down)"
    )


def test_who_kept_the_best_grade_is_said() -> None:
    shown = made({"a": 95, "b": 95, "c": 80}, {"a": 95, "b": 80, "c": 92})
    assert said.flow_heading(shown) == "Of 2 branches graded 优秀, 1 kept it; 1 rose to it"
    use_language(CHINESE)
    assert said.flow_heading(shown) == "原为优秀的 2 个党支部中保持 1，另有 1 升入"
    use_language(ENGLISH)
    nobody = made({"a": 80, "b": 80}, {"a": 80, "b": 60})
    assert said.flow_heading(nobody) == "Nobody was or is graded 优秀"


@pytest.mark.parametrize("code", ["up", "level", "down", "turned", "sunk", "1-0", "1-1", "2-0"])
def test_every_count_that_is_opened_has_its_sentence(code: str) -> None:
    shown = made(BEFORE, NOW)
    rows = narrowed(shown, code)
    assert rows is not None
    assert said.narrowed_answer(shown, code, rows).startswith("今年 against 去年: ")
    if code == "1-0":
        assert said.narrowed_answer(shown, code, rows).endswith("1 branch from 较好 to 优秀.")


def test_shares_are_of_the_compared_and_of_the_lowest() -> None:
    shown = made(BEFORE, NOW)
    assert said.share(shown, "up") == "50%"
    assert said.share(shown, "turned") == "of 1"
    assert said.share(made({}, {}), "up") == ""
    assert said.share(made({"a": 80}, {"a": 80}), "turned") == ""


@pytest.mark.parametrize("code", [ENGLISH, CHINESE])
def test_every_figure_has_finding_words_and_draws(code: str) -> None:
    use_language(code)
    shown = made(BEFORE, NOW)
    for plate in plates(shown):
        assert plate.heading
        assert plate.alt
        assert len(plate.draw("dark", None).data)
