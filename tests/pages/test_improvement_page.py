"""Who improved: counts on the screen are those of a calculation here, and each can be opened."""

from datetime import date

import pytest

from cxzy.services import campaign
from cxzy.services.acceptance import accept
from cxzy.services.upload import check_files
from tests.pages.conftest import Visit, words
from tests.services.university import (
    NAMES,
    University,
    expected_score,
    office,
    usual_marks,
    workbook,
)

SHIFT = 4
ASKED = {"subject": "member", "period": "2012-2"}


@pytest.fixture
def again(scored: University) -> University:
    """The same members once more, everybody some points better."""
    period = campaign.add_period(
        scored.engine, office(), key="2012-2", name="2012年下半年",
        starts=date(2012, 7, 1), ends=date(2012, 12, 31), due=date(2012, 12, 17),
    )  # fmt: skip
    first = scored.meetings[0]
    meeting = campaign.add_meeting(
        scored.engine, office(), period_id=period.id, unit_id=first.unit_id,
        scheme_id=first.scheme_id,
    )  # fmt: skip
    files = [("评分表.xlsx", workbook(usual_marks(shift=SHIFT)))]
    accept(scored.engine, office(), check_files(scored.engine, office(), meeting.id, files))
    return scored


def formal() -> list[tuple[float, float]]:
    """Return scores before and now of the three formal members; the fourth has no grade."""
    marks = usual_marks(), usual_marks(shift=SHIFT)
    return [(expected_score(marks[0], name), expected_score(marks[1], name)) for name in NAMES[:3]]


def rises() -> int:
    """Return how many go from 较好 (from 80) to 优秀 (from 90)."""
    return sum(80 <= before < 90 <= now for before, now in formal())


def test_the_answer_counts_those_who_crossed_a_line(visit: Visit, again: University) -> None:
    text = words(visit("improvement", **ASKED)).replace("\\", "")
    assert rises() in (1, 2, 3)
    moved = f"升级 {rises()}" if rises() else "无升级"
    assert f"2012年下半年与2012年上半年相比：3 名党员中{moved}" in text


def test_a_count_can_be_opened(visit: Visit, again: University) -> None:
    text = words(visit("improvement", **ASKED, moved="up"))
    assert f"{rises()} 名党员升级" in text.replace("\\", "")
    listed = [name for name in NAMES if f">{name}<" in text]
    assert len(listed) == rises()


def test_changes_stand_in_the_table_with_two_decimals(visit: Visit, again: University) -> None:
    text = words(visit("improvement", **ASKED))
    for name, (before, now) in zip(NAMES, formal(), strict=False):
        assert f">{name}<" in text
        assert f"{before:.2f}" in text
        assert f"{now - before:.2f}" in text


def test_who_has_no_grade_stands_apart(visit: Visit, again: University) -> None:
    text = words(visit("improvement", **ASKED))
    assert "1 名党员不计入升降" in text
    assert "两期均未定等次" in text


def test_the_matrix_is_drawn_with_links(visit: Visit, again: University) -> None:
    app = visit("improvement", **ASKED)
    specs = [chart.proto.spec for chart in app.get("plotly_chart")]
    assert len(specs) == 3
    assert "moved=1-0" in specs[0]


def test_the_first_period_says_that_there_is_none_before(visit: Visit, again: University) -> None:
    text = words(visit("improvement", subject="member", period="2012-1")).replace("\\", "")
    assert "2012年上半年是第一个周期" in text
    assert "查看周期" in text


def test_without_results_it_leads_to_the_upload(visit: Visit, again: University) -> None:
    assert "上传评分表" in words(visit("improvement", period="2012-2", subject="branch"))


def test_what_the_address_asks_and_nobody_knows_is_left_out(
    visit: Visit, again: University
) -> None:
    text = words(visit("improvement", **ASKED, moved="nonsense", **{"from": "1999-1"}))
    assert "3 名党员中" in text


def test_it_is_complete_in_english(visit: Visit, again: University) -> None:
    text = words(visit("improvement", **ASKED, lang="en"))
    assert "Who improved?" in text
    assert "of 3 members" in text.replace("\\", "")


def test_a_screen_that_was_seen_before_is_shown_again(visit: Visit, again: University) -> None:
    first = words(visit("improvement", **ASKED))
    assert words(visit("improvement", **ASKED)) == first
