from __future__ import annotations

import gzip
import logging
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from mmdesk import __version__
from mmdesk.clients.errors import AddressWrong, OutcomeUnknown, TimedOut, Unavailable, Unreadable
from mmdesk.clients.http import Answer, Limits, Outgoing, RemoteHttp
from tests.clients.scripted import (
    Script,
    ScriptedServer,
    answers,
    drips,
    half,
    resets,
    says_nothing,
)

READ = Outgoing("GET", "/thing", where="thing")
CHANGE = Outgoing("POST", "/thing", where="thing", body=b"{}", media_type="application/json", changing=True)
QUICK = Limits(connect=1.0, change=0.3, read=0.3, answer_bytes=10_000)


@contextmanager
def remote(*scripts: Script, limits: Limits = QUICK) -> Iterator[tuple[RemoteHttp, ScriptedServer]]:
    with ScriptedServer(list(scripts)) as server:
        http = RemoteHttp(server.url, name="remote", limits=limits)
        try:
            yield http, server
        finally:
            http.close()


def exchange(request: Outgoing, *scripts: Script) -> Answer:
    with remote(*scripts) as (http, _):
        return http.send(request)


def test_the_request_arrives_as_it_was_given() -> None:
    with remote(answers(b"{}")) as (http, server):
        http.send(
            Outgoing(
                "POST",
                "/a/b",
                where="b",
                query=(("filter[ids][]", "1"), ("filter[ids][]", "2")),
                headers={"X-Thing": "x"},
                body="тело".encode(),
                media_type="text/plain",
            )
        )
    received = server.received[0]
    assert received.method == "POST"
    assert received.target == "/a/b?filter%5Bids%5D%5B%5D=1&filter%5Bids%5D%5B%5D=2"
    assert received.headers["x-thing"] == "x"
    assert received.headers["content-type"] == "text/plain"
    assert received.headers["user-agent"] == f"mmdesk/{__version__}"
    assert received.body == "тело".encode()


def test_an_answer_of_any_status_but_a_redirect_is_handed_over() -> None:
    answer = exchange(READ, answers("<h1>busy</h1>", 503, "text/html; charset=utf-8", Retry_After="7"))
    assert (answer.status, answer.media_type, answer.retry_after) == (503, "text/html", 7.0)
    assert answer.is_page


def test_a_date_in_retry_after_counts_from_the_servers_own_clock() -> None:
    answer = exchange(
        READ,
        answers(
            status=429, Date="Mon, 23 Nov 2026 09:00:00 GMT", Retry_After="Mon, 23 Nov 2026 09:01:30 GMT"
        ),
    )
    assert answer.retry_after == 90.0


@pytest.mark.parametrize("wish", ["soon", "-5", "", "²"])
def test_a_retry_after_that_makes_no_sense_is_no_wish(wish: str) -> None:
    assert exchange(READ, answers(status=429, X="y", Retry_After=wish)).retry_after is None


def test_nothing_was_processed_when_nobody_listens() -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    http = RemoteHttp(f"http://127.0.0.1:{port}", name="remote", limits=QUICK)
    with pytest.raises(Unavailable):
        http.send(CHANGE)
    http.close()


def test_a_name_that_cannot_be_resolved_is_unavailable() -> None:
    http = RemoteHttp("https://nowhere.invalid", name="remote", limits=QUICK)
    with pytest.raises(Unavailable):
        http.send(CHANGE)
    http.close()


@pytest.mark.parametrize("script", [resets, half(b"{}" * 100), drips, says_nothing])
def test_a_change_whose_answer_is_lost_has_an_unknown_outcome(script: Script) -> None:
    with pytest.raises(OutcomeUnknown) as caught:
        exchange(CHANGE, script)
    assert caught.value.where == "thing"


@pytest.mark.parametrize("script", [resets, half(b"{}" * 100), drips, says_nothing])
def test_a_read_whose_answer_is_lost_is_merely_unavailable(script: Script) -> None:
    with pytest.raises(Unavailable):
        exchange(READ, script)


