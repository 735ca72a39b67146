"""The support bundle: what a supporter asks for first, as one zip without secrets and personal data.

Bodies of calls and commands, documents and buyers are never read into it. What remains are words of remotes
and our logs: they are masked, and every word of a name or an address that the database knows is starred.
"""

from __future__ import annotations

import io
import json
import logging
import platform
import re
import sys
import zipfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Final, Protocol
from urllib.parse import urlsplit

from mmdesk import __version__
from mmdesk.clock import Clock
from mmdesk.errors import MmdeskError, Text
from mmdesk.masking import STARS, Mask, masked
from mmdesk.paths import Profile
from mmdesk.private_files import replace_private
from mmdesk.secrets import SecretKind, SecretStore
from mmdesk.services import connection_settings
from mmdesk.services.doctor import Finding, Patient, examine
from mmdesk.storage.bundle_queries import BundleQueries
from mmdesk.storage.connections import TargetHealth
from mmdesk.storage.exchange_queries import ExchangeQueries
from mmdesk.storage.uow import Storage
from mmdesk.system_words import told_of

logger = logging.getLogger(__name__)

RUNS: Final = 1000
ROWS: Final = 1000
_LOG_TAIL: Final = 1_000_000
"""Bytes of each log: its end tells what went wrong."""
_LIBRARIES: Final = ("PySide6", "SQLAlchemy", "httpx", "lxml", "uvicorn", "starlette", "keyring", "reportlab")
_ADDRESSES: Final = ("feed.source", "http.public_url")
_LOGIN: Final = "http.basic_auth"
_WORD: Final = re.compile(r"[^\W\d_]{3,}")
_PHONE: Final = re.compile(r"(?<!\d)(?:\d[\s().-]{0,2}){9,10}\d(?!\d)")
_OWN: Final = frozenset({"mmdesk", "megamarket", "retailcrm"})
Plain = str | int | float | bool | None | Sequence["Plain"] | Mapping[str, "Plain"]


class BundleNotSaved(MmdeskError):
    """Raised when the zip cannot be written where it was wanted."""

    title = Text("Архив не сохранён", "The bundle was not saved")
    hint = Text(
        "Проверьте, есть ли место на диске и можно ли писать в эту папку.",
        "Check the free space, and that the folder can be written to.",
    )


class SecretHolder(Protocol):
    """Opens the store of secrets when it is asked for."""

    @property
    def secrets(self) -> SecretStore: ...


@dataclass(frozen=True, slots=True)
class Subject:
    """The installation that the bundle is about."""

    profile: Profile
    storage: Storage
    clock: Clock
    holder: SecretHolder


def examine_and_save(subject: Subject, file: Path) -> Path:
    """The same as `save` with a report of this moment. Raises BundleNotSaved and StorageError."""
    address = subject.storage.engine.url.render_as_string(hide_password=False)
    return save(subject, examine(Patient(subject.profile, address, subject.clock)), file)


def save(subject: Subject, findings: Iterable[Finding], file: Path) -> Path:
    """Write the zip, readable by this account alone; takes seconds.

    Raises BundleNotSaved and StorageError; nothing is left behind then.
    """
    content = made(subject, findings)
    try:
        replace_private(file, content)
    except OSError as error:
        raise BundleNotSaved(told_of(file, error)) from error
    logger.info("a support bundle is written, bytes=%d", len(content))
    return file


def made(subject: Subject, findings: Iterable[Finding]) -> bytes:
    """The zip's bytes. Raises StorageError."""
    clean = Cleaner.for_subject(subject)
    parts: dict[str, str] = {
        "README.txt": _README,
        "about.json": _json(_about(subject), clean),
        "doctor.json": _json([_finding(each) for each in findings], clean),
        "settings.json": _json(_settings(subject.storage), clean),
        "connections.json": _json(_connections(subject.storage), clean),
        "jobs.json": _json(_jobs(subject.storage), clean),
        "outbox.json": _json(_outbox(subject.storage), clean),
        "inbox.json": _json(_inbox(subject.storage), clean),
        **{f"logs/{path.name}": _log(path, clean) for path in _logs(subject.profile)},
    }
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return packed.getvalue()


