"""What a fetch of the published feed gets over HTTP: the whole, a part, the packed form, or nothing new."""

from __future__ import annotations

import gzip
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest

from mmdesk.catalogue.feed_files import FeedFiles
from mmdesk.clock import ManualClock
from mmdesk.storage.engine import open_engine
from mmdesk.storage.uow import Storage
from tests.feed_server.doorstep import connect, open_door
from tests.feed_server.published import PATH, Build, Got, Publisher, fetch, serving, some_feed

MODIFIED = "Mon, 02 Nov 2026 09:00:00 GMT"
EARLIER = "Mon, 02 Nov 2026 08:59:59 GMT"
LATER = "Mon, 02 Nov 2026 09:00:01 GMT"
NO_DATE = "the day before yesterday"


@pytest.fixture(scope="module")
def served(
    sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[httpx.Client, Build]]:
    """One server for all that only ask it, and the build that it serves."""
    place = tmp_path_factory.mktemp("served")
    shutil.copyfile(sqlite_template, place / "mmdesk.db")
    storage = Storage(open_engine(f"sqlite:///{place / 'mmdesk.db'}"))
    files, clock = FeedFiles(place / "feeds"), ManualClock(datetime(2026, 11, 2, 9, 0, tzinfo=UTC))
    clock.advance(0.25)
    with open_door(storage, clock) as door, serving(door, files) as client:
        publisher = Publisher(storage, clock, door.connection, files)
        yield client, publisher.publish(some_feed(1, 300_000))
    storage.close()


@pytest.fixture
def http(served: tuple[httpx.Client, Build]) -> httpx.Client:
    return served[0]


@pytest.fixture
def build(served: tuple[httpx.Client, Build]) -> Build:
    return served[1]


def shows(got: Got) -> dict[str, str]:
    """The headers that are ours to say."""
    return {name: value for name, value in got.headers.items() if name not in ("date", "connection")}


# The whole


def test_the_whole_feed_comes_with_all_that_is_known_of_it(http: httpx.Client, build: Build) -> None:
    got = fetch(http)
    assert (got.status, got.body) == (200, build.plain)
    assert shows(got) == {
        "accept-ranges": "bytes",
        "cache-control": "no-cache",
        "content-length": str(len(build.plain)),
        "content-type": "text/xml; charset=utf-8",
        "etag": build.tag,
        "last-modified": MODIFIED,
        "vary": "Accept-Encoding",
    }


def test_the_packed_feed_is_another_form_with_a_tag_of_its_own(http: httpx.Client, build: Build) -> None:
    got = fetch(http, Accept_Encoding="gzip")
    assert (got.status, got.body, gzip.decompress(got.body)) == (200, build.packed, build.plain)
    assert shows(got) == {
        "accept-ranges": "bytes",
        "cache-control": "no-cache",
        "content-encoding": "gzip",
        "content-length": str(len(build.packed)),
        "content-type": "text/xml; charset=utf-8",
        "etag": build.packed_tag,
        "last-modified": MODIFIED,
        "vary": "Accept-Encoding",
    }


@pytest.mark.parametrize("coding", ["identity", "gzip"])
def test_head_says_the_same_as_get_without_the_body(http: httpx.Client, build: Build, coding: str) -> None:
    full, head = (fetch(http, verb, Accept_Encoding=coding) for verb in ("GET", "HEAD"))
    assert (head.status, head.body, shows(head)) == (200, b"", shows(full))


@pytest.mark.parametrize(
    ("accepted", "packed"),
    [
        ("", False),
        ("identity", False),
        ("br, zstd", False),
        ("gzip;q=0", False),
        ("gzip;q=0.000, *", False),
        ("*;q=0", False),
        ("identity, gzip;q=0.5", False),
        ("gzip;q=0.2, identity;q=0.3", False),
        ("gzip;q=high", False),
        ("gzip;q=2", False),
        ("gzip;level=9", False),
        ("gzipped", False),
        ("gzip", True),
        ("GZip", True),
        ("x-gzip", True),
        ("br, gzip", True),
        ("gzip;q=0.001", True),
        ("br;q=1.0 , gzip ; q=0.8,", True),
        ("*", True),
        ("identity;q=0, *;q=0.1", True),
        ("identity;q=0.5, gzip", True),
        ("identity, gzip", True),
    ],
)
def test_the_packed_form_goes_only_to_who_really_takes_it(
    http: httpx.Client, build: Build, accepted: str, *, packed: bool
) -> None:
    got = fetch(http, Accept_Encoding=accepted)
    assert (got.body == build.packed, got.headers.get("content-encoding") == "gzip") == (packed, packed)
    assert packed or got.body == build.plain


