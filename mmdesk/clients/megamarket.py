"""Megamarket's order interface: one method, one call."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import TracebackType
from typing import Final, NoReturn, Self

from mmdesk.clients import megamarket_requests as requests
from mmdesk.clients.errors import (
    AddressWrong,
    OutcomeUnknown,
    Refused,
    StockSetElsewhere,
    TokenRefused,
    Troubled,
    Unreadable,
)
from mmdesk.clients.http import Answer, Limits, Outgoing, RemoteHttp, lost, unusable
from mmdesk.clients.json_reading import Node, NotJson, OddShape
from mmdesk.clients.masking import Mask, is_possible_secret
from mmdesk.clients.megamarket_requests import OfferPrice, StockLevel
from mmdesk.clients.megamarket_wire import (
    Accepted,
    Denied,
    Reading,
    read_answer,
    read_found_ids,
    read_saved_prices,
    read_shipments,
    speaks_of_stock_source,
)
from mmdesk.clients.offer_batches import SPARE_CALLS, Told, after_warnings, tell
from mmdesk.domain.box import Box, Mark
from mmdesk.domain.intent import CancelAnswer, LotResult
from mmdesk.domain.lot import Lot
from mmdesk.domain.shipment import Shipment, ShipmentId
from mmdesk.errors import Text

IDS_A_CALL: Final = 100
DEFAULT_COUNT: Final = 1000
_ORDERS: Final = "/api/market/v1/orderService/"
_OFFERS: Final = "/api/merchantIntegration/v1/offerService/"
_NO_WORDS: Final = Text("без объяснений", "without a word")
_NO_TOKEN: Final = Text("токен не задан", "no token is set")
_ODD_TOKEN: Final = Text("в токене есть посторонние знаки", "the token holds characters that no token has")


@dataclass(frozen=True, slots=True)
class Receipt:
    """A changing call was accepted; it takes effect later (PENDING_*). The id is Megamarket's, or empty."""

    request_id: str


