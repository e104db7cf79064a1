"""The fixed words of the domain in the reader's language."""

from typing import TYPE_CHECKING

from cxzy.core.language import _
from cxzy.core.vocabulary import MemberType, Source, SubjectKind, UnitKind

if TYPE_CHECKING:  # whose modules name sources themselves
    from cxzy.core.scheme import Scheme


def source_label(source: Source) -> str:
    """Return the name of a source, such as 互评 or Peers."""
    return {
        Source.SELF: _("Self"),
        Source.PEER: _("Peers"),
        Source.LEADER: _("Leaders"),
        Source.MASS: _("Masses"),
    }[source]


def kind_label(kind: UnitKind) -> str:
    """Return the name of a kind of unit, such as 教工 or Staff."""
    return {
        UnitKind.STAFF: _("Staff"),
        UnitKind.STUDENT: _("Students"),
        UnitKind.OFFICE: _("Offices"),
        UnitKind.RETIRED: _("Retired"),
    }[kind]


def member_type_label(type_: MemberType) -> str:
    """Return the name of a type of member, 正式 or Formal."""
    return {
        MemberType.FORMAL: _("Formal"),
        MemberType.PROBATIONARY: _("Probationary"),
    }[type_]


def subject_label(subject: SubjectKind) -> str:
    """Return the name of what is assessed, 党员 or Members."""
    return {
        SubjectKind.MEMBER: _("Members"),
        SubjectKind.BRANCH: _("Branches"),
    }[subject]


def scheme_line(scheme: "Scheme | None") -> str:
    """Return by which scheme results were made, as a sentence; "" where there is none."""
    if scheme is None:
        return ""
    return _("Scheme: {name} {version}.").format(name=scheme.name, version=scheme.version)
