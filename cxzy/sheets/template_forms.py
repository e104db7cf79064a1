"""The forms of a template: which lines and which open cells each source's sheet has."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

from cxzy.core.language import _
from cxzy.core.roster import Roster
from cxzy.core.scheme import Scheme
from cxzy.core.scheme_parts import Criterion
from cxzy.core.vocabulary import BallotFate, Source, SubjectKind
from cxzy.sheets.template_raters import Rater, Subject, groups_of, labels_of, subjects_of

Shape = Literal["criteria", "matrix", "long", "tally", "bonus"]
ISSUED, RETURNED, VALID = "issued", "returned", "valid"
TALLIED = ("tally", "banded")
"""Aggregations that count votes in place of reading ballots."""


@dataclass(frozen=True)
class Lead:
    """A column that stands before the open cells; `choices` are offered where it is open."""

    heading: str
    open: bool = False
    choices: tuple[str, ...] = ()


@dataclass(frozen=True)
class Entry:
    """A column of open cells: marks from `lowest` to `full_marks`, votes, or bonus points."""

    key: str
    heading: str
    kind: Literal["mark", "votes", "bonus"] = "mark"
    full_marks: float = 100.0
    lowest: float = 0.0


@dataclass(frozen=True)
class Line:
    """A row: what it is about, and what stands in its leading columns."""

    key: tuple[str, ...]
    leads: tuple[str, ...]


@dataclass(frozen=True)
class Form:
    """The sheet of one source. `shut` are line and entry of cells that stay empty (own marks).

    A sheet of bonus points has the shape `bonus`; `source` is that which they count with.
    """

    source: Source
    shape: Shape
    leads: tuple[Lead, ...]
    entries: tuple[Entry, ...]
    lines: tuple[Line, ...]
    shut: frozenset[tuple[int, int]] = field(default_factory=frozenset)


def form_of(scheme: Scheme, roster: Roster, source: Source, raters: Sequence[Rater]) -> Form:
    """Return the form of `source`, in the shape that its rule in the scheme asks for."""
    subjects = subjects_of(roster)
    criteria = scheme.criteria_of(source)
    if source is Source.SELF:
        return _criteria_form(scheme, subjects)
    if scheme.sources[source].aggregation.kind in TALLIED and scheme.scales:
        return _tally_form(scheme, roster, source)
    groups = groups_of(scheme, roster, source)
    if len(criteria) == 1 and source is not Source.LEADER:
        return _matrix_form(scheme, source, subjects, raters, groups)
    return _long_form(scheme, source, subjects, raters, groups)


def bonus_form(scheme: Scheme, roster: Roster) -> Form | None:
    """Return the form of the scheme's bonus points, a line per subject; None without any."""
    if not scheme.bonus:
        return None
    subjects, sources = subjects_of(roster), tuple(scheme.sources)
    entries = tuple(
        Entry(one.key, one.name, "bonus", float(one.maximum), float(one.minimum))
        for one in scheme.bonus
    )
    lines = tuple(Line((one.key, one.key), _subject_cells(subjects, one)) for one in subjects)
    source = Source.LEADER if Source.LEADER in sources else sources[-1]
    return Form(source, "bonus", _subject_leads(scheme, subjects), entries, lines)


def criterion_heading(criterion: Criterion, *, several: bool) -> str:
    """Return the heading of a criterion, with its full marks or else its weight under it."""
    if criterion.full_marks != 100:  # noqa: PLR2004 - marks out of a hundred need no saying
        return f"{criterion.label}\n({_shortest(criterion.full_marks)}分)"
    if several and criterion.weight is not None:
        return f"{criterion.label}\n{_shortest(criterion.weight)}%"
    return criterion.label


def _shortest(number: float | Decimal) -> str:
    return f"{float(number):.6g}"


def _marks(scheme: Scheme, source: Source) -> tuple[Entry, ...]:
    criteria = scheme.criteria_of(source)
    return tuple(
        Entry(one.key, criterion_heading(one, several=len(criteria) > 1), "mark", one.full_marks)
        for one in criteria
    )


def _subject_leads(scheme: Scheme, subjects: Sequence[Subject]) -> tuple[Lead, ...]:
    if scheme.subject is SubjectKind.BRANCH:
        name = Lead(_("党支部\n(Party branch)"))
    else:
        name = Lead(_("姓名\n(Name)"))
    return (Lead(_("工号\n(Number)")), name) if any(one.number for one in subjects) else (name,)


