"""The one place where a window says something to its person: what happened, then what to do."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from PySide6.QtCore import QObject, Signal

from mmdesk.errors import MmdeskError
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

    settled = Signal()
    """Whatever was said last is another matter's than the one at hand."""

    def say(self, kind: Kind, sentence: str, lines: Sequence[str] = ()) -> None:
        self.said.emit(kind.value, sentence, list(lines))

    def show_error(self, error: MmdeskError) -> None:
        """Title, detail and hint of an expected failure, in the person's language."""
        self.say(Kind.REFUSED, error.sentence(words.language()))
