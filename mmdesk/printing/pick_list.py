"""The pick list (лист подбора): what to fetch from the shelves for many orders together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from enum import StrEnum
from itertools import groupby
from typing import Final

from mmdesk.errors import Text
from mmdesk.language import Language
from mmdesk.printing.packing_list import PaperTooSmall
from mmdesk.printing.paper import A4, PageSize
from mmdesk.printing.pick_list_pages import PickLine, PickSection, PickSheet, draw
from mmdesk.printing.shelf_order import natural, walk

_NARROWEST_MM: Final = 70.0
_LOWEST_MM: Final = 70.0
_LONGEST_NAME: Final = 250

_TITLE: Final = Text("Лист подбора", "Pick list")
_MADE: Final = Text("Составлен: {at}", "Made: {at}")
_BY: Final = Text("Составил: {who}", "Made by: {who}")
_COUNTS: Final = Text(
    "Заказов: {orders}. Товаров: {offers}, штук: {lots}",
    "Orders: {orders}. Products: {offers}, pieces: {lots}",
)
_SORTED: Final = {
    "offer": Text("По товарам", "By product"),
    "shelf": Text("По местам хранения", "By shelf"),
}
_NO_PLACE: Final = Text("Место хранения не указано", "No shelf is known")
_PIECES: Final = Text("{count} шт.", "{count} pcs")
_PLACE: Final = Text("место {place}", "shelf {place}")
_SECTION: Final = Text("раздел «{section}»", "section “{section}”")
_OFFER: Final = Text("код {offer}", "id {offer}")
_ARTICLE: Final = Text("артикул {article}", "article {article}")
_PAGE: Final = Text("стр. {number} из {total}", "page {number} of {total}")


class PickOrder(StrEnum):
    """In which order the lines stand."""

    OFFER = "offer"
    """By name: the same goods of all orders on one line."""
    SHELF = "shelf"
    """By place, as one walks; then goods without a place by section, and those without either last."""


@dataclass(frozen=True, slots=True)
class PickLot:
    """One unit to fetch, and the shipment that needs it.

    `place` is the words on the shelf, if known; `section` of the catalogue is for goods without a shelf.
    """

    shipment_id: str
    offer_id: str
    name: str
    article: str = ""
    place: str = ""
    section: str = ""


@dataclass(frozen=True, slots=True)
class PickList:
    """Everything the list says; `made_at` is aware and told in `zone`; None is this computer's."""

    lots: tuple[PickLot, ...]
    made_at: datetime
    zone: tzinfo | None
    made_by: str = ""
    order: PickOrder = PickOrder.OFFER
    title: str = ""
    """A name of the wave or the shop, below the heading; empty when there is none."""


def pick_list_pdf(pick: PickList, language: Language, page: PageSize = A4) -> bytes:
    """The list as PDF, the same bytes for the same list; raises PaperTooSmall below 75x120."""
    if page.width_mm < _NARROWEST_MM or page.height_mm < _LOWEST_MM:
        raise PaperTooSmall(page.name)
    return draw(_Speaker(pick, language).sheet(), page)


@dataclass(frozen=True, slots=True)
class _Speaker:
    """Puts one list into the words of one language."""

    pick: PickList
    language: Language

    def sheet(self) -> PickSheet:
        by_place = self.pick.order is PickOrder.SHELF
        sections = self._by_place() if by_place else [PickSection("", tuple(self._lines(self.pick.lots)))]
        return PickSheet(
            title=self._say(_TITLE),
            facts=tuple(self._facts()),
            sections=tuple(sections),
            made=f"{self._say(_TITLE)} · {self._moment()}",
            page=_PAGE.in_language(self.language),
        )

    def _say(self, words: Text) -> str:
        return words.in_language(self.language)

    def _facts(self) -> Iterator[str]:
        pick = self.pick
        if pick.title.strip():
            yield pick.title
        yield self._say(_MADE.format(at=self._moment()))
        if pick.made_by.strip():
            yield self._say(_BY.format(who=pick.made_by))
        orders = len({lot.shipment_id for lot in pick.lots})
        offers = len({lot.offer_id for lot in pick.lots})
        yield self._say(_COUNTS.format(orders=orders, offers=offers, lots=len(pick.lots)))
        yield self._say(_SORTED[pick.order])

    def _moment(self) -> str:
        pattern = "%d.%m.%Y %H:%M" if self.language == "ru" else "%Y-%m-%d %H:%M"
        return self.pick.made_at.astimezone(self.pick.zone).strftime(pattern)

    def _by_place(self) -> Iterator[PickSection]:
        way = walk(lot.place for lot in self.pick.lots)

        def step(lot: PickLot) -> tuple[int, list[tuple[int, str]], tuple[str, str]]:
            """Two shelves that read alike stand side by side, and each by itself."""
            place, section = where = _where(lot)
            return (0, way(place), where) if place else (1 if section else 2, natural(section), where)

        for where, group in groupby(sorted(self.pick.lots, key=step), key=_where):
            yield PickSection(self._heading(*where), tuple(self._lines(list(group))))

    def _heading(self, place: str, section: str) -> str:
        if place:
            return place
        if not section:
            return self._say(_NO_PLACE)
        words = self._say(_SECTION.format(section=section))
        return f"{words[:1].upper()}{words[1:]}"

    def _lines(self, lots: Sequence[PickLot]) -> Iterator[PickLine]:
        """A line an offer; its place is told where no heading does."""
        by_offer: dict[str, list[PickLot]] = {}
        for lot in lots:
            by_offer.setdefault(lot.offer_id, []).append(lot)
        for same in sorted(by_offer.values(), key=lambda same: (natural(same[0].name), same[0].offer_id)):
            yield self._line(same)

    def _line(self, same: Sequence[PickLot]) -> PickLine:
        lot = same[0]
        name = lot.name if len(lot.name) <= _LONGEST_NAME else f"{lot.name[: _LONGEST_NAME - 1]}…"
        return PickLine(
            name=name,
            count=self._say(_PIECES.format(count=len(same))),
            note=" · ".join(self._notes(same)),
            orders=tuple(_orders(same)),
        )

    def _notes(self, same: Sequence[PickLot]) -> Iterator[str]:
        places = sorted({lot.place.strip() for lot in same} - {""}, key=walk(lot.place for lot in same))
        if places and self.pick.order is PickOrder.OFFER:
            yield self._say(_PLACE.format(place=", ".join(places)))
        elif same[0].section.strip() and self.pick.order is PickOrder.OFFER:
            yield self._say(_SECTION.format(section=same[0].section.strip()))
        yield self._say(_OFFER.format(offer=same[0].offer_id))
        if same[0].article.strip() and same[0].article != same[0].offer_id:
            yield self._say(_ARTICLE.format(article=same[0].article))


def _orders(same: Sequence[PickLot]) -> Iterator[str]:
    """Shipments in their order, with how many each needs where that is more than one."""
    for shipment, count in sorted(Counter(lot.shipment_id for lot in same).items()):
        yield shipment if count == 1 else f"{shipment} × {count}"


def _where(lot: PickLot) -> tuple[str, str]:
    """Its shelf, or else its section."""
    place = lot.place.strip()
    return place, "" if place else lot.section.strip()
