"""The briefing for leaders, read back from its .docx: the screen's numbers on one page of A4."""

import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from docx import Document
from docx.document import Document as Docx
from docx.oxml.ns import qn
from docx.shared import Mm
from PIL import Image

from cxzy.core.errors import CxzyError
from cxzy.core.language import CHINESE, use_language
from cxzy.core.vocabulary import SubjectKind
from cxzy.services.acceptance import accept
from cxzy.services.actors import Actor, Role
from cxzy.services.briefing import briefing, briefing_paper
from cxzy.services.briefing_paper import Number, Paper, Shown, paper_docx
from cxzy.services.filters import Filters
from cxzy.services.overview import Overview, overview
from cxzy.services.overview_sentences import overview_answer
from cxzy.services.upload import check_files
from tests.services.university import NAMES, University, expected_score, office, usual_marks
from tests.services.university import workbook as written

LANGUAGES = ("zh_CN", "en")


@pytest.fixture(autouse=True)
def chinese() -> Iterator[None]:
    yield
    use_language(CHINESE)


@pytest.fixture
def scored(university: University) -> University:
    files = [("评分表.xlsx", written(usual_marks()))]
    meeting = university.meetings[0].id
    accept(university.engine, office(), check_files(university.engine, office(), meeting, files))
    return university


