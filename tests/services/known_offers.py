"""Offers of the CRM as a build has left them in the database."""

from __future__ import annotations

from mmdesk.storage.offers import NewOffer


def known(offer_id: str, name: str = "Чашка", state: str = "") -> NewOffer:
    return NewOffer(
        offer_id=offer_id,
        state=state,
        name=name,
        vendor="Bergan",
        article="",
        category="",
        price=None,
        stock=1,
        feed_price=None,
        feed_old_price=None,
        feed_stock=1,
        picture="",
        barcodes=(),
        digest="",
    )
