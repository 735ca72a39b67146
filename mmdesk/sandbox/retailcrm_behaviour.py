"""Where the sources are silent or disagree the simulator can play each variant; this lists them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from enum import StrEnum
from typing import Any, get_type_hints


class Lock(StrEnum):
    """What the CRM refuses to change through the API in an order with an integrated delivery."""

    OFF = "off"
    COST_AND_DATA = "cost+data"
    STRICT = "strict"


class LockStart(StrEnum):
    """When the lock of an integrated delivery begins."""

    CREATION = "creation"
    REGISTRATION = "registration"


class TrackingSource(StrEnum):
    """Whose changes the history says tracking has made."""

    CODE = "code"
    API = "api"


@dataclass(frozen=True, slots=True)
class Behaviour:
    """Switches of the simulator; the defaults are the likeliest reading of the contract.

    `sparse_items_keep` false: an item sent as {id, status} gets the catalogue's price and quantity 1.
    `history_repeats`: so many records before sinceId are delivered once more.
    `stock_touches_products`: whether another stock counts as a change of the product.
    """

    account_exists: bool = True
    rate_limit: bool = True
    missing_key_status: int = 403
    lock: Lock = Lock.COST_AND_DATA
    lock_from: LockStart = LockStart.CREATION
    lock_exempts_owner: bool = False
    sparse_items_keep: bool = True
    unknown_fields_refused: bool = True
    unknown_custom_fields_refused: bool = True
    datetime_fields_refused: bool = False
    module_info_empty: bool = False
    module_refused: bool = False
    delivery_type_code_differs: bool = True
    tracking_unknown_refused: bool = False
    tracking_source: TrackingSource = TrackingSource.CODE
    file_upload_refused: bool = False
    history_repeats: int = 0
    history_limit_default: int = 100
    large_pages_refused: bool = False
    stock_touches_products: bool = False

    def changed(self, wanted: Mapping[str, object]) -> Behaviour:
        """Set the named switches; raises ValueError for an unknown name or a value of a wrong type."""
        types = get_type_hints(Behaviour)
        known = {switch.name for switch in fields(self)}
        if not set(wanted) <= known:
            raise ValueError(f"no such switch: {', '.join(sorted(set(wanted) - known))}")
        # Any: each value has just been checked against the type of its own switch.
        values: dict[str, Any] = {name: _fitting(types[name], name, value) for name, value in wanted.items()}
        return replace(self, **values)

    def described(self) -> dict[str, bool | int | str]:
        return {switch.name: getattr(self, switch.name) for switch in fields(self)}


def _fitting(kind: type, name: str, value: object) -> object:
    if issubclass(kind, StrEnum):
        return kind(str(value))
    if type(value) is not kind:
        raise ValueError(f"{name} wants {kind.__name__}")
    return value
