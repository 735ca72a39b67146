"""How each connection is doing, and what can be done about it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from mmdesk.domain.connection import SWITCHED_OFF, Connection, CrmOff
from mmdesk.errors import Text
from mmdesk.services.connection_desk import ConnectionLook, Keeper
from mmdesk.services.remote_health import is_odd_answer
from mmdesk.ui import moments
from mmdesk.ui.tone import Tone


class Deed(StrEnum):
    """What a person can do with a connection."""

    REGISTER = "register"
    GO_LIVE = "go_live"
    CHECK = "check"
    LINKS = "links"
    EDIT = "edit"
    PAUSE = "pause"
    RESUME = "resume"
    REMOVE = "remove"


@dataclass(frozen=True, slots=True)
class CardState:
    """One connection in words. `cure` may be empty; `deeds` in the order of their buttons."""

    name: str
    account: Text
    addresses: str
    is_test: bool
    icon: str
    tone: Tone
    words: Text
    cure: Text
    deeds: tuple[Deed, ...]


def card_of(look: ConnectionLook, keeper: Keeper, now: datetime) -> CardState:
    connection = look.connection
    icon, tone, words, cure = _standing(look, now)
    return CardState(
        connection.name,
        _ACCOUNT.format(scheme=connection.scheme.name, seller=connection.merchant_id),
        f"{connection.crm_url} · {connection.mm_url}",
        connection.test_mode,
        icon,
        tone,
        words,
        cure,
        tuple(_deeds(connection, keeper)),
    )


def _deeds(connection: Connection, keeper: Keeper) -> Iterator[Deed]:
    """Where the secrets are elsewhere, so is everything that needs them."""
    here = not keeper.elsewhere and keeper.trouble is None
    if here and not connection.is_registered:
        yield Deed.REGISTER
    if here and connection.test_mode:
        yield Deed.GO_LIVE
    if here:
        yield Deed.CHECK
    yield Deed.LINKS
    if here:
        yield Deed.EDIT
    yield Deed.RESUME if connection.paused else Deed.PAUSE
    if here:
        yield Deed.REMOVE


def _standing(look: ConnectionLook, now: datetime) -> tuple[str, Tone, Text, Text]:
    """The worst that is to be told; the cure comes with it."""
    connection = look.connection
    for health, stopped in ((look.megamarket, _TOKEN), (look.crm, _KEY)):
        if health.stopped_at is not None:
            return "key", Tone.DANGER, stopped, _NEW_SECRET
    if connection.paused:
        return "pause", Tone.WARN, _PAUSED, _RESUME
    if not connection.is_registered:
        return "warning", Tone.WARN, _NOT_REGISTERED, _REGISTER
    if connection.crm_off is not CrmOff.NO:
        return "stop", Tone.DANGER, _capital(SWITCHED_OFF[connection.crm_off]), _NOTHING
    for health, remote in ((look.megamarket, _MEGAMARKET), (look.crm, _CRM)):
        if health.is_failing:
            words = (_ODD if is_odd_answer(health.words) else _SILENT).format(remote=remote)
            told = words if health.words is None else words.joined(_BECAUSE.format(words=health.words))
            return "offline", Tone.WARN, told, _NOTHING
    answered = [each.answered_at for each in (look.megamarket, look.crm) if each.answered_at is not None]
    if not answered:
        # Another secret makes what was answered before void.
        words = _NOT_YET_AGAIN if look.orders else _NO_EXCHANGE
        return "hourglass", Tone.MUTED, words, _NOTHING
    at = max(answered)
    when = Text(moments.ago(at, now, "ru"), moments.ago(at, now, "en"))
    return "check", Tone.OK, _ANSWERS.format(when=when), _NOTHING


def _capital(words: Text) -> Text:
    return Text(*(f"{each[:1].upper()}{each[1:]}." for each in (words.ru, words.en)))


_NOTHING: Final = Text.same("")
_ACCOUNT: Final = Text("{scheme} · продавец {seller}", "{scheme} · merchant {seller}")
_MEGAMARKET: Final = Text("Мегамаркет", "Megamarket")
_CRM: Final = Text.same("RetailCRM")
_TOKEN: Final = Text(
    "Мегамаркет не принял токен: обмена с ним нет", "Megamarket refused the token: no exchange with it"
)
_KEY: Final = Text(
    "RetailCRM не принял ключ: обмена с ней нет", "RetailCRM refused the key: no exchange with it"
)
_NEW_SECRET: Final = Text(
    "Если он верный, нажмите «Проверить»; иначе возьмите новый в кабинете и введите его: «Изменить».",
    "If it is right, press “Check”; else take a new one and enter it: “Edit”.",
)
_PAUSED: Final = Text("На паузе: обмена нет, очередь сохраняется", "Paused: no exchange, the queue is kept")
_RESUME: Final = Text("Чтобы обмен пошёл, нажмите «Возобновить».", "“Resume” sets the exchange going.")
_NOT_REGISTERED: Final = Text("Не зарегистрировано в RetailCRM", "Not registered in RetailCRM")
_REGISTER: Final = Text(
    "Заказы не попадут в RetailCRM, пока вы не нажмёте «Зарегистрировать».",
    "No order gets into RetailCRM before you press “Register”.",
)
_ODD: Final = Text(
    "{remote} отвечает непонятно, попытки продолжаются", "{remote} answers oddly, it is tried again and again"
)
_SILENT: Final = Text(
    "{remote} не отвечает, попытки продолжаются", "{remote} does not answer, it is tried again and again"
)
_BECAUSE: Final = Text(": {words}", ": {words}")
_NO_EXCHANGE: Final = Text("Подключено, обмена ещё не было", "Connected, no exchange yet")
_NOT_YET_AGAIN: Final = Text(
    "Подключено, после изменения обмена ещё не было", "Connected, no exchange yet since the change"
)
_ANSWERS: Final = Text("Работает, ответ {when}", "Works, answered {when}")
