"""How Megamarket and RetailCRM answer each connection, and the way to mend what does not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum, auto
from typing import Final

from mmdesk.domain.connection import SWITCHED_OFF, CrmOff
from mmdesk.domain.intent import Target
from mmdesk.errors import Text
from mmdesk.services.remote_health import is_odd_answer
from mmdesk.storage.connections import TargetHealth
from mmdesk.storage.overview import ConnectionHealth

__all__ = ["RemoteStanding", "RemoteState", "Target", "standings"]  # fmt: skip


class RemoteState(StrEnum):
    """How a remote is, as the person at the screen has to take it."""

    ANSWERS = auto()
    SILENT = auto()
    """Nothing has been asked yet."""
    PAUSED = auto()
    """It did not answer, and is asked again by itself."""
    ODD = auto()
    """It answers, but nothing of use; it is asked again by itself."""
    STOPPED = auto()
    """It refused the token: only a person can mend that."""
    RESTS = auto()
    """The connection was paused by a person."""
    OFF = auto()
    """RetailCRM has switched the module off."""
    UNREGISTERED = auto()


@dataclass(frozen=True, slots=True)
class RemoteStanding:
    """One remote of one connection: how it is since when or until when, in whose words, and what to do."""

    connection: str
    target: Target
    state: RemoteState
    since: datetime | None
    until: datetime | None
    answered_at: datetime | None
    words: Text | None
    cure: Text | None

    @property
    def is_alarm(self) -> bool:
        return self.state is RemoteState.STOPPED


def standings(connections: Sequence[ConnectionHealth], now: datetime) -> tuple[RemoteStanding, ...]:
    """Both remotes of every connection in use, what needs a person first."""
    found = [_standing(each, target, now) for each in connections for target in Target]
    return tuple(sorted(found, key=lambda each: not each.is_alarm))


def _standing(connection: ConnectionHealth, target: Target, now: datetime) -> RemoteStanding:
    health = connection.megamarket if target is Target.MEGAMARKET else connection.crm
    state = _state(connection, target, health, now)
    off = SWITCHED_OFF[connection.crm_off] if state is RemoteState.OFF else None
    return RemoteStanding(
        connection=connection.name,
        target=target,
        state=state,
        since=health.stopped_at or health.paused_at,
        until=health.paused_until if state in _FAILING else None,
        answered_at=health.answered_at,
        words=off or (health.words if state in (RemoteState.STOPPED, *_FAILING) else None),
        cure=_cure(state, target, connection.name),
    )


def _state(connection: ConnectionHealth, target: Target, health: TargetHealth, now: datetime) -> RemoteState:
    if connection.paused:
        return RemoteState.RESTS
    if target is Target.CRM and connection.crm_off is not CrmOff.NO:
        return RemoteState.OFF
    if health.stopped_at is not None:
        return RemoteState.STOPPED
    unregistered = target is Target.CRM and not connection.registered
    # Nobody asks one that is not registered, so that its failure would never end.
    if health.is_failing and (not unregistered or health.is_paused(now)):
        return RemoteState.ODD if is_odd_answer(health.words) else RemoteState.PAUSED
    if unregistered:
        return RemoteState.UNREGISTERED
    return RemoteState.SILENT if health.answered_at is None else RemoteState.ANSWERS


def _cure(state: RemoteState, target: Target, name: str) -> Text | None:
    if state is RemoteState.STOPPED:
        return _NEW_SECRET[target].format(name=name)
    cure = _CURES.get(state)
    return cure.format(name=name) if cure is not None else None


_FAILING: Final = (RemoteState.PAUSED, RemoteState.ODD)
_NEW_SECRET: Final = {
    Target.MEGAMARKET: Text(
        "Обмен с Мегамаркетом стоит, пока токен не принят. Если он верный, нажмите «Проверить»; иначе "
        "возьмите новый в кабинете Мегамаркета, «Настройки | Интеграция по API | Настройка интеграции "
        "по API»; здесь его задаёт менеджер: «Настройки» → «Подключения» → «Изменить». "
        "Очередь сохранена и уйдёт сама.",
        "The exchange with Megamarket stands still until the token is accepted. If it is right, press "
        "“Check”; else take a new one in Megamarket's cabinet, Settings | API integration | API integration "
        "setup; here a manager sets it: Settings → Connections → “Edit”. "
        "The queue is kept and leaves by itself.",
        "mmdesk connection edit {name} --secrets-stdin",
    ),
    Target.CRM: Text(
        "Обмен с RetailCRM стоит, пока ключ не принят. Сверьте ключ с RetailCRM, «Настройки | "
        "Интеграция | Ключи доступа к API»: если он верный, нажмите «Проверить»; новый задаёт здесь "
        "менеджер: «Настройки» → «Подключения» → «Изменить». Очередь сохранена и уйдёт сама.",
        "The exchange with RetailCRM stands still until the key is accepted. Compare the key with RetailCRM, "
        "Settings | Integration | API keys: if it is right, press “Check”; here a manager sets a new one: "
        "Settings → Connections → “Edit”. The queue is kept and leaves by itself.",
        "mmdesk connection edit {name} --secrets-stdin",
    ),
}
_CURES: Final = {
    RemoteState.PAUSED: Text(
        "Ничего не потеряно: служба спросит снова сама. Если это длится долго, проверьте интернет на "
        "компьютере со службой.",
        "Nothing is lost: the service asks again by itself. If this goes on for long, check the internet "
        "connection of the service's computer.",
    ),
    RemoteState.ODD: Text(
        "Связь есть, но ответы негодные: похоже на сбой на той стороне. Ничего не потеряно: служба спросит "
        "снова сама. Если это длится долго, обратитесь в поддержку этой системы.",
        "It is reached, but its answers are of no use: a failure on the other side, it seems. Nothing is "
        "lost: the service asks again by itself. If this goes on for long, ask that system's support.",
    ),
    RemoteState.RESTS: Text(
        "Подключение на паузе, очередь ждёт. Продолжить: «Настройки» → «Подключения» → «Возобновить».",
        "The connection is paused, its queue waits. To go on: Settings → Connections → “Resume”.",
        "mmdesk connection resume {name}",
    ),
    RemoteState.UNREGISTERED: Text(
        "Заказы не уходят в RetailCRM, пока подключение не зарегистрировано: "
        "«Настройки» → «Подключения» → «Зарегистрировать».",
        "No order goes to RetailCRM until the connection is registered: Settings → Connections → “Register”.",
        "mmdesk connection register {name}",
    ),
}
