"""As many further offers as a test wants, made after those of the demo shop."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from mmdesk.sandbox.shop import ShopOffer, demo_offers, ean13

_FIRST_OFFER = 1_000_001
_FIRST_PRODUCT = 500_001


def crowd(count: int, *, variants: int = 5, start: int = 0) -> Iterator[ShopOffer]:
    """Offers number `start` and the next ones, always the same, without flaws, so many to a product."""
    models = [offer for offer in demo_offers() if offer.on_sale]
    for number in range(start, start + count):
        product = number // variants
        # What belongs to the product is the same for all its variants.
        model = models[product % len(models)]
        yield replace(
            model,
            id=_FIRST_OFFER + number,
            product_id=_FIRST_PRODUCT + product,
            external_id=f"TDX-{number:07d}",
            xml_id=f"erpx-{number:07d}",
            article=f"TDX-{product}",
            name=f"{model.name}, {number}",
            product_name=f"{model.product_name}, {product}",
            price=model.price + number % 97,
            barcode=ean13(f"4698{number:08d}"),
        ).with_quantity(number % 50)
