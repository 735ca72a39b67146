"""Settings of connections: checked before they are kept, exported without secrets, taken over whole."""

from __future__ import annotations

import json
from collections.abc import Mapping

import pytest

from mmdesk.clock import ManualClock
from mmdesk.domain.standing import WrongReason
from mmdesk.errors import MmdeskError
from mmdesk.secrets import FileSecrets, SecretKind
from mmdesk.services import connection_settings, connections
from mmdesk.services.connection_settings import (
    ActsUnasked,
    SettingChange,
    SettingsFileRefused,
    compared,
    exported,
    put,
    shown,
    take_over,
)
from mmdesk.settings import BadSettingValue, UnknownSetting, declared_settings
from mmdesk.storage.uow import Storage
from tests.services.stand import MirrorStand, mirror_stand

CHANGED = {
    "order.method": "megamarket",
    "status.map.CONFIRMED": "assembling",
    "status.map.ON_THE_MOON": "new",
    "status.confirmed": "client-confirmed",
    "lot.cancel.MERCHANT_CANCELED/LATE_REJECT": "out-of-stock",
    "reject.reason.out-of-stock": "INCORRECT_PRICE",
    "cancel.accept": "ask",
    "feed.min_quantity": "3",
    "feed.discount_percent": "7.5",
    "feed.params": '["color", "size"]',
    "feed.exclude_vendors": '["Лумвик", "Ё & Co"]',
    "feed.vat_map": '{"20": "VAT_20"}',
    "feed.stop_sales": "true",
    "http.public_url": "https://x.example.org",
    "http.prefix": "/mm",
    "http.trusted_proxies": '["10.0.0.0/8"]',
    "http.basic_auth": "megamarket",
    "desk.undo_seconds": "0",
}


@pytest.fixture
def shop(sqlite_storage: Storage, clock: ManualClock) -> MirrorStand:
    return mirror_stand(sqlite_storage, clock)


@pytest.fixture
def courier(sqlite_storage: Storage, clock: ManualClock) -> MirrorStand:
    return mirror_stand(sqlite_storage, clock, "dsm")


def change_everything(shop: MirrorStand) -> None:
    for key, value in CHANGED.items():
        put(shop.storage, shop.connection.name, key, value)


def of(shop: MirrorStand) -> dict[str, object]:
    return dict(shown(shop.storage, shop.connection.name))


def document(**connections: Mapping[str, object]) -> bytes:
    return json.dumps({"mmdesk_settings": 1, "connections": connections}).encode()


def test_what_is_not_set_shows_its_default(shop: MirrorStand) -> None:
    assert of(shop)["desk.undo_seconds"] == 10
    plain = {setting.key for setting in declared_settings() if not setting.is_family}
    assert plain == set(of(shop))


def test_a_setting_is_kept_in_its_one_spelling(shop: MirrorStand) -> None:
    put(shop.storage, shop.connection.name, "feed.min_quantity", " 3 ")
    assert of(shop)["feed.min_quantity"] == 3


@pytest.mark.parametrize(
    ("key", "value", "error"),
    [
        ("order.metod", "x", UnknownSetting),
        ("status.map.", "x", UnknownSetting),
        ("feed.min_quantity", "many", BadSettingValue),
        ("feed.discount_percent", "100", BadSettingValue),
        ("reject.default_reason", "NOT_ACCEPTABLE", WrongReason),
        ("reject.reason.lost", "BECAUSE", MmdeskError),
        ("close.reason.lost", "CANCEL_BY_CUSTOMER", WrongReason),
    ],
)
def test_what_makes_no_sense_is_refused_and_not_kept(
    shop: MirrorStand, key: str, value: str, error: type[MmdeskError]
) -> None:
    before = of(shop)
    with pytest.raises(error):
        put(shop.storage, shop.connection.name, key, value)
    assert of(shop) == before


