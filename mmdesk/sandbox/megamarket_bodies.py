"""The documents the marketplace writes: webhook bodies and the answer of order/get."""

from __future__ import annotations

from collections.abc import Sequence

from mmdesk.sandbox.megamarket_behaviour import Behaviour, BoxForm
from mmdesk.sandbox.megamarket_state import CANCELLED, Customer, Discount, Lot, Scheme, Shipment, Status
from mmdesk.sandbox.megamarket_wire import Json, moscow
from mmdesk.sandbox.sticker import Label, draw_html

FULFILLMENT = "FULFILLMENT_BY_MERCHANT"
SERVICE_SCHEMES = {Scheme.DSM: "DELIVERY_BY_MERCHANT", Scheme.PICKUP: "COLLECT_BY_CUSTOMER"}
_REPACKABLE = frozenset[str](
    {Status.CONFIRMED, Status.PACKING_EXPIRED, Status.PACKED, Status.SHIPPING_EXPIRED}
)


def order_new(shipment: Shipment, behaviour: Behaviour) -> Json:
    """The body of the order/new call."""
    described: Json = {
        "shipmentId": shipment.shipment_id,
        "shipmentDate": moscow(shipment.created_at),
        "items": [_announced_lot(shipment, lot) for lot in shipment.lots],
    }
    standard = shipment.scheme is Scheme.STANDARD
    described |= _standard_part(shipment, behaviour) if standard else _own_delivery_part(shipment)
    return _to_merchant(shipment, described)


def order_cancel(shipment: Shipment, lots: Sequence[Lot]) -> Json:
    """The body of the order/cancel call: no reason is ever given."""
    described: Json = {
        "shipmentId": shipment.shipment_id,
        "items": [
            {"itemIndex": str(lot.index), "goodsId": lot.offer.goods_id, "offerId": lot.offer.offer_id}
            for lot in lots
        ],
    }
    if shipment.scheme is Scheme.STANDARD:
        described["fulfillmentMethod"] = FULFILLMENT
    return _to_merchant(shipment, described)


def order_get(shipment: Shipment, behaviour: Behaviour) -> Json:
    """One shipment as order/get shows it."""
    shown: Json = {"shipmentId": shipment.shipment_id, "orderCode": shipment.order_code or None}
    if behaviour.shipment_status:
        shown["status"] = shipment.status
    shown |= _dates(shipment)
    shown |= {
        "deliveryId": shipment.delivery_id,
        "shipmentDateShift": shipment.date_moved,
        "shipmentIsChangeable": is_changeable(shipment, behaviour),
        "customerFullName": shipment.customer.full_name,
        "customerAddress": shipment.customer.address,
        "shippingPoint": "" if shipment.scheme is Scheme.DSM else str(shipment.shipping_point),
        "deliveryMethodId": "COURIER",
        "serviceScheme": SERVICE_SCHEMES.get(shipment.scheme, behaviour.standard_service_scheme),
        "depositedAmount": shipment.deposited,
        "customer": None if shipment.scheme is Scheme.STANDARD else _person(shipment.customer),
        "items": [_read_lot(lot, behaviour) for lot in shipment.lots],
    }
    return shown


def is_changeable(shipment: Shipment, behaviour: Behaviour) -> bool:
    """Whether the shipment may be packed anew."""
    going = [lot for lot in shipment.goods() if lot.status not in CANCELLED]
    return behaviour.repacking and bool(going) and all(lot.status in _REPACKABLE for lot in going)


def label_of(shipment: Shipment, box_code: str, place: int, places: int) -> Label:
    """The marking sheet of one box."""
    return Label(
        merchant_name=shipment.merchant_name,
        merchant_id=shipment.merchant_id,
        shipment_id=shipment.shipment_id,
        delivery_id=shipment.delivery_id,
        full_name=shipment.customer.full_name,
        region=shipment.customer.region,
        city=shipment.customer.city,
        address=shipment.customer.address,
        delivery_type="Доставка курьером",
        shipping_date=moscow(shipment.deadlines.ship_by) or "",
        box_code=box_code,
        place=place,
        places=places,
    )


def _to_merchant(shipment: Shipment, described: Json) -> Json:
    meta: Json = {"source": "OMS"} if shipment.scheme is Scheme.STANDARD else {}
    return {"meta": meta, "data": {"merchantId": shipment.merchant_id, "shipments": [described]}}


def _announced_lot(shipment: Shipment, lot: Lot) -> Json:
    shown: Json = {
        "itemIndex": str(lot.index),
        "goodsId": lot.offer.goods_id,
        "offerId": lot.offer.offer_id,
        "itemName": lot.offer.name,
        "price": lot.offer.price,
        "finalPrice": lot.final_price,
        "discounts": [_discount(discount) for discount in lot.discounts],
        "quantity": 1,
        "taxRate": None if lot.is_delivery else "20",
        "reservationPerformed": True,
        "isDigitalMarkRequired": lot.offer.needs_mark,
    }
    if shipment.scheme is Scheme.STANDARD:
        shown |= {"itemId": lot.item_id, "priceAdjustments": []}
    return shown


