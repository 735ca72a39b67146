"""Links, full disks and rights where the files of builds should be."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from mmdesk.catalogue.feed_files import FeedFiles, FeedNotWritten, disk_errors_told
from tests.catalogue.kept_builds import STARTED, WHOLE, kept, names, needs_posix, write


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "feeds"


@pytest.fixture
def files(root: Path) -> FeedFiles:
    return FeedFiles(root)


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
