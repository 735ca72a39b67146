"""What a person sees of a fault of the program: one sentence, what to do, and a report that can be sent."""

from __future__ import annotations

from collections import Counter

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QFontDatabase, QGuiApplication, QShowEvent, QTextCursor
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from mmdesk.ui.plain_text import PlainLabel
from mmdesk.ui.theme import Role, dress

_SIZE = (760, 480)


class CrashDialog(QDialog):
    """One dialog for all faults that come while it is open. The safe answer, to go on, has the focus."""

    end_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("A fault of the program"))
        self._times: Counter[str] = Counter()
        self._reports: dict[str, str] = {}
        self._sentence = _wrapped("crash_sentence", Role.HEADING)
        self._advice = _wrapped("crash_advice")
        self._advice.setText(
            self.tr(
                "Nothing that was confirmed is lost. Go on working; if it happens again, close the program, "
                "start it anew and send the report to whoever looks after it. Keys, phones and e-mail "
                "addresses are starred out in it; whatever else must not leave, delete it there before you "
                "copy it."
            )
        )
        self._report = _report_field(self.tr("Report"))
        self._copy = QPushButton(self.tr("Copy the report"))
        self._end = QPushButton(self.tr("Close the program"))
        self._go_on = QPushButton(self.tr("Go on working"))
        self._lay_out()
        self._copy.clicked.connect(self._copy_report)
        self._end.clicked.connect(self._close_program)
        self._go_on.clicked.connect(self.accept)

    @property
    def places(self) -> tuple[str, ...]:
        """The faults told so far, each once."""
        return tuple(self._reports)

    def add(self, place: str, report: str) -> None:
        """One more fault; the same one is only counted."""
        self._times[place] += 1
        if place not in self._reports:
            self._append(report)
            self._reports[place] = report
        self._sentence.setText(
            self.tr(
                "%n mistake(s) of the program's own: it broke off what it was doing.", "", self._times.total()
            )
        )

    def _append(self, report: str) -> None:
        """Below what the person may have changed by now, wherever they are in it."""
        end = QTextCursor(self._report.document())
        end.movePosition(QTextCursor.MoveOperation.End)
        end.insertText(f"\n\n{report}" if self._reports else report)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._go_on.setFocus()

    def _lay_out(self) -> None:
        for button in (self._copy, self._end):
            button.setAutoDefault(False)
        self._go_on.setDefault(True)
        dress(self._go_on, Role.PRIMARY)
        buttons = QHBoxLayout()
        buttons.addWidget(self._copy)
        buttons.addStretch(1)
        buttons.addWidget(self._end)
        buttons.addWidget(self._go_on)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(24, 24, 24, 16)
        rows.setSpacing(16)
        for widget in (self._sentence, self._advice, self._report):
            rows.addWidget(widget)
        rows.addLayout(buttons)
        self.resize(*_SIZE)

    @Slot()
    def _copy_report(self) -> None:
        QGuiApplication.clipboard().setText(self._report.toPlainText())

    @Slot()
    def _close_program(self) -> None:
        self.reject()
        self.end_wanted.emit()


def _wrapped(name: str, role: Role | None = None) -> QLabel:
    label = PlainLabel()
    label.setObjectName(name)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    dress(label, role)
    return label


def _report_field(name: str) -> QPlainTextEdit:
    field = QPlainTextEdit()
    field.setTabChangesFocus(True)
    field.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
    field.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
    field.setAccessibleName(name)
    return field
