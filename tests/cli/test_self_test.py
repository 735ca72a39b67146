"""mmdesk connection selftest: what it prints, and how it ends."""

from __future__ import annotations

from tests.cli.conftest import CommandLine
from tests.clients.scripted import ScriptedServer, answers

SUCCESS = answers(b'{"success":1,"meta":{},"data":{}}')


def test_without_a_public_address_polling_is_named(line: CommandLine) -> None:
    line.connect("shop")
    ran = line.run("connection", "selftest", "shop", "--json")
    assert (ran.code, ran.out) == (1, "")
    assert "by polling" in ran.err


def test_each_address_has_its_verdict(line: CommandLine) -> None:
    line.connect("shop")
    with ScriptedServer([SUCCESS]) as server:
        line.done("settings", "set", "shop", "http.public_url", server.url)
        ran = line.run("connection", "selftest", "shop", "--json")
    assert ran.code == 1
    told = {each["address"]: each["ok"] for each in ran.document["addresses"]}
    assert ran.document["ok"] is False
    assert told == {"order_new": True, "order_cancel": True, "feed": True, "crm": False}


def test_nobody_there_is_an_exit_code_of_its_own(line: CommandLine) -> None:
    line.connect("shop")
    line.done("settings", "set", "shop", "http.public_url", "http://127.0.0.1:9")
    ran = line.run("connection", "selftest", "shop")
    assert ran.code == 3
    assert ran.out.count("✗") == 4
