"""What the HTTP server answers, to Megamarket and to everybody else."""

from __future__ import annotations

import base64
import logging
import socket
import sys
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from datetime import timedelta

import pytest
from starlette.responses import Response

from feed_server.listening import HttpServer, Limits, PortTaken
from tests.feed_server.doorstep import CANCEL, FEED, NEW, Door, connect, narrow
from tests.feed_server.stand import SUCCESS, order_new, wait_until

MEBIBYTE = 1024 * 1024


# Megamarket's calls


@pytest.mark.parametrize("path", [f"/{NEW}/order/new", f"/{CANCEL}/order/cancel"])
def test_a_call_is_stored_and_answered_with_success(door: Door, path: str) -> None:
    answer = door.post(path, order_new("700100200"))
    assert (answer.status_code, answer.content) == (200, SUCCESS)
    assert answer.headers["content-length"] == str(len(SUCCESS))
    assert answer.headers["content-type"] == "application/json"
    assert door.stored() == [order_new("700100200")]


def test_a_repeat_is_answered_the_same_and_stored_once(door: Door) -> None:
    answers = [door.post(f"/{NEW}/order/new", order_new("700100200")).content for _ in range(3)]
    assert answers == [SUCCESS] * 3
    assert len(door.stored()) == 1


def test_equal_calls_at_the_same_moment_are_stored_once(door: Door) -> None:
    answers: list[int] = []

    def call() -> None:
        answers.append(door.post(f"/{NEW}/order/new", order_new("700100200")).status_code)

    threads = [threading.Thread(target=call) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (answers, len(door.stored())) == ([200] * 8, 1)


@pytest.mark.parametrize(
    "content", [b"{}", b"[]", b"17", b'{"data": {"shipments": "none"}}', b"\xef\xbb\xbf{}"]
)
def test_json_of_an_odd_shape_is_stored_and_answered_with_success(door: Door, content: bytes) -> None:
    assert door.post(f"/{NEW}/order/new", content).content == SUCCESS
    assert door.stored() == [content]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"hello",
        order_new("700100200")[:-5],
        '{"имя": 1}'.encode("cp1251"),
        b"[" * 100 + b"]" * 100,
        b"[" + b"[]," * 100_000 + b"[]]",
    ],
    ids=["empty", "words", "half", "not UTF-8", "too deep", "too many parts"],
)
def test_what_is_no_json_is_refused(door: Door, content: bytes) -> None:
    answer = door.post(f"/{NEW}/order/new", content)
    assert (answer.status_code, answer.json()["success"]) == (400, 0)
    assert set(answer.json()) == {"success", "meta", "error"}
    assert door.stored() == []


def test_a_body_of_just_the_limit_is_taken(door: Door) -> None:
    body = order_new("700100200")
    assert door.post(f"/{NEW}/order/new", body + b" " * (MEBIBYTE - len(body))).content == SUCCESS


@pytest.mark.parametrize("size", [MEBIBYTE + 1, 3 * MEBIBYTE])
@pytest.mark.parametrize("chunked", [False, True])
def test_a_body_over_the_limit_is_refused(door: Door, size: int, *, chunked: bool) -> None:
    content = iter([b" " * size]) if chunked else b" " * size
    answer = door.http.post(f"/{NEW}/order/new", content=content)
    assert (answer.status_code, answer.json()["success"]) == (413, 0)
    assert door.stored() == []


def test_a_body_that_breaks_off_is_not_stored(door: Door) -> None:
    host, port = door.http.base_url.host, door.http.base_url.port
    assert port is not None
    with socket.create_connection((host, port)) as raw:
        head = f"POST /{NEW}/order/new HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n"
        raw.sendall(head.encode() + order_new("700100200"))
    door.post(f"/{NEW}/order/new", b"{}")
    assert door.stored() == [b"{}"]


def test_what_cannot_be_stored_is_not_answered_with_success(door: Door) -> None:
    door.fill_the_disk()
    answer = door.post(f"/{NEW}/order/new", order_new("700100200"))
    assert (answer.status_code, answer.json()["success"]) == (503, 0)
    assert door.stored() == []


# Addresses


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/order/new",
        "/unknown-key-0123456789/order/new",
        f"/{CANCEL}/order/new",
        f"/{NEW}/order/cancel",
        f"/{FEED}/order/new",
        f"/{NEW}/order/new/",
        f"/{NEW}",
        f"/{NEW}/order",
        f"/extra/{NEW}/order/new",
        "/%00/order/new",
        f"/{'k' * 300}/order/new",
        "/х/order/new",
    ],
)
def test_an_unknown_address_is_just_not_found(door: Door, path: str) -> None:
    methods = ("GET", "POST", "PUT", "ODD")
    answers = [door.http.request(method, path, content=order_new("700100200")) for method in methods]
    assert {(answer.status_code, answer.text) for answer in answers} == {(404, "Not Found")}
    assert door.stored() == []


