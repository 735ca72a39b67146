"""Checks a feed that somebody else makes, in a file or on the web: by the rules, and beside the CRM."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import BinaryIO, Final

from mmdesk.catalogue.source_file import local_path
from mmdesk.clients.catalogue_file import CatalogueFile
from mmdesk.errors import MmdeskError, Text
from mmdesk.services import feed_check
from mmdesk.services.careful_poll import STOPPING
from mmdesk.services.feed_check import CatalogueNotRead, FeedCheck
from mmdesk.services.feed_sources import is_on_the_web
from mmdesk.services.side_by_side import PollSkipped
from mmdesk.storage.uow import Storage
from mmdesk.system_words import told_of

Tell = Callable[[str, int], None]
"""Told the phase, fetch or check, and how much of it is done, from 0 to 100."""
_FILE: Final = "feed.xml"


class FeedNotNamed(MmdeskError):
    """Raised where neither a file nor an address is given."""

    title = Text("Не сказано, какой фид проверить", "It is not said which feed to check")
    hint = Text("Выберите файл или вставьте адрес.", "Choose a file, or paste an address.")


class FeedNotThere(MmdeskError):
    """Raised for a path at which there is no file to read."""

    title = Text("Файл фида не открывается", "The file of the feed cannot be opened")


@dataclass(frozen=True, slots=True)
class ForeignCheck:
    """`beside_crm` is false where the catalogue has not been read yet: then only the rules were asked."""

    where: str
    found: FeedCheck
    beside_crm: bool


def check(
    storage: Storage,
    name: str,
    where: str,
    tell: Tell = lambda _phase, _percent: None,
    stopping: Callable[[], bool] = lambda: False,
) -> ForeignCheck:
    """Takes as long as the feed is large; `where` is a path or an http(s) address.

    Raises FeedNotNamed, FeedNotThere, FeedUnreadable, SourceBroken, BadAddress, RemoteError,
    UnknownConnection, StorageError, and PollSkipped when `stopping` says so.
    """
    wanted = where.strip().strip('"')
    if not wanted:
        raise FeedNotNamed
    with TemporaryDirectory(prefix="mmdesk-feed-") as place:
        file = _fetched(wanted, Path(place), tell, stopping) if is_on_the_web(wanted) else local_path(wanted)
        try:
            size = file.stat().st_size
            opened = file.open("rb")
        except OSError as error:
            raise FeedNotThere(told_of(file, error)) from error
        with opened, io.BufferedReader(_Told(opened, size, tell, stopping)) as stream:
            try:
                return ForeignCheck(wanted, feed_check.check_with_crm(storage, name, stream), beside_crm=True)
            except CatalogueNotRead:
                return ForeignCheck(wanted, feed_check.check_rules(stream), beside_crm=False)


def _fetched(address: str, place: Path, tell: Tell, stopping: Callable[[], bool]) -> Path:
    def told(received: int, total: int | None) -> None:
        tell("fetch", min(received * 100 // total, 100) if total else 0)

    file = place / _FILE
    CatalogueFile().fetch(address, file, None, tell=told, stopping=stopping)
    return file


class _Told(io.RawIOBase):
    """Passes a file on and tells how much of it has been read."""

    def __init__(self, file: BinaryIO, size: int, tell: Tell, stopping: Callable[[], bool]) -> None:
        self._file = file
        self._size = max(size, 1)
        self._tell = tell
        self._stopping = stopping
        self._percent = -1
        self._read = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview | bytearray) -> int:  # type: ignore[override]  # narrower than any buffer
        if self._stopping():
            raise PollSkipped(STOPPING)
        piece = self._file.read(len(buffer))
        buffer[: len(piece)] = piece
        self._read += len(piece)
        percent = min(self._read * 100 // self._size, 100)
        if percent != self._percent:
            self._percent = percent
            self._tell("check", percent)
        return len(piece)
