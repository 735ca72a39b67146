"""The scripted operator's end of the hand: wishes to the window, one at a time, and what came of them."""

from __future__ import annotations

import json
import queue
import threading
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from mmdesk.demo.child import Child, module
from mmdesk.errors import MmdeskError, Text

_PATIENCE: Final = 30.0
"""Seconds; longer than the window itself has patience with a wish, and than it takes to open."""
_OWN: Final = {
    # The demo runs the service itself.
    "MMDESK_SERVICE": "demo",
}
_SCREEN: Final = {
    "name": "demo", "x": 0, "y": 0, "width": 1366, "height": 768,
    "logicalDpi": 96, "logicalBaseDpi": 96, "dpr": 1,
}  # fmt: skip
"""What a small laptop has; nobody sees it."""


class WindowDisobeyed(MmdeskError):
    """Raised when the window does not show in time what a key must lead to; quotes what it shows instead."""

    title = Text("Окно показало не то", "The window shows something else")


class Hand(Child):
    """The real window, without a screen, under the hands of a script."""

    def __init__(self, profile_dir: Path, environ: Mapping[str, str]) -> None:
        command = module("mmdesk.demo.window_hand", profile_dir)
        said = profile_dir / "window-output.txt"
        screen = profile_dir / "screen.json"
        screen.write_text(json.dumps({"screens": [_SCREEN]}), encoding="utf-8")
        own = {**_OWN, "QT_QPA_PLATFORM": f"offscreen:configfile={screen}"}
        super().__init__(command, {**environ, **own}, said, answers=True)
        self._heard = queue.SimpleQueue[str]()

    def __enter__(self) -> Self:
        super().__enter__()
        self._listener = threading.Thread(target=self._listen, name="window")
        self._listener.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            self.stop()
        finally:
            self._listener.join()
            super().__exit__(kind, error, trace)

    def press(self, *keys: str) -> None:
        """Keys by the names that a menu gives them: "F2", "Ctrl+Return"."""
        self._ask(f"press {' '.join(keys)}")

    def type(self, text: str) -> None:
        """Where the cursor is."""
        self._ask(f"type {text}")

    def until_row(self, *words: str) -> str:
        """Wait until the list's current row tells all of these words; the row. Raises WindowDisobeyed."""
        return self._ask(f"until-row {' | '.join(words)}")

    def until_words(self, words: str) -> str:
        """Wait until the window says this somewhere; the whole label. Raises WindowDisobeyed."""
        return self._ask(f"until-words {words}")

    def until_dialog(self) -> str:
        """Wait for a question; its title. Raises WindowDisobeyed."""
        return self._ask("until-dialog")

    def until_document(self) -> Path:
        """Wait until the window hands a document to the system's viewer; its file. Raises WindowDisobeyed."""
        return Path(self._ask("until-document"))

    def take_picture(self, path: Path) -> None:
        """Leave what the window shows as a picture. Raises WindowDisobeyed."""
        self._ask(f"picture {path}")

    def _ask(self, wish: str) -> str:
        try:
            self.leash.write(f"{wish}\n".encode())
            self.leash.flush()
            answer = self._heard.get(timeout=_PATIENCE)
        except (BrokenPipeError, queue.Empty):
            answer = ""
        result, _, told = answer.partition(" ")
        if result != "done":
            raise WindowDisobeyed(told or self.last_words() or wish)
        return told

    def _listen(self) -> None:
        for line in self.voice:
            self._heard.put(line.decode().strip())
        # The window is gone: nobody waits in vain for its answer.
        self._heard.put("")
