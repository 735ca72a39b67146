"""Reasons: why a lot is refused, or was not handed over. The codes are Megamarket's."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from mmdesk.errors import Text


class RejectReason(StrEnum):
    OUT_OF_STOCK = "OUT_OF_STOCK"
    INCORRECT_PRICE = "INCORRECT_PRICE"
    INCORRECT_PRODUCT = "INCORRECT_PRODUCT"
    INCORRECT_SPEC = "INCORRECT_SPEC"
    TWICE_ORDER = "TWICE_ORDER"
    NOT_TIME_FOR_SHIPPING = "NOT_TIME_FOR_SHIPPING"
    FRAUD_ORDER = "FRAUD_ORDER"
    NOT_ACCEPTABLE = "NOT_ACCEPTABLE"


class CloseReason(StrEnum):
    CANCEL_BY_CUSTOMER = "CANCEL_BY_CUSTOMER"
    HANDOVER_IMPOSSIBLE = "HANDOVER_IMPOSSIBLE"


REASON_NAMES: Mapping[str, Text] = {
    RejectReason.OUT_OF_STOCK: Text("нет в наличии", "out of stock"),
    RejectReason.INCORRECT_PRICE: Text("неверная цена", "wrong price"),
    RejectReason.INCORRECT_PRODUCT: Text("товар привязан не к той карточке", "linked to the wrong product"),
    RejectReason.INCORRECT_SPEC: Text(
        "неверные характеристики на сайте", "wrong characteristics on the site"
    ),
    RejectReason.TWICE_ORDER: Text("повторный заказ", "duplicate order"),
    RejectReason.NOT_TIME_FOR_SHIPPING: Text("не успеваем отгрузить", "not enough time to hand over"),
    RejectReason.FRAUD_ORDER: Text("мошеннический заказ", "fraudulent order"),
    RejectReason.NOT_ACCEPTABLE: Text("выполнить невозможно", "not acceptable"),
    CloseReason.CANCEL_BY_CUSTOMER: Text("покупатель отказался", "refused by the buyer"),
    CloseReason.HANDOVER_IMPOSSIBLE: Text("вручить не удалось", "could not be handed over"),
}


def reason_name(reason: str) -> Text:
    """The reason in words; an unknown one as it came."""
    return REASON_NAMES.get(reason, Text.same(reason))
