"""A hand at the real window: it presses keys and looks at the screen, as it is told line by line.

A process of its own that runs the desktop as a person would start it. Wishes come on standard input, one a
line, each answered by a line on standard output; the end of the input is the end of the window. The product
knows nothing of this.
"""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, Qt, QTimer, QUrl, Signal, Slot
from PySide6.QtGui import QDesktopServices, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QTableView, QWidget

from mmdesk.demo import leash
from mmdesk.ui.app import run_desktop

_GLANCE_MS: Final = 20
_PATIENCE_MS: Final = 15_000

_Stroke = Callable[[QWidget], None]
"""Presses one key, or types a text, where the cursor is."""
_Look = Callable[[], str | None]
"""Looks at the window: an answer, or None while there is none yet."""


class WindowHand(QObject):
    """Lives in the window's thread; nothing it does blocks."""

    asked = Signal(str)
    """A wish; emitted by the thread that reads them."""

    def __init__(self) -> None:
        super().__init__()
        self._documents: list[Path] = []
        self._strokes: list[_Stroke] = []
        self._look: _Look | None = None
        self._glance = QTimer(self, interval=_GLANCE_MS)
        self._glance.timeout.connect(self._glance_again)
        self._patience = QTimer(self, interval=_PATIENCE_MS, singleShot=True)
        self._patience.timeout.connect(self._give_up)
        self._doors: dict[str, Callable[[str], None]] = {
            "press": self._press,
            "type": self._type,
            "until-row": self._until_row,
            "until-words": lambda words: self._until(lambda: _label_with(words)),
            "until-dialog": lambda _argument: self._until(_dialog),
            "until-document": lambda _argument: self._until(self._next_document),
            "picture": self._take_picture,
        }
        self.asked.connect(self._answer, Qt.ConnectionType.QueuedConnection)
        # The viewer of this computer stays out of the play.
        handler = "keep_document"
        QDesktopServices.setUrlHandler("file", self, handler)  # type: ignore[arg-type]  # the stub asks for bytes, the call refuses them

    def listen(self) -> None:
        """Read wishes in a thread of its own until there are no more; then the window has to end."""
        threading.Thread(target=self._read, name="wishes", daemon=True).start()

    @Slot(QUrl)
    def keep_document(self, address: QUrl) -> None:
        self._documents.append(Path(address.toLocalFile()))

    def _read(self) -> None:
        said = b""
        # Past Python's buffers: their lock must be free when the interpreter shuts down.
        while read := os.read(0, 4096):
            *lines, said = (said + read).split(b"\n")
            for line in lines:
                self.asked.emit(line.decode())
        leash.ask_to_stop()

    @Slot(str)
    def _answer(self, wish: str) -> None:
        door, _, argument = wish.partition(" ")
        self._doors[door](argument)

    def _press(self, names: str) -> None:
        """Keys as "F2" and "Ctrl+Z", apart by blanks. Answered first: a dialog may keep whoever opens it."""
        self._begin([_key(name) for name in names.split()])

    def _type(self, text: str) -> None:
        self._begin([_letters(text)])

    def _begin(self, strokes: list[_Stroke]) -> None:
        self._strokes += strokes
        _say("done")
        QTimer.singleShot(0, self._strike)

    @Slot()
    def _strike(self) -> None:
        if not self._strokes:
            return
        focused = QApplication.focusWidget()
        if focused is None:
            # A question has just been closed, or the window opens: a person would wait, too.
            _window()
            QTimer.singleShot(_GLANCE_MS, self._strike)
            return
        stroke = self._strokes.pop(0)
        QTimer.singleShot(0, self._strike)
        stroke(focused)

    def _until_row(self, words: str) -> None:
        """Until the current row of the list that is seen tells all of this, apart by " | "."""
        wanted = words.split(" | ")
        self._until(lambda: _row_with(wanted))

    def _take_picture(self, path: str) -> None:
        window = _window()
        if window is not None and window.grab().save(path):
            _say("done")
        else:
            _say("never no picture was taken")

    def _next_document(self) -> str | None:
        return str(self._documents.pop(0)) if self._documents else None

    def _until(self, look: _Look) -> None:
        self._look = look
        self._glance.start()
        self._patience.start()

    @Slot()
    def _glance_again(self) -> None:
        seen = self._look() if self._look is not None else None
        if seen is not None:
            self._stop_looking(f"done {seen}")

    @Slot()
    def _give_up(self) -> None:
        self._stop_looking(f"never {_seen()}")

    def _stop_looking(self, told: str) -> None:
        self._glance.stop()
        self._patience.stop()
        self._look = None
        _say(told)


def _key(name: str) -> _Stroke:
    return lambda widget: QTest.keySequence(widget, QKeySequence(name))


def _letters(text: str) -> _Stroke:
    return lambda widget: QTest.keyClicks(widget, text)


def _window() -> QWidget | None:
    """The window that a person has before the eyes."""
    active = QApplication.activeModalWidget() or QApplication.activeWindow()
    if active is not None:
        return active
    # Where no window manager runs, nobody makes the window active again whose dialog was closed.
    found = next((each for each in QApplication.topLevelWidgets() if each.isVisible()), None)
    if found is not None:
        found.activateWindow()
    return found


def _dialog() -> str | None:
    found = QApplication.activeModalWidget()
    return found.windowTitle() if isinstance(found, QDialog) and found.isVisible() else None


def _row_with(wanted: list[str]) -> str | None:
    if QApplication.activeModalWidget() is not None:
        return None
    told = _current_row()
    return told if told and all(word in told for word in wanted) else None


def _current_row() -> str:
    """The current row of the list as somebody hears it who cannot see; empty where none is current."""
    window = _window()
    tables = window.findChildren(QTableView) if window is not None else []
    for table in tables:
        index = table.currentIndex()
        if table.isVisible() and index.isValid():
            return str(index.data(Qt.ItemDataRole.AccessibleTextRole) or "")
    return ""


def _label_with(words: str) -> str | None:
    window = _window()
    labels = window.findChildren(QLabel) if window is not None else []
    return next((label.text() for label in labels if label.isVisible() and words in label.text()), None)


def _seen() -> str:
    return _dialog() or _current_row() or "no row and no dialog"


def _say(line: str) -> None:
    os.write(1, f"{line.splitlines()[0]}\n".encode())


def main(profile_dir: Path) -> int:
    """Run the desktop with a hand at it; its exit code."""
    hand = WindowHand()
    hand.listen()
    return run_desktop(profile_dir, os.environ)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