def test_each_scheme_takes_its_own_reasons(shop: MirrorStand, courier: MirrorStand) -> None:
    put(courier.storage, courier.connection.name, "reject.default_reason", "NOT_ACCEPTABLE")
    put(courier.storage, courier.connection.name, "close.reason.lost", "HANDOVER_IMPOSSIBLE")
    put(shop.storage, shop.connection.name, "reject.default_reason", "TWICE_ORDER")
    with pytest.raises(WrongReason) as refused:
        put(courier.storage, courier.connection.name, "reject.default_reason", "TWICE_ORDER")
    assert "NOT_ACCEPTABLE" in refused.value.text.ru


def test_a_reason_can_be_taken_back(courier: MirrorStand) -> None:
    put(courier.storage, courier.connection.name, "close.reason.lost", "HANDOVER_IMPOSSIBLE")
    put(courier.storage, courier.connection.name, "close.reason.lost", "")
    assert not of(courier)["close.reason.lost"]


def test_export_and_import_lead_back_to_the_same_settings(shop: MirrorStand, courier: MirrorStand) -> None:
    change_everything(shop)
    put(courier.storage, courier.connection.name, "close.reason.lost", "HANDOVER_IMPOSSIBLE")
    before, kept = (of(shop), of(courier)), exported(shop.storage)
    put(shop.storage, shop.connection.name, "feed.min_quantity", "99")
    put(shop.storage, shop.connection.name, "status.map.PACKED", "assembling-complete")
    put(courier.storage, courier.connection.name, "close.reason.lost", "CANCEL_BY_CUSTOMER")
    take_over(shop.storage, kept)
    assert (of(shop), of(courier)) == before
    assert exported(shop.storage) == kept


def test_connections_that_the_file_does_not_name_stay_as_they_are(
    shop: MirrorStand, courier: MirrorStand
) -> None:
    put(courier.storage, courier.connection.name, "feed.days", "4")
    before = of(courier)
    take_over(shop.storage, document(**{shop.connection.name: {"feed.min_quantity": 5}}))
    assert of(shop)["feed.min_quantity"] == 5
    assert of(courier) == before


def test_the_export_holds_no_secret(
    shop: MirrorStand, clock: ManualClock, tmp_path_factory: pytest.TempPathFactory
) -> None:
    store = FileSecrets(tmp_path_factory.mktemp("secrets") / "secrets.json")
    secrets = {kind: f"aSecretThatNobodyMaySee-{kind}" for kind in SecretKind}
    connections.edit(shop.storage, clock, store, shop.connection.name, typed=secrets)
    with shop.storage.work() as work:
        work.connections.change(shop.connection.name, client_id="aClientIdThatNobodyMaySee")
        work.commit()
    change_everything(shop)
    told = exported(shop.storage).decode()
    assert "megamarket" in told
    assert "NobodyMaySee" not in told


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"no json",
        b"\xff\xfe\x00",
        b"[" * 100_000,
        b"[]",
        b'"mmdesk_settings"',
        b'{"connections": {}}',
        b'{"mmdesk_settings": "1", "connections": {}}',
        b'{"mmdesk_settings": true, "connections": {}}',
        b'{"mmdesk_settings": 0, "connections": {}}',
        b'{"mmdesk_settings": 2, "connections": {}}',
        b'{"mmdesk_settings": 1}',
        b'{"mmdesk_settings": 1, "connections": []}',
        b'{"mmdesk_settings": 1, "connections": {"X": []}}',
    ],
    ids=lambda content: repr(content[:40]),
)
def test_a_foreign_newer_or_broken_file_changes_nothing(shop: MirrorStand, content: bytes) -> None:
    change_everything(shop)
    before = of(shop)
    with pytest.raises(SettingsFileRefused):
        take_over(shop.storage, content)
    assert of(shop) == before


