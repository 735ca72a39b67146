"""What the bench shows after every action: one frozen value, whole enough to be drawn without a question."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from mmdesk.domain.deadline import DeadlineKind
from mmdesk.domain.scheme import SchemeCode
from mmdesk.domain.verdict import Control, Verdict
from mmdesk.errors import Text
from mmdesk.services.desk import OrderRef
from mmdesk.storage.shipments import ShipmentKey


class Stage(StrEnum):
    """What the bench is at."""

    IDLE = "idle"
    PACKING = "packing"
    TAKING_OUT = "taking-out"
    """Lots of a packed order were cancelled: they are scanned out of their boxes, nothing else."""


class RowState(StrEnum):
    """How one line of the order stands."""

    OPEN = "open"
    NOW = "now"
    """Its scan is the next one that is awaited: its marking code, or taking it out."""
    DONE = "done"
    CANCELLED = "cancelled"
    ASKED = "asked"
    """The buyer asks to cancel it, and nobody has answered yet: it is not packed meanwhile."""
    MISSING = "missing"
    PACKED = "packed"
    """It lies in a box that Megamarket knows from before."""
    TAKE_OUT = "take-out"


class QuestionKind(StrEnum):
    TAKE_OVER = "take-over"
    MISSING = "missing"
    PARK = "park"
    REPRINT = "reprint"
    DOUBT = "doubt"
    """Its paper may have come out: somebody has to look at the printer."""


class FinishStep(StrEnum):
    """How far a closed order is on its way to its paper, in this order; STOPPED waits for a person."""

    PACKING_QUEUED = "packing-queued"
    PACKING_SENT = "packing-sent"
    PACKED = "packed"
    LABEL_ASKED = "label-asked"
    LABEL_HERE = "label-here"
    PRINTING = "printing"
    PRINTED = "printed"
    STOPPED = "stopped"


FINISH_NAMES: dict[FinishStep, Text] = {
    FinishStep.PACKING_QUEUED: Text("упаковка ждёт отправки", "packing waits to be sent"),
    FinishStep.PACKING_SENT: Text("Мегамаркет принимает упаковку", "Megamarket takes the packing in"),
    FinishStep.PACKED: Text("упакован", "packed"),
    FinishStep.LABEL_ASKED: Text("ждём этикетку", "waiting for the label"),
    FinishStep.LABEL_HERE: Text("этикетка получена", "the label is here"),
    FinishStep.PRINTING: Text("печатается", "printing"),
    FinishStep.PRINTED: Text("напечатано", "printed"),
    FinishStep.STOPPED: Text("остановлено", "stopped"),
}


@dataclass(frozen=True, slots=True)
class Said:
    """The last verdict in words. `number` grows with each, so that a repeat is told anew."""

    number: int
    verdict: Verdict
    words: Text
    code: str = ""
    """The scan it is about, as it was read; empty for a key."""


@dataclass(frozen=True, slots=True)
class OrderHead:
    """The order that lies on the bench. `due` is the deadline that counts now."""

    key: ShipmentKey
    ref: OrderRef
    connection: str
    scheme: SchemeCode
    scheme_name: Text
    region: str
    due: tuple[DeadlineKind, datetime] | None
    test_mode: bool


@dataclass(frozen=True, slots=True)
class BenchRow:
    """The lots of one offer that stand alike. `done` of `wanted` units are in a box.

    `boxes` names where those lie, `marks` the marking codes read so far; `note` says why nothing is packed.
    """

    offer_id: str
    name: str
    article: str
    picture: str
    lots: tuple[int, ...]
    wanted: int
    done: int
    state: RowState
    needs_mark: bool
    marks: tuple[str, ...]
    boxes: tuple[int, ...]
    note: Text | None = None
    shelf: str = ""


@dataclass(frozen=True, slots=True)
class BoxLine:
    """How many units of an offer lie in a box."""

    offer_id: str
    name: str
    count: int


@dataclass(frozen=True, slots=True)
class BenchBox:
    """A box and what is in it; the last one is being filled."""

    number: int
    lines: tuple[BoxLine, ...]
    is_current: bool


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer to a question: what the method takes, and what people read."""

    code: str
    words: Text


@dataclass(frozen=True, slots=True)
class Question:
    """Something the bench has to know. A scan of goods or of an order drops it and is taken as usual.

    TAKE_OVER is answered by `take_over`, MISSING by `missing`, PARK by `park`, REPRINT by `reprint`, DOUBT by
    `settle_doubt`; all by `dismiss`. `rows` are those that can be missing, `reasons` what may be chosen.
    """

    kind: QuestionKind
    order: OrderRef
    words: Text
    reasons: tuple[Choice, ...] = ()
    rows: tuple[BenchRow, ...] = ()


@dataclass(frozen=True, slots=True)
class Holder:
    """Who has an order on the bench, where, and since when nothing was heard of them."""

    operator: str
    workstation: str
    heartbeat_at: datetime


@dataclass(frozen=True, slots=True)
class Finishing:
    """A closed order on its way to its paper. `number` of `of` steps are behind it.

    `stopped` says why it goes no further and what a person can do, `waits` why its paper does not come out
    yet: it goes on by itself, where it `is_held_up` once somebody has seen to the printer. ДСМ has no step of
    the label. `gone` are lots that were cancelled since it was
    closed and of which nobody at the bench has been told.
    """

    key: ShipmentKey
    ref: OrderRef
    scheme: SchemeCode
    step: FinishStep
    number: int
    of: int
    since: datetime
    boxes: int
    operator: str
    stopped: Text | None = None
    waits: Text | None = None
    is_held_up: bool = False
    gone: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class ParkedOrder:
    """A packing that was put aside, and why."""

    key: ShipmentKey
    ref: OrderRef
    scheme: SchemeCode
    reason: Text
    operator: str
    workstation: str
    at: datetime
    done: int
    wanted: int


@dataclass(frozen=True, slots=True)
class BenchView:
    """Everything the window shows. While `alarm` is set only OK, Esc and MMD:OK are taken.

    `finishing` has the order first that was closed last, then the stopped ones; `parked` counts the orders
    put aside, `waiting` those to pack; `packed_at` is when any bench closed an order last.
    """

    stage: Stage
    said: Said
    alarm: bool = False
    order: OrderHead | None = None
    holder: Holder | None = None
    rows: tuple[BenchRow, ...] = ()
    boxes: tuple[BenchBox, ...] = ()
    question: Question | None = None
    keys: frozenset[Control] = frozenset()
    finishing: Sequence[Finishing] = ()
    parked: int = 0
    waiting: int = 0
    packed_at: datetime | None = None

    @property
    def wanted(self) -> int:
        """Units that this packing puts into boxes."""
        return sum(row.wanted for row in self.rows if row.state in _COUNTED)

    @property
    def done(self) -> int:
        return sum(row.done for row in self.rows if row.state in _COUNTED)

    @property
    def box(self) -> int:
        """The number of the box being filled; 0 when there is none."""
        return next((box.number for box in self.boxes if box.is_current), 0)


_COUNTED = (RowState.OPEN, RowState.NOW, RowState.DONE)
