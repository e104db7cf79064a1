"""Derivations under rules that not every scheme has, as they are handed out."""

import re
from dataclasses import replace
from io import BytesIO
from typing import Any

import openpyxl
import pytest

from cxzy.core.columns import Columns
from cxzy.core.derivation_values import Derivation, Reason
from cxzy.core.language import use_language
from cxzy.core.vocabulary import Source, SubjectKind
from cxzy.services.acceptance import accept
from cxzy.services.ballots import mark_void
from cxzy.services.derivation import Explained, explained
from cxzy.services.derivation_chapters import chapters
from cxzy.services.derivation_paper import derivation_paper
from cxzy.services.derivation_table import derived_table
from cxzy.services.filters import Filters
from cxzy.services.previews import Preview
from cxzy.services.upload import check_files
from cxzy.store import sheets as sheet_store
from cxzy.store.database import reading
from cxzy.store.errors import NotFound
from cxzy.store.ratings import ratings_from_parquet
from cxzy.store.records import BallotKey
from tests.services.other_rules import EXPECTED, SCHEME, checked_workbook
from tests.services.test_derivation import equations, text_of
from tests.services.university import NAMES, University, office, usual_marks, workbook

KEYS = dict(zip(NAMES, ("0101000", "0101001", "0101002", "0101003"), strict=True))


@pytest.fixture
def other(university: University) -> dict[str, Any]:
    """The meeting of `other_rules`, and what its derivations are asked by."""
    checked = checked_workbook(university)
    accept(university.engine, office(), checked)
    numbers = checked.roster.members.set_index("name")["subject"].to_dict()
    return {"period_id": checked.meeting.period_id, "subject": SubjectKind.MEMBER, "key": numbers}


def asked(other: dict[str, Any], name: str, **more: Any) -> dict[str, Any]:
    return {**other, "key": other["key"][name], **more}


@pytest.mark.parametrize("name", NAMES)
def test_relative_shares_rules_and_bonus_points_come_to_the_scores_worked_out_by_hand(
    university: University, other: dict[str, Any], name: str
) -> None:
    value = explained(university.engine, office(), **asked(other, name))
    assert value.agrees
    assert value.derivation is not None
    assert float(value.derivation.score or 0) == EXPECTED[name]
    text = text_of(derivation_paper(university.engine, office(), **asked(other, name))[1])
    found = equations(text)
    assert len(found) > 3
    assert all(abs(left - right) < 2e-6 for left, right in found)
    assert f"为 {EXPECTED[name]:.2f}" in text
    assert "!" not in text
    for another in set(NAMES) - {name}:
        assert another not in text


def test_what_a_paper_says_of_best_share_cap_and_void_papers(
    university: University, other: dict[str, Any]
) -> None:
    # by hand: peers 85 of 95, masses 17 of 20, bonus 5 of which 3 count; one paper is void
    text = text_of(derivation_paper(university.engine, office(), **asked(other, NAMES[2]))[1])
    assert "100 × 85 ÷ 95 = 89.473684" in text
    assert "赞成票的比例：85%" in text
    assert "加分：1 笔：5。\n加分：最高计 3，按 3 计入。" in text
    assert re.search(r"互评\|作废：不符合方案的填票规定\|全场 1 人次", text)


def test_those_who_may_read_ballots_see_the_void_paper_with_its_cell(
    university: University, other: dict[str, Any]
) -> None:
    paper = derivation_paper(
        university.engine, office(), **asked(other, NAMES[2], ballots=True)
    )[1]  # fmt: skip
    text = text_of(paper)
    assert re.search(r"优秀 95\|作废：不符合方案的填票规定\|互评!D4", text)
    assert "领导点评!C4" in text  # the bonus points


@pytest.mark.parametrize("code", ["zh_CN", "en"])
def test_each_language_says_all_of_it(
    university: University, other: dict[str, Any], code: str
) -> None:
    use_language(code)
    paper = derivation_paper(university.engine, office(), **asked(other, NAMES[2]))[1]
    english = re.findall(r"[A-Za-z]{3,}", text_of(paper).replace("docx", "").replace("xlsx", ""))
    assert bool(english) == (code == "en"), english


def test_the_ranked_workbook_adds_bonus_points_to_the_contributions(
    university: University, other: dict[str, Any]
) -> None:
    filters = Filters(other["period_id"], SubjectKind.MEMBER, university.branches[0].id)
    book = openpyxl.load_workbook(BytesIO(derived_table(university.engine, office(), filters)[1]))
    rows = [[cell.value for cell in row] for row in book["计算说明"].iter_rows(min_row=5)]
    for name in NAMES:
        *parts, together = [row for row in rows if row[0] == name]
        assert [row[1] for row in parts] == ["互评", "领导点评", "群众测评", "加减分"]
        assert sum(float(row[9]) for row in parts) == pytest.approx(float(together[9]))


