from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from mmdesk.clients.crm_module import CustomField
from mmdesk.clients.crm_orders import CrmPackage, NewCustomer, NewDelivery, OrderEdit
from mmdesk.clients.crm_store import RowsLost
from mmdesk.clients.errors import (
    AccessDenied,
    AddressWrong,
    AlreadyExists,
    FieldsLocked,
    NotFound,
    OutcomeUnknown,
    Refused,
    TokenRefused,
    Unavailable,
    Unreadable,
)
from mmdesk.clients.pace import Limiters, Pace
from mmdesk.clients.retailcrm import RetailCrm
from mmdesk.clock import ManualClock
from mmdesk.domain.crm_goods import CrmOffer
from mmdesk.sandbox.faults import FOREVER, Fault, FaultKind
from mmdesk.sandbox.retailcrm_keys import CrmKey
from mmdesk.sandbox.retailcrm_simulator import RetailCrmSimulator
from mmdesk.sandbox.retailcrm_staff import StaffEdit
from mmdesk.sandbox.run import FULL_KEY, POOR_KEY, STANDARD_KEY, STANDARD_SITE, TWO_STORE_KEY, Sandbox
from mmdesk.sandbox.shop_crowd import crowd
from tests.contract.stand import MODULE, MODULE_CONFIG, Crm, hurried

ORDER = "mm-810200300"


def test_a_created_order_is_read_back_with_its_lots(crm: Crm) -> None:
    delivery_type = crm.register()
    new = replace(
        crm.new_order(),
        delivery=NewDelivery(delivery_type, Decimal(300), address="Тула, Пробная улица, 5"),
        custom_fields={"mm_shipment_id": "810200300", "mm_ship_by": crm.clock.now()},
        order_method="phone",
        manager_comment="осторожно",
    )
    ref = crm.client.create_order(new)
    found = crm.read()
    assert (found.ref, found.status, found.site) == (ref, "new", STANDARD_SITE.code)
    assert [item.lot for item in found.items] == [1, 2]
    assert {(item.quantity, item.initial_price) for item in found.items} == {(Decimal(1), Decimal(700))}
    assert {item.offer_external_id for item in found.items} == {new.items[0].offer_external_id}
    assert found.custom_fields == {"mm_shipment_id": "810200300", "mm_ship_by": "2026-11-02 12:00:00"}
    assert (found.delivery_code, found.manager_comment) == (delivery_type, "осторожно")
    assert crm.client.order_by_id(ref.id) == found


def test_a_repeated_create_finds_the_order(crm: Crm) -> None:
    crm.create()
    with pytest.raises(AlreadyExists):
        crm.client.create_order(crm.new_order())
    assert crm.simulator.effects(ORDER).creates == 1


def test_an_order_without_fields_has_an_empty_map(crm: Crm) -> None:
    assert crm.create().custom_fields == {}
    assert crm.simulator.order(ORDER)["customFields"] == []


def test_an_unknown_order_customer_module_and_field_are_none(crm: Crm) -> None:
    assert crm.client.order("mm-1") is None
    assert crm.client.find_customer("mm-buyer-1") is None
    assert crm.client.module("megamarket-1") is None
    assert crm.client.custom_field("mm_none") is None


def test_an_unknown_status_is_refused_by_its_field(crm: Crm) -> None:
    with pytest.raises(Refused) as caught:
        crm.client.create_order(replace(crm.new_order(), status="no-such"))
    assert [problem.field for problem in caught.value.problems] == ["status"]


def test_a_buyer_is_created_once_and_linked(crm: Crm) -> None:
    buyer = NewCustomer("mm-buyer-1", "Пробный", "Пётр", phone="+79000000001", address="Тула")
    made = crm.client.create_customer(buyer)
    assert crm.client.find_customer("mm-buyer-1") == made
    crm.client.create_order(replace(crm.new_order(), customer_external_id="mm-buyer-1"))
    assert crm.simulator.order(ORDER)["customer"]["externalId"] == "mm-buyer-1"


