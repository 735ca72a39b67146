"""Connections: stored with their secrets or not at all, edited, paused, and taken out of use for good."""

from __future__ import annotations

from pathlib import Path

import pytest

from mmdesk.clients.errors import BadAddress
from mmdesk.clock import ManualClock
from mmdesk.domain.connection import BadConnection, Connection, CrmOff
from mmdesk.domain.intent import Target
from mmdesk.domain.scheme import SchemeCode
from mmdesk.secrets import EnvironmentSecrets, FileSecrets, SecretKind, SecretsReadOnly
from mmdesk.services import connections, lots
from mmdesk.services.connections import LIVE_URL, TEST_URL, NewConnection
from mmdesk.services.desk import Desk
from mmdesk.storage.connections import ConnectionExists, PathPurpose, TargetHealth, UnknownConnection
from mmdesk.storage.uow import Storage
from tests.factory import shipment
from tests.services.stand import ANNA, MirrorStand

TOKEN, KEY = SecretKind.MM_TOKEN, SecretKind.CRM_KEY
SECRETS = {TOKEN: "5a4db0c5-0000-4000-8000-00000000000a", KEY: "anInventedKeyOfRetailCrm00000001"}
SHOP = NewConnection("Лавка", SchemeCode.STANDARD, 4321, "https://shop.retailcrm.example")


@pytest.fixture
def store(tmp_path: Path) -> FileSecrets:
    return FileSecrets(tmp_path / "secrets.json")


@pytest.fixture
def shop(sqlite_storage: Storage, clock: ManualClock, store: FileSecrets) -> Connection:
    return connections.add(sqlite_storage, clock, store, SHOP, SECRETS)


def bench_of(storage: Storage, clock: ManualClock, connection: Connection) -> MirrorStand:
    return MirrorStand(storage, clock, connection, Desk(storage, clock))


def names(storage: Storage) -> list[str]:
    with storage.look() as work:
        return [each.name for each in work.connections.all()]


def another(
    name: str = "Другая", scheme: SchemeCode = SchemeCode.DSM, merchant_id: int = 4321
) -> NewConnection:
    return NewConnection(name, scheme, merchant_id, SHOP.crm_url)


def test_a_new_connection_talks_to_megamarkets_own_host_of_its_mode(
    sqlite_storage: Storage, clock: ManualClock, store: FileSecrets
) -> None:
    live = connections.add(sqlite_storage, clock, store, SHOP, {})
    new = NewConnection("Проба", SchemeCode.STANDARD, 4321, SHOP.crm_url, test_mode=True)
    test = connections.add(sqlite_storage, clock, store, new, {})
    assert (live.mm_url, test.mm_url) == (LIVE_URL, TEST_URL)
    assert not live.is_registered


def test_secrets_go_to_the_store_and_nowhere_else(
    sqlite_storage: Storage, shop: Connection, store: FileSecrets, tmp_path: Path
) -> None:
    assert store.get(shop.name, TOKEN) == SECRETS[TOKEN]
    sqlite_storage.close()
    database = b"".join(file.read_bytes() for file in tmp_path.glob("mmdesk.db*"))
    assert database
    assert not any(secret.encode() in database for secret in SECRETS.values())


@pytest.mark.parametrize(
    "new",
    [
        NewConnection("", SchemeCode.STANDARD, 4321, SHOP.crm_url),
        NewConnection("Лавка/2", SchemeCode.STANDARD, 4321, SHOP.crm_url),
        NewConnection("Лавка", SchemeCode.STANDARD, 0, SHOP.crm_url),
    ],
    ids=["no name", "a slash", "no merchant"],
)
def test_a_field_that_makes_no_sense_is_refused(
    sqlite_storage: Storage, clock: ManualClock, store: FileSecrets, new: NewConnection
) -> None:
    with pytest.raises(BadConnection):
        connections.add(sqlite_storage, clock, store, new, SECRETS)
    assert names(sqlite_storage) == []


@pytest.mark.parametrize(
    "address", ["http://shop.example.org", "shop.retailcrm.ru/admin", "https://a:b@c.example"]
)
def test_an_address_that_is_no_safe_host_is_refused(
    sqlite_storage: Storage, clock: ManualClock, store: FileSecrets, address: str
) -> None:
    with pytest.raises(BadAddress):
        connections.add(
            sqlite_storage, clock, store, NewConnection("Лавка", SchemeCode.DSM, 4321, address), SECRETS
        )
    assert store.get("Лавка", TOKEN) is None


@pytest.mark.parametrize(
    ("new", "words"),
    [
        (SHOP, "the name “Лавка”.*Connections → “Edit”"),
        (another("Вторая", SchemeCode.STANDARD), "merchant 4321 in scheme.*“Лавка”"),
    ],
    ids=["name", "account"],
)
def test_what_is_taken_is_named_and_keeps_its_secrets(
    sqlite_storage: Storage,
    clock: ManualClock,
    shop: Connection,
    store: FileSecrets,
    new: NewConnection,
    words: str,
) -> None:
    with pytest.raises(ConnectionExists, match=words):
        connections.add(sqlite_storage, clock, store, new, {TOKEN: "an-intruder", KEY: "an-intruder"})
    assert store.get(shop.name, TOKEN) == SECRETS[TOKEN]
    assert names(sqlite_storage) == [shop.name]


