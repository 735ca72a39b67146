"""The rules for one offer of a feed.

Every offer of a large feed passes here: a value is first asked whether it is as usual, which costs one look,
and only what is not is judged in detail.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Container, Mapping
from typing import Final

from lxml import etree

from mmdesk.catalogue.barcodes import is_good_barcode
from mmdesk.catalogue.complaints import Complaints
from mmdesk.catalogue.offer_shape import PartRule, Shape, Shapes, TextRule, is_secret
from mmdesk.catalogue.packed_ids import PackedIds
from mmdesk.catalogue.shipment_options import check_options
from mmdesk.catalogue.usual_offers import UsualOffers

NUMERIC_VAT: Final = frozenset("123456")
"""The other spelling of Megamarket's own codes."""
MOST_NAME: Final = 150
MOST_DESCRIPTION: Final = 3000
"""Yandex's lengths: nothing is known of Megamarket's, so going past them is only a warning."""

_ID: Final = re.compile(r"[A-Za-z0-9_-]{1,20}").fullmatch
VISIBLE: Final = re.compile(r"[^\W_]").search
"""Finds a letter or a digit: spaces and special characters do not count as content."""
ADDRESS: Final = re.compile(r"https?://[!-~]+").fullmatch
_WHOLE: Final = re.compile(r"[0-9]{1,12}").fullmatch
_NUMBER: Final = re.compile(r"[0-9]{1,12}\.[0-9]+").fullmatch
_RUB: Final = "RUB"
_MOST_NAMES: Final = 10_000


