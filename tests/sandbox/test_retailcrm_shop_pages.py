from __future__ import annotations

import gzip
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from email.utils import parsedate_to_datetime

import httpx
import pytest

from mmdesk.sandbox.shop import SHOP_NAME
from tests.sandbox.retailcrm_stand import Stand, open_stand

ICML = "/shop/icml.xml"


@pytest.fixture
def stand() -> Iterator[Stand]:
    with open_stand() as opened:
        yield opened


def plan(stand: Stand, kind: str, **wish: object) -> None:
    answer = stand.control("POST", "faults", kind=kind, path_contains=ICML, **wish)
    assert answer.status_code == 200, answer.text


def fetched(stand: Stand, **headers: str) -> httpx.Response:
    return stand.http.get(ICML, headers={name.replace("_", "-"): one for name, one in headers.items()})


def raw(stand: Stand, **headers: str) -> tuple[httpx.Headers, bytes]:
    """The body as it is on the wire."""
    with stand.http.stream("GET", ICML, headers=headers) as answer:
        return answer.headers, b"".join(answer.iter_raw())


def shop_name(content: bytes) -> str | None:
    return ET.fromstring(content).findtext("shop/name")


def test_the_file_tells_when_it_last_changed(stand: Stand) -> None:
    stand.clock.move(hours=2)
    stand.crm.change_offer("TD-10001", quantity=0)
    stand.clock.move(hours=1)
    told = parsedate_to_datetime(fetched(stand).headers["last-modified"])
    assert told.isoformat() == "2026-10-05T11:00:00+00:00"
    again = fetched(stand, If_Modified_Since="Mon, 05 Oct 2026 11:00:00 GMT")
    before = fetched(stand, If_Modified_Since="Mon, 05 Oct 2026 10:59:59 GMT")
    assert (again.status_code, before.status_code) == (304, 200)


def test_a_tag_outranks_a_date(stand: Stand) -> None:
    tag = fetched(stand).headers["etag"]
    stand.crm.change_offer("TD-10001", quantity=0)
    changed = fetched(stand, If_None_Match=tag, If_Modified_Since="Mon, 05 Oct 2026 23:00:00 GMT")
    assert changed.status_code == 200


def test_the_file_is_packed_for_whoever_asks(stand: Stand) -> None:
    headers, packed = raw(stand, **{"Accept-Encoding": "gzip"})
    _, plain = raw(stand, **{"Accept-Encoding": "identity"})
    assert headers["content-encoding"] == "gzip"
    assert gzip.decompress(packed) == plain
    assert len(packed) < len(plain) / 5
    assert fetched(stand, If_None_Match=headers["etag"]).status_code == 304


def test_tags_of_the_packed_and_the_plain_file_differ(stand: Stand) -> None:
    tags = {fetched(stand, Accept_Encoding=coding).headers["etag"] for coding in ("gzip", "identity")}
    assert len(tags) == 2
    assert not any(tag.startswith("W/") for tag in tags)


@pytest.mark.parametrize(
    ("wish", "status"),
    [({"kind": "before", "status": 404}, 404), ({"kind": "before"}, 500), ({"kind": "page"}, 200)],
)
def test_the_site_fails_once(stand: Stand, wish: dict[str, object], status: int) -> None:
    plan(stand, **wish)  # type: ignore[arg-type]  # the kind is a word in each row
    assert fetched(stand).status_code == status
    assert shop_name(fetched(stand).content) == SHOP_NAME


def test_a_page_comes_in_place_of_the_file(stand: Stand) -> None:
    plan(stand, "page")
    answer = fetched(stand)
    assert answer.headers["content-type"].startswith("text/html")
    assert b"<html>" in answer.content


def test_a_file_breaks_off_under_its_full_length(stand: Stand) -> None:
    plan(stand, "half")
    with pytest.raises(httpx.RemoteProtocolError, match="without sending complete"):
        fetched(stand)


def test_half_a_file_looks_whole_on_the_wire(stand: Stand) -> None:
    whole = fetched(stand).content
    plan(stand, "short")
    assert fetched(stand).content == whole[: len(whole) // 2]


def test_an_empty_file_comes_with_success(stand: Stand) -> None:
    plan(stand, "empty")
    answer = fetched(stand)
    assert (answer.status_code, answer.content) == (200, b"")


def test_a_redirect_leads_to_itself(stand: Stand) -> None:
    plan(stand, "loop", times=-1)
    with pytest.raises(httpx.TooManyRedirects):
        stand.http.get(ICML, follow_redirects=True)


def test_a_file_drips_in_many_pieces(stand: Stand) -> None:
    whole = fetched(stand).content
    plan(stand, "drip", seconds=0.001)
    with stand.http.stream("GET", ICML, headers={"Accept-Encoding": "identity"}) as answer:
        pieces = list(answer.iter_raw())
    assert b"".join(pieces) == whole
    assert len(pieces) > 10


def test_windows_1251_is_declared_and_true(stand: Stand) -> None:
    plan(stand, "windows-1251")
    answer = fetched(stand)
    assert "windows-1251" in answer.headers["content-type"]
    assert SHOP_NAME.encode("windows-1251") in answer.content
    assert shop_name(answer.content) == SHOP_NAME


def test_a_wrong_encoding_is_declared(stand: Stand) -> None:
    plan(stand, "wrong-encoding")
    with pytest.raises(ET.ParseError):
        ET.fromstring(fetched(stand).content)


@pytest.mark.parametrize(
    ("kind", "declared", "used"),
    [
        ("entity-bomb", b'<!ENTITY l9 "&l8;&l8;', b"<name>&l9;"),
        ("external-entity", b'SYSTEM "file:///etc/passwd"', b"<name>&file;"),
    ],
)
def test_a_file_carries_entities(stand: Stand, kind: str, declared: bytes, used: bytes) -> None:
    plan(stand, kind)
    content = fetched(stand).content
    assert declared in content
    assert used in content
