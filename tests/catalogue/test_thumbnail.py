"""Small pictures out of strangers' files."""

from __future__ import annotations

import random
import struct
import zlib
from contextlib import suppress
from io import BytesIO

import pytest
from PIL import Image

from mmdesk.catalogue.thumbnail import MOST_PIXELS, SIDE, PictureRefused, thumbnail


def written(picture: Image.Image, kind: str, **options: object) -> bytes:
    out = BytesIO()
    picture.save(out, kind, **options)
    return out.getvalue()


def opened(raw: bytes) -> Image.Image:
    picture = Image.open(BytesIO(raw))
    picture.load()
    return picture


def noise(width: int, height: int) -> Image.Image:
    return Image.effect_noise((width, height), 80).convert("RGB")


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF"])
def test_every_usual_kind_becomes_a_small_jpeg_of_the_same_shape(kind: str) -> None:
    small = opened(thumbnail(written(noise(1000, 500), kind)))
    assert (small.format, small.size) == ("JPEG", (SIDE, SIDE // 2))


def test_a_small_picture_is_not_made_larger() -> None:
    assert opened(thumbnail(written(noise(90, 60), "PNG"))).size == (90, 60)


def test_even_noise_stays_small() -> None:
    assert len(thumbnail(written(noise(700, 700), "PNG"))) < 300_000


def test_what_can_be_seen_through_stands_on_white() -> None:
    clear = Image.new("RGBA", (100, 100), (255, 0, 0, 0))
    assert opened(thumbnail(written(clear, "PNG"))).getpixel((50, 50)) == (255, 255, 255)


def test_nothing_else_of_the_file_comes_along() -> None:
    exif = Image.Exif()
    exif[0x010E] = "Склад, кв. 5"
    exif[0x0112] = 6
    raw = written(
        Image.new("RGB", (400, 200)), "JPEG", exif=exif, comment=b"secret", icc_profile=b"profile" * 9
    )
    small = opened(thumbnail(raw))
    assert small.size == (200, 400), "turned as the camera says"
    assert not small.getexif()
    assert not {"comment", "icc_profile", "exif"} & small.info.keys()


def test_a_picture_that_would_unpack_to_too_much_is_refused_by_its_head() -> None:
    side = int(MOST_PIXELS**0.5) + 1
    for each in (side, 60_000):
        with pytest.raises(PictureRefused, match="million dots"):
            thumbnail(_png_head(each, each))


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"<!DOCTYPE html><title>404</title>",
        b'<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>',
        b"%PDF-1.7",
        written(Image.new("RGB", (9, 9)), "TIFF"),
        written(noise(300, 300), "PNG")[:5000],
        written(noise(300, 300), "JPEG")[:2000],
    ],
)
def test_what_is_no_whole_picture_is_refused(raw: bytes) -> None:
    with pytest.raises(PictureRefused):
        thumbnail(raw)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF"])
def test_a_damaged_file_is_refused_or_shown_and_nothing_else(kind: str) -> None:
    whole, dice = written(noise(60, 60), kind), random.Random(7)
    for _ in range(150):
        broken = bytearray(whole)
        for _ in range(4):
            broken[dice.randrange(len(broken))] = dice.randrange(256)
        with suppress(PictureRefused):
            assert opened(thumbnail(bytes(broken))).size


def _png_head(width: int, height: int) -> bytes:
    head = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunk = struct.pack(">I", 13) + head + struct.pack(">I", zlib.crc32(head))
    return b"\x89PNG\r\n\x1a\n" + chunk + struct.pack(">I", 9) + b"IDAT"
