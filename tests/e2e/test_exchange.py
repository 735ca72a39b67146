"""Calls and polls at their edges: repeats, odd bodies, shared tokens, unknown states."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from tests.e2e.house import DSM, STANDARD, House, built, connect
from tests.e2e.program import eventually

pytestmark = pytest.mark.e2e


def test_a_repeated_call_changes_nothing(house: House) -> None:
    order = house.order()
    house.until_crm(order, "new")
    house.sandbox.megamarket.webhooks.repeat(order)
    assert house.sandbox.megamarket.webhooks.wait_until_delivered(10)
    eventually(lambda: house.overview().inbox_waiting == 0)
    effects = house.sandbox.retailcrm.effects(f"mm-{order}")
    assert (effects.creates, effects.edits) == (1, 0)


def test_an_unknown_status_is_kept_and_shown(house: House) -> None:
    order = house.order()
    house.sandbox.megamarket.force(order, "HELD_BY_CUSTOMS")
    house.program.done("service", "once", "megamarket")
    shown = house.program.read("orders", "show", order)
    assert (shown["status"], shown["lots"][0]["status"]) == ("HELD_BY_CUSTOMS", "HELD_BY_CUSTOMS")
    refused = house.program.run("orders", "confirm", order)
    assert refused.code == 1
    assert "HELD_BY_CUSTOMS" in refused.err


def test_unknown_fields_disturb_nobody(house: House) -> None:
    house.sandbox.megamarket.behave(extra_fields=True)
    try:
        order = house.order()
        house.program.done("orders", "confirm", order, "--wait", 20)
    finally:
        house.sandbox.megamarket.behave(extra_fields=False)
    assert house.market(order) == ["CONFIRMED"]


@pytest.mark.parametrize(
    ("body", "status"),
    [(b"no json", 400), (b'{"data":"\xff"}', 400), (b"[" * 200_000, 400), (b" " * (1024 * 1024 + 1), 413)],
)
def test_a_call_that_is_none_is_answered_with_no_success(house: House, body: bytes, status: int) -> None:
    answer = post(house, body)
    assert answer.status_code == status
    assert answer.json()["success"] == 0
    assert answer.json()["error"]


def test_a_call_of_an_odd_shape_is_kept_for_a_person(quiet_house: House) -> None:
    with quiet_house.served():
        assert post(quiet_house, b'{"data": {"shipments": "all of them"}}').json()["success"] == 1
        eventually(lambda: quiet_house.overview().inbox_parked == 1)


def test_the_service_tells_how_it_is(house: House) -> None:
    house.program.done("service", "once", "megamarket")
    seen = house.program.read("service", "status")
    assert (seen["alive"], seen["http"]["host"]) == (True, "127.0.0.1")
    assert seen["http"]["port"] > 0
    assert ("megamarket", "done") in [(run["job"], run["outcome"]) for run in seen["jobs"]]
    assert [connection["name"] for connection in seen["connections"]] == [DSM, STANDARD]


def test_two_connections_with_one_token_share_out_orders_by_scheme(tmp_path: Path) -> None:
    with built(tmp_path, registered=False) as house:
        house.program.done("connection", "remove", DSM)
        standard, dsm = house.sandbox.accounts
        connect(house.parts, house.sandbox, replace(dsm, merchant=standard.merchant))
        merchant = standard.merchant.merchant_id
        polled = [house.place(scheme, 1, merchant) for scheme in (STANDARD, DSM)]
        house.program.done("service", "once", "megamarket")
        with house.served():
            give_one_pair_of_addresses(house, merchant)
            told = [house.place(scheme, 1, merchant) for scheme in (STANDARD, DSM)]
            eventually(lambda: all(house.known(order) for order in told))
        assert house.holders() == dict(zip([*polled, *told], [STANDARD, DSM] * 2, strict=True))


def test_an_order_of_two_connections_needs_a_name(tmp_path: Path) -> None:
    with built(tmp_path, registered=False) as house:
        connect(house.parts, house.sandbox, house.sandbox.accounts[0], "second", test_mode=False)
        order = house.place()
        house.program.done("service", "once", "megamarket")
        ambiguous = house.program.run("orders", "confirm", order)
        assert ambiguous.code == 2
        assert "--connection" in ambiguous.err
        house.program.done("orders", "confirm", order, "--connection", "second")
        known = house.known(order, "second")
        assert known is not None
        assert [row.command for row in known.order.pending] == ["confirm"]


def give_one_pair_of_addresses(house: House, merchant_id: int) -> None:
    """The cabinet has one pair of addresses, whatever the scheme."""
    links = house.address(STANDARD)
    for scheme in (STANDARD, DSM):
        house.sandbox.megamarket.register_webhooks(
            scheme, links.order_new or "", links.order_cancel or "", merchant_id=merchant_id
        )


def post(house: House, body: bytes) -> httpx.Response:
    return httpx.post(house.address(STANDARD).order_new or "", content=body, trust_env=False)
