"""Checks of a connection, each green or red with the cure; registration finds what it has made."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from mmdesk.clients.errors import Refused, Unavailable
from mmdesk.clients.megamarket import Megamarket
from mmdesk.clock import ManualClock
from mmdesk.sandbox.faults import Fault, FaultKind
from mmdesk.sandbox.retailcrm_keys import CrmKey
from mmdesk.sandbox.run import DSM_KEY, FULL_KEY, POOR_KEY, STANDARD_SITE, TWO_STORE_KEY
from mmdesk.secrets import EnvironmentSecrets, SecretKind, environment_name
from mmdesk.services import connections, registration
from mmdesk.services.connections import LIVE_URL, TEST_URL
from mmdesk.services.crm_fields import ORDER_FIELDS
from mmdesk.services.registration import Check, RegistrationRefused
from mmdesk.storage.uow import Storage
from tests.services.crm_stand import MUG, QUICK, CrmStand, client_of, crm_stand


@pytest.fixture
def shop(sqlite_storage: Storage, clock: ManualClock) -> Iterator[CrmStand]:
    with crm_stand(sqlite_storage, clock, registered=False) as made:
        yield made


def checks(shop: CrmStand, megamarket: Megamarket | None = None) -> dict[str, Check]:
    report = registration.check(
        shop.storage, shop.secrets, shop.connection, megamarket or shop.megamarket, shop.crm
    )
    assert report.ok == all(check.ok for check in report.checks)
    return {check.code: check for check in report.checks}


def red(shop: CrmStand) -> list[str]:
    return [code for code, check in checks(shop).items() if not check.ok]


def field_types(shop: CrmStand) -> dict[str, str]:
    found = {field.code: shop.crm.custom_field(field.code) for field in ORDER_FIELDS}
    return {code: field.type for code, field in found.items() if field is not None}


def test_a_connection_as_it_should_be_is_green_all_over(shop: CrmStand) -> None:
    green = checks(shop)
    assert red(shop) == []
    assert {"crm.address", "crm.key", "crm.own_key", "crm.one_store", "mm.token", "mm.mode"} <= set(green)
    assert {code for code in green if code.startswith("crm.scope.")} == {
        f"crm.scope.{scope}" for scope in registration.REQUIRED_SCOPES
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


def test_a_remote_that_does_not_answer_is_no_red_check_but_a_failure(shop: CrmStand) -> None:
    shop.books.stop()
    with pytest.raises(Unavailable):
        checks(shop)


def test_a_marketplace_that_does_not_answer_is_a_failure_as_well(shop: CrmStand) -> None:
    shop.sandbox.megamarket.stop()
    with pytest.raises(Unavailable):
        checks(shop)


def test_registration_makes_what_an_order_needs(shop: CrmStand) -> None:
    made = shop.register()
    assert made.created
    assert made.module_code == "megamarket-15010-standard"
    assert (
        set(made.custom_fields)
        == {field.code for field in ORDER_FIELDS}
        == set(shop.books.custom_field_codes())
    )
    assert field_types(shop)["mm_ship_by"] == "datetime"
    assert shop.connection.delivery_code == made.delivery_type
    assert shop.connection.crm_site == STANDARD_SITE.code
    assert shop.connection.crm_zone == "Europe/Moscow"


def test_a_second_registration_finds_the_first(shop: CrmStand) -> None:
    first = shop.register()
    again = shop.register()
    assert not again.created
    assert (again.delivery_type, again.module_code) == (first.delivery_type, first.module_code)
    assert len(shop.books.calls("custom-fields/order/create")) == len(ORDER_FIELDS)


def test_a_new_installation_finds_the_old_ones_module(
    sqlite_storage: Storage, clock: ManualClock, shop: CrmStand
) -> None:
    first = shop.register()
    connections.remove(sqlite_storage, clock, shop.secrets, shop.connection.name)
    with sqlite_storage.work() as work:
        shop.connection = work.connections.add(
            name=shop.connection.name,
            scheme="standard",
            merchant_id=shop.connection.merchant_id,
            mm_url=shop.connection.mm_url,
            crm_url=shop.connection.crm_url,
            test_mode=False,
            at=clock.now(),
        )
        work.connections.change(shop.connection.name, client_id="new-installation")
        work.commit()
    again = shop.register()
    assert not again.created
    assert again.delivery_type == first.delivery_type


def test_the_delivery_type_is_found_when_the_answer_does_not_name_it(shop: CrmStand) -> None:
    shop.books.behave(module_info_empty=True)
    made = shop.register()
    (own,) = (kind for kind in shop.crm.delivery_types() if kind.integration_code == made.module_code)
    assert made.delivery_type == own.code


def test_an_account_without_datetime_fields_gets_strings(sqlite_storage: Storage, clock: ManualClock) -> None:
    with crm_stand(sqlite_storage, clock, registered=False) as shop:
        shop.books.behave(datetime_fields_refused=True)
        shop.register()
        types = field_types(shop)
    assert types["mm_ship_by"] == "string"
    assert types["mm_prepaid"] == "numeric"


def test_an_order_fits_the_string_fields(sqlite_storage: Storage, clock: ManualClock) -> None:
    def before(shop: CrmStand) -> None:
        shop.books.behave(datetime_fields_refused=True)

    with crm_stand(sqlite_storage, clock, prepare=before) as shop:
        order = shop.created(MUG)
        assert shop.order(order)["customFields"]["mm_confirm_by"]


def test_a_module_that_the_account_refuses_is_told_in_its_words(shop: CrmStand) -> None:
    shop.books.behave(module_refused=True)
    with pytest.raises(Refused, match="insufficient funds"):
        shop.register()
    assert not shop.connection.is_registered


def test_a_registration_broken_off_is_finished_by_the_next(shop: CrmStand) -> None:
    shop.books.faults.add(Fault(FaultKind.REFUSE, "integration-modules"))
    with pytest.raises(Refused):
        shop.register()
    shop.register()
    assert shop.connection.is_registered
    assert len(shop.books.calls("custom-fields/order/create")) == len(ORDER_FIELDS)


def test_checking_changes_nothing_anywhere(shop: CrmStand) -> None:
    checks(shop)
    assert not [call for call in shop.books.calls() if call.effect or call.method != "GET"]
    with client_of(shop.connection, shop.secrets) as client:
        assert client.module(shop.connection.default_module_code) is None