def test_a_known_address_takes_post_only(door: Door) -> None:
    methods = ("GET", "HEAD", "PUT", "DELETE", "OPTIONS", "ODD")
    answers = [door.http.request(method, f"/{NEW}/order/new") for method in methods]
    assert {(answer.status_code, answer.headers["allow"]) for answer in answers} == {(405, "POST")}


def test_an_old_key_is_valid_as_long_as_it_was_said_to_be(door: Door) -> None:
    until = door.clock.now() + timedelta(hours=24)
    with door.storage.engine.begin() as raw:
        raw.exec_driver_sql(
            "UPDATE path_keys SET valid_until = ?", (until.replace(tzinfo=None).isoformat(" "),)
        )
    assert door.post(f"/{NEW}/order/new", b"{}").status_code == 200
    door.clock.advance(timedelta(hours=25))
    assert door.post(f"/{NEW}/order/new", b"{}").status_code == 404


def test_any_host_is_served(door: Door) -> None:
    assert door.post(f"/{NEW}/order/new", b"{}", Host="shop.example.org").status_code == 200


def test_the_prefix_that_a_proxy_leaves_in_is_accepted(door: Door) -> None:
    door.put_setting("http.prefix", "/mm/hooks")
    paths = (f"/{NEW}/order/new", f"/mm/hooks/{NEW}/order/new", f"/other/{NEW}/order/new")
    assert [door.post(path, b"{}").status_code for path in paths] == [200, 200, 404]


def test_a_password_is_asked_for_where_a_login_is_set(door: Door) -> None:
    door.put_setting("http.basic_auth", "megamarket")
    path = f"/{NEW}/order/new"
    refused = [door.post(path, b"{}"), door.post(path, b"{}", Authorization=basic("megamarket:wrong"))]
    refused.append(door.post(path, b"{}", Authorization="Basic ???"))
    assert [(answer.status_code, "www-authenticate" in answer.headers) for answer in refused] == [
        (401, True)
    ] * 3
    assert door.post(path, b"{}", Authorization=basic("megamarket:correct horse")).content == SUCCESS


def test_a_login_without_a_password_lets_nobody_in(door: Door) -> None:
    door.put_setting("http.basic_auth", "megamarket")
    door.password = ""
    assert door.post(f"/{NEW}/order/new", b"{}", Authorization=basic("megamarket:")).status_code == 401


def basic(pair: str) -> str:
    return f"Basic {base64.b64encode(pair.encode()).decode()}"


# Health


def test_health_says_nothing(door: Door) -> None:
    answer = door.http.get("/healthz")
    assert (answer.status_code, answer.text) == (200, "ok")


@pytest.mark.parametrize(("ready", "status"), [(True, 200), (False, 503)])
def test_readiness_is_told_to_this_computer(door: Door, ready: bool, status: int) -> None:
    door.ready = ready
    answer = door.http.get("/readyz")
    assert (answer.status_code, answer.json()) == (status, {"ready": ready})


@pytest.mark.parametrize(
    "headers",
    [
        {"X-Forwarded-For": "127.0.0.1"},
        {"X-Forwarded-Proto": "https"},
        {"X-Real-IP": "127.0.0.1"},
        {"Forwarded": "for=127.0.0.1"},
        {"Via": "1.1 proxy"},
        {"Host": "shop.example.org"},
    ],
    ids=lambda headers: next(iter(headers)),
)
def test_readiness_is_told_to_nobody_behind_a_proxy(door: Door, headers: dict[str, str]) -> None:
    assert door.http.get("/readyz", headers=headers).status_code == 404


# Clients that take too much


def is_cut_off(client: socket.socket, drip: bytes = b"") -> bool:
    """Send one more piece and look whether the server has closed the connection; waits a moment for that."""
    client.settimeout(0.02)
    try:
        if drip:
            client.sendall(drip)
        return client.recv(4096) == b""
    except TimeoutError:
        return False
    except ConnectionError:
        return True


def is_reset(client: socket.socket) -> bool:
    """Sending fails: the answers that wait to be read do not matter."""
    try:
        client.send(b"x")
    except TimeoutError:
        return False
    except OSError:
        return True
    return False