def test_who_says_nothing_of_codings_gets_the_plain_form(http: httpx.Client, build: Build) -> None:
    port = http.base_url.port
    assert port is not None
    with connect(port) as client:
        client.sendall(f"GET {PATH} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode())
        answer = b"".join(iter(lambda: client.recv(65536), b""))
    head, _, body = answer.partition(b"\r\n\r\n")
    assert b"content-encoding" not in head.lower()
    assert body == build.plain


# Nothing new


@pytest.mark.parametrize(
    "held",
    [
        "{tag}",
        "W/{tag}",
        "{packed}",
        "W/{packed}",
        '"other", {tag}',
        '"a,b",W/"c" , {packed},',
        "*",
    ],
)
@pytest.mark.parametrize("verb", ["GET", "HEAD"])
@pytest.mark.parametrize("coding", ["identity", "gzip"])
def test_who_has_the_feed_is_told_that_nothing_is_new(
    http: httpx.Client, build: Build, held: str, verb: str, coding: str
) -> None:
    tags = held.format(tag=build.tag, packed=build.packed_tag)
    got = fetch(http, verb, Accept_Encoding=coding, If_None_Match=tags)
    assert (got.status, got.body) == (304, b"")
    own = build.packed_tag if coding == "gzip" else build.tag
    # The tag of what the client has, so that a cache finds it.
    theirs = next((tag for tag in (build.packed_tag, build.tag) if tag in tags), own)
    assert shows(got) == {
        "cache-control": "no-cache",
        "etag": theirs,
        "last-modified": MODIFIED,
        "vary": "Accept-Encoding",
    }


@pytest.mark.parametrize("held", ['"other"', 'W/"other"', "", "{bare}", '"*"'])
def test_who_has_something_else_gets_the_feed(http: httpx.Client, build: Build, held: str) -> None:
    got = fetch(http, If_None_Match=held.format(bare=build.tag.strip('"')), If_Modified_Since=LATER)
    assert (got.status, got.body) == (200, build.plain)


@pytest.mark.parametrize(
    ("since", "status"),
    [
        (MODIFIED, 304),
        (LATER, 304),
        (EARLIER, 200),
        (NO_DATE, 200),
        ("", 200),
        ("Mon, 99999999999 Nov 2026 09:00:00 GMT", 200),
    ],
)
@pytest.mark.parametrize("verb", ["GET", "HEAD"])
def test_a_date_serves_who_has_no_tag(
    http: httpx.Client, build: Build, since: str, status: int, verb: str
) -> None:
    assert fetch(http, verb, If_Modified_Since=since).status == status


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"If_Match": "{tag}"}, 200),
        ({"If_Match": '"other", {tag}'}, 200),
        ({"If_Match": "*"}, 200),
        ({"If_Match": "W/{tag}"}, 412),
        ({"If_Match": '"other"'}, 412),
        ({"If_Match": "{packed}"}, 412),
        ({"If_Match": "{tag}", "If_Unmodified_Since": EARLIER}, 200),
        ({"If_Match": "{tag}", "If_None_Match": "{tag}"}, 304),
        ({"If_Unmodified_Since": MODIFIED}, 200),
        ({"If_Unmodified_Since": LATER}, 200),
        ({"If_Unmodified_Since": EARLIER}, 412),
        ({"If_Unmodified_Since": NO_DATE}, 200),
        ({"If_Match": '"other"', "Range": "bytes=0-9"}, 412),
    ],
)
def test_who_wants_only_what_it_knows_gets_nothing_else(
    http: httpx.Client, build: Build, headers: dict[str, str], status: int
) -> None:
    filled = {name: value.format(tag=build.tag, packed=build.packed_tag) for name, value in headers.items()}
    got = fetch(http, **filled)
    assert got.status == status
    assert got.body == (build.plain if status == 200 else b"")


# Parts


