"""What all questions about one order share: how they are answered, left, and what they warn of."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable
from typing import ClassVar, Final

from PySide6.QtCore import QCoreApplication, QEvent, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from mmdesk.services.order_actions import OrderActions, OrderRef, Outcome
from mmdesk.services.order_card import OrderCard
from mmdesk.ui.orders.banner import Banner
from mmdesk.ui.plain_text import plain_label
from mmdesk.ui.plain_words import one_line
from mmdesk.ui.theme import Role, Theme, Tone, dress
from mmdesk.ui.words import spoken

WITH_LOTS: Final = 720
"""The width of a question in which the names of lots are to be read."""

Decision = Callable[[], Outcome]


class QuestionDialog(QDialog):
    """Ctrl+Enter accepts from anywhere, Esc leaves; Enter accepts unless the answer destroys something.

    Then it only goes on to the next field, and the safe button is the default.
    """

    bench_wished = Signal()
    """The order is to be packed at the bench instead; the dialog has closed."""

    usual_width: ClassVar[int] = 600

    def __init__(self, card: OrderCard, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.card = card
        self.theme = theme
        self.setWindowTitle(one_line(self.question()))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(self.usual_width)
        self.body = QVBoxLayout()
        self.body.setSpacing(8)
        self.consequence = Banner(theme, self)
        self.safe_button = QPushButton(self.tr("Leave it"))
        self.accept_button = QPushButton()
        self._is_destructive = False
        self._column = QVBoxLayout(self)
        self._lay_out()

    @property
    def order(self) -> OrderRef:
        return OrderRef(self.card.order.shipment_id, self.card.order.connection)

    def question(self) -> str:
        """The title."""
        return ""

    @abstractmethod
    def decision(self, actions: OrderActions) -> Decision:
        """What is to be done on the task thread, once the dialog has been accepted."""

    def obstacle(self) -> str:
        """Why it cannot be accepted yet, in a sentence; puts the focus where the answer is missing."""
        return ""

    def hint(self, words: str) -> None:
        """How it is answered by keys, over what is asked."""
        self.body.addWidget(plain_label(words, tone=Tone.MUTED))

    def say(self, words: str, *, destructive: bool) -> None:
        """Tell the consequence; a destructive one makes the safe button the default."""
        icon, tone = ("warning", Tone.DANGER) if destructive else ("info", Tone.ACCENT)
        self.consequence.show_words(icon, tone, words)
        self._is_destructive = destructive
        dress(self.accept_button, Role.DANGER if destructive else Role.PRIMARY)
        (self.safe_button if destructive else self.accept_button).setDefault(True)

    def undo_words(self) -> str:
        """For how long the answer can be taken back; empty where it goes out at once."""
        seconds = self.card.undo_seconds
        if not seconds:
            return ""
        # A number filled in hides from `tr` that the name of a subclass has no translation of this.
        translate = QCoreApplication.translate
        return translate("QuestionDialog", "It can be taken back for %n second(s).", "", seconds)

    def name_answer(self, words: str) -> None:
        """The verb on the button that accepts."""
        key = self.tr("Ctrl+Enter") if self._is_destructive else self.tr("Enter")
        self.accept_button.setText(f"{words}  {key}")

    @Slot()
    def accept(self) -> None:
        obstacle = self.obstacle()
        if obstacle:
            self.consequence.show_words("warning", Tone.WARN, obstacle)
            return
        super().accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() not in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            super().keyPressEvent(event)
        elif event.modifiers() & Qt.KeyboardModifier.ControlModifier or not self._is_destructive:
            self.accept()
        else:
            self.focusNextChild()

    def showEvent(self, event: QShowEvent) -> None:
        self.resize(self.usual_width, self._column.totalHeightForWidth(self.usual_width))
        super().showEvent(event)

    def event(self, event: QEvent) -> bool:
        """A longer sentence gets room; a shorter one takes none away, so that nothing jumps."""
        handled = super().event(event)
        if event.type() == QEvent.Type.LayoutRequest and self.isVisible():
            self.resize(self.width(), max(self.height(), self._column.totalHeightForWidth(self.width())))
        return handled

    def _lay_out(self) -> None:
        order = self.card.order
        # Many a shop calls its connection like its scheme.
        told = dict.fromkeys((order.shipment_id, spoken(self.card.scheme_name), order.connection))
        for button in (self.safe_button, self.accept_button):
            button.setAutoDefault(False)
        self.safe_button.setAutoDefault(True)
        self.safe_button.setText(f"{self.safe_button.text()}  Esc")
        self.safe_button.clicked.connect(self.reject)
        self.accept_button.clicked.connect(self.accept)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self.safe_button)
        buttons.addWidget(self.accept_button)
        column = self._column
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(12)
        column.addWidget(plain_label(self.question(), Role.TITLE))
        column.addWidget(plain_label(" · ".join(told), tone=Tone.MUTED))
        column.addLayout(self.body, 1)
        column.addWidget(self.consequence)
        column.addLayout(buttons)
