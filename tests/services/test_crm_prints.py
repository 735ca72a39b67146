"""Documents for RetailCRM's staff: the order is read anew, and a cancelled lot stops its label."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext

import pytest

from mmdesk.clock import ManualClock
from mmdesk.printing.pdfium import page_sizes
from mmdesk.sandbox.faults import FOREVER, Fault, FaultKind
from mmdesk.services import connections, labels, lots, packing
from mmdesk.services.crm_callbacks import PrintWish, UnknownDelivery
from mmdesk.services.crm_prints import CrmPrints, GivenUp, NotPrinted
from mmdesk.services.desk import OrderRef, find_order
from mmdesk.services.timeline import Happening, tell
from mmdesk.services.waiting import Changes
from mmdesk.storage.uow import Storage
from tests.factory import lot, shipment
from tests.services.stand import ANNA, Stand, mirror_stand, stand


@pytest.fixture
def market(sqlite_storage: Storage, clock: ManualClock) -> Iterator[Stand]:
    with stand(sqlite_storage, clock) as made:
        made.market.behave(pending_seconds=0)
        yield made


class WorkingService:
    """The service works on while somebody waits."""

    def __init__(self, market: Stand) -> None:
        self._market = market

    def wait(self, timeout: float) -> bool:
        self._market.run(seconds=timeout, step=timeout)
        self._market.clock.advance(timeout)
        return True


class NoService:
    """Nobody works; time passes."""

    def __init__(self, clock: ManualClock) -> None:
        self._clock = clock
        self.waited = 0.0

    def wait(self, timeout: float) -> bool:
        self._clock.advance(timeout)
        self.waited += timeout
        return False


def packed(market: Stand, *boxes: list[int]) -> OrderRef:
    order = market.place(*["MUG-1"] * sum(map(len, boxes)))
    lots.confirm(market.desk, order, ANNA)
    packing.pack(market.desk, order, ANNA, boxes=boxes)
    market.run()
    return order


def fetched(market: Stand, *boxes: list[int]) -> OrderRef:
    order = packed(market, *boxes)
    labels.request(market.desk, order, ANNA)
    market.run()
    return order


def prints(market: Stand, changes: Changes) -> CrmPrints:
    def open_changes() -> AbstractContextManager[Changes]:
        return nullcontext(changes)

    return CrmPrints(market.storage, market.clock, open_changes)


def printed(market: Stand, *orders: OrderRef, changes: Changes | None = None, kind: str = "sticker") -> bytes:
    wish = PrintWish(kind, tuple(order.shipment_id for order in orders))
    made = prints(market, changes or WorkingService(market))
    return made.make(market.connection, wish, lambda: False)


def queued_for(market: Stand, order: OrderRef) -> list[str]:
    with market.storage.look() as work:
        return [row.command.value for row in work.outbox.list() if row.shipment_id == order.shipment_id]


def test_one_label_comes_as_megamarket_made_it(market: Stand) -> None:
    order = packed(market, [1])
    assert printed(market, order) == labels.fetched(market.storage, order).pdf
    assert market.calls("sticker/print") == 1


def test_labels_of_several_orders_are_one_document_in_the_order_asked(market: Stand) -> None:
    one, two = packed(market, [1]), packed(market, [1], [2])
    document = printed(market, two, one)
    assert len(page_sizes(document)) == 3
    assert len(document) > len(labels.fetched(market.storage, two).pdf)


def test_the_label_in_the_document_is_a_fresh_one(market: Stand) -> None:
    order = fetched(market, [1])
    printed(market, order)
    assert market.calls("sticker/print") == 2


def test_a_label_that_lacks_pictures_is_refused_with_the_cure(market: Stand) -> None:
    order = packed(market, [1])

    class Incomplete(WorkingService):
        """The label that it fetches came without its pictures."""

        def wait(self, timeout: float) -> bool:
            heard = super().wait(timeout)
            with market.storage.work() as work:
                _, stored = find_order(work, order)
                tell(
                    work,
                    stored,
                    market.clock.now(),
                    ANNA,
                    Happening.LABEL_INCOMPLETE,
                    boxes="1",
                    pictures="2",
                )
                work.commit()
            return heard

    with pytest.raises(NotPrinted, match="lacks pictures") as refused:
        printed(market, order, changes=Incomplete(market))
    assert "«Упаковка»" in refused.value.text.ru


def test_a_lot_cancelled_meanwhile_stops_a_label_that_was_kept(market: Stand) -> None:
    order = fetched(market, [1, 2])
    market.market.cancel(order.shipment_id, [2])
    with pytest.raises(NotPrinted) as refused:
        printed(market, order)
    assert order.shipment_id in refused.value.text.ru
    assert "лот 2" in refused.value.text.ru


def test_an_order_that_is_not_packed_is_refused_and_nothing_is_queued(market: Stand) -> None:
    order = market.place("MUG-1")
    with pytest.raises(NotPrinted) as refused:
        printed(market, order)
    assert f"отправление {order.shipment_id}" in refused.value.text.ru
    assert "Сначала упакуйте" in refused.value.text.ru
    assert queued_for(market, order) == []


def test_all_refused_orders_are_named_at_once(market: Stand) -> None:
    ready, one, two = packed(market, [1]), market.place("MUG-1"), market.place("RUG-1")
    with pytest.raises(NotPrinted) as refused:
        printed(market, one, ready, two)
    named = [order.shipment_id in refused.value.text.ru for order in (one, ready, two)]
    assert named == [True, False, True]


def test_a_kept_label_serves_when_the_order_was_read_and_no_fresh_label_comes(market: Stand) -> None:
    order = fetched(market, [1])
    kept = labels.fetched(market.storage, order).pdf
    market.clock.advance(60)
    market.market.faults.add(Fault(FaultKind.BEFORE, "sticker/print", times=FOREVER))
    assert printed(market, order) == kept


def test_a_kept_label_does_not_serve_when_megamarket_is_silent(market: Stand) -> None:
    order = fetched(market, [1])
    market.clock.advance(60)
    market.market.faults.add(Fault(FaultKind.BEFORE, "", times=FOREVER))
    with pytest.raises(NotPrinted) as refused:
        printed(market, order)
    assert "не проверить" in refused.value.text.ru
    assert "Повторите через минуту" in refused.value.text.ru


def test_a_label_that_does_not_come_in_time_is_refused_with_a_cure(market: Stand) -> None:
    order = packed(market, [1])
    market.clock.advance(60)
    market.market.faults.add(Fault(FaultKind.BEFORE, "sticker/print", times=FOREVER))
    with pytest.raises(NotPrinted) as refused:
        printed(market, order)
    assert "Повторите через минуту" in refused.value.text.ru


def test_several_orders_are_waited_for_ten_seconds_in_all(market: Stand) -> None:
    orders = [packed(market, [1]) for _ in range(3)]
    market.clock.advance(60)
    nobody = NoService(market.clock)
    with pytest.raises(NotPrinted):
        printed(market, *orders, changes=nobody)
    assert nobody.waited == pytest.approx(10)


def test_a_second_call_fetches_no_second_time_what_is_under_way(market: Stand) -> None:
    order = packed(market, [1])
    with pytest.raises(NotPrinted):
        printed(market, order, changes=NoService(market.clock))
    assert queued_for(market, order) == ["label"]
    printed(market, order)
    assert market.calls("sticker/print") == 1


def test_who_waits_is_sent_away_when_the_service_stops(market: Stand) -> None:
    order = packed(market, [1])
    made = prints(market, NoService(market.clock))
    with pytest.raises(GivenUp):
        made.make(market.connection, PrintWish("sticker", (order.shipment_id,)), lambda: True)


def test_an_unknown_order_stops_the_whole_before_anything_is_queued(market: Stand) -> None:
    order = packed(market, [1])
    with pytest.raises(UnknownDelivery, match="999"):
        printed(market, order, OrderRef("999"))
    assert queued_for(market, order) == []


def test_a_paused_connection_fetches_no_labels_and_says_so_at_once(market: Stand) -> None:
    order = packed(market, [1])
    market.connection = connections.set_paused(market.storage, market.connection.name, paused=True)
    nobody = NoService(market.clock)
    with pytest.raises(NotPrinted) as refused:
        printed(market, order, changes=nobody)
    assert "на паузе" in refused.value.text.ru
    assert nobody.waited == 0


def test_a_packing_list_is_nothing_that_the_standard_scheme_has(market: Stand) -> None:
    order = packed(market, [1])
    with pytest.raises(NotPrinted) as refused:
        printed(market, order, kind="packing-list")
    assert "этикетку" in refused.value.text.ru


@pytest.mark.parametrize("kind", ["sticker", "packing-list", "something"])
def test_dsm_prints_packing_lists_whatever_is_asked_for(
    sqlite_storage: Storage, clock: ManualClock, kind: str
) -> None:
    bench = mirror_stand(sqlite_storage, clock, "dsm")
    bench.show(shipment("PACKED", shipment_id="700100201"))
    bench.show(shipment("NEW", shipment_id="700100202"))
    made = CrmPrints(sqlite_storage, clock, lambda: nullcontext(NoService(clock)))
    document = made.make(bench.connection, PrintWish(kind, ("700100202", "700100201")), lambda: False)
    assert len(page_sizes(document)) == 2


def test_a_dsm_order_that_is_cancelled_altogether_has_no_packing_list(
    sqlite_storage: Storage, clock: ManualClock
) -> None:
    bench = mirror_stand(sqlite_storage, clock, "dsm")
    order = bench.show(shipment(lot(1, "CUSTOMER_CANCELED")))
    made = CrmPrints(sqlite_storage, clock, lambda: nullcontext(NoService(clock)))
    with pytest.raises(NotPrinted) as refused:
        made.make(bench.connection, PrintWish("sticker", (order.shipment_id,)), lambda: False)
    assert "все лоты отменены" in refused.value.text.ru
