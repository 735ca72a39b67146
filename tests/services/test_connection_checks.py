"""Checks of a connection, each green or red with the cure."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from mmdesk.clients.errors import Unavailable
from mmdesk.clients.megamarket import Megamarket
from mmdesk.clock import ManualClock
from mmdesk.domain.connection import CrmOff
from mmdesk.sandbox.faults import Fault, FaultKind
from mmdesk.sandbox.retailcrm_keys import CrmKey
from mmdesk.sandbox.run import (
    DSM_KEY,
    DSM_MERCHANT,
    FULL_KEY,
    POOR_KEY,
    STANDARD_MERCHANT,
    STANDARD_SITE,
    TWO_STORE_KEY,
)
from mmdesk.secrets import EnvironmentSecrets, SecretKind, environment_name
from mmdesk.services import connection_checks, connections
from mmdesk.services.check import Check
from mmdesk.services.connection_checks import REQUIRED_SCOPES, CheckReport
from mmdesk.services.connections import LIVE_URL, TEST_URL
from mmdesk.services.registration import RegistrationRefused
from mmdesk.storage.uow import Storage
from tests.services.crm_stand import MUG, QUICK, CrmStand, client_of, crm_stand, tapped

MAPPINGS = {"map.status", "map.item", "map.reason", "map.order"}


@pytest.fixture
def shop(sqlite_storage: Storage, clock: ManualClock) -> Iterator[CrmStand]:
    with crm_stand(sqlite_storage, clock, registered=False) as made:
        yield made


def report_of(shop: CrmStand, megamarket: Megamarket | None = None) -> CheckReport:
    return connection_checks.check(
        shop.storage, shop.clock, shop.secrets, shop.connection, megamarket or shop.megamarket, shop.crm
    )


def checks(shop: CrmStand, megamarket: Megamarket | None = None) -> dict[str, Check]:
    report = report_of(shop, megamarket)
    assert report.ok == all(check.ok for check in report.checks)
    found = {check.code: check for check in report.checks}
    assert len(found) == len(report.checks)
    return found


def red(shop: CrmStand) -> list[str]:
    return [code for code, check in checks(shop).items() if not check.ok]


def test_a_connection_as_it_should_be_is_green_all_over(shop: CrmStand) -> None:
    green = checks(shop)
    assert red(shop) == []
    assert {"crm.address", "crm.key", "crm.own_key", "crm.one_store", "crm.currency"} <= set(green)
    assert {"mm.token", "mm.mode"} | MAPPINGS <= set(green)
    assert {code for code in green if code.startswith("crm.scope.")} == {
        f"crm.scope.{scope}" for scope in REQUIRED_SCOPES
    }
    assert STANDARD_SITE.code in green["crm.one_store"].message.ru


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        (CrmKey("nobody", "aKeyThatNobodyHasEverIssued00000"), ["crm.key"]),
        (TWO_STORE_KEY, ["crm.one_store"]),
        (FULL_KEY, ["crm.one_store"]),
        (
            POOR_KEY,
            [
                f"crm.scope.{scope}"
                for scope in ("delivery_read", "delivery_write", "integration_read", "integration_write")
            ],
        ),
    ],
    ids=["unknown", "two stores", "every store", "poor"],
)
def test_a_wrong_key_is_red_where_it_is_wrong_and_registers_nothing(
    sqlite_storage: Storage, clock: ManualClock, key: CrmKey, expected: list[str]
) -> None:
    with crm_stand(sqlite_storage, clock, key=key, registered=False) as shop:
        assert sorted(red(shop)) == sorted(expected)
        with pytest.raises(RegistrationRefused):
            shop.register()
        assert shop.books.calls("/edit") == ()
        assert not shop.connection.is_registered


def test_a_red_check_says_what_to_do(sqlite_storage: Storage, clock: ManualClock) -> None:
    with crm_stand(sqlite_storage, clock, key=POOR_KEY, registered=False) as shop:
        words = checks(shop)["crm.scope.delivery_write"].message
    assert "delivery_write" in words.ru
    assert "добавьте" in words.ru
    assert "add" in words.en


def test_a_key_that_another_connection_uses_is_refused_by_its_name(
    sqlite_storage: Storage, clock: ManualClock
) -> None:
    with (
        crm_stand(sqlite_storage, clock, "dsm", registered=False) as other,
        crm_stand(sqlite_storage, clock, key=DSM_KEY, registered=False) as shop,
    ):
        both = {
            environment_name(each.connection.name, SecretKind.CRM_KEY): DSM_KEY.secret
            for each in (other, shop)
        }
        shop.secrets = EnvironmentSecrets(both)
        found = checks(shop)["crm.own_key"]
    assert not found.ok
    assert f"«{other.connection.name}»" in found.message.ru


def test_an_address_where_a_web_page_answers_is_red(shop: CrmStand) -> None:
    shop.books.behave(account_exists=False)
    found = checks(shop)
    assert not found["crm.address"].ok
    assert "crm.key" not in found
    assert found["mm.token"].ok


def test_a_token_megamarket_refuses_is_red(shop: CrmStand) -> None:
    with Megamarket(shop.sandbox.megamarket.url, 15010, lambda: "wrong-token", limits=QUICK) as stranger:
        found = checks(shop, stranger)
    assert not found["mm.token"].ok
    assert found["crm.key"].ok


def test_a_token_that_brings_only_orders_of_the_other_scheme_says_so(shop: CrmStand) -> None:
    """No more than that: a seller of both schemes may have no open order of this one."""
    shop.sandbox.buyer.place("dsm", offers=[MUG])
    token = DSM_MERCHANT.token
    with Megamarket(shop.sandbox.megamarket.url, 15010, lambda: token, limits=QUICK) as stranger:
        report = report_of(shop, stranger)
    found = next(each for each in report.checks if each.code == "mm.scheme")
    assert (found.ok, found.remark, report.open_orders) == (True, True, 0)
    assert "сверьте номер продавца 15010 и токен" in found.message.ru
    assert "только заказы «ДСМ»" in found.message.ru
    assert "введите токен кабинета «Стандарт»" in found.message.ru


def test_orders_without_a_word_of_their_scheme_are_none_of_a_courier(
    sqlite_storage: Storage, clock: ManualClock
) -> None:
    """As the exchange judges them: it would leave every one of them out."""
    with crm_stand(sqlite_storage, clock, "dsm", registered=False) as courier:
        courier.sandbox.buyer.place("standard", offers=[MUG])
        url, token = courier.sandbox.megamarket.url, STANDARD_MERCHANT.token
        with Megamarket(url, 15020, lambda: token, limits=QUICK) as stranger:
            report = report_of(courier, stranger)
    found = next(each for each in report.checks if each.code == "mm.scheme")
    assert (found.remark, report.open_orders) == (True, 0)
    assert "только заказы «Стандарт»" in found.message.ru


def test_of_a_seller_of_both_schemes_only_orders_of_this_one_are_promised(shop: CrmStand) -> None:
    first = shop.sandbox.buyer.place("standard", offers=[MUG])
    shop.sandbox.buyer.place("standard", offers=[MUG])
    with tapped(shop.sandbox.megamarket.url) as (tap, url):
        tap.change = lambda path, body: _as_dsm(body, first) if "order/get" in path else body
        token = STANDARD_MERCHANT.token
        with Megamarket(url, 15010, lambda: token, limits=QUICK) as both:
            report = report_of(shop, both)
    found = next(each for each in report.checks if each.code == "mm.scheme")
    assert (found.ok, found.remark, report.open_orders) == (True, False, 1)


def _as_dsm(body: bytes, shipment_id: str) -> bytes:
    answer = json.loads(body)
    for each in answer["data"]["shipments"]:
        if each["shipmentId"] == shipment_id:
            each["serviceScheme"] = "DELIVERY_BY_MERCHANT"
    return json.dumps(answer).encode()


def test_the_key_of_another_store_than_the_connection_works_with_is_red(shop: CrmStand) -> None:
    with shop.storage.work() as work:
        shop.connection = work.connections.change(shop.connection.name, crm_site="another-shop")
        work.commit()
    found = checks(shop)["crm.one_store"]
    assert not found.ok
    assert "работает с магазином «another-shop»" in found.message.ru


@pytest.mark.parametrize("test_mode", [False, True])
def test_an_address_of_the_other_mode_is_red(
    sqlite_storage: Storage, clock: ManualClock, shop: CrmStand, test_mode: bool
) -> None:
    other = TEST_URL if not test_mode else LIVE_URL
    with sqlite_storage.work() as work:
        shop.connection = work.connections.change(shop.connection.name, mm_url=other, test_mode=test_mode)
        work.commit()
    found = checks(shop)["mm.mode"]
    assert not found.ok
    assert "адрес" in found.message.ru


def test_a_module_that_is_switched_off_is_red_and_a_registration_turns_it_on(shop: CrmStand) -> None:
    shop.register()
    connections.note_crm_off(shop.storage, shop.connection.name, CrmOff.INACTIVE)
    with shop.storage.look() as work:
        shop.connection = work.connections.get(shop.connection.name)
    assert red(shop) == ["crm.module"]
    assert "включите" in checks(shop)["crm.module"].message.ru
    shop.register()
    assert red(shop) == []


def test_a_login_without_its_password_is_red_and_keeps_no_registration(shop: CrmStand) -> None:
    with shop.storage.work() as work:
        work.connections.put_setting(shop.connection.connection_id, "http.basic_auth", "mega")
        work.commit()
    assert red(shop) == ["http.password"]
    assert "«Интеграционные данные»" in checks(shop)["http.password"].message.ru
    shop.register()
    assert shop.connection.is_registered


def test_a_remote_that_does_not_answer_is_no_red_check_but_a_failure(shop: CrmStand) -> None:
    shop.books.stop()
    with pytest.raises(Unavailable):
        checks(shop)


def test_a_marketplace_that_does_not_answer_is_a_failure_as_well(shop: CrmStand) -> None:
    shop.sandbox.megamarket.stop()
    with pytest.raises(Unavailable):
        checks(shop)


def test_a_store_that_counts_in_something_else_is_red(
    sqlite_storage: Storage, clock: ManualClock, shop: CrmStand
) -> None:
    with tapped(shop.books.url) as (tap, url), client_of(shop.connection, shop.secrets, url) as client:
        tap.change = lambda path, body: body.replace(b"RUB", b"KZT") if "sites" in path else body
        shop.crm = client
        found = checks(shop)["crm.currency"]
    assert not found.ok
    assert "KZT" in found.message.ru


def test_the_orders_that_the_first_exchange_will_bring_are_counted(shop: CrmStand) -> None:
    buyer = shop.sandbox.buyer
    gone = buyer.place("standard", offers=[MUG])
    shop.sandbox.megamarket.buyer.cancel(gone)
    buyer.place("standard", offers=[MUG, MUG])
    buyer.place("standard", offers=[MUG])
    assert report_of(shop).open_orders == 2


def test_an_old_order_is_not_counted(shop: CrmStand, clock: ManualClock) -> None:
    shop.sandbox.buyer.place("standard", offers=[MUG])
    clock.advance(31 * 86_400)
    assert report_of(shop).open_orders == 0


def test_a_count_that_megamarket_does_not_tell_is_left_out(shop: CrmStand) -> None:
    shop.sandbox.megamarket.faults.add(Fault(FaultKind.REFUSE, "order/search"))
    report = report_of(shop)
    assert (report.ok, report.open_orders) == (True, None)


def test_nothing_is_counted_with_a_wrong_token(shop: CrmStand) -> None:
    with Megamarket(shop.sandbox.megamarket.url, 15010, lambda: "wrong-token", limits=QUICK) as stranger:
        assert report_of(shop, stranger).open_orders is None
    assert len(shop.sandbox.megamarket.calls("order/search")) == 0


def test_references_that_are_refused_are_red(shop: CrmStand) -> None:
    shop.books.faults.add(Fault(FaultKind.REFUSE, "reference/statuses"))
    assert red(shop) == ["map.status"]


def test_checking_changes_nothing_anywhere(shop: CrmStand) -> None:
    checks(shop)
    assert not [call for call in shop.books.calls() if call.effect or call.method != "GET"]
    with client_of(shop.connection, shop.secrets) as client:
        assert client.module(shop.connection.default_module_code) is None
