"""Makes the page «Настройки» out of its parts. Leads to the database: imported after the window is shown."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from mmdesk.domain.role import Right, may
from mmdesk.services.keeping_desk import Difference, KeepingDesk
from mmdesk.services.roster import Roster
from mmdesk.ui.page_context import MadePage, Making, PageContext
from mmdesk.ui.setup.connections_section import ConnectionsSection
from mmdesk.ui.setup.integration_section import IntegrationSection
from mmdesk.ui.setup.keeping_section import KeepingSection
from mmdesk.ui.setup.mapping_section import MappingSection
from mmdesk.ui.setup.operators_section import OperatorsSection
from mmdesk.ui.setup.reserved_view import ReservedView
from mmdesk.ui.setup.section import Section
from mmdesk.ui.setup.setup_view import SetupView

if TYPE_CHECKING:
    from mmdesk.bootstrap import Parts


def make(context: PageContext) -> Making:
    """A further section is one more line here. Only a manager has any."""
    if not may(context.operator.role, Right.SETTINGS):
        return MadePage(ReservedView(context.theme))
    sections: list[Section] = []
    for made in (_connections, _integration, _mappings, _operators, _keeping):
        sections.append(made(context))
        yield
    page = SetupView(tuple(sections), context.theme, context.place)
    yield
    for section in sections:
        section.prepare()
        yield
    return MadePage(page)


def _connections(context: PageContext) -> ConnectionsSection:
    parts = context.parts
    section = ConnectionsSection(
        partial(parts.connection_desk, context.operator),
        partial(parts.integration_desk, context.operator),
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
        partial(parts.integration_desk, context.operator),
        partial(parts.connection_desk, context.operator),
        context.runner,
        context.changes,
        context.messages,
        context.theme,
    )


def _mappings(context: PageContext) -> MappingSection:
    return MappingSection(
        context.parts.mapping_desk, context.operator, context.runner, context.messages, context.theme
    )


def _operators(context: PageContext) -> OperatorsSection:
    roster = Roster(context.parts.storage, context.parts.clock)
    section = OperatorsSection(
        roster, context.operator, context.runner, context.changes, context.messages, context.theme
    )
    if context.ask_operator is not None:
        section.first_entered.connect(context.ask_operator)
    return section


def _judge(parts: Parts, differences: tuple[Difference, ...]) -> tuple[str, ...]:
    return parts.mapping_desk().judge(differences)


def _keeping(context: PageContext) -> KeepingSection:
    parts = context.parts
    desk = KeepingDesk(parts.storage, parts.clock, parts.profile, partial(_judge, parts))
    section = KeepingSection(desk, context.operator, context.runner, context.messages, context.theme)
    if context.restart is not None:
        section.restart_asked.connect(context.restart)
    return section
