"""A fault at any statement of an import leaves the database as it was."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import Connection, Engine, event, select

from cxzy.store.database import reading, writing
from cxzy.store.tables import metadata
from tests.store.accepting import accept
from tests.store.conftest import Campaign


class Fault(Exception):
    """What breaks the import."""


def everything(engine: Engine) -> dict[str, list[tuple[object, ...]]]:
    """Return every row of every table."""
    with reading(engine) as c:
        return {
            table.name: sorted((tuple(row) for row in c.execute(select(table))), key=repr)
            for table in metadata.sorted_tables
        }


@contextmanager
def fault_at(engine: Engine, number: int) -> Iterator[list[str]]:
    """Raise before the statement with this number is carried out; yield those that were."""
    statements: list[str] = []

    def count(_c: Connection, _cursor: object, statement: str, *_: object) -> None:
        if len(statements) == number:
            raise Fault(statement)
        statements.append(statement)

    event.listen(engine, "before_cursor_execute", count)
    try:
        yield statements
    finally:
        event.remove(engine, "before_cursor_execute", count)


def attempt(engine: Engine, campaign: Campaign, number: int) -> tuple[bool, list[str]]:
    """Return whether an import with a fault got through, and the statements of it that ran."""
    with fault_at(engine, number) as statements:
        try:
            with writing(engine) as c:
                accept(c, campaign.meeting.id, 2, b"second")
        except Fault:
            return False, statements
    return True, statements


def test_a_fault_at_any_statement_leaves_nothing(engine: Engine, campaign: Campaign) -> None:
    with writing(engine) as c:
        accept(c, campaign.meeting.id, 1, b"first")
    before = everything(engine)
    for number in range(100):
        through, statements = attempt(engine, campaign, number)
        if through:
            break
        assert everything(engine) == before
    # version, standing, state, sheet, bytes, facets, scheme and audit are a dozen at least
    assert len(statements) > 12
    changed = {name for name, rows in everything(engine).items() if rows != before[name]}
    assert changed == {"meeting", "sheet", "sheet_content", "facet", "audit"}


def test_a_fault_at_the_commit_leaves_nothing(engine: Engine, campaign: Campaign) -> None:
    before = everything(engine)

    def refuse(_c: Connection) -> None:
        raise Fault

    event.listen(engine, "commit", refuse)
    with pytest.raises(Fault), writing(engine) as c:
        accept(c, campaign.meeting.id, 1, b"first")
    event.remove(engine, "commit", refuse)
    assert everything(engine) == before
    with writing(engine) as c:
        accept(c, campaign.meeting.id, 1, b"first")
