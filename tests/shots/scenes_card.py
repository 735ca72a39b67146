"""The order beside the list, in every state that looks different."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Final

from PySide6.QtWidgets import QWidget

from mmdesk.domain.notice import NoticeCode
from mmdesk.domain.scheme import SchemeCode, Verb
from mmdesk.domain.step import Step
from mmdesk.services.desk import OrderRef
from mmdesk.services.order_card import OrderCard
from mmdesk.ui.orders import details_state
from mmdesk.ui.orders.details_state import Alarm
from tests.shots.stage import Scene, Stage

Wanted = Callable[[OrderCard], object]


def at(step: Step, scheme: SchemeCode = SchemeCode.STANDARD) -> Wanted:
    """An ordinary order that waits for this step."""
    return lambda card: (
        card.order.step is step
        and card.order.scheme is scheme
        and not card.notices
        and not card.order.pending
        and details_state.cancellation(card) is None
    )


def alarmed(alarm: Alarm) -> Wanted:
    def wanted(card: OrderCard) -> bool:
        found = details_state.cancellation(card)
        return found is not None and found.alarm is alarm and not details_state.parked(card)

    return wanted


_OF_STAFF = (NoticeCode.COMPOSITION, NoticeCode.FOREIGN_DELIVERY, NoticeCode.WISH_REFUSED)


def noticed(*codes: NoticeCode) -> Wanted:
    """An order with exactly these notices and nothing that is stopped."""
    return lambda card: {each.code for each in card.notices} == set(codes) and not details_state.parked(card)


def shown(wanted: Wanted, stage: Stage) -> QWidget:
    return stage.show(stage.card(wanted)).window


def end_of(wanted: Wanted, stage: Stage) -> QWidget:
    """The lower part of a card that does not fit."""
    shop = stage.show(stage.card(wanted))
    bar = shop.details.scroll_bar()
    stage.until(lambda: bar.value() == 0, "the card's beginning")
    bar.setValue(bar.maximum())
    return shop.window


def leaving(stage: Stage) -> QWidget:
    """What was decided a moment ago and may still be taken back."""
    order = stage.card(at(Step.CONFIRM)).order
    stage.actions.confirm([OrderRef(order.shipment_id, order.connection)])
    stage.afterwards(partial(take_everything_back, stage))
    shop = stage.open()
    return stage.show(stage.card(lambda card: card.order.key == order.key), shop).window


def take_everything_back(stage: Stage) -> None:
    stage.actions.take_back(stage.actions.departing().keys)


def parked(card: OrderCard) -> bool:
    return bool(details_state.parked(card)) and bool(card.notices)


def on_the_way(card: OrderCard) -> bool:
    return card.couriered_at is not None and Verb.CLOSE in card.refusals and card.order.step is Step.CLOSE


SCENES: Final[Mapping[str, Scene]] = {
    "card-new": partial(shown, at(Step.CONFIRM)),
    "card-new-end": partial(end_of, at(Step.CONFIRM)),
    "card-to-pack": partial(shown, at(Step.PACK)),
    "card-to-ship": partial(shown, at(Step.HAND_OVER)),
    "card-finished": partial(shown, at(Step.DONE, SchemeCode.DSM)),
    "card-leaving": leaving,
    "card-dsm-new": partial(shown, at(Step.CONFIRM, SchemeCode.DSM)),
    "card-dsm-money": partial(shown, on_the_way),
    "card-dsm-money-end": partial(end_of, on_the_way),
    "card-cancel-asked": partial(shown, alarmed(Alarm.ASKED)),
    "card-canceled": partial(shown, alarmed(Alarm.CANCELED)),
    "card-notice-contents": partial(shown, noticed(NoticeCode.COMPOSITION)),
    "card-notices-dsm": partial(shown, noticed(*_OF_STAFF)),
    "card-notice-parked-in-box": partial(shown, parked),
}
