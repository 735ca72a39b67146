from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from mmdesk import bootstrap
from mmdesk.demo.morning import FATES, LENGTH, Morning
from mmdesk.demo.shop import own_environment
from mmdesk.demo.stage_clock import StageClock
from mmdesk.demo.warehouse import live_through_the_morning
from mmdesk.domain.standing import RowState
from mmdesk.sandbox.run import Sandbox
from mmdesk.storage.queries import OrderRow, Queries


@dataclass
class Shop:
    """A shop at the end of its morning."""

    parts: bootstrap.Parts
    clock: StageClock
    sandbox: Sandbox
    morning: Morning

    @property
    def rows(self) -> tuple[OrderRow, ...]:
        return Queries(self.parts.storage.engine).list_orders()


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    """Nobody changes it."""
    with _opened(tmp_path_factory.mktemp("profile")) as shop:
        yield shop


@contextmanager
def _opened(profile: Path) -> Iterator[Shop]:
    clock = StageClock(LENGTH)
    environ = own_environment(os.environ)
    with bootstrap.open_parts(profile, environ, clock) as parts, Sandbox(now=clock.now) as sandbox:
        yield Shop(parts, clock, sandbox, live_through_the_morning(parts, clock, sandbox))


def test_every_order_is_here_and_in_retailcrm(shop: Shop) -> None:
    assert len(shop.rows) == len(FATES) == len(shop.sandbox.retailcrm.orders())
    assert all(row.crm_order_id for row in shop.rows)


def test_orders_of_both_schemes_stand_in_every_state(shop: Shop) -> None:
    states = {(row.scheme.value, row.status) for row in shop.rows}
    assert states >= {
        ("standard", "NEW"), ("standard", "CONFIRMED"), ("standard", "PACKED"), ("standard", "SHIPPED"),
        ("standard", "CUSTOMER_CANCELED"), ("dsm", "NEW"), ("dsm", "PACKED"), ("dsm", "DELIVERED"),
    }  # fmt: skip


def test_our_mirror_shows_what_megamarket_has(shop: Shop) -> None:
    for row in shop.rows:
        assert row.status == shop.sandbox.megamarket.shipment(row.shipment_id).status


def test_one_order_is_refused_and_parked_with_megamarkets_words(shop: Shop) -> None:
    parked = [pending for row in shop.rows for pending in row.pending]
    assert [pending.state for pending in parked] == [RowState.PARKED]
    assert parked[0].error is not None
    assert "Грузовое место не найдено" in parked[0].error.ru


def test_one_dsm_order_waits_for_an_answer_to_a_cancellation(shop: Shop) -> None:
    with shop.parts.storage.look() as work:
        asked = [
            row.scheme.value
            for row in shop.rows
            if any(lot.cancel_requested for lot in work.shipments.get(row.key).shipment.lots)
        ]
    assert asked == ["dsm"]


def test_some_deadlines_are_past_and_some_near(shop: Shop) -> None:
    minutes = [
        (row.due_at - shop.clock.now()).total_seconds() / 60
        for row in shop.rows
        if row.due_at is not None and not row.finished
    ]
    assert Counter(left < 0 for left in minutes)[True] == 3
    assert sum(0 < left < 21 for left in minutes) >= 3
    assert sum(left > 60 for left in minutes) > 15


def test_nothing_happened_after_the_morning_or_before_the_order_came(shop: Shop) -> None:
    with shop.parts.storage.look() as work:
        for row in shop.rows:
            moments = [event.at for event in work.history.of(row.key)]
            assert moments == sorted(moments)
            assert row.placed_at <= moments[0]
            assert moments[-1] <= shop.morning.until


def test_the_sandbox_behaves_afterwards_as_before(shop: Shop) -> None:
    assert shop.sandbox.megamarket.market.behaviour.confirm_hours == 4.0
    assert shop.sandbox.retailcrm.behaviour.rate_limit
