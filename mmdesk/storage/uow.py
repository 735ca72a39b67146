"""The unit of work: one transaction that rolls back unless told to commit."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from types import TracebackType
from typing import Self

from sqlalchemy import Connection, Engine, text
from sqlalchemy.orm import Session

from mmdesk.storage.at_once import AtOnce
from mmdesk.storage.bench_orders import BenchOrders
from mmdesk.storage.bench_stamps import BenchStamps
from mmdesk.storage.connections import Connections
from mmdesk.storage.crm_orders import CrmOrders
from mmdesk.storage.deadline_watch import DeadlineWatch
from mmdesk.storage.engine import IMMEDIATE, foreign_errors_translated, translate
from mmdesk.storage.feed_builds import FeedBuilds
from mmdesk.storage.feed_fetches import FeedFetches
from mmdesk.storage.held import Held
from mmdesk.storage.history import History
from mmdesk.storage.inbox import Inbox, NewCall, store
from mmdesk.storage.labels import Labels
from mmdesk.storage.lot_marks import LotMarks
from mmdesk.storage.notices import Notices
from mmdesk.storage.offer_levels import OfferLevels
from mmdesk.storage.offers import Offers
from mmdesk.storage.operators import Operators
from mmdesk.storage.outbox import Outbox
from mmdesk.storage.packed import Packed
from mmdesk.storage.packing_drafts import PackingDrafts
from mmdesk.storage.pictures import Pictures
from mmdesk.storage.print_jobs import PrintJobs
from mmdesk.storage.printers import Printers
from mmdesk.storage.pruning import Pruning
from mmdesk.storage.queries import Queries
from mmdesk.storage.running import Running
from mmdesk.storage.saved_filters import SavedFilters
from mmdesk.storage.scan_codes import ScanCodes
from mmdesk.storage.shipments import Shipments

CHANNEL = "mmdesk"
"""The PostgreSQL channel on which every commit says that something has changed."""


class UnitOfWork:
    """A writing transaction. SQLite's write lock is held from the start, so keep it short: under 50 ms."""

    connections: Connections
    shipments: Shipments
    outbox: Outbox
    held: Held
    inbox: Inbox
    labels: Labels
    history: History
    notices: Notices
    crm_orders: CrmOrders
    feed_builds: FeedBuilds
    feed_fetches: FeedFetches
    offer_levels: OfferLevels
    offers: Offers
    print_jobs: PrintJobs
    printers: Printers
    operators: Operators
    running: Running
    deadlines: DeadlineWatch
    pruning: Pruning
    drafts: PackingDrafts
    packed: Packed
    marks: LotMarks
    codes: ScanCodes
    bench_orders: BenchOrders
    pictures: Pictures
    bench_stamps: BenchStamps
    filters: SavedFilters

    def __init__(self, engine: Engine, *, writes: bool = True) -> None:
        self._engine = engine.execution_options(**{IMMEDIATE: writes})

    def __enter__(self) -> Self:
        self._session = Session(self._engine, expire_on_commit=False)
        try:
            with foreign_errors_translated():
                self._session.connection()
        except BaseException:
            self._session.close()
            raise
        self.connections = Connections(self._session)
        self.shipments = Shipments(self._session)
        self.outbox = Outbox(self._session)
        self.held = Held(self._session)
        self.inbox = Inbox(self._session)
        self.labels = Labels(self._session)
        self.history = History(self._session)
        self.notices = Notices(self._session)
        self.crm_orders = CrmOrders(self._session)
        self.feed_builds = FeedBuilds(self._session)
        self.feed_fetches = FeedFetches(self._session)
        self.offer_levels = OfferLevels(self._session)
        self.offers = Offers(self._session)
        self.print_jobs = PrintJobs(self._session)
        self.printers = Printers(self._session)
        self.operators = Operators(self._session)
        self.running = Running(self._session)
        self.deadlines = DeadlineWatch(self._session)
        self.pruning = Pruning(self._session)
        self.drafts = PackingDrafts(self._session)
        self.packed = Packed(self._session)
        self.marks = LotMarks(self._session)
        self.codes = ScanCodes(self._session)
        self.bench_orders = BenchOrders(self._session)
        self.pictures = Pictures(self._session)
        self.bench_stamps = BenchStamps(self._session)
        self.filters = SavedFilters(self._session)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            self._session.rollback()
        finally:
            self._session.close()
        translated = translate(error)
        if translated is not None:
            raise translated from error

    def commit(self) -> None:
        """Make it durable and let every other process notice. Raises StorageError when it cannot be."""
        with foreign_errors_translated():
            self._session.flush()
            _notify(self._session.connection())
            self._session.commit()


def _notify(connection: Connection) -> None:
    """SQLite tells of a commit by itself."""
    if connection.dialect.name == "postgresql":
        connection.execute(text(f"NOTIFY {CHANNEL}"))


class Storage:
    """The database of one profile: units of work and projected reads. Safe to share between threads."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.queries = Queries(engine)
        self._writing = engine.execution_options(**{IMMEDIATE: True})
        self._at_once = AtOnce(engine)

    def work(self) -> UnitOfWork:
        """A transaction that writes."""
        return UnitOfWork(self.engine)

    def look(self) -> UnitOfWork:
        """A transaction that only reads, and holds no writer up."""
        return UnitOfWork(self.engine, writes=False)

    def store_calls(self, calls: Sequence[NewCall], at: datetime) -> list[bool]:
        """Store Megamarket's calls durably in one transaction; which of them are new. Raises StorageError.

        Without the unit of work, which would take longer than the rest: Megamarket waits for its answer.
        """
        with foreign_errors_translated(), self._writing.begin() as connection:
            new = [store(connection, call, at) for call in calls]
            _notify(connection)
        return new

    def store_calls_at_once(self, calls: Sequence[NewCall], at: datetime) -> list[bool] | None:
        """The same without waiting for anybody; None, and nothing stored, where that cannot be.

        Raises StorageError.
        """
        return self._at_once.store(calls, at)

    def close(self) -> None:
        self._at_once.close()
        self.engine.dispose()
