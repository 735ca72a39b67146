"""The one place where a window says something to its person: what happened, then what to do."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from PySide6.QtCore import QObject, Signal

from mmdesk.errors import MmdeskError, Text
from mmdesk.ui import words


class Kind(StrEnum):
    """How loud it is."""

    DONE = "done"
    NOTICE = "notice"
    REFUSED = "refused"


class Messages(QObject):
    """Pages speak here; the main window shows it. Lives in the window's thread."""

    noted = Signal(object)
    """A `Note` of what has happened elsewhere, shown in the tray or not."""
    said = Signal(str, str, list)
    """Kind, sentence, and further lines, one for each object concerned."""
    ended = Signal(str)
    """The state that messages were about is over: they would be untrue from now on."""
    settled = Signal()
    """Messages about no lasting state would be out of place from now on."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._about = ""
        self._deed = ""
        self._common: Text | None = None

    @property
    def about(self) -> str:
        """The lasting state that the newest message tells of; empty: something that has happened."""
        return self._about

    @property
    def deed(self) -> str:
        """What the newest message says has been done or has failed; empty: nothing that is tried again."""
        return self._deed

    @property
    def common(self) -> Text | None:
        """The newest message in both languages where it concerns everybody who works here, else None."""
        return self._common

    def say(
        self, kind: Kind, sentence: str, lines: Sequence[str] = (), *, about: str = "", deed: str = ""
    ) -> None:
        """For the person at the window. `about` names a state that lasts; whoever names it has to tell by
        `over` when it has ended. `deed` names what was tried: its newest message replaces those before.
        """
        self._about, self._deed, self._common = about, deed, None
        self.said.emit(kind.value, sentence, list(lines))

    def tell_all(self, kind: Kind, text: Text, about: str = "") -> None:
        """For whoever works here: a window made anew for somebody else, or in another language, tells it."""
        self._about, self._deed, self._common = about, "", text
        self.said.emit(kind.value, words.spoken(text), [])

    def over(self, about: str) -> None:
        """That state has ended, or that deed has succeeded. Whatever else was said stays."""
        if about:
            self.ended.emit(about)

    def settle(self) -> None:
        """Whatever has happened is another matter's than the one at hand."""
        self.settled.emit()

    def show_error(self, error: MmdeskError, about: str = "", deed: str = "") -> None:
        """Title, detail and hint of an expected failure, in the person's language."""
        self.say(Kind.REFUSED, error.sentence(words.language()), about=about, deed=deed)
