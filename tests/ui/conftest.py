"""Windows under test: a screen of each process's own, and no warning of Qt's passes unseen."""

from __future__ import annotations

import gc
import importlib.util
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final, Protocol

import pytest

from tests.ui import screen as screens
from tests.ui.worn import Worn

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication
    from pytestqt.qtbot import QtBot

    from mmdesk.ui.tasks import TaskRunner
    from mmdesk.ui.theme import Theme

_UNDER_CI: Final = os.environ.get("CI") == "true"
_MISSING: Final = [name for name in ("PySide6", "pytestqt") if importlib.util.find_spec(name) is None]
_FONTS: Final = Path(__file__).parents[2] / "resources" / "fonts"
# A passing wait costs nothing more; a machine busy otherwise needs it.
_PATIENCE_MS: Final = 30_000
_HARMLESS: Final = (
    # The offscreen platform, where there is no X server, says so of every window.
    "This plugin does not support",
)

if _MISSING and _UNDER_CI:
    raise pytest.UsageError(f"the windows cannot be tested without {', '.join(_MISSING)}")
collect_ignore_glob = ["*"] if _MISSING else []

_notes: list[str] = []


class Wait(Protocol):
    """Handle events until the condition holds; fails when it does not in time."""

    def __call__(self, condition: Callable[[], object], what: object = "") -> None: ...


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every warning of Qt's fails its test. Not by an ini option: without pytest-qt that would be unknown."""
    here = Path(__file__).parent
    for item in items:
        if item.path.is_relative_to(here):
            item.add_marker(pytest.mark.qt_log_level_fail("WARNING"), append=False)
            item.add_marker(pytest.mark.qt_log_ignore(*_HARMLESS))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    for note in _notes:
        terminalreporter.write_line(note)


@pytest.fixture(scope="session")
def screen() -> screens.Screen | None:
    """The X server of this process, None where windows have another place to be.

    Nobody ends it before the process: Qt would end the process when its server goes.
    """
    if not screens.is_needed():
        return None
    try:
        return screens.start()
    except screens.NoScreen as missing:
        if _UNDER_CI:
            raise
        _notes.append(f"windows were tested without a screen: {missing}")
        return None


@pytest.fixture(scope="session")
def _aimed(screen: screens.Screen | None) -> Iterator[pytest.MonkeyPatch]:
    """The environment that a QApplication reads when it is made, and nobody after it."""
    with pytest.MonkeyPatch.context() as patch:
        for name in os.environ.keys() - screens.without_qt(os.environ).keys():
            patch.delenv(name)
        if screen is not None:
            patch.setenv("DISPLAY", screen.display)
            patch.setenv("QT_QPA_PLATFORM", "xcb")
        elif screens.is_needed():
            patch.setenv("QT_QPA_PLATFORM", "offscreen")
        yield patch


@pytest.fixture(scope="session")
def qapp(_aimed: pytest.MonkeyPatch, qapp: QApplication) -> QApplication:
    """The application of pytest-qt on a screen of its own, with letters that are the same everywhere."""
    from PySide6.QtGui import QFont, QFontDatabase

    _aimed.undo()
    for file in sorted(_FONTS.glob("*.ttf")):
        QFontDatabase.addApplicationFont(str(file))
    qapp.setFont(QFont("DejaVu Sans", 10))
    return qapp


@pytest.fixture(autouse=True)
def _english(monkeypatch: pytest.MonkeyPatch) -> None:
    """Texts come out in English unless a test asks for another language."""
    monkeypatch.setenv("MMDESK_LANG", "en")
    monkeypatch.setattr("mmdesk.ui.words._chosen", None)


@pytest.fixture(scope="module", autouse=True)
def _loaded(qapp: QApplication) -> None:
    """What stays for all tests of a file need not be looked at by the collections after each of them.

    For each file anew: with its pages come modules that were not there before.
    """
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True)
def _garbage_stays_in_this_thread(_loaded: None) -> Iterator[None]:
    """As in the program: widgets that another thread collects end the process."""
    gc.disable()
    yield
    gc.collect()
    gc.enable()


@pytest.fixture
def wait(qtbot: QtBot) -> Wait:
    def until(condition: Callable[[], object], what: object = "") -> None:
        def holds() -> None:
            assert condition(), f"still not: {what or condition}"

        qtbot.waitUntil(holds, timeout=_PATIENCE_MS)

    return until


@pytest.fixture
def runner(qapp: QApplication) -> Iterator[TaskRunner]:
    """Closed at the end, after the last answer it owes has come."""
    from mmdesk.ui.tasks import TaskRunner

    runner = TaskRunner()
    yield runner
    runner.close()
    qapp.processEvents()


@pytest.fixture(scope="session")
def _worn(qapp: QApplication) -> Worn:
    return Worn(qapp)


@pytest.fixture
def theme(_worn: Worn) -> Theme:
    """Light, whatever the machine prefers."""
    return _worn.light()
