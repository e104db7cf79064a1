"""Rankings and gradings made of scores that stand in the test."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import pandas as pd

from cxzy.core.grading import grades
from cxzy.core.scheme import Scheme, parse_scheme
from cxzy.core.vocabulary import SubjectKind, UnitKind, UnitLevel
from cxzy.services.grading import Grading, graded
from cxzy.services.ranking import Marks, Ranking
from cxzy.services.records import Period, Unit
from cxzy.services.results import MeetingFacets
from cxzy.store.records import Meeting

NOW = Period(2, "2012-1", "2012年上半年", date(2012, 1, 1), date(2012, 6, 30))
BEFORE = Period(1, "2011-2", "2011年下半年", date(2011, 7, 1), date(2011, 12, 31))

BANDS = """
subject = "branch"
[[bands]]
grade = "优秀"
from = 90
[[bands]]
grade = "较好"
from = 80
[[bands]]
grade = "后进"
from = 0
"""
SCHEME = parse_scheme(BANDS)

UNITS = {
    1: Unit(1, "01", "水文学院党委", UnitLevel.ORGANISATION, None, None),
    2: Unit(2, "02", "机关党委", UnitLevel.ORGANISATION, None, None),
}

Scores = Mapping[str, Sequence[float | None]]
"""Scores of the branches under "organisation/kind"."""


def ranked(
    scores: Scores,
    period: Period = NOW,
    scheme: Scheme = SCHEME,
    subject: SubjectKind = SubjectKind.BRANCH,
) -> Ranking:
    """Return the ranking of one meeting whose branches have these scores."""
    rows = [
        (int(place.split("/")[0]), place.split("/")[1], score)
        for place, listed in scores.items()
        for score in listed
    ]
    table = pd.DataFrame(rows, columns=["organisation_id", "kind", "score"])
    table = table.astype({"score": "float64", "kind": "str"})
    names = pd.Series([f"支部{place}" for place in table.index], dtype="str")
    table = table.assign(
        meeting=7,
        subject=[f"B{place}" for place in table.index],
        name=names,
        branch=names,
        organisation=[UNITS[id_].name for id_ in table["organisation_id"]],
        unit_id=[100 + place for place in table.index],
        rank=table["score"].rank(method="min", ascending=False).astype("Int64"),
    )
    table = table.join(grades(table["score"], scheme))
    meeting = Meeting(7, period.id, 1, 1, subject)
    stored = MeetingFacets(scheme, (meeting,), pd.DataFrame(), pd.DataFrame(), pd.DataFrame())
    return Ranking(period, subject, scheme, table, (), (), marks=Marks((stored,)))


def grading_of(scores: Scores, *before: Scores, **options: Any) -> Grading:
    """Return the grading of these scores beside those of the period before."""
    margin = options.pop("margin", 1.0)
    earlier = [ranked(one, BEFORE) for one in before]
    return graded(ranked(scores, **options), earlier, UNITS, margin=margin)


STAFF, STUDENT, OFFICE = UnitKind.STAFF.value, UnitKind.STUDENT.value, UnitKind.OFFICE.value
