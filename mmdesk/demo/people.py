"""The shop's people: what they decide at the desk, at the bench and with the courier, by the use cases."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import Final

from mmdesk.clock import Clock
from mmdesk.domain.scheme import Verb
from mmdesk.errors import MmdeskError, Text
from mmdesk.language import Language
from mmdesk.services import job_runs, labels, lots, packing, packing_lists, shipping
from mmdesk.services.desk import Desk, OrderRef, Queued
from mmdesk.services.job_runs import JobName
from mmdesk.services.labels import LabelFile
from mmdesk.services.operators import Operator
from mmdesk.services.waiting import Ending, wait_for
from mmdesk.storage.changes import ChangeWatcher
from mmdesk.storage.uow import Storage

DESK: Final = Operator("Стол заказов")
PACKER: Final = Operator("Упаковщик")
COURIERS: Final = Operator("Курьерский стол")
_LABEL_SECONDS: Final = 15.0


class LabelNotFetched(MmdeskError):
    """Raised when Megamarket refuses the label, or does not give it in time."""

    title = Text("Этикетка не получена", "The label was not fetched")


@dataclass(frozen=True, slots=True)
class People:
    """Everything they decide goes into the outbox; nobody here speaks to a remote."""

    storage: Storage
    clock: Clock

    def confirm(self, order: OrderRef) -> None:
        lots.confirm(self._desk, order, DESK)

    def reject(self, order: OrderRef, reasons: Mapping[int, str]) -> None:
        lots.reject(self._desk, order, DESK, reasons=reasons)

    def pack(self, order: OrderRef, *boxes: Sequence[int]) -> None:
        packing.pack(self._desk, order, PACKER, boxes=boxes)

    def ask_for_label(self, order: OrderRef) -> Queued:
        return labels.request(self._desk, order, PACKER)

    def label(self, order: OrderRef) -> LabelFile:
        """Fetch the labels of all boxes. Raises LabelNotFetched."""
        queued = self.ask_for_label(order)
        with closing(ChangeWatcher(self.storage.engine)) as changes:
            waited = wait_for(self.storage, self.clock, changes, queued, Verb.LABEL, _LABEL_SECONDS)
        if waited.ending != Ending.REACHED:
            raise LabelNotFetched(waited.words or "")
        return labels.fetched(self.storage, order)

    def packing_list(self, order: OrderRef, language: Language) -> bytes:
        return packing_lists.make(self.storage, self.clock, order, language)

    def ship(self, order: OrderRef) -> None:
        shipping.ship(self._desk, self.clock, order, DESK)

    def send_with_courier(self, order: OrderRef) -> None:
        shipping.send_with_courier(self._desk, self.clock, order, COURIERS)

    def close(self, order: OrderRef, failed: Mapping[int, str] | None = None) -> None:
        shipping.close(self._desk, self.clock, order, COURIERS, failed=failed)

    def exchange_now(self) -> None:
        """«Обменяться сейчас»: ask the service to poll Megamarket without waiting for the minute."""
        job_runs.request(self.storage, self.clock, JobName.MEGAMARKET)

    def exchange_with_crm_now(self) -> None:
        """The same for RetailCRM, whose history tells what its staff have done."""
        job_runs.request(self.storage, self.clock, JobName.CRM)

    def build_feed_now(self) -> None:
        """Ask the service to look at the goods without waiting for the minute."""
        job_runs.request(self.storage, self.clock, JobName.FEED)

    @property
    def _desk(self) -> Desk:
        return Desk(self.storage, self.clock)
