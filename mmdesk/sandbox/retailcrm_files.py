"""Files of the account: raw upload, attachment to orders, download."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from mmdesk.sandbox.retailcrm_account import Account, Route
from mmdesk.sandbox.retailcrm_keys import Call, CrmKey
from mmdesk.sandbox.retailcrm_order_model import Order, OrderBook
from mmdesk.sandbox.retailcrm_wire import (
    FORMAT_REFUSED,
    INPUT_REFUSED,
    Document,
    NotFound,
    Refusal,
    Reply,
    check_filters,
    done,
    paged,
    said,
    without_nulls,
)

_FILTERS = frozenset({"ids", "orderIds", "orderExternalIds", "filename", "type", "isAttached"})
_DOCUMENTED = frozenset(
    {"customerIds", "customerExternalIds", "createdAtFrom", "createdAtTo", "sizeFrom", "sizeTo", "sites"}
)
_FORMS = ("application/x-www-form-urlencoded", "multipart/form-data", "application/json")
_SIGNATURES = {b"%PDF": "application/pdf", b"\x89PNG": "image/png", b"\xff\xd8": "image/jpeg"}


@dataclass(slots=True)
class StoredFile:
    """An uploaded file and the orders it is attached to."""

    id: int
    filename: str
    kind: str
    created_at: str
    content: bytes
    owner: str
    orders: list[Order] = field(default_factory=list)

    def seen_by(self, key: CrmKey) -> bool:
        return self.owner == key.name or any(key.sees(order.site) for order in self.orders)

    def told(self) -> Document:
        return {
            "id": self.id,
            "filename": self.filename,
            "type": self.kind,
            "createdAt": self.created_at,
            "size": len(self.content),
            "attachment": [{"order": _link(order)} for order in self.orders],
        }


class Files:
    """Everything uploaded so far."""

    def __init__(self, account: Account, book: OrderBook, next_id: Callable[[], int]) -> None:
        self._account = account
        self._book = book
        self._next_id = next_id
        self._files: dict[int, StoredFile] = {}

    def routes(self) -> list[Route]:
        return [
            Route("GET", "v5/files", "file_read", self._list),
            Route("POST", "v5/files/upload", "file_write", self._upload),
            Route("GET", "v5/files/{id}", "file_read", self._get),
            Route("GET", "v5/files/{id}/download", "file_read", self._download),
            Route("POST", "v5/files/{id}/edit", "file_write", self._edit),
            Route("POST", "v5/files/{id}/delete", "file_write", self._delete),
        ]

    def _upload(self, call: Call) -> Reply:
        if self._account.behaviour.file_upload_refused:
            raise Refusal(400, "Your account doesn't have enough money to upload files.")
        if call.content_type.startswith(_FORMS) or not call.body:
            raise Refusal(400, INPUT_REFUSED, ["The body must be the bytes of the file."])
        now = self._account.clock.stamp()
        name = datetime.fromisoformat(now).strftime("API upload %d-%m-%Y %H:%M:%S")
        stored = StoredFile(self._next_id(), name, _kind(call.body), now, call.body, call.key.name)
        self._files[stored.id] = stored
        return done(file={"id": stored.id})

    def _found(self, call: Call) -> StoredFile:
        number = call.places["id"]
        stored = self._files.get(int(number)) if number.isdecimal() else None
        if stored is None or not stored.seen_by(call.key):
            raise NotFound
        return stored

    def _get(self, call: Call) -> Reply:
        return said(file=self._found(call).told())

    def _download(self, call: Call) -> Reply:
        stored = self._found(call)
        name = stored.filename.encode("ascii", "replace").decode().replace('"', "'")
        disposition = ("Content-Disposition", f'attachment; filename="{name}"')
        return Reply(200, stored.content, stored.kind, (disposition,))

    def _edit(self, call: Call) -> Reply:
        stored, given = self._found(call), call.entity("file")
        before = stored.told()
        if "attachment" in given:
            stored.orders = [self._order(call, one) for one in given["attachment"]]
        stored.filename = given.get("filename") or stored.filename
        return done(changed=before != stored.told(), file=stored.told())

    def _order(self, call: Call, attachment: Document) -> Order:
        link = attachment.get("order") or {}
        candidates: list[Order | None] = []
        if link.get("id") is not None:
            candidates = [self._book.with_id(link["id"])]
        elif link.get("externalId"):
            site = link.get("site") or call.named_site
            found = self._book.find(site, link["externalId"]) if site else None
            candidates = [found or self._book.named(link["externalId"])]
        for order in candidates:
            if order and call.key.sees(order.site):
                return order
        raise Refusal(400, FORMAT_REFUSED, {"attachment": "Order not found."})

    def _delete(self, call: Call) -> Reply:
        del self._files[self._found(call).id]
        return done()

    def _list(self, call: Call) -> Reply:
        check_filters(call.filter, _FILTERS, _DOCUMENTED)
        found = [one for one in self._files.values() if one.seen_by(call.key) and _fits(one, call)]
        page, paging = paged(call.query, found)
        return said(pagination=paging, files=[one.told() for one in page])


def _link(order: Order) -> Document:
    return without_nulls(
        {"id": order.id, "number": order.number, "externalId": order.external_id, "site": order.site}
    )


def _kind(content: bytes) -> str:
    for start, kind in _SIGNATURES.items():
        if content.startswith(start):
            return kind
    return "application/octet-stream"


def _fits(stored: StoredFile, call: Call) -> bool:
    given = call.filter
    ids, order_ids = given.many("ids"), given.many("orderIds")
    external_ids = given.many("orderExternalIds")
    return (
        (not ids or str(stored.id) in ids)
        and (not order_ids or any(str(order.id) in order_ids for order in stored.orders))
        and (not external_ids or any(order.external_id in external_ids for order in stored.orders))
        and given.text("filename") in {"", stored.filename}
        and given.text("type") in {"", stored.kind}
        and given.text("isAttached") in {"", str(int(bool(stored.orders)))}
    )
