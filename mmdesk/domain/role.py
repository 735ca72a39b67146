"""What a person at a workstation may do. Roles guard against mistakes, not against attackers."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from mmdesk.domain.scheme import Verb
from mmdesk.errors import MmdeskError, Text


class Role(StrEnum):
    """What a person's work is."""

    PACKER = "packer"
    DESK = "desk"
    MANAGER = "manager"


class Right(StrEnum):
    """One kind of doing that not everybody does."""

    PACK = "pack"
    """At the bench, its rejections included."""
    PRINT = "print"
    ORDERS = "orders"
    QUEUE = "queue"
    """Sending again or dropping what a remote refused."""
    CATALOGUE = "catalogue"
    SETTINGS = "settings"


ROLE_NAMES: Final[Mapping[Role, Text]] = {
    Role.PACKER: Text("упаковщик", "packer"),
    Role.DESK: Text("стол заказов", "order desk"),
    Role.MANAGER: Text("менеджер", "manager"),
}
_RIGHTS: Final[Mapping[Role, frozenset[Right]]] = {
    Role.PACKER: frozenset({Right.PACK, Right.PRINT}),
    Role.DESK: frozenset({Right.PACK, Right.PRINT, Right.ORDERS, Right.QUEUE}),
    Role.MANAGER: frozenset(Right),
}
_DOINGS: Final[Mapping[Right, Text]] = {
    Right.PACK: Text("упаковка", "packing"),
    Right.PRINT: Text("печать", "printing"),
    Right.ORDERS: Text("действия с заказами", "acting on orders"),
    Right.QUEUE: Text("очередь отправки", "the queue of what is sent"),
    Right.CATALOGUE: Text("каталог и фид", "catalogue and feed"),
    Right.SETTINGS: Text("настройки", "settings"),
}


class NotYours(MmdeskError):
    """Raised when a person's role leaves this to others."""

    title = Text("Для этого нужна другая роль", "This takes another role")
    hint = Text(
        "Попросите того, кому это можно, или смените оператора в меню слева внизу.",
        "Ask somebody who may, or change the operator in the menu at the lower left.",
    )


def may(role: Role, right: Right) -> bool:
    return right in _RIGHTS[role]


def require(role: Role, right: Right) -> None:
    """Raises NotYours, which names who may."""
    if may(role, right):
        return
    able = [ROLE_NAMES[each] for each in Role if may(each, right)]
    who = Text(" или ".join(name.ru for name in able), " or ".join(name.en for name in able))
    what = _DOINGS[right]
    raise NotYours(Text(f"{who.ru} ({what.ru})", f"{who.en} ({what.en})"))


def refusal(role: Role, right: Right) -> Text | None:
    """What `require` would say; None where this role may."""
    try:
        require(role, right)
    except NotYours as error:
        return error.text
    return None


def right_to(verb: Verb) -> Right:
    """What a verb of the desk takes."""
    return Right.PRINT if verb is Verb.LABEL else Right.ORDERS
