from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from urllib.parse import parse_qsl, urlsplit
from zoneinfo import ZoneInfo

import pytest

from mmdesk.clients.crm_module import CustomField, DeliveryField, DeliveryStatus, ModuleConfig, Plate
from mmdesk.clients.crm_orders import (
    CrmItem,
    CrmOrderRef,
    CrmOrderState,
    CrmPackage,
    NewCustomer,
    NewDelivery,
    NewItem,
    NewOrder,
    OrderEdit,
)
from mmdesk.clients.crm_references import CrmChoice, CrmDeliveryType, CrmItemStatus, CrmSite, CrmStatus
from mmdesk.clients.errors import OutcomeUnknown, Unreadable
from mmdesk.clients.pace import Limiters
from mmdesk.clients.retailcrm import RetailCrm
from mmdesk.domain.shipment import ShipmentId
from tests.clients.scripted import Received, ScriptedServer, answers

KEY = "sandboxKeyWithInventedLetters001"
ZONE = ZoneInfo("Asia/Yekaterinburg")
SHIPMENT = ShipmentId("810200300")
AT = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)

Document = dict[str, Any]  # JSON as the remote may write it


@contextmanager
def crm(*documents: Document | str, status: int = 200) -> Iterator[tuple[RetailCrm, ScriptedServer]]:
    scripts = [
        answers(json.dumps({"success": True, **document}) if isinstance(document, dict) else document, status)
        for document in documents
    ]
    with (
        ScriptedServer(scripts) as server,
        RetailCrm(server.url, lambda: KEY, "megamarket-shop", ZONE, Limiters()) as client,
    ):
        yield client, server


def form(received: Received) -> dict[str, str]:
    return dict(parse_qsl(received.body.decode(), keep_blank_values=True))


def order(**changes: object) -> Document:
    return {
        "id": 7421,
        "number": "7421C",
        "externalId": "mm-810200300",
        "status": "new",
        "site": "megamarket-shop",
        "items": [
            {
                "id": 11308,
                "externalIds": [{"code": "megamarket", "value": "810200300#1"}],
                "initialPrice": 700,
                "quantity": 1,
                "status": "new",
                "offer": {"id": 311, "externalId": "TEA-3"},
            },
            {"id": 11309, "externalIds": [{}], "initialPrice": 99.9, "quantity": 2, "status": "new"},
        ],
        "customFields": {
            "mm_shipment_id": "810200300",
            "mm_prepaid": 655.5,
            "flag": False,
            "many": ["a", "b"],
        },
        "managerComment": "осторожно",
        **changes,
    }


ITEMS = (
    CrmItem(11308, 1, "TEA-3", Decimal(1), "new", Decimal(700)),
    CrmItem(11309, None, "", Decimal(2), "new", Decimal("99.9")),
)


def test_an_order_is_read_with_its_lots() -> None:
    with crm({"order": order()}) as (client, server):
        found = client.order("mm-810200300")
    assert found is not None
    assert (found.ref, found.status, found.site) == (CrmOrderRef(7421, "7421C"), "new", "megamarket-shop")
    assert found.items == ITEMS
    assert found.item_of(1) == ITEMS[0]
    assert found.custom_fields == {
        "mm_shipment_id": "810200300",
        "mm_prepaid": "655.5",
        "flag": "false",
        "many": "a,b",
    }
    assert found.manager_comment == "осторожно"
    target = urlsplit(server.received[0].target)
    assert target.path == "/api/v5/orders/mm-810200300"
    assert dict(parse_qsl(target.query)) == {"by": "externalId", "site": "megamarket-shop"}


def test_an_order_is_read_by_the_id_that_history_names() -> None:
    with crm({"order": order()}) as (client, server):
        assert client.order_by_id(7421) is not None
    assert server.received[0].target.startswith("/api/v5/orders/7421?by=id&")


def test_an_unknown_order_is_none() -> None:
    with crm('{"success": false, "errorMsg": "Not found"}', status=404) as (client, _):
        assert client.order("mm-1") is None


