"""Records that several people may change at once: compare the version, then set.

Statements are built once and executed with their values: building one takes longer than SQLite
takes to answer it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, fields, replace
from functools import cache
from itertools import islice
from operator import itemgetter
from typing import Any, TypeVar

from sqlalchemy import (
    Column,
    Connection,
    CursorResult,
    Row,
    Select,
    Table,
    bindparam,
    insert,
    select,
    update,
)

from cxzy.store.errors import NotFound, StaleRecord
from cxzy.store.records import (
    Attendance,
    AuditRecord,
    BallotDecision,
    Meeting,
    Member,
    Period,
    StoredForm,
    StoredScheme,
    StoredSheet,
    Unit,
)

Record = TypeVar(
    "Record",
    Unit,
    Member,
    Period,
    StoredScheme,
    Meeting,
    Attendance,
    StoredSheet,
    StoredForm,
    BallotDecision,
    AuditRecord,
)
Versioned = TypeVar("Versioned", Unit, Member, Period, Meeting, StoredForm)


def record_of(kind: type[Record], row: Row[Any]) -> Record:
    """Return a row as the record whose fields have the names of its columns."""
    return kind(**dict(zip(row._fields, row, strict=True)))


def records_of(kind: type[Record], result: CursorResult[Any]) -> list[Record]:
    """Return all rows as records; which column is which field is asked for once."""
    names = list(result.keys())
    values = itemgetter(*(names.index(field.name) for field in fields(kind)))
    return [kind(*values(row)) for row in result.all()]


def named_columns(table: Table, kind: type[Record]) -> list[Column[Any]]:
    """Return the columns of a table in the order of the fields of its records."""
    return [table.c[field.name] for field in fields(kind)]


def records_beside(kinds: Sequence[type[Any]], row: Row[Any]) -> Iterator[Any]:
    """Yield the records of several kinds whose `named_columns` stand in one row."""
    values = iter(row)
    return (kind(*islice(values, len(fields(kind)))) for kind in kinds)


def columns_of(result: CursorResult[Any]) -> list[tuple[Any, ...]]:
    """Return the columns of all rows, each as long as there are rows."""
    return list(zip(*result.all(), strict=True)) or [()] * len(result.keys())


def found(c: Connection, table: Table, kind: type[Record], key: Any, column: str = "id") -> Record:
    """Return the one record whose `column` is `key`; raises NotFound."""
    row = c.execute(_one(table, column), {"key": key}).one_or_none()
    if row is None:
        raise NotFound.of(table.name, key)
    return record_of(kind, row)


@cache
def _one(table: Table, column: str) -> Select[Any]:
    return select(table).where(table.c[column] == bindparam("key"))


def added(c: Connection, table: Table, record: type[Record], /, **values: Any) -> Record:
    """Insert a row in its first version and return it as a record."""
    row = c.execute(insert(table).values(version=1, **values).returning(*table.c)).one()
    return record_of(record, row)


def changed(c: Connection, table: Table, record: Versioned) -> Versioned:
    """Return the record with its next version, stored in place of the version it was read in.

    Raises NotFound where there is no such row, StaleRecord where its version is another.
    """
    following = replace(record, version=record.version + 1)
    done = c.execute(
        update(table)
        .where(table.c.id == record.id, table.c.version == record.version)
        .values({name: value for name, value in asdict(following).items() if name != "id"})
    )
    if done.rowcount != 1:
        raise StaleRecord(found(c, table, type(record), record.id), record)
    return following
