from __future__ import annotations

import json
from contextlib import suppress
from decimal import Decimal
from ipaddress import ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mmdesk.errors import MmdeskError
from mmdesk.setting_kinds import text_of
from mmdesk.settings import (
    BadSettingValue,
    ConnectionSettings,
    UnknownSetting,
    canonical,
    declared_settings,
    find,
    format_value,
    parse,
)

PLAIN_KEYS = [one.key for one in declared_settings() if not one.is_family]


def test_nothing_stored_means_the_defaults() -> None:
    settings = ConnectionSettings.of({})
    assert settings.default_reject_reason == "OUT_OF_STOCK"
    assert (settings.feed_source, settings.feed_order_before, settings.feed_reserve) == ("api", 12, 0)
    assert (settings.exchange_megamarket_seconds, settings.desk_undo_seconds) == (60, 10)
    assert (settings.http_public_url, settings.stock_api, settings.cancel_accept) == ("", False, "auto")
    assert settings.price_by == "feed"


def test_a_stored_text_is_read_as_its_own_type() -> None:
    settings = ConnectionSettings.of(
        {"feed.discount_percent": "7.5", "feed.exclude_vendors": '["Skar"]', "feed.keep_small": "true"}
    )
    assert settings.feed_discount_percent == Decimal("7.5")
    assert settings.feed_exclude_vendors == ("Skar",)
    assert settings.feed_keep_small is True


def test_mappings_are_gathered_by_their_family() -> None:
    settings = ConnectionSettings.of(
        {"status.map.NEW": "new", "status.map.SHIPPED": "send", "status.pack": "pack"}
    )
    assert settings.status_map == {"NEW": "new", "SHIPPED": "send"}
    assert settings.status_pack == "pack"


def test_the_longer_key_of_a_cancelled_lot_wins() -> None:
    settings = ConnectionSettings.of(
        {"lot.cancel.CUSTOMER_CANCELED": "refused", "lot.cancel.CUSTOMER_CANCELED/LATE": "late"}
    )
    assert settings.lot_cancel_for("CUSTOMER_CANCELED", "LATE") == "late"
    assert settings.lot_cancel_for("CUSTOMER_CANCELED", "OTHER") == "refused"
    assert settings.lot_cancel_for("CUSTOMER_CANCELED") == "refused"
    assert settings.lot_cancel_for("MERCHANT_CANCELED") == ""


def test_an_empty_longer_key_leaves_the_position_as_it_is() -> None:
    settings = ConnectionSettings.of(
        {"lot.cancel.CUSTOMER_CANCELED": "refused", "lot.cancel.CUSTOMER_CANCELED/A": ""}
    )
    assert settings.lot_cancel_for("CUSTOMER_CANCELED", "A") == ""


def test_an_unmapped_item_status_is_rejected_for_the_default_reason() -> None:
    settings = ConnectionSettings.of(
        {
            "reject.reason.broken": "NOT_ACCEPTABLE",
            "reject.reason.lost": "",
            "reject.default_reason": "INCORRECT_PRICE",
        }
    )
    assert settings.reject_reason_for("broken") == "NOT_ACCEPTABLE"
    assert settings.reject_reason_for("lost") == "INCORRECT_PRICE"
    assert settings.reject_reason_for("never-heard-of") == "INCORRECT_PRICE"


def test_the_courier_has_no_reason_but_the_mapped_one() -> None:
    settings = ConnectionSettings.of({"close.reason.no-answer": "CANCEL_BY_CUSTOMER"})
    assert settings.close_reason_for("no-answer") == "CANCEL_BY_CUSTOMER"
    assert settings.close_reason_for("other") == ""


@pytest.mark.parametrize(
    ("key", "text", "value"),
    [
        ("feed.min_quantity", " 3 ", 3),
        ("feed.discount_percent", "99,99", Decimal("99.99")),
        ("feed.stop_sales", "FALSE", False),
        ("feed.params", "all", "all"),
        ("feed.params", '["Цвет", "Цвет", " Размер "]', ("Цвет", "Размер")),
        ("feed.vat_map", '{"none": "NO_VAT", "22": "VAT_22"}', {"none": "NO_VAT", "22": "VAT_22"}),
        ("feed.source", "https://shop.example.ru/icml.xml", "https://shop.example.ru/icml.xml"),
        ("feed.source", r"D:\выгрузка\icml.xml", r"D:\выгрузка\icml.xml"),
        ("http.public_url", "https://mm.example.ru/a/", "https://mm.example.ru/a"),
        ("http.public_url", "http://127.0.0.1:8480", "http://127.0.0.1:8480"),
        ("http.public_url", "", ""),
        ("http.prefix", "mm/", "/mm"),
        ("http.trusted_proxies", '["10.0.0.7/8", "::1"]', (ip_network("10.0.0.0/8"), ip_network("::1"))),
        ("cancel.accept", "ask", "ask"),
        ("price.by", "api", "api"),
        ("order.method", " megamarket ", "megamarket"),
    ],
)
def test_a_typed_text_is_understood(key: str, text: str, value: object) -> None:
    assert parse(key, text) == value
    assert parse(key, canonical(key, text)) == value


