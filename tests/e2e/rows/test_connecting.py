"""Connecting a shop: its key and what it may do, test and live, the registration, the three links."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

import httpx
import pytest

from mmdesk import remotes
from mmdesk.clients.errors import RemoteError
from mmdesk.demo.people import DESK
from mmdesk.domain.connection import Connection
from mmdesk.sandbox.faults import AFTER, FOREVER, Fault
from mmdesk.sandbox.retailcrm_keys import ALL_SCOPES, CrmKey
from mmdesk.sandbox.run import TWO_STORE_KEY, SandboxAccount
from mmdesk.secrets import SecretKind
from mmdesk.services import connections, lots, registration
from mmdesk.services.connection_checks import REQUIRED_SCOPES, check_access
from mmdesk.services.desk import OrderRef
from mmdesk.services.registration import RegistrationRefused
from mmdesk.storage.connections import PathPurpose
from tests.e2e.feed_reading import published
from tests.e2e.house import DSM, STANDARD, House
from tests.e2e.program import Ran, eventually

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(120)]

OTHER = {STANDARD: DSM, DSM: STANDARD}
LATER = timedelta(minutes=5)


@pytest.mark.row("I1")
def test_the_key_of_another_connection_is_refused_with_the_reason(new_house: House, scheme: str) -> None:
    house = new_house
    give(house, scheme, crm_key=account(house, OTHER[scheme]).key.secret)
    ran = house.program.run("connection", "check", scheme, "--json")
    assert (ran.code, set(reds(ran))) == (1, {"crm.own_key"})
    assert f"connection “{OTHER[scheme]}” uses this key already" in reds(ran)["crm.own_key"]
    refused = house.program.run("connection", "register", scheme)
    assert refused.code == 1
    assert OTHER[scheme] in refused.err


@pytest.mark.row("I1")
def test_a_key_with_another_store_than_one_is_refused(new_house: House, scheme: str) -> None:
    house = new_house
    every_store = CrmKey("every", "sandboxKeyOfNoStoreInParticular06")
    house.sandbox.retailcrm.add_key(every_store)
    for key in (TWO_STORE_KEY, every_store):
        give(house, scheme, crm_key=key.secret)
        assert red_codes(house, scheme) == {"crm.one_store"}
    with pytest.raises(RegistrationRefused, match="exactly one store"):
        register(house, scheme)
    assert house.sandbox.retailcrm.calls("integration-modules") == ()


@pytest.mark.row("I2")
def test_every_missing_permission_has_a_red_light_of_its_own(new_house: House, scheme: str) -> None:
    house = new_house
    for scope in REQUIRED_SCOPES:
        give(house, scheme, crm_key=key_without(house, scheme, scope).secret)
        assert red_codes(house, scheme) == {f"crm.scope.{scope}"}
        with pytest.raises(RegistrationRefused, match=scope):
            register(house, scheme)
    assert house.sandbox.retailcrm.calls("integration-modules") == ()


@pytest.mark.row("I2")
def test_a_key_that_may_do_nothing_is_refused_permission_by_permission(new_house: House, scheme: str) -> None:
    house = new_house
    scopes = {f"crm.scope.{scope}" for scope in REQUIRED_SCOPES}
    give(house, scheme, crm_key=key_without(house, scheme, *REQUIRED_SCOPES).secret)
    ran = house.program.run("connection", "check", scheme, "--json")
    assert (ran.code, set(reds(ran))) == (1, scopes)
    refused = house.program.run("connection", "register", scheme)
    assert refused.code == 1
    assert "lacks permission" in refused.err


@pytest.mark.row("I2", "I3", "I5")
def test_a_shop_is_connected_by_three_commands(new_house: House, scheme: str) -> None:
    house, wanted = new_house, account(new_house, scheme)
    connections.remove(house.parts.storage, house.parts.clock, house.parts.secrets, scheme)
    house.program.done(
        *("connection", "add", "shop", "--scheme", scheme, "--test", "--secrets-stdin"),
        *("--merchant-id", wanted.merchant.merchant_id, "--mm-url", house.sandbox.megamarket.url),
        *("--crm-url", house.sandbox.retailcrm.url),
        given=json.dumps({"mm_token": wanted.merchant.token, "crm_key": wanted.key.secret}),
    )
    report = house.program.read("connection", "check", "shop")
    assert report["ok"] is True
    codes = {check["code"] for check in report["checks"]}
    assert {f"crm.scope.{scope}" for scope in REQUIRED_SCOPES} <= codes
    assert {"crm.address", "crm.key", "crm.one_store", "mm.token", "mm.mode"} <= codes
    made = house.program.read("connection", "register", "shop")
    module = f"megamarket-{wanted.merchant.merchant_id}-{scheme}"
    assert (made["created"], made["module_code"]) == (True, module)
    assert set(made["custom_fields"]) <= set(house.sandbox.retailcrm.custom_field_codes())
    (shown,) = [each for each in house.program.read("connection", "list") if each["name"] == "shop"]
    assert (shown["scheme"], shown["merchant_id"]) == (scheme, wanted.merchant.merchant_id)
    assert (shown["test_mode"], shown["registered"]) == (True, True)
    assert shown["delivery_type"] == made["delivery_type"]
    assert delivery_types(house, "shop") == {made["delivery_type"]: module}


@pytest.mark.row("I3")
def test_a_wrong_address_key_or_token_is_red(new_house: House, scheme: str) -> None:
    house = new_house
    give(house, scheme, crm_key="wrong", mm_token="wrong")
    assert red_codes(house, scheme) == {"crm.key", "mm.token"}
    house.sandbox.retailcrm.behave(account_exists=False)
    assert red_codes(house, scheme) >= {"crm.address", "mm.token"}


@pytest.mark.row("I4")
def test_going_live_is_a_step_of_its_own(quiet_house: House, scheme: str) -> None:
    house = quiet_house
    with house.served():
        tried = house.order_in_crm(scheme)
        lots.confirm(house.desk, OrderRef(tried), DESK, undo=LATER)
        before = house.address(scheme)
        assert stored(house, scheme).test_mode
        refused = house.program.run("connection", "edit", scheme, "--live")
        assert refused.code == 1
        assert "token" in refused.err
        token = json.dumps({"mm_token": live_token(house, scheme)})
        went = house.program.done("connection", "edit", scheme, "--live", "--secrets-stdin", given=token)
        archive = f"{scheme} (test, "
        assert archive in went.out
        assert not stored(house, scheme).test_mode
        name = archive + went.out.partition(archive)[2].partition(")")[0] + ")"
        (kept,) = house.program.read("orders", "list", "--connection", name)
        assert (kept["shipment_id"], kept["pending"]) == (tried, [])
        assert house.address(scheme) == before
        bought = house.order_in_crm(scheme)
        house.people.confirm(OrderRef(bought))
        eventually(lambda: house.market(bought) != ["NEW"])
        assert house.holders()[bought] == scheme
        assert (house.calls("order/confirm", tried), house.calls("order/packing", tried)) == (0, 0)


@pytest.mark.row("I5", "I6")
def test_a_second_registration_finds_what_the_first_made(house: House, scheme: str) -> None:
    before = stored(house, scheme)
    fields = house.sandbox.retailcrm.custom_field_codes()
    again = house.program.read("connection", "register", scheme)
    assert again["created"] is False
    assert (again["module_code"], again["delivery_type"]) == (before.module_code, before.delivery_code)
    assert delivery_types(house, scheme)[again["delivery_type"]] == again["module_code"]
    assert house.sandbox.retailcrm.custom_field_codes() == fields
    order = house.order_in_crm(scheme)
    assert house.crm_order(order)["delivery"]["code"] == again["delivery_type"]


@pytest.mark.row("I5")
def test_a_registration_broken_off_is_finished_by_the_next(new_house: House, scheme: str) -> None:
    house, faults = new_house, new_house.sandbox.retailcrm.faults
    # RetailCRM does what it is asked, and never says so.
    faults.add(Fault(AFTER, "custom-fields/order/create", FOREVER))
    with pytest.raises(RemoteError):
        register(house, scheme)
    faults.clear()
    faults.add(Fault(AFTER, "integration-modules", FOREVER))
    assert house.program.run("connection", "register", scheme).code == 3
    assert not stored(house, scheme).is_registered
    faults.clear()
    made = register(house, scheme)
    assert delivery_types(house, scheme) == {made.delivery_type: made.module_code}
    assert stored(house, scheme).is_registered


@pytest.mark.row("I7", "I9")
def test_the_links_work_when_megamarket_calls_them(house: House, scheme: str) -> None:
    with house.settings(scheme, {"http.public_url": "https://shop.example.ru", "http.prefix": "/mm"}):
        links = house.program.read("connection", "links", scheme)
    local = links["local"]
    for name, tail in (
        ("order_new", "order/new"),
        ("order_cancel", "order/cancel"),
        ("feed", "megamarket.xml"),
    ):
        assert links[name].startswith("https://shop.example.ru/mm/")
        assert links[name].endswith(f"/{tail}")
        assert links[name].rpartition("/mm/")[2] == local[name].split("/", 3)[3]
    house.tell_megamarket()
    order = house.order_in_crm(scheme, lots=2)
    house.sandbox.buyer.cancel(order, [1])
    house.until_crm(order, "new", ["failure", "new"])
    called = [one for one in house.sandbox.megamarket.webhooks.deliveries() if one.shipment_id == order]
    assert [(one.url, one.success) for one in called] == [
        (local["order_new"], True),
        (local["order_cancel"], True),
    ]


@pytest.mark.row("I7", "I9")
def test_each_link_tells_by_a_test_of_its_own_whether_it_is_reached(house: House, scheme: str) -> None:
    lease = house.overview().lease
    assert lease is not None
    here = f"http://{lease.http_host}:{lease.http_port}"
    with house.settings(scheme, {"http.public_url": here}):
        report = house.program.read("connection", "selftest", scheme)
    assert (report["ok"], [each["ok"] for each in report["addresses"]]) == (True, [True] * 4)
    with house.settings(scheme, {"http.public_url": f"{here}/elsewhere"}):
        refused = house.program.run("connection", "selftest", scheme, "--json")
    told = {each["address"]: each for each in refused.document["addresses"]}
    assert (refused.code, told["order_new"]["ok"]) == (1, False)
    assert published(house, scheme)


@pytest.mark.row("I9")
def test_a_rotated_link_ends_the_old_one_unless_it_is_kept_for_a_day(house: House, scheme: str) -> None:
    before = house.address(scheme)
    try:
        told = house.program.done("connection", "rotate", scheme, "new").out
        parts, cancel = house.parts, PathPurpose.CANCEL
        connections.rotate(parts.storage, parts.clock, scheme, cancel, keep_old=True)
        after = house.address(scheme)
        assert after.order_new is not None
        assert after.order_new in told
        answers = [called(url) for url in (before.order_new, after.order_new)]
        assert answers == [404, 200]
        assert before.order_cancel != after.order_cancel
        assert [called(url) for url in (before.order_cancel, after.order_cancel)] == [200, 200]
        assert before.feed == after.feed
    finally:
        house.tell_megamarket()
    house.order(scheme)


def stored(house: House, name: str) -> Connection:
    with house.parts.storage.look() as work:
        return work.connections.get(name)


def account(house: House, scheme: str) -> SandboxAccount:
    return next(each for each in house.sandbox.accounts if each.scheme.value == scheme)


def give(house: House, connection: str, **secrets: str) -> None:
    for kind, secret in secrets.items():
        house.parts.secrets.put(connection, SecretKind(kind), secret)


def key_without(house: House, scheme: str, *scopes: str) -> CrmKey:
    """A new key of the connection's store that may do everything else."""
    left = tuple(scope for scope in ALL_SCOPES if scope not in scopes)
    name = f"without {' '.join(scopes)}"
    key = replace(
        account(house, scheme).key, name=name, secret=f"sandboxKey-{len(left)}-{scopes[0]}", scopes=left
    )
    house.sandbox.retailcrm.add_key(key)
    return key