def told(value: Explained) -> Derivation:
    assert value.derivation is not None
    assert value.agrees
    return value.derivation


def test_a_ballot_found_void_by_a_person_is_told_by_number_and_never_whose(
    university: University,
) -> None:
    meeting, engine = university.meetings[0], university.engine
    preview = check_usual(university)
    accept(engine, office(), preview)
    with reading(engine) as connection:
        (sheet,) = sheet_store.sheets(connection, meeting_id=meeting.id)
        ratings = ratings_from_parquet(sheet_store.sheet_ratings(connection, sheet.id))
    rater = int(ratings.loc[ratings["source"] == "peer", "rater"].iloc[0])
    reason = "与另一张票笔迹相同"
    mark_void(engine, office(), BallotKey(sheet.id, Source.PEER, rater), reason=reason)
    one = {"period_id": university.period.id, "subject": SubjectKind.MEMBER}
    numbers, seen = set(), []
    for key in KEYS.values():
        kept = told(explained(engine, office(), key=key, **one))
        numbers.add(tuple((u.source, u.reason, u.count, u.cells) for u in kept.unused))
        open_ = told(explained(engine, office(), key=key, ballots=True, **one))
        seen += [u.count for u in open_.unused if u.reason == Reason.DECIDED_VOID]
        text = str(chapters(explained(engine, office(), key=key, **one)))
        assert "经人工核验认定为废票" in text
        assert reason not in text
    # the giver has no ballot on himself: his own paper must not be the one without a void ballot
    assert numbers == {((Source.PEER, Reason.DECIDED_VOID, 1, ()),)}
    assert sorted(seen) == [0, 1, 1, 1]


def check_usual(university: University) -> Preview:
    files = [("评分表.xlsx", workbook(usual_marks()))]
    return check_files(university.engine, office(), university.meetings[0].id, files)


VOID_PAPER, BONUS_ALONE = 2, 9
"""The peer whose paper has 优秀 for everybody, and one who gives no mark."""


def with_raters(preview: Preview) -> Preview:
    """Return the preview with the bonus points entered by peers, as a script may hand them in."""
    (file,) = preview.files
    assert file.sheet is not None
    ratings = file.sheet.ratings.copy()
    entered = (ratings["criterion"] == "honour").to_numpy()
    ratings.loc[entered, "source"] = "peer"
    raters = ratings["rater"].to_numpy(copy=True)
    raters[entered] = [VOID_PAPER, BONUS_ALONE]
    sheet = replace(file.sheet, marks=Columns.of(ratings.assign(rater=raters)))
    return replace(preview, files=(replace(file, sheet=sheet),))


@pytest.mark.parametrize("by", ["rule", "person"])
def test_bonus_points_of_a_void_paper_count_and_the_derivation_says_so(
    university: University, by: str
) -> None:
    engine = university.engine
    rules = SCHEME if by == "rule" else SCHEME.replace('action = "void"', 'action = "flag"')
    preview = with_raters(checked_workbook(university, rules))
    accept(engine, office(), preview)
    numbers = preview.roster.members.set_index("name")["subject"].to_dict()
    one = {"period_id": preview.meeting.period_id, "subject": SubjectKind.MEMBER, "key": numbers}
    if by == "person":
        with reading(engine) as connection:
            (sheet,) = sheet_store.sheets(connection, meeting_id=preview.meeting.id)
        paper = BallotKey(sheet.id, Source.PEER, VOID_PAPER)
        with pytest.raises(NotFound):  # who entered bonus points alone handed in no ballot
            mark_void(engine, office(), replace(paper, rater=BONUS_ALONE), reason="误填")
        mark_void(engine, office(), paper, reason="误填")
    for name in NAMES:
        value = explained(engine, office(), **asked(one, name, ballots=True))
        found = told(value)
        assert float(found.score or 0) == EXPECTED[name]
        void = {Reason.RULE_VOID, Reason.DECIDED_VOID}
        (papers,) = [each for each in found.unused if each.reason in void]
        assert (papers.count, len(papers.cells)) == (1, 1)  # the mark alone, not the bonus points
        entered = name in NAMES[1:3]
        for ballots in (False, True):
            paper_of = asked(one, name, ballots=ballots)
            text = text_of(derivation_paper(engine, office(), **paper_of)[1])
            assert ("票即使作废，加减分照样计入" in text) == entered
