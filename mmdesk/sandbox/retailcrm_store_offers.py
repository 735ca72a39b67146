"""The offers of the account, found by every key and listed by products without going through them all."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from mmdesk.sandbox.shop import ShopOffer


class OfferBook:
    """Offers by the CRM's own number; a key that occurs twice finds the first, an empty one none."""

    def __init__(self, offers: Iterable[ShopOffer]) -> None:
        self._offers = {offer.id: offer for offer in offers}
        self._all: tuple[ShopOffer, ...] | None = None
        self._products: dict[int, list[ShopOffer]] | None = None
        self._indexes: dict[str, Mapping[str, ShopOffer]] = {}

    def put(self, offer: ShopOffer) -> None:
        """Add it, or put it in the place of the one with its number."""
        self._offers[offer.id] = offer
        self._forget()

    def remove(self, offer: ShopOffer) -> None:
        del self._offers[offer.id]
        self._forget()

    def all(self) -> tuple[ShopOffer, ...]:
        if self._all is None:
            self._all = tuple(self._offers.values())
        return self._all

    def products(self) -> Mapping[int, Sequence[ShopOffer]]:
        """The variants of each product by its number."""
        if self._products is None:
            self._products = {}
            for offer in self._offers.values():
                self._products.setdefault(offer.product_id, []).append(offer)
        return self._products

    def with_id(self, number: int) -> ShopOffer | None:
        return self._offers.get(number)

    def with_external_id(self, external_id: str) -> ShopOffer | None:
        return self._index("external_id", lambda offer: offer.external_id).get(external_id)

    def with_xml_id(self, xml_id: str) -> ShopOffer | None:
        return self._index("xml_id", lambda offer: offer.xml_id).get(xml_id)

    def _index(self, name: str, key: Callable[[ShopOffer], str]) -> Mapping[str, ShopOffer]:
        if name not in self._indexes:
            # The first of two with one key is written last.
            self._indexes[name] = {key(offer): offer for offer in reversed(self.all()) if key(offer)}
        return self._indexes[name]

    def _forget(self) -> None:
        self._all = self._products = None
        self._indexes.clear()
