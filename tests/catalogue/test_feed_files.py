"""The files of the builds: whole or not at all, whoever is killed and whatever the disk says."""

from __future__ import annotations

import errno
import os
import shutil
import signal
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from mmdesk.catalogue.feed_files import BuildUnderWay, FeedFiles, FeedNotWritten, disk_errors_told

ROOT = Path(__file__).parents[2]
STARTED = datetime(2026, 11, 29, 9, 30, tzinfo=UTC)
WHOLE = {"feed.xml": b"<a/>" * 5000, "feed.xml.gz": b"packed" * 500, "offers.jsonl": b"{}\n" * 3000}
needs_posix = pytest.mark.skipif(sys.platform == "win32", reason="forks and kills")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "feeds"


@pytest.fixture
def files(root: Path) -> FeedFiles:
    return FeedFiles(root)


def write(work: Path) -> None:
    for name, content in WHOLE.items():
        (work / name).write_bytes(content)


def kept(files: FeedFiles, started: datetime = STARTED) -> str:
    with files.workplace() as work:
        write(work)
        return files.keep(work, started)


def names(directory: Path) -> list[str]:
    return sorted(each.name for each in directory.iterdir()) if directory.exists() else []


def content(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in folder.iterdir()}


@contextmanager
def started_process(root: Path, program: str) -> Iterator[subprocess.Popen[str]]:
    """A process that has `files`, for as long as the block runs."""
    head = "import sys; from pathlib import Path; from mmdesk.catalogue.feed_files import FeedFiles\n"
    command = (sys.executable, "-c", f"{head}files = FeedFiles(Path(sys.argv[1]))\n{program}", str(root))
    process = subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1
    )
    with process:
        try:
            yield process
        finally:
            process.kill()


