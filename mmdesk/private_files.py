"""Files that only this account may read: created so, checked before reading, replaced whole."""

from __future__ import annotations

import os
import stat
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from mmdesk.errors import MmdeskError, Text

PRIVATE_FILE = 0o600
PRIVATE_DIRECTORY = 0o700
_OTHERS = stat.S_IRWXG | stat.S_IRWXO


class FileExposed(MmdeskError):
    """Raised when a file that must be private is not a plain file of this account that others cannot open."""

    title = Text("Файл с секретами открыт для чужих", "The file with secrets is open to others")


def private_file(path: Path) -> Path:
    """Make sure the file exists and only this account reads it; SQLite's side files inherit the rights."""
    os.close(os.open(path, os.O_CREAT | os.O_WRONLY, PRIVATE_FILE))
    path.chmod(PRIVATE_FILE)
    return path


def read_private(path: Path) -> str | None:
    """The text of the file, None when there is none. Raises FileExposed, and OSError from the disk."""
    try:
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0))
    except FileNotFoundError:
        return None
    try:
        _check_private(path, os.fstat(descriptor))
        with os.fdopen(descriptor, encoding="utf-8", closefd=False) as file:
            return file.read()
    finally:
        os.close(descriptor)


def replace_private(path: Path, content: str | bytes) -> None:
    """Put a new file in the place of the old one: a reader sees the one or the other. Raises OSError."""
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content.encode() if isinstance(content, str) else content)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except BaseException:
        with suppress(OSError):
            Path(name).unlink()
        raise
    sync_directory(path.parent)


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold the lock file at `path`; another process waits for it. Raises OSError."""
    descriptor = os.open(path, os.O_CREAT | os.O_RDWR, PRIVATE_FILE)
    try:
        _lock(descriptor)
        yield
    finally:
        # Closing gives the lock back on every system.
        os.close(descriptor)


def _check_private(path: Path, found: os.stat_result) -> None:
    if not stat.S_ISREG(found.st_mode):
        raise FileExposed(Text(f"{path}: это не обычный файл", f"{path}: not a plain file"))
    if sys.platform == "win32":
        # The rights of the profile directory protect it there; the mode says nothing.
        return
    else:  # noqa: RET505 - the type checker follows platforms by branch
        if found.st_uid != os.geteuid():
            raise FileExposed(Text(f"{path}: владелец другой", f"{path}: owned by another account"))
        if found.st_mode & _OTHERS:
            mode = stat.filemode(found.st_mode)
            hint = Text(f"Выполните: chmod 600 {path}", f"Run: chmod 600 {path}")
            raise FileExposed(Text(f"{path}: права {mode}", f"{path}: mode {mode}"), hint=hint)


def sync_directory(directory: Path) -> None:
    """Make the names in it last through a power cut. Raises OSError."""
    # Windows cannot open a directory; its rename is durable without this.
    if sys.platform != "win32":
        descriptor = os.open(directory, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


if sys.platform == "win32":
    import msvcrt

    def _lock(descriptor: int) -> None:
        msvcrt.locking(descriptor, msvcrt.LK_LOCK, 1)
else:
    import fcntl

    def _lock(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
