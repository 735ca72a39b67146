"""The window around the page: opening, banners, the strip of the rehearsal, messages, undo, menus."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Final

from PySide6.QtWidgets import QApplication, QMenu, QWidget

from mmdesk.domain.intent import Target
from mmdesk.domain.step import Step
from mmdesk.errors import MmdeskError, Text
from mmdesk.services.damaged import advice
from mmdesk.services.desk import OrderRef
from mmdesk.services.order_list import OrderFilter
from mmdesk.services.service_state import Trouble
from mmdesk.storage.engine import StorageCorrupt
from mmdesk.ui import words
from mmdesk.ui.messages import Kind
from mmdesk.ui.operator_menu import OperatorButton
from mmdesk.ui.orders.undo_strip_view import UndoStripView
from tests.shots.morning import END
from tests.shots.scenes_card import take_everything_back
from tests.shots.stage import Scene, Stage

_NOT_ACCEPTED: Final = Text("Мегамаркет не принял токен (401)", "Megamarket did not accept the token (401)")
_NO_ANSWER: Final = Text("RetailCRM не ответил за 30 с", "RetailCRM did not answer within 30 s")
_LOST: Final = timedelta(minutes=11)


def opening(stage: Stage) -> QWidget:
    return stage.bare().window


def not_opened(stage: Stage) -> QWidget:
    window = stage.bare().window
    place = Path("/srv/mmdesk")
    hint = advice(place / "mmdesk.db", place / "backups", place)
    error: MmdeskError = StorageCorrupt("file is not a database").with_hint(hint)
    window.show_failure(error.sentence(words.language()), command=error.text.command)
    return window


def nothing_connected(stage: Stage) -> QWidget:
    return stage.open(replace(stage.healthy(), connections=0)).window


def token_refused(stage: Stage) -> QWidget:
    refused = Trouble("Стандарт", Target.MEGAMARKET, _NOT_ACCEPTED, None)
    return stage.open(replace(stage.healthy(), troubles=(refused,))).window


def service_down(stage: Stage) -> QWidget:
    shop = stage.open()
    shop.window.show_state(replace(stage.healthy(), alive=False, last_exchange_at=END - _LOST))
    return shop.window


def all_banners(stage: Stage) -> QWidget:
    """Everything at once: the list has to stay usable."""
    refused = Trouble("Стандарт", Target.MEGAMARKET, _NOT_ACCEPTED, None)
    also = Trouble("ДСМ", Target.CRM, _NOT_ACCEPTED, None)
    shop = stage.open()
    state = replace(stage.healthy(), alive=False, troubles=(refused, also), test_connections=("ДСМ",))
    shop.window.show_state(replace(state, last_exchange_at=END - _LOST))
    return shop.window


def remote_silent(stage: Stage) -> QWidget:
    silent = Trouble("ДСМ", Target.CRM, _NO_ANSWER, END + timedelta(minutes=3))
    state = replace(stage.healthy(), troubles=(silent,), queue=7, inbox_parked=1)
    return stage.open(state).window


def rehearsal(stage: Stage) -> QWidget:
    return stage.open(replace(stage.healthy(), test_connections=("Стандарт", "ДСМ"))).window


def undo(stage: Stage) -> QWidget:
    """Several decisions of this moment, which may be taken back."""
    meant = [card.order for card in stage.cards if card.order.step is Step.CONFIRM][:3]
    stage.actions.confirm([OrderRef(order.shipment_id, order.connection) for order in meant])
    stage.afterwards(partial(take_everything_back, stage))
    shop = stage.open()
    stage.until(shop.part(UndoStripView).isVisible, "the undo strip")
    stage.choose(shop, OrderFilter.ALL)
    return shop.window


def said(kind: Kind, stage: Stage) -> QWidget:
    shop = stage.open()
    lines = [f"{card.order.shipment_id}: {words.spoken(_LATE)}" for card in stage.cards[:3]]
    shop.messages.say(kind, words.spoken(_SAID[kind]), lines if kind is Kind.REFUSED else ())
    return shop.window


def person_menu(stage: Stage) -> QWidget:
    shop = stage.open()
    shop.part(OperatorButton).showMenu()
    stage.until(lambda: isinstance(QApplication.activePopupWidget(), QMenu), "the menu")
    opened = QApplication.activePopupWidget()
    assert opened is not None
    return opened


_LATE: Final = Text("срок подтверждения прошёл", "the time to confirm is over")
_SAID: Final[Mapping[Kind, Text]] = {
    Kind.DONE: Text("Подтверждено заказов: 3.", "Orders confirmed: 3."),
    Kind.NOTICE: Text("Мегамаркет будет опрошен сейчас.", "Megamarket is asked now."),
    Kind.REFUSED: Text("Не подтверждено заказов: 3.", "Orders not confirmed: 3."),
}

SCENES: Final[Mapping[str, Scene]] = {
    "shell-opening": opening,
    "shell-not-opened": not_opened,
    "shell-nothing-connected": nothing_connected,
    "shell-token-refused": token_refused,
    "shell-service-down": service_down,
    "shell-all-banners": all_banners,
    "shell-remote-silent": remote_silent,
    "shell-rehearsal": rehearsal,
    "shell-undo": undo,
    "shell-message-done": partial(said, Kind.DONE),
    "shell-message-refused": partial(said, Kind.REFUSED),
    "shell-person-menu": person_menu,
}
