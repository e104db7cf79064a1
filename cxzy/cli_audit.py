"""The command for those who check that nobody tampered with the audit record."""

import re
from typing import TYPE_CHECKING, Annotated

import typer

from cxzy.cli_options import BLOCKED, AsJson
from cxzy.cli_output import results
from cxzy.cli_records import print_json
from cxzy.core.errors import CxzyError
from cxzy.core.language import _, mark, ngettext

if TYPE_CHECKING:
    from cxzy.services.auditing import AuditReport

FAULTS = {
    "changed": mark("Record {id} is not as it was written."),
    "missing": mark("Record {id} is missing."),
}


class NotNoted(CxzyError):
    """A noted record that is not written as the command prints it."""

    @classmethod
    def from_text(cls, text: str) -> "NotNoted":
        return cls(
            _("{text} is no noted record.").format(text=text),
            hint=_("Write number and hash as the command prints them, like 12:3fa9…"),
        )


def audit(
    noted: Annotated[
        list[str] | None,
        typer.Option(
            metavar="ID:HASH", help=mark("A record noted earlier that must still be as it was")
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Verify the chain of the audit record and print its newest record and its first fault."""
    from cxzy.services.actors import demo_office
    from cxzy.services.auditing import audit_report
    from cxzy.services.workspace import workspace

    heads = dict(map(_head, noted or []))
    report = audit_report(workspace(), demo_office(), heads)
    if as_json:
        _print_record(report)
    else:
        for line in _lines(report):
            results().print(line, markup=False, soft_wrap=True)
    raise typer.Exit(BLOCKED if report.faults else 0)


def _head(text: str) -> tuple[int, str]:
    found = re.fullmatch(r"(\d+):([0-9a-f]{64})", text.strip())
    if found is None:
        raise NotNoted.from_text(text)
    return int(found[1]), found[2]


def _print_record(report: "AuditReport") -> None:
    newest, first = report.newest, next(iter(report.faults), None)
    print_json(
        {
            "newest": newest and {"id": newest.id, "hash": newest.hash},
            "faults": len(report.faults),
            "first": first and {"id": first.id, "fault": first.fault.value},
        }
    )


def _lines(report: "AuditReport") -> list[str]:
    if report.newest is None and not report.faults:
        return [_("The audit record is empty.")]
    said = [] if report.newest is None else [_newest(report.newest.id, report.newest.hash)]
    if not report.faults:
        return [*said, _("The audit record is whole.")]
    count = len(report.faults)
    broken = ngettext(
        "The audit record is broken in {count} place; this is it:",
        "The audit record is broken in {count} places; the first:",
        count,
    )
    first = report.faults[0]
    return [*said, broken.format(count=count), _(FAULTS[first.fault.value]).format(id=first.id)]


def _newest(number: int, digest: str) -> str:
    return _("Newest record, to be noted elsewhere: {noted}").format(noted=f"{number}:{digest}")
