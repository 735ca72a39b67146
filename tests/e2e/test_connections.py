"""Connecting each scheme: add, check, register, links; and every red light of the wizard."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from contextlib import closing, contextmanager
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from socketserver import TCPServer
from threading import Thread

import pytest

from mmdesk.bootstrap import open_parts
from mmdesk.domain.scheme import SchemeCode
from mmdesk.sandbox.run import POOR_KEY, STANDARD_KEY, TWO_STORE_KEY, Sandbox
from mmdesk.secrets import SecretKind
from mmdesk.services import connections
from mmdesk.services.connections import NewConnection
from tests.e2e.house import DSM, STANDARD, House, built
from tests.e2e.program import Program, Ran, eventually

pytestmark = pytest.mark.e2e

NO_SCOPE = {f"crm.scope.{what}_{how}" for what in ("integration", "delivery") for how in ("read", "write")}


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox() as sandbox:
        yield sandbox


@pytest.mark.parametrize("scheme", [STANDARD, DSM])
def test_a_scheme_is_connected_by_three_commands(program: Program, sandbox: Sandbox, scheme: str) -> None:
    account = next(each for each in sandbox.accounts if each.scheme.value == scheme)
    program.done(
        *("connection", "add", "shop", "--scheme", scheme, "--test", "--secrets-stdin"),
        *("--merchant-id", account.merchant.merchant_id, "--mm-url", sandbox.megamarket.url),
        *("--crm-url", sandbox.retailcrm.url),
        given=json.dumps({"mm_token": account.merchant.token, "crm_key": account.key.secret}),
    )
    report = program.read("connection", "check", "shop")
    assert report["ok"] is True
    codes = {check["code"] for check in report["checks"]}
    assert {"crm.key", "crm.one_store", "crm.scope.order_read", "mm.token", "mm.mode", "map.status"} <= codes
    assert report["open_orders"] == 0
    made = program.read("connection", "register", "shop")
    assert made["module_code"] == f"megamarket-{account.merchant.merchant_id}-{scheme}"
    assert made["delivery_type"]
    assert set(made["custom_fields"]) <= set(sandbox.retailcrm.custom_field_codes())


def test_a_mapping_to_a_status_that_is_not_there_is_red_and_its_cure_lists_those_that_are(
    program: Program,
) -> None:
    with Sandbox() as sandbox:
        add(program, sandbox)
        sandbox.buyer.place(STANDARD)
        program.done("settings", "set", "shop", "status.map.PACKED", "no-such-status")
        ran = program.run("connection", "check", "shop", "--json")
        assert (ran.code, reds(ran)) == (1, {"map.status"})
        assert "status.map.PACKED" in ran.out
        assert (
            "Open orders of the last 30 days at Megamarket: 1"
            in program.run("connection", "check", "shop").out
        )
        known = program.read("connection", "dictionaries", "shop")
        assert {"code": "assembling", "name": "Комплектуется", "active": True, "cancels": False} in known[
            "order_statuses"
        ]
        canceling = {entry["code"] for entry in known["item_statuses"] if entry["cancels"]}
        assert {"failure", "out-of-stock"} <= canceling
        assert [each["code"] for each in known["order_types"] if each["default"]] == ["main"]
        assert "shopping-cart" in {each["code"] for each in known["order_methods"]}
        assert "assembling" in program.done("connection", "dictionaries", "shop").out
        assert program.read("connection", "register", "shop")["created"] is True


def test_a_second_registration_finds_the_first(tmp_path: Path) -> None:
    with built(tmp_path) as house:
        again = house.program.read("connection", "register", STANDARD)
        assert again["created"] is False
        assert again["module_code"] == "megamarket-15010-standard"


@pytest.mark.parametrize(
    ("secrets", "red"),
    [
        ({"crm_key": TWO_STORE_KEY.secret}, {"crm.one_store"}),
        ({"crm_key": POOR_KEY.secret}, NO_SCOPE),
        ({"crm_key": "wrong"}, {"crm.key"}),
        ({"mm_token": "wrong"}, {"mm.token"}),
        ({"mm_token": ""}, {"mm.token"}),
    ],
    ids=["two stores", "no scope", "wrong key", "wrong token", "no token"],
)
def test_a_red_check_names_itself(
    program: Program, sandbox: Sandbox, secrets: dict[str, str], red: set[str]
) -> None:
    add(program, sandbox, **secrets)
    ran = program.run("connection", "check", "shop", "--json")
    assert ran.code == 1
    assert reds(ran) == red
    assert TWO_STORE_KEY.secret not in ran.out + ran.err


def test_a_red_check_stops_the_registration(program: Program, sandbox: Sandbox) -> None:
    add(program, sandbox, crm_key=TWO_STORE_KEY.secret)
    before = sandbox.retailcrm.calls("integration-modules")
    refused = program.run("connection", "register", "shop", "--json")
    assert (refused.code, refused.out) == (1, "")
    assert "one store" in refused.err
    assert sandbox.retailcrm.calls("integration-modules") == before


def test_a_key_of_another_connection_is_red(tmp_path: Path) -> None:
    with built(tmp_path) as house:
        key = json.dumps({"crm_key": STANDARD_KEY.secret})
        house.program.done("connection", "edit", DSM, "--secrets-stdin", given=key)
        ran = house.program.run("connection", "check", DSM, "--json")
        assert ran.code == 1
        assert reds(ran) == {"crm.own_key"}
        assert STANDARD in ran.out


def test_a_web_page_is_no_retailcrm(program: Program, sandbox: Sandbox) -> None:
    with web_page() as address:
        add(program, sandbox, crm_url=address)
        ran = program.run("connection", "check", "shop", "--json")
    assert ran.code == 1
    assert "crm.address" in reds(ran)


def test_a_remote_that_does_not_answer_is_code_three(program: Program, sandbox: Sandbox) -> None:
    add(program, sandbox, crm_url=nobody_listens())
    for verb in ("check", "register"):
        ran = program.run("connection", verb, "shop", "--json")
        assert (ran.code, ran.out) == (3, "")


def test_a_paused_connection_exchanges_nothing_until_it_is_resumed(quiet_house: House) -> None:
    house = quiet_house
    with house.served():
        house.program.done("connection", "pause", STANDARD)
        waiting, other = house.place(STANDARD), house.order(DSM)
        house.until_crm(other, "new")
        assert house.known(waiting) is None or not house.crm(waiting)
        house.program.done("connection", "resume", STANDARD)
        house.until_crm(waiting, "new")


def test_going_live_begins_with_no_orders_and_the_same_addresses(quiet_house: House) -> None:
    house = quiet_house
    account = house.sandbox.accounts[0]
    other, right = (json.dumps({"mm_token": token}) for token in ("other", account.merchant.token))
    with house.served():
        tried = house.order(STANDARD)
        before = house.address(STANDARD)
        went = house.program.done("connection", "edit", STANDARD, "--live", "--secrets-stdin", given=other)
        assert f"{STANDARD} (test, " in went.out
        assert tried not in house.holders()
        assert house.address(STANDARD) == before
        house.program.done("connection", "edit", STANDARD, "--secrets-stdin", given=right)
        bought = house.order(STANDARD)
        assert house.holders()[bought] == STANDARD
        house.until_crm(bought, "new")


def test_a_refused_token_stops_the_exchange_until_there_is_a_new_one(quiet_house: House) -> None:
    house = quiet_house
    account = house.sandbox.accounts[0]
    wrong, right = (json.dumps({"mm_token": token}) for token in ("wrong", account.merchant.token))
    house.program.done("connection", "edit", STANDARD, "--secrets-stdin", given=wrong)
    with house.served():
        order = house.place(STANDARD)
        eventually(lambda: health(house, STANDARD) == "stopped")
        assert house.known(order) is None
        house.program.done("connection", "edit", STANDARD, "--secrets-stdin", given=right)
        eventually(lambda: house.known(order))


def add(program: Program, sandbox: Sandbox, crm_url: str = "", **secrets: str) -> None:
    """A connection of «Стандарт»; secrets given here replace the account's own, empty ones are left out."""
    account = sandbox.accounts[0]
    new = NewConnection(
        "shop",
        SchemeCode.STANDARD,
        account.merchant.merchant_id,
        crm_url or sandbox.retailcrm.url,
        sandbox.megamarket.url,
        test_mode=True,
    )
    typed = {"mm_token": account.merchant.token, "crm_key": account.key.secret} | secrets
    with open_parts(program.profile, program.environ) as parts:
        kept = {SecretKind(kind): secret for kind, secret in typed.items() if secret}
        connections.add(parts.storage, parts.clock, parts.secrets, new, kept)


def reds(ran: Ran) -> set[str]:
    report = ran.document
    assert report["ok"] is False
    red = [check for check in report["checks"] if not check["ok"]]
    assert all(check["message"] for check in red)
    return {check["code"] for check in red}


def health(house: House, name: str) -> str:
    (found,) = [each for each in house.overview().connections if each.name == name]
    return "stopped" if found.megamarket.stopped_at else "running"


def nobody_listens() -> str:
    with closing(socket.socket()) as taken:
        taken.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{taken.getsockname()[1]}"


class _Page(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        page = b"<!DOCTYPE html><title>A shop</title>"
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(page)))
        self.end_headers()
        self.wfile.write(page)

    do_POST = do_GET

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class names it so
        """Nobody reads it."""


@contextmanager
def web_page() -> Iterator[str]:
    """A server that is somebody's home page, whatever it is asked."""
    with TCPServer(("127.0.0.1", 0), _Page) as server:
        thread = Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}"
        finally:
            server.shutdown()
            thread.join()
