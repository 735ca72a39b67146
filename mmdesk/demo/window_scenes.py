"""The same life of an order once more, driven through the real window by its keys."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from mmdesk.demo.hand import Hand
from mmdesk.demo.scene import Scene
from mmdesk.domain.status import Status, name_of
from mmdesk.errors import Text
from mmdesk.sandbox.megamarket_state import Scheme
from mmdesk.services.desk import OrderRef

STANDARD: Final = Text(
    "Окно, Стандарт: от нового заказа до отгрузки", "The window, Standard: a new order to its shipping"
)
DSM: Final = Text("Окно, ДСМ: от нового заказа до вручения", "The window, DSM: a new order to its hand-over")


@dataclass(frozen=True, slots=True)
class WindowScenario:
    """One part of the play that is played at the window."""

    title: Text
    scheme: Scheme
    script: Callable[[Scene, Hand], None]


def standard(scene: Scene, hand: Hand) -> None:
    """Confirm, pack into two boxes, print, ship: F2, F6, F7, F8."""
    order = scene.buyer_orders(3)
    _find(scene, hand, order)
    hand.press("F2")
    scene.show(order, _CONFIRMED, lots=["CONFIRMED"] * 3, crm="client-confirmed")
    _until(scene, hand, order, Status.CONFIRMED)
    hand.press("F6")
    hand.until_dialog()
    hand.press("1", "2", "2", "Return")
    scene.show(order, _PACKED, lots=["PACKED"] * 3, crm="assembling-complete", boxes=2)
    _until(scene, hand, order, Status.PACKED)
    hand.press("F7")
    _keep_document(scene, hand, _LABEL)
    hand.press("F8")
    scene.show(order, _SHIPPED, lots=["SHIPPED"] * 3, crm="send-to-delivery", boxes=2)
    _until(scene, hand, order, Status.SHIPPED)


def dsm(scene: Scene, hand: Hand) -> None:
    """Accept, assemble, print the packing list, give to the courier, close: F2, F6, F7, F8, F8."""
    order = scene.buyer_orders(2, paid_delivery=True, prepaid=False)
    _find(scene, hand, order)
    hand.press("F2")
    scene.show(order, _ACCEPTED, lots=["PACKED"] * 2, crm="assembling-complete")
    _until(scene, hand, order, Status.PACKED)
    hand.press("F6")
    hand.until_dialog()
    hand.press("Return", "F7")
    _keep_document(scene, hand, _LIST)
    hand.press("F8")
    hand.until_words(_GONE.in_language(scene.language))
    _take_picture(scene, hand)
    hand.press("F8")
    hand.until_dialog()
    hand.press("Ctrl+Return")
    scene.show(order, _HANDED_OVER, lots=["DELIVERED"] * 2, crm="complete", items=["saled"] * 2)


WINDOW_SCENARIOS: Final = (
    WindowScenario(STANDARD, Scheme.STANDARD, standard),
    WindowScenario(DSM, Scheme.DSM, dsm),
)


def _find(scene: Scene, hand: Hand, order: OrderRef) -> None:
    """F3, the number, and down into the list."""
    # Keys pressed while the window still opens would be lost.
    hand.until_row()
    hand.press("F3")
    hand.type(order.shipment_id)
    hand.until_row(order.shipment_id)
    hand.press("Return")
    scene.tell(_FOUND.format(id=order.shipment_id))


def _until(scene: Scene, hand: Hand, order: OrderRef, status: Status) -> None:
    hand.until_row(order.shipment_id, name_of(status).in_language(scene.language))


def _keep_document(scene: Scene, hand: Hand, told: Text) -> None:
    document = hand.until_document()
    pdf = document.read_bytes()
    path = scene.keep(pdf, document.name)
    scene.require(told.format(path=path), holds=pdf.startswith(b"%PDF-"))


def _take_picture(scene: Scene, hand: Hand) -> None:
    path = scene.place_for("window.png")
    hand.take_picture(path)
    scene.tell(_PICTURE.format(path=path))


_FOUND = Text("F3 и номер: заказ {id} в окне найден", "F3 and the number: order {id} is found in the window")
_CONFIRMED = Text("F2: стол заказов подтвердил заказ", "F2: the order desk confirmed the order")
_PACKED = Text("F6 и цифры: лоты на двух местах", "F6 and digits: the lots are in two boxes")
_LABEL = Text("F7: этикетки открыты: {path}", "F7: the labels are open: {path}")
_SHIPPED = Text("F8: оба места отгружены", "F8: both boxes are shipped")
_ACCEPTED = Text("F2: заказ принят", "F2: the order is accepted")
_LIST = Text("F7: лист комплектации открыт: {path}", "F7: the packing list is open: {path}")
_GONE = Text("передан курьеру", "handed to the courier")
"""What the order's timeline says then."""
_HANDED_OVER = Text("F8 дважды: передан курьеру и вручён", "F8 twice: gone with the courier and handed over")
_PICTURE = Text("Снимок окна: {path}", "A picture of the window: {path}")
