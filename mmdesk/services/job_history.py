"""What the service does by itself: each job's last run, its next one, and the runs before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from mmdesk.clock import Clock
from mmdesk.errors import MmdeskError, Text
from mmdesk.services import job_runs
from mmdesk.services.connection_settings import load
from mmdesk.services.job_runs import JobName, JobOutcome
from mmdesk.services.job_times import next_at
from mmdesk.settings import ConnectionSettings
from mmdesk.storage.exchange_queries import ExchangeQueries
from mmdesk.storage.running import JobRun
from mmdesk.storage.uow import Storage, UnitOfWork

__all__ = ["COUNT_NAMES", "JOB_NAMES", "JobName", "JobOutcome", "JobRun", "JobStanding", "run_now", "runs"]

SHOWN: Final = 200


@dataclass(frozen=True, slots=True)
class JobStanding:
    """One job. `last` is its last run that is over; `next_at` None where none is due or no service runs."""

    name: JobName
    last: JobRun | None
    is_asked: bool
    is_running: bool
    next_at: datetime | None


def standings(
    storage: Storage, finished: Sequence[JobRun], now: datetime, *, alive: bool
) -> tuple[JobStanding, ...]:
    """Every job in the order of its importance; `finished` are the last runs that are over."""
    last = {run.job: run for run in finished}
    newest = {run.job: run for run in ExchangeQueries(storage.engine).newest_runs([*JobName])}
    in_use = _in_use(storage)

    def standing(name: JobName) -> JobStanding:
        run = last.get(name)
        under_way = newest[name].outcome if name in newest else ""
        return JobStanding(
            name=name,
            last=run,
            is_asked=under_way == "requested",
            is_running=under_way == "running",
            next_at=next_at(name, run, in_use, now) if alive else None,
        )

    return tuple(standing(name) for name in JobName)


def runs(storage: Storage, *, job: str = "", outcome: str = "") -> tuple[JobRun, ...]:
    """The newest runs, the newest first, empty words for all. Raises StorageError."""
    return ExchangeQueries(storage.engine).runs(SHOWN, job=job, outcome=outcome)


def run_now(storage: Storage, clock: Clock, name: JobName, asked_by: str = "") -> None:
    """Ask the service for a run; while none is at work the wish stays. Raises StorageError."""
    job_runs.request(storage, clock, name, asked_by)


def _in_use(storage: Storage) -> tuple[ConnectionSettings, ...]:
    with storage.look() as work:
        return tuple(_settings_of(work))


def _settings_of(work: UnitOfWork) -> list[ConnectionSettings]:
    found = []
    for connection in work.connections.all():
        if connection.paused:
            continue
        try:
            found.append(load(work, connection))
        except MmdeskError:
            # The service takes the defaults for a setting that it cannot read, and goes on.
            found.append(ConnectionSettings())
    return found


JOB_NAMES: Final[Mapping[str, Text]] = {
    JobName.MEGAMARKET: Text("Обмен с Мегамаркетом", "Exchange with Megamarket"),
    JobName.CRM: Text("Обмен с RetailCRM", "Exchange with RetailCRM"),
    JobName.FEED: Text("Фид товаров", "Product feed"),
    JobName.STOCK: Text("Остатки по API", "Stock by API"),
    JobName.DEADLINES: Text("Сроки заказов", "Deadlines of orders"),
    JobName.SELFTEST: Text("Проверка адресов", "Test of the addresses"),
    JobName.PICTURES: Text("Картинки товаров", "Pictures of goods"),
    JobName.PRUNE: Text("Удаление старого", "Removal of old rows"),
    JobName.BACKUP: Text("Резервная копия", "Backup"),
}
COUNT_NAMES: Final[Mapping[str, Text]] = {
    "found": Text("найдено", "found"),
    "read": Text("прочитано", "read"),
    "applied": Text("изменено", "changed"),
    "finished_before": Text("закрыты раньше", "over before"),
    "foreign": Text("другой схемы", "of another scheme"),
    "hidden": Text("не показаны", "not shown"),
    "odd": Text("непонятных", "odd"),
    "cut": Text("окон неполных", "windows cut"),
    "records": Text("записей истории", "records of history"),
    "news": Text("с новостями", "with news"),
    "compared": Text("сверено", "compared"),
    "builds": Text("сборок", "builds"),
    "unchanged": Text("без изменений", "unchanged"),
    "published": Text("опубликовано", "published"),
    "stocks": Text("остатков", "stocks"),
    "zeros_again": Text("нулей повторно", "zeros again"),
    "prices": Text("цен", "prices"),
    "prices_dropped": Text("цен снято", "prices dropped"),
    "refused": Text("отказов", "refused"),
    "undecided": Text("не решено", "undecided"),
    "near": Text("близко к сроку", "near"),
    "overdue": Text("просрочено", "overdue"),
    "connections": Text("подключений", "connections"),
    "complaints": Text("замечаний", "complaints"),
    "bytes": Text("байт", "bytes"),
    "pictures": Text("картинок", "pictures"),
    "no_pictures": Text("не получено", "not had"),
    "removed": Text("удалено", "removed"),
    "job_runs": Text("запусков", "job runs"),
    "inbox": Text("вызовов", "calls"),
    "outbox": Text("команд", "commands"),
    "labels": Text("этикеток", "labels"),
    "label_files": Text("файлов этикеток", "label files"),
    "feed_fetches": Text("загрузок фида", "feed fetches"),
    "feed_builds": Text("сборок фида", "feed builds"),
    "path_keys": Text("ключей адресов", "path keys"),
    "buyers": Text("покупателей", "buyers"),
}
"""What a run counts, in words; a count of a newer version shows its bare name."""
