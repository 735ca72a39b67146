"""Downloads of the feed while builds are published, replaced and removed, and clients come and go."""

from __future__ import annotations

import gzip
import hashlib
import io
import sys
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import timedelta
from functools import partial
from pathlib import Path

import httpx
import pytest

from mmdesk.catalogue.feed_files import FeedFiles
from mmdesk.clock import ManualClock
from mmdesk.storage.connections import PathPurpose
from tests.feed_server.doorstep import Door
from tests.feed_server.published import PATH, Build, Got, Publisher, client_of, fetch, serving, some_feed
from tests.feed_server.stand import open_shop, running, wait_until

FEED_SIZE = 300_000
BIG = 16 * 1024 * 1024
"""More than the buffers between us and a client hold."""
MODIFIED = "Mon, 02 Nov 2026 09:00:00 GMT"
LATER = "Mon, 02 Nov 2026 09:00:01 GMT"


@pytest.fixture
def publisher(door: Door, tmp_path: Path) -> Publisher:
    return Publisher(door.storage, door.clock, door.connection, FeedFiles(tmp_path / "feeds"))


@pytest.fixture
def http(door: Door, publisher: Publisher) -> Iterator[httpx.Client]:
    with serving(door, publisher.files) as client:
        yield client


@pytest.fixture
def build(publisher: Publisher) -> Build:
    return publisher.publish(some_feed(1, FEED_SIZE))


# Which build


def test_two_builds_of_one_second_are_not_told_apart_by_the_date_so_it_counts_for_nothing(
    http: httpx.Client, clock: ManualClock, publisher: Publisher, build: Build
) -> None:
    clock.advance(0.4)
    second = publisher.publish(some_feed(2, FEED_SIZE))
    assert fetch(http, If_Modified_Since=MODIFIED).body == second.plain
    resumed = fetch(http, Range="bytes=100-", If_Range=MODIFIED)
    assert (resumed.status, resumed.body) == (200, second.plain)
    assert fetch(http, If_Unmodified_Since=MODIFIED).status == 412
    assert fetch(http, If_Modified_Since=LATER).status == 304


def test_the_build_published_last_is_served_be_it_an_older_one(
    http: httpx.Client, clock: ManualClock, publisher: Publisher, build: Build
) -> None:
    clock.advance(timedelta(hours=1))
    second = publisher.publish(some_feed(2, FEED_SIZE))
    assert fetch(http, If_None_Match=build.tag).body == second.plain
    clock.advance(timedelta(hours=1))
    publisher.show(build)
    got = fetch(http, If_Modified_Since="Mon, 02 Nov 2026 10:00:00 GMT")
    assert (got.body, got.headers["last-modified"]) == (build.plain, "Mon, 02 Nov 2026 11:00:00 GMT")


def test_a_build_that_is_not_published_is_not_served(http: httpx.Client, publisher: Publisher) -> None:
    publisher.build(some_feed(1, FEED_SIZE))
    assert fetch(http).status == 503


@pytest.mark.parametrize("verb", ["GET", "HEAD"])
def test_a_build_of_another_computer_is_not_published_here(
    http: httpx.Client, publisher: Publisher, build: Build, verb: str
) -> None:
    publisher.sweep()
    got = fetch(http, verb, If_None_Match=build.tag)
    assert (got.status, got.headers["retry-after"]) == (503, "600")


@pytest.mark.parametrize("verb", ["GET", "HEAD"])
@pytest.mark.parametrize("coding", ["identity", "gzip"])
def test_a_file_that_is_not_as_long_as_it_was_written_is_never_sent(
    http: httpx.Client, publisher: Publisher, build: Build, verb: str, coding: str
) -> None:
    place = publisher.files.gzip if coding == "gzip" else publisher.files.feed
    with place(build.folder).open("r+b") as file:
        file.truncate(1000)
    got = fetch(http, verb, Accept_Encoding=coding)
    assert got.status == 503
    assert verb == "HEAD" or got.body.decode().startswith("Фид сейчас не прочитать")


