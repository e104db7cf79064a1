"""Commands that need no database: template, check, score."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cxzy.cli_annotated import AnnotatedFolder, write_annotated
from cxzy.cli_errors import reason_of
from cxzy.cli_output import (
    messages,
    print_sheets,
    progress_bar,
    result_table,
    results,
)
from cxzy.cli_records import blocks, print_json, problem_records, records, sheet_records
from cxzy.core.errors import CxzyError
from cxzy.core.language import _, mark
from cxzy.core.vocabulary import Source

if TYPE_CHECKING:
    from cxzy.core.roster import Roster
    from cxzy.sheets.unpacking import Unpacked

BLOCKED = 1


class WrongCall(CxzyError):
    """A call that does not say what to do."""

    @classmethod
    def from_template(cls) -> "WrongCall":
        return cls(
            _("Name either a meeting or a roster and a scheme."),
            hint=_("For example: template 12 -o sheet.xlsx"),
        )

    @classmethod
    def from_missing(cls, path: Path) -> "WrongCall":
        return cls(
            _("There is no file {path}.").format(path=path),
            hint=_("Check the name and the folder."),
        )

    @classmethod
    def from_date(cls, text: str) -> "WrongCall":
        return cls(_("{text} is no date.").format(text=text), hint=_("Write it like 2012-06-17."))

    @classmethod
    def from_target(cls, path: Path, error: OSError) -> "WrongCall":
        return cls(
            _("{path} cannot be written: {reason}.").format(path=path, reason=reason_of(error)),
            hint=_("Name a folder that exists and that you may write to."),
        )

    @classmethod
    def from_ending(cls, path: Path, ending: str) -> "WrongCall":
        words = {
            ".xlsx": _("What is written is an Excel workbook, and {path} does not end in .xlsx."),
            ".docx": _("What is written is a Word document, and {path} does not end in .docx."),
        }[ending]
        hint = _("Name it {better}.").format(better=path.with_suffix(ending))
        return cls(words.format(path=path), hint=hint)


def named_as_workbook(path: Path | None) -> Path | None:
    """Return the path of a workbook to write; `WrongCall` where its name says another kind."""
    if path is not None and path.suffix.lower() != ".xlsx":
        raise WrongCall.from_ending(path, ".xlsx")
    return path


def named_as_document(path: Path) -> Path:
    """Return the path of a document to write; `WrongCall` where its name says another kind."""
    if path.suffix.lower() != ".docx":
        raise WrongCall.from_ending(path, ".docx")
    return path


def existing(given: Any) -> Any:
    """Return the path or paths given; `WrongCall` names the one that is no file."""
    for path in given if isinstance(given, list) else [given]:
        if path is not None and not path.is_file():
            raise WrongCall.from_missing(path)
    return given


Files = Annotated[
    list[Path],
    typer.Argument(
        metavar="FILE…",
        callback=existing,
        help=mark("Workbooks with the marks, or archives of them"),
    ),
]
SchemeFile = Annotated[
    Path,
    typer.Option("--scheme", metavar="FILE", callback=existing, help=mark("The scheme")),
]
RosterFile = Annotated[
    Path | None,
    typer.Option(
        "--roster",
        metavar="FILE",
        callback=existing,
        help=mark("The roster; without it the names in the sheets are the subjects"),
    ),
]
SourceOption = Annotated[
    Source | None,
    typer.Option("--source", help=mark("Who assesses, where a file does not say so itself")),
]
AsJson = Annotated[bool, typer.Option("--json", help=mark("Print JSON for scripts"))]


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


def given_files(paths: Sequence[Path]) -> "Unpacked":
    """Return the files to read, archives unpacked; say which ones were passed over."""
    from cxzy.sheets.unpacking import unpacked

    given = unpacked([(path.name, path.read_bytes()) for path in paths])
    if given.said:
        messages().print(given.said, markup=False)
    return given


def _roster(path: Path | None) -> "Roster | None":
    from cxzy.sheets.roster_file import read_roster

    return None if path is None else read_roster(path)


def _names(roster: "Roster | None") -> dict[str, str]:
    if roster is None:
        return {}
    return dict(zip(roster.members["subject"], roster.members["name"], strict=True))


def write(path: Path, content: bytes) -> None:
    """Write a file; `WrongCall` says why it cannot be."""
    try:
        path.write_bytes(content)
    except OSError as error:
        raise WrongCall.from_target(path, error) from error
