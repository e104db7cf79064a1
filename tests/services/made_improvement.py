"""Rankings of made-up branches, so that sentences and counts can be tested without a database."""

from collections.abc import Mapping
from datetime import date

import pandas as pd

from cxzy.core.scheme import Scheme, parse_scheme
from cxzy.core.vocabulary import SubjectKind, UnitLevel
from cxzy.services.improvement import Improvement, improvement_of
from cxzy.services.ranking import Marks, Ranking
from cxzy.services.records import Period, Unit
from cxzy.services.results import MeetingFacets
from cxzy.store.records import Meeting

BEFORE = Period(1, "2011-2", "去年", date(2011, 7, 1), date(2011, 12, 31))
NOW = Period(2, "2012-1", "今年", date(2012, 1, 1), date(2012, 6, 30))
BANDS = 'version = "{version}"\nsubject = "branch"\n' + "".join(
    f'[[bands]]\ngrade = "{grade}"\nfrom = {{{key}}}\n'
    for grade, key in (("优秀", "best"), ("较好", "good"), ("后进", "last"))
)
ORGANISATIONS = {1: "文学院", 2: "理学院"}
Scores = Mapping[str, float | None]


def scheme(version: str = "1", best: int = 90) -> Scheme:
    """Return a scheme with the grades 优秀, 较好 from 70 and 后进."""
    return parse_scheme(BANDS.format(version=version, best=best, good=70, last=0))


def ranking(period: Period, scores: Scores, rules: Scheme, subject: SubjectKind) -> Ranking:
    """Return results of one meeting; branches with a name from 理 on belong to 理学院."""
    meeting = Meeting(period.id, period.id, 1, 1, subject)
    rows = [
        (name, name, score, _grade(score, rules), meeting.id, 2 if name.startswith("理") else 1)
        for name, score in scores.items()
    ]
    columns = ["subject", "name", "score", "grade", "meeting", "organisation_id"]
    results = pd.DataFrame(rows, columns=pd.Index(columns))
    results = results.assign(
        branch=results["name"],
        organisation=results["organisation_id"].map(ORGANISATIONS),
        kind=results["organisation_id"].map({1: "staff", 2: "student"}),
        unit_id=1,
    )
    nothing = pd.DataFrame()
    stored = MeetingFacets(rules, (meeting,), nothing, nothing, nothing)
    return Ranking(period, subject, rules, results, (), (), marks=Marks((stored,)))


def _grade(score: float | None, rules: Scheme) -> str | None:
    if score is None:
        return None
    return next(band.grade for band in rules.bands if score >= band.lowest)


def made(
    before: Scores,
    now: Scores,
    *,
    rules: tuple[Scheme, Scheme] | None = None,
    subject: SubjectKind = SubjectKind.BRANCH,
) -> Improvement:
    """Return what changed between two lists of scores."""
    was, stands = rules or (scheme(), scheme())
    units = {
        id_: Unit(id_, f"0{id_}", name, UnitLevel.ORGANISATION, None, None)
        for id_, name in ORGANISATIONS.items()
    }
    return improvement_of(
        ranking(BEFORE, before, was, subject), ranking(NOW, now, stands, subject), units
    )
