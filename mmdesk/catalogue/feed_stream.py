"""The bytes of a feed as they come, plain or gzip, counted and digested, and never more than may be."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterator
from enum import StrEnum
from typing import BinaryIO, Final

from mmdesk.errors import MmdeskError, Text
from mmdesk.system_words import system_words

MOST_BYTES: Final = 500_000_000
"""The largest file that Megamarket takes, uncompressed."""
_FIRST: Final = 65_536
_NEXT: Final = 8192
"""So few offers at a time stay in the processor's cache; larger pieces take longer in all."""
_GZIP: Final = b"\x1f\x8b"
_WITH_GZIP_HEAD: Final = 31


class FeedUnreadable(MmdeskError):
    """Raised when the disk, not the feed, is at fault."""

    title = Text("Файл фида не читается", "The file of the feed cannot be read")
    hint = Text("Проверьте путь, права на файл и диск.", "Check the path, the permissions and the disk.")


class Ending(StrEnum):
    """How the bytes ended, where they did not simply end."""

    WHOLE = ""
    TOO_LARGE = "too_large"
    BAD_GZIP = "bad_gzip"
    TRUNCATED = "truncated"


class FeedStream:
    """One reading of one file. `size` and the digest are of the XML, not of the gzip around it."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._sha256 = hashlib.sha256()
        self.size = 0
        self.ending = Ending.WHOLE

    @property
    def sha256(self) -> str:
        return self._sha256.hexdigest()

    def chunks(self) -> Iterator[bytes]:
        """Pieces of a few thousand bytes, the first one large enough to judge how a file begins.

        Raises FeedUnreadable.
        """
        first = self._read()
        pieces = self._unpacked(first) if first.startswith(_GZIP) else self._plain(first)
        waiting: list[bytes] = []
        length, wanted = 0, _FIRST
        for piece in pieces:
            room = MOST_BYTES - self.size - length
            if len(piece) > room:
                self.ending = Ending.TOO_LARGE
                piece = piece[:room]
            waiting.append(piece)
            length += len(piece)
            if length >= wanted:
                yield self._counted(waiting)
                waiting, length, wanted = [], 0, _NEXT
            if self.ending is Ending.TOO_LARGE:
                break
        if length:
            yield self._counted(waiting)

    def _counted(self, pieces: list[bytes]) -> bytes:
        chunk = pieces[0] if len(pieces) == 1 else b"".join(pieces)
        self.size += len(chunk)
        self._sha256.update(chunk)
        return chunk

    def _plain(self, piece: bytes) -> Iterator[bytes]:
        while piece:
            yield piece
            piece = self._read()

    def _unpacked(self, packed: bytes) -> Iterator[bytes]:
        """Members one behind the other, as gzip allows; a bomb comes out in small pieces."""
        member = zlib.decompressobj(_WITH_GZIP_HEAD)
        try:
            while packed or (packed := self._read()):
                yield member.decompress(packed, _NEXT)
                packed = member.unconsumed_tail
                if member.eof:
                    packed = member.unused_data or self._read()
                    if not packed:
                        return
                    member = zlib.decompressobj(_WITH_GZIP_HEAD)
            self.ending = Ending.TRUNCATED
        except zlib.error:
            self.ending = Ending.BAD_GZIP

    def _read(self) -> bytes:
        try:
            return self._file.read(_NEXT)
        except OSError as error:
            raise FeedUnreadable(system_words(error)) from error