def test_empty_maps_arrive_as_lists() -> None:
    with crm({"order": order(customFields=[], items=[], delivery=[])}) as (client, _):
        found = client.order("mm-810200300")
    assert found is not None
    assert (found.custom_fields, found.items, found.delivery_packages) == ({}, (), ())


def test_items_keyed_by_id_are_read_as_well() -> None:
    keyed = {str(item["id"]): item for item in order()["items"]}
    with crm({"order": order(items=keyed)}) as (client, _):
        found = client.order("mm-810200300")
    assert found is not None
    assert found.items == ITEMS


def test_a_lot_of_another_shipment_is_not_taken_for_ours() -> None:
    with crm({"order": order(externalId="mm-999")}) as (client, _):
        found = client.order("mm-999")
    assert found is not None
    assert [item.lot for item in found.items] == [None, None]


def test_packages_are_read_as_lots_by_position_or_by_name() -> None:
    packages = [
        {"packageId": "1", "items": [{"orderProduct": {"id": 11308}, "quantity": 1}]},
        {
            "packageId": 2,
            "items": [{"orderProduct": {"externalIds": [{"code": "megamarket", "value": "810200300#1"}]}}],
        },
        {"packageId": "3", "items": [{"orderProduct": {"id": 11309}}, {"orderProduct": []}]},
        {"packageId": "4", "items": []},
    ]
    delivery = {"code": "megamarket-1", "data": {"status": "PACKED", "packages": packages}}
    with crm({"order": order(delivery=delivery)}) as (client, _):
        found = client.order("mm-810200300")
    assert found is not None
    assert (found.delivery_code, found.delivery_status) == ("megamarket-1", "PACKED")
    assert found.delivery_packages == (
        CrmPackage("1", (1,), is_whole=True),
        CrmPackage("2", (1,), is_whole=True),
        CrmPackage("3", (), is_whole=False),
        CrmPackage("4", (), is_whole=True),
    )


@pytest.mark.parametrize(
    ("odd", "path"),
    [
        ({}, "order.id"),
        (order(items=[{"status": "new"}]), r"order.items\[0\].id"),
        (order(items="all"), "order.items"),
    ],
)
def test_an_order_without_its_ids_is_unreadable_by_its_path(odd: Document, path: str) -> None:
    with crm({"order": odd}) as (client, _), pytest.raises(Unreadable, match=path):
        client.order("mm-810200300")


NEW = NewOrder(
    shipment_id=SHIPMENT,
    items=(NewItem(1, "TEA-3", "Чайник", Decimal("700.00"), Decimal("44.50"), "new"),),
    number="810200300-MM",
    created_at=AT,
    order_method="megamarket",
    order_type="main",
    status="new",
    last_name="Пробный",
    first_name="Пётр",
    phone="+79000000001",
    customer_external_id="mm-buyer-1",
    delivery=NewDelivery(
        "megamarket-15010-dsm",
        Decimal(300),
        deliver_from=AT,
        deliver_to=AT.replace(hour=13),
        address="Тула, Пробная улица, 5",
        region="Тула",
    ),
    custom_fields={
        "mm_shipment_id": "810200300",
        "mm_confirm_by": AT,
        "mm_day": date(2026, 11, 24),
        "mm_to_collect": Decimal("955.50"),
        "mm_old": None,
    },
)


def created(new: NewOrder) -> Document:
    with crm({"id": 7421, "order": order()}, status=201) as (client, server):
        assert client.create_order(new) == CrmOrderRef(7421, "7421C")
    sent = form(server.received[0])
    assert sent["site"] == "megamarket-shop"
    document: Document = json.loads(sent["order"], parse_float=Decimal)
    return document


