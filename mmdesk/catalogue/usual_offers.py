"""Offers of a feed that are written just as our own writer does it and keep the rules, known by one pattern.

Nearly all offers of our feeds are of this kind. Such text is known to be well-formed XML without a parser,
and the pattern says of each value what its rule in `validator_offer` says; so these offers need not become
elements, which takes most of a validation's time. All that may be amiss is a missing picture, rate or vendor,
which many catalogues do not have; whatever else differs in the least is left to the parser.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Container
from typing import Final, NamedTuple

from mmdesk.catalogue.barcodes import checks
from mmdesk.catalogue.complaints import Complaints
from mmdesk.catalogue.packed_ids import PackedIds

END: Final = b"</offer>"
_PLAIN: Final = r"[^<>&\x00-\x1f\x7f-\x9f\ufffe\uffff]"
"""A character of a text that stands for itself and is no end of line."""
_TEXT: Final = rf"{_PLAIN}*+(?:&(?:amp|lt|gt|quot|#9|#10|#13);{_PLAIN}*+)*+"
_VISIBLE: Final = rf"(?=[^\W_]){_TEXT}"
"""A text that begins with a letter or a digit."""
_ADDRESS: Final = r"https?://(?!<)[!-%'-;=?-~]*+(?:&amp;[!-%'-;=?-~]*+)*+"
_NUMBER: Final = r"[1-9][0-9]{0,11}+"
_PARAM: Final = rf'<param name="[^<>&"\x00-\x1f]++"(?: unit="[^<>&"\x00-\x1f]*+")?>(?!<){_TEXT}</param>'
_PARAM_NAMES: Final = re.compile(r'<param name="([^"]*)"').findall
_BARCODE: Final = r"<barcode>(?:[0-9]{8}|[0-9]{12}|(?!20)[0-9]{13})</barcode>"
_BARCODES: Final = re.compile(r"[0-9]+").findall
_new_tuple = tuple.__new__
"""As in `values`, which takes too long to import for a validator."""


def _pattern(vat_codes: Collection[str]) -> re.Pattern[str]:
    vat = "|".join(map(re.escape, sorted(vat_codes)))
    return re.compile(
        r'\n?<offer id="([A-Za-z0-9_-]{1,20}+)" available="(?:true|(false))">'
        rf"(?:<url>{_ADDRESS}</url>)?+<name>({_VISIBLE})</name><price>({_NUMBER})</price>"
        rf"(?:<oldprice>({_NUMBER})</oldprice>)?+<currencyId>RUB</currencyId>"
        rf"<categoryId>({_NUMBER})</categoryId>(?:(<picture>){_ADDRESS}</picture>)*+(?:(<vat>)(?:{vat})</vat>)?+"
        r'<shipment-options><option days="[0-9]{1,4}+" order-before="(?:1?[0-9]|2[0-4])"/></shipment-options>'
        rf"(?:(<vendor>){_VISIBLE}</vendor>)?+(?:<vendorCode>{_TEXT}</vendorCode>)?+"
        rf"(?:<description>({_TEXT})</description>)?+((?:{_BARCODE})*+)"
        r'<outlets><outlet id="[A-Za-z0-9_-]++" instock="([0-9]{1,12}+)"/></outlets>'
        rf"((?:{_PARAM})*+)</offer>"
    )


class _Read(NamedTuple):
    """The groups of the pattern, as they are written; empty for what is not there."""

    offer_id: str
    false: str
    name: str
    price: str
    old_price: str
    category: str
    picture: str
    """The tag alone, as for `vat` and `vendor`: that there is one."""
    vat: str
    vendor: str
    description: str
    barcodes: str
    pieces: str
    params: str


class UsualOffers:
    """Takes such offers off a text. `categories` and `param_names` are known to be right, and may grow."""

    def __init__(
        self,
        categories: Container[str],
        vat_codes: Collection[str],
        param_names: Collection[str],
        ids: PackedIds,
        complaints: Complaints,
        longest: tuple[int, int],
    ) -> None:
        """`longest` are the lengths of names and descriptions that nothing is to be said of."""
        self._match = _pattern(vat_codes).match
        self._categories = categories
        self._param_names = param_names
        self._ids = ids
        self._complaints = complaints
        self._longest = longest

    def take(self, text: str) -> tuple[int, int]:
        """How many such offers stand at the beginning, one behind the other, and how long they are."""
        count = place = 0
        while found := self._match(text, place):
            read = _new_tuple(_Read, found.groups(""))
            if not self._is_right(read):
                break
            self._ids.add(read.offer_id)
            if not (read.picture and read.vat and read.vendor):
                self._tell_missing(read)
            place = found.end()
            count += 1
        return count, place

    def _tell_missing(self, read: _Read) -> None:
        for tag, found in (("picture", read.picture), ("vat", read.vat), ("vendor", read.vendor)):
            if not found:
                self._complaints.add(read.offer_id, f"no_{tag}", tag)

    def _is_right(self, read: _Read) -> bool:
        """What a pattern cannot tell. Lengths are of the text as it is written, which is never shorter."""
        most_name, most_description = self._longest
        return (
            read.category in self._categories
            and bool(read.false) == (not int(read.pieces))
            and len(read.name) <= most_name
            and len(read.description) <= most_description
            and (not read.old_price or int(read.old_price) * 100 > int(read.price) * 105)
            and (not read.barcodes or all(map(checks, _BARCODES(read.barcodes))))
            and (not read.params or all(name in self._param_names for name in _PARAM_NAMES(read.params)))
        )
