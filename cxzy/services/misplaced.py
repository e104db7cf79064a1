"""Workbooks dropped at another meeting than their own: people know units by name, not by code."""

from collections.abc import Mapping
from dataclasses import replace

from sqlalchemy import Engine

from cxzy.services.previews import CheckedFile, Preview
from cxzy.sheets.problems import Problem
from cxzy.store import units as unit_store
from cxzy.store.database import reading

MISPLACED = "wrong_meeting"


def with_unit_names(engine: Engine, preview: Preview) -> Preview:
    """Return the preview with names of units in place of codes wherever a file is misplaced."""
    if not any(problem.code == MISPLACED for problem in preview.problems):
        return preview
    with reading(engine) as connection:
        names = {unit.code: unit.name for unit in unit_store.units(connection)}
    return replace(preview, files=tuple(_named(file, names) for file in preview.files))


def _named(file: CheckedFile, names: Mapping[str, str]) -> CheckedFile:
    if file.sheet is None:
        return file
    said = tuple(_told(problem, names) for problem in file.sheet.problems)
    return replace(file, sheet=replace(file.sheet, problems=said))


def _told(problem: Problem, names: Mapping[str, str]) -> Problem:
    if problem.code != MISPLACED:
        return problem
    detail = tuple((key, names.get(str(said), said)) for key, said in problem.detail)
    return replace(problem, found=names.get(str(problem.found), problem.found), detail=detail)
