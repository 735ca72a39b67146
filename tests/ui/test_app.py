from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path
from types import MappingProxyType

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from mmdesk.bootstrap import open_parts
from mmdesk.clock import SystemClock
from mmdesk.domain.print_job import DocumentKind
from mmdesk.domain.role import Role
from mmdesk.paths import Profile
from mmdesk.printing.paper import LABEL_75X120
from mmdesk.printing.printer_setup import PrinterKind, PrinterSetup
from mmdesk.services.order_list import OrderFilter, OrderWish
from mmdesk.services.print_desk import PrintDesk
from mmdesk.services.printers import PrinterDesk, PrinterWish
from mmdesk.services.roster import Roster
from mmdesk.services.workstations import this_workstation
from mmdesk.storage.engine import open_engine
from mmdesk.storage.uow import Storage
from mmdesk.ui import i18n, words
from mmdesk.ui.desktop import Desktop
from mmdesk.ui.navigation import PageButton
from mmdesk.ui.notice_page import NoticePage
from mmdesk.ui.orders.orders_view import OrdersView
from mmdesk.ui.packing.packing_view import PackingView
from mmdesk.ui.page_list import PAGES
from mmdesk.ui.printing.printing_view import PrintingView
from mmdesk.ui.service_child import ServiceChild
from mmdesk.ui.setup.first_start import FirstStart
from mmdesk.ui.setup.operators_section import OperatorsSection
from mmdesk.ui.sign_in_view import SignInView
from mmdesk.ui.status_strip_view import StatusStripView
from mmdesk.ui.tasks import TaskRunner
from mmdesk.ui.theme import Mode, Theme
from mmdesk.ui.workstation import FILE_NAME, Workstation, read
from tests.services.printing_stand import LABEL
from tests.services.stand import ANNA
from tests.ui import screen as screens
from tests.ui.conftest import Wait

ROOT = Path(__file__).parents[2]
ALONE = {"MMDESK_SERVICE": "off", "MMDESK_SECRETS": "file", "MMDESK_LANG": "en"}


@pytest.fixture
def profile(tmp_path: Path) -> Profile:
    return Profile.at(tmp_path / "profile").create()


@pytest.fixture
def opened(
    qapp: QApplication, profile: Profile, theme: Theme, wait: Wait
) -> Iterator[Callable[..., Desktop]]:
    """Opens desktops on the profile; every one is closed as the program closes it."""
    made: list[tuple[Desktop, TaskRunner]] = []

    def open_one(environ: Mapping[str, str] = MappingProxyType({})) -> Desktop:
        runner = TaskRunner()
        workstation = Workstation(profile.root / FILE_NAME, runner)
        around = {**os.environ, **ALONE, **environ}
        desktop = Desktop(qapp, profile, profile.root, around, SystemClock(), runner, workstation, theme)
        made.append((desktop, runner))
        desktop.show()
        return desktop

    yield open_one
    for desktop, runner in made:
        desktop.close()
        runner.close()
        desktop.let_go()
    qapp.processEvents()
    i18n.uninstall(qapp)


def in_sight(desktop: Desktop) -> str:
    """All words of the notice that is shown in place of a page; empty when there is a page."""
    notices = [each for each in desktop.window.findChildren(NoticePage) if each.isVisible()]
    return "\n".join(label.text() for each in notices for label in each.findChildren(QLabel))


def kept(page: OrdersView) -> OrderWish:
    """What its list shows."""
    standing = page.standing()
    assert isinstance(standing, tuple)
    wish = standing[0]
    assert isinstance(wish, OrderWish)
    return wish


def pages(desktop: Desktop) -> list[OrdersView]:
    return desktop.window.findChildren(OrdersView)


def test_the_window_stands_before_the_database_is_open(opened: Callable[[], Desktop], wait: Wait) -> None:
    desktop = opened()
    assert desktop.window.isVisible()
    assert "Opening the database" in in_sight(desktop)
    wait(lambda: pages(desktop))


