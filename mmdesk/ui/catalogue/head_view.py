"""The head of the page: its name, the connection, «build now» with its progress, and what has to be known."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import QSignalBlocker, Qt, Signal, Slot
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QProgressBar, QPushButton, QVBoxLayout, QWidget

from mmdesk.ui.catalogue import catalogue_words
from mmdesk.ui.catalogue.catalogue_state import CatalogueState, Progress, Warned
from mmdesk.ui.orders.banner import Banner
from mmdesk.ui.plain_text import plain_label
from mmdesk.ui.theme import Role, Theme, Tone, dress
from mmdesk.ui.words import spoken


class HeadView(QWidget):
    """Shows the state; what is pressed is told by signals."""

    connection_chosen = Signal(str)
    build_wanted = Signal()
    cancel_wanted = Signal()
    accept_wanted = Signal()
    leave_wanted = Signal()
    changes_wanted = Signal()
    resume_wanted = Signal()

    def __init__(self, theme: Theme, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._connections = QComboBox()
        self.build_button = QPushButton(self.tr("Build now  F5"))
        self.cancel_button = QPushButton(self.tr("Cancel the build"))
        self._progress = QProgressBar()
        self._progress_words = plain_label(tone=Tone.ACCENT, wraps=False)
        self._held = Banner(theme, self)
        self._stopped = Banner(theme, self)
        self._failed = Banner(theme, self)
        self._service = Banner(theme, self)
        self.accept_button = QPushButton(self.tr("Publish all the same…"))
        self.leave_button = QPushButton(self.tr("Leave the former…"))
        self._changes = QPushButton(self.tr("What would change"))
        self._resume = QPushButton(self.tr("Let sales go on…"))
        self._set_up()
        self._lay_out(title)

    def show_state(self, state: CatalogueState, now: datetime) -> None:
        names = state.look.names if state.look is not None else ()
        self._show_connections(names, state.look.connection if state.look is not None else "")
        self.build_button.setEnabled(state.can_build)
        self._show_progress(state.progress(now))
        self._show_cancel(state.cancellable is not None or state.wish is not None)
        warned = state.warnings()
        self._show_held(state, Warned.HELD in warned)
        self._show_others(state, warned)

    def show_failure(self, sentence: str) -> None:
        """The feed could not be looked at; what is shown grows old."""
        words = self.tr("The page is not up to date: it could not be read again")
        self._failed.show_words("warning", Tone.WARN, words, sentence)

    def warnings(self) -> str:
        """All banners in one text, the most urgent first."""
        banners = (self._held, self._stopped, self._failed, self._service)
        return "\n".join(filter(None, (banner.words() for banner in banners)))

    def progress_words(self) -> str:
        return "" if self._progress_words.isHidden() else self._progress_words.text()

    # -- showing

    def _show_connections(self, names: Sequence[str], chosen: str) -> None:
        """There is a choice only where there are several."""
        with QSignalBlocker(self._connections):
            if [self._connections.itemText(row) for row in range(self._connections.count())] != list(names):
                self._connections.clear()
                self._connections.addItems(list(names))
            self._connections.setCurrentText(chosen)
        self._connections.setVisible(len(names) > 1)

    def _show_progress(self, progress: Progress | None) -> None:
        self._progress.setVisible(progress is not None)
        self._progress_words.setVisible(progress is not None)
        if progress is None:
            return
        words = catalogue_words.phase(progress)
        self._progress_words.setText(words)
        self._progress.setAccessibleDescription(words)
        # What cannot be measured moves without an end.
        self._progress.setRange(0, 100 if progress.is_measured else 0)
        self._progress.setValue(progress.percent)

    def _show_cancel(self, is_possible: bool) -> None:
        """What goes must not take the keyboard's place with it."""
        if not is_possible and self.cancel_button.hasFocus():
            self.build_button.setFocus(Qt.FocusReason.OtherFocusReason)
        self.cancel_button.setVisible(is_possible)

    def _show_held(self, state: CatalogueState, is_held: bool) -> None:
        held = state.look.held if state.look is not None else None
        if not is_held or held is None or held.hold is None:
            self._held.show_words("pause", Tone.DANGER, "")
            return
        heading = catalogue_words.hold_heading(held.hold)
        if state.is_left:
            more = self.tr("You left the former feed. The next build asks again.")
        else:
            more = " ".join(self._held_lines(state))
        self._held.show_words("pause", Tone.WARN if state.is_left else Tone.DANGER, heading, more)
        for button in (self.accept_button, self.leave_button):
            button.setEnabled(state.can_decide)
        self.leave_button.setVisible(not state.is_left)

    def _held_lines(self, state: CatalogueState) -> list[str]:
        look = state.look
        assert look is not None
        held = look.held
        assert held is not None
        assert held.hold is not None
        lines = [self.tr("Until you decide Megamarket gets the former feed, which grows old.")]
        if held.hold.settings:
            names = ", ".join(self.tr("“{name}”").format(name=_setting(key)) for key in held.hold.settings)
            lines.append(self.tr("Changed since: {settings}.").format(settings=names))
        if look.service_alive and not look.service_here:
            words = self.tr("It is decided on the computer of the service: {host}.")
            lines.append(words.format(host=look.service_host))
        return lines

    def _show_others(self, state: CatalogueState, warned: Sequence[Warned]) -> None:
        stopped = self.tr("Sales are stopped: Megamarket is told that nothing is in stock")
        self._stopped.show_words("stop", Tone.DANGER, stopped if Warned.SALES_STOPPED in warned else "")
        failure = state.failure
        if Warned.FAILED in warned and failure is not None:
            has_feed = state.look is not None and state.look.status.current is not None
            after = self.tr("Megamarket gets the former feed.") if has_feed else ""
            words = f"{spoken(failure).rstrip('.')}. {after}".strip()
            self._failed.show_words("warning", Tone.DANGER, self.tr("The feed could not be renewed"), words)
        else:
            self._failed.show_words("warning", Tone.DANGER, "")
        down = self.tr("The service is not running: nobody builds the feed, and nobody serves it")
        more = self.tr("“Build now” is done when it runs again.")
        self._service.show_words("offline", Tone.WARN, down if Warned.SERVICE_DOWN in warned else "", more)

    # -- set-up

    def _set_up(self) -> None:
        dress(self.build_button, Role.PRIMARY)
        dress(self.accept_button, Role.DANGER)
        self._connections.setAccessibleName(self.tr("Connection"))
        self._connections.textActivated.connect(self.connection_chosen)
        self._progress.setAccessibleName(self.tr("Progress of the build"))
        self._progress.setTextVisible(False)
        for button, told in (
            (self.build_button, self.build_wanted),
            (self.cancel_button, self.cancel_wanted),
            (self.accept_button, self.accept_wanted),
            (self.leave_button, self.leave_wanted),
            (self._changes, self.changes_wanted),
            (self._resume, self.resume_wanted),
        ):
            button.setAutoDefault(False)
            button.clicked.connect(told)
        self._connections.hide()
        self._progress.hide()
        self._progress_words.hide()
        self.cancel_button.hide()

    def _lay_out(self, title: str) -> None:
        above = QHBoxLayout()
        above.setSpacing(16)
        above.addWidget(plain_label(title, Role.TITLE, wraps=False))
        above.addStretch(1)
        above.addWidget(self._connections)
        above.addWidget(self.build_button)
        progress = QHBoxLayout()
        progress.setSpacing(16)
        progress.addWidget(self._progress_words)
        progress.addWidget(self._progress, 1, Qt.AlignmentFlag.AlignVCenter)
        progress.addWidget(self.cancel_button)
        answers = QHBoxLayout()
        answers.setSpacing(8)
        for button in (self.leave_button, self.accept_button, self._changes):
            answers.addWidget(button)
        answers.addStretch(1)
        self._held.beside.addLayout(answers)
        self._stopped.beside.addWidget(self._resume, 0, Qt.AlignmentFlag.AlignLeft)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(8)
        rows.addLayout(above)
        rows.addLayout(progress)
        for banner in (self._held, self._stopped, self._failed, self._service):
            rows.addWidget(banner)

    @Slot()
    def press_build(self) -> None:
        self.build_button.click()


def _setting(key: str) -> str:
    return catalogue_words.setting_name(key)
