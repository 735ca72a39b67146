"""Where things lie: the profile of this account and the resources shipped with the program."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import resources
from pathlib import Path

import platformdirs

from mmdesk.errors import MmdeskError, Text
from mmdesk.mounts import network_kind
from mmdesk.private_files import PRIVATE_DIRECTORY
from mmdesk.system_words import told_of


class ProfileUnusable(MmdeskError):
    """Raised when a directory of the profile cannot be created or written."""

    title = Text("Каталог профиля недоступен", "The profile directory cannot be used")
    hint = Text("Выберите другой каталог: --profile ПУТЬ.", "Choose another directory: --profile DIR.")


class DatabaseNotLocal(MmdeskError):
    """Raised when an SQLite file would lie on a network share, where its locks do not hold."""

    title = Text(
        "База SQLite не может лежать на сетевом диске", "An SQLite database cannot lie on a network share"
    )
    hint = Text(
        "Положите её на локальный диск; для нескольких рабочих мест используйте PostgreSQL "
        "(переменная MMDESK_DATABASE_URL).",
        "Put it on a local disk; for several workstations use PostgreSQL (variable MMDESK_DATABASE_URL).",
    )


@dataclass(frozen=True, slots=True)
class Profile:
    """The directories of one installation; everything that is kept lies below them."""

    root: Path
    logs: Path

    @classmethod
    def of_account(cls) -> Profile:
        """The place the operating system gives to this account's programs."""
        # Never the roaming place: Windows may keep that one on a server.
        root = platformdirs.user_data_path("mmdesk", appauthor=False, roaming=False)
        return cls(root, platformdirs.user_log_path("mmdesk", appauthor=False))

    @classmethod
    def at(cls, directory: Path) -> Profile:
        """A profile that keeps everything, logs included, below one directory of its own."""
        root = directory.expanduser().absolute()
        return cls(root, root / "logs")

    @classmethod
    def choose(cls, directory: Path | None) -> Profile:
        """What `--profile` said, else the account's own."""
        return cls.of_account() if directory is None else cls.at(directory)

    @property
    def database(self) -> Path:
        return self.root / "mmdesk.db"

    @property
    def secrets_file(self) -> Path:
        return self.root / "secrets.json"

    @property
    def labels(self) -> Path:
        return self.root / "labels"

    @property
    def backups(self) -> Path:
        return self.root / "backups"

    @property
    def feeds(self) -> Path:
        return self.root / "feeds"

    def create(self) -> Profile:
        """Make the directories that are missing, readable by this account alone; return the same profile."""
        for directory in (self.root, self.logs, self.labels, self.backups, self.feeds):
            _make_private(directory)
        return self


def check_local(path: Path) -> None:
    """Refuse a database file on a network share, by `DatabaseNotLocal`; the file need not exist yet."""
    kind = network_kind(path)
    if kind is not None:
        raise DatabaseNotLocal(Text(f"{path} (тип: {kind})", f"{path} (type: {kind})"))


def resource(*parts: str) -> Path:
    """A shipped file, found in a checkout, an installed package and the frozen program alike."""
    return Path(str(resources.files("resources").joinpath(*parts)))


def _make_private(directory: Path) -> None:
    try:
        # An existing directory keeps the rights its owner gave it.
        directory.mkdir(mode=PRIVATE_DIRECTORY, parents=True, exist_ok=True)
    except OSError as error:
        raise ProfileUnusable(told_of(directory, error)) from error