def test_the_window_prints_what_waits_for_its_workstation_whatever_language_it_speaks(
    opened: Callable[[], Desktop], wait: Wait, profile: Profile, tmp_path: Path
) -> None:
    target = tmp_path / "printed"
    target.mkdir()
    desktop = opened()
    wait(lambda: desktop.window.findChildren(PrintingView), "the page of printing")
    here = this_workstation(profile)
    with closing(Storage(open_engine(f"sqlite:///{profile.database}"))) as storage:
        setup = PrinterSetup(PrinterKind.FOLDER, str(target))
        printer = PrinterDesk(storage, SystemClock(), here).add(PrinterWish("Папка", setup, LABEL_75X120))
        desk = PrintDesk(storage, SystemClock(), here)

        def put() -> None:
            desk.print_document(DocumentKind.FILE, "проба", LABEL, ANNA, printer=printer)

        put()
        wait(lambda: len(list(target.glob("*.pdf"))) == 1, "the first document")
        desktop.window.language_chosen.emit("ru")
        wait(lambda: words.language() == "ru")
        put()
        wait(lambda: len(list(target.glob("*.pdf"))) == 2, "the second document")


def test_a_new_profile_says_how_to_begin(opened: Callable[[], Desktop], wait: Wait) -> None:
    desktop = opened()
    ways = desktop.window.findChild(FirstStart)
    assert isinstance(ways, FirstStart)
    wait(ways.connect_button.isVisible)


def keys(desktop: Desktop) -> set[str]:
    return {shortcut.key().toString() for shortcut in desktop.window.findChildren(QShortcut)}


def test_the_bench_is_the_second_page(opened: Callable[[], Desktop], wait: Wait) -> None:
    desktop = opened()
    wait(lambda: desktop.window.findChildren(PackingView))
    wait(lambda: {"Ctrl+1", "Ctrl+2"} <= keys(desktop))
    (bench,) = desktop.window.findChildren(PackingView)
    wait(lambda: bench.view is not None)


def test_the_page_that_was_open_last_opens_again(
    opened: Callable[[], Desktop], wait: Wait, profile: Profile
) -> None:
    profile.create()
    (profile.root / FILE_NAME).write_text('{"page": "packing"}', encoding="utf-8")
    desktop = opened()
    wait(lambda: any(each.isVisible() for each in desktop.window.findChildren(PackingView)))


def test_a_database_of_a_newer_version_is_told_and_tried_again(
    opened: Callable[[], Desktop], wait: Wait, profile: Profile
) -> None:
    first = opened()
    wait(lambda: pages(first))
    former = stamp(profile, "9999")
    desktop = opened()
    wait(lambda: "newer version" in in_sight(desktop))
    assert "Update the program" in in_sight(desktop)
    stamp(profile, former)
    desktop.window.retry_asked.emit()
    wait(lambda: pages(desktop))


def stamp(profile: Profile, revision: str) -> str:
    """Write a revision into the database; the one that stood there."""
    with closing(sqlite3.connect(profile.database, timeout=10)) as database, database:
        [(former,)] = database.execute("SELECT version_num FROM alembic_version").fetchall()
        database.execute("UPDATE alembic_version SET version_num = ?", (revision,))
    return str(former)


def test_a_damaged_database_is_told_in_the_window(
    opened: Callable[[], Desktop], wait: Wait, profile: Profile
) -> None:
    profile.database.write_bytes(b"this is no database, but it is long enough to be looked at" * 100)
    desktop = opened()
    wait(lambda: in_sight(desktop) and "Opening" not in in_sight(desktop))
    assert pages(desktop) == []
    [copy] = [each for each in desktop.window.findChildren(QPushButton) if "command" in each.text()]
    copy.click()
    assert "db restore" in QApplication.clipboard().text()


def test_a_profile_that_cannot_be_used_is_told_in_the_window(
    qapp: QApplication, runner: TaskRunner, theme: Theme, tmp_path: Path, wait: Wait
) -> None:
    blocked = tmp_path / "blocked"
    blocked.write_text("a file stands here", encoding="utf-8")
    workstation = Workstation(blocked / FILE_NAME, runner)
    desktop = Desktop(qapp, Profile.at(blocked), blocked, ALONE, SystemClock(), runner, workstation, theme)
    desktop.show()
    wait(lambda: "profile directory" in in_sight(desktop))
    desktop.close()


