"""Every setting of a connection, declared once: key, kind, default and the text a person reads (ADR 7).

The declaration is the field itself, so reading a setting is attribute access and is typed. The database keeps
only what was changed, as text; see `docs/settings.md` for the same table in prose.
"""

from __future__ import annotations

import dataclasses
import difflib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType
from typing import Any, Final

from mmdesk.errors import MmdeskError, Text
from mmdesk.setting_kinds import (
    DECLARATION,
    FLAG,
    LOGIN,
    NETWORKS,
    PARAMS,
    PREFIX,
    PUBLIC_URL,
    REASON,
    SOURCE,
    TABLE,
    WORD,
    WORDS,
    Network,
    Params,
    Plain,
    Setting,
    choice,
    declare,
    declare_family,
    percent,
    text_of,
    whole,
)

_REMOTE_STATUS: Final = r"[A-Z][A-Z0-9_]{0,60}"
_CRM_CODE: Final = r"[A-Za-z0-9_-]{1,255}"
_DAY: Final = 86_400


class UnknownSetting(MmdeskError):
    """Raised for a key that is not declared; names the nearest ones."""

    title = Text("Такой настройки нет", "There is no such setting")


class BadSettingValue(MmdeskError):
    """Raised for a value that the setting cannot take; names the key, the value and what is allowed."""

    title = Text("Значение настройки не подходит", "The setting cannot take this value")


