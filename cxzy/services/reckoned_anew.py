"""Facets that an older program stored are reckoned in today's way when a database is opened.

See docs/decisions/0152-facets-say-in-which-way-they-were-reckoned.md.
"""

import logging

import numpy as np
import pandas as pd
from sqlalchemy import Connection, Engine

from cxzy.core.facets import FACETS_WAY
from cxzy.services.standing import reckoned_facets
from cxzy.store import audit
from cxzy.store import facets as facet_store
from cxzy.store import meetings as meeting_store
from cxzy.store.database import reading, writing
from cxzy.store.errors import DatabaseUnusable
from cxzy.store.records import Meeting

PROGRAM = "cxzy"
"""Who is on the audit record where nobody asked for it."""
_KEYS = ["source", "group", "criterion", "subject"]
_NUMBERS = ["n", "mean", "spread"]
_log = logging.getLogger("cxzy")


def reckon_older_facets(engine: Engine) -> tuple[int, ...]:
    """Reckon anew what was stored in an older way; return the meetings in which that changed it.

    These have a new version and are on the audit record. Each meeting is a transaction of its
    own, so that a start that was broken off goes on where it was. A meeting that cannot be
    reckoned stays as it is and is logged; it is tried again at the next start. Raises
    DatabaseUnusable.
    """
    with reading(engine) as connection:
        older = facet_store.reckoned_in_an_older_way(connection)
    changed = tuple(meeting for meeting in older if _changed(engine, meeting))
    if changed:
        _log.warning("Results changed as they were reckoned anew: meetings %s.", changed)
    return changed


def _changed(engine: Engine, meeting_id: int) -> bool:
    try:
        with reading(engine) as connection:
            meeting = meeting_store.meeting(connection, meeting_id)
            before, anew = _stored(connection, meeting), reckoned_facets(connection, meeting)
        with writing(engine) as connection:
            return _kept(connection, meeting, anew, before)
    except DatabaseUnusable:
        raise
    except Exception:  # whatever it is, the other meetings are to be reckoned and read
        _log.exception("The results of meeting %d could not be reckoned anew.", meeting_id)
        return False


def _kept(
    connection: Connection, meeting: Meeting, anew: pd.DataFrame, before: pd.DataFrame
) -> bool:
    """Keep facets unless another program was faster; return whether they are a change."""
    stands = meeting_store.meeting(connection, meeting.id).version
    older = facet_store.is_reckoned_in_an_older_way(connection, meeting.id)
    if stands != meeting.version or not older:
        return False
    facet_store.replace_facets(connection, meeting.id, anew)
    if _alike(before, _stored(connection, meeting)):
        return False
    meeting_store.bump_meeting(connection, meeting.id, meeting.version)
    audit.record(connection, PROGRAM, "facets.reckon", str(meeting.id), str(FACETS_WAY))
    return True


def _stored(connection: Connection, meeting: Meeting) -> pd.DataFrame:
    found = facet_store.facets(connection, [meeting.id])
    return found.astype(dict.fromkeys(_KEYS, "str")).set_index(_KEYS)[_NUMBERS].sort_index()


def _alike(one: pd.DataFrame, other: pd.DataFrame) -> bool:
    """Return whether facets are the same but for the last digits, which may follow the order."""
    if not one.index.equals(other.index):
        return False
    numbers = one.to_numpy("float64"), other.to_numpy("float64")
    return np.allclose(*numbers, rtol=1e-12, atol=1e-9, equal_nan=True)
