"""Checks a feed that somebody else makes: by Megamarket's rules, and its ids beside RetailCRM's."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial
from typing import Final

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from mmdesk.catalogue.problems import Problem
from mmdesk.errors import MmdeskError
from mmdesk.services.foreign_feed import ForeignCheck, Tell
from mmdesk.ui import moments, words
from mmdesk.ui.catalogue import catalogue_words
from mmdesk.ui.catalogue.flat_model import Cell, Heading, Line
from mmdesk.ui.catalogue.kinds_list import ChoosePlace, KindsList, ask_for_place
from mmdesk.ui.messages import Messages
from mmdesk.ui.orders.banner import Banner
from mmdesk.ui.plain_text import plain_label
from mmdesk.ui.tasks import TaskRunner
from mmdesk.ui.theme import Role, Theme, Tone, dress
from mmdesk.ui.words import begun, spoken

Check = Callable[[str, str, Tell, Callable[[], bool]], ForeignCheck]
"""Connection, path or address, whom to tell, and whether to stop."""
ChooseFile = Callable[[QWidget], str]
_NOT_IN_CRM: Final = "not_in_crm"
_NOT_IN_FEED: Final = "not_in_feed"


def ask_for_file(window: QWidget) -> str:
    """The system's own dialog."""
    chosen, _ = QFileDialog.getOpenFileName(window, "", "", "XML (*.xml *.yml *.gz);;* (*)")
    return chosen


class _Teller(QObject):
    """Carries the progress from the reading thread into the window's."""

    told = Signal(str, int)