class Megamarket:
    """One shop at Megamarket. Safe to share between threads.

    `base_url` is the host only; `token` is asked for at each call, so that a new secret works at once.
    Changing calls raise Refused, TokenRefused, Unavailable or OutcomeUnknown; reads raise Refused,
    TokenRefused, Unavailable or Unreadable.
    """

    def __init__(
        self, base_url: str, merchant_id: int, token: Callable[[], str], *, limits: Limits | None = None
    ) -> None:
        self._http = RemoteHttp(base_url, name="megamarket", limits=limits)
        self._merchant_id = merchant_id
        self._token = token

    def confirm(self, shipment_id: ShipmentId, lots: Sequence[Lot]) -> Receipt:
        """Стандарт: take lots into work."""
        return self._change("order/confirm", shipment_id, requests.confirm_payload(shipment_id, lots))

    def move(self, shipment_id: ShipmentId, lots: Sequence[Lot], date: datetime) -> Receipt:
        """ДСМ: move the delivery to a new moment; the delivery lot is left out."""
        return self._change("order/confirm", shipment_id, requests.move_payload(shipment_id, lots, date))

    def reject(self, shipment_id: ShipmentId, lots: Sequence[Lot], reason: str, comment: str = "") -> Receipt:
        """Refuse lots, all for one of Megamarket's reason codes."""
        payload = requests.reject_payload(shipment_id, lots, reason, comment)
        return self._change("order/reject", shipment_id, payload)

    def pack(self, shipment_id: ShipmentId, boxes: Sequence[Box], marks: Sequence[Mark] = ()) -> Receipt:
        """Стандарт: report which lots lie in which box. An error may still have taken effect: read again."""
        payload = requests.packing_payload(self._merchant_id, shipment_id, boxes, marks)
        return self._change("order/packing", shipment_id, payload)

    def pack_without_boxes(
        self, shipment_id: ShipmentId, lots: Sequence[Lot], marks: Sequence[Mark] = ()
    ) -> Receipt:
        """ДСМ: accept and report as assembled; the delivery lot is left out."""
        payload = requests.boxless_packing_payload(shipment_id, lots, marks)
        return self._change("order/packing", shipment_id, payload)

    def ship(self, shipment_id: ShipmentId, box_indexes: Sequence[int], at: datetime) -> Receipt:
        """Стандарт: report the hand-over of boxes."""
        payload = requests.shipping_payload(self._merchant_id, shipment_id, box_indexes, at)
        return self._change("order/shipping", shipment_id, payload)

    def close(self, shipment_id: ShipmentId, results: Sequence[LotResult], at: datetime) -> Receipt:
        """ДСМ: the result of the hand-over for every open lot, the delivery lot included."""
        return self._change("order/close", shipment_id, requests.close_payload(shipment_id, results, at))

    def answer_cancel(self, shipment_id: ShipmentId, answers: Sequence[CancelAnswer]) -> Receipt:
        """ДСМ: say of each lot the buyer wants cancelled whether it is."""
        payload = requests.cancel_result_payload(shipment_id, answers)
        return self._change("order/cancelResult", shipment_id, payload)

    def print_label(self, shipment_id: ShipmentId, boxes: Sequence[Box]) -> bytes:
        """One document with the label of every box: a PDF, or HTML where Megamarket sends that."""
        payload = requests.label_payload(self._merchant_id, shipment_id, boxes)
        call = self._prepare(_ORDERS, "sticker/print", payload, about=shipment_id)
        answer = self._send(call, limit=self._http.limits.label_bytes)
        document = _bare_pdf(answer.body) if answer.status == _OK else None
        if document is not None:
            self._http.log(call.request, answer)
            return document
        accepted = self._accepted(call, answer)
        try:
            return _document(accepted.content)
        except OddShape as problem:
            raise unusable(call.request, problem.detail) from problem

    def get(self, shipment_ids: Iterable[ShipmentId]) -> tuple[Shipment, ...]:
        """The shipments as they are now; ids that Megamarket does not know are absent.

        Raises Unreadable when one of them makes no sense; `get_each` tells those apart.
        """
        reading = self.get_each(shipment_ids)
        if reading.odd:
            problem = reading.odd[0].problem
            raise Unreadable(problem.detail, where="order/get") from problem
        return reading.shipments

    def get_each(self, shipment_ids: Iterable[ShipmentId]) -> Reading:
        """As `get`, but a shipment that makes no sense does not hide the others."""
        wanted = list(dict.fromkeys(shipment_ids))
        readings = [
            self._get_some(wanted[start : start + IDS_A_CALL]) for start in range(0, len(wanted), IDS_A_CALL)
        ]
        return Reading(
            tuple(shipment for reading in readings for shipment in reading.shipments),
            tuple(odd for reading in readings for odd in reading.odd),
        )

    def search(
        self,
        *,
        created_from: datetime | None = None,
        created_to: datetime | None = None,
        statuses: Sequence[str] = (),
        count: int = DEFAULT_COUNT,
    ) -> tuple[ShipmentId, ...]:
        """Ids of at most `count` shipments; there are no pages, so a full answer may hide more."""
        payload = requests.search_payload(created_from, created_to, statuses, count)
        call = self._prepare(_ORDERS, "order/search", payload)
        accepted = self._accepted(call, self._send(call))
        try:
            return read_found_ids(accepted.content)
        except OddShape as problem:
            raise unusable(call.request, problem.detail) from problem

    def update_stock(self, levels: Sequence[StockLevel], spare: int = SPARE_CALLS) -> Told:
        """Set how many units of each offer are for sale, 300 offers a call; safe to repeat.

        A refused offer does not keep the others out: see `tell`. Raises Refused in one case only,
        StockSetElsewhere.
        """
        return tell(levels, self._update_stock, spare)

    def save_prices(self, prices: Sequence[OfferPrice], spare: int = SPARE_CALLS) -> Told:
        """Set prices over those of the feed, 300 offers a call; safe to repeat. Refusals as with stock."""
        return tell(prices, lambda part: self._save_prices(part, deleted=False), spare)

    def drop_prices(self, prices: Sequence[OfferPrice], spare: int = SPARE_CALLS) -> Told:
        """Take prices set before back, so that the feed's count again; each names the last one set."""
        return tell(prices, lambda part: self._save_prices(part, deleted=True), spare)

    def check_token(self) -> None:
        """Ask with an empty price list whether the token is good. Raises TokenRefused."""
        call = self._prepare(_OFFERS, "manualPrice/save", {"prices": []})
        answer = self._send(call)
        try:
            self._accepted(call, answer)
        except Refused:
            # An empty list may be refused as such; that is a complaint about prices, made to a valid token.
            if answer.status != _OK and answer.status != _BAD_REQUEST:
                raise

    def disconnect(self) -> None:
        """Close the pooled connections; the object is of no use afterwards."""
        self._http.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.disconnect()

    def _change(self, path: str, shipment_id: ShipmentId, payload: requests.Json) -> Receipt:
        call = self._prepare(_ORDERS, path, payload, about=shipment_id, changing=True)
        accepted = self._accepted(call, self._send(call))
        if not accepted.is_done:
            words = Text("принято, но без подтверждения (data.result)", "accepted without data.result")
            raise OutcomeUnknown(words, where=path)
        return Receipt(accepted.request_id)

    def _update_stock(self, levels: Sequence[StockLevel]) -> Told:
        about = f"{len(levels)} offers"
        payload = requests.stock_payload(levels)
        call = self._prepare(_OFFERS, "stock/update", payload, about=about, changing=True)
        try:
            self._accepted(call, self._send(call))
        except Refused as refusal:
            if speaks_of_stock_source(refusal.words.ru):
                raise StockSetElsewhere(refusal.words, where=refusal.where) from refusal
            raise
        return Told()

    def _save_prices(self, prices: Sequence[OfferPrice], *, deleted: bool) -> Told:
        about = f"{len(prices)} offers"
        payload = requests.price_payload(prices, deleted=deleted)
        call = self._prepare(_OFFERS, "manualPrice/save", payload, about=about, changing=True)
        saved = read_saved_prices(self._accepted(call, self._send(call)).content, call.mask)
        return after_warnings(len(prices), saved.saved, saved.warnings)

    def _get_some(self, wanted: Sequence[ShipmentId]) -> Reading:
        """Ask again without those that Megamarket complains of: one unknown id can spoil a whole call."""
        while wanted:
            try:
                return self._get_at_once(wanted)
            except Refused as refusal:
                named = {problem.shipment_id for problem in refusal.problems}
                rest = [shipment_id for shipment_id in wanted if shipment_id not in named]
                if len(rest) == len(wanted):
                    raise
                wanted = rest
        return Reading(())

    def _get_at_once(self, wanted: Sequence[ShipmentId]) -> Reading:
        about = wanted[0] if len(wanted) == 1 else f"{len(wanted)} ids"
        call = self._prepare(_ORDERS, "order/get", {"shipments": wanted}, about=about)
        answer = self._send(call)
        accepted = self._accepted(call, answer)
        try:
            reading = read_shipments(accepted.content, answer.body)
        except OddShape as problem:
            raise unusable(call.request, problem.detail) from problem
        asked = frozenset(wanted)
        return Reading(tuple(found for found in reading.shipments if found.shipment_id in asked), reading.odd)

    def _prepare(
        self, prefix: str, path: str, payload: requests.Json, *, about: str = "", changing: bool = False
    ) -> _Call:
        token = self._token()
        if not token:
            raise TokenRefused(_NO_TOKEN, where=path)
        if not is_possible_secret(token):
            raise TokenRefused(_ODD_TOKEN, where=path)
        request = Outgoing(
            method="POST",
            path=prefix + path,
            where=path,
            about=about,
            body=requests.envelope(token, payload),
            media_type="application/json",
            changing=changing,
        )
        return _Call(request, Mask(token))

    def _send(self, call: _Call, *, limit: int | None = None) -> Answer:
        return self._http.send(call.request, limit=limit)

    def _accepted(self, call: _Call, answer: Answer) -> Accepted:
        envelope = _opened(answer, call.mask)
        request_id = envelope.request_id if isinstance(envelope, Accepted | Denied) else ""
        self._http.log(call.request, answer, request_id=request_id)
        if answer.status not in _SUCCESS:
            _raise_for_status(call.request, answer, envelope)
        if isinstance(envelope, Accepted):
            return envelope
        if isinstance(envelope, Denied):
            _raise_denied(envelope, call.request.where)
        if answer.is_page and not call.request.changing:
            raise AddressWrong(_PAGE, where=call.request.where) from envelope
        raise unusable(call.request, envelope.detail) from envelope


