"""Starts the demonstration beside this window, as a process of its own on a throw-away profile."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import IO, Final

from PySide6.QtCore import QObject, QTimer, Slot

from mmdesk.errors import MmdeskError, Text
from mmdesk.language import VARIABLE as LANGUAGE_VARIABLE
from mmdesk.language import Language
from mmdesk.masking import masked
from mmdesk.private_files import PRIVATE_FILE
from mmdesk.system_words import system_words
from mmdesk.ui import words
from mmdesk.ui.messages import Kind, Messages
from mmdesk.ui.tasks import TaskRunner

_LOOK_MS: Final = 500
_LAST_BYTES: Final = 2_000
_LONGEST_WORDS: Final = 300
OUTPUT_NAME: Final = "demo-output.txt"


class DemoNotStarted(MmdeskError):
    """Raised when the demonstration cannot be started, or ends with an error."""

    title = Text("Демонстрация не запустилась", "The demonstration did not start")
    hint = Text(
        "Попробуйте ещё раз; если не выйдет, сохраните архив для поддержки на странице «Обмен».",
        "Try once more; if that fails, save a support bundle on the page Exchange.",
    )


class DemoStart(QObject):
    """One at a time; lives in the window's thread. What ends well is not spoken of: its window was closed."""

    def __init__(
        self,
        runner: TaskRunner,
        environ: Mapping[str, str],
        logs: Path,
        command: tuple[str, ...] | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._runner = runner
        self._environ = environ
        self._output = logs / OUTPUT_NAME
        self._command = command or program()
        self._messages: Messages | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._starting = False
        self._watch = QTimer(self, interval=_LOOK_MS)
        self._watch.timeout.connect(self._look)

    def speak_through(self, messages: Messages) -> None:
        """A window that is made anew has other messages."""
        self._messages = messages

    @property
    def is_running(self) -> bool:
        return self._starting or (self._process is not None and self._process.poll() is None)

    @property
    def pid(self) -> int | None:
        """Of the process that runs, None when none does."""
        return self._process.pid if self._process is not None and self.is_running else None

    @Slot()
    def start(self) -> None:
        if self.is_running:
            self._say(Kind.NOTICE, self.tr("The demonstration is open already, in a window of its own."))
            return
        self._starting = True
        work = partial(_detached, self._command, self._environ, words.language(), self._output)
        self._runner.write(work, owner=self, done=self._started, failed=self._not_started)

    def _started(self, process: subprocess.Popen[bytes]) -> None:
        self._starting = False
        self._process = process
        self._watch.start()
        self._say(
            Kind.NOTICE,
            self.tr("A morning is being invented; the window of the demonstration opens in half a minute."),
        )

    def _not_started(self, error: MmdeskError) -> None:
        self._starting = False
        self._say(Kind.REFUSED, words.spoken(error.text))

    @Slot()
    def _look(self) -> None:
        code = self._process.poll() if self._process is not None else 0
        if code is None:
            return
        self._watch.stop()
        self._process = None
        if code:
            work = partial(_last_words, self._output, code)
            self._runner.read(work, owner=self, done=self._ended_badly, failed=self._not_started)

    def _ended_badly(self, said: Text) -> None:
        self._not_started(DemoNotStarted(said))

    def _say(self, kind: Kind, sentence: str) -> None:
        if self._messages is not None:
            self._messages.say(kind, sentence)


def program() -> tuple[str, ...]:
    """This program; frozen, the executable of the window itself."""
    if getattr(sys, "frozen", False):
        return (sys.executable, "demo")
    return (sys.executable, "-m", "mmdesk", "demo")


def _detached(
    command: tuple[str, ...], environ: Mapping[str, str], language: Language, output: Path
) -> subprocess.Popen[bytes]:
    """On the task thread. It outlives this window. Raises DemoNotStarted."""
    spoken = {**environ, LANGUAGE_VARIABLE: language, "PYTHONIOENCODING": "utf-8"}
    try:
        with _fresh(output) as said:
            return _popen(command, spoken, said)
    except OSError as error:
        raise DemoNotStarted(system_words(error)) from error


if sys.platform == "win32":

    def _popen(
        command: tuple[str, ...], environ: Mapping[str, str], said: IO[bytes]
    ) -> subprocess.Popen[bytes]:
        flags = subprocess.CREATE_NO_WINDOW | subprocess.CREATE_NEW_PROCESS_GROUP
        return subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=said,
            env=dict(environ),
            creationflags=flags,
        )
else:

    def _popen(
        command: tuple[str, ...], environ: Mapping[str, str], said: IO[bytes]
    ) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=said,
            env=dict(environ),
            start_new_session=True,
        )


def _last_words(output: Path, code: int) -> Text:
    try:
        said = output.read_bytes()[-_LAST_BYTES:].decode("utf-8", errors="replace")
    except OSError:
        said = ""
    lines = [line.strip() for line in masked(said).splitlines() if line.strip()]
    return Text.same(lines[-1][-_LONGEST_WORDS:]) if lines else Text(f"код {code}", f"code {code}")


def _fresh(file: Path) -> IO[bytes]:
    """Empty and this account's own."""
    flags = os.O_CREAT | os.O_WRONLY | os.O_TRUNC
    return os.fdopen(os.open(file, flags, PRIVATE_FILE), "wb")
