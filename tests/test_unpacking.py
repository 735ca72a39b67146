from __future__ import annotations

import gzip
import random
from collections.abc import Iterator

import pytest

from mmdesk.unpacking import UnpackLimits, Unusable, WebPage, unpacked

FILE = (
    b'<?xml version="1.0"?>\n<yml_catalog>'
    + random.Random(1).randbytes(5000).hex().encode()
    + b"</yml_catalog>"
)
SMALL = UnpackLimits(size=1_000_000, ratio=20, free=100_000)


def packed(content: bytes) -> bytes:
    """The same bytes every time: tests are named after their content."""
    return gzip.compress(content, mtime=0)


def pieces_of(content: bytes, size: int = 65536) -> Iterator[bytes]:
    return (content[start : start + size] for start in range(0, len(content), size))


def plain(content: bytes, size: int = 65536, limits: UnpackLimits = SMALL, **said: bool) -> bytes:
    return b"".join(unpacked(pieces_of(content, size), limits, **said))


def refusal(content: bytes, size: int = 65536, *, is_packed: bool = False) -> str:
    with pytest.raises(Unusable) as caught:
        plain(content, size, is_packed=is_packed)
    assert caught.value.cure.ru
    return caught.value.words.en


@pytest.mark.parametrize("size", [1, 2, 1000, 65536])
@pytest.mark.parametrize(
    ("content", "is_packed"),
    [
        (FILE, False),
        (packed(FILE), False),
        (packed(FILE), True),
        (packed(packed(FILE)), True),
        (packed(FILE[:1500]) + packed(FILE[1500:]), False),
        (packed(FILE) + b"\0" * 3000, False),
        (packed(b"") + packed(FILE), False),
    ],
    ids=["plain", "packed file", "packed way", "both packed", "two members", "padded", "empty member"],
)
def test_the_plain_file_comes_out_however_it_is_cut_into_pieces(
    content: bytes, is_packed: bool, size: int
) -> None:
    assert plain(content, size, is_packed=is_packed) == FILE


def test_a_member_that_unfolds_to_many_pieces_comes_out_whole() -> None:
    # zlib takes in the few bytes at once and gives the rest only when asked again.
    content = b"<yml_catalog>" + b" " * 3_000_000
    assert plain(packed(content), limits=UnpackLimits(ratio=2000)) == content


@pytest.mark.parametrize("size", [1, 65536])
@pytest.mark.parametrize("lost", [1, 8, 9, 100])
def test_a_packed_file_that_is_cut_short_is_refused(lost: int, size: int) -> None:
    assert refusal(packed(FILE)[:-lost], size) == "the packed file is cut short"


@pytest.mark.parametrize("size", [1, 65536])
def test_what_follows_a_packed_file_is_refused(size: int) -> None:
    assert refusal(packed(FILE) + b"garbage", size) == "the packed file is damaged"


def test_a_wrong_check_sum_is_refused() -> None:
    damaged = bytearray(packed(FILE))
    damaged[-6] ^= 1
    assert refusal(bytes(damaged)) == "the packed file is damaged"


@pytest.mark.parametrize("size", [1, 65536])
def test_a_file_that_is_not_packed_as_declared_is_refused(size: int) -> None:
    assert refusal(FILE, size, is_packed=True) == "gzip is declared, yet nothing is packed"


@pytest.mark.parametrize("layers", [1, 2])
def test_a_bomb_is_refused_before_it_unfolds(layers: int) -> None:
    content = packed(b"<yml_catalog>" + b" " * 900_000)
    if layers == 2:
        content = packed(content)
    seen: list[int] = []
    pieces = unpacked(pieces_of(content), SMALL, is_packed=layers == 2)
    with pytest.raises(Unusable, match="grows more than 20 times"):
        seen.extend(len(piece) for piece in pieces)
    assert sum(seen) < 600_000


def test_a_bomb_in_the_way_is_refused_although_nothing_of_the_file_comes_out() -> None:
    # Zeros behind the inner file are padding, so they never reach the outer count.
    inner = packed(FILE) + b"\0" * 900_000
    assert (
        refusal(packed(inner), is_packed=True)
        == "the packed file grows more than 20 times: no catalogue does"
    )


def test_a_file_below_the_free_size_may_grow_as_it_likes() -> None:
    content = b"<yml_catalog>" + b" " * 90_000
    assert plain(packed(content)) == content


@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_a_file_over_the_limit_is_refused(pack: type[bytes]) -> None:
    content = b"<a>" + random.Random(2).randbytes(600_000).hex().encode()
    assert refusal(pack(content)) == "the file is over 0 MiB"


def test_a_file_of_countless_parts_is_refused() -> None:
    assert refusal(packed(FILE) + packed(b"") * 100_001) == "too many parts in one file"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "the file is empty"),
        (b" \r\n", "the file is empty"),
        (b"\xef\xbb\xbf", "the file is empty"),
        (packed(b""), "the file is empty"),
        (b"PK\x03\x04\x14\x00", "it is a ZIP archive, no XML"),
        (packed(b"PK\x03\x04\x14\x00"), "it is a ZIP archive, no XML"),
        (packed(packed(FILE)), "the file is packed twice"),
        (b'{"success": 1}', "it is JSON, no XML"),
        (b"offer;price\n1;2", "it is no XML"),
        (b"Rar!\x1a\x07", "it is no XML"),
        (b"<!DOCTYPE html><title>Login</title>", "a web page instead of the file"),
        (b"\n<HTML><body>", "a web page instead of the file"),
        (b"\xef\xbb\xbf<!-- cached -->\n<!doctype HTML>", "a web page instead of the file"),
        (b'<?xml version="1.0"?><!DOCTYPE html PUBLIC "x">', "a web page instead of the file"),
    ],
)
def test_what_is_no_catalogue_is_named(content: bytes, words: str) -> None:
    assert refusal(content) == words


@pytest.mark.parametrize(
    "content",
    [
        b"<yml_catalog/>",
        b'\xef\xbb\xbf<?xml version="1.0"?><yml_catalog/>',
        "<?xml version='1.0' encoding='UTF-16'?><yml_catalog/>".encode("utf-16"),
        "<yml_catalog/>".encode("utf-16-le"),
        "<yml_catalog/>".encode("utf-16-be"),
        b"<!DOCTYPE yml_catalog SYSTEM 'shops.dtd'><yml_catalog><name>&lt;html></name></yml_catalog>",
        b"<?xml version='1.0'?><yml_catalog><![CDATA[<html>]]></yml_catalog>",
    ],
)
def test_what_may_be_a_catalogue_passes(content: bytes) -> None:
    assert plain(content) == content


def test_the_senders_word_for_a_page_counts_where_the_file_does_not_speak_for_itself() -> None:
    assert plain(FILE, is_page=True) == FILE
    with pytest.raises(WebPage):
        plain(b"<div>Please wait</div>", is_page=True)
