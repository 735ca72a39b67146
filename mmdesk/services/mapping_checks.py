"""Whether the codes that a connection's settings name are still there in RetailCRM, and fit their purpose."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from mmdesk.domain.connection import Connection
from mmdesk.domain.scheme import Scheme
from mmdesk.domain.standing import WrongReason
from mmdesk.errors import Text
from mmdesk.services.check import Check
from mmdesk.services.connection_settings import setting_name
from mmdesk.services.dictionaries import Dictionaries, Entry
from mmdesk.services.unasked_mappings import unasked_mappings
from mmdesk.settings import ConnectionSettings


@dataclass(frozen=True, slots=True)
class _Named:
    """A setting that names a code of RetailCRM."""

    key: str
    value: str
    code: str


def check_mappings(
    connection: Connection, settings: ConnectionSettings, known: Dictionaries
) -> Iterator[Check]:
    """One check a kind of code; what is not mapped at all is no mistake."""
    statuses = _order_statuses(settings)
    items = tuple(_item_statuses(settings))
    reasons = {key: value for key, value in _reasons(settings).items() if value}
    odd_statuses = [
        *_strange(statuses, known.order_statuses, _STATUS),
        *_unasked(statuses, unasked_mappings(connection.scheme, settings, known.order_statuses)),
    ]
    yield _check("map.status", connection, len(statuses), odd_statuses)
    yield _check(
        "map.item",
        connection,
        len(items),
        [*_strange(items, known.item_statuses, _ITEM), *_not_canceling(items, known.item_statuses)],
    )
    yield _check("map.reason", connection, len(reasons), _strange_reasons(connection.scheme, reasons))
    method = _given({"order.method": settings.order_method})
    kind = _given({"order.type": settings.order_type})
    strange = [
        *_strange(method, known.order_methods, _METHOD),
        *_strange(kind, known.order_types, _TYPE),
    ]
    yield _check("map.order", connection, len(method) + len(kind), strange)


def _order_statuses(settings: ConnectionSettings) -> tuple[_Named, ...]:
    mapped = {f"status.map.{status}": code for status, code in settings.status_map.items()}
    asking = {
        "status.confirmed": settings.status_confirmed,
        "status.pack": settings.status_pack,
        "status.ship": settings.status_ship,
        "status.close": settings.status_close,
    }
    return _given(mapped | asking)


def _item_statuses(settings: ConnectionSettings) -> Iterator[_Named]:
    """Those of the lots cancelled at Megamarket, and those that mean a refusal or a failed hand-over."""
    yield from _given({f"lot.cancel.{status}": code for status, code in settings.lot_cancel.items()})
    for family, mapped in (
        ("reject.reason", settings.reject_reason),
        ("close.reason", settings.close_reason),
    ):
        for code, reason in mapped.items():
            if reason:
                yield _Named(f"{family}.{code}", reason, code)


def _reasons(settings: ConnectionSettings) -> dict[str, str]:
    return {
        "reject.default_reason": settings.default_reject_reason,
        **{f"reject.reason.{code}": reason for code, reason in settings.reject_reason.items()},
        **{f"close.reason.{code}": reason for code, reason in settings.close_reason.items()},
    }


def _given(codes: Mapping[str, str]) -> tuple[_Named, ...]:
    return tuple(_Named(key, code, code) for key, code in codes.items() if code)


def _strange(named: Iterable[_Named], known: Iterable[Entry], kind: Text) -> Iterator[Text]:
    """What is named, yet not there or not in use any more."""
    entries = {entry.code: entry for entry in known}
    for each in named:
        entry = entries.get(each.code)
        if entry is None:
            yield _MISSING.format(
                key=each.key, setting=setting_name(each.key), value=each.value, kind=kind, code=each.code
            )
        elif not entry.is_active:
            yield _INACTIVE.format(
                key=each.key, setting=setting_name(each.key), value=each.value, kind=kind, code=each.code
            )


def _unasked(named: Iterable[_Named], found: Mapping[str, Text]) -> Iterator[Text]:
    """Each sentence once, though it stands at two lines."""
    first = {found[each.key]: each for each in reversed(tuple(named)) if each.key in found}
    for words, each in first.items():
        yield _UNASKED.format(
            key=each.key,
            setting=setting_name(each.key),
            value=each.value,
            words=Text(words.ru[:-1], words.en[:-1]),
        )


def _not_canceling(named: Iterable[_Named], known: Iterable[Entry]) -> Iterator[Text]:
    staying = {entry.code for entry in known if entry.is_active and not entry.cancels}
    for each in named:
        if each.code in staying:
            yield _NOT_CANCELING.format(
                key=each.key, setting=setting_name(each.key), value=each.value, code=each.code
            )


def _strange_reasons(scheme: Scheme, reasons: Mapping[str, str]) -> Iterator[Text]:
    for key, reason in reasons.items():
        judge = scheme.check_close_reason if key.startswith("close.") else scheme.check_reject_reason
        try:
            judge(reason)
        except WrongReason as error:
            yield _WRONG_REASON.format(
                key=key, setting=setting_name(key), value=reason, scheme=scheme.name, cure=error.cure
            )


def _check(code: str, connection: Connection, count: int, problems: Iterable[Text]) -> Check:
    """Each problem has the key of its setting for the command line."""
    found = tuple(problems)
    if not found:
        return Check(code, ok=True, message=_FINE[code].format(n=count))
    words = Text("; ".join(each.ru for each in found), "; ".join(each.en for each in found))
    keys = ", ".join(dict.fromkeys(each.command for each in found))
    cure = _CURE.format(name=connection.name, keys=keys)
    return Check(code, ok=False, message=_TOGETHER.format(words=words, cure=cure))


_STATUS = Text("статуса заказа", "order status")
_ITEM = Text("статуса товара", "item status")
_METHOD = Text("способа оформления", "order method")
_TYPE = Text("типа заказа", "order type")
_FINE = {
    "map.status": Text("сопоставлено статусов заказа: {n}", "order statuses mapped: {n}"),
    "map.item": Text("сопоставлено статусов товара: {n}", "item statuses mapped: {n}"),
    "map.reason": Text("причин Мегамаркета: {n}", "Megamarket's reasons: {n}"),
    "map.order": Text("задано способов и типов заказа: {n}", "order method and type given: {n}"),
}
_MISSING = Text(
    "{setting} = «{value}»: в RetailCRM нет {kind} «{code}»",
    "{setting} = “{value}”: RetailCRM has no {kind} “{code}”",
    "{key}",
)
_INACTIVE = Text(
    "{setting} = «{value}»: код {kind} «{code}» в RetailCRM отключён",
    "{setting} = “{value}”: RetailCRM's {kind} “{code}” is not in use",
    "{key}",
)
_NOT_CANCELING = Text(
    "{setting} = «{value}»: статус товара «{code}» не отменяющий",
    "{setting} = “{value}”: item status “{code}” does not cancel",
    "{key}",
)
_WRONG_REASON = Text(
    "{setting} = «{value}»: такой причины в схеме «{scheme}» нет ({cure})",
    "{setting} = “{value}”: scheme “{scheme}” has no such reason ({cure})",
    "{key}",
)
_UNASKED = Text("{setting} = «{value}»: {words}", "{setting} = “{value}”: {words}", "{key}")
_TOGETHER = Text("{words}. {cure}", "{words}. {cure}")
_CURE = Text(
    "Выберите другой: «Настройки» → «Соответствия и заказы»",
    "Choose another one: Settings → Mappings and orders",
    "mmdesk connection dictionaries {name}, mmdesk settings set {name} KEY CODE (KEY: {keys})",
)
