"""Megamarket's calls as they came: looked at, and worked off once more."""

from __future__ import annotations

import json
import logging
import re
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from mmdesk.errors import MmdeskError, Text
from mmdesk.masking import STARS, masked
from mmdesk.services.inbox import UnknownCall
from mmdesk.services.operators import Operator
from mmdesk.storage.exchange_queries import CallState, ExchangeQueries, StoredCall
from mmdesk.storage.uow import Storage

__all__ = ["CallGone", "CallState", "ReceivedCall", "newest", "replay", "shown_body", "without_persons"]

logger = logging.getLogger(__name__)

SHOWN: Final = 200
_SHIPMENT: Final = re.compile(rb'"shipmentId"\s*:\s*"?([0-9A-Za-z_-]{1,40})')
_LONGEST: Final = 200_000
"""Characters of a body that are shown."""
_PERSONAL: Final = re.compile(
    r"name|phone|mail|address|customer|comment|recipient|buyer|street|house|flat|apartment|entrance|city"
    r"|region|latitude|longitude|\blat\b|\blon\b|floor|intercom|zip|postal|block|settlement",
    re.IGNORECASE,
)
_HARMLESS: Final = re.compile(
    r"^(?:itemName|offerName|goodsName|categoryName|eventName|serviceName|discountName)$|Id$|Code$|Date\w*$"
)
"""Names of goods and numbers of things tell of nobody."""


class CallGone(MmdeskError):
    """Raised for a call that has been thrown away meanwhile."""

    title = Text("Этого вызова больше нет", "This call is gone")
    hint = Text("Вызовы хранятся 30 дней.", "Calls are kept for 30 days.")


@dataclass(frozen=True, slots=True)
class ReceivedCall:
    """One call. `repeats` counts how often the same bytes came again; `orders` are those that it names."""

    row_id: int
    connection: str
    source: str
    received_at: datetime
    repeats: int
    state: CallState
    orders: tuple[str, ...]
    error: Text | None


def newest(storage: Storage, *, parked_only: bool = False) -> tuple[ReceivedCall, ...]:
    """The newest calls, the newest first. Raises StorageError."""
    found = ExchangeQueries(storage.engine).calls(SHOWN, parked_only=parked_only)
    return tuple(_received(each) for each in found)


def shown_body(storage: Storage, row_id: int) -> str:
    """The body with its parts under each other and stars for whatever tells of a person.

    Raises CallGone and StorageError.
    """
    body = ExchangeQueries(storage.engine).body(row_id)
    if body is None:
        raise CallGone(str(row_id))
    return without_persons(body)


def without_persons(body: bytes) -> str:
    """A body that is no JSON is shown masked, as it is."""
    text = body.decode("utf-8", errors="replace")
    try:
        text = json.dumps(_starred(json.loads(text)), ensure_ascii=False, indent=2)
    except (ValueError, RecursionError):
        # Whose name stands where cannot be told in what is no document.
        text = re.sub(r"[^\W\d_]{2,}", STARS, text) if not text.isascii() else text
    return masked(text)[:_LONGEST]


def replay(storage: Storage, row_id: int, by: Operator) -> None:
    """Let the service work a call off once more: its orders are read again. Raises UnknownCall."""
    with storage.work() as work:
        if not work.inbox.reopen(row_id):
            raise UnknownCall(str(row_id))
        work.commit()
    logger.info("inbox=%d to be worked off once more by %s", row_id, by.name)


def _received(stored: StoredCall) -> ReceivedCall:
    return ReceivedCall(
        row_id=stored.row_id,
        connection=stored.connection,
        source=stored.source,
        received_at=stored.received_at,
        repeats=stored.repeats,
        state=stored.state,
        orders=orders_named(stored.head),
        error=stored.error,
    )


def _starred(value: object, *, hides: bool = False) -> object:
    """Every text below a name that tells of a person."""
    match value:
        case dict():
            return {name: _starred(each, hides=_hides(name, hides=hides)) for name, each in value.items()}
        case list():
            return [_starred(each, hides=hides) for each in value]
        case str() if hides and value:
            return STARS
        case int() | float() if hides and not isinstance(value, bool):
            return STARS
        case _:
            return value


def _hides(name: str, *, hides: bool) -> bool:
    if _HARMLESS.search(name):
        return False
    return hides or bool(_PERSONAL.search(name))


def orders_named(body: bytes) -> tuple[str, ...]:
    """The orders that a body names, in their order."""
    return tuple(dict.fromkeys(match.decode() for match in _SHIPMENT.findall(body)))
