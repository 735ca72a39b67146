"""The window everything happens in: pages, their navigation, messages, banners and the status strip.

It is shown before the services are imported: nothing here may lead to the database at import.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QByteArray, QSize, Qt, Signal, Slot
from PySide6.QtGui import QCloseEvent, QGuiApplication, QKeyEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from mmdesk.clock import Clock
from mmdesk.errors import MmdeskError, Text
from mmdesk.ui.banners_view import BannersView, RehearsalStrip
from mmdesk.ui.message_bar import MessageBar
from mmdesk.ui.messages import Messages
from mmdesk.ui.navigation import Navigation
from mmdesk.ui.notice_page import NoticePage
from mmdesk.ui.operator_menu import OperatorButton
from mmdesk.ui.page import Page
from mmdesk.ui.page_room import PageRoom
from mmdesk.ui.service_wish import ServiceWish
from mmdesk.ui.setup import places
from mmdesk.ui.setup.first_start import FirstStart
from mmdesk.ui.status_strip_state import Banner, StatusStripState
from mmdesk.ui.status_strip_view import StatusStripView
from mmdesk.ui.theme import Mode, Role, Theme, Tone, application_icon, dress

if TYPE_CHECKING:
    from mmdesk.services.service_state import ServiceState

_SMALLEST: Final = (1240, 640)
"""In it no page cuts its words in any language: a screen of 1280 x 720 with a panel and a frame."""
_USUAL: Final = (1280, 720)
_PAGE_KEYS: Final = 9


class MainWindow(QWidget):
    """Shows; decides nothing. Whoever makes it answers its signals."""

    theme_chosen = Signal(Mode)
    language_chosen = Signal(str)
    retry_asked = Signal()
    operator_asked = Signal()
    quiet_chosen = Signal(object)
    page_turned = Signal(str)
    """A person has opened the page of that name."""
    demo_asked = Signal()

    def __init__(
        self,
        theme: Theme,
        messages: Messages,
        clock: Clock,
        parent: QWidget | None = None,
        *,
        wish: ServiceWish = ServiceWish.KEEPS,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._clock = clock
        self._state = StatusStripState(
            clock.now(), starts_service=wish is ServiceWish.KEEPS, demo=wish is ServiceWish.DEMO
        )
        self._pages: list[Page] = []
        self._open = 0
        self._failed = False
        self._operator = OperatorButton(theme)
        self._navigation = Navigation(theme, self._operator)
        self._rehearsal = RehearsalStrip()
        self._banners = BannersView(theme)
        self._message_bar = MessageBar(theme, messages)
        self._strip = StatusStripView(self._state, theme, clock)
        self._scroll = QScrollArea()
        self._stack = QStackedWidget()
        self._room = PageRoom(self._stack, self._scroll)
        self._opening = NoticePage(theme, "hourglass", Tone.MUTED, self.tr("Opening the database…"))
        self._failure = NoticePage(theme, "warning", Tone.DANGER, "")
        self._empty = FirstStart(theme)
        self._asked: tuple[str, object] | None = None
        self._stood: dict[str, object] = {}
        self._leaving: Callable[[], object] | None = None
        self._asks = True
        self._retry = QPushButton(self.tr("Try again"))
        self._failure.add_button(self._retry)
        self._command = ""
        self._copy = QPushButton(self.tr("Copy the command"))
        self._failure.add_button(self._copy)
        dress(self._copy, Role.QUIET)
        notices: tuple[QWidget, ...] = (self._opening, self._failure, self._empty)
        for notice in notices:
            self._stack.addWidget(notice)
        self._arrange()
        self._connect()
        self.setWindowTitle("mmdesk")
        self.setWindowIcon(application_icon())
        # A scaled screen can be smaller yet: pages are scrolled in it.
        self.setMinimumSize(QSize(*_SMALLEST).boundedTo(self.screen().availableSize()))

    @property
    def place(self) -> QWidget:
        """Where pages stand: they are made as its children."""
        return self._stack

    def add_page(self, page: Page) -> None:
        """The first one opens at once."""
        self._pages.append(page)
        self._stack.addWidget(page)
        self._navigation.add(page)
        page.open_asked.connect(self.open_named)
        number = len(self._pages)
        if number <= _PAGE_KEYS:
            shortcut = QShortcut(QKeySequence(f"Ctrl+{number}"), self)
            shortcut.activated.connect(self._navigation.buttons[-1].click)
        if page.name in self._stood:
            page.stand_again(self._stood.pop(page.name))
        if number == 1:
            self.open_page(0)
        if self._asked is not None and self._asked[0] == page.name:
            self.open_named(*self._asked)

    @Slot(int)
    def open_page(self, number: int) -> None:
        self._open = number
        self._asked = None
        self._failed = False
        self._navigation.mark(number)
        self._show_what_there_is()

    @Slot(int)
    def _turn(self, number: int) -> None:
        self.open_page(number)
        self.page_turned.emit(self._pages[number].name)

    @Slot(str, object)
    def open_named(self, name: str, wanted: object) -> None:
        """For one page that asks for another. One that is not there yet opens when it comes."""
        self._asked = (name, wanted)
        for number, page in enumerate(self._pages):
            if page.name == name:
                self.open_page(number)
                if wanted is not None:
                    page.show_asked(wanted)

    @Slot(object)
    def open_order(self, order: object) -> None:
        """An `OrderRef`, on the page of orders."""
        self.open_named("orders", order)

    def set_strip_right(self, widget: QWidget) -> None:
        """The right end of the status strip, where it is told what leaves soon."""
        self._strip.set_right(widget)

    def set_operator(self, name: str, *, may_set: bool = True) -> None:
        """Who works here, and whether they may change settings; empty while nobody is known."""
        self._operator.show_name(name)
        self._state.serve(may_set=may_set)
        self._strip.refresh()
        self._tell_banners()

    def show_quiet(self, kinds: frozenset[str]) -> None:
        """Which notifications are switched off, in the menu."""
        self._operator.show_quiet(kinds)

    def service_may_start(self) -> bool:
        """Whether the service may still be in its first start."""
        return self._state.may_start(self._clock.now())

    def tells_of_dead_service(self) -> bool:
        """Whether a banner says that the service does not run."""
        return self._state.is_dead(self._clock.now())

    def show_state(self, state: ServiceState) -> None:
        self._state.see(state)
        self._rehearsal.show_words(self._state.test_words())
        self._strip.refresh()
        self._tell_banners()
        if not self._failed and self._pages:
            self._show_what_there_is()

    def tell_why(self, why: Text | None) -> None:
        """What keeps the service of this window from working; None once it works."""
        self._state.know(why)
        self._strip.refresh()
        self._tell_banners()

    def keep_telling(self, error: MmdeskError) -> None:
        """As long as this window is open."""
        sentence = type(error).title.joined(Text.same(": ")).joined(error.detail)
        self._state.keep(Banner("warning", sentence, error.cure))
        self._tell_banners()

    def show_opening(self) -> None:
        self._failed = False
        self._stack.setCurrentWidget(self._opening)
        # Otherwise the first control that Tab would reach is marked, and nothing is to be done yet.
        self._opening.setFocus()

    def show_failure(self, sentence: str, retry: bool = True, command: str = "") -> None:
        """What keeps the program from working, in place of the pages; `retry_asked` follows its button.

        `command` mends it; it can be copied from here.
        """
        self._failed = True
        self._failure.show_heading(f"{sentence}\n{command}" if command else sentence)
        self._command = command
        self._copy.setVisible(bool(command))
        self._retry.setVisible(retry)
        self._stack.setCurrentWidget(self._failure)
        if retry:
            self._retry.setFocus()

    def show_question(self, question: QWidget) -> None:
        """What has to be answered before there are pages; whoever asks takes it down with the answer."""
        self._stack.addWidget(question)
        self._stack.setCurrentWidget(question)
        question.setFocus()

    def unsaved(self) -> tuple[str, ...]:
        """What would be lost with this window, each by its name."""
        return tuple(each for page in self._pages for each in page.unsaved())

    def take_messages_of(self, former: MainWindow) -> None:
        """What it still had to tell."""
        self._message_bar.go_on_with(former._message_bar.standing())

    def take_places_of(self, former: MainWindow) -> None:
        """Pages stand as they stood there, as soon as they come."""
        told = {page.name: page.standing() for page in former._pages}
        self._stood = former._stood | {name: place for name, place in told.items() if place is not None}

    def close_unasked(self) -> None:
        """Whatever is not saved: that has been asked, or the program ends."""
        self._asks = False
        self.close()

    def remember(self) -> bytes:
        """Size, place and screen, for `restore` at the next start."""
        return bytes(self.saveGeometry().data())

    def restore(self, remembered: bytes) -> None:
        """Stand where the window stood, or in a fitting size where nothing usable is remembered."""
        if not remembered or not self.restoreGeometry(QByteArray(remembered)):
            room = self.screen().availableSize()
            self.resize(min(_USUAL[0], room.width()), min(_USUAL[1], room.height()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc comes here when no page has a use for it."""
        if event.key() == Qt.Key.Key_Escape and self._message_bar.isVisible():
            self._message_bar.dismiss()
        elif event.key() == Qt.Key.Key_Escape and self._pages:
            # From the strips and the menu back to where work is.
            self._arrive()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A window that is smaller than pages need gives them what room there is."""
        super().resizeEvent(event)
        self._navigation.show_narrow(event.size().width() < _SMALLEST[0])

    def closeEvent(self, event: QCloseEvent) -> None:
        if self._asks and self.unsaved():
            event.ignore()
            self._unless_unsaved(self.tr("Close, lose it"), self.close_unasked)
        else:
            super().closeEvent(event)

    def _unless_unsaved(self, answer: str, go: Callable[[], object]) -> None:
        """At once while nothing would be lost; else only when the person says so."""
        unsaved = self.unsaved()
        if not unsaved:
            go()
            return
        from mmdesk.ui.confirm_dialog import ConfirmDialog  # not needed to appear

        if self._leaving is not None:
            return
        self._leaving = go
        told = self.tr("Not saved: {what}.").format(what=", ".join(unsaved))
        question = ConfirmDialog(self.tr("Lose what is not saved?"), (told,), answer, self._theme, self)
        question.safe_button.setText(self.tr("Stay"))
        question.finished.connect(self._answered)
        question.open()

    @Slot(int)
    def _answered(self, result: int) -> None:
        go, self._leaving = self._leaving, None
        if result and go is not None:
            go()

    @Slot(str)
    def _wish_language(self, language: str) -> None:
        self._unless_unsaved(
            self.tr("Change the language, lose it"), partial(self.language_chosen.emit, language)
        )

    @Slot()
    def ask_operator(self) -> None:
        """Who works here, unless the person would rather save something first."""
        self._unless_unsaved(self.tr("Change the operator, lose it"), self.operator_asked.emit)

    def _arrive(self) -> None:
        page = self._pages[self._open]
        if self._stack.currentWidget() is self._empty:
            self._empty.arrive()
        else:
            page.arrive()

    def _show_what_there_is(self) -> None:
        """The open page, unless the program has nothing to show on any."""
        page = self._pages[self._open]
        wanted = self._empty if self._state.is_empty and page.needs_connection else page
        if wanted is self._stack.currentWidget():
            return
        self._stack.setCurrentWidget(wanted)
        if wanted is page:
            page.arrive()
        else:
            self._empty.arrive()

    @Slot()
    def _tell_banners(self) -> None:
        self._banners.show_banners(self._state.banners(self._clock.now()))

    @Slot()
    def _show_keys(self) -> None:
        from mmdesk.ui.keys_dialog import KeysDialog  # not needed to appear

        page = self._pages[self._open] if self._pages else None
        dialog = KeysDialog(page.title() if page else "", page.keys() if page else (), self._own_keys(), self)
        dialog.exec()
        dialog.deleteLater()

    @Slot()
    def _show_about(self) -> None:
        from mmdesk.ui.about_dialog import AboutDialog  # not needed to appear

        dialog = AboutDialog(self)
        dialog.exec()
        dialog.deleteLater()

    def _own_keys(self) -> tuple[tuple[str, str], ...]:
        pages = (
            (f"Ctrl+{number}", self.tr("Open the page “{page}”").format(page=page.title()))
            for number, page in enumerate(self._pages[:_PAGE_KEYS], start=1)
        )
        return (
            *pages,
            ("Esc", self.tr("Close a message, go back")),
            ("F1", self.tr("Show this table")),
        )

    @Slot()
    def _scroll_back(self) -> None:
        """Another page begins at its beginning."""
        for bar in (self._scroll.horizontalScrollBar(), self._scroll.verticalScrollBar()):
            bar.setValue(0)

    @Slot()
    def _copy_command(self) -> None:
        QGuiApplication.clipboard().setText(self._command)

    @Slot()
    def _connect_shop(self) -> None:
        self.open_named(places.PAGE, places.CONNECT)

    def _connect(self) -> None:
        self._navigation.page_chosen.connect(self._turn)
        self._retry.clicked.connect(self.retry_asked)
        self._copy.clicked.connect(self._copy_command)
        self._empty.connect_asked.connect(self._connect_shop)
        self._empty.demo_asked.connect(self.demo_asked)
        self._operator.theme_chosen.connect(self.theme_chosen)
        self._operator.language_chosen.connect(self._wish_language)
        self._operator.keys_asked.connect(self._show_keys)
        self._operator.about_asked.connect(self._show_about)
        self._operator.operator_asked.connect(self.ask_operator)
        self._operator.quiet_chosen.connect(self.quiet_chosen)
        self._strip.ticked.connect(self._tell_banners)
        self._stack.currentChanged.connect(self._scroll_back)

    def _arrange(self) -> None:
        self._scroll.setWidget(self._room)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        content = QVBoxLayout()
        content.setSpacing(0)
        content.addWidget(self._banners)
        content.addWidget(self._scroll, 1)
        # At the bottom of the page: above it, every message would move the rows a person is about to press.
        foot = QVBoxLayout()
        foot.setContentsMargins(16, 0, 16, 8)
        foot.addWidget(self._message_bar)
        content.addLayout(foot)
        middle = QHBoxLayout()
        middle.setSpacing(0)
        middle.addWidget(self._navigation)
        middle.addLayout(content, 1)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(0)
        rows.addWidget(self._rehearsal)
        rows.addLayout(middle, 1)
        rows.addWidget(self._strip)
