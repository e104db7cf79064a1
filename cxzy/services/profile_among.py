"""Whom the profiles of a period compare with: read once for all of them."""

from dataclasses import dataclass

import pandas as pd
from sqlalchemy import Engine

from cxzy.core.comparison import criterion_means
from cxzy.core.row_groups import in_words, row_groups
from cxzy.core.scheme import Scheme
from cxzy.core.vocabulary import SubjectKind
from cxzy.services.actors import Actor, require
from cxzy.services.filters import Filters
from cxzy.services.ranking import Ranking, ranking
from cxzy.store.database import reading
from cxzy.store.facets import criterion_facets, mean_totals
from cxzy.store.records import Meeting


@dataclass(frozen=True)
class Among:
    """All subjects of a period in the actor's reach, and what is usual for each kind.

    `ranked` is their ranking; `kinds` has `list` (the kind), `source, criterion, subjects,
    mean`: every subject of the kind counts alike.
    """

    ranked: Ranking
    kinds: pd.DataFrame

    def meeting(self, meeting_id: int) -> tuple[Meeting, Scheme]:
        """Return a meeting with the scheme that its results were computed by."""
        return next(
            (meeting, group.scheme)
            for group in self.ranked.marks.stored
            for meeting in group.meetings
            if meeting.id == meeting_id
        )


def among(
    engine: Engine,
    actor: Actor,
    *,
    period_id: int,
    subject: SubjectKind,
    ranked: Ranking | None = None,
) -> Among:
    """Return what profiles of a period compare with; `ranked` is its ranking where it is known."""
    require(actor, "result.read")
    ranked = ranked or ranking(engine, actor, Filters(period_id, subject))
    meetings = [meeting.id for group in ranked.marks.stored for meeting in group.meetings]
    with reading(engine) as connection:
        if subject == SubjectKind.MEMBER:
            kinds = _kinds_of_meetings(mean_totals(connection, meetings), ranked.results)
        else:
            found = criterion_facets(connection, meetings)
            kinds = _kinds_of_subjects(found, ranked.results)
    return Among(ranked, kinds)


def _kinds_of_meetings(totals: pd.DataFrame, results: pd.DataFrame) -> pd.DataFrame:
    """Return the means per kind where all whom a meeting assesses are of one: its branch's."""
    kinds = dict(zip(results["meeting"].tolist(), results["kind"].tolist(), strict=True))
    named = totals.assign(list=in_words(totals["meeting"], lambda id_: kinds.get(id_) or None))
    named = named[named["list"].notna().to_numpy() & (named["subjects"] > 0).to_numpy()]
    group, first = row_groups(named, ["list", "source", "criterion"])
    sums = named[["subjects", "total"]].groupby(group).sum()
    keys = {name: named[name].array.take(first) for name in ("list", "source", "criterion")}
    subjects, total = sums["subjects"].to_numpy(), sums["total"].to_numpy()
    return pd.DataFrame({**keys, "subjects": subjects, "mean": total / subjects})


def _kinds_of_subjects(found: pd.DataFrame, results: pd.DataFrame) -> pd.DataFrame:
    """Return the means per kind where a meeting assesses branches of several kinds."""
    shown = results.loc[(results["kind"] != "").to_numpy(), ["subject", "kind"]]
    kinds = dict(zip(shown["subject"].tolist(), shown["kind"].tolist(), strict=True))
    return criterion_means(found, kinds)
