"""The mappings of a connection as one sheet: both systems' own names side by side, and what is odd."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from mmdesk.domain.reason import reason_name
from mmdesk.domain.scheme import Scheme, Verb
from mmdesk.domain.status import Status, name_of
from mmdesk.errors import Text
from mmdesk.services.dictionaries import Dictionaries, Entry
from mmdesk.services.unasked_mappings import unasked_mappings
from mmdesk.settings import ConnectionSettings


class GroupKind(StrEnum):
    """One table of the sheet."""

    FOLLOW = "follow"
    """S7: the CRM's order status follows Megamarket's."""
    ASK = "ask"
    """S8: CRM order statuses that ask for something."""
    LOT_CANCEL = "lot_cancel"
    """S9: the CRM's item status of a cancelled lot."""
    REJECT = "reject"
    """S10: why a lot is rejected whose item status was set in the CRM."""
    CLOSE = "close"
    """S12, ДСМ: why the courier could not hand over."""
    CREATED = "created"
    """S13: order method and type of created orders."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One value that a row can take; the empty one stands for «not mapped»."""

    value: str
    name: Text


@dataclass(frozen=True, slots=True)
class Row:
    """One line: what it is about, the setting's key, its value, and what is wrong with that, if anything.

    `missed` tells that something is not mapped that most shops map.
    """

    key: str
    name: Text
    code: str
    value: str
    trouble: Text | None = None
    missed: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """Rows that share their choices."""

    kind: GroupKind
    rows: tuple[Row, ...]
    choices: tuple[Choice, ...]


def sheet(scheme: Scheme, settings: ConnectionSettings, known: Dictionaries) -> tuple[Group, ...]:
    """Everything that this scheme maps. Goods leave by cancelling item statuses alone (S11)."""
    unasked = unasked_mappings(scheme, settings, known.order_statuses)
    return (
        _marked(_follow(settings, known), unasked),
        _marked(_ask(scheme, settings, known), unasked),
        _lot_cancel(settings, known),
        _reject(scheme, settings, known),
        *([_close(scheme, settings, known)] if scheme.close_reasons else []),
        _created(settings, known),
    )


def troubles(groups: Iterable[Group]) -> Iterator[Row]:
    """The rows whose values will not do."""
    return (row for group in groups for row in group.rows if row.trouble is not None)


def _marked(group: Group, unasked: Mapping[str, Text]) -> Group:
    rows = (replace(row, trouble=row.trouble or unasked.get(row.key)) for row in group.rows)
    return replace(group, rows=tuple(rows))


def _follow(settings: ConnectionSettings, known: Dictionaries) -> Group:
    choices = _entries(known.order_statuses)
    named = [*(status.value for status in Status), *settings.status_map]
    rows = (
        _row(f"status.map.{status}", name_of(status), status, settings.status_map.get(status, ""), choices,
             missed=status in _USUALLY_FOLLOWED)
        for status in dict.fromkeys(named)
    )  # fmt: skip
    return Group(GroupKind.FOLLOW, tuple(rows), choices)


def _ask(scheme: Scheme, settings: ConnectionSettings, known: Dictionaries) -> Group:
    choices = _entries(known.order_statuses, empty=_UNMAPPED)
    wanted = (
        ("status.confirmed", _CONFIRMED, settings.status_confirmed, True),
        ("status.pack", _PACK, settings.status_pack, True),
        ("status.ship", _SHIP, settings.status_ship, Verb.SHIP in scheme.verbs),
        ("status.close", _CLOSE, settings.status_close, Verb.CLOSE in scheme.verbs),
    )
    rows = (
        _row(key, name, key, value, choices, missed=key == "status.confirmed")
        for key, name, value, offered in wanted
        if offered or value
    )
    return Group(GroupKind.ASK, tuple(rows), choices)


def _lot_cancel(settings: ConnectionSettings, known: Dictionaries) -> Group:
    choices = _entries(known.item_statuses, canceling=True)
    usual = (Status.CUSTOMER_CANCELED.value, Status.MERCHANT_CANCELED.value)
    rows = (
        _row(f"lot.cancel.{status}", _canceled(status), status, settings.lot_cancel.get(status, ""), choices,
             known=known.item_statuses, missed=True)
        for status in dict.fromkeys((*usual, *settings.lot_cancel))
    )  # fmt: skip
    return Group(GroupKind.LOT_CANCEL, tuple(rows), choices)


def _reject(scheme: Scheme, settings: ConnectionSettings, known: Dictionaries) -> Group:
    choices = _reasons(scheme.reject_reasons, _AS_THE_REST)
    default = _row("reject.default_reason", _DEFAULT, "", settings.default_reject_reason, choices)
    rows = _by_item_status("reject.reason", settings.reject_reason, known, choices)
    return Group(GroupKind.REJECT, (*rows, default), choices)


