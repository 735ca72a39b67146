"""The addresses of one connection: what each is for, where it is pasted, and how its test has ended."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from mmdesk.domain.connection import SWITCHED_OFF, CrmOff
from mmdesk.errors import Text
from mmdesk.services.integration_desk import Integration
from mmdesk.services.self_test import PublicPlace, Report, Verdict
from mmdesk.ui.tone import Tone

LINKS: Final = (PublicPlace.FEED, PublicPlace.ORDER_NEW, PublicPlace.ORDER_CANCEL)
"""The three that are pasted, in the order in which one meets their fields in Megamarket's cabinet."""


@dataclass(frozen=True, slots=True)
class Standing:
    """One line about how something is, with its icon."""

    icon: str
    tone: Tone
    words: Text


@dataclass(frozen=True, slots=True)
class IntegrationState:
    """`testing` are the addresses being called right now; verdicts are void once an address has changed."""

    shown: Integration
    verdicts: Mapping[PublicPlace, Verdict] = field(default_factory=dict)
    testing: frozenset[PublicPlace] = frozenset()

    def see(self, shown: Integration) -> IntegrationState:
        same = self.shown.public == shown.public and self.shown.way == shown.way
        if same and self.shown.connection.name == shown.connection.name:
            return replace(self, shown=shown)
        return IntegrationState(shown)

    def begin_test(self, places: frozenset[PublicPlace]) -> IntegrationState:
        return replace(self, testing=places)

    def end_test(self, report: Report) -> IntegrationState:
        found = {verdict.place: verdict for verdict in report.verdicts}
        return replace(self, verdicts={**self.verdicts, **found}, testing=frozenset())

    def break_test(self) -> IntegrationState:
        return replace(self, testing=frozenset())

    def link(self, place: PublicPlace) -> str:
        """What to paste; empty without a public address."""
        return _link(self.shown, place, public=True)

    def local_link(self, place: PublicPlace) -> str:
        """The same address as seen from this computer alone."""
        return _link(self.shown, place, public=False)

    def standing(self, place: PublicPlace) -> Standing:
        """How the address was found when it was called last."""
        if place in self.testing:
            return Standing("hourglass", Tone.ACCENT, _TESTING)
        if not self.shown.is_public:
            return Standing("info", Tone.MUTED, _WITHOUT[place])
        verdict = self.verdicts.get(place)
        if verdict is None:
            return Standing("info", Tone.MUTED, _UNTESTED)
        message = Text(
            *(f"{each[:1].upper()}{each[1:]}." for each in (verdict.message.ru, verdict.message.en))
        )
        return (
            Standing("check", Tone.OK, message) if verdict.ok else Standing("warning", Tone.DANGER, message)
        )

    @property
    def module(self) -> Standing:
        """What RetailCRM has of us."""
        connection = self.shown.connection
        if not connection.is_registered:
            return Standing("warning", Tone.WARN, _NOT_REGISTERED)
        if connection.crm_off is not CrmOff.NO:
            off = SWITCHED_OFF[connection.crm_off]
            return Standing(
                "stop", Tone.DANGER, Text(*(f"{w[:1].upper()}{w[1:]}." for w in (off.ru, off.en)))
            )
        words = _MODULE.format(code=connection.module_code, delivery=connection.delivery_code)
        return Standing("check", Tone.OK, words if self.shown.is_public else words.joined(_NO_PRINT))


def _sentence(words: Text) -> Text:
    return Text(*(f"{each[:1].upper()}{each[1:]}." for each in (words.ru, words.en)))


def _link(shown: Integration, place: PublicPlace, *, public: bool) -> str:
    links = shown.public if public else shown.local
    found = {
        PublicPlace.FEED: links.feed,
        PublicPlace.ORDER_NEW: links.order_new,
        PublicPlace.ORDER_CANCEL: links.order_cancel,
    }
    return found.get(place) or ""


_TESTING: Final = Text("Проверяю снаружи…", "Calling it from outside…")
_UNTESTED: Final = Text("Ещё не проверено снаружи.", "Not called from outside yet.")
_WITHOUT: Final[Mapping[PublicPlace, Text]] = {
    PublicPlace.FEED: Text(
        "Публичного адреса нет: Мегамаркет фид отсюда не заберёт. Положите файл фида на веб-хостинг с https"
        " и дайте ту ссылку.",
        "There is no public address: Megamarket cannot fetch the feed here. Put the feed's file on a web host"
        " with https, and give that link.",
    ),
    PublicPlace.ORDER_NEW: Text(
        "Публичного адреса нет: новые заказы приходят опросом, раз в минуту.",
        "There is no public address: new orders come by polling, once a minute.",
    ),
    PublicPlace.ORDER_CANCEL: Text(
        "Публичного адреса нет: отмены приходят опросом, раз в минуту.",
        "There is no public address: cancellations come by polling, once a minute.",
    ),
    PublicPlace.CRM: Text(
        "Публичного адреса нет: RetailCRM нас не вызывает, этикетки печатают в mmdesk.",
        "There is no public address: RetailCRM does not call us, labels are printed in mmdesk.",
    ),
}
_NOT_REGISTERED: Final = Text(
    "Модуль не зарегистрирован: откройте «Подключения» и нажмите «Зарегистрировать».",
    "The module is not registered: open “Connections” and press “Register”.",
)
_MODULE: Final = Text(
    "Модуль {code} включён, тип доставки {delivery}.", "Module {code} is on, delivery type {delivery}."
)
_NO_PRINT: Final = Text(
    " Без публичного адреса из карточки заказа RetailCRM этикетки не напечатать: печатайте в mmdesk.",
    " Without a public address no label can be printed from RetailCRM's order card: print in mmdesk.",
)
