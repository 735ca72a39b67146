"""What a person does to orders from the list and the details: asked where needed, done, and told."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QTimer, Signal, Slot
from PySide6.QtWidgets import QWidget

from mmdesk.clock import Clock
from mmdesk.domain.scheme import Verb
from mmdesk.domain.schemes import scheme_of
from mmdesk.errors import MmdeskError
from mmdesk.services.order_actions import Deed, OrderActions, OrderRef, Outcome, TakenBack
from mmdesk.services.order_card import OrderCard
from mmdesk.services.order_list import OrderRow
from mmdesk.ui.changes import ChangeNotice
from mmdesk.ui.confirm_dialog import ConfirmDialog
from mmdesk.ui.messages import Kind, Messages
from mmdesk.ui.orders import bulk_question, verb_words
from mmdesk.ui.orders.bulk import Act, Bulk, Foreseen, act_of, foresee, ref_of
from mmdesk.ui.orders.label_watch import LabelWatch, ReadCard
from mmdesk.ui.orders.telling import Telling, Told
from mmdesk.ui.tasks import TaskRunner
from mmdesk.ui.theme import Theme
from mmdesk.ui.words import spoken

if TYPE_CHECKING:
    from mmdesk.ui.orders.question_dialog import QuestionDialog

_ASKING: Final = frozenset({Verb.REJECT, Verb.PACK, Verb.CLOSE, Verb.ANSWER_CANCEL, Verb.MOVE})
"""The verbs that are asked about when one order is meant."""


class OrderVerbs(QObject):
    """One for the page: list and details press the same verbs. `changes` tells it when labels arrive."""

    bench_wished = Signal(OrderRef)
    """This order is to be packed at the bench."""

    def __init__(
        self,
        runner: TaskRunner,
        actions: OrderActions,
        read_card: ReadCard,
        messages: Messages,
        parent_widget: QWidget,
        open_document: Callable[[Path], None],
        *,
        changes: ChangeNotice,
        theme: Theme,
        clock: Clock,
    ) -> None:
        super().__init__(parent_widget)
        self._runner = runner
        self._actions = actions
        self._read_card = read_card
        self._messages = messages
        self._window = parent_widget
        self._theme = theme
        self._clock = clock
        self._telling = Telling(messages, clock, self)
        self._departing: tuple[str, ...] = ()
        self._dialog: QuestionDialog | None = None
        self._question: ConfirmDialog | None = None
        self._asked: list[Bulk] = []
        self._foreseeing = False
        self._bulks: list[Bulk] = []
        self._deed = Deed()
        """What was done to many orders last, while some of it may be taken back."""
        self._under_way = False
        self._labels = LabelWatch(runner, changes, actions, read_card, messages, open_document, clock, self)

    def perform(self, verb: Verb, rows: Sequence[OrderRow]) -> None:
        """Do it to one order, asking first where something is to be chosen, or to many at once."""
        if not rows:
            self._messages.say(Kind.NOTICE, self.tr("No order is chosen: go to one with the arrows first."))
        elif verb is Verb.LABEL:
            self._bring_papers(rows)
        elif len(rows) > 1:
            self._ask_many({verb: rows})
        elif verb in _ASKING:
            self._ask(verb, rows[0])
        else:
            act = act_of(self._actions, verb)
            if act is not None:
                self._write(rows[0], partial(act, (ref_of(rows[0]),)))

    def hand_over(self, rows: Sequence[OrderRow]) -> None:
        """Ship, give to the courier or close: what F8 means is the scheme's affair and the order's."""
        if not rows:
            self.perform(Verb.SHIP, rows)
            return
        if len(rows) == 1:
            self.perform(_handing_over(rows[0]), rows)
            return
        meant: dict[Verb, list[OrderRow]] = {}
        for row in rows:
            meant.setdefault(_handing_over(row), []).append(row)
        self._ask_many(meant)

    def exchange_now(self) -> None:
        self._runner.write(
            self._actions.exchange_now,
            owner=self,
            done=self._telling.tell_exchange,
            failed=self._messages.show_error,
        )

    def take_back(self) -> None:
        """Everything of this person that has not left, as the strip shows it. What is half done ends."""
        for bulk in self._bulks:
            bulk.stop()
        self._runner.write(
            partial(take_back_all, self._actions, self._departing, self._deed),
            owner=self,
            done=self._telling.tell_taken_back,
            failed=self._messages.show_error,
        )

    def show_departing(self, keys: tuple[str, ...]) -> None:
        """What the strip shows: of these it is told when they have left before they were taken back."""
        self._departing = keys
        if not self._under_way and not set(keys) & set(self._deed.keys):
            self._deed = Deed()

    def retry(self, row: OrderRow, key: str) -> None:
        """Send a parked command again."""
        self._runner.write(
            partial(self._actions.retry, key),
            owner=self,
            done=partial(self._telling.tell_retried, row),
            failed=self._messages.show_error,
        )

    def drop(self, row: OrderRow, key: str) -> None:
        """Take a command out of the queue."""
        self._runner.write(
            partial(self._actions.drop, key),
            owner=self,
            done=partial(self._telling.tell_dropped, row),
            failed=self._messages.show_error,
        )

    def _ask_many(self, meant: Mapping[Verb, Sequence[OrderRow]]) -> None:
        """One question that lists what will happen to which orders, for all verbs together."""
        if self._question is not None or self._foreseeing:
            return
        doable = {verb: rows for verb, rows in meant.items() if act_of(self._actions, verb) is not None}
        others = {verb: rows for verb, rows in meant.items() if verb not in doable}
        if not doable:
            self._messages.say(Kind.REFUSED, verb_words.one_at_a_time(next(iter(others))))
            return
        self._foreseeing = True
        # After everything decided before, so that the question is about what will be.
        self._runner.write(
            partial(foresee, self._actions, doable),
            owner=self,
            done=partial(self._ask_about, others),
            failed=self._foresee_nothing,
        )

    def _ask_about(
        self, others: Mapping[Verb, Sequence[OrderRow]], foreseen: Mapping[Verb, Sequence[Foreseen]]
    ) -> None:
        self._foreseeing = False
        doing = {verb: [each.row for each in some if each.will_be_done] for verb, some in foreseen.items()}
        if not any(doing.values()):
            self._telling.tell_nothing_doable(foreseen)
            return
        deed = Deed()
        # First what cannot be taken back: the time to undo runs from the end of the deed.
        verbs = sorted((verb for verb in doing if doing[verb]), key=lambda verb: verb is not Verb.COURIER)
        self._asked = [Bulk.of(verb, doing[verb], deed) for verb in verbs]
        now = self._clock.now()
        self._question = bulk_question.question(foreseen, others, now, self._theme, self._window)
        self._question.accepted.connect(self._begin)
        self._question.finished.connect(self._forget_question)
        self._question.open()

    def _foresee_nothing(self, error: MmdeskError) -> None:
        self._foreseeing = False
        self._messages.show_error(error)

    @Slot()
    def _begin(self) -> None:
        self._bulks, self._deed, self._under_way = self._asked, self._asked[0].deed, True
        self._perform_many(self._bulks)

    @Slot()
    def _forget_question(self) -> None:
        self._question = None

    def _perform_many(self, bulks: Sequence[Bulk]) -> None:
        """One verb after the other, and one sentence about all of them."""
        left = next((bulk for bulk in bulks if bulk.left), None)
        act = None if left is None else act_of(self._actions, left.verb, left.deed)
        if left is None or act is None:
            self._end(bulks)
            self._telling.tell_many(bulks)
        else:
            self._go_on(left, bulks, act)

    def _go_on(self, bulk: Bulk, bulks: Sequence[Bulk], act: Act) -> None:
        chunk = bulk.next_chunk()
        if bulk.handled:
            words = verb_words.progress(bulk.verb, bulk.handled, bulk.total)
            self._messages.say(Kind.NOTICE, words)
        self._runner.write(
            partial(act, chunk),
            owner=self,
            done=partial(self._take_chunk, bulk, bulks),
            failed=partial(self._stop, bulks),
        )

    def _take_chunk(self, bulk: Bulk, bulks: Sequence[Bulk], outcome: Outcome) -> None:
        bulk.take(outcome)
        self._perform_many(bulks)

    def _end(self, bulks: Sequence[Bulk]) -> None:
        if bulks is self._bulks:
            self._under_way = False

    def _stop(self, bulks: Sequence[Bulk], error: MmdeskError) -> None:
        self._end(bulks)
        if any(bulk.handled for bulk in bulks):
            self._telling.tell_many(bulks)
        self._messages.show_error(error)

    def _ask(self, verb: Verb, row: OrderRow) -> None:
        """Read the order after everything decided before, so that the question is about what will be."""
        if self._dialog is None:
            self._runner.write(
                partial(self._read_card, row.key),
                owner=self,
                done=partial(self._open_dialog, verb, row),
                failed=self._messages.show_error,
            )

    def _open_dialog(self, verb: Verb, row: OrderRow, card: OrderCard | None) -> None:
        if self._dialog is not None:
            return
        if card is None:
            words = self.tr("Order {number} is gone.").format(number=row.shipment_id)
            self._messages.say(Kind.REFUSED, words)
            return
        scheme = scheme_of(row.scheme)
        refusal = card.refusals[verb] if verb in card.refusals else scheme.wrong(verb).text
        if refusal is not None:
            self._telling.refuse(row.shipment_id, spoken(refusal))
            return
        from mmdesk.ui.orders.questions import QUESTIONS

        self._dialog = QUESTIONS[verb](card, self._theme, self._clock, self._window)
        self._dialog.accepted.connect(self._answer)
        self._dialog.bench_wished.connect(partial(self.bench_wished.emit, self._dialog.order))
        self._dialog.finished.connect(self._forget_dialog)
        # In the next turn: making it and showing it each take a while.
        QTimer.singleShot(0, self._dialog, self._dialog.open)

    @Slot()
    def _answer(self) -> None:
        if self._dialog is not None:
            self._write(self._dialog.card.order, self._dialog.decision(self._actions))

    @Slot()
    def _forget_dialog(self) -> None:
        self._dialog = None

    def _write(self, row: OrderRow, act: Callable[[], Outcome]) -> None:
        self._runner.write(
            partial(_done_to, self._read_card, row, act),
            owner=self,
            done=partial(self._telling.tell_one, row),
            failed=self._messages.show_error,
        )

    def _bring_papers(self, rows: Sequence[OrderRow]) -> None:
        labelled = [row for row in rows if Verb.LABEL in scheme_of(row.scheme).verbs]
        listed = [row for row in rows if row not in labelled]
        if len(labelled) == 1:
            self._labels.bring_label(labelled[0])
        elif labelled:
            self._perform_many([Bulk.of(Verb.LABEL, labelled)])
        self._labels.bring_packing_lists(listed)


def _handing_over(row: OrderRow) -> Verb:
    verbs = scheme_of(row.scheme).verbs
    if Verb.SHIP in verbs:
        return Verb.SHIP
    return Verb.COURIER if row.couriered_at is None else Verb.CLOSE


def _done_to(read_card: ReadCard, row: OrderRow, act: Callable[[], Outcome]) -> Told:
    outcome = act()
    try:
        return Told(outcome, read_card(row.key))
    except MmdeskError:
        # It is done all the same; only when it leaves cannot be told.
        return Told(outcome, None)


def take_back_all(actions: OrderActions, seen: Sequence[str], deed: Deed) -> TakenBack:
    """The deed, what a person saw leaving besides, and what they decided since. Off the window's thread."""
    keys = dict.fromkeys((*deed.keys, *seen, *actions.departing().keys))
    return actions.take_back(tuple(keys)) if keys else TakenBack(0, 0)
