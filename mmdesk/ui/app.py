"""The desktop as a program: Qt's application, one window a profile, faults, signals, and an orderly end."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Final

from PySide6.QtCore import QMessageLogContext, Qt, QTimer, QtMsgType, qInstallMessageHandler
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from mmdesk import __version__, logs
from mmdesk.clock import SystemClock
from mmdesk.errors import MmdeskError, Text
from mmdesk.language import current
from mmdesk.paths import Profile
from mmdesk.ui import i18n, words
from mmdesk.ui.crash import CrashHandler
from mmdesk.ui.desktop import Desktop
from mmdesk.ui.end_signals import EndSignals
from mmdesk.ui.single_instance import SingleInstance
from mmdesk.ui.tasks import TaskRunner
from mmdesk.ui.theme import Theme, application_icon
from mmdesk.ui.workstation import FILE_NAME, Workstation

logger = logging.getLogger(__name__)

DONE: Final = 0
REFUSED: Final = 1
_LISTEN_MS: Final = 1000
"""A second start waits for longer; until then the first one has better things to do."""
_SWITCH_SECONDS: Final = 0.001
_STOP_SECONDS: Final = 10.0
"""How long an end may take in all; a write that hangs on a dead server is left behind then."""


def run_desktop(profile_dir: Path | None, environ: Mapping[str, str]) -> int:
    """Show the window until it is closed; the process's exit code. Main thread."""
    profile = Profile.choose(profile_dir)
    application = _application()
    with ExitStack() as closing:
        _keep_logs(profile, closing)
        instance = SingleInstance(profile.root)
        closing.callback(instance.close)
        if not instance.claim():
            return _call_the_other(instance)
        again = _run(application, instance, profile, profile_dir, environ)
    if again:
        _start_again(profile_dir, environ)
    return DONE


def _run(
    application: QApplication,
    instance: SingleInstance,
    profile: Profile,
    profile_dir: Path | None,
    environ: Mapping[str, str],
) -> bool:
    """Until it is closed; True when it is to open anew."""
    # With Python's 5 ms the window would wait for as long, time and again, while another thread computes.
    sys.setswitchinterval(_SWITCH_SECONDS)
    clock, runner = SystemClock(), TaskRunner()
    with _guarded(CrashHandler(clock, application.exit), EndSignals()) as signals:
        # Not `quit`, which asks the window, and the window its person.
        signals.asked.connect(application.exit)
        workstation = Workstation(profile.root / FILE_NAME, runner)
        language = workstation.remembered.language or current()
        words.use(language)
        i18n.install(application, language)
        theme = Theme(workstation.remembered.theme)
        desktop = Desktop(application, profile, profile_dir, environ, clock, runner, workstation, theme)
        instance.summoned.connect(desktop.bring_forward)
        QTimer.singleShot(_LISTEN_MS, instance.listen)
        desktop.show()
        logger.info("the window is open, version %s", __version__)
        application.exec()
        _end(desktop, runner)
        return desktop.opens_anew


def _start_again(profile_dir: Path | None, environ: Mapping[str, str]) -> None:
    """In a process of its own, after everything of this one is closed and its profile is free."""
    program = (sys.executable,) if getattr(sys, "frozen", False) else (sys.executable, "-m", "mmdesk")
    chosen = () if profile_dir is None else ("--profile", str(profile_dir))
    subprocess.Popen((*program, *chosen), env=dict(environ), stdin=subprocess.DEVNULL, start_new_session=True)


def _end(desktop: Desktop, runner: TaskRunner) -> None:
    """Close everything in its order; a thread that does not end is left behind with the process."""
    desktop.close()
    ending = threading.Thread(target=runner.close, name="end", daemon=True)
    ending.start()
    ending.join(_STOP_SECONDS)
    if ending.is_alive():
        logger.error("work on the task threads did not end in %d seconds", _STOP_SECONDS)
        logging.shutdown()
        # Python would wait for these threads for ever. What they had begun is undone by the database.
        os._exit(DONE)
    desktop.let_go()
    logger.info("the window is closed")


def _application() -> QApplication:
    existing = QApplication.instance()
    if isinstance(existing, QApplication):
        return existing
    QGuiApplication.setHighDpiScaleFactorRoundingPolicy(Qt.HighDpiScaleFactorRoundingPolicy.PassThrough)
    with _screen_needed():
        application = QApplication([sys.argv[0]])
    application.setApplicationName("mmdesk")
    application.setApplicationDisplayName("mmdesk")
    application.setApplicationVersion(__version__)
    application.setDesktopFileName("mmdesk")
    application.setWindowIcon(application_icon())
    return application


@contextmanager
def _screen_needed() -> Iterator[None]:
    """Without a screen Qt ends the process; before that its last words become a sentence of ours."""

    def listen(kind: QtMsgType, _context: QMessageLogContext, message: str) -> None:
        if kind is QtMsgType.QtFatalMsg:
            _complain(_NO_SCREEN)
            sys.stderr.write(f"{message.strip().splitlines()[0]}\n")
            sys.stderr.flush()
            os._exit(REFUSED)

    before = qInstallMessageHandler(listen)
    try:
        yield
    finally:
        qInstallMessageHandler(before)


@contextmanager
def _guarded(crash: CrashHandler, signals: EndSignals) -> Iterator[EndSignals]:
    """While the block runs, faults are shown and signals end the program in order."""
    crash.install()
    signals.install()
    try:
        yield signals
    finally:
        signals.uninstall()
        crash.uninstall()


def _keep_logs(profile: Profile, closing: ExitStack) -> None:
    """A profile that cannot be written is told in the window; no log keeps that from opening."""
    try:
        log = closing.enter_context(logs.configure(profile, "window"))
        _tell_former_end(log.path.with_suffix(".fault"))
        faults = logs.capture_faults(profile, "window")
        closing.callback(faults.close)
    except (MmdeskError, OSError) as error:
        logger.warning("nothing is logged: %s", error)


def _tell_former_end(file: Path) -> None:
    """A process that dies of a signal writes its stacks there: into the log with them, for a report."""
    if file.exists() and file.stat().st_size:
        logger.error(
            "the former window ended abruptly:\n%s", file.read_text(encoding="utf-8", errors="replace")
        )
        os.truncate(file, 0)


def _call_the_other(instance: SingleInstance) -> int:
    _complain(_IN_FRONT if instance.summon() else _NO_ANSWER)
    return DONE


def _complain(text: Text) -> None:
    # A window program of Windows has no console to write to.
    if sys.stderr is not None:
        sys.stderr.write(f"{text.in_language(current())}\n")


_IN_FRONT: Final = Text(
    "mmdesk уже открыт: его окно вышло вперёд.", "mmdesk is open already: its window came forward."
)
_NO_ANSWER: Final = Text(
    "mmdesk уже запущен, но не отвечает. Подождите; если окна нет, завершите его в диспетчере задач "
    "и откройте снова.",
    "mmdesk runs already but does not answer. Wait; if there is no window, end it in the task manager "
    "and open it again.",
)
_NO_SCREEN: Final = Text(
    "Окно не открылось: нет экрана. С заказами можно работать командами: mmdesk --help.",
    "No window: there is no screen here. Orders can be worked with by commands: mmdesk --help.",
)
