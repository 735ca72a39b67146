"""The files of the builds: whole or not at all, whoever is killed and whatever the disk says."""

from __future__ import annotations

import errno
import os
import shutil
import signal
import stat
import sys
from datetime import timedelta, timezone
from pathlib import Path

import pytest

from mmdesk.catalogue.feed_files import FeedFiles, FeedNotWritten
from tests.catalogue.kept_builds import (
    STARTED,
    WHOLE,
    content,
    kept,
    names,
    needs_posix,
    started_process,
    tell,
    told_by,
    write,
)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "feeds"


@pytest.fixture
def files(root: Path) -> FeedFiles:
    return FeedFiles(root)


# One build
def test_a_kept_build_has_all_its_files_and_leaves_no_workplace(files: FeedFiles, root: Path) -> None:
    folder = kept(files)
    assert files.has(folder)
    places = {place.name: place for place in (files.feed(folder), files.gzip(folder), files.trail(folder))}
    assert {name: place.read_bytes() for name, place in places.items()} == WHOLE
    assert names(root / "work") == []


def test_folders_are_named_by_the_moment_in_utc_and_sort_by_it(files: FeedFiles) -> None:
    moscow = timezone(timedelta(hours=3))
    later = kept(files, STARTED + timedelta(seconds=1))
    first = kept(files, STARTED.astimezone(moscow))
    assert first.startswith("20261129-093000-")
    assert sorted((later, first)) == [first, later]


def test_two_builds_of_one_second_have_folders_of_their_own(files: FeedFiles) -> None:
    assert len({kept(files) for _ in range(5)}) == 5


@needs_posix
def test_nobody_else_may_look_into_the_directories(files: FeedFiles, root: Path) -> None:
    with files.workplace() as work:
        write(work)
        modes = [stat.S_IMODE(each.stat().st_mode) for each in (work, root / "work")]
        folder = files.keep(work, STARTED)
    modes += [stat.S_IMODE(each.stat().st_mode) for each in (root / "builds", root / "builds" / folder)]
    assert modes == [0o700] * 4


@pytest.mark.parametrize("error", [ValueError("no"), KeyboardInterrupt(), OSError(errno.EIO, "broken")])
def test_a_build_that_fails_leaves_nothing(files: FeedFiles, root: Path, error: BaseException) -> None:
    def fail() -> None:
        with files.workplace() as work:
            write(work)
            (work / "inner").mkdir()
            raise error

    with pytest.raises(type(error)) as raised:
        fail()
    assert raised.value is error
    assert (names(root / "work"), names(root / "builds")) == ([], [])


@pytest.mark.parametrize("missing", WHOLE)
def test_a_build_without_one_of_its_files_is_not_kept(files: FeedFiles, root: Path, missing: str) -> None:
    with files.workplace() as work:
        write(work)
        (work / missing).unlink()
        with pytest.raises(FeedNotWritten):
            files.keep(work, STARTED)
    assert names(root / "builds") == []


@pytest.mark.parametrize("missing", WHOLE)
def test_a_folder_that_lost_a_file_is_not_there(files: FeedFiles, root: Path, missing: str) -> None:
    folder = kept(files)
    (root / "builds" / folder / missing).unlink()
    assert not files.has(folder)


@pytest.mark.parametrize("folder", ["", ".", "..", "../builds", "20261129-093000-1a2b3c", "x/../y"])
def test_what_is_no_folder_is_not_there(files: FeedFiles, folder: str) -> None:
    kept(files)
    assert not files.has(folder)


