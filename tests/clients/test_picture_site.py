"""Pictures from anybody's site: within limits, never from the own network, and at once at an end."""

from __future__ import annotations

import gzip
import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field

import httpx
import pytest

from mmdesk.clients.deadline_transport import CallDeadline
from mmdesk.clients.errors import (
    AddressWrong,
    BadAddress,
    Refused,
    RemoteError,
    TimedOut,
    Troubled,
    Unavailable,
    Unreadable,
)
from mmdesk.clients.http import open_client
from mmdesk.clients.own_network import is_of_a_neighbour, is_on_the_internet
from mmdesk.clients.picture_site import PictureInside, PictureLimits, PictureSite, PicturesStopped
from tests.clients.scripted import Script, ScriptedServer, answers, drips, half, resets, says_nothing

JPEG = b"\xff\xd8\xff" + b"picture" * 100
QUICK = PictureLimits(connect=1.0, total=1.0, bytes=20_000)


@dataclass
class Fetcher:
    """One round of fetching, and whether the program wants to end."""

    stopping: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        self.site = PictureSite(
            self.stopping.is_set,
            QUICK,
            is_outside=lambda each: is_on_the_internet(each) or each == "127.0.0.1",
        )

    def fetch(self, *scripts: Script) -> bytes:
        """From a site that is on the internet as far as the fetcher knows."""
        with ScriptedServer(list(scripts)) as server:
            return self.site.fetch(f"{server.url}/mug.jpg", inside=False)

    def refused(self, kind: type[RemoteError], *scripts: Script) -> RemoteError:
        with pytest.raises(kind) as caught:
            self.fetch(*scripts)
        assert type(caught.value) is kind
        return caught.value


@pytest.fixture(scope="module", autouse=True)
def authorities() -> None:
    """Read once for the whole process: a second that no site's time should be spent on."""
    open_client(httpx.URL("http://127.0.0.1"), CallDeadline()).close()


@pytest.fixture
def fetcher() -> Iterator[Fetcher]:
    made = Fetcher()
    yield made
    made.site.close()


def test_a_picture_comes_whole_and_its_bytes_are_counted(fetcher: Fetcher) -> None:
    assert fetcher.fetch(answers(JPEG, media_type="image/jpeg")) == JPEG
    assert fetcher.site.received == len(JPEG)


def test_a_picture_packed_for_the_way_is_unpacked(fetcher: Fetcher) -> None:
    packed = answers(gzip.compress(JPEG), media_type="image/jpeg", Content_Encoding="gzip")
    assert fetcher.fetch(packed) == JPEG


def test_a_body_without_an_end_is_broken_off_at_the_limit_and_counted(fetcher: Fetcher) -> None:
    def endless(connection: socket.socket, stop: threading.Event) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: image/jpeg\r\nConnection: close\r\n\r\n")
        while not stop.is_set():
            connection.sendall(b"x" * 4096)

    fetcher.refused(Unreadable, endless)
    assert QUICK.bytes < fetcher.site.received < 20 * QUICK.bytes


def test_a_body_that_unpacks_to_too_much_is_refused(fetcher: Fetcher) -> None:
    bomb = answers(gzip.compress(bytes(30_000_000)), media_type="image/png", Content_Encoding="gzip")
    fetcher.refused(Unreadable, bomb)


def test_a_file_that_says_it_is_too_large_is_not_even_begun(fetcher: Fetcher) -> None:
    fetcher.refused(Unreadable, answers(bytes(QUICK.bytes + 1), media_type="image/png"))
    assert fetcher.site.received < QUICK.bytes


@pytest.mark.parametrize("kind", ["text/html; charset=utf-8", "image/svg+xml", "application/xhtml+xml"])
def test_what_says_that_it_is_no_picture_is_refused(fetcher: Fetcher, kind: str) -> None:
    assert "не картинка" in fetcher.refused(Unreadable, answers(JPEG, media_type=kind)).words.ru


@pytest.mark.parametrize(
    ("script", "kind"),
    [
        (answers(status=404), AddressWrong),
        (answers(status=403), Refused),
        (answers(status=503, Retry_After="90"), Unavailable),
        (answers(status=304), Unreadable),
        (resets, Troubled),
        (half(JPEG), Troubled),
        (says_nothing, TimedOut),
        (drips, TimedOut),
    ],
)
def test_every_trouble_has_its_name(fetcher: Fetcher, script: Script, kind: type[RemoteError]) -> None:
    began = time.monotonic()
    fetcher.refused(kind, script)
    assert time.monotonic() - began < 5


