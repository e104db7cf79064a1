"""Which grade, by which rule: the numbers on the screen and what the address says."""

import re

from tests.pages.conftest import Visit, words
from tests.services.university import NAMES, University, expected_score, usual_marks

SCORES = {name: expected_score(usual_marks(), name) for name in NAMES}
LINE = 90.0  # of the best grade, in a scheme that names no bands


def test_an_empty_database_leads_to_the_first_step(visit: Visit) -> None:
    assert "settings?part=members" in words(visit("grading"))


def test_without_sheets_the_page_leads_to_the_upload(visit: Visit, university: University) -> None:
    text = words(visit("grading"))
    assert "尚未定级" in text
    assert "(upload?" in text


def test_the_grades_on_the_screen_are_those_of_the_bands(visit: Visit, scored: University) -> None:
    text = words(visit("grading", subject="member"))
    formal = [score for name, score in SCORES.items() if name != "杜丁"]  # probationary
    best = sum(score >= LINE for score in formal)
    assert f"{len(formal)} 名党员已定级，其中优秀 {best}、" in text.replace("\\", "")


def test_each_row_has_its_score_and_its_distance_to_the_line(
    visit: Visit, scored: University
) -> None:
    text = words(visit("grading", subject="member"))
    below = [name for name, score in SCORES.items() if 80 <= score < LINE and name != "杜丁"]
    assert below
    for name in below:
        row = re.search(rf"<tr>(?:(?!<tr>).)*{name}</a>(?:(?!</tr>).)*优秀</td></tr>", text)
        assert row, name
        assert f">{SCORES[name]:.2f}</td>" in row.group()
        assert f">{LINE - SCORES[name]:.2f}</td>" in row.group()


def test_the_margin_lives_in_the_address(visit: Visit, scored: University) -> None:
    app = visit("grading", subject="member", margin="5")
    assert app.selectbox(key="grading.margin").value == "5"
    near = sum(
        0 <= SCORES[name] - line <= 5 or 0 < line - SCORES[name] <= 5
        for name in NAMES[:3]
        for line in (90, 80, 70)
    )
    assert words(app).count('<td class="cx-change cx-right">') == near
    app.selectbox(key="grading.margin").select("1").run()
    assert "margin" not in app.query_params


def test_names_lead_to_the_profile_and_branches_come_first(
    visit: Visit, scored: University
) -> None:
    assert 'href="profile?period=2012-1&amp;subject=member&amp;key=0101000"' in words(
        visit("grading", subject="member")
    )
    assert "subject" not in visit("grading").query_params


def test_nonsense_in_the_address_changes_nothing(visit: Visit, scored: University) -> None:
    app = visit("grading", subject="member", margin="a", unit="x", kind="y", period="z")
    assert ">安甲</a>" in words(app)


def test_the_page_speaks_english(visit: Visit, scored: University) -> None:
    assert "3 members graded" in words(visit("grading", subject="member", lang="en"))
