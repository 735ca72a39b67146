"""Whatever arrives at a public address: no 5xx but the feed's own 503, nothing lost, no success in vain."""

from __future__ import annotations

import json
import logging
import socket
from collections.abc import Iterator
from contextlib import suppress
from enum import Enum, auto
from urllib.parse import quote_from_bytes, urlencode

import h11
import httpx
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from feed_server.listening import Limits
from mmdesk.services.mirror import Mirror
from tests.factory import shipment
from tests.feed_server.doorstep import CANCEL, CLIENT, CRM, FEED, NEW, Door, connect, narrow
from tests.feed_server.stand import SUCCESS, order_new, wait_until

WEBHOOKS = (f"/{NEW}/order/new", f"/{CANCEL}/order/cancel")
FEED_PATH = f"/{FEED}/megamarket.xml"
ADDRESSES = (
    *WEBHOOKS,
    FEED_PATH,
    f"/{CRM}/crm/activity",
    f"/{CRM}/crm/delivery/get",
    f"/{CRM}/crm/delivery/print",
    "/healthz",
    "/readyz",
)
BREAKDOWNS = ("Exception in ASGI application", "Fatal error", "exception was never retrieved")


@pytest.fixture(autouse=True)
def sound(door: Door, caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """Afterwards the service is well, has lost nothing it had, and has logged no breakdown of its own."""
    caplog.set_level(logging.WARNING)
    assert door.post(WEBHOOKS[0], b'{"first": 1}').content == SUCCESS
    yield
    assert door.http.get("/healthz").text == "ok"
    assert door.stored()[0] == b'{"first": 1}'
    told = [record.getMessage() for record in caplog.records if record.levelno >= logging.ERROR]
    assert not [line for line in told if any(words in line for words in BREAKDOWNS)]


def is_proper(answer: httpx.Response, path: str) -> bool:
    """No 5xx, but for the feed that is not published and for a service that is not ready."""
    return answer.status_code < 500 or (answer.status_code == 503 and path in (FEED_PATH, "/readyz"))


class Fate(Enum):
    """What becomes of bytes at a server: a whole request, none, or the beginning of one."""

    WHOLE = auto()
    BROKEN = auto()
    BEGUN = auto()


def fate(sent: bytes) -> Fate:
    server = h11.Connection(h11.SERVER)
    if sent:  # nothing at all would be the end of the connection
        server.receive_data(sent)
    try:
        while True:
            met = server.next_event()
            if isinstance(met, h11.EndOfMessage):
                return Fate.WHOLE
            if met in (h11.NEED_DATA, h11.PAUSED):
                return Fate.BEGUN
    except h11.RemoteProtocolError:
        return Fate.BROKEN


def spoken(door: Door, sent: bytes) -> bytes:
    """Everything that is answered to these bytes, which ask for an end after the answer."""
    heard = b""
    with dialled(door) as raw, suppress(OSError):
        raw.sendall(sent)
        if fate(sent) is Fate.BEGUN:
            raw.shutdown(socket.SHUT_WR)
        while piece := raw.recv(65536):
            heard += piece
    return heard


def dialled(door: Door) -> socket.socket:
    port = door.http.base_url.port
    assert port is not None
    return connect(port)


def statuses(heard: bytes) -> list[int]:
    """The status of each answer; what follows a head is never mistaken for one, bodies being short."""
    return [int(part[:3]) for part in heard.split(b"HTTP/1.1 ")[1:]]


def is_alive(door: Door) -> bool:
    return door.http.get("/healthz").text == "ok"


# Webhooks

scalars = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text()
documents = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)
bodies = st.one_of(
    st.binary(max_size=300),
    documents.map(lambda value: json.dumps(value).encode()),
    documents.map(lambda value: json.dumps(value, ensure_ascii=False).encode("utf-8", "replace")),
    st.text(max_size=40).map(lambda text: f'{{"имя": "{text}"}}'.encode("utf-16", "replace")),
    st.text(alphabet="абвгд", max_size=40).map(lambda text: f'{{"имя": "{text}"}}'.encode("cp1251")),
    st.integers(1, 3000).map(lambda depth: b"[" * depth + b"]" * depth),
    st.integers(1, 3000).map(lambda depth: b'{"a":' * depth + b"1" + b"}" * depth),
    st.integers(0, 60).map(lambda cut: order_new("700100200")[:cut]),
    st.sampled_from(
        [b"\x00", b"\xef\xbb\xbf", b"NaN", b"1e999999999", b"-" * 99, b'"' + b"\\u0000" * 99 + b'"']
    ),
)


