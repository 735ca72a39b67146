"""A folder that takes documents as files, for a shop whose labels are printed elsewhere."""

from __future__ import annotations

import errno
import os
import re
import shutil
import sys
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Final

from mmdesk.errors import Text
from mmdesk.printing.print_errors import PrinterRefused, PrinterUnreachable, SpoolFull
from mmdesk.printing.printer_setup import SetupWrong
from mmdesk.printing.spooler import (
    JobStage,
    JobState,
    PrintDocument,
    PrinterCondition,
    PrinterState,
    PrintOptions,
    SpoolTicket,
)
from mmdesk.private_files import sync_directory
from mmdesk.system_words import told_of

_OUR_ENDING: Final = re.compile(r"\.pdf\s*\Z", re.IGNORECASE)
_NOT_IN_NAMES: Final = re.compile(r"[^\w.-]+")
_RESERVED: Final = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?", re.IGNORECASE)
_LONGEST: Final = 80
LEAST_FREE_BYTES: Final = 1024**2
"""With less, not even the label of one box is sure to be written."""

_FULL: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


@dataclass(frozen=True, slots=True)
class FolderSpooler:
    """Every job is one PDF, byte for byte; sheet, turn and copies are left to whoever prints it.

    Implements Spooler.
    """

    folder: Path

    def state(self) -> PrinterState:
        if not self.folder.is_dir():
            return PrinterState.of(PrinterCondition.OFFLINE, _no_folder(self.folder))
        if not os.access(self.folder, os.W_OK):
            return PrinterState.of(PrinterCondition.OFFLINE, _no_right(self.folder))
        try:
            free = shutil.disk_usage(self.folder).free
        except OSError:
            return PrinterState.of(PrinterCondition.OFFLINE, _no_folder(self.folder))
        if free < LEAST_FREE_BYTES:
            return PrinterState.of(PrinterCondition.PAUSED, _no_room(self.folder))
        return PrinterState.of(PrinterCondition.READY)

    def send(self, document: PrintDocument, _options: PrintOptions) -> SpoolTicket:
        try:
            return SpoolTicket(str(self._written(document)))
        except (FileNotFoundError, NotADirectoryError) as error:
            raise PrinterUnreachable(_no_folder(self.folder), hint=_CREATE) from error
        except PermissionError as error:
            raise PrinterRefused(_no_right(self.folder), hint=_GRANT) from error
        except OSError as error:
            detail = told_of(self.folder, error)
            if error.errno in _FULL:
                raise SpoolFull(detail) from error
            raise PrinterRefused(detail, hint=_GRANT) from error

    def follow(self, ticket: SpoolTicket) -> JobState:
        """Whoever prints the file may take it away, which is no failure."""
        return JobState(JobStage.DONE, _SAVED.format(file=ticket.job))

    def _written(self, document: PrintDocument) -> Path:
        descriptor, draft = tempfile.mkstemp(dir=self.folder, prefix=".mmdesk-", suffix=".part")
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(document.pdf)
                file.flush()
                os.fsync(file.fileno())
            return _given_a_name(Path(draft), self.folder, safe_name(document.name))
        finally:
            with suppress(FileNotFoundError):
                Path(draft).unlink()


def make_ready(folder: Path) -> None:
    """Make the folder where only its own name is missing, and try to write there. Raises SetupWrong."""
    if not folder.is_absolute():
        raise SetupWrong(_no_folder(folder), hint=_WHOLE_PATH)
    try:
        folder.mkdir(exist_ok=True)
        descriptor, draft = tempfile.mkstemp(dir=folder, prefix=".mmdesk-", suffix=".part")
        os.close(descriptor)
        Path(draft).unlink()
    except FileNotFoundError as error:
        raise SetupWrong(_no_folder(folder.parent), hint=_WHOLE_PATH) from error
    except PermissionError as error:
        raise SetupWrong(_no_right(folder), hint=_GRANT) from error
    except OSError as error:
        raise SetupWrong(told_of(folder, error), hint=_GRANT) from error


def safe_name(name: str) -> str:
    """A file name without ending that every file system takes: short, no blanks, no reserved word."""
    plain = _NOT_IN_NAMES.sub("-", _OUR_ENDING.sub("", name)).strip(".-_")[:_LONGEST].strip(".-_")
    if not plain or _RESERVED.fullmatch(plain):
        plain = f"mmdesk-{plain}".rstrip("-")
    return plain


def _given_a_name(draft: Path, folder: Path, name: str) -> Path:
    """Never over an existing file: a second label of a box must not replace the first one."""
    for number in count(1):
        path = folder / (f"{name}.pdf" if number == 1 else f"{name}-{number}.pdf")
        try:
            _rename_to_free(draft, path)
        except FileExistsError:
            continue
        sync_directory(folder)
        return path
    raise AssertionError("counting never ends")


def _rename_to_free(draft: Path, path: Path) -> None:
    """Whole under its name at once, or FileExistsError: a plain rename would replace what is there."""
    if sys.platform == "win32":
        draft.rename(path)
    else:
        try:
            path.hardlink_to(draft)
        except FileExistsError:
            raise
        except OSError:
            # A memory stick or a share without hard links: the name is taken by an empty file first.
            path.open("xb").close()
            draft.replace(path)


def _no_folder(folder: Path) -> Text:
    return Text("папки {folder} нет", "there is no folder {folder}").format(folder=folder)


def _no_right(folder: Path) -> Text:
    return Text("в папку {folder} нельзя писать", "the folder {folder} cannot be written").format(
        folder=folder
    )


def _no_room(folder: Path) -> Text:
    return Text(
        "на диске с папкой {folder} кончилось место",
        "the disk of the folder {folder} is full",
    ).format(folder=folder)


_SAVED: Final = Text("Сохранено в файл {file}", "Saved as {file}")
_CREATE: Final = Text(
    "Создайте папку или выберите другую в настройках принтера.",
    "Create the folder, or choose another one in the printer's settings.",
)
_WHOLE_PATH: Final = Text(
    "Укажите папку с полным путём; последнюю папку пути mmdesk создаст сам.",
    "Give the folder with its whole path; mmdesk makes the last folder of the path itself.",
)
_GRANT: Final = Text(
    "Проверьте права на папку или выберите другую.", "Check the rights on the folder or choose another one."
)
