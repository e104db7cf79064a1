"""The values that services hand out, under one roof for those who may not look into the store."""

from cxzy.sheets.problem_texts import problem_record, problems_from_json
from cxzy.sheets.problems import Problem
from cxzy.store.records import (
    Attendance,
    Member,
    Period,
    SheetState,
    StoredScheme,
    StoredSheet,
    Unit,
)

__all__ = [
    "Attendance",
    "Member",
    "Period",
    "Problem",
    "SheetState",
    "StoredScheme",
    "StoredSheet",
    "Unit",
    "problem_record",
    "problems_from_json",
]
