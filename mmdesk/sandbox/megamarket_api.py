"""The merchant API over HTTP: envelope, token, routes and the shapes of answers."""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable
from dataclasses import replace

from mmdesk.sandbox.megamarket_behaviour import ErrorShape
from mmdesk.sandbox.megamarket_journal import parsed, shipment_ids
from mmdesk.sandbox.megamarket_market import Market
from mmdesk.sandbox.megamarket_offers import OfferCalls
from mmdesk.sandbox.megamarket_orders import OrderCalls
from mmdesk.sandbox.megamarket_reading import RawPdf, ReadingCalls
from mmdesk.sandbox.megamarket_state import Merchant
from mmdesk.sandbox.megamarket_wire import Json, Problem, Refused, encode, with_extras
from mmdesk.sandbox.server import Answer, Request

ORDER_PREFIX = "/api/market/v1/orderService/"
OFFER_PREFIX = "/api/merchantIntegration/v1/offerService/"

_Changing = Callable[[Merchant, Json], bool]
_Reading = Callable[[Merchant, Json], Json | str | RawPdf]


class MerchantApi:
    """Answers one request of a merchant at a time."""

    def __init__(self, market: Market, offers: OfferCalls) -> None:
        self._market = market
        self._numbers = itertools.count(1)
        orders, reading = OrderCalls(market), ReadingCalls(market)
        self._stickers = reading
        self._changing: dict[str, _Changing] = {
            ORDER_PREFIX + "order/confirm": orders.confirm,
            ORDER_PREFIX + "order/reject": orders.reject,
            ORDER_PREFIX + "order/packing": orders.packing,
            ORDER_PREFIX + "order/shipping": orders.shipping,
            ORDER_PREFIX + "order/close": orders.close,
            ORDER_PREFIX + "order/cancelResult": orders.cancel_result,
        }
        self._reading: dict[str, _Reading] = {
            ORDER_PREFIX + "order/get": reading.get,
            ORDER_PREFIX + "order/search": reading.search,
            ORDER_PREFIX + "sticker/print": reading.print_stickers,
        }
        self._setting: dict[str, _Reading] = {
            OFFER_PREFIX + "stock/update": offers.update_stocks,
            OFFER_PREFIX + "manualPrice/save": offers.save_prices,
        }

    def answer(self, request: Request) -> Answer:
        if request.path not in self._changing | self._reading | self._setting:
            return self._failure(404, "Метод не найден")
        if request.method != "POST":
            return self._failure(405, "Допустим только POST")
        if not request.header("content-type").lower().startswith("application/json"):
            return self._failure(415, "Ожидается Content-Type: application/json")
        try:
            envelope = json.loads(request.body)
        except ValueError:
            return self._failure(400, "Тело запроса не является JSON")
        if not isinstance(envelope, dict):
            return self._failure(400, "Тело запроса не является объектом JSON")
        return self._answer_envelope(request.path, envelope)

    def answer_with_others(self, request: Request) -> Answer:
        """A label is that of the merchant's first other packed order; all other calls are as ever."""
        envelope = parsed(request.body)
        data = envelope.get("data")
        if request.path == ORDER_PREFIX + "sticker/print" and isinstance(data, dict):
            with self._market.held():
                other = self._stickers.of_another(data)
            if other is not None:
                changed = {**envelope, "data": {**data, "shipments": [other]}}
                return self.answer(replace(request, body=encode(changed)))
        return self.answer(request)

    def refuse_token(self, request: Request) -> Answer:
        """Refuse as if the token were unknown, quoting it as the marketplace does."""
        inner = parsed(request.body).get("data")
        return self._bad_token(inner.get("token") if isinstance(inner, dict) else None)

    def refuse(self, request: Request) -> Answer:
        """Refuse for a reason of the marketplace's own; nothing changes."""
        named = shipment_ids(parsed(request.body)) or ("",)
        return self._refusal(tuple(Problem("REFUSED", "Операция отклонена", each) for each in named))

    def _answer_envelope(self, path: str, envelope: Json) -> Answer:
        data = envelope.get("data")
        # Clients written in PHP send an empty object as [].
        if not isinstance(envelope.get("meta"), dict) and envelope.get("meta") != []:
            return self._refusal((Problem("BAD_REQUEST", "Поле meta: ожидается объект"),))
        if not isinstance(data, dict):
            return self._refusal((Problem("BAD_REQUEST", "Поле data: ожидается объект"),))
        token = data.get("token")
        caller = self._market.merchant_of(token) if isinstance(token, str) else None
        if caller is None:
            return self._bad_token(token)
        try:
            return self._carry_out(path, caller, data)
        except Refused as refusal:
            return self._refusal(refusal.problems)

    def _carry_out(self, path: str, caller: Merchant, data: Json) -> Answer:
        with self._market.held():
            if path in self._changing:
                changed = self._changing[path](caller, data)
                result = "OK" if self._market.behaviour.result_is_word else 1
                return self._success({"result": result}, changed=changed)
            if path in self._setting:
                return self._success(self._setting[path](caller, data), changed=True)
            found = self._reading[path](caller, data)
        if isinstance(found, RawPdf):
            return Answer(200, found.content, "application/pdf")
        return self._success(found)

    def _success(self, data: object, *, changed: bool = False) -> Answer:
        return self._json(200, {"success": 1, "meta": self._meta(), "data": data}, changed=changed)

    def _refusal(self, problems: tuple[Problem, ...]) -> Answer:
        shown = [problem.as_json() for problem in problems]
        single = self._market.behaviour.errors is ErrorShape.OBJECT
        return self._json(200, {"success": 0, "meta": self._meta(), "error": shown[0] if single else shown})

    def _bad_token(self, token: object) -> Answer:
        error: Json = {"code": 0, "message": f"Авторизационный токен: {token or ''} невалидный."}
        listed = self._market.behaviour.errors is ErrorShape.LIST
        return self._json(200, {"success": 0, "meta": self._meta(), "error": [error] if listed else error})

    def _failure(self, status: int, message: str) -> Answer:
        return self._json(
            status, {"success": 0, "meta": self._meta(), "error": {"code": status, "message": message}}
        )

    def _meta(self) -> Json:
        return {"requestId": f"sandbox-{next(self._numbers):08d}", "fromProxy": "sandbox"}

    def _json(self, status: int, document: Json, *, changed: bool = False) -> Answer:
        shown = with_extras(document) if self._market.behaviour.extra_fields else document
        return Answer(status, encode(shown), changed=changed)
