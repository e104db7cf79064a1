"""Whose profile: every member or branch in reach, under number, name and branch."""

from cxzy.core.language import _
from cxzy.core.vocabulary import SubjectKind, UnitLevel
from cxzy.web import address, caches
from cxzy.web.filters import ordered_units


def offered(subject: SubjectKind, unit_id: int | None) -> address.Options[str]:
    """Return who can be chosen, nobody first, by number; kept, because it may be thousands.

    A number in the address that nobody has can be chosen too, so that the page can say so.
    """

    def known() -> address.Options[str]:
        names = {"": _("Choose whose profile to see"), **_names(subject, unit_id)}
        return address.options(list(names), text=names.__getitem__)

    kept = caches.made(known, subject, unit_id)
    asked = address.chosen("key")
    if asked in kept.codes:
        return kept
    first = {"": "", asked: asked}
    return address.Options(first | dict(kept.codes), first | dict(kept.labels))


def _names(subject: SubjectKind, unit_id: int | None) -> dict[str, str]:
    """Return number to name and branch, in the order of the units."""
    branches = {
        unit.id: unit
        for unit in ordered_units(caches.units())
        if unit.level == UnitLevel.BRANCH and unit_id in (None, unit.id, unit.parent_id)
    }
    if subject == SubjectKind.BRANCH:
        return {unit.code: unit.name for unit in branches.values()}
    place = {id_: number for number, id_ in enumerate(branches)}
    members = [one for one in caches.members() if one.unit_id in branches]
    members.sort(key=lambda one: place[one.unit_id])
    return {one.number: f"{one.name} · {branches[one.unit_id].name}" for one in members}
