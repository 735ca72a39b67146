"""A shop whose feed is really built: goods in a small ICML file, the building process, a real database."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from zoneinfo import ZoneInfo

from mmdesk.catalogue.feed_files import FeedFiles
from mmdesk.clock import ManualClock
from mmdesk.domain.connection import Connection
from mmdesk.services import connection_settings
from mmdesk.services.catalogue_desk import CatalogueDesk
from mmdesk.services.feed_building import FeedBuilding
from mmdesk.services.feed_making import Built
from mmdesk.services.feed_round import FeedPollster
from mmdesk.services.feed_sources import FileSource
from mmdesk.services.job_runs import JobName, asker
from mmdesk.services.operators import Operator
from mmdesk.settings import ConnectionSettings
from mmdesk.storage.connections import PathPurpose
from mmdesk.storage.uow import Storage

ANNA = Operator("Анна Лесная")
NAME = "Лавка"
_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<yml_catalog date="2026-11-02 12:00:00"><shop><name>Лавка</name>'
    '<categories><category id="1">Посуда</category></categories><offers>'
)
_FOOT = "</offers></shop></yml_catalog>"


@dataclass(frozen=True, slots=True)
class Goods:
    """One offer of the file; a test names only what it is about."""

    offer_id: str
    price: int = 500
    quantity: int = 7
    vendor: str = "Лумвик"
    name: str = "Кружка"
    params: Mapping[str, str] = field(default_factory=dict)
    barcode: str = ""
    picture: str = "https://shop.example.ru/1.jpg"

    def xml(self) -> str:
        params = "".join(
            f'<param name="{name}" code="{name}">{value}</param>' for name, value in self.params.items()
        )
        barcode = f"<barcode>{self.barcode}</barcode>" if self.barcode else ""
        return (
            f'<offer id="{self.offer_id}" productId="1" quantity="{self.quantity}" type="product">'
            f"<price>{self.price}</price><categoryId>1</categoryId>"
            f"<picture>{self.picture}</picture>"
            f"<name>{self.name} {self.offer_id}</name>{params}"
            f"<vendor>{self.vendor}</vendor>{barcode}<vatRate>20</vatRate></offer>"
        )


def many(count: int, price: int = 500) -> list[Goods]:
    return [Goods(f"CUP-{number:05}", price=price) for number in range(1, count + 1)]


class FeedStand:
    """Builds as the service would, in this process; decides as a person at the page would."""

    def __init__(
        self, storage: Storage, clock: ManualClock, place: Path, connection: Connection | None = None
    ) -> None:
        self.storage = storage
        self.clock = clock
        self.file = place / "goods.xml"
        self.files = FeedFiles(place / "feeds")
        self.connection = connection or _connection(storage, clock, NAME, 5046)
        self.desk = CatalogueDesk(storage, clock, self.files, ANNA)

    @property
    def name(self) -> str:
        return self.connection.name

    def export(self, *goods: Goods) -> None:
        """Put a file of these goods where the feed is made from."""
        self.file.write_text(_HEAD + "".join(each.xml() for each in goods) + _FOOT, encoding="utf-8")

    def set(self, key: str, value: str) -> None:
        connection_settings.put(self.storage, self.name, key, value)

    def build(self, *goods: Goods, accept: bool = False) -> Built:
        """Of these goods, or of those that are there. A minute later than what was before."""
        if goods:
            self.export(*goods)
        self.clock.advance(60)
        building = FeedBuilding(
            self.storage, self.clock, self.files, self.connection, ZoneInfo("Europe/Moscow")
        )
        return building.build(FileSource(str(self.file)), again=True, accept=accept)

    def pollster(self) -> FeedPollster:
        """The feed's share of the exchange, as the service has it."""
        return FeedPollster(
            self.connection,
            FeedBuilding(self.storage, self.clock, self.files, self.connection, ZoneInfo("Europe/Moscow")),
            ConnectionSettings,
            lambda _settings: FileSource(str(self.file)),
            lambda: False,
            lambda: asker(self.storage, JobName.FEED),
        )


def second_connection(storage: Storage, clock: ManualClock, name: str = "Посуда оптом") -> Connection:
    return _connection(storage, clock, name, 7001)


def _connection(storage: Storage, clock: ManualClock, name: str, merchant_id: int) -> Connection:
    with storage.work() as work:
        connection = work.connections.add(
            name=name,
            scheme="standard",
            merchant_id=merchant_id,
            mm_url="https://api.example.org",
            crm_url="https://crm.example.org",
            test_mode=False,
            at=clock.now(),
        )
        for purpose in PathPurpose:
            key = f"key-of-{purpose.value}-{merchant_id}"
            work.connections.add_path_key(connection.connection_id, purpose, key)
        work.commit()
    return connection