def red_codes(house: House, name: str) -> set[str]:
    """The red lights, looked at in this process: a command for each of many keys would take its time."""
    connection = stored(house, name)
    with (
        remotes.megamarket(house.parts, connection) as megamarket,
        remotes.retailcrm(house.parts, connection) as crm,
    ):
        report = check_access(house.parts.storage, house.parts.secrets, connection, megamarket, crm)
    return {check.code for check in report.checks if not check.ok}


def register(house: House, name: str) -> registration.Registration:
    connection = stored(house, name)
    with (
        remotes.megamarket(house.parts, connection) as megamarket,
        remotes.retailcrm(house.parts, connection) as crm,
    ):
        return registration.register(house.parts.storage, house.parts.secrets, connection, megamarket, crm)


def reds(ran: Ran) -> dict[str, str]:
    """The red lights of `connection check` with their words."""
    return {check["code"]: check["message"] for check in ran.document["checks"] if not check["ok"]}


def delivery_types(house: House, name: str) -> dict[str, str]:
    """The integrated delivery types that the connection's key sees, with the module behind each."""
    with remotes.retailcrm(house.parts, stored(house, name)) as crm:
        return {kind.code: kind.integration_code for kind in crm.delivery_types() if kind.integration_code}


def live_token(house: House, scheme: str) -> str:
    """The shop has gone live at Megamarket too: its token there is another one."""
    merchant = account(house, scheme).merchant
    live = replace(merchant, token="5a4db0c5-0000-4000-8000-0000000000ff")
    house.sandbox.megamarket.market.merchants[merchant.merchant_id] = live
    return live.token


def called(url: str | None) -> int:
    assert url is not None
    return httpx.post(url, json={"data": {"shipments": []}}, trust_env=False).status_code
