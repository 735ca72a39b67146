"""An offer of the feed's source out of a product of RetailCRM's."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from mmdesk.domain.crm_goods import CrmOffer, CrmProduct
from mmdesk.domain.offer import Param, SourceOffer


def source_offers(
    product: CrmProduct, stock: Mapping[int, str], names: Mapping[str, str], price_type: str
) -> Iterator[SourceOffer]:
    """The product's offers that have a place in `stock`, which is by RetailCRM's own numbers.

    `names` are those of properties by code. The price is empty where an offer has none of this type.
    """
    for offer in product.offers:
        if offer.number in stock:
            yield _source_offer(product, offer, stock[offer.number], names, price_type)


def _source_offer(
    product: CrmProduct, offer: CrmOffer, quantity: str, names: Mapping[str, str], price_type: str
) -> SourceOffer:
    return SourceOffer(
        offer_id=offer.external_id,
        name=offer.name or product.name,
        price=next((price for code, price in offer.prices if code == price_type), ""),
        quantity=quantity,
        categories=product.groups,
        vendor=product.vendor,
        article=offer.article or product.article,
        description=product.description,
        url=product.url,
        pictures=offer.pictures or ((product.picture,) if product.picture else ()),
        barcodes=(offer.barcode,) if offer.barcode else (),
        vat=offer.vat,
        params=tuple(Param(code, names.get(code, code), value) for code, value in offer.properties),
        is_active=product.is_active and offer.is_active,
        is_service=product.is_service,
    )
