"""Why a file was not read at all: one clear sentence each, with what to do."""

from typing import Self

from cxzy.core.errors import CxzyError
from cxzy.core.language import _, mark

REFUSALS = {
    "absent": (
        mark("The workbook {detail} cannot be opened."),
        mark("Check that the file is there and that you may read it."),
    ),
    "empty": (mark("The file is empty."), mark("Save the workbook again and upload it.")),
    "password": (
        mark("The file is protected by a password."),
        mark("Remove the password in Excel (File, Info, Protect Workbook) and upload it again."),
    ),
    "old_kind": (
        mark("This is a file of an older Excel (.xls), or no Excel file at all."),
        mark("Open it in Excel, save it as .xlsx and upload that."),
    ),
    "other_kind": (
        mark("This kind of workbook (.xlsb or .ods) cannot be read yet."),
        mark("Open it in Excel, save it as .xlsx and upload that."),
    ),
    "web_page": (
        mark("This is a web page that is only named like an Excel file."),
        mark("Open it in Excel, save it as .xlsx and upload that."),
    ),
    "page": (
        mark("This is a PDF or a picture: marks cannot be read from it."),
        mark("Upload the workbook it was made from, or type the marks into the template."),
    ),
    "document": (
        mark("This is a Word file: marks are read from workbooks only."),
        mark("Copy its table into a new workbook, or type the marks into the template."),
    ),
    "not_a_workbook": (
        mark("This is not an Excel workbook."),
        mark("Open it in Excel, also if it is a .csv, save it as .xlsx and upload that."),
    ),
    "damaged": (
        mark("The file is damaged and cannot be read."),
        mark("Open it in Excel, save it again under a new name and upload that."),
    ),
    "hostile": (
        mark("The file contains parts that no Excel writes ({detail}) and was not opened."),
        mark("Copy the table into a new workbook and upload that."),
    ),
    "too_large": (
        mark("The file is too large once it is unpacked."),
        mark("Upload each sheet as a workbook of its own, without pictures."),
    ),
    "beyond": (
        mark("The file names cells that no Excel has ({detail}) and was not opened."),
        mark("Copy the table into a new workbook and upload that."),
    ),
    "far_cell": (
        mark("Something stands far outside the table; the sheet reaches to {detail}."),
        mark("Delete the rows and columns after the table, save the workbook and upload it again."),
    ),
    "too_slow": (
        mark("Reading the file took too long and was stopped."),
        mark("Copy the table into a new workbook and upload that."),
    ),
    "died": (
        mark("The file could not be read: its contents are damaged or far too large."),
        mark("Copy the table into a new workbook and upload that."),
    ),
    "over_limit": (
        mark("The file is larger than {detail} MB."),
        mark("Upload each sheet as a workbook of its own, without pictures."),
    ),
}


class UnreadableFile(CxzyError):
    """A file that was not read; `reason` is a key of `REFUSALS`, `name` the file's name."""

    def __init__(self, message: str, *, reason: str, name: str, hint: str = "") -> None:
        super().__init__(message, hint=hint)
        self.reason = reason
        self.name = name

    @classmethod
    def from_reason(cls, reason: str, name: str, detail: str = "") -> Self:
        """Return the error for a reason of `REFUSALS`; an unknown one counts as damage."""
        message, hint = REFUSALS.get(reason, REFUSALS["damaged"])
        return cls(_(message).format(detail=detail), reason=reason, name=name, hint=_(hint))
