"""SVG reduced to plain shapes and text: what a barcode is drawn with, and nothing that refers to anything."""

from __future__ import annotations

from typing import Final

from lxml import etree

# fmt: off
SHAPES: Final = frozenset({
    "circle", "desc", "ellipse", "g", "line", "path", "polygon", "polyline", "rect", "svg", "text",
    "title", "tspan"
})
# fmt: on
# fmt: off
SVG_ATTRIBUTES: Final = frozenset({
    "class", "cx", "cy", "d", "dominant-baseline", "dx", "dy", "fill", "fill-opacity", "fill-rule",
    "font-family", "font-size", "font-weight", "height", "id", "opacity", "points",
    "preserveAspectRatio", "preserveaspectratio", "r", "rx", "ry", "shape-rendering", "stroke",
    "stroke-dasharray", "stroke-linecap", "stroke-linejoin", "stroke-opacity", "stroke-width",
    "text-anchor", "textLength", "textlength", "transform", "version", "viewBox", "viewbox", "width",
    "x", "x1", "x2", "y", "y1", "y2"
})
# fmt: on
_NAMESPACE: Final = "{http://www.w3.org/2000/svg}"


def clean_svg(body: bytes) -> bytes:
    """A stand-alone picture with shapes only; empty if it is no SVG or declares entities."""
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_pis=True
    )
    try:
        root = etree.fromstring(body, parser)
    except etree.XMLSyntaxError:
        return b""
    if root.getroottree().docinfo.internalDTD is not None or root.tag != f"{_NAMESPACE}svg":
        return b""
    for element in list(root.iter()):
        _clean(element)
    return etree.tostring(root)


def _clean(element: etree._Element) -> None:
    if not _is_shape(element):
        parent = element.getparent()
        if parent is not None:
            parent.remove(element)
        return
    for name, value in element.attrib.items():
        if name not in SVG_ATTRIBUTES or "url" in str(value).lower():
            del element.attrib[name]


def _is_shape(element: etree._Element) -> bool:
    tag = element.tag
    return isinstance(tag, str) and tag.startswith(_NAMESPACE) and tag.removeprefix(_NAMESPACE) in SHAPES
