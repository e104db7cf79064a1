"""A process that opens uploaded files, and the line to it. Who gets one: `cxzy.sheets.pool`.

Limits and reasons: docs/decisions/0010-reading-in-a-child.md.
"""

import fcntl
import os
import select
import signal
import struct
import subprocess
import sys
from collections import deque
from contextlib import suppress
from pathlib import Path

WALL_SECONDS = 10.0
LENGTH = 8  # bytes; the length of a message, which precedes it
LARGEST_ANSWER, LARGEST_READ = 96 << 20, 64 << 10
WIDE_LINE = 256 << 10
_ENVIRONMENT = {"MALLOC_MMAP_THRESHOLD_": str(4 << 20), "MALLOC_TRIM_THRESHOLD_": str(64 << 20)}
"""A child keeps the memory that one file took for the next one, where the C library is GNU's."""


class ChildDied(Exception):
    """The child ended before it answered; `reason` is "too_slow" or "died"."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Job:
    """A message to a child, and what became of it: an answer, or of what death there is none.

    `left` says that nobody waits for it any more. A job holds on to nothing that holds on to it:
    an upload is large, and is to go as soon as it is let go.
    """

    def __init__(self, message: bytes, upload: object) -> None:
        self.message, self.upload = message, object() if upload is None else upload
        self.answer: bytes | None = None
        self.death = ""
        self.left = False
        self.child: Child | None = None

    @property
    def done(self) -> bool:
        """Whether something became of it."""
        return self.answer is not None or self.death != ""


class Child:
    """One process that runs a script. It answers its jobs one after another; nothing here waits."""

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
        for line in (self._to, self._from):
            _widen(line)
            os.set_blocking(line, False)
        self.jobs: deque[Job] = deque()
        self._unsent: list[memoryview] = []
        self._held = bytearray()
        self._spent = 0.0

    @property
    def pid(self) -> int:
        """The process number."""
        return self._process.pid

    @property
    def alive(self) -> bool:
        """Whether the process still runs."""
        return self._process.poll() is None

    def has_room_for(self, job: Job) -> bool:
        """Whether a job may wait here: behind its like, where the line holds them all at once."""
        size = sum(len(each.message) + LENGTH for each in (*self.jobs, job))
        return size <= WIDE_LINE and all(each.upload is job.upload for each in self.jobs)

    def ask(self, job: Job) -> None:
        """Put a job behind the others, and hand over what passes now."""
        job.child = self
        self.jobs.append(job)
        self._unsent += [
            memoryview(struct.pack("<Q", len(job.message))),
            memoryview(job.message),
        ]
        self._send()

    def advance(self, seconds: float) -> None:
        """Hand over and take in what passes now; `seconds` have gone by since the last time.

        Raises `ChildDied` where the process has ended, says what does not fit or takes too long
        with the first of its jobs.
        """
        first, self._spent = self.jobs[0], self._spent + seconds
        self._send()
        try:
            self._receive()
        except (OSError, EOFError) as error:
            raise ChildDied("too_slow" if self._used_up() else "died") from error
        if not self.jobs or self.jobs[0] is not first:
            self._spent = 0.0
        if self._spent > WALL_SECONDS:
            raise ChildDied("too_slow")

    def _send(self) -> None:
        try:
            while self._unsent:
                sent = os.writev(self._to, self._unsent)
                while self._unsent and sent >= len(self._unsent[0]):
                    sent -= len(self._unsent.pop(0))
                if sent:
                    self._unsent[0] = self._unsent[0][sent:]
        except BlockingIOError:
            pass
        except BrokenPipeError:
            self._unsent.clear()  # it has ended: what it says before that is still to be heard

    def _receive(self) -> None:
        with suppress(BlockingIOError):
            while self.jobs:
                part = os.read(self._from, LARGEST_READ)
                if not part:
                    raise EOFError
                self._held += part
                self._take_answers()

    def _take_answers(self) -> None:
        while self.jobs and len(self._held) >= LENGTH:
            end = LENGTH + int.from_bytes(self._held[:LENGTH], "little")
            if end > LENGTH + LARGEST_ANSWER:
                raise EOFError
            if len(self._held) < end:
                return
            self.jobs.popleft().answer = bytes(self._held[LENGTH:end])
            del self._held[:end]
        if (self._held or self._unsent) and not self.jobs:
            raise EOFError  # it says what nobody asked for, or answers what it was not told

    def _used_up(self) -> bool:
        self._process.kill()  # without effect on one that has ended by itself
        return self._process.wait() == -signal.SIGXCPU

    def watch(self, poll: select.poll) -> None:
        """Let a poll end when there is something to hand over or to take in."""
        if self.jobs:
            poll.register(self._from, select.POLLIN)
        if self._unsent:
            poll.register(self._to, select.POLLOUT)

    def end(self) -> None:
        """Kill the process and close the line."""
        self._process.kill()
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                stream.close()
        self._process.wait()


def _widen(line: int) -> None:
    """Let some usual files or answers stand in a line at once, where the system knows how."""
    with suppress(AttributeError, OSError):
        fcntl.fcntl(line, fcntl.F_SETPIPE_SZ, WIDE_LINE)
