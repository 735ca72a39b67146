"""Connections that go wrong: red lights, pauses, refused tokens. What goes right is in rows/."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from contextlib import closing, contextmanager
from http.server import BaseHTTPRequestHandler
from socketserver import TCPServer
from threading import Thread

import pytest

from mmdesk.bootstrap import open_parts
from mmdesk.domain.scheme import SchemeCode
from mmdesk.sandbox.run import DSM_MERCHANT, POOR_KEY, TWO_STORE_KEY, Sandbox
from mmdesk.secrets import SecretKind
from mmdesk.services import connections
from mmdesk.services.connections import NewConnection
from tests.e2e.house import DSM, STANDARD, House
from tests.e2e.program import Program, Ran, eventually

pytestmark = pytest.mark.e2e

NO_SCOPE = {f"crm.scope.{what}_{how}" for what in ("integration", "delivery") for how in ("read", "write")}


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox() as sandbox:
        yield sandbox


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


def test_a_token_of_another_scheme_is_remarked_at_the_check_and_before_the_registration(
    program: Program, sandbox: Sandbox
) -> None:
    sandbox.buyer.place(DSM)
    add(program, sandbox, mm_token=DSM_MERCHANT.token)
    assert "! mm.scheme: only orders of DSM come now" in program.done("connection", "check", "shop").out
    assert "! only orders of DSM come now" in program.done("connection", "register", "shop").err


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
