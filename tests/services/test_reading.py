"""One shipment that spoils an answer hides no other; a remote that only talks nonsense is not believed."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator, Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from mmdesk.clients.errors import Unavailable, Unreadable
from mmdesk.clients.megamarket import Megamarket
from mmdesk.domain.shipment import ShipmentId
from mmdesk.services.reading import read_shipments
from tests.services.stand import MERCHANT, TOKEN

LONE = "lone \ud800 x"
DEEP: object = 1
for _ in range(100):
    DEEP = [DEEP]


class Market(ThreadingHTTPServer):
    """order/get of a marketplace whose shipments carry whatever a test puts into them."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Answers)
        self.contents: dict[str, object] = {}
        self.status = 200
        self.calls = 0

    def ids(self) -> list[ShipmentId]:
        return [ShipmentId(each) for each in self.contents]

    def answer(self, asked: Sequence[str]) -> bytes:
        shown = [self._shipment(each) for each in asked]
        return json.dumps({"success": 1, "meta": {}, "data": {"shipments": shown}}).encode()

    def _shipment(self, shipment_id: str) -> object:
        lot: dict[str, object] = {"itemIndex": "1", "status": "NEW", "offerId": "MUG-1", "goodsId": "1"}
        lot |= {"goodsData": {"name": self.contents[shipment_id]}, "price": 500, "finalPrice": 500}
        return {"shipmentId": shipment_id, "items": [lot]}


class _Answers(BaseHTTPRequestHandler):
    server: Market

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.calls += 1
        answer = self.server.answer(body["data"]["shipments"])
        self.send_response(self.server.status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def market() -> Iterator[Market]:
    with Market() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture
def client(market: Market) -> Iterator[Megamarket]:
    url = f"http://127.0.0.1:{market.server_port}"
    with Megamarket(url, MERCHANT, lambda: TOKEN) as opened:
        yield opened


@pytest.mark.parametrize("spoilt", [LONE, DEEP], ids=["lone surrogate", "too deep"])
def test_a_shipment_that_spoils_the_answer_hides_no_other(
    market: Market, client: Megamarket, spoilt: object
) -> None:
    market.contents = {str(700100 + number): "Кружка" for number in range(20)} | {"700107": spoilt}
    read = read_shipments(client, market.ids())
    assert [odd.shipment_id for odd in read.odd] == ["700107"]
    assert {shown.shipment_id for shown in read.shown} == set(market.contents) - {"700107"}
    assert not read.unknown


def test_one_that_is_asked_for_alone_is_odd_as_well(market: Market, client: Megamarket) -> None:
    market.contents = {"700107": LONE}
    [odd] = read_shipments(client, market.ids()).odd
    assert "order/get" in odd.problem.text.ru


def test_a_remote_that_says_nothing_readable_is_not_asked_for_ever(
    market: Market, client: Megamarket
) -> None:
    market.contents = {str(700100 + number): LONE for number in range(100)}
    with pytest.raises(Unreadable):
        read_shipments(client, market.ids())
    assert market.calls < 50


def test_a_remote_out_of_order_is_not_asked_in_halves(market: Market, client: Megamarket) -> None:
    market.contents = {str(700100 + number): "Кружка" for number in range(8)}
    market.status = 503
    with pytest.raises(Unavailable):
        read_shipments(client, market.ids())
    assert market.calls == 1
