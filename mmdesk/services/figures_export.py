"""The figures of a period and its orders as files for a spreadsheet; nothing in them tells of a buyer."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from enum import StrEnum, auto
from pathlib import Path
from typing import Final

from mmdesk.domain.schemes import scheme_of
from mmdesk.domain.status import name_of
from mmdesk.errors import Text
from mmdesk.language import Language
from mmdesk.private_files import replace_private
from mmdesk.services.documents import DocumentNotSaved
from mmdesk.services.figures import Figures, Outcome, PackedOrder, PeriodFigures, PeriodOrder, reason_words
from mmdesk.services.spreadsheet import Cell, Table, as_csv, as_xlsx
from mmdesk.system_words import told_of

logger = logging.getLogger(__name__)


class Wanted(StrEnum):
    """What goes into the file, and in which form."""

    FIGURES_CSV = auto()
    ORDERS_CSV = auto()
    XLSX = auto()


@dataclass(frozen=True, slots=True)
class Reader:
    """Whose language and whose clock the file has; zone None: this computer's."""

    language: Language
    zone: tzinfo | None = None

    def say(self, text: Text) -> str:
        return text.in_language(self.language)


def save(figures: Figures, bounds: Sequence[datetime], wanted: Wanted, file: Path, reader: Reader) -> Path:
    """Write the period between the first and the last of these moments; takes seconds for many orders.

    Raises DocumentNotSaved, TooManyRows and StorageError.
    """
    content = _content(figures, bounds, wanted, reader)
    try:
        replace_private(file, content)
    except OSError as error:
        raise DocumentNotSaved(told_of(file, error)) from error
    logger.info("figures are written, form=%s bytes=%d", wanted, len(content))
    return file


def _content(figures: Figures, bounds: Sequence[datetime], wanted: Wanted, reader: Reader) -> bytes:
    orders = _orders_table(figures.orders(bounds[0], bounds[-1]), reader)
    match wanted:
        case Wanted.ORDERS_CSV:
            return as_csv([orders], reader.zone)
        case Wanted.FIGURES_CSV:
            return as_csv(_figure_tables(figures.period(bounds), reader), reader.zone)
        case Wanted.XLSX:
            return as_xlsx([*_figure_tables(figures.period(bounds), reader), orders], reader.zone)


def _figure_tables(period: PeriodFigures, reader: Reader) -> list[Table]:
    return [
        Table(reader.say(_BY_SPAN), _said(_SPAN_HEADERS, reader), _span_rows(period)),
        Table(reader.say(_CANCELED), _said(_CANCELED_HEADERS, reader), _canceled_rows(period, reader)),
        Table(reader.say(_PACKED), _said(_PACKED_HEADERS, reader), packed_rows(period.packed, reader.zone)),
    ]


def _span_rows(period: PeriodFigures) -> Iterator[Sequence[Cell]]:
    for span in period.spans:
        yield (span.start, span.total, *(span.orders.get(outcome, 0) for outcome in Outcome))


def _canceled_rows(period: PeriodFigures, reader: Reader) -> Iterator[Sequence[Cell]]:
    for row in period.canceled:
        yield (reader.say(_WHO[row.who]), reader.say(reason_words(row)), row.orders, row.lots, row.money)


def packed_rows(packed: Iterable[PackedOrder], zone: tzinfo | None) -> Iterator[Sequence[Cell]]:
    """By hour and packer: orders and lots."""
    orders: Counter[tuple[datetime, str]] = Counter()
    lots: Counter[tuple[datetime, str]] = Counter()
    for each in packed:
        hour = each.at.astimezone(zone).replace(minute=0, second=0, microsecond=0)
        orders[hour, each.who] += 1
        lots[hour, each.who] += each.lots
    for hour, who in sorted(orders):
        yield hour, who, orders[hour, who], lots[hour, who]


def _orders_table(orders: Iterable[PeriodOrder], reader: Reader) -> Table:
    return Table(
        reader.say(_ORDERS), _said(_ORDER_HEADERS, reader), (_order_row(each, reader) for each in orders)
    )


def _order_row(order: PeriodOrder, reader: Reader) -> Sequence[Cell]:
    return (
        order.shipment_id,
        order.connection,
        reader.say(scheme_of(order.scheme).name),
        reader.say(name_of(order.status)),
        order.placed_at,
        order.due_at,
        order.lots,
        order.canceled_lots,
        order.total,
        order.crm_order_id,
    )


def _said(texts: Sequence[Text], reader: Reader) -> list[str]:
    return [reader.say(text) for text in texts]


OUTCOME_NAMES: Final[Mapping[Outcome, Text]] = {
    Outcome.OPEN: Text("в работе", "open"),
    Outcome.DELIVERED: Text("доставлены", "delivered"),
    Outcome.CUSTOMER: Text("отменены покупателем", "cancelled by the buyer"),
    Outcome.MERCHANT: Text("отменены магазином", "cancelled by the shop"),
}
_WHO: Final = {
    "customer": Text("покупатель", "buyer"),
    "merchant": Text("магазин", "shop"),
}
_BY_SPAN: Final = Text("Заказы по дням", "Orders by day")
_CANCELED: Final = Text("Отмены по причинам", "Cancellations by reason")
_PACKED: Final = Text("Упаковано по часам", "Packed by hour")
_ORDERS: Final = Text("Заказы периода", "Orders of the period")
_SPAN_HEADERS: Final = (
    Text("Начало", "Begins"), Text("Заказов", "Orders"), *OUTCOME_NAMES.values(),
)  # fmt: skip
_CANCELED_HEADERS: Final = (
    Text("Кто", "Who"), Text("Причина", "Reason"), Text("Заказов", "Orders"), Text("Лотов", "Lots"),
    Text("Сумма, ₽", "Sum, ₽"),
)  # fmt: skip
_PACKED_HEADERS: Final = (
    Text("Час", "Hour"), Text("Упаковщик", "Packer"), Text("Заказов", "Orders"), Text("Лотов", "Lots"),
)  # fmt: skip
_ORDER_HEADERS: Final = (
    Text("Номер", "Number"), Text("Подключение", "Connection"), Text("Схема", "Scheme"),
    Text("Состояние", "Status"), Text("Создан", "Placed"), Text("Срок", "Deadline"), Text("Лотов", "Lots"),
    Text("Отменено лотов", "Lots cancelled"), Text("Сумма, ₽", "Sum, ₽"),
    Text("Заказ RetailCRM", "CRM order"),
)  # fmt: skip
