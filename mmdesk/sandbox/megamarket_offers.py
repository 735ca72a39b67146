"""stock/update and manualPrice/save: what a merchant has set is remembered per offer."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Sequence

from mmdesk.sandbox.megamarket_behaviour import UnknownOffer
from mmdesk.sandbox.megamarket_market import Market
from mmdesk.sandbox.megamarket_state import Merchant
from mmdesk.sandbox.megamarket_wire import Json, Problem, Refused, flag, objects, text

_MOST = 300
_ELSEWHERE = "Не удалось выполнить операцию. Проверьте настройку способа получения остатков"
_UNKNOWN = "Товар не найден"
_NEVER_SET = "Цена не задавалась по API"


class OfferCalls:
    """Stocks and prices by merchant and offer id; raises Refused. Every offer is known until forgotten."""

    def __init__(self, market: Market) -> None:
        self._market = market
        self._lock = threading.Lock()
        self._stocks: dict[int, dict[str, int]] = {}
        self._prices: dict[int, dict[str, int]] = {}
        self._unknown: frozenset[str] = frozenset()

    def update_stocks(self, caller: Merchant, data: Json) -> Json:
        quantities = {_offer_id(entry): _whole(entry, "quantity") for entry in _entries(data, "stocks")}
        if not self._market.behaviour.stock_by_api:
            raise Refused(Problem("STOCK_SOURCE", _ELSEWHERE))
        unknown = self._without_unknown(quantities, self._market.behaviour.unknown_stock)
        known = {offer_id: units for offer_id, units in quantities.items() if offer_id not in unknown}
        with self._lock:
            self._stocks.setdefault(caller.merchant_id, {}).update(known)
        return {}

    def save_prices(self, caller: Merchant, data: Json) -> Json:
        prices = _entries(data, "prices")
        checked = [(_offer_id(entry), _whole(entry, "price"), _is_deleted(entry)) for entry in prices]
        unknown = self._without_unknown((each[0] for each in checked), self._market.behaviour.unknown_price)
        warnings = dict.fromkeys(unknown, _UNKNOWN)
        with self._lock:
            kept = self._prices.setdefault(caller.merchant_id, {})
            for offer_id, price, deleted in checked:
                if offer_id in unknown:
                    continue
                if not deleted:
                    kept[offer_id] = price
                elif kept.pop(offer_id, None) is None:
                    warnings[offer_id] = _NEVER_SET
        told: Json = {"warnings": [{"offerId": each, "warning": why} for each, why in warnings.items()]}
        if self._market.behaviour.tells_saved_prices:
            told["savedPrices"] = len(prices) - len(warnings)
        return told

    def forget(self, offer_ids: Sequence[str]) -> None:
        """From now on these, and no others, are offers that nobody knows."""
        with self._lock:
            self._unknown = frozenset(offer_ids)

    def stocks(self, merchant_id: int) -> dict[str, int]:
        with self._lock:
            return dict(self._stocks.get(merchant_id, {}))

    def prices(self, merchant_id: int) -> dict[str, int]:
        """Prices set over the feed's, in whole roubles."""
        with self._lock:
            return dict(self._prices.get(merchant_id, {}))

    def _without_unknown(self, offer_ids: Iterable[str], how: UnknownOffer) -> tuple[str, ...]:
        """Those that nobody knows, where the rest is taken; else Refused, as the behaviour says."""
        with self._lock:
            unknown = tuple(each for each in dict.fromkeys(offer_ids) if each in self._unknown)
        if not unknown or how is UnknownOffer.WARNED:
            return unknown
        if how is UnknownOffer.NAMED:
            raise Refused(*(Problem("OFFER_NOT_FOUND", _UNKNOWN, offer_id=each) for each in unknown))
        named = f" {', '.join(unknown)}" if how is UnknownOffer.IN_WORDS else ""
        raise Refused(Problem("OFFER_NOT_FOUND", f"{_UNKNOWN}{named}"))


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