def test_another_language_builds_the_window_anew_and_is_remembered(
    opened: Callable[[], Desktop], wait: Wait, profile: Profile
) -> None:
    desktop = opened()
    wait(lambda: pages(desktop))
    former = desktop.window
    wait(lambda: former.findChildren(PageButton))
    former.open_named("orders", "all")
    former.language_chosen.emit("ru")
    wait(lambda: desktop.window is not former and desktop.window.findChildren(PageButton))
    assert words.language() == "ru"
    wait(lambda: [kept(each).show for each in pages(desktop)] == [OrderFilter.ALL])
    assert desktop.window.isVisible()
    wait(lambda: read(profile.root / FILE_NAME).language == "ru")


def test_with_the_first_operator_the_window_asks_who_works_at_once(
    opened: Callable[[], Desktop], wait: Wait, profile: Profile
) -> None:
    desktop = opened()
    former = desktop.window
    wait(lambda: len(former.findChildren(PageButton)) == len(PAGES))
    with closing(Storage(open_engine(f"sqlite:///{profile.database}"))) as storage:
        Roster(storage, SystemClock()).add(ANNA, "Анна", Role.MANAGER, "2468")
    (section,) = former.findChildren(OperatorsSection)
    section.first_entered.emit()
    wait(lambda: desktop.window.findChildren(SignInView))
    assert desktop.window is not former
    assert not desktop.window.findChildren(PageButton)
    told = [label.text() for label in desktop.window.findChildren(QLabel) if label.isVisible()]
    assert any("everybody says first who they are" in each for each in told)
    (view,) = desktop.window.findChildren(SignInView)
    QTest.keyClicks(view.pin, "2468")
    QTest.keyClick(view.pin, Qt.Key.Key_Return)
    wait(lambda: len(desktop.window.findChildren(PageButton)) == len(PAGES))