def _standard_part(shipment: Shipment, behaviour: Behaviour) -> Json:
    limits, customer = shipment.deadlines, shipment.customer
    first_code = f"{shipment.merchant_id}*{shipment.shipment_id}*1"
    page = draw_html([label_of(shipment, first_code, 1, 1)], hostile=behaviour.hostile_labels)
    return {
        "confirmationDate": moscow(limits.confirm_by),
        "packingDate": moscow(limits.pack_by),
        "customerOrderId": shipment.customer_order_id,
        "label": {
            "deliveryId": shipment.delivery_id,
            "region": customer.region,
            "city": customer.city,
            "address": customer.address,
            "fullName": customer.full_name,
            "merchantName": shipment.merchant_name,
            "merchantId": shipment.merchant_id,
            "shipmentId": shipment.shipment_id,
            "shippingDate": moscow(limits.ship_by),
            "deliveryType": "Доставка курьером",
            "labelText": page if behaviour.label_in_order_new else "",
        },
        "shipping": {
            "shippingPoint": shipment.shipping_point,
            "shippingDate": moscow(limits.ship_by),
            "shippingInterval": {"dateFrom": moscow(limits.ship_from), "dateTo": moscow(limits.ship_by)},
        },
        "delivery": {
            "deliveryDate": moscow(limits.deliver_from),
            "deliveryInterval": _delivery_window(shipment),
        },
        "fulfillmentMethod": FULFILLMENT,
    }


def _own_delivery_part(shipment: Shipment) -> Json:
    pickup = shipment.scheme is Scheme.PICKUP
    return {
        "handover": {
            "packingDate": moscow(shipment.deadlines.pack_by),
            "reserveExpirationDate": moscow(shipment.deadlines.reserve_until),
            "outletId": str(shipment.shipping_point) if pickup else "",
            "serviceScheme": SERVICE_SCHEMES[shipment.scheme],
            "depositedAmount": shipment.deposited,
            "deliveryInterval": None if pickup else _delivery_window(shipment),
            # A number here and a string everywhere else, as in the captured bodies.
            "deliveryId": int(shipment.delivery_id),
        },
        "customer": {
            "customerFullName": shipment.customer.full_name,
            "phone": shipment.customer.phone,
            "email": shipment.customer.email,
            "address": _address(shipment.customer),
        },
        "flags": [],
    }


def _address(customer: Customer) -> Json:
    return {
        "source": customer.address,
        "postalCode": customer.postal_code,
        "fias": {
            "regionId": "00000000-0000-0000-0000-000000000001",
            "destinationId": "00000000-0000-0000-0000-000000000002",
        },
        "geo": {"lat": "55.75", "lon": "37.61"},
        "access": {
            "detachedHouse": not customer.flat,
            "entrance": None,
            "floor": None,
            "intercom": None,
            "cargoElevator": False,
            "comment": customer.comment,
            "apartment": customer.flat,
        },
        "regionKladrId": "77",
        "house": customer.house,
        "block": None,
        "flat": customer.flat or None,
        "regionWithType": customer.region,
        "cityWithType": customer.city,
        "cityArea": None,
        "streetWithType": customer.street,
    }


def _delivery_window(shipment: Shipment) -> Json:
    limits = shipment.deadlines
    return {"dateFrom": moscow(limits.deliver_from), "dateTo": moscow(limits.deliver_to)}


def _dates(shipment: Shipment) -> Json:
    limits, standard = shipment.deadlines, shipment.scheme is Scheme.STANDARD
    promised = max((lot.moved_to for lot in shipment.lots if lot.moved_to), default=limits.deliver_from)
    return {
        "confirmedTimeLimit": moscow(limits.confirm_by),
        "packingTimeLimit": moscow(limits.pack_by),
        "shippingTimeLimit": moscow(limits.ship_by),
        "shipmentDateFrom": moscow(limits.ship_from or limits.deliver_from),
        "shipmentDateTo": moscow(limits.ship_by),
        "packingDate": None if standard else moscow(limits.pack_by),
        "reserveExpirationDate": None if standard else moscow(limits.reserve_until),
        "creationDate": moscow(shipment.created_at),
        "deliveryDate": moscow(promised),
        "deliveryDateFrom": moscow(limits.deliver_from),
        "deliveryDateTo": moscow(limits.deliver_to),
    }


def _person(customer: Customer) -> Json:
    return {
        "firstName": customer.first_name,
        "lastName": customer.last_name,
        "middleName": customer.middle_name,
        "phone": customer.phone,
        "email": customer.email,
        "comment": customer.comment,
    }


def _read_lot(lot: Lot, behaviour: Behaviour) -> Json:
    shown: Json = {
        "itemIndex": str(lot.index),
        "status": lot.status,
        "subStatus": lot.sub_status,
        "price": lot.offer.price,
        "finalPrice": lot.final_price,
        "discounts": [{**_discount(discount), "discountPriceAdjustments": []} for discount in lot.discounts],
        "quantity": 1,
        "offerId": lot.offer.offer_id,
        "goodsId": lot.offer.goods_id,
        "goodsData": {
            "name": lot.offer.name,
            "categoryName": lot.offer.category,
            "isDelivery": lot.is_delivery,
            "isDigitalMarkRequired": lot.offer.needs_mark,
        },
        "events": [
            {"eventDate": moscow(event.at), "eventName": "STATUS", "eventValue": event.status}
            for event in lot.events
        ],
    }
    if behaviour.boxes_in_get is BoxForm.LIST:
        shown["boxes"] = [{"boxIndex": box.index, "boxCode": box.code} for box in lot.boxes]
    else:
        shown["boxIndex"] = str(lot.boxes[0].index) if lot.boxes else None
    return shown


def _discount(discount: Discount) -> Json:
    return {
        "discountType": discount.kind,
        "discountDescription": discount.description,
        "discountAmount": discount.amount,
    }
