"""What is known of a connection's checks while they run and when they are over."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from mmdesk.errors import Text
from mmdesk.services.check import Check


class CheckStage(StrEnum):
    """How far the checks are."""

    NONE = "none"
    RUNNING = "running"
    OVER = "over"
    STOPPED = "stopped"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class ChecksState:
    """`failure` is what kept the checks from being made at all."""

    stage: CheckStage = CheckStage.NONE
    checks: tuple[Check, ...] = ()
    failure: Text | None = None

    def begin(self) -> ChecksState:
        return ChecksState(CheckStage.RUNNING)

    def tell(self, check: Check) -> ChecksState:
        return replace(self, checks=(*self.checks, check))

    def end(self, checks: tuple[Check, ...]) -> ChecksState:
        return ChecksState(CheckStage.OVER, checks)

    def stop(self) -> ChecksState:
        return replace(self, stage=CheckStage.STOPPED)

    def fail(self, words: Text) -> ChecksState:
        return ChecksState(CheckStage.FAILED, self.checks, words)

    @property
    def red(self) -> tuple[Check, ...]:
        return tuple(each for each in self.checks if not each.ok)

    @property
    def amber(self) -> tuple[Check, ...]:
        """What passes with a remark."""
        return tuple(each for each in self.checks if each.ok and each.remark)

    @property
    def green(self) -> tuple[Check, ...]:
        return tuple(each for each in self.checks if each.ok and not each.remark)

    @property
    def is_green(self) -> bool:
        """Whether all are made, and none is red; remarks hinder nothing."""
        return self.stage is CheckStage.OVER and bool(self.checks) and not self.red

    @property
    def summary(self) -> Text:
        """One sentence of how it stands."""
        made, red, amber = len(self.checks), len(self.red), len(self.amber)
        match self.stage:
            case CheckStage.NONE:
                return _NOT_YET
            case CheckStage.RUNNING:
                return _RUNNING.format(n=made)
            case CheckStage.STOPPED:
                return _STOPPED
            case CheckStage.FAILED:
                return self.failure or _STOPPED
            case CheckStage.OVER:
                if red:
                    return _RED.format(n=red, of=made)
                return _AMBER.format(n=amber, of=made) if amber else _GREEN.format(n=made)


def title_of(code: str) -> Text:
    """What a check is about, in two or three words; the code itself where it is a new one."""
    scope = code.removeprefix(_SCOPE)
    if scope != code:
        what, _, right = scope.rpartition("_")
        return _PERMISSION.format(what=_SCOPES.get(what, Text.same(what)), right=_RIGHTS[right == "write"])
    return _TITLES.get(code, Text.same(code))


_SCOPE: Final = "crm.scope."
_PERMISSION: Final = Text("{what}: {right}", "{what}: {right}")
_RIGHTS: Final = {False: Text("чтение", "read"), True: Text("запись", "write")}
_SCOPES: Final[Mapping[str, Text]] = {
    "order": Text("Заказы", "Orders"),
    "customer": Text("Клиенты", "Customers"),
    "delivery": Text("Доставки", "Deliveries"),
    "custom_fields": Text("Пользовательские поля", "Custom fields"),
    "integration": Text("Интеграция", "Integration"),
    "store": Text("Склад", "Stock"),
    "reference": Text("Справочники", "References"),
}
_TITLES: Final[Mapping[str, Text]] = {
    "crm.address": Text("Адрес RetailCRM", "RetailCRM address"),
    "crm.answer": Text("RetailCRM отвечает", "RetailCRM answers"),
    "crm.key": Text("Ключ API", "API key"),
    "crm.own_key": Text("Ключ не занят", "Key of its own"),
    "crm.one_store": Text("Ровно один магазин", "Exactly one store"),
    "crm.currency": Text("Валюта магазина", "Store's currency"),
    "crm.module": Text("Модуль включён", "Module is on"),
    "mm.answer": Text("Мегамаркет отвечает", "Megamarket answers"),
    "mm.token": Text("Токен Мегамаркета", "Megamarket token"),
    "mm.mode": Text("Режим", "Mode"),
    "mm.own_token": Text("Токен только этого продавца", "Token of this seller alone"),
    "mm.scheme": Text("Схема заказов", "Scheme of the orders"),
    "http.password": Text("Пароль вебхуков", "Webhook password"),
    "map.status": Text("Статусы заказа", "Order statuses"),
    "map.item": Text("Статусы товара", "Item statuses"),
    "map.reason": Text("Причины отмены", "Reject reasons"),
    "map.order": Text("Способ и тип заказа", "Order method and type"),
}
_NOT_YET: Final = Text("Ещё не проверено.", "Not checked yet.")
_RUNNING: Final = Text("Проверяю, готово проверок: {n}…", "Checking, {n} done so far…")
_STOPPED: Final = Text(
    "Проверка остановлена, ничего не изменилось.", "The checks were stopped; nothing changed."
)
_GREEN: Final = Text("Всё в порядке, проверок: {n}.", "All is well, {n} checks.")
_AMBER: Final = Text(
    "Ошибок нет, проверок: {of}, замечаний: {n}. Прочтите, прежде чем продолжить.",
    "No errors in {of} checks, remarks: {n}. Read before you go on.",
)
_RED: Final = Text(
    "Нужно исправить: {n} из {of}. Исправьте и проверьте ещё раз.",
    "To be corrected: {n} of {of}. Correct them and check again.",
)
