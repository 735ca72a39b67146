"""The printers of this workstation, how they are, and which of them takes which documents."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from PySide6.QtCore import QSignalBlocker, QSize, Qt, Signal, Slot
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from mmdesk.domain.print_job import DOCUMENT_NAMES, ROUTED, DocumentKind
from mmdesk.services.printers import Printer, PrinterKey, PrintersSeen
from mmdesk.ui.plain_text import ElidedLabel, plain_label, tooltip
from mmdesk.ui.printing import printing_state
from mmdesk.ui.theme import Role, Theme, Tone, dress
from mmdesk.ui.words import spoken

_ROW: Final = 46
_ROUTE_LETTERS: Final = 12
"""A name such as «Лазерный в офисе» is read to its end."""
_KEY: Final = Qt.ItemDataRole.UserRole


class PrintersPanel(QFrame):
    """Tells what a person wants done; does nothing itself."""

    add_wanted = Signal()
    change_wanted = Signal(object)
    """The `Printer`."""
    remove_wanted = Signal(object)
    test_wanted = Signal(object)
    route_chosen = Signal(object, object)
    """`DocumentKind`, and the `PrinterKey` or None."""
    rename_wanted = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        dress(self, Role.CARD)
        self._theme = theme
        self._seen = PrintersSeen()
        self._place = ElidedLabel()
        dress(self._place, Role.HEADING)
        self.list = QListWidget()
        self.list.setAccessibleName(self.tr("Printers of this workstation"))
        self.list.setIconSize(QSize(18, 18))
        self.list.currentItemChanged.connect(self._allow)
        self.list.itemActivated.connect(self._change)
        self._empty = plain_label(
            self.tr(
                "No printer is set up here yet. Add one: a printer of this computer, a label printer on the "
                "network, or a folder."
            ),
            tone=Tone.MUTED,
        )
        self.add = self._button("plus", self.tr("Add…"), self.add_wanted)
        self.change = self._button("settings", self.tr("Change…"), self._change)
        self.test = self._button("print", self.tr("Test page"), self._test)
        self.remove = self._button("trash", self.tr("Remove"), self._remove)
        self.rename = self._button("", self.tr("Rename…"), self.rename_wanted)
        dress(self.rename, Role.QUIET)
        self.routes: Mapping[DocumentKind, QComboBox] = {kind: self._route_box(kind) for kind in ROUTED}
        self._lay_out()
        theme.changed.connect(self._show)
        self._show()

    @property
    def chosen(self) -> Printer | None:
        """The printer under the keyboard."""
        item = self.list.currentItem()
        key = None if item is None else item.data(_KEY)
        return next((each for each in self._seen.printers if each.key == key), None)

    def show_place(self, name: str) -> None:
        """What this workstation is called."""
        self._place.show_words(name)

    def show_printers(self, seen: PrintersSeen) -> None:
        if seen != self._seen:
            self._seen = seen
            self._show()

    @Slot()
    def _show(self) -> None:
        chosen = self.chosen
        with QSignalBlocker(self.list):
            self.list.clear()
            for printer in self._seen.printers:
                self.list.addItem(self._item(printer))
            row = next((row for row, each in enumerate(self._seen.printers) if each == chosen), 0)
            self.list.setCurrentRow(row if self._seen.printers else -1)
        if chosen is not None and chosen.key not in {each.key for each in self._seen.printers}:
            self.list.setCurrentRow(0)
        self.list.setVisible(bool(self._seen.printers))
        self._empty.setVisible(not self._seen.printers)
        for kind, box in self.routes.items():
            self._show_route(kind, box)
        self._allow()

    def _item(self, printer: Printer) -> QListWidgetItem:
        sign = printing_state.printer_sign(printer)
        state = spoken(printer.state.words)
        item = QListWidgetItem(
            self._theme.icon(sign.icon, sign.tone), f"{printer.name}\n{printer.paper.name} · {state}"
        )
        item.setData(_KEY, printer.key)
        item.setSizeHint(QSize(0, _ROW))
        item.setToolTip(tooltip(f"{printer.setup.target}\n{state}"))
        return item

    def _show_route(self, kind: DocumentKind, box: QComboBox) -> None:
        chosen = self._seen.routes.get(kind)
        with QSignalBlocker(box):
            box.clear()
            box.addItem(self.tr("the only one there is") if self._is_only() else self.tr("none"), None)
            for printer in self._seen.printers:
                box.addItem(printer.name, printer.key)
            row = next((row for row in range(box.count()) if box.itemData(row) == chosen), 0)
            box.setCurrentIndex(row)
        box.setEnabled(bool(self._seen.printers))

    def _is_only(self) -> bool:
        return len(self._seen.printers) == 1

    @Slot()
    def _allow(self) -> None:
        for button in (self.change, self.test, self.remove):
            button.setEnabled(self.chosen is not None)

    @Slot()
    def _change(self) -> None:
        if self.chosen is not None:
            self.change_wanted.emit(self.chosen)

    @Slot()
    def _remove(self) -> None:
        if self.chosen is not None:
            self.remove_wanted.emit(self.chosen)

    @Slot()
    def _test(self) -> None:
        if self.chosen is not None:
            self.test_wanted.emit(self.chosen)

    @Slot()
    def _choose_route(self) -> None:
        box = self.sender()
        assert isinstance(box, QComboBox)
        key: PrinterKey | None = box.currentData()
        self.route_chosen.emit(DocumentKind(box.property("document")), key)

    def _route_box(self, kind: DocumentKind) -> QComboBox:
        box = QComboBox(self)
        box.setProperty("document", kind.value)
        box.setAccessibleName(spoken(DOCUMENT_NAMES[kind]))
        box.setMinimumContentsLength(_ROUTE_LETTERS)
        box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        box.activated.connect(self._choose_route)
        return box

    def _button(self, icon: str, words: str, pressed: object) -> QPushButton:
        button = QPushButton(words)
        if icon:
            button.setIcon(self._theme.icon(icon))
        button.setAutoDefault(False)
        button.clicked.connect(pressed)
        return button

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.addWidget(self._place, 1)
        head.addWidget(self.rename)
        buttons = QGridLayout()
        buttons.setSpacing(8)
        for place, button in enumerate((self.add, self.change, self.test, self.remove)):
            buttons.addWidget(button, place // 2, place % 2)
        routes = QGridLayout()
        routes.setColumnStretch(1, 1)
        routes.setHorizontalSpacing(12)
        routes.setVerticalSpacing(6)
        for row, (kind, box) in enumerate(self.routes.items()):
            name = spoken(DOCUMENT_NAMES[kind])
            caption = plain_label(f"{name[:1].upper()}{name[1:]}", Role.CAPTION, wraps=False)
            caption.setBuddy(box)
            routes.addWidget(caption, row, 0)
            routes.addWidget(box, row, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 16)
        column.setSpacing(12)
        column.addLayout(head)
        column.addWidget(self.list, 1)
        column.addWidget(self._empty)
        column.addLayout(buttons)
        column.addWidget(plain_label(self.tr("What is printed where"), Role.HEADING))
        column.addLayout(routes)
        column.addStretch(0)