def test_files_are_durable_before_they_are_moved_and_the_move_after(
    files: FeedFiles, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[tuple[str, bool]] = []

    def note(descriptor: int) -> None:
        inode = os.fstat(descriptor).st_ino
        known = {each.stat().st_ino: each for each in root.rglob("*")}
        synced.append((known[inode].name, bool(names(root / "builds"))))

    monkeypatch.setattr(os, "fsync", note)
    with files.workplace() as work:
        write(work)
        (work / "report.json").write_bytes(b"{}")
        files.keep(work, STARTED)
    before = {name for name, is_moved in synced if not is_moved}
    assert before >= {*WHOLE, "report.json"}
    if sys.platform != "win32":
        assert work.name in before
        assert synced[-1] == ("builds", True)


# Killed
_BUILD_AND_DIE = """
import os, shutil, signal
from datetime import UTC, datetime
from mmdesk import file_locks
from mmdesk.catalogue import feed_files

SOURCES = {"<string>", feed_files.__file__, file_locks.__file__, shutil.__file__}
WHOLE = {"feed.xml": b"<a/>" * 5000, "feed.xml.gz": b"packed" * 500, "offers.jsonl": b"{}\\n" * 3000}

def build():
    with files.workplace() as work:
        for name, content in WHOLE.items():
            with (work / name).open("wb", buffering=0) as file:
                file.write(content[:100])
                file.write(content[100:])
        files.keep(work, datetime(2026, 11, 29, 9, 30, tzinfo=UTC))
    files.sweep(lambda: ())

def die_at(line):
    passed = 0
    def trace(frame, event, argument):
        nonlocal passed
        if frame.f_code.co_filename not in SOURCES:
            return None
        passed += event == "line"
        if passed > line:
            os.kill(os.getpid(), signal.SIGKILL)
        return trace
    sys.settrace(trace)
    build()
    sys.settrace(None)
    os._exit(0)

for line in sys.stdin:
    child = os.fork()
    if not child:
        die_at(int(line))
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
"""


@needs_posix
def test_a_builder_killed_at_whatever_line_leaves_whole_builds_only(files: FeedFiles, root: Path) -> None:
    killed, seen = 0, set()
    with started_process(root, _BUILD_AND_DIE) as process:
        ended = -signal.SIGKILL
        while ended == -signal.SIGKILL:
            tell(process, str(killed))
            ended = int(told_by(process))
            found = names(root / "builds")
            assert [content(root / "builds" / folder) for folder in found] == [WHOLE] * len(found)
            assert all(map(files.has, found))
            seen |= set(found)
            shutil.rmtree(root / "builds", ignore_errors=True)
            killed += ended != 0
    assert ended == 0
    assert killed > 100
    assert seen
    with files.workplace() as work:
        assert names(root / "work") == [work.name, f"{work.name}.lock"]


# The sweep
def test_only_builds_without_a_name_are_swept(files: FeedFiles, root: Path) -> None:
    one, two, three = (kept(files, STARTED + timedelta(hours=hour)) for hour in range(3))
    files.sweep(lambda: {one, three})
    assert names(root / "builds") == [one, three]
    assert not files.has(two)
    assert names(root / "work") == []


def test_nothing_to_sweep_is_no_complaint(files: FeedFiles, caplog: pytest.LogCaptureFixture) -> None:
    files.sweep(lambda: ())
    assert caplog.records == []


def test_a_build_that_is_being_kept_is_not_swept(files: FeedFiles) -> None:
    with files.workplace() as work:
        write(work)
        folder = files.keep(work, STARTED)
        files.sweep(lambda: ())
        assert files.has(folder)
    files.sweep(lambda: ())
    assert not files.has(folder)


def test_a_build_named_while_the_names_are_asked_for_is_not_swept(files: FeedFiles) -> None:
    nameless, arrived = kept(files), []

    def names_before_another_arrives() -> frozenset[str]:
        arrived.append(kept(files))
        return frozenset()

    files.sweep(names_before_another_arrives)
    assert (files.has(nameless), files.has(arrived[0])) == (False, True)


def test_what_is_being_read_is_read_to_its_end(files: FeedFiles) -> None:
    folder = kept(files)
    with files.feed(folder).open("rb") as file:
        head = file.read(10)
        files.sweep(lambda: ())
        assert head + file.read() == WHOLE["feed.xml"]


def test_a_folder_in_use_stays_whole_and_is_logged(
    files: FeedFiles, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """As on Windows, where a directory with an open file in it cannot be moved."""
    used, free = kept(files), kept(files, STARTED + timedelta(hours=1))
    rename = Path.rename

    def refuse(self: Path, target: Path) -> Path:
        if self.name == used:
            raise PermissionError(errno.EACCES, "in use", str(self))
        return rename(self, target)

    with monkeypatch.context() as patched:
        patched.setattr(Path, "rename", refuse)
        files.sweep(lambda: ())
    assert (files.has(used), files.has(free)) == (True, False)
    assert used in caplog.text
    files.sweep(lambda: ())
    assert not files.has(used)


def test_what_another_sweep_was_faster_with_is_no_complaint(
    files: FeedFiles, caplog: pytest.LogCaptureFixture
) -> None:
    folder = kept(files)

    def names_after_another_sweep() -> frozenset[str]:
        files.sweep(lambda: ())
        return frozenset()

    files.sweep(names_after_another_sweep)
    assert (files.has(folder), caplog.records) == (False, [])


def test_what_is_not_ours_is_left_alone(files: FeedFiles, root: Path) -> None:
    kept(files)
    for place in ("builds/notes", "work/notes", "builds/20261129-old"):
        (root / place).mkdir()
    files.sweep(lambda: ())
    with files.workplace():
        pass
    assert names(root / "builds") == ["20261129-old", "notes"]
    assert names(root / "work") == ["notes"]
