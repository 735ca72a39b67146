"""The list of orders: full, short of rows for every reason, searched, chosen from."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Final

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QApplication, QLineEdit, QMenu, QWidget

from mmdesk.services.order_list import OrderFilter, OrderSort, OrderWish
from mmdesk.services.saved_filters import FilterSet
from mmdesk.storage.engine import StorageError
from mmdesk.ui.orders.filter_bar import FilterBar
from mmdesk.ui.orders.filter_button import FilterButton
from mmdesk.ui.orders.filter_dialogs import FilterNameDialog, FiltersDialog
from mmdesk.ui.orders.list_notice import ListNotice
from mmdesk.ui.orders.list_pane import ListPane
from mmdesk.ui.orders.own_filters import OwnFilters
from tests.shots.stage import Scene, Shop, Stage, says
from tests.ui.orders.list_stand import Shelf, order

_OWN: Final[Mapping[str, OrderWish]] = {
    "Собрать для курьера": OrderWish(OrderFilter.PACK, connection="ДСМ"),
    "Кружки": OrderWish(search="кружка"),
    "Новые сверху": OrderWish(OrderFilter.ALL, sort=OrderSort.NEWEST),
    "Прежний магазин": OrderWish(OrderFilter.ALL, connection="Старый магазин"),
}


def full(stage: Stage) -> QWidget:
    shop = stage.open()
    stage.choose(shop, OrderFilter.ALL)
    return shop.window


def chip(show: OrderFilter, stage: Stage) -> QWidget:
    shop = stage.open()
    stage.choose(shop, show)
    return shop.window


def loading(stage: Stage) -> QWidget:
    shelf = Shelf()
    shelf.open.clear()
    stage.afterwards(shelf.open.set)
    return stage.open_over(shelf).window


def done(stage: Stage) -> QWidget:
    return _noticed(stage, Shelf([order(1, "CONFIRMED")]))


def no_order_yet(stage: Stage) -> QWidget:
    shop = stage.open_over(Shelf())
    stage.press(shop, "Alt+7")
    _await_notice(stage, shop)
    return shop.window


def failed(stage: Stage) -> QWidget:
    shelf = Shelf()
    shelf.failure = StorageError("disk I/O error")
    return _noticed(stage, shelf)


def stale(stage: Stage) -> QWidget:
    """The rows stay, and that they grow old is said over them."""
    shelf = Shelf([card.order for card in stage.cards])
    shop = stage.open_over(shelf)
    stage.press(shop, "Alt+7")
    stage.until(lambda: shop.table.model().rowCount() == len(stage.cards), "rows")
    stage.until(lambda: shop.details.card is not None, "an order that is read")
    shelf.failure = StorageError("disk I/O error")
    shop.changes.changed.emit()
    stage.until(lambda: says(shop.window, "disk I/O error"), "the failure")
    return shop.window


def found(stage: Stage) -> QWidget:
    return _searched(stage, stage.cards[0].buyer.full_name.split()[0]).window


def nothing_found(stage: Stage) -> QWidget:
    shop = _searched(stage, "самовар электрический на девять литров")
    _await_notice(stage, shop)
    return shop.window


def several(stage: Stage) -> QWidget:
    shop = stage.open()
    for _ in range(3):
        stage.press(shop, "Space")
        stage.press(shop, "Down")
    stage.until(lambda: shop.table.selected_count() >= 3, "three chosen orders")
    return shop.window


def everything(stage: Stage) -> QWidget:
    shop = stage.open()
    stage.choose(shop, OrderFilter.ALL)
    stage.press(shop, "Ctrl+A")
    stage.until(lambda: shop.table.selected_count() == len(stage.cards), "all orders chosen")
    return shop.window


def own_filters(stage: Stage) -> QWidget:
    """The open menu of the person's own filters, counted."""
    shop = _with_filters(stage)
    button = shop.part(FilterButton)
    stage.press(shop, "Alt+8")
    menu = button.menu()
    stage.until(lambda: any("\t" in action.text() for action in menu.actions()), "the counts")
    return menu


def own_filter_chosen(stage: Stage) -> QWidget:
    shop = _with_filters(stage)
    button = shop.part(FilterButton)
    button.open_menu()
    button.menu().actions()[0].trigger()
    button.menu().close()
    stage.until(lambda: shop.part(ListPane).model.rowCount() < 10 and button.isChecked(), "the filter's list")
    return shop.window


def own_filter_named(stage: Stage) -> QWidget:
    shop = _with_filters(stage)
    shop.part(FilterButton).save_wanted.emit()
    stage.until(lambda: isinstance(QApplication.activeModalWidget(), FilterNameDialog), "the dialog")
    return shop.part(FilterNameDialog)


def own_filters_in_order(stage: Stage) -> QWidget:
    shop = _with_filters(stage)
    shop.part(FilterButton).order_wanted.emit()
    stage.until(lambda: isinstance(QApplication.activeModalWidget(), FiltersDialog), "the dialog")
    return shop.part(FiltersDialog)


def _with_filters(stage: Stage) -> Shop:
    shop = stage.open()
    own = shop.part(OwnFilters)
    stage.until(lambda: own.is_read, "the filters")
    for name, wish in _OWN.items():
        if own.kept.named(name) is None:
            own.change(partial(_added, name, wish))
    own.change(partial(_opened_with, next(iter(_OWN))))
    return shop


def _added(name: str, wish: OrderWish, kept: FilterSet) -> FilterSet:
    return kept.add(name, wish)


def _opened_with(name: str, kept: FilterSet) -> FilterSet:
    return kept.start_with(name)


def menu(stage: Stage) -> QWidget:
    shop = stage.open()
    shop.table.customContextMenuRequested.emit(QPoint(120, 80))
    stage.until(lambda: isinstance(QApplication.activePopupWidget(), QMenu), "the menu")
    opened = QApplication.activePopupWidget()
    assert opened is not None
    return opened


def _noticed(stage: Stage, shelf: Shelf) -> QWidget:
    shop = stage.open_over(shelf)
    _await_notice(stage, shop)
    return shop.window


def _await_notice(stage: Stage, shop: Shop) -> None:
    notice = shop.part(ListNotice)
    stage.until(lambda: notice.words().count("\n"), "why there are no rows")


def _searched(stage: Stage, words: str) -> Shop:
    shop = stage.open()
    stage.press(shop, "F3")
    field = shop.window.focusWidget()
    assert isinstance(field, QLineEdit)
    # Pressed keys are Latin ones only.
    field.insert(words)
    bar = shop.part(FilterBar)
    stage.until(lambda: bar.found, "what the search has found")
    return shop


SCENES: Final[Mapping[str, Scene]] = {
    "list-full": full,
    **{f"list-{show}": partial(chip, show) for show in OrderFilter if show is not OrderFilter.ALL},
    "list-loading": loading,
    "list-done": done,
    "list-no-order-yet": no_order_yet,
    "list-failed": failed,
    "list-stale": stale,
    "list-found": found,
    "list-nothing-found": nothing_found,
    "list-several-chosen": several,
    "list-everything-chosen": everything,
    "list-menu": menu,
    "list-own-filters": own_filters,
    "list-own-filter-chosen": own_filter_chosen,
    "list-own-filter-named": own_filter_named,
    "list-own-filters-in-order": own_filters_in_order,
}
