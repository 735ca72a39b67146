"""Reference books of the account: the containers differ by book as they do on the wire."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from mmdesk.sandbox.retailcrm_account import Account, Route
from mmdesk.sandbox.retailcrm_keys import Call
from mmdesk.sandbox.retailcrm_wire import (
    BLANK,
    FORMAT_REFUSED,
    Document,
    Refusal,
    Reply,
    done,
    said,
    without_nulls,
)


@dataclass(frozen=True, slots=True)
class CrmSite:
    """A store of the account; `yml_url` is where the CRM itself would read the catalogue."""

    code: str
    name: str
    currency: str = "RUB"
    yml_url: str = ""


@dataclass(frozen=True, slots=True)
class Book:
    """How one reference book is called on the wire; `entity` is the class name in "does not exist" texts."""

    path: str
    key: str
    entity: str = ""
    field: str = ""
    listed: bool = False


BOOKS: tuple[Book, ...] = (
    Book("sites", "sites", "Site", "site"),
    Book("statuses", "statuses", "Status", "status"),
    Book("status-groups", "statusGroups", "StatusGroup"),
    Book("product-statuses", "productStatuses", "OrderProductStatus", "productStatus"),
    Book("order-methods", "orderMethods", "OrderMethod", "orderMethod"),
    Book("order-types", "orderTypes", "OrderType", "orderType"),
    Book("payment-types", "paymentTypes", "PaymentType", "paymentType"),
    Book("payment-statuses", "paymentStatuses", "PaymentStatus", "paymentStatus"),
    Book("delivery-types", "deliveryTypes", "DeliveryType", "deliveryType"),
    Book("delivery-services", "deliveryServices", "DeliveryService", "deliveryService"),
    Book("units", "units", "Unit", "unit"),
    Book("stores", "stores", "Store", "store", listed=True),
    Book("price-types", "priceTypes", "PriceType", "priceType", listed=True),
    Book("legal-entities", "legalEntities", "LegalEntity", "legalEntity", listed=True),
    Book("couriers", "couriers", listed=True),
    Book("cost-groups", "costGroups", listed=True),
    Book("cost-items", "costItems", listed=True),
    Book("currencies", "currencies", listed=True),
    Book("mg-channels", "mgChannels", listed=True),
)
COUNTRIES = ("RU", "BY", "KZ")
BASE_PRICE = "base"
PRICE_TYPES: Mapping[str, str] = {BASE_PRICE: "Базовая", "mm": "Мегамаркет"}
_BOOKS = {book.path: book for book in BOOKS}

STATUS_GROUPS: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "new": ("Новый", {"new": "Новый"}),
    "approval": (
        "Согласование",
        {
            "availability-confirmed": "Наличие подтверждено",
            "offer-analog": "Предложить замену",
            "client-confirmed": "Согласовано с клиентом",
            "prepayed": "Предоплата поступила",
        },
    ),
    "assembling": (
        "Комплектация",
        {
            "send-to-assembling": "Передано в комплектацию",
            "assembling": "Комплектуется",
            "assembling-complete": "Укомплектован",
        },
    ),
    "delivery": (
        "Доставка",
        {
            "send-to-delivery": "Передан в доставку",
            "delivering": "Доставляется",
            "redirect": "Доставка перенесена",
        },
    ),
    "complete": ("Выполнен", {"complete": "Выполнен"}),
    "cancel": (
        "Отменён",
        {
            "no-call": "Недозвон",
            "no-product": "Нет в наличии",
            "already-buyed": "Купил в другом месте",
            "delyvery-did-not-suit": "Не устроила доставка",
            "prices-did-not-suit": "Не устроила цена",
            "cancel-other": "Отменён",
        },
    ),
}

ITEM_STATUSES: Mapping[str, str] = {
    "new": "Новый",
    "confirming": "Подтверждение наличия",
    "in-reserve": "В резерве",
    "assembly-delivery": "Собран для доставки",
    "ready-for-assembly": "Готов к сборке",
    "completed": "Завершён",
    "saled": "Продан",
}
CANCELLED_ITEM_STATUSES: Mapping[str, str] = {
    "out-of-stock": "Нет в наличии",
    "failure": "Отказ",
    "product-is-damaged": "Товар повреждён",
    "assembly-not-delivery": "Собран, но не доставлен",
    "lost": "Утерян",
    "returned": "Возврат",
}


class References:
    """The books themselves; codes are compared as strings."""

    def __init__(self, account: Account, sites: Iterable[CrmSite]) -> None:
        self._account = account
        self._made = account.clock.stamp()
        self._books: dict[str, dict[str, Document]] = {book.path: {} for book in BOOKS}
        self._fill_sites(tuple(sites))
        self._fill_statuses()
        self._fill_order_books()
        self._fill_payment_books()
        self._fill_store_books()

    def routes(self) -> list[Route]:
        return [
            Route(
                "GET",
                "v5/reference/countries",
                "reference_read",
                lambda call: said(countriesIso=list(COUNTRIES)),
            ),
            Route("GET", "v5/reference/{book}", "reference_read", self._read),
            Route("POST", "v5/reference/{book}/{code}/edit", "reference_write", self._edit),
        ]

    def entry(self, book: str, code: str) -> Document | None:
        return self._books[book].get(code)

    def codes(self, book: str) -> list[str]:
        return list(self._books[book])

    def put(self, book: str, code: str, /, **values: object) -> Document:
        """Create an entry or update the one with this code."""
        entry = self._books[book].setdefault(code, {"code": code})
        entry.update(values)
        return entry

    def missing(self, book: str, code: object) -> str:
        """The CRM's text for an unknown code; empty when the code is known."""
        if str(code) in self._books[book]:
            return ""
        return f'"{_BOOKS[book].entity}" with "code"="{code}" does not exist.'

    def default(self, book: str) -> str:
        """The code used for orders made by API that do not say one."""
        marked = [code for code, entry in self._books[book].items() if entry.get("defaultForApi")]
        return (marked or list(self._books[book]))[0]

    def status_group(self, code: str) -> str:
        entry = self.entry("statuses", code)
        return str(entry["group"]) if entry else ""

    def cancels(self, item_status: str) -> bool:
        entry = self.entry("product-statuses", item_status)
        return bool(entry and entry["cancelStatus"])

    def item_status_of(self, order_status: str) -> str:
        """The item status that the system sets by itself when an order takes this status; or empty."""
        for code, entry in self._books["product-statuses"].items():
            if entry.get("orderStatusByProductStatus") == order_status:
                return code
        return ""

    def integration_of(self, delivery_type: str) -> str:
        """The module behind a delivery type; empty for the shop's own delivery."""
        entry = self.entry("delivery-types", delivery_type)
        return str(entry.get("integrationCode") or "") if entry else ""

    def delivery_type_of(self, module: str) -> Document | None:
        for entry in self._books["delivery-types"].values():
            if entry.get("integrationCode") == module:
                return entry
        return None

    def catalogue_read(self, at: str) -> None:
        """Note that the sites have just loaded their catalogue."""
        for site in self._books["sites"].values():
            site["catalogUpdatedAt"] = at

    def _read(self, call: Call) -> Reply:
        book = _BOOKS.get(call.places["book"])
        if book is None:
            raise Refusal(404, "API method not found")
        entries = {code: self._told(book, entry) for code, entry in self._visible(book, call)}
        return said(**{book.key: list(entries.values()) if book.listed else entries})

    def _visible(self, book: Book, call: Call) -> list[tuple[str, Document]]:
        entries = self._books[book.path].items()
        if book.path == "sites":
            return [(code, entry) for code, entry in entries if call.key.sees(code)]
        if book.path in {"delivery-types", "payment-types"}:
            return [(code, entry) for code, entry in entries if any(map(call.key.sees, entry["sites"]))]
        return list(entries)

    def _told(self, book: Book, entry: Document) -> Document:
        if book.path == "sites" and entry.get("ymlUrl"):
            return without_nulls(entry | {"ymlUrl": f"{self._account.url}{entry['ymlUrl']}"})
        if book.path == "status-groups":
            statuses = self._books["statuses"].values()
            return entry | {"statuses": [one["code"] for one in statuses if one["group"] == entry["code"]]}
        return without_nulls(entry)

    def _edit(self, call: Call) -> Reply:
        book = _BOOKS.get(call.places["book"])
        if book is None or not book.field:
            raise Refusal(404, "API method not found")
        given, code = call.entity(book.field), call.places["code"]
        created = code not in self._books[book.path]
        self._check_entry(book, given, code, created)
        defaults = self._entry_defaults(book.path) if created else {}
        before = dict(self._books[book.path].get(code, {}))
        after = self.put(book.path, code, **(defaults | given | {"code": code}))
        return done(201 if created else 200, changed=before != after)

    def _check_entry(self, book: Book, given: Document, code: str, created: bool) -> None:
        errors = {}
        if given.get("code", code) != code:
            errors["code"] = "This value should be equal to the code of the address."
        if created and not given.get("name"):
            errors["name"] = BLANK
        if book.path == "statuses" and (created or "group" in given):
            errors["group"] = self.missing("status-groups", given.get("group"))
        errors = {name: text for name, text in errors.items() if text}
        if errors:
            raise Refusal(400, FORMAT_REFUSED, errors)

    def _entry_defaults(self, book: str) -> Document:
        common: Document = {"active": True}
        if book == "product-statuses":
            return common | {"cancelStatus": False, "createdAt": self._account.clock.stamp()}
        if book in {"delivery-types", "payment-types"}:
            return common | {"sites": list(self._books["sites"])}
        return common

    def _fill_sites(self, sites: tuple[CrmSite, ...]) -> None:
        for number, site in enumerate(sites, start=1):
            self.put(
                "sites",
                site.code,
                id=number,
                name=site.name,
                url="https://shop.example.ru",
                defaultForCrm=number == 1,
                ymlUrl=site.yml_url or None,
                loadFromYml=bool(site.yml_url),
                countryIso="RU",
                currency=site.currency,
                catalogId="2",
                isCatalogMainSite=number == 1,
                ordering=number * 10,
                isDemo=False,
            )

    def _fill_statuses(self) -> None:
        for place, (group, (name, statuses)) in enumerate(STATUS_GROUPS.items(), start=1):
            process = group not in {"complete", "cancel"}
            self.put("status-groups", group, name=name, active=True, ordering=place * 10, process=process)
            for order, (code, title) in enumerate(statuses.items()):
                self.put("statuses", code, name=title, active=True, ordering=place * 10 + order, group=group)
        for cancels, titles in ((False, ITEM_STATUSES), (True, CANCELLED_ITEM_STATUSES)):
            for code, title in titles.items():
                self.put(
                    "product-statuses",
                    code,
                    name=title,
                    ordering=(len(self._books["product-statuses"]) + 1) * 10,
                    active=True,
                    createdAt=self._made,
                    cancelStatus=cancels,
                )
        self.put("product-statuses", "saled", orderStatusByProductStatus="complete")

    def _fill_order_books(self) -> None:
        methods = {"shopping-cart": "Через корзину", "phone": "По телефону", "megamarket": "Мегамаркет"}
        for code, name in methods.items():
            marked = code == "shopping-cart"
            self.put(
                "order-methods",
                code,
                name=name,
                active=True,
                defaultForCrm=marked,
                defaultForApi=marked,
                isFromPos=False,
            )
        types = {"main": "Основной", "marketplace": "Маркетплейс"}
        for place, (code, name) in enumerate(types.items(), start=1):
            marked = code == "main"
            self.put(
                "order-types",
                code,
                name=name,
                active=True,
                defaultForCrm=marked,
                defaultForApi=marked,
                ordering=place * 10,
            )

    def _fill_payment_books(self) -> None:
        sites = list(self._books["sites"])
        statuses = {"not-paid": ("Не оплачен", False), "paid": ("Оплачен", True)}
        types = {"bank-card": "Банковская карта", "cash": "Наличные"}
        for code, name in types.items():
            marked = code == "bank-card"
            self.put(
                "payment-types",
                code,
                name=name,
                active=True,
                defaultForCrm=marked,
                defaultForApi=marked,
                deliveryTypes=["self-delivery", "courier"],
                paymentStatuses=list(statuses),
                sites=sites,
            )
        for place, (code, (name, complete)) in enumerate(statuses.items(), start=1):
            self.put(
                "payment-statuses",
                code,
                name=name,
                active=True,
                defaultForCrm=not complete,
                defaultForApi=not complete,
                paymentComplete=complete,
                ordering=place * 10,
                paymentTypes=list(types),
            )
        self.put_delivery_type("self-delivery", "Самовывоз", sites=sites)
        self.put_delivery_type("courier", "Курьер магазина", sites=sites, defaultCost=350)
        self.put("delivery-services", "courier", name="Курьер", active=True)

    def put_delivery_type(self, code: str, name: str, /, **values: object) -> Document:
        """Create or update a delivery type; every payment type is allowed for a new one."""
        known = self.entry("delivery-types", code)
        base: Document = known or {
            "id": len(self._books["delivery-types"]) + 1,
            "isDynamicCostCalculation": False,
            "isAutoCostCalculation": False,
            "isAutoNetCostCalculation": False,
            "isCostDependsOnRegionAndWeightAndSum": False,
            "isCostDependsOnDateTime": False,
            "currency": "RUB",
            "active": True,
            "defaultCost": 0,
            "defaultNetCost": 0,
            "paymentTypes": self.codes("payment-types"),
            "deliveryServices": [],
            "defaultForCrm": not self._books["delivery-types"],
            "deliveryPaymentTypes": [{"code": one, "cod": False} for one in self.codes("payment-types")],
        }
        return self.put("delivery-types", code, **(base | {"code": code, "name": name} | values))

    def _fill_store_books(self) -> None:
        stores = {"main": "Основной склад", "shop-2": "Склад магазина"}
        for code, name in stores.items():
            self.put(
                "stores",
                code,
                name=name,
                type="store-type-warehouse",
                inventoryType="integer",
                active=True,
                address={"countryIso": "RU", "text": "г. Примерск, ул. Складская, 1"},
                workTime=[],
            )
        for number, (code, name) in enumerate(PRICE_TYPES.items(), start=1):
            self.put(
                "price-types",
                code,
                id=number,
                name=name,
                active=True,
                default=number == 1,
                currency="RUB",
                geo=[],
                groups=[],
                ordering=990 + number,
            )
        self.put("units", "pc", name="Штука", sym="шт.", default=True, active=True)
        self.put("currencies", "RUB", id=1, isBase=True, isAutoConvert=False, autoConvertExtraPercent=0)
        self.put(
            "legal-entities",
            "primer",
            contragentType="legal-entity",
            legalName="ООО «Пример»",
            countryIso="RU",
            INN="0000000000",
        )
