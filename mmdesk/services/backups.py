"""The daily backup of a database on this computer; a server's own tools look after the other kind."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from mmdesk.clock import Clock
from mmdesk.errors import MmdeskError, Text
from mmdesk.private_files import PRIVATE_DIRECTORY
from mmdesk.services.job_runs import BrokenOff, JobOutcome, JobResult
from mmdesk.storage.backup import BackupBroken, BackupElsewhere, BackupRefused, backup
from mmdesk.storage.uow import Storage
from mmdesk.system_words import told_of

logger = logging.getLogger(__name__)

KEPT_DAYS: Final = 7
"""Of how many days backups are kept, days without one left out."""
OLDEST: Final = timedelta(days=30)
_NAME: Final = "mmdesk-%Y%m%dT%H%M%SZ.db"
_UNFINISHED: Final = re.compile(r"mmdesk-\d{8}T\d{6}Z\.db\.\d+\.unfinished(?:-\w+)?")


class Backups:
    """Makes backups in the profile's own folder. `stopping` is asked while one is made."""

    def __init__(
        self, storage: Storage, clock: Clock, folder: Path, stopping: Callable[[], bool] = lambda: False
    ) -> None:
        self._storage = storage
        self._clock = clock
        self._folder = folder
        self._stopping = stopping

    def run(self) -> JobResult:
        """Make one, and only then let old ones go. Raises BrokenOff, BackupImpossible and StorageError."""
        now = self._clock.now()
        file = self._folder / now.strftime(_NAME)
        try:
            self._clean()
            backup(self._storage.engine, file, self._stopping)
        except BackupElsewhere:
            return JobResult(JobOutcome.SKIPPED, _ON_A_SERVER)
        except BackupBroken as error:
            raise BrokenOff from error
        except (BackupRefused, OSError) as error:
            raise _refused(self._folder, error) from error
        counts = {"bytes": file.stat().st_size, "removed": self._forget(file, now)}
        logger.info("backup=%s bytes=%d", file.name, counts["bytes"])
        return JobResult(counts=counts)

    def _clean(self) -> None:
        """Make the folder if it is gone, sweep out what a killed service left half done. Raises OSError."""
        self._folder.mkdir(mode=PRIVATE_DIRECTORY, parents=True, exist_ok=True)
        for path in self._folder.iterdir():
            if _UNFINISHED.fullmatch(path.name):
                path.unlink(missing_ok=True)

    def _forget(self, newest: Path, now: datetime) -> int:
        """Let go of what is too old; one that cannot be deleted is met again tomorrow."""
        gone = 0
        for path in superseded([each.name for each in self._folder.iterdir()], newest.name, now):
            try:
                (self._folder / path).unlink(missing_ok=True)
                gone += 1
            except OSError as error:
                logger.warning("backup=%s stays: %s", path, error.strerror)
        return gone


def superseded(names: list[str], newest: str, now: datetime) -> Iterator[str]:
    """The backups that may go: not those of the last seven days that have any, except when over 30 days old.

    `newest` always stays, as do files that are no backups of ours.
    """
    made = {name: at for name in names if (at := made_at(name)) is not None}
    days = sorted({at.date() for at in made.values()}, reverse=True)[:KEPT_DAYS]
    for name, at in sorted(made.items()):
        if name != newest and (at.date() not in days or at < now - OLDEST):
            yield name


def made_at(name: str) -> datetime | None:
    """When the backup of that name was made; None for a file that is no backup of ours."""
    try:
        return datetime.strptime(name, _NAME).replace(tzinfo=UTC)
    except ValueError:
        return None


class BackupImpossible(MmdeskError):
    """Raised when the backup cannot be written; earlier ones are untouched."""

    title = Text("Копия базы не сделана", "No backup of the database was made")
    hint = Text(
        "Освободите место на диске и проверьте, можно ли писать в эту папку. Прежние копии на месте.",
        "Free some space on the disk, see that the folder can be written to. Earlier backups are untouched.",
    )


def _refused(folder: Path, error: BackupRefused | OSError) -> BackupImpossible:
    if isinstance(error, OSError):
        return BackupImpossible(told_of(folder, error))
    return BackupImpossible(error.detail)


_ON_A_SERVER: Final = Text(
    "база на сервере PostgreSQL: её копии делает pg_dump, настройте его на сервере",
    "the database is on a PostgreSQL server: backups are made by pg_dump, set it up there",
)
