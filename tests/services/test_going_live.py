"""Another mode is another marketplace: another token, no orders, and nothing of the old queue."""

from __future__ import annotations

from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from mmdesk.clock import ManualClock
from mmdesk.domain.connection import Connection
from mmdesk.domain.intent import Target
from mmdesk.domain.scheme import SchemeCode
from mmdesk.domain.standing import RowState
from mmdesk.secrets import EnvironmentSecrets, FileSecrets, SecretKind
from mmdesk.services import connection_settings, connections, lots
from mmdesk.services.connections import LIVE_URL, TEST_URL, Edited, NewConnection, Typed
from mmdesk.services.desk import Desk
from mmdesk.services.going_live import LiveOrdersOpen, NewTokenNeeded
from mmdesk.services.polling import CURSOR
from mmdesk.storage.connections import ConnectionExists, PathPurpose, TargetHealth
from mmdesk.storage.engine import StorageError, open_engine
from mmdesk.storage.outbox import QueuedCommand
from mmdesk.storage.uow import Storage
from tests.factory import shipment
from tests.services.stand import ANNA, MirrorStand

TOKEN = SecretKind.MM_TOKEN
OLD, NEW = "the-token-of-the-test", "the-token-of-the-market"
NAME = "Лавка"


@pytest.fixture
def store(tmp_path: Path) -> FileSecrets:
    return FileSecrets(tmp_path / "secrets.json")


def add(
    storage: Storage, clock: ManualClock, store: FileSecrets, *, test_mode: bool = True, mm_url: str = ""
) -> Connection:
    new = NewConnection(NAME, SchemeCode.STANDARD, 4321, "https://crm.example.org", mm_url, test_mode)
    connections.add(storage, clock, store, new, {TOKEN: OLD})
    with storage.work() as work:
        made = work.connections.change(NAME, crm_site="shop", delivery_code="mm-1", module_digest="told")
        work.commit()
    return made


def bench_of(storage: Storage, clock: ManualClock, connection: Connection) -> MirrorStand:
    return MirrorStand(storage, clock, connection, Desk(storage, clock))


def switch(
    storage: Storage, clock: ManualClock, store: FileSecrets, *, test_mode: bool, token: str = NEW
) -> Edited:
    return connections.edit(storage, clock, store, NAME, test_mode=test_mode, typed={TOKEN: token})


def claim(storage: Storage, clock: ManualClock, connection: Connection) -> QueuedCommand | None:
    now = clock.now()
    with storage.work() as work:
        found = work.outbox.claim(
            connection.connection_id, Target.MEGAMARKET, "relay", now, now + timedelta(seconds=15)
        )
        work.commit()
    return found


def test_going_live_needs_another_token(storage: Storage, clock: ManualClock, store: FileSecrets) -> None:
    before = add(storage, clock, store)
    refused: tuple[Typed, ...] = ({}, {TOKEN: OLD}, {SecretKind.CRM_KEY: "aKeyOfRetailCrm00000000000000001"})
    for typed in refused:
        with pytest.raises(NewTokenNeeded, match="--secrets-stdin"):
            connections.edit(storage, clock, store, NAME, test_mode=False, typed=typed)
    with storage.look() as work:
        assert work.connections.get(NAME) == before
    assert store.get(NAME, SecretKind.CRM_KEY) is None


def test_the_environment_can_be_given_no_token(storage: Storage, clock: ManualClock) -> None:
    environment = EnvironmentSecrets({})
    new = NewConnection(NAME, SchemeCode.STANDARD, 4321, "https://crm.example.org", test_mode=True)
    connections.add(storage, clock, environment, new, {})
    assert not connections.edit(storage, clock, environment, NAME, test_mode=False).connection.test_mode


def test_the_shop_goes_live_as_it_is_without_its_test_orders(
    storage: Storage, clock: ManualClock, store: FileSecrets
) -> None:
    test = add(storage, clock, store)
    connection_settings.put(storage, NAME, "status.map.PACKED", "assembling")
    connection_settings.put(storage, NAME, "feed.days", "3")
    bench = bench_of(storage, clock, test)
    bench.show(shipment("NEW"))
    with storage.work() as work:
        work.running.put_cursor(test.connection_id, CURSOR, clock.now().isoformat(), clock.now())
        work.connections.put_health(test.connection_id, TargetHealth(Target.CRM, failures=3))
        keys = work.connections.path_keys(test.connection_id)
        client_id = work.connections.client_id(NAME)
        work.commit()
    edited = switch(storage, clock, store, test_mode=False)
    live, archive = edited.connection, edited.archive
    assert archive is not None
    assert (archive.name, archive.orders) == (f"{NAME} (test, {test.connection_id})", 1)
    assert (live.name, live.test_mode, live.mm_url) == (NAME, False, LIVE_URL)
    assert (live.crm_site, live.delivery_code) == ("shop", "mm-1")
    assert connection_settings.shown(storage, NAME)["feed.days"] == 3
    assert connection_settings.shown(storage, NAME)["status.map.PACKED"] == "assembling"
    with storage.look() as work:
        assert work.connections.path_keys(live.connection_id) == keys
        assert work.connections.by_path_key(keys[PathPurpose.NEW], clock.now()) == (live, PathPurpose.NEW)
        assert work.connections.client_id(NAME) == client_id
        assert work.connections.module_digest(live.connection_id) == "told"
        assert work.running.cursor(live.connection_id, CURSOR) is None
        assert work.connections.health(live.connection_id, Target.CRM) == TargetHealth(Target.CRM)
        assert work.connections.order_count(live.connection_id) == 0
        assert work.connections.all() == (live,)
    assert store.get(NAME, TOKEN) == NEW


