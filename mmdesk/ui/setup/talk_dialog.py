"""What all dialogs about one connection share that ask a remote before anything is changed."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar, Final

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from mmdesk.errors import MmdeskError, Text
from mmdesk.services.check import Check
from mmdesk.services.connection_desk import ConnectionDesk, ConnectionLook, TrialFailed
from mmdesk.services.connection_draft import Field
from mmdesk.services.connection_trial import field_of
from mmdesk.ui.plain_text import plain_label
from mmdesk.ui.plain_words import one_line
from mmdesk.ui.setup.checks_state import ChecksState, CheckStage
from mmdesk.ui.setup.checks_view import ChecksView
from mmdesk.ui.setup.form_field import FormField
from mmdesk.ui.setup.remote_talk import RemoteTalk
from mmdesk.ui.theme import Role, Theme, Tone, dress
from mmdesk.ui.words import spoken

WIDTH: Final = 640
_CHECKS_HEIGHT: Final = 320
_MARGIN: Final = 24
_BESIDE: Final = 48
"""What stays free of the screen above and below."""
_NOTHING_CHANGED: Final = Text(
    "Ничего не изменено. Исправьте отмеченное и сохраните ещё раз.",
    "Nothing was changed. Correct what is marked and save again.",
)


class _Form(QScrollArea):
    """As high as what is in it wants to be; on a screen too low for that it scrolls, and squeezes nothing."""

    def __init__(self, body: QVBoxLayout) -> None:
        super().__init__()
        self._body = body
        self._inner = inner = QWidget()
        body.setContentsMargins(0, 0, 0, 0)
        inner.setLayout(body)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setWidget(inner)
        for part in (self.viewport(), inner):
            part.setAutoFillBackground(False)

    def heightForWidth(self, width: int) -> int:
        frame = 2 * self.frameWidth()
        return self._body.totalHeightForWidth(width - frame) + frame

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), self.heightForWidth(WIDTH - 2 * _MARGIN))

    def show_focused(self) -> None:
        """The field that has the keyboard, with the words under it."""
        # Qt's stubs promise a widget where there may be none.
        focused: QWidget | None = self._inner.focusWidget()
        if focused is not None and focused.hasFocus():
            self.ensureWidgetVisible(focused.parentWidget() or focused)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The dialog hears of what grows in here."""
        if event.type() == QEvent.Type.LayoutRequest and watched is self._inner:
            self.updateGeometry()
        return super().eventFilter(watched, event)


