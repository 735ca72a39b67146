"""Connections as they are stored; talking to their remotes is the end-to-end tests' part."""

from __future__ import annotations

import json

import pytest

from tests.cli.conftest import SECRETS, CommandLine

ADD = ("--scheme", "standard", "--merchant-id", "4321", "--crm-url", "https://crm.example.org")


def test_a_new_connection_is_listed_without_its_secrets(line: CommandLine) -> None:
    line.connect("shop")
    listed = line.done("connection", "list", "--json")
    (shown,) = listed.document
    assert (shown["name"], shown["scheme"], shown["merchant_id"]) == ("shop", "standard", 4321)
    assert shown["megamarket_url"] == "https://api.megamarket.tech"
    assert (shown["test_mode"], shown["paused"], shown["registered"]) == (False, False, False)
    assert not any(secret in listed.out for secret in SECRETS.values())


def test_test_mode_goes_to_the_test_host_and_live_mode_back(line: CommandLine) -> None:
    line.connect("shop", "standard", 4321, "--test")
    assert shown(line)["megamarket_url"] == "https://api-test.megamarket.tech"
    line.done("connection", "edit", "shop", "--live")
    assert shown(line)["megamarket_url"] == "https://api.megamarket.tech"


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (("shop", "--scheme", "standard", "--merchant-id", "0", "--crm-url", "https://crm.example.org"), "0"),
        (("-", *ADD), "name"),
        (("a/b", *ADD), "a/b"),
        (("shop", *ADD[:4], "--crm-url", "http://crm.example.org"), "https"),
        (("shop", *ADD[:4], "--crm-url", "https://crm.example.org/admin"), "host"),
        (("shop", *ADD, "--mm-url", "ftp://example.org"), "https"),
    ],
)
def test_what_makes_no_sense_is_refused(line: CommandLine, words: tuple[str, ...], named: str) -> None:
    ran = line.run("connection", "add", *words)
    assert ran.code == 1
    assert named in ran.err
    assert line.read("connection", "list") == []


@pytest.mark.parametrize("words", [("shop",), ("shop", *ADD[2:]), ("shop", *ADD[:2], "--merchant-id", "x")])
def test_what_is_missing_is_a_usage_error(line: CommandLine, words: tuple[str, ...]) -> None:
    assert line.run("connection", "add", *words).code == 2


@pytest.mark.parametrize("typed", ["", "s3cr3t", "[]", '{"mm_token": 1}', '{"s3cr3t": "x"}'])
def test_secrets_that_are_no_secrets_are_refused_unquoted(line: CommandLine, typed: str) -> None:
    ran = line.run("connection", "add", "shop", *ADD, "--secrets-stdin", given=typed)
    assert ran.code == 1
    assert "s3cr3t" not in ran.err
    assert line.read("connection", "list") == []


def test_a_name_is_taken_once(line: CommandLine) -> None:
    line.connect("shop")
    ran = line.run("connection", "add", "shop", *ADD)
    assert ran.code == 1
    assert "shop" in ran.err


def test_a_connection_pauses_and_resumes(line: CommandLine) -> None:
    line.connect("shop")
    line.done("connection", "pause", "shop")
    assert shown(line)["paused"] is True
    line.done("connection", "resume", "shop")
    assert shown(line)["paused"] is False


def test_a_removed_connection_leaves_its_orders_and_forgets_its_secrets(line: CommandLine) -> None:
    order = line.mirror(line.connect("shop"))
    line.done("connection", "remove", "shop")
    assert line.read("connection", "list") == []
    assert line.read("orders", "show", order)["shipment_id"] == order
    assert SECRETS["mm_token"] not in (line.profile / "secrets.json").read_text(encoding="utf-8")


def test_the_name_of_a_removed_connection_is_free_again(line: CommandLine) -> None:
    line.connect("shop")
    line.done("connection", "remove", "shop")
    line.connect("shop")
    assert len(line.read("connection", "list")) == 1


@pytest.mark.parametrize("verb", ["edit", "pause", "resume", "remove", "check", "register", "links"])
def test_an_unknown_connection_is_refused_by_name(line: CommandLine, verb: str) -> None:
    ran = line.run("connection", verb, "nowhere")
    assert ran.code == 1
    assert "nowhere" in ran.err


def test_links_are_public_only_with_a_public_address(line: CommandLine) -> None:
    line.connect("shop")
    links = line.read("connection", "links", "shop")
    assert (links["order_new"], links["order_cancel"], links["feed"]) == (None, None, None)
    assert links["local"]["order_new"].startswith("http://127.0.0.1:8480/")
    line.done("settings", "set", "shop", "http.public_url", "https://desk.example.org")
    line.done("settings", "set", "shop", "http.prefix", "/mm")
    public = line.read("connection", "links", "shop")
    keys = {public[name].split("/")[4] for name in ("order_new", "order_cancel", "feed")}
    assert len(keys) == 3
    assert public["order_new"].startswith("https://desk.example.org/mm/")
    assert public["feed"].endswith("/megamarket.xml")


def test_secrets_lie_in_a_file_of_the_owner_alone(line: CommandLine) -> None:
    line.connect("shop")
    file = line.profile / "secrets.json"
    assert json.loads(file.read_text(encoding="utf-8"))
    assert file.stat().st_mode & 0o077 == 0


def shown(line: CommandLine) -> dict[str, object]:
    (document,) = line.read("connection", "list")
    return dict(document)
