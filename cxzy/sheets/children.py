"""The processes that open uploaded files: few, reused, limited, and replaced when one dies.

Some read, some annotate; each runs one script. Limits and reasons:
docs/decisions/0010-reading-in-a-child.md.
"""

import atexit
import fcntl
import os
import select
import signal
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

WALL_SECONDS = 10.0
READERS = max(2, min(4, os.cpu_count() or 1))
LENGTH = 8  # bytes; the length of an answer, which precedes it
LARGEST_ANSWER, LARGEST_READ, USUAL_READ = 96 << 20, 1 << 20, 64 << 10
WIDE_LINE = 256 << 10
_SCRIPT = Path(__file__).with_name("child.py")
_ENVIRONMENT = {"MALLOC_MMAP_THRESHOLD_": str(4 << 20), "MALLOC_TRIM_THRESHOLD_": str(64 << 20)}
"""A child keeps the memory that one file took for the next one, where the C library is GNU's."""
ANNOTATOR = Path(__file__).with_name("annotator.py")

_room = threading.BoundedSemaphore(READERS)
_lock = threading.Lock()
_idle: dict[Path, list["Child"]] = {}


class ChildDied(Exception):
    """The child ended before it answered; `reason` is "too_slow" or "died"."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Child:
    """One process that runs a script, and the line to it."""

    def __init__(self, script: Path) -> None:
        self._process = subprocess.Popen(  # noqa: S603 - our own script
            [sys.executable, "-I", "-X", "utf8", str(script)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd="/",
            env=_ENVIRONMENT,
            # out of reach of Ctrl-C, which is for the parent; but in the parent's session, as
            # Linux heeds how nice a process is within one session only
            process_group=0,
        )
        if self._process.stdin is None or self._process.stdout is None:
            raise ChildDied("died")
        self._to, self._from = self._process.stdin.fileno(), self._process.stdout.fileno()
        _widen(self._to)
        _widen(self._from)
        os.set_blocking(self._to, False)  # a child that does not read must not hold up the writer

    @property
    def pid(self) -> int:
        """The process number."""
        return self._process.pid

    @property
    def alive(self) -> bool:
        """Whether the process still runs."""
        return self._process.poll() is None

    def answer(self, content: bytes) -> bytes:
        """Return the child's answer to one message; raise `ChildDied` when it gives none."""
        deadline = time.monotonic() + WALL_SECONDS
        try:
            self._send(struct.pack("<Q", len(content)) + content, deadline)
            return self._receive(deadline)
        except (OSError, EOFError) as error:
            slow = isinstance(error, TimeoutError) or self._used_up()
            raise ChildDied("too_slow" if slow else "died") from error

    def _used_up(self) -> bool:
        self._process.kill()  # without effect on one that has ended by itself
        return self._process.wait() == -signal.SIGXCPU

    def _send(self, content: bytes, deadline: float) -> None:
        waiting = memoryview(content)
        while waiting:
            try:
                waiting = waiting[os.write(self._to, waiting) :]
            except BlockingIOError:
                _wait(self._to, select.POLLOUT, deadline)

    def _receive(self, deadline: float) -> bytes:
        # the length comes with what follows it, in the same turn of this thread
        first = self._part(USUAL_READ, deadline)
        parts, missing = [first[LENGTH:]], int.from_bytes(first[:LENGTH], "little")
        missing -= len(parts[0])
        if len(first) < LENGTH or not 0 <= missing <= LARGEST_ANSWER:
            raise EOFError
        while missing:
            parts.append(self._part(min(missing, LARGEST_READ), deadline))
            missing -= len(parts[-1])
        return b"".join(parts)

    def _part(self, most: int, deadline: float) -> bytes:
        _wait(self._from, select.POLLIN, deadline)
        part = os.read(self._from, most)
        if not part:
            raise EOFError
        return part

    def end(self) -> None:
        """Kill the process and close the line."""
        self._process.kill()
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                stream.close()
        self._process.wait()


def _widen(line: int) -> None:
    """Let a usual file or answer pass a line at once, where the system knows how.

    Each further turn of a thread that hands over takes the interpreter from the one that
    understands what was read before.
    """
    with suppress(AttributeError, OSError):
        fcntl.fcntl(line, fcntl.F_SETPIPE_SZ, WIDE_LINE)


def _wait(line: int, event: int, deadline: float) -> None:
    """Wait until the other end of a line reads or has written; raise TimeoutError in the end."""
    waiting = select.poll()
    waiting.register(line, event)
    if not waiting.poll(max(0.0, deadline - time.monotonic()) * 1000):
        raise TimeoutError


@contextmanager
def borrowed(script: Path | None = None) -> Iterator[Child]:
    """Lend a child that runs a script, a reader where none is named.

    It comes back unless it died or the borrower failed.
    """
    script = script or _SCRIPT
    with _room:
        with _lock:
            idle = _idle.get(script)
            child = idle.pop() if idle else None
        if child is not None and not child.alive:
            child.end()
            child = None
        child = child or Child(script)
        try:
            yield child
        except BaseException:
            child.end()
            raise
        with _lock:
            _idle.setdefault(script, []).append(child)


def end_all() -> None:
    """End every idle child."""
    with _lock:
        children = [child for idle in _idle.values() for child in idle]
        _idle.clear()
    for child in children:
        child.end()


def _forget() -> None:
    # a forked process must not talk over its parent's lines
    global _room, _lock
    _room, _lock = threading.BoundedSemaphore(READERS), threading.Lock()
    _idle.clear()


atexit.register(end_all)
os.register_at_fork(after_in_child=_forget)
