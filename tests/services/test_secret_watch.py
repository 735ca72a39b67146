"""A refused secret is waited out until the store holds another one."""

from __future__ import annotations

import pytest

from mmdesk.clients.errors import TokenRefused
from mmdesk.clock import ManualClock
from mmdesk.secrets import SecretsUnavailable
from mmdesk.services.secret_watch import SecretWatch


class Store:
    """A store with one secret, which may be out of reach."""

    def __init__(self, secret: str | None) -> None:
        self.secret = secret
        self.reachable = True
        self.reads = 0

    def read(self) -> str | None:
        self.reads += 1
        if not self.reachable:
            raise SecretsUnavailable("the keyring is locked")
        return self.secret


def test_a_new_secret_is_used_at_once(clock: ManualClock) -> None:
    store = Store("one")
    watch = SecretWatch(store.read, clock)
    assert watch.current() == "one"
    store.secret = "two"
    assert watch.current() == "two"


def test_a_secret_has_changed_when_it_is_another_than_the_one_used(clock: ManualClock) -> None:
    store = Store("one")
    watch = SecretWatch(store.read, clock)
    watch.current()
    assert not watch.changed()
    store.secret = "two"
    clock.advance(5)
    assert watch.changed()


def test_a_secret_that_was_never_used_deserves_a_try(clock: ManualClock) -> None:
    assert SecretWatch(Store("one").read, clock).changed()


def test_the_store_is_not_asked_all_the_time(clock: ManualClock) -> None:
    store = Store("one")
    watch = SecretWatch(store.read, clock)
    watch.current()
    for _ in range(100):
        watch.changed()
        clock.advance(0.1)
    assert store.reads <= 4


def test_without_a_store_it_is_as_with_a_refused_secret(clock: ManualClock) -> None:
    store = Store("one")
    store.reachable = False
    watch = SecretWatch(store.read, clock)
    with pytest.raises(TokenRefused):
        watch.current()
    assert not watch.changed()
    store.reachable = True
    clock.advance(5)
    assert watch.changed()


def test_the_same_secret_found_again_ends_the_wait_for_a_store(clock: ManualClock) -> None:
    store = Store("one")
    watch = SecretWatch(store.read, clock)
    assert watch.current() == "one"
    store.reachable = False
    with pytest.raises(TokenRefused):
        watch.current()
    assert not watch.changed()
    store.reachable = True
    clock.advance(5)
    assert watch.changed()
    assert watch.current() == "one"
    assert not watch.changed()


def test_no_secret_is_an_empty_one(clock: ManualClock) -> None:
    assert SecretWatch(Store(None).read, clock).current() == ""
