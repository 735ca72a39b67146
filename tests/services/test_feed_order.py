"""What a build is told of a connection's settings, and when two builds would be the same."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from mmdesk.catalogue.build_order import BuildOrder
from mmdesk.catalogue.values import FeedRules
from mmdesk.catalogue.writer import Delivery
from mmdesk.domain.connection import Connection, ConnectionId
from mmdesk.domain.offer import Shop
from mmdesk.domain.schemes import scheme_of
from mmdesk.services.feed_order import ReadySource, build_order, feed_settings, inputs
from mmdesk.settings import ConnectionSettings

SHOP = Connection(
    ConnectionId(1), "Лавка", scheme_of("standard"), 15010, "http://127.0.0.1", "http://127.0.0.1"
)
SOURCE = ReadySource("файл", "d1", icml="/tmp/catalogue.xml")
AT = datetime(2026, 3, 14, 6, 5, 7, 999_999, tzinfo=UTC)


def order(settings: ConnectionSettings) -> BuildOrder:
    return build_order(
        SHOP,
        settings,
        SOURCE,
        AT,
        ZoneInfo("Europe/Moscow"),
        feed=Path("feed.xml"),
        trail=Path("offers.jsonl"),
    )


def test_every_setting_of_the_feed_reaches_the_rules() -> None:
    settings = ConnectionSettings(
        feed_min_quantity=3,
        feed_keep_small=True,
        feed_discount_percent=Decimal("33.3"),
        feed_params=("color", "Объём"),
        feed_exclude_vendors=(" NordHem",),
        feed_vat_map={"22": "VAT_22"},
        feed_reserve=2,
        feed_stop_sales=True,
        feed_old_price=True,
        feed_outlet_id="145056",
        feed_days=2,
        feed_order_before=24,
        feed_price_type="wholesale",
    )
    found = order(settings)
    assert found.rules() == FeedRules(
        min_quantity=3,
        keep_small=True,
        discount_percent=Decimal("33.3"),
        params=frozenset({"color", "Объём"}),
        excluded_vendors=frozenset({"nordhem"}),
        vat_codes={"22": "VAT_22"},
        reserve=2,
        stop_sales=True,
        old_price=True,
    )
    assert found.delivery() == Delivery("145056", 2, 24)
    assert found.price_type == "wholesale"
    assert (found.icml, found.copy) == ("/tmp/catalogue.xml", "")
    assert (found.feed, found.trail, found.gzip) == ("feed.xml", "offers.jsonl", "")


def test_all_properties_go_out_unless_some_are_chosen() -> None:
    assert order(ConnectionSettings()).rules().params is None
    assert order(ConnectionSettings(feed_params=())).rules().params == frozenset()


def test_the_date_is_whole_seconds_in_the_shop_s_zone() -> None:
    assert order(ConnectionSettings()).date == "2026-03-14T09:05:07+03:00"


@pytest.mark.parametrize(("rate", "plain"), [("20%", "20"), ("20.00", "20"), (" None ", "none")])
def test_a_rate_in_the_table_of_vat_may_be_spelled_as_people_do(rate: str, plain: str) -> None:
    found = order(ConnectionSettings(feed_vat_map={rate: "VAT_20"}))
    assert found.vat_codes[plain] == found.vat_codes[rate] == "VAT_20"


def test_a_warehouse_without_a_number_is_the_first() -> None:
    assert order(ConnectionSettings(feed_outlet_id="")).outlet_id == "1"


@pytest.mark.parametrize(
    ("public", "address"),
    [
        ("", "https://megamarket.ru/"),
        ("https://feed.example.ru", "https://feed.example.ru"),
        ("https://магазин.рф", "https://xn--80aairftm.xn--p1ai"),
    ],
)
def test_the_shop_s_address_is_one_that_a_feed_may_have(public: str, address: str) -> None:
    assert order(ConnectionSettings(http_public_url=public)).shop == Shop("Лавка", "Лавка", address)


def digest(source: ReadySource = SOURCE, **settings: object) -> str:
    chosen = ConnectionSettings(**settings)  # type: ignore[arg-type] # each test gives what the field takes
    return inputs(source, feed_settings(chosen))


def test_the_same_goods_and_settings_make_the_same_feed() -> None:
    assert digest() == digest()
    assert digest(feed_guard_vanish_percent=5) == digest(feed_source="/tmp/other.xml") == digest()
    assert digest(ReadySource("другой файл", "d1")) == digest()


def test_other_goods_or_other_rules_make_another_feed() -> None:
    others = [
        digest(ReadySource("файл", "d2")),
        digest(feed_min_quantity=3),
        digest(feed_discount_percent=Decimal("33.3")),
        digest(feed_vat_map={}),
        digest(feed_exclude_vendors=("Nordhem",)),
        digest(feed_stop_sales=True),
        digest(feed_price_type="wholesale"),
    ]
    assert len({digest(), *others}) == len(others) + 1
