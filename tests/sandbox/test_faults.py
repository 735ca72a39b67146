from __future__ import annotations

import socket
import threading
from collections.abc import Iterator

import httpx
import pytest

from mmdesk.sandbox.faults import FOREVER, Fault, FaultKind, FaultSwitch
from mmdesk.sandbox.server import Answer, Request, SandboxServer


class Counter:
    """A handler whose effect is that it counts."""

    def __init__(self) -> None:
        self.effects = 0
        self.called = threading.Event()

    def __call__(self, request: Request) -> Answer:
        self.effects += 1
        self.called.set()
        return Answer(body=b'{"counted": true}', changed=True)


@pytest.fixture
def counter() -> Counter:
    return Counter()


@pytest.fixture
def switch() -> FaultSwitch:
    return FaultSwitch()


@pytest.fixture
def http(counter: Counter, switch: FaultSwitch) -> Iterator[httpx.Client]:
    handler = switch.wrap(counter, token=lambda request: Answer(401))
    with SandboxServer(handler) as server, httpx.Client(base_url=server.url) as client:
        yield client


@pytest.mark.parametrize(
    ("kind", "status", "effects"),
    [
        ("before", 502, 0),
        ("after", 502, 1),
        ("html", 503, 0),
        ("garbage", 200, 1),
        ("token", 401, 0),
        ("refuse", 400, 0),
        ("slow", 200, 1),
    ],
)
def test_a_fault_spoils_one_answer(
    http: httpx.Client, switch: FaultSwitch, counter: Counter, kind: str, status: int, effects: int
) -> None:
    switch.add(Fault(FaultKind(kind), status=502, seconds=0.01))
    assert (http.post("/a").status_code, counter.effects) == (status, effects)
    assert http.post("/a").json() == {"counted": True}


@pytest.mark.parametrize(
    ("kind", "error", "effects"),
    [
        ("lost", httpx.RemoteProtocolError, 1),
        ("reset", httpx.ReadError, 0),
        ("half", httpx.RemoteProtocolError, 1),
    ],
)
def test_a_fault_cuts_the_connection(
    http: httpx.Client,
    switch: FaultSwitch,
    counter: Counter,
    kind: str,
    error: type[Exception],
    effects: int,
) -> None:
    switch.add(Fault(FaultKind(kind)))
    with pytest.raises(error):
        http.post("/a")
    assert counter.effects == effects


def test_garbage_is_no_json(http: httpx.Client, switch: FaultSwitch) -> None:
    switch.add(Fault(FaultKind.GARBAGE))
    with pytest.raises(ValueError, match="Expecting value"):
        http.post("/a").json()


def test_faults_strike_only_the_paths_they_are_meant_for(http: httpx.Client, switch: FaultSwitch) -> None:
    switch.add(Fault(FaultKind.BEFORE, path_contains="order/get"))
    assert [http.post(path).status_code for path in ("/order/search", "/order/get")] == [200, 500]


def test_faults_are_used_up_in_the_order_they_were_added(http: httpx.Client, switch: FaultSwitch) -> None:
    switch.add(Fault(FaultKind.BEFORE, times=2, status=500))
    switch.add(Fault(FaultKind.BEFORE, status=504))
    assert [http.post("/a").status_code for _ in range(4)] == [500, 500, 504, 200]
    assert switch.planned() == ()


def test_a_lasting_fault_ends_when_cleared(http: httpx.Client, switch: FaultSwitch) -> None:
    switch.add(Fault(FaultKind.HTML, times=FOREVER))
    assert [http.post("/a").status_code for _ in range(3)] == [503] * 3
    switch.clear()
    assert http.post("/a").status_code == 200


def test_the_sandboxs_own_doors_never_fail(http: httpx.Client, switch: FaultSwitch) -> None:
    switch.add(Fault(FaultKind.RESET))
    assert http.get("/_sandbox/calls").status_code == 200
    assert len(switch.planned()) == 1


def test_stopping_does_not_wait_for_a_slow_answer(switch: FaultSwitch, counter: Counter) -> None:
    switch.add(Fault(FaultKind.SLOW, seconds=3600))
    server = SandboxServer(switch.wrap(counter)).start()
    failures: list[httpx.TransportError] = []

    def ask() -> None:
        with pytest.raises(httpx.TransportError) as caught:
            httpx.post(server.url, timeout=None)
        failures.append(caught.value)

    asking = threading.Thread(target=ask)
    asking.start()
    assert counter.called.wait(5)
    server.stop()
    asking.join()
    assert len(failures) == 1


def test_a_server_starts_again_on_its_port(counter: Counter) -> None:
    server = SandboxServer(counter)
    with server:
        first = server.url
    with pytest.raises(httpx.ConnectError):
        httpx.get(first)
    with server:
        assert (httpx.get(server.url).status_code, server.url) == (200, first)


def test_a_connection_is_kept_for_the_next_request() -> None:
    lengths: list[int] = []

    def measure(request: Request) -> Answer:
        lengths.append(len(request.body))
        return Answer(204)

    with SandboxServer(measure) as server, socket.create_connection(("127.0.0.1", server.port)) as wire:
        wire.sendall(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc" * 2)
        answers = b""
        while answers.count(b"204 No Content") < 2:
            answers += wire.recv(4096)
    assert lengths == [3, 3]


def test_a_request_is_handed_over_whole() -> None:
    seen: list[Request] = []

    def keep(request: Request) -> Answer:
        seen.append(request)
        return Answer()

    with SandboxServer(keep) as server:
        httpx.post(f"{server.url}/путь?a=1&a=&b=%20", data={"x": "я"}, headers={"X-Key": "k"})
    (request,) = seen
    assert (request.path, request.header("x-key")) == ("/путь", "k")
    assert request.query_pairs() == [("a", "1"), ("a", ""), ("b", " ")]
    assert request.form_pairs() == [("x", "я")]


def test_a_broken_handler_is_answered_and_logged(caplog: pytest.LogCaptureFixture) -> None:
    def fail(request: Request) -> Answer:
        raise LookupError(request.path)

    with SandboxServer(fail) as server:
        assert httpx.get(f"{server.url}/here").status_code == 500
    assert "GET /here failed in the simulator" in caplog.messages
