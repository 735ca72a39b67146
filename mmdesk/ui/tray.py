"""The icon in the system's tray: how the service is doing, and what cannot wait while nobody looks."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QPoint, QPointF, QRectF, Qt, Signal, Slot
from PySide6.QtGui import QIcon, QPainter, QPen, QPixmap, QPolygonF
from PySide6.QtWidgets import QMenu, QSystemTrayIcon, QWidget

from mmdesk.errors import MmdeskError
from mmdesk.ui.notes_state import Note, StoppedExchange, ended, notes_of
from mmdesk.ui.plain_words import one_line
from mmdesk.ui.tasks import TaskRunner
from mmdesk.ui.theme import Theme, Tone, application_icon
from mmdesk.ui.words import language, spoken

if TYPE_CHECKING:
    from mmdesk.services.news import News
    from mmdesk.services.service_state import ServiceState
    from mmdesk.ui.workstation import Workstation

logger = logging.getLogger(__name__)

_SIDES: Final = (16, 22, 32, 64)
_DOT: Final = 0.5
_EDGE: Final = 0.06
"""Of the icon's side: to be told apart at 16 pixels."""


class Tray(QObject):
    """Belongs to one window. Where the system has no tray nothing is shown, and nothing is missed: every
    note is of something that the window shows as well.
    """

    window_asked = Signal()
    order_asked = Signal(object)
    """The OrderRef of the note that was clicked."""
    quit_asked = Signal()
    refused = Signal(str)
    """A sentence about what the menu was asked for and did not do."""
    missed = Signal(object)
    """A loud Note that no tray has shown: the window says it instead."""
    over = Signal(str)
    """The state that a Note was about has ended."""
    noted = Signal(object)
    """Every Note, shown or not: the window's sounds follow it."""

    def __init__(
        self,
        window: QWidget,
        read_news: Callable[[], tuple[News, ...]],
        exchange: Callable[[], object],
        runner: TaskRunner,
        theme: Theme,
        workstation: Workstation,
        stopped: StoppedExchange | None = None,
        may_start: Callable[[], bool] = bool,
    ) -> None:
        super().__init__(window)
        self._window = window
        self._read_news = read_news
        self._exchange = exchange
        self._runner = runner
        self._theme = theme
        self._workstation = workstation
        self._stopped = stopped or StoppedExchange()
        self._may_start = may_start
        self._tone = Tone.MUTED
        self._last: Note | None = None
        self._reading = False
        self._again = False
        self.menu = self._made_menu(window)
        self.icon = QSystemTrayIcon(self)
        self.icon.setContextMenu(self.menu)
        self._paint()
        self.icon.activated.connect(self._activated)
        self.icon.messageClicked.connect(self._open_noted)
        theme.changed.connect(self._paint)

    def start(self) -> None:
        """Show it where there is a place for it."""
        if QSystemTrayIcon.isSystemTrayAvailable():
            self.icon.show()
        self.look()

    @Slot()
    def look(self) -> None:
        """Read the news, at each change of the database."""
        if self._reading:
            self._again = True
            return
        self._reading = True
        self._runner.read(self._read_news, owner=self, done=self._take_news, failed=self._no_news)

    @Slot(object)
    def show_state(self, state: ServiceState) -> None:
        tone, words = self._told(state)
        self.icon.setToolTip(f"mmdesk: {words}")
        # In all its sizes it takes a while, and the state is told every few seconds.
        if tone is not self._tone:
            self._tone = tone
            self._paint()
        if "exchange" in self._wanted():
            self._say(self._stopped.see(state, starting=self._may_start()))
            for about in self._stopped.over:
                self.over.emit(about)

    def _told(self, state: ServiceState) -> tuple[Tone, str]:
        if not state.connections:
            return Tone.MUTED, self.tr("nothing is connected yet")
        if not state.alive and self._may_start():
            return Tone.MUTED, self.tr("the exchange service is starting")
        if not state.alive:
            return Tone.DANGER, self.tr("the exchange service is not running")
        if any(each.until is None for each in state.troubles):
            return Tone.DANGER, self.tr("the exchange has stopped")
        if state.troubles or state.parked or state.inbox_parked:
            return Tone.WARN, self.tr("something waits for your decision")
        if state.overdue:
            return Tone.WARN, self.tr("%n order(s) overdue", "", state.overdue)
        if state.at_risk:
            return Tone.WARN, self.tr("%n order(s) at risk", "", state.at_risk)
        return Tone.OK, self.tr("the exchange is working")

    def _wanted(self) -> frozenset[str]:
        return (
            frozenset({"orders", "cancellations", "deadlines", "exchange"})
            - self._workstation.remembered.quiet
        )

    def _take_news(self, news: tuple[News, ...]) -> None:
        self._say(notes_of(news, self._wanted()))
        for about in ended(news):
            self.over.emit(about)
        self._read_on()

    def _no_news(self, error: MmdeskError) -> None:
        logger.warning("no news are read: %s", error)
        self._read_on()

    def _read_on(self) -> None:
        self._reading = False
        if self._again:
            self._again = False
            self.look()

    def _say(self, notes: tuple[Note, ...]) -> None:
        for note in notes:
            self.noted.emit(note)
            # What lasts stands in a banner of the window: once is enough.
            if note.loud and not note.about and not self.icon.isVisible():
                self.missed.emit(note)
            # In front of the window the list shows it; what cannot wait is said all the same.
            if note.loud or not self._window.isActiveWindow():
                self._last = note
                kind = (
                    QSystemTrayIcon.MessageIcon.Warning
                    if note.loud
                    else QSystemTrayIcon.MessageIcon.Information
                )
                self.icon.showMessage(spoken(note.title), one_line(spoken(note.words)), kind)

    @Slot()
    def _exchange_now(self) -> None:
        self._runner.write(self._exchange, owner=self, done=self._asked, failed=self._not_asked)

    def _asked(self, _run: object) -> None:
        """The strip tells when it is done."""

    def _not_asked(self, error: MmdeskError) -> None:
        sentence = error.sentence(language())
        self.icon.showMessage("mmdesk", one_line(sentence), QSystemTrayIcon.MessageIcon.Warning)
        self.refused.emit(sentence)

    @Slot()
    def _open_noted(self) -> None:
        self.window_asked.emit()
        if self._last is not None and self._last.order is not None:
            self.order_asked.emit(self._last.order)

    @Slot(QSystemTrayIcon.ActivationReason)
    def _activated(self, reason: QSystemTrayIcon.ActivationReason) -> None:
        if reason is not QSystemTrayIcon.ActivationReason.Context:
            self.window_asked.emit()

    @Slot()
    def _paint(self) -> None:
        icon = QIcon()
        for side in _SIDES:
            icon.addPixmap(self._drawn(side))
        self.icon.setIcon(icon)

    def _drawn(self, side: int) -> QPixmap:
        """The program's sign with a mark of the state at its lower right, of its own shape and tone."""
        picture = QPixmap(side, side)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.drawPixmap(QPoint(), application_icon().pixmap(side, side))
        dot, edge = side * _DOT, max(side * _EDGE, 1)
        painter.setPen(QPen(self._theme.tokens.surface, edge))
        painter.setBrush(self._theme.color(self._tone))
        corner = side - dot - edge / 2
        _draw_mark(painter, self._tone, QRectF(corner, corner, dot, dot))
        painter.end()
        return picture

    def _made_menu(self, parent: QWidget) -> QMenu:
        menu = QMenu(parent)
        menu.addAction(self.tr("Open mmdesk")).triggered.connect(self.window_asked)
        menu.addAction(self.tr("Exchange now")).triggered.connect(self._exchange_now)
        menu.addSeparator()
        menu.addAction(self.tr("Close the window; the exchange goes on")).triggered.connect(self.quit_asked)
        return menu


def _draw_mark(painter: QPainter, tone: Tone, place: QRectF) -> None:
    """A square for what has stopped, a triangle for what waits, a disc for the rest: not by colour alone."""
    if tone is Tone.DANGER:
        painter.drawRect(place)
    elif tone is Tone.WARN:
        top = QPointF(place.center().x(), place.top())
        painter.drawPolygon(QPolygonF([top, place.bottomRight(), place.bottomLeft()]))
    else:
        painter.drawEllipse(place)
