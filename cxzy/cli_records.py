"""What the command line prints, as plain records: the shapes of `--json`."""

import json
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, TypeAlias

from cxzy.core.language import _
from cxzy.core.moments import clock_text

if TYPE_CHECKING:
    import pandas as pd

    from cxzy.services.records import StoredForm
    from cxzy.services.scoring import Refused
    from cxzy.sheets.sheet import Sheet

Checked: TypeAlias = "Sheet | Refused"
Forms: TypeAlias = "Iterable[StoredForm]"
"""The forms that are remembered where the files were read; none without a database."""


def print_json(content: dict[str, Any]) -> None:
    """Print JSON, and nothing else, to stdout."""
    print(json.dumps(content, ensure_ascii=False, indent=2, allow_nan=False))


def records(frame: "pd.DataFrame") -> list[dict[str, Any]]:
    """Return the rows of a frame as JSON can hold them: missing is null, flags are a list."""
    columns = [str(column) for column in frame.columns]
    whole = frame.astype(object).where(frame.notna(), None)
    rows = whole.itertuples(index=False, name=None)
    return [dict(zip(columns, map(plain, row), strict=True)) for row in rows]


def plain(value: Any) -> Any:
    """Return a value as JSON can hold it.

    >>> plain(("withheld",)), plain(None)
    (['withheld'], None)
    """
    if isinstance(value, (tuple, list)):
        return [plain(part) for part in value]
    return value.item() if hasattr(value, "item") else value


def sheet_records(checked: Iterable[Checked], forms: Forms = ()) -> list[dict[str, Any]]:
    """Return one entry per table read, as `check --json` prints them."""
    return [entry for sheet in checked for entry in entries(sheet, forms)]


def problem_records(checked: Iterable[Checked]) -> list[dict[str, str]]:
    """Return the problems of all files, each with its `file`."""
    return [
        {"file": entry["file"], **problem}
        for entry in sheet_records(checked)
        for problem in entry["problems"]
    ]


def blocks(checked: Iterable[Any]) -> bool:
    """Return whether something stands in the way of a result: a problem, or nothing to read."""
    return any(
        refused(sheet) or not sheet.tables or any(problem.blocks for problem in sheet.problems)
        for sheet in checked
    )


def refused(sheet: Any) -> bool:
    """Return whether a file could not be read at all."""
    return hasattr(sheet, "reason")


def form_record(table: Any, forms: Forms) -> dict[str, Any] | None:
    """Return the remembered form by which a table was read, None where it was read without."""
    from cxzy.services.actors import shown_name

    known = (form for form in forms if form.fingerprint == table.form)
    stored = next(known, None) if table.form else None
    if stored is None:
        return None
    return {
        "fingerprint": stored.fingerprint,
        "remembered_by": shown_name(stored.remembered_by),
        "remembered_on": clock_text(stored.remembered_at, "%Y-%m-%d"),
        "used": stored.used,
    }


def entries(sheet: Any, forms: Forms = ()) -> Iterator[dict[str, Any]]:
    """Yield what a file holds, table by table; faults of the whole file come last.

    A table that was read by a remembered form has the key `form` besides.
    """
    from cxzy.sheets.problem_texts import problem_record

    if refused(sheet):
        yield _entry(sheet.file, problems=[_refusal(sheet.reason, sheet.remedy)])
        return
    said = {problem for table in sheet.tables for problem in table.problems}
    for table in sheet.tables:
        yield _entry(
            sheet.file,
            sheet=table.sheet,
            layout=table.layout,
            source=table.source.value if table.source else None,
            ratings=table.ratings,
            problems=[problem_record(problem) for problem in table.problems],
            **({"form": form} if (form := form_record(table, forms)) else {}),
        )
    left = [problem_record(problem) for problem in sheet.problems if problem not in said]
    if left or not sheet.tables:
        yield _entry(sheet.file, problems=left)


def _entry(file: str, **known: Any) -> dict[str, Any]:
    empty: dict[str, Any] = {
        "sheet": "",
        "layout": "",
        "source": None,
        "ratings": 0,
        "problems": [],
    }
    return {"file": file, **empty, **known}


def _refusal(reason: str, remedy: str) -> dict[str, str]:
    return {
        "code": "unreadable",
        "level": "blocks",
        "cell": "",
        "found": reason,
        "expected": _("a workbook that can be read"),
        "remedy": remedy,
    }