def asks_for_health(client: socket.socket) -> bool:
    client.settimeout(10)
    try:
        client.sendall(b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
        answer = b""
        while not answer.endswith(b"ok"):
            piece = client.recv(4096)
            if not piece:
                return False
            answer += piece
    except ConnectionError:
        return False
    return True


@pytest.mark.parametrize(
    ("head", "drip"),
    [
        (b"", b""),
        (b"GET /healthz HTTP/1.1\r\nX-Slow: ", b"x"),
        (f"POST /{NEW}/order/new HTTP/1.1\r\nHost: x\r\nContent-Length: 9000\r\n\r\n".encode(), b"x"),
        (b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\nGET /healthz HTTP/1.1\r\nX-Slow: ", b"x"),
    ],
    ids=["silence", "head", "body", "second head"],
)
def test_who_drips_is_cut_off_while_others_are_served(door: Door, head: bytes, drip: bytes) -> None:
    with narrow(door, Limits(request_seconds=0.5)) as port, connect(port) as slow, connect(port) as proper:
        slow.sendall(head)
        assert asks_for_health(proper)
        wait_until(lambda: is_cut_off(slow, drip), 5)
        assert asks_for_health(proper)


def test_a_client_may_rest_between_two_requests_longer_than_a_request_takes(door: Door) -> None:
    with narrow(door, Limits(request_seconds=0.5)) as port, connect(port) as proper, connect(port) as other:
        assert asks_for_health(proper)
        wait_until(lambda: is_cut_off(other), 5)
        assert asks_for_health(proper)
    assert Limits().idle_seconds >= 75


def test_no_more_connections_than_the_limit_are_held(door: Door) -> None:
    with narrow(door, Limits(connections=3, patience_seconds=60)) as port, ExitStack() as held:
        busy = [held.enter_context(connect(port)) for _ in range(3)]
        for client in busy:
            client.sendall(b"GET /healthz HTTP/1.1\r\nX: ")
        surplus = [held.enter_context(connect(port)) for _ in range(5)]
        for client in surplus:
            wait_until(lambda client=client: is_cut_off(client), 5)  # type: ignore[misc]  # bound early
        assert not any(is_cut_off(client) for client in busy)


def test_the_one_that_rested_longest_makes_room(door: Door) -> None:
    with narrow(door, Limits(connections=2)) as port, connect(port) as first, connect(port) as second:
        assert asks_for_health(first)
        assert asks_for_health(second)
        with connect(port) as third:
            assert asks_for_health(third)
            wait_until(lambda: is_cut_off(first), 5)
            assert asks_for_health(second)


@contextmanager
def reads_nothing(port: int) -> Iterator[socket.socket]:
    """Has asked for more than the buffers on the way hold, and takes none of it."""
    with connect(port, receive_buffer=2048) as client:
        client.sendall(f"GET /{FEED}/megamarket.xml HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode())
        yield client


@pytest.fixture
def heavy(door: Door) -> Door:
    door.published = Response(b"x" * 16 * MEBIBYTE, media_type="application/xml")
    return door


def test_who_reads_no_answer_is_cut_off(heavy: Door) -> None:
    with narrow(heavy, Limits(unread_seconds=0.5)) as port, reads_nothing(port) as client:
        wait_until(lambda: is_reset(client), 10)


def test_who_reads_no_answer_makes_room(heavy: Door) -> None:
    limits = Limits(connections=2, unread_seconds=600, patience_seconds=0.2)
    with narrow(heavy, limits) as port, reads_nothing(port), reads_nothing(port):
        wait_until(lambda: asks_anew(port), 10)


def asks_anew(port: int) -> bool:
    with connect(port) as client:
        return asks_for_health(client)


def test_who_does_not_wait_for_an_answer_gets_one_and_no_more(door: Door) -> None:
    with narrow(door, Limits()) as port, connect(port) as hasty:
        hasty.sendall(b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n" * 200)
        said = b""
        with suppress(ConnectionError):
            while piece := hasty.recv(65_536):
                said += piece
    assert said.count(b"HTTP/1.1 200") == 1


def test_an_upgrade_that_is_not_offered_is_no_warning(door: Door, caplog: pytest.LogCaptureFixture) -> None:
    headers = {"Connection": "Upgrade", "Upgrade": "websocket"}
    assert door.http.get("/healthz", headers=headers).status_code == 200
    assert [each for each in caplog.records if each.levelno >= logging.WARNING] == []


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such limit")
def test_connections_leave_most_descriptors_to_the_database() -> None:
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(200, soft), hard))
    try:
        assert Limits().of_this_process().connections <= 50
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def test_a_want_of_descriptors_is_logged_once_a_minute(door: Door, caplog: pytest.LogCaptureFixture) -> None:
    for _ in range(50):
        logging.getLogger("asyncio").error("socket.accept() out of system resource\nsocket: %s", door.http)
    logging.getLogger("asyncio").error("something else")
    said = [record.getMessage() for record in caplog.records if record.name == "asyncio"]
    assert len([line for line in said if line.startswith("socket.accept()")]) <= 1
    assert "something else" in said


# The socket


def test_a_port_in_use_is_a_sentence(door: Door) -> None:
    port = door.http.base_url.port
    assert port is not None
    with pytest.raises(PortTaken) as taken:
        HttpServer(door.parts(), "127.0.0.1", port)
    assert str(port) in taken.value.sentence("ru")
