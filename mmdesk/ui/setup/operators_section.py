"""The section «Операторы»: who works at the workstations, in which role, with or without a PIN."""

from __future__ import annotations

from functools import partial
from typing import ClassVar, Final

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from mmdesk.domain import role as roles
from mmdesk.services.operators import Operator
from mmdesk.services.roster import Person, Roster
from mmdesk.ui.changes import ChangeNotice
from mmdesk.ui.confirm_dialog import ConfirmDialog
from mmdesk.ui.messages import Messages
from mmdesk.ui.padded import Padded
from mmdesk.ui.plain_text import plain_label
from mmdesk.ui.setup.operator_dialog import OperatorDialog
from mmdesk.ui.setup.section import Section
from mmdesk.ui.tasks import TaskRunner
from mmdesk.ui.theme import ROW_HEIGHT, Role, Theme, Tone, dress
from mmdesk.ui.words import spoken

_COLUMNS: Final = 3

_WIDTHS: Final = {1: 160, 2: 128}
"""Of the role and the PIN; the name has what is left over."""
_TOPIC: Final = "operators"


class OperatorsSection(Section):
    """Reads the roster again at each change; Enter changes the person in the marked line."""

    first_entered = Signal()
    """The roster had nobody before: the account's name no longer stands for everybody."""

    name = "operators"
    icon_name: ClassVar[str] = "person"

    def __init__(
        self,
        roster: Roster,
        operator: Operator,
        runner: TaskRunner,
        changes: ChangeNotice,
        messages: Messages,
        theme: Theme,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._roster = roster
        self._operator = operator
        self._runner = runner
        self._messages = messages
        self._theme = theme
        self._people: tuple[Person, ...] = ()
        self._leaving: Person | None = None
        self.table = QTableWidget(0, _COLUMNS)
        self.table.setItemDelegate(Padded(self.table))
        self.add_button = QPushButton(self.tr("Add an operator…"))
        self.change_button = QPushButton(self.tr("Change…"))
        self.remove_button = QPushButton(self.tr("Remove…"))
        self._notice = plain_label(tone=Tone.MUTED)
        self._set_up_table()
        self._arrange()
        self._connect(changes)
        self._show(())

    def title(self) -> str:
        return self.tr("Operators")

    def arrive(self) -> None:
        (self.table if self._people else self.add_button).setFocus()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.look()

    @Slot()
    def look(self) -> None:
        if self.isVisible():
            self._runner.read(
                self._roster.people,
                owner=self,
                done=self._show,
                failed=partial(self._messages.show_error, about=_TOPIC),
                topic=_TOPIC,
            )

    @property
    def _marked(self) -> Person | None:
        row = self.table.currentRow()
        return self._people[row] if 0 <= row < len(self._people) else None

    def _show(self, people: tuple[Person, ...]) -> None:
        self._messages.over(_TOPIC)
        marked = self._marked
        self._people = people
        self.table.setRowCount(len(people))
        for row, person in enumerate(people):
            pin = self.tr("with a PIN") if person.has_pin else self.tr("without a PIN")
            for column, words in enumerate((person.name, spoken(person.role_name), pin)):
                self.table.setItem(row, column, QTableWidgetItem(words))
        names = [person.operator_id for person in people]
        if people:
            kept = names.index(marked.operator_id) if marked and marked.operator_id in names else 0
            self.table.selectRow(kept)
        self.table.setVisible(bool(people))
        self._notice.setText(self._told())
        for button in (self.change_button, self.remove_button):
            button.setEnabled(bool(people))

    def _told(self) -> str:
        if self._people:
            return self.tr(
                "Roles guard against mistakes. Who works here is changed in the menu at the lower left."
            )
        return self.tr(
            "Nobody is entered yet: everybody works under the name of this computer's account and may do "
            "everything. Enter yourself first, as a manager; then packers and the order desk."
        )

    @Slot()
    def _add(self) -> None:
        self._open(OperatorDialog(None, self._theme, self.window(), first=not self._people))

    @Slot()
    def _change(self) -> None:
        if self._marked is not None:
            self._open(OperatorDialog(self._marked, self._theme, self.window()))

    def _open(self, dialog: OperatorDialog) -> None:
        dialog.save_button.clicked.connect(partial(self._save, dialog))
        dialog.no_pin.clicked.connect(partial(self._take_pin, dialog))
        dialog.open()

    def _save(self, dialog: OperatorDialog) -> None:
        dialog.save_button.setEnabled(False)
        work = partial(
            _save,
            self._roster,
            self._operator,
            dialog.person,
            dialog.name.value,
            dialog.chosen_role,
            dialog.pin.value,
        )
        self._runner.write(work, owner=dialog, done=partial(self._saved, dialog), failed=dialog.complain)

    def _take_pin(self, dialog: OperatorDialog) -> None:
        assert dialog.person is not None
        work = partial(self._roster.set_pin, self._operator, dialog.person, "")
        self._runner.write(work, owner=dialog, done=partial(self._saved, dialog), failed=dialog.complain)

    def _saved(self, dialog: OperatorDialog, _nothing: None) -> None:
        dialog.accept()
        self.look()
        if dialog.first:
            self.first_entered.emit()

    @Slot()
    def _ask_removal(self) -> None:
        self._leaving = self._marked
        if self._leaving is None:
            return
        question = ConfirmDialog(
            self.tr("Remove operator {name}?").format(name=self._leaving.name),
            (
                self.tr(
                    "Nobody can work under this name any more. What was done stays in the history of orders."
                ),
            ),
            self.tr("Remove"),
            self._theme,
            self.window(),
        )
        question.accepted.connect(self._remove)
        question.open()

    @Slot()
    def _remove(self) -> None:
        if self._leaving is not None:
            work = partial(self._roster.remove, self._operator, self._leaving)
            self._runner.write(work, owner=self, done=self._removed, failed=self._messages.show_error)

    def _removed(self, _nothing: None) -> None:
        self.look()

    def _set_up_table(self) -> None:
        table = self.table
        table.setAccessibleName(self.tr("Operators"))
        table.setHorizontalHeaderLabels([self.tr("Name"), self.tr("Role"), self.tr("PIN")])
        table.horizontalHeader().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        for column, width in _WIDTHS.items():
            table.setColumnWidth(column, width)
        table.horizontalHeader().setDefaultAlignment(
            Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        )
        table.verticalHeader().setVisible(False)
        table.verticalHeader().setDefaultSectionSize(ROW_HEIGHT)
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.setTabKeyNavigation(False)
        table.setShowGrid(False)

    def _arrange(self) -> None:
        dress(self.add_button, Role.PRIMARY)
        buttons = QHBoxLayout()
        for button in (self.add_button, self.change_button, self.remove_button):
            buttons.addWidget(button)
        buttons.addStretch(1)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(12)
        rows.addWidget(plain_label(self.title(), Role.HEADING))
        rows.addWidget(self._notice)
        rows.addWidget(self.table, 1)
        rows.addLayout(buttons)
        rows.addStretch(0)

    def _connect(self, changes: ChangeNotice) -> None:
        changes.changed.connect(self.look)
        self.table.itemActivated.connect(self._change)
        self.add_button.clicked.connect(self._add)
        self.change_button.clicked.connect(self._change)
        self.remove_button.clicked.connect(self._ask_removal)


def _save(roster: Roster, by: Operator, person: Person | None, name: str, role: roles.Role, pin: str) -> None:
    if person is None:
        roster.add(by, name, role, pin)
    else:
        roster.change(by, person, name=name, role=role, pin=pin or None)
