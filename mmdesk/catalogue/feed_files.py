"""The files of the builds: made in a workplace of their own, kept whole or not at all, swept when unnamed.

    work/1a2b3c/                       a build under way; work/1a2b3c.lock is held as long as its owner lives
    builds/20261129-093000-1a2b3c/     a build that is whole; nothing in it changes any more
    locks/KEY.lock                     held by whoever builds the feed of this connection

A build keeps the name that its workplace had, so the lock also says whether a build is still being kept.
"""

from __future__ import annotations

import errno
import gzip
import hashlib
import logging
import os
import re
import shutil
import stat
import sys
import time
import zlib
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Final
from urllib.parse import quote

from mmdesk.errors import MmdeskError, Text
from mmdesk.file_locks import acquire, is_held
from mmdesk.private_files import PRIVATE_DIRECTORY, locked
from mmdesk.system_words import told_of

logger = logging.getLogger(__name__)

FEED: Final = "feed.xml"
GZIP: Final = "feed.xml.gz"
TRAIL: Final = "offers.jsonl"
_NAMES: Final = (FEED, GZIP, TRAIL)
_LOCK: Final = ".lock"
_WORK_NAME: Final = re.compile(r"[0-9a-f]{6}")
_FOLDER_NAME: Final = re.compile(r"\d{8}-\d{6}-[0-9a-f]{6}")
_FULL: Final = frozenset({errno.ENOSPC, errno.EDQUOT})
_FORBIDDEN: Final = frozenset({errno.EACCES, errno.EPERM, errno.EROFS})
_PAUSE: Final = 0.05
_PIECE: Final = 1 << 20


class FeedNotWritten(MmdeskError):
    """Raised when the disk does not take the files of a build; what was kept before is as it was."""

    title = Text("Файлы фида не записаны", "The feed's files were not written")
    hint = Text(
        "Проверьте, что каталог принадлежит этой учётной записи и доступен для записи. "
        "Опубликованный фид не изменился.",
        "Check that the directory belongs to this account and can be written to. "
        "The published feed is as it was.",
    )


class BuildUnderWay(MmdeskError):
    """Raised when another process builds the feed of the same connection."""

    title = Text("Фид уже собирается", "The feed is being built already")
    hint = Text(
        "Дождитесь, пока та сборка закончится, и повторите.", "Wait until that build ends, then try again."
    )


@contextmanager
def disk_errors_told(place: Path) -> Iterator[None]:
    """Raise what the disk refuses inside the block as FeedNotWritten; `place` is told where none is named."""
    try:
        yield
    except OSError as error:
        raise _told(error, place) from error


