from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from datetime import UTC, datetime
from itertools import pairwise

import pytest
from PySide6.QtCore import QCoreApplication
from pytestqt.qtbot import QtBot

from mmdesk.services.waiting import Changes
from mmdesk.storage.changes import ChangeWatcher
from mmdesk.storage.engine import StorageError
from mmdesk.storage.uow import Storage
from mmdesk.ui.changes import ChangeNotice
from tests.ui.conftest import Wait

Watch = Callable[[], AbstractContextManager[Changes]]
_A_MOMENT = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)


class Heard:
    """When and in which threads it was told that something has changed."""

    def __init__(self, notice: ChangeNotice) -> None:
        self.at: list[float] = []
        self.threads: set[str] = set()
        notice.changed.connect(self.hear)

    def hear(self) -> None:
        self.at.append(time.monotonic())
        self.threads.add(threading.current_thread().name)


class Counted:
    def __init__(self) -> None:
        self.times = 0

    def count(self) -> None:
        self.times += 1


class Commits:
    """A database of which the test itself says when somebody commits."""

    def __init__(self) -> None:
        self._signal = threading.Condition()
        self._count = 0
        self._seen = 0
        self.taken: list[int] = []

    def add(self) -> None:
        with self._signal:
            self._count += 1
            self._signal.notify_all()

    def wait(self, timeout: float) -> bool:
        with self._signal:
            if not self._signal.wait_for(lambda: self._count > self._seen, timeout):
                return False
            self._seen = self._count
            self.taken.append(self._seen)
            return True

    @contextmanager
    def watched(self) -> Iterator[Changes]:
        yield self


@contextmanager
def running(watch: Watch) -> Iterator[ChangeNotice]:
    notice = ChangeNotice(watch)
    notice.start()
    try:
        yield notice
    finally:
        notice.close()


def commit(storage: Storage, name: str) -> None:
    with storage.work() as work:
        work.running.request(name, _A_MOMENT)
        work.commit()


def test_a_commit_of_anybody_is_told_in_the_thread_of_the_window(qtbot: QtBot, storage: Storage) -> None:
    opened = threading.Event()

    @contextmanager
    def watch() -> Iterator[Changes]:
        with closing(ChangeWatcher(storage.engine)) as watcher:
            opened.set()
            yield watcher

    with running(watch) as notice:
        heard = Heard(notice)
        assert opened.wait(10)
        with qtbot.waitSignal(notice.changed):
            commit(storage, "somebody")
    assert heard.threads == {threading.current_thread().name}


def test_a_burst_is_told_rarely_and_its_last_commit_always(wait: Wait, qtbot: QtBot) -> None:
    commits = Commits()
    with running(commits.watched) as notice:
        heard = Heard(notice)
        added: list[float] = []

        def told_thrice() -> bool:
            added.append(time.monotonic())
            commits.add()
            return len(heard.at) >= 3

        wait(told_thrice)
        wait(lambda: heard.at[-1] >= added[-1])
    assert all(later - earlier >= 0.1 for earlier, later in pairwise(heard.at))
    assert len(added) > len(heard.at)


def test_whoever_is_in_a_hurry_hears_of_the_commits_of_a_burst_between_two_notices(wait: Wait) -> None:
    commits = Commits()
    with running(commits.watched) as notice:
        heard, hurried = Heard(notice), Counted()
        notice.hurried.connect(hurried.count)

        def told_twice() -> bool:
            commits.add()
            return len(heard.at) >= 2

        wait(told_twice)
    assert hurried.times > len(heard.at)


def test_a_database_that_is_gone_for_a_while_is_found_again_and_counts_as_changed(
    wait: Wait, caplog: pytest.LogCaptureFixture
) -> None:
    tries: list[str] = []
    commits = Commits()

    @contextmanager
    def watch() -> Iterator[Changes]:
        tries.append("try")
        if len(tries) == 1:
            raise StorageError("somewhere")
        yield commits

    with running(watch) as notice:
        heard = Heard(notice)
        wait(lambda: heard.at)
    assert len(tries) == 2
    assert "somewhere" in caplog.text


def test_the_end_comes_at_once_and_silences_what_was_under_way(qtbot: QtBot) -> None:
    commits = Commits()
    with running(commits.watched) as notice:
        heard = Heard(notice)
        commits.add()
        began = time.monotonic()
        notice.close()
        ended = time.monotonic()
    QCoreApplication.processEvents()
    assert ended - began < 1
    assert heard.at == []


def test_a_notice_that_was_never_started_can_be_closed() -> None:
    ChangeNotice(Commits().watched).close()
