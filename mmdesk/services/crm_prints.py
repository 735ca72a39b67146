"""Documents for RetailCRM's staff: labels in «Стандарт», packing lists in ДСМ, as one PDF.

Before a label is handed over the order is read from Megamarket again, and a cancelled lot stops it. When a
fresh label does not come in time, the one kept here serves, but only if that reading did take place.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Final, TypeVar

from mmdesk.clock import Clock
from mmdesk.domain.connection import Connection
from mmdesk.domain.scheme import Verb
from mmdesk.errors import MmdeskError, Text
from mmdesk.services import labels, packing_lists
from mmdesk.services.crm_callbacks import STICKER, PrintWish, find_delivery, shown
from mmdesk.services.desk import Desk, OrderRef, Queued, find_order
from mmdesk.services.labels import NoLabel
from mmdesk.services.operators import CRM_STAFF
from mmdesk.services.waiting import Changes, Ending, wait_for
from mmdesk.storage.engine import StorageError
from mmdesk.storage.uow import Storage

_Made = TypeVar("_Made")
SECONDS: Final = 10.0
"""How long all labels of one call may take to come; RetailCRM does not wait for ever."""


class NotPrinted(MmdeskError):
    """Raised when some documents cannot be had; names each order and its cure. None is printed then."""

    title = Text("Не напечатано", "Not printed")


class _Refused(MmdeskError):
    """Why one order has no document now."""

    title = Text("Этикетки нет", "There is no label")
    hint = Text("Посмотрите заказ в mmdesk.", "Look at the order in mmdesk.")


class GivenUp(MmdeskError):
    """Raised in the wait when the service is about to end."""

    title = Text("Служба останавливается", "The service is being stopped")
    hint = Text("Повторите через минуту.", "Try again in a minute.")


@dataclass(frozen=True, slots=True)
class CrmPrints:
    """Makes the documents. `changes` opens a watcher of commits; `is_over` ends a wait early.

    Safe to use from several threads, each with a call of its own.
    """

    storage: Storage
    clock: Clock
    changes: Callable[[], AbstractContextManager[Changes]]

    def make(self, connection: Connection, wish: PrintWish, is_over: Callable[[], bool]) -> bytes:
        """One PDF in the order asked. Blocks up to ten seconds.

        Raises UnknownDelivery, NotPrinted, GivenUp and StorageError.
        """
        self._check_known(connection, wish)
        if Verb.LABEL in connection.scheme.verbs:
            documents = self._labels(connection, wish, is_over)
        else:
            documents = self._packing_lists(connection, wish)
        from mmdesk.printing.merge import merge  # loads a library that most calls do without

        return merge(documents)

    def _check_known(self, connection: Connection, wish: PrintWish) -> None:
        with self.storage.look() as work:
            for shipment_id in wish.shipment_ids:
                find_delivery(work, connection, shipment_id)

    def _packing_lists(self, connection: Connection, wish: PrintWish) -> Sequence[bytes]:
        def make(shipment_id: str) -> bytes:
            with self.storage.look() as work:
                shipment = find_delivery(work, connection, shipment_id).shipment
            if all(lot.is_canceled for lot in shipment.goods):
                raise _Refused(_ALL_CANCELED, hint=_NOTHING_TO_PACK)
            return packing_lists.make(self.storage, self.clock, OrderRef(shipment_id, connection.name), "ru")

        return _each({each: partial(make, each) for each in wish.shipment_ids})

    def _labels(
        self, connection: Connection, wish: PrintWish, is_over: Callable[[], bool]
    ) -> Sequence[bytes]:
        if wish.kind != STICKER:
            raise NotPrinted(
                Text("«Стандарт», {kind}", "Стандарт, {kind}").format(kind=shown(wish.kind)), hint=_STICKERS
            )
        if connection.paused:
            raise NotPrinted(Text("обмен на паузе", "the exchange is paused"), hint=_RESUME)
        with self.changes() as changes:
            attentive = _Attentive(changes, is_over)
            until = self.clock.monotonic() + SECONDS
            fetch = _Fetch(self, connection.name, attentive, self.clock.now(), until)
            queued = _each({each: partial(fetch.ask, each) for each in wish.shipment_ids})
            return _each({each.shipment_id: partial(fetch.label, each) for each in queued})


@dataclass(frozen=True, slots=True)
class _Attentive:
    """Watches for commits, and for the end of the service."""

    changes: Changes
    is_over: Callable[[], bool]

    def wait(self, timeout: float) -> bool:
        if self.is_over():
            raise GivenUp
        return self.changes.wait(timeout)


@dataclass(frozen=True, slots=True)
class _Fetch:
    """The labels of one call: all are asked for first, then waited for together."""

    prints: CrmPrints
    connection: str
    changes: Changes
    asked_at: datetime
    until: float

    def ask(self, shipment_id: str) -> Queued:
        desk = Desk(self.prints.storage, self.prints.clock)
        return labels.request(desk, OrderRef(shipment_id, self.connection), CRM_STAFF)

    def label(self, queued: Queued) -> bytes:
        """The labels of all boxes. Raises MmdeskError when they must not be printed, or did not come."""
        storage, clock = self.prints.storage, self.prints.clock
        left = self.until - clock.monotonic()
        waited = wait_for(storage, clock, self.changes, queued, Verb.LABEL, left)
        if waited.ending == Ending.REFUSED:
            raise _Refused(waited.words or "")
        if waited.ending == Ending.UNFINISHED and not self._was_read(queued.shipment_id):
            raise _Refused(_NOT_READ, hint=_AGAIN)
        try:
            order = OrderRef(queued.shipment_id, self.connection)
            pdf = labels.fetched(storage, order).pdf
        except NoLabel as error:
            raise _Refused(_NOT_YET, hint=_AGAIN) from error
        with storage.look() as work:
            labels.refuse_incomplete(work, find_order(work, order)[1])
        return pdf

    def _was_read(self, shipment_id: str) -> bool:
        """Whether Megamarket has shown the order since its label was asked for."""
        with self.prints.storage.look() as work:
            _, stored = find_order(work, OrderRef(shipment_id, self.connection))
        return stored.seen_at >= self.asked_at


def _each(makers: Mapping[str, Callable[[], _Made]]) -> Sequence[_Made]:
    """Do it for every order. Raises NotPrinted, which tells of all for which it cannot be done."""
    made, refused = list[_Made](), list[Text]()
    for shipment_id, make in makers.items():
        try:
            made.append(make())
        except (StorageError, GivenUp):
            raise
        except MmdeskError as error:
            places = Text("отправление {n}: {words}", "shipment {n}: {words}")
            refused.append(places.format(n=shipment_id, words=error.text))
    if refused:
        raise NotPrinted(Text("; ".join(each.ru for each in refused), "; ".join(each.en for each in refused)))
    return made


_ALL_CANCELED: Final = Text("все лоты отменены", "all lots are cancelled")
_NOTHING_TO_PACK: Final = Text("Собирать нечего.", "There is nothing to pack.")
_STICKERS: Final = Text(
    "У этой схемы печатают этикетку Мегамаркета («Этикетка»).",
    "This scheme prints Megamarket's label («Этикетка»).",
)
_RESUME: Final = Text(
    "Возобновите подключение в mmdesk: «Настройки» → «Подключения».",
    "Resume the connection in mmdesk: Settings → Connections.",
)
_NOT_READ: Final = Text(
    "Мегамаркет не показал заказ вовремя, и не проверить, не отменён ли лот",
    "Megamarket did not show the order in time, so nobody can tell whether a lot is cancelled",
)
_NOT_YET: Final = Text("Мегамаркет ещё не дал её", "Megamarket has not given it out yet")
_AGAIN: Final = Text(
    "Повторите через минуту; если не помогло, посмотрите заказ в mmdesk.",
    "Try again in a minute; if that does not help, look at the order in mmdesk.",
)
