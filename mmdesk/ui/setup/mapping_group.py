"""One table of the mappings: what it does, and a line with a choice for each name of the other system."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from PySide6.QtCore import QCoreApplication, QSignalBlocker, Qt, Signal, Slot
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QComboBox, QFrame, QGridLayout, QVBoxLayout, QWidget

from mmdesk.services.mapping_sheet import Group, GroupKind, Row
from mmdesk.ui.in_steps import Steps
from mmdesk.ui.plain_text import plain_label
from mmdesk.ui.plain_words import one_line
from mmdesk.ui.setup.mapping_state import MappingState
from mmdesk.ui.theme import Role, Tone, dress
from mmdesk.ui.words import spoken

_NAME_WIDTH: Final = 160
_CODE_WIDTH: Final = 170
_CHOICE_WIDTH: Final = 240
"""The same in every table, so that the choices of all stand under each other."""
_LINES_A_STEP: Final = 4


class CalmChoice(QComboBox):
    """The wheel scrolls the page and never changes what is chosen."""

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()


class _Line:
    """The widgets of one row, in their place from the beginning: a list that moves house makes its pop-up."""

    def __init__(self, row: Row, place: QWidget) -> None:
        self.row = row
        self.name = plain_label(spoken(row.name), Role.STRONG, parent=place)
        self.code = plain_label(row.code, Role.CAPTION, parent=place)
        self.name.setFixedWidth(_NAME_WIDTH)
        self.choice = CalmChoice(place)
        self.choice.setMinimumWidth(_CHOICE_WIDTH)
        self.choice.setAccessibleName(one_line(spoken(row.name)))
        self.mark = plain_label(tone=Tone.WARN, parent=place)
        """Beside the choice: a word."""
        self.trouble = plain_label(tone=Tone.DANGER, parent=place)
        """Below it: a sentence."""
        self.trouble.hide()

    def dress(self) -> None:
        """Now and not with all others when they come into sight."""
        for widget in (self.name, self.code, self.choice, self.mark, self.trouble):
            widget.ensurePolished()


class MappingGroup(QFrame):
    """A choice is told at once; nothing is stored here."""

    chosen = Signal(str, str)
    """The setting's key and its value."""

    def __init__(self, group: Group, parent: QWidget | None = None) -> None:
        """Without its lines: `make_lines` makes them."""
        super().__init__(parent)
        self._group = group
        self._lines: dict[str, _Line] = {}
        self._grid = QGridLayout()
        self._errors = plain_label(tone=Tone.DANGER, parent=self)
        dress(self, Role.CARD)
        self._arrange()

    def make_lines(self, state: MappingState) -> Steps:
        """In steps, since every line takes about two milliseconds."""
        for number, row in enumerate(self._group.rows):
            line = _Line(row, self)
            self._lines[row.key] = line
            for column, widget in enumerate((line.name, line.code, line.choice)):
                self._grid.addWidget(widget, 2 * number, column)
            self._grid.addWidget(line.mark, 2 * number, 3, Qt.AlignmentFlag.AlignVCenter)
            self._grid.addWidget(line.trouble, 2 * number + 1, 2, 1, 2)
            self._fill(line, state)
            self._show(line, state)
            line.choice.activated.connect(self._tell)
            line.dress()
            if number % _LINES_A_STEP == _LINES_A_STEP - 1:
                yield
        self._count(state)

    def take(self, group: Group) -> None:
        """The same lines with other values; `show_state` shows them."""
        self._group = group
        for row in group.rows:
            self._lines[row.key].row = row

    @property
    def choices(self) -> Mapping[str, QComboBox]:
        """By the settings' keys."""
        return {key: line.choice for key, line in self._lines.items()}

    def mark_of(self, key: str) -> str:
        """What is said beside a row."""
        line = self._lines[key]
        return line.trouble.text() or line.mark.text()

    def show_state(self, state: MappingState) -> None:
        for line in self._lines.values():
            self._show(line, state)
        self._count(state)

    def _count(self, state: MappingState) -> None:
        """Under the heading: the line itself may be far below."""
        errors = state.errors(self._group)
        self._errors.setText(self.tr("%n line(s) with an error", "", errors) if errors else "")
        self._errors.setVisible(bool(errors))

    @property
    def errors(self) -> str:
        """What is said of them under the heading."""
        return self._errors.text()

    def _show(self, line: _Line, state: MappingState) -> None:
        with QSignalBlocker(line.choice):
            line.choice.setCurrentIndex(max(line.choice.findData(state.value(line.row.key)), 0))
        self._mark(line, state)

    def _fill(self, line: _Line, state: MappingState) -> None:
        for value, name in state.choices(self._group, line.row):
            line.choice.addItem(one_line(spoken(name)), value)

    def _mark(self, line: _Line, state: MappingState) -> None:
        trouble = state.trouble(line.row)
        missed = trouble is None and state.is_missed(line.row)
        line.trouble.setText(spoken(trouble) if trouble is not None else "")
        line.trouble.setVisible(trouble is not None)
        line.mark.setText(self.tr("not mapped") if missed else "")
        line.choice.setAccessibleDescription(line.trouble.text() or line.mark.text())

    @Slot()
    def _tell(self) -> None:
        box = self.sender()
        for key, line in self._lines.items():
            if line.choice is box:
                self.chosen.emit(key, line.choice.currentData())

    def _arrange(self) -> None:
        title, explanation = _words(self._group.kind)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 16)
        column.setSpacing(8)
        column.addWidget(plain_label(title, Role.HEADING, parent=self))
        column.addWidget(self._errors)
        column.addWidget(plain_label(explanation, tone=Tone.MUTED, parent=self))
        self._errors.hide()
        if not self._group.rows:
            words = self.tr("RetailCRM has no cancelling item status yet.")
            column.addWidget(plain_label(words, tone=Tone.WARN, parent=self))
        self._grid.setHorizontalSpacing(16)
        self._grid.setVerticalSpacing(6)
        self._grid.setColumnMinimumWidth(1, _CODE_WIDTH)
        self._grid.setColumnStretch(3, 1)
        column.addLayout(self._grid)


