"""What other weights would change: the flips of a published example, in words."""

from datetime import date

import pandas as pd
import pytest

from cxzy.core.language import use_language
from cxzy.core.scheme import parse_scheme
from cxzy.core.vocabulary import Source, SubjectKind
from cxzy.services.other_weights import (
    changed_said,
    flip_said,
    flips_said,
    other_weights,
    settled_said,
)
from cxzy.services.ranking import Marks, Ranking
from cxzy.services.records import Period
from cxzy.services.results import MeetingFacets
from cxzy.store.records import Meeting

PERIOD = Period(1, "2012-1", "2012年上半年", date(2012, 1, 1), date(2012, 6, 30))
SCHEME = parse_scheme("")
NOTHING = pd.DataFrame()
A, B = (96.0, 90.0, 84.0, 92.0), (92.0, 86.0, 90.0, 90.0)
"""The two of the case “flip” of the specification, self to mass: 89.4 and 89.0 points."""


def ranked(*means: tuple[float, ...], **changes: object) -> Ranking:
    weights = (0.1, 0.3, 0.3, 0.3)
    rows = []
    for place, own in enumerate(means, 1):
        score = round(sum(w * m for w, m in zip(weights, own, strict=True)), 2)
        row = {"subject": f"P{place}", "name": f"甲{place}", "score": score, "rank": place}
        for source, mean, weight in zip(Source, own, weights, strict=True):
            row |= {f"{source.value}_mean": mean, f"{source.value}_weight": weight}
            row[f"{source.value}_contribution"] = mean * weight
        rows.append({**row, "unit_id": 1, "kind": "staff", "meeting": 7})
    meeting = Meeting(7, 1, 1, 1, SubjectKind.MEMBER)
    stored = MeetingFacets(SCHEME, (meeting,), NOTHING, NOTHING, NOTHING)
    options = {"marks": Marks((stored,)), **changes}
    return Ranking(PERIOD, SubjectKind.MEMBER, SCHEME, pd.DataFrame(rows), (), (), **options)  # type: ignore[arg-type]


def test_the_flips_are_those_of_the_specification() -> None:
    found = other_weights(ranked(A, B))
    assert found is not None
    (pair,) = found.pairs.to_dict("records")
    assert pair["gap"] == pytest.approx(0.4)
    assert pair["source"] == Source.LEADER  # .3 → .3438, nearer than .2222 and .1250
    assert pair["flips"] == pytest.approx(0.34375)
    assert pair["radius"] == pytest.approx(0.04)


def test_a_flip_is_said_in_percent() -> None:
    found = other_weights(ranked(A, B))
    assert found is not None
    assert flips_said(found).startswith(
        "领导点评权重从 30 % 提到 34.4 %，第 1 名甲1与第 2 名甲2就会互换。"
    )
    use_language("en")
    assert flips_said(found).startswith("Raise leaders from 30 % to 34.4 %, and 甲1 (place 1)")


def test_whoever_is_nowhere_below_stays_ahead_under_all_weights() -> None:
    found = other_weights(ranked(A, (90.0, 80.0, 84.0, 91.0)))
    assert found is not None
    assert found.open.empty
    assert settled_said(found) == "名次 1 ↔ 2：怎样改权重都不会互换，后者没有一项领先。"
    assert flips_said(found).startswith("排在前面的几位，只改一项权重都不会互换名次。")
    assert "甲1始终居首" in flips_said(found)
    assert found.kept == 1.0


def test_pairs_that_no_weights_reverse_are_told_in_one_line_beside_those_that_some_do() -> None:
    # By hand: the third is below the second in every source, the second ahead of the first in one.
    found = other_weights(ranked(A, B, (80.0, 80.0, 80.0, 80.0), (70.0, 70.0, 70.0, 70.0)))
    assert found is not None
    assert found.open["rank_upper"].tolist() == [1]
    assert settled_said(found).startswith("名次 2 ↔ 3、3 ↔ 4：")


def test_two_who_lack_different_sources_are_not_compared_by_weights() -> None:
    shown = ranked(A, B)
    shown.results.loc[1, ["leader_mean", "leader_contribution"]] = float("nan")
    shown.results.loc[1, "leader_weight"] = 0.0
    found = other_weights(shown)
    assert found is not None
    (pair,) = found.pairs.to_dict("records")
    assert flip_said(pair) == "两者缺的测评主体不同，改权重无法比较"
    assert found.settled.empty
    assert settled_said(found) == ""


def test_equal_scores_and_single_ones_have_no_flip() -> None:
    level = other_weights(ranked(A, A))
    assert level is not None
    assert level.pairs.empty
    assert other_weights(ranked(A)) is None


def test_in_several_lists_the_first_pairs_are_shown_the_nearest_flip_first() -> None:
    shown = ranked(A, B, A, (91.0, 86.0, 89.0, 90.0), within="unit")
    results = shown.results.assign(unit_id=[1, 1, 2, 2], rank=[1, 2, 1, 2])
    found = other_weights(ranked(A, B, within="unit"))
    assert found is not None
    assert found.kept is None
    several = Ranking(
        PERIOD, SubjectKind.MEMBER, SCHEME, results, (), (), marks=shown.marks, within="unit"
    )
    pairs = other_weights(several)
    assert pairs is not None
    assert pairs.pairs["upper"].tolist() == ["甲1", "甲3"]


def test_the_share_of_places_that_change_is_said() -> None:
    table = pd.DataFrame({"rank_published": [1, 2, 3, 4], "rank": [2, 1, 3, 4]})
    assert changed_said(table) == "占全部名次的 50%。"
    assert changed_said(table.assign(rank=[1, 2, 3, 4])) == ""
    assert changed_said(table.head(0)) == ""
