"""Whose profile: every member or branch in reach, under number, name and branch."""

from cxzy.core.language import _
from cxzy.core.vocabulary import SubjectKind, UnitLevel
from cxzy.services.records import Unit
from cxzy.web import address, caches
from cxzy.web.filters import ordered_units

MANY = 250
"""A list of more than so many is sent only where nobody is chosen: 4,000 names are 150 kB."""


def offered(subject: SubjectKind, unit_id: int | None) -> address.Options[str]:
    """Return who can be chosen, nobody first, by number; kept, because it may be thousands.

    Beside somebody chosen among many stand only the members of the same branch; nobody is then
    the way back to all. A number in the address that nobody has can be chosen too, so that the
    page can say so.
    """

    def known() -> address.Options[str]:
        return _options(_("Choose whose profile to see"), _names(subject, unit_id))

    kept = caches.made(known, subject, unit_id)
    asked = address.chosen("key")
    if asked not in kept.codes:
        first = {"": "", asked: asked}
        return address.Options(first | dict(kept.codes), first | dict(kept.labels))
    if asked and subject == SubjectKind.MEMBER and len(kept.codes) > MANY:
        return _near(asked, len(kept.codes) - 1)
    return kept


def _near(number: str, all_of_them: int) -> address.Options[str]:
    """Return the members of one's branch, after the way back to everybody."""
    branch = caches.made(_branch_of)[number]

    def near() -> address.Options[str]:
        back = _("Somebody else: choose among all {count}").format(count=all_of_them)
        return _options(back, _names(SubjectKind.MEMBER, branch))

    return caches.made(near, branch, all_of_them)


def _branch_of() -> dict[str, int]:
    """Return the branch of each member in reach, under the number."""
    return {one.number: one.unit_id for one in caches.members()}


def _options(nobody: str, names: dict[str, str]) -> address.Options[str]:
    words = {"": nobody, **names}
    return address.options(list(words), text=words.__getitem__)


def _names(subject: SubjectKind, unit_id: int | None) -> dict[str, str]:
    """Return number to name and branch, in the order of the units."""
    branches = _branches(unit_id)
    if subject == SubjectKind.BRANCH:
        return {unit.code: unit.name for unit in branches.values()}
    place = {id_: number for number, id_ in enumerate(branches)}
    members = [one for one in caches.members() if one.unit_id in branches]
    members.sort(key=lambda one: place[one.unit_id])
    return {one.number: f"{one.name} · {branches[one.unit_id].name}" for one in members}


def _branches(unit_id: int | None) -> dict[int, Unit]:
    """Return the branches in or below a unit, of all where none is given, in their order."""
    return {
        unit.id: unit
        for unit in ordered_units(caches.units())
        if unit.level == UnitLevel.BRANCH and unit_id in (None, unit.id, unit.parent_id)
    }
