"""The desktop from its first window to its end: opens the database, builds the pages, builds them anew."""

from __future__ import annotations

import importlib
import logging
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QCoreApplication, QObject, Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QAbstractScrollArea

from mmdesk.clock import Clock
from mmdesk.errors import MmdeskError, Text
from mmdesk.language import Language
from mmdesk.paths import Profile
from mmdesk.ui import i18n, words
from mmdesk.ui.changes import ChangeNotice
from mmdesk.ui.demo_start import DemoStart
from mmdesk.ui.garbage import GarbageCollector
from mmdesk.ui.last_page import LastPage
from mmdesk.ui.main_window import MainWindow
from mmdesk.ui.messages import Kind, Messages
from mmdesk.ui.opening import Opening
from mmdesk.ui.page_context import PageContext, PageModule, dressed
from mmdesk.ui.page_list import PAGES, PageEntry
from mmdesk.ui.page_loading import PageLoading, Steps
from mmdesk.ui.service_watching import ServiceWatching
from mmdesk.ui.service_wish import service_wish
from mmdesk.ui.signing_in import SigningIn
from mmdesk.ui.tasks import TaskRunner
from mmdesk.ui.theme import Mode, Theme
from mmdesk.ui.window_memory import WindowMemory
from mmdesk.ui.workstation import Workstation
from mmdesk.ui.writing import Writing

if TYPE_CHECKING:
    from mmdesk.bootstrap import Parts
    from mmdesk.services.news import NewsReader
    from mmdesk.services.service_state import ServiceState
    from mmdesk.services.spool import Spool
    from mmdesk.ui.notes_state import Note, StoppedExchange

logger = logging.getLogger(__name__)

_SPOOL_SECONDS: Final = 5.0
_SERVICE: Final = "service"
"""What messages about the service that this window starts are about."""
_TRAY_STANDS_ON: Final = (
    "mmdesk.services.job_runs",
    "mmdesk.services.news",
    "mmdesk.ui.notes_state",
    "mmdesk.ui.tray",
)
"""Imported one between two events."""
_LANGUAGES: Final[Mapping[str, Language]] = {"ru": "ru", "en": "en"}


