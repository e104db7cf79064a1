"""The fixed words of the domain in the reader's language."""

from typing import TYPE_CHECKING

from cxzy.core.language import _, listed, ngettext
from cxzy.core.vocabulary import MemberType, Source, SubjectKind, UnitKind, UnitLevel

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


def source_in_sentence(source: Source) -> str:
    """Return the name of a source inside of a sentence, such as 互评 or peers."""
    return {
        Source.SELF: _("self-assessment"),
        Source.PEER: _("peers"),
        Source.LEADER: _("leaders"),
        Source.MASS: _("masses"),
    }[source]


def kind_label(kind: UnitKind) -> str:
    """Return the name of a kind of unit, such as 教工 or Staff."""
    return {
        UnitKind.STAFF: _("Staff"),
        UnitKind.STUDENT: _("Students"),
        UnitKind.OFFICE: _("Offices"),
        UnitKind.RETIRED: _("Retired"),
    }[kind]


def in_sentence(label: str) -> str:
    """Return a fixed word such as the name of a kind as it stands inside of a sentence.

    >>> in_sentence("Staff"), in_sentence("教工")
    ('staff', '教工')
    """
    return label[:1].lower() + label[1:]


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


def scheme_words(*schemes: "Scheme | None") -> str:
    """Return by which schemes results were made, each named once; "" where there is none."""
    names = dict.fromkeys(f"{one.name} {one.version}" for one in schemes if one is not None)
    if not names:
        return ""
    words = ngettext("Scheme: {names}", "Schemes: {names}", len(names))
    return words.format(names=listed(names))


def scheme_line(*schemes: "Scheme | None") -> str:
    """Return by which schemes results were made, as a sentence; "" where there is none."""
    words = scheme_words(*schemes)
    return words and _("{words}.").format(words=words)


def level_label(level: UnitLevel) -> str:
    """Return what a level of the organisation tree is called."""
    return {
        UnitLevel.UNIVERSITY: _("University committee"),
        UnitLevel.ORGANISATION: _("Secondary organisation"),
        UnitLevel.BRANCH: _("Branch"),
    }[level]
