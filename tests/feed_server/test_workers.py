"""A worker goes on whatever its step does, and ends when it is told to."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from feed_server.workers import Worker
from mmdesk.storage.engine import DiskFull
from tests.feed_server.stand import wait_until


@contextmanager
def at_work(step: Callable[[], bool], rest: float = 60.0) -> Iterator[Worker]:
    worker = Worker("test", step, lambda: rest)
    worker.start()
    try:
        yield worker
    finally:
        worker.stop()
        assert worker.join(10)


def test_a_step_that_found_work_is_called_again_at_once() -> None:
    left = list(range(50))
    with at_work(lambda: bool(left and left.pop() >= 0)):
        wait_until(lambda: not left)


def test_a_worker_at_rest_is_woken() -> None:
    calls: list[int] = []

    def step() -> bool:
        calls.append(1)
        return False

    with at_work(step) as worker:
        wait_until(lambda: len(calls) == 1)
        worker.wake()
        wait_until(lambda: len(calls) == 2)


def test_a_worker_that_nobody_wakes_looks_again_after_its_rest() -> None:
    calls: list[int] = []

    def step() -> bool:
        calls.append(1)
        return False

    with at_work(step, rest=0.01):
        wait_until(lambda: len(calls) > 2)


@pytest.mark.parametrize("error", [DiskFull(), ValueError("a bug")])
def test_a_step_that_fails_is_tried_again(error: Exception) -> None:
    failures = [error]
    done = threading.Event()

    def step() -> bool:
        if failures:
            raise failures.pop()
        done.set()
        return False

    with at_work(step):
        assert done.wait(10)


def test_a_stop_lets_the_step_under_way_end() -> None:
    begun, may_end, ended = threading.Event(), threading.Event(), threading.Event()

    def step() -> bool:
        begun.set()
        may_end.wait(10)
        ended.set()
        return True

    with at_work(step) as worker:
        begun.wait(10)
        worker.stop()
        assert not worker.join(0)
        may_end.set()
    assert ended.is_set()
