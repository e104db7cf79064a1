"""Commands that need no database: template, check, score."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cxzy.cli_annotated import AnnotatedFolder, write_annotated
from cxzy.cli_options import (
    BLOCKED,
    AsJson,
    Files,
    RosterFile,
    SchemeFile,
    SourceOption,
    WrongCall,
    existing,
    given_files,
    named_as_workbook,
    write,
)
from cxzy.cli_output import (
    messages,
    print_sheets,
    progress_bar,
    result_table,
    results,
)
from cxzy.cli_records import blocks, print_json, problem_records, records, sheet_records
from cxzy.core.language import _, mark

if TYPE_CHECKING:
    from cxzy.core.roster import Roster


def template(
    meeting: Annotated[
        int | None, typer.Argument(metavar="MEETING", help=mark("The number of the meeting"))
    ] = None,
    roster: RosterFile = None,
    scheme: Annotated[
        Path | None,
        typer.Option("--scheme", metavar="FILE", callback=existing, help=mark("The scheme")),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output",
            "-o",
            metavar="FILE.xlsx",
            callback=named_as_workbook,
            help=mark("Where to write the workbook"),
        ),
    ] = None,
    title: Annotated[str, typer.Option(help=mark("Heading of the workbook"))] = "",
    due: Annotated[
        str, typer.Option(metavar="DATE", help=mark("When it is due, like 2012-06-17"))
    ] = "",
) -> None:
    """Write the workbook to fill in."""
    deadline = _day(due)
    if meeting is not None and roster is None and scheme is None:
        name, content = _meeting_template(meeting, title, deadline)
    elif meeting is None and roster is not None and scheme is not None:
        name, content = _roster_template(roster, scheme, title, deadline)
    else:
        raise WrongCall.from_template()
    target = output or Path(name)
    write(target, content)
    messages().print(_("Written: {path}").format(path=target), markup=False)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise WrongCall.from_date(text) from error


def _meeting_template(meeting: int, title: str, due: date | None) -> tuple[str, bytes]:
    from cxzy.services.actors import demo_office
    from cxzy.services.templates import meeting_template
    from cxzy.services.workspace import workspace

    return meeting_template(workspace(), demo_office(), meeting, title=title, due=due)


def _roster_template(roster: Path, scheme: Path, title: str, due: date | None) -> tuple[str, bytes]:
    from cxzy.core.scheme import load_scheme
    from cxzy.services.identities import roster_fingerprint
    from cxzy.sheets.identity import Identity
    from cxzy.sheets.roster_file import read_roster
    from cxzy.sheets.template import template as blank

    rules, listed = load_scheme(scheme), read_roster(roster)
    identity = Identity(
        meeting="",
        period="",
        unit="",
        scheme=rules.name,
        scheme_version=rules.version,
        roster=roster_fingerprint(listed),
    )
    heading = title or roster.stem
    content = blank(rules, listed, title=heading, meeting=identity, due=due)
    kind = _("review sheets")
    return f"{heading}-{kind}.xlsx", content


def check(
    files: Files,
    scheme: SchemeFile,
    roster: RosterFile = None,
    source: SourceOption = None,
    annotated: AnnotatedFolder = None,
    as_json: AsJson = False,
) -> None:
    """Print what each file holds and what is wrong with it."""
    from cxzy.core.scheme import load_scheme
    from cxzy.services.scoring import check_contents

    rules, listed, given = load_scheme(scheme), _roster(roster), given_files(files)
    with progress_bar(_("Reading")) as advance:
        checked = check_contents(given, rules, roster=listed, source=source, progress=advance)
    if annotated is not None:
        write_annotated(annotated, given.files, checked, _lying_in(annotated, files))
    if as_json:
        print_json({"sheets": sheet_records(checked)})
    else:
        print_sheets(results(), checked)
    raise typer.Exit(BLOCKED if blocks(checked) else 0)


def score(
    files: Files,
    scheme: SchemeFile,
    roster: RosterFile = None,
    source: SourceOption = None,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output",
            "-o",
            metavar="FILE.xlsx",
            callback=named_as_workbook,
            help=mark("Write the ranked table as well"),
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Print the results of all files together; none where a problem blocks.

    See docs/decisions/0041-no-score-from-a-blocked-sheet.md.
    """
    from cxzy.core.scheme import load_scheme
    from cxzy.services.scoring import Refused, check_contents, score_sheets, scored_workbook

    rules, listed, given = load_scheme(scheme), _roster(roster), given_files(files)
    with progress_bar(_("Reading")) as advance:
        checked = check_contents(given, rules, roster=listed, source=source, progress=advance)
    if blocks(checked):
        _print_blocked(checked, as_json)
        raise typer.Exit(BLOCKED)
    sheets = [sheet for sheet in checked if not isinstance(sheet, Refused)]
    ranked = score_sheets(sheets, rules, listed).sort_values("rank", kind="stable")
    for note in rules.not_applied:
        messages().print(note, markup=False)
    if output is not None:
        write(output, scored_workbook(ranked, rules, sheets, title=output.stem, roster=listed))
    if as_json:
        print_json({"results": records(ranked), "problems": problem_records(checked)})
        return
    if any(sheet.problems for sheet in sheets):
        print_sheets(messages(), checked)
    results().print(result_table(ranked, _names(listed)))


def _print_blocked(checked: list, as_json: bool) -> None:  # type: ignore[type-arg]
    if as_json:
        print_json({"results": [], "problems": problem_records(checked)})
        return
    print_sheets(messages(), checked)
    messages().print(_("Nothing was scored: mend what blocks and try again."), style="bold red")


def _lying_in(folder: Path, paths: Sequence[Path]) -> list[str]:
    """Return the names of the files that lie in a folder."""
    return [path.name for path in paths if path.resolve().parent == folder.resolve()]


def _roster(path: Path | None) -> "Roster | None":
    from cxzy.sheets.roster_file import read_roster

    return None if path is None else read_roster(path)


def _names(roster: "Roster | None") -> dict[str, str]:
    if roster is None:
        return {}
    return dict(zip(roster.members["subject"], roster.members["name"], strict=True))
