"""Registration makes what an order needs and finds what it has made; a refresh tells what is new."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from mmdesk.clients.errors import Refused, RemoteError
from mmdesk.clock import ManualClock
from mmdesk.domain.connection import CrmOff
from mmdesk.domain.status import Status
from mmdesk.sandbox.faults import Fault, FaultKind
from mmdesk.sandbox.run import STANDARD_SITE
from mmdesk.sandbox.server import Answer
from mmdesk.services import connections, module_setup, registration
from mmdesk.services.crm_fields import ORDER_FIELDS
from mmdesk.storage.connections import PathPurpose
from mmdesk.storage.uow import Storage
from tests.services.crm_stand import MUG, CrmStand, client_of, crm_stand, tapped

PUBLIC = "https://desk.example.org/"
NOT_FOUND = Answer(404, b'{"success": false, "errorMsg": "Not found"}')
REFUSED = Answer(
    400, b'{"success": false, "errorMsg": "Errors in the entity format", "errors": {"code": "used"}}'
)


@pytest.fixture
def shop(sqlite_storage: Storage, clock: ManualClock) -> Iterator[CrmStand]:
    with crm_stand(sqlite_storage, clock, registered=False) as made:
        yield made


def field_types(shop: CrmStand) -> dict[str, str]:
    found = {field.code: shop.crm.custom_field(field.code) for field in ORDER_FIELDS}
    return {code: field.type for code, field in found.items() if field is not None}


# Any: the module's configuration is JSON as it was sent.
def sent(shop: CrmStand) -> dict[str, Any]:
    """The configuration of the module as RetailCRM has it now."""
    with tapped(shop.books.url) as (tap, url), client_of(shop.connection, shop.secrets, url) as client:
        answers: list[bytes] = []

        def keep(_path: str, body: bytes) -> bytes:
            answers.append(body)
            return body

        tap.change = keep
        client.module(shop.connection.module_code)
    document: dict[str, Any] = json.loads(answers[0])["integrationModule"]
    return document


def refreshed(shop: CrmStand) -> bool:
    shop.books.journal.clear()
    return registration.refresh(shop.storage, shop.connection, shop.crm)


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
    assert types["mm_notice"] == "text"
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


@pytest.mark.parametrize(
    ("scheme", "plate"),
    [("standard", ("sticker", "Этикетка")), ("dsm", ("packing-list", "Лист комплектации"))],
)
def test_the_module_describes_its_scheme_and_every_status(
    sqlite_storage: Storage, clock: ManualClock, scheme: str, plate: tuple[str, str]
) -> None:
    with crm_stand(sqlite_storage, clock, scheme) as shop:
        delivery = sent(shop)["integrations"]["delivery"]
    assert [(each["code"], each["label"]) for each in delivery["plateList"]] == [plate]
    assert {each["code"] for each in delivery["statusList"]} == set(Status)
    assert not (delivery.get("settings") or {}).get("statuses")


def test_with_a_public_address_retailcrm_knows_where_to_call(shop: CrmStand) -> None:
    shop.set("http.public_url", PUBLIC)
    shop.set("http.prefix", "/mm")
    shop.register()
    module = sent(shop)
    assert module["baseUrl"] == f"https://desk.example.org/mm/{crm_key(shop)}"
    assert module["actions"] == {"activity": "/crm/activity"}
    delivery = module["integrations"]["delivery"]
    assert delivery["actions"] == {"get": "/crm/delivery/get", "print": "/crm/delivery/print"}


def test_without_a_public_address_there_is_nothing_to_call(shop: CrmStand) -> None:
    shop.register()
    module = sent(shop)
    assert "baseUrl" not in module
    assert "actions" not in module
    assert "actions" not in module["integrations"]["delivery"]


def test_a_registration_broken_off_after_any_call_is_finished_by_the_next(shop: CrmStand) -> None:
    with tapped(shop.books.url) as (tap, url), client_of(shop.connection, shop.secrets, url) as client:
        shop.crm = client
        tries = 0
        while not shop.connection.is_registered:
            tries += 1
            tap.heard.clear()
            tap.change = lambda _path, body: b"{" if len(tap.heard) == tries else body  # noqa: B023 - called now
            try:
                shop.register()
            except RemoteError:
                continue
    assert tries > len(ORDER_FIELDS)
    made = [call for call in shop.books.calls("custom-fields/order/create") if call.effect]
    assert len(made) == len(ORDER_FIELDS)
    with client_of(shop.connection, shop.secrets) as client:
        own = [kind.code for kind in client.delivery_types() if kind.integration_code]
    assert own == [shop.connection.delivery_code]


def test_a_field_that_another_connection_makes_at_the_same_moment_is_found(shop: CrmStand) -> None:
    with tapped(shop.books.url) as (tap, url), client_of(shop.connection, shop.secrets, url) as client:
        tap.doubled = "custom-fields/order/create"
        shop.crm = client
        made = shop.register()
        assert set(made.custom_fields) == {field.code for field in ORDER_FIELDS}
        assert field_types(shop)["mm_ship_by"] == "datetime"


def test_a_module_that_another_installation_makes_at_the_same_moment_is_taken_over(shop: CrmStand) -> None:
    first = shop.register()
    with tapped(shop.books.url) as (tap, url), client_of(shop.connection, shop.secrets, url) as client:
        tap.instead = [("integration-modules", NOT_FOUND), ("/edit", REFUSED)]
        shop.crm = client
        again = shop.register()
        assert tap.instead == []
    assert (again.created, again.delivery_type) == (False, first.delivery_type)


def test_a_refresh_asks_nothing_while_all_is_as_it_was(shop: CrmStand) -> None:
    shop.register()
    assert not refreshed(shop)
    assert shop.books.calls() == ()


def test_a_refresh_never_registers(shop: CrmStand) -> None:
    assert not refreshed(shop)
    assert shop.books.calls() == ()


@pytest.mark.parametrize("off", [CrmOff.INACTIVE, CrmOff.FROZEN])
def test_a_refresh_does_not_switch_a_module_on_that_somebody_switched_off(
    shop: CrmStand, off: CrmOff
) -> None:
    shop.register()
    shop.set("http.public_url", PUBLIC)
    connections.note_crm_off(shop.storage, shop.connection.name, off)
    assert not refreshed(shop)
    assert shop.books.calls() == ()


def test_a_registration_switches_it_on_again(shop: CrmStand) -> None:
    connections.note_crm_off(shop.storage, shop.connection.name, CrmOff.INACTIVE)
    shop.register()
    assert shop.connection.crm_off == CrmOff.NO


def test_a_changed_address_is_told_once(shop: CrmStand) -> None:
    shop.register()
    shop.set("http.public_url", PUBLIC)
    assert refreshed(shop)
    assert sent(shop)["baseUrl"].startswith(PUBLIC)
    assert not refreshed(shop)


def test_a_rotated_key_is_told(shop: CrmStand, clock: ManualClock) -> None:
    shop.set("http.public_url", PUBLIC)
    shop.register()
    connections.rotate(shop.storage, clock, shop.connection.name, PathPurpose.CRM, keep_old=False)
    assert refreshed(shop)
    assert sent(shop)["baseUrl"].endswith(f"/{crm_key(shop)}")


def test_a_new_version_is_told_and_brings_its_new_fields(
    shop: CrmStand, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as past:
        past.setattr(module_setup, "ORDER_FIELDS", ORDER_FIELDS[:-1])
        past.setattr(module_setup, "__version__", "0.0.1")
        shop.register()
    assert ORDER_FIELDS[-1].code not in shop.books.custom_field_codes()
    assert refreshed(shop)
    assert ORDER_FIELDS[-1].code in shop.books.custom_field_codes()
    monkeypatch.setattr(module_setup, "__version__", "99.0")
    assert refreshed(shop)


def test_a_refresh_that_fails_is_tried_again(shop: CrmStand) -> None:
    shop.register()
    shop.set("http.public_url", PUBLIC)
    shop.books.faults.add(Fault(FaultKind.REFUSE, "integration-modules"))
    with pytest.raises(Refused):
        refreshed(shop)
    assert refreshed(shop)


def crm_key(shop: CrmStand) -> str:
    with shop.storage.look() as work:
        return work.connections.path_keys(shop.connection.connection_id)[PathPurpose.CRM]