class Desktop(QObject):
    """Owns what lives as long as the program; the window with its pages is made anew for another language."""

    ready = Signal()
    """The first page is there, and work can begin; the others follow between two events."""

    def __init__(
        self,
        application: QCoreApplication,
        profile: Profile,
        profile_dir: Path | None,
        environ: Mapping[str, str],
        clock: Clock,
        runner: TaskRunner,
        workstation: Workstation,
        theme: Theme,
    ) -> None:
        super().__init__()
        self._application = application
        self._profile = profile
        self._profile_dir = profile_dir
        self._environ = environ
        self._clock = clock
        self._runner = runner
        self._workstation = workstation
        self._theme = theme
        self._opening = Opening(profile_dir, environ)
        self._demo = DemoStart(runner, environ, profile.logs, parent=self)
        self._writing = Writing(runner, self)
        self._loading = PageLoading(runner, self._make_page, parent=self)
        self._loading.ended.connect(self._have_all_pages)
        self._parts: Parts | None = None
        self._notice: ChangeNotice | None = None
        self._watching = ServiceWatching(runner, profile, profile_dir, environ, clock, self)
        self._watching.seen.connect(self._show_state)
        self._watching.told.connect(self._say_of_service)
        self._watching.recovered.connect(self._service_is_well)
        self._spool: Spool | None = None
        self._news: NewsReader | None = None
        self._stopped: StoppedExchange | None = None
        self._why: Text | None = None
        self._garbage = GarbageCollector(self)
        self._people = SigningIn(runner, workstation, theme, self)
        self._people.known.connect(self._load_pages)
        self._people.changed.connect(self._hold_pages)
        # Queued: the window in which it was answered is taken down.
        self._people.changed.connect(self._make_anew, Qt.ConnectionType.QueuedConnection)
        self._people.nobody_entered.connect(self._tell_of_operators)
        self._people.failed.connect(self._tell_error)
        self._is_ready = False
        self._closed = False
        self._opens_anew = False
        self._make_window()

    @property
    def opens_anew(self) -> bool:
        """Whether the program is to start again after it has ended."""
        return self._opens_anew

    @property
    def window(self) -> MainWindow:
        return self._window

    def show(self) -> None:
        """Show the window at once, and begin to open the database."""
        self._window.show()
        self.open()

    @Slot()
    def open(self) -> None:
        """Once more after a failure as well."""
        self._window.show_opening()
        self._runner.write(self._opening.open, owner=self, done=self._opened, failed=self._not_opened)
        QTimer.singleShot(0, self, _meet_widgets)

    @Slot()
    def bring_forward(self) -> None:
        """Another start has asked for the window."""
        if self._window.isMinimized():
            self._window.showNormal()
        self._window.raise_()
        self._window.activateWindow()

    def close(self) -> None:
        """Let go of the window and of everything but the task threads; their answers are unwanted now."""
        self._closed = True
        self._writing.stop()
        self._garbage.stop()
        self._loading.stop()
        self._memory.let_go()
        self._workstation.write()
        self._watching.stop()
        if self._spool is not None:
            self._spool.ask_to_end()
        if self._notice is not None:
            self._notice.close()
        self._window.close_unasked()
        self._window.deleteLater()

    def let_go(self) -> None:
        """Close the database, after the task threads and the spool have ended.

        A printer that does not let go of a job is left behind: the job is in doubt at the next start.
        """
        if self._spool is not None and not self._spool.join(_SPOOL_SECONDS):
            logger.warning("a printer still has a job, it is left behind")
        self._opening.close()

    def _make_window(self) -> None:
        self._messages = Messages(self)
        self._window = MainWindow(self._theme, self._messages, self._clock, wish=service_wish(self._environ))
        self._memory = WindowMemory(self._window, self._workstation)
        self._last_page = LastPage(self._window, self._workstation, self._messages)
        self._window.theme_chosen.connect(self._choose_theme)
        # Queued: the window that sends it is taken down.
        self._window.language_chosen.connect(self._choose_language, Qt.ConnectionType.QueuedConnection)
        self._window.retry_asked.connect(self.open)
        self._window.page_turned.connect(self._workstation.choose_page)
        self._window.quiet_chosen.connect(self._workstation.choose_quiet)
        self._window.show_quiet(self._workstation.remembered.quiet)
        self._people.use(self._window)
        self._window.demo_asked.connect(self._demo.start)
        self._demo.speak_through(self._messages)
        self._writing.speak_through(self._messages)

    def _opened(self, parts: Parts) -> None:
        from mmdesk.services.roster import Roster

        if self._closed:
            return
        self._parts = parts
        self._notice = ChangeNotice(parts.changes, self)
        self._notice.start()
        self._notice.changed.connect(self._people.look_again)
        self._people.begin(Roster(parts.storage, parts.clock))
        # Whoever signs in, and whenever: the exchange waits for nobody.
        self._watching.begin(parts, self._notice)
        # Not by Python's own schedule, however long the window stands before a sign-in.
        self._garbage.start()
        self._tell_of_opening()

    def _not_opened(self, error: MmdeskError) -> None:
        logger.error("the database was not opened: %s", error)
        self._garbage.start()
        self._window.show_failure(error.sentence(words.language()), command=error.text.command)

    @Slot()
    def _load_pages(self) -> None:
        if not self._closed:
            self._window.show_opening()
            self._loading.start()

    @Slot()
    def _hold_pages(self) -> None:
        """Those to come are for nobody, until it is known who works here."""
        if self._people.operator is None:
            self._loading.stop()

    def _make_page(self, entry: PageEntry) -> Steps:
        module: PageModule = importlib.import_module(entry.module)
        made = yield from module.make(self._page_context())
        yield
        yield from dressed(made.page)
        self._window.add_page(made.page)
        if made.strip is not None:
            self._window.set_strip_right(made.strip)
        self._memory.take_on(made.page)
        # Where a person worked last: a bench that opens anew takes scans at once.
        self._last_page.come(made.page.name)
        yield
        if entry is PAGES[0]:
            yield from self._begin_work()
        if self._spool is None:
            # The pages of the first window: otherwise a collection between two of them looks at all so far.
            self._garbage.keep()

    def _begin_work(self) -> Steps:
        """The first page is there: what belongs to the window, and what is begun but once."""
        if not self._is_ready:
            # One step: a window that is made anew in between would not come to the rest of it.
            self._is_ready = True
            self._learn_secrets()
            self.ready.emit()
            yield
        for name in _TRAY_STANDS_ON:
            importlib.import_module(name)
            yield
        self._make_tray()

    def _page_context(self) -> PageContext:
        assert self._parts is not None
        assert self._notice is not None
        assert self._people.operator is not None
        return PageContext(
            self._parts,
            self._people.operator,
            self._runner,
            self._notice,
            self._theme,
            self._messages,
            self._window,
            self._workstation,
            self._demo.start,
            self._restart,
            self._window.place,
            self._window.ask_operator,
        )

    @Slot()
    def _restart(self) -> None:
        self._opens_anew = True
        self._application.quit()

    def _learn_secrets(self) -> None:
        """What is known as a secret is starred in logs and reports, whatever else it looks like."""
        assert self._parts is not None
        learn = self._parts.learn_secrets
        self._runner.read(learn, owner=self, done=self._secrets_learnt, failed=self._secrets_unknown)

    def _secrets_learnt(self, _nothing: None) -> None:
        """Nothing more to do."""

    def _secrets_unknown(self, error: MmdeskError) -> None:
        logger.warning("secrets are starred only where they look like such: %s", error)

    def _tell_of_opening(self) -> None:
        restored, replaced = self._opening.restored, self._opening.replaced
        if replaced is not None:
            self._window.keep_telling(replaced)
        if restored is None:
            return
        if restored.failed is not None:
            self._messages.tell_all(Kind.REFUSED, restored.failed.text)
            return
        words = self.tr("Restored: {file}. The former database is kept: {kept}")
        self._messages.say(Kind.DONE, words.format(file=restored.file, kept=restored.kept or "—"))

    @Slot()
    def _have_all_pages(self) -> None:
        self._last_page.drop()
        # Once: the spool lives on while windows are made anew.
        if self._spool is None:
            self._garbage.keep()
            self._start_spool()
            self._writing.begin()

    def _start_spool(self) -> None:
        from mmdesk.services.spool import Spool

        assert self._parts is not None
        parts = self._parts
        self._spool = Spool(parts.storage, self._clock, parts.profile.root, parts.workstation, parts.changes)
        self._spool.start()

    def _make_tray(self) -> None:
        """Of the window that is open now."""
        from mmdesk.services import job_runs
        from mmdesk.services.news import NewsReader
        from mmdesk.ui.notes_state import StoppedExchange
        from mmdesk.ui.tray import Tray

        assert self._parts is not None
        assert self._notice is not None
        storage = self._parts.storage
        if self._news is None:
            self._news = NewsReader(storage)
        if self._stopped is None:
            self._stopped = StoppedExchange(service_wish(self._environ))
        exchange = partial(job_runs.request, storage, self._clock, job_runs.JobName.MEGAMARKET)
        tray = Tray(
            self._window,
            self._news.read,
            exchange,
            self._runner,
            self._theme,
            self._workstation,
            self._stopped,
            self._window.service_may_start,
        )
        tray.window_asked.connect(self.bring_forward)
        tray.order_asked.connect(self._last_page.drop)
        tray.order_asked.connect(self._window.open_order)
        tray.quit_asked.connect(self._application.quit)
        tray.noted.connect(self._messages.noted)
        tray.missed.connect(self._say_note)
        tray.over.connect(self._messages.over)
        self._notice.changed.connect(tray.look)
        self._watching.seen.connect(tray.show_state)
        tray.start()

    @Slot(object)
    def _show_state(self, state: ServiceState) -> None:
        self._window.show_state(state)
        if self._window.tells_of_dead_service():
            self._messages.over(_SERVICE)

    @Slot(object)
    def _say_note(self, note: Note) -> None:
        text = note.title.joined(Text.same(": ")).joined(note.words)
        self._messages.tell_all(Kind.REFUSED, text, about=note.about)

    @Slot(object)
    def _say_of_service(self, text: Text) -> None:
        self._why = text
        self._window.tell_why(text)
        # Its banner says it with the cause; until that stands, a message does.
        if not self._window.tells_of_dead_service():
            self._messages.tell_all(Kind.REFUSED, text, about=_SERVICE)

    @Slot()
    def _service_is_well(self) -> None:
        self._messages.over(_SERVICE)
        self._why = None
        self._window.tell_why(None)

    @Slot(Mode)
    def _choose_theme(self, mode: Mode) -> None:
        self._theme.choose(mode)
        self._workstation.choose_theme(mode)

    @Slot()
    def _tell_of_operators(self) -> None:
        self._messages.say(
            Kind.NOTICE,
            self.tr("No operators are entered yet. A manager enters them on the page “Settings”."),
        )

    @Slot(object)
    def _tell_error(self, error: MmdeskError) -> None:
        self._messages.show_error(error)

    @Slot(str)
    def _choose_language(self, language: str) -> None:
        chosen = _LANGUAGES[language]
        self._workstation.choose_language(chosen)
        words.use(chosen)
        i18n.install(self._application, chosen)
        former = self._window
        self._make_anew()
        self._window.take_places_of(former)

    @Slot()
    def _make_anew(self) -> None:
        """The window with its pages, in another language or for another person; orders are read again.

        Whoever asked for it was told what would be lost; what waits to be read is told on.
        """
        self._memory.let_go()
        former = self._window
        self._make_window()
        news = self._people.take_news()
        if news:
            self._messages.say(Kind.NOTICE, news)
        if self._loading.has_begun and self._people.operator is not None:
            self._window.show_opening()
            self._loading.start()
        if self._watching.newest is not None:
            self._window.show_state(self._watching.newest)
        self._tell_on(former)
        self._window.show()
        former.close_unasked()
        former.deleteLater()

    def _tell_on(self, former: MainWindow) -> None:
        self._window.take_messages_of(former)
        self._window.tell_why(self._why)
        if self._opening.replaced is not None:
            self._window.keep_telling(self._opening.replaced)


def _meet_widgets() -> None:
    """Qt's binding learns every kind of widget when it first meets one that it has not made: better while
    nothing else is to be done than while the first page is made.
    """
    QAbstractScrollArea().viewport()
