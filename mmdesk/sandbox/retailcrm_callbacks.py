"""Calls from the CRM to a registered module, made when a test or a person asks for them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from urllib.parse import urlencode, urljoin, urlsplit

from mmdesk.sandbox.retailcrm_wire import Document

SECONDS = 15
FORM_TYPE = "application/x-www-form-urlencoded"
_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


@dataclass(frozen=True, slots=True)
class CallbackAnswer:
    """What the module answered; status 0 when nothing answered."""

    status: int
    content_type: str
    body: bytes

    def document(self) -> object:
        """The body as JSON; raises ValueError when it is not."""
        return json.loads(self.body)


class ModuleCaller:
    """Calls one module; `base` replaces its baseUrl where the public address leads nowhere in a sandbox."""

    def __init__(self, module: Document, system_url: str, base: str = "") -> None:
        self._module = module
        self._system_url = system_url
        self._base = base or str(module.get("baseUrl") or "")
        address = urlsplit(self._base)
        if address.scheme not in {"http", "https"} or address.hostname not in _LOOPBACK:
            raise ValueError("the sandbox calls loopback addresses only")

    def activity(self, *, active: bool, freeze: bool) -> CallbackAnswer:
        fields = {
            "activity": json.dumps({"active": active, "freeze": freeze}),
            "systemUrl": self._system_url,
        }
        return self._post(self._module.get("actions") or {}, "activity", fields)

    def delivery(self, delivery_id: str) -> CallbackAnswer:
        """Ask for the state of a delivery, as the CRM does by `get`."""
        query = urlencode({"clientId": self._module["clientId"], "deliveryId": delivery_id})
        return _call(f"{self._address(self._actions(), 'get')}?{query}")

    def print_labels(
        self, delivery_ids: Sequence[str], *, plate: str = "sticker", nested: bool = False
    ) -> CallbackAnswer:
        """Ask for a printable document; `nested` sends the ids as [[…]]."""
        ids: Sequence[object] = [list(delivery_ids)] if nested else list(delivery_ids)
        asked = {"entityType": "order", "type": plate, "deliveryIds": ids}
        return self._post(self._actions(), "print", {"print": json.dumps(asked)})

    def _actions(self) -> Mapping[str, str]:
        delivery = (self._module.get("integrations") or {}).get("delivery") or {}
        actions: Mapping[str, str] = delivery.get("actions") or {}
        return actions

    def _address(self, actions: Mapping[str, str], action: str) -> str:
        """Raises ValueError when the module has no such action."""
        if action not in actions:
            raise ValueError(f"the module has no action {action}")
        return urljoin(self._base.rstrip("/") + "/", actions[action].lstrip("/"))

    def _post(self, actions: Mapping[str, str], action: str, fields: Mapping[str, str]) -> CallbackAnswer:
        body = urlencode({"clientId": self._module["clientId"], **fields})
        return _call(self._address(actions, action), body)


def _call(address: str, body: str | None = None) -> CallbackAnswer:
    # http.client, because urllib would ask the environment for a proxy.
    parts = urlsplit(address)
    make = HTTPSConnection if parts.scheme == "https" else HTTPConnection
    connection = make(parts.netloc, timeout=SECONDS)
    try:
        connection.request(
            "GET" if body is None else "POST",
            f"{parts.path}?{parts.query}" if parts.query else parts.path,
            body=None if body is None else body.encode(),
            headers={} if body is None else {"Content-Type": FORM_TYPE},
        )
        answer = connection.getresponse()
        return CallbackAnswer(answer.status, answer.headers.get("Content-Type", ""), answer.read())
    except (OSError, HTTPException) as error:
        return CallbackAnswer(0, "text/plain", type(error).__name__.encode())
    finally:
        connection.close()
