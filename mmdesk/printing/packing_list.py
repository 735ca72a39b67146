"""The packing list: what lies in which box, where it goes, and what the buyer still has to pay."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, tzinfo
from decimal import Decimal

from mmdesk.errors import MmdeskError, Text
from mmdesk.language import Language
from mmdesk.printing.packing_list_pages import Line, Section, Sheet, draw
from mmdesk.printing.paper import PageSize
from mmdesk.printing.roubles import roubles

_NARROWEST_MM = 70.0
_LOWEST_MM = 70.0
_LONGEST_NAME = 250

_TITLE = Text("Лист комплектации", "Packing list")
_SHOP = Text("Магазин", "Shop")
_BUYER = Text("Получатель", "Recipient")
_PHONE = Text("Телефон", "Phone")
_ADDRESS = Text("Адрес", "Address")
_WINDOW = Text("Доставить", "Deliver")
_COMMENT = Text("Комментарий", "Comment")
_BOX = Text("Место {index} из {total}", "Box {index} of {total}")
_UNBOXED = Text("Ещё ни в одном месте", "Not in a box yet")
_LOT = Text("{offer} · № {index}", "{offer} · no. {index}")
_PIECES = Text("{count} шт.", "{count} pcs")
_GOODS = Text("Товары, {count} шт.", "Goods, {count} pcs")
_DELIVERY = Text("Доставка", "Delivery")
_PREPAID = Text("Оплачено заранее", "Paid in advance")
_TO_COLLECT = Text("К получению с покупателя", "To collect from the buyer")
_SIGNATURES = (
    Text("Собрал", "Packed by"),
    Text("Передал курьеру", "Handed to the courier by"),
    Text("Получил покупатель", "Received by the buyer"),
)
_PRINTED = Text("напечатано {at}", "printed {at}")
_PAGE = Text("стр. {number} из {total}", "page {number} of {total}")


class PaperTooSmall(MmdeskError):
    """Raised when a packing list is asked for on a sheet that cannot hold one line of it."""

    title = Text("Лист комплектации не помещается", "The packing list does not fit")
    hint = Text("Выберите лист от 75x120 мм.", "Choose a sheet of 75x120 mm or larger.")


@dataclass(frozen=True, slots=True)
class PackedLot:
    """One unit of goods; `index` is the marketplace's itemIndex, the price is what the buyer pays for it."""

    index: int
    name: str
    offer_id: str
    price: Decimal
    box_index: int | None = None


@dataclass(frozen=True, slots=True)
class DeliveryWindow:
    """When the buyer expects the courier; aware datetimes."""

    opens: datetime
    closes: datetime


@dataclass(frozen=True, slots=True)
class PackingList:
    """Everything that is printed. Personal data: never logged. Sums in roubles, datetimes shown in `zone`."""

    shipment_id: str
    shop: str
    lots: tuple[PackedLot, ...]
    boxes: tuple[int, ...]
    prepaid: Decimal
    to_collect: Decimal
    printed_at: datetime
    zone: tzinfo
    delivery_cost: Decimal | None = None
    buyer_name: str = ""
    phone: str = ""
    address: str = ""
    comment: str = ""
    window: DeliveryWindow | None = None

    @property
    def goods_cost(self) -> Decimal:
        return sum((lot.price for lot in self.lots), Decimal(0))


def packing_list_pdf(packing: PackingList, page: PageSize, language: Language) -> bytes:
    """The list as PDF, the same bytes for the same list; raises PaperTooSmall below 75x120."""
    if page.width_mm < _NARROWEST_MM or page.height_mm < _LOWEST_MM:
        raise PaperTooSmall(page.name)
    return draw(_Speaker(packing, language).sheet(), page)


@dataclass(frozen=True, slots=True)
class _Speaker:
    """Puts one list into the words of one language."""

    packing: PackingList
    language: Language

    def sheet(self) -> Sheet:
        packing = self.packing
        return Sheet(
            title=self._say(_TITLE),
            number=packing.shipment_id,
            facts=tuple(self._facts()),
            sections=tuple(self._sections()),
            sums=tuple(self._sums()),
            due=Line(self._say(_TO_COLLECT), roubles(packing.to_collect, self.language)),
            signatures=tuple(self._say(words) for words in _SIGNATURES),
            printed=self._say(_PRINTED.format(at=self._moment(packing.printed_at))),
            page=_PAGE.in_language(self.language),
        )

    def _say(self, words: Text) -> str:
        return words.in_language(self.language)

    def _facts(self) -> Iterator[Line]:
        packing = self.packing
        facts = (
            (_SHOP, packing.shop),
            (_WINDOW, self._window()),
            (_BUYER, packing.buyer_name),
            (_PHONE, packing.phone),
            (_ADDRESS, packing.address),
            (_COMMENT, packing.comment),
        )
        return (Line(self._say(name), value) for name, value in facts if value.strip())

    def _sections(self) -> Iterator[Section]:
        boxes: list[int | None] = [*sorted(set(self.packing.boxes)), None]
        for box in boxes:
            lots = [lot for lot in self.packing.lots if self._box_of(lot) == box]
            if lots or box is not None:
                yield Section(self._heading(box, len(lots)), tuple(self._line(lot) for lot in lots))

    def _box_of(self, lot: PackedLot) -> int | None:
        """A lot in a box that is not on the list has to be noticed, not lost."""
        return lot.box_index if lot.box_index in self.packing.boxes else None

    def _heading(self, box: int | None, count: int) -> Line:
        boxes = sorted(set(self.packing.boxes))
        name = _UNBOXED if box is None else _BOX.format(index=box, total=len(boxes))
        return Line(self._say(name), self._say(_PIECES.format(count=count)))

    def _line(self, lot: PackedLot) -> Line:
        name = lot.name if len(lot.name) <= _LONGEST_NAME else f"{lot.name[: _LONGEST_NAME - 1]}…"
        return Line(
            name,
            roubles(lot.price, self.language),
            note=self._say(_LOT.format(offer=lot.offer_id, index=lot.index)),
        )

    def _sums(self) -> Iterator[Line]:
        packing = self.packing
        yield Line(self._say(_GOODS.format(count=len(packing.lots))), self._money(packing.goods_cost))
        if packing.delivery_cost is not None:
            yield Line(self._say(_DELIVERY), self._money(packing.delivery_cost))
        yield Line(self._say(_PREPAID), self._money(packing.prepaid))

    def _money(self, amount: Decimal) -> str:
        return roubles(amount, self.language)

    def _moment(self, moment: datetime) -> str:
        return f"{self._day(moment)} {moment.astimezone(self.packing.zone):%H:%M}"

    def _day(self, moment: datetime) -> str:
        pattern = "%d.%m.%Y" if self.language == "ru" else "%Y-%m-%d"
        return moment.astimezone(self.packing.zone).strftime(pattern)

    def _window(self) -> str:
        window = self.packing.window
        if window is None:
            return ""
        if self._day(window.opens) == self._day(window.closes):
            return f"{self._moment(window.opens)}–{window.closes.astimezone(self.packing.zone):%H:%M}"
        return f"{self._moment(window.opens)} – {self._moment(window.closes)}"
