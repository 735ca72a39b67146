from __future__ import annotations

import gzip
import hashlib
import logging
import random
import socket
import stat
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest

from mmdesk.clients.catalogue_file import (
    CatalogueFile,
    Fetched,
    FetchLimits,
    FetchStopped,
    Known,
    NotModified,
)
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
from mmdesk.clients.part_file import NotStored, part_of
from mmdesk.sandbox.faults import Fault, FaultKind
from mmdesk.sandbox.retailcrm_references import CrmSite
from mmdesk.sandbox.retailcrm_shop_pages import ICML_PATH
from mmdesk.sandbox.retailcrm_simulator import RetailCrmSimulator
from mmdesk.sandbox.shop import demo_offers
from mmdesk.unpacking import UnpackLimits
from tests.clients.scripted import Script, ScriptedServer, answers, drips, half, resets, says_nothing

FILE = (
    b'<?xml version="1.0"?>\n<yml_catalog>'
    + random.Random(4).randbytes(60_000).hex().encode()
    + b"</yml_catalog>"
)
OLD = b"<yml_catalog>old</yml_catalog>"
QUICK = FetchLimits(connect=5.0, silence=3.0, window=0.2, total=20.0)


@dataclass
class Desk:
    """Who fetches: a place for the file, what was told on the way, and whether the program wants to end."""

    place: Path
    limits: FetchLimits = QUICK
    told: list[tuple[int, int | None]] = field(default_factory=list)
    stopping: threading.Event = field(default_factory=threading.Event)

    def fetch(self, address: str, known: Known | None = None) -> Fetched | NotModified:
        return CatalogueFile(self.limits).fetch(
            address, self.place, known, tell=self._hear, stopping=self.stopping.is_set
        )

    def _hear(self, received: int, total: int | None) -> None:
        self.told.append((received, total))

    def fetched(self, address: str, known: Known | None = None) -> Fetched:
        result = self.fetch(address, known)
        assert isinstance(result, Fetched)
        return result

    def refusal(self, address: str, kind: type[RemoteError] = RemoteError) -> RemoteError:
        """The error of a fetch that must leave the earlier file, and nothing else, behind."""
        self.place.write_bytes(OLD)
        with pytest.raises(kind) as caught:
            self.fetch(address)
        assert self.left_behind() == {self.place.name: OLD}
        assert caught.value.cure.ru
        assert type(caught.value) is kind or kind is RemoteError
        return caught.value

    def left_behind(self) -> dict[str, bytes]:
        return {path.name: path.read_bytes() for path in self.place.parent.iterdir()}

    def refused(self, *scripts: Script, kind: type[RemoteError] = RemoteError) -> RemoteError:
        with ScriptedServer(list(scripts)) as server:
            return self.refusal(f"{server.url}/icml.xml", kind)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path / "icml.xml")


@pytest.fixture
def shop() -> Iterator[RetailCrmSimulator]:
    simulator = RetailCrmSimulator(
        now=lambda: datetime(2026, 10, 5, 9, 0, tzinfo=UTC),
        sites=(CrmSite("shop", "Тёплый Дом", yml_url=ICML_PATH),),
        keys=(),
        offers=demo_offers(),
    )
    with simulator:
        yield simulator


def icml_of(shop: RetailCrmSimulator) -> str:
    return f"{shop.url}{ICML_PATH}"


def body(content: bytes = FILE, **headers: str) -> Script:
    return answers(content, 200, "application/xml", **headers)


def test_a_file_is_fetched_packed_and_lies_there_plain(desk: Desk, shop: RetailCrmSimulator) -> None:
    result = desk.fetched(icml_of(shop))
    content = desk.place.read_bytes()
    assert content.startswith(b"<?xml")
    assert result.known.sha256 == hashlib.sha256(content).hexdigest()
    assert result.known.size == len(content) > 5 * result.received
    assert desk.told[-1] == (result.received, result.received)
    assert list(desk.left_behind()) == ["icml.xml"]