@dataclass(frozen=True, slots=True, kw_only=True)
class ConnectionSettings:
    """The settings in force for one connection: what was changed, and the defaults for the rest."""

    order_method: str = declare(
        "order.method",
        WORD,
        "",
        Text("Способ оформления создаваемых заказов", "Order method of created orders"),
    )
    order_type: str = declare(
        "order.type", WORD, "", Text("Тип создаваемых заказов", "Order type of created orders")
    )
    status_map: Mapping[str, str] = declare_family(
        "status.map.",
        _REMOTE_STATUS,
        Text(
            "Статус заказа в RetailCRM для статуса Мегамаркета; пусто: не менять",
            "RetailCRM order status for a Megamarket status; empty: leave as it is",
        ),
    )
    status_confirmed: str = declare(
        "status.confirmed",
        WORD,
        "",
        Text("Статус RetailCRM, который значит «подтверждён»", "RetailCRM status that means “confirmed”"),
    )
    status_pack: str = declare(
        "status.pack",
        WORD,
        "",
        Text("Статус RetailCRM, по которому заказ упаковывается", "RetailCRM status that asks for packing"),
    )
    status_ship: str = declare(
        "status.ship",
        WORD,
        "",
        Text("Статус RetailCRM, по которому заказ отгружается", "RetailCRM status that asks for shipping"),
    )
    status_close: str = declare(
        "status.close",
        WORD,
        "",
        Text(
            "Статус RetailCRM, по которому заказ ДСМ закрывается",
            "RetailCRM status that asks for closing (ДСМ)",
        ),
    )
    lot_cancel: Mapping[str, str] = declare_family(
        "lot.cancel.",
        rf"{_REMOTE_STATUS}(?:/{_REMOTE_STATUS})?",
        Text(
            "Статус товара в RetailCRM для отменённого лота: СТАТУС или СТАТУС/ПОДСТАТУС, длинный ключ "
            "важнее",
            "RetailCRM item status of a cancelled lot: STATUS or STATUS/SUBSTATUS, the longer key wins",
        ),
    )
    reject_reason: Mapping[str, str] = declare_family(
        "reject.reason.",
        _CRM_CODE,
        Text("Причина отказа для статуса товара в RetailCRM", "Reject reason for a RetailCRM item status"),
    )
    default_reject_reason: str = declare(
        "reject.default_reason",
        REASON,
        "OUT_OF_STOCK",
        Text(
            "Причина отказа, когда для статуса товара её нет и когда отменён весь заказ",
            "Reject reason of an unmapped item status and of a cancelled order",
        ),
    )
    close_reason: Mapping[str, str] = declare_family(
        "close.reason.",
        _CRM_CODE,
        Text(
            "ДСМ: почему курьер не вручил, для статуса товара в RetailCRM",
            "ДСМ: why the courier could not hand over, for a RetailCRM item status",
        ),
    )
    cancel_accept: str = declare(
        "cancel.accept",
        choice("auto", "ask"),
        "auto",
        Text(
            "ДСМ: соглашаться с отменой покупателя самим до передачи курьеру (auto) или спрашивать (ask)",
            "ДСМ: accept a buyer's cancellation until hand-over by itself (auto), or ask",
        ),
    )
    feed_source: str = declare(
        "feed.source",
        SOURCE,
        "api",
        Text(
            "Откуда берётся каталог: из самой RetailCRM (api), по адресу или из файла ICML",
            "Where the catalogue comes from: RetailCRM itself (api), an ICML address or file",
        ),
    )
    feed_min_quantity: int = declare(
        "feed.min_quantity",
        whole(0, 1_000_000),
        0,
        Text(
            "Товары с остатком меньше этого не попадают в фид", "Goods with a stock below this are left out"
        ),
    )
    feed_keep_small: bool = declare(
        "feed.keep_small",
        FLAG,
        False,
        Text(
            "Оставлять такие товары в фиде как отсутствующие",
            "Keep such goods in the feed as unavailable, with stock 0",
        ),
    )
    feed_discount_percent: Decimal = declare(
        "feed.discount_percent",
        percent(below=100),
        Decimal(0),
        Text("Скидка на весь каталог, в процентах", "Discount on the whole catalogue, in percent"),
    )
    feed_params: Params = declare(
        "feed.params",
        PARAMS,
        "all",
        Text("Какие свойства товаров уходят в фид", "Which properties go out as params"),
    )
    feed_shelf: str = declare(
        "feed.shelf",
        WORD,
        "",
        Text(
            "Свойство товара с местом на складе, его код или название; в фид оно не уходит",
            "The property that tells a good's shelf, by its code or name; it does not go out into the feed",
        ),
    )
    feed_exclude_vendors: tuple[str, ...] = declare(
        "feed.exclude_vendors",
        WORDS,
        (),
        Text("Производители, которых в фиде нет", "Vendors that are left out of the feed"),
    )
    feed_outlet_id: str = declare(
        "feed.outlet_id",
        WORD,
        "1",
        Text("Номер склада в кабинете Мегамаркета", "Number of the warehouse in the Megamarket account"),
    )
    feed_days: int = declare(
        "feed.days",
        whole(0, 60),
        1,
        Text("Рабочих дней на подготовку отправления", "Working days needed to prepare a shipment"),
    )
    feed_order_before: int = declare(
        "feed.order_before",
        whole(0, 24),
        12,
        Text("Час, в который кончается приём заказов дня", "The hour at which the day's orders end"),
    )
    feed_vat_map: Mapping[str, str] = declare(
        "feed.vat_map",
        TABLE,
        MappingProxyType({"none": "NO_VAT", "0": "VAT_0", "10": "VAT_10", "20": "VAT_20"}),
        Text("Ставка НДС в RetailCRM и её код в фиде", "VAT rate in RetailCRM and its code in the feed"),
    )
    feed_reserve: int = declare(
        "feed.reserve",
        whole(0, 1_000_000),
        0,
        Text("Сколько штук не показывать в остатке", "How many pieces to hold back from the stock"),
    )
    feed_stop_sales: bool = declare(
        "feed.stop_sales",
        FLAG,
        False,
        Text("Остановить продажи: все товары без остатка", "Stop sales: every offer unavailable"),
    )
    feed_price_type: str = declare(
        "feed.price_type", WORD, "base", Text("Тип цены в RetailCRM", "RetailCRM's price type")
    )
    feed_old_price: bool = declare(
        "feed.old_price",
        FLAG,
        False,
        Text("Показывать цену до скидки", "Show the price before the discount as oldprice"),
    )
    feed_guard_vanish_percent: int = declare(
        "feed.guard.vanish_percent",
        whole(0, 100),
        30,
        Text(
            "Спросить, если из фида пропадает больше стольких процентов товаров",
            "Ask when more than this share of offers would vanish, in percent",
        ),
    )
    feed_guard_price_percent: int = declare(
        "feed.guard.price_percent",
        whole(0, 1000),
        50,
        Text(
            "Спросить, если цены изменились больше чем на столько процентов",
            "Ask when prices move by more than this, in percent",
        ),
    )
    stock_api: bool = declare(
        "stock.api", FLAG, False, Text("Передавать остатки ещё и по API", "Push stock by API as well")
    )
    price_by: str = declare(
        "price.by",
        choice("feed", "api"),
        "feed",
        Text(
            "Откуда Мегамаркет берёт цены: только из фида (feed) или по API поверх фида (api); назад к feed:"
            " все цены, заданные по API, снимаются",
            "Where Megamarket takes prices from: the feed alone (feed), or the API on top of the feed (api);"
            " back to feed: every price set by API is dropped",
        ),
    )
    http_public_url: str = declare(
        "http.public_url",
        PUBLIC_URL,
        "",
        Text(
            "Адрес, по которому службу видно из интернета",
            "The address at which the internet reaches the service",
        ),
    )
    http_prefix: str = declare(
        "http.prefix",
        PREFIX,
        "",
        Text("Начало пути, которое оставляет прокси", "The beginning of the path that the proxy leaves in"),
    )
    http_trusted_proxies: tuple[Network, ...] = declare(
        "http.trusted_proxies",
        NETWORKS,
        (),
        Text("Прокси, чьим заголовкам можно верить", "Proxies whose forwarded headers are believed"),
    )
    http_basic_auth: str = declare(
        "http.basic_auth",
        LOGIN,
        "",
        Text(
            "Логин для вебхуков и фида; пароль хранится с секретами",
            "Login for webhooks and feed; the password lies with the secrets",
        ),
    )
    exchange_megamarket_seconds: int = declare(
        "exchange.megamarket_seconds",
        whole(1, _DAY),
        60,
        Text("Как часто опрашивать Мегамаркет, в секундах", "Seconds between exchanges with Megamarket"),
    )
    exchange_crm_seconds: int = declare(
        "exchange.crm_seconds",
        whole(1, _DAY),
        60,
        Text("Как часто опрашивать RetailCRM, в секундах", "Seconds between exchanges with RetailCRM"),
    )
    exchange_feed_minutes: int = declare(
        "exchange.feed_minutes",
        whole(1, 1440),
        60,
        Text(
            "Как часто читать каталог целиком, в минутах", "Minutes between whole readings of the catalogue"
        ),
    )
    desk_undo_seconds: int = declare(
        "desk.undo_seconds",
        whole(0, 300),
        10,
        Text("Сколько секунд действие можно вернуть", "Seconds in which an action can be taken back"),
    )
    desk_pictures: str = declare(
        "desk.pictures",
        choice("internet", "anywhere", "off"),
        "internet",
        Text(
            "Откуда служба берёт картинки товаров для стола упаковки: с сайтов в интернете (internet), ещё и"
            " из своей сети (anywhere), ниоткуда (off)",
            "Where the service takes the bench's pictures of goods from: sites on the internet (internet),"
            " its own network as well (anywhere), nowhere (off)",
        ),
    )

    @classmethod
    def of(cls, stored: Mapping[str, str]) -> ConnectionSettings:
        """Build from stored texts. Raises UnknownSetting and BadSettingValue."""
        # The fields' types differ; each value was read by the kind of its own field.
        values: dict[str, Any] = {}
        families: dict[str, dict[str, str]] = {}
        for key, text in stored.items():
            name, declared = _field_of(key)
            value = _read(declared, key, text)
            if declared.is_family:
                families.setdefault(name, {})[key.removeprefix(declared.key)] = str(value)
            else:
                values[name] = value
        values |= {name: MappingProxyType(table) for name, table in families.items()}
        return cls(**values)

    def lot_cancel_for(self, status: str, sub_status: str = "") -> str:
        """The CRM item status of a cancelled lot; empty: leave it as it is."""
        exact = self.lot_cancel.get(f"{status}/{sub_status}")
        return exact if exact is not None else self.lot_cancel.get(status, "")

    def reject_reason_for(self, item_status: str) -> str:
        """Megamarket's reason for a CRM item status, the default one where none is mapped."""
        return self.reject_reason.get(item_status) or self.default_reject_reason

    def close_reason_for(self, item_status: str) -> str:
        """Megamarket's reason why a lot was not handed over; empty where none is mapped."""
        return self.close_reason.get(item_status, "")

    def document(self) -> dict[str, Plain]:
        """Every key in force with its value as JSON has it, defaults included, families by full key."""
        document: dict[str, Plain] = {}
        for name, declared in _FIELDS.items():
            value = getattr(self, name)
            if declared.is_family:
                document |= {f"{declared.key}{suffix}": word for suffix, word in sorted(value.items())}
            else:
                document[declared.key] = declared.kind.plain(value)
        return document