@pytest.mark.parametrize("keeps", [True, False])
def test_one_position_is_cancelled_and_the_others_stay_as_they_are(crm: Crm, keeps: bool) -> None:
    crm.simulator.behave(sparse_items_keep=keeps)
    before = crm.create(lots=3)
    items = tuple(item.with_status("out-of-stock") if item.lot == 2 else item for item in before.items)
    crm.client.edit_order(OrderEdit(before.id, items=items))
    assert crm.read().items == items


@pytest.mark.parametrize("lock", ["off", "cost+data", "strict"])
def test_what_we_edit_is_never_locked(crm: Crm, lock: str) -> None:
    order = crm.create(delivery=crm.register())
    crm.simulator.behave(lock=lock)
    items = tuple(item.with_status("in-reserve") for item in order.items)
    crm.client.edit_order(
        OrderEdit(
            order.id,
            status="assembling",
            items=items,
            custom_fields={"mm_ship_by": crm.clock.now()},
            customer_comment="a",
            manager_comment="b",
            status_comment="c",
        )
    )
    now = crm.read()
    assert (now.status, now.items, now.manager_comment) == ("assembling", items, "b")
    assert now.custom_fields["mm_ship_by"] == "2026-11-02 12:00:00"


def test_the_lock_names_what_has_to_be_dropped(crm: Crm) -> None:
    order = crm.create(delivery=crm.register())
    crm.simulator.behave(lock="strict")
    doubled = tuple(replace(item, quantity=Decimal(2)) for item in order.items)
    edit = OrderEdit(order.id, status="assembling", items=doubled)
    with pytest.raises(FieldsLocked) as caught:
        crm.client.edit_order(edit)
    assert caught.value.fields == ("items.0.quantity", "items.1.quantity")
    crm.client.edit_order(edit.without(caught.value.fields))
    assert (crm.read().status, crm.read().items) == ("assembling", order.items)


def test_an_order_that_is_gone_is_not_found_by_an_edit(crm: Crm) -> None:
    with pytest.raises(NotFound):
        crm.client.edit_order(OrderEdit(999_999, status="new"))


def test_packages_of_the_delivery_card_are_read_as_lots(crm: Crm) -> None:
    crm.create(lots=3, delivery=crm.register())
    boxes = [["810200300#1", "810200300#3"], ["810200300#2"]]
    crm.simulator.staff(ORDER, StaffEdit(packages=boxes))
    assert crm.read().delivery_packages == (
        CrmPackage("1", (1, 3), is_whole=True),
        CrmPackage("2", (2,), is_whole=True),
    )


def test_history_tells_staffs_changes_from_our_own(crm: Crm) -> None:
    start = crm.clock.now() - timedelta(minutes=1)
    order = crm.create()
    crm.client.edit_order(OrderEdit(order.id, status="assembling"))
    cursor = crm.client.history(start_date=start).last_id
    crm.simulator.staff(ORDER, StaffEdit(status="client-confirmed"))
    page = crm.client.history(since_id=cursor)
    (by_staff,) = page.records
    assert (by_staff.field, by_staff.source, by_staff.is_own) == ("status", "user", False)
    assert (by_staff.order_id, by_staff.order_external_id) == (order.id, ORDER)
    own = [record for record in crm.client.history(start_date=start).records if record.is_own]
    assert {record.order_external_id for record in own} == {ORDER}
    assert crm.client.history(since_id=page.last_id).records == ()


def test_history_is_read_to_its_end_by_the_last_id(crm: Crm) -> None:
    order = crm.create()
    page = crm.client.history(start_date=crm.clock.now() - timedelta(days=1))
    begin = page.last_id
    for number in range(60):
        comments = {"managerComment": f"a{number}", "customerComment": f"b{number}"}
        crm.simulator.staff(ORDER, StaffEdit(fields=comments))
    first = crm.client.history(since_id=begin)
    second = crm.client.history(since_id=first.last_id)
    assert (len(first.records), first.has_more, second.has_more) == (100, True, False)
    assert {record.order_id for record in (*first.records, *second.records)} == {order.id}
    assert len(second.records) == 20


