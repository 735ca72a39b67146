"""The service is killed again and again while a busy shop works, and in the end the accounts must balance."""

from __future__ import annotations

import random
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from pathlib import Path
from time import monotonic, sleep

from mmdesk.sandbox.faults import AFTER, BEFORE, HALF, LOST, RESET, SLOW, Fault, FaultSwitch
from mmdesk.services import job_runs
from mmdesk.services.job_runs import JobName, JobOutcome
from mmdesk.storage.changes import ChangeWatcher
from mmdesk.storage.shipments import StoredShipment
from tests.e2e.busy_shop import Accounts, BusyShop, settle_accounts
from tests.e2e.house import House, built
from tests.e2e.program import eventually

_CHANGES_AT_MEGAMARKET = tuple(
    f"order/{call}" for call in ("confirm", "packing", "shipping", "close", "reject", "cancelResult")
)
_CHANGES_IN_RETAILCRM = ("orders/create", "customers/create", "/edit")
_SPOILT = (SLOW, SLOW, SLOW, LOST, AFTER, HALF, BEFORE, RESET)
_SLOW_SECONDS = 1.0
_TRAPS = 4
_LONGEST_LIFE = 1.5
"""Seconds that a leading service has at most, if no traps are set for it."""
_PATIENCE = 4.0
"""Seconds to wait for it to run into one; on a quiet machine it does within a fraction of one."""
_GLANCE = 0.003
_PACE = 0.12
"""Seconds between two things that happen in the shop."""
_SETTLING_SECONDS = 180.0


class Moment(StrEnum):
    """When a service is killed: while it starts, at any time, or in the middle of a call."""

    STARTING = "starting"
    ANY = "any"
    CALLING = "calling"


@dataclass(frozen=True, slots=True)
class Killing:
    """How it went: the accounts, and how many of the kills came while a changing call was under way."""

    accounts: Accounts
    kills: int
    in_calls: int


def kill_again_and_again(profile: Path, kills: int, seed: int) -> Killing:
    """Kill so many services; the next one starts at once each time, the last one settles what is left."""
    with built(profile) as house:
        house.sandbox.megamarket.behave(webhook_pauses=[0.3] * 400)
        hunt = _Hunt(house, random.Random(seed))
        for _ in range(kills):
            hunt.kill_one()
        house.sandbox.megamarket.faults.clear()
        house.sandbox.retailcrm.faults.clear()
        with house.served():
            _settle(house, hunt.shop)
            return Killing(settle_accounts(house, hunt.shop), kills, hunt.in_calls)


class _Hunt:
    """Life and death of one service after the other; the shop works on whatever happens to them."""

    def __init__(self, house: House, dice: random.Random) -> None:
        self._house = house
        self._dice = dice
        self.shop = BusyShop(house, dice)
        self.in_calls = 0
        self._acts_at = 0.0

    def kill_one(self) -> None:
        moment = self._dice.choices(tuple(Moment), (1, 4, 15))[0]
        with self._mortal() as service:
            if moment is Moment.STARTING:
                self._work(self._dice.uniform(0, 1.5))
                return
            self._work_until_it_leads(service)
            traps = self._set_traps() if moment is Moment.CALLING else []
            self._work(_PATIENCE if traps else self._dice.uniform(0.1, _LONGEST_LIFE), traps)
            if any(trap.has_snapped for trap in traps):
                self.in_calls += 1
                sleep(self._dice.uniform(0, 0.05))

    @contextmanager
    def _mortal(self) -> Iterator[subprocess.Popen[str]]:
        service = self._house.program.start("service", "run", "--port", "0")
        try:
            yield service
        finally:
            ended = service.poll()
            service.kill()
            _, said = service.communicate()
            for switch in (self._house.sandbox.megamarket.faults, self._house.sandbox.retailcrm.faults):
                switch.clear()
        assert ended is None, f"the service has ended by itself with {ended}: {said}"

    def _work_until_it_leads(self, service: subprocess.Popen[str]) -> None:
        def leads() -> bool:
            assert service.poll() is None, "the service has ended by itself"
            self._act_now_and_then()
            lease = self._house.overview().lease
            return lease is not None and lease.pid == service.pid and lease.http_port != 0

        eventually(leads, "the service leads and listens")
        self._house.tell_megamarket()

    def _work(self, seconds: float, traps: list[_Trap] | None = None) -> None:
        """Let the shop work for so long, or until the service has run into a trap."""
        until = monotonic() + seconds
        while monotonic() < until and not any(trap.has_snapped for trap in traps or ()):
            self._act_now_and_then()
            sleep(_GLANCE)

    def _act_now_and_then(self) -> None:
        """A shop that decides faster than a busy machine sends would only make the end wait."""
        if monotonic() >= self._acts_at:
            self.shop.act()
            self._acts_at = monotonic() + _PACE

    def _set_traps(self) -> list[_Trap]:
        megamarket, crm = self._house.sandbox.megamarket.faults, self._house.sandbox.retailcrm.faults
        places = [(megamarket, path) for path in _CHANGES_AT_MEGAMARKET]
        places += [(crm, path) for path in _CHANGES_IN_RETAILCRM]
        return [self._trap(*place) for place in self._dice.sample(places, _TRAPS)]

    def _trap(self, switch: FaultSwitch, path: str) -> _Trap:
        kind = self._dice.choice(_SPOILT)
        fault = Fault(kind, path, seconds=_SLOW_SECONDS, status=self._dice.choice((500, 503)))
        switch.add(fault)
        return _Trap(switch, fault)


@dataclass(frozen=True, slots=True)
class _Trap:
    """A failure planned for one call: once it is planned no more, that call is under way, or just over."""

    switch: FaultSwitch
    fault: Fault

    @property
    def has_snapped(self) -> bool:
        return self.fault not in self.switch.planned()


def _settle(house: House, shop: BusyShop) -> None:
    """Wait until nothing is under way, here or at Megamarket, and once more after a poll."""
    everybody = [story.shipment_id for story in shop.stories]
    left = _UnderWay(house)
    eventually(lambda: all(house.known(each) for each in everybody), "all are known", _SETTLING_SECONDS)
    eventually(left.is_over, left, _SETTLING_SECONDS)
    eventually(lambda: _polled(house), "a poll without failures", _SETTLING_SECONDS)
    eventually(left.is_over, left, _SETTLING_SECONDS)


@dataclass(frozen=True, slots=True)
class _UnderWay:
    """Everything that the service still has to do; tells of it in words."""

    house: House

    def is_over(self) -> bool:
        overview = self.house.overview()
        waiting = overview.queue or overview.inbox_waiting
        return not (waiting or self.house.sandbox.megamarket.webhooks.pending() or self._rereads())

    def _rereads(self) -> list[StoredShipment]:
        later = self.house.parts.clock.now() + timedelta(days=1)
        with self.house.parts.storage.look() as work:
            connections = [each.connection_id for each in work.connections.all()]
            return [each for one in connections for each in work.shipments.due_for_reread(one, later, 9)]

    def __str__(self) -> str:
        with self.house.parts.storage.look() as work:
            rows = work.outbox.list()
        return f"{self.house.overview()}\n{rows}\n{self._rereads()}"


def _polled(house: House) -> bool:
    storage, clock = house.parts.storage, house.parts.clock
    run_id = job_runs.request(storage, clock, JobName.MEGAMARKET)
    with closing(ChangeWatcher(storage.engine)) as changes:
        run = job_runs.wait_for_run(storage, clock, changes, run_id, _SETTLING_SECONDS)
    return run.outcome == JobOutcome.DONE
