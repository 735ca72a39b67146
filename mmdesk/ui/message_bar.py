"""What the window says to its person: one bar with an icon, a sentence, and lines on demand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final

from PySide6.QtCore import QElapsedTimer, QSize, Qt, QTimer, Slot
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QKeyEvent
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QPlainTextEdit,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from mmdesk.errors import Text
from mmdesk.ui.messages import Kind, Messages
from mmdesk.ui.picture import Picture
from mmdesk.ui.plain_text import PlainLabel
from mmdesk.ui.plain_words import one_line, paragraph
from mmdesk.ui.theme import Role, Theme, Tone, dress
from mmdesk.ui.words import spoken

FADES_AFTER_MS: Final = 6_000
_LONGER: Final = 4
"""A notice is worth so many times the time of what was done."""
READ_AFTER_MS: Final = 4_000
"""A refusal that stood so long counts as read: what is said then may take its place for good."""
_LINES_SHOWN: Final = 6
_LONGEST: Final = 600
"""Characters of a sentence: the bar stands under the page and must not squeeze it."""
_MOST_LINES: Final = 500
_MOST_BEHIND: Final = 5


@dataclass(frozen=True, slots=True)
class _Look:
    tone: Tone
    icon: str
    politeness: QAccessible.AnnouncementPoliteness


@dataclass(frozen=True, slots=True)
class Said:
    """One message as it was said."""

    kind: Kind
    sentence: str
    lines: tuple[str, ...]
    about: str
    deed: str = ""
    common: Text | None = None

    def repeats(self, other: Said) -> bool:
        """Whether it is news of the same state or of the same deed, or the same words."""
        same = (self.about and self.about == other.about) or (self.deed and self.deed == other.deed)
        return self.sentence == other.sentence or bool(same)


_LOOKS: Final[Mapping[Kind, _Look]] = {
    Kind.DONE: _Look(Tone.OK, "check", QAccessible.AnnouncementPoliteness.Polite),
    Kind.NOTICE: _Look(Tone.ACCENT, "info", QAccessible.AnnouncementPoliteness.Polite),
    Kind.REFUSED: _Look(Tone.DANGER, "warning", QAccessible.AnnouncementPoliteness.Assertive),
}


class MessageBar(QFrame):
    """Shows the newest message. What was done fades by itself unless it is being read, a notice later; a
    refusal stays until it is closed or its deed has succeeded, and a lasting state until it has ended.

    What was done while a state is told that lasts stands under it for a while and does not hide it. Behind
    anything else such a state waits, and a refusal that nobody can have read yet, to come back after it.
    """

    def __init__(
        self,
        theme: Theme,
        messages: Messages,
        parent: QWidget | None = None,
        fades_after_ms: int = FADES_AFTER_MS,
        read_after_ms: int = READ_AFTER_MS,
    ) -> None:
        super().__init__(parent)
        self._messages = messages
        self._said: Said | None = None
        """None while nothing is shown."""
        self._behind: list[Said] = []
        self._beside: Said | None = None
        """What was done, under a state that lasts."""
        self._stands = QElapsedTimer()
        self._read_after_ms = read_after_ms
        self._icon = Picture(theme)
        self._sentence = PlainLabel()
        self._done_icon = Picture(theme)
        self._done = PlainLabel()
        self._more = QPushButton(self.tr("Details"))
        self._close = QToolButton()
        self._lines = QPlainTextEdit()
        self._fading = QTimer(self)
        self._fades_after_ms = fades_after_ms
        self._close.setIcon(theme.icon("cross", Tone.MUTED))
        self._dress()
        self._arrange()
        self.hide()
        messages.said.connect(self.show_message)
        messages.ended.connect(self._end)
        messages.settled.connect(self._settle)
        self._fading.timeout.connect(self._fade)
        self._more.toggled.connect(self._lines.setVisible)
        self._close.clicked.connect(self.dismiss)

    @Slot(str, str, list)
    def show_message(self, kind: str, sentence: str, lines: list[str]) -> None:
        messages = self._messages
        said = Said(Kind(kind), sentence, tuple(lines), messages.about, messages.deed, messages.common)
        self._behind = [each for each in self._behind if not each.repeats(said)]
        former = self._said
        if former is not None and former.about and said.kind is Kind.DONE and not said.about:
            self._show_beside(said)
        else:
            if former is not None and self._must_wait(former) and not former.repeats(said):
                self._behind = [*self._behind, former][-_MOST_BEHIND:]
            self._show(said)
        self._announce(sentence, _LOOKS[said.kind].politeness)

    def _must_wait(self, said: Said) -> bool:
        return bool(said.about) or (
            said.kind is Kind.REFUSED and self._stands.elapsed() < self._read_after_ms
        )

    def _show_beside(self, said: Said | None) -> None:
        self._beside = said
        if said is not None:
            look = _LOOKS[said.kind]
            self._done_icon.show_icon(look.icon, look.tone)
            self._done.setText(paragraph(one_line(" ".join((said.sentence, *said.lines)), _LONGEST)))
            self._fading.start(self._fades_after_ms)
        self._done_icon.setVisible(said is not None)
        self._done.setVisible(said is not None)

    def _show(self, said: Said) -> None:
        self._show_beside(None)
        self._said = said
        self._stands.start()
        lines = said.lines
        look = _LOOKS[said.kind]
        dress(self, tone=look.tone)
        self._icon.show_icon(look.icon, look.tone)
        self._sentence.setText(paragraph(one_line(said.sentence, _LONGEST)))
        self._lines.setPlainText("\n".join(one_line(line, _LONGEST) for line in lines[:_MOST_LINES]))
        self._lines.setFixedHeight(self._height_of(len(lines)))
        self._more.setChecked(False)
        self._more.setVisible(bool(lines))
        self.setAccessibleName(self._sentence.text())
        self.show()
        self._fading.stop()
        if said.kind is Kind.DONE or (said.kind is Kind.NOTICE and self._behind and not said.about):
            self._fading.start(self._fades_after_ms)
        elif said.kind is Kind.NOTICE and not said.about:
            self._fading.start(self._fades_after_ms * _LONGER)

    def standing(self) -> tuple[Said, ...]:
        """What must not be lost with the window, the newest last. What was said to its person alone is,
        and so is what a page tells of itself: in the next window it looks anew.
        """
        return tuple(each for each in self._all() if each.common is not None and each.kind is not Kind.DONE)

    def go_on_with(self, standing: tuple[Said, ...]) -> None:
        """What a former window's bar still had to tell, in the language of now, behind what was said here."""
        again = [replace(each, sentence=spoken(each.common)) for each in standing if each.common is not None]
        if self._said is not None:
            self._behind = [*again, *self._behind]
        elif again:
            self._behind = again[:-1]
            self._show(again[-1])

    @Slot()
    def dismiss(self) -> None:
        """Close it. What waits behind comes back; else the focus goes into the page when it was in here."""
        self._fading.stop()
        beside = self._beside
        if beside is not None:
            # Not long ago: it is told to its end.
            self._show(beside)
            return
        if self._behind:
            self._show(self._behind.pop())
            return
        self._said = None
        if self._is_being_read_by_keyboard():
            self.focusNextChild()
        self.hide()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.dismiss()
        else:
            super().keyPressEvent(event)

    @Slot(str)
    def _end(self, about: str) -> None:
        self._drop({each for each in self._all() if about in (each.about, each.deed)})

    @Slot()
    def _settle(self) -> None:
        self._drop({each for each in self._all() if not each.about})

    def _all(self) -> Iterator[Said]:
        yield from self._behind
        yield from (each for each in (self._said, self._beside) if each is not None)

    def _drop(self, gone: set[Said]) -> None:
        self._behind = [each for each in self._behind if each not in gone]
        if self._beside in gone:
            self._show_beside(None)
        if self._said in gone:
            self.dismiss()

    @Slot()
    def _fade(self) -> None:
        if self.underMouse() or self._more.isChecked() or self._is_being_read_by_keyboard():
            return
        if self._beside is not None:
            self._fading.stop()
            self._show_beside(None)
        else:
            self.dismiss()

    def _is_being_read_by_keyboard(self) -> bool:
        holder = QApplication.focusWidget()
        return holder is not None and self.isAncestorOf(holder)

    def _announce(self, sentence: str, politeness: QAccessible.AnnouncementPoliteness) -> None:
        event = QAccessibleAnnouncementEvent(self, sentence)
        event.setPoliteness(politeness)
        QAccessible.updateAccessibility(event)

    def _dress(self) -> None:
        dress(self, Role.BANNER)
        dress(self._more, Role.QUIET)
        for label in (self._sentence, self._done):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            label.setWordWrap(True)
            # A long word may stand out: a message must not make the window wider.
            label.setMinimumWidth(120)
            label.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._more.setCheckable(True)
        self._lines.setReadOnly(True)
        self._lines.setAccessibleName(self.tr("Details"))
        self._lines.setTabChangesFocus(True)
        self._lines.hide()
        self._close.setAccessibleName(self.tr("Close the message"))
        self._close.setToolTip(self.tr("Close (Esc)"))
        self._close.setIconSize(QSize(16, 16))
        for button in (self._more, self._close):
            # A click must not take the focus out of the list a person works in.
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def _arrange(self) -> None:
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignVCenter)
        line.addWidget(self._sentence, 1)
        line.addWidget(self._more)
        line.addWidget(self._close)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(12, 4, 4, 4)
        rows.setSpacing(4)
        rows.addLayout(line)
        below = QHBoxLayout()
        below.setSpacing(8)
        below.addWidget(self._done_icon, 0, Qt.AlignmentFlag.AlignVCenter)
        below.addWidget(self._done, 1)
        rows.addLayout(below)
        rows.addWidget(self._lines)
        self._show_beside(None)

    def _height_of(self, lines: int) -> int:
        frame = 2 * (self._lines.document().documentMargin() + 4)
        return round(min(lines, _LINES_SHOWN) * self._lines.fontMetrics().lineSpacing() + frame)
