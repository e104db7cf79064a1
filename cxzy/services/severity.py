"""How strict the raters of a meeting were: beside the result, and only where it can be told.

The one part of a profile that reads ratings, so it is asked for only when it is opened. See
docs/decisions/0094-severity.md.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd
from sqlalchemy import Engine

from cxzy.core.combining import combined_ratings
from cxzy.core.labels import source_label
from cxzy.core.language import _
from cxzy.core.meeting_severity import (
    TOLD,
    severity_adjusted_means,
    severity_adjusted_scores,
    severity_summary,
    severity_text,
)
from cxzy.core.small_groups import FEWEST_BALLOTS
from cxzy.core.vocabulary import Source
from cxzy.services.actors import Actor, allowed, require
from cxzy.services.results import MeetingFacets
from cxzy.services.standing import counting, standing_ratings
from cxzy.services.whole_period import whole_period
from cxzy.store import meetings as meeting_store
from cxzy.store import sheets as sheet_store
from cxzy.store.database import reading


@dataclass(frozen=True)
class Severity:
    """How strict the raters of a meeting were.

    `sources` is that of `core.meeting_severity.severity_summary`. `adjusted` has the results with
    `adjusted_score` and `adjusted_rank`, None for those who may not see ballots: a member's
    corrected mean tells how that member marks the others.
    """

    sources: pd.DataFrame
    adjusted: pd.DataFrame | None


def severity(engine: Engine, actor: Actor, meeting_id: int) -> Severity:
    """Return how strict the raters of a meeting were; reads all its ratings.

    Raises PermissionDenied where the meeting's results are out of the actor's reach.
    """
    with reading(engine) as connection:
        meeting = meeting_store.meeting(connection, meeting_id)
    require(actor, "result.read", meeting.unit_id)
    whole = whole_period(engine, meeting.period_id, meeting.subject)
    group = next(one for one in whole.stored if any(m.id == meeting_id for m in one.meetings))
    with reading(engine) as connection:
        kept = sheet_store.sheets(connection, meeting_id=meeting_id)
        standing = standing_ratings(connection, kept, group.scheme)
    ratings = combined_ratings([counting(found, sheet.standing) for sheet, found in standing])
    results = whole.results[(whole.results["meeting"] == meeting_id).to_numpy()]
    seen = allowed(actor, "sheet.read", meeting.unit_id)
    return Severity(
        severity_summary(ratings, group.scheme),
        _adjusted(ratings, group, results) if seen else None,
    )


def _adjusted(
    ratings: pd.DataFrame, group: MeetingFacets, results: pd.DataFrame
) -> pd.DataFrame | None:
    means = severity_adjusted_means(ratings, group.scheme)
    if not means["adjusted"].notna().any():
        return None
    return severity_adjusted_scores(results.drop(columns="meeting"), means, group.scheme)


def severity_lines(found: Severity) -> list[str]:
    """Return a sentence per source: how far its raters differ, or why that is not told."""
    return [_line(row) for row in found.sources.to_dict("records")]


def _line(row: Mapping[Any, Any]) -> str:
    label, raters = source_label(Source(str(row["source"]))), int(row["raters"])
    if row["reason"] not in TOLD:
        return _("{source}: {reason}").format(source=label, reason=severity_text(row["reason"]))
    if raters < FEWEST_BALLOTS:
        words = _("{source}: not told, for fewer than {few} people marked.")
        return words.format(source=label, few=FEWEST_BALLOTS)
    if round(float(row["spread"]), 1) == 0:
        words = _("{source}: its {raters} raters are about equally strict.")
        return words.format(source=label, raters=raters)
    words = _(
        "{source}: of its {raters} raters most lie within {spread:.1f} points above or below a "
        "rater of middling strictness."
    )
    return words.format(source=label, raters=raters, spread=row["spread"])


def adjusted_said(found: Severity, subject: str) -> str:
    """Return score and place without strictness; "" where ballots are not for these eyes."""
    if found.adjusted is None:
        return ""
    rows = found.adjusted[(found.adjusted["subject"] == subject).to_numpy()].dropna(
        subset=["score"]
    )
    if rows.empty:
        return ""
    row = rows.iloc[0]
    return _(
        "With the strictness of raters taken out the score would be {score:.2f} instead of "
        "{official:.2f}, place {rank} in its meeting. The official score stays as it is."
    ).format(score=row["adjusted_score"], official=row["score"], rank=row["adjusted_rank"])
