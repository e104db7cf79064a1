"""Whether a score changed beyond chance, on the profile as on the page of all changes."""

import math

import pandas as pd
import pytest
from sqlalchemy import Engine

from cxzy.core.scheme import Scheme
from cxzy.core.vocabulary import SubjectKind
from cxzy.services.filters import Filters
from cxzy.services.improvement import improvement
from cxzy.services.profile import profile
from cxzy.services.profile_changes import Held, told
from tests.services.overview_cases import two_periods
from tests.services.university import office


@pytest.fixture
def engine(sqlite_engine: Engine) -> Engine:
    """A database of this test's own; nothing here differs between databases."""
    return sqlite_engine


def held(period: int, scheme: Scheme, *rows: tuple[str, float, float]) -> Held:
    scores = pd.DataFrame(rows, columns=["subject", "score", "standard_error"])
    ends = {"meeting": period, "score_low": scores["score"] - 1, "score_high": scores["score"] + 1}
    return Held(period, scheme, scores.assign(**ends))


ONE, OTHER = Scheme(name="甲"), Scheme.model_validate({"name": "乙", "rounding": {"places": 1}})
BEFORE = held(1, ONE, ("a", 80.0, 1.2), ("b", 82.0, 1.2), ("c", 84.0, math.nan))


def test_the_error_line_is_that_of_the_difference_of_two_scores() -> None:
    after = held(2, ONE, ("a", 84.0, 1.6), ("b", 83.0, 1.6), ("c", 88.0, 1.6))
    # √(1.2² + 1.6²) = 2, and 1.96 · 2 = 3.92: 4 points are beyond it, 1 point is not
    shown = told("a", [BEFORE, after])
    assert shown["verdict"].tolist() == ["", "up"]
    assert shown["smallest"].iloc[1] == pytest.approx(3.92)
    assert shown["score_low"].tolist() == [79.0, 83.0]
    assert told("b", [BEFORE, after])["verdict"].iloc[1] == "level"


def test_an_error_that_is_not_told_leaves_the_change_without_a_verdict_on_chance() -> None:
    after = held(2, ONE, ("c", 95.0, 1.6))
    shown = told("c", [BEFORE, after]).iloc[1]
    assert shown["verdict"] == "unmeasured"
    assert math.isnan(shown["smallest"])


def test_other_rules_and_the_same_period_are_not_compared() -> None:
    other = told("a", [BEFORE, held(2, OTHER, ("a", 84.0, 1.6))]).iloc[1]
    assert (other["verdict"], math.isnan(other["smallest"])) == ("incomparable", True)
    again = told("a", [BEFORE, held(1, ONE, ("a", 84.0, 1.6))])
    assert again["verdict"].tolist() == ["", ""]


def test_a_period_without_a_score_is_passed_over() -> None:
    gap = held(2, ONE, ("a", math.nan, math.nan))
    last = held(3, ONE, ("a", 84.0, 1.6))
    assert told("a", [BEFORE, gap, last])["verdict"].tolist() == ["", "", "up"]
    assert told("a", []).empty


def test_the_profile_says_of_each_branch_what_the_page_of_changes_says(engine: Engine) -> None:
    campaign = two_periods(engine)
    before, now = campaign.periods
    asked = Filters(now.id, SubjectKind.BRANCH)
    changed = improvement(engine, office(), asked, before.id).changes
    known = changed[(changed["verdict"] != "").to_numpy()]
    assert not known.empty
    for row in known.to_dict("records"):
        key = str(row["subject"])
        shown = profile(
            engine, office(), period_id=now.id, subject=SubjectKind.BRANCH, key=key
        ).history.iloc[-1]
        assert shown["verdict"] == row["verdict"]
        assert shown["smallest"] == pytest.approx(row["smallest"])
