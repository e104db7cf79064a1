"""The command that says how a score came about: explain."""

from enum import Enum
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cxzy.cli_database import PeriodKey, period_id
from cxzy.cli_options import AsJson, named_as_document, write
from cxzy.cli_output import messages, results
from cxzy.cli_records import print_json
from cxzy.core.language import _, mark
from cxzy.core.vocabulary import SubjectKind

if TYPE_CHECKING:
    from cxzy.services.derivation import Explained


def explain(
    number: Annotated[
        str, typer.Argument(metavar="NUMBER", help=mark("Number of a member, code of a branch"))
    ],
    period: PeriodKey,
    subject: Annotated[
        SubjectKind, typer.Option(help=mark("Whether it is a member or a branch"))
    ] = SubjectKind.MEMBER,
    ballots: Annotated[
        bool,
        typer.Option("--ballots", help=mark("With single ballots and cells; not to be handed on")),
    ] = False,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output",
            "-o",
            metavar="FILE.docx",
            callback=named_as_document,
            help=mark("Write it as a paper to print"),
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Print how a score came about, step by step, or write it as a paper."""
    from cxzy.services.actors import demo_office
    from cxzy.services.derivation import explained
    from cxzy.services.derivation_paper import paper_docx, paper_of
    from cxzy.services.workspace import workspace

    engine, actor = workspace(), demo_office()
    asked: dict[str, Any] = {"subject": subject, "key": number, "ballots": ballots}
    value = explained(engine, actor, period_id=period_id(engine, period), **asked)
    if output is not None:
        write(output, paper_docx(paper_of(value, ballots=ballots)))
        messages().print(_("Written: {path}").format(path=output), markup=False)
    if as_json:
        print_json(_record(value))
    elif output is None:
        _print(value)


def _record(value: "Explained") -> dict[str, Any]:
    """Return a derivation as JSON can hold it; numbers that are not whole are exact fractions."""
    known = {"period": value.profile.period.key, "name": value.profile.subject["name"]}
    derivation = None if value.derivation is None else _plain(value.derivation)
    return {**known, "agrees": value.agrees, "derivation": derivation}


def _plain(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Fraction):
        return str(value)
    if isinstance(value, (tuple, list)):
        return [_plain(part) for part in value]
    fields = getattr(value, "__dataclass_fields__", None)
    return {name: _plain(getattr(value, name)) for name in fields} if fields else value


def _print(value: "Explained") -> None:
    from cxzy.services import profile_sentences
    from cxzy.services.derivation_chapters import chapters, title
    from cxzy.services.derivation_words import notes, rule_line

    out = results()
    out.print(title(value), style="bold", markup=False)
    out.print(profile_sentences.answer(value.profile), markup=False)
    for place, chapter in enumerate(chapters(value), 1):
        out.print()
        out.print(f"{place}. {chapter.heading}", style="bold", markup=False)
        for name, text in chapter.rules:
            out.print(f"   {rule_line(name, text)}", markup=False)
        for piece in chapter.pieces:
            _print_piece(piece)
    found = value.derivation
    for note in () if found is None else notes(value, found):
        messages().print(note, markup=False)


def _print_piece(piece: Any) -> None:
    from rich.table import Table
    from rich.text import Text

    out = results()
    if piece.heading:
        out.print(f"   {piece.heading}", markup=False)
    if piece.grid is not None:
        table = Table(pad_edge=False)
        for one in piece.grid.headings:
            table.add_column(Text(one.words), justify="right" if one.right else "left")
        for row in (*piece.grid.rows, *([piece.grid.last] if piece.grid.last else [])):
            table.add_row(*map(Text, row))
        out.print(table)
    for line in piece.lines:
        out.print(f"   {line}", markup=False)
