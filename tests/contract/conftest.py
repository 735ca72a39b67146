"""One sandbox and one clock for each test, and our clients at its doors."""

from __future__ import annotations

from collections.abc import Iterator
from zoneinfo import ZoneInfo

import pytest

from mmdesk.clients.megamarket import Megamarket
from mmdesk.clients.retailcrm import RetailCrm
from mmdesk.clock import ManualClock
from mmdesk.sandbox.run import DSM_MERCHANT, STANDARD_KEY, STANDARD_MERCHANT, STANDARD_SITE, Sandbox
from tests.contract.stand import QUICK, Crm, Marketplace, hurried


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
def sandbox(clock: ManualClock) -> Iterator[Sandbox]:
    with Sandbox(now=clock.now) as sandbox:
        sandbox.retailcrm.behave(rate_limit=False)
        yield sandbox


@pytest.fixture
def marketplace(sandbox: Sandbox, clock: ManualClock) -> Iterator[Marketplace]:
    url = sandbox.megamarket.url
    with (
        Megamarket(
            url, STANDARD_MERCHANT.merchant_id, lambda: STANDARD_MERCHANT.token, limits=QUICK
        ) as standard,
        Megamarket(url, DSM_MERCHANT.merchant_id, lambda: DSM_MERCHANT.token, limits=QUICK) as dsm,
    ):
        yield Marketplace(standard, dsm, sandbox.megamarket, clock)


@pytest.fixture
def crm(sandbox: Sandbox, clock: ManualClock) -> Iterator[Crm]:
    zone = ZoneInfo("Europe/Moscow")
    url, secret = sandbox.retailcrm.url, STANDARD_KEY.secret
    with RetailCrm(url, lambda: secret, STANDARD_SITE.code, zone, hurried(), limits=QUICK) as client:
        yield Crm(client, sandbox.retailcrm, clock)