def test_a_new_order_has_one_position_for_each_lot() -> None:
    document = created(NEW)
    assert document["externalId"] == "mm-810200300"
    assert document["privilegeType"] == "none"
    assert document["items"] == [
        {
            "externalIds": [{"code": "megamarket", "value": "810200300#1"}],
            "offer": {"externalId": "TEA-3"},
            "productName": "Чайник",
            "initialPrice": Decimal("700.00"),
            "discountManualAmount": Decimal("44.50"),
            "quantity": 1,
            "status": "new",
        }
    ]


def test_datetimes_of_a_new_order_are_in_the_accounts_zone() -> None:
    document = created(NEW)
    assert document["createdAt"] == "2026-11-23 14:00:00"
    assert document["customFields"] == {
        "mm_shipment_id": "810200300",
        "mm_confirm_by": "2026-11-23 14:00:00",
        "mm_day": "2026-11-24",
        "mm_to_collect": Decimal("955.50"),
        "mm_old": None,
    }
    assert document["delivery"]["date"] == "2026-11-23"
    assert document["delivery"]["time"] == {"from": "14:00", "to": "18:00"}


def test_the_delivery_of_a_new_order_can_be_tracked() -> None:
    delivery = created(NEW)["delivery"]
    assert (delivery["code"], delivery["cost"]) == ("megamarket-15010-dsm", 300)
    assert delivery["data"]["externalId"] == "810200300"
    assert delivery["address"] == {"text": "Тула, Пробная улица, 5"}


def test_a_region_alone_is_sent_as_such() -> None:
    delivery = replace(NewDelivery("mm"), region="Тула")
    assert created(replace(NEW, delivery=delivery))["delivery"]["address"] == {"region": "Тула"}


def test_what_is_empty_is_left_out_of_a_new_order() -> None:
    document = created(NewOrder(SHIPMENT, (NewItem(1, "", "Чайник", Decimal(1)),)))
    assert set(document) == {"externalId", "privilegeType", "items"}
    assert set(document["items"][0]) == {"externalIds", "productName", "initialPrice", "quantity"}


def test_the_buyer_is_linked_by_our_key() -> None:
    assert created(NEW)["customer"] == {"externalId": "mm-buyer-1", "site": "megamarket-shop"}


def test_an_accepted_order_without_an_id_has_to_be_read_again() -> None:
    with crm({"order": {}}) as (client, _), pytest.raises(OutcomeUnknown):
        client.create_order(NEW)


def edited(edit: OrderEdit) -> Document:
    with crm({"id": 7421, "order": order()}) as (client, server):
        client.edit_order(edit)
    received = server.received[0]
    sent = form(received)
    assert received.target == "/api/v5/orders/7421/edit"
    assert (sent["by"], sent["site"]) == ("id", "megamarket-shop")
    document: Document = json.loads(sent["order"], parse_float=Decimal)
    return document


def test_an_edit_sends_every_position_with_what_it_has() -> None:
    items = (ITEMS[0].with_status("out-of-stock"), ITEMS[1])
    assert edited(OrderEdit(7421, status="assembling", items=items)) == {
        "status": "assembling",
        "items": [
            {
                "id": 11308,
                "status": "out-of-stock",
                "quantity": 1,
                "initialPrice": 700,
                "offer": {"externalId": "TEA-3"},
            },
            {"id": 11309, "status": "new", "quantity": 2, "initialPrice": Decimal("99.9")},
        ],
    }


def test_an_edit_without_items_sends_none_so_that_none_are_deleted() -> None:
    assert "items" not in edited(OrderEdit(7421, status="assembling"))


def test_a_comment_on_the_status_goes_with_the_status_only() -> None:
    assert edited(OrderEdit(7421, status_comment="x", manager_comment="")) == {"managerComment": ""}
    assert edited(OrderEdit(7421, status="new", status_comment="x"))["statusComment"] == "x"


