"""Is my sheet in, and is it right: from the drop to the ranking and back out."""

import pytest
from streamlit.testing.v1 import AppTest

from cxzy.services.acceptance import accept, history, sheet_file
from cxzy.services.upload import check_files
from tests.pages.conftest import Visit, words
from tests.services.university import University, office, usual_marks, workbook
from tests.sheets.archives import archive


def at_meeting(visit: Visit, university: University) -> AppTest:
    return visit("upload", meeting=str(university.meetings[0].id))


def drop(app: AppTest, *files: tuple[str, bytes]) -> AppTest:
    for name, content in files:
        app.file_uploader[0].upload(name, content)
    return app.run()


def good(shift: float = 0) -> bytes:
    return workbook(usual_marks(shift=shift))


def faulty() -> bytes:
    marks = dict(usual_marks())
    marks["leader"] = [("书记", "安甲", (195, 90)), *marks["leader"][1:]]
    return workbook(marks)


def test_the_office_sees_what_is_owed_and_can_copy_a_reminder(
    visit: Visit, university: University
) -> None:
    app = visit("upload")
    text = words(app)
    assert "2 个讲评会中，0 个已全部交齐" in text
    assert "水文教工支部" in app.code[0].value


def test_a_good_sheet_goes_in_and_leads_to_the_ranking(
    visit: Visit, university: University
) -> None:
    app = drop(at_meeting(visit, university), ("评分表.xlsx", good()))
    assert "4 名党员首次有得分" in words(app)
    app.button(key="upload.accept").click().run()
    assert "1 份评分表已入库" in app.success[0].value
    assert "(ranking?" in app.success[0].value
    assert "4 类评分已全部交齐" in words(app)
    assert app.file_uploader[0].value == []


def test_a_faulty_sheet_is_explained_cell_by_cell_and_cannot_be_accepted(
    visit: Visit, university: University
) -> None:
    app = drop(at_meeting(visit, university), ("评分表.xlsx", faulty()))
    text = words(app)
    assert "1 处必须修改" in text
    assert "领导点评!D2" in text
    assert "195" in text
    assert app.button(key="upload.accept").disabled


def test_a_document_of_another_kind_is_answered_in_words(
    visit: Visit, university: University
) -> None:
    app = drop(at_meeting(visit, university), ("评分表.pdf", b"%PDF-1.7"))
    assert "这是 PDF 或图片" in words(app)
    assert "录入模板" in words(app)
    assert app.button(key="upload.accept").disabled


def test_one_bad_file_does_not_stop_the_others(visit: Visit, university: University) -> None:
    app = drop(at_meeting(visit, university), ("坏.xlsx", b"no workbook"), ("好.xlsx", good()))
    assert not app.button(key="upload.accept").disabled
    assert "确认入库 1 份" in app.button(key="upload.accept").label


def test_two_files_with_nameless_ballots_for_the_same_people_are_asked_about_openly(
    visit: Visit, university: University
) -> None:
    mass = {"mass": usual_marks()["mass"]}
    files = [("群众测评.xlsx", workbook(mass)), ("群众测评改.xlsx", workbook({**mass, "self": []}))]
    app = drop(at_meeting(visit, university), *files)
    asked = [one.value.replace("\\", "") for one in app.warning]
    assert any("群众测评改.xlsx 和 群众测评.xlsx 里有同一测评主体" in one for one in asked)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("旧.xls", b"\x09\x04\x06\0" + bytes(600)),
        ("导出.xls", b"<html><table><tr><td>90</td></tr></table></html>"),
    ],
)
def test_a_file_of_another_kind_is_told_to_be_saved_as_xlsx(
    visit: Visit, university: University, name: str, content: bytes
) -> None:
    app = drop(at_meeting(visit, university), (name, content))
    assert app.file_uploader[0].value
    text = words(app)
    assert name in text
    assert "另存为 .xlsx" in text
    assert app.button(key="upload.accept").disabled


def test_a_table_as_text_goes_in_like_a_workbook(visit: Visit, university: University) -> None:
    rows = ["评价人,被测评人,测评项目,得分"]
    for rater, subject, points in usual_marks()["peer"]:
        rows += [
            f"{rater},{subject},承诺践诺,{points[0]}",
            f"{rater},{subject},联系服务群众,{points[1]}",
        ]
    app = drop(at_meeting(visit, university), ("互评.csv", "\n".join(rows).encode("gb18030")))
    app.button(key="upload.accept").click().run()
    assert "1 份评分表已入库" in app.success[0].value


def test_an_archive_is_shown_as_the_files_in_it_and_a_lock_file_is_passed_over(
    visit: Visit, university: University
) -> None:
    packed = archive([("互评/评分表.xlsx", good()), ("互评/~$评分表.xlsx", b"x")])
    app = drop(at_meeting(visit, university), ("支部.zip", packed))
    text = words(app)
    assert "互评-评分表.xlsx" in text
    assert "已跳过：互评/~$评分表.xlsx" in text
    app.button(key="upload.accept").click().run()
    assert "1 份评分表已入库" in app.success[0].value


