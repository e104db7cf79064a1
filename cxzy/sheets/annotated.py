"""The annotated copy: a secretary's own workbook with its problems listed, coloured, commented.

How it is made, and of what: docs/decisions/0070-the-annotated-copy-is-patched.md.
"""

import json
import struct
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import PurePath
from typing import Any

from cxzy.core.language import _
from cxzy.sheets.children import ChildDied
from cxzy.sheets.errors import UnreadableFile
from cxzy.sheets.identity import is_problem_list
from cxzy.sheets.plain_workbook import plain_names, plain_workbook
from cxzy.sheets.pool import ANNOTATING
from cxzy.sheets.problem_list import comment_text, problem_list
from cxzy.sheets.problems import Problem
from cxzy.sheets.reading import read_workbook


def annotated_copy(content: bytes, problems: Sequence[Problem], name: str) -> bytes:
    """Return the file `content` as an .xlsx with its problems, in the language in use.

    Coloured cells with a comment each, and a first sheet that lists all problems and leads to
    their cells; nothing else of the workbook changes but its macros, which are left out. Of a
    file that is no .xlsx, or none that can be patched, the cells are copied instead. `name` is
    the file's name. Raises `UnreadableFile` where the file cannot be read.
    """
    patched = _annotated(content, problems, name)
    if patched is not None:
        return patched
    workbook = read_workbook(content, name)
    workbook = replace(workbook, grids=tuple(g for g in workbook.grids if not is_problem_list(g)))
    names = plain_names(workbook)
    copied = _annotated(plain_workbook(workbook), _renamed(problems, names), name)
    if copied is None:
        raise UnreadableFile.from_reason("died", name)
    return copied


def annotated_name(name: str) -> str:
    """Return the name of a file's annotated copy, of a copy the same one again.

    >>> annotated_name("互评.xls"), annotated_name("互评-问题.xlsx")
    ('互评-问题.xlsx', '互评-问题.xlsx')
    """
    ending = "-" + _("problems")
    return f"{PurePath(name).stem.removesuffix(ending)}{ending}.xlsx"


def _renamed(problems: Sequence[Problem], names: Mapping[str, str]) -> list[Problem]:
    return [
        replace(p, cell=replace(p.cell, sheet=names.get(p.cell.sheet, p.cell.sheet)))
        for p in problems
    ]


def _annotated(content: bytes, problems: Sequence[Problem], name: str) -> bytes | None:
    """Return the workbook as the child annotates it, None where it cannot."""
    job = json.dumps({"list": problem_list(problems, name), "marks": _marks(problems)}).encode()
    message = struct.pack("<Q", len(job)) + job + content
    try:
        head, workbook = ANNOTATING.answer(ANNOTATING.ask(message), _parted)
    except ChildDied:
        return None
    return None if "refused" in head else workbook


def _marks(problems: Sequence[Problem]) -> list[list[Any]]:
    return [
        [p.cell.sheet, p.cell.row, p.cell.column, p.blocks, comment_text(p)]
        for p in problems
        if p.cell.row and p.cell.column
    ]


def _parted(answer: bytes) -> tuple[dict[str, Any], bytes]:
    """Return the JSON and the workbook of an answer; nothing in it is trusted to fit."""
    try:
        end = 8 + int.from_bytes(answer[:8], "little")
        head = dict(json.loads(answer[8:end]))
        head["tired"] = bool(head["tired"])
    except (ValueError, KeyError, TypeError) as error:
        raise ChildDied("died") from error
    return head, answer[end:]
