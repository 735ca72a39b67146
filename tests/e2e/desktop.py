"""A person before the window, from the test's side: presses keys, and sees what the window shows."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.e2e.program import ROOT, eventually

DRIVER = Path(__file__).with_name("window_process.py")


class Desktop:
    """One running window. Reading waits on conditions; nothing here knows a widget by name."""

    def __init__(self, child: subprocess.Popen[str]) -> None:
        self.child = child

    def press(self, *keys: str) -> None:
        for each in keys:
            self._wish(press=each)

    def write(self, text: str) -> None:
        self._wish(write=text)

    def look(self) -> Mapping[str, Any]:
        return self._wish(look=True)

    def close(self) -> None:
        """As a person does; returns once the process has ended."""
        self._wish(close=True)
        self.child.wait(timeout=20)

    def kill(self) -> None:
        self.child.kill()
        self.child.wait()

    def until_listed(self, number: str) -> None:
        self._until(lambda: any(number in row for row in self.look()["rows"]), f"{number} in the list")

    def until_dialog(self, *words: str) -> None:
        self._until(lambda: self._says("dialog", *words), f"a dialog with {words}")

    def until_no_dialog(self) -> None:
        self._until(lambda: not self.look()["dialog"], "no dialog")

    def until_said(self, *words: str) -> None:
        """Somewhere in the window one label or button says all of these."""
        self._until(lambda: self._says("texts", *words), f"the window says {words}")

    def until_keyboard_on(self, words: str) -> None:
        """On the field or button with just this text."""
        self._until(lambda: self.look()["focus_text"] == words, f"the keyboard on {words}")

    def open(self, number: str) -> None:
        """Find an order by its number; the keyboard stands on it in the list, and the details show it."""
        self._until(self._stands_in_search, "the search has the keyboard")
        self.press("Ctrl+A")
        self.write(number)
        self._until(lambda: self._has_found(number), f"only {number}")
        self.press("Down")
        self.until_said(number)

    def _until(self, holds: Callable[[], bool], what: str) -> None:
        try:
            eventually(holds, what)
        except AssertionError as error:
            raise AssertionError(f"{error}; the window shows {self.look()}") from None

    def _stands_in_search(self) -> bool:
        """Right after its start a window has no search yet."""
        self.press("F3")
        return bool(self.look()["in_search"])

    def _has_found(self, number: str) -> bool:
        seen = self.look()
        return seen["focus_text"] == number and [number in row for row in seen["rows"]] == [True]

    def _says(self, where: str, *words: str) -> bool:
        return any(all(word in text for word in words) for text in self.look()[where])

    def _wish(self, **wish: object) -> Mapping[str, Any]:
        assert self.child.stdin is not None
        assert self.child.stdout is not None
        self.child.stdin.write(json.dumps(wish) + "\n")
        self.child.stdin.flush()
        line = self.child.stdout.readline()
        assert line, f"the window is gone: {self.child.wait(timeout=20)}"
        answer: Mapping[str, Any] = json.loads(line)
        return answer


@contextmanager
def window(profile: Path, environ: Mapping[str, str]) -> Iterator[Desktop]:
    """`mmdesk --profile DIR` on the screen that the environment names; closed with the block."""
    command = [sys.executable, str(DRIVER), "--profile", str(profile)]
    environ = {**environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(
        command,
        env=environ,
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    ) as child:
        try:
            yield Desktop(child)
        finally:
            assert child.stdin is not None
            child.stdin.close()
            try:
                child.wait(timeout=15)
            except subprocess.TimeoutExpired:
                child.kill()