def test_a_build_removed_between_two_looks_gives_way_to_the_one_that_replaced_it(
    http: httpx.Client,
    clock: ManualClock,
    publisher: Publisher,
    build: Build,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    second: list[Build] = []
    has = FeedFiles.has

    def replaced_meanwhile(self: FeedFiles, folder: str) -> bool:
        if not second:
            second.append(publisher.build(some_feed(2, FEED_SIZE)))
            clock.advance(1)
            publisher.show(second[0])
            publisher.sweep(second[0])
        return has(self, folder)

    monkeypatch.setattr(FeedFiles, "has", replaced_meanwhile)
    got = fetch(http)
    assert (got.status, got.body) == (200, second[0].plain)


def test_the_service_serves_what_is_published_in_its_profile(tmp_path: Path) -> None:
    with open_shop(tmp_path / "profile") as shop, running(shop) as http:
        path = f"/{shop.key(PathPurpose.FEED)}/megamarket.xml"
        assert http.get(path).status_code == 503
        files = FeedFiles(shop.profile / "feeds")
        publisher = Publisher(shop.parts.storage, shop.parts.clock, shop.connection, files)
        build = publisher.publish(some_feed(1, 1000))
        assert http.get(path).content == build.plain


# While it goes out


def fetch_anew(http: httpx.Client, **headers: str) -> Got:
    """Fetch from the same server over a connection of its own."""
    port = http.base_url.port
    assert port is not None
    with client_of(port) as other:
        return fetch(other, **headers)


def big(publisher: Publisher) -> Build:
    return publisher.publish(some_feed(3, BIG))


def test_a_download_under_way_ends_with_the_build_it_began_with(
    http: httpx.Client, clock: ManualClock, publisher: Publisher
) -> None:
    first = big(publisher)
    with http.stream("GET", PATH) as answer:
        pieces = answer.iter_raw()
        body = next(pieces)
        clock.advance(1)
        second = publisher.publish(some_feed(4, FEED_SIZE))
        publisher.sweep(second)
        assert sys.platform == "win32" or not publisher.files.has(first.folder)
        assert fetch_anew(http).body == second.plain
        body += b"".join(pieces)
    assert (body == first.plain, answer.headers["etag"]) == (True, first.tag)


def test_others_are_served_while_the_disk_takes_its_time(
    http: httpx.Client, build: Build, monkeypatch: pytest.MonkeyPatch
) -> None:
    reads, goes_on, bodies = threading.Event(), threading.Event(), []

    class Slow(io.FileIO):
        def read(self, size: int | None = -1, /) -> bytes:
            reads.set()
            assert goes_on.wait(20)
            return super().read(-1 if size is None else size)

    path_open = Path.open

    def slowly(self: Path, mode: str) -> object:
        return Slow(self) if self.name == "feed.xml" else path_open(self, mode)

    monkeypatch.setattr(Path, "open", slowly)
    thread = threading.Thread(target=lambda: bodies.append(fetch(http).body))
    thread.start()
    assert reads.wait(20)
    assert fetch_anew(http, Accept_Encoding="gzip").body == build.packed
    goes_on.set()
    thread.join(20)
    assert bodies == [build.plain]


def open_files() -> list[str]:
    """The files of builds that this process has open."""
    found = []
    for each in Path("/proc/self/fd").iterdir():
        try:
            target = str(each.readlink())
        except OSError:
            continue
        if "/builds/" in target:
            found.append(target)
    return found


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="descriptors are not listed here")
def test_a_client_that_goes_away_in_the_middle_leaves_no_file_open(
    http: httpx.Client, publisher: Publisher
) -> None:
    build = big(publisher)
    for _ in range(5):
        with http.stream("GET", PATH) as answer:
            pieces = answer.iter_raw()
            assert next(pieces)
            assert open_files()
    wait_until(lambda: not open_files())
    statuses = [
        fetch(http, "HEAD").status,
        fetch(http, If_None_Match=build.tag).status,
        fetch(http, Range="bytes=-0").status,
        fetch(http, If_Match='"other"').status,
        fetch(http, Range="bytes=0-9").status,
    ]
    assert statuses == [200, 304, 416, 412, 206]
    wait_until(lambda: not open_files())


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="descriptors are not listed here")
def test_a_server_that_stops_leaves_no_file_open(door: Door, publisher: Publisher) -> None:
    big(publisher)
    with serving(door, publisher.files) as http, http.stream("GET", PATH) as answer:
        pieces = answer.iter_raw()
        assert next(pieces)
    wait_until(lambda: not open_files())


def test_what_has_gone_out_is_recorded(
    http: httpx.Client, door: Door, publisher: Publisher, build: Build
) -> None:
    asked: tuple[dict[str, str], ...] = ({}, {"Range": "bytes=0-9"}, {"If_None_Match": build.tag})
    recorded: list[tuple[int, int]] = []
    for headers in asked:
        fetch(http, **headers)
        recorded.append(newest(door, len(recorded) + 1))
    assert recorded == [(200, len(build.plain)), (206, 10), (304, 0)]


