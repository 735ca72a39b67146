"""A Megamarket to try things on: a real HTTP server with merchants, buyers, deadlines, moods and mistakes."""

from __future__ import annotations

from collections.abc import Sequence
from types import TracebackType
from typing import Self

from mmdesk.sandbox.buyer import Buyer
from mmdesk.sandbox.faults import CONTROL_PREFIX, FaultSwitch
from mmdesk.sandbox.megamarket_api import MerchantApi
from mmdesk.sandbox.megamarket_behaviour import Behaviour
from mmdesk.sandbox.megamarket_control import Control, Desk
from mmdesk.sandbox.megamarket_journal import Call, Journal
from mmdesk.sandbox.megamarket_market import Clock, Market
from mmdesk.sandbox.megamarket_offers import OfferCalls
from mmdesk.sandbox.megamarket_state import Merchant, Scheme, Shipment, SoldOffer
from mmdesk.sandbox.megamarket_webhooks import Addresses, Webhooks
from mmdesk.sandbox.server import Answer, Request, SandboxServer


class MegamarketSimulator:
    """State survives stop() and start(), the port too; every method may be called from any thread."""

    def __init__(
        self,
        *,
        now: Clock,
        merchants: Sequence[Merchant],
        offers: Sequence[SoldOffer] = (),
        behaviour: Behaviour | None = None,
        port: int = 0,
        seed: int = 0,
    ) -> None:
        self.market = Market(merchants, behaviour or Behaviour(), now)
        self.faults = FaultSwitch()
        self.journal = Journal()
        self.offers = OfferCalls(self.market)
        self.webhooks = Webhooks(self.market)
        self.buyer = Buyer(self.market, offers, seed)
        api = MerchantApi(self.market, self.offers)
        self._api = self.faults.wrap(
            api.answer, token=api.refuse_token, refuse=api.refuse, others=api.answer_with_others
        )
        desk = Desk(self.market, self.buyer, self.faults, self.journal, self.webhooks, self.offers)
        self._control = Control(desk)
        self._server = SandboxServer(self._answer, port=port)

    @property
    def url(self) -> str:
        return self._server.url

    def start(self) -> Self:
        """Serve and send webhooks; raises OSError when the port is taken."""
        self._server.start()
        self.webhooks.start()
        return self

    def stop(self) -> None:
        self.buyer.stop()
        self.webhooks.stop()
        self._server.stop()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def behave(self, **switches: object) -> None:
        """Change switches of Behaviour by name; raises ValueError."""
        self.market.behave(**switches)

    def register_webhooks(
        self,
        scheme: Scheme | str,
        new_url: str,
        cancel_url: str,
        *,
        merchant_id: int | None = None,
        login: str = "",
        password: str = "",
    ) -> None:
        """Set the two full addresses of one scheme, of the first merchant unless another is named."""
        owner = next(iter(self.market.merchants)) if merchant_id is None else merchant_id
        self.webhooks.register(owner, Scheme(scheme), Addresses(new_url, cancel_url, login, password))

    def cancel(self, shipment_id: str, lots: Sequence[int] = ()) -> None:
        """The buyer gives up these lots, or everything that still can be."""
        self.market.cancel(shipment_id, lots)

    def force(
        self, shipment_id: str, status: str, lot: int | None = None, sub_status: str | None = None
    ) -> None:
        """Set any status, also one nobody knows."""
        self.market.force(shipment_id, status, lot, sub_status)

    def shipment(self, shipment_id: str) -> Shipment:
        """A copy of the full inner state."""
        return self.market.snapshot(shipment_id)

    def calls(self, path_ends: str = "") -> tuple[Call, ...]:
        return self.journal.calls(path_ends)

    def effects(self, call: str, shipment_id: str, lot: int) -> int:
        """How often this call ("confirm", "cancelResult") has changed this lot."""
        return self.market.effects().get(call, {}).get(f"{shipment_id}#{lot}", 0)

    def _answer(self, request: Request) -> Answer:
        if request.path.startswith(CONTROL_PREFIX):
            return self._control.answer(request)
        answer = self._api(request)
        self.journal.note(request, answer, self.market.now())
        return answer
