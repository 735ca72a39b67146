"""Above the list: chips with counts, the search, the choice of a connection, and «exchange now»."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from PySide6.QtCore import QSignalBlocker, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QAbstractButton,
    QButtonGroup,
    QComboBox,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from mmdesk.services.order_list import OrderFilter, OrderWish
from mmdesk.ui import moments
from mmdesk.ui.orders import filter_words
from mmdesk.ui.orders.filter_button import KEY, FilterButton
from mmdesk.ui.plain_text import PlainLabel
from mmdesk.ui.theme import Role, Theme, Tone, dress

_SEARCH_WIDTH: Final = 480
_EXCHANGE_SHOWN_MS: Final = 3_000
"""How long the button says that it was pressed, and does not take another press."""

_ICONS: Final[Mapping[OrderFilter, str]] = {
    OrderFilter.RISK: "clock",
    OrderFilter.DECIDE: "warning",
    OrderFilter.OVERDUE: "warning",
}
_ALARMING: Final = (OrderFilter.DECIDE, OrderFilter.OVERDUE)
_SHOWN: Final = (
    OrderFilter.CONFIRM, OrderFilter.PACK, OrderFilter.HAND_OVER, OrderFilter.RISK, OrderFilter.OVERDUE,
    OrderFilter.DECIDE, OrderFilter.CANCELED, OrderFilter.ALL,
)  # fmt: skip
"""From the left; the last one that came keeps the keys of the others."""


class Chip(QPushButton):
    """One filter and how many orders it would show."""

    def __init__(self, show: OrderFilter, name: str, theme: Theme) -> None:
        super().__init__(name)
        self.shows = show
        self._name = name
        self._theme = theme
        self._tone = Tone.TEXT
        self._orders: int | None = None
        self._alarms = show in _ALARMING
        self.setCheckable(True)
        self.setAutoDefault(False)
        dress(self, Role.CHIP)
        if show in _ICONS:
            self.setIcon(theme.icon(_ICONS[show], Tone.MUTED))
        theme.changed.connect(self._colour)

    def count(self, orders: int | None) -> None:
        """None while nobody has counted."""
        self._orders = orders
        self.setText(self._name if orders is None else f"{self._name} {moments.number(orders)}")
        self._tone = self._tone_of(orders)
        if self.shows in _ICONS:
            self.setIcon(self._theme.icon(_ICONS[self.shows], self._tone))
        self._colour()

    def alarm(self, alarms: bool) -> None:
        """Whether what it counts waits for somebody to look at it."""
        self._alarms = alarms
        self._tone = self._tone_of(self._orders)
        self._colour()

    @Slot()
    def _colour(self) -> None:
        """The program's style sheet gives every button the same ink."""
        ink = f"color: {self._theme.color(self._tone).name()}"
        # Qt reads it and dresses the button anew, whatever it says.
        if ink != self.styleSheet():
            self.setStyleSheet(ink)

    def _tone_of(self, orders: int | None) -> Tone:
        if not orders:
            return Tone.MUTED
        return Tone.DANGER if self._alarms else Tone.TEXT


