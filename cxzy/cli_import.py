"""The command that brings score sheets into the database."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from cxzy.cli_options import BLOCKED, AsJson, Files, SourceOption, given_files
from cxzy.cli_output import messages, print_sheets, progress_bar, results
from cxzy.cli_records import Checked, print_json, sheet_records
from cxzy.core.garbage import leave_alone_what_is_loaded
from cxzy.core.language import _, mark
from cxzy.core.vocabulary import Source

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from cxzy.services.acceptance import Accepted
    from cxzy.services.mass_import import MeetingImport
    from cxzy.services.previews import Preview
    from cxzy.sheets.unpacking import Given


def import_(
    files: Files,
    meeting: Annotated[
        int | None,
        typer.Option(
            metavar="ID",
            help=mark("The number of the meeting; without it each workbook goes where it says"),
        ),
    ] = None,
    source: SourceOption = None,
    add: Annotated[
        bool,
        typer.Option("--add", help=mark("Count beside what stands instead of replacing it")),
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Check the files and accept those that nothing blocks, in one transaction per meeting."""
    from cxzy.services.workspace import workspace

    given = given_files(files)
    engine = workspace()
    if meeting is None:
        whole = _import_each(engine, given, source, add, as_json)
    else:
        whole = _import_into(engine, meeting, given, source, add, as_json)
    raise typer.Exit(0 if whole else BLOCKED)


def _import_into(
    engine: "Engine",
    meeting: int,
    given: "Given",
    source: Source | None,
    add: bool,
    as_json: bool,
) -> bool:
    """Import files into one meeting; return whether all are in."""
    from cxzy.services.acceptance import Accepted, ConflictError, accept
    from cxzy.services.actors import demo_office
    from cxzy.services.upload import check_files

    actor = demo_office()
    with progress_bar(_("Reading")) as advance:
        preview = check_files(
            engine, actor, meeting, given, source=source, adding=add, progress=advance
        )
    accepted = Accepted((), tuple(file.name for file in preview.files if file.unchanged))
    try:
        if preview.acceptable:
            accepted = accept(engine, actor, preview)
    except ConflictError as error:
        messages().print(error.message, error.hint, markup=False)
        raise typer.Exit(BLOCKED) from error
    if as_json:
        print_json(_accepted_record(preview, accepted))
    else:
        _print_import(preview, accepted)
    return all(file.acceptable or file.unchanged for file in preview.files)


def _import_each(
    engine: "Engine", given: "Given", source: Source | None, add: bool, as_json: bool
) -> bool:
    """Import files, each into the meeting that it names; return whether all are in."""
    from cxzy.services.actors import demo_office
    from cxzy.services.mass_import import import_workbooks

    leave_alone_what_is_loaded()  # looking through it took a tenth of the time
    with progress_bar(_("Importing")) as advance:
        uploads = import_workbooks(
            engine, demo_office(), given, source=source, adding=add, progress=advance
        )
        made = list(uploads)
    if as_json:
        print_json({"imports": [_record(one) for one in made]})
    else:
        for one in made:
            _print_one(one)
    return all(one.whole for one in made)


def _print_one(made: "MeetingImport") -> None:
    if made.preview is None:
        results().print(", ".join(made.files), style="bold", markup=False)
        results().print(f"  {made.refusal}", markup=False)
    else:
        _print_import(made.preview, made.accepted)


def _record(made: "MeetingImport") -> dict[str, Any]:
    if made.preview is None:
        return {"files": list(made.files), "refusal": made.refusal}
    return _accepted_record(made.preview, made.accepted)


def _print_import(preview: "Preview", accepted: "Accepted") -> None:
    print_sheets(results(), _checked(preview), preview.forms)
    for sheet in accepted.sheets:
        text = _("Accepted: {name}, version {version}")
        results().print(text.format(name=sheet.name, version=sheet.version), markup=False)
    for name in accepted.unchanged:
        results().print(_("In already, unchanged: {name}").format(name=name), markup=False)


def _accepted_record(preview: "Preview", accepted: "Accepted") -> dict[str, Any]:
    return {
        "meeting": preview.meeting.id,
        "accepted": [_stored(sheet) for sheet in accepted.sheets],
        "unchanged": list(accepted.unchanged),
        "sheets": sheet_records(_checked(preview), preview.forms),
    }


def _checked(preview: "Preview") -> list[Checked]:
    from cxzy.services.scoring import Refused

    return [
        file.sheet if file.sheet is not None else Refused(file.name, file.refusal, file.remedy)
        for file in preview.files
    ]


def _stored(sheet: Any) -> dict[str, Any]:
    return {
        "file": sheet.name,
        "version": sheet.version,
        "sources": [source.value for source in sheet.sources],
        "ratings": sheet.rating_count,
    }