_FIELDS: Final[Mapping[str, Setting]] = {
    field.name: field.metadata[DECLARATION] for field in dataclasses.fields(ConnectionSettings)
}


def declared_settings() -> Iterator[Setting]:
    """Every declaration, in the order a settings page shows them."""
    yield from _FIELDS.values()


def find(key: str) -> Setting:
    """The declaration of a key. Raises UnknownSetting with the nearest keys."""
    return _field_of(key)[1]


def parse(key: str, text: str) -> object:
    """The typed value of a text. Raises UnknownSetting and BadSettingValue."""
    return _read(find(key), key, text)


def format_value(key: str, value: object) -> str:
    """A value in the one spelling that is stored; `parse` reads it back."""
    return text_of(find(key).kind.plain(value))


def canonical(key: str, text: str) -> str:
    """What is stored for a typed text. Raises UnknownSetting and BadSettingValue."""
    declared = find(key)
    value = _read(declared, key, text)
    if not declared.kind.admits(value):
        raise _bad_value(declared, key, text)
    return format_value(key, value)


def _field_of(key: str) -> tuple[str, Setting]:
    for name, declared in _FIELDS.items():
        if declared.covers(key):
            return name, declared
    raise UnknownSetting(Text(f"«{key}»", f"“{key}”"), hint=_nearest(key))


