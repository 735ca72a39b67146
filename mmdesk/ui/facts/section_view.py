"""One section of a page: a table, or why it is empty, over the current row in whole sentences."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from mmdesk.ui.facts.details_card import Details, DetailsCard
from mmdesk.ui.facts.facts_model import Column, Line
from mmdesk.ui.facts.facts_table import FactsTable
from mmdesk.ui.notice_page import NoticePage
from mmdesk.ui.theme import Theme


class SectionView(QWidget):
    """A section says what its rows are; rows are shown and stood at here."""

    def __init__(
        self,
        columns: Sequence[Column],
        name: str,
        empty: NoticePage,
        theme: Theme,
        parent: QWidget | None = None,
        *,
        many: bool = False,
    ) -> None:
        super().__init__(parent)
        self.theme = theme
        self.table = FactsTable(columns, theme, name, many=many)
        self.card = DetailsCard(theme)
        self.empty = empty
        self.head = QHBoxLayout()
        self.head.setSpacing(8)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.table)
        self._stack.addWidget(empty)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(8)
        self.column.addLayout(self.head)
        self.column.addWidget(self._stack, 1)
        self.column.addWidget(self.card)
        self.setFocusProxy(self.table)
        self.table.current_changed.connect(self.show_current)
        if many:
            self.table.marked_changed.connect(self.show_current)

    def show_lines(self, lines: Sequence[Line]) -> None:
        self._stack.setCurrentWidget(self.table if lines else self.empty)
        self.table.show_lines(lines)
        if lines and not self.table.current_key:
            self.table.go_to_row(0)
        self.show_current()

    def arrive(self) -> None:
        """Where work begins: at the table, or at the one button of an empty section."""
        if self._stack.currentWidget() is self.table:
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.empty.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def show_current(self) -> None:
        self.card.show_details(self.details(self.table.current_key))

    def details(self, _key: str) -> Details | None:
        """Of the row with this key, empty for none; also switches what can be pressed."""
        return None

    def made_button(self, words: str, tip: str = "") -> QPushButton:
        """On the card of the current row."""
        button = QPushButton(words)
        button.setToolTip(tip)
        self.card.add_button(button)
        return button
