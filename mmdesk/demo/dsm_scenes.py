"""«ДСМ»: acceptance to hand-over, in full and in part, a buyer's and a merchant's cancellation."""

from __future__ import annotations

from typing import Final

from mmdesk.demo.scene import Scene
from mmdesk.errors import Text
from mmdesk.services.desk import OrderRef

CONFIRM: Final = Text("ДСМ: подтверждение заказа", "DSM: an order is confirmed")
BUYER_CANCELS: Final = Text("ДСМ: отмена покупателем", "DSM: the buyer cancels")
MERCHANT_CANCELS: Final = Text("ДСМ: отмена мерчантом", "DSM: the merchant cancels")
PARTIAL: Final = Text("ДСМ: частичная выдача", "DSM: a partial hand-over")


def confirm(scene: Scene) -> None:
    """Accept, print the packing list, give to the courier, close in full."""
    order = scene.buyer_orders(3, paid_delivery=True, prepaid=False)
    scene.people.confirm(order)
    scene.show(order, _ACCEPTED, lots=["PACKED"] * 3, crm="assembling-complete")
    _print_packing_list(scene, order)
    scene.people.send_with_courier(order)
    scene.show(order, _WITH_COURIER, lots=["PACKED"] * 3, crm="assembling-complete")
    scene.people.close(order)
    # RetailCRM itself calls the positions of a completed order sold.
    scene.show(order, _HANDED_OVER, lots=["DELIVERED"] * 3, crm="complete", items=["saled"] * 3)


def buyer_cancels(scene: Scene) -> None:
    """A wish that arrives by webhook and is answered by cancelResult, for one lot and for the rest."""
    order = scene.buyer_orders(2)
    scene.people.pack(order)
    scene.show(order, _PACKED, lots=["PACKED"] * 2, crm="assembling-complete")
    scene.buyer_cancels(order, 1)
    scene.show(
        order,
        _WANTS_ONE_BACK,
        lots=["CUSTOMER_CANCELED", "PACKED"],
        crm="assembling-complete",
        items=["failure", "new"],
    )
    scene.buyer_cancels(order, 2)
    gone = ["CUSTOMER_CANCELED"] * 2
    scene.show(order, _WANTS_ALL_BACK, lots=gone, crm="cancel-other", items=["failure"] * 2)
    answered = scene.remotes.times_done("cancelResult", order.shipment_id)
    scene.require(_ANSWERED_ONCE, holds=answered == (1, 1))


def merchant_cancels(scene: Scene) -> None:
    """Two lots for two reasons, then the rest is accepted."""
    order = scene.buyer_orders(3)
    scene.people.reject(order, {1: "OUT_OF_STOCK", 2: "NOT_ACCEPTABLE"})
    items = ["out-of-stock", "out-of-stock", "new"]
    gone = ["MERCHANT_CANCELED"] * 2
    scene.show(order, _REFUSED, lots=[*gone, "NEW"], crm="new", items=items)
    scene.people.confirm(order)
    scene.show(order, _ACCEPTED_REST, lots=[*gone, "PACKED"], crm="assembling-complete", items=items)


def partial(scene: Scene) -> None:
    """The courier hands over one lot of three; the others come back, each for its reason."""
    order = scene.buyer_orders(3, paid_delivery=True)
    scene.people.pack(order)
    scene.show(order, _PACKED, lots=["PACKED"] * 3, crm="assembling-complete")
    _print_packing_list(scene, order)
    scene.people.send_with_courier(order)
    scene.people.close(order, {2: "CANCEL_BY_CUSTOMER", 3: "HANDOVER_IMPOSSIBLE"})
    lots = ["DELIVERED", "CUSTOMER_CANCELED", "MERCHANT_CANCELED"]
    items = ["saled", "failure", "assembly-not-delivery"]
    scene.show(order, _PARTLY, lots=lots, crm="complete", items=items)


def _print_packing_list(scene: Scene, order: OrderRef) -> None:
    pdf = scene.people.packing_list(order, scene.language)
    path = scene.keep(pdf, f"packing-list-{order.shipment_id}.pdf")
    scene.require(_LIST.format(path=path), holds=pdf.startswith(b"%PDF-"))


_ACCEPTED = Text(
    "Стол заказов принял заказ (Мегамаркет видит его собранным)",
    "The order desk accepted the order (Megamarket sees it assembled)",
)
_ACCEPTED_REST = Text("Стол заказов принял остальное", "The order desk accepted the rest")
_PACKED = Text("Упаковщик собрал заказ", "The packer assembled the order")
_LIST = Text("Упаковщик напечатал лист комплектации: {path}", "The packer printed the packing list: {path}")
_WITH_COURIER = Text("Заказ передан курьеру", "The order went with the courier")
_HANDED_OVER = Text("Курьер вручил всё", "The courier handed everything over")
_WANTS_ONE_BACK = Text(
    "Покупатель просит отменить лот 1, служба согласилась",
    "The buyer asks to cancel lot 1, the service agreed",
)
_WANTS_ALL_BACK = Text(
    "Покупатель просит отменить лот 2, служба согласилась",
    "The buyer asks to cancel lot 2, the service agreed",
)
_ANSWERED_ONCE = Text(
    "На каждую просьбу отвечено ровно один раз (cancelResult)",
    "Each wish was answered exactly once (cancelResult)",
)
_REFUSED = Text(
    "Стол заказов отказал: лот 1 — нет в наличии, лот 2 — выполнить невозможно",
    "The order desk refused lot 1 (out of stock) and lot 2 (not acceptable)",
)
_PARTLY = Text(
    "Курьер вручил лот 1; от лота 2 отказался покупатель, лот 3 вручить не удалось",
    "The courier handed over lot 1; the buyer refused lot 2, lot 3 could not be handed over",
)
