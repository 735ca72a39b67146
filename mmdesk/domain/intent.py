"""What somebody wants done at a remote: the commands that wait in the outbox, one frozen value each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from mmdesk.domain.box import Box, Mark
from mmdesk.errors import Text


class Target(StrEnum):
    """The two remotes a command can go to; their queues never hold each other up."""

    MEGAMARKET = "megamarket"
    CRM = "crm"


class Command(StrEnum):
    """The names of commands in the outbox, as scripts read them."""

    CONFIRM = "confirm"
    REJECT = "reject"
    PACK = "pack"
    ACCEPT = "accept"
    LABEL = "label"
    SHIP = "ship"
    CLOSE = "close"
    MOVE = "move"
    ANSWER_CANCEL = "answer_cancel"
    CRM_CREATE = "crm_create"
    CRM_EDIT = "crm_edit"
    CRM_TRACK = "crm_track"


@dataclass(frozen=True, slots=True)
class Confirm:
    """Стандарт: take these lots into work (order/confirm)."""

    command: ClassVar[Command] = Command.CONFIRM
    target: ClassVar[Target] = Target.MEGAMARKET
    lots: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Reject:
    """Refuse lots for one reason (order/reject); several reasons are several commands."""

    command: ClassVar[Command] = Command.REJECT
    target: ClassVar[Target] = Target.MEGAMARKET
    lots: tuple[int, ...]
    reason: str
    comment: str = ""


@dataclass(frozen=True, slots=True)
class Pack:
    """Стандарт: lots in boxes (order/packing). `again`: packed lots, without those cancelled since."""

    command: ClassVar[Command] = Command.PACK
    target: ClassVar[Target] = Target.MEGAMARKET
    boxes: tuple[Box, ...]
    marks: tuple[Mark, ...] = ()
    again: bool = False

    @property
    def lots(self) -> tuple[int, ...]:
        return tuple(sorted({index for box in self.boxes for index in box.lots}))


@dataclass(frozen=True, slots=True)
class Accept:
    """ДСМ: accept and report as assembled (order/packing without boxes).

    `checked` tells that a person packed just these lots, so that a lot cancelled since must stop it.
    """

    command: ClassVar[Command] = Command.ACCEPT
    target: ClassVar[Target] = Target.MEGAMARKET
    lots: tuple[int, ...]
    marks: tuple[Mark, ...] = ()
    checked: bool = False


@dataclass(frozen=True, slots=True)
class FetchLabel:
    """Fetch the label of every box (sticker/print). `force` prints although a packed lot was cancelled."""

    command: ClassVar[Command] = Command.LABEL
    target: ClassVar[Target] = Target.MEGAMARKET
    lots: tuple[int, ...]
    force: bool = False


@dataclass(frozen=True, slots=True)
class Ship:
    """Стандарт: report the hand-over of all boxes (order/shipping)."""

    command: ClassVar[Command] = Command.SHIP
    target: ClassVar[Target] = Target.MEGAMARKET
    lots: tuple[int, ...]
    at: datetime


@dataclass(frozen=True, slots=True)
class LotResult:
    """How the hand-over of one lot ended; `reason` only where it was not handed over."""

    lot: int
    handed_over: bool
    reason: str = ""
    comment: str = ""


@dataclass(frozen=True, slots=True)
class Close:
    """ДСМ: the final result of the hand-over, every open lot named (order/close)."""

    command: ClassVar[Command] = Command.CLOSE
    target: ClassVar[Target] = Target.MEGAMARKET
    results: tuple[LotResult, ...]
    at: datetime

    @property
    def lots(self) -> tuple[int, ...]:
        return tuple(result.lot for result in self.results)

    def result_of(self, lot: int) -> LotResult | None:
        return next((result for result in self.results if result.lot == lot), None)


@dataclass(frozen=True, slots=True)
class Move:
    """ДСМ: move the delivery date (order/confirm with shippingDate)."""

    command: ClassVar[Command] = Command.MOVE
    target: ClassVar[Target] = Target.MEGAMARKET
    lots: tuple[int, ...]
    date: datetime


@dataclass(frozen=True, slots=True)
class CancelAnswer:
    """Whether one lot that the buyer wants cancelled is cancelled by us."""

    lot: int
    canceled: bool


@dataclass(frozen=True, slots=True)
class AnswerCancel:
    """ДСМ: the answer to the buyer's cancellation (order/cancelResult)."""

    command: ClassVar[Command] = Command.ANSWER_CANCEL
    target: ClassVar[Target] = Target.MEGAMARKET
    answers: tuple[CancelAnswer, ...]

    @property
    def lots(self) -> tuple[int, ...]:
        return tuple(answer.lot for answer in self.answers)


@dataclass(frozen=True, slots=True)
class CreateOrder:
    """Create the order in RetailCRM from the mirror as it is when the call goes out."""

    command: ClassVar[Command] = Command.CRM_CREATE
    target: ClassVar[Target] = Target.CRM
    lots: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class ItemStatus:
    """The RetailCRM item status that one lot's position gets."""

    lot: int
    status: str


@dataclass(frozen=True, slots=True)
class EditOrder:
    """Change an order in RetailCRM; an empty status leaves the order's own as it is.

    `deadlines` and `notice` bring what is known of these when the edit goes out.
    """

    command: ClassVar[Command] = Command.CRM_EDIT
    target: ClassVar[Target] = Target.CRM
    lots: tuple[int, ...]
    status: str = ""
    items: tuple[ItemStatus, ...] = ()
    deadlines: bool = False
    notice: bool = False


@dataclass(frozen=True, slots=True)
class Track:
    """Report a delivery status by tracking, which the integrated-delivery lock does not forbid."""

    command: ClassVar[Command] = Command.CRM_TRACK
    target: ClassVar[Target] = Target.CRM
    lots: tuple[int, ...]
    status: str
    at: datetime


MegamarketIntent = Confirm | Reject | Pack | Accept | FetchLabel | Ship | Close | Move | AnswerCancel
CrmIntent = CreateOrder | EditOrder | Track
Intent = MegamarketIntent | CrmIntent

INTENTS: dict[Command, type[Intent]] = {
    kind.command: kind
    for kind in (
        Confirm, Reject, Pack, Accept, FetchLabel, Ship, Close, Move, AnswerCancel,
        CreateOrder, EditOrder, Track,
    )
}  # fmt: skip

COMMAND_NAMES: dict[Command, Text] = {
    Command.CONFIRM: Text("подтверждение", "confirmation"),
    Command.REJECT: Text("отказ", "rejection"),
    Command.PACK: Text("упаковка", "packing"),
    Command.ACCEPT: Text("приём в сборку", "acceptance"),
    Command.LABEL: Text("этикетка", "label"),
    Command.SHIP: Text("отгрузка", "shipping"),
    Command.CLOSE: Text("результат вручения", "hand-over result"),
    Command.MOVE: Text("перенос доставки", "moved delivery"),
    Command.ANSWER_CANCEL: Text("ответ на отмену", "answer to the cancellation"),
    Command.CRM_CREATE: Text("создание заказа в RetailCRM", "order creation in RetailCRM"),
    Command.CRM_EDIT: Text("правка заказа в RetailCRM", "order edit in RetailCRM"),
    Command.CRM_TRACK: Text("статус доставки в RetailCRM", "delivery status in RetailCRM"),
}
