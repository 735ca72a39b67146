"""What the process that reads a source passes on to the one that builds: frames with a length ahead."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import IO, BinaryIO, Final

import msgspec

from mmdesk.domain.offer import Category, Shop, SourceOffer
from mmdesk.errors import Text

_LENGTH: Final = struct.Struct(">I")
_LARGEST: Final = 1 << 30


class Head(msgspec.Struct, tag="head"):
    """Comes first."""

    shop: Shop
    categories: list[Category]


class Batch(msgspec.Struct, tag="batch", gc=False):
    """Some offers; `share` of the source has been read, from 0 to 1."""

    share: float
    offers: list[SourceOffer]


class End(msgspec.Struct, tag="end"):
    """The source has been read to its end; without it the reader has died."""


class Broken(msgspec.Struct, tag="broken"):
    """The source cannot be read: detail and cure in both languages."""

    detail_ru: str
    detail_en: str
    hint_ru: str
    hint_en: str

    @property
    def detail(self) -> Text:
        return Text(self.detail_ru, self.detail_en)

    @property
    def hint(self) -> Text:
        return Text(self.hint_ru, self.hint_en)


Frame = Head | Batch | End | Broken
_encoder: Final = msgspec.msgpack.Encoder()
_decoder: Final = msgspec.msgpack.Decoder(Frame)


def write_frame(stream: BinaryIO, frame: Frame) -> int:
    """The size of the frame in bytes."""
    body = _encoder.encode(frame)
    stream.write(_LENGTH.pack(len(body)))
    stream.write(body)
    return len(body)


def frames(stream: IO[bytes]) -> Iterator[Frame]:
    """All frames up to the end of the stream, one that is cut off excepted."""
    while len(ahead := stream.read(_LENGTH.size)) == _LENGTH.size:
        (length,) = _LENGTH.unpack(ahead)
        if length > _LARGEST:
            return
        body = stream.read(length)
        if len(body) < length:
            return
        yield _decoder.decode(body)
