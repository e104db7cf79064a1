"""Every problem has its texts, in both languages, and survives being kept as JSON."""

import re
from pathlib import Path

import pytest

from cxzy.core.language import CHINESE, ENGLISH, use_language
from cxzy.sheets.problem_texts import (
    PROBLEM_TEXTS,
    expected,
    problem_record,
    problems_from_json,
    problems_to_json,
    remedy,
    title,
)
from cxzy.sheets.problems import Cell, Problem, first_of
from docs.make_problem_guide import GUIDE, guide

ROOM = Path(__file__).parents[2] / "cxzy" / "sheets"


@pytest.mark.parametrize("code", PROBLEM_TEXTS)
@pytest.mark.parametrize("language", [CHINESE, ENGLISH])
def test_a_code_has_a_title_an_expectation_and_a_remedy(code: str, language: str) -> None:
    use_language(language)
    problem = Problem(code, Cell("x.xlsx", "互评", 7, 4), "105")
    texts = [title(code), expected(problem), remedy(problem)]
    use_language(CHINESE)
    assert all(texts)
    assert not any("{" in text for text in texts)
    chinese = all(re.search("[一-鿿]", text) for text in (texts[0], texts[2]))
    assert chinese == (language == CHINESE) or language == ENGLISH


def test_a_record_prints_the_cell_as_excel_does() -> None:
    use_language(ENGLISH)
    problem = Problem(
        "mark_out_of_range", Cell("x.xlsx", "互评", 7, 4), "105", (("full_marks", "100"),)
    )
    record = problem_record(problem)
    use_language(CHINESE)
    assert record == {
        "code": "mark_out_of_range",
        "level": "blocks",
        "cell": "互评!D7",
        "found": "105",
        "expected": "a number from 0 to 100",
        "remedy": "Correct the number, or ask the rater; nothing is cut to fit.",
    }


def test_what_is_near_is_said_only_where_something_is() -> None:
    use_language(ENGLISH)
    without = Problem("unknown_word", Cell("x.xlsx", "互评", 7, 4), "A", (("words", "优秀"),))
    with_near = Problem("unknown_word", without.cell, "优", (*without.detail, ("near", "优秀")))
    texts = remedy(without), remedy(with_near)
    use_language(CHINESE)
    assert texts == (
        "Write one of these words.",
        "Write one of these words. The closest is 优秀.",
    )
    assert remedy(with_near).endswith("最接近的是“优秀”。")
    assert "—" not in remedy(without)


def test_several_words_are_listed_as_the_language_lists_them() -> None:
    words = ("words", ("优秀", "良好", "一般"))
    problem = Problem("unknown_word", Cell("x.xlsx", "互评", 7, 4), ("好", "可"), (words,))
    chinese = problem_record(problem)
    use_language(ENGLISH)
    english = problem_record(problem)
    use_language(CHINESE)
    assert "优秀、良好、一般" in chinese["expected"]
    assert chinese["found"] == "好、可"
    assert (english["expected"], english["found"]) == ("one of 优秀, 良好, 一般", "好, 可")


def test_only_the_first_names_of_many_are_shown() -> None:
    names = [f"党员{n}" for n in range(11)]
    assert first_of(names[:10]) == tuple(names[:10])
    assert first_of(names) == (*names[:10], "…")


def test_problems_come_back_from_json() -> None:
    problems = (
        Problem("unknown_word", Cell("x.xlsx", "互评", 7, 4), "优", (("near", "优秀"),)),
        Problem("subjects_missing", Cell("x.xlsx", "b"), ("李四", "王五"), (("count", "2"),)),
        Problem("unknown_word", Cell("x.xlsx", "b", 1, 1), "可", (("words", ("优秀", "一般")),)),
        Problem("hidden_sheet", Cell("x.xlsx", "b"), "b", blocks=False),
    )
    assert problems_from_json(problems_to_json(problems)) == problems


def test_every_code_that_is_noted_has_texts_and_every_text_is_noted_somewhere() -> None:
    source = "".join(
        path.read_text(encoding="utf-8")
        for path in ROOM.glob("*.py")
        if not path.name.endswith("problem_texts.py")
    )
    assert {code for code in PROBLEM_TEXTS if f'"{code}"' not in source} == set()


def test_the_guide_says_what_the_program_says() -> None:
    assert GUIDE.read_text(encoding="utf-8") == guide(), "run `python -m docs.make_problem_guide`"
