"""«Стандарт»: confirm to ship, a buyer's and a merchant's cancellation."""

from __future__ import annotations

from typing import Final

from mmdesk.demo.scene import Scene
from mmdesk.errors import Text

CONFIRM: Final = Text("Стандарт: подтверждение заказа", "Standard: an order is confirmed")
BUYER_CANCELS: Final = Text("Стандарт: отмена покупателем", "Standard: the buyer cancels")
MERCHANT_CANCELS: Final = Text("Стандарт: отмена мерчантом", "Standard: the merchant cancels")


def confirm(scene: Scene) -> None:
    """Confirm, pack into two boxes, print two labels, ship."""
    order = scene.buyer_orders(4)
    scene.people.confirm(order)
    scene.show(order, _CONFIRMED, lots=["CONFIRMED"] * 4, crm="client-confirmed")
    scene.people.pack(order, (1, 3), (2, 4))
    scene.show(order, _PACKED, lots=["PACKED"] * 4, crm="assembling-complete", boxes=2)
    label = scene.people.label(order)
    path = scene.keep(label.pdf, f"label-{order.shipment_id}.pdf")
    told = _LABELS.format(n=label.boxes, path=path)
    scene.require(told, holds=label.boxes == 2 and label.pdf.startswith(b"%PDF-"))
    scene.people.ship(order)
    scene.show(order, _SHIPPED, lots=["SHIPPED"] * 4, crm="send-to-delivery", boxes=2)


def buyer_cancels(scene: Scene) -> None:
    """One lot before confirmation, the rest after it: both take effect at once."""
    order = scene.buyer_orders(2)
    scene.buyer_cancels(order, 1)
    scene.show(order, _GAVE_UP_ONE, lots=["CUSTOMER_CANCELED", "NEW"], crm="new", items=["failure", "new"])
    scene.people.confirm(order)
    scene.show(
        order,
        _CONFIRMED_REST,
        lots=["CUSTOMER_CANCELED", "CONFIRMED"],
        crm="client-confirmed",
        items=["failure", "new"],
    )
    scene.buyer_cancels(order)
    gone = ["CUSTOMER_CANCELED"] * 2
    scene.show(order, _GAVE_UP_ALL, lots=gone, crm="cancel-other", items=["failure"] * 2)


def merchant_cancels(scene: Scene) -> None:
    """Two lots for two reasons, then the rest is confirmed."""
    order = scene.buyer_orders(3)
    scene.people.reject(order, {1: "OUT_OF_STOCK", 3: "INCORRECT_PRICE"})
    lots = ["MERCHANT_CANCELED", "NEW", "MERCHANT_CANCELED"]
    items = ["out-of-stock", "new", "out-of-stock"]
    scene.show(order, _REFUSED, lots=lots, crm="new", items=items)
    scene.people.confirm(order)
    lots = ["MERCHANT_CANCELED", "CONFIRMED", "MERCHANT_CANCELED"]
    scene.show(order, _CONFIRMED_REST, lots=lots, crm="client-confirmed", items=items)


_CONFIRMED = Text("Стол заказов подтвердил заказ", "The order desk confirmed the order")
_CONFIRMED_REST = Text("Стол заказов подтвердил остальное", "The order desk confirmed the rest")
_PACKED = Text("Упаковщик разложил лоты по двум местам", "The packer put the lots into two boxes")
_LABELS = Text("Упаковщик получил этикетки ({n}): {path}", "The packer got the labels ({n}): {path}")
_SHIPPED = Text("Стол заказов отгрузил оба места", "The order desk shipped both boxes")
_GAVE_UP_ONE = Text("Покупатель отменил лот 1", "The buyer cancelled lot 1")
_GAVE_UP_ALL = Text("Покупатель отменил весь заказ", "The buyer cancelled the whole order")
_REFUSED = Text(
    "Стол заказов отказал: лот 1 — нет в наличии, лот 3 — неверная цена",
    "The order desk refused lot 1 (out of stock) and lot 3 (wrong price)",
)
