"""What the parser of the command line says of a wrong call, in the reader's language."""

import errno
import re
from typing import Any

from cxzy.core.errors import CxzyError
from cxzy.core.language import _, listed, mark

SAID = (
    (r"No such command '(?P<name>.*)'\.", mark("There is no command {name}.")),
    (r"No such option: (?P<name>\S+).*", mark("There is no option {name}.")),
    (r"Missing \w+ '(?P<name>.+?)'\..*", mark("{name} is missing.")),
    (r"Option '(?P<name>.*)' requires an argument\.", mark("The option {name} needs a value.")),
    (r"Option '(?P<name>.*)' does not take a value\.", mark("The option {name} takes no value.")),
    (
        r"Got unexpected extra argument\(s\) \((?P<name>.*)\)",
        mark("Nothing is expected where {name} stands."),
    ),
    (
        r"Invalid value for (?P<name>.+?): .*'(?P<found>.*?)' is not one of (?P<known>.*)\.",
        mark("{name} cannot be {found}; it is one of {known}."),
    ),
    (
        r"Invalid value for (?P<name>.+?): Input should be a valid integer.*",
        mark("{name} needs a whole number."),
    ),
    (
        r"Invalid value for (?P<name>.+?): Input should be a valid boolean.*",
        mark("{name} needs true or false."),
    ),
    (
        r"Invalid value for (?P<name>.+?): Input should be a valid number.*",
        mark("{name} needs a number."),
    ),
    (
        r"Invalid value for (?P<name>.+?): (?P<said>.*)",
        mark("{name} cannot be used: {said}"),
    ),
)
"""What Typer says, and how we say it; the first that fits is taken."""


class NotUnderstood(CxzyError):
    """A call that the parser of the command line does not understand."""

    @classmethod
    def from_parser(cls, error: Any) -> "NotUnderstood":
        """Return the error in our words, or in the parser's where it says something rare."""
        context = getattr(error, "ctx", None)
        command = context.command_path if context else "cxzy"
        near = getattr(error, "possibilities", None)
        hint = _("“{command} --help” says how it is called.").format(command=command)
        if near:
            hint = _("Perhaps {near} was meant.").format(near=listed(sorted(near))) + " " + hint
        return cls(said(" ".join(error.format_message().split())), hint=hint)


REASONS = {
    errno.ENOENT: mark("the folder is not there"),
    errno.ENOTDIR: mark("a part of the way to it is a file, not a folder"),
    errno.EISDIR: mark("it is a folder"),
    errno.EEXIST: mark("a file of this name is in its place"),
    errno.EACCES: mark("permission is missing"),
    errno.EPERM: mark("permission is missing"),
    errno.EROFS: mark("the disk can only be read"),
    errno.ENOSPC: mark("the disk is full"),
    errno.EDQUOT: mark("the space allowed is used up"),
    errno.ENAMETOOLONG: mark("the name is too long"),
}


def reason_of(error: OSError) -> str:
    """Return in the reader's language why the system refused; in its own words where rare."""
    words = REASONS.get(error.errno or 0)
    return _(words) if words else error.strerror or str(error)


def on_the_command_line(error: CxzyError) -> CxzyError:
    """Return an error with the way on from here: nobody reloads a page on the command line."""
    from cxzy.services.records import NotFound

    if not isinstance(error, NotFound):
        return error
    hint = _("Numbers and codes stand in the addresses of the pages: meeting=12, unit=0101.")
    return CxzyError(error.message, hint=hint)


def said(message: str) -> str:
    """Return what the parser says in the reader's language."""
    for pattern, text in SAID:
        found = re.fullmatch(pattern, message)
        if found:
            gaps = {name: part.replace("'", "") for name, part in found.groupdict("").items()}
            return _(text).format(**gaps)
    return message
