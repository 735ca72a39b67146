"""The access log: one line a request, with nothing secret, nothing personal and nothing forged in it."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Callable

import pytest

from tests.feed_server.doorstep import CLIENT, CRM, FEED, NEW, Door
from tests.feed_server.stand import order_new, wait_until

PATH = f"/{NEW}/order/new"


@pytest.fixture
def lines(door: Door, caplog: pytest.LogCaptureFixture) -> Callable[[int], list[str]]:
    """The lines of the access log, once there are as many: a line is written after its answer."""
    caplog.set_level(logging.INFO)

    def read(count: int) -> list[str]:
        def found() -> list[str]:
            return [record.getMessage() for record in caplog.records if record.name == "feed_server.access"]

        wait_until(lambda: len(found()) >= count)
        assert len(found()) == count
        return found()

    return read


def test_a_call_is_one_line(door: Door, lines: Callable[[int], list[str]]) -> None:
    answer = door.post(PATH, order_new("700100200"))
    (line,) = lines(1)
    head = f"connection=лавка purpose=order/new verb=POST status=200 bytes={len(answer.content)}"
    assert re.sub(r"ms=\d+", "ms=…", line) == f"{head} ms=… from=127.0.0.1"


def test_only_the_feed_tells_the_name_of_its_caller(door: Door, lines: Callable[[int], list[str]]) -> None:
    agent = {"User-Agent": "Bot\x01 status=200"}
    door.http.get(f"/{FEED}/megamarket.xml", headers=agent)
    door.http.head(f"/{FEED}/megamarket.xml", headers=agent)
    door.http.post(PATH, headers=agent)
    get, head, call = lines(3)
    assert "purpose=megamarket.xml verb=GET status=503" in get
    assert get.endswith("from=127.0.0.1 agent=Bot  status=200")
    assert "verb=HEAD status=503 bytes=0 " in head
    assert "agent" not in call


def test_an_unknown_address_is_one_line_that_does_not_name_it(
    door: Door, lines: Callable[[int], list[str]]
) -> None:
    door.http.get("/unknown-key-0123456789/order/new")
    door.http.request("BREW", f"/{NEW}/teapot%0Aconnection=x")
    for line, verb in zip(lines(2), ("GET", "other"), strict=True):
        assert line.startswith(f"connection=- purpose=- verb={verb} status=404 bytes=9 ")
        assert "unknown" not in line
        assert "teapot" not in line


def test_health_is_not_written_down(door: Door, lines: Callable[[int], list[str]]) -> None:
    door.http.get("/healthz")
    door.http.get("/readyz")
    door.post(PATH, b"{}")
    assert len(lines(1)) == 1


def test_the_log_holds_neither_keys_nor_queries_nor_bodies(
    door: Door, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        door.post(f"{PATH}?name=Иванов", json.dumps({"phone": "79000000001"}).encode())
        door.callback("activity", activity='{"active": false}', systemUrl="https://Иванов.example.org")
        door.http.get(f"/{CRM}/crm/delivery/get?clientId={CLIENT}&deliveryId=1")
        door.http.get(f"/{FEED}/megamarket.xml")
    ours = "\n".join(
        record.getMessage() for record in caplog.records if record.name.startswith(("mmdesk", "feed_server"))
    )
    assert "order/new verb=POST status=200" in ours
    assert not [word for word in (NEW, CRM, FEED, CLIENT, "7900", "Иванов") if word in ours]


# Who called


@pytest.mark.parametrize(
    ("headers", "caller"),
    [
        ({}, "127.0.0.1"),
        ({"X-Forwarded-For": "203.0.113.7"}, "203.0.113.7"),
        ({"X-Forwarded-For": "198.51.100.1, 203.0.113.7"}, "203.0.113.7"),
        ({"X-Forwarded-For": "198.51.100.1, 203.0.113.7, 10.1.2.3"}, "203.0.113.7"),
        ({"X-Forwarded-For": "10.9.9.9, 10.1.2.3"}, "10.9.9.9"),
        ({"X-Forwarded-For": "203.0.113.7:5555"}, "203.0.113.7"),
        ({"X-Forwarded-For": "[2001:db8::7]:5555"}, "2001:db8::7"),
        ({"X-Forwarded-For": "2001:db8::7"}, "2001:db8::7"),
        ({"X-Forwarded-For": "::ffff:203.0.113.7"}, "203.0.113.7"),
        ({"X-Forwarded-For": "fe80::1%a b=c"}, "fe80::1"),
        ({"X-Forwarded-For": "203.0.113.7, nonsense, 10.1.2.3"}, "10.1.2.3"),
        ({"X-Forwarded-For": ",,,"}, "127.0.0.1"),
        ({"X-Forwarded-For": "10.1.2.3," * 5000 + "unknown"}, "127.0.0.1"),
        ({"Forwarded": 'for=198.51.100.1, proto=https;For="[2001:db8::7]:4711";by=_x'}, "2001:db8::7"),
        ({"Forwarded": "for=unknown"}, "127.0.0.1"),
        ({"Forwarded": "by=203.0.113.7"}, "127.0.0.1"),
        ({"X-Forwarded-For": "203.0.113.7", "Forwarded": "for=198.51.100.1"}, "203.0.113.7"),
    ],
)
def test_a_trusted_proxy_tells_who_called(
    door: Door, lines: Callable[[int], list[str]], headers: dict[str, str], caller: str
) -> None:
    door.put_setting("http.trusted_proxies", '["127.0.0.1", "10.0.0.0/8"]')
    door.post(PATH, b"{}", **headers)
    (line,) = lines(1)
    assert line.endswith(f" from={caller}")


@pytest.mark.parametrize("trusted", ["[]", '["10.0.0.0/8", "2001:db8::/32"]'])
def test_nobody_else_is_believed(door: Door, lines: Callable[[int], list[str]], trusted: str) -> None:
    door.put_setting("http.trusted_proxies", trusted)
    door.post(PATH, b"{}", **{"X-Forwarded-For": "203.0.113.7", "Forwarded": "for=203.0.113.7"})
    (line,) = lines(1)
    assert line.endswith(" from=127.0.0.1")


def test_an_unknown_address_trusts_nobody(door: Door, lines: Callable[[int], list[str]]) -> None:
    door.put_setting("http.trusted_proxies", '["127.0.0.1"]')
    door.http.get("/nothing/order/new", headers={"X-Forwarded-For": "203.0.113.7"})
    (line,) = lines(1)
    assert line.endswith(" from=127.0.0.1")
