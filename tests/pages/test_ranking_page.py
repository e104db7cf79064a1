"""Who is where: the numbers on the screen, the filters in the address, other weights."""

import re

from streamlit.testing.v1 import AppTest

from tests.pages.conftest import Visit, question, words
from tests.services.test_certainty import marks_of_two_leaders, ranking_of
from tests.services.university import NAMES, University, expected_score, usual_marks


def ranks_and_scores(text: str) -> list[tuple[str, str]]:
    return re.findall(r'cx-integer cx-right">(\d+)</td>.*?<a [^>]*>([^<]+)</a>', text)


def opened(app: AppTest) -> AppTest:
    """The page with the other weights opened, as a click on them does."""
    app.session_state["ranking.whatif"] = True
    return app.run()


def test_an_empty_database_leads_to_the_first_step(visit: Visit) -> None:
    app = visit("ranking")
    assert "还没有周期" in words(app)
    assert "settings?part=members" in words(app)


def test_without_sheets_the_page_leads_to_the_upload(visit: Visit, university: University) -> None:
    text = words(visit("ranking"))
    assert "(upload?" in text
    assert "2 个党组织没有上交" in text


def test_the_scores_on_the_screen_are_those_of_plain_arithmetic(
    visit: Visit, scored: University
) -> None:
    text = words(visit("ranking"))
    for name in NAMES:
        score = f"{expected_score(usual_marks(), name):.2f}"
        assert re.search(rf">{name}</a>.*?>{score}</td>", text), name
    assert ranks_and_scores(text)[:4] == [
        ("1", "安甲"),
        ("2", "白乙"),
        ("3", "程丙"),
        ("4", "杜丁"),
    ]


def test_the_first_sentence_is_that_of_the_page_whatever_was_visited_before(
    visit: Visit, scored: University
) -> None:
    visit("overview", subject="member")
    assert "4 名党员有得分" in words(visit("ranking"))


def test_each_row_leads_to_its_profile(visit: Visit, scored: University) -> None:
    text = words(visit("ranking"))
    assert 'href="profile?period=2012-1&amp;subject=member&amp;key=0101000"' in text


def test_a_unit_without_marks_is_named_as_waited_for(visit: Visit, scored: University) -> None:
    assert "尚未上交评分表：水文学生支部" in words(visit("ranking"))


def test_filters_come_from_the_address_and_go_into_it(visit: Visit, scored: University) -> None:
    app = visit("ranking", unit="0102")
    assert app.selectbox(key="filters.unit").value == "0102"
    assert "安甲" not in words(app)
    app.selectbox(key="filters.unit").select("0101").run()
    assert app.query_params["unit"] == "0101"
    assert "安甲" in words(app)
    app.selectbox(key="filters.kind").select("student").run()
    assert app.query_params["kind"] == "student"
    assert ">安甲</a>" not in words(app)


def test_other_weights_are_a_trial_beside_the_published_place(
    visit: Visit, scored: University
) -> None:
    app = visit("ranking")
    assert not app.number_input  # what stands closed is not drawn
    opened(app).number_input(key="ranking.weight.leader").set_value(90.0).run()
    assert app.query_params["weights"] == "10-30-90-30"
    text = words(app)
    assert "这是试算" in text
    assert "公布名次" in text
    app.button(key="ranking.reset").click().run()
    assert "weights" not in app.query_params
    assert "这是试算" not in words(app)
    assert app.number_input(key="ranking.weight.leader").value == 30.0  # it stays open


def test_a_link_with_other_weights_opens_them(visit: Visit, scored: University) -> None:
    app = visit("ranking", weights="10-30-90-30")
    assert app.number_input(key="ranking.weight.leader").value == 90.0
    app.session_state["ranking.whatif"] = False
    assert not app.run().number_input  # closed by hand it stays closed
    assert "这是试算" in words(app)


def test_nonsense_in_the_address_changes_nothing(visit: Visit, scored: University) -> None:
    app = visit("ranking", weights="a-b", unit="x", kind="y", within="z", subject="w", period="v")
    assert "这是试算" not in words(app)
    assert ">安甲</a>" in words(app)


def test_the_page_is_complete_in_english(visit: Visit, scored: University) -> None:
    app = visit("ranking", lang="en")
    assert question(app).startswith("Who is where")
    assert "4 members scored" in words(app)


def test_finding_narrows_the_table_and_not_the_answer(visit: Visit, scored: University) -> None:
    app = visit("ranking")
    app.text_input(key="ranking.find").set_value("白").run()
    text = words(app)
    assert ">白乙</a>" in text
    assert ">安甲</a>" not in text
    assert "4 名党员有得分" in text


def test_the_visitor_is_told_who_he_is_and_where(visit: Visit, scored: University) -> None:
    assert "<b>演示</b> 当前身份：党委办公室（演示），仅限本机访问" in words(visit("ranking"))
    assert "<b>Demo</b> You are signed in as: Party office (demo)" in (
        words(visit("ranking", lang="en"))
    )


def test_a_search_without_a_hit_says_so(visit: Visit, scored: University) -> None:
    app = visit("ranking")
    app.text_input(key="ranking.find").set_value("查无此人").run()
    assert "没有找到与“查无此人”相符" in words(app)


def test_whoever_is_scored_and_not_graded_is_counted(visit: Visit, scored: University) -> None:
    text = words(visit("ranking"))
    counts = [int(n) for n in re.findall(r"</dt><dd>(\d+)<", text)]
    scored_ones = int(re.search(r"(\d+) 名党员有得分", text)[1])
    assert sum(counts) == scored_ones


def test_opened_weights_say_where_neighbours_would_change_places(
    visit: Visit, scored: University
) -> None:
    app = visit("ranking")
    assert "互换" not in words(app)  # nothing is reckoned while it is closed
    text = words(opened(app))
    # Each is a point below the one before everywhere, so there is no table of weights.
    assert "名次 1 ↔ 2、2 ↔ 3、3 ↔ 4：怎样改权重都不会互换" in text
    assert "怎样改会互换" not in text


def test_neighbours_of_whom_one_source_thinks_otherwise_stand_in_a_table(
    visit: Visit, university: University
) -> None:
    marks = dict(usual_marks())
    turned = dict(zip(NAMES, reversed(NAMES), strict=True))
    marks["leader"] = [(rater, turned[name], points) for rater, name, points in marks["leader"]]
    ranking_of(university, marks)
    text = words(opened(visit("ranking")))
    assert "怎样改会互换" in text
    assert "领导点评" in text.partition("怎样改会互换")[2]
    assert "都不会互换" not in text


def test_ranges_and_intervals_stand_in_the_rows(visit: Visit, university: University) -> None:
    ranking_of(university, marks_of_two_leaders())
    text = words(visit("ranking"))
    assert "名次区间" in text
    assert text.count('class="cx-range"') == len(NAMES)
    assert "安甲名次第 1" in text
    assert "怎么算的" in text
    trial = words(visit("ranking", weights="0-0-100-0"))
    assert 'class="cx-range"' not in trial  # errors of one source are not for pages


def test_without_two_ballots_the_page_says_why_nothing_is_sure(
    visit: Visit, scored: University
) -> None:
    text = words(visit("ranking"))
    assert 'class="cx-range"' not in text
    assert "领导点评没有人得到两票以上" in text