def test_a_dripping_server_does_not_outlive_the_total_time() -> None:
    began = time.monotonic()
    with pytest.raises(TimedOut):
        exchange(READ, drips)
    assert time.monotonic() - began < 5


def test_a_call_that_has_no_time_left_is_never_sent() -> None:
    with remote(answers(b"{}")) as (http, server):
        with pytest.raises(Unavailable):
            http.send(CHANGE, seconds=0.0)
        assert server.received == []


def test_a_redirect_to_what_is_no_address_is_an_error_like_any_redirect() -> None:
    with pytest.raises(AddressWrong, match="redirects to no address"):
        exchange(CHANGE, answers(status=302, Location="http://[::1/"))


def test_a_redirect_is_an_error_that_names_the_place_without_its_query() -> None:
    with pytest.raises(AddressWrong) as caught:
        exchange(CHANGE, answers(status=302, Location="https://login.example.org/enter?back=secret"))
    assert "https://login.example.org/enter" in caught.value.words.en
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize(("request_", "error"), [(READ, Unreadable), (CHANGE, OutcomeUnknown)])
@pytest.mark.parametrize(
    "script",
    [
        answers(b"x" * 10_001),
        answers(gzip.compress(b"x" * 50_000_000), Content_Encoding="gzip"),
        answers(b"no gzip at all", Content_Encoding="gzip"),
        answers(gzip.compress(b"x" * 100)[:-12], Content_Encoding="gzip"),
        answers(b"{}", Content_Encoding="br"),
    ],
    ids=["huge", "bomb", "damaged", "cut", "unknown"],
)
def test_a_body_that_cannot_be_used_is_told_by_what_the_call_does(
    script: Script, request_: Outgoing, error: type[Exception]
) -> None:
    limits = Limits(change=5, read=5, answer_bytes=10_000)
    with remote(script, limits=limits) as (http, _), pytest.raises(error):
        http.send(request_)


def test_a_compressed_body_is_unpacked() -> None:
    answer = exchange(READ, answers(gzip.compress(b"z" * 9_000), Content_Encoding="gzip"))
    assert answer.body == b"z" * 9_000


def test_a_chunked_body_is_put_together() -> None:
    chunked = b"3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n"
    assert exchange(READ, answers(chunked, Transfer_Encoding="chunked")).body == b"abcde"


def test_cookies_are_not_kept() -> None:
    with remote(answers(b"{}", Set_Cookie="PHPSESSID=abc; path=/")) as (http, server):
        http.send(READ)
        http.send(READ)
    assert "cookie" not in server.received[1].headers


def test_a_proxy_of_the_environment_is_not_used_for_loopback(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    monkeypatch.setenv("no_proxy", "")
    assert exchange(READ, answers(b"{}")).status == 200


def test_a_call_is_one_line_in_the_log_without_bodies(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, logger="mmdesk")
    with remote(answers(b'{"phone": "+79000000000"}')) as (http, _):
        request = Outgoing("POST", "/x", where="order/get", about="700100200", body=b'{"token": "abc"}')
        http.log(request, http.send(request), request_id="r-1")
    line = caplog.messages[-1]
    assert "call=order/get about=700100200 status=200 ms=" in line
    assert line.endswith("request=r-1")
    assert "abc" not in caplog.text
    assert "+7900" not in caplog.text


def test_a_failed_call_is_one_line_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, logger="mmdesk")
    with pytest.raises(Unavailable):
        exchange(READ, resets)
    assert [record.levelname for record in caplog.records if record.name.startswith("mmdesk")] == ["INFO"]
    assert "failed=ReadError" in caplog.text


def test_headers_and_bodies_are_not_in_the_representation_of_a_request() -> None:
    request = Outgoing("GET", "/", where="x", headers={"X-API-KEY": "secret-key"}, body=b"secret-body")
    assert "secret" not in repr(request)
