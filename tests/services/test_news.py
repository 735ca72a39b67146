"""News of orders: each told once, and only what somebody else did."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from mmdesk.clock import ManualClock
from mmdesk.domain.deadline import Deadlines
from mmdesk.domain.shipment import ShipmentId
from mmdesk.domain.status import Status
from mmdesk.services import deadlines, shipping
from mmdesk.services.cancel_requests import CancelRequests
from mmdesk.services.desk import OrderRef
from mmdesk.services.news import News, NewsKind, NewsReader
from mmdesk.storage.uow import Storage
from tests.factory import lot, shipment
from tests.services.stand import ANNA, MirrorStand, mirror_stand


@pytest.fixture
def bench(storage: Storage, clock: ManualClock) -> MirrorStand:
    return mirror_stand(storage, clock)


@pytest.fixture
def news(bench: MirrorStand) -> NewsReader:
    reader = NewsReader(bench.storage)
    assert reader.read() == ()
    return reader


def told(bench: MirrorStand, order: OrderRef, kind: NewsKind, *, overdue: bool = False) -> News:
    return News(kind, replace(order, connection=bench.connection.name), overdue)


def test_what_was_there_before_the_window_is_no_news(bench: MirrorStand) -> None:
    bench.show(shipment(lot(1)))
    assert NewsReader(bench.storage).read() == ()


def test_a_new_order_is_told_once(bench: MirrorStand, news: NewsReader) -> None:
    order = bench.show(shipment(lot(1), lot(2)))
    assert news.read() == (told(bench, order, NewsKind.ORDERS),)
    assert news.read() == ()


def test_a_buyer_who_cancels_several_lots_is_told_once_and_our_own_rejection_never(
    bench: MirrorStand, news: NewsReader
) -> None:
    order = bench.show(shipment(lot(1), lot(2), lot(3)))
    news.read()
    bench.show(shipment(lot(1, status=Status.MERCHANT_CANCELED), lot(2), lot(3)))
    assert news.read() == ()
    gone = [lot(index, status=Status.CUSTOMER_CANCELED) for index in (2, 3)]
    bench.show(shipment(lot(1, status=Status.MERCHANT_CANCELED), *gone))
    assert news.read() == (told(bench, order, NewsKind.CANCELLATIONS),)


def test_a_deadline_that_has_passed_is_told(bench: MirrorStand, clock: ManualClock, news: NewsReader) -> None:
    due = Deadlines(confirm_by=clock.now() + timedelta(hours=1))
    order = bench.show(shipment(lot(1), deadlines=due))
    news.read()
    clock.advance(timedelta(days=30))
    deadlines.Deadlines(bench.storage, clock).run()
    assert news.read() == (told(bench, order, NewsKind.DEADLINES, overdue=True),)


def test_wishes_to_cancel_are_told_until_all_are_answered(storage: Storage, clock: ManualClock) -> None:
    shop = mirror_stand(storage, clock, "dsm")
    shop.set("cancel.accept", "ask")
    first, second = (shop.show(shipment(lot(1), shipment_id=number)) for number in ("700100201", "700100202"))
    news, requests = NewsReader(storage), CancelRequests(storage, clock)
    assert news.read() == ()

    def wish(order: OrderRef) -> News:
        return replace(told(shop, order, NewsKind.CANCELLATIONS), asks=True)

    requests.take_in(shop.connection, ShipmentId(first.shipment_id), [1])
    assert news.read() == (wish(first),)
    requests.take_in(shop.connection, ShipmentId(second.shipment_id), [1])
    assert news.read() == (wish(first), wish(second))
    shipping.answer_cancel(shop.desk, first, ANNA, answers={1: False})
    assert news.read() == ()
    shipping.answer_cancel(shop.desk, second, ANNA, answers={1: False})
    assert news.read() == (replace(told(shop, second, NewsKind.CANCELLATIONS), answered=True),)
    assert news.read() == ()