def newest(door: Door, count: int) -> tuple[int, int]:
    """Status and size of the last fetch, once so many are recorded: that is done after the answer."""
    wait_until(lambda: len(door.fetches()) == count)
    return door.fetches()[0].status, door.fetches()[0].size


def test_a_client_that_goes_away_is_recorded_with_what_it_could_have_got(
    http: httpx.Client, door: Door, publisher: Publisher
) -> None:
    build = big(publisher)
    with http.stream("GET", PATH) as answer:
        pieces = answer.iter_raw()
        assert next(pieces)
    status, size = newest(door, 1)
    assert status == 200
    assert 0 < size < len(build.plain)


# While builds come and go


def digest(body: bytes) -> str:
    return f'"{hashlib.sha256(body).hexdigest()}"'


def whole(got: Got) -> str:
    assert (got.status, digest(got.body)) == (200, got.headers["etag"])
    return "whole"


def packed(client: httpx.Client) -> str:
    got = fetch(client, Accept_Encoding="gzip")
    assert got.status == 200
    assert f'{digest(gzip.decompress(got.body))[:-1]}-gz"' == got.headers["etag"]
    return "packed"


def conditional(client: httpx.Client) -> str:
    before = fetch(client)
    now = fetch(client, If_None_Match=before.headers["etag"])
    if now.status == 304:
        assert now.headers["etag"] == before.headers["etag"]
        return "unchanged"
    return whole(now)


def resumed(client: httpx.Client, validator: str = "etag") -> str:
    head = fetch(client, Range="bytes=0-99999")
    assert (head.status, len(head.body)) == (206, 100_000)
    tail = fetch(client, Range="bytes=100000-", If_Range=head.headers[validator])
    if tail.status == 200:
        return whole(tail) and f"restarted by {validator}"
    assert (tail.status, tail.headers["etag"]) == (206, head.headers["etag"])
    assert digest(head.body + tail.body) == head.headers["etag"]
    return f"resumed by {validator}"


def resumed_by_date(client: httpx.Client) -> str:
    return resumed(client, "last-modified")


WAYS: tuple[Callable[[httpx.Client], str], ...] = (
    lambda client: whole(fetch(client)),
    packed,
    conditional,
    resumed,
    resumed_by_date,
)


class Fetching(threading.Thread):
    """Fetches in one way until it is told to stop; counts what it got, and keeps what made it fail."""

    def __init__(self, port: int, way: Callable[[httpx.Client], str], over: threading.Event) -> None:
        super().__init__(daemon=True)
        self._port = port
        self._way = way
        self._over = over
        self.got: Counter[str] = Counter()
        self.failure: Exception | None = None

    def run(self) -> None:
        try:
            with client_of(self._port) as client:
                while not self._over.is_set():
                    self.got[self._way(client)] += 1
        except (AssertionError, OSError, httpx.HTTPError) as error:
            self.failure = error


def test_every_fetch_gets_one_build_whole_while_builds_come_and_go(
    http: httpx.Client, clock: ManualClock, publisher: Publisher, build: Build
) -> None:
    port, over = http.base_url.port, threading.Event()
    assert port is not None
    fetching = [Fetching(port, way, over) for way in WAYS]

    def goes_on(before: list[int]) -> bool:
        return all(
            each.failure or each.got.total() > count for each, count in zip(fetching, before, strict=True)
        )

    with ExitStack() as stack:
        stack.callback(over.set)
        for each in fetching:
            each.start()
        for number in range(2, 34):
            clock.advance(0.4)
            publisher.sweep(publisher.publish(some_feed(number, FEED_SIZE + 100 * number)))
            if number % 4 == 0:
                before = [each.got.total() for each in fetching]
                wait_until(partial(goes_on, before))
    for each in fetching:
        each.join(20)
    assert [each.failure for each in fetching] == [None] * len(WAYS)
    got = sum((each.got for each in fetching), Counter[str]())
    assert {"whole", "packed", "unchanged", "resumed by etag"} <= set(got)


@pytest.mark.parametrize("validator", ["etag", "last-modified"])
def test_a_download_that_breaks_off_begins_anew_when_another_build_is_published(
    http: httpx.Client, clock: ManualClock, publisher: Publisher, build: Build, validator: str
) -> None:
    held = fetch(http, Range="bytes=0-99999").headers[validator]
    clock.advance(0.5)
    second = publisher.publish(some_feed(2, FEED_SIZE))
    got = fetch(http, Range="bytes=100000-", If_Range=held)
    assert (got.status, got.body) == (200, second.plain)
