"""Makes the page «Обмен» out of its parts. Leads to the database: imported after the window is shown."""

from __future__ import annotations

from mmdesk.services.exchange_desk import ExchangeDesk
from mmdesk.ui.exchange.exchange_view import ExchangeView
from mmdesk.ui.page_context import MadePage, Making, PageContext


def make(context: PageContext) -> Making:
    parts = context.parts
    desk = ExchangeDesk(
        parts.storage, parts.clock, context.operator, parts.profile, parts, parts.http_password
    )
    page = ExchangeView(
        context.runner, context.changes, desk, context.theme, context.messages, parts.clock, context.place
    )
    yield
    return MadePage(page)