def _close(scheme: Scheme, settings: ConnectionSettings, known: Dictionaries) -> Group:
    choices = _reasons(scheme.close_reasons, _UNMAPPED)
    rows = _by_item_status("close.reason", settings.close_reason, known, choices)
    return Group(GroupKind.CLOSE, tuple(rows), choices)


def _created(settings: ConnectionSettings, known: Dictionaries) -> Group:
    methods = _entries(known.order_methods, empty=_THEIR_OWN)
    types = _entries(known.order_types, empty=_THEIR_OWN)
    rows = (
        _row("order.method", _METHOD, "order.method", settings.order_method, methods),
        _row("order.type", _TYPE, "order.type", settings.order_type, types),
    )
    return Group(GroupKind.CREATED, rows, (*methods, *types[1:]))


def choices_of(group: Group, row: Row, known: Dictionaries) -> tuple[Choice, ...]:
    """What one row can take: methods and types stand in one table and take different codes."""
    if row.key == "order.method":
        return _entries(known.order_methods, empty=_THEIR_OWN)
    if row.key == "order.type":
        return _entries(known.order_types, empty=_THEIR_OWN)
    return group.choices if row.key != "reject.default_reason" else group.choices[1:]


def _by_item_status(
    family: str, mapped: Mapping[str, str], known: Dictionaries, choices: tuple[Choice, ...]
) -> Iterator[Row]:
    """The cancelling item statuses in use, and whatever else is mapped."""
    canceling = {entry.code: entry for entry in known.item_statuses if entry.is_active and entry.cancels}
    for code in dict.fromkeys((*canceling, *(code for code, reason in mapped.items() if reason))):
        entry = canceling.get(code)
        name = Text.same(entry.name if entry else code)
        row = _row(f"{family}.{code}", name, code, mapped.get(code, ""), choices)
        odd = None if entry else _item_trouble(code, known.item_statuses)
        yield Row(row.key, row.name, row.code, row.value, row.trouble or odd)


def _row(
    key: str,
    name: Text,
    code: str,
    value: str,
    choices: tuple[Choice, ...],
    *,
    known: tuple[Entry, ...] = (),
    missed: bool = False,
) -> Row:
    """`known` are all item statuses, so that one that does not cancel is told from one that is not there."""
    fits = not value or any(choice.value == value for choice in choices)
    trouble = None if fits else _item_trouble(value, known) if known else _GONE.format(code=value)
    return Row(key, name, code, value, trouble, missed and not value)


def _item_trouble(code: str, known: tuple[Entry, ...]) -> Text:
    entry = next((each for each in known if each.code == code), None)
    if entry is None or not entry.is_active:
        return _GONE.format(code=code)
    return _STAYS.format(name=entry.name)


def _entries(
    known: Iterable[Entry], *, canceling: bool = False, empty: Choice | None = None
) -> tuple[Choice, ...]:
    active = (each for each in known if each.is_active and (each.cancels or not canceling))
    return (empty or _NOTHING, *(Choice(each.code, Text.same(each.name)) for each in active))


def _reasons(reasons: Iterable[str], empty: Choice) -> tuple[Choice, ...]:
    return (empty, *(Choice(reason, reason_name(reason)) for reason in reasons))


def _canceled(status: str) -> Text:
    """With the reason behind it where the mapping tells reasons apart."""
    head, _, tail = status.partition("/")
    return name_of(head).joined(Text.same(f": {tail}")) if tail else name_of(head)


_NOTHING: Final = Choice("", Text("не менять", "leave as it is"))
_AS_THE_REST: Final = Choice("", Text("как для остального", "as for everything else"))
_THEIR_OWN: Final = Choice("", Text("как решит RetailCRM", "as RetailCRM decides"))
_UNMAPPED: Final = Choice("", Text("не сопоставлено", "not mapped"))
_USUALLY_FOLLOWED: Final = frozenset(
    {
        Status.CONFIRMED,
        Status.PACKED,
        Status.SHIPPED,
        Status.DELIVERED,
        Status.CUSTOMER_CANCELED,
        Status.MERCHANT_CANCELED,
    }
)
_CONFIRMED: Final = Text("подтвердить заказ", "confirm the order")
_PACK: Final = Text("упаковать", "pack")
_SHIP: Final = Text("отгрузить", "ship")
_CLOSE: Final = Text("закрыть: вручён", "close: handed over")
_DEFAULT: Final = Text("всё остальное и отменённый заказ", "everything else, and a cancelled order")
_METHOD: Final = Text("способ оформления", "order method")
_TYPE: Final = Text("тип заказа", "order type")
_GONE: Final = Text(
    "Кода «{code}» в RetailCRM больше нет. Выберите другой.",
    "RetailCRM has no code “{code}” any more. Choose another.",
)
_STAYS: Final = Text(
    "«{name}» в RetailCRM не отменяет товар. Выберите отменяющий статус.",
    "“{name}” takes no goods out of an order in RetailCRM. Choose a cancelling status.",
)
