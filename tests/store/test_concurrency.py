"""Many at once: no edit is lost, no sheet is accepted twice, the audit chain never forks."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier

from sqlalchemy import Engine

from cxzy.store import audit
from cxzy.store.database import open_database, reading, writing
from cxzy.store.errors import StaleRecord
from cxzy.store.meetings import meeting
from cxzy.store.sheets import sheets
from cxzy.store.units import change_unit, unit
from tests.store.accepting import accept
from tests.store.conftest import Campaign

WRITERS = 8
EDITS = 100


def at_once(writers: int, act: Callable[[], object]) -> list[object]:
    """Return what `act` gives or raises in each of several threads that begin together."""
    begin = Barrier(writers)

    def run(_: int) -> object:
        begin.wait()
        try:
            return act()
        except StaleRecord as stale:
            return stale

    with ThreadPoolExecutor(writers) as pool:
        return list(pool.map(run, range(writers)))


def test_eight_writers_who_read_then_write_lose_no_edit(engine: Engine, campaign: Campaign) -> None:
    def edit() -> None:
        for _ in range(EDITS):
            with writing(engine) as c:
                before = unit(c, campaign.branch.id)
                count = int("0" + before.name.removeprefix(campaign.branch.name))
                change_unit(c, replace(before, name=f"{campaign.branch.name}{count + 1}"))

    assert at_once(WRITERS, edit) == [None] * WRITERS
    with reading(engine) as c:
        changed = unit(c, campaign.branch.id)
    assert changed.name == f"{campaign.branch.name}{WRITERS * EDITS}"
    assert changed.version == 1 + WRITERS * EDITS


def test_writers_who_read_in_another_transaction_are_told_and_lose_no_edit(
    engine: Engine, campaign: Campaign
) -> None:
    def edit() -> int:
        told = 0
        for _ in range(10):
            while True:
                with reading(engine) as c:
                    before = unit(c, campaign.branch.id)
                try:
                    with writing(engine) as c:
                        change_unit(c, replace(before, name=before.name + "x"))
                    break
                except StaleRecord:
                    told += 1
        return told

    at_once(4, edit)
    with reading(engine) as c:
        assert unit(c, campaign.branch.id).name == campaign.branch.name + "x" * 40


def test_the_same_sheet_accepted_by_twenty_at_once_is_kept_once(
    engine: Engine, campaign: Campaign
) -> None:
    for number in range(5):
        with reading(engine) as c:
            version = meeting(c, campaign.meeting.id).version

        def once(version: int = version, number: int = number) -> object:
            with writing(engine) as c:
                return accept(c, campaign.meeting.id, version, bytes([number]))

        told = at_once(20, once)
        assert sum(isinstance(answer, StaleRecord) for answer in told) == 19
    with reading(engine) as c:
        assert [sheet.version for sheet in sheets(c)] == [1, 2, 3, 4, 5]
        assert meeting(c, campaign.meeting.id).version == 6


def test_the_audit_chain_of_several_writers_does_not_fork(database_url: str) -> None:
    def write() -> None:
        engine = open_database(database_url)
        for _ in range(20):
            with writing(engine) as c:
                audit.record(c, "办公室", "test", "chain")
        engine.dispose()

    at_once(4, write)
    engine = open_database(database_url)
    with reading(engine) as c:
        assert audit.revision(c) == 80
        assert audit.chain_faults(c) == []
    engine.dispose()
