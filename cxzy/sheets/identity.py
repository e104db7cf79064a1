"""How a workbook of ours says which meeting it belongs to.

It says so twice: in a hidden sheet `_cxzy` with rows of key and value, and in the keywords of
its document properties, `cxzy meeting=7 period=2012-1 …`. Either one is enough. The list of
problems that an annotated copy brings has a sign of its own, whatever its name has become.
"""

from dataclasses import dataclass, fields
from urllib.parse import quote, unquote

from cxzy.sheets.grid import Grid, Workbook
from cxzy.sheets.problems import PROBLEMS_SIGN

IDENTITY_SHEET = "_cxzy"
_KEYWORD = "cxzy"


@dataclass(frozen=True)
class Identity:
    """What a workbook was made for; "" where it is not said. `roster` is a fingerprint."""

    meeting: str = ""
    period: str = ""
    unit: str = ""
    scheme: str = ""
    scheme_version: str = ""
    roster: str = ""


def is_ours(grid: Grid) -> bool:
    """Return whether a sheet is one of those that say something of the workbook: no marks."""
    return grid.name == IDENTITY_SHEET or is_problem_list(grid)


def is_problem_list(grid: Grid) -> bool:
    """Return whether a sheet is the list that an annotated copy brought with it."""
    return grid.height > 0 and PROBLEMS_SIGN in grid.row(0)


def identity_rows(identity: Identity) -> list[tuple[str, str]]:
    """Return the rows of the hidden sheet: key and value, both text."""
    return [(field.name, getattr(identity, field.name)) for field in fields(Identity)]


def identity_keywords(identity: Identity) -> str:
    """Return the keywords of the document properties."""
    parts = (f"{key}={quote(value)}" for key, value in identity_rows(identity) if value)
    return " ".join((_KEYWORD, *parts))


def identity_of(workbook: Workbook) -> Identity | None:
    """Return what a workbook says of itself, None where it says nothing."""
    for grid in workbook.grids:
        if grid.name == IDENTITY_SHEET:
            return _identity(_pairs(grid))
    words = workbook.properties.get("keywords", "").split()
    if words[:1] != [_KEYWORD]:
        return None
    pairs = (word.partition("=") for word in words[1:])
    return _identity({key: unquote(value) for key, _, value in pairs})


def _pairs(grid: Grid) -> dict[str, str]:
    two = 2
    return {str(row[0]): _text(row[1]) for row in grid.rows if len(row) >= two}


def _text(value: object) -> str:
    whole = isinstance(value, float) and value.is_integer()
    return str(int(value)) if whole and isinstance(value, float) else str(value).strip()


def _identity(pairs: dict[str, str]) -> Identity:
    known = {field.name for field in fields(Identity)}
    return Identity(**{key: value for key, value in pairs.items() if key in known})
