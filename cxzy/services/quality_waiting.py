"""How many ballots of a meeting wait for a decision, reckoned once per version of the meeting.

See docs/decisions/0113-all-meetings-at-a-glance.md.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from threading import Lock

from cachetools import LRUCache
from sqlalchemy import Engine

from cxzy.services.actors import Actor, allowed, require
from cxzy.services.quality import MeetingQuality, meeting_quality, open_ballots

Version = tuple[int, int]
"""The id of a meeting and its version, which every change of what counts raises."""

_known: LRUCache[tuple[str, int, int], int] = LRUCache(65_536)
_findings: Counter[str] = Counter()
"""How often anything was found in each database."""
_alone = Lock()
"""Held by whoever reads or writes what is known, which keeps an order of its own."""


def known_waiting(engine: Engine, actor: Actor, versions: Sequence[Version]) -> dict[int, int]:
    """Return by meeting how many ballots wait, of those that were looked through already.

    Nothing for those who see results but no ballots. Raises PermissionDenied.
    """
    require(actor, "result.read")
    if not allowed(actor, "ballot.read"):
        return {}
    place = engine.url.render_as_string()
    with _alone:
        found = [(version[0], _known.get((place, *version))) for version in versions]
    return {meeting: count for meeting, count in found if count is not None}


def findings(engine: Engine) -> int:
    """Return a number that grows whenever `known_waiting` knows more; 0 while it knows nothing."""
    return _findings[engine.url.render_as_string()]


def quality_looked_at(engine: Engine, actor: Actor, meeting_id: int) -> MeetingQuality:
    """Return what `meeting_quality` does, and keep how many ballots it says wait."""
    quality = meeting_quality(engine, actor, meeting_id)
    if quality.may_look and quality.sheets:
        found = (engine.url.render_as_string(), meeting_id, quality.meeting.version)
        _keep(found, quality.open)
    return quality


def _keep(found: tuple[str, int, int], count: int) -> None:
    with _alone:
        if _known.get(found) != count:
            _known[found] = count
            _findings[found[0]] += 1


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
        _keep((place, *version), open_ballots(engine, actor, version[0]))
        yield done
