"""What the shop's own site serves, as common web servers do: the catalogue file and pictures of goods."""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from functools import cache
from hashlib import sha256
from zoneinfo import ZoneInfo

from mmdesk.sandbox.pictures import draw_goods
from mmdesk.sandbox.server import HTML_TYPE, Answer, Request
from mmdesk.sandbox.shop import ShopOffer

ICML_PATH = "/shop/icml.xml"
PICTURES_PATH = "/shop/pictures/"
_ABSENT = Answer(404, "<!DOCTYPE html><title>Нет такой страницы</title>".encode(), HTML_TYPE)

_DATE = re.compile(rb'<yml_catalog date="([^"]+)"')
# A packed file is another one to whoever keeps it, so its tag differs.
_PACKED = '-gzip"'

_drawn = cache(draw_goods)


def shop_page(
    request: Request, *, icml: Callable[[], bytes], offer: Callable[[str], ShopOffer | None], zone: ZoneInfo
) -> Answer:
    """Answer a path of the site, whose dates are in that zone; a picture is drawn at its first request."""
    path = request.path
    if path == ICML_PATH:
        content = icml()
        return _file(request, content, "application/xml; charset=utf-8", _written_at(content, zone))
    if not path.startswith(PICTURES_PATH) or not path.endswith(".png"):
        return _ABSENT
    found = offer(path.removeprefix(PICTURES_PATH).removesuffix(".png"))
    return _file(request, _drawn(found.kind, found.colour), "image/png") if found else _ABSENT


def packed(request: Request, answer: Answer) -> Answer:
    """The XML of an answer packed by gzip for a caller that takes it so."""
    if answer.status != 200 or not answer.body or not answer.content_type.startswith("application/xml"):
        return answer
    headers = (*answer.headers, ("Vary", "Accept-Encoding"))
    if "gzip" not in request.header("accept-encoding"):
        return replace(answer, headers=headers)
    headers = tuple((name, f"{one[:-1]}{_PACKED}" if name == "ETag" else one) for name, one in headers)
    body = gzip.compress(answer.body, 6, mtime=0)
    return replace(answer, body=body, headers=(*headers, ("Content-Encoding", "gzip")))


def _file(request: Request, content: bytes, content_type: str, written: datetime | None = None) -> Answer:
    tag = f'"{sha256(content).hexdigest()[:16]}"'
    dates = (("Last-Modified", format_datetime(written, usegmt=True)),) if written else ()
    asked = request.header("if-none-match")
    if asked.replace(_PACKED, '"') == tag:
        return Answer(304, headers=(("ETag", asked), *dates))
    headers = (("ETag", tag), *dates)
    if not asked and written and _is_since(request.header("if-modified-since"), written):
        return Answer(304, headers=headers)
    return Answer(200, content, content_type, headers)


def _is_since(header: str, written: datetime) -> bool:
    try:
        return written <= parsedate_to_datetime(header)
    except ValueError:
        return False


def _written_at(content: bytes, zone: ZoneInfo) -> datetime | None:
    told = _DATE.search(content)
    return datetime.fromisoformat(told[1].decode()).replace(tzinfo=zone).astimezone(UTC) if told else None
