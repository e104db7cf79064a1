"""How a file was read is seen, put right, remembered, and forgotten by the office."""

import re
from html import unescape
from typing import Any

from streamlit.testing.v1 import AppTest

from cxzy.core.vocabulary import Source
from cxzy.services.acceptance import accept
from cxzy.services.forms import remembered_forms
from cxzy.services.records import ColumnRole as Role
from cxzy.services.records import Meaning
from tests.pages.conftest import Visit, words
from tests.pages.test_upload_page import at_meeting, drop, faulty, good
from tests.services.test_forms import check, correction, habit
from tests.services.university import CRITERIA, University, office

OPEN = "upload.look"


def grid(app: AppTest) -> str:
    found = [one for one in words(app).split("\n") if 'class="cx-sheet"' in one]
    return found[0] if found else ""


def choice(app: AppTest, part: str) -> Any:
    """Return the choice of the open table whose key has this part."""
    (found,) = [one for one in app.selectbox if f".{part}" in str(one.key) and OPEN in str(one.key)]
    return found


def roles(app: AppTest) -> list[str]:
    head = grid(app).split("<tr>")[1]
    return [unescape(one) for one in re.findall(r'scope="col">(.*?)</th>', head)]


def said(app: AppTest) -> AppTest:
    choice(app, "column.0").set_value(Meaning(Role.SUBJECT)).run()
    choice(app, "column.1").set_value(Meaning(Role.ASPECT, CRITERIA[0])).run()
    choice(app, "column.2").set_value(Meaning(Role.ASPECT, CRITERIA[1])).run()
    return choice(app, "source").set_value(Source.LEADER.value).run()


def test_a_file_that_was_understood_keeps_its_grid_shut_and_draws_none_of_it(
    visit: Visit, university: University
) -> None:
    app = drop(at_meeting(visit, university), ("评分表.xlsx", good()))
    assert grid(app) == ""
    app.session_state[OPEN] = True
    app.run()
    assert "评价人" in grid(app)


def test_a_file_that_was_not_understood_opens_by_itself_and_is_put_right(
    visit: Visit, university: University
) -> None:
    app = drop(at_meeting(visit, university), ("表.xlsx", habit()))
    assert "甲项" in grid(app)
    assert app.button(key="upload.accept").disabled
    said(app)
    assert roles(app) == ["被测评人姓名", *CRITERIA]
    assert "本工作表读出 8 个评分" in words(app)
    assert not app.button(key="upload.accept").disabled
    app.button(key="upload.accept").click().run()
    assert "1 份评分表已入库" in app.success[0].value
    (kept,) = remembered_forms(university.engine, office())
    assert [column.meaning.key for column in kept.form.columns] == ["", *CRITERIA]


def test_what_is_said_of_one_file_leaves_the_others_as_they_were_read(
    visit: Visit, university: University
) -> None:
    app = drop(at_meeting(visit, university), ("评分表.xlsx", good()), ("表.xlsx", habit()))
    before = app.session_state["upload.checked"][1].files
    choice(app, "source").set_value(Source.LEADER.value).run()
    after = app.session_state["upload.checked"][1].files
    assert after[0].sheet.ratings is before[0].sheet.ratings
    assert after[1].sheet is not before[1].sheet


def test_what_was_said_can_be_taken_back(visit: Visit, university: University) -> None:
    app = said(drop(at_meeting(visit, university), ("表.xlsx", habit())))
    app.button(key="upload.look.reset").click().run()
    assert app.button(key="upload.accept").disabled
    assert roles(app) == ["被测评人姓名", "一人一列", "一人一列"]
    assert "upload.look.reset" not in [one.key for one in app.button]


def test_a_column_that_was_not_understood_stays_a_question_until_it_is_said(
    visit: Visit, university: University
) -> None:
    headings = ("姓名", CRITERIA[0], "联系服务群眾了")
    app = drop(at_meeting(visit, university), ("领导点评.xlsx", habit(headings=headings)))
    choice(app, "column.0").set_value(Meaning(Role.SUBJECT)).run()
    choice(app, "column.1").set_value(Meaning(Role.ASPECT, CRITERIA[0])).run()
    assert app.button(key="upload.accept").disabled
    choice(app, "column.2").set_value(Meaning(Role.ASPECT, CRITERIA[1])).run()
    assert not app.button(key="upload.accept").disabled