@pytest.mark.parametrize(
    ("locked", "left"),
    [
        (("deliveryCost",), {"status", "items", "customFields", "managerComment"}),
        (("status",), {"items", "customFields", "managerComment"}),
        (("items",), {"status", "customFields", "managerComment"}),
        (("items.0.status",), {"status", "customFields", "managerComment"}),
        (("customFields",), {"status", "items", "managerComment"}),
        (("customFields.mm_ship_by", "managerComment"), {"status", "items"}),
    ],
)
def test_locked_fields_are_dropped_from_an_edit(locked: tuple[str, ...], left: set[str]) -> None:
    edit = OrderEdit(7421, status="new", items=ITEMS, custom_fields={"mm_ship_by": AT}, manager_comment="x")
    assert set(edited(edit.without(locked))) == left


def test_a_locked_quantity_leaves_the_positions_bare() -> None:
    edit = OrderEdit(7421, items=ITEMS).without(["items.0.quantity"])
    assert edited(edit)["items"] == [{"id": 11308, "status": "new"}, {"id": 11309, "status": "new"}]


def test_an_edit_of_nothing_is_empty() -> None:
    assert OrderEdit(7421).is_empty
    assert OrderEdit(7421, status="new").without(["status"]).is_empty
    assert not OrderEdit(7421, manager_comment="").is_empty


def test_a_buyer_is_created_with_what_is_known() -> None:
    with crm({"id": 512}, status=201) as (client, server):
        assert client.create_customer(NewCustomer("mm-buyer-1", "Пробный", phone="+79000000001")) == 512
    assert json.loads(form(server.received[0])["customer"]) == {
        "externalId": "mm-buyer-1",
        "lastName": "Пробный",
        "phones": [{"number": "+79000000001"}],
    }


def test_a_buyer_is_found_by_our_key() -> None:
    with crm({"customer": {"id": 512}}) as (client, _):
        assert client.find_customer("mm-buyer-1") == 512


RECORDS = [
    {
        "id": 90010,
        "createdAt": "2026-11-23 14:00:00",
        "source": "user",
        "user": {"id": 19},
        "field": "status",
        "order": {"id": 7421, "externalId": "mm-810200300"},
    },
    {
        "id": 90009,
        "source": "api",
        "apiKey": {"current": True},
        "field": "status",
        "created": True,
        "order": {"id": 5},
    },
    {"id": 90011, "source": "api", "apiKey": {"current": False}, "field": "status", "deleted": True},
]


def test_history_tells_whose_change_it_was() -> None:
    pages = {"limit": 100, "totalCount": 103, "currentPage": 1, "totalPageCount": 2}
    with crm({"history": RECORDS, "pagination": pages}) as (client, server):
        page = client.history(since_id=90000)
    assert [(record.id, record.is_own) for record in page.records] == [
        (90009, True),
        (90010, False),
        (90011, False),
    ]
    by_staff = page.records[1]
    assert (by_staff.order_id, by_staff.order_external_id, by_staff.user_id) == (7421, "mm-810200300", 19)
    assert by_staff.created_at == AT
    assert (page.records[0].is_created, page.records[2].is_deleted) == (True, True)
    assert (page.last_id, page.has_more) == (90011, True)
    query = parse_qsl(urlsplit(server.received[0].target).query)
    assert query == [("filter[sinceId]", "90000"), ("limit", "100")]


def test_history_can_start_at_a_moment_of_the_accounts_zone() -> None:
    with crm({"history": [], "pagination": {"currentPage": 1, "totalPageCount": 0}}) as (client, server):
        page = client.history(start_date=AT)
    assert (page.records, page.last_id, page.has_more) == ((), None, False)
    query = parse_qsl(urlsplit(server.received[0].target).query)
    assert query == [("filter[startDate]", "2026-11-23 14:00:00"), ("limit", "100")]


def test_history_starts_in_one_way_only() -> None:
    with crm({}) as (client, _):
        with pytest.raises(ValueError, match="starts"):
            client.history()
        with pytest.raises(ValueError, match="starts"):
            client.history(since_id=1, start_date=AT)


