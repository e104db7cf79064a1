"""The derivation as it is handed out: every line reckoned again, and nothing secret in it."""

import re
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from io import BytesIO
from math import isnan
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from docx import Document
from sqlalchemy import Engine

from cxzy.core.derivation_values import Derivation, Reason, SourcePart
from cxzy.core.language import use_language
from cxzy.core.vocabulary import SubjectKind
from cxzy.services.acceptance import accept
from cxzy.services.actors import Actor, PermissionDenied, Role
from cxzy.services.campaign import periods
from cxzy.services.demo import fill_demo
from cxzy.services.derivation import derivations_of, explained
from cxzy.services.derivation_chapters import chapters
from cxzy.services.derivation_paper import derivation_paper
from cxzy.services.derivation_table import TooManyToDerive, derived_table
from cxzy.services.derivation_words import how_to_check, notes
from cxzy.services.filters import Filters
from cxzy.services.ranking import ranking
from cxzy.services.upload import check_files
from cxzy.store import meetings as meeting_store
from cxzy.store.database import open_database, reading, writing
from cxzy.store.facets import facets, replace_facets
from tests.services.university import (
    NAMES,
    University,
    expected_score,
    office,
    usual_marks,
    workbook,
)

MEMBER, BRANCH = SubjectKind.MEMBER, SubjectKind.BRANCH
NUMBER = r"−?\d+(?:\.\d+)?%?"
EQUATION = re.compile(rf"([Σ(]?[-−+×÷()\d.% ]*[×÷][-−+×÷()\d.% ]*?) = ({NUMBER})")


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    engine = open_database(f"sqlite:///{tmp_path_factory.mktemp('demo') / 'demo.db'}")
    fill_demo(engine)
    yield engine
    engine.dispose()


@pytest.fixture
def scored(university: University) -> University:
    return with_marks(university, usual_marks())


def with_marks(university: University, marks: Any) -> University:
    files = [("评分表.xlsx", workbook(marks))]
    preview = check_files(university.engine, office(), university.meetings[0].id, files)
    accept(university.engine, office(), preview)
    return university


def asked(university: University, key: str = "0101001", **more: Any) -> dict[str, Any]:
    return {"period_id": university.period.id, "subject": MEMBER, "key": key, **more}


def printed(university: University, *, actor: Actor | None = None, **more: Any) -> str:
    paper = derivation_paper(university.engine, actor or office(), **asked(university, **more))
    return text_of(paper[1])


def text_of(paper: bytes) -> str:
    """Return what a .docx says, the cells of a row parted by |."""
    document = Document(BytesIO(paper))
    rows = [row for table in document.tables for row in table.rows]
    lines = [paragraph.text for paragraph in document.paragraphs]
    return "\n".join([*lines, *("|".join(cell.text for cell in row.cells) for row in rows)])


def value_of(text: str) -> Fraction:
    """Return what a line of arithmetic comes to, with fractions and the usual signs."""
    signs = {"Σ": "", "×": "*", "÷": "/", "−": "-"}
    for sign, meant in signs.items():
        text = text.replace(sign, meant)
    text = re.sub(r"(\d+(?:\.\d+)?)%", r"(Fraction('\1')/100)", text)
    text = re.sub(r"(?<![\d.'(])(\d+(?:\.\d+)?)(?!['\d.])", r"Fraction('\1')", text)
    text = re.sub(r"\((\d+(?:\.\d+)?)(?!['\d.])", r"(Fraction('\1')", text)
    found: Fraction = eval(text, {"Fraction": Fraction})
    return found


def equations(text: str) -> list[tuple[Fraction, Fraction]]:
    """Return both sides of every equation that is printed."""
    return [(value_of(left), value_of(right)) for left, right in EQUATION.findall(text)]


def rows_under(text: str, heading: str) -> list[list[str]]:
    """Return the rows of the first table whose heading begins so, up to its sum."""
    lines = text.split("\n")
    first = next(place for place, line in enumerate(lines) if line.startswith(heading))
    rows = []
    for line in lines[first + 1 :]:
        rows.append(line.split("|"))
        if line.startswith(("合计", "Together")):
            break
    return rows


def reckoned(text: str) -> Fraction:
    """Return the score that the first table of a paper leads to, reckoned from its arithmetic."""
    *sources, together = rows_under(text, "测评主体|均分")
    points = Fraction(0)
    for _label, mean, _published, _applied, arithmetic, contribution in sources:
        assert arithmetic.startswith(mean.rstrip("0").rstrip("."))
        own = value_of(arithmetic)
        assert abs(own - value_of(contribution)) < Fraction(1, 10**6)
        points += own
    assert abs(points - value_of(together[-1])) < Fraction(2, 10**6)
    return value_of(together[-1])


