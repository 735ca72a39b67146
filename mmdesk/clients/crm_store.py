"""RetailCRM's catalogue JSON: pages of products, stock, groups and properties, and what goes with them.

Lists and ids are demanded, everything else is taken as it comes. Every text is made fit for XML 1.0 here.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Final, Generic, TypeVar

from mmdesk.clients.errors import Unreadable
from mmdesk.clients.json_reading import Node, OddShape
from mmdesk.domain.crm_goods import CrmOffer, CrmProduct, CrmStock
from mmdesk.domain.offer import Category, Shop
from mmdesk.errors import Text

BASE_PRICE: Final = "base"
"""The price type that every account has; an offer's own `price` is this one."""

_LARGEST_ID: Final = 10**15
_FORBIDDEN: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]+")
_LINE_ENDS: Final = re.compile("\r\n?")
_LIST: Final = Text("список", "a list")
_COUNT: Final = Text("число от 0", "a number from 0")

Row = TypeVar("Row")


class RowsLost(Unreadable):
    """The list changed while it was read page by page, so that rows may have been skipped: read it again."""

    title = Text("Каталог менялся, пока его читали", "The catalogue changed while it was read")
    hint = Text("Программа прочтёт его ещё раз сама.", "The program will read it again by itself.")


@dataclass(frozen=True, slots=True)
class StorePage(Generic[Row]):
    """One page of a list. `pages` and `total` are what RetailCRM told with this page; they may change."""

    rows: tuple[Row, ...]
    number: int
    pages: int
    total: int
    limit: int


@dataclass(frozen=True, slots=True)
class CrmPriceType:
    code: str
    name: str
    is_default: bool
    is_active: bool = True


@dataclass(frozen=True, slots=True)
class CrmShop:
    """What a store tells of itself; `yml_url` is where RetailCRM gets the catalogue when `loads_from_yml`."""

    code: str
    shop: Shop
    yml_url: str = ""
    loads_from_yml: bool = False
    catalogue_updated_at: datetime | None = None


def read_page(
    root: Node, key: str, read_row: Callable[[Node], Row], number: int, limit: int
) -> StorePage[Row]:
    """Raises OddShape for an answer without list or paging: it must not pass for an empty catalogue."""
    rows, paging = root[key], root["pagination"]
    if rows.is_absent:
        raise OddShape(rows.path, _LIST)
    read = tuple(read_row(row) for row in rows.members())
    return StorePage(read, number, _count(paging["totalPageCount"]), _count(paging["totalCount"]), limit)


def read_product(row: Node, zone: tzinfo) -> CrmProduct:
    return CrmProduct(
        number=row["id"].required_number(_LARGEST_ID),
        name=_line(row["name"]),
        article=_line(row["article"]),
        url=_line(row["url"]),
        description=_lines(row["description"]),
        vendor=_line(row["manufacturer"]),
        picture=_line(row["imageUrl"]),
        groups=tuple(group for each in _members(row["groups"]) if (group := _line(each.get("id")))),
        is_active=_is_active(row),
        is_service=row["type"].text() == "service",
        offers=tuple(_offer(each) for each in _members(row["offers"])),
        updated_at=row["updatedAt"].moment(zone),
    )


def _offer(row: Node) -> CrmOffer:
    return CrmOffer(
        number=row["id"].required_number(_LARGEST_ID),
        # Blanks stay: they make a bad id, which is told and never repaired.
        external_id=_clean(row["externalId"].text()),
        name=_line(row["name"]),
        article=_line(row["article"]),
        prices=_prices(row),
        vat=_scalar(row["vatRate"]),
        barcode=_line(row["barcode"]),
        pictures=tuple(url for each in _members(row["images"]) if (url := _line(each))),
        properties=tuple(
            (_clean(code), value) for code, each in row["properties"].named() if (value := _scalar(each))
        ),
        is_active=_is_active(row),
        quantity=_number(row["quantity"]),
    )


def _prices(row: Node) -> tuple[tuple[str, str], ...]:
    prices = {
        code: price
        for each in _members(row["prices"])
        if (code := _line(each.get("priceType"))) and (price := _number(each.get("price")))
    }
    plain = _number(row["price"])
    if plain and BASE_PRICE not in prices:
        prices[BASE_PRICE] = plain
    return tuple(prices.items())


def read_stock(row: Node) -> CrmStock:
    number = row["id"].required_number(_LARGEST_ID)
    return CrmStock(number, _number(row["quantity"]), _line(row["site"]))


def read_group(row: Node) -> Category:
    """A node of the tree of goods, by RetailCRM's own numbers, as products name their groups."""
    return Category(
        category_id=str(row["id"].required_number(_LARGEST_ID)),
        parent=str(row["parentId"].whole() or ""),
        name=_line(row["name"]),
    )


def read_property_name(row: Node) -> tuple[str, str]:
    """A property's code and its name for people."""
    code = _clean(row["code"].required_key())
    return code, _line(row["name"]) or code


def read_price_types(root: Node) -> tuple[CrmPriceType, ...]:
    return tuple(
        CrmPriceType(
            code=(code := row["code"].required_key()),
            name=_line(row["name"]) or code,
            is_default=row["default"].flag() is True,
            is_active=_is_active(row),
        )
        for row in root["priceTypes"].members()
    )


def read_shops(root: Node, zone: tzinfo) -> tuple[CrmShop, ...]:
    return tuple(_shop(row, zone) for row in root["sites"].members())


def _shop(row: Node, zone: tzinfo) -> CrmShop:
    name = _line(row["name"])
    return CrmShop(
        code=row["code"].required_key(),
        shop=Shop(name, _line(row["contragent"].get("legalName")) or name, _line(row["url"])),
        yml_url=_line(row["ymlUrl"]),
        loads_from_yml=row["loadFromYml"].flag() is True,
        catalogue_updated_at=row["catalogUpdatedAt"].moment(zone),
    )


def _count(node: Node) -> int:
    count = node.whole()
    if count is None or count < 0:
        raise OddShape(node.path, _COUNT)
    return count


def _members(rows: Node) -> tuple[Node, ...]:
    return rows.members() if rows.is_list or rows.is_object else ()


def _is_active(row: Node) -> bool:
    return row["active"].flag() is not False


def _number(node: Node) -> str:
    """A sum or a count as plain digits, empty for anything else; RetailCRM writes them either way."""
    amount = node.money()
    return "" if amount is None else f"{amount:f}"


def _scalar(node: Node) -> str:
    """A text, or a number as its digits."""
    return _line(node) or _number(node)


def _line(node: Node) -> str:
    return _clean(node.text()).strip()


def _lines(node: Node) -> str:
    """A text that may have several lines."""
    written = node.value if isinstance(node.value, str) else node.text()
    return _clean(_LINE_ENDS.sub("\n", written)).strip()


def _clean(text: str) -> str:
    """What XML 1.0 forbids cannot be escaped either, so it becomes a blank."""
    return _FORBIDDEN.sub(" ", text)
