"""Filters of a person's own on a page over a shelf: kept at the workstation, or under whoever signs in."""

from __future__ import annotations

from PySide6.QtWidgets import QApplication, QDialog

from mmdesk.services.saved_filters import Change, FilterSet, OperatorFilters
from mmdesk.ui.orders.filter_button import FilterButton
from tests.ui.orders.desk_stand import Desk


class Person(OperatorFilters):
    """Somebody who signs in; nobody while `kept` is None."""

    def __init__(self, kept: FilterSet | None = None) -> None:
        self.kept = kept

    def is_in_use(self) -> bool:
        return self.kept is not None

    def read(self) -> FilterSet:
        return self.kept or FilterSet()

    def change(self, change: Change) -> FilterSet:
        self.kept = change(self.read())
        return self.kept


def button(desk: Desk) -> FilterButton:
    return desk.bar.own


def entries(desk: Desk) -> list[str]:
    """Of the menu, as they are read."""
    actions = button(desk).menu().actions()
    return [each.text().replace("&", "") for each in actions if not each.isSeparator()]


def dialog() -> QDialog | None:
    found = QApplication.activeModalWidget()
    return found if isinstance(found, QDialog) else None
