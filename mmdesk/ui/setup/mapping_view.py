"""The editor of the mappings: a connection, its tables, and one strip that saves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from PySide6.QtCore import QEvent, QSignalBlocker, Qt, Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QFrame,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QSpinBox,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from mmdesk.ui.in_steps import InSteps, Steps
from mmdesk.ui.plain_text import plain_label
from mmdesk.ui.setup.mapping_group import CalmChoice, MappingGroup
from mmdesk.ui.setup.mapping_state import CANCEL_ACCEPT, PICTURES, UNDO, MappingState
from mmdesk.ui.theme import Role, Theme, Tone, dress, inset

_LONGEST_UNDO: Final = 300
_NAME_WIDTH: Final = 160


class MappingView(QWidget):
    """Shows; whoever owns it answers its signals."""

    connection_chosen = Signal(str)
    chosen = Signal(str, str)
    save_asked = Signal()
    forget_asked = Signal()
    read_asked = Signal()
    stop_asked = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.groups: tuple[MappingGroup, ...] = ()
        self.connections = QComboBox()
        self.connections.setAccessibleName(self.tr("Connection"))
        self.connections.setMinimumWidth(_NAME_WIDTH)
        self.read_button = QPushButton(self.tr("Read RetailCRM again"))
        self.save_button = QPushButton(self.tr("Save"))
        self.forget_button = QPushButton(self.tr("Discard"))
        self._notice = plain_label(tone=Tone.MUTED)
        self._count = plain_label(wraps=False)
        self._step = plain_label(tone=Tone.MUTED)
        self._stack = QStackedWidget()
        self._message = plain_label(tone=Tone.MUTED)
        self._scroll = QScrollArea()
        self._making = InSteps(self)
        self._shape: object = None
        self._unborn: QWidget | None = None
        self._state: MappingState | None = None
        self._extra: QFrame | None = None
        self._accept: QComboBox | None = None
        self.undo: QSpinBox | None = None
        self.pictures: QComboBox | None = None
        self._stop_key = QShortcut(QKeySequence("Esc"), self)
        self._busy = False
        self._last = ""
        self._place = ""
        dress(self.save_button, Role.PRIMARY)
        self._arrange()
        self._connect()

    def show_names(self, names: Sequence[str], chosen: str) -> None:
        with QSignalBlocker(self.connections):
            self.connections.clear()
            self.connections.addItems(list(names))
            self.connections.setCurrentText(chosen)
        self.connections.setEnabled(len(names) > 1)

    def show_message(self, words: str) -> None:
        """In place of the tables: nothing is connected, RetailCRM is being read, or cannot be."""
        self._leave_making()
        self._message.setText(words)
        self._stack.setCurrentIndex(0)
        self._show_changes(None)

    @property
    def message(self) -> str:
        """What stands in place of the tables; empty while they are shown."""
        return "" if self._stack.currentIndex() else self._message.text()

    def build(self, state: MappingState) -> None:
        """The tables: another connection, or RetailCRM was read again. Who stands at a line stays there.

        Tables of another shape are made in steps; what was in sight stays there until they are whole.
        """
        self._leave_making()
        self._state = state
        if not self.groups or self._shape != state.shape:
            self._making.begin(self._make_tables(state))
            return
        for group, now in zip(self.groups, state.read.groups, strict=True):
            group.take(now)
        self._stack.setCurrentIndex(1)
        self.show_state(state)
        self.go_back()

    def _make_tables(self, state: MappingState) -> Steps:
        # In its place from the beginning: what is in it would be dressed anew with every move.
        self._unborn = body = QWidget(self._scroll.viewport())
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 12, 0)
        column.setSpacing(16)
        groups: list[MappingGroup] = []
        for each in state.read.groups:
            group = MappingGroup(each, body)
            group.chosen.connect(self.chosen)
            column.addWidget(group)
            groups.append(group)
            yield from group.make_lines(state)
            yield
        column.addWidget(self._made_extra(state, body))
        column.addStretch(1)
        yield
        self._unborn = None
        at, key = self._scroll.verticalScrollBar().value(), self._key_at_focus()
        self.groups, self._shape = tuple(groups), state.shape
        self._scroll.setWidget(body)
        self._stack.setCurrentIndex(1)
        self._settle(state, at, key)

    def _settle(self, made: MappingState, at: int, key: str) -> None:
        """New tables show the state of now: in the former ones a choice may have been made meanwhile."""
        if self._state is made:
            self._show_rest(made)
        elif self._state is not None:
            self.show_state(self._state)
        field = self._field(key)
        if field is not None:
            field.setFocus()
        # They have their height only now, group by group, and the bar its range.
        QApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)
        self._scroll.verticalScrollBar().setValue(at)
        self.go_back()

    def _leave_making(self) -> None:
        self._making.stop()
        if self._unborn is not None:
            self._unborn.deleteLater()
            self._unborn = None

    def show_state(self, state: MappingState) -> None:
        self._state = state
        for group in self.groups:
            group.show_state(state)
        self._show_rest(state)

    def _show_rest(self, state: MappingState) -> None:
        """What stands outside the tables."""
        if self._accept is not None:
            with QSignalBlocker(self._accept):
                self._accept.setCurrentIndex(max(self._accept.findData(state.value(CANCEL_ACCEPT)), 0))
        if self.undo is not None:
            with QSignalBlocker(self.undo):
                self.undo.setValue(int(state.value(UNDO) or 0))
        if self.pictures is not None:
            with QSignalBlocker(self.pictures):
                self.pictures.setCurrentIndex(max(self.pictures.findData(state.value(PICTURES)), 0))
        self._show_changes(state)

    def hold(self, *, busy: bool, locked: bool = False) -> None:
        """While RetailCRM is asked the same button stops that; while it is saved, nothing can be changed."""
        if locked:
            self._place = self._key_at_focus() or self._last
            self.read_button.setFocus()
        self.read_button.setText(self.tr("Stop  Esc") if busy else self.tr("Read RetailCRM again"))
        self._busy = busy
        self._stop_key.setEnabled(busy)
        self._scroll.setEnabled(not locked)
        self.show_step("")
        if locked:
            for button in (self.save_button, self.forget_button):
                button.setEnabled(False)

    @property
    def is_busy(self) -> bool:
        """Whether RetailCRM is being asked."""
        return self._busy

    def show_step(self, words: str) -> None:
        """How far RetailCRM has been read."""
        self._step.setText(words)

    def go_back(self) -> None:
        """To the line where the person was before it was saved; who has gone elsewhere stays there."""
        field = self._field(self._place)
        if field is not None and self.read_button.hasFocus():
            field.setFocus()
        self._place = ""

    def _key_at_focus(self) -> str:
        """Of the line at which the person stands; empty for none."""
        keys = [key for group in self.groups for key in group.choices]
        at = (key for key in (*keys, UNDO, PICTURES, CANCEL_ACCEPT) if self._is_at(key))
        return next(at, "")

    def _is_at(self, key: str) -> bool:
        field = self._field(key)
        return field is not None and field.hasFocus()

    def _field(self, key: str) -> QWidget | None:
        own: Mapping[str, QWidget | None] = {
            UNDO: self.undo,
            PICTURES: self.pictures,
            CANCEL_ACCEPT: self._accept,
        }
        if key in own:
            return own[key]
        return next((group.choices[key] for group in self.groups if key in group.choices), None)

    @Slot(str, str)
    def _note(self, key: str, _value: str) -> None:
        self._last = key

    @Slot()
    def _read_or_stop(self) -> None:
        (self.stop_asked if self._busy else self.read_asked).emit()

    def scroll_to(self, pixels: int) -> None:
        """From the top of the tables."""
        self._scroll.verticalScrollBar().setValue(pixels)

    def arrive(self) -> None:
        first = next((box for group in self.groups for box in group.choices.values()), None)
        (first if first is not None and not self.message else self.read_button).setFocus()

    def _show_changes(self, state: MappingState | None) -> None:
        changes = state.changes if state is not None else 0
        missed = state.missed() if state is not None else 0
        self._count.setText(self.tr("%n change(s) not saved", "", changes) if changes else "")
        errors = state.errors() if state is not None else 0
        told = (
            self.tr("%n line(s) with an error", "", errors) if errors else "",
            self.tr("%n line(s) that most shops map are not mapped", "", missed) if missed else "",
        )
        self._notice.setText(". ".join(filter(None, told)))
        dress(self._notice, tone=Tone.DANGER if errors else Tone.MUTED)
        self.save_button.setEnabled(bool(changes))
        self.forget_button.setEnabled(bool(changes))

    def _made_extra(self, state: MappingState, place: QWidget) -> QFrame:
        """What is decided here and not in RetailCRM."""
        frame = QFrame(place)
        dress(frame, Role.CARD)
        column = QVBoxLayout(frame)
        column.setContentsMargins(16, 16, 16, 16)
        column.setSpacing(8)
        column.addWidget(plain_label(self.tr("The desk"), Role.HEADING))
        self.undo = inset(QSpinBox())
        self.undo.setRange(0, _LONGEST_UNDO)
        self.undo.valueChanged.connect(self._tell_undo)
        column.addLayout(_line(self.tr("Seconds in which an action can be taken back"), self.undo))
        self._add_pictures(column)
        self._accept = self._made_accept() if state.read.cancel_accept is not None else None
        if self._accept is not None:
            column.addLayout(_line(self.tr("DSM: a buyer cancels before the courier has it"), self._accept))
        return frame

    def _add_pictures(self, column: QVBoxLayout) -> None:
        box = CalmChoice()
        box.addItem(self.tr("from sites on the internet"), "internet")
        box.addItem(self.tr("from our own network as well"), "anywhere")
        box.addItem(self.tr("from nowhere"), "off")
        box.activated.connect(self._tell_pictures)
        self.pictures = box
        column.addLayout(_line(self.tr("Pictures of goods at the packing bench"), box))
        told = self.tr(
            "The service fetches them from the addresses in the catalogue. “Our own network as well” lets the"
            " catalogue point it at any computer of this network: choose it only where the pictures lie on a"
            " server of your own. “From nowhere” packs by names alone."
        )
        column.addWidget(plain_label(told, tone=Tone.MUTED))

    def _made_accept(self) -> QComboBox:
        box = CalmChoice()
        box.addItem(self.tr("agree by itself"), "auto")
        box.addItem(self.tr("ask a person"), "ask")
        box.activated.connect(self._tell_accept)
        return box

    @Slot(int)
    def _tell_undo(self, seconds: int) -> None:
        self.chosen.emit(UNDO, str(seconds))

    @Slot()
    def _tell_pictures(self) -> None:
        if self.pictures is not None:
            self.chosen.emit(PICTURES, self.pictures.currentData())

    @Slot()
    def _tell_accept(self) -> None:
        if self._accept is not None:
            self.chosen.emit(CANCEL_ACCEPT, self._accept.currentData())

    def _connect(self) -> None:
        self.connections.textActivated.connect(self.connection_chosen)
        self.save_button.clicked.connect(self.save_asked)
        self.forget_button.clicked.connect(self.forget_asked)
        self.read_button.clicked.connect(self._read_or_stop)
        self._stop_key.activated.connect(self.stop_asked)
        self._stop_key.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self._stop_key.setEnabled(False)
        self.chosen.connect(self._note)

    def _arrange(self) -> None:
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._message.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._stack.addWidget(self._message)
        self._stack.addWidget(self._scroll)
        head = QHBoxLayout()
        head.addWidget(plain_label(self.tr("Mappings"), Role.HEADING, wraps=False))
        head.addWidget(self._notice, 1)
        head.addWidget(self.connections)
        head.addWidget(self.read_button)
        foot = QHBoxLayout()
        foot.addWidget(self._count)
        foot.addWidget(self._step, 1)
        foot.addWidget(self.forget_button)
        foot.addWidget(self.save_button)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(12)
        rows.addLayout(head)
        rows.addWidget(self._stack, 1)
        rows.addLayout(foot)


def _line(words: str, field: QWidget) -> QHBoxLayout:
    field.setAccessibleName(words)
    caption = plain_label(words)
    caption.setBuddy(field)
    line = QHBoxLayout()
    line.addWidget(caption, 1)
    line.addWidget(field)
    return line
