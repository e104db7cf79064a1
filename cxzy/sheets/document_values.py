"""The description of an exported table: what stands in it, not how it is drawn."""

from dataclasses import dataclass
from typing import Literal

import pandas as pd

from cxzy.sheets.canvas import Value

Kind = Literal["text", "number", "integer", "percent", "grade"]


@dataclass(frozen=True)
class Column:
    """One column: its heading, what it holds and how many decimals are shown.

    `over` is the heading above this one and its equal neighbours; `width` in characters, or
    None for as wide as the content; percent takes shares from 0 to 1.
    """

    label: str
    kind: Kind = "text"
    decimals: int = 2
    width: float | None = None
    over: str = ""


@dataclass(frozen=True)
class Section:
    """A heading of the second sheet and the lines under it, each a name and what it says."""

    title: str
    lines: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Document:
    """A table as it goes to a reader: words around it, columns, rows, grades best first.

    A row has one value per column; None and NaN stay empty. `frozen_columns` stay in sight
    while scrolling. `about`, where given, becomes a second sheet.
    """

    title: str
    subtitle: tuple[str, ...]
    columns: tuple[Column, ...]
    rows: tuple[tuple[Value, ...], ...]
    notes: tuple[str, ...] = ()
    grades: tuple[str, ...] = ()
    name: str = ""
    frozen_columns: int = 0
    about: tuple[Section, ...] = ()


def plain_value(value: Value) -> Value:
    """Return a number of numpy's or pandas' as Python's own, what is missing as None."""
    if value is None or pd.isna(value):
        return None
    return value.item() if hasattr(value, "item") else value
