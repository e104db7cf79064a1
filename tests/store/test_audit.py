"""The audit chain is append-only, and shows what was done to it."""

import time

import pytest
from sqlalchemy import Connection, Engine, delete, insert, text, update
from sqlalchemy.exc import IntegrityError

from cxzy.store import tables
from cxzy.store.audit import (
    ChainFault,
    Fault,
    chain_faults,
    record,
    record_all,
    records,
    revision,
    revision_now,
)
from cxzy.store.database import reading, writing

audit = tables.audit


def five_records(engine: Engine) -> None:
    with writing(engine) as c:
        for number in range(1, 6):
            record(c, "办公室", "accept", f"sheet {number}", {"版本": number, "名": "互评.xlsx"})


def without_guards(c: Connection) -> None:
    """Take the guards away, as one who owns the database can."""
    table = " ON audit" if c.dialect.name == "postgresql" else ""
    for name in ("audit_update", "audit_delete"):
        c.execute(text(f"DROP TRIGGER {name}{table}"))


def test_records_come_back_newest_first_and_the_revision_is_the_newest_id(engine: Engine) -> None:
    with reading(engine) as c:
        assert revision(c) == 0
        assert chain_faults(c) == []
    five_records(engine)
    with reading(engine) as c:
        assert revision(c) == 5
        assert [row.id for row in records(c)] == [5, 4, 3, 2, 1]
        assert [row.id for row in records(c, before=4, limit=2)] == [3, 2]
        assert [row.id for row in records(c, object="sheet 2")] == [2]
        assert records(c, action="withdraw") == []
        assert records(c, limit=1)[0].details == '{"名": "互评.xlsx", "版本": 5}'
        assert chain_faults(c) == []


def test_records_made_at_once_continue_the_chain_in_their_order(engine: Engine) -> None:
    with writing(engine) as c:
        record(c, "办公室", "accept", "sheet 1")
        told = [(f"sheet {number}", f"“{number}”") for number in range(2, 5)]
        made = record_all(c, "办公室", "accept", told)
        assert record_all(c, "办公室", "accept", []) == []
        record(c, "办公室", "withdraw", "sheet 1")
    with reading(engine) as c:
        assert records(c)[::-1][1:4] == made
        assert [(row.id, row.object, row.details) for row in made] == [
            (2, "sheet 2", "“2”"),
            (3, "sheet 3", "“3”"),
            (4, "sheet 4", "“4”"),
        ]
        assert chain_faults(c) == []


def test_the_revision_asked_for_by_itself_is_the_same_and_leaves_nothing_open(
    engine: Engine,
) -> None:
    assert revision_now(engine) == 0
    five_records(engine)
    assert revision_now(engine) == 5
    assert engine.pool.checkedout() == 0


def test_a_record_comes_back_as_it_was_made(engine: Engine) -> None:
    with writing(engine) as c:
        made = record(c, "a", "b", "c", "d")
    with reading(engine) as c:
        assert records(c) == [made]


@pytest.mark.parametrize(
    "statement", [update(audit).values(actor="x"), delete(audit)], ids=["update", "delete"]
)
def test_the_database_refuses_to_change_records(engine: Engine, statement: object) -> None:
    five_records(engine)
    with writing(engine) as c, pytest.raises(IntegrityError):
        c.execute(statement)


TAMPERINGS = {
    "edit": (
        [update(audit).where(audit.c.id == 3).values(actor="x")],
        ChainFault(3, Fault.CHANGED),
    ),
    "deletion": ([delete(audit).where(audit.c.id == 3)], ChainFault(3, Fault.MISSING)),
    "swap": (
        [
            update(audit).where(audit.c.id == old).values(id=new)
            for old, new in [(3, 99), (2, 3), (99, 2)]
        ],
        ChainFault(2, Fault.CHANGED),
    ),
    "cut tail": ([delete(audit).where(audit.c.id == 5)], ChainFault(5, Fault.MISSING)),
    "insertion": (
        [
            insert(audit).from_select(
                [column.name for column in audit.c],
                audit.select()
                .where(audit.c.id == 5)
                .with_only_columns(
                    audit.c.id + 1,
                    audit.c.at,
                    audit.c.actor,
                    audit.c.action,
                    audit.c.object,
                    audit.c.details,
                    audit.c.actor,
                ),
            )
        ],
        ChainFault(6, Fault.CHANGED),
    ),
}


@pytest.mark.parametrize("name", TAMPERINGS)
def test_what_is_done_to_the_chain_shows(engine: Engine, name: str) -> None:
    five_records(engine)
    statements, fault = TAMPERINGS[name]
    with writing(engine) as c:
        (head,) = records(c, limit=1)
        without_guards(c)
        for statement in statements:
            c.execute(statement)
        assert fault in chain_faults(c, {head.id: head.hash})


def test_a_chain_that_was_hashed_anew_does_not_fit_the_key(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CXZY_AUDIT_KEY", "only the operator knows")
    five_records(engine)
    with reading(engine) as c:
        assert chain_faults(c) == []
    monkeypatch.delenv("CXZY_AUDIT_KEY")
    with writing(engine) as c:
        assert len(chain_faults(c)) == 5


def test_thousands_of_records_are_verified_in_a_fraction_of_a_second(
    sqlite_engine: Engine,
) -> None:
    with writing(sqlite_engine) as c:
        for number in range(2_000):
            record(c, "办公室", "accept", f"sheet {number}", {"版本": number})
    with reading(sqlite_engine) as c:
        times = []
        for _ in range(4):
            begin = time.process_time()
            assert chain_faults(c) == []
            times.append(time.process_time() - begin)
    # a hundred thousand in a second are 20 ms for 2,000; slower machines get four times that
    assert min(times) < 0.080
