"""The fixed words of the domain in the reader's language."""

from cxzy.core.language import _
from cxzy.core.vocabulary import MemberType, Source, SubjectKind, UnitKind


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
