"""Child processes on a leash: each ends with the process that started it, however that ends."""

from __future__ import annotations

import runpy
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import IO, Final, Self

FROZEN_ENTRY: Final = "run-demo-module"
"""The argument that makes a frozen program one of the demo's modules; `mmdesk.__main__` knows it."""
_STOP_SECONDS: Final = 12.0
"""Longer than the ten seconds in which the program stops in good order."""
_QUOTED: Final = 500


class Child:
    """One of them; leaving the block asks it to stop, and makes it after twelve seconds."""

    def __init__(
        self,
        command: Sequence[object],
        environ: Mapping[str, str],
        said: Path,
        *,
        answers: bool = False,
    ) -> None:
        """`said` takes what it writes to stderr, and to stdout unless that is read here as `answers`."""
        self._command = [str(part) for part in command]
        self._environ = dict(environ)
        self._said = said
        self._answers = answers

    def __enter__(self) -> Self:
        with self._said.open("wb") as said:
            self._process = subprocess.Popen(
                self._command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE if self._answers else said,
                stderr=said,
                env=self._environ,
                # Ctrl+C in the terminal is for its owner alone, who then lets go of the leash.
                process_group=0,
            )
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
        if self._process.stdout is not None:
            self._process.stdout.close()

    def stop(self) -> None:
        """Let go of the leash and wait; a child that does not end is made to."""
        self._let_go()
        try:
            self._process.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def leash(self) -> IO[bytes]:
        """Its standard input."""
        assert self._process.stdin is not None
        return self._process.stdin

    @property
    def voice(self) -> IO[bytes]:
        """Its standard output, where that is read."""
        assert self._process.stdout is not None
        return self._process.stdout

    @property
    def exit_code(self) -> int | None:
        """None while it runs."""
        return self._process.poll()

    def wait(self, seconds: float) -> int | None:
        """Its exit code, None when it still runs after so many seconds."""
        try:
            return self._process.wait(seconds)
        except subprocess.TimeoutExpired:
            return None

    def last_words(self) -> str:
        """The end of what it said."""
        return self._said.read_text(encoding="utf-8", errors="replace")[-_QUOTED:].strip()

    def _let_go(self) -> None:
        if self._process.stdin is None:
            return
        try:
            self._process.stdin.close()
        except BrokenPipeError:
            # It is gone already, and left something unread.
            return


def program(*arguments: object) -> tuple[object, ...]:
    """Our program on the leash."""
    return module("mmdesk.demo.leash", *arguments)


def module(name: str, *arguments: object) -> tuple[object, ...]:
    """One of the demo's modules, run by its name; a frozen program runs it by itself (`mmdesk.__main__`)."""
    how = FROZEN_ENTRY if getattr(sys, "frozen", False) else "-m"
    return (sys.executable, how, name, *arguments)


def run_frozen(name: str, arguments: Sequence[str]) -> None:
    """What the frozen program does when it is started as one of the demo's modules."""
    sys.argv = [name, *arguments]
    runpy.run_module(name, run_name="__main__", alter_sys=True)
