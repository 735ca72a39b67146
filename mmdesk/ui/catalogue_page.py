"""Makes the page «Каталог» out of its parts. Leads to the database: imported after the window is shown."""

from __future__ import annotations

from functools import partial

from mmdesk.catalogue.feed_files import FeedFiles
from mmdesk.services import foreign_feed
from mmdesk.services.catalogue_desk import CatalogueDesk
from mmdesk.services.offer_list import OfferList
from mmdesk.ui.catalogue.catalogue_view import CatalogueView
from mmdesk.ui.page_context import MadePage, Making, PageContext


def make(context: PageContext) -> Making:
    storage, clock = context.parts.storage, context.parts.clock
    desk = CatalogueDesk(storage, clock, FeedFiles(context.parts.profile.feeds), context.operator)
    page = CatalogueView(
        context.runner,
        context.changes,
        desk,
        OfferList(storage),
        partial(foreign_feed.check, storage),
        context.theme,
        context.messages,
        clock,
        context.place,
        whole=False,
    )
    yield from page.fill()
    return MadePage(page)
