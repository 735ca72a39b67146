"""However often the service is killed, every order arrives once and every decision takes effect once."""

from __future__ import annotations

import random
import sys
from pathlib import Path
from time import monotonic

import pytest

from mmdesk.sandbox.faults import FOREVER, SLOW, Fault
from mmdesk.services.desk import OrderRef
from tests.e2e.house import DSM, House
from tests.e2e.kills import kill_again_and_again
from tests.e2e.program import eventually, stop

pytestmark = pytest.mark.e2e

KILLS = 40
SLOW_SECONDS = 30.0


@pytest.mark.timeout(600)
def test_forty_kills_lose_nothing_and_double_nothing(tmp_path: Path) -> None:
    seed = random.SystemRandom().randrange(1_000_000)
    killing = kill_again_and_again(tmp_path, KILLS, seed)
    accounts = killing.accounts
    assert accounts.balance, (seed, accounts.wrong)
    # Otherwise nothing has been proved.
    assert accounts.decisions > KILLS, seed
    assert killing.in_calls > KILLS / 8, seed


def test_a_second_service_takes_over_what_the_first_was_at_with_both_remotes(quiet_house: House) -> None:
    house = quiet_house
    with house.served() as first, house.program.service() as second:
        order = house.order(lots=2)
        house.until_crm(order, "new")
        house.sandbox.megamarket.faults.add(Fault(SLOW, "order/confirm", seconds=SLOW_SECONDS))
        house.sandbox.retailcrm.faults.add(Fault(SLOW, "orders/create", seconds=SLOW_SECONDS))
        house.people.confirm(OrderRef(order))
        newcomer = house.order(DSM)
        eventually(lambda: house.market(order)[0] != "NEW" and creates(house, newcomer))
        assert second.poll() is None
        first.kill()
        first.wait()
        house.until_it_leads(second)
        house.until_crm(order, "client-confirmed")
        eventually(lambda: at_rest(house), house.overview)
    assert house.remotes.times_done("confirm", order) == (1, 1)
    assert house.calls("order/confirm", order) == 1
    assert [creates(house, each) for each in (order, newcomer)] == [1, 1]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no signal that asks a process to stop")
def test_a_signal_ends_it_in_ten_seconds_though_both_remotes_are_slow(quiet_house: House) -> None:
    house = quiet_house
    with house.served() as first:
        order = house.order(lots=2)
        house.until_crm(order, "new")
        for switch in (house.sandbox.megamarket.faults, house.sandbox.retailcrm.faults):
            switch.add(Fault(SLOW, times=FOREVER, seconds=SLOW_SECONDS))
        house.people.confirm(OrderRef(order))
        eventually(lambda: house.market(order)[0] != "NEW")
        began = monotonic()
        stop(first)
        took = monotonic() - began
        assert (first.returncode, took < 11.0) == (0, True), took
    for switch in (house.sandbox.megamarket.faults, house.sandbox.retailcrm.faults):
        switch.clear()
    with house.served():
        house.until_crm(order, "client-confirmed")
        eventually(lambda: at_rest(house), house.overview)
    assert house.remotes.times_done("confirm", order) == (1, 1)
    assert house.calls("order/confirm", order) == 1


def creates(house: House, shipment_id: str) -> int:
    return house.sandbox.retailcrm.effects(f"mm-{shipment_id}").creates


def at_rest(house: House) -> bool:
    overview = house.overview()
    return not (overview.queue or overview.parked or overview.inbox_waiting or overview.inbox_parked)
