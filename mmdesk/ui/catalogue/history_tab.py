"""The builds, the newest first: what became of each, which can be gone back to, and who decided what."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from mmdesk.services.catalogue_desk import BuildState, FeedBuild, HistoryEvent
from mmdesk.ui import moments
from mmdesk.ui.catalogue import catalogue_words
from mmdesk.ui.catalogue.catalogue_state import CatalogueState
from mmdesk.ui.catalogue.empty_notice import EmptyNotice
from mmdesk.ui.catalogue.flat_model import Cell, FlatModel, Heading, Line
from mmdesk.ui.catalogue.flat_table import FlatTable
from mmdesk.ui.plain_text import plain_label
from mmdesk.ui.theme import Role, Theme, Tone
from mmdesk.ui.words import spoken


class HistoryTab(QWidget):
    """Shows; what is decided is told by signals with the build."""

    go_back_wanted = Signal(int)
    changes_wanted = Signal(int)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state: CatalogueState | None = None
        self._builds = FlatModel(
            (
                Heading(self.tr("Build")),
                Heading(self.tr("Begun")),
                Heading(self.tr("State")),
                Heading(self.tr("In the feed"), is_number=True),
                Heading(self.tr("Differences"), is_number=True),
                Heading(self.tr("Took"), is_number=True),
                Heading(self.tr("By")),
            ),
            theme,
            self,
        )
        self._decisions = FlatModel(
            (
                Heading(self.tr("When")),
                Heading(self.tr("Who")),
                Heading(self.tr("What")),
                Heading(self.tr("Why, and of what")),
            ),
            theme,
            self,
        )
        widths = {0: 72, 1: 128, 3: 104, 4: 104, 5: 80, 6: 140}
        self.table = FlatTable(self._builds, self.tr("Builds"), 2, widths)
        self.decisions = FlatTable(self._decisions, self.tr("Decisions"), 3, {0: 128, 1: 160, 2: 240})
        self._no_build = EmptyNotice(theme, self.table)
        self._no_decision = EmptyNotice(theme, self.decisions)
        self._back = QPushButton(theme.icon("undo"), self.tr("Go back to this build…"))
        self._differences = QPushButton(theme.icon("list"), self.tr("What it changed"))
        self._why_not = plain_label(tone=Tone.MUTED)
        self._set_up()

    def show_state(self, state: CatalogueState, now: datetime) -> None:
        self._state = state
        builds = state.look.status.builds if state.look is not None else ()
        current = state.look.status.current if state.look is not None else None
        number = current.build_id if current is not None else 0
        self.table.show_lines([self._build_line(each, each.build_id == number, now) for each in builds])
        decisions = state.look.decisions if state.look is not None else ()
        self.decisions.show_lines([_decision_line(place, each, now) for place, each in enumerate(decisions)])
        self._show_notices(bool(builds), bool(decisions))
        self._show_allowed()

    def _build_line(self, build: FeedBuild, is_current: bool, now: datetime) -> Line:
        icon, tone, words = catalogue_words.build_state(build, is_current=is_current)
        is_told = build.error is None or build.state is BuildState.CANCELLED
        why = "" if is_told or build.error is None else spoken(build.error)
        changes = sum(build.changes.values())
        took = moments.tenths(build.milliseconds / 1000)
        told = build.folder or build.published_at is not None
        return Line(
            build.build_id,
            (
                Cell(f"№ {build.build_id}"),
                Cell(moments.moment(build.started_at, now), more=moments.exact(build.started_at)),
                Cell(f"{words}: {why}" if why else words, tone, icon, why),
                Cell(moments.number(build.published_offers) if told else "—"),
                Cell(moments.number(changes) if told else "—"),
                Cell(self.tr("{seconds} s").format(seconds=took) if build.milliseconds else "—"),
                Cell(build.accepted_by or build.asked_by or self.tr("the service"), Tone.MUTED),
            ),
        )

    def _chosen(self) -> FeedBuild | None:
        builds = self._state.look.status.builds if self._state is not None and self._state.look else ()
        return next((each for each in builds if each.build_id == self.table.current_key), None)

    @Slot()
    def _show_allowed(self) -> None:
        build, state = self._chosen(), self._state
        may_go_back = build is not None and state is not None and state.can_go_back_to(build)
        self._back.setEnabled(may_go_back)
        self._differences.setEnabled(build is not None and bool(build.folder))
        self._why_not.setText("" if may_go_back or build is None else self._obstacle(build))

    def _obstacle(self, build: FeedBuild) -> str:
        """Why it cannot be gone back to."""
        assert self._state is not None
        look = self._state.look
        assert look is not None
        current = look.status.current
        if current is not None and build.build_id == current.build_id:
            return self.tr("This build is the feed now.")
        if build.published_at is None:
            return self.tr("This build has never been the feed.")
        if build.build_id not in look.status.kept:
            return self.tr("Its files are gone: the last ten published builds are kept.")
        if look.service_alive and not look.service_here:
            words = self.tr("Its files are on the computer of the service: {host}.")
            return words.format(host=look.service_host)
        return self.tr("Wait until the build under way is over.")

    def _show_notices(self, has_builds: bool, has_decisions: bool) -> None:
        self._no_build.show_words(
            "catalogue",
            "" if has_builds else self.tr("Nothing has been built yet"),
            self.tr("Each build is listed here, whatever becomes of it."),
        )
        self._no_decision.show_words(
            "person",
            "" if has_decisions else self.tr("Nobody has decided anything yet"),
            self.tr("Held builds, going back, rules and stopped sales: who did it and why."),
        )

    @Slot()
    def _go_back(self) -> None:
        build = self._chosen()
        if build is not None:
            self.go_back_wanted.emit(build.build_id)

    @Slot()
    def _show_changes(self) -> None:
        build = self._chosen()
        if build is not None:
            self.changes_wanted.emit(build.build_id)

    def _set_up(self) -> None:
        for button, act in ((self._back, self._go_back), (self._differences, self._show_changes)):
            button.setAutoDefault(False)
            button.setEnabled(False)
            button.clicked.connect(act)
        self.table.moved.connect(self._show_allowed)
        self.table.opened.connect(self._show_changes)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addWidget(self._back)
        buttons.addWidget(self._differences)
        buttons.addWidget(self._why_not, 1, Qt.AlignmentFlag.AlignVCenter)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 12, 0, 0)
        rows.setSpacing(8)
        rows.addWidget(self.table, 3)
        rows.addLayout(buttons)
        rows.addWidget(plain_label(self.tr("Who decided what"), Role.STRONG))
        rows.addWidget(self.decisions, 2)
        self.setFocusProxy(self.table)


def _decision_line(place: int, event: HistoryEvent, now: datetime) -> Line:
    changed = catalogue_words.settings_changed(event.details.get("settings", ""))
    told = [event.details.get("reason", ""), changed]
    if event.details.get("build"):
        told.append(f"№ {event.details['build']}")
    return Line(
        (place, event.at),
        (
            Cell(moments.moment(event.at, now), more=moments.exact(event.at)),
            Cell(event.who),
            Cell(catalogue_words.decision(event.what)),
            Cell(", ".join(filter(None, told)), Tone.MUTED),
        ),
    )
