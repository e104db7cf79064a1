"""Runs take turns, and none waits for one that does not end."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event
from time import monotonic, sleep

import pytest

from cxzy.web.turns import Turns


def test_of_many_runs_one_at_a_time_goes_ahead() -> None:
    turns, together, inside, most = Turns(longest=30), Barrier(8), [0], [0]

    def run() -> None:
        together.wait()
        for _time in range(20):
            with turns.one():
                inside[0] += 1
                most[0] = max(most[0], inside[0])
                sleep(0.0005)
                inside[0] -= 1

    with ThreadPoolExecutor(8) as pool:
        for done in [pool.submit(run) for _run in range(8)]:
            done.result(timeout=30)
    assert most == [1]


def test_a_run_that_takes_long_holds_the_others_up_once_and_no_longer() -> None:
    turns, begun, end = Turns(longest=0.3), Event(), Event()

    def slow() -> None:
        with turns.one():
            begun.set()
            end.wait(30)

    def waited() -> float:
        asked = monotonic()
        with turns.one():
            return monotonic() - asked

    with ThreadPoolExecutor(1) as pool:
        running = pool.submit(slow)
        begun.wait(30)
        first, second = waited(), waited()
        end.set()
        running.result(timeout=30)
    assert 0.1 < first < 3
    assert second < 0.3


def test_a_late_end_does_not_take_the_turn_of_whoever_has_it_now() -> None:
    turns = Turns(longest=0.05)
    with turns.one():
        sleep(0.1)
        later = turns.one()
        later.__enter__()
    assert turns._left() > 0
    later.__exit__(None, None, None)
    assert turns._left() == 0


def test_a_run_that_fails_gives_its_turn_back() -> None:
    turns = Turns(longest=30)
    with pytest.raises(ValueError, match="a fault"), turns.one():
        raise ValueError("a fault")
    with turns.one():
        pass