def _nearest(key: str) -> Text:
    for declared in _FIELDS.values():
        if declared.is_family and key.startswith(declared.key):
            return Text(
                f"После «{declared.key}» ждут: {_example(declared)}.",
                f"After “{declared.key}” comes: {_example(declared)}.",
            )
    names = [declared.key for declared in _FIELDS.values()]
    near = difflib.get_close_matches(key, names, n=3, cutoff=0.5)
    if not near:
        return Text(
            "Проверьте имя настройки: возможно, файл от другой версии программы.",
            "Check the name of the setting: another version of the program may have written it.",
            "mmdesk settings show",
        )
    return Text(f"Похожие: {', '.join(near)}.", f"Similar: {', '.join(near)}.")


def _example(declared: Setting) -> str:
    return "CODE" if declared.suffix == _CRM_CODE else "STATUS"


def _read(declared: Setting, key: str, text: str) -> object:
    try:
        value: object = declared.kind.read(text)
    except ValueError:
        # The cause would only repeat the text.
        raise _bad_value(declared, key, text) from None
    return value


def _bad_value(declared: Setting, key: str, text: str) -> BadSettingValue:
    shown = text if len(text) <= 80 else f"{text[:79]}…"
    allowed = declared.kind.allowed
    return BadSettingValue(
        Text(f"{key} = «{shown}»", f"{key} = “{shown}”"),
        hint=Text(f"Можно: {allowed.ru}.", f"Allowed: {allowed.en}."),
    )
