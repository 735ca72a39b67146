"""Is a feed, ours or a foreign one, fit to be published: by Megamarket's rules, and beside the CRM."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from heapq import nsmallest
from pathlib import Path
from typing import BinaryIO, Final, NamedTuple

from mmdesk.catalogue.complaints import shown
from mmdesk.catalogue.packed_ids import PackedIds
from mmdesk.catalogue.validator import Verdict, validate
from mmdesk.domain.connection import Connection
from mmdesk.errors import MmdeskError, Text
from mmdesk.services.connection_settings import load
from mmdesk.settings import ConnectionSettings
from mmdesk.storage.offer_ids import offer_ids
from mmdesk.storage.uow import Storage

SAMPLES: Final = 100
"""How many offers of a difference are told one by one."""


class CatalogueNotRead(MmdeskError):
    """Raised when there is nothing yet to compare a feed with."""

    title = Text("Каталог из RetailCRM ещё не прочитан", "RetailCRM's catalogue has not been read yet")

    def __init__(self, name: str) -> None:
        super().__init__(
            name,
            hint=Text(
                "Сначала соберите фид: «Каталог» → «Собрать сейчас».",
                "Build the feed first: Catalogue → “Build now”.",
                f"mmdesk feed build {name}",
            ),
        )


class CrmOffer(NamedTuple):
    """An offer of the CRM that a feed has not."""

    offer_id: str
    name: str


@dataclass(frozen=True, slots=True)
class CrmDifference:
    """Offers of one side only, all counted, and the first of them.

    What is only in the feed can never be matched to an order; what is only in the CRM may be not for sale.
    """

    only_in_feed: int
    only_in_crm: int
    feed_samples: tuple[str, ...] = ()
    crm_samples: tuple[CrmOffer, ...] = ()


@dataclass(frozen=True, slots=True)
class FeedCheck:
    """`crm` is None where the feed was judged by the rules alone."""

    verdict: Verdict
    crm: CrmDifference | None = None

    @property
    def ok(self) -> bool:
        return self.verdict.ok and not (self.crm and self.crm.only_in_feed)


def check_rules(file: Path | BinaryIO) -> FeedCheck:
    """By the rules alone, with the usual table of VAT codes. Raises FeedUnreadable."""
    return FeedCheck(validate(file, vat_codes=_vat_codes(ConnectionSettings.of({}))))


def check_with_crm(storage: Storage, name: str, file: Path | BinaryIO) -> FeedCheck:
    """By the rules and beside the catalogue of a connection, as it was read last.

    Raises UnknownConnection, CatalogueNotRead and FeedUnreadable.
    """
    with storage.look() as work:
        connection = work.connections.get(name)
        vat_codes = _vat_codes(load(work, connection))
    known, in_feed = PackedIds(), PackedIds()
    for offer_id in offer_ids(storage.engine, connection.connection_id):
        known.add(offer_id)
    if not len(known):
        raise CatalogueNotRead(name)
    verdict = validate(file, vat_codes=vat_codes, ids=in_feed)
    return FeedCheck(verdict, _difference(storage, connection, in_feed, known))


def _vat_codes(settings: ConnectionSettings) -> Collection[str]:
    return frozenset(settings.feed_vat_map.values())


def _difference(
    storage: Storage, connection: Connection, in_feed: PackedIds, known: PackedIds
) -> CrmDifference:
    strange, foreign = _counted(in_feed, known)
    missing, missed = _counted(known, in_feed)
    with storage.look() as work:
        offers = work.offers.by_ids(connection.connection_id, missed)
    return CrmDifference(
        strange,
        missing,
        tuple(shown(each) for each in foreign),
        tuple(CrmOffer(shown(each), shown(offers[each].name) if each in offers else "") for each in missed),
    )


def _counted(these: PackedIds, others: PackedIds) -> tuple[int, list[str]]:
    """How many of these the others have not, and the first of them."""
    count = sum(1 for _ in these.missing_from(others))
    return count, nsmallest(SAMPLES, these.missing_from(others)) if count else []
