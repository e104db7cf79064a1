"""Who gets a child: few processes per script, reused, and replaced when one dies.

No thread of its own hands over and takes in; whoever asks or waits does it for all. So one that
understands a file is not interrupted by what is being read meanwhile, as several files wait at
each child (docs/decisions/0010-reading-in-a-child.md).
"""

import atexit
import os
import select
import threading
import time
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, TypeVar

from cxzy.sheets.children import Child, ChildDied, Job

READERS = max(2, min(4, os.cpu_count() or 1))
LONGEST_LOOK = 0.02  # seconds; another thread may have taken in what is waited for
Rest = TypeVar("Rest")


class Pool:
    """The children that run one script, and the jobs that wait for one.

    Whoever waits for a job no more marks it as `left`, which needs no lock: it may be the garbage
    collector that does so, in a thread that holds it.
    """

    def __init__(self, script: Path) -> None:
        self.script = script
        self.forget()

    def forget(self) -> None:
        """Begin without children: a forked process must not talk over its parent's lines."""
        self._lock = threading.Lock()
        self._children: list[Child] = []
        self._jobs: deque[Job] = deque()
        self._looked = 0.0

    @property
    def children(self) -> tuple[Child, ...]:
        """The children, the one that gets the next job first where all are idle."""
        return tuple(self._children)

    def ask(self, message: bytes, upload: object = None) -> Job:
        """Return the job of answering a message, begun where a child is free for it.

        Jobs begin in the order in which they are asked. Those of the same `upload` may wait for
        one another at one child, so that it need not wait for whoever takes its answers.
        """
        job = Job(message, upload)
        with self._lock:
            self._jobs.append(job)
            self._advance()
        return job

    def done(self, job: Job) -> bool:
        """Return whether something became of a job."""
        if not job.done:
            with self._lock:
                self._advance()
        return job.done

    def answer(
        self, job: Job, parted: Callable[[bytes], tuple[dict[str, Any], Rest]]
    ) -> tuple[dict[str, Any], Rest]:
        """Return the answer to a job, the JSON and the rest, as `parted` takes it apart.

        Waits for it. Raises `ChildDied` where there is none, as `parted` does where it does not
        fit; the child of such a one, and one that has grown, gets no more jobs.
        """
        while not self.done(job):
            self._wait()
        if job.answer is None:
            raise ChildDied(job.death)
        try:
            head, rest = parted(job.answer)
            tired = head["tired"]
        except BaseException:
            self._replace(job.child)
            raise
        if tired:
            self._replace(job.child)
        return head, rest

    def end(self) -> None:
        """End every child; what they have not answered is asked again."""
        with self._lock:
            for child in self.children:
                self._take_back(child)

    def _wait(self) -> None:
        """Wait until a child is to be talked to, or a moment."""
        poll = select.poll()
        with self._lock:
            for child in self._children:
                child.watch(poll)
        poll.poll(LONGEST_LOOK * 1000)

    def _advance(self) -> None:
        now = time.monotonic()
        # a child's time runs while somebody looks: it may have answered long since
        passed, self._looked = min(now - self._looked, LONGEST_LOOK), now
        for child in self.children:
            if child.jobs:
                try:
                    child.advance(passed)
                except ChildDied as death:
                    if child.jobs:
                        child.jobs.popleft().death = death.reason
                    self._take_back(child)
            if len(child.jobs) > 1 and all(job.left for job in child.jobs):
                self._take_back(child)  # sooner than it has done what nobody waits for
        while self._jobs:
            first = self._jobs[0]
            free = None if first.left else self._child_for(first)
            if free:
                free.ask(first)
            elif first.left or not self._children:  # and none can be started
                first.death = "died"
            else:
                return
            self._jobs.popleft()

    def _child_for(self, job: Job) -> Child | None:
        """Return the child that a job goes to: one that is idle, new, or has room behind others."""
        for child in self.children:
            if not child.jobs and child.alive:
                return child
            if not child.jobs:
                self._take_back(child)
        if len(self._children) < READERS:
            with suppress(OSError):  # the system has no room for one more
                self._children.append(Child(self.script))
                return self._children[-1]
        fit = [child for child in self._children if child.has_room_for(job)]
        return min(fit, key=lambda child: len(child.jobs), default=None)

    def _replace(self, child: Child | None) -> None:
        with self._lock:
            if child in self._children:
                self._take_back(child)
                self._advance()

    def _take_back(self, child: Child) -> None:
        """End a child; others do what it has not answered."""
        self._children.remove(child)
        self._jobs.extendleft(reversed(child.jobs))
        child.jobs.clear()
        child.end()


READING = Pool(Path(__file__).with_name("child.py"))
ANNOTATING = Pool(Path(__file__).with_name("annotator.py"))


def _forget() -> None:
    for pool in (READING, ANNOTATING):
        pool.forget()


def _end() -> None:
    for pool in (READING, ANNOTATING):
        pool.end()


atexit.register(_end)
os.register_at_fork(after_in_child=_forget)