def test_tracking_reports_a_status_even_of_an_unknown_delivery(crm: Crm) -> None:
    crm.create(delivery=crm.register())
    crm.client.track(MODULE, "810200300", "PACKED", crm.clock.now(), comment="собрано")
    crm.client.track(MODULE, "810200300", "PACKED", crm.clock.now(), comment="собрано")
    assert crm.read().delivery_status == "PACKED"
    assert crm.simulator.effects(ORDER).tracking == 1
    crm.client.track(MODULE, "999999999", "PACKED", crm.clock.now())
    crm.simulator.behave(tracking_unknown_refused=True)
    with pytest.raises(Refused):
        crm.client.track(MODULE, "999999999", "PACKED", crm.clock.now())


@pytest.mark.parametrize("differs", [True, False])
@pytest.mark.parametrize("info_empty", [True, False])
def test_the_delivery_type_of_the_module_is_found(crm: Crm, differs: bool, info_empty: bool) -> None:
    crm.simulator.behave(delivery_type_code_differs=differs, module_info_empty=info_empty)
    told = crm.client.edit_module(MODULE_CONFIG)
    (owned,) = (kind for kind in crm.client.delivery_types() if kind.integration_code == MODULE)
    assert told == (None if info_empty else owned.code)
    assert (owned.code == MODULE) is not differs
    assert crm.client.edit_module(replace(MODULE_CONFIG, is_active=False)) == told
    found = crm.client.module(MODULE)
    assert found is not None
    assert (found.code, found.is_active) == (MODULE, False)


def test_a_refused_activation_is_a_refusal(crm: Crm) -> None:
    crm.simulator.behave(module_refused=True)
    with pytest.raises(Refused, match="insufficient funds"):
        crm.client.edit_module(MODULE_CONFIG)


def test_a_type_that_the_account_does_not_take_is_refused(crm: Crm) -> None:
    crm.simulator.behave(datetime_fields_refused=True)
    field = CustomField("mm_ship_by", "Отгрузить до", "datetime")
    with pytest.raises(Refused):
        crm.client.create_custom_field(field)
    crm.client.create_custom_field(replace(field, type="string"))
    found = crm.client.custom_field("mm_ship_by")
    assert found is not None
    assert found.type == "string"


def test_references_are_read(crm: Crm) -> None:
    client = crm.client
    cancelled = {status.code for status in client.order_statuses() if status.cancels}
    assert "no-product" in cancelled
    assert "new" not in cancelled
    dropped = {status.code for status in client.item_statuses() if status.cancels}
    assert "out-of-stock" in dropped
    assert "new" not in dropped
    assert STANDARD_SITE.code in {site.code for site in client.sites()}
    assert client.order_methods()
    assert any(kind.is_default for kind in client.order_types())


def offers_of(crm: Crm, since: datetime | None = None) -> dict[str, CrmOffer]:
    return {
        offer.external_id: offer
        for page in crm.client.store.products(since)
        for product in page.rows
        for offer in product.offers
    }


def test_the_catalogue_is_read_whole(crm: Crm) -> None:
    crm.simulator.put_offers(crowd(400, variants=1))
    crm.simulator.change_offer("TD-10001", prices={"mm": Decimal("650.50")}, quantity=7)
    crm.simulator.change_offer("TD-10002", prices={"base": None})
    read = offers_of(crm)
    assert set(read) == {offer.external_id for offer in crm.simulator.offers()}
    assert read["TD-10001"].prices == (("base", "710"), ("mm", "650.5"))
    assert (read["TD-10002"].prices, read["TD-10001"].quantity) == ((), "7")
    stock = {one.number: one.quantity for page in crm.client.store.inventories() for one in page.rows}
    assert stock == {offer.id: str(offer.quantity) for offer in crm.simulator.offers()}


