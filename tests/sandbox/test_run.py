from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
from datetime import UTC, datetime

import httpx
import pytest

from mmdesk.sandbox.run import ACCOUNTS, Sandbox

_SERVE = "from mmdesk.sandbox.run import serve; serve({port})"


def test_the_description_names_both_sides_and_an_account_for_each_scheme() -> None:
    with Sandbox() as sandbox:
        told = sandbox.describe()
        assert told["megamarket"]["url"] == sandbox.megamarket.url
        assert told["retailcrm"]["url"] == sandbox.retailcrm.url
    standard, dsm = told["accounts"]
    assert (standard["scheme"], dsm["scheme"]) == ("standard", "dsm")
    assert told["megamarket"] == {
        "url": sandbox.megamarket.url,
        "token": standard["token"],
        "merchant_id": standard["merchant_id"],
    }
    assert (told["retailcrm"]["key"], told["retailcrm"]["site"]) == (standard["key"], standard["site"])
    assert standard["key"] != dsm["key"]


def test_each_key_has_exactly_one_store() -> None:
    with Sandbox() as sandbox, httpx.Client(base_url=sandbox.retailcrm.url, trust_env=False) as http:
        for account in sandbox.accounts:
            told = http.get("/api/credentials", headers={"X-API-KEY": account.key.secret}).json()
            assert (told["siteAccess"], told["sitesAvailable"]) == (
                "access_selective",
                list(account.key.sites),
            )


@pytest.mark.parametrize("account", ACCOUNTS, ids=lambda account: account.scheme.value)
def test_what_buyers_order_is_in_the_shop(account: object) -> None:
    scheme = next(one.scheme for one in ACCOUNTS if one is account)
    with Sandbox() as sandbox:
        shipment = sandbox.megamarket.shipment(sandbox.buyer.place(scheme, lots=3))
        known = {offer.external_id: offer for offer in sandbox.retailcrm.offers()}
    for each in shipment.goods():
        assert each.offer.name == known[each.offer.offer_id].name
        assert each.offer.price == int(known[each.offer.offer_id].price)


def test_both_sides_share_one_clock() -> None:
    moment = datetime(2026, 3, 1, 10, 0, tzinfo=UTC)
    with Sandbox(now=lambda: moment) as sandbox:
        shipment = sandbox.megamarket.shipment(sandbox.buyer.place("standard"))
        headers = {"X-API-KEY": ACCOUNTS[0].key.secret}
        answer = httpx.get(f"{sandbox.retailcrm.url}/api/v5/orders/history", headers=headers, trust_env=False)
    assert shipment.created_at == moment
    assert answer.json()["generatedAt"] == "2026-03-01 13:00:00"


def _bound(port: int) -> socket.socket:
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind(("127.0.0.1", port))
        listener.listen()
    except OSError:
        listener.close()
        raise
    return listener


def _taken_after_a_free_one() -> socket.socket:
    """Listen on a port whose lower neighbour is free."""
    for _ in range(100):
        upper = _bound(0)
        try:
            _bound(upper.getsockname()[1] - 1).close()
        except OSError:
            upper.close()
        else:
            return upper
    raise AssertionError("no two ports side by side")


def test_a_taken_second_port_frees_the_first_again() -> None:
    with _taken_after_a_free_one() as upper:
        port = upper.getsockname()[1] - 1
        with pytest.raises(OSError, match=r"in use|Only one usage"):
            Sandbox(port).start()
        _bound(port).close()


@pytest.mark.skipif(os.name != "posix", reason="elsewhere SIGTERM ends a process unasked")
def test_serving_prints_one_document_and_ends_by_a_signal() -> None:
    command = [sys.executable, "-c", _SERVE.format(port=0)]
    surroundings = {name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=surroundings) as process:
        assert process.stdout is not None
        try:
            told = json.loads(process.stdout.readline())
            headers = {"X-API-KEY": told["retailcrm"]["key"]}
            answer = httpx.get(
                f"{told['retailcrm']['url']}/api/credentials", headers=headers, trust_env=False
            )
        finally:
            process.send_signal(signal.SIGTERM)
            rest = process.stdout.read()
    assert answer.json()["success"] is True
    assert (process.returncode, rest) == (0, "")