@dataclass(frozen=True, slots=True)
class _Call:
    request: Outgoing
    mask: Mask


_OK: Final = 200
_SUCCESS: Final = range(200, 300)
_BAD_REQUEST: Final = 400
_UNAUTHORIZED: Final = 401
_REQUEST_TIMEOUT: Final = 408
_TOO_MANY: Final = 429
_SERVER_FAILURE: Final = 500
_NOT_THIS_WAY: Final = frozenset({404, 405})
_PAGE: Final = Text("отвечает веб-страница, а не Мегамаркет", "a web page answers instead of Megamarket")


def _opened(answer: Answer, mask: Mask) -> Accepted | Denied | NotJson | OddShape:
    try:
        return read_answer(answer.body, mask)
    except (NotJson, OddShape) as error:
        return error


def _raise_for_status(
    request: Outgoing, answer: Answer, envelope: Accepted | Denied | NotJson | OddShape
) -> NoReturn:
    said = f"HTTP {answer.status}"
    if isinstance(envelope, Denied) and envelope.words:
        said = f"{said}, {envelope.words}"
    if answer.status == _TOO_MANY:
        raise Troubled(said, where=request.where, retry_after=answer.retry_after)
    if answer.status >= _SERVER_FAILURE or answer.status == _REQUEST_TIMEOUT:
        raise lost(request, Text.same(said), answer.retry_after)
    if isinstance(envelope, Denied):
        _raise_denied(envelope, request.where, status=answer.status)
    if answer.status == _UNAUTHORIZED:
        raise TokenRefused(said, where=request.where)
    if answer.status in _NOT_THIS_WAY and answer.is_page:
        raise AddressWrong(_PAGE, where=request.where)
    if answer.status < _BAD_REQUEST:
        raise unusable(request, Text.same(said))
    raise Refused(said, code=str(answer.status), where=request.where)