def test_secrets_that_cannot_be_kept_leave_no_connection(sqlite_storage: Storage, clock: ManualClock) -> None:
    with pytest.raises(SecretsReadOnly):
        connections.add(sqlite_storage, clock, EnvironmentSecrets({}), SHOP, SECRETS)
    assert names(sqlite_storage) == []


def test_names_that_lead_to_one_variable_are_refused(sqlite_storage: Storage, clock: ManualClock) -> None:
    store = EnvironmentSecrets({})
    connections.add(sqlite_storage, clock, store, another("shop-1"), {})
    with pytest.raises(BadConnection, match="MMDESK_SECRET_SHOP_1_MM_TOKEN"):
        connections.add(sqlite_storage, clock, store, another("shop_1", SchemeCode.STANDARD), {})
    assert names(sqlite_storage) == ["shop-1"]


def test_every_address_has_a_random_key_of_its_own(
    sqlite_storage: Storage, clock: ManualClock, shop: Connection, store: FileSecrets
) -> None:
    other = connections.add(sqlite_storage, clock, store, another(), {})
    with sqlite_storage.look() as work:
        keys = [
            *work.connections.path_keys(shop.connection_id).values(),
            *work.connections.path_keys(other.connection_id).values(),
        ]
    assert len(keys) == 2 * len(PathPurpose) == len(set(keys))
    assert all(len(key) >= 32 for key in keys)


def test_links_are_built_from_the_public_address_alone(sqlite_storage: Storage, shop: Connection) -> None:
    local = "http://127.0.0.1:8480/"
    found = connections.links(
        sqlite_storage, shop.name, public_url="https://x.example.org/mm/", local_url=local
    )
    assert found.public.order_new is not None
    assert found.public.order_new.startswith("https://x.example.org/mm/")
    assert found.public.order_new.endswith("/order/new")
    assert found.local.feed is not None
    assert found.local.feed.startswith("http://127.0.0.1:8480/")
    hidden = connections.links(sqlite_storage, shop.name, public_url="", local_url=local)
    assert (hidden.public.order_new, hidden.public.order_cancel, hidden.public.feed) == (None, None, None)


def test_a_new_secret_sets_a_stopped_exchange_going_again(
    sqlite_storage: Storage, clock: ManualClock, shop: Connection, store: FileSecrets
) -> None:
    with sqlite_storage.work() as work:
        stopped = TargetHealth(Target.CRM, stopped_at=clock.now(), failures=3)
        work.connections.put_health(shop.connection_id, stopped)
        work.commit()
    connections.edit(sqlite_storage, clock, store, shop.name, typed={KEY: "aFreshKeyOfRetailCrm000000000002"})
    with sqlite_storage.look() as work:
        assert work.connections.health(shop.connection_id, Target.CRM).stopped_at is None
    assert store.get(shop.name, KEY) == "aFreshKeyOfRetailCrm000000000002"
    assert store.get(shop.name, TOKEN) == SECRETS[TOKEN]


def test_a_secret_that_cannot_be_kept_changes_nothing(
    sqlite_storage: Storage, clock: ManualClock, shop: Connection
) -> None:
    with pytest.raises(SecretsReadOnly):
        connections.edit(
            sqlite_storage, clock, EnvironmentSecrets({}), shop.name, test_mode=True, typed={TOKEN: "x"}
        )
    with sqlite_storage.look() as work:
        assert work.connections.get(shop.name) == shop


def test_an_edit_without_a_change_of_mode_leaves_the_queue_alone(
    sqlite_storage: Storage, clock: ManualClock, shop: Connection, store: FileSecrets
) -> None:
    bench = bench_of(sqlite_storage, clock, shop)
    lots.confirm(bench.desk, bench.show(shipment("NEW")), ANNA)
    connections.edit(
        sqlite_storage, clock, store, shop.name, test_mode=False, crm_url="https://b.example.org"
    )
    assert len(bench.queued()) == 1


def test_a_paused_connection_keeps_what_waits(
    sqlite_storage: Storage, clock: ManualClock, shop: Connection
) -> None:
    bench = bench_of(sqlite_storage, clock, shop)
    lots.confirm(bench.desk, bench.show(shipment("NEW")), ANNA)
    assert connections.set_paused(sqlite_storage, shop.name, paused=True).paused
    assert len(bench.queued()) == 1
    assert not connections.set_paused(sqlite_storage, shop.name, paused=False).paused


