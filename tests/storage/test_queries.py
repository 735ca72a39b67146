"""What the command line and the windows read."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from itertools import product

import pytest
from sqlalchemy import Engine, event

from mmdesk.domain.deadline import Deadlines
from mmdesk.domain.intent import Command, Confirm, CreateOrder, Reject, Target
from mmdesk.domain.label import Label, digest
from mmdesk.domain.outbox import Progress
from mmdesk.domain.shipment import Shipment
from mmdesk.domain.standing import RowState
from mmdesk.domain.step import Step
from mmdesk.errors import Text
from mmdesk.storage.connections import TargetHealth, UnknownConnection
from mmdesk.storage.history import Actor, HistoryEvent
from mmdesk.storage.order_index import OrderFilter, OrderSort, OrderWish
from mmdesk.storage.queries import AmbiguousShipment, OrderDetails, OrderRow
from mmdesk.storage.running import SERVICE, Lease
from mmdesk.storage.shipments import ShipmentKey
from mmdesk.storage.uow import Storage
from tests.crowd import seed
from tests.storage.build import MINUTE, NOON, Shop, add_connection, lot, shipment

HOUR = timedelta(hours=1)
LEASE = Lease("service 1", "pc-1", 4711, NOON + MINUTE, "127.0.0.1", 8480)


def placed(shipment_id: str, hours: int, status: str = "NEW") -> Shipment:
    return replace(shipment(shipment_id, lot(1, status)), created_at=NOON + hours * HOUR)


def only_order(shop: Shop) -> OrderRow:
    (row,) = shop.storage.queries.list_orders()
    return row


def details(shop: Shop, shipment_id: str = "945000001") -> OrderDetails:
    found = shop.storage.queries.show_order(shipment_id)
    assert found is not None
    return found


def ids(rows: tuple[OrderRow, ...]) -> list[str]:
    return [row.shipment_id for row in rows]


def add_second(shop: Shop) -> Shop:
    with shop.storage.work() as work:
        second = replace(shop, connection=add_connection(work, "Второй", 77))
        work.commit()
    return second


def park(shop: Shop, key: str) -> None:
    with shop.storage.work() as work:
        work.outbox.replace_progress(key, Progress(RowState.PARKED), Text("нельзя", "no"), NOON)
        work.commit()


@contextmanager
def statements_of(engine: Engine) -> Iterator[list[str]]:
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        seen.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    yield seen
    event.remove(engine, "before_cursor_execute", note)


def test_the_newest_order_stands_first(shop: Shop) -> None:
    shop.put(placed("middle", 2))
    shop.put(placed("old", 1))
    shop.put(placed("new", 3))
    assert ids(shop.storage.queries.list_orders()) == ["new", "middle", "old"]
    assert ids(shop.storage.queries.list_orders(limit=2)) == ["new", "middle"]


def test_an_order_without_a_date_stands_where_it_was_first_seen(shop: Shop) -> None:
    shop.put(placed("later", 1))
    shop.put(shipment("undated"), NOON)
    assert ids(shop.storage.queries.list_orders()) == ["later", "undated"]


def test_orders_are_chosen_by_status_and_by_what_is_left_to_do(shop: Shop) -> None:
    shop.put(placed("new", 1))
    shop.put(placed("packed", 2, "PACKED"))
    shop.put(placed("done", 3, "DELIVERED"))
    assert ids(shop.storage.queries.list_orders(status="PACKED")) == ["packed"]
    assert ids(shop.storage.queries.list_orders(open_only=True)) == ["packed", "new"]


def test_orders_are_chosen_by_connection(shop: Shop) -> None:
    shop.put(placed("first", 1))
    add_second(shop).put(placed("second", 2))
    assert ids(shop.storage.queries.list_orders("Склад")) == ["first"]
    assert [row.connection for row in shop.storage.queries.list_orders()] == ["Второй", "Склад"]
    with pytest.raises(UnknownConnection):
        shop.storage.queries.list_orders("нет такого")


def test_orders_of_a_removed_connection_are_listed_by_its_name_only(shop: Shop) -> None:
    shop.put(shipment())
    with shop.storage.work() as work:
        work.connections.remove("Склад", NOON)
        work.commit()
    assert shop.storage.queries.list_orders() == ()
    assert ids(shop.storage.queries.list_orders(f"Склад ({shop.connection_id})")) == ["945000001"]
    assert details(shop).order.shipment_id == "945000001"


def test_an_order_tells_its_goods_and_what_they_come_to(shop: Shop) -> None:
    goods = (lot(1), lot(2, "CUSTOMER_CANCELED"), lot(3, is_delivery=True))
    shop.put(shipment("945000001", *goods))
    assert (only_order(shop).lots, only_order(shop).total) == (2, Decimal("3580.50"))
    assert details(shop).order.total == Decimal("3580.50")


def test_a_command_on_its_way_is_projected(shop: Shop) -> None:
    shop.queue("confirm", shop.put(shipment()), Confirm((1,)))
    row = only_order(shop)
    assert (row.status, row.projected) == ("NEW", "CONFIRMED")
    assert [(command.command, command.state) for command in row.pending] == [
        (Command.CONFIRM, RowState.PENDING)
    ]


def test_a_command_for_one_of_two_lots_moves_that_lot_alone(shop: Shop) -> None:
    key = shop.put(shipment("945000001", lot(1, "CONFIRMED"), lot(2)))
    shop.queue("reject", key, Reject((2,), "OUT_OF_STOCK"))
    shown = details(shop)
    assert [entry.projected for entry in shown.lots] == ["CONFIRMED", "MERCHANT_CANCELED"]
    assert (shown.order.status, shown.order.projected) == ("NEW", "CONFIRMED")
    assert only_order(shop) == shown.order


def test_the_status_of_the_shipment_itself_gives_way_to_the_projection(shop: Shop) -> None:
    shop.queue("confirm", shop.put(shipment(status="NEW")), Confirm((1,)))
    assert only_order(shop).projected == "CONFIRMED"


def test_a_parked_command_promises_nothing_and_says_why(shop: Shop) -> None:
    shop.queue("confirm", shop.put(shipment()), Confirm((1,)))
    park(shop, "confirm")
    row = only_order(shop)
    assert row.projected == "NEW"
    assert [(command.state, command.error) for command in row.pending] == [
        (RowState.PARKED, Text("нельзя", "no"))
    ]


def test_a_command_to_the_crm_is_pending_and_changes_no_status(shop: Shop) -> None:
    shop.queue("create", shop.put(shipment(status="CONFIRMED")), CreateOrder((1,)))
    assert only_order(shop) == details(shop).order
    assert only_order(shop).projected == "CONFIRMED"
    assert [command.target for command in only_order(shop).pending] == [Target.CRM]


def test_a_finished_command_is_pending_no_more(shop: Shop) -> None:
    shop.queue("confirm", shop.put(shipment()), Confirm((1,)))
    with shop.storage.work() as work:
        work.outbox.replace_progress("confirm", Progress(RowState.DONE), None, NOON)
        work.commit()
    assert only_order(shop).pending == ()


def test_an_order_is_shown_with_its_lots_boxes_and_labels(shop: Shop) -> None:
    key = shop.put(shipment("945000001", lot(1, "PACKED", box=1), lot(2, "PACKED", box=2)))
    with shop.storage.work() as work:
        label = Label(2, "5046*945000001*2", b"%PDF-1.7", digest(b"%PDF-1.7"), NOON)
        work.labels.replace(key, (label,), "sandbox", NOON)
        work.commit()
    shown = details(shop)
    assert [(entry.lot.index, entry.lot.box_index) for entry in shown.lots] == [(1, 1), (2, 2)]
    assert [(box.index, box.code, box.lots, box.label) for box in shown.boxes] == [
        (1, "5046*945000001*1", (1,), False),
        (2, "5046*945000001*2", (2,), True),
    ]


def test_an_order_is_shown_with_its_deadlines_and_its_crm_order(shop: Shop) -> None:
    deadlines = Deadlines(confirm_by=NOON + HOUR, ship_by=NOON + 2 * HOUR)
    key = shop.put(replace(shipment(), deadlines=deadlines), due_at=NOON + HOUR)
    with shop.storage.work() as work:
        work.shipments.set_crm_order(key, "17")
        work.commit()
    order = details(shop).order
    assert (order.deadlines, order.due_at, order.crm_order_id) == (deadlines, NOON + HOUR, "17")


def test_an_unknown_order_is_nothing(shop: Shop) -> None:
    assert shop.storage.queries.show_order("945000001") is None
    assert shop.storage.queries.timeline("945000001") == ()


def test_an_order_of_two_connections_needs_a_name(shop: Shop) -> None:
    shop.put(shipment())
    add_second(shop).put(shipment())
    with pytest.raises(AmbiguousShipment, match="Второй, Склад"):
        shop.storage.queries.show_order("945000001")
    named = shop.storage.queries.show_order("945000001", "Второй")
    assert named is not None
    assert named.order.connection == "Второй"


def test_a_connection_in_use_goes_before_a_removed_one(shop: Shop) -> None:
    shop.put(shipment())
    add_second(shop).put(shipment())
    with shop.storage.work() as work:
        work.connections.remove("Склад", NOON)
        work.commit()
    assert details(shop).order.connection == "Второй"


def test_a_timeline_tells_everything_in_order(shop: Shop) -> None:
    key = shop.put(shipment())
    events = (
        HistoryEvent(NOON, Actor.MARKETPLACE, "", "arrived", {}),
        HistoryEvent(NOON, Actor.OPERATOR, "Анна", "command_queued", {"lots": "1"}),
    )
    with shop.storage.work() as work:
        for happened in events:
            work.history.add(shop.connection_id, key, happened)
        work.commit()
    assert shop.storage.queries.timeline("945000001") == events


def test_a_longer_list_takes_no_more_statements(shop: Shop) -> None:
    def fill(ids: range) -> int:
        for number in ids:
            shop.queue(f"confirm {number}", shop.put(shipment(f"{number}")), Confirm((1,)))
        with statements_of(shop.storage.engine) as seen:
            assert len(shop.storage.queries.list_orders()) == ids.stop
        return len(seen)

    assert fill(range(1)) == fill(range(1, 20))


def test_orders_are_read_by_key_in_the_order_named(shop: Shop) -> None:
    keys = [shop.put(placed(f"{number}", number)) for number in range(4)]
    wanted = [keys[2], ShipmentKey(4711), keys[0], keys[3]]
    rows = shop.storage.queries.orders(wanted)
    assert [row.key for row in rows] == [keys[2], keys[0], keys[3]]
    assert rows[0] == details(shop, "2").order
    assert shop.storage.queries.orders([]) == ()


def test_a_row_tells_everything_a_list_shows(shop: Shop) -> None:
    goods = (replace(lot(1, "CONFIRMED"), cancel_requested=True), lot(2, "CUSTOMER_CANCELED"))
    key = shop.put(replace(shipment("945", *goods), created_at=NOON), NOON, NOON + 10 * HOUR)
    with shop.storage.work() as work:
        work.shipments.set_checked(key, NOON + HOUR)
        work.shipments.set_couriered(key, NOON + 2 * HOUR)
        work.connections.change("Склад", test_mode=True)
        work.commit()
    (row,) = shop.storage.queries.orders([key])
    assert (row.step, row.cancel_asked, row.test_mode) == (Step.PACK, True, True)
    assert (row.checked_at, row.couriered_at) == (NOON + HOUR, NOON + 2 * HOUR)
    assert (row.risk_at, row.canceled_at) == (NOON + 8 * HOUR, NOON)
    assert row == details(shop, "945").order


def test_any_number_of_orders_is_read_at_once(sqlite_storage: Storage) -> None:
    seed(sqlite_storage, 1200, now=NOON)
    keys = sqlite_storage.queries.order_index(OrderWish(OrderFilter.ALL), NOON).keys
    assert [row.key for row in sqlite_storage.queries.orders(keys)] == list(keys)


def test_no_read_goes_through_a_whole_table_of_orders(sqlite_shop: Shop) -> None:
    key = sqlite_shop.put(shipment())
    sqlite_shop.queue("confirm", key, Confirm((1,)))
    add_second(sqlite_shop)
    queries = sqlite_shop.storage.queries
    with statements_of(sqlite_shop.storage.engine) as seen:
        queries.list_orders(status="NEW", open_only=True)
        queries.orders([key])
        for wish in product(OrderFilter, ("", "945"), ("", "Склад"), OrderSort):
            queries.order_index(OrderWish(*wish), NOON)
        queries.show_order("945000001")
        queries.timeline("945000001")
        sqlite_shop.claim()
    large = ("shipments", "lots", "boxes", "box_lots", "history", "labels", "outbox", "outbox_lots")
    with sqlite_shop.storage.engine.connect() as connection:
        plans = [
            row.detail
            for statement in seen
            if statement.startswith(("SELECT", "UPDATE", "WITH"))
            for row in connection.exec_driver_sql(
                f"EXPLAIN QUERY PLAN {statement}", (0,) * statement.count("?")
            )
        ]
    scans = {plan for plan in plans if plan.split()[0] == "SCAN" and plan.split()[1] in large}
    # These two hold nothing but open orders, and lots that a buyer asks to cancel.
    small = {"SCAN shipments USING INDEX ix_shipments_due", "SCAN lots USING INDEX ix_lots_cancel_requested"}
    assert scans > small
    assert all("USING COVERING INDEX" in scan for scan in scans - small), scans


def test_the_overview_counts_what_waits_and_what_is_stuck(shop: Shop) -> None:
    key = shop.put(shipment())
    for name in ("parked", "waiting", "claimed"):
        shop.queue(name, key, Confirm(()))
    park(shop, "parked")
    shop.claim()
    shop.receive(b"waiting")
    shop.receive(b"odd")
    with shop.storage.work() as work:
        message = work.inbox.next(shop.connection_id, NOON)
        assert message is not None
        work.inbox.park(message.row_id, Text.same("odd"))
        work.commit()
    seen = shop.storage.queries.service_overview()
    assert (seen.queue, seen.parked, seen.inbox_waiting, seen.inbox_parked) == (2, 1, 1, 1)


def test_the_overview_tells_who_leads_and_how_the_remotes_are(shop: Shop) -> None:
    ill = TargetHealth(Target.CRM, failures=1, stopped_at=NOON, words=Text.same("wrong key"))
    with shop.storage.work() as work:
        work.running.put_lease(SERVICE, LEASE, NOON)
        work.connections.put_health(shop.connection_id, ill)
        work.commit()
    seen = shop.storage.queries.service_overview()
    assert seen.lease == LEASE
    assert [(entry.name, entry.megamarket, entry.crm) for entry in seen.connections] == [
        ("Склад", TargetHealth(Target.MEGAMARKET), ill)
    ]


def test_the_overview_tells_the_last_finished_run_of_every_job(shop: Shop) -> None:
    with shop.storage.work() as work:
        for job, outcome in (("feed", "failed"), ("crm", "done"), ("feed", "done"), ("prune", "skipped")):
            work.running.end(work.running.begin(job, NOON), NOON, outcome)
        work.running.begin("crm", NOON)
        work.running.request("backup", NOON)
        work.commit()
    runs = shop.storage.queries.service_overview().jobs
    assert [(run.job, run.outcome) for run in runs] == [
        ("crm", "done"),
        ("feed", "done"),
        ("prune", "skipped"),
    ]
