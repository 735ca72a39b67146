"""The page «Упаковка»: scans and keys in, colours and sounds out. Nothing here needs a pointer."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import ClassVar, Final

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QHideEvent, QKeyEvent, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QApplication, QStackedWidget, QVBoxLayout, QWidget

from mmdesk.clock import Clock
from mmdesk.domain.verdict import Control, Sound, Verdict
from mmdesk.errors import MmdeskError
from mmdesk.services.bench_view import BenchView, Said
from mmdesk.services.desk import OrderRef
from mmdesk.ui import words
from mmdesk.ui.changes import ChangeNotice
from mmdesk.ui.packing import packing_words
from mmdesk.ui.packing.bench_actions import BenchActions
from mmdesk.ui.packing.bench_header import BenchHeader
from mmdesk.ui.packing.board import Board, Notice, VerdictBar
from mmdesk.ui.packing.hand_field import HandField
from mmdesk.ui.packing.key_row import KeyRow
from mmdesk.ui.packing.packing_panel import PackingPanel
from mmdesk.ui.packing.packing_state import KEYS, Scene, answer_in, glance_ms, moves_on, scene_of
from mmdesk.ui.packing.pictures import Pictures
from mmdesk.ui.packing.question_panel import QuestionPanel
from mmdesk.ui.packing.scanner_station import ScannerStation
from mmdesk.ui.packing.sounds import Sounds
from mmdesk.ui.packing.start_panel import StartPanel
from mmdesk.ui.page import Page
from mmdesk.ui.theme import Theme

_SAVING_MS: Final = 60_000
"""Longer than any database keeps an action waiting: its answer, or its failure, ends the notice."""
_MINUTE_MS: Final = 20_000
"""Deadlines and ages are told anew."""


class PackingView(Page):
    """Shows what the bench answers. Whoever makes it gives it scans by `take_scan`, in order."""

    name = "packing"
    icon_name: ClassVar[str] = "barcode"

    came = Signal()
    """The page can be seen: from now on a scan is meant for it."""
    away = Signal()
    """Another page is shown, but an order lies here, or somebody has worked here: scans are meant for it."""
    gone = Signal()
    moved_on = Signal()
    """Another order is on the bench, or the last one is done: what was told of it elsewhere is over."""
    codes_wished = Signal()
    covered = Signal(str)
    """A scan did not count because a dialog is open, which hides the verdicts: what to tell there."""

    def __init__(
        self,
        actions: BenchActions,
        changes: ChangeNotice,
        sounds: Sounds,
        pictures: Pictures,
        theme: Theme,
        clock: Clock,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._actions = actions
        self._sounds = sounds
        self._clock = clock
        self._view: BenchView | None = None
        self._badge = 0
        self._tells_saving = False
        self._tells_not_counted = False
        self._is_used = False
        self.header = BenchHeader(theme, self.title())
        self.start = StartPanel(theme)
        self.packing = PackingPanel(theme, pictures)
        self.alarm = Board(theme)
        self.question = QuestionPanel(theme)
        self.bar = VerdictBar(theme)
        self.hand = HandField()
        self.key_row = KeyRow()
        self._stack = QStackedWidget()
        self._faces = {
            Scene.START: self.start,
            Scene.PACKING: self.packing,
            Scene.ALARM: self.alarm,
            Scene.QUESTION: self.question,
        }
        self._clock_timer = QTimer(self, interval=_MINUTE_MS)
        self._clock_timer.timeout.connect(self._tell_time)
        self._lay_out()
        self._connect(changes)
        self._set_keys()
        QApplication.instance().focusChanged.connect(self._keep_focus)  # type: ignore[union-attr]  # there is one
        actions.look()

    # -- what the main window asks

    def title(self) -> str:
        return self.tr("Packing")

    def arrive(self) -> None:
        scene = self.scene
        if scene is Scene.QUESTION:
            self.question.begin()
        elif scene is not Scene.START or not self.start.begin():
            self.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_asked(self, wanted: object) -> None:
        if isinstance(wanted, OrderRef):
            self._actions.open(wanted)

    def keys(self) -> tuple[tuple[str, str], ...]:
        own = tuple((key, packing_words.key_words(control)) for key, control in KEYS.items())
        barcodes = tuple((control.value, packing_words.key_words(control)) for control in Control)
        return (
            ("F3", self.tr("Type the number of a barcode that cannot be read")),
            *own,
            ("Esc", self.tr("Understood; back; leave an order in which nothing is packed yet")),
            *barcodes,
        )

    def serve(self, station: ScannerStation) -> None:
        """Take this workstation's scans: all while the page can be seen, else those that no field wants."""
        station.scanned.connect(self.take_scan)
        station.torn.connect(self.take_torn_scan)
        self.came.connect(station.start)
        self.away.connect(station.watch)
        self.gone.connect(station.stop)
        self.header.settings_wished.connect(station.open_settings)
        self.question.digit_meant.connect(station.note_answer)

    # -- what comes in

    @property
    def view(self) -> BenchView | None:
        """What is shown."""
        return self._view

    @property
    def scene(self) -> Scene | None:
        return scene_of(self._view) if self._view is not None else None

    @Slot(str)
    def take_scan(self, text: str) -> None:
        """From a scanner; answered in the order of coming."""
        self._take(text, self._actions.scan)

    @Slot(str)
    def take_typed(self, text: str) -> None:
        """Typed by hand into the field for numbers."""
        self._take(text, self._actions.typed)

    @Slot(str, str)
    def take_torn_scan(self, text: str, whole: str = "") -> None:
        """A scan whose beginning went elsewhere, perhaps into the field for numbers; `whole` is with that."""
        if self._is_covered():
            return
        self._come_back()
        self._close_hand()
        self._actions.half(text, whole)

    def _come_back(self) -> None:
        """From another page: what becomes of a scan is to be seen."""
        if not self.isVisible():
            self.open_asked.emit(self.name, None)

    def _take(self, text: str, act: Callable[[str], None]) -> None:
        if self._is_covered():
            return
        self._come_back()
        self._close_hand()
        answer = answer_in(text) if self.scene is Scene.QUESTION else 0
        if not answer or not self.question.choose_digit(answer):
            act(text)

    def _close_hand(self) -> None:
        """Whoever scans types no more."""
        was_open = not self.hand.isHidden()
        self.hand.close_field()
        if was_open:
            # Also while another program is in front: the window comes back to what has its focus.
            self._take_focus()

    def _is_covered(self) -> bool:
        """Whether a dialog is before the page: nobody would see what became of the scan."""
        if QApplication.activeModalWidget() is None:
            return False
        told = self.tr("Scans do not count while this window is open. Close it, then scan again.")
        self._tell_not_counted(told)
        self.covered.emit(told)
        return True

    # -- what is shown

    @Slot(BenchView)
    def _show(self, view: BenchView) -> None:
        before, self._view = self._view, view
        said = before.said if before is not None else None
        # What the bench says by itself on being looked at first is older than a scan that failed.
        is_older = before is None and self._tells_not_counted and not view.alarm
        if packing_words.is_news(said, view.said) and not is_older:
            self._tell(view.said)
        elif self._tells_saving or (before is None and not is_older):
            self._tell_calmly(view.said)
        self._tells_saving = False
        if before is not None and moves_on(before, view):
            self.moved_on.emit()
        self._show_scene(view, None if before is None else scene_of(before))
        self._show_around(view)

    def _tell(self, said: Said) -> None:
        """The colour and the sound first: the packer waits for them."""
        self._sounds.play(said.verdict.sound.value)
        notice = packing_words.said_notice(said)
        self.bar.show_notice(notice)
        self._fill(notice, glance_ms(said.verdict))
        if said.verdict is Verdict.STOPPED and not self.isVisible():
            # Whatever else they look at: the order on their bench is not to leave.
            self.open_asked.emit(self.name, None)

    def _tell_calmly(self, said: Said) -> None:
        notice = packing_words.said_notice(said)
        self.bar.show_notice(notice)
        self._fill(notice, 0)

    @Slot()
    def _begin_anew(self) -> None:
        self._tells_not_counted, self._is_used = False, True

    @Slot(int)
    def _tell_saving(self, count: int) -> None:
        """Without a sound: whoever looks up because none came sees why."""
        self._tells_saving = True
        notice = packing_words.saving_notice(count)
        self.bar.show_notice(notice)
        self._fill(notice, _SAVING_MS)

    def _show_scene(self, view: BenchView, before: Scene | None) -> None:
        scene = scene_of(view)
        match scene:
            case Scene.START:
                self.start.show_view(view, self._clock.now())
            case Scene.PACKING:
                self.packing.show_view(view)
            case Scene.ALARM:
                self.alarm.show_notice(packing_words.said_notice(view.said, self._way_on()))
            case Scene.QUESTION:
                assert view.question is not None
                self.question.ask(view.question)
        if scene is not Scene.QUESTION:
            self.question.forget()
        self._stack.setCurrentWidget(self._faces[scene])
        if scene is not before:
            self._actions.read_parked()
            if self.isVisible() and not self.hand.isVisible():
                self.arrive()

    def _show_around(self, view: BenchView) -> None:
        self.header.show_view(view, self._clock.now())
        self.key_row.show_view(view)
        if view.order is not None and not self.isVisible():
            self.away.emit()
        self._actions.keep_alive(holds_order=view.order is not None, finishes=bool(view.finishing))
        if view.waiting != self._badge:
            self._badge = view.waiting
            self.badge_changed.emit(view.waiting)

    def _way_on(self) -> str:
        return self.tr("Esc or the barcode MMD:OK: understood")

    @Slot(MmdeskError, int)
    def _show_failure(self, error: MmdeskError, count: int) -> None:
        self._tell_not_counted(packing_words.lost_words(error.sentence(words.language()), count))

    def _tell_not_counted(self, why: str) -> None:
        """Louder than a message: whoever scans does not read the foot of the page. Stays until they act."""
        self._tells_saving, self._tells_not_counted = False, True
        notice: Notice = packing_words.failure_notice(why)
        self._sounds.play(Sound.WRONG.value)
        self.bar.show_notice(notice)
        self._fill(notice, glance_ms(Verdict.WRONG))

    def _fill(self, notice: Notice, for_ms: int) -> None:
        """On both faces: which one comes is the view's affair."""
        for face in (self.packing, self.start):
            face.show_verdict(notice, for_ms)

    @Slot(tuple)
    def _show_parked(self, parked: tuple) -> None:  # type: ignore[type-arg]  # Qt's signal knows no more
        self.start.show_parked(parked, self._clock.now())
        if self.scene is Scene.START and self.hasFocus():
            self.arrive()

    @Slot()
    def _tell_time(self) -> None:
        if self._view is not None:
            self.header.show_view(self._view, self._clock.now())
            if self.scene is Scene.START:
                self.start.show_view(self._view, self._clock.now())

    # -- keys

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.scene in (Scene.ALARM, Scene.PACKING):
            self._actions.dismiss()
        elif len(event.text()) == 1 and event.text().isalnum() and self.scene is not Scene.QUESTION:
            self.hand.open(event.text())
        else:
            super().keyPressEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._clock_timer.start()
        self.came.emit()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._clock_timer.stop()
        is_at_work = self._is_used or (self._view is not None and self._view.order is not None)
        (self.away if is_at_work else self.gone).emit()

    @Slot(QWidget, QWidget)
    def _keep_focus(self, before: QWidget | None, now: QWidget | None) -> None:
        """Of what is hidden, or turns pale, Qt hands the focus on to the next in the row: to another page."""
        is_taken = before is not None and self.isAncestorOf(before) and not _takes_keys(before)
        if is_taken and not (now is not None and self.isAncestorOf(now)):
            self._take_focus()

    def _take_focus(self) -> None:
        if not self.isVisible():
            return
        if self.hand.isVisible():
            self.hand.open()
        else:
            self.arrive()

    @Slot()
    def _open_hand(self) -> None:
        self.hand.open()

    # -- set-up

    def _connect(self, changes: ChangeNotice) -> None:
        changes.hurried.connect(self._actions.hurry)
        changes.changed.connect(self._actions.look)
        changes.changed.connect(self._actions.read_parked)
        self._actions.answered.connect(self._show)
        self._actions.refused.connect(self._show_failure)
        self._actions.handed_on.connect(self._begin_anew)
        self._actions.kept_waiting.connect(self._tell_saving)
        self._actions.parked_read.connect(self._show_parked)
        # The question may be over before the Enter of its digit comes.
        self.start.parked.installEventFilter(self.question.guard)
        self.start.resume_wished.connect(self._actions.open)
        self.question.missing_told.connect(self._actions.missing)
        self.question.park_told.connect(self._actions.park)
        self.question.reprint_told.connect(self._actions.reprint)
        self.question.take_over_told.connect(self._actions.take_over)
        self.question.doubt_told.connect(self._actions.settle_doubt)
        self.question.left.connect(self._actions.dismiss)
        self.hand.entered.connect(self.take_typed)
        self.hand.left.connect(self.arrive)
        self.key_row.pressed.connect(self._actions.press)
        self.key_row.hand_wished.connect(self._open_hand)
        self.header.codes_wished.connect(self.codes_wished)

    def _set_keys(self) -> None:
        pressed = {key: partial(self._actions.press, control) for key, control in KEYS.items()}
        for key, act in {**pressed, "F3": self._open_hand}.items():
            # Wherever the focus is while the page can be seen: a packer does not know what a focus is.
            shortcut = QShortcut(QKeySequence(key), self, context=Qt.ShortcutContext.WindowShortcut)
            shortcut.activated.connect(act)

    def _lay_out(self) -> None:
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        for face in self._faces.values():
            self._stack.addWidget(face)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 8)
        column.setSpacing(8)
        column.addWidget(self.header)
        column.addWidget(self._stack, 1)
        column.addWidget(self.hand)
        column.addWidget(self.bar)
        column.addWidget(self.key_row)


def _takes_keys(widget: QWidget) -> bool:
    return widget.isVisible() and widget.isEnabled()