class FeedFiles:
    """The files of all builds below `root`, which is `Profile.feeds`. Safe to share between threads.

    What lies below `root` and has no name of ours is left alone.
    """

    def __init__(self, root: Path) -> None:
        self._root = root
        self._work = root / "work"
        self._builds = root / "builds"
        self._locks = root / "locks"
        self._intact: dict[str, tuple[tuple[int, int, int], ...]] = {}
        """Builds that were found intact, with the marks of their files at that time."""

    @contextmanager
    def workplace(self) -> Iterator[Path]:
        """An empty private directory for one build, gone at the end; what killed builds left goes before.

        A folder kept from it is not swept while the block runs, so name it in the database inside. Raises
        FeedNotWritten, also when the disk fills up inside the block.
        """
        with disk_errors_told(self._root):
            work, lock = self._begin()
        try:
            yield work
        except OSError as error:
            if error.errno in _FULL or (error.errno in _FORBIDDEN and _is_about(error, work)):
                raise _told(error, work) from error
            raise
        finally:
            _remove(work)
            os.close(lock)
            # Whoever begins next may look at it just now; on Windows it is theirs to remove then.
            with suppress(OSError):
                self._lock_of(work.name).unlink()

    def keep(self, work: Path, started: datetime) -> str:
        """Make the files durable and move them among the builds in one step; returns the folder's name.

        Nobody may have any of them open: Windows would not move them. Raises FeedNotWritten.
        """
        folder = f"{started.astimezone(UTC):%Y%m%d-%H%M%S}-{work.name}"
        with disk_errors_told(work):
            self._make(self._builds)
            for file in {*(work / name for name in _NAMES), *work.iterdir()}:
                _sync_file(file)
            _sync_directory(work)
            work.rename(self._builds / folder)
            _sync_directory(self._builds)
        return folder

    def feed(self, folder: str) -> Path:
        return self._builds / folder / FEED

    def gzip(self, folder: str) -> Path:
        return self._builds / folder / GZIP

    def trail(self, folder: str) -> Path:
        return self._builds / folder / TRAIL

    def has(self, folder: str) -> bool:
        """Whether all files of this build are on this computer."""
        return _FOLDER_NAME.fullmatch(folder) is not None and all(
            _is_plain(self._builds / folder / name) for name in _NAMES
        )

    def is_intact(self, folder: str, sha256: str, size: int, gzip_size: int) -> bool:
        """Whether the files of this build are as they were kept, byte for byte.

        They are read once, and again only when something has touched them.
        """
        if not self.has(folder):
            return False
        files = (self.feed(folder), self.gzip(folder))
        try:
            seen = tuple((found.st_size, found.st_mtime_ns, found.st_ino) for found in map(Path.stat, files))
            if self._intact.get(folder) == seen:
                return True
            is_so = [found[0] for found in seen] == [size, gzip_size] and _digests(*files) == {sha256}
        except (OSError, EOFError, zlib.error) as error:
            logger.warning("folder=%s cannot be read: %s", folder, error)
            return False
        if is_so:
            self._intact[folder] = seen
        else:
            logger.warning("folder=%s has been changed by somebody", folder)
        return is_so

    def sweep(self, named: Callable[[], Collection[str]]) -> None:
        """Remove builds that are not `named`; one in use, which Windows does not let go, stays and is logged.

        The names are asked for only after it is known which builds are still being kept: one that gets its
        name just now is never taken for a nameless one. Raises only what `named` raises.
        """
        idle = self._idle()
        if idle:
            for folder in sorted(idle - frozenset(named())):
                self._discard(folder)

    @contextmanager
    def building(
        self, key: str, wait: float = 0.0, stopping: Callable[[], bool] = lambda: False
    ) -> Iterator[None]:
        """Be the only one who builds the feed of `key`; others are waited for `wait` seconds.

        The wait is over at once when `stopping` says so.
        Raises BuildUnderWay when somebody else still builds it, FeedNotWritten when no lock can be had.
        """
        with disk_errors_told(self._root):
            self._make(self._locks)
            lock = _acquire_within(self._locks / f"{quote(key, safe='')}{_LOCK}", wait, stopping)
        if lock is None:
            raise BuildUnderWay
        try:
            yield
        finally:
            os.close(lock)

    def _begin(self) -> tuple[Path, int]:
        self._make(self._work)
        # Between the lock file and its lock it would look like something left behind.
        with locked(self._root / f"work{_LOCK}"):
            self._remove_leftovers()
            while True:
                work = self._work / os.urandom(3).hex()
                lock = acquire(self._lock_of(work.name))
                if lock is not None:
                    break
        try:
            work.mkdir(mode=PRIVATE_DIRECTORY)
        except OSError:
            os.close(lock)
            raise
        return work, lock

    def _remove_leftovers(self) -> None:
        for name in {each.name.removesuffix(_LOCK) for each in self._work.iterdir()}:
            if _WORK_NAME.fullmatch(name) or _FOLDER_NAME.fullmatch(name):
                try:
                    self._remove_leftover(name)
                except OSError as error:
                    logger.warning("%s not removed: %s", name, error)

    def _remove_leftover(self, name: str) -> None:
        if not is_held(self._lock_of(name)):
            _remove(self._work / name)
            self._lock_of(name).unlink(missing_ok=True)

    def _lock_of(self, work_name: str) -> Path:
        # Beside the directory: Windows moves none in which a file is open.
        return self._work / f"{work_name}{_LOCK}"

    def _idle(self) -> frozenset[str]:
        """The builds that nobody is keeping just now."""
        try:
            self._check(self._builds)
            return frozenset(each.name for each in self._builds.iterdir() if self._is_idle(each))
        except FileNotFoundError:
            return frozenset()
        except (FeedNotWritten, OSError) as error:
            logger.warning("builds not swept: %s", error)
            return frozenset()

    def _is_idle(self, build: Path) -> bool:
        is_ours = _FOLDER_NAME.fullmatch(build.name) and build.is_dir() and not build.is_symlink()
        return bool(is_ours) and not is_held(self._lock_of(build.name.rpartition("-")[2]))

    def _discard(self, folder: str) -> None:
        """Out of the builds in one step, so that there is never half a build among them."""
        try:
            self._make(self._work)
            (self._builds / folder).rename(self._work / folder)
        except FileNotFoundError:
            # Somebody else has just swept it.
            return
        except (FeedNotWritten, OSError) as error:
            logger.warning("folder=%s not swept: %s", folder, error)
            return
        _remove(self._work / folder)

    def _make(self, directory: Path) -> None:
        directory.mkdir(mode=PRIVATE_DIRECTORY, parents=True, exist_ok=True)
        self._check(directory)

    def _check(self, directory: Path) -> None:
        """Raises FeedNotWritten for a link: what is removed behind it is not ours."""
        if directory.resolve() != self._root.resolve() / directory.name:
            raise FeedNotWritten(
                Text(f"{directory} — ссылка на другое место", f"{directory} is a link to another place"),
                hint=Text(
                    "Уберите ссылку; каталог будет создан заново.",
                    "Remove the link; the directory is made anew.",
                ),
            )


