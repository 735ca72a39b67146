"""Papers made here and queued: test page, control barcodes, pick list, sheets of labels.

What draws is imported when something is drawn: a window need not wait for it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from mmdesk.clock import Clock
from mmdesk.domain.connection import ConnectionId
from mmdesk.domain.lot import Lot
from mmdesk.domain.print_job import DocumentKind, PickBy
from mmdesk.errors import MmdeskError, Text
from mmdesk.language import Language
from mmdesk.printing.paper import A4, PageSize
from mmdesk.services.desk import OrderRef, find_order
from mmdesk.services.labels import NoLabel, fetched
from mmdesk.services.operators import Operator
from mmdesk.services.order_papers import AlreadyPrinted
from mmdesk.services.print_desk import PrintDesk
from mmdesk.services.printers import PrinterKey, UnknownPrinter, printer_for, printers_of
from mmdesk.storage.labels import KeptLabel
from mmdesk.storage.offers import KnownOffer
from mmdesk.storage.print_jobs import JobKey, NewJob
from mmdesk.storage.shipments import StoredShipment
from mmdesk.storage.uow import Storage, UnitOfWork

MOST_PICKED: Final = 500
"""Orders on one pick list: more is no walk for one person."""
MOST_ON_SHEETS: Final = 200
_LONGEST_TITLE: Final = 120


class NothingToPick(MmdeskError):
    """Raised when no order waits to be packed, or none of those chosen has anything left to pack."""

    title = Text("Собирать нечего", "There is nothing to pick")
    hint = Text(
        "Лист подбора делают по заказам, которые ждут упаковки.",
        "A pick list is made of orders that wait to be packed.",
    )


class SomePrinted(AlreadyPrinted):
    """Raised for a sheet when labels of some of its orders, `numbers`, were printed before."""

    hint = Text(
        "На лист пойдут остальные; эти, если нужны снова, печатают по одному, с причиной.",
        "The others can go onto the sheet; these, if needed again, are printed one by one, with a reason.",
    )

    def __init__(self, numbers: Sequence[str]) -> None:
        self.numbers = tuple(numbers)
        super().__init__(", ".join(numbers))


class PrintPapers:
    """Makes a paper in the calling thread, which may take a second, and queues it at this workstation."""

    def __init__(self, storage: Storage, clock: Clock, desk: PrintDesk, language: Language) -> None:
        self._storage = storage
        self._clock = clock
        self._desk = desk
        self._language: Language = language

    def test_page(self, printer: PrinterKey, by: Operator) -> JobKey:
        """A page with a ruler and codes, at the size of the printer's sheet. Raises UnknownPrinter."""
        from mmdesk.printing.ruler_page import ruler_page_pdf

        with self._storage.look() as work:
            printers = printers_of(work, self._desk.workstation.code).printers
        chosen = next((each for each in printers if each.key == printer), None)
        if chosen is None:
            raise UnknownPrinter
        pdf = ruler_page_pdf(chosen.paper, self._language, chosen.setup.dpi)
        return self._desk.print_document(
            DocumentKind.TEST_PAGE, chosen.paper.name, pdf, by, printer=printer, copies=1
        )

    def control_sheet(self, by: Operator) -> JobKey:
        """The barcodes that stand for the bench's keys and answers. Raises NoPrinterForThis."""
        from mmdesk.printing.control_sheet import control_sheet_pdf

        pdf = control_sheet_pdf(self._language)
        return self._desk.print_document(DocumentKind.CONTROL_SHEET, "", pdf, by, copies=1)

    def pick_list(self, by: Operator, order: PickBy, orders: Sequence[OrderRef] = ()) -> JobKey:
        """What to fetch for these orders, or for all that wait at the benches; it tells this computer's time.

        Raises NothingToPick, NoPrinterForThis and PaperTooSmall.
        """
        from mmdesk.printing.pick_list import PickList, PickLot, PickOrder, pick_list_pdf

        with self._storage.look() as work:
            chosen = self._stored(work, orders) if orders else self._waiting(work)
            wanted = [each for stored in chosen for each in _to_pick(work, stored)]
            paper = printer_for(work, self._desk.workstation.code, DocumentKind.PICK_LIST).paper
        if not wanted:
            raise NothingToPick
        lots = [
            PickLot(
                each.shipment_id, each.lot.offer_id, each.lot.name, each.article, each.shelf, each.section
            )
            for each in wanted
        ]
        picked = PickList(tuple(lots), self._clock.now(), None, by.name, PickOrder(order.value))
        pdf = pick_list_pdf(picked, self._language, paper)
        title = ", ".join(dict.fromkeys(lot.shipment_id for lot in lots))
        return self._desk.print_document(DocumentKind.PICK_LIST, _shortened(title), pdf, by, copies=1)

    def label_sheet(
        self, by: Operator, orders: Sequence[OrderRef], *, first: int = 1, reason: str = ""
    ) -> JobKey:
        """The labels of these orders on sheets of A4, from place `first` of the first sheet on.

        Raises SomePrinted and LabelIncomplete unless there is a reason, NoLabel, NotAllowed,
        NoPrinterForThis, and PaperDoesNotFit for a place that the sheet has not.
        """
        from mmdesk.printing.imposition import label_sheet

        paper = self._sheet()
        seen = self._kept(orders)
        pdfs = [fetched(self._storage, order).pdf for order in orders]
        pdf = label_sheet(pdfs, paper, first=first)
        return self._queue_sheet(by, seen, pdf, reason)

    def _kept(self, orders: Sequence[OrderRef]) -> Mapping[OrderRef, tuple[KeptLabel, ...]]:
        with self._storage.look() as work:
            return {order: work.labels.kept(find_order(work, order)[1].key) for order in orders}

    def _queue_sheet(
        self, by: Operator, seen: Mapping[OrderRef, tuple[KeptLabel, ...]], pdf: bytes, reason: str
    ) -> JobKey:
        """The sheet with a job for every label on it, so that none of them is printed twice."""
        here = self._desk.workstation
        with self._storage.work() as work:
            work.printers.introduce_workstation(here.code, here.name)
            printer = printer_for(work, here.code, DocumentKind.LABEL_SHEET)
            job = NewJob(
                kind=DocumentKind.LABEL_SHEET,
                workstation=here.code,
                printer=printer.name,
                operator=by.name,
                created_at=self._clock.now(),
                reason=reason.strip(),
                language=self._language,
                title=_shortened(", ".join(order.shipment_id for order in seen)),
                document=pdf,
            )
            key = work.print_jobs.add(job)
            printed = []
            for order, labels in seen.items():
                _, stored = find_order(work, order)
                if work.labels.kept(stored.key) != labels:
                    raise NoLabel(order.shipment_id, hint=_CHANGED)
                try:
                    queued = self._desk.papers.queue(
                        work, stored, by, here.code, reason=reason, printer=printer, sheet=key
                    )
                except AlreadyPrinted:
                    printed.append(order.shipment_id)
                else:
                    if len(queued.new) < len(labels):
                        printed.append(order.shipment_id)
            if printed:
                raise SomePrinted(printed)
            work.commit()
        return key

    def _sheet(self) -> PageSize:
        with self._storage.look() as work:
            paper = printer_for(work, self._desk.workstation.code, DocumentKind.LABEL_SHEET).paper
        return paper if paper.is_office_sheet else A4

    def _stored(self, work: UnitOfWork, orders: Sequence[OrderRef]) -> list[StoredShipment]:
        return [find_order(work, order)[1] for order in orders[:MOST_PICKED]]

    def _waiting(self, work: UnitOfWork) -> list[StoredShipment]:
        """Those that the bench counts and would take."""
        return [work.shipments.get(key) for key in work.bench_orders.that_wait(MOST_PICKED)]