def test_products_changed_since_a_moment_are_read_in_the_accounts_time(crm: Crm) -> None:
    crm.clock.advance(3600)
    changed_at = crm.clock.now()
    crm.simulator.change_offer("TD-10001", name="Иная")
    crm.clock.advance(3600)
    assert set(offers_of(crm, changed_at)) == {f"TD-{number}" for number in range(10001, 10006)}
    assert offers_of(crm, changed_at + timedelta(seconds=1)) == {}
    (page,) = crm.client.store.products(changed_at)
    assert page.rows[0].updated_at == changed_at


def test_an_account_that_refuses_large_pages_is_read_by_smaller_ones(crm: Crm) -> None:
    crm.simulator.behave(large_pages_refused=True)
    assert [len(page.rows) for page in crm.client.store.inventories()] == [100, 100, 100]


def test_a_list_that_shrinks_between_two_pages_is_told(crm: Crm) -> None:
    pages = crm.client.store.inventories()
    next(pages)
    crm.simulator.remove_offer("TD-10001")
    with pytest.raises(RowsLost):
        list(pages)


def test_what_stands_around_the_catalogue_is_read(crm: Crm) -> None:
    store = crm.client.store
    groups = {group.category_id: group for page in store.groups() for group in page.rows}
    assert {group.parent for group in groups.values() if group.parent} <= groups.keys()
    used = {group for page in store.products() for product in page.rows for group in product.groups}
    assert used <= groups.keys()
    assert dict(pair for page in store.property_names() for pair in page.rows)["color"] == "Цвет"
    assert [(kind.code, kind.is_default) for kind in store.price_types()] == [("base", True), ("mm", False)]
    shop = store.shop()
    assert shop is not None
    assert (shop.code, shop.shop.url) == (STANDARD_SITE.code, "https://shop.example.ru")
    assert (shop.loads_from_yml, shop.catalogue_updated_at) == (True, crm.clock.now())
    assert shop.yml_url.startswith(crm.simulator.url)


def test_a_key_without_the_catalogue_is_told_so(crm: Crm) -> None:
    blind = CrmKey("blind", "inventedKeyWithoutAnyCatalogue01", (STANDARD_SITE.code,), ("order_read",))
    crm.simulator.add_key(blind)
    with holder(crm, blind) as client, pytest.raises(AccessDenied):
        list(client.store.products())


def test_the_accounts_zone_is_read(crm: Crm) -> None:
    crm.simulator.set_zone("Asia/Vladivostok")
    assert crm.client.account_zone() == ZoneInfo("Asia/Vladivostok")


def test_statuses_of_unknown_orders_are_absent(crm: Crm) -> None:
    order = crm.create()
    (state,) = crm.client.orders_statuses([order.id, 999_999], ["mm-1"])
    assert (state.id, state.external_id, state.status, state.group) == (order.id, ORDER, "new", "new")


def holder(crm: Crm, key: CrmKey) -> RetailCrm:
    return RetailCrm(crm.simulator.url, lambda: key.secret, STANDARD_SITE.code, UTC, hurried())


@pytest.mark.parametrize(
    ("key", "site"), [(STANDARD_KEY, STANDARD_SITE.code), (TWO_STORE_KEY, None), (FULL_KEY, None)]
)
def test_only_a_key_of_one_store_names_it(crm: Crm, key: CrmKey, site: str | None) -> None:
    with holder(crm, key) as client:
        assert client.credentials().only_site == site


def test_a_poor_key_is_told_what_it_may_not_do(crm: Crm) -> None:
    with holder(crm, POOR_KEY) as client:
        assert "integration_write" not in client.credentials().scopes
        with pytest.raises(AccessDenied) as caught:
            client.edit_module(MODULE_CONFIG)
    assert caught.value.where == "integration-modules/{code}/edit"


