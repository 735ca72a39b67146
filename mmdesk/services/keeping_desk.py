"""Backups and the file of settings, as a manager's page asks for them. Call from the task thread."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from mmdesk.clock import Clock
from mmdesk.domain.role import Right, require
from mmdesk.errors import MmdeskError, Text
from mmdesk.paths import Profile
from mmdesk.private_files import replace_private
from mmdesk.services import connection_settings, restoring
from mmdesk.services.backups import made_at
from mmdesk.services.connection_settings import Difference
from mmdesk.services.operators import Operator
from mmdesk.storage import backup as copies
from mmdesk.storage.backup import Contents
from mmdesk.storage.uow import Storage
from mmdesk.system_words import told_of

__all__ = ["Contents", "Copies", "Copy", "Difference", "KeepingDesk", "NotRead", "NotSaved", "SettingsRead"]


@dataclass(frozen=True, slots=True)
class Copy:
    """One of the daily backups; `replaced` is the database that a restore has put aside."""

    file: Path
    made_at: datetime
    size: int
    replaced: bool = False


@dataclass(frozen=True, slots=True)
class SettingsRead:
    """A file of settings that fits: its bytes, what it changes, and the connections it does not name.

    `unchecked` are connections whose codes of RetailCRM could not be compared with what is there.
    """

    content: bytes
    differences: tuple[Difference, ...]
    unnamed: tuple[str, ...] = ()
    unchecked: tuple[str, ...] = ()

    @property
    def changes_nothing(self) -> bool:
        return not any(each.changes for each in self.differences)


@dataclass(frozen=True, slots=True)
class Copies:
    """What can be restored, the newest first; with `on_server`, PostgreSQL, there is nothing of it here."""

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


Judge = Callable[[tuple[Difference, ...]], tuple[str, ...]]
"""Compares the codes with RetailCRM's: `MappingDesk.judge`, made in the thread where it is asked."""

_LARGEST_SETTINGS: Final = 10_000_000
"""A file of settings has some thousand bytes; another one is chosen by mistake."""


class KeepingDesk:
    """What it writes goes to the person's own files, for this account alone."""

    def __init__(self, storage: Storage, clock: Clock, profile: Profile, judge: Judge) -> None:
        self._judge = judge
        self._storage = storage
        self._clock = clock
        self._profile = profile
        self._folder = profile.backups

    def look(self) -> Copies:
        """The daily backups, and what restores have put aside. Raises NotRead."""
        on_server = self._storage.engine.dialect.name != "sqlite"
        try:
            found = [*self._daily(), *(() if on_server else self._replaced())]
        except OSError as error:
            raise NotRead(told_of(self._folder, error)) from error
        newest_first = sorted(found, key=lambda copy: copy.made_at, reverse=True)
        return Copies(self._folder, tuple(newest_first), on_server)

    def _daily(self) -> Iterator[Copy]:
        for file in self._folder.glob("mmdesk-*.db") if self._folder.exists() else ():
            at = made_at(file.name)
            if at is not None:
                yield Copy(file, at, file.stat().st_size)

    def _replaced(self) -> Iterator[Copy]:
        database = Path(self._storage.engine.url.database or "")
        for file in copies.kept_beside(database):
            # The file of a database changes with the last thing that was stored in it.
            kept = file.stat()
            at = datetime.fromtimestamp(kept.st_mtime, tz=UTC)
            yield Copy(file, at, kept.st_size, replaced=True)

    def back_up(self, by: Operator, file: Path) -> Path:
        """Copy the living database, whole and checked. Raises NotYours, BackupRefused and StorageError."""
        require(by.role, Right.SETTINGS)
        copies.backup(self._storage.engine, file)
        return file

    def examine(self, file: Path) -> Contents:
        """What a backup holds. Raises RestoreRefused and StorageError."""
        return restoring.examine(file)

    def prepare_restore(self, by: Operator, file: Path, wait: Callable[[float], None]) -> None:
        """Stop the service and leave the wish; `wait` blocks for some seconds. Raises as `prepare` does."""
        try:
            restoring.prepare(self._storage, self._clock, by, self._profile.root, file, wait)
        except OSError as error:
            raise NotSaved(told_of(self._profile.root, error)) from error

    def export_settings(self, by: Operator, file: Path) -> Path:
        """The settings of all connections, without secrets. Raises NotYours and NotSaved."""
        require(by.role, Right.SETTINGS)
        try:
            replace_private(file, connection_settings.exported(self._storage))
        except OSError as error:
            raise NotSaved(told_of(file, error)) from error
        return file

    def look_over(self, by: Operator, file: Path) -> SettingsRead:
        """What taking over the settings in the file would change. Asks RetailCRM, apart from a task thread.

        Raises NotYours, NotRead and SettingsFileRefused.
        """
        require(by.role, Right.SETTINGS)
        content = self._read(file)
        differences = connection_settings.compared(self._storage, content)
        with self._storage.look() as work:
            present = [each.name for each in work.connections.all()]
        named = {each.connection for each in differences}
        unnamed = tuple(name for name in present if name not in named)
        return SettingsRead(content, differences, unnamed, self._judge(differences))

    def import_settings(self, by: Operator, read: SettingsRead) -> None:
        """Replace the settings of the connections that the file names, all of them or none.

        What `look_over` has read, so RetailCRM is not asked again. Raises as that does, but NotRead.
        """
        require(by.role, Right.SETTINGS)
        connection_settings.take_over(self._storage, read.content)

    def _read(self, file: Path) -> bytes:
        try:
            with file.open("rb") as opened:
                content = opened.read(_LARGEST_SETTINGS + 1)
        except OSError as error:
            raise NotRead(told_of(file, error)) from error
        if len(content) > _LARGEST_SETTINGS:
            raise NotRead(Text("файл слишком велик для настроек", "the file is too large for settings"))
        return content
