"""How sure scores are, as pages show it: the formula redone by hand, and what is withheld."""

from io import BytesIO
from itertools import combinations
from math import sqrt
from statistics import variance

import numpy as np
import pandas as pd
import pytest
from openpyxl import load_workbook
from scipy.stats import studentized_range, t

from cxzy.core.language import use_language
from cxzy.core.scheme import Scheme, parse_scheme
from cxzy.core.scoring import facets, weighted_scores
from cxzy.core.vocabulary import Source, SubjectKind
from cxzy.services import certainty_sentences as sentences
from cxzy.services.acceptance import accept
from cxzy.services.certainty import UNMEASURED, WITHHELD, certainty, why_lines
from cxzy.services.filters import Filters
from cxzy.services.ranking import Ranking, ranking
from cxzy.services.ranking_table import ranked_table
from cxzy.services.results import MeetingFacets
from cxzy.services.upload import check_files
from cxzy.store.records import Meeting
from tests.services.university import (
    NAMES,
    Marks,
    University,
    expected_score,
    office,
    usual_marks,
    workbook,
)

WEIGHTS = {"peer": 0.3, "leader": 0.3, "mass": 0.3}


def marks_of_two_leaders(shift: float = 0) -> Marks:
    """The usual marks and those of a second leader, who likes the last best."""
    marks = dict(usual_marks(shift=shift))
    second = [("院长", name, (84 + 2 * place, 86)) for place, name in enumerate(NAMES)]
    return {**marks, "leader": [*marks["leader"], *second]}


def by_hand(marks: Marks) -> dict[str, tuple[float, float]]:
    """Return variance and degrees of freedom per name by plain arithmetic (scoring.md 3)."""
    ballots = {
        (source, name): [
            0.6 * p[0] + 0.4 * p[1] for _r, subject, p in marks[source] if subject == name
        ]
        for source in WEIGHTS
        for name in NAMES
    }
    pooled = {
        source: sum((len(b) - 1) * variance(b) for (s, _n), b in ballots.items() if s == source)
        / sum(len(b) - 1 for (s, _n), b in ballots.items() if s == source)
        for source in WEIGHTS
    }
    found = {}
    for name in NAMES:
        parts = []
        for source, weight in WEIGHTS.items():
            own = ballots[source, name]
            moderated = (6 * pooled[source] + (len(own) - 1) * variance(own)) / (5 + len(own))
            parts.append((weight**2 * moderated / len(own), len(own) + 5))
        total = sum(part for part, _df in parts)
        found[name] = total, total**2 / sum(part**2 / df for part, df in parts)
    return found


@pytest.fixture
def sure(university: University) -> Ranking:
    """The ranking of the first branch, which two leaders have marked."""
    return ranking_of(university, marks_of_two_leaders())


def ranking_of(university: University, marks: Marks) -> Ranking:
    file = ("评分表.xlsx", workbook(marks))
    checked = check_files(university.engine, office(), university.meetings[0].id, [file])
    accept(university.engine, office(), checked)
    return ranking(university.engine, office(), Filters(university.period.id))


def test_intervals_are_those_of_the_formula_redone_by_hand(sure: Ranking) -> None:
    expected, marks = by_hand(marks_of_two_leaders()), marks_of_two_leaders()
    told = sure.told.assign(margin=sure.certainty["margin"])
    for row in told.to_dict("records"):
        total, df = expected[row["name"]]
        margin = t.ppf(0.975, df) * sqrt(total)
        assert row["margin"] == pytest.approx(margin)
        score = expected_score(marks, row["name"])
        assert row["score_low"] == pytest.approx(score - margin, abs=0.0051)
        assert row["score_high"] == pytest.approx(score + margin, abs=0.0051)


def test_places_are_those_of_pairs_told_apart_by_the_studentized_range(sure: Ranking) -> None:
    expected = by_hand(marks_of_two_leaders())
    score = {name: expected_score(marks_of_two_leaders(), name) for name in NAMES}
    critical = studentized_range.ppf(0.95, len(NAMES), np.inf) / sqrt(2)
    above = dict.fromkeys(NAMES, 0)
    below = dict.fromkeys(NAMES, 0)
    for one, other in combinations(sorted(NAMES, key=lambda name: -score[name]), 2):
        apart = critical * sqrt(expected[one][0] + expected[other][0])
        if score[one] - score[other] > apart:
            above[other] += 1
            below[one] += 1
    for row in sure.told.to_dict("records"):
        name = row["name"]
        assert (row["rank_low"], row["rank_high"]) == (above[name] + 1, len(NAMES) - below[name])