def test_a_webhook_is_answered_with_success_exactly_when_it_is_stored(door: Door) -> None:
    @given(
        path=st.sampled_from(WEBHOOKS),
        body=bodies,
        kind=st.sampled_from(["", "application/json", "text/x; é"]),
    )
    def check(path: str, body: bytes, kind: str) -> None:
        before = len(door.stored())
        answer = door.http.post(path, content=body, headers={b"Content-Type": kind.encode()})
        after = door.stored()
        assert answer.status_code in (200, 400)
        assert (answer.content == SUCCESS) == (answer.status_code == 200) == (body in after)
        assert len(after) - before in (0, 1)

    check()


@pytest.mark.parametrize("size", [1024 * 1024 + 1, 5 * 1024 * 1024, 9 * 1024 * 1024])
@pytest.mark.parametrize("path", ADDRESSES)
def test_a_huge_body_is_refused_anywhere(door: Door, path: str, size: int) -> None:
    before = len(door.stored())
    with suppress(httpx.WriteError, httpx.ReadError, httpx.RemoteProtocolError):
        answer = door.http.post(path, content=b"[" * size)
        assert answer.status_code in (403, 404, 405, 413)
    assert len(door.stored()) == before
    assert is_alive(door)


# Paths and verbs

pieces = st.one_of(
    st.sampled_from([NEW, CANCEL, FEED, CRM, "order", "new", "crm", "activity", "delivery", "get", "print"]),
    st.sampled_from(
        ["megamarket.xml", "", ".", "..", "%2e%2e", "%00", "%0a", "%", "%zz", "%ff%fe", "%2f", "~", "*"]
    ),
    st.binary(max_size=12).map(quote_from_bytes),
    st.text(alphabet=st.characters(min_codepoint=33, max_codepoint=126), max_size=12),
)
targets = st.lists(pieces, max_size=6).map(lambda parts: "/" + "/".join(parts)) | st.sampled_from(ADDRESSES)
verbs = st.sampled_from(
    ["GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "TRACE", "CONNECT", "PATCH", "PRI", "M-X"]
)


def test_no_path_and_no_verb_breaks_anything(door: Door) -> None:
    @given(verb=verbs, target=targets, query=st.text(alphabet="a=&%?;#/\\\"'<>0", max_size=20))
    def check(verb: str, target: str, query: str) -> None:
        before = len(door.stored())
        request = f"{verb} {target}?{query} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
        (status,) = statuses(spoken(door, request.encode()))
        path = target.partition("?")[0].partition("#")[0]
        assert status < 500 or (status == 503 and path in (FEED_PATH, "/readyz"))
        assert len(door.stored()) == before

    check()


# Heads

names = st.sampled_from(
    ["Host", "Content-Type", "Authorization", "User-Agent", "Cookie", "Expect", "Upgrade"]
)
names |= st.sampled_from(["X-Forwarded-For", "Forwarded", "Via", "X-Real-IP", "Connection", "Range"])
names |= st.sampled_from(["If-None-Match", "Accept-Encoding", "Content-Encoding"])
values = st.one_of(
    st.binary(max_size=60).filter(lambda value: b"\r" not in value and b"\n" not in value),
    st.sampled_from([b"", b" ", b"Basic ", b"Basic ====", b"Basic \xff", b"close, upgrade", b"websocket"]),
    st.sampled_from([b"[::1", b"a:b:c", b"x:99999999", b"//@:", b"127.0.0.1", b"for=\"[", b"for=;;="]),
    st.sampled_from([b"100-continue", b"bytes=0-,-1", b"gzip"]),
    st.integers(1, 20_000).map(lambda size: b"x" * size),
)  # fmt: skip


def test_no_header_breaks_anything(door: Door) -> None:
    door.put_setting("http.trusted_proxies", '["127.0.0.1"]')
    door.put_setting("http.basic_auth", "megamarket")

    @given(
        path=st.sampled_from(ADDRESSES),
        headers=st.lists(st.tuples(names, values), max_size=6),
        get=st.booleans(),
    )
    def check(path: str, headers: list[tuple[str, bytes]], get: bool) -> None:
        head = b"".join(name.encode() + b": " + value + b"\r\n" for name, value in headers)
        verb = "GET" if get else "POST"
        sent = (
            f"{verb} {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 0\r\n".encode()
            + head
            + b"\r\n"
        )
        for status in statuses(spoken(door, sent)):
            assert status < 500 or (status == 503 and path in (FEED_PATH, "/readyz"))

    check()
    assert len(door.stored()) == 1


@pytest.mark.parametrize(
    "head",
    [
        b"X: " + b"x" * 200_000,
        b"".join(b"X-%d: x\r\n" % number for number in range(3000)),
        b"Content-Length: 5\r\nContent-Length: 6",
        b"Content-Length: -1",
        b"Content-Length: " + b"9" * 5000,
        b"Content-Length: 99999999999999999999",
        b"Transfer-Encoding: gzip",
        b"Transfer-Encoding: chunked\r\nContent-Length: 3",
        b": empty",
        b"No colon",
        b"Nul: a\x00b",
        b" folded: x",
        b"Host: y",
    ],
    ids=lambda head: head[:20].decode(),
)
@pytest.mark.parametrize("path", [WEBHOOKS[0], FEED_PATH, f"/{CRM}/crm/activity"])
def test_an_absurd_head_is_refused(door: Door, path: str, head: bytes) -> None:
    sent = f"POST {path} HTTP/1.1\r\n".encode() + head + b"\r\nHost: x\r\nConnection: close\r\n\r\n{}"
    assert all(400 <= status < 500 for status in statuses(spoken(door, sent)))
    assert len(door.stored()) == 1


# Bytes that are no HTTP, or cease to be

chunks = st.lists(
    st.one_of(
        st.binary(max_size=20).map(lambda data: b"%x\r\n%b\r\n" % (len(data), data)),
        st.sampled_from([b"0\r\n\r\n", b"-1\r\nx\r\n", b"zz\r\n", b"5\r\nabc", b"\r\n"]),
        st.sampled_from([b"ffffffffffffffff\r\n", b"2;x=y\r\n{}\r\n", b"2\r\n{}\r\n0\r\n\r\n"]),
        st.binary(max_size=20),
    ),
    max_size=5,
)  # fmt: skip


def test_chunks_are_stored_and_answered_only_when_they_are_whole(door: Door) -> None:
    @given(path=st.sampled_from(WEBHOOKS), parts=chunks)
    def check(path: str, parts: list[bytes]) -> None:
        before = len(door.stored())
        head = f"POST {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n"
        sent = head.encode() + b"".join(parts)
        heard = spoken(door, sent)
        told = statuses(heard)
        assert told in ([200], [400]) if fate(sent) is Fate.WHOLE else told in ([400], [])
        assert len(door.stored()) == before or SUCCESS in heard

    check()


def test_bytes_that_are_no_http_break_nothing(door: Door) -> None:
    begins = st.sampled_from(
        [b"", b"GET ", b"POST /", b"\x16\x03\x01\x02", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", b"\r\n" * 5]
    )

    @given(
        begin=begins,
        rest=st.binary(max_size=200),
        end=st.sampled_from([b"", b"\r\n\r\n", b" HTTP/1.1\r\n\r\n"]),
    )
    def check(begin: bytes, rest: bytes, end: bytes) -> None:
        assert all(status < 500 for status in statuses(spoken(door, begin + rest + end)))

    check()
    assert len(door.stored()) == 1


def test_what_follows_a_proper_call_takes_nothing_back(door: Door) -> None:
    @given(
        number=st.integers(1, 10**9), path=st.sampled_from(WEBHOOKS), rest=st.binary(min_size=1, max_size=80)
    )
    def check(number: int, path: str, rest: bytes) -> None:
        body = order_new(str(number))
        head = f"POST {path} HTTP/1.1\r\nHost: x\r\nContent-Length: {len(body)}\r\n\r\n".encode()
        heard = b""
        with dialled(door) as raw, suppress(OSError):
            raw.sendall(head + body + rest)
            while SUCCESS not in heard and (piece := raw.recv(65536)):
                heard += piece
            raw.shutdown(socket.SHUT_WR)
            while piece := raw.recv(65536):
                heard += piece
        first, *others = statuses(heard)
        assert first == 200
        assert all(status < 500 for status in others)
        assert body in door.stored()

    check()


def test_a_body_that_stops_is_cut_off_and_not_stored(door: Door) -> None:
    body = order_new("700100200")
    head = f"POST {WEBHOOKS[0]} HTTP/1.1\r\nHost: x\r\nContent-Length: {len(body)}\r\n\r\n".encode()
    form = urlencode({"clientId": CLIENT, "activity": '{"active": false}'}).encode()
    callback = f"POST /{CRM}/crm/activity HTTP/1.1\r\nHost: x\r\nContent-Length: {len(form)}\r\n\r\n".encode()
    with narrow(door, Limits(request_seconds=0.2)) as port:

        @given(whole=st.sampled_from([head + body, callback + form]), share=st.floats(0, 0.99))
        @settings(max_examples=12)
        def check(whole: bytes, share: float) -> None:
            with socket.create_connection(("127.0.0.1", port), timeout=10) as raw, suppress(ConnectionError):
                raw.sendall(whole[: int(len(whole) * share)])
                heard = raw.recv(65536)
                assert all(400 <= status < 500 for status in statuses(heard))

        check()
    assert len(door.stored()) == 1
    with door.storage.look() as work:
        assert not work.connections.get(door.connection.name).crm_off


# Forms

fields = st.sampled_from(
    ["clientId", "activity", "print", "deliveryId", "systemUrl", "", "%", "activity[active]"]
)
contents = st.one_of(
    documents.map(json.dumps),
    st.text(max_size=30),
    st.sampled_from([CLIENT, "700100200", '{"active": false}', '{"deliveryIds": [["700100200"]]}']),
)


def test_no_form_breaks_anything(door: Door) -> None:
    Mirror(door.storage, door.clock).apply(door.connection, shipment("NEW"), door.clock.now())

    @given(
        action=st.sampled_from(["activity", "delivery/print"]),
        form=st.lists(st.tuples(fields, contents), max_size=5),
        knows=st.booleans(),
        rest=st.binary(max_size=30),
    )
    def check(action: str, form: list[tuple[str, str]], knows: bool, rest: bytes) -> None:
        known = [("clientId", CLIENT)] if knows else []
        body = urlencode([*known, *form], errors="replace").encode() + rest
        answer = door.post(f"/{CRM}/crm/{action}", body)
        assert answer.status_code < 500
        assert answer.json()["success"] is (answer.status_code == 200)
        assert answer.status_code == 200 or len(answer.json()["errorMsg"]) > 10

    check()


def keyed(name: str) -> st.SearchStrategy[str]:
    """Documents in which the field that counts is there, and holds anything."""
    ids = st.recursive(
        scalars | st.sampled_from(["700100200", 700100200, "1", ""]),
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
        max_leaves=25,
    )
    other = st.dictionaries(st.sampled_from(["entityType", "type", "freeze"]), documents, max_size=2)
    return st.tuples(ids, other).map(lambda pair: json.dumps({name: pair[0], **pair[1]}))


def test_no_document_in_a_form_breaks_anything(door: Door) -> None:
    Mirror(door.storage, door.clock).apply(door.connection, shipment("NEW"), door.clock.now())

    @given(activity=keyed("active"), wish=keyed("deliveryIds"))
    def check(activity: str, wish: str) -> None:
        told = [door.callback("activity", activity=activity), door.callback("delivery/print", print=wish)]
        assert told[0].status_code in (200, 400)
        assert told[1].status_code in (400, 404)

    check()


def test_no_query_breaks_anything(door: Door) -> None:
    Mirror(door.storage, door.clock).apply(door.connection, shipment("NEW"), door.clock.now())
    texts = st.text(max_size=40) | st.sampled_from(["700100200", "\x00", "7" * 400])

    @given(delivery_id=texts, rest=st.text(alphabet="a=&%;+0", max_size=30))
    def check(delivery_id: str, rest: str) -> None:
        assume("clientId" not in rest)
        query = urlencode({"clientId": CLIENT, "deliveryId": delivery_id}, errors="replace")
        target = f"/{CRM}/crm/delivery/get?{query}&{rest}"
        (status,) = statuses(
            spoken(door, f"GET {target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode())
        )
        expected = 200 if delivery_id.strip() == "700100200" else 404
        assert status == expected

    check()
    wait_until(lambda: is_alive(door))
