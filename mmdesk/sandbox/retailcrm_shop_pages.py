"""What the shop's own site serves: the catalogue file and the goods' pictures."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from hashlib import sha256

from mmdesk.sandbox.pictures import draw_goods
from mmdesk.sandbox.server import HTML_TYPE, Answer, Request
from mmdesk.sandbox.shop import ShopOffer

ICML_PATH = "/shop/icml.xml"
PICTURES_PATH = "/shop/pictures/"
_ABSENT = Answer(404, "<!DOCTYPE html><title>Нет такой страницы</title>".encode(), HTML_TYPE)

_drawn = cache(draw_goods)


def shop_page(
    request: Request, *, icml: Callable[[], bytes], offer: Callable[[str], ShopOffer | None]
) -> Answer:
    """Answer a path of the site; a picture is drawn at its first request."""
    path = request.path
    if path == ICML_PATH:
        return _file(request, icml(), "application/xml; charset=utf-8")
    if not path.startswith(PICTURES_PATH) or not path.endswith(".png"):
        return _ABSENT
    found = offer(path.removeprefix(PICTURES_PATH).removesuffix(".png"))
    return _file(request, _drawn(found.kind, found.colour), "image/png") if found else _ABSENT


def _file(request: Request, content: bytes, content_type: str) -> Answer:
    tag = f'"{sha256(content).hexdigest()[:16]}"'
    headers = (("ETag", tag),)
    if request.header("if-none-match") == tag:
        return Answer(304, headers=headers)
    return Answer(200, content, content_type, headers)
