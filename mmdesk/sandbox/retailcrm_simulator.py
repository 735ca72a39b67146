"""A RetailCRM account to try things on: real HTTP, keys with limits, staff, history, moods and mistakes."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from itertools import count
from types import TracebackType
from typing import Self
from urllib.parse import parse_qsl
from zoneinfo import ZoneInfo

from mmdesk.sandbox.faults import CONTROL_PREFIX, FaultSwitch
from mmdesk.sandbox.retailcrm_account import Account, AccountMethods, RouteTable, check_scope
from mmdesk.sandbox.retailcrm_behaviour import Behaviour
from mmdesk.sandbox.retailcrm_callbacks import ModuleCaller
from mmdesk.sandbox.retailcrm_control import CrmControl
from mmdesk.sandbox.retailcrm_customers import Customers
from mmdesk.sandbox.retailcrm_effects import EffectCounters, Effects
from mmdesk.sandbox.retailcrm_fields import CustomFields
from mmdesk.sandbox.retailcrm_files import Files
from mmdesk.sandbox.retailcrm_history import ChangeLog
from mmdesk.sandbox.retailcrm_journal import CrmCall, CrmJournal
from mmdesk.sandbox.retailcrm_keys import Call, CrmKey, TokenBucket
from mmdesk.sandbox.retailcrm_lock import DeliveryLock
from mmdesk.sandbox.retailcrm_modules import Modules, Tracking
from mmdesk.sandbox.retailcrm_order_checks import OrderChecks
from mmdesk.sandbox.retailcrm_order_desk import OrderDesk
from mmdesk.sandbox.retailcrm_order_model import OrderBook
from mmdesk.sandbox.retailcrm_order_view import OrderView
from mmdesk.sandbox.retailcrm_orders import OrderMethods
from mmdesk.sandbox.retailcrm_payments import Payments
from mmdesk.sandbox.retailcrm_positions import Positions
from mmdesk.sandbox.retailcrm_references import CrmSite, References
from mmdesk.sandbox.retailcrm_shop_pages import ICML_PATH, packed, shop_page
from mmdesk.sandbox.retailcrm_staff import Staff, StaffEdit
from mmdesk.sandbox.retailcrm_store import Catalogue
from mmdesk.sandbox.retailcrm_wire import AccountClock, Document, Parameters, Refusal
from mmdesk.sandbox.server import HTML_TYPE, Answer, Request, SandboxServer
from mmdesk.sandbox.shop import ShopOffer

API_PREFIX = "/api/"
WRONG_KEY = 'Wrong "apiKey" value.'
REFUSED = "Validation error"
MISSING_KEY = '"apiKey" is missing.'

_NO_PAGE = "<!DOCTYPE html><title>Страница не найдена</title>".encode()


class RetailCrmSimulator:
    """State survives stop() and start(), the port too; every method may be called from any thread.

    `now` gives aware datetimes, `seconds` feeds the rate limit and must run on even where `now` stands still.
    """

    def __init__(
        self,
        *,
        now: Callable[[], datetime],
        sites: Sequence[CrmSite],
        keys: Iterable[CrmKey],
        offers: Sequence[ShopOffer] = (),
        behaviour: Behaviour | None = None,
        port: int = 0,
        zone: str = "Europe/Moscow",
        seconds: Callable[[], float] = time.monotonic,
    ) -> None:
        self.faults = FaultSwitch()
        self.journal = CrmJournal()
        self._lock = threading.RLock()
        self._account = Account(AccountClock(now, ZoneInfo(zone)), behaviour or Behaviour())
        self._keys = {key.secret: key for key in keys}
        self._seconds = seconds
        self._buckets = {key.name: TokenBucket(seconds) for key in self._keys.values()}
        self._effects = EffectCounters()
        self._build(sites, offers)
        self._control = CrmControl(self)
        self._guarded = self.faults.wrap(
            self._serve,
            token=lambda request: _refused(403, WRONG_KEY),
            refuse=lambda request: _refused(400, REFUSED),
        )
        self._server = SandboxServer(self._answer, port=port)

    def _build(self, sites: Sequence[CrmSite], offers: Sequence[ShopOffer]) -> None:
        account = self._account
        history_id = count(90_001).__next__
        order_log = ChangeLog(account, "order", history_id)
        customer_log = ChangeLog(account, "customer", history_id)
        references = References(account, sites)
        self._catalogue = Catalogue(account, references, offers)
        self._fields = CustomFields(account)
        customers = Customers(account, references, customer_log, count(512).__next__)
        self._view = OrderView(references, customers, self._fields)
        self._book = OrderBook()
        self._modules = Modules(account, references)
        checks = OrderChecks(account, references, self._catalogue, self._fields)
        payments = Payments(references, checks, order_log, count(4_554).__next__)
        desk = OrderDesk(
            account,
            references,
            customers,
            checks,
            Positions(account, self._catalogue, order_log, count(11_308).__next__),
            payments,
            self._view,
            order_log,
            self._book,
            count(7_421).__next__,
        )
        self._staff = Staff(references, desk)
        lock = DeliveryLock(account, references, self._modules.owner)
        parts = (
            order_log,
            customer_log,
            AccountMethods(account),
            references,
            customers,
            OrderMethods(references, customers, desk, payments, self._view, lock, self._effects),
            self._modules,
            Tracking(account, references, self._modules, desk, self._effects),
            self._fields,
            Files(account, self._book, count(25).__next__),
            self._catalogue,
        )
        self._routes = RouteTable(route for part in parts for route in part.routes())

    @property
    def url(self) -> str:
        return self._server.url

    def start(self) -> Self:
        """Serve; raises OSError when the port is taken."""
        self._server.start()
        self._account.url = self._server.url
        return self

    def stop(self) -> None:
        self._server.stop()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    @property
    def behaviour(self) -> Behaviour:
        return self._account.behaviour

    def behave(self, **switches: object) -> None:
        """Change switches of Behaviour by name; raises ValueError."""
        with self._lock:
            self._account.behaviour = self._account.behaviour.changed(switches)

    def add_key(self, key: CrmKey) -> None:
        """Make one more API key, as the account's administrator does."""
        with self._lock:
            self._keys[key.secret] = key
            self._buckets[key.name] = TokenBucket(self._seconds)

    def set_zone(self, name: str) -> None:
        """Change the account's time zone; raises ZoneInfoNotFoundError, which is a KeyError."""
        with self._lock:
            self._account.clock = replace(self._account.clock, zone=ZoneInfo(name))

    def staff(self, order: str, edit: StaffEdit) -> bool:
        """Act as a person of the shop on an order named by externalId or number; tells whether it changed.

        Raises KeyError for an unknown order or item, ValueError for an unknown status.
        """
        with self._lock:
            return self._staff.save(self._staff.order(order), edit)

    def order(self, name: str) -> Document:
        """The order as the API shows it; raises KeyError."""
        with self._lock:
            return self._view.told(self._staff.order(name), payments_as_map=True)

    def orders(self) -> list[Document]:
        """All orders of all stores, oldest first."""
        with self._lock:
            return [self._view.told(order, payments_as_map=True) for order in self._book]

    def calls(self, path_contains: str = "") -> tuple[CrmCall, ...]:
        return self.journal.calls(path_contains)

    def effects(self, order: str) -> Effects:
        """What calls have done to an order, by its externalId; all zero for one never heard of."""
        with self._lock:
            return replace(self._effects.of(order))

    def told_effects(self) -> dict[str, dict[str, int]]:
        with self._lock:
            return self._effects.told()

    def custom_field_codes(self, entity: str = "order") -> tuple[str, ...]:
        with self._lock:
            return self._fields.codes(entity)

    def add_custom_field(self, code: str, kind: str, entity: str = "order") -> None:
        with self._lock:
            self._fields.add(entity, code, kind)

    def module(self, code: str = "", *, base: str = "") -> ModuleCaller:
        """A caller of a registered module's addresses, of the last registered one unless a code is given.

        Raises KeyError for an unknown code, ValueError for an address that is not on loopback.
        """
        with self._lock:
            named = code or next(reversed(self._modules.codes()), "")
            return ModuleCaller(self._modules.named(named), self.url, base)

    def change_offer(
        self,
        offer_id: str,
        *,
        quantity: int | None = None,
        price: Decimal | None = None,
        active: bool | None = None,
        name: str | None = None,
        prices: Mapping[str, Decimal | None] | None = None,
    ) -> None:
        """Change the catalogue as a manager would; raises KeyError for an unknown offer or price type.

        `prices` are by price type; None takes one away.
        """
        with self._lock:
            self._catalogue.change(
                offer_id, quantity=quantity, price=price, active=active, name=name, prices=prices
            )

    def put_offers(self, offers: Iterable[ShopOffer]) -> None:
        """Add offers, or put them in the place of those with the CRM's same numbers."""
        with self._lock:
            self._catalogue.put(offers)

    def remove_offer(self, offer_id: str) -> None:
        with self._lock:
            self._catalogue.remove(offer_id)

    def offers(self) -> tuple[ShopOffer, ...]:
        with self._lock:
            return self._catalogue.offers()

    def _answer(self, request: Request) -> Answer:
        if request.path.startswith(CONTROL_PREFIX):
            return self._control.answer(request)
        answer = self._guarded(request)
        if request.path == ICML_PATH:
            return packed(request, answer)
        if request.path.startswith(API_PREFIX):
            self._note(request, answer)
        return answer

    def _note(self, request: Request, answer: Answer) -> None:
        query, form = _parameters(request)
        key = self._keys.get(_secret(request, query, form))
        site = form.text("site") or query.text("site") or (key.sites[0] if key and key.sites else "")
        at = self._account.clock.stamp()
        self.journal.note(at, request, answer, site=site, key=key.name if key else "")

    def _serve(self, request: Request) -> Answer:
        if request.path.startswith("/shop/"):
            return self._shop_page(request)
        if not request.path.startswith(API_PREFIX):
            return Answer(404, _NO_PAGE, HTML_TYPE)
        try:
            return self._call(request)
        except Refusal as refusal:
            return refusal.reply().answer()

    def _shop_page(self, request: Request) -> Answer:
        with self._lock:
            icml, find = self._catalogue.icml, self._catalogue.with_external_id
            return shop_page(request, icml=icml, offer=find, zone=self._account.clock.zone)

    def _call(self, request: Request) -> Answer:
        if not self.behaviour.account_exists:
            return _no_account(request)
        query, form = _parameters(request)
        with self._lock:
            key = self._key(_secret(request, query, form))
            if self.behaviour.rate_limit and not self._buckets[key.name].take():
                return Answer(503, _proxy_page("503 Service Temporarily Unavailable"), HTML_TYPE)
            route, places = self._routes.find(request.method, request.path.removeprefix(API_PREFIX))
            check_scope(key, route.scope)
            content_type = request.header("content-type")
            return route.handle(Call(key, places, query, form, request.body, content_type)).answer()

    def _key(self, secret: str) -> CrmKey:
        if not secret:
            raise Refusal(self.behaviour.missing_key_status, MISSING_KEY)
        if secret not in self._keys:
            raise Refusal(403, WRONG_KEY)
        return self._keys[secret]


def _parameters(request: Request) -> tuple[Parameters, Parameters]:
    is_form = request.header("content-type").startswith("application/x-www-form-urlencoded")
    pairs = parse_qsl(request.body.decode("utf-8", "replace"), keep_blank_values=True) if is_form else []
    return Parameters.parse(request.query_pairs()), Parameters.parse(pairs)


def _secret(request: Request, query: Parameters, form: Parameters) -> str:
    return request.header("x-api-key") or query.text("apiKey") or form.text("apiKey")


def _no_account(request: Request) -> Answer:
    """A subdomain nobody has: JSON for a reader, the proxy's own page for a writer."""
    if request.method == "GET":
        return _refused(404, "Account does not exist.")
    return Answer(405, _proxy_page("405 Not Allowed"), HTML_TYPE)


def _proxy_page(title: str) -> bytes:
    head, body = f"<head><title>{title}</title></head>", f"<center><h1>{title}</h1></center>"
    return (
        f"<html>\r\n{head}\r\n<body>\r\n{body}\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>".encode()
    )


def _refused(status: int, message: str) -> Answer:
    return Refusal(status, message).reply().answer()
