"""Enter an operator or change one: name, role and PIN."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Slot
from PySide6.QtWidgets import QComboBox, QDialog, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from mmdesk.domain import role as roles
from mmdesk.errors import MmdeskError
from mmdesk.services.roster import BadOperator, BadPin, Person
from mmdesk.ui.plain_text import plain_label
from mmdesk.ui.plain_words import one_line
from mmdesk.ui.setup.form_field import FormField
from mmdesk.ui.theme import Role, Theme, Tone, dress
from mmdesk.ui.words import language, spoken

_WIDTH = 480


class OperatorDialog(QDialog):
    """Stays open while what was typed will not do. `person` None enters a new one; then a PIN can be set."""

    def __init__(
        self, person: Person | None, theme: Theme, parent: QWidget | None = None, *, first: bool = False
    ) -> None:
        super().__init__(parent)
        self.person = person
        self.first = first
        title = (
            self.tr("New operator") if person is None else self.tr("Operator {name}").format(name=person.name)
        )
        self.setWindowTitle(one_line(title))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(_WIDTH)
        self.name = FormField(self.tr("Name"), self.tr("As the history of orders shows who did what."), theme)
        self.role = QComboBox()
        self._role_hint = plain_label(tone=Tone.MUTED)
        self.pin = FormField(
            self.tr("PIN"),
            self.tr("Four to eight digits; empty: nobody is asked for one.")
            if person is None or not person.has_pin
            else self.tr("Empty: the PIN stays as it is."),
            theme,
            secret=True,
        )
        self.no_pin = QPushButton(self.tr("Take the PIN away"))
        self.no_pin.setVisible(person is not None and person.has_pin)
        self.save_button = QPushButton(self.tr("Save"))
        self._complaint = plain_label(tone=Tone.DANGER)
        self._complaint.hide()
        self._column = QVBoxLayout(self)
        self._fill(first=first)
        self._arrange(title)

    @property
    def chosen_role(self) -> roles.Role:
        return roles.Role(self.role.currentData())

    @property
    def complaint(self) -> str:
        return self._complaint.text()

    def complain(self, error: MmdeskError) -> None:
        self.save_button.setEnabled(True)
        words = error.sentence(language())
        where = None
        if isinstance(error, BadOperator):
            where = self.pin if isinstance(error, BadPin) else self.name
        for field in (self.name, self.pin):
            field.show_fault(words if field is where else "")
        self._complaint.setText("" if where else words)
        self._complaint.setVisible(where is None)
        (where or self.name).take_focus()

    def event(self, event: QEvent) -> bool:
        """A refusal gets room."""
        handled = super().event(event)
        if event.type() == QEvent.Type.LayoutRequest and self.isVisible():
            self.resize(self.width(), max(self.height(), self._column.totalHeightForWidth(self.width())))
        return handled

    def _fill(self, *, first: bool) -> None:
        self.role.setAccessibleName(self.tr("Role"))
        offered = (roles.Role.MANAGER,) if first else tuple(roles.Role)
        for role in offered:
            self.role.addItem(spoken(roles.ROLE_NAMES[role]).capitalize(), role.value)
        if self.person is not None:
            self.name.show_value(self.person.name)
            self.role.setCurrentIndex(max(self.role.findData(self.person.role.value), 0))
        self.role.currentIndexChanged.connect(self._explain)
        self._explain()

    @Slot()
    def _explain(self) -> None:
        words = {
            roles.Role.PACKER: self.tr("The bench and printing."),
            roles.Role.DESK: self.tr("All that is done to orders, and the queue of what is sent."),
            roles.Role.MANAGER: self.tr("Everything; the first operator is always a manager."),
        }
        self._role_hint.setText(words[self.chosen_role])

    def _arrange(self, title: str) -> None:
        dress(self.save_button, Role.PRIMARY)
        self.save_button.setDefault(True)
        leave = QPushButton(self.tr("Cancel"))
        leave.clicked.connect(self.reject)
        for button in (leave, self.no_pin):
            button.setAutoDefault(False)
        buttons = QHBoxLayout()
        buttons.addWidget(self.no_pin)
        buttons.addStretch(1)
        buttons.addWidget(leave)
        buttons.addWidget(self.save_button)
        caption = plain_label(self.tr("Role"), Role.STRONG)
        caption.setBuddy(self.role)
        column = self._column
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(12)
        column.addWidget(plain_label(title, Role.TITLE))
        column.addWidget(self.name)
        field = QVBoxLayout()
        field.setSpacing(4)
        for widget in (caption, self.role, self._role_hint):
            field.addWidget(widget)
        column.addLayout(field)
        column.addWidget(self.pin)
        column.addWidget(self._complaint)
        column.addLayout(buttons)
        self.pin.edit.setInputMethodHints(Qt.InputMethodHint.ImhDigitsOnly)
        self.pin.edit.setEchoMode(QLineEdit.EchoMode.Password)
        self.name.take_focus()
