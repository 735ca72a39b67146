"""Makes the page «Сводка» out of its parts. Leads to the database: imported after the window is shown."""

from __future__ import annotations

from mmdesk.services.figures import Figures
from mmdesk.ui.dashboard.dashboard_view import DashboardView
from mmdesk.ui.page_context import MadePage, Making, PageContext


def make(context: PageContext) -> Making:
    parts = context.parts
    figures = Figures(parts.storage, parts.clock)
    page = DashboardView(
        context.runner, context.changes, figures, context.theme, context.messages, parts.clock, context.place
    )
    yield
    yield from page.prepare()
    return MadePage(page)