def test_statuses_are_asked_for_by_hundreds() -> None:
    state = {"id": 7421, "externalId": "mm-810200300", "status": "new", "group": "new"}
    with crm({"orders": [state]}, {"orders": []}) as (client, server):
        found = client.orders_statuses(range(1, 120), ["mm-810200300"])
    assert found == (CrmOrderState(7421, "mm-810200300", "new", "new"),)
    queries = [parse_qsl(urlsplit(received.target).query) for received in server.received]
    assert [len(query) for query in queries] == [100, 20]
    assert queries[1][-1] == ("externalIds[]", "mm-810200300")


def test_tracking_carries_an_offset() -> None:
    with crm({}) as (client, server):
        client.track("megamarket-15010-dsm", "810200300", "SHIPPED", AT, comment="курьер")
    assert server.received[0].target == "/api/v5/delivery/generic/megamarket-15010-dsm/tracking"
    assert json.loads(form(server.received[0])["statusUpdate"]) == [
        {
            "deliveryId": "810200300",
            "history": [{"code": "SHIPPED", "updatedAt": "2026-11-23T14:00:00+05:00", "comment": "курьер"}],
        }
    ]


def test_credentials_tell_the_only_store() -> None:
    told = {
        "credentials": ["/api/orders"],
        "scopes": ["order_read", "order_write"],
        "siteAccess": "access_selective",
        "sitesAvailable": ["megamarket-shop"],
    }
    with crm(told, told | {"sitesAvailable": ["a", "b"]}, {"siteAccess": "access_full"}) as (client, server):
        one, two, full = client.credentials(), client.credentials(), client.credentials()
    assert one.scopes == {"order_read", "order_write"}
    assert (one.only_site, two.only_site, full.only_site) == ("megamarket-shop", None, None)
    assert server.received[0].target == "/api/credentials"


def test_the_zone_of_the_account_is_read() -> None:
    with crm({"settings": {"timezone": {"value": "Asia/Omsk"}}}) as (client, _):
        assert client.account_zone() == ZoneInfo("Asia/Omsk")


@pytest.mark.parametrize("name", ["Mars/Olympus", "", "../../etc/passwd", "Europe", None])
def test_a_zone_that_does_not_exist_is_unreadable(name: str | None) -> None:
    with crm({"settings": {"timezone": {"value": name}}}) as (client, _), pytest.raises(Unreadable):
        client.account_zone()


def both_ways(key: str, *rows: Document) -> tuple[Document, Document]:
    return {key: {row["code"]: row for row in rows}}, {key: list(rows)}


def test_references_come_keyed_by_code_or_as_lists() -> None:
    rows = (
        {"code": "new", "name": "Новый", "active": True, "group": "new"},
        {"code": "cancel-other", "group": "cancel", "active": False},
    )
    with crm(*both_ways("statuses", *rows)) as (client, _):
        keyed, listed = client.order_statuses(), client.order_statuses()
    assert keyed == listed
    assert keyed[0] == CrmStatus("new", "Новый", "new")
    assert (keyed[1].cancels, keyed[1].is_active, keyed[1].name) == (True, False, "cancel-other")


def test_item_statuses_tell_which_of_them_cancel() -> None:
    rows = ({"code": "new", "name": "Новый"}, {"code": "failure", "name": "Отказ", "cancelStatus": True})
    with crm(both_ways("productStatuses", *rows)[0]) as (client, _):
        assert client.item_statuses() == (
            CrmItemStatus("new", "Новый", cancels=False),
            CrmItemStatus("failure", "Отказ", cancels=True),
        )


def test_methods_types_sites_and_delivery_types_are_read() -> None:
    choice = {"code": "main", "name": "Основной", "active": True, "defaultForApi": True}
    site = {"code": "megamarket-shop", "name": "Мегамаркет", "currency": "RUB"}
    delivery = {"code": "mm-1", "name": "Мегамаркет", "integrationCode": "megamarket-15010-dsm", "sites": []}
    with crm(
        both_ways("orderMethods", choice)[0],
        both_ways("orderTypes", choice)[1],
        both_ways("sites", site)[0],
        both_ways("deliveryTypes", delivery)[0],
    ) as (client, _):
        expected = (CrmChoice("main", "Основной", is_active=True, is_default=True),)
        assert client.order_methods() == expected
        assert client.order_types() == expected
        assert client.sites() == (CrmSite("megamarket-shop", "Мегамаркет", "RUB"),)
        assert client.delivery_types() == (CrmDeliveryType("mm-1", "Мегамаркет", "megamarket-15010-dsm"),)


