"""Both simulators with one invented shop behind them, in this process or served for another."""

from __future__ import annotations

import json
import signal
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from types import FrameType, TracebackType
from typing import Self

from mmdesk.sandbox.buyer import Buyer
from mmdesk.sandbox.megamarket_simulator import MegamarketSimulator
from mmdesk.sandbox.megamarket_state import Merchant, Scheme, SoldOffer
from mmdesk.sandbox.retailcrm_keys import ALL_SCOPES, CrmKey
from mmdesk.sandbox.retailcrm_references import CrmSite
from mmdesk.sandbox.retailcrm_shop_pages import ICML_PATH
from mmdesk.sandbox.retailcrm_simulator import RetailCrmSimulator
from mmdesk.sandbox.retailcrm_wire import Document
from mmdesk.sandbox.shop import ShopOffer, demo_offers, sellable
from mmdesk.sandbox.shop_goods import CATEGORIES

STANDARD_SITE = CrmSite("megamarket-shop", "Мегамаркет", yml_url=ICML_PATH)
DSM_SITE = CrmSite("megamarket-dsm", "Мегамаркет, своя доставка", yml_url=ICML_PATH)
OWN_SITE = CrmSite("teply-dom", "Тёплый Дом", yml_url=ICML_PATH)
SITES = (OWN_SITE, STANDARD_SITE, DSM_SITE)

STANDARD_KEY = CrmKey("standard", "sandboxKeyOfTheStandardScheme001", (STANDARD_SITE.code,))
DSM_KEY = CrmKey("dsm", "sandboxKeyOfTheDsmSchemeAlone002", (DSM_SITE.code,))
FULL_KEY = CrmKey("full", "sandboxKeyWithAccessToAnyStore03")
TWO_STORE_KEY = CrmKey("two-stores", "sandboxKeyWithTheStoresOfBoth004", (STANDARD_SITE.code, DSM_SITE.code))
POOR_KEY = CrmKey(
    "poor",
    "sandboxKeyWithoutSomeOfItsScope5",
    (STANDARD_SITE.code,),
    tuple(scope for scope in ALL_SCOPES if not scope.startswith(("integration_", "delivery_"))),
)
KEYS = (STANDARD_KEY, DSM_KEY, FULL_KEY, TWO_STORE_KEY, POOR_KEY)

STANDARD_MERCHANT = Merchant(15010, "5a4db0c5-0000-4000-8000-000000000001", "Тёплый Дом", (Scheme.STANDARD,))
DSM_MERCHANT = Merchant(
    15020, "5a4db0c5-0000-4000-8000-000000000002", "Тёплый Дом, своя доставка", (Scheme.DSM,)
)


@dataclass(frozen=True, slots=True)
class SandboxAccount:
    """What one connection needs to know of both sides."""

    scheme: Scheme
    merchant: Merchant
    key: CrmKey

    def described(self) -> dict[str, str | int]:
        return {
            "scheme": self.scheme.value,
            "token": self.merchant.token,
            "merchant_id": self.merchant.merchant_id,
            "key": self.key.secret,
            "site": self.key.sites[0],
        }


ACCOUNTS = (
    SandboxAccount(Scheme.STANDARD, STANDARD_MERCHANT, STANDARD_KEY),
    SandboxAccount(Scheme.DSM, DSM_MERCHANT, DSM_KEY),
)


def system_time() -> datetime:
    """The machine's clock, for a sandbox that nobody gave another."""
    return datetime.now(UTC)


class Sandbox:
    """Megamarket on `port`, RetailCRM on the next one, both on loopback; port 0 takes any two free ones.

    Both sides share `now`, which must give aware datetimes.
    """

    def __init__(
        self,
        port: int = 0,
        *,
        now: Callable[[], datetime] = system_time,
        offers: tuple[ShopOffer, ...] | None = None,
        seed: int = 0,
    ) -> None:
        catalogue = demo_offers() if offers is None else offers
        self.megamarket = MegamarketSimulator(
            now=now,
            merchants=[account.merchant for account in ACCOUNTS],
            offers=[sold_offer(offer) for offer in sellable(catalogue)],
            port=port,
            seed=seed,
        )
        self.retailcrm = RetailCrmSimulator(
            now=now, sites=SITES, keys=KEYS, offers=catalogue, port=port + 1 if port else 0
        )

    @property
    def buyer(self) -> Buyer:
        return self.megamarket.buyer

    @property
    def accounts(self) -> tuple[SandboxAccount, ...]:
        """One for each scheme: a connection wants an API key of its own."""
        return ACCOUNTS

    def start(self) -> Self:
        """Serve both; raises OSError when a port is taken, and then serves neither."""
        self.megamarket.start()
        try:
            self.retailcrm.start()
        except OSError:
            self.megamarket.stop()
            raise
        return self

    def stop(self) -> None:
        self.megamarket.stop()
        self.retailcrm.stop()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def describe(self) -> Document:
        """Addresses and invented credentials as one JSON document."""
        standard = ACCOUNTS[0].described()
        return {
            "megamarket": {
                "url": self.megamarket.url,
                "token": standard["token"],
                "merchant_id": standard["merchant_id"],
            },
            "retailcrm": {
                "url": self.retailcrm.url,
                "key": standard["key"],
                "site": standard["site"],
            },
            "accounts": [account.described() for account in ACCOUNTS],
        }


def sold_offer(offer: ShopOffer) -> SoldOffer:
    """The shop's offer as the marketplace sells it: prices there are whole roubles."""
    categories = {category.id: category.name for category in CATEGORIES}
    return SoldOffer(
        offer_id=offer.external_id,
        name=offer.name,
        price=int(offer.price),
        goods_id=f"1000{offer.id:08d}",
        category=categories[offer.category],
        needs_mark=offer.markable,
    )


def _say_at_once(text: str) -> None:
    # A reader at the other end of a pipe waits for this line.
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def serve(port: int, *, say: Callable[[str], object] = _say_at_once) -> None:
    """Start both, say the one JSON document, and serve until SIGINT or SIGTERM; main thread only."""
    over = threading.Event()

    def leave(_number: int, _frame: FrameType | None) -> None:
        over.set()

    before = {number: signal.signal(number, leave) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        with Sandbox(port) as sandbox:
            say(json.dumps(sandbox.describe(), ensure_ascii=False))
            # An endless wait would not let Windows deliver the signal.
            while not over.wait(0.5):
                pass
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
