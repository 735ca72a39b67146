"""stock/update and manualPrice/save: what a merchant has set is remembered per offer."""

from __future__ import annotations

import threading

from mmdesk.sandbox.megamarket_state import Merchant
from mmdesk.sandbox.megamarket_wire import Json, Problem, Refused, flag, objects, text

_MOST = 300


class OfferCalls:
    """Stocks and prices by merchant and offer id; raises Refused."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._stocks: dict[int, dict[str, int]] = {}
        self._prices: dict[int, dict[str, int]] = {}

    def update_stocks(self, caller: Merchant, data: Json) -> Json:
        quantities = {_offer_id(entry): _whole(entry, "quantity") for entry in _entries(data, "stocks")}
        with self._lock:
            self._stocks.setdefault(caller.merchant_id, {}).update(quantities)
        return {}

    def save_prices(self, caller: Merchant, data: Json) -> Json:
        prices = _entries(data, "prices")
        checked = [(_offer_id(entry), _whole(entry, "price"), _is_deleted(entry)) for entry in prices]
        with self._lock:
            kept = self._prices.setdefault(caller.merchant_id, {})
            for offer_id, price, deleted in checked:
                if deleted:
                    kept.pop(offer_id, None)
                else:
                    kept[offer_id] = price
        return {"savedPrices": len(prices), "warnings": []}

    def stocks(self, merchant_id: int) -> dict[str, int]:
        with self._lock:
            return dict(self._stocks.get(merchant_id, {}))

    def prices(self, merchant_id: int) -> dict[str, int]:
        """Prices set over the feed's, in whole roubles."""
        with self._lock:
            return dict(self._prices.get(merchant_id, {}))


def _entries(data: Json, name: str) -> list[Json]:
    entries = objects(data, name)
    if len(entries) > _MOST:
        raise Refused(Problem("TOO_MANY", f"Поле {name}: не более {_MOST} позиций"))
    return entries


def _offer_id(entry: Json) -> str:
    offer_id = text(entry, "offerId")
    if not offer_id:
        raise Refused(Problem("BAD_REQUEST", "Поле offerId: ожидается строка"))
    return offer_id


def _whole(entry: Json, name: str) -> int:
    value = entry.get(name)
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise Refused(Problem("BAD_REQUEST", f"Поле {name}: ожидается целое неотрицательное число"))
    return value


def _is_deleted(entry: Json) -> bool:
    return "isDeleted" in entry and flag(entry, "isDeleted")
