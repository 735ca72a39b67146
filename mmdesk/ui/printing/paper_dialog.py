"""What the questions of the page «Печать» share: a title, fields, a sentence, and two buttons."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, QObject, QRect, QSize, Qt, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QDialog,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from mmdesk.ui.orders.banner import Banner
from mmdesk.ui.plain_text import plain_label
from mmdesk.ui.plain_words import one_line
from mmdesk.ui.theme import Role, Theme, Tone, dress

_FEWEST_FIELDS: Final = 120
_USUAL_FRAME: Final = 40
_ONE_LINE: Final = 48
"""A higher field has its caption beside its first line."""
_TO_FIRST_LINE: Final = 6
"""Of a window that is not shown yet, pixels."""


class PaperDialog(QDialog):
    """Enter accepts, Esc leaves; `obstacle` keeps an answer that cannot be taken.

    On a low screen the fields scroll, so that the sentence and the buttons stay in sight.
    """

    def __init__(self, theme: Theme, title: str, answer: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme = theme
        self.setWindowTitle(one_line(title))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(520)
        self.fields = QGridLayout()
        self.fields.setColumnStretch(1, 1)
        self.fields.setHorizontalSpacing(16)
        self.fields.setVerticalSpacing(8)
        self._scroll = _Scroll(self.fields)
        self.sentence = Banner(theme, self)
        self.safe_button = QPushButton(self.tr("Leave it  Esc"))
        self.safe_button.setAutoDefault(False)
        self.safe_button.clicked.connect(self.reject)
        self.accept_button = QPushButton(answer)
        self.accept_button.setDefault(True)
        dress(self.accept_button, Role.PRIMARY)
        self.accept_button.clicked.connect(self.accept)
        self.buttons = QHBoxLayout()
        self.buttons.addStretch(1)
        self.buttons.addWidget(self.safe_button)
        self.buttons.addWidget(self.accept_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(12)
        column.addWidget(plain_label(title, Role.TITLE))
        column.addWidget(self._scroll)
        column.addWidget(self.sentence)
        column.addStretch(1)
        column.addLayout(self.buttons)

    def add_field(self, caption: str, widget: QWidget) -> None:
        """One line: what it is, and where it is answered."""
        row = self.fields.rowCount()
        label = plain_label(caption, Role.CAPTION, wraps=False)
        label.setBuddy(widget)
        widget.setAccessibleName(caption)
        if isinstance(widget, QComboBox | QAbstractSpinBox):
            widget.installEventFilter(self)
        if widget.sizeHint().height() > _ONE_LINE:
            label.setContentsMargins(0, _TO_FIRST_LINE, 0, 0)
            self.fields.addWidget(label, row, 0, Qt.AlignmentFlag.AlignTop)
        else:
            self.fields.addWidget(label, row, 0)
        self.fields.addWidget(widget, row, 1)

    def show_field(self, widget: QWidget, *, shown: bool) -> None:
        """With its caption."""
        row = self.fields.getItemPosition(self.fields.indexOf(widget))[0]  # type: ignore[index]  # the stub says object
        for column in (0, 1):
            item = self.fields.itemAtPosition(row, column)
            part = None if item is None else item.widget()
            if part is not None:
                part.setVisible(shown)

    def fit(self) -> None:
        """As high as its content wants, and no higher than the screen."""
        self._take_height(self._wanted_height())

    def room(self) -> QRect:
        """What the screen has for a window."""
        return self.screen().availableGeometry()

    def event(self, event: QEvent) -> bool:
        done = super().event(event)
        # A sentence came or went: the window may grow for it, and stays as large as a person has made it.
        if event.type() is QEvent.Type.LayoutRequest and self.isVisible():
            self._take_height(max(self.height(), self._wanted_height()))
        return done

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is not QEvent.Type.Wheel:
            return super().eventFilter(watched, event)
        # The wheel scrolls the fields: over one of them it must not change what is set.
        QApplication.sendEvent(self._scroll.viewport(), event)
        return True

    def showEvent(self, event: QShowEvent) -> None:
        self.fit()
        super().showEvent(event)

    def _wanted_height(self) -> int:
        self._scroll.updateGeometry()
        column = self.layout()
        if column is None:
            return self.height()
        column.activate()
        width = max(self.width(), column.totalSizeHint().width())
        return (
            column.totalHeightForWidth(width)
            if column.hasHeightForWidth()
            else column.totalSizeHint().height()
        )

    def _take_height(self, wanted: int) -> None:
        room = self.room()
        frame = self.frameGeometry().height() - self.height() or _USUAL_FRAME
        height = min(wanted, room.height() - frame)
        if height != self.height():
            self.resize(max(self.width(), self.sizeHint().width()), height)
        below = self.frameGeometry().bottom() - room.bottom()
        if self.isVisible() and below > 0:
            self.move(self.x(), max(room.top(), self.y() - below))

    def obstacle(self) -> str:
        """Why it cannot be accepted yet, in a sentence; puts the focus where the answer is missing."""
        return ""

    @Slot()
    def accept(self) -> None:
        obstacle = self.obstacle()
        if obstacle:
            self.sentence.show_words("warning", Tone.WARN, obstacle)
            return
        super().accept()


class _Scroll(QScrollArea):
    """As high as its fields where there is room."""

    def __init__(self, fields: QGridLayout) -> None:
        super().__init__()
        self._inside = QWidget()
        self._inside.setLayout(fields)
        fields.setContentsMargins(0, 0, 0, 0)
        self.setWidget(self._inside)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)

    def sizeHint(self) -> QSize:
        return QSize(self._width(), self._inside.sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        return QSize(self._width(), min(_FEWEST_FIELDS, self._inside.sizeHint().height()))

    def _width(self) -> int:
        return self._inside.minimumSizeHint().width() + self.verticalScrollBar().sizeHint().width()
