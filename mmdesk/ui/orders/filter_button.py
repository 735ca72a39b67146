"""The person's own filters: a button beside the chips, and the menu under it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Final

from PySide6.QtCore import QPoint, QSize, Qt, Signal, Slot
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QMenu, QPushButton, QSizePolicy, QWidget

from mmdesk.services.order_list import OrderWish
from mmdesk.services.saved_filters import FilterSet, SavedFilter
from mmdesk.ui import moments
from mmdesk.ui.orders import filter_words
from mmdesk.ui.orders.own_filters import Found
from mmdesk.ui.plain_text import tooltip
from mmdesk.ui.theme import Role, Theme, Tone, dress

KEY: Final = "Alt+8"
_LEAST: Final = 96
_MOST: Final = 240
_AROUND: Final = 48
"""What icon, padding and border take."""


class FilterButton(QPushButton):
    """Bears the name of the filter whose list is shown, else what is behind it."""

    chosen = Signal(SavedFilter)
    save_wanted = Signal()
    order_wanted = Signal()
    """The filters are to be renamed, sorted, deleted."""
    counts_wanted = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._kept = FilterSet()
        self._wish = OrderWish()
        self._words = ""
        self._menu = QMenu(self)
        self._menu.setToolTipsVisible(True)
        self._entries: dict[str, QAction] = {}
        self.setAutoDefault(False)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.setIcon(theme.icon("filter", Tone.MUTED))
        dress(self, Role.CHIP)
        self.setCheckable(True)
        self.clicked.connect(self.open_menu)
        self._show()

    def show_filters(self, kept: FilterSet) -> None:
        self._kept = kept
        self._show()

    def show_wish(self, wish: OrderWish) -> None:
        """What the list shows now."""
        if wish != self._wish:
            self._wish = wish
            self._show()

    @Slot(dict)
    def show_counts(self, counts: Mapping[str, Found]) -> None:
        """In the open menu."""
        for name, found in counts.items():
            if name in self._entries:
                self._tell_found(self._entries[name], name, found)
        if self._menu.isVisible():
            # It has grown; what stands at the right edge of the screen has to grow to the left.
            self._menu.adjustSize()
            self._menu.move(self._menu_place())

    @Slot()
    def open_menu(self) -> None:
        self._show()
        self._fill_menu()
        self._menu.popup(self._menu_place())
        self.counts_wanted.emit()

    def menu(self) -> QMenu:
        """As it was filled when it was opened last."""
        return self._menu

    def minimumSizeHint(self) -> QSize:
        return QSize(_LEAST, super().minimumSizeHint().height())

    def sizeHint(self) -> QSize:
        wide = self.fontMetrics().horizontalAdvance(self._words) + _AROUND + 2
        return QSize(min(max(wide, _LEAST), _MOST), super().sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _show(self) -> None:
        active = self._kept.for_wish(self._wish)
        self.setChecked(active is not None)
        self._words = active.name if active else self.tr("My filters")
        described = f"\n{filter_words.wish_words(active.wish)}" if active else ""
        self.setToolTip(tooltip(f"{self._words} ({KEY}){described}"))
        named = self.tr("My filters: {name}")
        self.setAccessibleName(named.format(name=active.name) if active else self._words)
        self.updateGeometry()
        self._fit()

    def _fit(self) -> None:
        room = max(self.width(), _LEAST) - _AROUND
        self.setText(
            self.fontMetrics().elidedText(self._words, Qt.TextElideMode.ElideRight, room).replace("&", "&&")
        )

    def _menu_place(self) -> QPoint:
        """Under the button, with their right edges together."""
        return self.mapToGlobal(QPoint(self.width() - self._menu.sizeHint().width(), self.height() + 2))

    def _fill_menu(self) -> None:
        menu = self._menu
        menu.clear()
        kept = enumerate(self._kept.filters)
        self._entries = {each.name: self._add(menu, place, each) for place, each in kept}
        if self._entries:
            menu.addSeparator()
        save = menu.addAction(self._theme.icon("plus", Tone.MUTED), self.tr("Save what the list shows…"))
        save.triggered.connect(self.save_wanted)
        order = menu.addAction(self._theme.icon("list", Tone.MUTED), self.tr("Rename, sort, delete…"))
        order.setEnabled(bool(self._entries))
        order.triggered.connect(self.order_wanted)

    def _add(self, menu: QMenu, place: int, each: SavedFilter) -> QAction:
        number = f"&{place + 1}  " if place < 9 else ""
        action = menu.addAction(f"{number}{each.name.replace('&', '&&')}")
        action.setCheckable(True)
        action.setChecked(each.wish == self._wish)
        action.setToolTip(tooltip(filter_words.wish_words(each.wish)))
        action.triggered.connect(partial(self.chosen.emit, each))
        return action

    def _tell_found(self, action: QAction, name: str, found: Found) -> None:
        kept = self._kept.named(name)
        told = action.text().partition("\t")[0]
        if found.gone and kept is not None:
            action.setIcon(self._theme.icon("warning", Tone.WARN))
            action.setToolTip(tooltip(filter_words.gone_words(kept.wish.connection)))
            action.setText(f"{told}\t{self.tr('no connection')}")
        else:
            action.setText(f"{told}\t{moments.number(found.orders)}{'+' if found.capped else ''}")
