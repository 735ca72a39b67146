"""The page «Каталог»: what is published and why, what waits for an answer, by which rules feeds are made."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping
from functools import partial
from typing import ClassVar, Final

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QPushButton, QStackedWidget, QTabWidget, QVBoxLayout, QWidget

from mmdesk.clock import Clock
from mmdesk.errors import MmdeskError
from mmdesk.services.catalogue_desk import CatalogueDesk, CatalogueLook, Change, FeedBuild, Issue
from mmdesk.services.offer_list import OfferList, OfferShow
from mmdesk.ui import moments, words
from mmdesk.ui.catalogue import catalogue_words
from mmdesk.ui.catalogue.build_tab import BuildTab
from mmdesk.ui.catalogue.catalogue_reader import CatalogueReader
from mmdesk.ui.catalogue.catalogue_state import CatalogueState, Situation
from mmdesk.ui.catalogue.changes_tab import ChangesTab
from mmdesk.ui.catalogue.decisions import Decisions
from mmdesk.ui.catalogue.foreign_tab import Check, ForeignTab
from mmdesk.ui.catalogue.head_view import HeadView
from mmdesk.ui.catalogue.history_tab import HistoryTab
from mmdesk.ui.catalogue.offers_tab import OffersTab
from mmdesk.ui.catalogue.problems_tab import ProblemsTab
from mmdesk.ui.catalogue.rules_tab import RulesTab
from mmdesk.ui.changes import ChangeNotice
from mmdesk.ui.messages import Kind, Messages
from mmdesk.ui.notice_page import NoticePage
from mmdesk.ui.page import Page
from mmdesk.ui.setup import places
from mmdesk.ui.tasks import TaskRunner
from mmdesk.ui.theme import Theme, Tone

ISSUES_TOPIC: Final = "catalogue.issues"
CHANGES_TOPIC: Final = "catalogue.changes"
_NO_SERVICE: Final = "catalogue.service"


class CatalogueView(Page):
    """Owns the state; the tabs show it, and what the person decides is passed on."""

    name = "catalogue"
    icon_name: ClassVar[str] = "catalogue"

    def __init__(
        self,
        runner: TaskRunner,
        changes: ChangeNotice,
        desk: CatalogueDesk,
        offers: OfferList,
        check: Check,
        theme: Theme,
        messages: Messages,
        clock: Clock,
        parent: QWidget | None = None,
        *,
        whole: bool = True,
    ) -> None:
        """Unless it shall be whole at once, the tabs come with the steps of `fill`."""
        super().__init__(parent)
        self._runner = runner
        self._desk = desk
        self._offers = offers
        self._check = check
        self._theme = theme
        self._changes = changes
        self._messages = messages
        self._clock = clock
        self._state = CatalogueState()
        self._badge = 0
        self._cancelling: int | None = None
        self._listed: tuple[str, FeedBuild | None] = ("", None)
        self._changes_of: int | None = None
        self.head = HeadView(theme, self.title())
        self.tabs = QTabWidget()
        self.tabs.tabBar().setAccessibleName(self.tr("Sections of the catalogue"))
        self._empty = NoticePage(theme, "plug", Tone.MUTED, self.tr("Nothing is connected yet"))
        self._reader = CatalogueReader(runner, desk.look, self.isVisible, self)
        self.decisions = Decisions(runner, desk, messages, theme, self)
        self._lay_out()
        if whole:
            deque(self.fill(), maxlen=0)

    def fill(self) -> Iterator[None]:
        """The tabs, each in a step or more; then the page begins to read."""
        runner, messages, theme, place = self._runner, self._messages, self._theme, _place_of(self.tabs)
        yield
        self.build_tab = BuildTab(theme, place)
        self.tabs.addTab(self.build_tab, self.tr("Build"))
        yield
        self.offers_tab = OffersTab(runner, self._offers, theme, place)
        self.tabs.addTab(self.offers_tab, self.tr("Offers"))
        yield
        self.problems_tab = ProblemsTab(runner, messages, theme, place)
        self.tabs.addTab(self.problems_tab, self.tr("Problems"))
        yield
        self.changes_tab = ChangesTab(runner, messages, theme, place)
        self.tabs.addTab(self.changes_tab, self.tr("Differences"))
        yield
        self.history_tab = HistoryTab(theme, place)
        self.tabs.addTab(self.history_tab, self.tr("History"))
        yield
        self.rules_tab = RulesTab(runner, self._desk.forecast, theme, place)
        self.tabs.addTab(self.rules_tab, self.tr("Rules"))
        yield from self.rules_tab.fill()
        self.foreign_tab = ForeignTab(runner, messages, theme, self._check, parent=place)
        self.tabs.addTab(self.foreign_tab, self.tr("Another feed"))
        yield
        self._connect(self._changes)
        self._set_keys()
        self._show()
        self._reader.want("")

    @property
    def state(self) -> CatalogueState:
        return self._state

    # -- what the main window asks

    def title(self) -> str:
        return self.tr("Catalogue")

    def arrive(self) -> None:
        self._reader.look_again()
        shown = self.tabs.currentWidget()
        if shown is self.offers_tab:
            self.offers_tab.arrive()
        elif self.tabs.isVisible():
            self.tabs.tabBar().setFocus(Qt.FocusReason.OtherFocusReason)

    def unsaved(self) -> tuple[str, ...]:
        words = self.tr("the rules of the feed of “{name}”")
        return tuple(words.format(name=name) for name in self.rules_tab.unsaved())

    def show_asked(self, wanted: object) -> None:
        """Another page names an offer."""
        self._find_offer(str(wanted))

    def keys(self) -> tuple[tuple[str, str], ...]:
        return (
            ("F3", self.tr("Search offers")),
            ("F5", self.tr("Build the feed now")),
            ("Alt+1…7", self.tr("Open a tab of the page")),
            ("Ctrl+S", self.tr("Save the rules, or the list as a file")),
            (self.tr("Enter"), self.tr("Open what the line is about")),
            ("Ctrl+C", self.tr("Copy the line")),
            ("Esc", self.tr("Leave the search, go back to the list")),
        )

    # -- reading

    @Slot(object)
    def _see(self, look: CatalogueLook | None) -> None:
        self._state.see(look)
        self._show()
        if (checked := self._state.take_unchanged()) is not None:
            words = catalogue_words.unchanged(moments.moment(checked, self._clock.now()))
            self._messages.say(Kind.DONE, words)
        if look is None:
            return
        if self._is_other(look):
            self.offers_tab.show_connection(look.connection)
        self.rules_tab.show_look(look)
        self.foreign_tab.show_connection(look.connection)
        self._read_lists(look)

    def _is_other(self, look: CatalogueLook) -> bool:
        """Whether other offers may be listed than before."""
        build = look.status.current
        return self._listed[0] != look.connection or self._applied(self._listed[1]) != self._applied(build)

    def _applied(self, build: FeedBuild | None) -> object:
        return None if build is None else (build.build_id, build.published_at, build.applied_at)

    def _read_lists(self, look: CatalogueLook) -> None:
        """Problems and differences of the build that the page is about."""
        build = self._state.shown_build
        if self._listed == (look.connection, build):
            return
        if self._listed[0] != look.connection:
            self._changes_of = None
        self._listed = (look.connection, build)
        if build is None:
            self.problems_tab.show_issues(None, ())
            self.changes_tab.show_changes(None, ())
            return
        self._runner.read(
            partial(self._desk.issues, build),
            owner=self,
            done=partial(self._show_issues, build),
            failed=self._show_failure,
            topic=ISSUES_TOPIC,
        )
        self._read_changes(look, self._changes_of or build.build_id)

    def _read_changes(self, look: CatalogueLook, build_id: int) -> None:
        self._runner.read(
            partial(self._desk.changes, look.connection, build_id),
            owner=self,
            done=self._show_changes,
            failed=self._no_changes,
            topic=CHANGES_TOPIC,
        )

    def _show_issues(self, build: FeedBuild, issues: tuple[Issue, ...]) -> None:
        self.problems_tab.show_issues(build, issues)

    def _show_changes(self, found: tuple[FeedBuild, tuple[Change, ...]]) -> None:
        self.changes_tab.show_changes(*found)

    def _no_changes(self, _error: MmdeskError) -> None:
        """A build that failed has none."""
        self.changes_tab.show_changes(None, ())

    def _show_failure(self, error: MmdeskError) -> None:
        self.head.show_failure(error.sentence(words.language()))

    # -- showing

    @Slot()
    def _show(self) -> None:
        now = self._clock.now()
        look = self._state.look
        if look is not None and look.service_alive:
            self._messages.over(_NO_SERVICE)
        is_empty = self._state.situation is Situation.NO_CONNECTION
        self.tabs.setVisible(not is_empty)
        self._empty.setVisible(is_empty)
        self.head.show_state(self._state, now)
        self.build_tab.show_state(self._state, now)
        self.history_tab.show_state(self._state, now)
        badge = self._state.badge()
        if badge != self._badge:
            self._badge = badge
            self.badge_changed.emit(badge)

    # -- what the person wants to see

    @Slot(str)
    def _choose_connection(self, name: str) -> None:
        self._state.wanted = name
        self._reader.want(name)

    @Slot(OfferShow, str)
    def _show_offers(self, show: OfferShow, reason: str) -> None:
        self.offers_tab.show_only(show, reason)
        self.tabs.setCurrentWidget(self.offers_tab)
        self.offers_tab.arrive()

    def _find_offer(self, offer_id: str) -> None:
        self.offers_tab.look_for(offer_id)
        self.tabs.setCurrentWidget(self.offers_tab)
        self.offers_tab.arrive()

    @Slot(object)
    def _open_line(self, key: tuple[object, object]) -> None:
        """A line of problems or differences leads to its offer."""
        offer_id = key[0] if isinstance(key[0], str) else key[1]
        if offer_id:
            self._find_offer(str(offer_id))

    @Slot(int)
    def _open_changes(self, build_id: int) -> None:
        look = self._state.look
        if look is not None:
            self._changes_of = build_id
            self._read_changes(look, build_id)
            self.tabs.setCurrentWidget(self.changes_tab)

    @Slot()
    def _open_held_changes(self) -> None:
        held = self._state.look.held if self._state.look is not None else None
        if held is not None:
            self._open_changes(held.build_id)

    @Slot()
    def _search(self) -> None:
        self.tabs.setCurrentWidget(self.offers_tab)
        self.offers_tab.focus_search()

    @Slot()
    def _save(self) -> None:
        shown = self.tabs.currentWidget()
        if shown is self.rules_tab:
            self.rules_tab.save()
        elif shown is self.problems_tab or shown is self.changes_tab:
            shown.save()
        elif shown is self.foreign_tab:
            self.foreign_tab.found.save()

    # -- what the person decides

    @Slot()
    def _build_now(self) -> None:
        if self._state.can_build:
            self._runner.write(
                self._desk.build_now, owner=self, done=self._asked, failed=self._messages.show_error
            )

    def _asked(self, run_id: int) -> None:
        self._state.asked_for(run_id)
        look = self._state.look
        if look is not None and not look.service_alive:
            words = self.tr("The service is not running: it builds when it starts.")
            self._messages.say(Kind.NOTICE, words, about=_NO_SERVICE)
        self._show()
        self._reader.look_again()

    @Slot()
    def _cancel_build(self) -> None:
        look, build_id = self._state.look, self._state.cancellable
        # Once is enough; the next look shows what has come of it.
        if look is not None and build_id is not None and build_id != self._cancelling:
            self._cancelling = build_id
            self.decisions.cancel_build(look, build_id)
        elif look is not None and self._state.wish is not None:
            self.decisions.withdraw(look)

    @Slot()
    def _decided(self) -> None:
        self._cancelling = None
        self._reader.look_again()

    @Slot()
    def _accept(self) -> None:
        if self._state.look is not None:
            self.decisions.accept(self._state.look)

    @Slot()
    def _leave(self) -> None:
        if self._state.look is not None:
            self.decisions.leave(self._state.look)

    @Slot(int)
    def _left(self, build_id: int) -> None:
        self._state.left_held(build_id)
        self._show()

    @Slot(int)
    def _go_back(self, build_id: int) -> None:
        look = self._state.look
        builds = look.status.builds if look is not None else ()
        build = next((each for each in builds if each.build_id == build_id), None)
        if look is not None and build is not None and build.published_at is not None:
            moment = moments.moment(build.published_at, self._clock.now())
            self.decisions.roll_back(look, build, moment)

    @Slot()
    def _resume(self) -> None:
        self._stop_sales(stopped=False)

    @Slot(bool)
    def _stop_sales(self, stopped: bool) -> None:
        if self._state.look is not None:
            self.decisions.stop_sales(self._state.look, stopped=stopped)

    @Slot(object)
    def _save_rules(self, values: Mapping[str, str]) -> None:
        if self._state.look is not None:
            self._runner.write(
                partial(self._desk.save_rules, self._state.look.connection, values),
                owner=self,
                done=self._rules_saved,
                failed=self._messages.show_error,
            )

    def _rules_saved(self, _nothing: None) -> None:
        self._messages.say(Kind.DONE, self.tr("The rules are saved. The service builds the feed anew."))
        self._reader.look_again()

    @Slot()
    def _open_wizard(self) -> None:
        self.open_asked.emit(places.PAGE, places.CONNECT)

    # -- set-up

    def _lay_out(self) -> None:
        self.tabs.setDocumentMode(True)
        self._empty.add_sentence(
            self.tr("The feed is made of the goods of RetailCRM, once a Megamarket account is connected.")
        )
        connect = QPushButton(self.tr("Connect a shop"))
        connect.clicked.connect(self._open_wizard)
        self._empty.add_button(connect)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(16, 12, 16, 8)
        rows.setSpacing(8)
        rows.addWidget(self.head)
        rows.addWidget(self.tabs, 1)
        rows.addWidget(self._empty, 1)

    def _connect(self, changes: ChangeNotice) -> None:
        changes.changed.connect(self._reader.look_again)
        self._reader.seen.connect(self._see)
        self._reader.failed.connect(self._show_failure)
        self.decisions.done.connect(self._decided)
        self.decisions.left.connect(self._left)
        head = self.head
        head.connection_chosen.connect(self._choose_connection)
        head.build_wanted.connect(self._build_now)
        head.cancel_wanted.connect(self._cancel_build)
        head.accept_wanted.connect(self._accept)
        head.leave_wanted.connect(self._leave)
        head.changes_wanted.connect(self._open_held_changes)
        head.resume_wanted.connect(self._resume)
        self.build_tab.offers_wanted.connect(self._show_offers)
        self.problems_tab.opened.connect(self._open_line)
        self.changes_tab.opened.connect(self._open_line)
        self.foreign_tab.found.opened.connect(self._open_line)
        self.history_tab.go_back_wanted.connect(self._go_back)
        self.history_tab.changes_wanted.connect(self._open_changes)
        self.rules_tab.save_wanted.connect(self._save_rules)
        self.rules_tab.stop_wanted.connect(self._stop_sales)
        self.rules_tab.refresh_wanted.connect(self._build_now)

    def _set_keys(self) -> None:
        keys = [("F3", self._search), ("F5", self.head.press_build), ("Ctrl+S", self._save)]
        for key, act in keys:
            self._shortcut(key).activated.connect(act)
        for number in range(self.tabs.count()):
            self._shortcut(f"Alt+{number + 1}").activated.connect(partial(self.tabs.setCurrentIndex, number))

    def _shortcut(self, key: str) -> QShortcut:
        shortcut = QShortcut(QKeySequence(key), self)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        return shortcut


def _place_of(tabs: QTabWidget) -> QWidget:
    """Where it keeps its tabs. One that is made as a child of it is dressed once, not again by `addTab`."""
    place = tabs.findChild(QStackedWidget)
    assert isinstance(place, QStackedWidget)
    return place
