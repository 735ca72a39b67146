"""Views of the bench, made by hand: one for each thing that a packer may see."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta

from mmdesk.clock import ManualClock
from mmdesk.domain.deadline import DeadlineKind
from mmdesk.domain.scheme import SchemeCode
from mmdesk.domain.verdict import Control, Verdict
from mmdesk.errors import Text
from mmdesk.services.bench_view import (
    BenchBox,
    BenchRow,
    BenchView,
    BoxLine,
    Choice,
    Finishing,
    FinishStep,
    Holder,
    OrderHead,
    ParkedOrder,
    Question,
    QuestionKind,
    RowState,
    Said,
    Stage,
)
from mmdesk.services.desk import OrderRef
from mmdesk.storage.shipments import ShipmentKey

NOW = ManualClock().now()
REF = OrderRef("700100200", "Стандарт")
HEAD = OrderHead(
    ShipmentKey(1), REF, "Стандарт", SchemeCode.STANDARD, Text("Стандарт", "Standard"), "Москва",
    (DeadlineKind.SHIP_BY, NOW + timedelta(hours=2, minutes=10)), test_mode=False,
)  # fmt: skip
ALL_KEYS = frozenset({Control.NEXTBOX, Control.MISSING, Control.PARK, Control.UNDO})


def row(
    name: str, lots: Sequence[int], done: int = 0, state: RowState = RowState.OPEN, *, mark: bool = False
) -> BenchRow:
    return BenchRow(
        offer_id=f"SKU-{lots[0]}", name=name, article=f"A-{lots[0]:03}", picture="", lots=tuple(lots),
        wanted=len(lots), done=done, state=state, needs_mark=mark, marks=(),
        boxes=(1,) if done else (),
    )  # fmt: skip


MUG = row("Кружка синяя, 350 мл", (1, 2))
BLANKET = row("Плед серый, 150×200", (3,))
KNIFE = replace(
    row("Нож Skar", (4,), state=RowState.CANCELLED),
    note=Text("отменён покупателем", "cancelled by the buyer"),
)
CABLE = row("Удлинитель сетевой с защитой от перенапряжения, 5 розеток, 3 метра, белый", (5, 6, 7))
ROWS = (MUG, BLANKET, KNIFE)


def said(verdict: Verdict, ru: str = "", en: str = "", number: int = 1) -> Said:
    return Said(number, verdict, Text(ru, en or ru))


def packing(
    told: Said | None = None, rows: Sequence[BenchRow] = ROWS, *, boxes: int = 1, alarm: bool = False
) -> BenchView:
    """An order on the bench."""
    told = told or said(Verdict.OPENED, "Заказ 700100200: 3 лота.", "Order 700100200: 3 lots.")
    filled = tuple(
        BenchBox(number, (BoxLine("SKU-1", "Кружка синяя, 350 мл", number),), number == boxes)
        for number in range(1, boxes + 1)
    )
    return BenchView(
        Stage.PACKING, told, alarm, HEAD, Holder("Анна", "SKLAD-1", NOW), tuple(rows), filled,
        keys=frozenset({Control.OK}) if alarm else ALL_KEYS, parked=1, waiting=12,
    )  # fmt: skip


def idle(
    told: Said | None = None, finishing: Sequence[Finishing] = (), *, waiting: int = 12, parked: int = 0
) -> BenchView:
    """The empty bench."""
    told = told or said(Verdict.IDLE, "Отсканируйте заказ или товар.", "Scan an order or any product.", 0)
    return BenchView(Stage.IDLE, told, finishing=tuple(finishing), waiting=waiting, parked=parked)


def asking(kind: QuestionKind, words: Text, rows: Sequence[BenchRow] = (), reasons: int = 4) -> BenchView:
    names = (
        Text("нет в наличии", "out of stock"),
        Text("товар повреждён", "damaged goods"),
        Text("ошибка в цене", "wrong price"),
        Text("другая причина", "another reason"),
    )
    choices = tuple(Choice(f"REASON-{place}", name) for place, name in enumerate(names[:reasons], start=1))
    question = Question(kind, REF, words, choices, tuple(rows))
    return replace(packing(said(Verdict.ASKING, number=2)), question=question)


def finishing(number: str, step: FinishStep, done: int, stopped: Text | None = None) -> Finishing:
    return Finishing(
        ShipmentKey(int(number)), OrderRef(number, "Стандарт"), SchemeCode.STANDARD, step, done, 6,
        NOW - timedelta(seconds=20), 1, "Анна", stopped,
    )  # fmt: skip


def parked(number: str = "700100214") -> ParkedOrder:
    return ParkedOrder(
        ShipmentKey(int(number)), OrderRef(number, "Стандарт"), SchemeCode.STANDARD,
        Text("товар не нашли", "goods not found"), "Анна", "SKLAD-1", NOW - timedelta(minutes=25), 1, 3,
    )  # fmt: skip


@dataclass
class SaidBench:
    """Answers with the view that the test has laid down, and remembers what it was asked."""

    now: BenchView = field(default_factory=idle)
    put_aside: tuple[ParkedOrder, ...] = ()
    asked: list[tuple[object, ...]] = field(default_factory=list)

    def _answer(self, *what: object) -> BenchView:
        self.asked.append(what)
        return self.now

    def scan(self, text: str) -> BenchView:
        return self._answer("scan", text)

    def typed(self, text: str) -> BenchView:
        return self._answer("typed", text)

    def half(self, text: str, whole: str = "") -> BenchView:
        return self._answer("half", text, whole)

    def press(self, control: Control) -> BenchView:
        return self._answer("press", control)

    def open(self, order: OrderRef) -> BenchView:
        return self._answer("open", order.shipment_id)

    def take_over(self) -> BenchView:
        return self._answer("take over")

    def missing(self, lots: Sequence[int], reason: str, comment: str = "") -> BenchView:
        return self._answer("missing", tuple(lots), reason)

    def park(self, reason: str) -> BenchView:
        return self._answer("park", reason)

    def reprint(self, reason: str) -> BenchView:
        return self._answer("reprint", reason)

    def settle_doubt(self, *, came_out: bool) -> BenchView:
        return self._answer("came out" if came_out else "did not come out")

    def dismiss(self) -> BenchView:
        return self._answer("dismiss")

    def refresh(self) -> BenchView:
        return self.now

    def view(self) -> BenchView:
        return self.now

    def heartbeat(self) -> None:
        self.asked.append(("heartbeat",))

    def advance(self) -> tuple[Finishing, ...]:
        return ()

    def parked(self) -> tuple[ParkedOrder, ...]:
        return self.put_aside
