"""Annotated copies of faulty files: for the page that shows them, and for the command line."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import PurePath

from cxzy.services.actors import Actor, require
from cxzy.services.previews import CheckedFile, Preview
from cxzy.services.scoring import Refused
from cxzy.sheets.annotated import annotated_copy, annotated_name
from cxzy.sheets.errors import UnreadableFile
from cxzy.sheets.sheet import Sheet

__all__ = ["annotated_file", "annotated_files", "annotated_name", "faulty_files"]


def faulty_files(preview: Preview) -> tuple[CheckedFile, ...]:
    """Return the files that can be annotated: those read, with something to say."""
    return tuple(file for file in preview.files if file.sheet is not None and file.problems)


def annotated_file(actor: Actor, preview: Preview, file: CheckedFile) -> bytes:
    """Return the annotated copy of a file of a preview; `UnreadableFile` where there is none."""
    require(actor, "sheet.check", preview.meeting.unit_id)
    return annotated_copy(file.content, file.problems, file.name)


def annotated_files(
    files: Sequence[tuple[str, bytes]],
    checked: Sequence[Sheet | Refused],
    taken: Iterable[str] = (),
) -> Iterator[tuple[str, bytes | UnreadableFile]]:
    """Yield name and annotated copy of each file in which something is wrong, or why it has none.

    Files of one name get copies of different names, and no copy gets one of the names `taken`.
    """
    known = {name.casefold() for name in taken}
    for (file, content), sheet in zip(files, checked, strict=True):
        if isinstance(sheet, Refused) or not sheet.problems:
            continue
        name = _free(annotated_name(PurePath(file).name), known)
        try:
            yield name, annotated_copy(content, sheet.problems, file)
        except UnreadableFile as error:
            yield name, error


def _free(name: str, taken: set[str]) -> str:
    whole, number = PurePath(name), 1
    while name.casefold() in taken:
        number += 1
        name = f"{whole.stem} {number}{whole.suffix}"
    taken.add(name.casefold())
    return name
