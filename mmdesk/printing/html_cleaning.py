"""Untrusted label HTML reduced to text, tables, styles and pictures that lie inside the document."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import lxml.html
from lxml import etree

from mmdesk.printing.css_cleaning import clean_css
from mmdesk.printing.html_pictures import PictureGate
from mmdesk.printing.html_refusal import HtmlRefused, Refusal
from mmdesk.printing.svg_cleaning import SHAPES, SVG_ATTRIBUTES

MAX_ELEMENTS: Final = 20_000
MAX_DEPTH: Final = 100
# Each table asks its cells for their widths twice, so the work doubles with every level.
MAX_TABLES_IN_TABLES: Final = 8

# fmt: off
_DROPPED: Final = frozenset({
    "animate", "applet", "area", "audio", "base", "bgsound", "button", "canvas", "datalist", "dialog",
    "embed", "foreignobject", "frame", "frameset", "iframe", "image", "input", "isindex", "keygen",
    "link", "map", "math", "meta", "meter", "noframes", "object", "option", "param", "portal",
    "progress", "script", "select", "set", "source", "template", "textarea", "track", "use", "video"
})
# fmt: on
# fmt: off
_ATTRIBUTES: Final = frozenset({
    "align", "alt", "bgcolor", "border", "cellpadding", "cellspacing", "class", "clear", "color",
    "colspan", "dir", "face", "height", "hspace", "id", "lang", "noshade", "nowrap", "rowspan", "size",
    "span", "start", "style", "title", "type", "valign", "vspace", "width"
})
# fmt: on
# Elements that would have shown a picture of their own.
_PICTURES: Final = frozenset({"iframe", "object", "embed", "image", "use", "video", "canvas"})


@dataclass(frozen=True, slots=True)
class CleanHtml:
    """HTML that refers to nothing outside itself, and how many pictures it lost on the way."""

    text: str
    missing_pictures: int


def clean_html(html: str) -> CleanHtml:
    """Keep what a label is made of; raises HtmlRefused for what no label would contain."""
    document = _parse(html)
    _check_size(document)
    gate = PictureGate()
    for element in list(document.iter()):
        _clean_element(element, gate)
    doctype = "<!DOCTYPE html>" if document.getroottree().docinfo.doctype else None
    text = lxml.html.tostring(document, encoding="unicode", doctype=doctype)
    return CleanHtml(text, gate.turned_away)


def _parse(html: str) -> lxml.html.HtmlElement:
    parser = lxml.html.HTMLParser(
        encoding="utf-8", no_network=True, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        return lxml.html.document_fromstring(html.encode("utf-8"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError) as error:
        raise HtmlRefused(Refusal.NOT_PARSED) from error


def _check_size(document: lxml.html.HtmlElement) -> None:
    elements = depth = tables = 0
    for event, element in etree.iterwalk(document, events=("start", "end")):
        step = 1 if event == "start" else -1
        elements += event == "start"
        depth += step
        tables += step if element.tag == "table" else 0
        if elements > MAX_ELEMENTS or depth > MAX_DEPTH or tables > MAX_TABLES_IN_TABLES:
            raise HtmlRefused(Refusal.TOO_COMPLEX)


def _clean_element(element: lxml.html.HtmlElement, gate: PictureGate) -> None:
    if _is_unwanted(element):
        if element.tag in _PICTURES:
            gate.turn_away()
        _drop(element)
        return
    if element.tag == "style":
        element.text = clean_css(element.text or "", gate.admit)
    _clean_attributes(element, gate)
    if element.tag == "img" and not element.get("src"):
        _drop(element)


def _is_unwanted(element: lxml.html.HtmlElement) -> bool:
    if not isinstance(element.tag, str) or element.tag in _DROPPED:
        return True
    return element.tag not in SHAPES and any(above.tag == "svg" for above in element.iterancestors())


def _clean_attributes(element: lxml.html.HtmlElement, gate: PictureGate) -> None:
    is_shape = element.tag in SHAPES
    for name, value in element.attrib.items():
        safe = _safe_attribute(name, value, gate, is_picture=element.tag == "img", is_shape=is_shape)
        if safe:
            element.set(name, safe)
        else:
            del element.attrib[name]


def _safe_attribute(name: str, value: str, gate: PictureGate, *, is_picture: bool, is_shape: bool) -> str:
    if name == "style":
        return clean_css(value, gate.admit)
    if name == "src" and is_picture:
        return gate.admit(value)
    known = name in _ATTRIBUTES or (is_shape and name in SVG_ATTRIBUTES)
    return value if known and "url" not in value.lower() else ""


def _drop(element: lxml.html.HtmlElement) -> None:
    if element.getparent() is not None:
        element.drop_tree()
