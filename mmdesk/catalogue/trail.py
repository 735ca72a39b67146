"""The trail of a build: one line of JSON for every offer of the source, with what became of it and why.

It lies beside the feed. The desk's offers, the difference to the feed before and the guard are made from it.
"""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import blake2b
from itertools import islice
from pathlib import Path
from typing import BinaryIO

import msgspec


class TrailLine(msgspec.Struct, array_like=True, gc=False):
    """`state` is empty for an offer of the feed, else the name of the rule that left it out.

    `price` (kopecks, None where there is none to sell at) and `stock` are the source's; `feed_price` (whole
    roubles) and `feed_stock` are the feed's, None and 0 for an offer that was left out. `picture` is the
    first address, `barcodes` are all that the source has. `shelf` is missing from a line without one and from
    those of older programs. Lines with one `digest` are the same in everything.
    """

    digest: str
    offer_id: str
    state: str
    name: str
    vendor: str
    article: str
    category: str
    price: int | None
    stock: int
    feed_price: int | None
    feed_old_price: int | None
    feed_stock: int
    picture: str
    barcodes: list[str]
    shelf: str = ""


_encoder = msgspec.json.Encoder()
_decoder = msgspec.json.Decoder(TrailLine)


def encoded(fields: tuple[object, ...], shelf: str = "") -> bytes:
    """A line of the fields between digest and shelf, in their order, and the shelf.

    A tuple is made faster than a TrailLine.
    """
    written = _encoder.encode((*fields, shelf) if shelf else fields)
    digest = blake2b(written, digest_size=8).hexdigest().encode()
    return b'["%b",%b\n' % (digest, written[1:])


def decoded(written: bytes) -> TrailLine:
    return _decoder.decode(written)


def lines(stream: BinaryIO) -> Iterator[TrailLine]:
    return map(decoded, stream)


def pages(path: Path, size: int) -> Iterator[list[bytes]]:
    """The lines of a trail as they are written, some at a time. Raises OSError."""
    with path.open("rb") as stream:
        while page := list(islice(stream, size)):
            yield page
