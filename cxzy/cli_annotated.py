"""Annotated copies written into a folder, by `check --annotated`."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cxzy.cli_options import WrongCall, write
from cxzy.cli_output import complain, messages
from cxzy.core.errors import CxzyError
from cxzy.core.language import _, mark

if TYPE_CHECKING:
    from cxzy.cli_records import Checked

AnnotatedFolder = Annotated[
    Path | None,
    typer.Option(
        "--annotated",
        metavar="DIR",
        help=mark("Write a copy of each faulty file, with its problems marked, into this folder"),
    ),
]


def write_annotated(
    folder: Path,
    files: Sequence[tuple[str, bytes]],
    checked: "Sequence[Checked]",
    taken: Iterable[str] = (),
) -> None:
    """Write the copies and name them on stderr; the folder is made where there is none.

    `files` are name and content of what was checked; no copy gets one of the names `taken`.
    """
    from cxzy.services.annotations import annotated_files

    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise WrongCall.from_target(folder, error) from error
    for name, copy in annotated_files(files, checked, taken):
        if isinstance(copy, CxzyError):
            complain(messages(), copy)
            continue
        write(folder / name, copy)
        messages().print(_("Written: {path}").format(path=folder / name), markup=False)