class Cleaner:
    """Takes out of a text what must not leave this computer."""

    def __init__(
        self,
        mask: Mask,
        words: frozenset[str],
        phones: frozenset[str],
        places: Mapping[str, str],
        *,
        knows_secrets: bool,
    ) -> None:
        self.knows_secrets = knows_secrets
        self._mask = mask
        self._words = words
        self._phones = phones
        self._places = places

    @classmethod
    def for_subject(cls, subject: Subject) -> Cleaner:
        """Knows the secrets of this installation, its people and buyers, and the folders of its account.

        Raises StorageError.
        """
        queries = BundleQueries(subject.storage.engine)
        mask = Mask()
        secrets = _secrets(subject)
        for secret in (*(secrets or ()), *_database_password(subject), *queries.path_keys()):
            mask.register(secret)
        words = {word.casefold() for text in queries.personal_texts() for word in _WORD.findall(text)} - _OWN
        phones = frozenset(filter(None, map(_own_digits, queries.phones())))
        places = {str(subject.profile.root): "<profile>", str(subject.profile.logs): "<logs>"}
        home = str(Path.home())
        places |= {home: "~"} if len(home) > 1 else {}
        return cls(mask, frozenset(words), phones, places, knows_secrets=secrets is not None)

    def __call__(self, text: str) -> str:
        for place, shown in self._places.items():
            text = text.replace(place, shown)
        text = masked(self._mask.apply(text))
        text = _PHONE.sub(self._without_phone, text)
        return _WORD.sub(self._starred, text)

    def _without_phone(self, digits: re.Match[str]) -> str:
        return STARS if _own_digits(digits[0]) in self._phones else digits[0]

    def _starred(self, word: re.Match[str]) -> str:
        return STARS if word[0].casefold() in self._words else word[0]


def _own_digits(phone: str) -> str:
    """Without what a country begins with; empty where there are too few."""
    digits = re.sub(r"\D", "", phone)[-10:]
    return digits if len(digits) == 10 else ""


def _database_password(subject: Subject) -> tuple[str, ...]:
    """It stands in the address of a database server."""
    password = subject.storage.engine.url.password
    return (str(password),) if password else ()


def _secrets(subject: Subject) -> tuple[str, ...] | None:
    """What the store gives; None where it does not open."""
    try:
        store = subject.holder.secrets
        with subject.storage.look() as work:
            names = [each.name for each in work.connections.all()]
        found = (store.get(name, kind) for name in names for kind in SecretKind)
        return tuple(filter(None, found))
    except MmdeskError as error:
        logger.warning("the bundle is made without the secret store: %s", error)
        return None


def _json(document: Plain, clean: Callable[[str], str]) -> str:
    """Cleaned text by text: a name of ours that happens to be a buyer's word stays readable."""
    return json.dumps(_cleaned(document, clean), ensure_ascii=False, indent=2)


def _cleaned(document: Plain, clean: Callable[[str], str]) -> Plain:
    match document:
        case str():
            return clean(document)
        case Mapping():
            return {name: _cleaned(each, clean) for name, each in document.items()}
        case bool() | int() | float() | None:
            return document
        case _:
            return [_cleaned(each, clean) for each in document]


def _about(subject: Subject) -> Plain:
    return {
        "mmdesk": __version__,
        "python": platform.python_version(),
        "system": f"{platform.system()} {platform.release()} {platform.machine()}",
        "frozen": bool(getattr(sys, "frozen", False)),
        "database": subject.storage.engine.dialect.name,
        "at": _moment(subject.clock.now()),
        "libraries": {name: _version(name) for name in _LIBRARIES},
    }


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "-"


def _finding(finding: Finding) -> Plain:
    return {"code": finding.code, "ok": finding.ok, "message": finding.message.en}


def _settings(storage: Storage) -> Plain:
    document = json.loads(connection_settings.exported(storage))
    for values in document["connections"].values():
        for key in _ADDRESSES:
            values[key] = _without_path(str(values.get(key, "")))
        values[_LOGIN] = STARS if values.get(_LOGIN) else ""
    shown: Plain = document["connections"]
    return shown


def _without_path(address: str) -> str:
    """The host alone: what stands behind it may be what protects the address."""
    split = urlsplit(address)
    if not split.netloc:
        return address if address in ("", "api") else STARS
    return f"{split.scheme}://{split.hostname or STARS}/…"


