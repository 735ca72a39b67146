"""This workstation: a name for people, and a short code that tells two computers of one name apart."""

from __future__ import annotations

import json
import logging
import secrets
import socket
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from mmdesk.errors import MmdeskError, Text
from mmdesk.paths import Profile
from mmdesk.private_files import locked, replace_private
from mmdesk.storage.uow import Storage
from mmdesk.system_words import told_of

logger = logging.getLogger(__name__)

FILE_NAME: Final = "workstation.json"
_LOCK_NAME: Final = "workstation.lock"
_LONGEST_NAME: Final = 40
_NAMELESS: Final = "PC"


class WorkstationUnknown(MmdeskError):
    """Raised when the file that says which workstation this is can be neither read nor written."""

    title = Text("Не узнать, какое это рабочее место", "It cannot be told which workstation this is")
    hint = Text(
        "Проверьте, есть ли место на диске и можно ли писать в каталог профиля.",
        "Check the free space, and that the profile directory can be written to.",
    )


class WorkstationReplaced(MmdeskError):
    """Tells that the file was damaged, so that a new workstation has taken the place of the former one."""

    title = Text(
        "Файл рабочего места был повреждён, и теперь это новое рабочее место",
        "The file of the workstation was damaged, and this is a new workstation now",
    )
    hint = Text(
        "Настройте его принтеры на странице «Печать» и удалите повреждённый файл.",
        "Set its printers up on the page Printing, and delete the damaged file.",
    )


class WorkstationNameWrong(MmdeskError):
    """Raised for a name that is empty or too long."""

    title = Text("Такое имя рабочему месту не дать", "The workstation cannot be called so")
    hint = Text(
        f"Напишите от 1 до {_LONGEST_NAME} знаков, например «Упаковка 1».",
        f"Write 1 to {_LONGEST_NAME} characters, such as “Packing 1”.",
    )


@dataclass(frozen=True, slots=True)
class ThisWorkstation:
    """`code` stands in the tables and never changes; `name` is the computer's until somebody renames it."""

    code: str
    name: str


def this_workstation(profile: Profile) -> ThisWorkstation:
    """Which workstation this profile is of; it becomes one at the first call. Raises WorkstationUnknown.

    A file that is damaged is kept aside, see `replacement`.
    """
    file = profile.root / FILE_NAME
    try:
        with locked(profile.root / _LOCK_NAME):
            found = _read(file)
            if found is None:
                found = ThisWorkstation(secrets.token_hex(4), _computer_name())
                if file.exists():
                    _set_aside(file, found.code)
                _write(file, found)
    except OSError as error:
        raise WorkstationUnknown(told_of(file, error)) from error
    return found


def replacement(profile: Profile) -> WorkstationReplaced | None:
    """What to tell people as long as a damaged file lies beside that of the workstation it has become.

    None where there is none. Changes nothing. Raises WorkstationUnknown.
    """
    file = profile.root / FILE_NAME
    try:
        found = _read(file)
        damaged = file if found is None else _aside(file, found.code)
        return WorkstationReplaced(Text.same(str(damaged))) if damaged.exists() else None
    except OSError as error:
        raise WorkstationUnknown(told_of(file, error)) from error


def rename(profile: Profile, storage: Storage, name: str) -> ThisWorkstation:
    """Name this workstation. Raises WorkstationNameWrong, WorkstationUnknown and StorageError."""
    wanted = " ".join(name.split())
    if not 1 <= len(wanted) <= _LONGEST_NAME:
        raise WorkstationNameWrong(name[:_LONGEST_NAME])
    named = replace(this_workstation(profile), name=wanted)
    try:
        with locked(profile.root / _LOCK_NAME):
            _write(profile.root / FILE_NAME, named)
    except OSError as error:
        raise WorkstationUnknown(told_of(FILE_NAME, error)) from error
    with storage.work() as work:
        work.printers.rename_workstation(named.code, named.name)
        work.commit()
    return named


def _read(file: Path) -> ThisWorkstation | None:
    """None when there is no file, or nothing in it that could be a workstation. Raises OSError."""
    try:
        document = json.loads(file.read_text(encoding="utf-8"))
        code, name = str(document["code"]), str(document["name"])
    except FileNotFoundError:
        return None
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
    return ThisWorkstation(code, name) if code and name else None


def _set_aside(file: Path, code: str) -> None:
    """A person may yet read in it which workstation it was. Raises OSError."""
    kept = file.replace(_aside(file, code))
    logger.warning("%s was damaged, kept as %s: a new workstation, its printers are to be set up", file, kept)


def _aside(file: Path, code: str) -> Path:
    """Where the damaged file is kept whose place the workstation of that code has taken."""
    return file.with_name(f"{file.name}.damaged-{code}")


def _write(file: Path, workstation: ThisWorkstation) -> None:
    document = {"code": workstation.code, "name": workstation.name}
    replace_private(file, json.dumps(document, ensure_ascii=False))


def _computer_name() -> str:
    return socket.gethostname().partition(".")[0][:_LONGEST_NAME] or _NAMELESS
