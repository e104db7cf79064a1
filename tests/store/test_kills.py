"""A program that is killed while it writes to SQLite leaves whole imports only."""

import multiprocessing
import random
import time
from multiprocessing.connection import Connection as Pipe

from sqlalchemy import Engine, text

from cxzy.store import audit
from cxzy.store.database import open_database, reading, writing
from cxzy.store.facets import facets
from cxzy.store.meetings import meeting
from cxzy.store.records import SheetState
from cxzy.store.sheets import sheet_content, sheets
from tests.store.accepting import accept
from tests.store.conftest import small_campaign

KILLS = 10


def accept_for_ever(url: str, meeting_id: int, acknowledged: Pipe) -> None:
    """Accept one sheet after the other, and say after each that it is kept."""
    engine = open_database(url)
    while True:
        with reading(engine) as c:
            version = meeting(c, meeting_id).version
        with writing(engine) as c:
            accept(c, meeting_id, version, version.to_bytes(8, "big") * 4_000)
        acknowledged.send(version)


def kill_one(url: str, meeting_id: int, seconds: float) -> int:
    """Return the last version that a writer acknowledged before it was killed."""
    programs = multiprocessing.get_context("forkserver")
    programs.set_forkserver_preload(["tests.store.test_kills"])
    answers, told = programs.Pipe(duplex=False)
    writer = programs.Process(target=accept_for_ever, args=(url, meeting_id, told))
    writer.start()
    told.close()
    last = answers.recv()
    time.sleep(seconds)
    writer.kill()
    writer.join(10)
    writer.close()
    try:
        while True:
            last = answers.recv()
    except EOFError:
        answers.close()
    return int(last)


def check_whole(engine: Engine, meeting_id: int, acknowledged: int) -> None:
    """Fail where an acknowledged import is lost, or a part of one is there."""
    with reading(engine) as c:
        kept = sheets(c, meeting_id)
        assert c.scalar(text("PRAGMA integrity_check")) == "ok"
        assert meeting(c, meeting_id).version - 1 == len(kept) >= acknowledged
        assert [sheet.state for sheet in kept].count(SheetState.ACCEPTED) == 1
        assert kept[-1].state == SheetState.ACCEPTED
        assert len(sheet_content(c, kept[-1].id)) == kept[-1].size == 32_000
        assert set(facets(c, [meeting_id])["n"]) == {kept[-1].version}
        assert audit.revision(c) == len(kept)
        assert audit.chain_faults(c) == []


def test_killed_writers_leave_whole_imports_only(sqlite_url: str) -> None:
    seconds = random.Random(2012)
    engine = open_database(sqlite_url)
    meeting_id = small_campaign(engine).meeting.id
    for _ in range(KILLS):
        acknowledged = kill_one(sqlite_url, meeting_id, seconds.uniform(0.0, 0.15))
        begin = time.perf_counter()
        check_whole(engine, meeting_id, acknowledged)
        assert time.perf_counter() - begin < 5
    engine.dispose()