def test_an_unchanged_file_is_not_fetched_again(desk: Desk, shop: RetailCrmSimulator) -> None:
    first = desk.fetched(icml_of(shop))
    assert (first.known.etag, first.known.last_modified) != ("", "")
    assert desk.fetch(icml_of(shop), first.known) == NotModified(first.known, 0)
    shop.change_offer("TD-10001", quantity=0)
    changed = desk.fetched(icml_of(shop), first.known)
    assert changed.known.sha256 != first.known.sha256
    assert hashlib.sha256(desk.place.read_bytes()).hexdigest() == changed.known.sha256


@pytest.mark.parametrize(("etag", "last_modified"), [('"one"', ""), ("", "Mon, 05 Oct 2026 09:00:00 GMT")])
def test_only_what_is_remembered_is_asked_about(desk: Desk, etag: str, last_modified: str) -> None:
    known = Known(etag, last_modified, "0" * 64, 1)
    with ScriptedServer([answers(status=304)]) as server:
        assert desk.fetch(f"{server.url}/icml.xml", known) == NotModified(known, 0)
    headers = server.received[0].headers
    assert headers.get("if-none-match", "") == etag
    assert headers.get("if-modified-since", "") == last_modified
    assert headers["accept-encoding"] == "gzip"


def test_the_same_bytes_are_no_change_whatever_the_site_says(desk: Desk) -> None:
    digest = hashlib.sha256(FILE).hexdigest()
    desk.place.write_bytes(OLD)
    with ScriptedServer(
        [body(gzip.compress(FILE, mtime=0), Content_Encoding="gzip", ETag='"two"')]
    ) as server:
        result = desk.fetch(f"{server.url}/icml.xml", Known('"one"', "", digest, len(FILE)))
    assert isinstance(result, NotModified)
    assert result.known == Known('"two"', "", digest, len(FILE))
    assert desk.left_behind() == {"icml.xml": OLD}


def test_not_modified_renews_the_marks_that_it_brings(desk: Desk) -> None:
    known = Known('"one"', "Mon, 05 Oct 2026 09:00:00 GMT", "0" * 64, 1)
    with ScriptedServer([answers(status=304, ETag='"two"')]) as server:
        result = desk.fetch(f"{server.url}/icml.xml", known)
    assert result.known == Known('"two"', "Mon, 05 Oct 2026 09:00:00 GMT", "0" * 64, 1)


def test_not_modified_unasked_is_refused(desk: Desk) -> None:
    assert "not asked" in desk.refused(answers(status=304), kind=Unreadable).words.en


@pytest.mark.parametrize("mark", ["я", "x" * 2000])
def test_a_mark_that_cannot_be_sent_back_is_forgotten(desk: Desk, mark: str) -> None:
    with ScriptedServer([body(ETag=mark)]) as server:
        assert desk.fetched(f"{server.url}/icml.xml").known.etag == ""


@pytest.mark.parametrize(
    ("content", "headers"),
    [
        (FILE, {}),
        (FILE, {"Content_Encoding": "identity"}),
        (gzip.compress(FILE, mtime=0), {}),
        (gzip.compress(FILE, mtime=0), {"Content_Encoding": "x-gzip"}),
        (gzip.compress(gzip.compress(FILE, mtime=0), mtime=0), {"Content_Encoding": "gzip"}),
    ],
)
def test_packing_is_undone_wherever_it_was_done(desk: Desk, content: bytes, headers: dict[str, str]) -> None:
    with ScriptedServer([body(content, **headers)]) as server:
        desk.fetched(f"{server.url}/icml.xml.gz")
    assert desk.place.read_bytes() == FILE


def test_a_file_without_a_told_length_is_fetched_to_its_end(desk: Desk) -> None:
    chunks = b"".join(b"%x\r\n%s\r\n" % (len(one), one) for one in (FILE[:999], FILE[999:])) + b"0\r\n\r\n"

    def chunked(connection: socket.socket, stop: threading.Event) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks)

    with ScriptedServer([chunked]) as server:
        desk.fetched(f"{server.url}/icml.xml")
    assert desk.place.read_bytes() == FILE
    assert {total for _, total in desk.told} == {None}


