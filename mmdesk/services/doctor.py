"""Whether this installation can work: one check after the other; changes nothing."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from mmdesk.clock import Clock
from mmdesk.errors import MmdeskError, Text
from mmdesk.paths import Profile, check_local, resource
from mmdesk.printing.html_label import HtmlRenderer
from mmdesk.printing.paper import LABEL_75X120
from mmdesk.secrets import SecretKind, choose_store
from mmdesk.services.workstations import replacement
from mmdesk.storage import migrate
from mmdesk.storage.engine import StorageError, open_engine
from mmdesk.storage.migrate import SchemaState
from mmdesk.storage.queries import Queries
from mmdesk.storage.uow import Storage
from mmdesk.system_words import told_of

_LEAST_PYTHON: Final = (3, 11)
_LEAST_FREE_BYTES: Final = 500 * 1024 * 1024
_MEGABYTE: Final = 1024 * 1024
_RELEASED: Final = datetime(2026, 11, 1, tzinfo=UTC)
"""No clock can be before the day this program was made."""
_TOLERATED_LEAP: Final = timedelta(minutes=5)
_FONTS: Final = (
    "DejaVuSans.ttf",
    "DejaVuSans-Bold.ttf",
    "DejaVuSansCondensed.ttf",
    "DejaVuSansCondensed-Bold.ttf",
)
_SAMPLE_LABEL: Final = '<p style="font-size:8mm">Проверка этикетки</p>'


class Unfit(MmdeskError):
    """Raised by a check that found something wrong."""

    title = Text("Не годится", "Unfit")


@dataclass(frozen=True, slots=True)
class Finding:
    """One check: what was looked at, whether it is as it must be, and what to do when it is not."""

    code: str
    ok: bool
    message: Text


@dataclass(frozen=True, slots=True)
class Patient:
    """What is looked at; nothing of it needs to exist yet."""

    profile: Profile
    database_url: str
    clock: Clock


Check = Callable[[Patient], Text]


def examine(patient: Patient) -> Iterator[Finding]:
    """All checks in turn; one that fails does not keep the others from being made."""
    for code, check in _CHECKS.items():
        try:
            yield Finding(code, ok=True, message=check(patient))
        except Unfit as error:
            yield Finding(code, ok=False, message=_with_cure(error))
        except MmdeskError as error:
            yield Finding(code, ok=False, message=error.text)


def _with_cure(error: Unfit) -> Text:
    return error.detail.joined(Text.same(". ")).joined(error.cure) if error.cure.ru else error.detail


def _python(_patient: Patient) -> Text:
    version = ".".join(map(str, sys.version_info[:3]))
    if sys.version_info < _LEAST_PYTHON:
        raise Unfit(version, hint=Text("Нужен Python 3.11 или новее.", "Python 3.11 or later is needed."))
    return Text.same(version)


def _profile_writable(patient: Patient) -> Text:
    root = patient.profile.root
    folder = _nearest_existing(root)
    try:
        # A folder may say that it is writable and still refuse; the file vanishes by itself.
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise Unfit(told_of(folder, error), hint=_OTHER_PROFILE) from error
    if folder == root:
        return Text.same(str(root))
    return Text("{root} (появится при первом запуске)", "{root} (made at the first start)").format(root=root)


def _profile_local(patient: Patient) -> Text:
    if not patient.database_url.startswith("sqlite"):
        return Text(
            "база на сервере, профиль может лежать где угодно", "the database is on a server: any place"
        )
    check_local(_database_file(patient))
    return Text("на локальном диске", "on a local disk")


def _workstation(patient: Patient) -> Text:
    replaced = replacement(patient.profile)
    if replaced is not None:
        raise replaced
    return Text("файл рабочего места в порядке", "the file of the workstation is sound")


def _database(patient: Patient) -> Text:
    if _is_unborn(patient):
        return Text("появится при первом запуске", "made at the first start")
    with closing(Storage(open_engine(patient.database_url))) as storage:
        report = migrate.check(storage.engine)
    report.refuse_unusable()
    if report.state is not SchemaState.CURRENT:
        found = report.revision or "—"
        raise Unfit(
            Text(f"ревизия {found}, нужна {report.head}", f"revision {found}, {report.head} is needed"),
            hint=Text("Обновите: mmdesk db upgrade.", "Bring it up: mmdesk db upgrade."),
        )
    return Text(f"ревизия {report.revision}", f"revision {report.revision}")


def _secrets(patient: Patient) -> Text:
    store = choose_store(os.environ, patient.profile)
    # Asked for under a name that no connection can have, so that nothing real is read out.
    store.get("/doctor", SecretKind.MM_TOKEN)
    return Text.same(type(store).__name__)


def _disk(patient: Patient) -> Text:
    free = shutil.disk_usage(_nearest_existing(patient.profile.root)).free
    told = Text("свободно {n} МБ", "{n} MB free").format(n=free // _MEGABYTE)
    if free < _LEAST_FREE_BYTES:
        raise Unfit(told, hint=Text("Освободите место: нужно 500 МБ.", "Free some space: 500 MB are needed."))
    return told


def _clock(patient: Patient) -> Text:
    now = patient.clock.now()
    last = _last_known_moment(patient)
    if now < max(_RELEASED, last or _RELEASED) - _TOLERATED_LEAP:
        raise Unfit(f"{now:%Y-%m-%d %H:%M} UTC", hint=_SET_CLOCK)
    try:
        local = now.astimezone(ZoneInfo("Europe/Moscow"))
    except ZoneInfoNotFoundError as error:
        raise Unfit(
            Text("нет базы часовых поясов", "there is no time zone database"),
            hint=Text("Установите пакет tzdata.", "Install the package tzdata."),
        ) from error
    return Text("{at:%d.%m.%Y %H:%M} по Москве", "{at:%Y-%m-%d %H:%M} in Moscow").format(at=local)


def _last_known_moment(patient: Patient) -> datetime | None:
    """When a job last ended here; None where nothing has run, or the database cannot tell."""
    if _is_unborn(patient):
        return None
    try:
        with closing(Storage(open_engine(patient.database_url))) as storage:
            if not migrate.check(storage.engine).is_current:
                return None
            jobs = Queries(storage.engine).service_overview().jobs
    except StorageError:
        # The check of the database tells that better.
        return None
    return max((run.finished_at for run in jobs if run.finished_at), default=None)


def _fonts(_patient: Patient) -> Text:
    missing = [name for name in _FONTS if not resource("fonts", name).is_file()]
    if missing:
        raise Unfit(", ".join(missing), hint=_INSTALL_AGAIN)
    return Text("на месте: {n}", "{n} found").format(n=len(_FONTS))


def _label_engine(_patient: Patient) -> Text:
    rendered = HtmlRenderer().render(_SAMPLE_LABEL, LABEL_75X120)
    if not rendered.pdf.startswith(b"%PDF-"):
        raise Unfit(Text("на выходе не PDF", "no PDF comes out"), hint=_INSTALL_AGAIN)
    return Text("HTML превращается в PDF", "HTML becomes PDF")


def _nearest_existing(folder: Path) -> Path:
    return next((each for each in (folder, *folder.parents) if each.exists()), folder)


def _is_unborn(patient: Patient) -> bool:
    """Whether there is no database yet; merely opening it would make an SQLite file."""
    return patient.database_url.startswith("sqlite") and not _database_file(patient).exists()


def _database_file(patient: Patient) -> Path:
    return Path(patient.database_url.removeprefix("sqlite:///"))


_CHECKS: Final[dict[str, Check]] = {
    "python": _python,
    "profile.writable": _profile_writable,
    "profile.local": _profile_local,
    "workstation": _workstation,
    "database": _database,
    "secrets": _secrets,
    "disk": _disk,
    "clock": _clock,
    "fonts": _fonts,
    "labels.html": _label_engine,
}
_OTHER_PROFILE = Text("Выберите другой каталог: --profile ПУТЬ.", "Choose another directory: --profile DIR.")
_SET_CLOCK = Text(
    "Часы отстают: включите установку времени по сети.", "The clock is behind: set it by network time."
)
_INSTALL_AGAIN = Text("Установите программу заново.", "Install the program again.")