def test_lock_files_alone_are_answered_in_words(visit: Visit, university: University) -> None:
    app = drop(at_meeting(visit, university), ("~$评分表.xlsx", bytes(165)))
    assert "正打开着那个工作簿" in words(app)


def test_accepting_twice_stores_once(visit: Visit, university: University) -> None:
    app = drop(at_meeting(visit, university), ("评分表.xlsx", good()))
    app.button(key="upload.accept").click().run()
    app.run()
    assert len([one for one in app.button if (one.key or "").startswith("upload.withdraw")]) == 1


def test_the_same_bytes_are_said_to_be_in_already(visit: Visit, scored: University) -> None:
    stored = history(scored.engine, office(), scored.meetings[0].id)[0]
    app = drop(at_meeting(visit, scored), sheet_file(scored.engine, office(), stored.id))
    assert "内容完全相同" in words(app)
    assert app.button(key="upload.accept").disabled


def test_a_new_version_shows_what_changes_and_replaces(visit: Visit, scored: University) -> None:
    app = drop(at_meeting(visit, scored), ("评分表二.xlsx", good(shift=-3)))
    text = words(app)
    assert "4 个得分有变化" in text
    assert "将替换 评分表.xlsx v1" in text
    app.button(key="upload.accept").click().run()
    assert "已被替换" in words(app)


def test_a_sheet_can_be_withdrawn_and_brought_back(visit: Visit, scored: University) -> None:
    app = at_meeting(visit, scored)
    withdraw = next(one for one in app.button if (one.key or "").startswith("upload.withdraw"))
    withdraw.click().run()
    assert "已撤回" in words(app)
    back = next(one for one in app.button if (one.key or "").startswith("upload.bring_back"))
    back.click().run()
    assert "已恢复计入" in app.success[0].value


def test_names_of_files_are_never_markup(visit: Visit, university: University) -> None:
    name = "<img src=x onerror=alert(1)>![a](http://b).xlsx"
    app = drop(at_meeting(visit, university), (name, good()))
    assert "<img" not in words(app)
    app.button(key="upload.accept").click().run()
    assert "<img" not in words(app).replace("\\<img", "")
    assert "](http://b)" not in words(app)


def test_who_was_overtaken_is_told_and_can_decide_anew(
    visit: Visit, university: University
) -> None:
    app = drop(at_meeting(visit, university), ("评分表.xlsx", good()))
    other = ("别人的.xlsx", good(shift=-2))
    preview = check_files(university.engine, office(), university.meetings[0].id, [other])
    accept(university.engine, office(), preview)
    app.button(key="upload.accept").click().run()
    assert "办公室" in app.error[0].value
    assert "将替换 别人的.xlsx v1" in words(app)
    app.button(key="upload.accept").click().run()
    assert "1 份评分表已入库" in app.success[0].value


def test_what_only_deserves_a_look_is_folded_away_and_alike_ones_share_a_row(
    visit: Visit, university: University
) -> None:
    marks = dict(usual_marks())
    marks["leader"] = [
        ("书记", "安甲", (195, 90)),
        ("书记", "白乙", (198, 90)),
        *marks["leader"][2:],
    ]
    app = drop(at_meeting(visit, university), ("评分表.xlsx", workbook(marks)))
    text = words(app)
    assert "2 处必须修改" in text
    assert ">领导点评!D2</a>、<a" in text
    assert ">D4</a>" in text
    assert ">195、198<" in text


def annotated(app: AppTest) -> list[str]:
    labels = [str(one.proto.label).replace("\\", "") for one in app.get("download_button")]
    return [label for label in labels if label.startswith("下载标出问题的")]


def test_each_faulty_file_has_a_button_for_its_copy_with_the_problems_marked(
    visit: Visit, university: University
) -> None:
    files = [("有错.xlsx", faulty()), ("好.xlsx", good()), ("坏.xlsx", b"no workbook")]
    app = drop(at_meeting(visit, university), *files)
    assert annotated(app) == ["下载标出问题的 有错.xlsx"]


def test_of_very_many_faulty_files_one_is_chosen(visit: Visit, university: University) -> None:
    files = []
    for number in range(7):
        marks = dict(usual_marks())
        marks["leader"] = [("书记", "安甲", (195 + number, 90)), *marks["leader"][1:]]
        files.append((f"有错{number}.xlsx", workbook(marks)))
    app = drop(at_meeting(visit, university), *files)
    assert annotated(app) == ["下载标出问题的 有错0.xlsx"]
    app.selectbox(key="upload.annotated.file").select_index(4).run()
    assert annotated(app) == ["下载标出问题的 有错4.xlsx"]
