"""A stand for those who connect shops: nothing is connected yet, and both remotes are played on loopback."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from mmdesk.clients.megamarket import Megamarket
from mmdesk.clients.retailcrm import RetailCrm
from mmdesk.clock import Clock
from mmdesk.domain.connection import Connection
from mmdesk.domain.scheme import SchemeCode
from mmdesk.sandbox.run import DSM_KEY, DSM_MERCHANT, STANDARD_KEY, STANDARD_MERCHANT, Sandbox
from mmdesk.sandbox.shop import demo_offers
from mmdesk.secrets import FileSecrets, SecretKind, SecretStore
from mmdesk.services.check import Check
from mmdesk.services.connection_desk import ConnectionDesk
from mmdesk.services.connection_draft import Draft
from mmdesk.services.integration_desk import IntegrationDesk
from mmdesk.services.shop_zone import zone_of
from mmdesk.storage.uow import Storage
from tests.contract.stand import hurried
from tests.services.crm_stand import QUICK
from tests.services.stand import ANNA

NAME = "Тёплый Дом"
UNKNOWN_KEY = "aKeyThatNobodyHasEverIssued00000"
UNKNOWN_TOKEN = "5a4db0c5-0000-4000-8000-00000000dead"


@dataclass
class SetupStand:
    """What a manager has before them."""

    storage: Storage
    clock: Clock
    sandbox: Sandbox
    store: FileSecrets
    desk: ConnectionDesk
    integration: IntegrationDesk

    @property
    def draft(self) -> Draft:
        """Everything as it should be, for the scheme «Стандарт»."""
        return Draft(
            name=NAME,
            scheme=SchemeCode.STANDARD,
            crm_url=self.sandbox.retailcrm.url,
            merchant=str(STANDARD_MERCHANT.merchant_id),
            test_mode=True,
            mm_url=self.sandbox.megamarket.url,
            crm_key=STANDARD_KEY.secret,
            mm_token=STANDARD_MERCHANT.token,
        )

    @property
    def other_draft(self) -> Draft:
        """The same shop's other scheme."""
        return replace(
            self.draft,
            name="Своя доставка",
            scheme=SchemeCode.DSM,
            merchant=str(DSM_MERCHANT.merchant_id),
            crm_key=DSM_KEY.secret,
            mm_token=DSM_MERCHANT.token,
        )

    def connections(self) -> tuple[Connection, ...]:
        with self.storage.look() as work:
            return work.connections.all()

    def connect(self, draft: Draft | None = None) -> Connection:
        return self.desk.register_new(draft or self.draft).connection


@contextmanager
def setup_stand(storage: Storage, clock: Clock, folder: Path) -> Iterator[SetupStand]:
    """Both remotes up; secrets go into a file of the test's own."""
    store = FileSecrets(folder / "secrets.json")
    with Sandbox(now=clock.now, offers=demo_offers()[:3], seed=1) as sandbox:
        sandbox.megamarket.behave(webhooks=False)
        sandbox.retailcrm.behave(rate_limit=False)
        desk = ConnectionDesk(storage, clock, lambda: store, quick_clients, ANNA)
        integration = IntegrationDesk(storage, clock, lambda: store, ANNA)
        yield SetupStand(storage, clock, sandbox, store, desk, integration)


@contextmanager
def quick_clients(
    connection: Connection, store: SecretStore, _clock: Clock
) -> Iterator[tuple[Megamarket, RetailCrm]]:
    """In no hurry to be polite: their pauses pass at once."""

    def secret(kind: SecretKind) -> str:
        return store.get(connection.name, kind) or ""

    token, key = partial(secret, SecretKind.MM_TOKEN), partial(secret, SecretKind.CRM_KEY)
    with (
        Megamarket(connection.mm_url, connection.merchant_id, token, limits=QUICK) as megamarket,
        RetailCrm(
            connection.crm_url, key, connection.crm_site, zone_of(connection), hurried(), limits=QUICK
        ) as crm,
    ):
        yield megamarket, crm


def nobody(_check: Check) -> None:
    """Listens to no check."""