@pytest.mark.parametrize("coding", ["identity", "gzip"])
@pytest.mark.parametrize(
    ("asked", "start", "stop"),
    [
        ("0-0", 0, 1),
        ("0-99", 0, 100),
        ("100-199", 100, 200),
        ("70000-140000", 70000, 140001),
        ("100-", 100, None),
        ("-1", -1, None),
        ("-500", -500, None),
        ("100-99999999999999999999", 100, None),
        ("-99999999999999999999", 0, None),
        ("0-", 0, None),
    ],
)
def test_a_part_is_cut_from_the_form_that_is_sent(
    http: httpx.Client, build: Build, coding: str, asked: str, start: int, stop: int | None
) -> None:
    whole, tag = (build.packed, build.packed_tag) if coding == "gzip" else (build.plain, build.tag)
    got = fetch(http, Accept_Encoding=coding, Range=f"bytes={asked}")
    place = range(len(whole))[start:stop]
    assert (got.status, got.body) == (206, whole[start:stop])
    expected = {
        "accept-ranges": "bytes",
        "cache-control": "no-cache",
        "content-length": str(len(place)),
        "content-range": f"bytes {place.start}-{place.stop - 1}/{len(whole)}",
        "content-type": "text/xml; charset=utf-8",
        "etag": tag,
        "last-modified": MODIFIED,
        "vary": "Accept-Encoding",
    }
    assert shows(got) == expected | ({"content-encoding": "gzip"} if coding == "gzip" else {})


@pytest.mark.parametrize("asked", ["{size}-", "{size}-{size}", "99999999999999999999-", "-0", "-000"])
@pytest.mark.parametrize("coding", ["identity", "gzip"])
def test_a_part_behind_the_end_is_refused_with_the_size(
    http: httpx.Client, build: Build, asked: str, coding: str
) -> None:
    size = len(build.packed if coding == "gzip" else build.plain)
    got = fetch(http, Accept_Encoding=coding, Range=f"bytes={asked.format(size=size)}")
    assert (got.status, got.body) == (416, b"")
    assert shows(got) == {
        "accept-ranges": "bytes",
        "cache-control": "no-cache",
        "content-length": "0",
        "content-range": f"bytes */{size}",
        "vary": "Accept-Encoding",
    }


@pytest.mark.parametrize(
    "asked",
    [
        "bytes=",
        "bytes=-",
        "bytes=5-2",
        "bytes=a-b",
        "bytes=1.5-2",
        "bytes=+1-2",
        "bytes=--5",
        "bytes=٣-٤",
        "bytes 0-5",
        "0-5",
        "lines=0-5",
        "bytes=0-5, 10-15",
        "bytes=0-5,-1",
        "bytes=9-5,2-",
    ],
)
def test_a_range_that_is_none_and_several_ranges_get_the_whole(
    http: httpx.Client, build: Build, asked: str
) -> None:
    with http.stream("GET", PATH, headers={b"Range": asked.encode()}) as answer:
        body = b"".join(answer.iter_raw())
    assert (answer.status_code, body) == (200, build.plain)
    assert "content-range" not in answer.headers


def test_the_unit_is_read_in_any_case(http: httpx.Client, build: Build) -> None:
    assert fetch(http, Range="Bytes=0-9").body == build.plain[:10]


def test_head_knows_no_parts(http: httpx.Client, build: Build) -> None:
    got = fetch(http, "HEAD", Range="bytes=0-9")
    assert (got.status, got.headers["content-length"]) == (200, str(len(build.plain)))
    assert fetch(http, "HEAD", Range=f"bytes={len(build.plain)}-").status == 200


@pytest.mark.parametrize(
    ("held", "coding", "status"),
    [
        ("{tag}", "identity", 206),
        ("{packed}", "gzip", 206),
        (MODIFIED, "identity", 206),
        ("{tag}", "gzip", 200),
        ("{packed}", "identity", 200),
        ("W/{tag}", "identity", 200),
        ('"other"', "identity", 200),
        ("{bare}", "identity", 200),
        (EARLIER, "identity", 200),
        (LATER, "identity", 200),
        (NO_DATE, "identity", 200),
    ],
)
def test_a_download_is_resumed_only_from_the_same_file(
    http: httpx.Client, build: Build, held: str, coding: str, status: int
) -> None:
    known = held.format(tag=build.tag, packed=build.packed_tag, bare=build.tag.strip('"'))
    got = fetch(http, Accept_Encoding=coding, Range="bytes=1000-", If_Range=known)
    whole = build.packed if coding == "gzip" else build.plain
    assert (got.status, got.body) == (status, whole[1000:] if status == 206 else whole)


def test_a_range_behind_the_end_of_another_file_gets_the_whole(http: httpx.Client, build: Build) -> None:
    got = fetch(http, Range=f"bytes={len(build.plain)}-", If_Range='"a longer one"')
    assert (got.status, got.body) == (200, build.plain)


def test_nothing_new_comes_before_a_part(http: httpx.Client, build: Build) -> None:
    assert fetch(http, Range="bytes=0-9", If_None_Match=build.tag).status == 304
    assert fetch(http, Range="bytes=0-9", If_None_Match='"other"').status == 206
