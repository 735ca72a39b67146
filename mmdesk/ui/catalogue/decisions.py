"""The questions of the page, each with consequence and examples, and what is done when one is answered."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Final

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from mmdesk.errors import MmdeskError
from mmdesk.services.catalogue_desk import BuildState, CatalogueDesk, CatalogueLook, Change, FeedBuild
from mmdesk.ui import moments
from mmdesk.ui.catalogue import catalogue_words
from mmdesk.ui.catalogue.decision_dialog import DecisionDialog
from mmdesk.ui.messages import Kind, Messages
from mmdesk.ui.tasks import TaskRunner
from mmdesk.ui.theme import Theme

_SAMPLES: Final = 40
_TELLING: Final = {"vanished": ("removed",), "price": ("price",)}
"""The differences that a question of the guard is about."""


class Decisions(QObject):
    """Asks, and has it done on the task thread. `done` tells that something may look different now."""

    done = Signal()
    left = Signal(int)
    """The build whose question was answered by leaving the former feed."""

    def __init__(
        self, runner: TaskRunner, desk: CatalogueDesk, messages: Messages, theme: Theme, window: QWidget
    ) -> None:
        super().__init__(window)
        self._runner = runner
        self._desk = desk
        self._messages = messages
        self._theme = theme
        self._window = window

    # -- the question of the guard

    def accept(self, look: CatalogueLook) -> None:
        """What vanishes or jumps is read first, to be shown with the question."""
        held = look.held
        if held is not None:
            self._with_changes(look, held, self._ask_accept)

    def leave(self, look: CatalogueLook) -> None:
        held = look.held
        if held is not None:
            self._with_changes(look, held, self._ask_leave)

    def _with_changes(
        self,
        look: CatalogueLook,
        held: FeedBuild,
        ask: Callable[[CatalogueLook, FeedBuild, Sequence[str]], None],
    ) -> None:
        self._runner.read(
            partial(self._desk.changes, look.connection, held.build_id),
            owner=self,
            done=partial(self._ask_with, look, ask),
            failed=self._messages.show_error,
        )

    def _ask_with(
        self,
        look: CatalogueLook,
        ask: Callable[[CatalogueLook, FeedBuild, Sequence[str]], None],
        found: tuple[FeedBuild, tuple[Change, ...]],
    ) -> None:
        build, changes = found
        ask(look, build, self._samples(build, changes))

    def _samples(self, held: FeedBuild, changes: Sequence[Change]) -> list[str]:
        wanted = _TELLING.get(held.hold.reason if held.hold is not None else "")
        shown = [each for each in changes if wanted is None or each.what in wanted]
        lines = [_sample(each) for each in shown[:_SAMPLES]]
        total = sum(count for what, count in held.changes.items() if wanted is None or what in wanted)
        if total > len(lines):
            lines.append(self.tr("and %n more", "", total - len(lines)))
        return lines

    def _ask_accept(self, look: CatalogueLook, held: FeedBuild, samples: Sequence[str]) -> None:
        gone, prices = held.changes.get("removed", 0), held.changes.get("price", 0)
        told = [
            self.tr("%n offer(s) leave its shop window", "", gone) if gone else "",
            self.tr("%n offer(s) get another price", "", prices) if prices else "",
        ]
        changes = ", ".join(filter(None, told)) or self.tr("no offer leaves, no price changes")
        words = self.tr(
            "Megamarket takes this feed at its next fetch: {changes}. One can go back to the former build."
        )
        self._ask(
            self.tr("Publish build {number} all the same?").format(number=f"№ {held.build_id}"),
            words.format(changes=changes),
            self.tr("Publish"),
            samples,
            partial(self._accept, look, held),
        )

    def _ask_leave(self, look: CatalogueLook, held: FeedBuild, samples: Sequence[str]) -> None:
        words = self.tr(
            "Megamarket goes on getting the former feed, with the prices and stocks of that time. New goods "
            "and stocks do not get there until a build is published."
        )
        dialog = self._ask(
            self.tr("Leave the former feed?"),
            words,
            self.tr("Leave the former"),
            samples,
            partial(self._leave, look, held),
        )
        dialog.safe_button.setText(self.tr("Decide later  Esc"))

    def _accept(self, look: CatalogueLook, held: FeedBuild, reason: str) -> None:
        self._do(partial(self._desk.accept, look.connection, held.build_id, reason), self._published)

    def _leave(self, look: CatalogueLook, held: FeedBuild, reason: str) -> None:
        self._do(
            partial(self._desk.leave, look.connection, held.build_id, reason),
            partial(self._left, held.build_id),
        )

    # -- a build under way

    def cancel_build(self, look: CatalogueLook, build_id: int) -> None:
        """Not asked for twice: the published feed stays, and one can build again."""
        self._do(partial(self._desk.cancel, look.connection, build_id), self._build_ended)

    def withdraw(self, look: CatalogueLook) -> None:
        """Of a build that nobody has begun."""
        self._do(partial(self._desk.withdraw, look.connection), self._withdrawn)

    def _withdrawn(self, is_withdrawn: object) -> None:
        if is_withdrawn:
            self._say(self.tr("The build is not asked for any more. The former feed stays."))
        else:
            self._say(self.tr("Too late: the build has begun. It can still be cancelled."))

    def _build_ended(self, build: object) -> None:
        """It may have come to its end before it could be cancelled."""
        assert isinstance(build, FeedBuild)
        number = f"№ {build.build_id}"
        match build.state:
            case BuildState.CANCELLED:
                words = self.tr("Build {number} is cancelled. Megamarket goes on getting the former feed.")
            case BuildState.PUBLISHED:
                words = self.tr("Too late to cancel: build {number} is the feed already.")
            case BuildState.HELD:
                words = self.tr("Too late to cancel: build {number} is ready and waits for your answer.")
            case _:
                words = self.tr("Build {number} was over already.")
        self._say(words.format(number=number))

    # -- going back

    def roll_back(self, look: CatalogueLook, build: FeedBuild, now_words: str) -> None:
        """`now_words` tell when the build was published."""
        words = self.tr(
            "Megamarket gets the prices and stocks of {moment} at its next fetch: {count} offers. Newer "
            "builds wait for consent from then on."
        )
        self._ask(
            self.tr("Go back to build {number}?").format(number=f"№ {build.build_id}"),
            words.format(moment=now_words, count=moments.number(build.published_offers)),
            self.tr("Go back"),
            (),
            partial(self._roll_back, look, build),
        )

    def _roll_back(self, look: CatalogueLook, build: FeedBuild, reason: str) -> None:
        self._do(partial(self._desk.roll_back, look.connection, build.build_id, reason), self._published)

    # -- sales

    def stop_sales(self, look: CatalogueLook, *, stopped: bool) -> None:
        current = look.status.current
        count = moments.number(current.published_offers if current is not None else 0)
        if stopped:
            words = self.tr(
                "All {count} offers of “{connection}” go out as unavailable. Megamarket stops selling them "
                "at its next fetch; orders that are there already stay."
            )
            question, answer = self.tr("Stop sales?"), self.tr("Stop sales")
        else:
            words = self.tr(
                "The {count} offers of “{connection}” go out with their stock again; Megamarket sells them "
                "after its next fetch."
            )
            question, answer = self.tr("Let sales go on?"), self.tr("Let sales go on")
        self._ask(
            question,
            words.format(count=count, connection=look.connection),
            answer,
            (),
            partial(self._turn_sales, look, stopped),
            wants_reason=stopped,
            is_safe=not stopped,
        )

    def _turn_sales(self, look: CatalogueLook, stopped: bool, reason: str) -> None:
        words = (
            self.tr("Sales are stopped. The service builds the feed anew at once.")
            if stopped
            else self.tr("Sales go on. The service builds the feed anew at once.")
        )
        self._do(
            partial(self._desk.stop_sales, look.connection, reason, stopped=stopped),
            partial(self._say, words),
        )

    # -- how it is asked and done

    def _ask(
        self,
        question: str,
        consequence: str,
        answer: str,
        samples: Sequence[str],
        act: Callable[[str], None],
        *,
        wants_reason: bool = True,
        is_safe: bool = False,
    ) -> DecisionDialog:
        dialog = DecisionDialog(
            self._theme,
            question,
            consequence,
            answer,
            samples,
            wants_reason=wants_reason,
            is_safe=is_safe,
            parent=self._window,
        )
        _Answered(dialog, act)
        dialog.open()
        return dialog

    def _do(self, work: Callable[[], object], told: Callable[[object], None]) -> None:
        self._runner.write(work, owner=self, done=told, failed=self._failed)

    def _published(self, build: object) -> None:
        assert isinstance(build, FeedBuild)
        words = self.tr("Build {number} is the feed now: %n offer(s)", "", build.published_offers)
        self._say(words.format(number=f"№ {build.build_id}"))

    def _left(self, build_id: int, _nothing: object) -> None:
        self.left.emit(build_id)
        self._say(self.tr("The former feed stays. The next build asks again."))

    def _say(self, sentence: str, _nothing: object = None) -> None:
        self._messages.say(Kind.DONE, sentence)
        self.done.emit()

    def _failed(self, error: MmdeskError) -> None:
        self._messages.show_error(error)
        self.done.emit()


class _Answered(QObject):
    """Goes with its dialog, and knows what is to be done once it is accepted."""

    def __init__(self, dialog: DecisionDialog, act: Callable[[str], None]) -> None:
        super().__init__(dialog)
        self._dialog = dialog
        self._act = act
        dialog.accepted.connect(self._do)

    @Slot()
    def _do(self) -> None:
        self._act(self._dialog.reason)


def _sample(change: Change) -> str:
    words = catalogue_words.difference(change.what)
    if change.what == "removed":
        return f"{change.offer_id}: {words} ({catalogue_words.reason(change.new)})"
    values = " → ".join(
        catalogue_words.changed(change.what, each) for each in (change.old, change.new) if each
    )
    return f"{change.offer_id}: {words}, {values}"
