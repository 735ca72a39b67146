"""A connection's settings and a source that is ready, as the order for one build."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo
from pathlib import Path
from typing import Any, Final

from mmdesk import __version__
from mmdesk.catalogue.addresses import web_address
from mmdesk.catalogue.build_order import BuildOrder
from mmdesk.catalogue.values import FeedRules, folded, plain_rate
from mmdesk.domain.connection import Connection
from mmdesk.domain.offer import Shop
from mmdesk.setting_kinds import text_of
from mmdesk.settings import ConnectionSettings

_FEED: Final = "feed."
_NOT_OF_THE_FILE: Final = ("feed.guard.", "feed.source")
_NOBODY: Final = "https://megamarket.ru/"
"""Stands for the shop's address where neither source nor settings know one: the field must not be empty."""

_FIRST_OUTLET: Final = "1"
"""Stands for a warehouse's number that somebody has emptied: Megamarket wants one."""


@dataclass(frozen=True, slots=True)
class ReadySource:
    """A source that lies on this computer: a file or the copy of RetailCRM's catalogue.

    `label` tells people what it is, `digest` changes with its contents.
    """

    label: str
    digest: str
    icml: str = ""
    copy: str = ""


def feed_settings(settings: ConnectionSettings) -> Mapping[str, str]:
    """Every setting that decides on the contents of the feed, in its stored spelling."""
    return {
        key: text_of(value)
        for key, value in settings.document().items()
        if key.startswith(_FEED) and not key.startswith(_NOT_OF_THE_FILE)
    }


def rules_of(stored: Mapping[str, str]) -> FeedRules:
    """The rules of a build by its settings as they were stored. Raises UnknownSetting and BadSettingValue."""
    settings = ConnectionSettings.of(stored)
    return BuildOrder(feed="", trail="", date="", shop=Shop("", "", ""), **_of_rules(settings)).rules()


def inputs(source: ReadySource, settings: Mapping[str, str]) -> str:
    """A digest of all that a build is made of: the same inputs give the same feed but for its date."""
    told = json.dumps([__version__, source.digest, sorted(settings.items())], ensure_ascii=False)
    return hashlib.sha256(told.encode()).hexdigest()


def build_order(
    connection: Connection,
    settings: ConnectionSettings,
    source: ReadySource,
    at: datetime,
    zone: tzinfo,
    *,
    feed: Path,
    trail: Path,
    gzip: Path | None = None,
) -> BuildOrder:
    """Without `gzip` the feed is neither packed nor validated."""
    return BuildOrder(
        icml=source.icml,
        copy=source.copy,
        price_type=settings.feed_price_type,
        feed=str(feed),
        trail=str(trail),
        gzip="" if gzip is None else str(gzip),
        date=at.astimezone(zone).isoformat(timespec="seconds"),
        shop=Shop(connection.name, connection.name, web_address(settings.http_public_url) or _NOBODY),
        **_of_rules(settings),
        outlet_id=settings.feed_outlet_id or _FIRST_OUTLET,
        days=settings.feed_days,
        order_before=settings.feed_order_before,
    )


def _vat_codes(table: Mapping[str, str]) -> dict[str, str]:
    """By plain rates; what is written in the table just as in the source is found all the same."""
    return {plain_rate(rate): code for rate, code in table.items()} | dict(table)


def _of_rules(settings: ConnectionSettings) -> dict[str, Any]:
    """The fields of an order that decide on offers. Any: each has the type of its own setting."""
    return {
        "min_quantity": settings.feed_min_quantity,
        "keep_small": settings.feed_keep_small,
        "discount_percent": settings.feed_discount_percent,
        "params": None if settings.feed_params == "all" else list(settings.feed_params),
        "shelf": settings.feed_shelf,
        "excluded_vendors": [folded(vendor) for vendor in settings.feed_exclude_vendors],
        "vat_codes": _vat_codes(settings.feed_vat_map),
        "reserve": settings.feed_reserve,
        "stop_sales": settings.feed_stop_sales,
        "old_price": settings.feed_old_price,
    }
