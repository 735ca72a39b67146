"""Orders that Megamarket shows in a way that makes no sense: a person is told while that lasts."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass
from typing import Final

from mmdesk.clock import Clock
from mmdesk.domain.connection import Connection
from mmdesk.domain.notice import NoticeCode
from mmdesk.domain.shipment import ShipmentId
from mmdesk.errors import Text
from mmdesk.services import crm_notices
from mmdesk.services.operators import MARKETPLACE
from mmdesk.services.reading import Read
from mmdesk.storage.uow import Storage


@dataclass(frozen=True, slots=True)
class Unreadable:
    """The notices on the unreadable orders of one connection."""

    storage: Storage
    clock: Clock
    connection: Connection

    def noticed(self) -> frozenset[ShipmentId]:
        """The orders that have such a notice."""
        with self.storage.look() as work:
            return work.notices.shipments_with(self.connection.connection_id, NoticeCode.UNREADABLE)

    def note(self, read: Read, known: Container[str], noticed: Container[str]) -> None:
        """Give notice on known orders that are odd and settle it on those that can be read again.

        One given stays as it is: where the oddity stands in an answer depends on what else was asked for.
        """
        for odd in read.odd:
            if odd.shipment_id in known and odd.shipment_id not in noticed:
                self._put(odd.shipment_id, _WORDS.format(problem=odd.problem.detail))
        for shipment in read.shown:
            if shipment.shipment_id in noticed:
                self._put(shipment.shipment_id, None)

    def _put(self, shipment_id: str, words: Text | None) -> None:
        now = self.clock.now()
        with self.storage.work() as work:
            stored = work.shipments.find(self.connection.connection_id, shipment_id)
            if stored is None:
                return
            if crm_notices.note(work, stored, NoticeCode.UNREADABLE, words, now, MARKETPLACE):
                crm_notices.show_in_crm(work, stored, now)
                work.commit()


_WORDS: Final = Text(
    "Мегамаркет показывает заказ так, что его нельзя прочесть ({problem}). Здесь он не обновляется: "
    "проверьте его в кабинете Мегамаркета.",
    "Megamarket shows the order in a way that cannot be read ({problem}). It is not updated here: check it "
    "in your Megamarket account.",
)
