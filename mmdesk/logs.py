"""Logs in files: one record a line, UTC, masked; and a file for what kills the interpreter itself."""

from __future__ import annotations

import faulthandler
import logging
import os
import sys
from contextlib import suppress
from datetime import UTC, datetime
from io import TextIOWrapper
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType
from typing import Self

from mmdesk.masking import masked
from mmdesk.paths import Profile
from mmdesk.private_files import PRIVATE_FILE

_LARGEST_FILE = 5_000_000
_KEPT_FILES = 5
# Their lower levels tell each request with its address and headers, or say the same thing every minute.
_TALKATIVE = (
    "apscheduler",
    "asyncio",
    "httpcore",
    "httpx",
    "keyring",
    "urllib3",
    "uvicorn.access",
    "uvicorn.error",
)


class MaskedFormatter(logging.Formatter):
    """`2026-11-02T09:00:00.123Z INFO mmdesk.relay text`, with every secret and personal detail starred.

    A line break inside a record is followed by four spaces, so no remote text can pose as a record.
    """

    def formatTime(self, record: logging.LogRecord, datefmt: str | None = None) -> str:  # noqa: ARG002, N802 - inherited
        moment = datetime.fromtimestamp(record.created, UTC)
        return f"{moment:%Y-%m-%dT%H:%M:%S}.{moment.microsecond // 1000:03d}Z"

    def format(self, record: logging.LogRecord) -> str:
        lines = masked(super().format(record)).splitlines()
        return "\n    ".join(lines)


class _PrivateRotatingFile(RotatingFileHandler):
    """A log only this account reads. Another process may hold the file open, then rotation waits."""

    def _open(self) -> TextIOWrapper:
        descriptor = os.open(self.baseFilename, os.O_CREAT | os.O_APPEND | os.O_WRONLY, PRIVATE_FILE)
        return open(descriptor, "a", encoding="utf-8", errors="backslashreplace")  # noqa: PTH123 - a descriptor

    def shouldRollover(self, record: logging.LogRecord) -> bool:  # noqa: ARG002, N802 - inherited
        # By what is written already: to know the length of the record it would have to be masked twice.
        if self.stream is None:
            self.stream = self._open()
        return os.fstat(self.stream.fileno()).st_size >= self.maxBytes

    def rotate(self, source: str, dest: str) -> None:
        # Windows refuses to rename an open file; writing on is better than losing the record.
        with suppress(PermissionError):
            super().rotate(source, dest)

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - inherited
        # On a full disk the work goes on without its log; a mistake of ours in a record is told as ever.
        if not isinstance(sys.exc_info()[1], OSError):
            super().handleError(record)

    def close(self) -> None:
        # What a full disk did not take is tried once more here.
        with suppress(OSError):
            super().close()


class LogFile:
    """The log of this process while it is configured; closing it takes the handlers back."""

    def __init__(self, path: Path, handlers: list[logging.Handler]) -> None:
        self.path = path
        self._handlers = handlers

    def close(self) -> None:
        root = logging.getLogger()
        for handler in self._handlers:
            root.removeHandler(handler)
            handler.close()
        self._handlers.clear()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def configure(
    profile: Profile, process_name: str, level: int = logging.INFO, *, console: int | None = None
) -> LogFile:
    """Log this process into `<logs>/<process_name>.log`; from the level `console` on, stderr gets it too."""
    path = profile.create().logs / f"{process_name}.log"
    handlers: list[logging.Handler] = [
        _PrivateRotatingFile(path, maxBytes=_LARGEST_FILE, backupCount=_KEPT_FILES, encoding="utf-8")
    ]
    if console is not None:
        handlers.append(_console(console))
    root = logging.getLogger()
    root.setLevel(level)
    for handler in handlers:
        handler.setFormatter(MaskedFormatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
        root.addHandler(handler)
    _quieten(level)
    return LogFile(path, handlers)


class FaultFile:
    """Where the interpreter writes its stacks when it dies of a signal; read at the next start."""

    def __init__(self, path: Path) -> None:
        self.path = path
        descriptor = os.open(path, os.O_CREAT | os.O_APPEND | os.O_WRONLY, PRIVATE_FILE)
        self._file = open(descriptor, "a", encoding="utf-8")  # noqa: PTH123, SIM115 - a descriptor, held open
        faulthandler.enable(self._file, all_threads=True)

    def close(self) -> None:
        if not self._file.closed:
            faulthandler.disable()
            self._file.close()


def capture_faults(profile: Profile, process_name: str) -> FaultFile:
    """Have fatal signals written to `<logs>/<process_name>.fault`; keep the result for the process's life."""
    return FaultFile(profile.create().logs / f"{process_name}.fault")


def _console(level: int) -> logging.Handler:
    handler = logging.StreamHandler()
    handler.setLevel(level)
    return handler


def _quieten(level: int) -> None:
    for name in _TALKATIVE:
        logging.getLogger(name).setLevel(max(level, logging.WARNING))
