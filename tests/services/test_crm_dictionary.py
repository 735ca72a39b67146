"""What codes of RetailCRM mean is read when it has to be, and not more often."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from mmdesk.clients.crm_module import ModuleConfig
from mmdesk.clock import ManualClock
from mmdesk.services.crm_dictionary import CrmDictionary
from mmdesk.storage.uow import Storage
from tests.services.crm_stand import CrmStand, crm_stand


@pytest.fixture
def stand(sqlite_storage: Storage, clock: ManualClock) -> Iterator[CrmStand]:
    with crm_stand(sqlite_storage, clock) as made:
        yield made


@pytest.fixture
def dictionary(stand: CrmStand, clock: ManualClock) -> CrmDictionary:
    return CrmDictionary(stand.crm, clock)


def test_a_delivery_made_a_moment_ago_is_known(stand: CrmStand, dictionary: CrmDictionary) -> None:
    before = dictionary.meanings().deliveries
    stand.crm.edit_module(ModuleConfig("sdek-1", "СДЭК", "some-client", integration_code="sdek"))
    (made,) = {kind.code for kind in stand.crm.delivery_types()} - before
    assert made in dictionary.meanings(delivery=made).integrated


def test_known_codes_are_not_read_again_until_they_are_old(
    stand: CrmStand, dictionary: CrmDictionary, clock: ManualClock
) -> None:
    dictionary.meanings()
    asked = reads(stand)
    clock.advance(599)
    dictionary.meanings(order_status="new", items=frozenset({"failure"}))
    assert reads(stand) == asked
    clock.advance(1)
    dictionary.meanings(order_status="new")
    assert reads(stand) == asked + 1


def test_codes_that_stay_unknown_are_looked_for_now_and_then(
    stand: CrmStand, dictionary: CrmDictionary, clock: ManualClock
) -> None:
    asked = reads(stand)
    for _ in range(3):
        dictionary.meanings(order_status="gone")
        dictionary.meanings(items=frozenset({"gone"}))
    assert reads(stand) == asked + 2
    clock.advance(30)
    for _ in range(3):
        dictionary.meanings(order_status="gone")
        dictionary.meanings(items=frozenset({"gone"}))
    assert reads(stand) == asked + 3


def reads(stand: CrmStand) -> int:
    return len(stand.books.calls("reference/statuses"))