def test_redirects_are_followed_a_few_times_and_never_in_a_circle(fetcher: Fetcher) -> None:
    moved = answers(status=302, Location="/elsewhere.jpg")
    assert fetcher.fetch(moved, answers(JPEG)) == JPEG
    fetcher.refused(AddressWrong, moved)


@pytest.mark.parametrize("target", ["file:///etc/passwd", "ftp://shop.example/mug.jpg", "data:image/png,x"])
def test_a_redirect_to_anything_but_the_web_is_refused(fetcher: Fetcher, target: str) -> None:
    fetcher.refused(AddressWrong, answers(status=302, Location=target))


def test_an_end_of_the_program_is_not_waited_out(fetcher: Fetcher) -> None:
    fetcher.stopping.set()
    fetcher.refused(PicturesStopped, says_nothing)


def test_nothing_but_an_address_of_the_web_is_asked(fetcher: Fetcher) -> None:
    for address in (
        "file:///etc/passwd",
        "ftp://shop.example/x",
        "//shop.example/x",
        "http://a:b@shop.example/",
    ):
        with pytest.raises(BadAddress):
            fetcher.site.fetch(address, inside=True)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::ffff:127.0.0.1]", "2130706433", "0x7f.1"])
def test_the_own_computer_is_not_asked_however_it_is_written(host: str) -> None:
    with ScriptedServer([answers(JPEG)]) as server, PictureSite(lambda: False, QUICK) as site:
        port = server.url.rpartition(":")[2]
        with pytest.raises((PictureInside, BadAddress)):
            site.fetch(f"http://{host}:{port}/mug.jpg", inside=False)
        assert server.received == []


def test_the_own_network_is_asked_where_that_is_allowed() -> None:
    with ScriptedServer([answers(JPEG)]) as server, PictureSite(lambda: False, QUICK) as site:
        assert site.fetch(f"{server.url}/mug.jpg", inside=True) == JPEG


def test_a_redirect_from_outside_leads_not_inside(fetcher: Fetcher) -> None:
    fetcher.refused(PictureInside, answers(status=302, Location="http://127.0.0.2:1/keys"))


def test_a_redirect_to_a_service_address_promises_no_setting(fetcher: Fetcher) -> None:
    fetcher.refused(PictureInside, answers(status=302, Location="http://169.254.169.254/keys"))
    with pytest.raises(PictureInside, match="never taken") as refused:
        fetcher.site.fetch("http://169.254.169.254/keys", inside=True)
    assert "desk.pictures" not in refused.value.text.ru


def test_through_a_proxy_nothing_inside_is_asked_for(
    fetcher: Fetcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("no_proxy", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
    with ScriptedServer([answers(JPEG)]) as proxy:
        monkeypatch.setenv("http_proxy", proxy.url)
        assert fetcher.site.fetch("http://pictures.invalid/mug.jpg", inside=False) == JPEG
        with pytest.raises(PictureInside):
            fetcher.site.fetch("http://10.1.2.3/mug.jpg", inside=False)
        assert [each.target for each in proxy.received] == ["http://pictures.invalid/mug.jpg"]


@pytest.mark.parametrize(
    ("address", "outside", "neighbour"),
    [
        ("93.184.215.14", True, True),
        ("2a00:1450:4001::1", True, True),
        ("10.0.0.1", False, True),
        ("100.64.0.1", False, True),
        ("::1", False, True),
        ("fd00::1", False, True),
        ("::ffff:192.168.0.1", False, True),
        ("2002:7f00:1::", False, True),
        ("64:ff9b::a00:1", False, True),
        ("64:ff9b::5db8:d70e", True, True),
        ("169.254.169.254", False, False),
        ("fe80::1%eth0", False, False),
        ("224.0.0.1", False, False),
        ("255.255.255.255", False, False),
        ("0.0.0.0", False, False),
        ("shop.example", False, False),
    ],
)
def test_which_addresses_are_whose(address: str, outside: bool, neighbour: bool) -> None:
    assert (is_on_the_internet(address), is_of_a_neighbour(address)) == (outside, neighbour)
