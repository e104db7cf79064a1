"""Derivations under rules that not every scheme has, as they are handed out."""

import re
from io import BytesIO
from typing import Any

import openpyxl
import pytest

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
from cxzy.store.ratings import ratings_from_parquet
from cxzy.store.records import BallotKey
from tests.services.other_rules import EXPECTED, checked_workbook
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
