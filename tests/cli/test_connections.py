"""Connections as they are stored; talking to their remotes is the end-to-end tests' part."""

from __future__ import annotations

import json

import pytest

from tests.cli.conftest import SECRETS, CommandLine

FRESH = {"mm_token": "another-token-of-the-tests"}
ADD = ("--scheme", "standard", "--merchant-id", "4321", "--crm-url", "https://crm.example.org")


def test_a_new_connection_is_listed_without_its_secrets(line: CommandLine) -> None:
    line.connect("shop")
    listed = line.done("connection", "list", "--json")
    (shown,) = listed.document
    assert (shown["name"], shown["scheme"], shown["merchant_id"]) == ("shop", "standard", 4321)
    assert shown["megamarket_url"] == "https://api.megamarket.tech"
    assert (shown["test_mode"], shown["paused"], shown["registered"]) == (False, False, False)
    assert shown["crm_off"] == ""
    assert not any(secret in listed.out for secret in SECRETS.values())


def test_test_mode_goes_to_the_test_host_and_live_mode_back(line: CommandLine) -> None:
    line.connect("shop", "standard", 4321, "--test")
    assert shown(line)["megamarket_url"] == "https://api-test.megamarket.tech"
    go_live(line)
    assert shown(line)["megamarket_url"] == "https://api.megamarket.tech"


def test_going_live_without_a_new_token_is_refused_with_the_cure(line: CommandLine) -> None:
    line.connect("shop", "standard", 4321, "--test")
    for typed in (None, json.dumps({"mm_token": SECRETS["mm_token"]})):
        words = ("--secrets-stdin",) if typed else ()
        ran = line.run("connection", "edit", "shop", "--live", *words, given=typed)
        assert ran.code == 1
        assert "--live --secrets-stdin" in ran.err
    assert shown(line)["test_mode"] is True


def test_going_live_says_where_the_test_orders_are(line: CommandLine) -> None:
    order = line.mirror(line.connect("shop", "standard", 4321, "--test"))
    told = go_live(line)
    assert "shop (test, 1)" in told
    assert line.read("orders", "list") == []
    (kept,) = line.read("orders", "list", "--connection", "shop (test, 1)")
    assert kept["shipment_id"] == order


def test_with_variables_going_live_names_the_one_to_set(
    line: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MMDESK_SECRETS", "env")
    line.done("connection", "add", "shop", *ADD, "--test")
    ran = line.done("connection", "edit", "shop", "--live")
    assert "MMDESK_SECRET_SHOP_MM_TOKEN" in ran.out
    assert shown(line)["test_mode"] is False


def test_a_live_shop_with_open_orders_stays_live(line: CommandLine) -> None:
    line.mirror(line.connect("shop"))
    ran = line.run("connection", "edit", "shop", "--test", "--secrets-stdin", given=json.dumps(FRESH))
    assert ran.code == 1
    assert "shop: 1" in ran.err
    assert shown(line)["test_mode"] is False


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
    assert "the name “shop” is taken" in ran.err


def test_an_account_is_taken_once_in_each_scheme_and_mode(line: CommandLine) -> None:
    line.connect("shop")
    ran = line.run("connection", "add", "other", *ADD)
    assert ran.code == 1
    assert "merchant 4321" in ran.err
    assert "“shop”" in ran.err


def test_every_change_is_confirmed_in_one_sentence(line: CommandLine) -> None:
    said = [
        line.done("connection", "add", "shop", *ADD),
        line.done("connection", "edit", "shop", "--crm-url", "https://other.example.org"),
        line.done("connection", "pause", "shop"),
        line.done("connection", "resume", "shop"),
        line.done("connection", "remove", "shop"),
    ]
    assert all(len(ran.out.splitlines()) == 1 and "“shop”" in ran.out for ran in said)


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


@pytest.mark.parametrize(
    "verb", ["edit", "pause", "resume", "remove", "check", "register", "links", "dictionaries"]
)
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


@pytest.mark.parametrize(
    ("purpose", "link"), [("new", "order_new"), ("cancel", "order_cancel"), ("feed", "feed")]
)
def test_a_rotation_prints_the_new_address(line: CommandLine, purpose: str, link: str) -> None:
    line.connect("shop")
    old = line.read("connection", "links", "shop")["local"][link]
    told = line.done("connection", "rotate", "shop", purpose).out
    new = line.read("connection", "links", "shop")["local"][link]
    assert new != old
    assert told.splitlines()[0] == new
    assert "works no more" in told
    line.done("settings", "set", "shop", "http.public_url", "https://desk.example.org")
    kept = line.done("connection", "rotate", "shop", purpose, "--keep-old").out
    assert kept.startswith("https://desk.example.org/")
    assert "24 hours" in kept


def test_the_address_for_retailcrm_is_told_to_nobody_else(line: CommandLine) -> None:
    line.connect("shop")
    assert "http" not in line.done("connection", "rotate", "shop", "crm").out


def test_a_rotation_of_nothing_known_is_a_usage_error(line: CommandLine) -> None:
    line.connect("shop")
    assert line.run("connection", "rotate", "shop", "everything").code == 2
    assert line.run("connection", "rotate", "nowhere", "new").code == 1


def test_a_module_that_retailcrm_switched_off_is_listed_so(line: CommandLine) -> None:
    line.connect("shop")
    with line.storage.work() as work:
        work.connections.change("shop", delivery_code="mm-1", crm_off="frozen")
        work.commit()
    assert shown(line)["crm_off"] == "frozen"
    assert "frozen in RetailCRM" in line.done("connection", "list").out


def test_secrets_lie_in_a_file_of_the_owner_alone(line: CommandLine) -> None:
    line.connect("shop")
    file = line.profile / "secrets.json"
    assert json.loads(file.read_text(encoding="utf-8"))
    assert file.stat().st_mode & 0o077 == 0


def go_live(line: CommandLine) -> str:
    words = ("connection", "edit", "shop", "--live", "--secrets-stdin")
    return line.done(*words, given=json.dumps(FRESH)).out


def shown(line: CommandLine) -> dict[str, object]:
    (document,) = line.read("connection", "list")
    return dict(document)
