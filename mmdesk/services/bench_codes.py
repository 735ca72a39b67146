"""Which goods a scanned code stands for: by exact match, in the order on the bench or anywhere."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from mmdesk.domain.gtin import is_gtin
from mmdesk.domain.scan import SHORTEST_HALF, CodeScan, Fault, FaultyScan, MarkScan, fault_of, goods_code
from mmdesk.services.bench_order import BenchOrder
from mmdesk.storage.offers import KnownOffer
from mmdesk.storage.scan_codes import CodeOwner
from mmdesk.storage.shipments import ShipmentKey
from mmdesk.storage.uow import UnitOfWork


@dataclass(frozen=True, slots=True)
class OrderGoods:
    """What is known of the goods of one order, by offer: all codes under which each may be scanned."""

    offers: Mapping[str, KnownOffer]
    codes: Mapping[str, frozenset[str]]

    def with_code(self, scan: CodeScan) -> tuple[str, ...]:
        """The offers that have this code; their id and article only as they are written."""
        spelled = frozenset(scan.spelled)
        return tuple(
            offer
            for offer, codes in self.codes.items()
            if codes & spelled or scan.text == offer or scan.text == self._article(offer)
        )

    def gtins(self, offer_id: str) -> frozenset[str]:
        """The GTINs of an offer with all their zeros, none where the catalogue has none."""
        return frozenset(code.zfill(14) for code in self.codes.get(offer_id, ()) if is_gtin(code))

    @property
    def barcodes(self) -> tuple[str, ...]:
        return tuple(code for codes in self.codes.values() for code in codes)

    def _article(self, offer_id: str) -> str | None:
        known = self.offers.get(offer_id)
        return known.article if known is not None and known.article else None


@dataclass(frozen=True, slots=True)
class Found:
    """What a code stands for. `offers` are those of the order, `foreign` names goods it has nothing of.

    More than one offer, or one and a foreign one, is for a person to decide.
    """

    offers: tuple[str, ...] = ()
    foreign: tuple[str, ...] = ()

    @property
    def is_ambiguous(self) -> bool:
        return len(self.offers) > 1 or bool(self.offers and self.foreign)

    @property
    def is_known(self) -> bool:
        return bool(self.offers or self.foreign)


class Shelf:
    """The goods of the order on the bench, read once: scans follow each other fast."""

    def __init__(self) -> None:
        self._key: ShipmentKey | None = None
        self._goods = OrderGoods({}, {})

    def of(self, work: UnitOfWork, order: BenchOrder) -> OrderGoods:
        """What is known of an order's goods, perhaps from before."""
        if self._key == order.key and self._goods.codes.keys() == _offers_of(order):
            return self._goods
        return self.fresh(work, order)

    def fresh(self, work: UnitOfWork, order: BenchOrder) -> OrderGoods:
        self._key, self._goods = order.key, _goods_of(work, order)
        return self._goods

    def forget(self) -> None:
        """Somebody may have changed the catalogue, or attached a code."""
        self._key = None


def _offers_of(order: BenchOrder) -> set[str]:
    return {each.lot.offer_id for each in order.session.all_lots}


def _goods_of(work: UnitOfWork, order: BenchOrder) -> OrderGoods:
    ids = sorted(_offers_of(order))
    offers = work.offers.by_ids(order.connection.connection_id, ids)
    attached = work.codes.attached_to(order.connection.connection_id, ids)
    codes = {
        offer: frozenset((*(offers[offer].barcodes if offer in offers else ()), *attached.get(offer, ())))
        for offer in ids
    }
    return OrderGoods(offers, codes)


def in_order(work: UnitOfWork, order: BenchOrder, goods: OrderGoods, scan: CodeScan | MarkScan) -> Found:
    """What a code stands for while an order lies on the bench."""
    code = goods_code(scan.mark) if isinstance(scan, MarkScan) else scan
    offers = goods.with_code(code)
    owners = work.codes.owners(code.spelled, order.connection.connection_id)
    foreign = tuple(owner.name or owner.offer_id for owner in owners if owner.offer_id not in goods.codes)
    return Found(offers, foreign)


def anywhere(
    work: UnitOfWork, scan: CodeScan | MarkScan, *, thoroughly: bool = True
) -> tuple[CodeOwner, ...]:
    """The offers of all connections that a code stands for; `thoroughly` looks at articles as well."""
    code = goods_code(scan.mark) if isinstance(scan, MarkScan) else scan
    owners = work.codes.owners(code.spelled)
    return owners or (work.codes.open_owners(scan.text) if thoroughly else ())


def is_ambiguous(owners: Collection[CodeOwner]) -> bool:
    """Whether two goods of one catalogue have the code; the same goods may be sold by several connections."""
    connections = [owner.connection_id for owner in owners]
    return len(set(connections)) < len(connections)


def fault(scan: CodeScan | FaultyScan, goods: OrderGoods | None) -> Fault | None:
    """What is wrong with a code that nobody knows."""
    if isinstance(scan, FaultyScan):
        return scan.fault
    return fault_of(scan.text, goods.barcodes if goods is not None else ())


def is_part(work: UnitOfWork, scan: CodeScan) -> bool:
    """Whether a code that nobody knows looks like a piece of a known one; a whole barcode is none."""
    return len(scan.text) >= SHORTEST_HALF and not is_gtin(scan.text) and work.codes.is_part(scan.text)
