"""The marketplace's own calls, order/new and order/cancel, repeated until the merchant answers success."""

from __future__ import annotations

import base64
import heapq
import http.client
import itertools
import json
import logging
import socket
import threading
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from mmdesk.sandbox.megamarket_bodies import order_cancel, order_new
from mmdesk.sandbox.megamarket_journal import parsed
from mmdesk.sandbox.megamarket_market import Market
from mmdesk.sandbox.megamarket_state import Lot, Scheme, Shipment
from mmdesk.sandbox.megamarket_wire import Json, encode, with_extras

logger = logging.getLogger(__name__)

NEW = "order/new"
CANCEL = "order/cancel"
_KEPT = 50_000
# How often a clock that somebody else moves is looked at, in real seconds.
_GLANCE = 0.02


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where a merchant wants the calls of one scheme; empty login means no Basic authentication."""

    new_url: str
    cancel_url: str
    login: str = ""
    password: str = field(default="", repr=False)


_NOWHERE = Addresses("", "")


@dataclass(frozen=True, slots=True)
class Delivery:
    """One attempt: `status` is 0 when no answer came; `failure` names what went wrong."""

    kind: str
    merchant_id: int
    scheme: Scheme
    shipment_id: str
    url: str
    attempt: int
    at: datetime
    status: int
    success: bool
    failure: str = ""


@dataclass(frozen=True, slots=True)
class _Parcel:
    kind: str
    merchant_id: int
    scheme: Scheme
    shipment_id: str
    body: bytes
    attempt: int = 1


class Webhooks:
    """One worker thread sends what the market announces; all methods are thread-safe."""

    def __init__(self, market: Market) -> None:
        self._market = market
        self._changed = threading.Condition()
        self._addresses: dict[tuple[int, Scheme], Addresses] = {}
        self._waiting: list[tuple[datetime, int, _Parcel]] = []
        self._order = itertools.count()
        self._log: deque[Delivery] = deque(maxlen=_KEPT)
        self._sending: socket.socket | None = None
        self._busy = False
        self._stopped = True
        self._thread: threading.Thread | None = None
        market.listen(self._announce_new, self._announce_cancel)

    def register(self, merchant_id: int, scheme: Scheme, addresses: Addresses) -> None:
        with self._changed:
            self._addresses[merchant_id, scheme] = addresses

    def start(self) -> None:
        if self._thread is not None:
            return
        self._stopped = False
        self._thread = threading.Thread(target=self._work, name="sandbox-webhooks")
        self._thread.start()

    def stop(self) -> None:
        """Break off a call under way and join the thread; what waits is kept for the next start."""
        with self._changed:
            self._stopped = True
            self._changed.notify_all()
            if self._sending is not None:
                _break_off(self._sending)
        if self._thread is not None:
            self._thread.join()
            self._thread = None

    def deliveries(self) -> tuple[Delivery, ...]:
        """Every attempt so far, oldest first."""
        with self._changed:
            return tuple(self._log)

    def pending(self) -> int:
        """Bodies not yet accepted, the one being sent included."""
        with self._changed:
            return len(self._waiting) + self._busy

    def wait_until_delivered(self, timeout: float) -> bool:
        """Block until nothing waits to be sent; False after `timeout` real seconds."""
        with self._changed:
            return self._changed.wait_for(lambda: not self._waiting and not self._busy, timeout)

    def repeat(self, shipment_id: str) -> None:
        """Send order/new again, serialised differently, as a marketplace in doubt would."""
        shipment = self._market.snapshot(shipment_id)
        self._post(NEW, shipment, order_new(shipment, self._market.behaviour), serialised_anew=True)

    def _announce_new(self, shipment: Shipment) -> None:
        self._announce(NEW, shipment, order_new(shipment, self._market.behaviour))

    def _announce_cancel(self, shipment: Shipment, lots: Sequence[Lot]) -> None:
        self._announce(CANCEL, shipment, order_cancel(shipment, lots))

    def _announce(self, kind: str, shipment: Shipment, document: Json) -> None:
        if self._market.behaviour.webhooks:
            for copy in range(self._market.behaviour.webhook_copies):
                self._post(kind, shipment, document, serialised_anew=copy > 0)

    def _post(self, kind: str, shipment: Shipment, document: Json, *, serialised_anew: bool) -> None:
        shown = with_extras(document) if self._market.behaviour.extra_fields else document
        body = json.dumps(shown, sort_keys=True, indent=1).encode() if serialised_anew else encode(shown)
        parcel = _Parcel(kind, shipment.merchant_id, shipment.scheme, shipment.shipment_id, body)
        with self._changed:
            if self._url(parcel):
                self._wait_for(self._market.now(), parcel)

    def _wait_for(self, due: datetime, parcel: _Parcel) -> None:
        heapq.heappush(self._waiting, (due, next(self._order), parcel))
        self._changed.notify_all()

    def _url(self, parcel: _Parcel) -> str:
        addresses = self._addresses.get((parcel.merchant_id, parcel.scheme), _NOWHERE)
        return addresses.new_url if parcel.kind == NEW else addresses.cancel_url

    def _work(self) -> None:
        while (parcel := self._next_due()) is not None:
            delivery = self._deliver(parcel)
            with self._changed:
                self._log.append(delivery)
                if not delivery.success:
                    self._try_later(parcel)
                self._busy = False
                self._changed.notify_all()

    def _next_due(self) -> _Parcel | None:
        with self._changed:
            while not self._stopped:
                if self._waiting and self._waiting[0][0] <= self._market.now():
                    self._busy = True
                    return heapq.heappop(self._waiting)[2]
                self._changed.wait(_GLANCE if self._waiting else None)
        return None

    def _try_later(self, parcel: _Parcel) -> None:
        pauses = self._market.behaviour.webhook_pauses
        if self._stopped:
            self._wait_for(self._market.now(), parcel)
        elif parcel.attempt <= len(pauses):
            pause = timedelta(seconds=pauses[parcel.attempt - 1])
            self._wait_for(self._market.now() + pause, replace(parcel, attempt=parcel.attempt + 1))

    def _deliver(self, parcel: _Parcel) -> Delivery:
        with self._changed:
            url = self._url(parcel)
            addresses = self._addresses.get((parcel.merchant_id, parcel.scheme), _NOWHERE)
        at = self._market.now()
        status, answer, failure = 0, b"", ""
        try:
            status, answer = self._send(url, addresses, parcel.body)
        except (OSError, http.client.HTTPException, ValueError) as error:
            failure = f"{type(error).__name__}: {error}"
        success = status == 200 and parsed(answer).get("success") == 1
        if not success and not failure:
            failure = "the answer is no success"
        return Delivery(
            parcel.kind,
            parcel.merchant_id,
            parcel.scheme,
            parcel.shipment_id,
            url,
            parcel.attempt,
            at,
            status,
            success,
            failure,
        )

    def _send(self, url: str, addresses: Addresses, body: bytes) -> tuple[int, bytes]:
        parts = urlsplit(url)
        secure = parts.scheme == "https"
        kind = http.client.HTTPSConnection if secure else http.client.HTTPConnection
        connection = kind(parts.hostname or "", parts.port, timeout=self._market.behaviour.webhook_timeout)
        target = parts.path + (f"?{parts.query}" if parts.query else "")
        try:
            connection.connect()
            with self._changed:
                if self._stopped:
                    raise ConnectionAbortedError("the sandbox stops")
                self._sending = connection.sock
            connection.request("POST", target or "/", body, _headers(addresses))
            response = connection.getresponse()
            return response.status, response.read()
        finally:
            with self._changed:
                self._sending = None
            connection.close()


def _break_off(connection: socket.socket) -> None:
    try:
        connection.shutdown(socket.SHUT_RDWR)
    except OSError:
        logger.debug("already closed by the other side")


def _headers(addresses: Addresses) -> dict[str, str]:
    headers = {"Content-Type": "application/json", "User-Agent": "marketplace-sandbox"}
    if addresses.login:
        pair = base64.b64encode(f"{addresses.login}:{addresses.password}".encode()).decode()
        headers["Authorization"] = f"Basic {pair}"
    return headers
