"""An import as services do it, for tests that disturb it; also run by other processes."""

import pandas as pd
from sqlalchemy import Connection

from cxzy.store import audit
from cxzy.store.facets import replace_facets
from cxzy.store.meetings import bump_meeting, meeting
from cxzy.store.records import SheetState
from cxzy.store.schemes import freeze
from cxzy.store.sheets import add_sheet, set_state, sheets
from tests.store.conftest import new_sheet


def accept(c: Connection, meeting_id: int, expected_version: int, content: bytes) -> int:
    """Keep one sheet in place of those that stand, with facets and audit; return its id."""
    bump_meeting(c, meeting_id, expected_version)
    for standing in sheets(c, meeting_id, state=SheetState.ACCEPTED):
        set_state(c, standing.id, SheetState.REPLACED)
    stored = add_sheet(c, new_sheet(meeting_id, content), actor="办公室")
    replace_facets(c, meeting_id, some_facets(stored.version))
    freeze(c, meeting(c, meeting_id).scheme_id)
    audit.record(c, "办公室", "sheet.accept", str(stored.id), stored.sha256)
    return stored.id


def some_facets(number: int) -> pd.DataFrame:
    """Return facets whose counts tell which sheet they are of."""
    return pd.DataFrame(
        {
            "source": ["peer", "mass"],
            "group": ["", "学生"],
            "subject": ["20120001", "20120001"],
            "criterion": ["", ""],
            "n": [number, number],
            "mean": [91.5, 88.0],
            "spread": [2.5, float("nan")],
        }
    )
