"""The rules for what stands around the offers: the root, the shop, its currency and its categories."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Final

from lxml import etree

from mmdesk.catalogue.complaints import Complaints
from mmdesk.catalogue.shipment_options import check_options
from mmdesk.catalogue.validator_offer import ADDRESS, VISIBLE

MOST_CATEGORIES: Final = 200_000
_ID: Final = re.compile(r"[1-9][0-9]{0,11}").fullmatch
_MOMENT: Final = re.compile(
    r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(?:\.\d+)?(?:[Zz]|[+-]\d\d:\d\d)", re.ASCII
).fullmatch
_RUB: Final = "RUB"
_RUR: Final = "RUR"
_ONE: Final = frozenset(("1", "1.0", "1.00"))
_OPTIONAL: Final = frozenset(("platform", "version", "agency", "email", "categories", "offers"))
_WANTED: Final[Mapping[str, str]] = {
    "name": "no_shop_name",
    "company": "no_company",
    "url": "no_shop_url",
    "currencies": "no_currency",
    "categories": "no_categories",
}


class Categories:
    """The shop's tree. `known` holds the ids that offers may name, each with its parent's or nothing."""

    def __init__(self, complaints: Complaints) -> None:
        self._complaints = complaints
        self.known: dict[str, str] = {}

    def add(self, category: etree._Element) -> None:
        """Judge one; its parent may still be to come."""
        category_id = category.get("id", "").strip()
        if not VISIBLE(category.text or ""):
            self._complain("no_category_name", "category", category_id)
        if not _ID(category_id):
            self._complain("bad_category_id", "category", category_id)
        elif category_id in self.known:
            self._complain("duplicate_category", "category", category_id)
        else:
            self.known[category_id] = parent = category.get("parentId", "").strip()
            if not parent and "parentId" in category.attrib:
                self._complain("no_parent", "parentId", category_id)

    def finish(self) -> None:
        """Judge the tree as a whole: every parent is there, and none is below itself."""
        good = set[str]()
        for category_id in self.known:
            way = []
            while category_id and category_id not in good:
                good.add(category_id)
                way.append(category_id)
                parent = self.known[category_id]
                if parent in way:
                    self._complain("category_cycle", "parentId", category_id)
                elif parent and parent not in self.known:
                    self._complain("no_parent", "parentId", parent)
                    break
                category_id = parent

    def _complain(self, code: str, field: str, value: str) -> None:
        self._complaints.add("", code, field, value)


class Head:
    """Judges root and shop when the whole file has been read, so that their parts may stand in any order."""

    def __init__(self, complaints: Complaints) -> None:
        self._complaints = complaints
        self.has_options = False
        self._parts: Mapping[str, Callable[[etree._Element], None]] = {
            "name": self._name,
            "company": self._company,
            "url": self._url,
            "currencies": self._currencies,
            "shipment-options": self._options,
        }

    def check(self, root: etree._Element) -> None:
        """Judge what is left of the tree once offers and categories are gone from it."""
        if root.tag != "yml_catalog":
            self._complain("wrong_root", "", str(root.tag))
            return
        self._date(root.get("date", ""))
        shops = self._only(root, "shop")
        if shops is None:
            self._complain("no_shop", "shop")
        else:
            self._shop(shops)

    def _only(self, root: etree._Element, tag: str) -> etree._Element | None:
        found = None
        for child in root:
            if child.tag != tag:
                self._complain("unknown_element", str(child.tag))
            elif found is None:
                found = child
            else:
                self._complain("repeated_element", tag)
        return found

    def _shop(self, shop: etree._Element) -> None:
        seen = set[str]()
        for child in shop:
            tag = str(child.tag)
            rule = self._parts.get(tag)
            if tag in seen:
                self._complain("repeated_element", tag)
            elif rule is not None:
                rule(child)
            elif tag not in _OPTIONAL:
                self._complain("unknown_element", tag)
            seen.add(tag)
        for tag, code in _WANTED.items():
            if tag not in seen:
                self._complain(code, tag)

    def _date(self, text: str) -> None:
        if not _MOMENT(text) or not _exists(text):
            self._complain("bad_date", "date", text)

    def _name(self, name: etree._Element) -> None:
        if not VISIBLE(name.text or ""):
            self._complain("no_shop_name", "name")

    def _company(self, company: etree._Element) -> None:
        if not VISIBLE(company.text or ""):
            self._complain("no_company", "company")

    def _url(self, url: etree._Element) -> None:
        text = (url.text or "").strip()
        if not text:
            self._complain("no_shop_url", "url")
        elif not ADDRESS(text):
            self._complain("bad_url", "url", text)

    def _currencies(self, currencies: etree._Element) -> None:
        found = [each.get("id", "").strip() for each in currencies if each.tag == "currency"]
        if not found:
            self._complain("no_currency", "currencies")
        elif found == [_RUR]:
            self._complain("old_currency", "currency", _RUR)
        elif found != [_RUB]:
            self._complain("bad_currency", "currency", ", ".join(found))
        for rate in _rates(currencies):
            if rate not in _ONE:
                self._complain("bad_rate", "rate", rate)

    def _options(self, options: etree._Element) -> None:
        self.has_options = True
        for code, field, value in check_options(options, of_shop=True):
            self._complain(code, field, value)

    def _complain(self, code: str, field: str, value: str = "") -> None:
        self._complaints.add("", code, field, value)


def _rates(currencies: etree._Element) -> Iterable[str]:
    return (each.get("rate", "1").strip() for each in currencies if each.get("id") in (_RUB, _RUR))


def _exists(moment: str) -> bool:
    """Whether the calendar has that moment."""
    try:
        datetime.fromisoformat(moment.upper())
    except ValueError:
        return False
    return True