def _raise_denied(denied: Denied, where: str, status: int = _OK) -> NoReturn:
    if denied.bad_token or status == _UNAUTHORIZED:
        raise TokenRefused(denied.words, where=where)
    raise Refused(denied.words or _NO_WORDS, code=denied.code, where=where, problems=denied.problems)


_PDF: Final = b"%PDF"
_PDF_IN_BASE64: Final = b"JVBERi"
_DATA_URL: Final = "base64,"
_DOCUMENT: Final = Text("HTML или PDF в base64", "HTML or base64 of a PDF")


def _is_pdf(body: bytes) -> bool:
    return body.lstrip().startswith(_PDF)


def _bare_pdf(body: bytes) -> bytes | None:
    """A PDF that is the whole answer, as it is or as one text in base64."""
    if _is_pdf(body):
        return body
    text = body.strip().strip(b'"').replace(b"\\/", b"/")
    document = _decoded(text.decode("ascii")) if text.startswith(_PDF_IN_BASE64) and text.isascii() else None
    return document if document is not None and _is_pdf(document) else None


def _document(content: Node) -> bytes:
    """The label in `data`: HTML as it is, or a PDF in base64. Raises OddShape for anything else."""
    text = content.value if isinstance(content.value, str) else ""
    if text.lstrip().startswith("<"):
        return text.encode("utf-8")
    document = _decoded(text)
    if document is None or not _is_pdf(document):
        raise OddShape(content.path, _DOCUMENT)
    return document


def _decoded(text: str) -> bytes | None:
    _, _, encoded = text.rpartition(_DATA_URL)
    try:
        return base64.b64decode("".join(encoded.split()), validate=True)
    except (binascii.Error, ValueError):
        return None