def test_a_catalogue_that_the_site_calls_a_page_is_taken(desk: Desk) -> None:
    with ScriptedServer([answers(FILE, media_type="text/html; charset=utf-8")]) as server:
        desk.fetched(f"{server.url}/export.php?key=1")
    assert server.received[0].target == "/export.php?key=1"
    assert desk.place.read_bytes() == FILE


@pytest.mark.parametrize("code", [301, 302, 303, 307, 308])
def test_a_redirect_is_followed(desk: Desk, code: int) -> None:
    with ScriptedServer([answers(status=code, Location="../new.xml#end"), body()]) as server:
        desk.fetched(f"{server.url}/a/icml.xml")
    assert [one.target for one in server.received] == ["/a/icml.xml", "/new.xml"]
    assert desk.place.read_bytes() == FILE


def test_five_redirects_are_followed_and_a_sixth_is_not(desk: Desk) -> None:
    moved = answers(status=302, Location="/next.xml")
    with ScriptedServer([*[moved] * 5, body()]) as server:
        desk.fetched(f"{server.url}/icml.xml")
    desk.place.unlink()
    with ScriptedServer([*[moved] * 6, body()]) as server:
        error = desk.refusal(f"{server.url}/icml.xml", AddressWrong)
    assert "more than 5 times" in error.words.en
    assert len(server.received) == 6


@pytest.mark.parametrize(
    "location",
    [
        "file:///etc/passwd",
        "ftp://shop.example.ru/icml.xml",
        "gopher://127.0.0.1:70/",
        "http://anna:hidden@127.0.0.1/icml.xml",
        "http:///icml.xml",
        "http://[::1/icml.xml",
        "",
    ],
)
def test_a_redirect_that_leads_nowhere_good_is_refused(desk: Desk, location: str) -> None:
    error = desk.refused(answers(status=302, Location=location), kind=AddressWrong)
    assert "Location" not in error.words.ru
    assert "hidden" not in error.sentence("ru")


@pytest.mark.parametrize(
    "address",
    [
        "file:///etc/passwd",
        "ftp://shop.example.ru/icml.xml",
        "https://anna:hidden@shop.example.ru/icml.xml",
        "shop.example.ru/icml.xml",
        "http://",
        "http://host:port/",
        "",
    ],
)
def test_an_address_that_is_none_is_refused(desk: Desk, address: str) -> None:
    with pytest.raises(BadAddress):
        desk.fetch(address)
    assert desk.left_behind() == {}


@pytest.mark.parametrize(
    ("status", "kind", "cure"),
    [
        (401, Refused, "без входа и пароля"),
        (403, Refused, "без входа и пароля"),
        (404, AddressWrong, "Исправьте адрес"),
        (410, AddressWrong, "Исправьте адрес"),
        (418, Refused, "Исправьте адрес"),
        (429, Unavailable, "сама"),
        (500, Unavailable, "сама"),
        (503, Unavailable, "сама"),
        (204, Unreadable, "Исправьте адрес"),
        (206, Unreadable, "Исправьте адрес"),
        (300, Unreadable, "Исправьте адрес"),
    ],
)
def test_every_refusal_has_its_sentence_and_cure(
    desk: Desk, status: int, kind: type[RemoteError], cure: str
) -> None:
    error = desk.refused(answers(FILE, status), kind=kind)
    assert str(status) in error.words.ru
    assert cure in error.cure.ru


def test_a_sites_wish_to_be_left_alone_is_handed_on(desk: Desk) -> None:
    error = desk.refused(answers(status=503, Retry_After="120"))
    assert isinstance(error, Unavailable)
    assert error.retry_after == 120.0


