"""The pictures an HTML label may show: those that lie inside it, of a known kind and a bearable size."""

from __future__ import annotations

import base64
import binascii
import io
import re
import warnings
from typing import Final
from urllib.parse import unquote_to_bytes

from PIL import Image, UnidentifiedImageError

from mmdesk.printing.html_refusal import HtmlRefused, Refusal
from mmdesk.printing.svg_cleaning import clean_svg

MAX_PIXELS: Final = 24_000_000
"""All raster pictures of a document together: twice an A5 label at 600 dpi."""

_DATA_ADDRESS: Final = re.compile(r"\s*data:image/([a-z+]+)((?:;[^,;]*)*),", re.IGNORECASE)
_FORMATS: Final = ("PNG", "JPEG", "GIF")


class PictureGate:
    """Lets the pictures of one document in and counts those it turned away."""

    def __init__(self) -> None:
        self.turned_away = 0
        self._pixels = 0

    def admit(self, address: str) -> str:
        """The address of a harmless copy, or an empty string; raises HtmlRefused for a picture bomb."""
        safe = self._safe_copy(address)
        if not safe:
            self.turned_away += 1
        return safe

    def turn_away(self) -> None:
        self.turned_away += 1

    def _safe_copy(self, address: str) -> str:
        match = _DATA_ADDRESS.match(address)
        if match is None:
            return ""
        body = _decode(address[match.end() :], is_base64=";base64" in match.group(2).lower())
        if match.group(1).lower() == "svg+xml":
            return _address("svg+xml", clean_svg(body))
        return _address(self._kind(body), body)

    def _kind(self, body: bytes) -> str:
        """The picture's real format, whatever it was announced as; empty if it is none of ours."""
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", Image.DecompressionBombWarning)
                with Image.open(io.BytesIO(body), formats=_FORMATS) as picture:
                    self._pixels += picture.width * picture.height
                    kind = (picture.format or "").lower()
        except Image.DecompressionBombError as error:
            raise HtmlRefused(Refusal.PICTURE_TOO_LARGE) from error
        except (UnidentifiedImageError, OSError, ValueError, SyntaxError):
            return ""
        if self._pixels > MAX_PIXELS:
            raise HtmlRefused(Refusal.PICTURE_TOO_LARGE)
        return kind


def _decode(payload: str, *, is_base64: bool) -> bytes:
    raw = unquote_to_bytes(payload)
    if not is_base64:
        return raw
    try:
        return base64.b64decode(b"".join(raw.split()))
    except binascii.Error:
        return b""


def _address(kind: str, body: bytes) -> str:
    if not kind or not body:
        return ""
    return f"data:image/{kind};base64,{base64.b64encode(body).decode('ascii')}"
