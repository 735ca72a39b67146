"""Benches over a shop whose mirror a test writes itself, and printers that only remember."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime

from mmdesk.clock import ManualClock
from mmdesk.domain.gtin import is_gtin
from mmdesk.domain.label import Label, digest
from mmdesk.domain.print_job import DocumentKind
from mmdesk.domain.scan import ScannerHabits
from mmdesk.domain.shipment import Shipment
from mmdesk.domain.standing import RowState
from mmdesk.services.bench import Bench
from mmdesk.services.bench_papers import PaperStanding, PaperState
from mmdesk.services.desk import OrderRef
from mmdesk.services.operators import Operator
from mmdesk.storage.offers import NewOffer
from mmdesk.storage.print_jobs import NewJob
from mmdesk.storage.shipments import ShipmentKey, StoredShipment
from mmdesk.storage.uow import Storage, UnitOfWork
from tests.services.known_offers import known
from tests.services.stand import MirrorStand, mirror_stand

PACKER = Operator("Пётр")
OTHER = Operator("Мария")


@dataclass
class RememberedPapers:
    """Printers that print at once, or stop where a test says so."""

    printed: list[tuple[str, str]] = field(default_factory=list)
    outcome: PaperState = PaperState.PRINTED
    states: dict[tuple[int, str], PaperState] = field(default_factory=dict)

    def print_order(
        self, work: UnitOfWork, stored: StoredShipment, by: Operator, workstation: str, *, reason: str = ""
    ) -> None:
        self.printed.append((stored.shipment.shipment_id, reason))
        self.states[self._paper(work, stored.key)] = self.outcome
        self._leave_a_job(work, stored, by, workstation)

    def print_again(
        self, work: UnitOfWork, stored: StoredShipment, by: Operator, workstation: str, state: PaperState
    ) -> None:
        if self.standing(work, stored).state is state:
            self.print_order(work, stored, by, workstation, reason="не напечаталась")

    def confirm(self, work: UnitOfWork, stored: StoredShipment, by: Operator) -> None:
        self.states[self._paper(work, stored.key)] = PaperState.PRINTED
        self._leave_a_job(work, stored, by, "")

    def has_come_out(self, work: UnitOfWork, stored: StoredShipment) -> bool:
        return self.standing(work, stored).state in (PaperState.PRINTED, PaperState.DOUBTFUL)

    def standing(self, work: UnitOfWork, stored: StoredShipment) -> PaperStanding:
        return PaperStanding(self.states.get(self._paper(work, stored.key), PaperState.NONE))

    def _leave_a_job(self, work: UnitOfWork, stored: StoredShipment, by: Operator, workstation: str) -> None:
        """In the database, as real printers do: whoever waits for paper looks there for what has changed."""
        at = stored.seen_at
        work.print_jobs.add(
            NewJob(DocumentKind.LABEL, workstation, "Принтер", by.name, at, shipment=stored.key)
        )

    def _paper(self, work: UnitOfWork, key: ShipmentKey) -> tuple[int, str]:
        """The labels in force; of a packing list, when the order was closed."""
        draft = work.drafts.find(key)
        labels = "".join(label.sha256 for label in work.labels.current(key))
        return key, labels or str(draft.finishing_at if draft else None)


@dataclass
class BenchStand:
    """A shop with benches."""

    mirror: MirrorStand
    papers: RememberedPapers = field(default_factory=RememberedPapers)

    @property
    def storage(self) -> Storage:
        return self.mirror.storage

    def bench(
        self,
        operator: Operator = PACKER,
        workstation: str = "Стол 1",
        habits: ScannerHabits | None = None,
    ) -> Bench:
        """A bench as a window would make it: twice the same one is a window started again."""
        return Bench(self.storage, self.mirror.clock, operator, workstation, self.papers, habits)

    def sell(self, *offers: NewOffer) -> None:
        with self.storage.work() as work:
            work.offers.add(self.mirror.connection.connection_id, offers, self.mirror.clock.now())
            work.commit()

    def show(self, shown: Shipment) -> OrderRef:
        self.mirror.clock.advance(1)
        return self.mirror.show(shown)

    def key(self, order: OrderRef) -> ShipmentKey:
        return self.mirror.stored(order).key

    def sent(self, order: OrderRef) -> list[str]:
        """The commands of an order that are under way or were taken, by name."""
        return [row.command.value for row in self.mirror.queued() if row.shipment_id == order.shipment_id]

    def settle(self, order: OrderRef) -> None:
        """Megamarket takes everything that waits."""
        with self.storage.work() as work:
            for row in work.outbox.list():
                if row.shipment_id == order.shipment_id:
                    done = replace(row.progress, state=RowState.DONE)
                    work.outbox.replace_progress(row.key, done, None, self.mirror.clock.now())
            work.commit()

    def give_label(self, order: OrderRef, *boxes: int, at: datetime | None = None) -> None:
        now = at or self.mirror.clock.now()
        labels = tuple(
            Label(box, f"1*{order.shipment_id}*{box}", pdf, digest(pdf), now)
            for box in boxes
            for pdf in (f"PDF {box} {now}".encode(),)
        )
        with self.storage.work() as work:
            work.labels.replace(self.key(order), labels, "pdf", now)
            work.commit()

    def draft_of(self, order: OrderRef) -> object:
        with self.storage.look() as work:
            return work.drafts.find(self.key(order))


def bench_stand(storage: Storage, clock: ManualClock, scheme: str = "standard") -> BenchStand:
    return BenchStand(mirror_stand(storage, clock, scheme))


def offer(offer_id: str, name: str, *barcodes: str, article: str = "") -> NewOffer:
    made = known(offer_id, name)
    made.barcodes, made.article = barcodes, article
    return made


def ean(number: int) -> str:
    """The EAN-13 with this number."""
    return next(f"{number:012}{digit}" for digit in range(10) if is_gtin(f"{number:012}{digit}"))


def mark_text(gtin: str, serial: str = "ABC!123456789") -> str:
    """A marking code with all its separators."""
    return f"01{gtin.zfill(14)}21{serial}\x1d91EE06\x1d92{'s' * 44}"