@pytest.fixture
def no_browser(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CXZY_CHROMIUM", str(tmp_path / "none"))


def asked(university: University) -> Filters:
    return Filters(university.period.id, SubjectKind.MEMBER)


def value_of(university: University) -> Overview:
    return overview(university.engine, office(), asked(university))


def read(content: bytes) -> Docx:
    return Document(BytesIO(content))


def words(document: Docx) -> str:
    cells = [p for t in document.tables for row in t.rows for c in row.cells for p in c.paragraphs]
    foot = document.sections[0].footer.paragraphs
    return "\n".join(p.text for p in [*document.paragraphs, *cells, *foot])


def made(university: University) -> Docx:
    return read(briefing(university.engine, office(), asked(university))[1])


@pytest.mark.usefixtures("no_browser")
def test_the_numbers_are_those_of_plain_arithmetic(scored: University) -> None:
    scores = [expected_score(usual_marks(), name) for name in NAMES]
    document = made(scored)
    numbers = [cell.text for cell in document.tables[0].rows[0].cells]
    assert numbers[0].splitlines()[:2] == ["平均得分", f"{sum(scores) / len(scores):.1f}"]
    assert any(cell.startswith("已收评分表\n4") for cell in numbers)
    assert overview_answer(value_of(scored)) in words(document)
    assert "水文学生支部" in words(document)


@pytest.mark.usefixtures("no_browser")
@pytest.mark.parametrize("code", LANGUAGES)
def test_each_language_is_complete(scored: University, code: str) -> None:
    use_language(code)
    name, content = briefing(scored.engine, office(), asked(scored))
    text = words(read(content))
    titles = {"zh_CN": "党员测评情况简报", "en": "Briefing on the review of members"}
    assert text.startswith(titles[code])
    assert name == f"{titles[code]}-2012年上半年.docx"
    english = re.findall(r"[A-Za-z]{3,}", text.replace("Chromium", ""))
    assert bool(english) == (code == "en"), english


@pytest.mark.usefixtures("no_browser")
def test_without_a_chromium_the_findings_stand_and_it_says_so(scored: University) -> None:
    document = made(scored)
    assert not document.inline_shapes
    assert "没有 Chromium" in words(document)
    shown = briefing_paper(value_of(scored)).shown
    assert shown
    assert all(f"{place}. {one.finding}" in words(document) for place, one in enumerate(shown, 1))


def test_with_a_chromium_the_figures_stand_under_their_findings(scored: University) -> None:
    document = made(scored)
    cells = [cell for row in document.tables[1].rows for cell in row.cells]
    shown = [cell for cell in cells if cell.text.strip()]
    assert len(shown) == len(document.inline_shapes) >= 2
    for cell in shown:
        (drawing,) = cell._tc.iter(qn("wp:docPr"))
        assert drawing.get("title") == cell.text.strip()
        assert drawing.get("descr")
    assert "Chromium" not in words(document)


@pytest.mark.usefixtures("no_browser")
def test_before_any_sheet_it_says_who_is_waited_for(university: University) -> None:
    text = words(made(university))
    assert "水文教工支部" in text
    assert "nan" not in text


@pytest.mark.usefixtures("no_browser")
def test_who_may_not_see_a_unit_gets_no_briefing(scored: University) -> None:
    secretary = Actor("书记", Role.SECRETARY, frozenset({scored.branches[0].id}))
    with pytest.raises(CxzyError):
        briefing(scored.engine, secretary, replace(asked(scored), unit_id=scored.branches[1].id))


def _picture(width: int, height: int) -> bytes:
    file = BytesIO()
    Image.new("RGB", (width, height), "#0F4C5C").save(file, "PNG")
    return file.getvalue()


PAPER = Paper(
    title="党支部测评情况简报",
    place="2012年上半年",
    answer="2012年上半年：60 个党支部中，13 个优秀，较2011年下半年多 2 个；3 个后进。",
    detail="平均得分 86.2 分，较上期上升 1.3 分。",
    numbers=tuple(Number(label, "86.2", "5%", "▲ 2") for label in ("平均得分", "优秀", "后进")),
    findings="测评结果",
    shown=tuple(Shown("海洋学院分党委的优秀占比最高", "横条", _picture(880, 700)) for _ in "1234"),
    matters="需要关注",
    items=(("4 个党组织尚未上交评分表", "：审计监察党支部。"),) * 5,
    notes=(),
    foot="2012年上半年 · 测评方案：党支部一会四评 2011",
)
LONG = "水利水电学院水文与水资源工程系教工党支部"
HARD = replace(
    PAPER,
    place=LONG * 2,
    answer=PAPER.answer * 2,
    detail=PAPER.detail * 4,
    items=(("4 个党组织尚未上交评分表", "：" + "、".join([LONG] * 4) + "。"),) * 5,
    notes=("本期方案中的限制条件与名额尚未应用，等次仅按分数段划分。",) * 2,
    shown=tuple(replace(one, finding=one.finding * 2) for one in PAPER.shown),
)


def test_text_from_people_is_only_text() -> None:
    nasty = "<w:p>&amp;\x00\x0b{ MERGEFIELD x }=1+1</w:p>"
    paper = replace(PAPER, place=nasty, items=((nasty, nasty),))
    text = words(read(paper_docx(paper)))
    assert text.count("<w:p>&amp;␀␋{ MERGEFIELD x }=1+1</w:p>") == 3


def test_fonts_go_by_name_for_chinese_and_latin_letters() -> None:
    document = read(paper_docx(PAPER))
    fonts = [font for p in document.paragraphs for font in p._p.iter(qn("w:rFonts"))]
    assert {font.get(qn("w:eastAsia")) for font in fonts} == {"SimSun", "SimHei", "FangSong"}
    assert {font.get(qn("w:ascii")) for font in fonts} == {"Times New Roman"}


def test_the_page_is_a4_and_its_properties_are_its_own() -> None:
    document = read(paper_docx(PAPER))
    section = document.sections[0]
    sides = (section.page_width, section.page_height)
    assert [round((side or 0) / Mm(1)) for side in sides] == [210, 297]
    about = document.core_properties
    assert (about.title, about.author, about.comments) == (PAPER.title, "cxzy", "")


def test_figures_give_way_to_words_where_room_is_short() -> None:
    usual, hard = (read(paper_docx(paper)) for paper in (PAPER, HARD))
    assert len(usual.inline_shapes) == 4
    assert len(hard.inline_shapes) == 2
    assert hard.inline_shapes[0].width <= usual.inline_shapes[0].width


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
@pytest.mark.parametrize("paper", [PAPER, HARD], ids=["usual", "hard"])
def test_it_is_one_page(paper: Paper, tmp_path: Path) -> None:
    (tmp_path / "briefing.docx").write_bytes(paper_docx(paper))
    subprocess.run(
        ["soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless"]
        + ["--convert-to", "pdf", "--outdir", str(tmp_path), str(tmp_path / "briefing.docx")],
        check=True,
        capture_output=True,
        timeout=120,
    )
    pages = re.findall(rb"/Type\s*/Page\b", (tmp_path / "briefing.pdf").read_bytes())
    assert len(pages) == 1
