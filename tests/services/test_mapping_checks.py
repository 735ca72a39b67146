"""The codes in a connection's settings against the dictionaries of its account."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from mmdesk.clock import ManualClock
from mmdesk.domain.connection import Connection
from mmdesk.services.check import Check
from mmdesk.services.connection_settings import setting_name
from mmdesk.services.dictionaries import Dictionaries, Entry
from mmdesk.services.mapping_checks import check_mappings
from mmdesk.settings import ConnectionSettings
from mmdesk.storage.uow import Storage
from tests.services.crm_stand import crm_stand
from tests.services.stand import mirror_stand

KNOWN = Dictionaries(
    order_statuses=(
        Entry("assembling", "Комплектуется", is_active=True),
        Entry("old-way", "Как раньше", is_active=False),
        Entry("off", "Отменён", is_active=True, cancels=True),
    ),
    item_statuses=(
        Entry("failure", "Отказ", is_active=True, cancels=True),
        Entry("in-reserve", "В резерве", is_active=True),
        Entry("lost", "Утерян", is_active=False, cancels=True),
    ),
    order_methods=(Entry("megamarket", "Мегамаркет", is_active=True),),
    order_types=(Entry("main", "Основной", is_active=True, is_default=True),),
)
GOOD = {
    "status.map.PACKED": "assembling",
    "status.confirmed": "assembling",
    "lot.cancel.CUSTOMER_CANCELED": "failure",
    "reject.reason.failure": "OUT_OF_STOCK",
    "order.method": "megamarket",
    "order.type": "main",
}


@pytest.fixture(params=["standard", "dsm"])
def connection(request: pytest.FixtureRequest, sqlite_storage: Storage, clock: ManualClock) -> Connection:
    return mirror_stand(sqlite_storage, clock, request.param).connection


def judged(connection: Connection, stored: Mapping[str, str]) -> dict[str, Check]:
    settings = ConnectionSettings.of(stored)
    return {check.code: check for check in check_mappings(connection, settings, KNOWN)}


def red(connection: Connection, stored: Mapping[str, str]) -> list[str]:
    return [code for code, check in judged(connection, stored).items() if not check.ok]


@pytest.mark.parametrize("stored", [{}, GOOD, {"status.map.PACKED": "", "reject.reason.lost": ""}])
def test_what_is_right_or_not_mapped_is_green(connection: Connection, stored: Mapping[str, str]) -> None:
    found = judged(connection, stored)
    assert list(found) == ["map.status", "map.item", "map.reason", "map.order"]
    assert red(connection, stored) == []


@pytest.mark.parametrize(
    ("key", "value", "code"),
    [
        ("status.map.PACKED", "gone", "map.status"),
        ("status.map.PACKED", "old-way", "map.status"),
        ("status.confirmed", "gone", "map.status"),
        ("status.map.CONFIRMED", "off", "map.status"),
        ("status.pack", "gone", "map.status"),
        ("status.ship", "gone", "map.status"),
        ("status.close", "gone", "map.status"),
        ("lot.cancel.CUSTOMER_CANCELED", "gone", "map.item"),
        ("lot.cancel.CUSTOMER_CANCELED", "lost", "map.item"),
        ("lot.cancel.MERCHANT_CANCELED/CONFIRMATION_REJECT", "in-reserve", "map.item"),
        ("reject.reason.gone", "OUT_OF_STOCK", "map.item"),
        ("reject.reason.in-reserve", "OUT_OF_STOCK", "map.item"),
        ("order.method", "gone", "map.order"),
        ("order.type", "gone", "map.order"),
    ],
)
def test_a_code_that_will_not_do_is_red_by_its_name_with_the_cure(
    connection: Connection, key: str, value: str, code: str
) -> None:
    assert red(connection, GOOD | {key: value}) == [code]
    words = judged(connection, GOOD | {key: value})[code].message
    assert f"{setting_name(key).ru} = «{value}»" in words.ru
    assert "«Соответствия и заказы»" in words.ru
    assert key not in words.en


def test_a_reason_of_the_other_scheme_is_red(connection: Connection) -> None:
    foreign = "NOT_ACCEPTABLE" if connection.scheme.code == "standard" else "TWICE_ORDER"
    assert red(connection, {"reject.reason.failure": foreign}) == ["map.reason"]
    assert red(connection, {"reject.default_reason": foreign}) == ["map.reason"]
    words = judged(connection, {"reject.default_reason": foreign})["map.reason"].message
    assert f"{setting_name('reject.default_reason').ru} = «{foreign}»" in words.ru
    assert "OUT_OF_STOCK" in words.ru


def test_only_dsm_has_reasons_why_the_courier_failed(connection: Connection) -> None:
    expected = [] if connection.scheme.code == "dsm" else ["map.reason"]
    assert red(connection, {"close.reason.failure": "HANDOVER_IMPOSSIBLE"}) == expected


def test_every_mistake_is_named(connection: Connection) -> None:
    words = judged(connection, {"status.pack": "one", "status.ship": "two"})["map.status"].message.ru
    assert "по которому заказ упаковывается" in words
    assert "по которому заказ отгружается" in words


def test_wrong_mappings_are_red_and_do_not_hinder_a_registration(
    sqlite_storage: Storage, clock: ManualClock
) -> None:
    with crm_stand(sqlite_storage, clock, registered=False) as shop:
        shop.set("status.map.PACKED", "no-such-status")
        shop.register()
        assert shop.connection.is_registered