def test_the_service_is_started_and_seen_before_anybody_has_signed_in(
    opened: Callable[[Mapping[str, str]], Desktop],
    wait: Wait,
    profile: Profile,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    started: list[int] = []
    monkeypatch.setattr(ServiceChild, "start", partial(started.append, 1))
    with closing(open_parts(profile.root, ALONE)) as parts:
        Roster(parts.storage, SystemClock()).add(ANNA, "Анна", Role.MANAGER, "2468")
    desktop = opened({"MMDESK_SERVICE": ""})
    wait(lambda: desktop.window.findChildren(SignInView))
    wait(lambda: started, "a start of the service")
    (strip,) = desktop.window.findChildren(StatusStripView)
    wait(lambda: any("ervice" in each for each in strip.words), "the state in the strip")
    assert desktop.window.findChildren(SignInView)


def test_colours_are_changed_at_once_and_remembered(
    opened: Callable[[], Desktop], wait: Wait, profile: Profile, theme: Theme
) -> None:
    desktop = opened()
    desktop.window.theme_chosen.emit(Mode.DARK)
    assert theme.is_dark
    wait(lambda: read(profile.root / FILE_NAME).theme is Mode.DARK)


def test_a_window_that_is_minimized_comes_forward(
    opened: Callable[[], Desktop], wait: Wait, qtbot: QtBot
) -> None:
    desktop = opened()
    desktop.window.showMinimized()
    desktop.bring_forward()
    wait(lambda: not desktop.window.isMinimized())


def test_a_window_that_is_closed_while_it_opens_leaves_nothing_open(
    opened: Callable[[], Desktop], profile: Profile
) -> None:
    opened()


# The program as it is started.


@pytest.fixture
def environ(screen: screens.Screen | None) -> Mapping[str, str]:
    if screen is None:
        pytest.skip("processes with windows need a screen")
    own = {name: value for name, value in os.environ.items() if not name.startswith("MMDESK_")}
    return {**screen.environ(own), **ALONE}


@contextmanager
def started(profile: Path, environ: Mapping[str, str]) -> Iterator[subprocess.Popen[str]]:
    with subprocess.Popen(
        (sys.executable, "-m", "mmdesk", "--profile", str(profile)),
        env=dict(environ),
        cwd=ROOT,
        stderr=subprocess.PIPE,
        text=True,
    ) as child:
        try:
            yield child
        finally:
            child.kill()


def is_open(profile: Path) -> bool:
    log = profile / "logs" / "window.log"
    return log.exists() and "the window is open" in log.read_text(encoding="utf-8")


def ended(child: subprocess.Popen[str], wait: Wait) -> tuple[int, str]:
    wait(lambda: child.poll() is not None)
    assert child.stderr is not None
    return child.returncode, child.stderr.read()


def test_without_a_command_the_window_opens_once_and_a_signal_closes_it(
    environ: Mapping[str, str], tmp_path: Path, wait: Wait
) -> None:
    with started(tmp_path, environ) as first:
        wait(lambda: is_open(tmp_path))
        with started(tmp_path, environ) as second:
            code, said = ended(second, wait)
        assert (code, "came forward" in said) == (0, True)
        first.send_signal(signal.SIGTERM)
        assert ended(first, wait) == (0, "")
    assert "the window is closed" in (tmp_path / "logs" / "window.log").read_text(encoding="utf-8")


def test_a_window_that_was_killed_opens_again(environ: Mapping[str, str], tmp_path: Path, wait: Wait) -> None:
    log = tmp_path / "logs" / "window.log"
    with started(tmp_path, environ) as first:
        wait(lambda: is_open(tmp_path))
        first.kill()
        first.wait()
    log.unlink()
    with started(tmp_path, environ) as second:
        wait(lambda: is_open(tmp_path))
        second.send_signal(signal.SIGINT)
        assert ended(second, wait) == (0, "")


def test_an_abrupt_end_is_told_in_the_log_of_the_next_start(
    environ: Mapping[str, str], tmp_path: Path, wait: Wait
) -> None:
    with started(tmp_path, environ) as first:
        wait(lambda: is_open(tmp_path))
        first.send_signal(signal.SIGSEGV)
        first.wait()
    with started(tmp_path, environ) as second:
        log = tmp_path / "logs" / "window.log"
        wait(lambda: "ended abruptly" in log.read_text(encoding="utf-8"))
        wait(lambda: log.read_text(encoding="utf-8").count("the window is open") == 2)
        second.send_signal(signal.SIGTERM)
        ended(second, wait)
    assert "Segmentation fault" in log.read_text(encoding="utf-8")


def test_without_a_screen_a_sentence_says_what_to_do(tmp_path: Path, wait: Wait) -> None:
    nowhere = {**screens.without_qt(os.environ), **ALONE, "QT_QPA_PLATFORM": "xcb", "DISPLAY": ":98765"}
    with started(tmp_path, nowhere) as child:
        code, said = ended(child, wait)
    assert code == 1
    assert said.startswith("No window: there is no screen here.")


def test_without_qt_a_sentence_says_what_to_do(tmp_path: Path, wait: Wait) -> None:
    (tmp_path / "PySide6.py").write_text(
        "raise ImportError('no Qt here', name='PySide6')\n", encoding="utf-8"
    )
    with started(tmp_path / "profile", {**os.environ, **ALONE, "PYTHONPATH": str(tmp_path)}) as child:
        code, said = ended(child, wait)
    assert code == 1
    assert "pip install 'mmdesk[desktop]'" in said


def test_the_shell_needs_nothing_that_leads_to_the_database() -> None:
    heavy = {"sqlalchemy", "alembic", "httpx", "click", "reportlab", "lxml", "keyring", "PySide6.QtNetwork"}
    assert heavy.isdisjoint(imported_by("mmdesk.ui.app"))


def test_what_the_task_thread_imports_has_nothing_of_qt() -> None:
    """Qt classes that are defined beside the window's thread end the program now and then."""
    seen = imported_by("mmdesk.bootstrap", *(name for page in PAGES for name in page.foundation))
    assert [name for name in seen if name.startswith(("PySide6", "shiboken6", "mmdesk.ui"))] == []


def imported_by(*modules: str) -> list[str]:
    """All modules that a fresh Python knows after importing these."""
    script = f"import sys, {', '.join(modules)}; print(*sys.modules)"
    ran = subprocess.run((sys.executable, "-c", script), cwd=ROOT, capture_output=True, text=True, check=True)
    return ran.stdout.split()