def test_the_workbook_holds_the_ranges_as_numbers(university: University, sure: Ranking) -> None:
    content = ranked_table(university.engine, office(), Filters(university.period.id))[1]
    sheet = load_workbook(BytesIO(content)).worksheets[0]
    rows = [row for row in sheet.values if row[0] in range(1, 5)]
    for row, told in zip(rows, sure.told.to_dict("records"), strict=True):
        at = row.index(told["score"])
        ends = [told[name] for name in ("score_low", "score_high", "rank_low", "rank_high")]
        assert list(row[at + 1 : at + 5]) == pytest.approx(ends)


def test_other_weights_tell_no_errors(university: University, sure: Ranking) -> None:
    weights = tuple(zip(Source, (0.0, 0.0, 100.0, 0.0), strict=True))
    alone = ranking(university.engine, office(), Filters(university.period.id, weights=weights))
    assert alone.certainty.empty
    assert "rank_low" not in alone.told
    assert sentences.list_said(alone) == ""
    assert sentences.list_notes(alone) == []


def test_one_leader_for_all_leaves_no_error_and_says_why(university: University) -> None:
    shown = ranking_of(university, usual_marks())
    assert set(shown.certainty["why"]) == {UNMEASURED}
    assert shown.certainty[["margin", "score_low", "rank_low"]].isna().all(axis=None)
    assert sentences.list_said(shown) == ""
    (line,) = sentences.list_notes(shown)
    assert "4 个" in line
    assert "领导点评没有人得到两票以上" in line


def meeting_of(points: dict[str, list[tuple[str, float]]], rules: str) -> pd.DataFrame:
    """Return the certainty of a meeting with the ballots (subject, points) of each source."""
    scheme: Scheme = parse_scheme(rules)
    ratings = pd.DataFrame(
        [(source, *ballot) for source, ballots in points.items() for ballot in ballots],
        columns=["source", "subject", "points"],
    )
    ratings = ratings.assign(rater=range(len(ratings)), group="", criterion="", count=1, meeting=7)
    found = facets(ratings, scheme)
    results = weighted_scores(found, scheme)
    nothing = pd.DataFrame()
    meeting = Meeting(7, 1, 1, 1, SubjectKind.MEMBER)
    stored = MeetingFacets(scheme, (meeting,), found, nothing, None, nothing)  # type: ignore[arg-type]
    return certainty([stored], results)


PEERS = """
[sources.self]
weight = 50
[sources.peer]
weight = 50
"""


def test_the_error_of_four_ballots_of_one_source_is_withheld_and_that_of_five_is_not() -> None:
    own = [("甲", 90.0), ("乙", 91.0)]
    few = [("甲", 80.0), ("甲", 90.0), ("甲", 85.0), ("甲", 86.0)]
    five = [("乙", 80.0), ("乙", 90.0), ("乙", 85.0), ("乙", 86.0), ("乙", 70.0)]
    table = meeting_of({"self": own, "peer": [*few, *five]}, PEERS)
    assert table["why"].tolist() == [WITHHELD, ""]
    withheld = table.iloc[0]
    hidden = ["margin", "score_low", "score_high", "meeting_rank_low", "shrunken", "variance"]
    assert withheld[hidden].isna().all()
    assert table.iloc[1][hidden].notna().all()
    use_language("en")
    (line,) = why_lines(table)
    assert line.startswith("Without an interval: 1; error withheld: the score rests on so few")


def test_intervals_end_at_full_marks() -> None:
    own = [("甲", 100.0), ("乙", 80.0)]
    high = [("甲", point) for point in (100.0, 100.0, 99.0, 98.0, 100.0, 90.0)]
    low = [("乙", point) for point in (60.0, 100.0, 80.0, 70.0, 90.0)]
    table = meeting_of({"self": own, "peer": [*high, *low]}, PEERS)
    assert table["score_high"].iloc[0] == 100.0
    assert table["margin"].iloc[0] > 2


def test_nobody_is_sure_of_nothing() -> None:
    empty = certainty([], pd.DataFrame({"meeting": [], "subject": [], "score": []}))
    assert empty.empty
    assert {"margin", "why", "meeting_rank_low"} <= set(empty)


@pytest.mark.parametrize(
    ("low", "high", "said"),
    [
        (1, 6, "名次第 3，按票数只能说在第 1 至第 6 名之间。"),
        (3, 3, "名次第 3，按票数可以说定。"),
        (pd.NA, pd.NA, ""),
    ],
)
def test_a_place_is_said_with_what_the_ballots_can_say(low: int, high: int, said: str) -> None:
    assert sentences.place_said(3, low, high) == said
