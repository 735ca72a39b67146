"""What the chips are called, and what a filter of a person's own narrows the list to, in words."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from mmdesk.services.order_list import OrderFilter, OrderSort, OrderWish


def chip_name(show: OrderFilter) -> str:
    translate = QCoreApplication.translate
    match show:
        case OrderFilter.CONFIRM:
            return translate("FilterWords", "To confirm")
        case OrderFilter.PACK:
            return translate("FilterWords", "To pack")
        case OrderFilter.HAND_OVER:
            return translate("FilterWords", "To hand over")
        case OrderFilter.RISK:
            return translate("FilterWords", "At risk")
        case OrderFilter.OVERDUE:
            return translate("FilterWords", "Overdue")
        case OrderFilter.DECIDE:
            return translate("FilterWords", "To decide")
        case OrderFilter.CANCELED:
            return translate("FilterWords", "Cancelled")
        case OrderFilter.ALL:
            return translate("FilterWords", "All")


def sort_name(sort: OrderSort) -> str:
    translate = QCoreApplication.translate
    match sort:
        case OrderSort.DEADLINE:
            return translate("FilterWords", "The nearest deadline first")
        case OrderSort.NEWEST:
            return translate("FilterWords", "The newest first")
        case OrderSort.NUMBER:
            return translate("FilterWords", "By number")


def wish_words(wish: OrderWish) -> str:
    """«К упаковке · Склад · По номеру»; a search looks in all orders, so it stands for the chip."""
    searched = QCoreApplication.translate("FilterWords", "Search “{text}”").format(text=wish.search)
    parts = (searched if wish.search else chip_name(wish.show), wish.connection, sort_name(wish.sort))
    return " · ".join(part for part in parts if part)


def gone_words(connection: str) -> str:
    words = QCoreApplication.translate("FilterWords", "the connection “{name}” is not in use any more")
    return words.format(name=connection)