def _words(kind: GroupKind) -> tuple[str, str]:
    """Title and explanation."""
    translate = QCoreApplication.translate
    match kind:
        case GroupKind.FOLLOW:
            return (
                translate("MappingGroup", "Status at Megamarket → order status in RetailCRM"),
                translate(
                    "MappingGroup",
                    "When Megamarket's status changes, the order in RetailCRM takes this one. "
                    "What staff set by hand in between stays.",
                ),
            )
        case GroupKind.ASK:
            return (
                translate("MappingGroup", "Order status in RetailCRM → action at Megamarket"),
                translate(
                    "MappingGroup",
                    "Staff who work in RetailCRM alone ask for these actions by the order's status.",
                ),
            )
        case GroupKind.LOT_CANCEL:
            return (
                translate("MappingGroup", "Cancelled lot → item status in RetailCRM"),
                translate(
                    "MappingGroup",
                    "Only item statuses that take goods out of an order are offered. In RetailCRM they are "
                    "made under Settings → Statuses → Item statuses.",
                ),
            )
        case GroupKind.REJECT:
            return (
                translate("MappingGroup", "Item status in RetailCRM → reason told to Megamarket"),
                translate(
                    "MappingGroup",
                    "When staff give an item such a status, its lot is rejected for this reason.",
                ),
            )
        case GroupKind.CLOSE:
            return (
                translate("MappingGroup", "DSM: item status in RetailCRM → why it was not handed over"),
                translate(
                    "MappingGroup", "For orders that the courier could hand over only in part, or not at all."
                ),
            )
        case GroupKind.CREATED:
            return (
                translate("MappingGroup", "Orders that mmdesk creates in RetailCRM"),
                translate("MappingGroup", "Empty: RetailCRM's own default for orders made by API."),
            )
