"""A file that appears whole: written beside its place, made durable, then put there."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from mmdesk.errors import MmdeskError, Text
from mmdesk.private_files import PRIVATE_FILE
from mmdesk.system_words import told_of

_FLAGS: Final = os.O_CREAT | os.O_EXCL | os.O_WRONLY | getattr(os, "O_BINARY", 0)


class NotStored(MmdeskError):
    """What was fetched cannot be written to this computer's disk; the earlier file is as it was."""

    title = Text("Файл не записан", "The file was not written")
    hint = Text(
        "Проверьте место на диске и права на папку профиля.",
        "Check the free space and the rights of the profile's folder.",
    )


class PartFile:
    """The file while it grows, readable by this account only."""

    def __init__(self, place: Path) -> None:
        """Begin it anew, whatever an earlier process has left there. Raises NotStored."""
        self._place = place
        self._beside = place.with_name(f"{place.name}.part")
        with self._translated():
            self._beside.unlink(missing_ok=True)
            self._file = os.fdopen(os.open(self._beside, _FLAGS, PRIVATE_FILE), "wb")
            self._made = os.fstat(self._file.fileno())

    def write(self, piece: bytes) -> None:
        """Raises NotStored."""
        with self._translated():
            self._file.write(piece)

    def put_in_place(self) -> None:
        """Replace the earlier file: whoever opens it sees the one or the other. Raises NotStored."""
        with self._translated():
            self._file.flush()
            os.fsync(self._file.fileno())
            self._file.close()
            if not self._is_ours():
                raise FileExistsError("two write it at once")
            self._beside.replace(self._place)
            _sync_directory(self._place.parent)

    def discard(self) -> None:
        """Leave nothing behind but what has been put in place."""
        # What could not be written need not be; a file that stays is overwritten the next time.
        with suppress(OSError):
            self._file.close()
        with suppress(OSError):
            if self._is_ours():
                self._beside.unlink()

    def _is_ours(self) -> bool:
        """Another fetch into the same place begins by taking ours away."""
        return os.path.samestat(self._made, self._beside.stat())

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise NotStored(told_of(self._place, error)) from error


@contextmanager
def part_of(place: Path) -> Iterator[PartFile]:
    """A file for that place, of which nothing stays without `put_in_place`. Raises NotStored."""
    part = PartFile(place)
    try:
        yield part
    finally:
        part.discard()


def _sync_directory(directory: Path) -> None:
    # Windows cannot open a directory; its rename is durable without this.
    if sys.platform != "win32":
        descriptor = os.open(directory, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