def redone(part: SourcePart) -> Fraction:
    """Return a source's mean from what readers without ballots are told."""
    if part.strata:
        whole = sum(one.weight for one in part.strata)
        shown = sum(
            (o.weight * o.mean / whole for o in part.strata if o.mean is not None), Fraction(0)
        )
        return shown + (part.rest or 0)
    (lot,) = part.lots
    if lot.votes:
        votes = lot.votes[0]
        return sum(m.count * (m.points or 0) for m in votes.marks) / Fraction(votes.n + votes.extra)
    words = [one for one in lot.counts if one.kept is not None]
    if words and len({one.criterion for one in words}) == 1:
        points = sum((one.points * (one.kept or 0) for one in words), Fraction(0))
        return points / sum(one.kept or 0 for one in words)
    return (lot.total or Fraction(0)) / lot.kept


def test_every_score_of_the_demo_is_reckoned_from_its_secret_derivation_alone(
    demo: Engine,
) -> None:
    period = periods(demo, office())[0]
    scores = {}
    for kind in SubjectKind:
        results = ranking(demo, office(), Filters(period.id, kind)).results
        keys = zip(results["meeting"], results["subject"], strict=True)
        scores.update(zip(keys, results["score"], strict=True))
    counted = 0
    with reading(demo) as connection:
        for meeting in meeting_store.meetings(connection, period_id=period.id):
            if (meeting.id, None) in scores or not any(id_ == meeting.id for id_, _ in scores):
                continue
            _scheme, found = derivations_of(connection, meeting)
            for one in found:
                check(one, scores[meeting.id, one.subject])
                counted += 1
    assert counted == len(scores) > 1000


def check(found: Derivation, score: float) -> None:
    assert found.secret
    if found.score is None:
        assert isnan(score)
        return
    total = Fraction(0)
    for part in found.sources:
        if part.mean is not None:
            assert redone(part) == part.mean, found.subject
            total += part.applied * redone(part)
    assert total == found.total
    assert abs(total - found.score) <= Fraction(1, 200)
    assert float(found.score) == score


@pytest.mark.parametrize("ballots", [False, True], ids=["secret", "with ballots"])
def test_every_line_that_the_demo_prints_holds(demo: Engine, ballots: bool) -> None:
    period = periods(demo, office())[0]
    results = ranking(demo, office(), Filters(period.id, MEMBER)).results
    for key, score in list(zip(results["subject"], results["score"], strict=True))[::250]:
        _name, paper = derivation_paper(
            demo, office(), period_id=period.id, subject=MEMBER, key=key, ballots=ballots
        )
        text = text_of(paper)
        found = equations(text)
        assert len(found) > 1
        assert all(abs(left - right) < Fraction(1, 10**6) for left, right in found), found
        if isnan(score):
            assert "没有得分。" in text
            continue
        assert f"为 {float(score):.2f}" in text
        total = reckoned(text)
        assert float(total) == pytest.approx(score, abs=0.00501)
        assert int(total * 100 + Fraction(1, 2)) / 100 == score


def test_the_printed_numbers_are_those_of_plain_arithmetic(scored: University) -> None:
    text = printed(scored)
    score = expected_score(usual_marks(), NAMES[1])
    assert f"为 {score:.2f}" in text
    assert int(reckoned(text) * 100 + Fraction(1, 2)) / 100 == score
    # the self assessment, 60 % commitment and 40 % service: 94 and 92
    assert "(60 × 94 + 40 × 92) ÷ 100 = 93.200000" in text


def test_readers_without_the_right_see_neither_ballots_nor_cells(scored: University) -> None:
    for role in (Role.SECRETARY, Role.LEADER, Role.AUDITOR, Role.OFFICE):
        actor = Actor("某某", role, frozenset({scored.branches[0].id, scored.organisation.id}))
        value = explained(scored.engine, actor, **asked(scored))
        assert value.derivation is not None
        assert value.derivation.secret
        shown = repr([part.lots for part in value.derivation.sources[1:]])
        assert "Ballot(" not in shown
        assert "MarkCell" not in shown
        may_see = role in (Role.AUDITOR, Role.OFFICE)
        if not may_see:
            with pytest.raises(PermissionDenied):
                explained(scored.engine, actor, **asked(scored, ballots=True))
            with pytest.raises(PermissionDenied):
                printed(scored, actor=actor, ballots=True)
    text = printed(scored)
    assert "!" not in text
    assert "代表" not in text
    assert "仅供办公室" not in text


