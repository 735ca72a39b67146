"""Who works here? Names to choose from, and a PIN for those who have one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from mmdesk.errors import MmdeskError
from mmdesk.ui.padded import Padded
from mmdesk.ui.plain_text import plain_label
from mmdesk.ui.sign_in_state import first_row
from mmdesk.ui.tasks import TaskRunner
from mmdesk.ui.theme import ROW_HEIGHT, Role, Theme, Tone, dress
from mmdesk.ui.words import language, spoken

if TYPE_CHECKING:
    from mmdesk.services.operators import Operator
    from mmdesk.services.roster import OperatorId, Person

_COLUMN: Final = 420
_LONGEST_PIN: Final = 8
_LIST_HEIGHT: Final = 224

SignIn = Callable[["OperatorId", str], "Operator"]


class SignInView(QWidget):
    """Arrows choose, Enter signs in; the field for the PIN is there for those who have one."""

    signed_in = Signal(object)
    """The Operator."""

    def __init__(
        self,
        people: Sequence[Person],
        remembered: str,
        sign_in: SignIn,
        runner: TaskRunner,
        theme: Theme,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._people = people
        self._sign_in = sign_in
        self._runner = runner
        self._theme = theme
        self.names = QListWidget()
        self.names.setItemDelegate(Padded(self.names))
        self.pin = QLineEdit()
        self.pin.setAccessibleName(self.tr("PIN"))
        self.enter_button = QPushButton(self.tr("Begin work"))
        self._pin_line = QWidget()
        self._complaint = plain_label(tone=Tone.DANGER)
        self._fill(remembered)
        self._arrange()
        self._connect()
        self._choose(self.names.currentRow())

    @property
    def complaint(self) -> str:
        return self._complaint.text()

    def focusInEvent(self, _event: QFocusEvent) -> None:
        """Where the answer is missing."""
        (self.pin if self._chosen.has_pin else self.names).setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self._ask()
        elif event.key() in {Qt.Key.Key_Up, Qt.Key.Key_Down}:
            # From the field of the PIN, which has no use for them.
            self._move(1 if event.key() == Qt.Key.Key_Down else -1)
        else:
            super().keyPressEvent(event)

    def _move(self, by: int) -> None:
        row = self.names.currentRow() + by
        if 0 <= row < self.names.count():
            self.names.setCurrentRow(row)
            self.setFocus()

    @property
    def _chosen(self) -> Person:
        return self._people[max(self.names.currentRow(), 0)]

    def _fill(self, remembered: str) -> None:
        self.names.setAccessibleName(self.tr("Who works here"))
        for person in self._people:
            entry = QListWidgetItem(f"{person.name} · {spoken(person.role_name)}", self.names)
            entry.setSizeHint(QSize(0, ROW_HEIGHT))
        self.names.setCurrentRow(first_row(self._people, remembered))
        self.names.setMaximumHeight(_LIST_HEIGHT)
        self.pin.setEchoMode(QLineEdit.EchoMode.Password)
        self.pin.setMaxLength(_LONGEST_PIN)
        self.pin.setInputMethodHints(Qt.InputMethodHint.ImhDigitsOnly)
        dress(self.enter_button, Role.PRIMARY)

    def _arrange(self) -> None:
        caption = plain_label(self.tr("PIN"), Role.CAPTION, wraps=False)
        caption.setBuddy(self.pin)
        line = QHBoxLayout(self._pin_line)
        line.setContentsMargins(0, 0, 0, 0)
        line.addWidget(caption)
        line.addWidget(self.pin, 1)
        frame = QWidget()
        frame.setFixedWidth(_COLUMN)
        column = QVBoxLayout(frame)
        column.setSpacing(12)
        column.addWidget(plain_label(self.tr("Who works here?"), Role.TITLE))
        column.addWidget(self.names)
        column.addWidget(self._pin_line)
        column.addWidget(self._complaint)
        column.addWidget(self.enter_button)
        rows = QVBoxLayout(self)
        rows.addStretch(2)
        middle = QHBoxLayout()
        middle.addStretch(1)
        middle.addWidget(frame)
        middle.addStretch(1)
        rows.addLayout(middle)
        rows.addStretch(3)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def _connect(self) -> None:
        self.names.currentRowChanged.connect(self._choose)
        self.names.itemActivated.connect(self._ask)
        self.pin.returnPressed.connect(self._ask)
        self.enter_button.clicked.connect(self._ask)

    @Slot(int)
    def _choose(self, _row: int) -> None:
        self._pin_line.setVisible(self._chosen.has_pin)
        self.pin.clear()
        self._complaint.clear()

    @Slot()
    def _ask(self) -> None:
        if not self.enter_button.isEnabled():
            return
        if self._chosen.has_pin and not self.pin.text():
            self.pin.setFocus()
            return
        self.enter_button.setEnabled(False)
        work = partial(self._sign_in, self._chosen.operator_id, self.pin.text())
        self._runner.write(work, owner=self, done=self._done, failed=self._failed)

    def _done(self, operator: Operator) -> None:
        self.enter_button.setEnabled(True)
        self.pin.clear()
        self.signed_in.emit(operator)

    def _failed(self, error: MmdeskError) -> None:
        self.enter_button.setEnabled(True)
        self._complaint.setText(error.sentence(language()))
        self.pin.selectAll()
        self.pin.setFocus()


class SignInDialog(QDialog):
    """The same while somebody works already; Esc lets them go on."""

    def __init__(self, view: SignInView, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.view = view
        self.operator: Operator | None = None
        self.setWindowTitle(self.tr("Who works here?"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        QVBoxLayout(self).addWidget(view)
        view.signed_in.connect(self._take)
        view.setFocus()

    @Slot(object)
    def _take(self, operator: Operator) -> None:
        self.operator = operator
        self.accept()