class TalkDialog(QDialog):
    """Enter accepts; Esc stops a talk that goes on, then leaves. Closes itself when all went well."""

    least_checks: ClassVar[int] = 0
    """The height of the checks from the start, where they are what the dialog is for."""
    done_said = Signal(str)
    """What was done, for the message bar."""

    def __init__(
        self,
        desk: Callable[[], ConnectionDesk],
        look: ConnectionLook,
        theme: Theme,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.desk = desk
        self.connection = look.connection
        self.theme = theme
        self.talk = RemoteTalk()
        self.checks = ChecksState()
        self.fields: dict[Field, FormField] = {}
        self.setWindowTitle(one_line(self.question()))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(WIDTH)
        self.body = QVBoxLayout()
        self.body.setSpacing(14)
        self._form = _Form(self.body)
        self.view = ChecksView(theme)
        self.leave_button = QPushButton(self.leaving())
        self.accept_button = QPushButton()
        self._column = QVBoxLayout(self)
        self._lay_out()
        self.talk.told.connect(self._hear)
        self.talk.busy_changed.connect(self._show_busy)
        self.leave_button.clicked.connect(self.reject)
        self.accept_button.clicked.connect(self.accept)

    def question(self) -> str:
        """The title."""
        return ""

    def leaving(self) -> str:
        """What the button says that leaves without doing anything."""
        return self.tr("Cancel")

    def go(self) -> None:
        """Begin what accepting asks for, by `begin`. A dialog has to say what."""

    @Slot()
    def accept(self) -> None:
        if not self.talk.is_busy:
            self.go()

    @Slot()
    def reject(self) -> None:
        if self.talk.is_busy:
            self.talk.cancel()
            self.show_checks(self.checks.stop())
            return
        super().reject()

    def finish(self, said: str) -> None:
        """All went well; what the checks remarked is told with it."""
        remarks = (spoken(each.message) for each in self.checks.amber)
        self.done_said.emit(" ".join((said, *(f"{each[:1].upper()}{each[1:]}." for each in remarks))))
        super().accept()

    def begin_checks(self) -> None:
        for field in self.fields.values():
            field.show_fault("")
        self.show_checks(ChecksState().begin())

    def show_checks(self, state: ChecksState) -> None:
        self.checks = state
        self.view.show_state(state)
        self._area.setVisible(state.stage is not CheckStage.NONE)
        self._measure_checks()

    def _measure_checks(self) -> None:
        layout = self.view.layout()
        assert layout is not None
        wanted = layout.totalHeightForWidth(WIDTH - 2 * _MARGIN)
        # A low screen is the fields', whose faults must be read in full.
        low = self.screen().availableGeometry().height() // 5
        self._area.setMinimumHeight(max(min(wanted, _CHECKS_HEIGHT, low), self.least_checks))

    def fail(self, error: MmdeskError) -> None:
        """Red checks stand at their fields as well; nothing was changed."""
        if isinstance(error, TrialFailed):
            self.show_refusal(ChecksState(CheckStage.OVER, error.report.checks))
        else:
            self.show_checks(ChecksState().fail(error.text))

    def show_refusal(self, state: ChecksState) -> None:
        """Nothing was changed: what is red stands at its field, or here where it has none."""
        self._show_faults(state.red)
        rest = tuple(each for each in state.red if field_of(each.code) not in self.fields)
        self.show_checks(ChecksState(CheckStage.FAILED, rest, _NOTHING_CHANGED))

    def add_field(self, where: Field, caption: str, hint: str, *, secret: bool = False) -> FormField:
        field = FormField(caption, hint, self.theme, secret=secret)
        self.fields[where] = field
        self.body.addWidget(field)
        return field

    def showEvent(self, event: QShowEvent) -> None:
        self.resize(WIDTH, self._column.totalHeightForWidth(WIDTH))
        super().showEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Checks that have gone leave their room to the fields."""
        if event.type() == QEvent.Type.LayoutRequest and watched is self.view:
            self._measure_checks()
        return super().eventFilter(watched, event)

    def event(self, event: QEvent) -> bool:
        """What comes to be shown gets room, and stays on the screen; nothing jumps back."""
        handled = super().event(event)
        if event.type() == QEvent.Type.LayoutRequest and self.isVisible():
            room = self.screen().availableGeometry()
            # The hint leaves out what the checks need at least: they ask for nothing but their minimum.
            column, width = self._column, self.width()
            wanted = max(
                self.height(), column.totalHeightForWidth(width), column.minimumHeightForWidth(width)
            )
            self.resize(self.width(), min(wanted, room.height() - _BESIDE))
            beyond = self.frameGeometry().bottom() - room.bottom() + _BESIDE // 2
            if beyond > 0:
                self.move(self.x(), max(room.top(), self.y() - beyond))
            self._form.show_focused()
        return handled

    @Slot(object)
    def _hear(self, check: Check) -> None:
        self.show_checks(self.checks.tell(check))

    def _show_faults(self, red: tuple[Check, ...]) -> None:
        focused = False
        for check in red:
            field = self.fields.get(field_of(check.code))
            if field is not None and not field.fault:
                words = spoken(check.message)
                field.show_fault(f"{words[:1].upper()}{words[1:]}")
                if not focused:
                    field.take_focus()
                    focused = True

    @Slot(bool)
    def _show_busy(self, busy: bool) -> None:
        self.accept_button.setEnabled(not busy)
        self.leave_button.setText(self.tr("Stop") if busy else self.leaving())
        for field in self.fields.values():
            field.setEnabled(not busy)

    def _lay_out(self) -> None:
        connection = self.connection
        told = dict.fromkeys((connection.name, spoken(connection.scheme.name), f"{connection.merchant_id}"))
        whose = " · ".join(told)
        dress(self.accept_button, Role.PRIMARY)
        self.accept_button.setDefault(True)
        self.leave_button.setAutoDefault(False)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self.leave_button)
        buttons.addWidget(self.accept_button)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        # A list that scrolls takes no room from fields: its own idea of a height would squeeze their faults.
        area.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        area.setWidget(self.view)
        column = self._column
        column.setContentsMargins(_MARGIN, 20, _MARGIN, 20)
        column.setSpacing(12)
        column.addWidget(plain_label(self.question(), Role.TITLE))
        column.addWidget(plain_label(whose, tone=Tone.MUTED))
        column.addWidget(self._form)
        column.addWidget(area, 1)
        column.addLayout(buttons)
        area.setVisible(False)
        self._area = area
        self.view.installEventFilter(self)