MODULE = ModuleConfig(
    code="megamarket-15010-dsm",
    name="Мегамаркет",
    client_id="long-random-text",
    base_url="https://mm.example.org",
    activity_path="/crm/activity",
    print_path="/crm/print",
    statuses=(
        DeliveryStatus("NEW", "Новое", is_editable=True),
        DeliveryStatus("LOST", "Потеря", is_error=True),
    ),
    plates=(Plate("sticker", "Этикетка"),),
    fields=(DeliveryField("shipmentId", "Номер отправления"),),
)


def module_sent(config: ModuleConfig) -> Document:
    with crm({"info": []}) as (client, server):
        client.edit_module(config)
    document: Document = json.loads(form(server.received[0])["integrationModule"])
    return document


def test_a_module_is_described_whole() -> None:
    document = module_sent(MODULE)
    assert (document["code"], document["integrationCode"]) == ("megamarket-15010-dsm", "megamarket")
    assert (document["active"], document["clientId"]) == (True, "long-random-text")
    assert document["actions"] == {"activity": "/crm/activity"}
    delivery = document["integrations"]["delivery"]
    assert delivery["actions"] == {"print": "/crm/print"}
    assert (delivery["allowPackages"], delivery["duplicateOrderProductSupported"]) == (True, True)
    assert [status["code"] for status in delivery["statusList"]] == ["NEW", "LOST"]
    assert delivery["statusList"][1]["isError"] is True
    assert delivery["plateList"] == [{"type": "order", "code": "sticker", "label": "Этикетка"}]
    assert "settings" not in delivery


def test_a_module_without_an_address_offers_no_actions() -> None:
    document = module_sent(replace(MODULE, base_url=""))
    assert "actions" not in document
    assert "baseUrl" not in document
    assert "actions" not in document["integrations"]["delivery"]


@pytest.mark.parametrize(
    ("info", "code"),
    [({"deliveryType": {"id": 12, "code": "mm-dostavka-1"}}, "mm-dostavka-1"), ([], None), ({}, None)],
)
def test_activation_may_tell_the_delivery_type(info: object, code: str | None) -> None:
    with crm({"info": info}, status=201) as (client, _):
        assert client.edit_module(MODULE) == code


def test_a_module_that_is_there_is_read() -> None:
    told = {"code": "megamarket-15010-dsm", "active": True, "freeze": True, "clientId": "x"}
    with crm({"integrationModule": told}) as (client, _):
        found = client.module("megamarket-15010-dsm")
    assert found is not None
    assert (found.is_active, found.is_frozen, found.client_id) == (True, True, "x")


def test_a_custom_field_is_looked_up_and_created() -> None:
    told = {"customField": {"code": "mm_ship_by", "name": "Отгрузить до", "type": "datetime"}}
    with crm(told, {"code": "mm_ship_by"}) as (client, server):
        found = client.custom_field("mm_ship_by")
        client.create_custom_field(CustomField("mm_ship_by", "Отгрузить до", "datetime"))
    assert found is not None
    assert (found.code, found.type) == ("mm_ship_by", "datetime")
    sent = json.loads(form(server.received[1])["customField"])
    assert (sent["code"], sent["type"], sent["viewMode"]) == ("mm_ship_by", "datetime", "not_editable")


def test_what_is_not_there_is_none() -> None:
    with crm('{"success": false, "errorMsg": "Not found"}', status=404) as (client, _):
        assert client.custom_field("mm_none") is None
        assert client.module("none") is None
        assert client.find_customer("none") is None
