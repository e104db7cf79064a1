"""Commands that work on the database: demo, rank, briefing."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cxzy.cli_options import AsJson, named_as_document, named_as_workbook, write
from cxzy.cli_output import (
    messages,
    progress_bar,
    result_table,
    results,
)
from cxzy.cli_records import print_json, records
from cxzy.core.errors import CxzyError
from cxzy.core.language import _, listed, mark, ngettext
from cxzy.core.vocabulary import SubjectKind, UnitKind

if TYPE_CHECKING:
    from sqlalchemy import Engine

PeriodKey = Annotated[
    str, typer.Option(metavar="P", help=mark("Key or name of the period, like 2012-1"))
]
UnitCode = Annotated[
    str, typer.Option(metavar="U", help=mark("Code or name of a unit; default all"))
]
OfKind = Annotated[UnitKind | None, typer.Option(help=mark("Branches of one kind only"))]


class NotKnown(CxzyError):
    """Something that was named is not in the database."""

    @classmethod
    def from_period(cls, key: str, known: list[str]) -> "NotKnown":
        return cls(
            _("There is no period {key}.").format(key=key),
            hint=_("Known periods: {known}.").format(known=listed(known) or "—"),
        )

    @classmethod
    def from_unit(cls, code: str) -> "NotKnown":
        return cls(
            _("There is no unit {code}.").format(code=code),
            hint=_("Give a unit's code or its full name."),
        )


def demo(
    if_empty: Annotated[
        bool, typer.Option("--if-empty", help=mark("Do nothing where there is data already"))
    ] = False,
    workbooks: Annotated[
        Path | None,
        typer.Option(
            metavar="FOLDER", file_okay=False, help=mark("Write workbooks to try the upload with")
        ),
    ] = None,
) -> None:
    """Fill an empty database with the demo; write its workbooks where a folder is named."""
    from cxzy.services.demo import demo_workbooks, fill_demo, is_demo, is_empty
    from cxzy.services.workspace import workspace

    engine = workspace()
    told = messages()
    if is_empty(engine):
        with progress_bar(_("Filling the demo")) as advance:
            summary = fill_demo(engine, progress=advance)
        told.print(summary.sentence(), markup=False)
    elif if_empty or (workbooks is not None and is_demo(engine)):
        told.print(_("The database has data already; nothing was filled in."))
    else:
        raise NotEmpty.from_database()
    if workbooks is not None:
        written = demo_workbooks(engine, workbooks)
        text = ngettext("{count} file in {folder}", "{count} files in {folder}", len(written))
        told.print(text.format(count=len(written), folder=workbooks), markup=False)


class NotEmpty(CxzyError):
    """The demo goes into an empty database only."""

    @classmethod
    def from_database(cls) -> "NotEmpty":
        return cls(
            _("The database has data already, so the demo was not filled in."),
            hint=_("Name another one in CXZY_DATABASE_URL, or give --if-empty to go on quietly."),
        )


def rank(  # noqa: PLR0913, PLR0917 — the options of a command
    period: PeriodKey,
    unit: UnitCode = "",
    subject: Annotated[
        SubjectKind, typer.Option(help=mark("Whether members or branches are ranked"))
    ] = SubjectKind.MEMBER,
    kind: OfKind = None,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output",
            "-o",
            metavar="FILE.xlsx",
            callback=named_as_workbook,
            help=mark("Write the ranked table"),
        ),
    ] = None,
    derived: Annotated[
        bool,
        typer.Option("--derived", help=mark("With a sheet that shows how each score came about")),
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Print the ranking of a period, or write it as the same table that the page gives."""
    from cxzy.services.actors import demo_office
    from cxzy.services.derivation_table import derived_table
    from cxzy.services.filters import Filters
    from cxzy.services.ranking import ranking
    from cxzy.services.ranking_table import ranked_table
    from cxzy.services.workspace import workspace

    engine, actor = workspace(), demo_office()
    filters = Filters(period_id(engine, period), subject, unit_id(engine, unit), kind)
    if output is not None:
        made = derived_table if derived else ranked_table
        write(output, made(engine, actor, filters)[1])
        messages().print(_("Written: {path}").format(path=output), markup=False)
    if output is None or as_json:
        _print_ranking(ranking(engine, actor, filters), as_json)


def _print_ranking(shown: Any, as_json: bool) -> None:
    from cxzy.services.certainty_sentences import list_notes

    if as_json:
        content = {"period": shown.period.key, "results": records(shown.told)}
        print_json({**content, "waiting": list(shown.waiting), "notes": list(shown.notes)})
        return
    names = dict(zip(shown.results["subject"], shown.results["name"], strict=True))
    results().print(result_table(shown.told, names))
    for note in (*shown.notes, *list_notes(shown)):
        messages().print(note, markup=False)
    if shown.waiting:
        text = _("Nothing handed in yet: {units}").format(units=listed(shown.waiting))
        messages().print(text, markup=False)


def briefing(
    period: PeriodKey,
    output: Annotated[
        Path,
        typer.Option(
            "--output",
            "-o",
            metavar="FILE.docx",
            callback=named_as_document,
            help=mark("Where to write it"),
        ),
    ],
    unit: UnitCode = "",
    subject: Annotated[
        SubjectKind, typer.Option(help=mark("Whether it is about branches or members"))
    ] = SubjectKind.BRANCH,
    kind: OfKind = None,
) -> None:
    """Write the overview of a period as one page for leaders, the same that the page gives."""
    from cxzy.services import briefing as briefings
    from cxzy.services.actors import demo_office
    from cxzy.services.filters import Filters
    from cxzy.services.workspace import workspace

    engine, actor = workspace(), demo_office()
    filters = Filters(period_id(engine, period), subject, unit_id(engine, unit), kind)
    write(output, briefings.briefing(engine, actor, filters)[1])
    messages().print(_("Written: {path}").format(path=output), markup=False)


def period_id(engine: "Engine", key: str) -> int:
    """Return the id of a period by its key or name; raises NotKnown."""
    from cxzy.services.actors import demo_office
    from cxzy.services.campaign import periods

    known = periods(engine, demo_office())
    for period in known:
        if key in {period.key, period.name}:
            return period.id
    raise NotKnown.from_period(key, [period.key for period in known])


def unit_id(engine: "Engine", code: str) -> int | None:
    """Return the id of a unit by its code or name, None for no unit; raises NotKnown."""
    from cxzy.services.actors import demo_office
    from cxzy.services.campaign import units

    if not code:
        return None
    for unit in units(engine, demo_office()):
        if code in {unit.code, unit.name}:
            return unit.id
    raise NotKnown.from_unit(code)