_CHANGED: Final = Text(
    "Этикетки только что сменились: повторите.", "The labels have changed just now: do it again."
)


@dataclass(frozen=True, slots=True)
class _Wanted:
    """One unit to fetch, with what the catalogue says of it."""

    shipment_id: str
    lot: Lot
    article: str
    shelf: str
    section: str


def _to_pick(work: UnitOfWork, stored: StoredShipment) -> list[_Wanted]:
    """Goods that are open and not in a box yet."""
    lots = [lot for lot in stored.shipment.goods if lot.is_open and not lot.box_index]
    known = _known(work, stored.connection_id, [lot.offer_id for lot in lots])
    offers = [known.get(lot.offer_id) for lot in lots]
    number = stored.shipment.shipment_id
    return [
        _Wanted(number, lot, offer.article, offer.shelf, offer.category)
        if offer is not None
        else _Wanted(number, lot, "", "", "")
        for lot, offer in zip(lots, offers, strict=True)
    ]


def _known(
    work: UnitOfWork, connection_id: ConnectionId, offer_ids: Sequence[str]
) -> Mapping[str, KnownOffer]:
    return work.offers.by_ids(connection_id, offer_ids) if offer_ids else {}


def _shortened(title: str) -> str:
    return title if len(title) <= _LONGEST_TITLE else f"{title[: _LONGEST_TITLE - 1]}…"
