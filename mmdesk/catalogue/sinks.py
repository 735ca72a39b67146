"""Where the bytes of a feed go while they are made: the file, its digest, its packed copy, the validator."""

from __future__ import annotations

import hashlib
import subprocess
import threading
import zlib
from collections.abc import Collection, Iterator
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue
from types import TracebackType
from typing import Final, Self

import msgspec

from mmdesk.catalogue.child import VALIDATE_FEED, start
from mmdesk.catalogue.problems import Problem

_WAITING: Final = 16
"""Pieces that may wait for being packed."""
_LEVEL: Final = 4
_GZIP: Final = 31
"""zlib's window bits for the form of gzip."""


class Judged(msgspec.Struct):
    """What the validator's process says of the bytes it was given; `sha256` is of these bytes."""

    errors: int
    sha256: str
    problems: list[Problem]


_decoder: Final = msgspec.json.Decoder(Judged)
_encoder: Final = msgspec.json.Encoder()


@dataclass(frozen=True, slots=True)
class Written:
    """A feed that lies on the disk; `judged` is None where nobody validated it, or the validator has died."""

    sha256: str
    size: int
    gzip_size: int
    judged: Judged | None


class FeedSinks:
    """Takes the bytes of one feed in their order; use it as a block. A packed copy brings a validation."""

    def __init__(self, feed: Path, gzip: Path | None, vat_codes: Collection[str]) -> None:
        """Raises OSError."""
        with ExitStack() as opened:
            # Buffered, because the raw file may take only a part of what it is given, and say so in silence.
            self._file = opened.enter_context(feed.open("wb"))
            self._sha = hashlib.sha256()
            self._size = 0
            self._packer = None if gzip is None else _Packer(gzip)
            if self._packer is not None:
                opened.callback(self._packer.end)
            self._validator = None if gzip is None else _Validator(vat_codes)
            if self._validator is not None:
                opened.callback(self._validator.end)
            self._opened = opened.pop_all()

    def write(self, piece: bytes) -> None:
        """Raises OSError where the disk takes no more."""
        self._file.write(piece)
        self._sha.update(piece)
        self._size += len(piece)
        if self._packer is not None:
            self._packer.pack(piece)
        if self._validator is not None:
            self._validator.take(piece)

    def finish(self) -> Written:
        """Once everything has been written. Raises OSError."""
        self._file.close()
        judged = None if self._validator is None else self._validator.verdict()
        packed = 0 if self._packer is None else self._packer.finish()
        return Written(self._sha.hexdigest(), self._size, packed, judged)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._opened.close()


class _Packer:
    """Packs on a thread of its own: zlib works beside Python."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("wb")
        self._pieces: SimpleQueue[bytes | None] = SimpleQueue()
        self._room = threading.Semaphore(_WAITING)
        self._size = 0
        self._error: OSError | None = None
        self._thread = threading.Thread(target=self._work, name="gzip", daemon=True)
        self._thread.start()

    def pack(self, piece: bytes) -> None:
        self._room.acquire()
        self._pieces.put(piece)

    def finish(self) -> int:
        """The size in bytes. Raises OSError."""
        self.end()
        if self._error is not None:
            raise self._error
        return self._size

    def end(self) -> None:
        self._pieces.put(None)
        self._thread.join()

    def _work(self) -> None:
        pieces = self._given()
        try:
            with self._file:
                for packed in _packed(pieces):
                    self._size += self._file.write(packed)
        except OSError as error:
            # Closing, too, may find the disk full.
            self._error = error
        for _ in pieces:
            # Nobody must wait for room that never comes.
            pass

    def _given(self) -> Iterator[bytes]:
        while (piece := self._pieces.get()) is not None:
            self._room.release()
            yield piece


def _packed(pieces: Iterator[bytes]) -> Iterator[bytes]:
    squeeze = zlib.compressobj(_LEVEL, zlib.DEFLATED, _GZIP)
    for piece in pieces:
        yield squeeze.compress(piece)
    yield squeeze.flush()


class _Validator:
    """The validator's process; it reads at its own pace, and the build waits for it."""

    def __init__(self, vat_codes: Collection[str]) -> None:
        parameters = _encoder.encode({"vat_codes": sorted(vat_codes)}).decode()
        self._child = start(VALIDATE_FEED, parameters, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self._is_alive = True

    def take(self, piece: bytes) -> None:
        if not self._is_alive:
            return
        assert self._child.stdin is not None
        try:
            self._child.stdin.write(piece)
        except BrokenPipeError:
            # The verdict will be missing, and that is told in the end.
            self._is_alive = False

    def verdict(self) -> Judged | None:
        said, _ = self._child.communicate()
        return _decoder.decode(said) if self._is_alive and self._child.returncode == 0 else None

    def end(self) -> None:
        if self._child.poll() is None:
            self._child.kill()
        # What it has not read is still to be flushed on the way out.
        with suppress(BrokenPipeError), self._child:
            pass