@pytest.mark.parametrize(
    ("script", "kind", "words"),
    [
        (half(FILE), Unavailable, "broke off on its way"),
        (resets, Troubled, "broke off"),
        (body(b""), Unreadable, "empty"),
        (body(gzip.compress(FILE, mtime=0)[:-9]), Unreadable, "cut short"),
        (body(FILE, Content_Encoding="gzip"), Unreadable, "nothing is packed"),
        (body(FILE, Content_Encoding="br"), Unreadable, "unknown compression br"),
        (body(b"PK\x03\x04"), Unreadable, "ZIP"),
        (body(b'{"error": 1}'), Unreadable, "JSON"),
        (body(b"<!DOCTYPE html><title>Login</title>"), AddressWrong, "a web page"),
        (answers(b"<b>Login</b>", media_type="text/html"), AddressWrong, "a web page"),
    ],
)
def test_half_a_file_or_another_thing_is_refused(
    desk: Desk, script: Script, kind: type[RemoteError], words: str
) -> None:
    assert words in desk.refused(script, kind=kind).words.en


def test_a_broken_off_file_tells_how_much_of_it_came(desk: Desk) -> None:
    assert f"{len(FILE) // 2} / {len(FILE)}" in desk.refused(half(FILE)).words.ru


def test_a_broken_off_chunked_file_is_refused(desk: Desk) -> None:
    def cut(connection: socket.socket, stop: threading.Event) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nff\r\n" + FILE[:255])

    assert "broke off" in desk.refused(cut, kind=Unavailable).words.en


def test_a_bomb_is_refused_while_it_unfolds(desk: Desk) -> None:
    bomb = gzip.compress(b"<yml_catalog>" + b" " * 30_000_000)
    assert "grows more than 200 times" in desk.refused(body(bomb), kind=Unreadable).words.en


def test_a_file_that_announces_too_much_is_not_begun(desk: Desk) -> None:
    desk.limits = FetchLimits(wire=len(FILE) - 1)
    assert "over" in desk.refused(body(), kind=Unreadable).words.en
    assert desk.told == []


def test_a_file_that_turns_out_too_large_is_broken_off(desk: Desk) -> None:
    desk.limits = FetchLimits(wire=len(FILE) - 1)

    def unmeasured(connection: socket.socket, stop: threading.Event) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n" + FILE)

    assert "over" in desk.refused(unmeasured, kind=Unreadable).words.en


def test_an_unpacked_file_over_the_limit_is_broken_off(desk: Desk) -> None:
    desk.limits = FetchLimits(plain=UnpackLimits(size=len(FILE) - 1))
    assert "over" in desk.refused(body(gzip.compress(FILE, mtime=0)), kind=Unreadable).words.en


def test_a_site_that_says_nothing_is_left_alone(desk: Desk) -> None:
    desk.limits = FetchLimits(silence=0.3)
    desk.refused(says_nothing, kind=TimedOut)


def test_a_site_that_falls_silent_is_left_alone(desk: Desk) -> None:
    def stalls(connection: socket.socket, stop: threading.Event) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n<yml_catalog>")
        stop.wait(10)

    desk.limits = FetchLimits(silence=0.3)
    assert "silent for 0.3 s" in desk.refused(stalls, kind=TimedOut).words.en


def test_a_file_that_drips_is_broken_off(desk: Desk) -> None:
    assert "slower than 1024 bytes" in desk.refused(drips, kind=TimedOut).words.en


def test_a_file_that_takes_too_long_in_all_is_broken_off(desk: Desk) -> None:
    desk.limits = FetchLimits(total=0.5)
    assert "did not come within" in desk.refused(drips, kind=TimedOut).words.en


@pytest.mark.parametrize("script", [says_nothing, drips])
def test_a_fetch_ends_soon_when_the_program_does(desk: Desk, script: Script) -> None:
    desk.limits = FetchLimits()
    errors: list[RemoteError] = []
    with ScriptedServer([script]) as server:
        fetching = threading.Thread(target=lambda: errors.append(desk.refusal(server.url, FetchStopped)))
        fetching.start()
        server.wait_for(1)
        desk.stopping.set()
        fetching.join(5)
        assert not fetching.is_alive()
    assert [type(error) for error in errors] == [FetchStopped]


