"""The marks of one meeting of the demo, as its raters hand them in."""

from collections.abc import Iterable

import numpy as np
import pandas as pd

from cxzy.core.scheme import Scheme
from cxzy.core.vocabulary import Source
from cxzy.services.demo_campaign import DemoMeeting, attendance
from cxzy.services.demo_copies import with_copies
from cxzy.services.demo_marks import Levels, branch_levels, member_levels, source_marks
from cxzy.services.demo_people import branches, generator, members_of

BALLOT_COLUMNS = ("source", "rater", "group", "subject", "criterion", "mark")


def meeting_ballots(meeting: DemoMeeting, scheme: Scheme, *, attempt: str = "") -> pd.DataFrame:
    """Return every mark of a meeting: `source, rater, group, subject, criterion, mark`.

    `rater` counts from 0 inside its source, `mark` is a number or a word; blanks have no row.
    Another `attempt` of the same meeting has other marks of the same raters.
    """
    levels = _levels(meeting, len(scheme.criteria))
    parts = [_source_ballots(meeting, scheme, source, levels, attempt) for source in scheme.sources]
    return pd.concat(parts, ignore_index=True)


def subjects_of(meeting: DemoMeeting) -> list[str]:
    """Return the numbers of those assessed, in the order of the roster."""
    if meeting.branch is None:
        return [branch.code for branch in branches() if branch.organisation == meeting.unit]
    return [person.number for person in members_of(meeting.branch.code)]


def raters_of(meeting: DemoMeeting, source: Source) -> list[str]:
    """Return the group of each rater of a source, in order."""
    return [
        row.group
        for row in attendance(meeting)
        if row.source == source
        for _rater in range(row.present or 0)
    ]


def _levels(meeting: DemoMeeting, criteria: int) -> Levels:
    if meeting.branch is None:
        return branch_levels(meeting.unit, meeting.period, criteria)
    return member_levels(meeting.branch, members_of(meeting.branch.code), meeting.period, criteria)


def _source_ballots(
    meeting: DemoMeeting, scheme: Scheme, source: Source, levels: Levels, attempt: str
) -> pd.DataFrame:
    criteria = [criterion.key for criterion in scheme.criteria_of(source)]
    if criteria != [criterion.key for criterion in scheme.criteria]:
        levels = levels.mean(axis=1, keepdims=True).repeat(len(criteria), axis=1)
    groups = raters_of(meeting, source)
    drawn = generator("marks", meeting.unit, meeting.period, source, attempt)
    marks = with_copies(
        source_marks(source, groups, levels, drawn), meeting, source, groups, levels
    )
    rater, subject, criterion = (index.ravel() for index in np.indices(marks.shape))
    table = pd.DataFrame(
        {
            "source": source.value,
            "rater": rater,
            "group": np.array(groups, dtype=object)[rater],
            "subject": np.array(subjects_of(meeting), dtype=object)[subject],
            "criterion": np.array(criteria, dtype=object)[criterion],
            "mark": marks.ravel(),
        },
        columns=pd.Index(BALLOT_COLUMNS),
    )
    return table[table["mark"].notna()]


def votes(ballots: pd.DataFrame, words: Iterable[str]) -> pd.DataFrame:
    """Return votes per subject and word, subjects down and words across."""
    counted = ballots.groupby(["subject", "mark"], sort=False).size().unstack(fill_value=0)
    return counted.reindex(columns=list(words), fill_value=0)
