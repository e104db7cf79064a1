"""Why this score: the sentence, the figures' numbers, where it came from."""

import json
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from cxzy.store import sheets
from tests.pages.conftest import Visit, headings, words
from tests.services.test_certainty import marks_of_two_leaders, ranking_of
from tests.services.university import NAMES, University, expected_score, usual_marks


def test_the_sentence_says_score_place_and_grade(visit: Visit, scored: University) -> None:
    score = f"{expected_score(usual_marks(), '白乙'):.2f}"
    text = words(visit("profile", subject="member", key="0101001")).replace("\\", "")
    assert f"白乙2012年上半年得 {score} 分，在本支部 4 名党员中列第 2 名" in text


def numbers(app: AppTest) -> dict[str, list[dict[str, Any]]]:
    """Return the traces of each figure under the heading above it."""
    specs = [json.loads(figure.proto.spec)["data"] for figure in app.get("plotly_chart")]
    return dict(zip(headings(app), specs, strict=False))


def test_the_waterfall_leads_from_the_mean_of_the_branch_to_the_score(
    visit: Visit, scored: University
) -> None:
    marks = usual_marks()
    scores = [expected_score(marks, name) for name in NAMES]
    waterfall, parts, *_rest = numbers(visit("profile", subject="member", key="0101001")).values()
    bars, _threads, ends = waterfall
    assert ends["x"][0] == pytest.approx(sum(scores) / 4)
    assert ends["x"][1] == pytest.approx(scores[1], abs=0.005)
    assert sum(bars["x"]) == pytest.approx(scores[1] - sum(scores) / 4, abs=0.005)
    assert sum(part["x"][0] for part in parts) == pytest.approx(100)


def test_a_member_leads_to_the_branch_and_the_branch_to_its_members(
    visit: Visit, scored: University
) -> None:
    member = words(visit("profile", subject="member", key="0101001"))
    assert "profile?subject=branch&amp;key=0101" in member
    assert "ranking?unit=01&amp;subject=branch" in member
    branch = words(visit("profile", subject="branch", key="0101"))
    assert "4 名党员有得分" in branch
    for place, name in enumerate(NAMES):
        assert name in branch
        assert f"{expected_score(usual_marks(), name):.2f}" in branch
        assert f"key=010100{place}" in branch


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


def test_how_strict_raters_were_is_read_when_it_is_opened(
    visit: Visit, university: University
) -> None:
    ranking_of(university, marks_of_two_leaders())
    app = visit("profile", key="0101000")
    text = words(app)
    assert "名次第 1，按票数" in text
    assert "± " in text
    assert "不足 5 人，不显示" not in text  # closed
    app.session_state["profile.severity"] = True
    assert "互评：打分的不足 5 人，不显示" in words(app.run())


def test_beside_somebody_chosen_among_many_stand_only_members_of_the_branch(
    visit: Visit, scored: University, monkeypatch: pytest.MonkeyPatch
) -> None:
    everybody = visit("profile", subject="member").selectbox(key="profile.key").options
    monkeypatch.setattr("cxzy.web.profile_choice.MANY", 3)
    assert visit("profile", subject="member").selectbox(key="profile.key").options == everybody
    app = visit("profile", subject="member", key="0101001")
    near = app.selectbox(key="profile.key").options
    assert near[0] == f"换一个人：从全部 {len(everybody) - 1} 人中选择"
    assert 1 < len(near) < len(everybody)
    assert set(near[1:]) < set(everybody)
    app.selectbox(key="profile.key").select_index(0).run()
    assert app.selectbox(key="profile.key").options == everybody


def opened(app: AppTest, **state: bool) -> str:
    """Return what the page says once the derivation is open."""
    for key, value in {"profile.derivation": True, **state}.items():
        app.session_state[key] = value
    return words(app.run())


def test_a_derivation_is_worked_out_only_where_it_is_opened(
    visit: Visit, scored: University, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []
    sheet_ratings = sheets.sheet_ratings
    monkeypatch.setattr(sheets, "sheet_ratings", lambda *a: asked.append(a) or sheet_ratings(*a))
    app = visit("profile", subject="member", key="0101001")
    assert "cx-derived" not in words(app)
    assert not asked
    text = opened(app)
    assert len(asked) == 1
    score = expected_score(usual_marks(), "白乙")
    assert f"四舍五入到 2 位小数，为 {score:.2f}" in text
    assert "(60 × 94 + 40 × 92) ÷ 100 = 93.200000" in text
    assert opened(app) == text
    assert len(asked) == 1


def test_ballots_and_cells_stand_only_where_they_are_asked_for(
    visit: Visit, scored: University
) -> None:
    app = visit("profile", subject="member", key="0101001")
    assert "群众测评!" not in opened(app)
    text = opened(app, **{"profile.ballots": True})
    assert "群众测评!" in text
    labels = [button.proto.label.replace("\\", "") for button in app.get("download_button")]
    assert "含各票的核对版（.docx）" in labels


def test_each_source_leads_to_its_steps(visit: Visit, scored: University) -> None:
    app = visit("profile", subject="member", key="0101001")
    for source in ("self", "peer", "leader", "mass"):
        assert f'href="#cell-derivation-{source}"' in words(app)
    text = opened(app)
    for source in ("self", "peer", "leader", "mass"):
        assert f'id="cell-derivation-{source}"' in text


def test_without_marks_there_is_no_derivation_to_open(visit: Visit, scored: University) -> None:
    app = visit("profile", subject="member", key="0102001")
    assert "计算说明书" not in [one.label for one in app.expander]