def test_the_test_orders_stay_as_history_under_the_archives_name(
    storage: Storage, clock: ManualClock, store: FileSecrets
) -> None:
    bench = bench_of(storage, clock, add(storage, clock, store))
    order = bench.show(shipment("NEW"))
    lots.confirm(bench.desk, order, ANNA)
    archive = switch(storage, clock, store, test_mode=False).archive
    assert archive is not None
    assert storage.queries.list_orders() == ()
    (kept,) = storage.queries.list_orders(connection=archive.name)
    assert kept.shipment_id == order.shipment_id
    assert bench.queued() == ()
    assert bench.events(order)[-1] == "command_dropped"


def test_what_is_just_being_sent_ends_in_the_archive(
    storage: Storage, clock: ManualClock, store: FileSecrets
) -> None:
    bench = bench_of(storage, clock, add(storage, clock, store))
    order = bench.show(shipment("NEW"))
    lots.confirm(bench.desk, order, ANNA)
    assert claim(storage, clock, bench.connection) is not None
    edited = switch(storage, clock, store, test_mode=False)
    clock.advance(60)
    assert claim(storage, clock, edited.connection) is None
    (row,) = bench.queued()
    assert edited.archive is not None
    assert (row.connection, row.progress.state) == (edited.archive.name, RowState.CLAIMED)


def test_a_poll_of_the_test_market_that_ends_late_brings_nothing_to_the_live_connection(
    storage: Storage, clock: ManualClock, store: FileSecrets
) -> None:
    bench = bench_of(storage, clock, add(storage, clock, store))
    live = switch(storage, clock, store, test_mode=False).connection
    bench.show(shipment("NEW"))
    with storage.look() as work:
        assert work.connections.order_count(live.connection_id) == 0


def test_a_call_of_the_test_market_that_waits_is_not_worked_off_at_the_live_one(
    storage: Storage, clock: ManualClock, store: FileSecrets
) -> None:
    test = add(storage, clock, store)
    with storage.work() as work:
        work.inbox.store(test.connection_id, "order/new", b"{}", clock.now())
        work.commit()
    live = switch(storage, clock, store, test_mode=False).connection
    with storage.look() as work:
        assert work.inbox.next(live.connection_id, clock.now()) is None


def test_the_same_number_can_come_again_from_the_live_market(
    storage: Storage, clock: ManualClock, store: FileSecrets
) -> None:
    bench_of(storage, clock, add(storage, clock, store)).show(shipment("NEW"))
    bench = bench_of(storage, clock, switch(storage, clock, store, test_mode=False).connection)
    order = bench.show(shipment("NEW"))
    lots.confirm(bench.desk, order, ANNA)
    assert len(bench.queued()) == 1


def test_a_live_connection_with_open_orders_does_not_go_back_to_the_test(
    storage: Storage, clock: ManualClock, store: FileSecrets
) -> None:
    live = add(storage, clock, store, test_mode=False)
    bench_of(storage, clock, live).show(shipment("NEW"))
    with pytest.raises(LiveOrdersOpen, match=NAME):
        switch(storage, clock, store, test_mode=True)
    assert store.get(NAME, TOKEN) == OLD


def test_without_open_orders_it_does_and_says_where_the_finished_ones_are(
    storage: Storage, clock: ManualClock, store: FileSecrets
) -> None:
    live = add(storage, clock, store, test_mode=False)
    bench_of(storage, clock, live).show(shipment("DELIVERED"))
    with pytest.raises(NewTokenNeeded):
        switch(storage, clock, store, test_mode=True, token=OLD)
    edited = switch(storage, clock, store, test_mode=True)
    assert edited.archive is not None
    assert (edited.archive.name, edited.archive.orders) == (f"{NAME} (live, {live.connection_id})", 1)
    assert (edited.connection.test_mode, edited.connection.mm_url) == (True, TEST_URL)


def test_an_address_of_ones_own_survives_a_change_of_mode(
    storage: Storage, clock: ManualClock, store: FileSecrets
) -> None:
    add(storage, clock, store, mm_url="https://proxy.example.org")
    live = switch(storage, clock, store, test_mode=False).connection
    assert (live.mm_url, live.test_mode) == ("https://proxy.example.org", False)


def test_the_mode_that_it_has_already_is_no_change(
    storage: Storage, clock: ManualClock, store: FileSecrets
) -> None:
    test = add(storage, clock, store)
    edited = connections.edit(storage, clock, store, NAME, test_mode=True)
    assert edited == Edited(test)


def test_a_mode_in_which_the_account_has_a_connection_already_is_refused(
    storage: Storage, clock: ManualClock, store: FileSecrets
) -> None:
    add(storage, clock, store)
    other = NewConnection("Бой", SchemeCode.STANDARD, 4321, "https://crm.example.org")
    connections.add(storage, clock, store, other, {})
    with pytest.raises(ConnectionExists, match="“Бой” \\(live mode\\)"):
        switch(storage, clock, store, test_mode=False)
    assert store.get(NAME, TOKEN) == OLD


def test_a_change_that_fails_puts_the_old_token_back(
    sqlite_storage: Storage, sqlite_url: str, clock: ManualClock, store: FileSecrets
) -> None:
    add(sqlite_storage, clock, store)
    hasty = Storage(open_engine(sqlite_url, patience=0.1))
    with closing(hasty), sqlite_storage.work(), pytest.raises(StorageError):
        switch(hasty, clock, store, test_mode=False)
    assert store.get(NAME, TOKEN) == OLD
    assert not switch(sqlite_storage, clock, store, test_mode=False).connection.test_mode