class ForeignTab(QWidget):
    """One check at a time; it may be stopped."""

    def __init__(
        self,
        runner: TaskRunner,
        messages: Messages,
        theme: Theme,
        check: Check,
        choose_file: ChooseFile = ask_for_file,
        choose_place: ChoosePlace = ask_for_place,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._runner = runner
        self._check = check
        self._choose_file = choose_file
        self._connection = ""
        self._stopping = threading.Event()
        self._teller = _Teller(self)
        self.place = QLineEdit()
        self._open = QPushButton(theme.icon("document"), self.tr("File…"))
        self.start_button = QPushButton(self.tr("Check the feed"))
        self.stop_button = QPushButton(theme.icon("stop"), self.tr("Stop"))
        self._progress = QProgressBar()
        self._progress_words = plain_label(tone=Tone.MUTED)
        self._verdict = Banner(theme, self)
        self.found = KindsList(
            runner,
            messages,
            theme,
            self.tr("What the check has found"),
            (
                Heading(self.tr("Offer id")),
                Heading(self.tr("Where")),
                Heading(self.tr("What is wrong, and what to do")),
            ),
            2,
            {0: 150, 1: 180},
            "feed-check.csv",
            choose_place,
            with_card=True,
        )
        self._set_up()
        self._show_idle()

    def show_connection(self, name: str) -> None:
        self._connection = name

    def verdict(self) -> str:
        """What has come of the check, or of the attempt."""
        return self._verdict.words()

    def use(self, check: Check) -> None:
        """Check by other means from now on."""
        self._check = check

    @property
    def is_checking(self) -> bool:
        return not self.stop_button.isHidden()

    @Slot()
    def start(self) -> None:
        if self.is_checking or not self._connection:
            return
        self._stopping = threading.Event()
        self._verdict.show_words("info", Tone.ACCENT, "")
        self.found.show_lines({}, ())
        self.found.notice.show_words("hourglass", self.tr("The feed is being checked…"))
        self.start_button.setEnabled(False)
        self.stop_button.show()
        self._show_busy("", 0)
        work = partial(
            self._check, self._connection, self.place.text(), self._teller.told.emit, self._stopping.is_set
        )
        self._runner.read(work, owner=self, done=self._show_found, failed=self._show_failure)

    @Slot()
    def stop(self) -> None:
        """The check ends at its next step."""
        self._stopping.set()
        self.stop_button.setEnabled(False)

    @Slot()
    def choose(self) -> None:
        chosen = self._choose_file(self)
        if chosen:
            self.place.setText(chosen)
            self.start()

    # -- showing

    @Slot(str, int)
    def _show_busy(self, phase: str, percent: int) -> None:
        if not self.is_checking:
            return
        self._progress.show()
        self._progress.setRange(0, 100 if percent else 0)
        self._progress.setValue(percent)
        words_of_phase = {
            "fetch": self.tr("The feed is being fetched: {percent} %"),
            "check": self.tr("The feed is being read: {percent} %"),
        }
        told = words_of_phase.get(phase, self.tr("The check begins…"))
        self._progress_words.setText(told.format(percent=percent))
        self._progress_words.show()

    def _show_idle(self) -> None:
        self._progress.hide()
        self._progress_words.hide()
        self.stop_button.hide()
        self.stop_button.setEnabled(True)
        self.start_button.setEnabled(True)
        self.found.notice.show_words(
            "search",
            self.tr("Choose a file or paste an address"),
            self.tr(
                "A feed of your own may be used if each offer id in it is the externalId of an offer in "
                "RetailCRM. The check compares both, and reads the feed by Megamarket's rules."
            ),
        )

    def _show_failure(self, error: MmdeskError) -> None:
        self._show_idle()
        if self._stopping.is_set():
            self._verdict.show_words("info", Tone.ACCENT, self.tr("The check was stopped"))
        else:
            self._verdict.show_words("warning", Tone.DANGER, error.sentence(words.language()))

    def _show_found(self, result: ForeignCheck) -> None:
        self._show_idle()
        verdict = result.found.verdict
        problems = (*verdict.problems, *_beside_crm(result))
        counts = Counter({problem.code: 0 for problem in problems})
        counts |= Counter(verdict.counts)
        if result.found.crm is not None:
            counts[_NOT_IN_CRM] = result.found.crm.only_in_feed
            counts[_NOT_IN_FEED] = result.found.crm.only_in_crm
        kinds = {code: (_short(code), count) for code, count in counts.most_common() if count}
        self.found.show_lines(kinds, [(each.code, _line(place, each)) for place, each in enumerate(problems)])
        if problems:
            self.found.notice.show_words("dot", "")
        else:
            self.found.notice.show_words("check-all", self.tr("Nothing is wrong with it"), "", Tone.OK)
        self._show_verdict(result)

    def _show_verdict(self, result: ForeignCheck) -> None:
        verdict, is_good = result.found.verdict, result.found.ok
        icon, tone = ("check", Tone.OK) if is_good else ("warning", Tone.DANGER)
        heading = self.tr("The feed will do") if is_good else self.tr("The feed will not do")
        told = self.tr("Offers: {offers}, errors: {errors}, warnings: {warnings}.").format(
            offers=moments.number(verdict.offers),
            errors=moments.number(verdict.errors),
            warnings=moments.number(verdict.warnings),
        )
        self._verdict.show_words(icon, tone, heading, f"{told} {self._beside_words(result)}")

    def _beside_words(self, result: ForeignCheck) -> str:
        if not result.beside_crm or result.found.crm is None:
            return self.tr(
                "It was not compared with RetailCRM, whose catalogue has not been read; build the feed first."
            )
        return self.tr("Only in the feed: {feed}, only in RetailCRM: {crm}.").format(
            feed=moments.number(result.found.crm.only_in_feed),
            crm=moments.number(result.found.crm.only_in_crm),
        )

    # -- set-up

    def _set_up(self) -> None:
        self.place.setPlaceholderText(self.tr("File, or address: https://…"))
        self.place.setAccessibleName(self.tr("The feed to check: a file or an address"))
        self.place.returnPressed.connect(self.start)
        dress(self.start_button, Role.PRIMARY)
        for button, act in (
            (self._open, self.choose),
            (self.start_button, self.start),
            (self.stop_button, self.stop),
        ):
            button.setAutoDefault(False)
            button.clicked.connect(act)
        self._progress.setAccessibleName(self.tr("Progress of the check"))
        self._progress.setTextVisible(False)
        self._teller.told.connect(self._show_busy, Qt.ConnectionType.QueuedConnection)
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(self.place, 1)
        line.addWidget(self._open)
        line.addWidget(self.start_button)
        line.addWidget(self.stop_button)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 12, 0, 0)
        rows.setSpacing(8)
        rows.addLayout(line)
        rows.addWidget(self._progress)
        rows.addWidget(self._progress_words)
        rows.addWidget(self._verdict)
        rows.addWidget(self.found, 1)
        self.setFocusProxy(self.place)


def _beside_crm(result: ForeignCheck) -> Iterator[Problem]:
    """What one side alone has, as problems like all others."""
    crm = result.found.crm
    if crm is None:
        return
    for offer_id in crm.feed_samples:
        yield Problem(offer_id, _NOT_IN_CRM, "id")
    for offer in crm.crm_samples:
        yield Problem(offer.offer_id, _NOT_IN_FEED, "id", offer.name)


def _line(place: int, problem: Problem) -> Line:
    message = spoken(problem.message)
    tone, icon = (Tone.WARN, "warning") if problem.is_error else (Tone.TEXT, "info")
    value = f"«{problem.value}»" if problem.value and problem.value not in message else ""
    where = " ".join(part for part in (problem.field, value) if part)
    return Line(
        (place, problem.offer_id),
        (Cell(problem.offer_id or "—", tone, icon), Cell(where, Tone.MUTED), Cell(begun(message))),
    )


def _short(code: str) -> str:
    return catalogue_words.remark(code).partition(". ")[0].partition(": ")[0]