def _connections(storage: Storage) -> Plain:
    return [
        {
            "name": each.name,
            "test_mode": each.test_mode,
            "paused": each.paused,
            "registered": each.registered,
            "crm_off": each.crm_off.value,
            "megamarket": _health(each.megamarket),
            "crm": _health(each.crm),
        }
        for each in ExchangeQueries(storage.engine).service_overview().connections
    ]


def _health(health: TargetHealth) -> Plain:
    return {
        "answered_at": _moment(health.answered_at),
        "failures": health.failures,
        "paused_until": _moment(health.paused_until),
        "stopped_at": _moment(health.stopped_at),
        "words": health.words.en if health.words else None,
    }


def _jobs(storage: Storage) -> Plain:
    return [
        {
            "job": run.job,
            "requested_at": _moment(run.requested_at),
            "finished_at": _moment(run.finished_at),
            "outcome": run.outcome,
            "reason": run.reason.en if run.reason else None,
            "counts": dict(run.counts),
        }
        for run in ExchangeQueries(storage.engine).runs(RUNS)
    ]


def _outbox(storage: Storage) -> Plain:
    with storage.look() as work:
        unfinished, latest = work.outbox.list(limit=ROWS), work.outbox.list(finished=True, limit=ROWS)
    rows = {each.row_id: each for each in (*latest, *unfinished)}
    return [
        {
            "key": each.key,
            "connection": each.connection,
            "order": each.shipment_id,
            "target": each.target.value,
            "command": each.command.value,
            "lots": len(each.intent.lots),
            "state": each.progress.state.value,
            "attempts": each.progress.attempts,
            "in_doubt": each.progress.in_doubt,
            "created_at": _moment(each.created_at),
            "not_before": _moment(each.progress.not_before),
            "words": each.error.en if each.error else None,
        }
        for _, each in sorted(rows.items())
    ]


def _inbox(storage: Storage) -> Plain:
    return [
        {
            "id": each.row_id,
            "connection": each.connection,
            "source": each.source,
            "received_at": _moment(each.received_at),
            "repeats": each.repeats,
            "state": each.state.value,
            "words": each.error.en if each.error else None,
        }
        for each in ExchangeQueries(storage.engine).calls(ROWS)
    ]


def _logs(profile: Profile) -> Sequence[Path]:
    """The current file of each process; what the interpreter wrote when it died stands beside it."""
    return sorted(path for path in profile.logs.glob("*") if path.suffix in (".log", ".fault"))


def _log(path: Path, clean: Cleaner) -> str:
    """Secrets were masked when it was written; where they cannot be looked for again, it stays here."""
    return clean(_tail(path)) if clean.knows_secrets else _LEFT_OUT


def _tail(path: Path) -> str:
    """The last lines; a file that cannot be read says so in its own place."""
    try:
        with path.open("rb") as file:
            size = file.seek(0, io.SEEK_END)
            file.seek(max(size - _LOG_TAIL, 0))
            text = file.read().decode("utf-8", errors="replace")
    except OSError as error:
        return f"not readable: {error.strerror}"
    return text.partition("\n")[2] if size > _LOG_TAIL else text


def _moment(value: datetime | None) -> str | None:
    return None if value is None else value.isoformat(timespec="seconds")


_LEFT_OUT: Final = (
    "Журнал не приложен: хранилище секретов не открылось, и нечем проверить, что в журнале их нет.\n"
    "The log is left out: the store of secrets did not open, so nothing can vouch that it holds none.\n"
)
_README: Final = """Архив для поддержки mmdesk / mmdesk support bundle

about.json        версии / versions
doctor.json       отчёт mmdesk doctor / the doctor's report
settings.json     настройки без секретов / settings without secrets
connections.json  как отвечают Мегамаркет и RetailCRM / how the remotes answer
jobs.json         запуски заданий / runs of jobs
outbox.json       состояния команд без содержимого / states of commands without their contents
inbox.json        состояния вызовов без содержимого / states of calls without their contents
logs/             журналы / logs

Секреты, имена, телефоны и адреса заменены звёздочками. Имена подключений и номера заказов остаются.
Secrets, names, phones and addresses are starred. Names of connections and numbers of orders remain.
"""
