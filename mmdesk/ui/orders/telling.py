"""What a person is told about what they did: briefly for one order, with a line for each refusal of many."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from math import ceil

from PySide6.QtCore import QObject

from mmdesk.clock import Clock
from mmdesk.domain.intent import COMMAND_NAMES
from mmdesk.domain.scheme import Verb
from mmdesk.services.order_actions import Outcome, TakenBack
from mmdesk.services.order_card import OrderCard
from mmdesk.services.order_list import OrderRow
from mmdesk.ui.messages import Kind, Messages
from mmdesk.ui.orders import verb_words
from mmdesk.ui.orders.bulk import Bulk, Foreseen
from mmdesk.ui.words import spoken


@dataclass(frozen=True, slots=True)
class Told:
    """What became of a verb on one order, and the order right after it where it could be read."""

    outcome: Outcome
    card: OrderCard | None


class Telling(QObject):
    """Turns outcomes into messages."""

    def __init__(self, messages: Messages, clock: Clock, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._messages = messages
        self._clock = clock

    def tell_one(self, row: OrderRow, told: Told) -> None:
        for refusal in told.outcome.refused:
            self.refuse(refusal.shipment_id, spoken(refusal.words))
        for queued in told.outcome.done:
            sentence = self._sentence(told, row, queued.keys)
            unseen = queued.accepts_unseen and queued.keys and told.outcome.verb in {Verb.CONFIRM, Verb.PACK}
            lines = [self.tr("Megamarket will see the order as assembled.")] if unseen else []
            self._messages.say(Kind.DONE, sentence, lines)

    def tell_many(self, bulks: Sequence[Bulk]) -> None:
        """What became of several orders, in one sentence about all verbs."""
        done, already = sum(bulk.done for bulk in bulks), sum(bulk.already for bulk in bulks)
        refused = [refusal for bulk in bulks for refusal in bulk.refused]
        parts = [
            verb_words.many_done(bulk.verb, bulk.done, self._seconds(bulk)) for bulk in bulks if bulk.done
        ]
        parts += [verb_words.many_already(already)] if already else []
        parts += [verb_words.many_refused(len(refused))] if refused else []
        lines = [f"{refusal.shipment_id}: {spoken(refusal.words)}" for refusal in refused]
        sentence = "; ".join(parts)
        news = Kind.DONE if done else Kind.NOTICE
        kind = Kind.REFUSED if refused else news
        self._messages.say(kind, sentence[:1].upper() + sentence[1:], lines)

    def tell_nothing_doable(self, foreseen: Mapping[Verb, Sequence[Foreseen]]) -> None:
        """Every order that was meant stays as it is; why, one by one."""
        lines = [
            f"{each.row.shipment_id}: {spoken(each.prospect.refusal)}"
            for some in foreseen.values()
            for each in some
            if each.prospect.refusal is not None
        ]
        words = self.tr("Nothing is left to do here: %n order(s) stay as they are", "", len(lines))
        self._messages.say(Kind.REFUSED, words, lines)

    def tell_exchange(self, _nothing: None) -> None:
        self._messages.say(Kind.DONE, self.tr("The service has been asked to exchange with Megamarket now."))

    def tell_taken_back(self, back: TakenBack) -> None:
        if not back.taken and not back.too_late:
            self._messages.say(Kind.NOTICE, self.tr("There is nothing to take back."))
            return
        # What was said of the decisions themselves is not true any more.
        self._messages.settle()
        parts = [self.tr("%n command(s) taken back", "", back.taken)]
        if back.too_late:
            parts.append(self.tr("%n had left already and cannot be taken back", "", back.too_late))
        lines = []
        if back.followers:
            words = self.tr(
                "%n later command(s) went with them: they make no sense alone", "", back.followers
            )
            lines.append(words)
        self._messages.say(Kind.REFUSED if back.too_late else Kind.DONE, "; ".join(parts), lines)

    def tell_retried(self, row: OrderRow, _nothing: None) -> None:
        words = self.tr("Order {number}: it is sent again").format(number=row.shipment_id)
        self._messages.say(Kind.DONE, words)

    def tell_dropped(self, row: OrderRow, may_have_worked: bool) -> None:
        if may_have_worked:
            words = self.tr(
                "Order {number}: dropped, but it may have taken effect all the same. "
                "The order is read again before anything else is sent."
            )
        else:
            words = self.tr("Order {number}: dropped, it is not sent")
        kind = Kind.NOTICE if may_have_worked else Kind.DONE
        self._messages.say(kind, words.format(number=row.shipment_id))

    def refuse(self, number: str, why: str) -> None:
        words = self.tr("Order {number}: {why}").format(number=number, why=why)
        self._messages.say(Kind.REFUSED, words)

    def _seconds(self, bulk: Bulk) -> int:
        """Until what was decided about several orders leaves; 0 where it leaves at once."""
        leaves_at = bulk.deed.leaves_at
        left = timedelta() if leaves_at is None else leaves_at - self._clock.now()
        return max(ceil(left.total_seconds()), 0)

    def _sentence(self, told: Told, row: OrderRow, keys: Sequence[str]) -> str:
        """«Заказ 700100200: подтверждение уйдёт через 10 с»."""
        number = row.shipment_id
        if not keys:
            return self._fact(told.outcome.verb).format(number=number)
        pending = [each for each in told.card.order.pending if each.key in keys] if told.card else []
        if not pending:
            return self.tr("Order {number}: it has been sent").format(number=number)
        what = ", ".join(dict.fromkeys(spoken(COMMAND_NAMES[each.command]) for each in pending))
        left = min(each.not_before for each in pending) - self._clock.now()
        if left <= timedelta():
            return self.tr("Order {number}: {what} is on its way").format(number=number, what=what)
        words = self.tr("Order {number}: {what} leaves in {seconds} s")
        return words.format(number=number, what=what, seconds=ceil(left.total_seconds()))

    def _fact(self, verb: Verb) -> str:
        """What is said where nothing had to be sent."""
        match verb:
            case Verb.COURIER:
                return self.tr("Order {number} is with the courier")
            case Verb.PACK:
                return self.tr("Order {number} is packed and checked")
            case _:
                return self.tr("Order {number}: this has been done already, or is on its way")
