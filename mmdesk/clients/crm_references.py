"""RetailCRM's references, account and permissions. A reference may come as a list or keyed by code."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from zoneinfo import ZoneInfo

from mmdesk.clients.json_reading import Node, OddShape
from mmdesk.errors import Text

CANCEL_GROUP: Final = "cancel"
_SELECTIVE: Final = "access_selective"


@dataclass(frozen=True, slots=True)
class Credentials:
    """What the key may do; `sites` are the stores of a key with selective access, empty for full access."""

    scopes: frozenset[str]
    site_access: str
    sites: tuple[str, ...]
    methods: frozenset[str] = frozenset()

    @property
    def only_site(self) -> str | None:
        """The code of the one store that the key sees, or None when it sees more or any."""
        return self.sites[0] if self.site_access == _SELECTIVE and len(self.sites) == 1 else None


@dataclass(frozen=True, slots=True)
class CrmSite:
    code: str
    name: str
    currency: str


@dataclass(frozen=True, slots=True)
class CrmStatus:
    """An order status; it cancels an order when its group is `cancel`, whatever its name."""

    code: str
    name: str
    group: str
    is_active: bool = True

    @property
    def cancels(self) -> bool:
        return self.group == CANCEL_GROUP


@dataclass(frozen=True, slots=True)
class CrmItemStatus:
    """A position's status; `cancels` marks those that take the position out of the order."""

    code: str
    name: str
    cancels: bool
    is_active: bool = True


@dataclass(frozen=True, slots=True)
class CrmChoice:
    """An order method or an order type."""

    code: str
    name: str
    is_active: bool
    is_default: bool
    """Whether RetailCRM takes it for orders that come by the API."""


@dataclass(frozen=True, slots=True)
class CrmDeliveryType:
    """A kind of delivery; `integration_code` is the code of the module that owns it, or empty."""

    code: str
    name: str
    integration_code: str
    is_active: bool = True
    sites: tuple[str, ...] = ()


def read_credentials(root: Node) -> Credentials:
    return Credentials(
        scopes=_codes(root["scopes"]),
        site_access=root["siteAccess"].text(),
        sites=tuple(row.text() for row in root["sitesAvailable"].members() if row.text()),
        methods=_codes(root["credentials"]),
    )


def read_zone(root: Node) -> ZoneInfo:
    """The account's time zone. Raises OddShape for a name that this computer does not know."""
    name = root["settings"]["timezone"].get("value")
    try:
        return ZoneInfo(name.text())
    except (KeyError, ValueError, OSError) as error:
        raise OddShape(name.path, Text("имя часового пояса", "the name of a time zone")) from error


def read_sites(root: Node) -> tuple[CrmSite, ...]:
    return tuple(CrmSite(_code(row), _name(row), row["currency"].text()) for row in root["sites"].members())


def read_statuses(root: Node) -> tuple[CrmStatus, ...]:
    return tuple(
        CrmStatus(_code(row), _name(row), row["group"].text(), _is_active(row))
        for row in root["statuses"].members()
    )


def read_item_statuses(root: Node) -> tuple[CrmItemStatus, ...]:
    return tuple(
        CrmItemStatus(_code(row), _name(row), row["cancelStatus"].flag() is True, _is_active(row))
        for row in root["productStatuses"].members()
    )


def read_order_methods(root: Node) -> tuple[CrmChoice, ...]:
    return _choices(root["orderMethods"])


def read_order_types(root: Node) -> tuple[CrmChoice, ...]:
    return _choices(root["orderTypes"])


def read_delivery_types(root: Node) -> tuple[CrmDeliveryType, ...]:
    return tuple(
        CrmDeliveryType(
            code=_code(row),
            name=_name(row),
            integration_code=row["integrationCode"].text(),
            is_active=_is_active(row),
            sites=tuple(site.text() for site in _members(row["sites"])),
        )
        for row in root["deliveryTypes"].members()
    )


def _choices(rows: Node) -> tuple[CrmChoice, ...]:
    return tuple(
        CrmChoice(_code(row), _name(row), _is_active(row), row["defaultForApi"].flag() is True)
        for row in rows.members()
    )


def _code(row: Node) -> str:
    return row["code"].required_key()


def _name(row: Node) -> str:
    return row["name"].text() or row["code"].text()


def _is_active(row: Node) -> bool:
    return row["active"].flag() is not False


def _codes(rows: Node) -> frozenset[str]:
    return frozenset(row.text() for row in rows.members() if row.text())


def _members(rows: Node) -> tuple[Node, ...]:
    return rows.members() if rows.is_list or rows.is_object else ()
