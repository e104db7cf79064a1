"""The marks of a meeting by subject: what one derivation needs of everybody else's."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

import pandas as pd

from cxzy.core.derivation_ballots import Paper, Row, rows_of
from cxzy.core.derivation_conversion import best_of
from cxzy.core.derivation_rules import looked_at_papers
from cxzy.core.derivation_sources import source_part
from cxzy.core.derivation_values import Reason, SourcePart
from cxzy.core.roster import Roster
from cxzy.core.scheme import Scheme
from cxzy.core.vocabulary import Source


@dataclass(frozen=True)
class SubjectMarks:
    """The rows of one subject: marks that are looked at, bonus points, and sources that are off."""

    rows: Sequence[Row]
    bonus: Sequence[Row]
    off: Sequence[Row]


@dataclass(frozen=True)
class Meeting:
    """The ratings of a meeting by subject, and its papers that are void or break a rule."""

    scheme: Scheme
    ratings: Mapping[str, pd.DataFrame]
    papers: Mapping[Paper, Reason]
    electorate: pd.DataFrame | None
    _best: dict[Source, Fraction | None] = field(default_factory=dict)

    def marks_of(self, subject: str) -> SubjectMarks:
        """Return the rows of a subject; none where nobody gave a mark."""
        if subject not in self.ratings:
            return SubjectMarks((), (), ())
        rows = rows_of(self.ratings[subject], self.scheme, self.papers)
        keys = {one.key for one in self.scheme.bonus}
        on = [one for one in rows if one.source in self.scheme.sources]
        return SubjectMarks(
            [one for one in on if one.mark.criterion not in keys],
            [one for one in on if one.mark.criterion in keys],
            [one for one in rows if one.source not in self.scheme.sources],
        )

    def parts(self, subject: str) -> list[SourcePart]:
        """Return every source of a subject, neither converted nor weighed."""
        rows = self.marks_of(subject).rows
        return [self._part(rows, source) for source in self.scheme.sources]

    def _part(self, rows: Sequence[Row], source: Source) -> SourcePart:
        own = [row for row in rows if row.source == source]
        return source_part(own, self.scheme, source, self.electorate)

    def best(self, source: Source) -> Fraction | None:
        """Return the best mean of the meeting, worked out only where a source counts by it."""
        if self.scheme.sources[source].aggregation.kind != "relative":
            return None
        if source not in self._best:
            marks = (self.marks_of(subject).rows for subject in self.ratings)
            self._best[source] = best_of(self._part(rows, source) for rows in marks)
        return self._best[source]


def meeting_of(complete: pd.DataFrame, scheme: Scheme, roster: Roster | None) -> Meeting:
    """Return a meeting of completed ratings; a column `void` says what a person found void."""
    electorate = None if roster is None else roster.electorate
    subjects = complete["subject"].astype("str")
    by_subject = {str(one): rows for one, rows in complete.groupby(subjects, sort=False)}
    return Meeting(scheme, by_subject, looked_at_papers(complete, scheme), electorate)
