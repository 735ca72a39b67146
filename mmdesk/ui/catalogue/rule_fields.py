"""One widget for each kind of rule: it shows a stored text, and tells the text that was typed."""

from __future__ import annotations

import json
from collections.abc import Mapping

from PySide6.QtCore import QSignalBlocker, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QPushButton,
    QRadioButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from mmdesk.errors import Text
from mmdesk.ui.catalogue import catalogue_words
from mmdesk.ui.catalogue.check_list import CheckList, Tickable
from mmdesk.ui.catalogue.row_delegate import RowDelegate
from mmdesk.ui.plain_text import plain_label
from mmdesk.ui.theme import ROW_HEIGHT, Theme, Tone, dress
from mmdesk.ui.words import spoken

_ALL = "all"


class RuleField(QWidget):
    """The part that all have: what the setting is called, and what is wrong with the value."""

    typed = Signal(str, str)
    """The key and the text."""

    def __init__(self, key: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.key = key
        self.name = catalogue_words.setting_name(key)
        self._error = plain_label(tone=Tone.DANGER)
        self._error.hide()
        self.rows = QVBoxLayout(self)
        self.rows.setContentsMargins(0, 0, 0, 0)
        self.rows.setSpacing(4)

    def show_value(self, text: str) -> None:
        """As it is stored."""
        raise TypeError(f"{type(self).__name__} does not show {text!r}")

    def show_error(self, error: Text | None) -> None:
        """What is allowed instead; None takes it away."""
        self._error.setText("" if error is None else spoken(error))
        self._error.setVisible(error is not None)

    @property
    def error(self) -> str:
        """What it says is wrong; empty while nothing is."""
        return "" if self._error.isHidden() else self._error.text()

    def _tell(self, text: str) -> None:
        self.typed.emit(self.key, text)

    def _labelled(self, buddy: QWidget) -> QLabel:
        label = plain_label(self.name)
        label.setBuddy(buddy)
        buddy.setAccessibleName(self.name)
        return label


class LineField(RuleField):
    """A number or a word, beside what it is called."""

    def __init__(self, key: str, width: int = 110, parent: QWidget | None = None) -> None:
        super().__init__(key, parent)
        self.edit = QLineEdit()
        if width:
            self.edit.setFixedWidth(width)
        line = QHBoxLayout()
        line.setSpacing(12)
        label = self._labelled(self.edit)
        if width:
            line.addWidget(self.edit)
            line.addWidget(label, 1)
            self.rows.addLayout(line)
        else:
            self.rows.addWidget(label)
            self.rows.addWidget(self.edit)
        self.rows.addWidget(self._error)
        self.edit.textEdited.connect(self._tell)

    def show_value(self, text: str) -> None:
        if self.edit.text() != text:
            self.edit.setText(text)

    def show_error(self, error: Text | None) -> None:
        super().show_error(error)
        dress(self.edit, tone=Tone.TEXT if error is None else Tone.DANGER)
        self.edit.setAccessibleDescription(self.error)


class FlagField(RuleField):
    """Yes or no."""

    def __init__(self, key: str, parent: QWidget | None = None) -> None:
        super().__init__(key, parent)
        self.box = QCheckBox(self.name.replace("&", "&&"))
        self.rows.addWidget(self.box)
        self.box.toggled.connect(self._toggled)

    def show_value(self, text: str) -> None:
        with QSignalBlocker(self.box):
            self.box.setChecked(text == "true")

    @Slot(bool)
    def _toggled(self, on: bool) -> None:
        self._tell("true" if on else "false")


class ChoiceField(RuleField):
    """One of a few words of the setting, each told in a sentence of its own."""

    def __init__(
        self, key: str, heading: str, choices: Mapping[str, str], more: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(key, parent)
        self.name = heading
        self.buttons = {value: QRadioButton(words.replace("&", "&&")) for value, words in choices.items()}
        self._group = QButtonGroup(self)
        self.rows.addWidget(plain_label(heading))
        for button in self.buttons.values():
            self._group.addButton(button)
            button.setAccessibleDescription(f"{heading}. {more}")
            button.toggled.connect(self._toggled)
            self.rows.addWidget(button)
        self.rows.addWidget(plain_label(more, tone=Tone.MUTED))
        self.rows.addWidget(self._error)

    def show_value(self, text: str) -> None:
        for value, button in self.buttons.items():
            with QSignalBlocker(button):
                button.setChecked(value == text)

    @Slot(bool)
    def _toggled(self, on: bool) -> None:
        if on:
            self._tell(next(value for value, button in self.buttons.items() if button.isChecked()))


class WordsField(RuleField):
    """Vendors: those that are ticked are left out."""

    def __init__(self, key: str, theme: Theme, empty: str, parent: QWidget | None = None) -> None:
        super().__init__(key, parent)
        self.list = CheckList(theme, self.name, empty)
        self._entries: tuple[Tickable, ...] = ()
        self._on: frozenset[str] = frozenset()
        label = self._labelled(self.list.view)
        self.rows.addWidget(label)
        self.rows.addWidget(self.list)
        self.rows.addWidget(self._error)
        self.list.changed.connect(self._ticked)

    def show_choices(self, vendors: Mapping[str, int]) -> None:
        """The most offers first; goods without a vendor cannot be chosen by it."""
        named = [(name, count) for name, count in vendors.items() if name]
        ranked = sorted(named, key=lambda each: (-each[1], each[0].casefold()))
        self._entries = tuple(Tickable(name, name, count) for name, count in ranked)
        self._show()

    def show_value(self, text: str) -> None:
        self._on = frozenset(json.loads(text or "[]"))
        self._show()

    def _show(self) -> None:
        # Case does not matter to the rule, so it must not to the list.
        spelled = {each.value.casefold(): each.value for each in self._entries}
        on = frozenset(spelled.get(value.casefold(), value) for value in self._on)
        self.list.show_entries(self._entries, on)

    @Slot()
    def _ticked(self) -> None:
        self._tell(json.dumps(list(self.list.chosen()), ensure_ascii=False))


class ParamsField(RuleField):
    """Which properties go out: all, or those that are ticked."""

    def __init__(self, key: str, theme: Theme, empty: str, parent: QWidget | None = None) -> None:
        super().__init__(key, parent)
        self.all_button = QRadioButton(self.tr("All that the catalogue has"))
        self.some_button = QRadioButton(self.tr("Only these"))
        self.list = CheckList(theme, self.name, empty)
        self._entries: tuple[Tickable, ...] = ()
        self._on: frozenset[str] | None = None
        group = QButtonGroup(self)
        self.rows.addWidget(plain_label(self.name))
        for button in (self.all_button, self.some_button):
            group.addButton(button)
            self.rows.addWidget(button)
        self.rows.addWidget(self.list)
        self.rows.addWidget(self._error)
        self.all_button.toggled.connect(self._toggled)
        self.list.changed.connect(self._tell_choice)

    def show_choices(self, params: tuple[tuple[str, str, int], ...]) -> None:
        self._entries = tuple(Tickable(code or name, name, count) for code, name, count in params)
        self._show()

    def show_value(self, text: str) -> None:
        self._on = None if text in ("", _ALL) else frozenset(json.loads(text))
        with QSignalBlocker(self.all_button), QSignalBlocker(self.some_button):
            self.all_button.setChecked(self._on is None)
            self.some_button.setChecked(self._on is not None)
        self._show()

    def _show(self) -> None:
        self.list.setEnabled(self._on is not None)
        every = frozenset(each.value for each in self._entries)
        # A property may be named by its code or its name.
        codes = {each.name: each.value for each in self._entries}
        on = every if self._on is None else frozenset(codes.get(value, value) for value in self._on)
        self.list.show_entries(self._entries, on)

    @Slot(bool)
    def _toggled(self, on: bool) -> None:
        if on:
            self._tell(_ALL)
        else:
            self._tell_choice()

    @Slot()
    def _tell_choice(self) -> None:
        self._tell(json.dumps(list(self.list.chosen()), ensure_ascii=False))


class _VatTable(QTableWidget):
    """Delete takes a line out; Tab leaves the table."""

    removed = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Delete:
            self.removed.emit()
        elif event.key() == Qt.Key.Key_Escape:
            event.ignore()
        else:
            super().keyPressEvent(event)


class TableField(RuleField):
    """The VAT rates of RetailCRM and the codes they become."""

    def __init__(self, key: str, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(key, parent)
        self.table = _VatTable(0, 2)
        self._add = QPushButton(theme.icon("plus"), self.tr("Add a rate"))
        self._remove = QPushButton(theme.icon("minus"), self.tr("Take the rate out"))
        self._shown = ""
        self._set_up()

    def show_value(self, text: str) -> None:
        if text == self._shown:
            return
        self._shown = text
        rates: dict[str, str] = json.loads(text or "{}")
        with QSignalBlocker(self.table):
            self.table.setRowCount(0)
            for rate, code in rates.items():
                self._add_row(rate, code)
        self._fit()

    @Slot()
    def _tell_table(self) -> None:
        """Lines without a rate are not there yet."""
        rows = ((self._cell(row, 0), self._cell(row, 1)) for row in range(self.table.rowCount()))
        self._shown = json.dumps({rate: code for rate, code in rows if rate}, ensure_ascii=False)
        self._tell(self._shown)

    @Slot()
    def _add_one(self) -> None:
        with QSignalBlocker(self.table):
            self._add_row("", "")
        self._fit()
        self.table.setCurrentCell(self.table.rowCount() - 1, 0)
        self.table.editItem(self.table.currentItem())

    @Slot()
    def _remove_one(self) -> None:
        row = self.table.currentRow()
        if row >= 0:
            self.table.removeRow(row)
            self._fit()
            self._tell_table()

    def _add_row(self, rate: str, code: str) -> None:
        row = self.table.rowCount()
        self.table.insertRow(row)
        self.table.setItem(row, 0, QTableWidgetItem(rate))
        self.table.setItem(row, 1, QTableWidgetItem(code))

    def _cell(self, row: int, column: int) -> str:
        # Qt's stubs promise an item where there may be none.
        item: QTableWidgetItem | None = self.table.item(row, column)
        return "" if item is None else item.text().strip()

    def _fit(self) -> None:
        frame = 2 * (self.table.frameWidth() + 2)
        self.table.setFixedHeight(ROW_HEIGHT * (self.table.rowCount() + 1) + frame)

    def _set_up(self) -> None:
        self.table.setHorizontalHeaderLabels([self.tr("Rate in RetailCRM"), self.tr("Code in the feed")])
        self.table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.table.horizontalHeader().setHighlightSections(False)
        self.table.horizontalHeader().setFixedHeight(ROW_HEIGHT)
        self.table.horizontalHeader().setDefaultAlignment(
            Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        )
        self.table.setItemDelegate(RowDelegate(self.table))
        self.table.verticalHeader().hide()
        self.table.verticalHeader().setDefaultSectionSize(ROW_HEIGHT)
        self.table.setTabKeyNavigation(False)
        self.table.setShowGrid(False)
        self.table.setCornerButtonEnabled(False)
        self.table.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.rows.addWidget(self._labelled(self.table))
        self.rows.addWidget(self.table)
        buttons = QHBoxLayout()
        for button, act in ((self._add, self._add_one), (self._remove, self._remove_one)):
            button.setAutoDefault(False)
            button.clicked.connect(act)
            buttons.addWidget(button)
        buttons.addStretch(1)
        self.rows.addLayout(buttons)
        self.rows.addWidget(self._error)
        self.table.removed.connect(self._remove_one)
        self.table.itemChanged.connect(self._tell_table)
