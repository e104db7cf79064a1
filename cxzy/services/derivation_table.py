"""How the scores of one unit came about, as a sheet behind its ranking: a block per subject."""

from collections.abc import Iterator, Mapping
from fractions import Fraction

from sqlalchemy import Engine

from cxzy.core.derivation import DECIMALS
from cxzy.core.derivation_values import Derivation, Lot, SourcePart
from cxzy.core.errors import CxzyError
from cxzy.core.grading import rule_text
from cxzy.core.labels import scheme_words, source_label
from cxzy.core.language import _
from cxzy.core.small_groups import withheld_text
from cxzy.services.actors import Actor
from cxzy.services.derivation import derivations_of
from cxzy.services.derivation_bonus import bonus_text
from cxzy.services.derivation_converted import converted_lines
from cxzy.services.derivation_words import fixed, how_to_check, number_text, reason_text, secrecy
from cxzy.services.filters import Filters
from cxzy.services.ranking import Ranking, ranking
from cxzy.services.ranking_table import table_document
from cxzy.services.scope import made_on
from cxzy.sheets.document_parts import documents_workbook
from cxzy.sheets.documents import Column, Document, Value
from cxzy.store.database import reading

MOST_DERIVED = 300
"""More would make a workbook of thousands of rows that nobody checks by hand."""
Row = tuple[Value, ...]


class TooManyToDerive(CxzyError):
    """The steps of so many scores do not go into one workbook."""

    @classmethod
    def from_count(cls, count: int) -> "TooManyToDerive":
        return cls(
            _("The steps of {count} scores do not go into one workbook; {most} do.").format(
                count=count, most=MOST_DERIVED
            ),
            hint=_("Choose a unit, then download again."),
        )


def derived_table(engine: Engine, actor: Actor, filters: Filters) -> tuple[str, bytes]:
    """Return the file name and the .xlsx of a ranking with a sheet 计算说明 behind it.

    The steps are those of the published scores, whatever weights are tried, without any single
    ballot (docs/decisions/0104-derivations-in-the-ranked-workbook.md). Raises TooManyToDerive,
    and PermissionDenied where the unit is out of the actor's reach.
    """
    shown = ranking(engine, actor, filters)
    if len(shown.results) > MOST_DERIVED:
        raise TooManyToDerive.from_count(len(shown.results))
    name, document = table_document(engine, actor, filters, shown)
    return name, documents_workbook([document, derivations_document(engine, shown)])


def derivations_document(engine: Engine, shown: Ranking) -> Document:
    """Return the steps of every score of a ranking, in its order: a row per source and group."""
    found = _found(engine, shown)
    rows = [
        row
        for one in shown.results.to_dict("records")
        if (key := (int(one["meeting"]), str(one["subject"]))) in found
        for row in _block(str(one["name"]), found[key])
    ]
    return Document(
        title=_("How the scores came about"),
        subtitle=("　".join([shown.period.name, scheme_words(shown.scheme), made_on()]),),
        columns=(
            Column(_("Full name")),
            Column(_("Source")),
            Column(_("Group")),
            Column(_("Valid ballots"), "integer"),
            Column(_("Of which count"), "integer"),
            Column(_("Sum"), "number", 4),
            Column(_("Mean"), "number", DECIMALS),
            Column(_("Weight published"), "percent", 2),
            Column(_("Weight applied"), "percent", 2),
            Column(_("Contribution"), "number", DECIMALS),
            Column(_("What was done")),
        ),
        rows=tuple(rows),
        notes=(how_to_check(DECIMALS), secrecy()),
        name=_("Derivation"),
        frozen_columns=2,
    )


def _found(engine: Engine, shown: Ranking) -> Mapping[tuple[int, str], Derivation]:
    meetings = [meeting for group in shown.marks.stored for meeting in group.meetings]
    wanted = set(map(int, shown.results["meeting"]))
    found = {}
    with reading(engine) as connection:
        for meeting in meetings:
            if meeting.id in wanted:
                _scheme, derived = derivations_of(connection, meeting)
                found.update({(meeting.id, one.subject): one for one in derived})
    return found


def _block(name: str, found: Derivation) -> Iterator[Row]:
    for part in found.sources:
        yield _source(name, part, found)
        if part.strata:
            yield from (_group(name, part, lot) for lot in part.lots)
        if part.rest is not None:
            yield _rest(name, part, part.rest)
    for one in found.bonus:
        said = "; ".join(bonus_text(found, one))
        nothing = (None,) * 6
        yield name, _("Bonus points"), one.name, *nothing, _number(one.held), said
    yield _outcome(name, found)


def _source(name: str, part: SourcePart, found: Derivation) -> Row:
    lot = part.lots[0] if len(part.lots) == 1 and not part.strata else None
    return (
        name,
        source_label(part.source),
        "",
        part.n,
        None if lot is None else lot.kept,
        _number(None if lot is None or part.step is not None else lot.total),
        _number(part.mean),
        _number(part.published),
        _number(part.applied),
        _number(part.contribution),
        "; ".join(_done(part, found)),
    )


def _group(name: str, part: SourcePart, lot: Lot) -> Row:
    weights = {group: one.weight for one in part.strata for group in one.groups[:1]}
    whole = sum(weights.values(), Fraction(0))
    share = weights.get(lot.group)
    said = withheld_text(lot.withheld)
    counted = (lot.n, lot.kept, _number(lot.total), _number(lot.mean))
    weight = None if share is None else float(share / whole)
    return name, source_label(part.source), lot.group, *counted, weight, None, None, said


def _rest(name: str, part: SourcePart, rest: Fraction) -> Row:
    """Return what the withheld groups give together, without which the mean cannot be redone."""
    words = _("Σ share × mean = {points}").format(points=fixed(rest, DECIMALS))
    nothing = (None,) * 7
    return name, source_label(part.source), _("Withheld groups together"), *nothing, words


def _done(part: SourcePart, found: Derivation) -> Iterator[str]:
    """Yield what was done to the marks of a source beside adding them up."""
    if part.mean is None:
        yield reason_text(part.missing) if part.n else _("no valid ballot")
    if part.joined:
        yield _("small groups joined")
    yield from converted_lines(part, found.decimals)
    for one in found.unused:
        if one.source == part.source and one.count:
            yield f"{reason_text(one.reason)}: {number_text(one, secret=found.secret)}"


def _outcome(name: str, found: Derivation) -> Row:
    words = ""
    if found.score is not None:
        words = _("rounded {score}; place {rank} of {of}; {rule}").format(
            score=f"{float(found.score):.{found.places}f}",
            rank=found.rank,
            of=found.of,
            rule=rule_text(found.rule) or "–",
        )
    published = sum((one.published for one in found.sources), Fraction(0))
    applied = sum((one.applied for one in found.sources), Fraction(0))
    weights = (_number(published), _number(applied))
    return name, _("Together"), "", None, None, None, None, *weights, _number(found.total), words


def _number(value: Fraction | None) -> float | None:
    return None if value is None else float(value)
