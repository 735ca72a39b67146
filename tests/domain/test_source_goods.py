"""What a source tells nothing of is usual, never special."""

from __future__ import annotations

from mmdesk.domain.crm_goods import CrmOffer, CrmProduct, CrmStock
from mmdesk.domain.offer import SourceOffer


def test_goods_of_which_a_source_tells_little_are_for_sale_and_no_service() -> None:
    offer, product = SourceOffer("MUG-1"), CrmProduct(7)
    assert (offer.is_active, offer.is_service) == (True, False)
    assert (product.is_active, product.is_service) == (True, False)
    assert CrmOffer(7).is_active


def test_a_number_that_is_not_told_is_empty_and_not_zero() -> None:
    assert (SourceOffer("MUG-1").price, SourceOffer("MUG-1").quantity) == ("", "")
    assert CrmOffer(7).quantity == ""
    assert CrmStock(7, "0").site == ""
