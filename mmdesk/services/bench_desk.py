"""What a bench knows beside the database: what lies on it, and what it has just said."""

from __future__ import annotations

from dataclasses import dataclass, replace

from mmdesk.domain import packing_decisions as decisions
from mmdesk.domain.scan import ControlScan
from mmdesk.domain.verdict import Verdict
from mmdesk.errors import Text
from mmdesk.services import bench_words as words
from mmdesk.services.bench_order import BenchOrder, bench_order
from mmdesk.services.bench_view import QuestionKind, Said
from mmdesk.storage.shipments import ShipmentKey
from mmdesk.storage.uow import UnitOfWork


@dataclass(frozen=True, slots=True)
class BenchDesk:
    """One moment of a bench; `alarm` waits for somebody to acknowledge it, `asked` for an answer."""

    said: Said
    current: ShipmentKey | None = None
    alarm: Text | None = None
    recalls: ShipmentKey | None = None
    """The closed order that the alarm is about, where it is not the one that lies here."""
    gone: tuple[int, ...] = ()
    """Its lots that the alarm tells of."""
    asked: QuestionKind | None = None
    asked_about: ShipmentKey | None = None
    last: ShipmentKey | None = None
    """The order whose paper can be printed again."""
    order: BenchOrder | None = None
    """The current order as this very transaction has left it; nothing that outlives the transaction."""

    def lying(self, work: UnitOfWork) -> BenchOrder | None:
        """The order on the bench."""
        if self.order is not None and self.order.key == self.current:
            return self.order
        return None if self.current is None else bench_order(work, self.current)


def said(desk: BenchDesk, verdict: Verdict, told: Text, code: str = "") -> BenchDesk:
    """Whatever is said drops a question; an alarm stays until somebody acknowledges it."""
    alarm = told if verdict.is_alarm else desk.alarm
    now_said = Said(desk.said.number + 1, verdict, told, code)
    return replace(desk, said=now_said, alarm=alarm, asked=None, asked_about=None)


def refused(desk: BenchDesk, told: Text) -> BenchDesk:
    return said(desk, Verdict.REFUSED, told)


def stopped(desk: BenchDesk, order: BenchOrder) -> BenchDesk:
    return said(desk, Verdict.STOPPED, decisions.stopped(order.session))


def taken_away(desk: BenchDesk, order: BenchOrder) -> BenchDesk:
    draft = order.draft
    if draft is None or draft.is_finishing:
        told = words.ALREADY_PACKED.format(n=order.number)
        return replace(said(desk, Verdict.ALREADY_PACKED, told), current=None, last=order.key)
    told = words.TAKEN_AWAY.format(n=order.number, who=draft.operator, where=draft.place)
    return replace(said(desk, Verdict.OTHERS, told), current=None)


def unmeant(desk: BenchDesk, scan: ControlScan) -> BenchDesk:
    """A control barcode without a meaning: at this moment, or in this version."""
    if not scan.is_answer:
        return said(desk, Verdict.UNKNOWN, words.UNKNOWN_CONTROL.format(code=scan.text), scan.text)
    told = words.NO_QUESTION_OPEN if desk.asked is None else words.NO_SUCH_ANSWER
    return said(desk, Verdict.REFUSED, told.format(code=scan.text), scan.text)


def alarm_first(desk: BenchDesk, code: str) -> BenchDesk:
    """Nothing is taken while an alarm waits."""
    told = words.ALARM_FIRST.format(why=desk.alarm or Text("", ""))
    return replace(desk, said=Said(desk.said.number + 1, Verdict.ALARM_FIRST, told, code))