@pytest.mark.parametrize(
    ("text", "is_right"),
    [
        ("api", True),
        ("/srv/goods.xml", True),
        (r"\\server\share\goods.xml", True),
        ("file:///srv/goods%20new.xml", True),
        ("http://192.168.0.1:8080/goods.xml?key=1", True),
        ("bla bla", False),
        ("goods.xml", False),
        ("htps://shop.example.ru/icml.xml", False),
        ("http://192.168.0.1/x y", False),
        ("https://", False),
        ("https://shop.example.ru:port/icml.xml", False),
        ("https://[shop.example.ru/icml.xml", False),
    ],
)
def test_a_source_that_cannot_be_one_is_refused_when_set_and_read_where_it_was_stored(
    text: str, is_right: bool
) -> None:
    if is_right:
        assert canonical("feed.source", text) == text
    else:
        with pytest.raises(BadSettingValue):
            canonical("feed.source", text)


def test_a_source_that_a_former_version_let_pass_keeps_nothing_else_from_being_read() -> None:
    assert ConnectionSettings.of({"feed.source": "goods.xml"}).feed_source == "goods.xml"


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("feed.min_quantity", "-1"),
        ("feed.min_quantity", "3.5"),
        ("feed.min_quantity", "٣"),
        ("feed.min_quantity", ""),
        ("feed.order_before", "25"),
        ("feed.discount_percent", "100"),
        ("feed.discount_percent", "-1"),
        ("feed.discount_percent", "1e1"),
        ("feed.stop_sales", "yes"),
        ("feed.params", "Цвет"),
        ("feed.params", '["Цвет", 5]'),
        ("feed.exclude_vendors", '[""]'),
        pytest.param("feed.exclude_vendors", "[" * 100_000, id="too deep"),
        ("feed.vat_map", '{"20": 1}'),
        ("feed.vat_map", "[]"),
        ("feed.source", ""),
        ("feed.source", "https://anna:hidden@shop.example.ru/icml.xml"),
        ("http.public_url", "http://mm.example.ru"),
        ("http.public_url", "https://anna:hidden@mm.example.ru"),
        ("http.public_url", "https://mm.example.ru/?a=1"),
        ("http.public_url", "https://mm.example.ru:port"),
        ("http.public_url", "mm.example.ru"),
        ("http.prefix", "/../mm"),
        ("http.trusted_proxies", '["nginx"]'),
        ("http.basic_auth", "anna:hidden"),
        ("exchange.crm_seconds", "0"),
        ("cancel.accept", "maybe"),
        ("price.by", "both"),
        ("reject.default_reason", ""),
        ("order.method", "two\nlines"),
    ],
)
def test_a_value_that_cannot_be_is_refused_by_name(key: str, text: str) -> None:
    with pytest.raises(BadSettingValue) as refusal:
        parse(key, text)
    assert key in refusal.value.text.ru
    assert refusal.value.text.ru.rstrip(".").endswith(find(key).kind.allowed.ru)


@pytest.mark.parametrize(
    ("key", "advice"),
    [
        ("feed.discount", "feed.discount_percent"),
        ("exchange.megamarket_second", "exchange.megamarket_seconds"),
        ("status.map.new", "STATUS"),
        ("lot.cancel.", "STATUS"),
        ("reject.reason.два слова", "CODE"),
        ("entirely.else", "settings show"),
        ("", "settings show"),
    ],
)
def test_an_unknown_key_is_refused_with_advice(key: str, advice: str) -> None:
    with pytest.raises(UnknownSetting) as refusal:
        parse(key, "1")
    assert advice in refusal.value.text.on_command_line("ru")


@pytest.mark.parametrize("stored", [{"feed.unheard_of": "1"}, {"feed.days": "soon"}])
def test_what_was_stored_wrongly_fails_when_it_is_loaded(stored: dict[str, str]) -> None:
    with pytest.raises(MmdeskError, match="feed"):
        ConnectionSettings.of(stored)


def test_settings_and_their_tables_cannot_be_changed_in_place() -> None:
    settings = ConnectionSettings.of({"status.map.NEW": "new"})
    with pytest.raises(AttributeError):
        settings.feed_days = 3  # type: ignore[misc] # that it is frozen is the point
    with pytest.raises(TypeError):
        settings.status_map["NEW"] = "x"  # type: ignore[index] # that it is frozen is the point


def test_a_document_of_settings_can_be_stored_again() -> None:
    stored = {
        "feed.discount_percent": "7.5",
        "feed.params": '["Цвет"]',
        "lot.cancel.A/B": "x",
        "stock.api": "true",
    }
    document = ConnectionSettings.of(stored).document()
    assert document["feed.discount_percent"] == 7.5
    again = json.loads(json.dumps(document))
    assert ConnectionSettings.of(
        {key: text_of(value) for key, value in again.items()}
    ) == ConnectionSettings.of(stored)


@pytest.mark.parametrize("key", PLAIN_KEYS)
def test_every_default_is_a_value_its_setting_accepts(key: str) -> None:
    default = find(key).default
    assert parse(key, format_value(key, default)) == default


def test_every_setting_has_a_text_in_both_languages() -> None:
    assert all(one.text.ru and one.text.en and one.kind.allowed.ru for one in declared_settings())


@given(st.sampled_from(PLAIN_KEYS), st.text(max_size=30))
def test_any_text_is_read_or_refused_with_a_sentence(key: str, text: str) -> None:
    with suppress(BadSettingValue):
        value = parse(key, text)
        assert parse(key, format_value(key, value)) == value