def test_a_removed_connection_is_forgotten_but_for_its_history(
    sqlite_storage: Storage, clock: ManualClock, shop: Connection, store: FileSecrets
) -> None:
    bench = bench_of(sqlite_storage, clock, shop)
    order = bench.show(shipment("NEW"))
    lots.confirm(bench.desk, order, ANNA)
    connections.remove(sqlite_storage, clock, store, shop.name)
    assert names(sqlite_storage) == []
    assert store.get(shop.name, TOKEN) is None
    assert bench.queued() == ()
    assert bench.events(order) == ["arrived", "command_queued", "command_dropped"]


def test_a_name_is_free_again_after_a_removal(
    sqlite_storage: Storage, clock: ManualClock, shop: Connection, store: FileSecrets
) -> None:
    connections.remove(sqlite_storage, clock, store, shop.name)
    again = connections.add(sqlite_storage, clock, store, SHOP, SECRETS)
    assert again.connection_id != shop.connection_id
    assert names(sqlite_storage) == [shop.name]


def test_an_unknown_connection_cannot_be_changed(
    sqlite_storage: Storage, clock: ManualClock, store: FileSecrets
) -> None:
    with pytest.raises(UnknownConnection):
        connections.remove(sqlite_storage, clock, store, "Никто")
    with pytest.raises(UnknownConnection):
        connections.edit(sqlite_storage, clock, store, "Никто", typed={TOKEN: "x"})
    with pytest.raises(UnknownConnection):
        connections.set_paused(sqlite_storage, "Никто", paused=True)
    assert store.get("Никто", TOKEN) is None


def test_a_new_address_of_the_crm_forgets_what_belongs_to_the_old_account(
    sqlite_storage: Storage, clock: ManualClock, shop: Connection, store: FileSecrets
) -> None:
    with sqlite_storage.work() as work:
        work.connections.change(shop.name, delivery_code="mm-1", module_digest="told", crm_off="frozen")
        for cursor in ("crm.history", "megamarket.searched_until"):
            work.running.put_cursor(shop.connection_id, cursor, "1", clock.now())
        work.commit()
    moved = connections.edit(sqlite_storage, clock, store, shop.name, crm_url="https://b.example.org")
    assert not moved.connection.is_registered
    assert moved.connection.crm_off == CrmOff.NO
    with sqlite_storage.look() as work:
        assert work.connections.module_digest(shop.connection_id) == ""
        assert work.running.cursor(shop.connection_id, "crm.history") is None
        assert work.running.cursor(shop.connection_id, "megamarket.searched_until") == "1"


def test_a_rotated_key_ends_at_once(sqlite_storage: Storage, clock: ManualClock, shop: Connection) -> None:
    old = key_of(sqlite_storage, shop)
    connections.rotate(sqlite_storage, clock, shop.name, PathPurpose.NEW, keep_old=False)
    assert key_of(sqlite_storage, shop) != old
    assert not opens(sqlite_storage, clock, old)
    assert opens(sqlite_storage, clock, key_of(sqlite_storage, shop))


def test_an_old_key_that_is_kept_works_for_a_day(
    sqlite_storage: Storage, clock: ManualClock, shop: Connection
) -> None:
    old = key_of(sqlite_storage, shop)
    connections.rotate(sqlite_storage, clock, shop.name, PathPurpose.NEW, keep_old=True)
    clock.advance(24 * 3600 - 1)
    assert opens(sqlite_storage, clock, old)
    clock.advance(1)
    assert not opens(sqlite_storage, clock, old)
    assert opens(sqlite_storage, clock, key_of(sqlite_storage, shop))


def test_several_rotations_in_a_row_keep_each_old_key_for_its_own_day(
    sqlite_storage: Storage, clock: ManualClock, shop: Connection
) -> None:
    keys = []
    for _ in range(3):
        keys.append(key_of(sqlite_storage, shop))
        connections.rotate(sqlite_storage, clock, shop.name, PathPurpose.NEW, keep_old=True)
        clock.advance(10 * 3600)
    assert [opens(sqlite_storage, clock, key) for key in keys] == [False, True, True]
    connections.rotate(sqlite_storage, clock, shop.name, PathPurpose.NEW, keep_old=False)
    assert not any(opens(sqlite_storage, clock, key) for key in keys)


def test_a_rotation_leaves_the_other_addresses_alone(
    sqlite_storage: Storage, clock: ManualClock, shop: Connection
) -> None:
    other = key_of(sqlite_storage, shop, PathPurpose.CANCEL)
    connections.rotate(sqlite_storage, clock, shop.name, PathPurpose.NEW, keep_old=False)
    assert key_of(sqlite_storage, shop, PathPurpose.CANCEL) == other
    assert opens(sqlite_storage, clock, other)


def key_of(storage: Storage, connection: Connection, purpose: PathPurpose = PathPurpose.NEW) -> str:
    with storage.look() as work:
        return work.connections.path_keys(connection.connection_id)[purpose]


def opens(storage: Storage, clock: ManualClock, key: str) -> bool:
    with storage.look() as work:
        return work.connections.by_path_key(key, clock.now()) is not None
