"""Backups and the file of settings, as a manager's page asks for them. Call from the task thread."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from mmdesk.clock import Clock
from mmdesk.domain.role import Right, require
from mmdesk.errors import MmdeskError, Text
from mmdesk.paths import Profile
from mmdesk.private_files import replace_private
from mmdesk.services import connection_settings, restoring
from mmdesk.services.backups import made_at
from mmdesk.services.operators import Operator
from mmdesk.storage import backup as copies
from mmdesk.storage.backup import Contents
from mmdesk.storage.uow import Storage

__all__ = ["Contents", "Copies", "Copy", "KeepingDesk", "NotRead", "NotSaved"]


@dataclass(frozen=True, slots=True)
class Copy:
    """One of the daily backups."""

    file: Path
    made_at: datetime
    size: int


@dataclass(frozen=True, slots=True)
class Copies:
    """The daily backups, the newest first. `on_server`: PostgreSQL has its own tools, and there are none."""

    folder: Path
    copies: tuple[Copy, ...]
    on_server: bool


class NotSaved(MmdeskError):
    """Raised when a chosen file cannot be written."""

    title = Text("Файл не записан", "The file was not written")
    hint = Text("Проверьте папку и место на диске.", "Check the folder and the free space.")


class NotRead(MmdeskError):
    """Raised when a chosen file cannot be read; nothing was changed."""

    title = Text("Файл не прочитан", "The file was not read")
    hint = Text("Выберите другой файл.", "Choose another file.")


_LARGEST_SETTINGS: Final = 10_000_000
"""A file of settings has some thousand bytes; another one is chosen by mistake."""


class KeepingDesk:
    """What it writes goes to the person's own files, for this account alone."""

    def __init__(self, storage: Storage, clock: Clock, profile: Profile) -> None:
        self._storage = storage
        self._clock = clock
        self._profile = profile
        self._folder = profile.backups

    def look(self) -> Copies:
        """The daily backups there are. Raises NotRead."""
        on_server = self._storage.engine.dialect.name != "sqlite"
        try:
            files = sorted(self._folder.glob("mmdesk-*.db"), reverse=True) if self._folder.exists() else []
            found = [(file, made_at(file.name), file.stat().st_size) for file in files]
        except OSError as error:
            raise NotRead(f"{self._folder}: {error.strerror}") from error
        copies = tuple(Copy(file, at, size) for file, at, size in found if at is not None)
        return Copies(self._folder, copies, on_server)

    def back_up(self, by: Operator, file: Path) -> Path:
        """Copy the living database, whole and checked. Raises NotYours, BackupRefused and StorageError."""
        require(by.role, Right.SETTINGS)
        copies.backup(self._storage.engine, file)
        return file

    def examine(self, file: Path) -> Contents:
        """What a backup holds. Raises RestoreRefused, DatabaseNewer, DatabaseForeign and StorageError."""
        return restoring.examine(file)

    def prepare_restore(self, by: Operator, file: Path, wait: Callable[[float], None]) -> None:
        """Stop the service and leave the wish; `wait` blocks for some seconds. Raises as `prepare` does."""
        try:
            restoring.prepare(self._storage, self._clock, by, self._profile.root, file, wait)
        except OSError as error:
            raise NotSaved(f"{self._profile.root}: {error.strerror}") from error

    def export_settings(self, by: Operator, file: Path) -> Path:
        """The settings of all connections, without secrets. Raises NotYours and NotSaved."""
        require(by.role, Right.SETTINGS)
        try:
            replace_private(file, connection_settings.exported(self._storage))
        except OSError as error:
            raise NotSaved(f"{file}: {error.strerror}") from error
        return file

    def import_settings(self, by: Operator, file: Path) -> None:
        """Replace the settings of the connections that the file names, all of them or none.

        Raises NotYours, NotRead, SettingsFileRefused, UnknownConnection, UnknownSetting, BadSettingValue and
        WrongReason.
        """
        require(by.role, Right.SETTINGS)
        try:
            with file.open("rb") as opened:
                content = opened.read(_LARGEST_SETTINGS + 1)
        except OSError as error:
            raise NotRead(f"{file}: {error.strerror}") from error
        if len(content) > _LARGEST_SETTINGS:
            raise NotRead(Text("файл слишком велик для настроек", "the file is too large for settings"))
        connection_settings.take_over(self._storage, content)