def test_the_paper_for_the_office_names_every_cell(scored: University) -> None:
    text = printed(scored, ballots=True)
    cells = re.findall(r"群众测评!D(\d+)", text)
    assert len(cells) == 10  # five representatives, two criteria each, a row per criterion
    assert "仅供办公室和审计人员核对" in text
    for name in NAMES[2:]:
        assert name not in text


def test_a_mark_for_oneself_is_named_with_its_cell_to_the_office_alone(
    university: University,
) -> None:
    marks = dict(usual_marks())
    marks["peer"] = [*marks["peer"], (NAMES[1], NAMES[1], (99.0, 99.0))]
    with_marks(university, marks)
    told = explained(university.engine, office(), **asked(university, ballots=True)).derivation
    kept = explained(university.engine, office(), **asked(university)).derivation
    assert told is not None
    assert kept is not None
    (own,) = (one for one in told.unused if one.reason == Reason.OWN_MARK)
    assert (own.text, own.cells[0].sheet, own.cells[0].file) == ("99", "互评", "评分表.xlsx")
    (counted,) = (one for one in kept.unused if one.reason == Reason.OWN_MARK)
    assert (counted.count, counted.text, counted.cells) == (1, "", ())
    others = explained(university.engine, office(), **asked(university, "0101002")).derivation
    assert others is not None
    assert not others.unused


def test_a_derivation_that_does_not_meet_the_result_says_so(scored: University) -> None:
    meeting = scored.meetings[0].id
    with writing(scored.engine) as connection:
        table = facets(connection, [meeting])
        replace_facets(connection, meeting, table.assign(mean=table["mean"] - 1))
    value = explained(scored.engine, office(), **asked(scored))
    assert not value.agrees
    assert value.derivation is not None
    assert any("不一致" in note for note in notes(value, value.derivation))


def test_without_marks_nothing_is_derived(scored: University) -> None:
    value = explained(scored.engine, office(), **asked(scored, "0102001"))
    assert value.derivation is None
    assert chapters(value) == ()


@pytest.mark.parametrize("code", ["zh_CN", "en"])
def test_each_language_is_complete(scored: University, code: str) -> None:
    use_language(code)
    text = printed(scored, ballots=True).replace("docx", "").replace("xlsx", "")
    english = re.findall(r"[A-Za-z]{3,}", text)
    assert bool(english) == (code == "en"), english


def test_the_ranked_workbook_shows_the_steps_of_one_unit(scored: University) -> None:
    filters = Filters(scored.period.id, MEMBER, scored.branches[0].id)
    _name, content = derived_table(scored.engine, office(), filters)
    book = openpyxl.load_workbook(BytesIO(content))
    assert "计算说明" in book.sheetnames
    sheet = book["计算说明"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=5)]
    for name in NAMES:
        own = [row for row in rows if row[0] == name]
        *sources, together = own
        assert [row[1] for row in sources] == ["自评", "互评", "领导点评", "群众测评"]
        contributions = [float(row[9]) for row in sources]
        assert sum(contributions) == pytest.approx(float(together[9]))
        assert all(float(r[6]) * float(r[8]) == pytest.approx(float(r[9])) for r in sources)
        assert f"得分 {expected_score(usual_marks(), name):.2f}" in together[10]


def test_the_steps_of_a_whole_university_do_not_go_into_one_workbook(demo: Engine) -> None:
    period = periods(demo, office())[0]
    with pytest.raises(TooManyToDerive, match="300"):
        derived_table(demo, office(), Filters(period.id, MEMBER))


def test_names_are_only_text_on_paper(scored: University, tmp_path: Path) -> None:
    value = explained(scored.engine, office(), **asked(scored))
    profile = replace(value.profile, subject={**value.profile.subject, "name": "<w:p>&=1+1"})
    from cxzy.services.derivation_paper import paper_docx, paper_of

    paper = paper_docx(paper_of(replace(value, profile=profile), ballots=False))
    assert "<w:p>&=1+1" in text_of(paper)


def test_the_paper_says_what_its_one_sign_means() -> None:
    use_language("en")
    assert how_to_check(6).endswith("Σ means: added together.")
