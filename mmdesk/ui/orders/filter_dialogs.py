"""The person's own filters: give one a name; rename, sort and delete them, choose the one to open with."""

from __future__ import annotations

from functools import partial
from typing import Final

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from mmdesk.errors import MmdeskError
from mmdesk.services.saved_filters import LONGEST_NAME, BadFilter, Change, FilterSet, SavedFilter
from mmdesk.ui.orders import filter_words
from mmdesk.ui.plain_text import plain_label
from mmdesk.ui.plain_words import one_line
from mmdesk.ui.setup.form_field import FormField
from mmdesk.ui.theme import Role, Theme, Tone, dress
from mmdesk.ui.words import language

_WIDTH: Final = 480
_NAME: Final = Qt.ItemDataRole.UserRole


class FilterNameDialog(QDialog):
    """Stays open while the name will not do. A filter without a name is a new one."""

    def __init__(self, title: str, filter_: SavedFilter, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._kept = FilterSet()
        self._filter = filter_
        self.setWindowTitle(one_line(title))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(_WIDTH)
        hint = self.tr("Up to {count} characters, such as “My shift”.").format(count=LONGEST_NAME)
        self.name = FormField(self.tr("Name"), hint, theme)
        self.name.edit.setMaxLength(LONGEST_NAME)
        self.name.show_value(filter_.name)
        self.name.edit.selectAll()
        self.save_button = QPushButton(self.tr("Save"))
        dress(self.save_button, Role.PRIMARY)
        self.save_button.setDefault(True)
        self.save_button.clicked.connect(self.accept)
        leave = QPushButton(self.tr("Leave it"))
        leave.setAutoDefault(False)
        leave.clicked.connect(self.reject)
        self._arrange(title, leave)
        self.name.take_focus()

    def check_against(self, kept: FilterSet) -> None:
        """The filters there are: a name is taken once, and there are only so many."""
        self._kept = kept

    @Slot()
    def accept(self) -> None:
        try:
            self.change()(self._kept)
        except BadFilter as error:
            self.name.show_fault(error.sentence(language()))
            self.name.take_focus()
            return
        super().accept()

    def change(self) -> Change:
        """What is to be done once it has been accepted."""
        if self._filter.name:
            return partial(_rename, self._filter.name, self.name.value)
        return partial(_add, self.name.value, self._filter)

    def _arrange(self, title: str, leave: QPushButton) -> None:
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(leave)
        buttons.addWidget(self.save_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(12)
        column.addWidget(plain_label(title, Role.TITLE))
        column.addWidget(plain_label(filter_words.wish_words(self._filter.wish), tone=Tone.MUTED))
        column.addWidget(self.name)
        column.addLayout(buttons)


def _add(name: str, filter_: SavedFilter, kept: FilterSet) -> FilterSet:
    return kept.add(name, filter_.wish)


def _rename(former: str, name: str, kept: FilterSet) -> FilterSet:
    return kept.rename(former, name)


class FiltersDialog(QDialog):
    """Every change is in force at once; Esc closes."""

    change_wanted = Signal(object)
    """A `Change`."""
    rename_wanted = Signal(SavedFilter)

    def __init__(
        self, kept: FilterSet, connections: tuple[str, ...], theme: Theme, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._kept = FilterSet()
        self._connections = connections
        self._theme = theme
        self.setWindowTitle(self.tr("My filters"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumSize(720, 460)
        self.list = QListWidget()
        self.list.setAccessibleName(self.tr("My filters"))
        self.list.setWordWrap(True)
        self.list.setSpacing(2)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._fault = plain_label(tone=Tone.DANGER)
        self.start_button = self._button(self.tr("Open with it"), "Space", self._start)
        self.rename_button = self._button(self.tr("Rename"), "F2", self._rename)
        self.up_button = self._button(self.tr("Up"), "Ctrl+Up", partial(self._move, -1))
        self.down_button = self._button(self.tr("Down"), "Ctrl+Down", partial(self._move, 1))
        self.delete_button = self._button(self.tr("Delete"), "Del", self._delete)
        self._arrange()
        self.list.currentRowChanged.connect(self._show_buttons)
        self.show_filters(kept)
        self.list.setCurrentRow(0)
        self.list.setFocus()

    @property
    def marked(self) -> SavedFilter | None:
        item = self.list.currentItem()
        return None if item is None else self._kept.named(item.data(_NAME))

    @Slot(FilterSet)
    def show_filters(self, kept: FilterSet) -> None:
        """The mark stays on its filter, or where it was."""
        marked, row = self.marked, self.list.currentRow()
        self._kept = kept
        self._fault.hide()
        self.list.clear()
        for each in kept.filters:
            self._add(each)
        names = [each.name for each in kept.filters]
        kept_row = names.index(marked.name) if marked is not None and marked.name in names else row
        self.list.setCurrentRow(min(max(kept_row, 0), len(names) - 1))
        self._show_buttons()

    @Slot(object)
    def show_error(self, error: MmdeskError) -> None:
        self._fault.setText(error.sentence(language()))
        self._fault.show()

    def _add(self, each: SavedFilter) -> None:
        wish = each.wish
        is_gone = bool(wish.connection) and wish.connection not in self._connections
        told = filter_words.gone_words(wish.connection) if is_gone else filter_words.wish_words(wish)
        item = QListWidgetItem(f"{each.name}\n{told}", self.list)
        item.setData(_NAME, each.name)
        if is_gone:
            item.setIcon(self._theme.icon("warning", Tone.WARN))
        elif each.name == self._kept.start:
            item.setIcon(self._theme.icon("home", Tone.ACCENT))
            item.setData(
                Qt.ItemDataRole.AccessibleTextRole, self.tr("{name}, opens first").format(name=each.name)
            )
        else:
            item.setIcon(self._theme.icon("filter", Tone.MUTED))

    @Slot()
    def _show_buttons(self) -> None:
        marked, row = self.marked, self.list.currentRow()
        for button in (self.start_button, self.rename_button, self.delete_button):
            button.setEnabled(marked is not None)
        self.up_button.setEnabled(row > 0)
        self.down_button.setEnabled(0 <= row < self.list.count() - 1)
        opens = marked is not None and marked.name == self._kept.start
        self.start_button.setText(self.tr("Do not open with it") if opens else self.tr("Open with it"))

    @Slot()
    def _start(self) -> None:
        if (marked := self.marked) is not None:
            name = "" if marked.name == self._kept.start else marked.name
            self.change_wanted.emit(partial(_start_with, name))

    @Slot()
    def _rename(self) -> None:
        if (marked := self.marked) is not None:
            self.rename_wanted.emit(marked)

    def _move(self, by: int) -> None:
        if (marked := self.marked) is not None:
            self.change_wanted.emit(partial(_move, marked.name, by))

    @Slot()
    def _delete(self) -> None:
        if (marked := self.marked) is not None:
            self.change_wanted.emit(partial(_remove, marked.name))

    def _button(self, words: str, key: str, act: object) -> QPushButton:
        assert callable(act)
        button = QPushButton(words)
        button.setAutoDefault(False)
        button.setToolTip(QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText))
        button.clicked.connect(act)
        shortcut = QShortcut(QKeySequence(key), self.list)
        shortcut.setContext(Qt.ShortcutContext.WidgetShortcut)
        shortcut.activated.connect(button.click)
        return button

    def _arrange(self) -> None:
        side = QVBoxLayout()
        side.setSpacing(8)
        for button in (self.start_button, self.rename_button, self.up_button, self.down_button):
            side.addWidget(button)
        side.addWidget(self.delete_button)
        side.addStretch(1)
        close = QPushButton(self.tr("Close  Esc"))
        close.setAutoDefault(False)
        close.clicked.connect(self.reject)
        side.addWidget(close)
        middle = QHBoxLayout()
        middle.setSpacing(16)
        middle.addWidget(self.list, 1)
        middle.addLayout(side)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(12)
        column.addWidget(plain_label(self.tr("My filters"), Role.TITLE))
        hint = self.tr("F2 renames, Ctrl with the arrows sorts, Space chooses what the page opens with.")
        column.addWidget(plain_label(hint, tone=Tone.MUTED))
        column.addWidget(self._fault)
        column.addLayout(middle, 1)


def _start_with(name: str, kept: FilterSet) -> FilterSet:
    return kept.start_with(name)


def _move(name: str, by: int, kept: FilterSet) -> FilterSet:
    return kept.move(name, by)


def _remove(name: str, kept: FilterSet) -> FilterSet:
    return kept.remove(name)
