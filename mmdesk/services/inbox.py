"""What a person does with calls of Megamarket that are parked: look, retry, drop."""

from __future__ import annotations

import logging

from mmdesk.clock import Clock
from mmdesk.errors import MmdeskError, Text
from mmdesk.services.operators import Operator
from mmdesk.storage.inbox import ParkedCall
from mmdesk.storage.uow import Storage

logger = logging.getLogger(__name__)


class UnknownCall(MmdeskError):
    """Raised for an id that no parked call has."""

    title = Text("Такого отложенного вызова нет", "There is no such parked call")
    hint = Text(
        "Возможно, он уже обработан: что отложено, видно в «Обмен» → «Вызовы».",
        "It may be worked off already: what is parked stands in Exchange → Calls.",
        "mmdesk inbox list",
    )


def parked(storage: Storage) -> tuple[ParkedCall, ...]:
    """All that wait for a person, oldest first."""
    with storage.look() as work:
        return work.inbox.parked_calls()


def retry(storage: Storage, row_id: int, by: Operator) -> None:
    """Let the service work a parked call off again. Raises UnknownCall."""
    with storage.work() as work:
        if not work.inbox.unpark(row_id):
            raise UnknownCall(str(row_id))
        work.commit()
    logger.info("inbox=%d to be worked off again by %s", row_id, by.name)


def drop(storage: Storage, clock: Clock, row_id: int, by: Operator) -> None:
    """Settle a parked call without any effect; polling goes on to read its order. Raises UnknownCall."""
    with storage.work() as work:
        if not work.inbox.drop(row_id, clock.now()):
            raise UnknownCall(str(row_id))
        work.commit()
    logger.info("inbox=%d dropped by %s", row_id, by.name)