def test_a_wrong_key_is_refused_by_every_call(crm: Crm) -> None:
    with holder(crm, replace(STANDARD_KEY, secret="inventedKeyThatNobodyGaveOut0001")) as client:
        with pytest.raises(TokenRefused):
            client.credentials()
        with pytest.raises(TokenRefused):
            client.create_order(crm.new_order())


def test_another_remote_at_the_address_is_no_order_that_is_missing(sandbox: Sandbox) -> None:
    url = sandbox.megamarket.url
    with RetailCrm(url, lambda: "any-key", "shop", UTC, hurried()) as client, pytest.raises(AddressWrong):
        client.order(ORDER)


@pytest.mark.parametrize(
    ("kind", "creates"),
    [
        (FaultKind.AFTER, 1),
        (FaultKind.LOST, 1),
        (FaultKind.GARBAGE, 1),
        (FaultKind.HALF, 1),
        (FaultKind.BEFORE, 0),
        (FaultKind.RESET, 0),
    ],
)
def test_after_a_lost_answer_only_reading_tells_whether_the_order_is_there(
    crm: Crm, kind: FaultKind, creates: int
) -> None:
    crm.simulator.faults.add(Fault(kind, "orders/create"))
    with pytest.raises(OutcomeUnknown):
        crm.client.create_order(crm.new_order())
    assert crm.simulator.effects(ORDER).creates == creates
    assert (crm.client.order(ORDER) is not None) is bool(creates)


def test_a_change_that_was_turned_away_unread_is_sent_again(crm: Crm) -> None:
    crm.simulator.faults.add(Fault(FaultKind.HTML, "orders/create", times=2))
    crm.create()
    assert crm.simulator.effects(ORDER).creates == 1


def test_a_read_outlasts_a_short_failure_and_not_a_long_one(crm: Crm) -> None:
    crm.create()
    crm.simulator.faults.add(Fault(FaultKind.BEFORE, "orders/", times=2, status=502))
    assert crm.read().external_id == ORDER
    crm.simulator.faults.add(Fault(FaultKind.BEFORE, "orders/", times=FOREVER, status=504))
    with pytest.raises(Unavailable):
        crm.client.order(ORDER)


def test_a_read_that_makes_no_sense_is_unreadable(crm: Crm) -> None:
    crm.simulator.faults.add(Fault(FaultKind.GARBAGE, "orders/"))
    with pytest.raises(Unreadable):
        crm.client.order(ORDER)


class Seconds:
    """A clock that only pauses move, for the limiter and for the remote alike."""

    def __init__(self) -> None:
        self.now = 0.0

    def pause(self, seconds: float) -> None:
        self.now += seconds


@contextmanager
def limited(seconds: Seconds, pace: Pace) -> Iterator[tuple[RetailCrm, RetailCrmSimulator]]:
    with (
        RetailCrmSimulator(
            now=ManualClock().now, sites=[STANDARD_SITE], keys=[STANDARD_KEY], seconds=lambda: seconds.now
        ) as simulator,
        RetailCrm(simulator.url, lambda: STANDARD_KEY.secret, "", UTC, Limiters(pace)) as client,
    ):
        yield client, simulator


def test_our_pace_is_never_too_fast_for_the_remote() -> None:
    seconds = Seconds()
    with limited(seconds, Pace(monotonic=lambda: seconds.now, pause=seconds.pause)) as (client, simulator):
        for _ in range(50):
            client.credentials()
        assert [call.status for call in simulator.calls("credentials")] == [200] * 50


def test_a_remote_that_is_busy_for_too_long_is_unavailable() -> None:
    others = Seconds()
    elapsed = Seconds()
    with limited(others, Pace(monotonic=lambda: elapsed.now, pause=elapsed.pause)) as (client, simulator):
        for _ in range(10):
            client.credentials()
        with pytest.raises(Unavailable):
            client.credentials()
        assert [call.status for call in simulator.calls("credentials")] == [200] * 10 + [503] * 5
