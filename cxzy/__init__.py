"""Score review meetings: read the sheets, merge four sources by the published scheme, rank.

The names below are the stable Python interface. They are loaded when first used, so that
importing the package costs nothing.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cxzy.core.errors import CxzyError
    from cxzy.core.roster import Roster
    from cxzy.core.scheme import Scheme, load_scheme
    from cxzy.core.scheme_errors import SchemeError
    from cxzy.core.scoring import score
    from cxzy.sheets.problems import Problem
    from cxzy.sheets.roster_file import read_roster
    from cxzy.sheets.sheet import Sheet, read_sheet

__version__ = "0.1.0"

_HOMES = {
    "CxzyError": "cxzy.core.errors",
    "Problem": "cxzy.sheets.problems",
    "Roster": "cxzy.core.roster",
    "Scheme": "cxzy.core.scheme",
    "SchemeError": "cxzy.core.scheme_errors",
    "Sheet": "cxzy.sheets.sheet",
    "load_scheme": "cxzy.core.scheme",
    "read_roster": "cxzy.sheets.roster_file",
    "read_sheet": "cxzy.sheets.sheet",
    "score": "cxzy.core.scoring",
}

__all__ = [
    "CxzyError",
    "Problem",
    "Roster",
    "Scheme",
    "SchemeError",
    "Sheet",
    "load_scheme",
    "read_roster",
    "read_sheet",
    "score",
]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'cxzy' has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)
