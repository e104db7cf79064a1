"""How many ballots of a meeting wait for a decision, reckoned once per version of the meeting.

See docs/decisions/0113-all-meetings-at-a-glance.md.
"""

from collections.abc import Iterator, Sequence

from cachetools import LRUCache
from sqlalchemy import Engine

from cxzy.services.actors import Actor, allowed, require
from cxzy.services.quality import open_ballots

Version = tuple[int, int]
"""The id of a meeting and its version, which every change of what counts raises."""

_known: LRUCache[tuple[str, int, int], int] = LRUCache(65_536)


def known_waiting(engine: Engine, actor: Actor, versions: Sequence[Version]) -> dict[int, int]:
    """Return by meeting how many ballots wait, of those that were looked through already.

    Nothing for those who see results but no ballots. Raises PermissionDenied.
    """
    require(actor, "result.read")
    if not allowed(actor, "ballot.read"):
        return {}
    place = engine.url.render_as_string()
    found = ((version[0], _known.get((place, *version))) for version in versions)
    return {meeting: count for meeting, count in found if count is not None}


def look_through(engine: Engine, actor: Actor, versions: Sequence[Version]) -> Iterator[int]:
    """Look through the ballots of meetings not looked through yet; yield how many are done.

    Raises PermissionDenied.
    """
    require(actor, "ballot.read")
    return _looked_through(engine, actor, versions)


def _looked_through(engine: Engine, actor: Actor, versions: Sequence[Version]) -> Iterator[int]:
    place = engine.url.render_as_string()
    known = known_waiting(engine, actor, versions)
    rest = [version for version in versions if version[0] not in known]
    for done, version in enumerate(rest, start=1):
        _known[place, *version] = open_ballots(engine, actor, version[0])
        yield done
