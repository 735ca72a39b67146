"""The addresses of a connection: shown, saved whole or not at all, given other keys, called from outside."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from mmdesk.clock import ManualClock
from mmdesk.secrets import SecretKind
from mmdesk.services.integration_desk import BadPublicWay, PublicField, PublicWay
from mmdesk.services.self_test import NoPublicAddress, PublicPlace
from mmdesk.storage.uow import Storage
from tests.services.setup_stand import NAME, SetupStand, setup_stand

WAY = PublicWay("https://mm.example.ru", "/mm", "127.0.0.1, 10.0.0.0/8", "mega", "a-password-of-tests")


@pytest.fixture
def stand(sqlite_storage: Storage, clock: ManualClock, tmp_path: Path) -> Iterator[SetupStand]:
    with setup_stand(sqlite_storage, clock, tmp_path) as made:
        made.connect()
        yield made


def test_without_a_public_address_there_are_local_links_alone(stand: SetupStand) -> None:
    found = stand.integration.look(NAME)
    assert not found.is_public
    assert (found.public.order_new, found.public.feed) == (None, None)
    assert found.local.feed is not None
    assert found.local.feed.startswith("http://127.0.0.1:8480/")


def test_what_is_saved_is_in_the_links_and_the_password_with_the_secrets(stand: SetupStand) -> None:
    found = stand.integration.save(NAME, WAY)
    assert found.public.order_new is not None
    assert found.public.order_new.startswith("https://mm.example.ru/mm/")
    assert found.way == replace(WAY, proxies="127.0.0.1/32, 10.0.0.0/8", password="")
    assert found.has_password
    assert stand.store.get(NAME, SecretKind.HTTP_PASSWORD) == WAY.password
    assert stand.integration.save(NAME, replace(WAY, password="")).has_password


@pytest.mark.parametrize(
    ("field", "way"),
    [
        (PublicField.URL, replace(WAY, url="mm.example.ru")),
        (PublicField.URL, replace(WAY, url="http://mm.example.ru")),
        (PublicField.PREFIX, replace(WAY, prefix="/путь")),
        (PublicField.PROXIES, replace(WAY, proxies="proxy")),
        (PublicField.LOGIN, replace(WAY, login="a:b")),
        (PublicField.PASSWORD, replace(WAY, password="пароль")),
    ],
)
def test_a_field_that_will_not_do_is_named_and_nothing_is_saved(
    stand: SetupStand, field: PublicField, way: PublicWay
) -> None:
    before = stand.integration.look(NAME)
    with pytest.raises(BadPublicWay) as refused:
        stand.integration.save(NAME, way)
    assert set(refused.value.faults) == {field}
    assert stand.integration.look(NAME) == before


def test_one_key_is_changed_and_the_others_stay(stand: SetupStand) -> None:
    before = stand.integration.look(NAME).local
    after = stand.integration.rotate(NAME, PublicPlace.FEED, keep_old=True).local
    assert after.feed != before.feed
    assert (after.order_new, after.order_cancel) == (before.order_new, before.order_cancel)


def test_one_address_can_be_called_alone(stand: SetupStand) -> None:
    stand.integration.save(NAME, PublicWay(url=stand.sandbox.retailcrm.url))
    report = stand.integration.test(NAME, PublicPlace.ORDER_NEW)
    assert [verdict.place for verdict in report.verdicts] == [PublicPlace.ORDER_NEW]
    assert not report.ok


def test_without_a_public_address_nothing_can_be_called(stand: SetupStand) -> None:
    with pytest.raises(NoPublicAddress):
        stand.integration.test(NAME)