def test_other_heading_rows_read_the_table_anew(visit: Visit, university: University) -> None:
    app = drop(at_meeting(visit, university), ("表.xlsx", habit()))
    (first,) = [one for one in app.number_input if ".top" in str(one.key)]
    first.set_value(2).run()
    assert '<tr class="cx-heading"><th id' in grid(app)
    heading = grid(app).split('class="cx-heading"')[1].split("</tr>")[0]
    assert "安甲" in heading
    assert "甲项" not in heading
    app.button(key="upload.look.reset").click().run()
    assert "甲项" in grid(app).split('class="cx-heading"')[1].split("</tr>")[0]


def test_a_known_form_is_read_by_itself_and_says_so_with_the_way_to_change_it(
    visit: Visit, university: University
) -> None:
    preview = check(university, habit(), correction())
    accept(university.engine, office(), preview)
    app = drop(at_meeting(visit, university), ("下次.xlsx", habit(shift=5)))
    text = words(app)
    assert "按记住的表格样式读取" in text
    assert re.search(r'href="#cell-0-[0-9a-f]{12}-1-0">更改', text)
    assert grid(app) == ""
    assert not app.button(key="upload.accept").disabled


def test_the_cell_of_a_problem_is_a_link_into_the_grid(
    visit: Visit, university: University
) -> None:
    app = drop(at_meeting(visit, university), ("评分表.xlsx", faulty()))
    (target,) = re.findall(r'href="#(cell-[^"]+)">领导点评!D2<', words(app))
    app.session_state[OPEN] = True
    app.session_state["upload.look.asked"] = target
    app.session_state["upload.look.file"] = 0
    app.session_state["upload.look.turn"] = target.split("-")[2]
    app.run()
    assert re.search(rf'id="{target}" class="[^"]*cx-bad cx-found"', grid(app))
    assert re.search("领导点评!D2：.*（应为：0 至 100 之间的数）", words(app))


def test_texts_of_cells_are_never_markup(visit: Visit, university: University) -> None:
    bad = habit(headings=("姓名", "<img src=x onerror=alert(1)>", "</table><b>乙"))
    app = drop(at_meeting(visit, university), ("表.xlsx", bad))
    assert "&lt;img" in grid(app)
    assert "<img" not in words(app)
    assert "</table><b>" not in words(app)


def test_the_office_sees_what_is_remembered_and_forgets_it(
    visit: Visit, university: University
) -> None:
    accept(university.engine, office(), check(university, habit(), correction()))
    app = visit("settings", part="forms")
    text = words(app).replace("\\", "")
    assert "姓名 | 甲项 | 乙项" in text
    assert "承诺践诺、联系服务群众；评分人：领导点评" in text
    (button,) = [one for one in app.button if "form.forget" in str(one.key)]
    button.click().run()
    assert "已删除样式" in app.success[0].value
    assert remembered_forms(university.engine, office()) == []
    assert "还没有记住的表格样式" in words(app).replace("\\", "")


def test_many_problems_can_be_filtered_by_sheet_and_kind(
    visit: Visit, university: University
) -> None:
    from tests.services.university import usual_marks, workbook

    marks = {
        source: [(rater, name, (195, *points[1:])) for rater, name, points in rows]
        for source, rows in usual_marks().items()
    }
    marks["leader"] = [("书记", "查无此人", (90, 90)), *marks["leader"]]
    app = drop(at_meeting(visit, university), ("评分表.xlsx", workbook(marks)))
    app.selectbox(key="upload.problems.sheet").set_value("领导点评").run()
    text = words(app)
    assert "领导点评!" in text
    assert "群众测评!" not in text
    kinds = app.selectbox(key="upload.problems.kind")
    kinds.set_value(next(one for one in kinds.options if "名单" in one or "花名册" in one)).run()
    assert "查无此人" in words(app)
    assert ">195<" not in words(app)