class OfferRules:
    """Judges offers one by one; `without_options` tells whether any leaves the shipment options to the shop.

    `categories` may be filled while offers are judged; `undecided` are those that had not come by then.
    """

    def __init__(
        self, complaints: Complaints, categories: Collection[str], vat_codes: Collection[str], ids: PackedIds
    ) -> None:
        self._complaints = complaints
        self._categories = categories
        self._vat_codes = NUMERIC_VAT.union(vat_codes)
        self._ids = ids
        self._param_names: set[str] = set()
        self._vendors: set[str] = set()
        self._pieces: dict[str, int] = {}
        self.offers = 0
        self.without_options = 0
        self.undecided: dict[str, tuple[str, int]] = {}
        self._offer_id = ""
        self._price = self._stock = 0
        self._old_price = ""
        self._shapes = Shapes(self._text_rules(), self._part_rules())
        longest = (MOST_NAME, MOST_DESCRIPTION)
        self._usual = UsualOffers(categories, self._vat_codes, self._param_names, ids, complaints, longest)

    def _text_rules(self) -> Mapping[str, tuple[Container[str], TextRule]]:
        """What is asked of each text, and the texts that are known to be right."""
        return {
            "url": ((), self._url),
            "name": ((), self._name),
            "price": ((), self._judge_price),
            "oldprice": ((), self._judge_old_price),
            "currencyId": ((_RUB,), self._currency),
            "categoryId": (self._categories, self._category),
            "picture": ((), self._picture),
            "vat": (self._vat_codes, self._vat),
            "vendor": (self._vendors, self._vendor),
            "vendorCode": ((), _anything),
            "model": ((), _anything),
            "description": ((), self._description),
            "barcode": ((), self._barcode),
        }

    def _part_rules(self) -> Mapping[str, PartRule]:
        return {"param": self._param, "outlets": self._outlets, "shipment-options": self._options}

    def take_usual(self, text: str) -> int:
        """Judge whole offers at the beginning of a text, as far as they are right; how long these are."""
        count, length = self._usual.take(text)
        self.offers += count
        return length

    def check(self, offer: etree._Element) -> None:
        """Judge a whole offer."""
        self.offers += 1
        self._begin(offer)
        children = list(offer)
        shape = self._shapes.of(tuple([child.tag for child in children]))
        for place, good, rule in shape.texts:
            child = children[place]
            text = child.text or ""
            if text not in good:
                rule(text)
            if len(child):
                self._complain("nested_element", child.tag)
        for place, part_rule in shape.parts:
            part_rule(children[place])
        for code, tag in shape.complaints:
            self._complain(code, tag)
        self._finish(offer, shape)

    def _begin(self, offer: etree._Element) -> None:
        offer_id = offer.get("id", "")
        self._price = self._stock = 0
        self._old_price = ""
        if _ID(offer_id):
            self._offer_id = offer_id
        else:
            self._offer_id = offer_id.strip() or f"#{self.offers}"
            self._complain("bad_id" if offer_id.strip() else "no_id", "id", offer_id)
        if offer_id:
            self._ids.add(offer_id)

    def _finish(self, offer: etree._Element, shape: Shape) -> None:
        if not shape.has_options:
            self.without_options += 1
        if self._old_price:
            self._compare_prices()
        available = offer.get("available")
        if available == "true":
            if shape.has_outlets and not self._stock:
                self._complain("no_pieces", "available", available)
        elif available != "false":
            self._complain("bad_available", "available", available or "")
        elif self._stock:
            self._complain("unsold_pieces", "available", str(self._stock))

    def _complain(self, code: str, field: str, value: str = "") -> None:
        self._complaints.add(self._offer_id, code, field, value)

    def _url(self, text: str) -> None:
        if not ADDRESS(text) and not ADDRESS(text.strip()):
            self._complain("bad_url", "url", text)

    def _name(self, text: str) -> None:
        if not text[:1].isalnum() and not VISIBLE(text):
            self._complain("no_name", "name", text)
        elif len(text) > MOST_NAME:
            self._complain("long_name", "name", str(len(text)))

    def _judge_price(self, text: str) -> None:
        stripped = text.strip()
        if _WHOLE(stripped):
            self._price = int(stripped)
        elif _NUMBER(stripped):
            self._price = int(stripped.partition(".")[0])
            if self._price:
                self._complain("fraction_price", "price", text)
        else:
            self._complain("bad_price" if stripped else "no_price", "price", text)
            return
        if not self._price:
            self._complain("no_price", "price", text)

    def _judge_old_price(self, text: str) -> None:
        stripped = text.strip()
        if _WHOLE(stripped) and int(stripped):
            self._old_price = stripped
        else:
            self._complain("bad_old_price", "oldprice", text)

    def _compare_prices(self) -> None:
        if self._price and int(self._old_price) * 100 <= self._price * 105:
            self._complain("old_price", "oldprice", self._old_price)

    def _currency(self, text: str) -> None:
        if text.strip() != _RUB:
            self._complain("old_currency" if text.strip() == "RUR" else "bad_currency", "currencyId", text)

    def _category(self, text: str) -> None:
        category = text.strip()
        if category in self._categories:
            return
        if not category:
            self._complain("no_category", "categoryId")
        elif not _WHOLE(category) or category.startswith("0"):
            self._complain("bad_category", "categoryId", category)
        elif self._categories or (category not in self.undecided and len(self.undecided) >= _MOST_NAMES):
            self._complain("unknown_category", "categoryId", category)
        else:
            first, times = self.undecided.get(category, (self._offer_id, 0))
            self.undecided[category] = (first, times + 1)

    def _picture(self, text: str) -> None:
        if not ADDRESS(text) and not ADDRESS(text.strip()):
            self._complain("bad_picture", "picture", text)

    def _vat(self, text: str) -> None:
        if text.strip() not in self._vat_codes:
            self._complain("bad_vat" if text.strip() else "no_vat", "vat", text)

    def _vendor(self, text: str) -> None:
        if not VISIBLE(text):
            self._complain("no_vendor", "vendor", text)
        elif len(self._vendors) < _MOST_NAMES:
            self._vendors.add(text)

    def _description(self, text: str) -> None:
        if len(text) > MOST_DESCRIPTION:
            self._complain("long_description", "description", str(len(text)))

    def _barcode(self, text: str) -> None:
        if not is_good_barcode(text.strip()):
            self._complain("bad_barcode", "barcode", text)

    def _param(self, param: etree._Element) -> None:
        name = param.get("name")
        if name not in self._param_names:
            self._new_param_name(name or "")
        if not param.text:
            self._complain("empty_param", "param", name or "")

    def _new_param_name(self, name: str) -> None:
        if not VISIBLE(name):
            self._complain("no_param_name", "param", name)
        elif is_secret(name):
            self._complain("purchase_price", "param", name)
        elif len(self._param_names) < _MOST_NAMES:
            self._param_names.add(name)

    def _outlets(self, outlets: etree._Element) -> None:
        found = False
        for outlet in outlets:
            if outlet.tag != "outlet":
                self._complain("unknown_element", outlet.tag)
                continue
            found = True
            if not outlet.get("id", "").strip():
                self._complain("no_outlet_id", "outlet")
            pieces = outlet.get("instock", "")
            known = self._pieces.get(pieces)
            self._stock += self._new_pieces(pieces) if known is None else known
        if not found:
            self._complain("no_stock", "outlets")

    def _new_pieces(self, text: str) -> int:
        pieces = text.strip()
        if not _WHOLE(pieces):
            self._complain("bad_quantity", "instock", pieces)
            return 0
        if len(self._pieces) < _MOST_NAMES:
            self._pieces[text] = int(pieces)
        return int(pieces)

    def _options(self, options: etree._Element) -> None:
        for code, field, value in check_options(options, of_shop=False):
            self._complain(code, field, value)


def _anything(_text: str) -> None:
    """Free text, for which no rule is known."""
