"""Pages of a meeting with bonus points and with means that are measured by the best."""

import pytest

from cxzy.services.acceptance import accept
from tests.pages.conftest import Visit, words
from tests.services.other_rules import EXPECTED, checked_workbook
from tests.services.university import NAMES, University, office


@pytest.fixture
def accepted(university: University) -> None:
    preview = checked_workbook(university)
    accept(university.engine, office(), preview)


@pytest.mark.usefixtures("accepted")
def test_a_profile_lists_the_bonus_points_and_says_what_the_means_are(visit: Visit) -> None:
    said = words(visit("profile", subject="member", key="0101001", period="2012-2"))
    assert f"{EXPECTED[NAMES[1]]:.2f}" in said
    assert "加减分" in said
    assert "与本次讲评会最高者相比" in said
    assert "按赞成票的比例计分" in said


@pytest.mark.usefixtures("accepted")
def test_the_ranking_says_bonus_points_and_void_ballots(visit: Visit) -> None:
    said = words(visit("ranking", period="2012-2"))
    assert f"{EXPECTED[NAMES[1]]:.2f}" in said
    assert "加减分 +2.00" in said
    assert "张票违反评票规则" in said
