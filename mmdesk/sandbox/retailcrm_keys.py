"""API keys: who may call what, in which stores, and how often."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from mmdesk.sandbox.retailcrm_wire import INPUT_REFUSED, Document, Parameters, Refusal, parse_entity

ALL_SCOPES: tuple[str, ...] = (
    "order_read",
    "order_write",
    "customer_read",
    "customer_write",
    "store_read",
    "store_write",
    "reference_read",
    "reference_write",
    "integration_read",
    "integration_write",
    "delivery_read",
    "delivery_write",
    "custom_fields_read",
    "custom_fields_write",
    "file_read",
    "file_write",
    "user_read",
)


@dataclass(frozen=True, slots=True)
class CrmKey:
    """An API key; `name` is what journals show, `sites` is empty for a key that sees every store."""

    name: str
    secret: str = field(repr=False)
    sites: tuple[str, ...] = ()
    scopes: tuple[str, ...] = ALL_SCOPES

    def sees(self, site: str) -> bool:
        return not self.sites or site in self.sites

    def credentials(self) -> Document:
        """The body of GET /api/credentials."""
        told: Document = {
            "credentials": ["/api/orders", "/api/orders/create", "/api/integration-modules/{code}/edit"],
            "scopes": list(self.scopes),
            "siteAccess": "access_selective" if self.sites else "access_full",
        }
        if self.sites:
            told["sitesAvailable"] = list(self.sites)
        return told


@dataclass(frozen=True, slots=True)
class Call:
    """One request that has passed the gate: the key is known and has the scope."""

    key: CrmKey
    places: Mapping[str, str]
    query: Parameters
    form: Parameters
    body: bytes = b""
    content_type: str = ""

    @property
    def filter(self) -> Parameters:
        return self.query.inside("filter")

    @property
    def by(self) -> str:
        """How {id} of the path is meant: `externalId` unless `by` says `id`."""
        by = self.form.text("by") or self.query.text("by") or "externalId"
        if by not in {"id", "externalId"}:
            raise Refusal(400, INPUT_REFUSED, {"by": "The value you selected is not a valid choice."})
        return by

    @property
    def named_site(self) -> str:
        """The store that the caller named, else the only one of the key; empty when there are several."""
        named = self.form.text("site") or self.query.text("site")
        if named and not self.key.sees(named):
            raise Refusal(403, "Access denied.")
        return named or (self.key.sites[0] if len(self.key.sites) == 1 else "")

    def entity(self, name: str) -> Document:
        given = parse_entity(self.form, name)
        if not isinstance(given, dict):
            raise Refusal(400, "Errors in the entity format", [f"{name} is not an object"])
        return given

    def entities(self, name: str) -> list[Document]:
        given = parse_entity(self.form, name)
        if not isinstance(given, list) or not all(isinstance(element, dict) for element in given):
            raise Refusal(400, "Errors in the entity format", [f"{name} is not a list of objects"])
        return given


class TokenBucket:
    """Lets `per_second` calls through each second, with the same number as a burst."""

    def __init__(self, seconds: Callable[[], float], per_second: float = 10.0) -> None:
        self._seconds = seconds
        self._per_second = per_second
        self._left = per_second
        self._at = seconds()

    def take(self) -> bool:
        now = self._seconds()
        self._left = min(self._per_second, self._left + (now - self._at) * self._per_second)
        self._at = now
        if self._left < 1:
            return False
        self._left -= 1
        return True
