"""Many rows at once, as the driver takes them."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Dialect, Table, insert


def insert_columns(c: Connection, table: Table, columns: Mapping[str, Sequence[Any]]) -> None:
    """Insert the rows that columns of the same length make, each value as the driver takes it.

    The types of the table convert nothing: whoever calls gives texts, numbers and bytes.
    SQLAlchemy looks at every value of every row, which takes as long as the database itself. See
    docs/decisions/0162-an-import-makes-no-tables.md.
    """
    text, names, by_place = _insertion(table, tuple(columns), c.dialect)
    rows = list(zip(*(columns[name] for name in names), strict=True))
    if rows and by_place:
        c.exec_driver_sql(text, rows)
    elif rows:
        c.exec_driver_sql(text, [dict(zip(names, row, strict=True)) for row in rows])


@lru_cache(maxsize=32)
def _insertion(
    table: Table, columns: tuple[str, ...], dialect: Dialect
) -> tuple[str, tuple[str, ...], bool]:
    """Return the statement, its parameters in order, and whether they are told by their place."""
    compiled = insert(table).compile(dialect=dialect, column_keys=list(columns))
    by_place = compiled.positiontup
    return str(compiled), tuple(by_place or columns), by_place is not None
