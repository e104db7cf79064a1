"""What a request to the database can end with, in the reader's own words."""

from typing import Self

from sqlalchemy.engine import URL

from cxzy.core.errors import CxzyError
from cxzy.core.language import _
from cxzy.store.records import SheetState


class NotFound(CxzyError):
    """What was asked for is not in the database."""

    @classmethod
    def of(cls, thing: str, key: object) -> Self:
        """Return the error for a record such as `meeting` that has no row under `key`."""
        return cls(
            _("There is no {thing} “{key}”.").format(thing=thing_name(thing), key=key),
            hint=_("It may have been renamed; reload the page and choose again."),
        )


class StaleRecord(CxzyError):
    """Somebody else changed the record since it was read.

    `stored` is what stands in the database now, `given` what should have replaced it.
    """

    def __init__(self, stored: object, given: object) -> None:
        super().__init__(
            _("Somebody else has changed this in the meantime."),
            hint=_("Look at the present state and make the change again."),
        )
        self.stored = stored
        self.given = given


class AlreadyThere(CxzyError):
    """A key that must be unique is taken."""

    @classmethod
    def of(cls, thing: str, key: object) -> Self:
        """Return the error for a second record such as `unit` under the same `key`."""
        return cls(
            _("There is already a {thing} “{key}”.").format(thing=thing_name(thing), key=key)
        )


class ImpossibleChange(CxzyError):
    """A change that would leave records that contradict each other."""

    @classmethod
    def of_state(cls, stored: SheetState, given: SheetState) -> Self:
        """Return the error for a step that the states of a sheet do not allow."""
        return cls(
            _("A sheet that is {stored} cannot become {given}.").format(
                stored=_state_name(stored), given=_state_name(given)
            )
        )

    @classmethod
    def of_parent(cls, name: str) -> Self:
        """Return the error for a unit that would come to stand below itself."""
        return cls(_("The unit “{name}” cannot stand below itself.").format(name=name))


class DatabaseUnusable(CxzyError):
    """The database cannot be opened or does not answer."""

    @classmethod
    def unreachable(cls, url: URL, reason: str) -> Self:
        """Return the error for a database that cannot be opened; the password is left out."""
        return cls(
            _("The database {url} cannot be opened: {reason}").format(
                url=url.render_as_string(), reason=reason
            ),
            hint=_("Check the setting CXZY_DATABASE_URL."),
        )

    @classmethod
    def malformed(cls, given: str) -> Self:
        """Return the error for a setting that is not the address of a database we know."""
        kind = given.split(":", 1)[0]
        return cls(
            _("The database address that begins with “{kind}” is not understood.").format(
                kind=kind
            ),
            hint=_("Write sqlite:///path/to/file.db or postgresql://user@host/name."),
        )

    @classmethod
    def newer(cls, revision: str) -> Self:
        """Return the error for a database that a newer version of the program has changed."""
        return cls(
            _("The database was made by a newer version (its revision is {revision}).").format(
                revision=revision
            ),
            hint=_("Install that version, or use another database."),
        )

    @classmethod
    def busy(cls) -> Self:
        """Return the error for a database that did not let us write within ten seconds."""
        return cls(
            _("Others are writing to the database and did not finish within ten seconds."),
            hint=_("Nothing was changed; try again in a moment."),
        )


def thing_name(thing: str) -> str:
    """Return the name of a kind of record in the reader's language."""
    names = {
        "unit": _("unit"),
        "member": _("member"),
        "period": _("period"),
        "scheme": _("scheme"),
        "meeting": _("meeting"),
        "sheet": _("sheet"),
        "form": _("remembered form"),
        "ballot": _("ballot"),
    }
    return names[thing]


def _state_name(state: SheetState) -> str:
    names = {
        SheetState.ACCEPTED: _("accepted"),
        SheetState.REPLACED: _("replaced"),
        SheetState.WITHDRAWN: _("withdrawn"),
    }
    return names[state]
