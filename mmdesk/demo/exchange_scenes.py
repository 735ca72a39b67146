"""The exchange itself: an order that only polling finds, and an answer that is lost on its way."""

from __future__ import annotations

from typing import Final

from mmdesk.demo.scene import Scene
from mmdesk.errors import Text
from mmdesk.sandbox.faults import LOST, Fault

POLLING: Final = Text("Обмен без вебхуков: заказ найден опросом", "No webhooks: polling finds the order")
CRM_ALONE: Final = Text("Сотрудники работают только в RetailCRM", "Staff work in RetailCRM alone")
LOST_ANSWER: Final = Text(
    "Потерянный ответ: второй раз не отправлено", "A lost answer: nothing is sent twice"
)


def polling(scene: Scene) -> None:
    """Megamarket's calls are switched off; the order comes all the same."""
    scene.sandbox.megamarket.behave(webhooks=False)
    try:
        order = scene.buyer_places(2)
        scene.people.exchange_now()
        scene.show(order, _FOUND.format(id=order.shipment_id), lots=["NEW"] * 2, crm="new")
        called = {delivery.shipment_id for delivery in scene.sandbox.megamarket.webhooks.deliveries()}
        scene.require(_UNCALLED, holds=order.shipment_id not in called)
    finally:
        scene.sandbox.megamarket.behave(webhooks=True)


def crm_alone(scene: Scene) -> None:
    """Staff never leave RetailCRM: an item status refuses a lot, order statuses confirm, pack and ship."""
    order = scene.buyer_orders(3)
    scene.staff_save(order, "availability-confirmed", {3: "out-of-stock"})
    items = ["new", "new", "out-of-stock"]
    refused = ["CONFIRMED", "CONFIRMED", "MERCHANT_CANCELED"]
    scene.show(order, _CRM_CONFIRMED, lots=refused, crm="client-confirmed", items=items)
    scene.staff_save(order, "assembling")
    packed = ["PACKED", "PACKED", "MERCHANT_CANCELED"]
    scene.show(order, _CRM_PACKED, lots=packed, crm="assembling-complete", items=items, boxes=1)


def lost_answer(scene: Scene) -> None:
    """Megamarket confirms, yet its answer never arrives; the order is read before anything is repeated."""
    order = scene.buyer_orders(2)
    scene.sandbox.megamarket.faults.add(Fault(LOST, "order/confirm"))
    scene.people.confirm(order)
    scene.show(order, _CONFIRMED, lots=["CONFIRMED"] * 2, crm="client-confirmed")
    calls = scene.remotes.times_called("order/confirm", order.shipment_id)
    once = calls == 1 and scene.remotes.times_done("confirm", order.shipment_id) == (1, 1)
    scene.require(_ONCE.format(n=calls), holds=once)


_FOUND = Text(
    "Вебхуки выключены, оператор нажал «обменяться сейчас»: {id}",
    "Webhooks are off, the operator pressed “exchange now”: {id}",
)
_UNCALLED = Text("Мегамаркет об этом заказе не звонил", "Megamarket has not called about this order")
_CRM_CONFIRMED = Text(
    "В RetailCRM лоту 3 поставили «нет в наличии», а заказ подтвердили",
    "In RetailCRM lot 3 was marked out of stock, and the order confirmed",
)
_CRM_PACKED = Text(
    "Статус «комплектуется» в RetailCRM упаковал остальное в одно место",
    "The status “assembling” in RetailCRM packed the rest into one box",
)
_CONFIRMED = Text(
    "Стол заказов подтвердил заказ, ответ потерялся", "The order desk confirmed, the answer was lost"
)
_ONCE = Text("Вызовов order/confirm: {n}, ни один лот не подтверждён дважды",
             "Calls of order/confirm: {n}, no lot was confirmed twice")  # fmt: skip
