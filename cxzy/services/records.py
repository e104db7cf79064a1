"""The values that services hand out, under one roof for those who may not look into the store."""

from cxzy.sheets.corrections import NOT_READ, PERSON, Correction, Meaning
from cxzy.sheets.grid import Grid, Merge
from cxzy.sheets.headings import Role as ColumnRole
from cxzy.sheets.problem_texts import problem_record, problems_from_json
from cxzy.sheets.problem_texts import title as problem_title
from cxzy.sheets.problems import Cell, Problem, column_letters
from cxzy.sheets.wording import shown
from cxzy.store.errors import NotFound, StaleRecord
from cxzy.store.records import (
    Attendance,
    BallotDecision,
    Member,
    Period,
    SheetState,
    StoredForm,
    StoredScheme,
    StoredSheet,
    Unit,
)

__all__ = [
    "NOT_READ",
    "PERSON",
    "Attendance",
    "BallotDecision",
    "Cell",
    "ColumnRole",
    "Correction",
    "Grid",
    "Meaning",
    "Member",
    "Merge",
    "NotFound",
    "Period",
    "Problem",
    "SheetState",
    "StaleRecord",
    "StoredForm",
    "StoredScheme",
    "StoredSheet",
    "Unit",
    "column_letters",
    "problem_record",
    "problem_title",
    "problems_from_json",
    "shown",
]