def told_by(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def tell(process: subprocess.Popen[str], line: str = "") -> None:
    assert process.stdin is not None
    process.stdin.write(f"{line}\n")


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


_WORK = """
with files.workplace() as work:
    (work / 'feed.xml').write_text('half')
    print(work.name, flush=True)
    input()
"""


def test_the_workplace_of_a_living_process_is_left_alone(files: FeedFiles, root: Path) -> None:
    with started_process(root, _WORK) as process:
        theirs = told_by(process)
        with files.workplace() as ours:
            assert ours.name != theirs
            assert content(root / "work" / theirs) == {"feed.xml": b"half"}
        tell(process)
        assert process.wait(20) == 0
    assert names(root / "work") == []


def test_the_workplace_of_a_killed_process_goes_when_the_next_build_begins(
    files: FeedFiles, root: Path
) -> None:
    with started_process(root, _WORK) as process:
        theirs = told_by(process)
    assert content(root / "work" / theirs) == {"feed.xml": b"half"}
    with files.workplace() as ours:
        assert names(root / "work") == [ours.name, f"{ours.name}.lock"]


def test_builds_of_one_process_do_not_take_each_other_for_dead(files: FeedFiles) -> None:
    with files.workplace() as one, files.workplace() as other:
        write(one)
        write(other)
        assert content(one) == content(other) == WHOLE


# One builder a connection


def test_two_processes_cannot_build_one_feed_at_a_time(files: FeedFiles, root: Path) -> None:
    program = "with files.building('7'): print('holds', flush=True); input()"
    with started_process(root, program) as process:
        assert told_by(process) == "holds"
        with pytest.raises(BuildUnderWay) as raised, files.building("7"):
            pass
        with files.building("8"):
            pass
        tell(process)
        assert process.wait(20) == 0
    with files.building("7"):
        pass
    assert raised.value.text.ru == ("Фид уже собирается. Дождитесь, пока та сборка закончится, и повторите.")


def test_the_lock_of_a_killed_builder_is_free(files: FeedFiles, root: Path) -> None:
    program = "with files.building('7'): print('holds', flush=True); input()"
    with started_process(root, program) as process:
        assert told_by(process) == "holds"
    with files.building("7"):
        pass


def test_the_lock_is_given_back_by_a_build_that_fails(files: FeedFiles) -> None:
    with pytest.raises(ValueError, match="no"), files.building("7"):
        raise ValueError("no")
    with files.building("7"):
        pass


def test_whoever_waits_builds_as_soon_as_the_other_one_ends(
    files: FeedFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    holds, waits, order = threading.Event(), threading.Event(), []

    def first() -> None:
        with files.building("7"):
            holds.set()
            assert waits.wait(20)
            order.append("first")

    monkeypatch.setattr(time, "sleep", lambda _: waits.set())
    thread = threading.Thread(target=first)
    thread.start()
    assert holds.wait(20)
    with files.building("7", wait=20):
        order.append("second")
    thread.join()
    assert order == ["first", "second"]


def test_who_has_waited_long_enough_is_told(files: FeedFiles) -> None:
    with files.building("7"), pytest.raises(BuildUnderWay), files.building("7", wait=0.1):
        pass


@pytest.mark.parametrize("key", ["..", ".", "a/b", "../../x", "лавка", "con:1"])
def test_a_key_of_any_form_locks_below_the_root(files: FeedFiles, root: Path, key: str) -> None:
    with files.building(key), pytest.raises(BuildUnderWay), files.building(key):
        pass
    assert len(names(root / "locks")) == 1
    assert names(root.parent) == ["feeds"]


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


# Links


@pytest.fixture
def precious(tmp_path: Path) -> Path:
    """A directory elsewhere with something in it that looks like ours."""
    directory = tmp_path / "precious"
    for name in ("20261129-093000-1a2b3c", "1a2b3c"):
        (directory / name).mkdir(parents=True)
        for file, said in WHOLE.items():
            (directory / name / file).write_bytes(said)
    return directory


def everything(directory: Path) -> list[str]:
    return sorted(str(each) for each in directory.rglob("*"))


@pytest.mark.parametrize(
    "name", ["builds/20261129-093000-1a2b3c", "work/1a2b3c", "work/20261129-093000-1a2b3c"]
)
def test_a_link_in_the_place_of_a_folder_leads_nowhere(
    files: FeedFiles, root: Path, precious: Path, name: str
) -> None:
    before = everything(precious)
    kept(files)
    (root / name).symlink_to(precious / "1a2b3c", target_is_directory=True)
    files.sweep(lambda: ())
    with files.workplace():
        pass
    assert everything(precious) == before
    assert (root / name).is_symlink()


@pytest.mark.parametrize("name", ["builds", "work"])
def test_a_link_in_the_place_of_our_directory_is_refused(
    files: FeedFiles, root: Path, precious: Path, name: str
) -> None:
    before = everything(precious)
    root.mkdir()
    (root / name).symlink_to(precious, target_is_directory=True)
    with pytest.raises(FeedNotWritten) as raised:
        kept(files)
    files.sweep(lambda: ())
    assert everything(precious) == before
    assert str(root / name) in raised.value.text.ru


def test_a_link_inside_a_workplace_is_removed_without_what_it_leads_to(
    files: FeedFiles, precious: Path
) -> None:
    before = everything(precious)
    with files.workplace() as work:
        (work / "feed.xml").symlink_to(precious, target_is_directory=True)
    assert everything(precious) == before


@needs_posix
def test_a_link_in_the_place_of_a_file_is_not_kept(files: FeedFiles, precious: Path) -> None:
    with files.workplace() as work:
        write(work)
        (work / "feed.xml").unlink()
        (work / "feed.xml").symlink_to(precious / "1a2b3c" / "feed.xml")
        with pytest.raises(FeedNotWritten):
            files.keep(work, STARTED)


# What the disk refuses


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="the system has no full device")
def test_a_disk_that_fills_up_during_the_build_is_told_with_a_cure(files: FeedFiles, root: Path) -> None:
    with pytest.raises(FeedNotWritten) as raised, files.workplace():
        Path("/dev/full").write_bytes(b"x" * 100_000)
    assert "Освободите место" in raised.value.cure.ru
    assert (names(root / "work"), names(root / "builds")) == ([], [])


def test_a_disk_that_fills_up_when_the_files_are_made_durable_is_told(
    files: FeedFiles, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    before = kept(files)
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(FeedNotWritten, match="No space left") as raised:
        kept(files)
    assert "Освободите место" in raised.value.cure.ru
    assert (names(root / "work"), names(root / "builds")) == ([], [before])


def test_a_file_of_the_build_that_may_not_be_written_is_told(files: FeedFiles) -> None:
    with pytest.raises(FeedNotWritten) as raised, files.workplace() as work:
        raise PermissionError(errno.EACCES, "Permission denied", str(work / "feed.xml"))
    assert "feed.xml" in raised.value.text.ru
    assert "доступен для записи" in raised.value.cure.ru


def test_what_fails_elsewhere_is_not_blamed_on_the_feeds_files(files: FeedFiles, tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError), files.workplace():
        (tmp_path / "catalogue.xml").read_bytes()


@pytest.mark.parametrize("name", ["work", "builds", "locks"])
def test_a_file_in_the_place_of_a_directory_is_told(files: FeedFiles, root: Path, name: str) -> None:
    root.mkdir()
    (root / name).write_bytes(b"")
    with pytest.raises(FeedNotWritten, match=name), files.building("7"):
        kept(files)


def test_a_lock_that_cannot_be_opened_does_not_hold_up_builds(
    files: FeedFiles, root: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (root / "work" / "1a2b3c.lock").mkdir(parents=True)
    assert files.has(kept(files))
    assert "1a2b3c" in caplog.text


def test_errors_of_a_block_are_told_with_their_place(tmp_path: Path) -> None:
    with pytest.raises(FeedNotWritten, match=r"offers\.jsonl"), disk_errors_told(tmp_path / "offers.jsonl"):
        raise OSError(errno.ENOSPC, "No space left on device")
