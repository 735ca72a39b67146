"""The build as the service runs it: followed, stopped, and told of when it breaks off."""

from __future__ import annotations

import logging
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import IO

import pytest

from mmdesk.catalogue.build_order import BuildOrder, BuildReport, Progress, told_encoder
from mmdesk.catalogue.feed_refusal import FeedRefused
from mmdesk.catalogue.source_file import SourceBroken
from mmdesk.services import feed_process
from mmdesk.services.feed_process import run_build
from mmdesk.services.side_by_side import PollSkipped
from tests.catalogue.build_children import (
    build_order,
    children,
    command_line,
    is_alive,
    wait_until,
    write_catalogue,
)

linux = pytest.mark.skipif(sys.platform != "linux", reason="tells processes apart by /proc")
REPORT = BuildReport(
    read=1,
    published=1,
    unavailable=0,
    excluded={},
    problem_counts={},
    problems=[],
    vendors={},
    params=[],
    sha256="",
    size=1,
)


@pytest.fixture
def order(tmp_path: Path) -> BuildOrder:
    return build_order(write_catalogue(tmp_path / "catalogue.xml", 12_000), tmp_path)


@pytest.fixture
def instead(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Have a few lines of Python run in place of the build."""

    def run(lines: str) -> None:
        def start(_entry: str, *, stdin: int, stdout: int, stderr: IO[bytes]) -> subprocess.Popen[bytes]:
            script = [sys.executable, "-I", "-c", lines]
            return subprocess.Popen(script, stdin=stdin, stdout=stdout, stderr=stderr)

        monkeypatch.setattr(feed_process, "start", start)

    return run


def never() -> bool:
    return False


def the_build() -> int:
    """The process of the build that this process has started."""
    [found] = [pid for pid in children(os.getpid()) if "build_process" in command_line(pid)]
    return found


def test_a_build_is_followed_to_its_report(order: BuildOrder) -> None:
    steps: list[Progress] = []
    report = run_build(order, steps.append, never)
    assert report.published == 12_000
    assert [step.read for step in steps] == sorted({step.read for step in steps})
    assert Path(order.feed).stat().st_size == report.size


def test_a_broken_source_is_raised_as_such(tmp_path: Path) -> None:
    source = tmp_path / "catalogue.xml"
    source.write_bytes(b"<yml_catalog>")
    with pytest.raises(SourceBroken) as raised:
        run_build(build_order(source, tmp_path), lambda _step: None, never)
    assert raised.value.text.ru != raised.value.text.en
    assert raised.value.cure.ru


def test_a_feed_that_must_not_be_published_is_raised_as_refused(tmp_path: Path) -> None:
    source = write_catalogue(tmp_path / "catalogue.xml", 0)
    with pytest.raises(FeedRefused, match="an empty one is never published"):
        run_build(build_order(source, tmp_path), lambda _step: None, never)


@linux
def test_stopping_ends_the_build_and_all_its_children(order: BuildOrder) -> None:
    family: list[int] = []

    def at_work(_step: Progress) -> None:
        if not family:
            build = the_build()
            # It must not be over before anybody has said stop.
            os.kill(build, signal.SIGSTOP)
            family.extend([build, *children(build)])

    with pytest.raises(PollSkipped):
        run_build(order, at_work, lambda: bool(family))
    assert len(family) == 3
    wait_until(lambda: not any(map(is_alive, family)))


@linux
def test_a_build_that_is_killed_is_told_with_the_signal(
    order: BuildOrder, caplog: pytest.LogCaptureFixture
) -> None:
    def kill(_step: Progress) -> None:
        for pid in children(os.getpid()):
            if "build_process" in command_line(pid):
                os.kill(pid, signal.SIGKILL)

    with pytest.raises(FeedRefused, match="SIGKILL"):
        run_build(order, kill, never)
    assert "SIGKILL" in caplog.text


@linux
def test_an_error_while_following_leaves_no_process_behind(order: BuildOrder) -> None:
    family: list[int] = []

    def fail(_step: Progress) -> None:
        build = the_build()
        family.extend([build, *children(build)])
        raise FeedRefused("the database is gone")

    with pytest.raises(FeedRefused, match="the database is gone"):
        run_build(order, fail, never)
    wait_until(lambda: not any(map(is_alive, family)))


def test_an_odd_line_is_survived(order: BuildOrder, instead: Callable[[str], None]) -> None:
    told = [b"warning: something odd", b'{"type":"nonsense"}', told_encoder.encode(Progress(1, 0.5)), b""]
    lines = b"\n".join([*told, told_encoder.encode(REPORT), b""])
    instead(f"import sys; sys.stdin.read(); sys.stdout.buffer.write({lines!r})")
    steps: list[Progress] = []
    assert run_build(order, steps.append, never) == REPORT
    assert steps == [Progress(1, 0.5)]


def test_a_report_that_is_cut_off_is_none(order: BuildOrder, instead: Callable[[str], None]) -> None:
    cut = told_encoder.encode(REPORT)[:-5]
    instead(f"import sys; sys.stdin.read(); sys.stdout.buffer.write({cut!r})")
    with pytest.raises(FeedRefused, match=r"ended early \(0\)"):
        run_build(order, lambda _step: None, never)


def test_the_last_words_of_a_build_that_fails_are_in_the_log(
    order: BuildOrder, instead: Callable[[str], None], caplog: pytest.LogCaptureFixture
) -> None:
    instead("raise LookupError('nobody has foreseen this')")
    with caplog.at_level(logging.ERROR), pytest.raises(FeedRefused, match=r"ended early \(1\)"):
        run_build(order, lambda _step: None, never)
    assert "nobody has foreseen this" in caplog.text


def test_a_build_that_cannot_start_is_told(order: BuildOrder, monkeypatch: pytest.MonkeyPatch) -> None:
    def start(_entry: str, **_streams: object) -> subprocess.Popen[bytes]:
        raise OSError(11, "Resource temporarily unavailable")

    monkeypatch.setattr(feed_process, "start", start)
    with pytest.raises(FeedRefused, match=r"did not start: .*Resource temporarily unavailable"):
        run_build(order, lambda _step: None, never)


@linux
def test_a_build_that_hangs_is_ended(
    order: BuildOrder, instead: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feed_process, "_SILENT_SECONDS", 0.5)
    instead("import signal; signal.pause()")
    with pytest.raises(FeedRefused, match="SIGKILL"):
        run_build(order, lambda _step: None, never)
