"""The values that services hand out, under one roof for those who may not look into the store."""

from cxzy.sheets.problem_texts import problem_record as problem_record
from cxzy.sheets.problem_texts import problems_from_json as problems_from_json
from cxzy.sheets.problems import Problem as Problem
from cxzy.store.records import Attendance as Attendance
from cxzy.store.records import Member as Member
from cxzy.store.records import Period as Period
from cxzy.store.records import SheetState as SheetState
from cxzy.store.records import StoredScheme as StoredScheme
from cxzy.store.records import StoredSheet as StoredSheet
from cxzy.store.records import Unit as Unit
