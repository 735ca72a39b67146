"""Makes the page «Настройки» out of its parts. Leads to the database: imported after the window is shown."""

from __future__ import annotations

from mmdesk.ui.page_context import MadePage, PageContext
from mmdesk.ui.setup.connections_section import ConnectionsSection
from mmdesk.ui.setup.integration_section import IntegrationSection
from mmdesk.ui.setup.section import Section
from mmdesk.ui.setup.setup_view import SetupView


def make(context: PageContext) -> MadePage:
    """A further section is one more line here."""
    sections: tuple[Section, ...] = (_connections(context), _integration(context))
    return MadePage(SetupView(sections, context.theme))


def _connections(context: PageContext) -> ConnectionsSection:
    parts = context.parts
    section = ConnectionsSection(
        parts.connection_desk,
        parts.integration_desk,
        context.runner,
        context.changes,
        context.messages,
        context.theme,
        parts.clock,
    )
    if context.start_demo is not None:
        section.demo_asked.connect(context.start_demo)
    return section


def _integration(context: PageContext) -> IntegrationSection:
    parts = context.parts
    return IntegrationSection(
        parts.integration_desk,
        parts.connection_desk,
        context.runner,
        context.changes,
        context.messages,
        context.theme,
    )
