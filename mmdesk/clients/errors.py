"""The one vocabulary in which both remotes fail; what a caller may do next depends on the class alone.

- Refused: the remote said no. Sending the same again is pointless.
- Unavailable: certainly not processed. Sending the same again later is safe.
- OutcomeUnknown: a changing call may have taken effect. Read before sending again.
- TokenRefused: nothing works until the secret changes.
- Unreadable: a read was answered with something that makes no sense; nothing was changed.
"""

from __future__ import annotations

from dataclasses import dataclass

from mmdesk.errors import MmdeskError, Text


@dataclass(frozen=True, slots=True)
class Problem:
    """One complaint of a remote in its own words; parts it did not name are empty, `lot` is an itemIndex."""

    message: str
    code: str = ""
    shipment_id: str = ""
    lot: int | None = None
    box_code: str = ""
    field: str = ""
    offer_id: str = ""


class RemoteError(MmdeskError):
    """Root of everything a remote can do to us. `where` names the call, `words` what was said or happened."""

    title = Text("Ошибка обмена", "The exchange failed")

    def __init__(self, words: Text | str, *, where: str = "", hint: Text | None = None) -> None:
        self.words = words if isinstance(words, Text) else Text.same(words)
        self.where = where
        super().__init__(self.words, hint=hint)

    def __str__(self) -> str:
        """For logs: support reads the call, a person at the desk only what was said."""
        told = self.sentence("en")
        return f"{told} ({self.where})" if self.where else told


class Refused(RemoteError):
    """The remote understood and said no: HTTP 4xx, or success 0 under any status below 500."""

    title = Text("Отказано", "Refused")
    hint = Text(
        "Прочтите причину, исправьте и отправьте снова или снимите действие.",
        "Read the reason, then correct and send again, or drop the action.",
    )

    def __init__(
        self,
        words: Text | str,
        *,
        code: str = "",
        where: str = "",
        problems: tuple[Problem, ...] = (),
        hint: Text | None = None,
    ) -> None:
        self.code = code
        self.problems = problems
        super().__init__(words, where=where, hint=hint)


class StockSetElsewhere(Refused):
    """Megamarket takes this shop's stock from the feed or the account's pages, and no level by API."""

    title = Text("Мегамаркет не берёт остатки по API", "Megamarket does not take stock by API")
    hint = Text(
        "Попросите поддержку Мегамаркета переключить источник остатков магазина на API"
        " или перестаньте передавать их: «Каталог» → «Правила» → «Передавать остатки ещё и по API».",
        "Ask Megamarket's support to switch the shop's stock source to API, or push it no more: "
        "Catalogue → Rules → “Push stock by API as well”.",
        "mmdesk settings set NAME stock.api false",
    )


class NotFound(Refused):
    """RetailCRM has no such thing."""

    title = Text("Не найдено", "Not found")


class AlreadyExists(Refused):
    """RetailCRM holds one with this key already: read it instead."""

    title = Text("Уже есть", "It exists already")
    hint = Text("", "")


class AccessDenied(Refused):
    """The key is valid but may not do this; `where` names the method that it may not use."""

    title = Text("Нет права", "No permission")
    hint = Text(
        "Дайте ключу в RetailCRM право на этот метод и доступ к магазину.",
        "Grant the key this method and the store in RetailCRM.",
    )


class FieldsLocked(Refused):
    """RetailCRM forbids changing these fields of an order with an integrated delivery.

    `fields` are dotted paths inside the order, such as `delivery.data.locked`; empty when it named none.
    """

    title = Text("Поля заказа заблокированы доставкой", "The delivery locks fields of the order")

    def __init__(
        self,
        words: Text | str,
        *,
        fields: tuple[str, ...],
        where: str = "",
        problems: tuple[Problem, ...] = (),
    ) -> None:
        self.fields = fields
        super().__init__(words, where=where, problems=problems)


class TokenRefused(RemoteError):
    """The remote does not accept the secret."""

    title = Text("Ключ доступа не принят", "The access key is not accepted")
    hint = Text("Введите новый ключ в подключении.", "Enter a new key in the connection.")


class Unavailable(RemoteError):
    """Certainly not processed: it never arrived, or the remote turned it away unread.

    `retry_after` is the remote's own wish in seconds, None where it expressed none.
    """

    title = Text("Нет связи", "Not reachable")
    hint = Text("Программа повторит попытку сама.", "The program will try again by itself.")

    def __init__(
        self,
        words: Text | str,
        *,
        retry_after: float | None = None,
        where: str = "",
        hint: Text | None = None,
    ) -> None:
        self.retry_after = retry_after
        super().__init__(words, where=where, hint=hint)


class CertificateRefused(Unavailable):
    """Nobody vouches for whoever answers at this address; nothing was said to them."""


class TimedOut(Unavailable):
    """A read, or the making of a connection, took longer than it may."""


class Troubled(Unavailable):
    """The remote was reached and answered with a failure of its own, or broke its answer off."""

    title = Text("Сбой на той стороне", "A failure on the other side")


class AddressWrong(Unavailable):
    """Something answers at this address, but not this remote: a web page, a redirect, an unknown method."""

    title = Text("Адрес не тот", "The address is wrong")
    hint = Text("Проверьте адрес в подключении.", "Check the address in the connection.")


class OutcomeUnknown(RemoteError):
    """A changing call was sent and its answer is lost, unreadable or 5xx: it may have taken effect."""

    title = Text("Ответ потерян", "The answer is lost")
    hint = Text(
        "Программа перечитает заказ, прежде чем повторять.",
        "The program will read the order again before it repeats anything.",
    )

    def __init__(
        self,
        words: Text | str,
        *,
        retry_after: float | None = None,
        where: str = "",
        hint: Text | None = None,
    ) -> None:
        self.retry_after = retry_after
        super().__init__(words, where=where, hint=hint)


class Unreadable(RemoteError):
    """The answer to a read is not what the remote's interface promises; names the path that is odd."""

    title = Text("Ответ не разобрать", "The answer makes no sense")
    hint = Text(
        "Если повторяется, пришлите журнал разработчикам.",
        "If it goes on, send the log to the developers.",
    )


class BadAddress(MmdeskError):
    """A remote's address that is refused before anything is sent."""

    title = Text("Такой адрес не подходит", "This address will not do")
