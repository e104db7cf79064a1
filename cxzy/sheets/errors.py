"""Why a file was not read at all: one clear sentence each, with what to do."""

from collections.abc import Sequence
from typing import Self

from cxzy.core.errors import CxzyError
from cxzy.core.language import _, listed, mark

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
        mark("This is a workbook of an Excel older than 5.0."),
        mark("Open it in Excel, save it as .xlsx and upload that."),
    ),
    "web_page": (
        mark("This is a web page that is only named like an Excel file."),
        mark("Open it in Excel, save it as .xlsx and upload that."),
    ),
    "xml_table": (
        mark("This is a workbook saved as XML, as Excel 2003 did, and that is not read."),
        mark("Open it in Excel, save it as .xlsx and upload that."),
    ),
    "page": (
        mark("This is a PDF or a picture: marks cannot be read from it."),
        mark("Upload the workbook it was made from, or type the marks into the template."),
    ),
    "document": (
        mark("This is a Word or WPS document: marks are read from workbooks only."),
        mark("Copy its table into a new workbook, or type the marks into the template."),
    ),
    "slides": (
        mark("This is a presentation: marks are read from workbooks only."),
        mark("Copy its table into a new workbook, or type the marks into the template."),
    ),
    "not_a_workbook": (
        mark("This is neither a workbook nor a table that was saved as text."),
        mark("Open it in the program it was made with, save it as .xlsx and upload that."),
    ),
    "no_columns": (
        mark("This is text without columns: neither commas nor semicolons nor tabs separate any."),
        mark("Copy it into a new workbook, a column for each kind of entry, and upload that."),
    ),
    "two_separators": (
        mark("What separates the columns of this text is unclear: all of {detail} fit."),
        mark("Open it in Excel, see that each entry has its cell, save it as .xlsx."),
    ),
    "code": (
        mark("In which code the Chinese of this text is written is unclear."),
        mark("Open it in Excel, see that the names are right, save it as .xlsx and upload that."),
    ),
    "quotes": (
        mark("Quotation marks in line {detail} of this text do not belong together."),
        mark("Open it in Excel, see that each entry has its cell, save it as .xlsx."),
    ),
    "archive": (
        mark("This is an archive (.zip) where a workbook is expected."),
        mark("Unpack it and take the workbooks that are in it."),
    ),
    "other_archive": (
        mark("This is an archive, but no .zip; only that kind is unpacked here."),
        mark("Unpack it and upload the workbooks that are in it."),
    ),
    "locked_archive": (
        mark("The archive is protected by a password."),
        mark("Unpack it and upload the workbooks that are in it."),
    ),
    "damaged_archive": (
        mark("The archive is damaged or packed in an unusual way."),
        mark("Pack it again as .zip, or upload the workbooks that are in it."),
    ),
    "large_archive": (
        mark("Unpacked, the archive has more than {detail} MB."),
        mark("Unpack it and upload the workbooks that are in it."),
    ),
    "empty_archive": (
        mark("There is no file in the archive."),
        mark("Pack the workbooks into it again and upload that."),
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


class UnusableUpload(CxzyError):
    """Files that cannot be taken together, whatever is in each of them."""

    @classmethod
    def from_count(cls, count: int, most: int) -> Self:
        words = _("These are {count} files, those in archives counted; at most {most} fit at once.")
        return cls(
            words.format(count=count, most=most),
            hint=_("Upload them in several goes."),
        )

    @classmethod
    def from_size(cls, most: int) -> Self:
        words = _("Unpacked, the archives have more than {most} MB in all.")
        return cls(words.format(most=most), hint=_("Upload them in several goes."))

    @classmethod
    def from_locks(cls, names: Sequence[str]) -> Self:
        words = _("{names} only shows that a workbook is open on somebody's screen.")
        return cls(
            words.format(names=listed(names)),
            hint=_("Take the workbook of the same name, without the signs before it."),
        )