def test_a_pause_is_no_end_while_the_program_goes_on(desk: Desk) -> None:
    paused = threading.Event()

    def pauses(connection: socket.socket, stop: threading.Event) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(FILE) + FILE[:50])
        paused.set()
        stop.wait(0.8)
        connection.sendall(FILE[50:])

    desk.limits = FetchLimits()
    with ScriptedServer([pauses]) as server:
        desk.fetched(server.url)
    assert paused.is_set()
    assert desk.place.read_bytes() == FILE


def test_nobody_at_the_address_is_told(desk: Desk) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        address = f"http://127.0.0.1:{listener.getsockname()[1]}/icml.xml"
    desk.refusal(address, Unavailable)


@pytest.mark.parametrize(
    ("kind", "error"),
    [
        ("page", AddressWrong),
        ("html", Unavailable),
        ("half", Unavailable),
        ("empty", Unreadable),
        ("reset", Troubled),
        ("lost", Troubled),
        ("garbage", Unreadable),
        ("loop", AddressWrong),
        ("drip", TimedOut),
    ],
)
def test_whatever_the_shops_site_does_the_earlier_file_stays(
    desk: Desk, shop: RetailCrmSimulator, kind: str, error: type[RemoteError]
) -> None:
    # A hundred pieces, of which each is well within any pause, and together too few for a window.
    desk.limits = FetchLimits(window=0.3, slowest=1_000_000)
    shop.faults.add(Fault(FaultKind(kind), ICML_PATH, times=10, seconds=0.02))
    desk.refusal(icml_of(shop), error)
    shop.faults.clear()
    desk.limits = QUICK
    assert desk.fetched(icml_of(shop)).known.size == desk.place.stat().st_size


def test_the_file_is_ours_alone(desk: Desk, shop: RetailCrmSimulator) -> None:
    desk.fetched(icml_of(shop))
    if sys.platform != "win32":  # where the profile's folder keeps others out
        assert stat.S_IMODE(desk.place.stat().st_mode) == 0o600


def test_what_an_ended_process_left_unfinished_is_overwritten(desk: Desk, shop: RetailCrmSimulator) -> None:
    desk.place.with_name("icml.xml.part").write_bytes(b"x" * 1_000_000)
    result = desk.fetched(icml_of(shop))
    assert list(desk.left_behind()) == ["icml.xml"]
    assert desk.place.stat().st_size == result.known.size


def test_a_place_that_cannot_be_written_is_told(desk: Desk, shop: RetailCrmSimulator) -> None:
    desk.place = desk.place.parent / "nowhere" / "icml.xml"
    with pytest.raises(NotStored, match="nowhere"):
        desk.fetch(icml_of(shop))


def test_the_earlier_of_two_fetches_into_one_place_yields(tmp_path: Path) -> None:
    place = tmp_path / "icml.xml"
    with part_of(place) as earlier:
        earlier.write(b"<earlier")
        with part_of(place) as later:
            later.write(b"<later/>")
            with pytest.raises(NotStored):
                earlier.put_in_place()
            later.put_in_place()
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"icml.xml": b"<later/>"}


def test_a_failure_of_the_listener_leaves_nothing_behind(desk: Desk) -> None:
    def fails(received: int, total: int | None) -> None:
        raise BrokenPipeError

    with ScriptedServer([body()]) as server, pytest.raises(BrokenPipeError):
        CatalogueFile().fetch(server.url, desk.place, None, tell=fails, stopping=lambda: False)
    assert desk.left_behind() == {}


def test_neither_key_nor_token_of_the_address_is_logged_or_told(
    desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "mmdesk")
    with ScriptedServer([body(), answers(status=302, Location="/x?token=hidden-three"), resets]) as server:
        address = f"{server.url}/hidden-one/icml.xml?token=hidden-two"
        desk.fetched(address)
        error = desk.refusal(address)
    ours = [one.getMessage() for one in caplog.records if one.name.startswith("mmdesk")]
    assert len([line for line in ours if "remote=catalogue" in line]) == 2
    assert "hidden" not in " ".join([*ours, error.sentence("en"), error.sentence("ru")])
