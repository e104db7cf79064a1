"""Whom the profiles of a period compare with: read once for all of them."""

from dataclasses import dataclass

import pandas as pd
from sqlalchemy import Engine

from cxzy.core.comparison import criterion_means
from cxzy.core.scheme import Scheme
from cxzy.core.vocabulary import OVERALL, SubjectKind
from cxzy.services.actors import Actor, require
from cxzy.services.filters import Filters
from cxzy.services.ranking import Ranking, ranking
from cxzy.store import facets as facet_store
from cxzy.store.database import reading
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
        facets = facet_store.facets(connection, meetings, groups=False)
    shown = ranked.results.loc[(ranked.results["kind"] != "").to_numpy(), ["subject", "kind"]]
    kinds = dict(zip(shown["subject"].tolist(), shown["kind"].tolist(), strict=True))
    return Among(ranked, criterion_means(facets[facets["criterion"] != OVERALL], kinds))
