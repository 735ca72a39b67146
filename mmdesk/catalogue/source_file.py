"""A catalogue file on this computer's disk, plain or packed by gzip, opened for one pass."""

from __future__ import annotations

import hashlib
import io
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final, Protocol
from urllib.parse import urlsplit

from mmdesk.errors import MmdeskError, Text
from mmdesk.system_words import system_words
from mmdesk.unpacking import UnpackLimits, Unusable, unpacked

_PIECE: Final = 64 * 1024
# A pipe or a device must not hold up whoever opens it; regular files do not care.
_FLAGS: Final = (
    os.O_RDONLY
    | getattr(os, "O_NONBLOCK", 0)
    | getattr(os, "O_NOCTTY", 0)
    | getattr(os, "O_BINARY", 0)  # Windows would translate line ends
)
_LIMITS: Final = UnpackLimits()


class SourceBroken(MmdeskError):
    """A source of goods cannot be read, or not to its end; nothing of it may be used."""

    title = Text("Каталог не прочитать", "The catalogue cannot be read")
    hint = Text(
        "Проверьте файл каталога и выгрузите его заново; опубликованный фид не изменился.",
        "Check the catalogue file and export it anew; the published feed has not changed.",
    )


class Stream(Protocol):
    """What a reader asks of a source: bytes from front to back."""

    def read(self, size: int = -1, /) -> bytes: ...


class SourceFile:
    """A Stream of one file's plain bytes, for one thread."""

    def __init__(self, path: Path, file: io.FileIO, limits: UnpackLimits) -> None:
        self._path = path
        self._file = file
        self._began = os.fstat(file.fileno())
        self._taken = 0
        self._plain = unpacked(self._raw(), limits)
        self._ready = memoryview(b"")

    @property
    def read_share(self) -> float:
        """How much of the file on disk has been read, from 0 to 1."""
        return min(self._taken / self._began.st_size, 1.0) if self._began.st_size else 1.0

    def read(self, size: int = -1, /) -> bytes:
        """Up to `size` bytes, fewer only at the end; all that is left when negative. Raises SourceBroken."""
        parts: list[memoryview] = []
        missing = size
        while missing and (self._ready or self._has_more()):
            part = self._ready if missing < 0 else self._ready[:missing]
            self._ready = self._ready[len(part) :]
            parts.append(part)
            if size >= 0:
                missing -= len(part)
        return b"".join(parts)

    def _has_more(self) -> bool:
        try:
            self._ready = memoryview(next(self._plain))
        except StopIteration:
            return False
        except Unusable as error:
            raise SourceBroken(_named(self._path, error.words), hint=error.cure) from error
        except OSError as error:
            raise _unreadable(self._path, error) from error
        return True

    def _raw(self) -> Iterator[bytes]:
        while piece := self._file.read(_PIECE):
            self._taken += len(piece)
            yield piece
        self._check_unchanged()

    def _check_unchanged(self) -> None:
        """Half of an old and half of a new catalogue would pass for a whole one. Raises SourceBroken."""
        now = os.fstat(self._file.fileno())
        if (now.st_size, now.st_mtime_ns) != (self._began.st_size, self._began.st_mtime_ns):
            raise SourceBroken(
                _named(
                    self._path, Text("файл менялся, пока его читали", "the file changed while it was read")
                ),
                hint=Text("Повторите, когда выгрузка закончится.", "Try again once the export is complete."),
            )


@contextmanager
def opened(path: Path | str, limits: UnpackLimits = _LIMITS) -> Iterator[SourceFile]:
    """Open a file by its path or `file:` address; what is evidently no XML is refused at the first `read`.

    Raises SourceBroken for what is missing, may not be read, or is no regular file.
    """
    path = local_path(path)
    with _open(path) as file:
        yield SourceFile(path, file, limits)


def digest(path: Path | str) -> str:
    """SHA-256 of the bytes on disk, in hexadecimal. Raises SourceBroken."""
    path = local_path(path)
    with _open(path) as file:
        try:
            return hashlib.file_digest(file, "sha256").hexdigest()
        except OSError as error:
            raise _unreadable(path, error) from error


def stamp(path: Path) -> str:
    """Changes when the file is written or replaced; asking costs next to nothing. Raises SourceBroken."""
    try:
        found = path.stat()
    except (OSError, ValueError) as error:
        raise _unreadable(path, error) from error
    _check_regular(path, found)
    return f"{found.st_ino}-{found.st_size}-{found.st_mtime_ns}"


def local_path(source: Path | str) -> Path:
    """The path behind a path or a `file:` address. Raises SourceBroken for a file on another computer."""
    text = str(source)
    if text[:5].lower() != "file:":
        return Path(source)
    parts = urlsplit(text)
    if parts.netloc not in ("", "localhost"):
        raise SourceBroken(
            Text(f"файл на другом компьютере: {parts.netloc}", f"on another computer: {parts.netloc}"),
            hint=Text("Укажите обычный путь к файлу.", "Give the plain path of the file."),
        )
    # Costs a build more than the rest of this module, and few name their file so.
    from urllib.request import url2pathname

    return Path(url2pathname(parts.path))


@contextmanager
def _open(path: Path) -> Iterator[io.FileIO]:
    try:
        # Before opening, because opening alone makes some devices act.
        _check_regular(path, path.stat())
        descriptor = os.open(path, _FLAGS)
    except (OSError, ValueError) as error:  # a path with a NUL character is a ValueError
        raise _unreadable(path, error) from error
    # Unbuffered: the pieces asked for are large.
    with os.fdopen(descriptor, "rb", buffering=0) as file:
        _check_regular(path, os.fstat(descriptor))
        yield file


def _check_regular(path: Path, found: os.stat_result) -> None:
    if stat.S_ISDIR(found.st_mode):
        raise SourceBroken(_named(path, Text("это папка", "it is a folder")), hint=_NAME_THE_FILE)
    if not stat.S_ISREG(found.st_mode):
        words = Text("это не файл, а устройство или канал", "it is a device or a pipe, no file")
        raise SourceBroken(_named(path, words), hint=_NAME_THE_FILE)


def _unreadable(path: Path, error: OSError | ValueError) -> SourceBroken:
    match error:
        case FileNotFoundError() | NotADirectoryError():
            return SourceBroken(_named(path, Text("нет такого файла", "no such file")), hint=_NAME_THE_FILE)
        case PermissionError():
            words = Text("нет прав на чтение", "no permission to read it")
            return SourceBroken(_named(path, words), hint=_ALLOW)
        case OSError(strerror=str()):
            return SourceBroken(_named(path, system_words(error)), hint=_NAME_THE_FILE)
        case _:
            return SourceBroken(_named(path, Text("это не путь", "it is no path")), hint=_NAME_THE_FILE)


def _named(path: Path, words: Text) -> Text:
    return Text.same(f"{path}: ").joined(words)


_NAME_THE_FILE: Final = Text(
    "Укажите файл каталога: его имя и папку целиком.", "Name the catalogue file with its whole path."
)
_ALLOW: Final = Text(
    "Разрешите чтение файла той учётной записи, под которой работает служба.",
    "Let the account that the service runs under read the file.",
)
