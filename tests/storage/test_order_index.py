"""Which orders a list shows, in which order, and how many each chip would show."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from mmdesk.domain.intent import (
    AnswerCancel,
    CancelAnswer,
    Confirm,
    CreateOrder,
    FetchLabel,
    Intent,
    Pack,
)
from mmdesk.domain.outbox import Progress
from mmdesk.domain.shipment import Shipment
from mmdesk.domain.standing import RowState
from mmdesk.domain.step import Step
from mmdesk.errors import Text
from mmdesk.storage.card_queries import CardQueries
from mmdesk.storage.connections import UnknownConnection
from mmdesk.storage.order_index import OrderFilter, OrderIndex, OrderSort, OrderWish
from mmdesk.storage.queries import OrderRow
from mmdesk.storage.shipments import ShipmentKey
from mmdesk.storage.uow import Storage
from tests.crowd import seed
from tests.storage.build import NOON, Shop, add_connection, lot, shipment

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


@pytest.fixture
def courier(shop: Shop) -> Shop:
    """A second connection of the same database, in «ДСМ»."""
    with shop.storage.work() as work:
        connection = add_connection(work, "Курьеры", 77, "dsm")
        work.commit()
    return Shop(shop.storage, connection)


def index(shop: Shop, show: OrderFilter, now: datetime = NOON, **wish: str) -> OrderIndex:
    sort = OrderSort(wish.get("sort", "deadline"))
    asked = OrderWish(show, wish.get("search", ""), wish.get("connection", ""), sort)
    return shop.storage.queries.order_index(asked, now)


def listed(shop: Shop, show: OrderFilter = OrderFilter.ALL, now: datetime = NOON, **wish: str) -> list[str]:
    """The ids shown; the chip counts as many."""
    answer = index(shop, show, now, **wish)
    rows = shop.storage.queries.orders(answer.keys)
    if not wish.get("search"):
        assert answer.counts[show] == len(answer.keys) == len(rows)
    return [row.shipment_id for row in rows]


def placed(shipment_id: str, hours: float, status: str = "NEW") -> Shipment:
    return replace(shipment(shipment_id, lot(1, status)), created_at=NOON + hours * HOUR)


def progress(shop: Shop, key: str, state: RowState) -> None:
    with shop.storage.work() as work:
        work.outbox.replace_progress(key, Progress(state), Text.same("нет"), NOON)
        work.commit()


def test_each_chip_shows_the_orders_whose_step_it_is(shop: Shop, courier: Shop) -> None:
    for status in ("NEW", "CONFIRMED", "PACKED", "SHIPPED", "DELIVERED"):
        shop.put(placed(f"{status} standard", 0, status))
        courier.put(placed(f"{status} dsm", 0, status))
    assert set(listed(shop, OrderFilter.CONFIRM)) == {"NEW standard", "NEW dsm", "CONFIRMED dsm"}
    assert set(listed(shop, OrderFilter.PACK)) == {"CONFIRMED standard", "PACKED dsm"}
    assert set(listed(shop, OrderFilter.HAND_OVER)) == {"PACKED standard", "SHIPPED dsm"}
    assert len(listed(shop, OrderFilter.ALL)) == 10


@pytest.mark.parametrize(
    ("show", "status", "intent"),
    [
        (OrderFilter.CONFIRM, "NEW", Confirm((1,))),
        (OrderFilter.PACK, "CONFIRMED", Pack(())),
        (OrderFilter.HAND_OVER, "PACKED", Confirm((1,))),
    ],
)
def test_an_order_whose_step_is_on_its_way_waits_for_nobody(
    shop: Shop, show: OrderFilter, status: str, intent: Intent
) -> None:
    shop.queue("step", shop.put(placed("945", 0, status)), intent)
    assert listed(shop, show) == []
    assert shop.claim() == "step"
    assert listed(shop, show) == []
    assert listed(shop, OrderFilter.ALL) == ["945"]


@pytest.mark.parametrize("state", [RowState.DONE, RowState.CANCELLED, RowState.PARKED])
def test_a_command_that_is_over_or_stopped_takes_no_order_away(shop: Shop, state: RowState) -> None:
    shop.queue("step", shop.put(placed("945", 0)), Confirm((1,)))
    progress(shop, "step", state)
    assert listed(shop, OrderFilter.CONFIRM) == ["945"]


def test_neither_the_crm_nor_a_label_is_a_step(shop: Shop) -> None:
    key = shop.put(placed("945", 0, "PACKED"))
    shop.queue("create", key, CreateOrder((1,)))
    shop.queue("label", key, FetchLabel((1,)))
    assert listed(shop, OrderFilter.HAND_OVER) == ["945"]


def test_risk_shows_what_is_near_its_deadline_and_not_over(shop: Shop) -> None:
    shop.put(placed("near", 0), due_at=NOON + 10 * HOUR)
    shop.put(placed("waiting", 0, "PENDING_CONFIRMATION"), due_at=NOON + 10 * HOUR)
    shop.put(placed("far", 0), due_at=NOON + 100 * HOUR)
    shop.put(placed("over", 0, "DELIVERED"), due_at=NOON)
    shop.put(placed("undated", 0))
    assert listed(shop, OrderFilter.RISK, NOON + 8 * HOUR - timedelta(microseconds=1)) == []
    assert set(listed(shop, OrderFilter.RISK, NOON + 8 * HOUR)) == {"near", "waiting"}


@pytest.mark.parametrize("intent", [Confirm((1,)), CreateOrder((1,))])
def test_a_parked_command_is_for_a_person_to_decide(shop: Shop, intent: Intent) -> None:
    shop.queue("stuck", shop.put(placed("945", 0, "DELIVERED")), intent)
    assert listed(shop, OrderFilter.DECIDE) == []
    progress(shop, "stuck", RowState.PARKED)
    assert listed(shop, OrderFilter.DECIDE) == ["945"]


def test_a_buyers_wish_is_for_a_person_to_decide_until_it_is_answered(courier: Shop) -> None:
    asking = tuple(replace(lot(index, "PACKED"), cancel_requested=True) for index in (1, 2))
    key = courier.put(shipment("945", *asking))
    assert listed(courier, OrderFilter.DECIDE) == ["945"]
    courier.queue("one", key, AnswerCancel((CancelAnswer(1, canceled=True),)))
    assert listed(courier, OrderFilter.DECIDE) == ["945"]
    courier.queue("other", key, AnswerCancel((CancelAnswer(2, canceled=True),)))
    assert listed(courier, OrderFilter.DECIDE) == []
    progress(courier, "other", RowState.DONE)
    assert listed(courier, OrderFilter.DECIDE) == []
    progress(courier, "other", RowState.CANCELLED)
    assert listed(courier, OrderFilter.DECIDE) == ["945"]


def test_only_an_open_lot_of_a_courier_order_can_be_decided_about(shop: Shop, courier: Shop) -> None:
    wish = replace(lot(1, "PACKED"), cancel_requested=True)
    shop.put(shipment("standard", wish))
    courier.put(shipment("over", wish.with_status("DELIVERED"), lot(2, "PACKED")))
    assert listed(shop, OrderFilter.DECIDE) == []


def test_a_cancellation_is_shown_for_a_week(shop: Shop) -> None:
    gone = shipment("945", lot(1, "CUSTOMER_CANCELED"))
    shop.put(gone, NOON)
    assert listed(shop, OrderFilter.CANCELED, NOON + 7 * DAY) == ["945"]
    assert listed(shop, OrderFilter.CANCELED, NOON + 7 * DAY + timedelta(microseconds=1)) == []


def test_the_nearest_deadline_stands_first_and_the_finished_last(shop: Shop) -> None:
    shop.put(placed("undated older", -9))
    shop.put(placed("undated newer", -8))
    shop.put(placed("due later", 1), due_at=NOON + 5 * HOUR)
    shop.put(placed("due sooner", 0), due_at=NOON + 4 * HOUR)
    shop.put(placed("due sooner, newer", 1), due_at=NOON + 4 * HOUR)
    shop.put(placed("done older", 2, "DELIVERED"), due_at=NOON)
    shop.put(placed("done newer", 3, "CUSTOMER_CANCELED"), due_at=NOON + HOUR)
    in_order = [
        "due sooner, newer", "due sooner", "due later", "undated newer", "undated older", "done newer",
        "done older",
    ]  # fmt: skip
    assert listed(shop) == in_order
    assert listed(shop, OrderFilter.CONFIRM) == in_order[:5]
    assert listed(shop, search="offer") == in_order


def test_the_list_is_sorted_by_age_or_by_number(shop: Shop) -> None:
    for hours, shipment_id in enumerate(("10", "9", "700100200", "7001002001")):
        shop.put(placed(shipment_id, hours, "DELIVERED" if shipment_id == "9" else "NEW"))
    assert listed(shop, sort="newest") == ["7001002001", "700100200", "9", "10"]
    assert listed(shop, sort="number") == ["9", "10", "700100200", "7001002001"]
    assert listed(shop, OrderFilter.CONFIRM, sort="newest") == ["7001002001", "700100200", "10"]
    assert listed(shop, OrderFilter.CONFIRM, sort="number") == ["10", "700100200", "7001002001"]
    assert listed(shop, search="700", sort="number") == ["700100200", "7001002001"]


def test_orders_are_shown_of_one_connection_or_of_all_in_use(shop: Shop, courier: Shop) -> None:
    shop.put(placed("945000001", 0))
    courier.put(placed("945000002", 1))
    for search in ("", "945"):
        assert set(listed(shop, search=search)) == {"945000001", "945000002"}
        assert listed(shop, connection="Курьеры", search=search) == ["945000002"]
    with shop.storage.work() as work:
        work.connections.remove("Курьеры", NOON)
        work.commit()
    for search in ("", "945"):
        assert listed(shop, search=search) == ["945000001"]
    for name in ("нет такого", f"Курьеры ({courier.connection_id})"):
        with pytest.raises(UnknownConnection):
            index(shop, OrderFilter.ALL, connection=name)


def test_nothing_of_a_removed_connection_counts(shop: Shop) -> None:
    risky = replace(placed("945", -9), lots=(lot(1), lot(2, "CUSTOMER_CANCELED")))
    key = shop.put(risky, due_at=NOON)
    for name in ("stuck", "step"):
        shop.queue(name, key, Confirm((1,)))
    progress(shop, "stuck", RowState.PARKED)
    assert any(index(shop, OrderFilter.ALL).counts.values())
    with shop.storage.work() as work:
        work.connections.remove("Склад", NOON)
        work.commit()
    answer = index(shop, OrderFilter.ALL)
    assert set(answer.counts) == set(OrderFilter)
    assert not any(answer.counts.values())
    assert all(index(shop, show).keys == () for show in OrderFilter)
    assert index(shop, OrderFilter.ALL, search="945").keys == ()


def test_a_search_looks_behind_every_chip_and_counts_them_all_the_same(shop: Shop) -> None:
    shop.put(placed("945000001", 0, "DELIVERED"))
    answer = index(shop, OrderFilter.CONFIRM, search="945")
    assert (len(answer.keys), answer.counts[OrderFilter.CONFIRM], answer.counts[OrderFilter.ALL]) == (1, 0, 1)
    assert answer.wish.search == "945"


def test_a_blank_search_is_none(shop: Shop) -> None:
    shop.put(placed("945000001", 0))
    assert listed(shop, OrderFilter.CONFIRM, search=" ") == ["945000001"]


def test_a_search_that_finds_too_much_says_so(sqlite_storage: Storage) -> None:
    seed(sqlite_storage, 1001, now=NOON)
    queries = sqlite_storage.queries
    newest = queries.order_index(OrderWish(OrderFilter.ALL, sort=OrderSort.NEWEST), NOON).keys
    many = queries.order_index(OrderWish(search="7", sort=OrderSort.NEWEST), NOON)
    assert (many.keys, many.capped) == (newest[:1000], True)
    assert not queries.order_index(OrderWish(search="кружка"), NOON).capped


def is_near(row: OrderRow) -> bool:
    return not row.finished and row.risk_at is not None and row.risk_at <= NOON


def is_late(row: OrderRow) -> bool:
    return row.due_at is not None and row.due_at < NOON


RULES: Mapping[OrderFilter, Callable[[OrderRow], bool]] = {
    OrderFilter.CONFIRM: lambda row: row.step is Step.CONFIRM,
    OrderFilter.PACK: lambda row: row.step is Step.PACK,
    OrderFilter.HAND_OVER: lambda row: row.step in (Step.HAND_OVER, Step.CLOSE),
    OrderFilter.RISK: lambda row: is_near(row) and not is_late(row),
    OrderFilter.OVERDUE: lambda row: is_near(row) and is_late(row),
    OrderFilter.DECIDE: lambda row: row.cancel_asked,
    OrderFilter.CANCELED: lambda row: row.canceled_at is not None and NOON - row.canceled_at <= 7 * DAY,
    OrderFilter.ALL: lambda row: True,
}


def test_the_chips_agree_with_the_rows_of_a_crowd(storage: Storage) -> None:
    seed(storage, 400, now=NOON, open_share=0.6)

    def shown(show: OrderFilter) -> tuple[ShipmentKey, ...]:
        return storage.queries.order_index(OrderWish(show), NOON).keys

    rows = storage.queries.orders(shown(OrderFilter.ALL))
    assert len(rows) == 400
    fitting = {show: {row.key for row in rows if fits(row)} for show, fits in RULES.items()}
    assert {show: set(shown(show)) for show in OrderFilter} == fitting
    assert all(fitting.values())
    counts = storage.queries.order_index(OrderWish(), NOON).counts
    assert counts == {show: len(rows) for show, rows in fitting.items()}
    risk = CardQueries(storage.engine).at_risk(NOON)
    assert (risk.near, risk.overdue) == (counts[OrderFilter.RISK], counts[OrderFilter.OVERDUE])


def test_when_a_buyer_cancelled_last_is_told_and_our_own_rejection_is_not(shop: Shop) -> None:
    shop.put(shipment("960", lot(1, "MERCHANT_CANCELED")), NOON)
    assert shop.storage.queries.order_index(OrderWish(), NOON).canceled_at is None
    shop.put(shipment("961", lot(1), lot(2, "CUSTOMER_CANCELED")), NOON)
    assert shop.storage.queries.order_index(OrderWish(), NOON).canceled_at == NOON
