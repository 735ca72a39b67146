"""Reads ICML, RetailCRM's dialect of YML, and plain YML as far as it says the same. Memory stays flat.

Facts: RetailCRM's own description of ICML, and the files that its modules for shops write. A purchase price
is never taken over.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

from lxml import etree

from mmdesk.catalogue.source import Catalogue
from mmdesk.catalogue.source_file import SourceBroken, Stream
from mmdesk.catalogue.values import new_tuple
from mmdesk.domain.offer import ARTICLE, DESCRIPTION, Category, Param, Shop, SourceOffer
from mmdesk.errors import Text

_NO: Final = frozenset({"n", "N", "false", "0", "no"})
_SINGLE: Final = frozenset(
    {
        "activity",
        "count",
        "description",
        "name",
        "price",
        "productActivity",
        "productName",
        "url",
        "vatRate",
        "vendor",
        "vendorCode",
    }
)
"""What the feed is made of; a purchase price, above all, is not even looked at."""
_LONGEST_TAG: Final = 40


def read_icml(stream: Stream) -> Catalogue:
    """Read the head of a file; the offers follow as they are asked for. Raises SourceBroken, then as well."""
    return _Reading(stream).catalogue()


class _Reading:
    """One pass over one file."""

    def __init__(self, stream: Stream) -> None:
        # Nothing outside the file is ever read, and limits of depth and size stay on.
        # Any: the published types lack its log.
        self._events: Any = etree.iterparse(
            stream,
            events=("end",),
            tag="offer",
            resolve_entities=False,
            load_dtd=False,
            no_network=True,
            huge_tree=False,
            remove_comments=True,
            remove_pis=True,
        )
        self._has_doctype = False

    def catalogue(self) -> Catalogue:
        with self._syntax_told():
            first: etree._Element | None = next(self._events, (None, None))[1]
        root = self._events.root if first is None else first.getroottree().getroot()
        if root is None or root.tag != "yml_catalog":
            raise SourceBroken(_NOT_YML.format(tag=_shown(root)))
        self._has_doctype = _checked_doctype(root)
        shop = root.find("shop")
        if shop is None:
            raise SourceBroken(_NO_SHOP)
        self._check_entities(shop)
        categories = tuple(_categories(shop))
        if first is None:
            self._check_log()
        elif not categories:
            raise SourceBroken(_NO_CATEGORIES)
        return Catalogue(_shop(shop), categories, self._offers(first))

    def _offers(self, done: etree._Element | None) -> Iterator[SourceOffer]:
        if done is None:
            return
        self._check_entities(done)
        yield _offer(done)
        with self._syntax_told():
            for _, element in self._events:
                # Only now has the blank behind the one before been read, which would otherwise stay for ever.
                parent = done.getparent()
                if parent is not None:
                    parent.remove(done)
                if self._has_doctype:
                    self._check_entities(element)
                yield _offer(element)
                done = element
        self._check_log()

    def _check_entities(self, element: etree._Element) -> None:
        """With a document type an unknown entity is no error to the parser: it would cut the text off."""
        if self._has_doctype:
            for entity in element.iter(etree.Entity):
                raise SourceBroken(_ENTITY.format(name=entity.text))

    def _check_log(self) -> None:
        """In an attribute such an entity leaves no trace but in the parser's log."""
        for entry in self._events.error_log:
            if entry.type_name == "WAR_UNDECLARED_ENTITY":
                raise SourceBroken(_ENTITY.format(name=f"({entry.line}:{entry.column})"))

    @contextmanager
    def _syntax_told(self) -> Iterator[None]:
        try:
            yield
        except etree.XMLSyntaxError as error:
            line, column = error.position
            what = f"{str(error.msg)[:200]}, {line}:{column}"
            for entry in self._events.error_log:
                if entry.level_name != "WARNING":
                    what = f"{entry.message[:200]}, {entry.line}:{entry.column}"
                    break
            raise SourceBroken(_NOT_WELL_FORMED.format(what=what)) from error


def _offer(element: etree._Element) -> SourceOffer:
    single: dict[str, str] = {}
    many: dict[str, list[str]] = {"categoryId": [], "picture": [], "barcode": []}
    params: list[Param] = []
    for child in element:
        tag = child.tag
        if tag in _SINGLE:
            single[tag] = child.text or ""
        elif tag == "param":
            read = child.get
            param = (read("code") or "", read("name") or "", child.text or "", read("unit") or "")
            params.append(new_tuple(Param, param))
        elif tag in many:
            many[tag].append(child.text or "")
    return _put_together(element, single, many, params)


def _put_together(
    element: etree._Element, single: dict[str, str], many: dict[str, list[str]], params: list[Param]
) -> SourceOffer:
    said = single.get
    article, description = said("vendorCode", ""), said("description", "")
    others: list[Param] = []
    for param in params:
        # ICML has no elements of their own for these two.
        if param[0] == ARTICLE:
            article = article or param[2]
        elif param[0] == DESCRIPTION:
            description = description or param[2]
        else:
            others.append(param)
    return new_tuple(
        SourceOffer,
        (
            element.get("id") or "",
            said("name") or said("productName", ""),
            said("price", ""),
            element.get("quantity") or said("count", ""),
            many["categoryId"],
            said("vendor", ""),
            article,
            description,
            said("url", ""),
            many["picture"],
            many["barcode"],
            said("vatRate", ""),
            others,
            said("activity", "Y") not in _NO and said("productActivity", "Y") not in _NO,
            element.get("type") == "service",
        ),
    )


def _categories(shop: etree._Element) -> Iterator[Category]:
    for node in shop.iterfind("categories/category"):
        # Both spellings are in use: the name as text, or as an element beside pictures.
        name = node.findtext("name") or node.text or ""
        yield Category(node.get("id", "").strip(), node.get("parentId", "").strip(), name.strip())


def _shop(shop: etree._Element) -> Shop:
    said = ((shop.findtext(tag) or "").strip() for tag in ("name", "company", "url"))
    return Shop(*said)


def _checked_doctype(root: etree._Element) -> bool:
    """Whether the file has a document type. Raises SourceBroken for one that declares entities."""
    # The published types of lxml lack both names.
    info: Any = root.getroottree().docinfo
    if info.internalDTD is not None and any(True for _ in info.internalDTD.iterentities()):
        raise SourceBroken(_ENTITIES)
    return bool(info.doctype)


def _shown(root: etree._Element | None) -> str:
    return "" if root is None else str(root.tag)[:_LONGEST_TAG]


_NOT_WELL_FORMED: Final = Text(
    "файл оборван или это не XML ({what})", "the file is cut off or is no XML ({what})"
)
_NOT_YML: Final = Text(
    "это не ICML и не YML: корень «{tag}» вместо «yml_catalog»",
    "this is neither ICML nor YML: its root is “{tag}”, not “yml_catalog”",
)
_NO_SHOP: Final = Text("в файле нет магазина (shop)", "the file has no shop")
_NO_CATEGORIES: Final = Text(
    "перед товарами нет категорий (categories): по формату они стоят до offers",
    "no categories come before the offers, as the format wants it",
)
_ENTITIES: Final = Text(
    "файл объявляет сущности (ENTITY): такое не читается, оно опасно",
    "the file declares entities, which are dangerous and not read",
)
_ENTITY: Final = Text(
    "в файле неизвестная сущность {name}: замените её самим знаком",
    "the file has an unknown entity {name}: write the character itself",
)
