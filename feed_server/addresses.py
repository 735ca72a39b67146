"""The public addresses: which paths exist below a path key, and what each of them is for."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from mmdesk.services.crm_callbacks import ACTIVITY_PATH, GET_PATH, PRINT_PATH
from mmdesk.services.intake import CallSource
from mmdesk.storage.connections import PathPurpose

_KEY: Final = re.compile(r"[A-Za-z0-9_-]{16,128}")
_NO_KEY: Final = "-"
"""Looked up in place of what can be no key, so that this takes as long as an unknown one."""


class Place(StrEnum):
    """What stands behind a path key."""

    ORDER_NEW = CallSource.ORDER_NEW.value
    ORDER_CANCEL = CallSource.ORDER_CANCEL.value
    FEED = "megamarket.xml"
    CRM_ACTIVITY = ACTIVITY_PATH.strip("/")
    CRM_DELIVERY = GET_PATH.strip("/")
    CRM_PRINT = PRINT_PATH.strip("/")

    @property
    def purpose(self) -> PathPurpose:
        """Whose key leads here: no key opens the address of another."""
        return _PURPOSES[self]

    @property
    def verbs(self) -> tuple[str, ...]:
        return _VERBS.get(self, ("POST",))


_PURPOSES: Final = {
    Place.ORDER_NEW: PathPurpose.NEW,
    Place.ORDER_CANCEL: PathPurpose.CANCEL,
    Place.FEED: PathPurpose.FEED,
    Place.CRM_ACTIVITY: PathPurpose.CRM,
    Place.CRM_DELIVERY: PathPurpose.CRM,
    Place.CRM_PRINT: PathPurpose.CRM,
}
_VERBS: Final = {Place.FEED: ("GET", "HEAD"), Place.CRM_DELIVERY: ("GET",)}


@dataclass(frozen=True, slots=True)
class Address:
    """A path taken apart; without a place it leads nowhere, whatever its key."""

    prefix: str
    key: str
    place: Place | None


def parse(path: str) -> Address:
    """`/<prefix>/<key>/order/new`: the prefix is there when a proxy leaves it in."""
    parts = path.split("/")
    for place in Place:
        tail = place.value.split("/")
        if len(parts) > len(tail) + 1 and parts[-len(tail) :] == tail:
            key = parts[-len(tail) - 1]
            prefix = "/".join(parts[1 : -len(tail) - 1])
            return Address(prefix, key if _KEY.fullmatch(key) else _NO_KEY, place)
    return Address("", _NO_KEY, None)
