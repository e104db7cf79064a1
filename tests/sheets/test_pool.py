"""Several files wait at each child; what ends or hangs is said of its own file alone."""

import gc
import json
import os
import signal
import threading
import time
import weakref
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from cxzy.core.language import ENGLISH, use_language
from cxzy.sheets import children
from cxzy.sheets.children import Child, ChildDied
from cxzy.sheets.errors import UnreadableFile
from cxzy.sheets.pool import READERS, READING, Pool
from cxzy.sheets.reading import AHEAD, read_workbook, read_workbooks
from tests.sheets.workbooks import workbook

PLAIN = workbook({"互评": [["姓名", "德"], ["张三", 90]]})
LONG = workbook({"互评": [["姓名", "德"], *([f"{n}", n] for n in range(5_000))]})
ECHO = """
import json, os, struct, sys, time
while len(length := sys.stdin.buffer.read(8)) == 8:
    said = sys.stdin.buffer.read(struct.unpack("<Q", length)[0])
    if said == b"end":
        os._exit(1)
    if said.startswith(b"sleep "):
        time.sleep(float(said[6:]))
    if said.startswith(b"long "):
        said = bytes(int(said[5:]))
    head = json.dumps({"tired": said == b"tired", "pid": os.getpid()}).encode()
    sys.stdout.buffer.write(struct.pack("<QQ", 8 + len(head) + len(said), len(head)) + head + said)
    if said == b"twice":
        sys.stdout.buffer.write(b"more")
    sys.stdout.flush()
"""
SAY = """
def say(text):
    os.write(1, len(text).to_bytes(8, "little") + text)
"""


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    use_language(ENGLISH)
    yield
    use_language("zh_CN")


@pytest.fixture
def pool(tmp_path: Path) -> Iterator[Pool]:
    """Return a pool whose children say again what they are told."""
    script = tmp_path / "echo.py"
    script.write_text(ECHO, encoding="ascii")
    own = Pool(script)
    yield own
    own.end()


def parted(answer: bytes) -> tuple[dict[str, object], bytes]:
    end = 8 + int.from_bytes(answer[:8], "little")
    return json.loads(answer[8:end]), answer[end:]


def test_answers_come_to_their_own_jobs_in_whatever_order_they_are_taken(pool: Pool) -> None:
    upload, said = object(), [str(n).encode() * (n + 1) for n in range(40)]
    jobs = [pool.ask(message, upload) for message in said]
    assert len(pool.children) == READERS
    assert [pool.answer(job, parted)[1] for job in reversed(jobs)] == said[::-1]
    assert [len(child.jobs) for child in pool.children] == [0] * READERS


def test_a_job_that_ends_its_child_costs_no_other_its_answer(pool: Pool) -> None:
    upload = object()
    said = [b"end" if n % 5 == 2 else str(n).encode() for n in range(20)]
    jobs = [pool.ask(message, upload) for message in said]
    for message, job in zip(said, jobs, strict=True):
        if message == b"end":
            with pytest.raises(ChildDied, match="died"):
                pool.answer(job, parted)
        else:
            assert pool.answer(job, parted)[1] == message


def test_a_job_that_hangs_costs_no_other_its_answer(
    pool: Pool, monkeypatch: pytest.MonkeyPatch
) -> None:
    pool.answer(pool.ask(b"started"), parted)
    monkeypatch.setattr(children, "WALL_SECONDS", 0.5)
    upload = object()
    jobs = [pool.ask(message, upload) for message in (b"sleep 60", *[b"x"] * 9)]
    assert [pool.answer(job, parted)[1] for job in jobs[1:]] == [b"x"] * 9
    with pytest.raises(ChildDied, match="too_slow"):
        pool.answer(jobs[0], parted)


