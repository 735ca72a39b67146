"""The demo shop «Тёплый Дом»: 300 invented offers, always the same, with the flaws of a real catalogue."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache

from mmdesk.sandbox.shop_goods import COLOURS, GOODS, Goods, GoodsKind, Model

SHOP_NAME = "Тёплый Дом"
SHOP_URL = "https://shop.example.ru"

MAIN_STORE = "main"
SECOND_STORE = "shop-2"

LONGEST_ID = 20
_ID_CHARACTERS = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-")

# Offers of the catalogue are numbered from 1; these numbers carry the flaws.
_ODD_IDS: Mapping[int, str] = {
    8: "TD-10008#color_green",
    53: "TD-10053#size_1",
    64: "teapot-olmari-terracotta-500",
    138: "pillow-domoveya-uyut-green",
}
_COPIES_THE_ID_OF: Mapping[int, int] = {161: 160}
_INACTIVE = frozenset({34, 142, 277})
_INACTIVE_PRODUCT = 44


@dataclass(frozen=True, slots=True)
class Property:
    """A characteristic shown to the buyer; `code` is its machine name."""

    code: str
    name: str
    value: str


@dataclass(frozen=True, slots=True)
class StoreStock:
    """Units of an offer in one warehouse."""

    store: str
    quantity: int


@dataclass(frozen=True, slots=True)
class ShopOffer:
    """One offer; prices in roubles, weight in grams, sizes in millimetres.

    `id` and `product_id` are the CRM's own numbers, `external_id` is the key between catalogues, or empty.
    A `price` of 0 is none; `further_prices` are those of other price types, by their codes.
    """

    id: int
    product_id: int
    external_id: str
    xml_id: str
    article: str
    kind: GoodsKind
    colour: str
    name: str
    product_name: str
    description: str
    vendor: str
    category: int
    price: Decimal
    purchase_price: Decimal
    vat_rate: str
    stocks: tuple[StoreStock, ...]
    barcode: str
    weight: int
    length: int
    width: int
    height: int
    properties: tuple[Property, ...]
    active: bool
    product_active: bool
    markable: bool
    further_prices: tuple[tuple[str, Decimal], ...] = ()
    is_service: bool = False

    @property
    def quantity(self) -> int:
        """Units in all warehouses."""
        return sum(stock.quantity for stock in self.stocks)

    @property
    def on_sale(self) -> bool:
        return self.active and self.product_active

    def with_quantity(self, quantity: int) -> ShopOffer:
        """The same offer with all its stock in the main warehouse."""
        return replace(self, stocks=(StoreStock(MAIN_STORE, quantity), StoreStock(SECOND_STORE, 0)))


@cache
def demo_offers() -> tuple[ShopOffer, ...]:
    """All 300 offers of the shop, flawed ones included."""
    products = [(goods, model) for goods in GOODS for model in goods.models]
    return tuple(
        _offer(place * 5 + variant + 1, place + 1, goods, model, colour)
        for place, (goods, model) in enumerate(products)
        for variant, colour in enumerate(goods.colours)
    )


def is_marketplace_id(offer_id: str) -> bool:
    """Whether the marketplace takes such an offer id."""
    return 0 < len(offer_id) <= LONGEST_ID and set(offer_id) <= _ID_CHARACTERS


def sellable(offers: Iterable[ShopOffer]) -> tuple[ShopOffer, ...]:
    """The offers a marketplace could sell now: on sale, in stock, with a valid id that no other offer has."""
    listed = tuple(offers)
    uses = Counter(offer.external_id for offer in listed)
    return tuple(
        offer
        for offer in listed
        if offer.on_sale
        and offer.quantity > 0
        and offer.price >= 1
        and is_marketplace_id(offer.external_id)
        and uses[offer.external_id] == 1
    )


def ean13(first_twelve: str) -> str:
    """Complete a barcode with its check digit."""
    odd, even = first_twelve[0::2], first_twelve[1::2]
    total = sum(map(int, odd)) + 3 * sum(map(int, even))
    return f"{first_twelve}{-total % 10}"


def _offer(number: int, product: int, goods: Goods, model: Model, colour_code: str) -> ShopOffer:
    colour = COLOURS[colour_code]
    product_name = f"{goods.noun} {model.vendor} «{model.series}», {model.size}"
    length, width, height = (_scaled(side, model) for side in goods.size)
    price = _price(number, goods, model)
    return ShopOffer(
        id=300 + number,
        product_id=200 + product,
        external_id=_external_id(number),
        xml_id=f"erp-{number:07d}",
        article=f"{goods.prefix}-{number:03d}",
        kind=goods.kind,
        colour=colour_code,
        name=f"{product_name}, {colour.agreeing(goods.gender)}",
        product_name=product_name,
        description=f"{product_name}. Материал: {goods.material}. Подойдёт для дома и в подарок.",
        vendor=model.vendor,
        category=goods.category,
        price=price,
        purchase_price=(price * Decimal("0.45")).quantize(Decimal(1)),
        vat_rate=goods.vat_rate,
        stocks=_stocks(number),
        barcode=ean13(f"4699000{number:05d}"),
        weight=_scaled(goods.weight, model),
        length=length,
        width=width,
        height=height,
        properties=(
            Property("color", "Цвет", colour.forms[0]),
            Property("material", "Материал", goods.material),
            Property("size", "Размер", model.size),
        ),
        active=number not in _INACTIVE,
        product_active=product != _INACTIVE_PRODUCT,
        markable=goods.markable,
    )


def _external_id(number: int) -> str:
    number = _COPIES_THE_ID_OF.get(number, number)
    return _ODD_IDS.get(number, f"TD-{10000 + number}")


def _scaled(measure: int, model: Model) -> int:
    return int(measure * model.scale)


def _price(number: int, goods: Goods, model: Model) -> Decimal:
    tens = int(goods.price * model.scale) // 10 * 10 + number % 5 * 20
    return Decimal(tens) + (Decimal("0.50") if number % 17 == 0 else 0)


def _stocks(number: int) -> tuple[StoreStock, ...]:
    scarce = {0: 0, 1: 1, 2: 2, 3: 0}
    turn = (number * 37 + 11) % 20
    quantity = scarce.get(turn, 5 + number * 53 % 90)
    second = quantity // 3
    return StoreStock(MAIN_STORE, quantity - second), StoreStock(SECOND_STORE, second)
