"""Runs the lean process that builds a feed: hands it the order, follows what it tells, ends it when asked."""

from __future__ import annotations

import logging
import os
import signal
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from tempfile import TemporaryFile
from time import monotonic
from typing import IO, Final, Self

import msgspec

from mmdesk.catalogue.build_order import (
    BuildFailure,
    BuildOrder,
    BuildReport,
    Progress,
    order_encoder,
    told_decoder,
)
from mmdesk.catalogue.child import BUILD_FEED, start
from mmdesk.catalogue.feed_refusal import FeedRefused
from mmdesk.catalogue.source_file import SourceBroken
from mmdesk.errors import MmdeskError, Text
from mmdesk.services.careful_poll import STOPPING
from mmdesk.services.side_by_side import PollSkipped
from mmdesk.system_words import system_words

logger = logging.getLogger(__name__)

_LOOK_SECONDS: Final = 0.2
_LAST_WORDS: Final = 4000
_SILENT_SECONDS: Final = 900.0
"""A build that has told nothing for so long hangs: packing and validating the largest feed takes less."""


def run_build(
    order: BuildOrder, tell: Callable[[Progress], None], stopping: Callable[[], bool]
) -> BuildReport:
    """Raises SourceBroken and FeedRefused, and PollSkipped when `stopping` says so in the middle."""
    with _Complaints() as complaints:
        report, code = _run(order, tell, stopping, complaints.stream)
        if report is not None:
            return report
        if stopping():
            raise PollSkipped(STOPPING)
        logger.error("the building process ended early (%s): %s", _how(code), complaints.last_words())
    raise FeedRefused(_DIED.format(how=_how(code)))


def _run(
    order: BuildOrder, tell: Callable[[Progress], None], stopping: Callable[[], bool], complaints: IO[bytes]
) -> tuple[BuildReport | None, int]:
    """The report, where there is one, and the exit code."""
    try:
        child = start(BUILD_FEED, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=complaints)
    except OSError as error:
        raise FeedRefused(_NOT_STARTED.format(why=system_words(error))) from error
    heard = _Heard()
    with child, _ended_when(child, stopping, heard):
        assert child.stdin is not None
        assert child.stdout is not None
        _hand_over(child.stdin, order)
        report = _follow(child.stdout, tell, heard)
    return report, child.returncode


def _hand_over(stdin: IO[bytes], order: BuildOrder) -> None:
    try:
        with stdin:
            stdin.write(order_encoder.encode(order))
    except BrokenPipeError:
        # It died before it read anything; what it told, or did not, is looked at next.
        return


def _follow(stdout: IO[bytes], tell: Callable[[Progress], None], heard: _Heard) -> BuildReport | None:
    for line in stdout:
        heard.now()
        try:
            told = told_decoder.decode(line)
        except msgspec.DecodeError:
            # Cut off by the end of the process, or not of its making; if the report is lost, that is told.
            continue
        match told:
            case Progress():
                tell(told)
            case BuildReport():
                return told
            case BuildFailure():
                raise _error(told)
    return None


def _error(failure: BuildFailure) -> MmdeskError:
    detail, hint = (
        Text(failure.detail_ru, failure.detail_en),
        Text(failure.hint_ru, failure.hint_en),
    )
    return SourceBroken(detail, hint=hint) if failure.is_source else FeedRefused(detail, hint=hint)


class _Complaints:
    """Where the three processes of a build write what nobody has foreseen; gone with the block."""

    def __enter__(self) -> Self:
        """Raises FeedRefused."""
        try:
            self.stream = TemporaryFile()
        except OSError as error:
            raise FeedRefused(_NOT_STARTED.format(why=system_words(error))) from error
        return self

    def last_words(self) -> str:
        size = self.stream.seek(0, os.SEEK_END)
        self.stream.seek(max(size - _LAST_WORDS, 0))
        return self.stream.read().decode("utf-8", "replace").strip()

    def __exit__(self, *_: object) -> None:
        self.stream.close()


class _Heard:
    """When the process was last heard of."""

    def __init__(self) -> None:
        self._at = monotonic()

    def now(self) -> None:
        self._at = monotonic()

    @property
    def silent_seconds(self) -> float:
        return monotonic() - self._at


@contextmanager
def _ended_when(
    child: subprocess.Popen[bytes], stopping: Callable[[], bool], heard: _Heard
) -> Iterator[None]:
    """While the block runs, the process is killed as soon as `stopping` says so, or it hangs."""
    over = threading.Event()

    def watch() -> None:
        while not over.wait(_LOOK_SECONDS):
            if stopping() or heard.silent_seconds > _SILENT_SECONDS:
                child.kill()
                return

    watcher = threading.Thread(target=watch, name="feed-build", daemon=True)
    watcher.start()
    try:
        yield
    finally:
        over.set()
        watcher.join()
        if child.poll() is None and child.stdout is not None and not child.stdout.closed:
            # It has told everything, or an error leaves the block: nobody needs it any more.
            child.kill()


def _how(code: int) -> str:
    try:
        return signal.Signals(-code).name
    except ValueError:
        return str(code)


_NOT_STARTED: Final = Text("процесс сборки не запустился: {why}", "the building process did not start: {why}")
_DIED: Final = Text(
    "процесс сборки оборвался ({how}); возможно, не хватило памяти",
    "the building process ended early ({how}); perhaps memory ran out",
)