def _digests(feed: Path, packed: Path) -> set[str]:
    """Of the feed, and of what the packed one unfolds to; one value where they agree."""
    with feed.open("rb") as plain, gzip.open(packed) as unfolded:
        return {_digest(plain), _digest(unfolded)}


def _digest(stream: IO[bytes] | gzip.GzipFile) -> str:
    digest = hashlib.sha256()
    while piece := stream.read(_PIECE):
        digest.update(piece)
    return digest.hexdigest()


def _told(error: OSError, place: Path) -> FeedNotWritten:
    told = FeedNotWritten(told_of(error.filename or place, error))
    return told.with_hint(_MAKE_ROOM) if error.errno in _FULL else told


def _is_about(error: OSError, work: Path) -> bool:
    return isinstance(error.filename, str | os.PathLike) and Path(error.filename).is_relative_to(work)


def _acquire_within(path: Path, seconds: float, stopping: Callable[[], bool]) -> int | None:
    until = time.monotonic() + seconds
    while (lock := acquire(path)) is None and time.monotonic() < until and not stopping():
        time.sleep(_PAUSE)
    return lock


def _is_plain(file: Path) -> bool:
    try:
        return stat.S_ISREG(file.lstat().st_mode)
    except OSError:
        return False


def _remove(directory: Path) -> None:
    """Links are not followed, neither this one nor those inside."""
    try:
        shutil.rmtree(directory)
    except FileNotFoundError:
        # It was kept, or another process removes it too.
        return
    except OSError as error:
        logger.warning("%s not removed: %s", directory.name, error)


def _sync_file(file: Path) -> None:
    # Windows makes only those durable that are open for writing.
    descriptor = os.open(file, os.O_RDWR | getattr(os, "O_NOFOLLOW", 0))
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _sync_directory(directory: Path) -> None:
    # Windows cannot open a directory; its rename is durable without this.
    if sys.platform != "win32":
        descriptor = os.open(directory, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


_MAKE_ROOM: Final = Text(
    "Освободите место на диске и соберите фид снова. Опубликованный фид не изменился.",
    "Free some space on the disk, then build the feed again. The published feed is as it was.",
)
