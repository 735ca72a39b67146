"""A question of the bench: answered by the digits before the answers, by arrows and Enter; left by Esc."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, QModelIndex, QObject, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from mmdesk.services.bench_view import Question, QuestionKind
from mmdesk.services.bench_words import IS_THERE
from mmdesk.ui.packing import packing_words
from mmdesk.ui.packing.lines import Line, LinesView
from mmdesk.ui.packing.packing_state import MOST_DIGITS, DigitAndEnter, Selection, begin
from mmdesk.ui.plain_text import plain_label
from mmdesk.ui.theme import Role, Theme
from mmdesk.ui.tone import Tone
from mmdesk.ui.words import spoken

_ENTERS: Final = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_MOVES: Final = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown,
                 Qt.Key.Key_Home, Qt.Key.Key_End)  # fmt: skip
_DIGITS: Final = "0123456789"


class EnterGuard(QObject):
    """A filter for lists that Enter chooses from: one that a scanner wrote behind a digit chooses nothing."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._keys = DigitAndEnter()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is not QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return super().eventFilter(watched, event)
        if event.key() in _ENTERS:
            return self._keys.is_of_one_scan(event.timestamp())
        if event.text() and event.text() in _DIGITS:
            self._keys.digit(event.timestamp())
        elif event.key() in _MOVES:
            self._keys.moved()
        return False


class QuestionPanel(QWidget):
    """One question at a time, in steps where it needs some."""

    missing_told = Signal(tuple, str)
    park_told = Signal(str)
    reprint_told = Signal(str)
    take_over_told = Signal()
    doubt_told = Signal(bool)
    """Whether the paper came out."""
    left = Signal()
    digit_meant = Signal(object)
    """A digit's key has answered: its time in ms of the keyboard, more than Qt's int holds."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._selection: Selection | None = None
        self._title = plain_label()
        self._step = plain_label(role=Role.CAPTION)
        self.answers = LinesView(theme, self.tr("Answers"), chooses=True, height=64)
        self.own_words = QLineEdit()
        self.own_words.setPlaceholderText(self.tr("or write why, then Enter"))
        self.own_words.setAccessibleName(self.tr("A reason in your own words"))
        self.own_words.setMaxLength(200)
        self._hint = plain_label(role=Role.CAPTION)
        self.guard = EnterGuard(self)
        self.answers.installEventFilter(self.guard)
        font = self._title.font()
        font.setPixelSize(28)
        font.setBold(True)
        self._title.setFont(font)
        self.answers.chosen.connect(self._choose)
        self.own_words.returnPressed.connect(self._take_words)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 16, 24, 16)
        column.setSpacing(12)
        for widget in (self._title, self._step, self.answers, self.own_words, self._hint):
            column.addWidget(widget, 1 if widget is self.answers else 0)

    @property
    def selection(self) -> Selection | None:
        return self._selection

    def ask(self, question: Question) -> None:
        """A question that stands already is not begun anew."""
        if self._selection is not None and self._selection.question == question:
            return
        self.own_words.clear()
        self._selection = begin(question)
        self._show()

    def forget(self) -> None:
        """The question is over."""
        self._selection = None

    def go_back(self) -> None:
        """One step back; from the first one the question is left."""
        before = self._selection.back() if self._selection is not None else None
        if before is None:
            self.left.emit()
        else:
            self._selection = before
            self._show()

    def choose_digit(self, digit: int) -> bool:
        """By the digit in front of an answer; False where there is none such."""
        if not 0 < digit <= len(self.answers.lines.lines):
            return False
        self._choose(digit - 1)
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Digits that the list and the field leave."""
        text = event.text()
        if event.key() == Qt.Key.Key_Escape:
            self.go_back()
        elif len(text) == 1 and text in "123456789" and self.choose_digit(int(text)):
            self.digit_meant.emit(event.timestamp())
        else:
            super().keyPressEvent(event)

    def begin(self) -> None:
        self.answers.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show(self) -> None:
        assert self._selection is not None
        self._title.setText(spoken(self._selection.question.words))
        self._step.setText(self._step_words(self._selection))
        self._step.setVisible(bool(self._step.text()))
        lines = self._lines(self._selection)
        self.answers.show_lines(lines)
        self._choose_first(self._selection)
        self.own_words.setVisible(self._selection.asks_reason and self._selection.takes_words)
        self._hint.setText(self.tr("Digit or arrows and Enter: answer. Esc: back."))
        self.begin()

    def _choose_first(self, selection: Selection) -> None:
        """What cannot be taken back is chosen by whoever answers, never by Enter alone."""
        first = QModelIndex() if selection.destroys else self.answers.lines.index(0)
        self.answers.clearSelection()
        self.answers.setCurrentIndex(first)

    def _step_words(self, selection: Selection) -> str:
        if selection.asks_rows:
            return self.tr("Which product is not there?")
        if selection.asks_count:
            return self.tr("How many of it are not there?")
        is_why = selection.asks_reason and selection.question.kind is not QuestionKind.DOUBT
        return self.tr("Why?") if is_why else ""

    def _lines(self, selection: Selection) -> list[Line]:
        if selection.asks_rows:
            rows = selection.question.rows
            return [
                Line("cross", Tone.WARN, row.name or row.offer_id, row.article,
                     packing_words.count_of(row.done, row.wanted), _cap(place))
                for place, row in enumerate(rows)
            ]  # fmt: skip
        if selection.asks_count:
            counts = range(1, min(selection.most, MOST_DIGITS) + 1)
            return [Line("minus", Tone.WARN, str(count), cap=_cap(count - 1)) for count in counts]
        if selection.asks_reason:
            reasons = selection.question.reasons
            return [
                Line("chevron-right", Tone.MUTED, spoken(reason.words), cap=_cap(place))
                for place, reason in enumerate(reasons)
            ]
        yes, no = self.tr("Yes, go on with it here"), self.tr("No, leave it there")
        return [
            Line("cross", Tone.MUTED, no, cap=_cap(0)),
            Line("check", Tone.WARN, yes, cap=_cap(1)),
        ]

    @Slot(int)
    def _choose(self, place: int) -> None:
        selection = self._selection
        if selection is None:
            return
        if selection.asks_rows:
            self._selection = selection.choose_row(place)
            self._show()
        elif selection.asks_count:
            self._selection = selection.choose_count(place + 1)
            self._show()
        elif selection.asks_reason:
            if 0 <= place < len(selection.question.reasons):
                self._answer(selection, selection.question.reasons[place].code)
        elif place == 1:
            self.take_over_told.emit()
        else:
            self.left.emit()

    @Slot()
    def _take_words(self) -> None:
        words = self.own_words.text().strip()
        if self._selection is not None and words:
            self._answer(self._selection, words)

    def _answer(self, selection: Selection, reason: str) -> None:
        match selection.question.kind:
            case QuestionKind.MISSING:
                self.missing_told.emit(selection.lots, reason)
            case QuestionKind.PARK:
                self.park_told.emit(reason)
            case QuestionKind.REPRINT:
                self.reprint_told.emit(reason)
            case QuestionKind.DOUBT:
                self.doubt_told.emit(reason == IS_THERE)
            case QuestionKind.TAKE_OVER:
                self.take_over_told.emit()


def _cap(place: int) -> str:
    return str(place + 1) if place < MOST_DIGITS else ""
