"""The demo's workbooks: our own template, filled in with what its raters hand in."""

from collections.abc import Collection
from contextvars import copy_context
from dataclasses import dataclass

import pandas as pd
from sqlalchemy import Connection

from cxzy.core.language import CHINESE, use_language
from cxzy.core.roster import Roster
from cxzy.core.scheme import Scheme, parse_scheme
from cxzy.core.vocabulary import BallotFate, Source
from cxzy.services.demo_ballots import meeting_ballots, raters_of
from cxzy.services.demo_campaign import DemoMeeting, scheme_text
from cxzy.services.directory import meeting_roster
from cxzy.services.identities import meeting_identity
from cxzy.sheets.canvas import Value
from cxzy.sheets.identity import Identity
from cxzy.sheets.template import drawn, forms
from cxzy.sheets.template_forms import ISSUED, RETURNED, VALID, Form
from cxzy.sheets.template_raters import Rater, slot_label
from cxzy.sheets.template_raters import raters_of as usual_raters
from cxzy.store import meetings as meeting_store

Values = dict[tuple[tuple[str, ...], str], Value]


@dataclass(frozen=True)
class Commission:
    """A workbook to be filled in: everything that needs the database is looked up already.

    `without` are the sources left out; another `attempt` has other marks of the same raters.
    """

    meeting: DemoMeeting
    scheme: Scheme
    roster: Roster
    identity: Identity
    without: frozenset[Source] = frozenset()
    attempt: str = ""

    @property
    def name(self) -> str:
        """The file name that the workbook is handed in under."""
        return f"{self.meeting.name}-{self.meeting.period}{self.attempt}.xlsx"


def commission(
    connection: Connection,
    meeting: DemoMeeting,
    *,
    without: Collection[Source] = (),
    attempt: str = "",
) -> Commission:
    """Return what filling in the workbook of a meeting needs to know."""
    stored = meeting_store.meeting(connection, meeting.id)
    roster = meeting_roster(connection, stored)
    return Commission(
        meeting=meeting,
        scheme=parse_scheme(scheme_text(meeting.subject)),
        roster=roster,
        identity=meeting_identity(connection, stored, roster),
        without=frozenset(without),
        attempt=attempt,
    )


def filled_workbook(job: Commission) -> bytes:
    """Return the .xlsx that the secretary of a meeting hands in; always in Chinese."""
    return copy_context().run(_filled_in, job)


def _filled_in(job: Commission) -> bytes:
    use_language(CHINESE)
    scheme = job.scheme
    raters = {source: _raters(job, source) for source in scheme.sources}
    blank = [form for form in forms(scheme, job.roster, raters) if form.source not in job.without]
    ballots = meeting_ballots(job.meeting, scheme, attempt=job.attempt)
    marks = {Source(str(source)): part for source, part in ballots.groupby("source")}
    values = {form.source: _values(form, marks[form.source]) for form in blank}
    title = f"{job.meeting.name} {job.meeting.period}"
    return drawn(blank, scheme, title=title, meeting=job.identity, values=values)


def _raters(job: Commission, source: Source) -> tuple[Rater, ...]:
    if source in {Source.SELF, Source.PEER}:
        return usual_raters(job.scheme, job.roster, source)
    return tuple(
        Rater(str(number), slot_label(source, number), group)
        for number, group in enumerate(raters_of(job.meeting, source), 1)
    )


def _values(form: Form, marks: pd.DataFrame) -> Values:
    if form.shape == "tally":
        return _votes(marks)
    rows = marks[["rater", "subject", "criterion", "mark"]].itertuples(index=False, name=None)
    lines = list(dict.fromkeys(line.key[0] for line in form.lines))
    if form.shape == "criteria":
        return {((subject, subject), criterion): mark for _own, subject, criterion, mark in rows}
    if form.shape == "matrix":
        return {((lines[rater],), subject): mark for rater, subject, _overall, mark in rows}
    return {((lines[rater], subject), criterion): mark for rater, subject, criterion, mark in rows}


def _votes(marks: pd.DataFrame) -> Values:
    counted = marks.groupby(["subject", "criterion", "mark"]).size()
    raters = int(marks["rater"].nunique())
    values: Values = {}
    for key, count in zip(counted.index, counted.tolist(), strict=True):
        subject, criterion, word = key
        line = ("", str(subject), str(criterion))
        values[line, str(word)] = count
        values[line, ISSUED] = values[line, RETURNED] = raters
        values.setdefault((line, VALID), 0)
        if word != BallotFate.UNSURE:
            values[line, VALID] = int(values[line, VALID] or 0) + count
    return values