class SearchField(QLineEdit):
    """Escape and the way down belong to the list."""

    left = Signal()
    """Escape: whoever searched wants the list back as it was."""
    entered = Signal()
    """Enter or an arrow down: into what was found."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        match event.key():
            case Qt.Key.Key_Escape:
                self.clear()
                self.left.emit()
            case Qt.Key.Key_Down | Qt.Key.Key_Return | Qt.Key.Key_Enter:
                self.entered.emit()
            case _:
                super().keyPressEvent(event)


class FilterBar(QWidget):
    """Shows a wish and tells of another one; which list belongs to it is not known here."""

    chip_chosen = Signal(OrderFilter)
    search_changed = Signal(str)
    connection_chosen = Signal(str)
    """The name, empty for all."""
    search_left = Signal()
    list_wanted = Signal()
    exchange_wanted = Signal()

    def __init__(self, theme: Theme, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._chips = {show: Chip(show, filter_words.chip_name(show), theme) for show in OrderFilter}
        self._group = QButtonGroup(self)
        self.own = FilterButton(theme)
        self._search = SearchField()
        self._connections = QComboBox()
        self._exchange = QPushButton()
        self._found = PlainLabel()
        self._calm = QTimer(self)
        self._set_up_chips()
        self._set_up_search()
        self._set_up_connections()
        self._set_up_exchange()
        self._lay_out(title)

    # -- what the page tells

    def show_wish(self, wish: OrderWish) -> None:
        """While a search is on no chip is chosen: it looks in all orders."""
        with QSignalBlocker(self._search):
            if " ".join(self._search.text().split()) != wish.search:
                self._search.setText(wish.search)
        self._group.setExclusive(False)
        for show, chip in self._chips.items():
            chip.setChecked(show is wish.show and not wish.search)
        if self._chips[OrderFilter.OVERDUE].isChecked():
            self._chips[OrderFilter.OVERDUE].show()
        self._group.setExclusive(True)
        self.own.show_wish(wish)
        if not wish.search:
            self._found.clear()
        self._choose_connection(wish.connection)

    def show_counts(self, counts: Mapping[OrderFilter, int]) -> None:
        for show, chip in self._chips.items():
            chip.count(counts.get(show))
        late = self._chips[OrderFilter.OVERDUE]
        # Nobody needs to be told every day that nothing is late.
        late.setVisible(bool(counts.get(OrderFilter.OVERDUE)) or late.isChecked())

    def show_cancellations(self, *, unseen: bool) -> None:
        """Whether there are some that nobody here has looked at."""
        self._chips[OrderFilter.CANCELED].alarm(unseen)

    def show_found(self, orders: int, *, capped: bool) -> None:
        """How much a search has found; `capped` when there is more than is listed."""
        number = moments.number(orders)
        words = self.tr("The first {count} are shown") if capped else self.tr("Found: {count}")
        self._found.setText(words.format(count=number))

    @property
    def found(self) -> str:
        """What it says of a search; empty while there is none."""
        return self._found.text()

    def show_connections(self, names: Sequence[str], chosen: str) -> None:
        """There is a choice only where there are several."""
        shown = [self._connections.itemData(row) for row in range(1, self._connections.count())]
        if shown != list(names):
            with QSignalBlocker(self._connections):
                self._connections.clear()
                self._connections.addItem(self.tr("All connections"), "")
                for name in names:
                    self._connections.addItem(name, name)
        self._connections.setVisible(len(names) > 1)
        self._choose_connection(chosen)

    def focus_search(self) -> None:
        self._search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._search.selectAll()

    def has_chip_focus(self) -> bool:
        """Whether arrows move among the chips."""
        return any(chip.hasFocus() for chip in self._chips.values())

    def press_exchange(self) -> None:
        self._exchange.click()

    # -- parts

    def _hint_of(self, show: OrderFilter) -> str:
        match show:
            case OrderFilter.CONFIRM:
                return self.tr("New orders that wait for a confirmation or a refusal")
            case OrderFilter.PACK:
                return self.tr("Confirmed orders that nobody has packed")
            case OrderFilter.HAND_OVER:
                return self.tr("Packed orders that have not left, and those whose courier is on the way")
            case OrderFilter.RISK:
                return self.tr("Orders with less than a fifth of their time left")
            case OrderFilter.OVERDUE:
                return self.tr("Open orders past their deadline")
            case OrderFilter.DECIDE:
                return self.tr("Stopped commands and cancellations that a person has to answer")
            case OrderFilter.CANCELED:
                return self.tr("Orders cancelled lately, in full or in part")
            case OrderFilter.ALL:
                return self.tr("Every order, the finished ones last")

    def _set_up_chips(self) -> None:
        for number, (show, chip) in enumerate(self._chips.items(), start=1):
            number += show is OrderFilter.OVERDUE  # Alt+8 is the person's own filters'
            self._group.addButton(chip)
            # Pressed with the mouse it leaves the keyboard in the list.
            chip.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            QShortcut(QKeySequence(f"Alt+{number}"), self, chip.click)
            chip.setToolTip(f"{self._hint_of(show)} (Alt+{number})")
            chip.setAccessibleDescription(self._hint_of(show))
        self._group.buttonClicked.connect(self._tell_chip)
        QShortcut(QKeySequence(KEY), self, self.own.open_menu)

    def _set_up_search(self) -> None:
        self._search.setPlaceholderText(self.tr("Search: number, product, barcode, buyer… (F3)"))
        self._search.setAccessibleName(self.tr("Search orders"))
        self._search.setClearButtonEnabled(True)
        self._search.setMaxLength(200)
        loupe = QAction(self._theme.icon("search", Tone.MUTED), "", self._search)
        self._search.addAction(loupe, QLineEdit.ActionPosition.LeadingPosition)
        self._search.textChanged.connect(self.search_changed)
        self._search.left.connect(self.search_left)
        self._search.entered.connect(self.list_wanted)

    def _set_up_connections(self) -> None:
        self._connections.setAccessibleName(self.tr("Connection"))
        self._connections.setVisible(False)
        self._connections.activated.connect(self._tell_connection)

    def _set_up_exchange(self) -> None:
        self._exchange.setAutoDefault(False)
        self._exchange.setToolTip(self.tr("Ask Megamarket for new orders at once"))
        self._show_exchange()
        self._calm.setSingleShot(True)
        self._calm.setInterval(_EXCHANGE_SHOWN_MS)
        self._calm.timeout.connect(self._show_exchange)
        self._exchange.clicked.connect(self._tell_exchange)

    def _lay_out(self, title: str) -> None:
        heading = PlainLabel(title)
        dress(heading, Role.TITLE)
        dress(self._found, Role.CAPTION)
        above, below = QHBoxLayout(), QHBoxLayout()
        above.setSpacing(16)
        below.setSpacing(4)
        above.addWidget(heading)
        self._search.setMaximumWidth(_SEARCH_WIDTH)
        above.addWidget(self._search, 3)
        above.addWidget(self._found, 1)
        above.addStretch(0)
        above.addWidget(self.own)
        above.addWidget(self._connections)
        above.addWidget(self._exchange)
        for show in _SHOWN:
            below.addWidget(self._chips[show])
        self._chips[OrderFilter.OVERDUE].hide()
        below.addStretch(1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(8)
        whole.addLayout(above)
        whole.addLayout(below)

    def _choose_connection(self, name: str) -> None:
        with QSignalBlocker(self._connections):
            self._connections.setCurrentIndex(max(0, self._connections.findData(name)))

    @Slot()
    def _show_exchange(self) -> None:
        busy = self._calm.isActive()
        words = self.tr("Exchanging…") if busy else self.tr("Exchange F5")
        self._exchange.setText(words)
        self._exchange.setIcon(self._theme.icon("exchange", Tone.ACCENT if busy else Tone.TEXT))

    # -- what the person does

    @Slot(QAbstractButton)
    def _tell_chip(self, button: QAbstractButton) -> None:
        if isinstance(button, Chip):
            self.chip_chosen.emit(button.shows)

    @Slot(int)
    def _tell_connection(self, row: int) -> None:
        self.connection_chosen.emit(self._connections.itemData(row))

    @Slot()
    def _tell_exchange(self) -> None:
        if self._calm.isActive():
            return
        self._calm.start()
        self._show_exchange()
        self.exchange_wanted.emit()
