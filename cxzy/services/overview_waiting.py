"""Ballots that wait for a look, as a matter of the overview: those that are known already.

See docs/decisions/0113-all-meetings-at-a-glance.md.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import get_args

from sqlalchemy import Engine

from cxzy.services.actors import Actor, allowed, require
from cxzy.services.campaign import MeetingView
from cxzy.services.filters import Filters
from cxzy.services.overview import Overview
from cxzy.services.overview_matters import Item, Matter, Topic
from cxzy.services.quality_waiting import known_waiting

ORDER: tuple[Topic, ...] = get_args(Topic)


def known_matter(
    engine: Engine, actor: Actor, filters: Filters, views: Sequence[MeetingView]
) -> Matter | None:
    """Return the ballots that are known to wait as a matter, None where none is known to.

    `views` are the meetings of the period; those that `filters` ask for are counted, and of
    them only those whose ballots were looked through as they stand now. None for those who may
    not see single ballots. Raises PermissionDenied for those who see no results.
    """
    require(actor, "result.read")
    held = [view for view in views if view.standing and _asked(actor, filters, view)]
    known = known_waiting(engine, actor, [(view.id, view.version) for view in held])
    return waiting(held, known)


def with_matter(value: Overview, matter: Matter | None) -> Overview:
    """Return the overview with one more matter in its place, if there is one."""
    if matter is None:
        return value
    placed = sorted((*value.matters, matter), key=lambda one: ORDER.index(one.topic))
    return replace(value, matters=tuple(placed))


def _asked(actor: Actor, filters: Filters, view: MeetingView) -> bool:
    return (
        allowed(actor, "ballot.read", view.unit_id)
        and filters.unit_id in (None, view.unit_id, view.organisation_id)
        and filters.kind in (None, view.kind)
    )


def waiting(held: Sequence[MeetingView], known: Mapping[int, int]) -> Matter | None:
    """Return the matter of meetings of which `known` says how many ballots wait, most first.

    None where no ballot is known to wait.
    """
    items = [
        Item(view.unit, str(view.id), "ballots", count=known[view.id])
        for view in held
        if known.get(view.id)
    ]
    if not items:
        return None
    items.sort(key=lambda item: -item.count)
    return Matter("ballots", tuple(items), unseen=sum(view.id not in known for view in held))
