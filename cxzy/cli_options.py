"""What commands have in common: the files they name, their options, what is wrong with a call."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cxzy.cli_errors import reason_of
from cxzy.cli_output import messages
from cxzy.core.errors import CxzyError
from cxzy.core.language import _, mark
from cxzy.core.vocabulary import Source

if TYPE_CHECKING:
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


def named_as_document(path: Path | None) -> Path | None:
    """Return the path of a document to write; `WrongCall` where its name says another kind."""
    if path is not None and path.suffix.lower() != ".docx":
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


def given_files(paths: Sequence[Path]) -> "Unpacked":
    """Return the files to read, archives unpacked; say which ones were passed over."""
    from cxzy.sheets.unpacking import unpacked

    given = unpacked([(path.name, path.read_bytes()) for path in paths])
    if given.said:
        messages().print(given.said, markup=False)
    return given


def write(path: Path, content: bytes) -> None:
    """Write a file; `WrongCall` says why it cannot be."""
    try:
        path.write_bytes(content)
    except OSError as error:
        raise WrongCall.from_target(path, error) from error
