"""What a person has to know about an order until it is settled: nothing is sent because of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from mmdesk.errors import Text


class NoticeCode(StrEnum):
    """The kinds of notice, by the names under which scripts read them; one of each kind an order."""

    COMPOSITION = "composition"
    """The order's contents were changed in the CRM, which Megamarket does not take (R3)."""
    FOREIGN_DELIVERY = "foreign_delivery"
    """A ДСМ order was given to an integrated delivery service (R2)."""
    WISH_REFUSED = "wish_refused"
    """What staff asked for in the CRM cannot be done."""
    UNREADABLE = "unreadable"
    """Megamarket shows the order in a way that makes no sense: it is not kept up to date here."""


@dataclass(frozen=True, slots=True)
class Notice:
    """One notice, with its cure in the words."""

    code: NoticeCode
    words: Text
    since: datetime
