"""Why this score: the sentence, the figures' numbers, where it came from."""

import json

from tests.pages.conftest import Visit, words
from tests.services.university import University, expected_score, usual_marks


def test_the_sentence_says_score_place_and_grade(visit: Visit, scored: University) -> None:
    score = f"{expected_score(usual_marks(), '白乙'):.2f}"
    text = words(visit("profile", subject="member", key="0101001")).replace("\\", "")
    assert f"白乙2012年上半年得 {score} 分，在本支部 4 名党员中列第 2 名" in text


def test_the_waterfall_ends_at_the_score(visit: Visit, scored: University) -> None:
    app = visit("profile", subject="member", key="0101001")
    figure = json.loads(app.get("plotly_chart")[0].proto.spec)
    given, total = figure["data"][1], figure["data"][2]
    assert round(sum(given["x"]), 2) == round(total["x"][0], 2)
    assert total["x"][0] == expected_score(usual_marks(), "白乙")


def test_a_profile_that_was_seen_before_is_shown_again(visit: Visit, scored: University) -> None:
    first = words(visit("profile", subject="member", key="0101001"))
    again = visit("profile", subject="member", key="0101001")
    assert not again.error
    assert words(again) == first


def test_it_names_the_sheets_it_came_from(visit: Visit, scored: University) -> None:
    app = visit("profile", subject="member", key="0101001")
    labels = [button.proto.label.replace("\\", "") for button in app.get("download_button")]
    assert "评分表.xlsx" in labels


def test_an_unknown_number_is_said_in_words(visit: Visit, scored: University) -> None:
    app = visit("profile", subject="member", key="999")
    assert "999" in app.error[0].value


def test_without_marks_it_leads_to_the_upload(visit: Visit, scored: University) -> None:
    text = words(visit("profile", subject="member", key="0102001"))
    assert "还没有评分表" in text


def test_without_a_name_it_asks_for_one(visit: Visit, scored: University) -> None:
    assert "请在上方选择" in words(visit("profile"))


def test_it_is_complete_in_english(visit: Visit, scored: University) -> None:
    text = words(visit("profile", subject="member", key="0101001", lang="en"))
    assert "Why this score" in text
    assert "place 2 of 4" in text
