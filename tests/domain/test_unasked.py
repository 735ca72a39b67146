"""Mappings that would act at Megamarket with nobody asking: the rule alone."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from mmdesk.domain.crm_wish import WishRules
from mmdesk.domain.dsm import Dsm
from mmdesk.domain.scheme import Scheme
from mmdesk.domain.standard import Standard
from mmdesk.domain.unasked import Deed, unasked_acts

RULES = WishRules(confirmed="ok", pack="packed", ship="sent", close="done")
CANCELING = frozenset({"off"})


def places(
    rules: WishRules, followed: Mapping[str, str] | None = None, scheme: Scheme | None = None
) -> set[tuple[Deed, str]]:
    """Each clash as its deed and its second place."""
    found = unasked_acts(scheme or Standard(), rules, followed or {}, CANCELING)
    return {(clash.deed, clash.with_deed or clash.with_status) for clash in found}


def test_the_status_of_new_orders_asks_for_nothing() -> None:
    assert places(WishRules(confirmed="new")) == {(Deed.CONFIRM, "NEW")}
    assert places(WishRules(pack="fresh"), {"NEW": "fresh"}) == {(Deed.PACK, "NEW")}
    assert places(WishRules(confirmed="new"), {"NEW": "fresh"}) == set()
    assert places(WishRules(confirmed="new"), {"NEW": ""}) == {(Deed.CONFIRM, "NEW")}


@pytest.mark.parametrize(
    ("status", "code", "deed"),
    [
        ("CONFIRMED", "packed", Deed.PACK),
        ("PENDING", "ok", Deed.CONFIRM),
        ("PACKING_EXPIRED", "packed", Deed.PACK),
        ("PACKED", "sent", Deed.SHIP),
        ("CONFIRMED", "off", Deed.CANCEL),
        ("NEW", "off", Deed.CANCEL),
    ],
)
def test_a_status_that_we_set_for_an_earlier_step_asks_for_nothing(
    status: str, code: str, deed: Deed
) -> None:
    assert places(RULES, {status: code}) == {(deed, status)}


@pytest.mark.parametrize(
    ("status", "code"),
    [
        ("CONFIRMED", "ok"),
        ("PENDING_CONFIRMATION", "ok"),
        ("PACKED", "ok"),
        ("PACKED", "packed"),
        ("SHIPPED", "sent"),
        ("PACKING_EXPIRED", "off"),
        ("MERCHANT_CANCELED", "off"),
        ("CUSTOMER_CANCELED", "ok"),
        ("DELIVERED", "done"),
    ],
)
def test_a_status_that_we_set_once_the_deed_is_done_is_right(status: str, code: str) -> None:
    assert places(RULES, {status: code}) == set()


def test_one_status_asks_for_one_deed() -> None:
    assert places(WishRules(confirmed="ok", pack="ok", ship="sent")) == {(Deed.CONFIRM, Deed.PACK)}
    assert places(WishRules(pack="go", ship="go", close="go")) == {(Deed.PACK, Deed.SHIP)}


def test_closing_counts_only_where_the_scheme_closes() -> None:
    assert places(RULES, {"PACKED": "done"}) == set()
    assert places(RULES, {"PACKED": "done"}, Dsm()) == {(Deed.CLOSE, "PACKED")}


@pytest.mark.parametrize(
    ("rules", "followed", "said"),
    [
        (WishRules(confirmed="new"), {}, "сама даёт новым заказам: каждый новый заказ подтверждался бы"),
        (WishRules(pack="a"), {"NEW": "a"}, "создаёт заказы в RetailCRM: каждый новый заказ упаковывался"),
        (WishRules(ship="a"), {"CONFIRMED": "a"}, "в Мегамаркете «подтверждён»: такой заказ отгружался"),
        (WishRules(confirmed="a", pack="a"), {}, "и подтверждался бы, и упаковывался бы. Выберите разные"),
    ],
)  # fmt: skip
def test_it_is_said_what_would_happen(rules: WishRules, followed: Mapping[str, str], said: str) -> None:
    (clash,) = unasked_acts(Standard(), rules, followed)
    words = clash.words("Новый").ru
    assert "«Новый»" in words
    assert said in words