def test_nobody_waits_behind_the_files_of_another(pool: Pool) -> None:
    upload = object()
    hanging = [pool.ask(b"sleep 1", upload) for _ in range(READERS - 1)]
    waiting = [pool.ask(b"x", upload) for _ in range(3)]
    started = time.monotonic()
    assert pool.answer(pool.ask(b"another"), parted)[1] == b"another"
    assert time.monotonic() - started < 0.9
    assert [pool.answer(job, parted)[1] for job in waiting] == [b"x"] * 3
    assert [pool.answer(job, parted)[1] for job in hanging] == [b"sleep 1"] * (READERS - 1)


def test_a_childs_time_does_not_run_while_nobody_looks(
    pool: Pool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(children, "WALL_SECONDS", 0.5)
    job = pool.ask(b"long 3000000")  # more than the line holds: the child waits until it is taken
    time.sleep(1)
    assert pool.answer(job, parted)[1] == bytes(3_000_000)


def test_one_that_has_grown_is_replaced_and_what_waited_at_it_is_done(pool: Pool) -> None:
    upload = object()
    jobs = [pool.ask(message, upload) for message in [b"tired", *[b"x"] * 9]]
    grown = pool.answer(jobs[0], parted)[0]["pid"]
    assert grown not in [child.pid for child in pool.children]
    assert [pool.answer(job, parted)[1] for job in jobs[1:]] == [b"x"] * 9


def test_one_that_says_more_than_it_is_asked_is_ended(pool: Pool) -> None:
    head, said = pool.answer(pool.ask(b"twice"), parted)
    assert said == b"twice"
    assert head["pid"] not in [child.pid for child in pool.children]
    assert pool.answer(pool.ask(b"x"), parted)[1] == b"x"


def test_what_nobody_takes_is_in_nobodys_way() -> None:
    for _ in range(3):
        read_workbooks([(f"{n}.xlsx", LONG) for n in range(AHEAD)])
    assert read_workbook(PLAIN, "x").grids[0].rows[1] == ("张三", 90.0)


def test_nothing_more_is_read_for_a_taker_who_leaves() -> None:
    read_workbook(PLAIN, "x")
    READING.end()
    too_large, long = bytes(21 << 20), bytes(children.WIDE_LINE)
    files = [(f"{n}.xlsx", long if n else too_large) for n in range(AHEAD)]
    outcomes = iter(read_workbooks(files))
    pids = [child.pid for child in READING.children]
    for pid in pids:
        os.kill(pid, signal.SIGSTOP)
    assert isinstance(next(outcomes), UnreadableFile)
    assert READING._jobs
    waiting = list(READING._jobs)
    with READING._lock:  # as where the garbage collector does it while somebody asks
        outcomes.close()  # type: ignore[attr-defined]
    assert all(job.left for job in waiting)
    for pid in pids:
        os.kill(pid, signal.SIGCONT)
    assert read_workbook(PLAIN, "x").grids[0].rows[1] == ("张三", 90.0)
    assert not any(job.answer for job in waiting)


def test_an_upload_that_is_let_go_is_gone_at_once() -> None:
    gc.disable()
    try:
        reading = read_workbooks([(f"{n}.xlsx", b"" if n % 2 else PLAIN) for n in range(6)])
        jobs = [weakref.ref(job) for _name, job in reading._waiting if job is not None]
        gone, found = weakref.ref(reading), list(reading)
        assert sum(isinstance(each, UnreadableFile) for each in found) == 3
        del reading
        assert [ref() for ref in (gone, *jobs)] == [None] * 7
    finally:
        gc.enable()


def test_an_upload_that_is_left_holds_nobody_up(pool: Pool) -> None:
    pool.answer(pool.ask(b"started"), parted)
    upload = object()
    jobs = [pool.ask(b"sleep 1", upload) for _ in range(4 * READERS)]
    for job in jobs:
        job.left = True
    started = time.monotonic()
    assert pool.answer(pool.ask(b"x"), parted)[1] == b"x"
    assert time.monotonic() - started < 0.9
    with pytest.raises(ChildDied):
        pool.answer(jobs[-1], parted)


@pytest.mark.parametrize(
    "script",
    [
        pytest.param("os.close(0)", id="hears no more"),
        pytest.param("say(b'early')", id="answers what it was not told"),
    ],
)
def test_a_child_that_does_not_hear_everything_is_ended_and_nobody_spins(
    script: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(children, "WALL_SECONDS", 0.5)
    path = tmp_path / "deaf.py"
    text = f"import os, time\n{SAY}\ntime.sleep(0.2)\n{script}\ntime.sleep(60)\n"
    path.write_text(text, encoding="ascii")
    pool, started = Pool(path), time.process_time()
    with pytest.raises((ChildDied, ValueError)):
        pool.answer(pool.ask(bytes(3_000_000)), parted)
    assert pool.children == ()
    assert time.process_time() - started < 0.4


def test_where_no_process_can_be_started_a_job_has_died_and_the_next_is_done(
    pool: Pool, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_room(_script: Path) -> Child:
        raise BlockingIOError

    monkeypatch.setattr("cxzy.sheets.pool.Child", no_room)
    with pytest.raises(ChildDied, match="died"):
        pool.answer(pool.ask(b"x"), parted)
    monkeypatch.undo()
    slow = pool.ask(b"sleep 0.3")
    monkeypatch.setattr("cxzy.sheets.pool.Child", no_room)
    assert pool.answer(pool.ask(b"x"), parted)[1] == b"x"
    assert pool.answer(slow, parted)[1] == b"sleep 0.3"


def test_a_child_whose_answer_cannot_be_taken_apart_gets_no_more_jobs(pool: Pool) -> None:
    def no_end(_answer: bytes) -> tuple[dict[str, object], bytes]:
        raise RecursionError

    before = pool.answer(pool.ask(b"x"), parted)[0]["pid"]
    with pytest.raises(RecursionError):
        pool.answer(pool.ask(b"x"), no_end)
    assert pool.answer(pool.ask(b"x"), parted)[0]["pid"] != before


def test_a_folder_whose_child_is_killed_is_read_but_for_one_file() -> None:
    files = [(f"{n}.xlsx", PLAIN) for n in range(30)]
    outcomes = iter(read_workbooks(files))
    found = [next(outcomes)]
    busy = max(READING.children, key=lambda child: len(child.jobs))
    os.kill(busy.pid, signal.SIGKILL)
    found += outcomes
    assert [each.name for each in found] == [name for name, _content in files]
    assert sum(isinstance(each, UnreadableFile) for each in found) <= 1


def test_many_threads_share_a_pool(pool: Pool) -> None:
    def upload(number: int) -> list[bytes]:
        own, said = object(), [f"{number} {n}".encode() for n in range(50)]
        jobs = [pool.ask(message, own) for message in said]
        return [pool.answer(job, parted)[1] for job in jobs]

    with ThreadPoolExecutor(6) as threads:
        found = list(threads.map(upload, range(6)))
    assert found == [[f"{number} {n}".encode() for n in range(50)] for number in range(6)]
    assert len(pool.children) <= READERS


def test_one_thread_takes_in_what_another_waits_for(pool: Pool) -> None:
    pool.answer(pool.ask(b"started"), parted)
    slow = pool.ask(b"sleep 0.3")
    found: list[bytes] = []
    other = threading.Thread(target=lambda: found.append(pool.answer(slow, parted)[1]))
    other.start()
    while not pool.done(slow):
        time.sleep(0.001)
    other.join(1)
    assert found == [b"sleep 0.3"]


def test_a_forked_process_begins_without_children() -> None:
    read_workbook(PLAIN, "x")
    if (pid := os.fork()) == 0:
        alone = not READING.children
        same = read_workbook(PLAIN, "x").grids[0].rows[1] == ("张三", 90.0)
        READING.end()
        os._exit(0 if alone and same else 1)
    assert os.waitpid(pid, 0)[1] == 0
    assert read_workbook(PLAIN, "x").grids[0].rows[1] == ("张三", 90.0)
