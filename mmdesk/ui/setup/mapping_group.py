"""One table of the mappings: what it does, and a line with a choice for each name of the other system."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from PySide6.QtCore import QCoreApplication, QSignalBlocker, Qt, Signal, Slot
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QComboBox, QFrame, QGridLayout, QVBoxLayout, QWidget

from mmdesk.services.mapping_sheet import Group, GroupKind, Row
from mmdesk.ui.plain_text import plain_label
from mmdesk.ui.plain_words import one_line
from mmdesk.ui.setup.mapping_state import MappingState
from mmdesk.ui.theme import Role, Tone, dress
from mmdesk.ui.words import spoken

_CHOICE_WIDTH: Final = 280


class CalmChoice(QComboBox):
    """The wheel scrolls the page and never changes what is chosen."""

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()


class _Line:
    """The widgets of one row."""

    def __init__(self, row: Row) -> None:
        self.row = row
        self.name = plain_label(spoken(row.name), Role.STRONG)
        self.code = plain_label(row.code, Role.CAPTION)
        self.choice = CalmChoice()
        self.choice.setMinimumWidth(_CHOICE_WIDTH)
        self.choice.setAccessibleName(one_line(spoken(row.name)))
        self.mark = plain_label()


class MappingGroup(QFrame):
    """A choice is told at once; nothing is stored here."""

    chosen = Signal(str, str)
    """The setting's key and its value."""

    def __init__(self, group: Group, state: MappingState, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._group = group
        self._lines = {row.key: _Line(row) for row in group.rows}
        dress(self, Role.CARD)
        self._arrange()
        for line in self._lines.values():
            self._fill(line, state)
            line.choice.activated.connect(self._tell)
        self.show_state(state)

    @property
    def choices(self) -> Mapping[str, QComboBox]:
        """By the settings' keys."""
        return {key: line.choice for key, line in self._lines.items()}

    def mark_of(self, key: str) -> str:
        """What is said beside a row."""
        return self._lines[key].mark.text()

    def show_state(self, state: MappingState) -> None:
        for key, line in self._lines.items():
            with QSignalBlocker(line.choice):
                line.choice.setCurrentIndex(max(line.choice.findData(state.value(key)), 0))
            self._mark(line, state)

    def _fill(self, line: _Line, state: MappingState) -> None:
        for value, name in state.choices(self._group, line.row):
            line.choice.addItem(one_line(spoken(name)), value)

    def _mark(self, line: _Line, state: MappingState) -> None:
        trouble = state.trouble(line.row)
        if trouble is not None:
            line.mark.setText(spoken(trouble))
            dress(line.mark, tone=Tone.DANGER)
        elif state.is_missed(line.row):
            line.mark.setText(self.tr("not mapped"))
            dress(line.mark, tone=Tone.WARN)
        else:
            line.mark.clear()
        line.choice.setAccessibleDescription(line.mark.text())

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
        column.addWidget(plain_label(title, Role.HEADING))
        column.addWidget(plain_label(explanation, tone=Tone.MUTED))
        if not self._lines:
            column.addWidget(
                plain_label(self.tr("RetailCRM has no cancelling item status yet."), tone=Tone.WARN)
            )
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(6)
        grid.setColumnStretch(0, 2)
        grid.setColumnStretch(3, 2)
        for number, line in enumerate(self._lines.values()):
            grid.addWidget(line.name, number, 0)
            grid.addWidget(line.code, number, 1)
            grid.addWidget(line.choice, number, 2)
            grid.addWidget(line.mark, number, 3, Qt.AlignmentFlag.AlignVCenter)
        column.addLayout(grid)


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
                translate("MappingGroup", "ДСМ: item status in RetailCRM → why it was not handed over"),
                translate(
                    "MappingGroup", "For orders that the courier could hand over only in part, or not at all."
                ),
            )
        case GroupKind.CREATED:
            return (
                translate("MappingGroup", "Orders that mmdesk creates in RetailCRM"),
                translate("MappingGroup", "Empty: RetailCRM's own default for orders made by API."),
            )
