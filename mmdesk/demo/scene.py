"""One scenario while it is played: somebody acts, then both remotes must show what has to come of it."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from mmdesk.demo.people import People
from mmdesk.demo.remotes import AtMegamarket, AtRetailCrm, Remotes
from mmdesk.demo.story import Story
from mmdesk.domain.standing import RowState
from mmdesk.errors import MmdeskError, Text
from mmdesk.language import Language
from mmdesk.sandbox.megamarket_state import Scheme
from mmdesk.sandbox.retailcrm_staff import StaffEdit
from mmdesk.sandbox.run import Sandbox
from mmdesk.services import outbox
from mmdesk.services.desk import OrderRef
from mmdesk.storage.outbox import QueuedCommand

_PATIENCE: Final = 15.0
_GLANCE: Final = 0.05


class NotAsExpected(MmdeskError):
    """Raised when a remote does not show in time what a step has to lead to."""

    title = Text("Вышло не так, как должно", "It did not end as it must")


@dataclass(frozen=True, slots=True)
class Stage:
    """Both remotes, the people, where documents go, and what a window of this shop is started with."""

    sandbox: Sandbox
    remotes: Remotes
    people: People
    out: Path
    language: Language
    profile: Path
    feeds: Mapping[Scheme, str]
    """The feed's address of each scheme's connection."""
    environ: Mapping[str, str]


class Scene:
    """What the scripts are written in."""

    def __init__(self, stage: Stage, story: Story, scheme: Scheme) -> None:
        self._stage = stage
        self._story = story
        self._scheme = scheme
        self.people = stage.people

    def buyer_orders(self, count: int, *, paid_delivery: bool = False, prepaid: bool = True) -> OrderRef:
        """A buyer orders so many goods; returns once the order is in RetailCRM too."""
        order = self.buyer_places(count, paid_delivery=paid_delivery, prepaid=prepaid)
        deed = Text("Покупатель заказал {n} шт.: {id}", "A buyer ordered {n} pcs: {id}")
        self.show(order, deed.format(n=count, id=order.shipment_id), lots=["NEW"] * count, crm="new")
        return order

    def buyer_places(self, count: int, *, paid_delivery: bool = False, prepaid: bool = True) -> OrderRef:
        """The order alone, with nobody waiting for it."""
        buyer = self._stage.sandbox.buyer
        shipment_id = buyer.place(
            self._scheme, lots=count, paid_delivery=paid_delivery, prepaid=prepaid, needs_mark=False
        )
        return OrderRef(shipment_id)

    def buyer_cancels(self, order: OrderRef, *lots: int) -> None:
        self._stage.sandbox.buyer.cancel(order.shipment_id, lots)

    def staff_save(self, order: OrderRef, status: str, items: Mapping[int, str] | None = None) -> None:
        """In RetailCRM staff set the order's status and item statuses by lot, and the service looks there."""
        named = {f"{order.shipment_id}#{lot}": code for lot, code in (items or {}).items()}
        self._stage.sandbox.retailcrm.staff(f"mm-{order.shipment_id}", StaffEdit(status=status, items=named))
        self.people.exchange_with_crm_now()

    def show(
        self,
        order: OrderRef,
        deed: Text,
        *,
        lots: Sequence[str],
        crm: str,
        items: Sequence[str] = (),
        boxes: int = 0,
    ) -> None:
        """Wait until both remotes show this, and tell it; positions are new unless `items` says otherwise.

        Raises NotAsExpected.
        """
        market = AtMegamarket(tuple(lots), boxes)
        there = AtRetailCrm(crm, tuple(items) or ("new",) * len(lots))
        self._wait_for(order, market, there)
        self._story.step(deed, market.words, there.words)

    def require(self, proof: Text, *, holds: bool) -> None:
        """Tell something that is proved already. Raises NotAsExpected where it does not hold."""
        if not holds:
            raise NotAsExpected(proof)
        self._story.fact(proof)

    def tell(self, fact: Text) -> None:
        """Something that has just been seen."""
        self._story.fact(fact)

    def keep(self, document: bytes, name: str) -> Path:
        """Leave a document where the reader of the story finds it."""
        path = self.place_for(name)
        path.write_bytes(document)
        return path

    def place_for(self, name: str) -> Path:
        """Where a document of this name is left."""
        return self._stage.out / name

    @property
    def feed_address(self) -> str:
        """Where Megamarket fetches the feed of this scheme's connection."""
        return self._stage.feeds[self._scheme]

    @property
    def sandbox(self) -> Sandbox:
        return self._stage.sandbox

    @property
    def remotes(self) -> Remotes:
        return self._stage.remotes

    @property
    def language(self) -> Language:
        return self._stage.language

    def _wait_for(self, order: OrderRef, market: AtMegamarket, crm: AtRetailCrm) -> None:
        until = time.monotonic() + _PATIENCE
        while True:
            seen_market = self.remotes.megamarket(order.shipment_id)
            seen_crm = self.remotes.retailcrm(order.shipment_id)
            if (seen_market, seen_crm) == (market, crm):
                return
            parked = self._parked(order)
            if parked is not None:
                raise NotAsExpected(parked.error or parked.command.value)
            if time.monotonic() > until:
                raise NotAsExpected(_both(seen_market, seen_crm), hint=_expected(market, crm))
            # Nobody announces a change at the remotes themselves.
            time.sleep(_GLANCE)

    def _parked(self, order: OrderRef) -> QueuedCommand | None:
        waiting = outbox.waiting(self._stage.people.storage)
        return next(
            (
                row
                for row in waiting
                if row.shipment_id == order.shipment_id and row.progress.state == RowState.PARKED
            ),
            None,
        )


def _both(market: AtMegamarket, crm: AtRetailCrm) -> Text:
    return Text("Мегамаркет: {m}; RetailCRM: {c}", "Megamarket: {m}; RetailCRM: {c}").format(
        m=market.words, c=crm.words
    )


def _expected(market: AtMegamarket, crm: AtRetailCrm) -> Text:
    return Text("Ожидалось: {both}.", "Expected: {both}.").format(both=_both(market, crm))
