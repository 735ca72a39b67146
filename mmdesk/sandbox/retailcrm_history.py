"""The account's change log: one record per changed field, read by cursor."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from mmdesk.sandbox.retailcrm_account import STAFF_ID, Account, Route
from mmdesk.sandbox.retailcrm_keys import Call, CrmKey
from mmdesk.sandbox.retailcrm_wire import (
    INPUT_REFUSED,
    PAGE_LIMITS,
    Document,
    Refusal,
    Reply,
    check_filters,
    is_moment,
    paged,
    said,
)

_FILTERS = frozenset({"sinceId", "orderId", "orderExternalId", "startDate", "endDate"})
_CUSTOMER_FILTERS = frozenset({"sinceId", "customerId", "customerExternalId", "startDate", "endDate"})


class Source(StrEnum):
    """Who made a change, as the CRM names it."""

    API = "api"
    USER = "user"
    CODE = "code"


@dataclass(frozen=True, slots=True)
class Author:
    """Whose change it is; `key_name` for the API, `user_id` for a person."""

    source: Source
    key_name: str = ""
    user_id: int = 0

    @classmethod
    def key(cls, key: CrmKey) -> Author:
        return cls(Source.API, key_name=key.name)


STAFF_AUTHOR = Author(Source.USER, user_id=STAFF_ID)
SYSTEM_AUTHOR = Author(Source.CODE)


@dataclass(frozen=True, slots=True)
class Change:
    """One record; `subject` is the order or customer as it was at that moment."""

    id: int
    at: str
    author: Author
    field: str
    old: object
    new: object
    site: str
    subject: Document
    beside: Document
    created: bool = False

    def told(self, name: str, reader: CrmKey) -> Document:
        """The record as this key reads it: `apiKey.current` depends on the reader."""
        record: Document = {"id": self.id, "createdAt": self.at}
        if self.created:
            record["created"] = True
        record["source"] = self.author.source.value
        if self.author.source is Source.USER:
            record["user"] = {"id": self.author.user_id}
        if self.author.source is Source.API:
            record["apiKey"] = {"current": self.author.key_name == reader.name}
        told = {"field": self.field, "oldValue": self.old, "newValue": self.new, name: self.subject}
        return record | told | self.beside


class ChangeLog:
    """Records of one kind of entity (`order`, `customer`), ascending by id."""

    def __init__(self, account: Account, name: str, next_id: Callable[[], int]) -> None:
        self._account = account
        self._name = name
        self._next_id = next_id
        self._changes: list[Change] = []

    def write(
        self,
        author: Author,
        field: str,
        old: object,
        new: object,
        *,
        site: str,
        subject: Document,
        created: bool = False,
        **beside: object,
    ) -> None:
        stamp = self._account.clock.stamp()
        self._changes.append(
            Change(self._next_id(), stamp, author, field, old, new, site, subject, beside, created)
        )

    def routes(self) -> list[Route]:
        name = self._name
        return [Route("GET", f"v5/{name}s/history", f"{name}_read", self._read)]

    def all_changes(self) -> Sequence[Change]:
        return tuple(self._changes)

    def _read(self, call: Call) -> Reply:
        given = call.filter
        check_filters(given, _FILTERS if self._name == "order" else _CUSTOMER_FILTERS)
        if "sinceId" in given and "page" in call.query:
            raise Refusal(400, INPUT_REFUSED, {"page": "The page can not be used together with sinceId."})
        found = self._since(call)
        default = self._account.behaviour.history_limit_default
        page, paging = paged(call.query, found, allowed=PAGE_LIMITS, default=default)
        told = [change.told(self._name, call.key) for change in page]
        return said(generatedAt=self._account.clock.stamp(), history=told, pagination=paging)

    def _since(self, call: Call) -> list[Change]:
        given = call.filter
        cursor = given.text("sinceId")
        if cursor and not cursor.isdecimal():
            raise Refusal(400, INPUT_REFUSED, {"filter[sinceId]": "This value is not valid."})
        for name in ("startDate", "endDate"):
            if name in given and not is_moment(given.text(name)):
                raise Refusal(400, INPUT_REFUSED, {f"filter[{name}]": "This value is not valid."})
        first = bisect_right(self._changes, int(cursor or 0), key=lambda change: change.id)
        if cursor:
            first = max(0, first - self._account.behaviour.history_repeats)
        return [change for change in self._changes[first:] if self._fits(change, call)]

    def _fits(self, change: Change, call: Call) -> bool:
        given = call.filter
        subject = change.subject
        wanted_id = given.text(f"{self._name}Id")
        wanted_external = given.text(f"{self._name}ExternalId")
        return (
            call.key.sees(change.site)
            and (not wanted_id or str(subject["id"]) == wanted_id)
            and (not wanted_external or subject.get("externalId") == wanted_external)
            and given.text("startDate") <= change.at
            and change.at <= (given.text("endDate") or change.at)
        )