def _subject_cells(subjects: Sequence[Subject], subject: Subject) -> tuple[str, ...]:
    numbered = any(one.number for one in subjects)
    return (subject.number, subject.name) if numbered else (subject.name,)


def _criteria_form(scheme: Scheme, subjects: Sequence[Subject]) -> Form:
    lines = tuple(Line((one.key, one.key), _subject_cells(subjects, one)) for one in subjects)
    leads = _subject_leads(scheme, subjects)
    return Form(Source.SELF, "criteria", leads, _marks(scheme, Source.SELF), lines)


def _matrix_form(
    scheme: Scheme,
    source: Source,
    subjects: Sequence[Subject],
    raters: Sequence[Rater],
    groups: tuple[str, ...],
) -> Form:
    labels, (mark,) = labels_of(subjects), _marks(scheme, source)
    entries = tuple(Entry(one.key, labels[one.key], "mark", mark.full_marks) for one in subjects)
    lines = tuple(Line((one.key,), _rater_cells(one, groups)) for one in raters)
    shut = {
        (row, column)
        for row, rater in enumerate(raters)
        for column, subject in enumerate(subjects)
        if _own(scheme, source, rater, subject)
    }
    leads = (Lead(_("Rater\\Subject"), open=True), *_group_lead(groups))
    return Form(source, "matrix", leads, entries, lines, frozenset(shut))


def _long_form(
    scheme: Scheme,
    source: Source,
    subjects: Sequence[Subject],
    raters: Sequence[Rater],
    groups: tuple[str, ...],
) -> Form:
    lines = tuple(
        Line(
            (rater.key, subject.key),
            _rater_cells(rater, groups) + _subject_cells(subjects, subject),
        )
        for rater in raters
        for subject in subjects
        if not _own(scheme, source, rater, subject)
    )
    leads = _rater_leads(source, groups) + _subject_leads(scheme, subjects)
    return Form(source, "long", leads, _marks(scheme, source), lines)


def _rater_leads(source: Source, groups: tuple[str, ...]) -> tuple[Lead, ...]:
    heading = _("票号\n(Ballot)") if source is Source.MASS else _("评价人\n(Rater)")
    return (Lead(heading, open=True), *_group_lead(groups))


def _group_lead(groups: tuple[str, ...]) -> tuple[Lead, ...]:
    return (Lead(_("群体\n(Group)"), open=True, choices=groups),) if groups else ()


def _rater_cells(rater: Rater, groups: tuple[str, ...]) -> tuple[str, ...]:
    return (rater.label, rater.group) if groups else (rater.label,)


def _own(scheme: Scheme, source: Source, rater: Rater, subject: Subject) -> bool:
    return rater.subject == subject.key and scheme.sources[source].own_marks == "drop"


def _tally_form(scheme: Scheme, roster: Roster, source: Source) -> Form:
    subjects, groups = subjects_of(roster), groups_of(scheme, roster, source)
    criteria = scheme.criteria_of(source)
    several = len(criteria) > 1
    lines = tuple(
        Line(
            (group, subject.key, criterion.key),
            (*((group,) if groups else ()), *_subject_cells(subjects, subject))
            + ((criterion.label,) if several else ()),
        )
        for group in groups or ("",)
        for subject in subjects
        for criterion in criteria
    )
    leads = (
        *((Lead(_("群体\n(Group)")),) if groups else ()),
        *_subject_leads(scheme, subjects),
        *((Lead(_("测评项目\n(Criterion)")),) if several else ()),
    )
    return Form(source, "tally", leads, _vote_entries(scheme), lines)


def _vote_entries(scheme: Scheme) -> tuple[Entry, ...]:
    words = tuple((word, word) for word in scheme.scales[0].words)
    headings = (
        (ISSUED, _("发出\n(Issued)")),
        (RETURNED, _("收回\n(Returned)")),
        (VALID, _("有效\n(Valid)")),
        *words,
        (BallotFate.ABSTENTION, _("弃权\n(Abstained)")),
        (BallotFate.UNSURE, _("不了解\n(Don't know)")),
    )
    return tuple(Entry(str(key), heading, "votes") for key, heading in headings)