@pytest.mark.parametrize(
    ("key", "value", "named"),
    [
        ("no.such.key", "x", "no.such.key = «x»"),
        ("no.such.key", ["x"], "no.such.key"),
        ("feed.min_quantity", "many", "«many»"),
        ("feed.discount_percent", 150, "Скидка на весь каталог, в процентах = «150»"),
        ("feed.vat_map", {"20": {"deep": 1}}, "deep"),
        ("order.method", None, "Способ оформления создаваемых заказов: значения нет"),
        ("order.method", ["a"], "одно значение"),
        ("status.map.PACKED", {"a": 1}, "(PACKED)"),
        ("reject.default_reason", "NOT_ACCEPTABLE", "«NOT_ACCEPTABLE»"),
    ],
)
def test_one_bad_value_in_a_file_is_named_with_its_connection_and_changes_nothing_at_all(
    shop: MirrorStand, courier: MirrorStand, key: str, value: object, named: str
) -> None:
    change_everything(shop)
    before = of(shop), of(courier)
    good: Mapping[str, object] = {"feed.days": 9}
    content = document(**{courier.connection.name: good, shop.connection.name: {key: value}})
    with pytest.raises(SettingsFileRefused) as refused:
        take_over(shop.storage, content)
    words = refused.value.sentence("ru")
    assert f"ничего не изменено: «{shop.connection.name}»: " in words
    assert named in words
    assert (of(shop), of(courier)) == before


def test_a_file_neither_stops_sales_nor_resumes_them(shop: MirrorStand, courier: MirrorStand) -> None:
    put(shop.storage, shop.connection.name, "feed.stop_sales", "true")
    ours: Mapping[str, object] = {"feed.stop_sales": False, "feed.days": 9}
    theirs: Mapping[str, object] = {"feed.stop_sales": True}
    content = document(**{shop.connection.name: ours, courier.connection.name: theirs})
    take_over(shop.storage, content)
    assert (of(shop)["feed.stop_sales"], of(shop)["feed.days"]) == (True, 9)
    assert of(courier)["feed.stop_sales"] is False


def test_a_file_for_an_unknown_connection_changes_nothing(shop: MirrorStand) -> None:
    before = of(shop)
    content = document(**{shop.connection.name: {"feed.days": 9}, "Никто": {"feed.days": 9}})
    with pytest.raises(SettingsFileRefused, match="there is no connection"):
        take_over(shop.storage, content)
    assert of(shop) == before


def test_the_public_address_ends_with_the_prefix(shop: MirrorStand) -> None:
    assert connection_settings.public_url(shop.storage, shop.connection.name) == ""
    put(shop.storage, shop.connection.name, "http.public_url", "https://x.example.org/")
    put(shop.storage, shop.connection.name, "http.prefix", "/mm")
    assert connection_settings.public_url(shop.storage, shop.connection.name) == "https://x.example.org/mm"


def test_a_status_that_would_confirm_new_orders_unasked_is_refused_by_key_and_by_file(
    shop: MirrorStand,
) -> None:
    name = shop.connection.name
    with pytest.raises(ActsUnasked) as refused:
        put(shop.storage, name, "status.confirmed", "new")
    assert "каждый новый заказ подтверждался бы" in refused.value.sentence("ru")
    assert "status.confirmed" not in refused.value.sentence("ru")
    document = json.loads(exported(shop.storage))
    document["connections"][name]["status.pack"] = "new"
    with pytest.raises(SettingsFileRefused) as broken:
        compared(shop.storage, json.dumps(document).encode())
    assert "каждый новый заказ упаковывался бы" in broken.value.sentence("ru")
    assert of(shop)["status.confirmed"] == ""


def test_a_comparison_names_what_would_change_and_changes_nothing(
    shop: MirrorStand, courier: MirrorStand
) -> None:
    kept = exported(shop.storage)
    put(shop.storage, shop.connection.name, "desk.undo_seconds", "25")
    put(shop.storage, shop.connection.name, "status.map.PACKED", "packed")
    put(shop.storage, shop.connection.name, "feed.stop_sales", "true")
    before = of(shop)
    mine, others = sorted(compared(shop.storage, kept), key=lambda each: -len(each.changes))
    assert mine.connection == shop.connection.name
    assert set(mine.changes) == {
        SettingChange("desk.undo_seconds", "25", "10"),
        SettingChange("status.map.PACKED", "packed", ""),
    }
    assert (others.connection, others.changes) == (courier.connection.name, ())
    assert of(shop) == before
