"""Locks of the operating system on files: gone with the process that holds them, however it ended."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from mmdesk.private_files import PRIVATE_FILE


def acquire(path: Path) -> int | None:
    """Take the lock without waiting; closing the descriptor gives it back. None: somebody else holds it.

    Makes the file when it is not there. Another thread of this process is somebody else too. Raises OSError.
    """
    return _locked(path, os.O_CREAT | os.O_RDWR)


def is_held(path: Path) -> bool:
    """Whether somebody holds the lock now; makes no file. Raises OSError."""
    try:
        descriptor = _locked(path, os.O_RDWR)
    except FileNotFoundError:
        return False
    if descriptor is None:
        return True
    os.close(descriptor)
    return False


def _locked(path: Path, flags: int) -> int | None:
    # Python lets no child process inherit the descriptor: a child that outlives us holds nothing.
    descriptor = os.open(path, flags, PRIVATE_FILE)
    try:
        is_ours = _try_lock(descriptor)
    except BaseException:
        os.close(descriptor)
        raise
    if not is_ours:
        os.close(descriptor)
        return None
    return descriptor


if sys.platform == "win32":
    import msvcrt

    def _try_lock(descriptor: int) -> bool:
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except PermissionError:
            return False
        return True
else:
    import fcntl

    def _try_lock(descriptor: int) -> bool:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True
