"""The reading processes: few, reused, limited, and replaced when one dies.

Limits and reasons: docs/decisions/0010-reading-in-a-child.md.
"""

import atexit
import os
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

WALL_SECONDS = 10.0
READERS = max(2, min(4, os.cpu_count() or 1))
LARGEST_ANSWER = 96 << 20
_SCRIPT = Path(__file__).with_name("child.py")

_room = threading.BoundedSemaphore(READERS)
_lock = threading.Lock()
_idle: list["Child"] = []


class ChildDied(Exception):
    """The child ended before it answered; `reason` is "too_slow" or "died"."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Child:
    """One reading process and the line to it."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(  # noqa: S603 - our own script
            [sys.executable, "-I", "-X", "utf8", str(_SCRIPT)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd="/",
            env={},
            start_new_session=True,
        )

    @property
    def pid(self) -> int:
        """The process number."""
        return self._process.pid

    @property
    def alive(self) -> bool:
        """Whether the process still runs."""
        return self._process.poll() is None

    def answer(self, content: bytes) -> bytes:
        """Return the child's answer to one file; raise `ChildDied` when it gives none."""
        timer = threading.Timer(WALL_SECONDS, self._process.kill)
        timer.daemon = True
        started = time.monotonic()
        timer.start()
        try:
            return self._exchange(content)
        except (OSError, EOFError) as error:
            slow = time.monotonic() - started >= WALL_SECONDS or self._used_up()
            raise ChildDied("too_slow" if slow else "died") from error
        finally:
            timer.cancel()

    def _used_up(self) -> bool:
        return self._process.wait(timeout=5) == -24  # noqa: PLR2004 - SIGXCPU

    def _exchange(self, content: bytes) -> bytes:
        source, target = self._process.stdout, self._process.stdin
        if source is None or target is None:
            raise EOFError
        target.write(struct.pack("<Q", len(content)))
        target.write(content)
        target.flush()
        length = source.read(8)
        if len(length) < 8 or (size := struct.unpack("<Q", length)[0]) > LARGEST_ANSWER:  # noqa: PLR2004
            raise EOFError
        answer = source.read(size)
        if len(answer) < size:
            raise EOFError
        return answer

    def end(self) -> None:
        """Kill the process and close the line."""
        self._process.kill()
        for stream in (self._process.stdin, self._process.stdout):
            try:
                if stream is not None:
                    stream.close()
            except OSError:
                pass  # what was still to be written has no reader
        self._process.wait()


@contextmanager
def borrowed() -> Iterator[Child]:
    """Lend a child that runs; it comes back unless it died or the borrower failed."""
    with _room:
        with _lock:
            child = _idle.pop() if _idle else None
        if child is not None and not child.alive:
            child.end()
            child = None
        child = child or Child()
        try:
            yield child
        except BaseException:
            child.end()
            raise
        with _lock:
            _idle.append(child)


def end_all() -> None:
    """End every idle child."""
    with _lock:
        children, _idle[:] = list(_idle), []
    for child in children:
        child.end()


def _forget() -> None:
    # a forked process must not talk over its parent's lines
    global _room, _lock
    _room, _lock = threading.BoundedSemaphore(READERS), threading.Lock()
    _idle.clear()


atexit.register(end_all)
os.register_at_fork(after_in_child=_forget)
