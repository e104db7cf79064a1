"""Who asks, and what they may do; the one gate that every service call passes."""

from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from cxzy.core.errors import CxzyError
from cxzy.core.language import _, mark


class Role(StrEnum):
    """What a person is in the campaign."""

    OFFICE = "office"
    SECRETARY = "secretary"
    LEADER = "leader"
    AUDITOR = "auditor"
    MEMBER = "member"


@dataclass(frozen=True)
class Actor:
    """A person who asks; `unit_ids` are the units in reach, None means all."""

    name: str
    role: Role
    unit_ids: frozenset[int] | None = None


OFFICE_OF_THE_DEMO = mark("Party office (demo)")
"""The one name that is kept in English and shown in the language of whoever reads it."""

_READERS = frozenset({Role.OFFICE, Role.SECRETARY, Role.LEADER, Role.AUDITOR})
_HANDLERS = frozenset({Role.OFFICE, Role.SECRETARY})
_OFFICE = frozenset({Role.OFFICE})

ACTIONS = MappingProxyType(
    {
        "audit.read": frozenset({Role.OFFICE, Role.AUDITOR}),
        "ballot.decide": _OFFICE,
        "ballot.read": frozenset({Role.OFFICE, Role.AUDITOR}),
        "campaign.read": _READERS,
        "campaign.change": _OFFICE,
        "form.forget": _HANDLERS,
        "form.forget_shared": _OFFICE,
        "form.read": _HANDLERS,
        "form.remember": _HANDLERS,
        "result.read": _READERS,
        "sheet.accept": _HANDLERS,
        "sheet.check": _HANDLERS,
        "sheet.read": frozenset({Role.OFFICE, Role.SECRETARY, Role.AUDITOR}),
        "sheet.remind": _OFFICE,
    }
)
"""Every action there is, with the roles that may do it; what is not here is denied."""


class PermissionDenied(CxzyError):
    """The actor may not do this."""

    @classmethod
    def from_action(cls, actor: Actor, action: str) -> "PermissionDenied":
        return cls(
            _("{name} may not do this ({action}).").format(
                name=shown_name(actor.name), action=action
            ),
            hint=_("Ask the party office if this belongs to your work."),
        )


def allowed(actor: Actor, action: str, unit_id: int | None = None) -> bool:
    """Return whether `actor` may do `action`, to the unit where one is named."""
    in_role = actor.role in ACTIONS.get(action, frozenset())
    in_reach = unit_id is None or actor.unit_ids is None or unit_id in actor.unit_ids
    return in_role and in_reach


def require(actor: Actor, action: str, unit_id: int | None = None) -> None:
    """Raise `PermissionDenied` unless `actor` may do `action`, to the unit where one is named."""
    if not allowed(actor, action, unit_id):
        raise PermissionDenied.from_action(actor, action)


def demo_office() -> Actor:
    """Return the office of the demo, as whom every visitor of a loopback demo is signed in."""
    return Actor(name=OFFICE_OF_THE_DEMO, role=Role.OFFICE)


def shown_name(name: str) -> str:
    """Return the name of an actor, as it is kept, as the reader is shown it."""
    return _(name) if name == OFFICE_OF_THE_DEMO else name
